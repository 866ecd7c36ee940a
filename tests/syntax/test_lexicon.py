"""The lexicons and the grammar fit each other, and no spelling is claimed twice for one place."""

import re

import pytest
from lark.exceptions import GrammarError

from dutylang.shipped import grammar_dir
from dutylang.source import Source
from dutylang.syntax.from_text.build import Builder
from dutylang.syntax.from_text.tables import tables
from dutylang.syntax.from_text.tables_from_grammar import tables_from_grammar
from dutylang.syntax.lexicon import SOFT, Meaning, lexicon, tongues
from dutylang.syntax.near_misses import keywords_like, nearest

LITERALS = {
    "NAME", "STRING", "NUMBER", "PERCENT", "MONEY", "DATE", "TIME", "ORD", "MONTHDAY", "ARTNO", "BAD", "NL", "COMMA",
    "EQUALS", "PLUS", "MINUS", "STAR", "SLASH", "BAR", "LPAR", "RPAR",
}  # fmt: skip


def terminals() -> set[str]:
    text = (grammar_dir() / "duty.lark").read_text(encoding="utf-8")
    declared = " ".join(re.findall(r"%declare (.*)", text))
    return {name.lstrip("_") for name in declared.split()}


def test_english_comes_first() -> None:
    assert tongues() == ("en", "zh")


def test_every_terminal_has_a_spelling_and_every_spelling_a_terminal() -> None:
    spelt = {meaning.terminal for tongue in tongues() for meaning in lexicon(tongue).spellings}
    assert spelt == terminals() - LITERALS


def test_the_grammar_declares_what_it_uses() -> None:
    text = re.sub(r"//.*", "", (grammar_dir() / "duty.lark").read_text(encoding="utf-8"))
    rules = text[: text.index("%declare")]
    assert {name.lstrip("_") for name in re.findall(r"\b_?[A-Z][A-Z_]*\b", rules)} == terminals()


@pytest.mark.parametrize("tongue", tongues())
def test_values_are_the_same_in_every_tongue(tongue: str) -> None:
    def values(one: str) -> set[Meaning]:
        return {meaning for meaning in lexicon(one).spellings if meaning.value}

    shared = {meaning.terminal for meaning in values("en")} & {meaning.terminal for meaning in values(tongue)}
    only_written_otherwise = {Meaning("PERIOD_REF", f"each_{unit}") for unit in ("month", "quarter", "year")}
    english = {meaning for meaning in values("en") if meaning.terminal in shared} - only_written_otherwise
    assert {meaning for meaning in values(tongue) if meaning.terminal in shared} >= english


def test_a_conflict_fails_the_build() -> None:
    with pytest.raises(GrammarError, match="Shift/Reduce"):
        tables_from_grammar("start: a\na: a X a | X\n%declare X\n")


def test_every_rule_has_a_builder() -> None:
    builder = Builder(Source("t", ""), lexicon("en"))
    made = {name for name in tables().builders if hasattr(builder, name)}
    passed_on = {
        action.builder
        for row in tables().actions
        for action in row.values()
        if not isinstance(action, int) and (action.single or not action.builder)
    }
    assert tables().builders - made - passed_on == set()


def test_keywords_are_reserved_but_for_soft_ones() -> None:
    english = lexicon("en")
    assert english.is_keyword("must")
    assert english.is_keyword("than")
    assert not english.is_keyword("original")
    assert english.clashes("document")
    assert not english.clashes("original")
    assert not english.is_keyword("visit_site")
    assert {meaning.terminal for meaning in english.meanings["closed"]} <= SOFT


def test_words_that_are_printed() -> None:
    assert lexicon("en").word("AFTER") == "after"
    assert lexicon("zh").word("MODAL", "must") == "必须"
    with pytest.raises(KeyError):
        lexicon("zh").word("AFTER")
    with pytest.raises(KeyError):
        lexicon("xx")


def test_near_misses() -> None:
    assert nearest("vist_site", ["visit_site", "call"]) == "visit_site"
    assert nearest("visit_site", ["visit_site"]) is None
    assert nearest("abc", ["xyz"]) is None
    assert keywords_like("mst", lexicon("en"))[0] == "must"
    assert keywords_like("MUST", lexicon("en")) == ("must",)
    assert keywords_like("zzzz", lexicon("en")) == ()

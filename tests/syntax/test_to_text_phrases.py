"""The phrases of every tongue fit the code and the lexicon."""

import re
from functools import cache

import pytest

from dutylang.syntax.lexicon import lexicon, tongues
from dutylang.syntax.to_text.phrases import Phrases, phrases_of

# What one tongue says in a way of its own: figures for months, 元 for CNY, `before E` in a checklist's head,
# 早于 for dates, what is asked of the act that must come before.
OWN_WAYS = ("picked.", "month_name.", "money_unit.", "checklist.closing", "date_comparison.", "clause.prior")
# What a reader does not read: the layout, and words that stand in a unit's place.
UNREAD = ("layout.", "money_unit.", "month_name.", "literal.money", "symbol.")


def readable_phrases(tongue: str) -> list[str]:
    """The keys of phrases whose words a parser must know."""
    return [key for key in phrases_of(tongue).texts if not key.startswith(UNREAD)]


def test_the_tongues_have_the_same_phrases():
    keys = [{key for key in phrases_of(tongue).texts if not key.startswith(OWN_WAYS)} for tongue in tongues()]
    assert all(found == keys[0] for found in keys)


@pytest.mark.parametrize("tongue", tongues())
def test_phrases_use_the_words_of_the_lexicon_only(tongue):
    known = {word for spelling in lexicon(tongue).meanings for word in spelling.split()} | lexicon(
        tongue
    ).reserved
    for key in readable_phrases(tongue):
        text = re.sub(r"\{[^}]*\}|\[|\]| // |\||%|=|[-+*/(),\t\d:]", " ", phrases_of(tongue).texts[key])
        for word in re.findall(r"[A-Za-z]+", text):
            assert word.lower() in {each.lower() for each in known}, (key, word)
        for run in re.findall(r"[\u4e00-\u9fff]+", text):
            assert can_be_cut(run, frozenset(known)), (key, run)


@cache
def can_be_cut(run: str, known: frozenset[str]) -> bool:
    """Whether a run of characters is a row of keywords, headings, numerals and signs of dates."""
    known = known | set("第章条款项年月日步一")
    return not run or any(
        run.startswith(word) and can_be_cut(run[len(word) :], known) for word in known if word
    )


def test_an_optional_part_goes_with_its_first_hole():
    phrases = Phrases("en", {"a.b": "x[ by {who}[ in {days:03} days]]", "a.n": "{count} day|{count} days"})
    assert phrases.fill("a.b", who="", days=3) == "x"
    assert phrases.fill("a.b", who="me", days=None) == "x by me"
    assert phrases.fill("a.b", who="me", days=7) == "x by me in 007 days"
    assert phrases.counted("a.n", 1) == "1 day"
    assert phrases.counted("a.n", 2) == "2 days"
    assert phrases.has("a.b")
    assert not phrases.has("a.c")


def test_a_tongue_without_phrases_has_none():
    with pytest.raises(FileNotFoundError):
        phrases_of("xx")

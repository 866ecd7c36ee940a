"""The words of each tongue: which spellings stand for which terminal of the grammar, read from TOML."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

import attrs

from dutylang.shipped import grammar_dir

ENGLISH = "en"
CHINESE = "zh"

OPENERS = frozenset({
    "POLICY", "USE", "ROLE", "CASE", "RECORD", "EVENT", "TERM", "PARAMETER", "GRADES", "JUDGEMENT", "CHAPTER",
    "ARTICLE", "DEFINE", "RULE_KIND", "EXCEPTION", "CHECKLIST", "TABLE", "HANDOVER", "LIABILITY", "EXEMPTION",
    "SCALE", "PORTFOLIO", "SCENARIO",
})  # fmt: skip
"""Terminals that open a block or a declaration of their own, wherever they begin a line."""

SOFT = frozenset({
    "PARAGRAPH", "ITEM", "BEARER_KIND", "ORIGINAL", "COPY", "VERIFIED", "FILED", "VALID", "OPEN", "CLOSED",
    "KNOWN", "REGISTER", "DOCUMENT", "HOLDER", "UNKNOWN", "VERDICT", "FLAG", "EXTENT", "DUE", "ID", "VOIDS",
    "ROLLING", "SINGLE", "SUSPENDED", "TIMES", "CURRENCY", "STEP", "IN_OFFICE",
    "ABOUT", "ACCUMULATED", "ATTRIBUTED", "BASED_ON", "COLLECTED", "DECISIVE", "GROUPED", "KINDS", "LIABLE", "POINTS",
    "POINTS_POST", "PUBLISHED", "REACHING", "RESULT", "SIGNED_POST",
})  # fmt: skip
"""Terminals whose words may also be names of fields, values and documents: where the keyword can stand, no
name can."""

CLASHING = frozenset({"SUSPENDED", "HOLDER", "REGISTER", "DOCUMENT", "CLOSED", "KNOWN"})
"""Those among them that stand where roles and events are named too, and so cannot name any of those."""


@attrs.frozen
class Meaning:
    """What a spelling stands for: a terminal, and the value it carries there, empty for bare keywords."""

    terminal: str
    value: str = ""


@attrs.frozen(eq=False)
class Lexicon:
    """The words of one tongue.

    `spellings` goes from a meaning to its spellings, the printed one first; `meanings` goes back, and has
    more than one entry where a word serves several terminals.
    """

    tongue: str
    name: str
    spellings: Mapping[Meaning, tuple[str, ...]]
    meanings: Mapping[str, tuple[Meaning, ...]]
    reserved: frozenset[str]
    shipped: Mapping[str, str]
    """The tongue's own words for calendars and conventions that come with the program, with their ids."""

    def word(self, terminal: str, value: str = "") -> str:
        """The spelling that the formatter prints; KeyError where the tongue has none."""
        return self.spellings[Meaning(terminal, value)][0]

    def is_keyword(self, word: str) -> bool:
        """Whether the word can never be a name."""
        if word in self.reserved:
            return True
        return any(meaning.terminal not in SOFT for meaning in self.meanings.get(word, ()))

    def clashes(self, word: str) -> bool:
        """Whether the word may name fields, values and documents, but no role, event or rule."""
        return any(meaning.terminal in CLASHING for meaning in self.meanings.get(word, ()))


@cache
def lexicon(tongue: str) -> Lexicon:
    """The lexicon of a tongue; KeyError for a tongue that has none."""
    path = grammar_dir() / "lexicon" / f"{tongue}.toml"
    if tongue not in tongues():
        raise KeyError(tongue)
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    spellings: dict[Meaning, tuple[str, ...]] = {
        Meaning(terminal): tuple(words) for terminal, words in tables["words"].items()
    }
    for terminal, values in tables["values"].items():
        spellings.update({Meaning(terminal, value): tuple(words) for value, words in values.items()})
    meanings: dict[str, tuple[Meaning, ...]] = {}
    for meaning, words in spellings.items():
        for word in words:
            meanings[word] = (*meanings.get(word, ()), meaning)
    return Lexicon(
        tongue=tables["tongue"]["code"],
        name=tables["tongue"]["name"],
        spellings=MappingProxyType(spellings),
        meanings=MappingProxyType(meanings),
        reserved=frozenset(tables["reserved"]["words"]),
        shipped=MappingProxyType(
            {word: name for name, words in tables.get("shipped", {}).items() for word in words}
        ),
    )


@cache
def tongues() -> tuple[str, ...]:
    """Every tongue that has a lexicon, English first."""
    found = sorted(path.stem for path in (grammar_dir() / "lexicon").glob("*.toml"))
    return tuple(sorted(found, key=lambda tongue: tongue != ENGLISH))

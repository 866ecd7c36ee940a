"""The English half of the TextMate grammar: whole words, the longest keyword first, like the lexer."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dutylang.syntax.lexicon import ENGLISH, OPENERS, SOFT, lexicon
from dutylang.syntax.marks import Sort, sort_of
from tools.textmate_parts import (
    DIGITS,
    GAP,
    Pattern,
    captured,
    longest_first,
    plain,
    scoped,
    sign_patterns,
    value_patterns,
)

_NAME = r"[^\W\d]\w*"
_END = r"(?!\w)"
_NAMELESS = frozenset({"USE", "CHAPTER", "ARTICLE", "SCENARIO"})
"""Openers that no name follows."""


def english() -> dict[str, Pattern]:
    """The parts of the grammar that read English."""
    return {
        "english": {
            "patterns": [
                *_declarations(),
                *_soft_names(),
                *value_patterns(),
                plain(rf"\d+(?:st|nd|rd|th){_END}", Sort.NUMBER),
                plain(rf"{DIGITS}[ \t]*[A-Z]{{3}}{_END}", Sort.NUMBER),
                plain(DIGITS, Sort.NUMBER),
                *_keywords(),
                plain(_NAME, Sort.NAME),
                *sign_patterns(),
            ]
        }
    }


def _spaced(words: Iterable[str]) -> str:
    """Any of the spellings, with any spaces between their words."""
    longest = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(rf"{GAP}+".join(re.escape(part) for part in word.split(" ")) for word in longest)


def _words_of(*terminals: str) -> list[str]:
    spellings = lexicon(ENGLISH).spellings
    return [word for meaning, words in spellings.items() if meaning.terminal in terminals for word in words]


def _declarations() -> list[Pattern]:
    """A heading at the beginning of a line with the name that it declares; articles with their numbers."""
    openers = _words_of(*OPENERS - _NAMELESS)
    words = lexicon(ENGLISH).meanings
    longer = [word for word in words if any(word.startswith(f"{opener} ") for opener in openers)]
    guard = rf"(?!(?:{_spaced(longer)}){_END})" if longer else ""
    heading = rf"^{GAP}*{guard}({_spaced(openers)}){GAP}+({_NAME})"
    article = rf"({_spaced(_words_of('ARTICLE'))})[ \t]+([A-Za-z0-9](?:[A-Za-z0-9.\-]*[A-Za-z0-9])?)"
    return [
        captured(heading, Sort.HEADING, Sort.DECLARED),
        captured(article, Sort.HEADING, Sort.NUMBER),
    ]


def _soft_names() -> list[Pattern]:
    """Words that are keywords in some places, where the words around them say that they are names."""
    english = lexicon(ENGLISH)
    soft = [
        word
        for word, meanings in english.meanings.items()
        if " " not in word and all(meaning.terminal in SOFT for meaning in meanings)
    ]
    terminals = (
        "TONGUE",
        "OPTIONAL",
        "TRACKED",
        "TYPE",
        "MONEY_TYPE",
        "ONE_OF",
        "SET_OF",
        "LIST_OF",
        "SINGLE",
    )
    types = _spaced(_words_of(*terminals))
    asked = ("CMP", "INCLUDING", "IN", "NOT_IN", "IS_MISSING", "IS_NOT_MISSING", "YES", "NO", "UNKNOWN")
    compared = _spaced(word for word in _words_of(*asked) if word[0].isalpha())
    before = _spaced(_words_of("OF", "MEETS", "WHEN", "UNLESS", "MEANS", "WITH", "BECAUSE"))
    name = rf"({_spaced(soft)}){_END}"
    under = _spaced(_words_of("POINTS_UNDER"))
    counted = rf"(?!(?:{under}){_END})({_spaced(_words_of('POINTS', 'FILED', 'VERIFIED'))})"
    return [
        captured(rf"(?<!\d[ \t]){counted}{_END}(?!{GAP}*\d)", Sort.NAME),
        captured(rf"^{GAP}*{name}(?={GAP}+(?:\"|(?:{types}){_END}))", Sort.NAME),
        captured(rf"{name}(?={GAP}*[(<>=!≥≤≠]|{GAP}+(?:{compared}){_END})", Sort.NAME),
        captured(rf"({before}){GAP}+{name}", Sort.WORD, Sort.NAME),
        {
            "begin": rf"({_spaced(_words_of('ONE_OF'))}){_END}",
            "end": r"$|(?=--|#)",
            "beginCaptures": {"1": {"name": scoped(Sort.TYPE)}},
            "patterns": [
                {"include": "#literals"},
                plain(rf"(?:{_spaced(_words_of('TONGUE'))}){_END}", Sort.WORD),
                plain(_NAME, Sort.NAME),
                *sign_patterns(),
            ],
        },
    ]


def _keywords() -> list[Pattern]:
    english = lexicon(ENGLISH)
    sorts = {
        word: sort_of(meanings[0].terminal)
        for word, meanings in english.meanings.items()
        if re.match(r"[^\W\d]", word)
    }
    sorts |= {word: Sort.FAULT for word in english.reserved if word not in sorts}
    size = {word: 2 * word.count(" ") + ("/" in word) for word in sorts}
    return [plain(rf"(?:{_spaced(words)}){_END}", sort) for sort, words in longest_first(sorts, size)]

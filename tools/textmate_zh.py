"""The Chinese half of the TextMate grammar: without spaces, only the neighbours tell a keyword from part of a name.

What a static grammar cannot know, the names that a text declares, the semantic tokens of the server do.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from dutylang.shipped import grammar_dir
from dutylang.syntax.from_text.numerals_zh import NUMERALS
from dutylang.syntax.lexicon import CHINESE, OPENERS, lexicon
from dutylang.syntax.marks import Sort, sort_of
from tools.textmate_parts import (
    DIGITS,
    Pattern,
    any_of,
    captured,
    longest_first,
    plain,
    scoped,
    sign_patterns,
    value_patterns,
)
from tools.textmate_places import (
    APART,
    BEGINS,
    CLOSE,
    EDGE,
    FREE,
    LATER,
    ONLY_EXPECTED,
    ONLY_IN_RULES,
    ONLY_TOLD,
    PLACES,
    RUN,
    WEAK_ALONE,
)


def chinese() -> dict[str, Pattern]:
    """The parts of the grammar that read Chinese."""
    return {
        "chinese": {
            "patterns": [
                {"include": "#literals"},
                *_declarations(),
                _line("GIVEN", "chinese-given"),
                _line("EXPECT", "chinese-expected"),
                {
                    "begin": r"^[ \t\u3000]*([|｜])",
                    "end": r"$",
                    "beginCaptures": {"1": {"name": scoped(Sort.SIGN)}},
                    "patterns": [{"include": "#literals"}, {"include": "#chinese-cells"}],
                },
                {
                    "begin": rf"({_words('MUST_WITHIN', 'IN_AT')})(?={LATER}(?:{_words('INSIDE_POST')}))",
                    "end": rf"({_words('INSIDE_POST')})|(?=[，；。：\n]|$)",
                    "beginCaptures": {"1": {"name": scoped(Sort.WORD)}},
                    "endCaptures": {"1": {"name": scoped(Sort.WORD)}},
                    "patterns": [{"include": "#literals"}, {"include": "#chinese-words"}],
                },
                {"include": "#chinese-words"},
            ]
        },
        "chinese-values": {"patterns": [*_headings(), *value_patterns(), *_numbers()]},
        "chinese-words": {
            "patterns": [{"include": "#chinese-values"}, *_keywords(None), *_numerals(), *_rest()]
        },
        "chinese-given": {"patterns": _told(ONLY_EXPECTED)},
        "chinese-expected": {"patterns": _told(frozenset())},
        "chinese-cells": {
            "patterns": [
                *_named(),
                {"include": "#chinese-values"},
                *_keywords("trow"),
                *_numerals(),
                *_rest(),
            ]
        },
    }


def _line(opener: str, part: str) -> Pattern:
    """A line of a scenario, which holds other keywords than rules do."""
    return {
        "begin": rf"^[ \t\u3000]*({_words(opener)})",
        "end": r"$",
        "beginCaptures": {"1": {"name": scoped(Sort.WORD)}},
        "patterns": [{"include": "#literals"}, {"include": f"#{part}"}],
    }


def _told(without: frozenset[str]) -> list[Pattern]:
    return [{"include": "#chinese-values"}, *_keywords("sline", without), *_numerals(), *_rest()]


def _rest() -> list[Pattern]:
    return [plain(r"[A-Za-z_][A-Za-z0-9_]*", Sort.NAME), *sign_patterns()]


def _terminal_words(*terminals: str) -> list[str]:
    spellings = lexicon(CHINESE).spellings
    return [word for meaning, words in spellings.items() if meaning.terminal in terminals for word in words]


def _words(*terminals: str) -> str:
    return any_of(_terminal_words(*terminals))


def _declarations() -> list[Pattern]:
    """Headings at the beginning of a clause with the name that they declare."""
    headings = _words(*OPENERS)
    return [
        captured(rf"{BEGINS[0]}({headings})[ \t\u3000]+({RUN})", Sort.HEADING, Sort.DECLARED),
        captured(rf"{BEGINS[0]}({headings}){CLOSE[1]}", Sort.HEADING),
        *_named(),
        {
            "begin": rf"{EDGE[0]}({_words('ONE_OF')})",
            "end": r"$|(?=--|#)",
            "beginCaptures": {"1": {"name": scoped(Sort.TYPE)}},
            "patterns": [{"include": "#literals"}, *_named(), *_rest()],
        },
    ]


def _named() -> list[Pattern]:
    """A written name before the word for the other tongue, and the name that follows that word."""
    tongue = _words("TONGUE")
    named = rf"[ \t\u3000]+(?:{tongue})(?:[ \t\u3000]+[A-Za-z_]|[ \t\u3000]*[“\"])"
    borne = rf"{BEGINS[0]}({_words('BY')})({RUN}?)({_words('BEARS')})({RUN})(?=[ \t\u3000]+(?:{tongue}))"
    return [
        captured(borne, Sort.WORD, None, Sort.WORD, Sort.NAME),
        captured(rf"{EDGE[0]}({RUN})(?={named})", Sort.NAME),
        captured(rf"{EDGE[0]}({tongue})[ \t\u3000]+([A-Za-z_]\w*)", Sort.WORD, Sort.NAME),
    ]


def _headings() -> list[Pattern]:
    number = rf"(?:[{NUMERALS}]+|[A-Za-z0-9０-９][A-Za-z0-9.\-]*)"
    return [
        plain(rf"第[(（]?{number}[)）]?[条章款项](?:之(?:[{NUMERALS}]+|[0-9]+))?", Sort.HEADING),
        plain(rf"第[(（]?{number}[)）]?步", Sort.WORD),
    ]


def _numbers() -> list[Pattern]:
    currency = _words("CURRENCY")
    four, some = rf"[{NUMERALS}]{{4}}", rf"[{NUMERALS}]{{1,3}}"
    return [
        plain(rf"{four}年{some}月{some}日", Sort.DATE),
        plain(r"[0-9０-９]{1,2}月[0-9０-９]{1,2}日", Sort.DATE),
        plain(rf"{DIGITS}[ \t]*[万亿]?[ \t]*(?:{currency}|[A-Z]{{3}}(?![A-Za-z0-9_]))", Sort.NUMBER),
        plain(rf"[{NUMERALS}]+(?:{currency})", Sort.NUMBER),
        plain(rf"{DIGITS}[万亿]?", Sort.NUMBER),
    ]


def _numerals() -> list[Pattern]:
    """Numbers in Chinese characters: those before a unit, and those that stand alone."""
    measures = _words("UNIT", "TIMES", "POINTS_POST")
    return [
        plain(rf"[{NUMERALS}]+(?=(?:{measures}))|(?<![^{APART}])[{NUMERALS}]+(?![^{APART}])", Sort.NUMBER)
    ]


def _keywords(rule: str | None, without: frozenset[str] = frozenset()) -> list[Pattern]:
    """The keywords that can stand in lines of a rule of the grammar; in any, where none is named."""
    allowed = None if rule is None else _reachable(rule)
    found: dict[str, Sort] = {}
    for word, meanings in lexicon(CHINESE).meanings.items():
        if not re.match(r"\w", word) or re.match(r"[A-Za-z]", word):
            continue
        for meaning in meanings:
            if meaning.terminal in without or not _stands(meaning.terminal, allowed):
                continue
            places = PLACES.get(meaning.terminal, (FREE,))
            if rule == "trow" and meaning.terminal == "CMP":
                places = (EDGE,)
            if len(word) > 1 and meaning.terminal in WEAK_ALONE:
                places = (FREE,)
            for before, after in places:
                key = f"{_filled(before)}\0{word}\0{_filled(after, grouped=True)}"
                found.setdefault(key, sort_of(meaning.terminal))
    size = {key: len(key.split("\0")[1]) for key in found}
    return [plain(pattern, sort) for sort, keys in longest_first(found, size) for pattern in _together(keys)]


def _stands(terminal: str, allowed: frozenset[str] | None) -> bool:
    """Whether keywords of the terminal can stand in such lines; headings have patterns of their own."""
    if terminal in OPENERS and terminal not in PLACES:
        return False
    if allowed is None:
        return terminal not in ONLY_TOLD
    return terminal in allowed and terminal not in ONLY_IN_RULES


def _together(keys: list[str]) -> list[str]:
    """One pattern for all keywords that stand between the same neighbours."""
    places: dict[tuple[str, str], list[str]] = {}
    for key in keys:
        before, word, after = key.split("\0")
        places.setdefault((before, after), []).append(word)
    return [f"{before}(?:{any_of(words)}){after}" for (before, after), words in sorted(places.items())]


def _filled(place: str, *, grouped: bool = False) -> str:
    """A place with the words of the terminals that it names; behind a keyword they may differ in length."""
    form = "(?:{})" if grouped else "{}"
    return re.sub(r"\{([A-Z_]{2,})\}", lambda match: form.format(_words(match[1])), place)


@cache
def _rules() -> Mapping[str, str]:
    """The rules of the grammar with their alternatives, as they are written."""
    text = re.sub(r"//.*|->\s*\w+|%declare.*", "", (grammar_dir() / "duty.lark").read_text(encoding="utf-8"))
    bodies = re.findall(r"^\??(\w+):((?:.|\n(?![?\w]))*)", text, flags=re.MULTILINE)
    return dict(bodies)


@cache
def _reachable(rule: str) -> frozenset[str]:
    """The terminals that a line of the rule can hold."""
    seen: set[str] = set()
    found: set[str] = set()
    waiting = [rule]
    seen.update({"sum"} if rule in ("sline", "trow") else ())
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        for word in re.findall(r"_?[A-Za-z]\w*", _rules()[name]):
            if word.strip("_").isupper():
                found.add(word.removeprefix("_"))
            else:
                waiting.append(word)
    return frozenset(found | {"YES", "NO", "UNIT"})

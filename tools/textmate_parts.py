"""What the TextMate patterns of both tongues are made of: scopes, literals, and words by their sort."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from dutylang.syntax.from_text import literals
from dutylang.syntax.marks import Sort

Pattern = dict[str, Any]

SCOPES: Mapping[Sort, str] = {
    Sort.HEADING: "storage.type",
    Sort.NORM: "keyword.control",
    Sort.TYPE: "support.type",
    Sort.UNIT: "support.type",
    Sort.OPERATOR: "keyword.operator.wordlike",
    Sort.CONSTANT: "constant.language",
    Sort.WORD: "keyword.other",
    Sort.NAME: "variable.other",
    Sort.DECLARED: "entity.name.function",
    Sort.STRING: "string.quoted.double",
    Sort.NUMBER: "constant.numeric",
    Sort.DATE: "constant.numeric",
    Sort.SIGN: "punctuation",
    Sort.COMMENT: "comment.line",
    Sort.FAULT: "invalid.illegal",
}
"""Scopes that the themes of VS Code colour; the sort is added to each."""

GAP = r"[ \t\u3000\u00a0]"


def scoped(sort: Sort) -> str:
    """The scope of a sort."""
    return f"{SCOPES[sort]}.{sort}.duty"


def plain(pattern: str, sort: Sort) -> Pattern:
    """A pattern whose whole match is of one sort."""
    return {"name": scoped(sort), "match": pattern}


def captured(pattern: str, *sorts: Sort | None) -> Pattern:
    """A pattern whose groups, in order, are of these sorts."""
    captures = {str(n): {"name": scoped(sort)} for n, sort in enumerate(sorts, start=1) if sort is not None}
    return {"match": pattern, "captures": captures}


def _digits_wide(pattern: str) -> str:
    """`\\d` outside of brackets as a class of its own, inside them as two ranges."""
    parts: list[str] = []
    inside = False
    index = 0
    while index < len(pattern):
        sign = pattern[index]
        if pattern.startswith(r"\d", index):
            parts.append("0-9０-９" if inside else "[0-9０-９]")
            index += 2
            continue
        if sign == "\\":
            parts.append(pattern[index : index + 2])
            index += 2
            continue
        inside = sign == "[" or (inside and sign != "]")
        parts.append(sign)
        index += 1
    return "".join(parts)


def wide(pattern: str) -> str:
    """A pattern of the lexer for the text as it is written: no named groups, full-width digits and signs too."""
    return _digits_wide(re.sub(r"\?P<\w+>", "?:", pattern)).replace("%", "[%％]")


DIGITS = wide(literals.DIGITS)


def literal_patterns() -> list[Pattern]:
    """Comments and words in quotation marks, alike in both tongues."""
    return [
        plain(r"(?:--|#|＃).*$", Sort.COMMENT),
        {
            "name": scoped(Sort.STRING),
            "match": wide(literals.STRING),
        },
        plain(r"[\"“].*$", Sort.FAULT),
    ]


def value_patterns() -> list[Pattern]:
    """Dates, times and shares, alike in both tongues."""
    return [
        plain(wide(literals.DATE), Sort.DATE),
        plain(wide(literals.DATE_LIKE), Sort.FAULT),
        plain(wide(literals.TIME), Sort.DATE),
        plain(wide(literals.PERCENT), Sort.NUMBER),
    ]


def sign_patterns() -> list[Pattern]:
    """Signs of comparisons, and the others."""
    return [
        plain(r">=|<=|==|!=|[<>≥≤≠＜＞]", Sort.OPERATOR),
        plain(r"[=+\-*/|(),，；。：、;:＝＋－＊／｜（）]", Sort.SIGN),
    ]


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest that fits."""
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def longest_first(words: Mapping[str, Sort], size: Mapping[str, int]) -> list[tuple[Sort, list[str]]]:
    """The words in groups of one size and one sort, the largest size first: no group hides a longer word."""
    groups: dict[tuple[int, Sort], list[str]] = defaultdict(list)
    for word, sort in words.items():
        groups[-size[word], sort].append(word)
    return [(sort, words) for (_, sort), words in sorted(groups.items())]

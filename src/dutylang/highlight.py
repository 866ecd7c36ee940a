"""Colours policies wherever Pygments does: documentation, notebooks, terminals. The words are the lexicons'."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import ClassVar

import attrs
from pygments.lexer import Lexer
from pygments.token import (
    Comment,
    Error,
    Keyword,
    Literal,
    Name,
    Number,
    Operator,
    Punctuation,
    String,
    Whitespace,
    _TokenType,
)

from dutylang.source import Source
from dutylang.syntax.from_text import tongue_of
from dutylang.syntax.lexicon import CHINESE, lexicon
from dutylang.syntax.marks import Mark, Sort, marks_from_text

TOKENS: Mapping[Sort, _TokenType] = {
    Sort.HEADING: Keyword.Declaration,
    Sort.NORM: Keyword,
    Sort.TYPE: Keyword.Type,
    Sort.UNIT: Keyword.Type,
    Sort.OPERATOR: Operator.Word,
    Sort.CONSTANT: Keyword.Constant,
    Sort.WORD: Keyword.Reserved,
    Sort.NAME: Name,
    Sort.DECLARED: Name.Class,
    Sort.STRING: String,
    Sort.NUMBER: Number,
    Sort.DATE: Literal.Date,
    Sort.SIGN: Punctuation,
    Sort.COMMENT: Comment.Single,
    Sort.FAULT: Error,
}
"""The token of Pygments for each sort of stretch."""

_HAN = re.compile(r"[\u3400-\u9fff]")
_ASIDE = re.compile(r"[“\"][^”\"\n]*[”\"]|(?:--|#).*")
_WITH_LINES = ("CASE", "POLICY", "LIABILITY", "EXEMPTION", "EXCEPTION", "CHECKLIST", "SCALE", "PORTFOLIO")


class DutyLexer(Lexer):
    """Reads policies and parts of them, in English and in Chinese.

    The text is read as `duty check` reads it, so that a Chinese clause is cut where the grammar cuts it. A
    part of a policy, as documentation shows it, is read as if it stood in a rule or in a scenario,
    whichever leaves less unread.
    """

    name = "Duty"
    aliases: ClassVar[list[str]] = ["duty", "dutylang"]
    filenames: ClassVar[list[str]] = ["*.duty"]
    mimetypes: ClassVar[list[str]] = ["text/x-duty"]

    def get_tokens_unprocessed(self, text: str) -> Iterator[tuple[int, _TokenType, str]]:
        """`(offset, token, characters)` for the whole text, in order and without gaps."""
        position = 0
        for mark in _best_marks(text):
            if mark.start > position:
                yield position, Whitespace, text[position : mark.start]
            yield mark.start, TOKENS[mark.sort], text[mark.start : mark.end]
            position = mark.end
        if position < len(text):
            yield position, Whitespace, text[position:]

    @staticmethod
    def analyse_text(text: str) -> float:
        """How likely it is that a text is a policy: one that opens with a policy's head is."""
        return 0.8 if re.match(r"\s*(?:(?:--|#).*\s+)*(?:policy\s+\w+\s+\"|制度\s)", text) else 0.0


def _best_marks(text: str) -> tuple[Mark, ...]:
    """The marks of the text, read by itself or below one of the heads, as leaves least unread."""
    tongue = _tongue(text)
    best = marks_from_text(Source("<text>", text), tongue=tongue)
    fewest = _unread(best)
    first = next((mark for mark in best if mark.sort is not Sort.COMMENT), None)
    if fewest == 0 or first is None or first.sort is Sort.HEADING:
        return best
    for head in _heads(tongue):
        whole = marks_from_text(Source("<text>", head + text), tongue=tongue)
        marks = tuple(_moved(mark, -len(head)) for mark in whole if mark.start >= len(head))
        if _unread(marks) < fewest:
            best, fewest = marks, _unread(marks)
    return best


def _unread(marks: tuple[Mark, ...]) -> int:
    return sum(not mark.was_read for mark in marks)


def _moved(mark: Mark, by: int) -> Mark:
    return attrs.evolve(mark, start=mark.start + by, end=mark.end + by)


def _tongue(text: str) -> str:
    """The tongue of a text, also of a part that opens with no heading: that of its first words."""
    words = next((line for line in _ASIDE.sub("", text).split("\n") if line.strip()), "")
    return CHINESE if _HAN.search(words) else tongue_of(text)


@cache
def _heads(tongue: str) -> tuple[str, ...]:
    """Heads below which parts of policies stand: a rule's first."""
    words = lexicon(tongue)
    scenario = f'{words.word("SCENARIO")} "x" {words.word("AS_OF")} 2024-01-01\n'
    named = [words.word("RULE_KIND", "duty"), *(words.word(opener) for opener in _WITH_LINES)]
    return (f"{named[0]} x_\n", scenario, *(f"{word} x_\n" for word in named[1:]))

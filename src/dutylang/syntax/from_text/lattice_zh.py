"""All the ways to go on from a place in a Chinese clause: names, keywords, numbers, signs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from dutylang.syntax.from_text import literals
from dutylang.syntax.from_text.literals import Reading
from dutylang.syntax.from_text.names_zh import Names
from dutylang.syntax.from_text.numerals_zh import NUMERALS, number_from_numeral
from dutylang.syntax.from_text.pieces_zh import SPACES, Piece
from dutylang.syntax.from_text.tokens import NAME, Token
from dutylang.syntax.lexicon import CHINESE, lexicon

Edge = tuple[Token, ...]
"""One way to go on: usually a single token; `第十四条` is two."""

_UNITS_OF_MONEY = {"": 1, "万": 10_000, "亿": 100_000_000}
_VALUES = (
    literals.STRING,
    literals.OPEN_STRING,
    literals.DATE,
    literals.DATE_LIKE,
    literals.TIME,
    literals.PERCENT,
    literals.OPERATOR,
    literals.SIGN,
    r"(?P<LIST_COMMA>[、，])",
)
_VALUE = re.compile("|".join(_VALUES))
_MONTH_DAY = re.compile(r"(\d{1,2})月(\d{1,2})日")
_NUMERAL_DATE = re.compile(rf"([{NUMERALS[:10]}九]{{4}})年([{NUMERALS}]{{1,3}})月([{NUMERALS}]{{1,3}})日")
_MONEY = re.compile(rf"(?P<amount>{literals.DIGITS})[ \t]*(?P<factor>万|亿)?(?:元|人民币)")
_FOREIGN = re.compile(
    rf"(?P<amount>{literals.DIGITS})[ \t]*(?P<factor>万|亿)?[ \t]*(?P<currency>[A-Z]{{3}})(?![A-Za-z0-9_])"
)
_NUMBER = re.compile(rf"(?P<amount>{literals.DIGITS})(?P<factor>万|亿)?")
_NUMERAL = re.compile(rf"[{NUMERALS}]+")
_LATIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_HEADING = re.compile(
    rf"第[(]?(?P<number>[{NUMERALS}]+|[A-Za-z0-9][A-Za-z0-9.\-]*)[)]?(?P<kind>[条章款项步])"
    rf"(?:之(?P<sub>[{NUMERALS}]+|\d+))?"
)
_HEADINGS = {"条": "ARTICLE", "章": "CHAPTER", "款": "PARAGRAPH", "项": "ITEM", "步": "STEP"}
_RUN_END = re.compile(r"\W|$")


class Lattice:
    """The edges of one clause, found when they are asked for."""

    def __init__(
        self,
        text: str,
        original: str,
        piece: Piece,
        names: Names,
        *,
        pinned: bool = True,
        declared_at: Mapping[int, int] | None = None,
    ) -> None:
        """`pinned`: a run of characters that as a whole is a name is only that name."""
        self.text = text
        self._original = original
        self._piece = piece
        self._names = names
        self._pinned = pinned
        self._declared_at = names.declared_at if declared_at is None else declared_at
        self._edges: dict[int, tuple[Edge, ...]] = {}

    @property
    def stop(self) -> int:
        """Where the clause ends."""
        return self._piece.stop

    def skip(self, position: int) -> int:
        """The next place that is no space."""
        while position < self._piece.stop and self.text[position] in SPACES:
            position += 1
        return position

    def token(self, start: int, end: int, *readings: Reading) -> Token:
        """A token of this clause."""
        column = start - self._piece.line_start + 1
        return Token(self._original[start:end], readings, start, end, self._piece.line, column)

    def run_end(self, position: int) -> int:
        """Where the run of characters without spaces and signs ends."""
        match = _RUN_END.search(self.text, position, self._piece.stop)
        return self._piece.stop if match is None else match.start()

    def edges(self, position: int) -> tuple[Edge, ...]:
        """Every way to go on from a place that is no space, longest first."""
        found = self._edges.get(position)
        if found is None:
            found = tuple(sorted(self._find(position), key=lambda edge: -edge[-1].end))
            self._edges[position] = found
        return found

    def _find(self, position: int) -> list[Edge]:
        declared = self._declared_at.get(position)
        if declared is not None:
            return [(self.name(position, declared),)]
        ideograph = "\u4e00" <= self.text[position] <= "\u9fff"
        value = None if ideograph else _VALUE.match(self.text, position, self._piece.stop)
        if value is not None:
            kind = value.lastgroup or ""
            # What stands in quotation marks is taken as it stands.
            written = self._original[position : value.end()] if kind == "STRING" else value.group()
            return [(self.token(position, value.end(), literals.READERS[kind](written)),)]
        if self._pinned and self._starts_run(position):
            end = self.run_end(position)
            if self.text[position:end] in self._names.ids:
                return [(self.name(position, end),)]
        return [*self._words(position), *self._numbers(position)]

    def _starts_run(self, position: int) -> bool:
        return position == self._piece.start or _RUN_END.match(self.text[position - 1]) is not None

    def name(self, start: int, end: int) -> Token:
        """A token that is a name, with the id that it stands for."""
        word = self.text[start:end]
        return self.token(start, end, (NAME, self._names.ids.get(word, word)))

    def is_name(self, token: Token) -> bool:
        """Whether the token's characters are a name that is declared, or one in Latin letters."""
        word = self.text[token.start : token.end]
        return word in self._names.ids or _LATIN.fullmatch(word) is not None

    def _words(self, position: int) -> list[Edge]:
        found: list[Edge] = []
        keywords = keyword_readings()
        text, ids, stop = self.text, self._names.ids, self._piece.stop
        lengths: Sequence[int] = self._names.lengths.get(text[position], ())
        latin = _LATIN.match(text, position, stop) if text[position].isascii() else None
        if latin:
            whole = latin.end() - position
            lengths = sorted({whole, *(length for length in lengths if length >= whole)})
        for length in lengths:
            end = position + length
            if end > stop:
                break
            word = text[position:end]
            readings = keywords.get(word, ())
            if word in ids:
                readings = (*readings, (NAME, ids[word]))
            elif latin and end == latin.end() and not readings:
                readings = ((NAME, word),)
            if readings:
                found.append((self.token(position, end, *readings),))
        return found

    def _numbers(self, position: int) -> list[Edge]:
        text, stop = self.text, self._piece.stop
        found: list[Edge] = []
        first = text[position]
        if first == "第" and (heading := _HEADING.match(text, position, stop)):
            found.extend(self._heading(heading))
        if first.isdigit():
            found.extend(self._digits(position))
        if first in NUMERALS and (numeral := _NUMERAL.match(text, position, stop)):
            found.extend(self._numeral(numeral))
        if not found and not self._words(position):
            found.append(
                (self.token(position, position + 1, literals.faulty("S002", character=text[position])),)
            )
        return found

    def _heading(self, match: re.Match[str]) -> list[Edge]:
        kind = _HEADINGS[match["kind"]]
        value = number_from_numeral(match["number"])
        start, end = match.span()
        sub = number_from_numeral(match["sub"] or "")
        if kind == "ARTICLE":
            number = match["number"] if value is None else str(value)
            if match["sub"]:
                number = f"{number}-{match['sub'] if sub is None else sub}"
            second: Reading = ("ARTNO", number)
        else:
            end = match.end("kind")
            digits = match["number"]
            if value is None and not digits.isdigit():
                return []
            second = literals.number(digits if value is None else str(value))
        return [(self.token(start, start + 1, (kind, "")), self.token(start + 1, end, second))]

    def _digits(self, position: int) -> list[Edge]:
        text, stop = self.text, self._piece.stop
        found: list[Edge] = []
        if match := _MONTH_DAY.match(text, position, stop):
            reading = _month_day(match)
            found.append((self.token(*match.span(), reading),))
        money = _MONEY.match(text, position, stop) or _FOREIGN.match(text, position, stop)
        if money:
            currency = money.groupdict().get("currency") or "CNY"
            reading = literals.money(money["amount"], currency, _UNITS_OF_MONEY[money["factor"] or ""])
            return [(self.token(*money.span(), reading),)]
        number = _NUMBER.match(text, position, stop)
        if number:
            plain = literals.decimal(number["amount"])
            if plain is None:
                reading = literals.number(number["amount"])
            else:
                reading = ("NUMBER", plain * _UNITS_OF_MONEY[number["factor"] or ""])
            found.append((self.token(*number.span(), reading),))
        return found

    def _numeral(self, match: re.Match[str]) -> list[Edge]:
        start, end = match.span()
        if day := _NUMERAL_DATE.match(self.text, start, self._piece.stop):
            year, month, date = (number_from_numeral(part) or 0 for part in day.groups())
            return [(self.token(start, day.end(), literals.date_of(day.group(), year, month, date)),)]
        value = number_from_numeral(match.group())
        if value is None:
            return []
        for sign in ("元", "人民币"):
            if self.text.startswith(sign, end, self._piece.stop):
                reading = literals.money(str(value), "CNY")
                return [(self.token(start, end + len(sign), reading),)]
        return [(self.token(start, end, literals.number(str(value))),)]


def _month_day(match: re.Match[str]) -> Reading:
    month, day = int(match[1]), int(match[2])
    return "MONTHDAY", (month, day)


@cache
def keyword_readings() -> Mapping[str, tuple[Reading, ...]]:
    """The readings of every Chinese keyword."""
    return {
        word: tuple((meaning.terminal, meaning.value or word) for meaning in meanings)
        for word, meanings in lexicon(CHINESE).meanings.items()
    }

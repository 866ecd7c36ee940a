"""What a text says before the policy's types are known: the raw noun that every reader hands on.

A raw value is None, bool, str, int, Decimal, list or dict; JSON and tables may also leave the marks below,
and tables and programs may hand in `date`, `datetime` or `Moment`. Floats are never read as figures.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal, InvalidOperation

import attrs

from dutylang.values import Moment

LARGEST_ADJUSTED_EXPONENT = 24
SMALLEST_EXPONENT = -20
MOST_DIGITS = 28
LONGEST_SHOWN = 80

NUMBERS_WRITTEN = 60
"""Characters of the longest number that is read at all."""


@attrs.frozen
class Limits:
    """How much is read before a file is refused; sizes in bytes after decompression."""

    document_bytes: int = 64 * 2**20
    table_bytes: int = 4 * 2**30
    workbook_bytes: int = 512 * 2**20
    text_characters: int = 32_767
    depth: int = 50
    rows: int = 50_000_000


DEFAULT_LIMITS = Limits()


@attrs.frozen
class Unreadable:
    """A figure that cannot be held exactly: `NaN`, `Infinity`, `1e400`, a float."""

    text: str


@attrs.frozen
class BrokenCell:
    """A cell of a table that holds no value: a `formula`, an `error` of the spreadsheet, a `nested` value."""

    reason: str
    text: str


class RepeatedKeys(dict[str, object]):
    """An object in which some keys stand more than once; it holds the first value of each."""

    def __init__(self, pairs: list[tuple[str, object]]) -> None:
        super().__init__()
        again: list[str] = []
        for key, value in pairs:
            if key in self:
                again.append(key)
            else:
                self[key] = value
        self.again = tuple(dict.fromkeys(again))


def object_from_pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """The pairs as a dict; as `RepeatedKeys` when a key stands twice."""
    found = dict(pairs)
    return found if len(found) == len(pairs) else RepeatedKeys(pairs)


def figure_from_text(text: str) -> Decimal | Unreadable:
    """An exact decimal, or a mark that it cannot be held: too long, too large, not finite."""
    if len(text) > NUMBERS_WRITTEN:
        return Unreadable(text)
    try:
        value = Decimal(text)
    except InvalidOperation:
        return Unreadable(text)
    return value if is_exact(value) else Unreadable(text)


def is_exact(value: Decimal) -> bool:
    """Finite and small enough to compute with: at most 28 digits, between 1e-20 and 1e25."""
    if not value.is_finite():
        return False
    _, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int) or len(digits) > MOST_DIGITS or exponent < SMALLEST_EXPONENT:
        return False
    return not value or value.adjusted() <= LARGEST_ADJUSTED_EXPONENT


def shown(raw: object) -> str:
    """A raw value on one short line; objects and lists are only hinted at."""
    match raw:
        case str():
            text = raw
        case Unreadable() | BrokenCell():
            text = raw.text
        case dict():
            text = "{…}"
        case list() | tuple():
            text = "[…]"
        case None:
            text = "null"
        case bool():
            text = "true" if raw else "false"
        case Decimal() if raw.is_finite() and abs(raw.adjusted()) < NUMBERS_WRITTEN:
            text = format(raw, "f")
        case int() if abs(raw) >= 10**NUMBERS_WRITTEN:
            text = "…"
        case int() | Decimal() | float():
            text = str(raw)
        case Moment():
            text = str(raw.instant or raw.day)
        case dt.date() | dt.time():
            text = str(raw)
        case _:
            text = type(raw).__name__
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"

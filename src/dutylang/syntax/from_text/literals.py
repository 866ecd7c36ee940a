"""Characters → values: numbers, dates, times, money and words in quotation marks, alike in every tongue."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from decimal import Decimal

import attrs

from dutylang.syntax.from_text.tokens import FAULTY

LONGEST_NUMBER = 30
"""Digits of the longest number that is read: more are a slip, not an amount."""

Reading = tuple[str, object]

DATE = r"(?P<DATE>\d{4}-\d{1,2}-\d{1,2}(?![\d\-])|\d{4}年\d{1,2}月\d{1,2}日)"
DATE_LIKE = r"(?P<DATE_LIKE>\d+-\d+-[\d\-]+|\d{4}/\d{1,2}/\d{1,2})"
"""Digits that look like a date and are none: they must not be read as a subtraction."""
TIME = r"(?P<TIME>\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?!\d))"
DIGITS = r"(?:\d{1,3}(?:,\d{3})+(?![\d])|\d+)(?:\.\d+)?"
PERCENT = rf"(?P<PERCENT>{DIGITS}[ \t]*%)"
STRING = r"(?P<STRING>\"(?:[^\"\\\n]|\\.)*\"|“(?:[^”\\\n]|\\.)*”)"
OPEN_STRING = r"(?P<OPEN_STRING>[\"“][^\n]*)"
COMMENT = r"(?P<COMMENT>(?:--|\#)[^\n]*)"
OPERATOR = r"(?P<OPERATOR>>=|<=|==|!=|[<>≥≤≠])"
SIGN = r"(?P<SIGN>[=+\-*/|(),])"

SIGNS = {
    "=": "EQUALS",
    "+": "PLUS",
    "-": "MINUS",
    "*": "STAR",
    "/": "SLASH",
    "|": "BAR",
    "(": "LPAR",
    ")": "RPAR",
    ",": "COMMA",
}

_FULL_WIDTH = {
    ord(wide): narrow
    for wide, narrow in zip(
        "０１２３４５６７８９％（）＝＜＞＋－＊／｜＃．", "0123456789%()=<>+-*/|#.", strict=True
    )
}
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_NUMBERS = re.compile(r"\d+")
_GROUPED = re.compile(r"(?<![\d,，])\d{1,3}(?:[,，]\d{3})+(?!\d)")


@attrs.frozen
class Fault:
    """Why a token could not be read: the code and the arguments of its diagnostic."""

    code: str
    args: Mapping[str, object] = attrs.field(factory=dict, hash=False)


def faulty(code: str, **args: object) -> Reading:
    """The reading of a token that no rule accepts."""
    return FAULTY, Fault(code, args)


def narrowed(text: str) -> str:
    """The text with full-width digits and signs as plain ones; every character keeps its place."""
    return text.translate(_FULL_WIDTH)


def narrowed_zh(text: str) -> str:
    """`narrowed`, and in figures such as `5，000，000` the comma that separates thousands as well."""
    return _GROUPED.sub(lambda figure: figure.group().replace("，", ","), narrowed(text))


def string(text: str) -> Reading:
    """Words in quotation marks; a backslash protects the sign after it, and `\\n` is a line end."""
    inner = text[1:-1]
    if "\\" in inner:
        inner = _ESCAPED.sub(lambda match: "\n" if match[1] == "n" else match[1], inner)
    return "STRING", inner


def date(text: str) -> Reading:
    """`2024-05-06` or `2024年5月6日`."""
    year, month, day = (int(part) for part in _NUMBERS.findall(text))
    return date_of(text, year, month, day)


def date_of(text: str, year: int, month: int, day: int) -> Reading:
    """A date from its numbers, or the fault that there is no such day."""
    try:
        return "DATE", dt.date(year, month, day)
    except ValueError:
        return faulty("S003", text=text)


def time(text: str) -> Reading:
    """`09:00` or `09:00:30`."""
    hour, minute, second = [*(int(part) for part in _NUMBERS.findall(text)), 0][:3]
    try:
        return "TIME", dt.time(hour, minute, second)
    except ValueError:
        return faulty("S004", text=text)


def decimal(text: str) -> Decimal | None:
    """The value of digits with or without thousands separators; None when there are too many digits."""
    plain = text.replace(",", "")
    return Decimal(plain) if len(plain) <= LONGEST_NUMBER else None


def number(text: str) -> Reading:
    """A plain number."""
    value = decimal(text)
    return faulty("S005", digits=LONGEST_NUMBER) if value is None else ("NUMBER", value)


def percent(text: str) -> Reading:
    """`120%`."""
    value = decimal(text.rstrip("% \t"))
    return faulty("S005", digits=LONGEST_NUMBER) if value is None else ("PERCENT", value)


def money(amount: str, currency: str, factor: int = 1) -> Reading:
    """`3,000,000 CNY`; `factor` for amounts written in ten thousands or hundred millions."""
    value = decimal(amount)
    return faulty("S005", digits=LONGEST_NUMBER) if value is None else ("MONEY", (value * factor, currency))


def operator(text: str) -> Reading:
    """The sign of a comparison."""
    return "CMP", {"≥": ">=", "≤": "<=", "≠": "!="}.get(text, text)


def sign(text: str) -> Reading:
    """A sign."""
    return SIGNS[text], text


def ordinal(text: str) -> Reading:
    """`10th`; an absurdly large one is the 0th, which no period has."""
    return "ORD", int(text[:-2]) if len(text) <= LONGEST_NUMBER else 0


def list_comma(text: str) -> Reading:
    """A comma between the parts of a list."""
    return "COMMA", text


def no_date(text: str) -> Reading:
    """Digits that look like a date."""
    return faulty("S003", text=text)


def unclosed(_text: str) -> Reading:
    """A quotation mark without its partner."""
    return faulty("S001")


READERS: Mapping[str, Callable[[str], Reading]] = {
    "STRING": string,
    "OPEN_STRING": unclosed,
    "DATE": date,
    "DATE_LIKE": no_date,
    "TIME": time,
    "PERCENT": percent,
    "ORD": ordinal,
    "NUMBER": number,
    "OPERATOR": operator,
    "SIGN": sign,
    "LIST_COMMA": list_comma,
}
"""For each kind of literal, the function that reads its text."""

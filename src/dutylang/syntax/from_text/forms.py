"""Dates, amounts, shares and quotation marks in forms that are not read: what they would be in the house form."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from functools import cache

from dutylang.syntax.from_text.edits import Suggestion
from dutylang.syntax.from_text.numerals_zh import NUMERALS, number_from_numeral
from dutylang.syntax.from_text.tokens import Edit
from dutylang.syntax.habits import NUMBERS
from dutylang.syntax.lexicon import CHINESE, ENGLISH, lexicon

_YEAR_FIRST = re.compile(
    r"(?<!\d)(\d{4})[./](\d{1,2})[./](\d{1,2})(?![\d./])|(?<!\d)(\d{4})[–—‑](\d{1,2})[–—‑](\d{1,2})(?!\d)"
    r"|(?<!\d)(\d{4})年(\d{1,2})月(\d{1,2})号"
)
_YEAR_LAST = re.compile(r"(?<![\d./])(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?!\d)")
_DIGITS_ONLY = re.compile(r"(?<!\d)((?:19|20)\d{2})(\d{2})(\d{2})(?!\d)")
_CURRENCIES = {"¥": "CNY", "￥": "CNY", "$": "USD", "€": "EUR", "£": "GBP", "RMB": "CNY", "HK$": "HKD"}
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_CURRENCY_FIRST = re.compile(rf"(HK\$|[¥￥$€£]|(?<![A-Za-z_])[A-Z]{{3}}(?![A-Za-z_]))[ ]*({_NUMBER})(万|亿)?")
_BIG = re.compile(rf"({_NUMBER})[ ]*(thousand|million|billion|mn|bn|k|m)\b[ ]*([A-Z]{{3}})?\b", re.IGNORECASE)
_FACTORS = {
    "thousand": 10**3,
    "k": 10**3,
    "million": 10**6,
    "mn": 10**6,
    "m": 10**6,
    "billion": 10**9,
    "bn": 10**9,
}
_PERCENT = re.compile(rf"({_NUMBER})[ ]*(?:per[ ]?cents?|pct)\b")
_PERCENT_FIRST = re.compile(rf"%[ ]*({_NUMBER})")
_NUMBER_WORD = re.compile(rf"\b({'|'.join(sorted(NUMBERS, key=len, reverse=True))})\b", re.IGNORECASE)
_PERCENT_ZH = re.compile(rf"百分之([{NUMERALS}]+|\d+(?:\.\d+)?)")
_QUOTED = re.compile(
    r"“([^“”\"\n]+)[“\"]|\"([^“”\"\n]+)[“”]|”([^“”\"\n]+)[”“\"]|‘([^‘’\n]+)[’‘]|『([^』\n]+)』|「([^」\n]+)」"
    r"|《([^》\n]+)》|„([^“”\n]+)[“”]|«([^»\n]+)»|(?<!\w)'([^'\n]+)'|``?([^`'\n]+)['`]+|＂([^＂\n]+)＂"
)
_OPEN = re.compile(r"[\"“][^\"”\n]*$")


def forms(text: str, start: int, stop: int, tongue: str) -> Iterator[Suggestion]:
    """Every stretch of `[start, stop)` that is a figure or a quotation in another form."""
    yield from _dates(text, start, stop, tongue)
    yield from _amounts(text, start, stop, tongue)
    yield from _quotations(text, start, stop, tongue)
    if tongue == CHINESE:
        for match in _PERCENT_ZH.finditer(text, start, stop):
            value = number_from_numeral(match[1])
            share = match[1] if value is None else str(value)
            yield _instead("S024", match, f"{share}%")
        return
    for match in _PERCENT.finditer(text, start, stop):
        yield _instead("S024", match, f"{match[1]}%")
    for match in _NUMBER_WORD.finditer(text, start, stop):
        yield _instead("S024", match, str(NUMBERS[match[1].lower()]))


def _instead(code: str, match: re.Match[str], new: str) -> Suggestion:
    args = {"found": match.group(), "new": new}
    return Suggestion(code, Edit(match.start(), match.end(), new), args, leads=True)


def _dates(text: str, start: int, stop: int, tongue: str) -> Iterator[Suggestion]:
    for pattern in (_YEAR_FIRST, _DIGITS_ONLY):
        for match in pattern.finditer(text, start, stop):
            year, month, day = (int(part) for part in match.groups() if part is not None)
            yield from _date(match, [(year, month, day)], tongue)
    for match in _YEAR_LAST.finditer(text, start, stop):
        first, second, year = int(match[1]), int(match[3]), int(match[4])
        readings = (
            [(year, second, first)] if match[2] == "." else [(year, first, second), (year, second, first)]
        )
        yield from _date(match, readings, tongue)
    if tongue == ENGLISH:
        for match in _month_pattern().finditer(text, start, stop):
            named = match["m1"] or match["m2"]
            day, year = int(match["d1"] or match["d2"]), int(match["y1"] or match["y2"])
            yield from _date(match, [(year, _months()[named[:3].lower()], day)], tongue)


def _date(match: re.Match[str], readings: list[tuple[int, int, int]], tongue: str) -> Iterator[Suggestion]:
    days = list(dict.fromkeys(day for reading in readings if (day := _day(*reading)) is not None))
    written = [_written(day, tongue) for day in days]
    if not written:
        return
    edit = Edit(match.start(), match.end(), written[0])
    args: dict[str, object] = {"text": match.group(), "first": written[0], "second": written[-1]}
    sure = len(written) == 1
    yield Suggestion("S016", edit, args, help=None if sure else "either", offered=sure, leads=True)


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _written(day: dt.date, tongue: str) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if tongue == CHINESE else day.isoformat()


@cache
def _months() -> Mapping[str, int]:
    found = lexicon(ENGLISH).spellings.items()
    return {
        words[0][:3].lower(): int(meaning.value) for meaning, words in found if meaning.terminal == "MONTH"
    }


@cache
def _month_pattern() -> re.Pattern[str]:
    """`30 June 2030`, `30th of Jun. 2030`, `June 30, 2030`."""
    words = lexicon(ENGLISH).spellings.items()
    names = [spelling[0] for meaning, spelling in words if meaning.terminal == "MONTH"]
    month = "|".join(f"{name}|{name[:3]}\\.?" for name in names)
    nth = r"(?:st|nd|rd|th)?"
    return re.compile(
        rf"\b(?P<d1>\d{{1,2}}){nth}[ ](?:of[ ])?(?P<m1>{month})[ ,]+(?P<y1>\d{{4}})\b"
        rf"|\b(?P<m2>{month})[ ](?P<d2>\d{{1,2}}){nth}[ ,]+(?P<y2>\d{{4}})\b"
    )


def _amounts(text: str, start: int, stop: int, tongue: str) -> Iterator[Suggestion]:
    for match in _CURRENCY_FIRST.finditer(text, start, stop):
        currency = _CURRENCIES.get(match[1], match[1])
        own = "元" if tongue == CHINESE and currency == "CNY" else f" {currency}"
        yield _instead("S018", match, f"{match[2]}{match[3] or ''}{own}")
    if tongue == ENGLISH:
        for match in _BIG.finditer(text, start, stop):
            amount = match[1].replace(",", "")
            whole, _, part = amount.partition(".")
            zeros = len(str(_FACTORS[match[2].lower()])) - 1
            if len(part) <= zeros:
                figure = f"{int(whole + part.ljust(zeros, '0')):,}"
                currency = _CURRENCIES.get(match[3] or "", match[3])
                yield _instead("S018", match, f"{figure} {currency}" if currency else figure)
    for match in _PERCENT_FIRST.finditer(text, start, stop):
        yield _instead("S024", match, f"{match[1]}%")


def _quotations(text: str, start: int, stop: int, tongue: str) -> Iterator[Suggestion]:
    before, after = ("“", "”") if tongue == CHINESE else ('"', '"')
    for match in _QUOTED.finditer(text, start, stop):
        inner = next(group for group in match.groups() if group is not None)
        edit = Edit(match.start(), match.end(), f"{before}{inner.strip()}{after}")
        args = {"text": match.group(), "inner": inner.strip()}
        yield Suggestion("S015", edit, args, leads=True)
    if opened := _OPEN.search(text, start, stop):
        written = opened.group().rstrip()
        end = opened.start() + len(written)
        if not _holds_keyword(written[1:], tongue):
            closing = "”" if written[0] == "“" else '"'
            yield Suggestion("S001", Edit(end, end, closing), start=opened.start(), end=end)


def _holds_keyword(words: str, tongue: str) -> bool:
    """Whether some of the words may belong to the line, and not to what is quoted."""
    if tongue == ENGLISH:
        known = lexicon(tongue).meanings
        return any(word in known for word in words.split())
    return re.search(r"[\s，；。：]", words) is not None

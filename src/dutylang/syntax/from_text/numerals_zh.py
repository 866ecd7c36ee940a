"""Chinese numerals → numbers: 三, 十四, 二百零五, 三百万."""

from __future__ import annotations

import re

NUMERALS = "零〇一二两三四五六七八九十百千万亿"
LONGEST_NUMERAL = 20
"""Characters of the longest numeral that is read."""

_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1_000}
_WELL_FORMED = re.compile(r"[一二两三四五六七八九十][零〇一二两三四五六七八九十百千万亿]*")


def number_from_numeral(text: str) -> int | None:
    """The value of a numeral, also of a row of digits (二〇二四); None for what makes no number."""
    if not text or len(text) > LONGEST_NUMERAL:
        return None
    if all(sign in _DIGITS for sign in text):
        return int("".join(str(_DIGITS[sign]) for sign in text))
    if not _WELL_FORMED.fullmatch(text):
        return None
    total = section = digit = 0
    for sign in text:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        elif sign in _TENS:
            section += (digit or 1) * _TENS[sign]
            digit = 0
        elif sign == "万":
            total += (section + digit) * 10_000
            section = digit = 0
        else:
            total = (total + section + digit) * 100_000_000
            section = digit = 0
    return total + section + digit

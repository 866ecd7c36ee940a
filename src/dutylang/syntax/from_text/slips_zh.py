"""Chinese words that are nearly keywords or names: what was probably meant."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from functools import cache

from dutylang.syntax.from_text.lattice_zh import keyword_readings
from dutylang.syntax.near_misses import nearest

NEAR_ENOUGH = 0.66
"""Share of matching characters from which an undeclared name is taken for a declared one with a slip."""


@cache
def keywords() -> frozenset[str]:
    """The keywords that are written in Chinese characters."""
    return frozenset(word for word in keyword_readings() if word[0] > "\u3000")


@cache
def _keyword_pattern() -> re.Pattern[str]:
    """Any keyword, wherever it begins."""
    return re.compile(f"(?=({'|'.join(re.escape(word) for word in sorted(keywords(), key=len))}))")


def keyword_places(name: str, certain: bool) -> list[int]:
    """Where keywords begin inside a name; unless `certain`, one that ends the name does not count."""
    found = _keyword_pattern().finditer(name, 1)
    return [match.start() for match in found if certain or match.end(1) < len(name)]


def is_slip(written: str, keyword: str) -> bool:
    """Whether some characters differ, but no more than half of them."""
    differing = sum(a != b for a, b in zip(written, keyword, strict=True))
    return 0 < differing <= len(keyword) // 2 and written.isalnum()


def is_odd(name: str) -> bool:
    """Whether a name has figures in it: those are rather amounts and periods that were cut badly."""
    return any(character.isdigit() for character in name)


def name_near(name: str, ids: Mapping[str, str]) -> str | None:
    """The declared name that was probably meant, if one is near: most characters alike, one more or less."""
    others = (each for each in ids if not is_odd(each) and abs(len(each) - len(name)) <= 1)
    near = nearest(name, others)
    alike = difflib.SequenceMatcher(None, name, near or "").ratio()
    return near if alike >= NEAR_ENOUGH else None


def holds_word(name: str, ids: Mapping[str, str]) -> bool:
    """Whether a keyword or a name of two characters or more stands in a name that is only guessed."""
    size = len(name)
    spans = (name[a:b] for a in range(size) for b in range(a + 2, size + 1))
    return any(part in keywords() or part in ids for part in spans)

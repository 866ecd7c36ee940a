"""Two spellings side by side: whether one is probably a slip of the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

SHORTEST = 6
"""Shorter words differ by a letter and mean different things: `form` and `firm`."""
SHORTEST_CJK = 4

# Characters that are written for one another by mistake; any other exchange makes another word.
_CONFUSED = (
    "帐账", "做作", "象像", "订定", "侯候", "已己巳", "末未",
    "份分", "帖贴", "其它他", "登录", "的地得", "缴交",
)  # fmt: skip


def slips_among(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The places of each two words of which one is probably a slip of the other, the earlier first."""
    alike: dict[str, list[int]] = {}
    for at, word in enumerate(words):
        plain = word.casefold()
        # Words that are one letter apart are the same when one letter of each, or of the longer, is left out.
        shorter = {plain[:cut] + plain[cut + 1 :] for cut in range(len(plain))}
        for key in {plain, plain.replace("_", ""), *shorter}:
            alike.setdefault(key, []).append(at)
    pairs = {(one, other) for places in alike.values() for one, other in combinations(places, 2)}
    for one, other in sorted(pairs):
        if is_slip(words[one], words[other]):
            yield one, other


def is_slip(one: str, other: str) -> bool:
    """Whether two different spellings are one letter apart: left out, added, exchanged or turned round.

    Digits tell things apart (`visit_1`, `visit_2`), and so do letters that stand alone (`rule_a`, `rule_b`). Both
    spellings must be long enough that one letter is little.
    """
    one, other = one.casefold(), other.casefold()
    if one.replace("_", "") == other.replace("_", ""):
        return True
    is_cjk = not (one.isascii() and other.isascii())
    if min(len(one), len(other)) < (SHORTEST_CJK if is_cjk else SHORTEST):
        return False
    start = _shared(one, other)
    end = _shared(one[start:][::-1], other[start:][::-1])
    left, right = one[start : len(one) - end], other[start : len(other) - end]
    if any(letter.isdigit() or letter == "_" for letter in left + right):
        return False
    if not _is_within_a_word(one, start, end) or not _is_within_a_word(other, start, end):
        return False
    if len(left) == len(right) == 2:
        return left == right[::-1]
    if len(left) == len(right) == 1:
        return any(left in group and right in group for group in _CONFUSED) if is_cjk else start > 0
    return not is_cjk and {len(left), len(right)} == {0, 1}


def _is_within_a_word(word: str, start: int, end: int) -> bool:
    """Whether what differs is not a part of its own between underscores."""
    before, after = word[:start], word[len(word) - end :]
    alone = before.endswith("_") and (not after or after.startswith("_"))
    return not alone or start + end == len(word)


def _shared(one: str, other: str) -> int:
    """How many letters two words begin with alike."""
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count

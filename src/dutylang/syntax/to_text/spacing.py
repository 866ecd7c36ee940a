"""Where words are written without spaces: puts one in where the words could be cut apart differently."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, cached_property

import attrs

from dutylang.syntax.lexicon import lexicon
from dutylang.syntax.to_text.words import CLOSE, OPEN

_PART = re.compile(
    rf"(?P<quoted>“(?:[^”\\]|\\.)*”|\"(?:[^\"\\]|\\.)*\")|{OPEN}(?P<name>[^{CLOSE}]*){CLOSE}|(?P<words>[^{OPEN}“\"]+|.)"
)
_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)*|[零〇一二两三四五六七八九十百千万亿]+")
_LATIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_RUN = re.compile(r"\w+")


@attrs.frozen(slots=False)
class Vocabulary:
    """The words that a text may be cut into."""

    keywords: frozenset[str]
    names: frozenset[str]

    @cached_property
    def longest(self) -> int:
        """The length of the longest word."""
        return max(map(len, self.keywords | self.names), default=0)


@cache
def keywords_of(tongue: str) -> frozenset[str]:
    """Every spelling in the lexicon of a tongue."""
    words = lexicon(tongue)
    return words.reserved | frozenset(words.meanings)


def settled(text: str, vocabulary: Vocabulary | None) -> str:
    """A line without its fences; with a vocabulary, names are set apart by spaces where that is needed."""
    parts = [(match.lastgroup or "", match[match.lastgroup or 0]) for match in _PART.finditer(text)]
    if vocabulary is None:
        return "".join(part for _, part in parts)
    risky = _risky(parts, vocabulary)
    result = ""
    for index, (kind, part) in enumerate(parts):
        before = parts[index - 1] if index else ("", "")
        apart = index in risky or index - 1 in risky
        if result and part and (apart or _touching(before, (kind, part))) and _word_meets_word(result, part):
            result += " "
        result += part
    return result


def _word_meets_word(left: str, right: str) -> bool:
    """Whether a space between two texts would part two words."""
    return _RUN.fullmatch(left[-1]) is not None and _RUN.fullmatch(right[0]) is not None


def _touching(left: tuple[str, str], right: tuple[str, str]) -> bool:
    """Whether a name in Latin letters meets other words, or one that ends in a figure meets a figure."""
    if "name" not in (left[0], right[0]):
        return False
    pair = [left[1][-1:], right[1][:1]]
    latin = [character.isascii() for character in pair]
    if latin[0] and latin[1]:
        return True
    return (left[0] == "name" and latin[0] and not pair[0].isdigit()) or (right[0] == "name" and latin[1])


def _risky(parts: Sequence[tuple[str, str]], vocabulary: Vocabulary) -> set[int]:
    """The names in runs of words that could be cut apart in another way."""
    text = "".join(part if kind != "quoted" else " " * len(part) for kind, part in parts)
    places: dict[tuple[int, int], int] = {}
    start = 0
    for index, (kind, part) in enumerate(parts):
        if kind == "name":
            places[start, start + len(part)] = index
        start += len(part)
    risky: set[int] = set()
    for run in _RUN.finditer(text):
        inside = {
            place: i for place, i in places.items() if run.start() <= place[0] and place[1] <= run.end()
        }
        meant = frozenset((a - run.start(), b - run.start()) for a, b in inside)
        if meant and _cut_otherwise(run[0], meant, vocabulary):
            risky.update(inside.values())
    return risky


def parts_of_word(word: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The keywords, numbers and names that a word is also a row of, with at least one that is no name.

    Empty for a word that is no such row.
    """
    reached: dict[tuple[int, bool], tuple[str, ...]] = {(0, False): ()}
    for start in range(len(word)):
        states = [(swallowed, parts) for (place, swallowed), parts in reached.items() if place == start]
        if states:
            for end, is_name in _words_at(word, start, vocabulary):
                if end - start < len(word):
                    for swallowed, parts in states:
                        reached.setdefault((end, swallowed or not is_name), (*parts, word[start:end]))
    return reached.get((len(word), True), ())


def _cut_otherwise(run: str, meant: frozenset[tuple[int, int]], vocabulary: Vocabulary) -> bool:
    """Whether a run of characters can be cut into known words whose names stand elsewhere than meant.

    Walks the run from the left; at each place it knows whether some cut up to there is as meant, and
    whether some is not. Keywords among themselves are the grammar's business: they do not count.
    """
    reached = {(0, False)}
    covered = [any(a <= i < b for a, b in meant) for i in range(len(run))]
    for start in range(len(run)):
        states = [other for place, other in reached if place == start]
        if not states:
            continue
        for end, is_name in _words_at(run, start, vocabulary):
            as_meant = (start, end) in meant if is_name else not any(covered[start:end])
            reached.update((end, other or not as_meant) for other in states)
    return (len(run), True) in reached


def _words_at(run: str, start: int, vocabulary: Vocabulary) -> list[tuple[int, bool]]:
    """Where the words that begin at a place end, and whether each is a name."""
    found = []
    for end in range(start + 1, min(len(run), start + vocabulary.longest) + 1):
        word = run[start:end]
        if word in vocabulary.names:
            found.append((end, True))
        if word in vocabulary.keywords:
            found.append((end, False))
    latin = _LATIN.match(run, start)
    if latin:
        found.append((latin.end(), True))
    number = _NUMBER.match(run, start)
    if number:
        found.extend((end, False) for end in range(start + 1, number.end() + 1))
    return found

"""Words that were probably meant: the nearest keyword or name."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from functools import cache, lru_cache

from dutylang.syntax.lexicon import Lexicon

CLOSE_ENOUGH = 0.7
"""Share of matching characters from which a word counts as a slip of another (`difflib` ratio)."""
CLOSE_ENOUGH_PHRASE = 0.8
"""The same for several words, which share their spaces and small words."""
CLOSE_ENOUGH_SHORT = 0.5
"""The same for words of up to four characters, in which one slip weighs more."""


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The word that is most like `word`, if one is close enough; never the word itself."""
    others = [other for other in words if other != word]
    found = difflib.get_close_matches(word, others, n=1, cutoff=_cutoff(word))
    return found[0] if found else None


@lru_cache(maxsize=4096)
def keywords_like(words: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Up to three keywords of as many words that `words` is probably a slip of, the nearest first.

    A keyword in other letter case is the nearest of all, and then one that differs only in its spaces.
    Keywords that are signs are no candidates.
    """
    by_case, by_letters, by_count = _candidates(lexicon)
    same = [spelling for spelling in by_case.get(words.lower(), ()) if spelling != words]
    if same:
        return tuple(same)
    joined = [spelling for spelling in by_letters.get(_letters(words), ()) if spelling != words]
    others = [spelling for spelling in by_count.get(words.count(" "), ()) if spelling != words]
    near = difflib.get_close_matches(words, others, n=3, cutoff=_cutoff(words))
    return tuple(dict.fromkeys((*joined, *near)))[:3]


Candidates = tuple[dict[str, list[str]], dict[str, list[str]], dict[int, list[str]]]


@cache
def _candidates(lexicon: Lexicon) -> Candidates:
    """The keywords by their small letters, by their letters without spaces, and by the number of spaces."""
    by_case: dict[str, list[str]] = {}
    by_letters: dict[str, list[str]] = {}
    by_count: dict[int, list[str]] = {}
    for spelling in lexicon.meanings:
        if spelling[0].isalpha():
            by_case.setdefault(spelling.lower(), []).append(spelling)
            by_letters.setdefault(_letters(spelling), []).append(spelling)
            by_count.setdefault(spelling.count(" "), []).append(spelling)
    return by_case, by_letters, by_count


def _letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


def _cutoff(words: str) -> float:
    if " " in words:
        return CLOSE_ENOUGH_PHRASE
    return CLOSE_ENOUGH if len(words) > 4 else CLOSE_ENOUGH_SHORT

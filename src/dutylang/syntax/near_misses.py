"""Words that were probably meant: the nearest keyword or name."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

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


def keywords_like(words: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Up to three keywords that `words` is probably a slip of, the nearest first.

    A keyword in other letter case is the nearest of all. Keywords that are signs are no candidates.
    """
    spellings = [spelling for spelling in lexicon.meanings if spelling != words and spelling[0].isalpha()]
    same = [spelling for spelling in spellings if spelling.lower() == words.lower()]
    if same:
        return tuple(same)
    return tuple(difflib.get_close_matches(words, spellings, n=3, cutoff=_cutoff(words)))


def _cutoff(words: str) -> float:
    if " " in words:
        return CLOSE_ENOUGH_PHRASE
    return CLOSE_ENOUGH if len(words) > 4 else CLOSE_ENOUGH_SHORT

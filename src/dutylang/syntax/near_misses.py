"""Words that were probably meant: the nearest keyword or name."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from dutylang.syntax.lexicon import Lexicon

CLOSE_ENOUGH = 0.7
"""Share of matching characters from which a word counts as a slip of another (`difflib` ratio)."""
CLOSE_ENOUGH_SHORT = 0.5
"""The same for words of up to four characters, in which one slip weighs more."""


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The word that is most like `word`, if one is close enough; never the word itself."""
    cutoff = CLOSE_ENOUGH if len(word) > 4 else CLOSE_ENOUGH_SHORT
    others = [other for other in words if other != word]
    found = difflib.get_close_matches(word, others, n=1, cutoff=cutoff)
    return found[0] if found else None


def keywords_like(words: str, lexicon: Lexicon, terminals: frozenset[str]) -> tuple[str, ...]:
    """Keywords of the given terminals that `words` is probably a slip of, the nearest first."""
    spellings = [
        spelling
        for spelling, meanings in lexicon.meanings.items()
        if any(meaning.terminal in terminals for meaning in meanings) and spelling != words
    ]
    cutoff = CLOSE_ENOUGH if len(words) > 4 else CLOSE_ENOUGH_SHORT
    lowered = {spelling.lower(): spelling for spelling in reversed(spellings)}
    if words.lower() in lowered:
        return (lowered[words.lower()],)
    return tuple(difflib.get_close_matches(words, spellings, n=3, cutoff=cutoff))

"""Which texts make one policy with a text: those of its folder, or those that a `use` leads to.

As for the commands, a folder is one policy. A folder that holds several policies is none of them: there a text
with a head stands with the texts that it uses, and a text without one with the first head that leads to it.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from itertools import islice

import attrs

from dutylang.source import Source
from dutylang.syntax.from_text import tongue_of, uses_of
from dutylang.syntax.lexicon import CHINESE, ENGLISH, Meaning, lexicon, tongues
from dutylang.texts import MOST_FILES, SUFFIX

MOST_FOLDERS = 2_000
"""Folders that are looked into for the texts of a policy."""


@attrs.frozen
class Outline:
    """What tells where a text belongs: its head, its tongue, and the texts that it uses by their paths."""

    head: str | None
    tongue: str
    uses: tuple[str, ...]


def outline_of(name: str, text: str) -> Outline:
    """The outline of a text, found without reading the rest of it."""
    head = _head_pattern().search(text)
    found = tuple(
        posixpath.normpath(posixpath.join(posixpath.dirname(name), use.path))
        for use in uses_of(Source(name, text))
    )
    return Outline(head and (head["id"] or head["name"]), tongue_of(text), found)


@cache
def _head_pattern() -> re.Pattern[str]:
    words = [lexicon(tongue).word("POLICY") for tongue in tongues()]
    english = "|".join(re.escape(word) for word in lexicon(CHINESE).spellings[Meaning("TONGUE", ENGLISH)])
    return re.compile(
        rf"^[ \t\u3000\ufeff]*(?:{'|'.join(words)})[ \t\u3000]+(?P<name>[^\s“\"]+)"
        rf"(?:[ \t\u3000]+(?:{english})[ \t\u3000]*(?P<id>[A-Za-z_]\w*))?",
        re.MULTILINE,
    )


@cache
def outline_pattern() -> re.Pattern[str]:
    """Any word without which a line has nothing to do with an outline."""
    words = [lexicon(tongue).word(word) for tongue in tongues() for word in ("POLICY", "USE")]
    return re.compile("|".join(re.escape(word) for word in words))


def texts_below(folder: str) -> tuple[str, ...]:
    """The names of the policy texts in a folder and those below it, in order; hidden folders are left out."""
    found: list[str] = []
    for path, folders, files in islice(os.walk(folder), MOST_FOLDERS):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        found += [posixpath.join(path.replace(os.sep, "/"), file) for file in files if file.endswith(SUFFIX)]
    return tuple(sorted(found)[:MOST_FILES])


def members_of(
    name: str,
    top: str | None,
    below: Callable[[str], Iterable[str]],
    outline: Callable[[str], Outline | None],
) -> tuple[str, ...]:
    """The names of the texts that make a policy with this one, the one with the head first.

    `top` is the folder that the editor has open, above which nothing is looked for. `below` gives the texts
    in a folder, `outline` that of a text, None where there is none.
    """
    folder = posixpath.dirname(name)
    while folder:
        outlines = _outlines({*below(folder), name}, outline)
        heads = {(each.head, each.tongue) for each in outlines.values() if each.head is not None}
        if len(heads) == 1:
            return _ordered(outlines)
        if heads:
            return _ordered(_with_a_head(name, outlines, outline))
        above = posixpath.dirname(folder)
        if top is None or folder == top or not folder.startswith(top) or above == folder:
            break
        folder = above
    return _ordered(_reached(name, outline))


def _outlines(names: Iterable[str], outline: Callable[[str], Outline | None]) -> dict[str, Outline]:
    found = {each: outline(each) for each in sorted(names)}
    return {each: told for each, told in found.items() if told is not None}


def _with_a_head(
    name: str, outlines: Mapping[str, Outline], outline: Callable[[str], Outline | None]
) -> dict[str, Outline]:
    """The texts that the text uses, or those of the first head that leads to it."""
    if name not in outlines or outlines[name].head is None:
        for each, told in outlines.items():
            if told.head is not None and name in (reached := _reached(each, outline)):
                return reached
    return _reached(name, outline)


def _reached(name: str, outline: Callable[[str], Outline | None]) -> dict[str, Outline]:
    """A text and all that its `use` lines lead to."""
    found: dict[str, Outline] = {}
    waiting = [name]
    while waiting and len(found) < MOST_FILES:
        each = waiting.pop()
        told = outline(each) if each not in found else None
        if told is not None:
            found[each] = told
            waiting.extend(told.uses)
    return found


def _ordered(outlines: Mapping[str, Outline]) -> tuple[str, ...]:
    return tuple(sorted(outlines, key=lambda each: (outlines[each].head is None, each)))

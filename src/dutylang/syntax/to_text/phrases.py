"""The phrases that the formatter fills in, from `grammar/phrases/<tongue>.toml`: all word order is there."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache

import attrs

from dutylang.shipped import grammar_dir

# Marks inside a line that is still being made. They are noncharacters: no text can mean them.
DEEPER = "\ufdd3"
"""What follows stands on a line of its own, one step deeper; ` // ` in a phrase."""
CELL = "\ufdd2"
"""The next column of lines that are aligned with their neighbours; a tab in a phrase."""

_PIECE = re.compile(
    r"(?P<open>\[)|(?P<close>\])|\{(?P<hole>\w*)(?::(?P<digits>\d+))?\}|(?P<words>[^\[\]{}]+)"
)


@attrs.frozen
class _Words:
    """Words that stand as they are."""

    text: str


@attrs.frozen
class _Hole:
    """A place for a part; numbers are filled up with zeros to `digits`."""

    name: str
    digits: int


@attrs.frozen
class _Group:
    """Pieces that are left out when their first hole is empty."""

    pieces: tuple[_Words | _Hole | _Group, ...]


_Piece = _Words | _Hole | _Group


@attrs.frozen
class Phrases:
    """The phrases of one tongue by dotted key, such as `scope.after_each`."""

    tongue: str
    texts: Mapping[str, str] = attrs.field(hash=False)

    def word(self, key: str) -> str:
        """A phrase without holes, as it stands."""
        return self.texts[key]

    def has(self, key: str) -> bool:
        """Whether the tongue has a phrase of that key."""
        return key in self.texts

    def fill(self, key: str, **parts: str | int | None) -> str:
        """The phrase with its holes filled; a part that is None is empty."""
        pieces = _pieces(self.texts[key])
        return "".join(_filled(piece, parts) for piece in pieces)

    def counted(self, key: str, count: int, **parts: str | int | None) -> str:
        """The phrase in the form that fits a count: `one|many`, or a single form for all counts."""
        forms = self.texts[key].split("|")
        pieces = _pieces(forms[0] if count == 1 else forms[-1])
        return "".join(_filled(piece, {"count": count, **parts}) for piece in pieces)


@cache
def phrases_of(tongue: str) -> Phrases:
    """The phrases of a tongue; FileNotFoundError for a tongue that has none."""
    path = grammar_dir() / "phrases" / f"{tongue}.toml"
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    texts = {f"{table}.{key}": str(text) for table, keys in tables.items() for key, text in keys.items()}
    return Phrases(tongue, texts)


def _filled(piece: _Piece, parts: Mapping[str, str | int | None]) -> str:
    """The text of one piece."""
    if isinstance(piece, _Words):
        return piece.text
    if isinstance(piece, _Hole):
        value = parts[piece.name]
        return "" if value is None else str(value).zfill(piece.digits)
    first = next(inner for inner in piece.pieces if isinstance(inner, _Hole))
    if parts[first.name] in (None, ""):
        return ""
    return "".join(_filled(inner, parts) for inner in piece.pieces)


@cache
def _pieces(text: str) -> tuple[_Piece, ...]:
    """A phrase cut into words, holes and groups."""
    stack: list[list[_Piece]] = [[]]
    for match in _PIECE.finditer(text):
        if match["open"]:
            stack.append([])
        elif match["close"]:
            group = _Group(tuple(stack.pop()))
            stack[-1].append(group)
        elif match["words"]:
            stack[-1].append(_Words(match["words"].replace(" // ", DEEPER).replace("\t", CELL)))
        else:
            stack[-1].append(_Hole(match["hole"], int(match["digits"] or 0)))
    return tuple(stack[0])

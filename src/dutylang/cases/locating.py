"""Paths in the text of a document → lines and columns, looked up once a fault asks for them."""

from __future__ import annotations

from collections.abc import Callable

import attrs

from dutylang.cases.faults import Path, Place, pointer_of
from dutylang.cases.json_text import positions_in_json
from dutylang.cases.raw import Limits
from dutylang.cases.yaml_text import raws_from_yaml
from dutylang.source import Source

_LONGEST_LOCATED = 4 * 2**20
"""Characters of a text in which faults are looked up again to tell their line."""


def json_positions(text: str) -> dict[Path, tuple[int, int]]:
    """Line and column of every value of the text; nothing for a text that would take long."""
    if len(text) > _LONGEST_LOCATED:
        return {}
    source = Source("", text)
    return {path: source.position(offset) for path, offset in positions_in_json(text).items()}


def yaml_positions(text: str, source: str, limits: Limits) -> dict[Path, tuple[int, int]]:
    """The same for YAML; the paths begin with the number of the document."""
    positions: dict[Path, tuple[int, int]] = {}
    if len(text) <= _LONGEST_LOCATED:
        raws_from_yaml(text, source, limits.depth, positions)
    return positions


@attrs.define
class Locator:
    """Finds line and column of a path, once a fault asks for them."""

    source: str
    positions_of: Callable[[], dict[Path, tuple[int, int]]]
    lines_before: int = 0
    positions: dict[Path, tuple[int, int]] | None = None

    def at(self, path: Path, shown: Path | None = None) -> Place:
        """The place of a path, or of the nearest value around it."""
        if self.positions is None:
            self.positions = self.positions_of()
        around = path
        while around and around not in self.positions:
            around = around[:-1]
        line, column = self.positions.get(around, (1, 1))
        pointer = pointer_of(path if shown is None else shown)
        return Place(self.source, pointer, line + self.lines_before, column)

    def below(self, root: Path, shown: Path = ()) -> Callable[[Path], Place]:
        """Places paths below a root; their pointers begin with `shown`."""
        return lambda path: self.at((*root, *path), (*shown, *path))

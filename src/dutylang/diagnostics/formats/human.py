"""Problems for a reader: message, place, source line with carets, help and fix, one below the other."""

from __future__ import annotations

from collections.abc import Sequence

from dutylang.diagnostics.formats.model import Checked
from dutylang.diagnostics.render import render


def human(checked: Sequence[Checked], tongue: str, *, color: bool = False) -> str:
    """Every problem with its source line, and an empty line between two."""
    return "\n\n".join(
        render(problem, each.sources, tongue, color=color) for each in checked for problem in each.problems
    )

"""What a cell of a table holds before a format writes it, and foreign text made harmless for any format."""

from __future__ import annotations

from decimal import Decimal

from dutylang.diagnostics.shown import visible
from dutylang.reports.names import Names
from dutylang.reports.person_words import figure_words
from dutylang.reports.plain import moment_json
from dutylang.values import Moment

Cell = str | bool | int | Decimal | Moment | None
"""Words, yes or no, a number, a day or an instant; None and the empty text are an empty cell."""


def safe_text(text: str) -> str:
    """One line without control characters, marks that turn text around, or what XML cannot hold."""
    return visible(text)


def cell_text(cell: Cell, names: Names) -> str:
    """A cell as words: yes and no in the reader's tongue, moments in ISO 8601, numbers in full."""
    match cell:
        case None:
            return ""
        case bool():
            return names.text("value.yes" if cell else "value.no")
        case Decimal():
            return figure_words(cell)
        case Moment():
            return moment_json(cell, names) or ""
        case _:
            return str(cell)

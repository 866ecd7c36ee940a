"""Foreign text as Markdown (CommonMark with GitHub's extensions) that shows it and does nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dutylang.reports.cells import safe_text

_SPECIAL = re.compile(r"[\\`*_\[\]<>|&~#$@]")
_BLOCK = re.compile(r"[-+=]|:::|\d{1,9}(?=[.)])")
_LINK = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*(?=://)|\bwww(?=\.)|\\[@#](?=\w)|\bmailto(?=:)", re.IGNORECASE)
JOINER = "&#8288;"
"""A word joiner: it shows nothing and no link, mention or number of an issue goes through it."""


def shown_in_markdown(text: str) -> str:
    """One line in which nothing marks up: no HTML, link, mention, table, heading or list.

    Addresses stay readable and are no links: a reader of minutes is not to be led away by a case record.
    """
    escaped = _SPECIAL.sub(lambda found: f"\\{found[0]}", safe_text(text).strip())
    # Renderers make links of bare addresses, also of escaped ones: only another character stops them.
    broken = _LINK.sub(lambda found: f"{found[0]}{JOINER}", escaped)
    opening = _BLOCK.match(broken)
    if opening is None:
        return broken
    sign = opening[0]
    return f"{sign}{JOINER}{broken[opening.end() :]}" if sign.isdecimal() else f"\\{broken}"


def table_of(head: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    """A table; its cells are shown as text."""
    headings = [shown_in_markdown(cell) for cell in head]
    lines = [_row(headings), _row("---" for _ in headings)]
    return lines + [_row(shown_in_markdown(cell) for cell in row) for row in rows]


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"

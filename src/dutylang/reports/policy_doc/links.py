"""Links inside a Word file: bookmarks, and texts that lead to them (ECMA-376, part 1, 17.13.6 and 17.16.22)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import attrs

from dutylang.diagnostics.shown import visible
from dutylang.reports.policy_doc.model import Text

if TYPE_CHECKING:
    from docx.text.paragraph import Paragraph

COLOUR = "174F9C"


@attrs.define
class Marks:
    """The bookmarks of one file. A bookmark's name is short and plain, so each anchor is given a number."""

    _numbers: dict[str, int] = attrs.field(factory=dict)

    def _number(self, anchor: str) -> int:
        return self._numbers.setdefault(anchor, len(self._numbers) + 1)

    def place(self, target: Paragraph, anchor: str) -> None:
        """Marks a paragraph as what an anchor leads to."""
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        number = str(self._number(anchor))
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for mark in (start, end):
            mark.set(qn("w:id"), number)
        start.set(qn("w:name"), f"place{number}")
        target._p.append(start)  # noqa: SLF001  (the library has no public way to it)
        target._p.append(end)  # noqa: SLF001

    def write(self, into: Paragraph, text: Text) -> None:
        """Adds a text whose runs lead to their places."""
        for run in text:
            written: Any = into.add_run(visible(run.text))
            if run.to:
                self._lead(into, written, run.to)

    def _lead(self, into: Paragraph, written: Any, anchor: str) -> None:
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn
        from docx.shared import RGBColor

        written.font.color.rgb = RGBColor.from_string(COLOUR)
        link = OxmlElement("w:hyperlink")
        link.set(qn("w:anchor"), f"place{self._number(anchor)}")
        link.set(qn("w:history"), "1")
        link.append(written._r)  # noqa: SLF001
        into._p.append(link)  # noqa: SLF001

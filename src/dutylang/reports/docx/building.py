"""Headings, paragraphs, lists and tables of a Word document; whatever text comes in, it stays plain text.

made = document_new("zh", title="审计卷宗", footer="担保部 · 2024.1")
heading(made, "一、概况")
key_values(made, [("案件", "G-1"), ("人员", "张丽")])
table(made, ("义务", "结论"), [("到现场查看", "违反")], widths=(3, 1))
data = saved(made)
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from dutylang.diagnostics.shown import visible
from dutylang.reports.docx.styles import PALE, ROOM, SHADED, number_pages, set_language, set_paper, set_styles
from dutylang.reports.docx.xml import attribute, child, repeat_as_header, shade, stay_whole

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import Table, _Cell
    from docx.text.paragraph import Paragraph

DEEPEST = 4
"""Headings go so deep."""

GRID = "TableGrid"
BULLETS, NUMBERS, QUIET = "List Bullet", "List Number", "Quiet"
"""Styles of paragraphs besides the plain one: items of a list, and small grey print."""

ZIPPED_ON = (1980, 1, 1, 0, 0, 0)
"""The earliest date that a zip file knows: the same document is the same bytes, whenever it is made."""


def document_new(tongue: str, title: str, footer: str = "") -> Document:
    """An empty A4 document in a tongue, with its title as a property, and page numbers beside the footer.

    The title is not yet printed: `heading(document, title, 0)` does.
    """
    import docx

    made = docx.Document()
    set_paper(made.sections[0])
    set_styles(made, tongue)
    set_language(made, tongue)
    number_pages(made.sections[0], visible(footer))
    properties = made.core_properties
    properties.title = _shortened(visible(title))
    properties.language = "zh-CN" if tongue == "zh" else "en-GB"
    properties.author = properties.last_modified_by = "dutylang"
    properties.comments = properties.keywords = properties.subject = ""
    return made


def _shortened(text: str) -> str:
    """As long as a document's property may be (python-docx: 255 characters)."""
    return text if len(text) <= 255 else f"{text[:254]}…"


def heading(document: Document, text: str, level: int = 1) -> Paragraph:
    """A heading; level 0 is the title of the document, 1 the highest of its parts."""
    depth = min(max(level, 0), DEEPEST)
    return _styled(document.add_paragraph(visible(text)), f"Heading {depth}" if depth else "Title")


def paragraph(document: Document, text: str, style: str | None = None, *, lead: str = "") -> Paragraph:
    """A paragraph; `lead` are words before it in bold, `style` one of the styles above."""
    made = _styled(document.add_paragraph(), style)
    if lead:
        made.add_run(visible(lead)).bold = True
    made.add_run(visible(text))
    return made


def _styled(made: Paragraph, style: str | None) -> Paragraph:
    """A paragraph in a style by its name. The library would look it up among all styles, each time."""
    if style is not None:
        made._p.style = style.replace(" ", "")  # noqa: SLF001  (the id of a style is its name in one word)
    return made


def bullets(document: Document, texts: Iterable[str]) -> None:
    """A list."""
    for text in texts:
        paragraph(document, text, BULLETS)


def table(
    document: Document,
    header: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    widths: Sequence[float] | None = None,
    first_is_heading: bool = False,
) -> Table:
    """A table over the whole width whose header is repeated on every page, and whose rows do not break.

    `widths` are the shares of the columns; `first_is_heading`: the first cell of a row names the row.
    """
    made = _grid(document, len(header), widths)
    head = _row(made)
    repeat_as_header(head._tr)  # noqa: SLF001  (the library has no public way to it)
    for cell, words in zip(head.cells, header, strict=True):
        _fill(cell, words, bold=True)
        shade(cell._tc, SHADED)  # noqa: SLF001
    for row in rows:
        added = _row(made)
        for place, (cell, words) in enumerate(zip(added.cells, row, strict=True)):
            _fill(cell, words, bold=first_is_heading and place == 0)
    _set_apart(document)
    return made


def key_values(
    document: Document, pairs: Iterable[tuple[str, str]], *, widths: Sequence[float] = (1, 3)
) -> Table:
    """A table of two columns: what it is, and its value. It has no header row."""
    made = _grid(document, 2, widths)
    for key, value in pairs:
        added = _row(made)
        left, right = added.cells
        _fill(left, key, bold=True)
        shade(left._tc, PALE)  # noqa: SLF001
        _fill(right, value)
    _set_apart(document)
    return made


def _row(made: Table) -> Any:
    """A new last row, which no page break divides."""
    added: Any = made.add_row()  # type: ignore[no-untyped-call]
    stay_whole(added._tr)  # noqa: SLF001
    return added


def _set_apart(document: Document) -> None:
    """Room after a table: two tables that touch would be read as one."""
    _styled(document.add_paragraph(), QUIET)


def _grid(document: Document, columns: int, widths: Sequence[float] | None) -> Table:
    """A table without rows; its columns share the width of the page as they are told to."""
    made: Table = document.add_table(0, columns)
    made._tbl.tblStyle_val = GRID  # noqa: SLF001
    made.autofit = False
    shares = widths if widths is not None else [1.0] * columns
    for column, share in zip(made.columns, shares, strict=True):
        column.width = int(ROOM * share / sum(shares))
    properties = made._tbl.tblPr  # noqa: SLF001
    attribute(child(properties, "w:tblW"), "w:type", "pct")
    attribute(child(properties, "w:tblW"), "w:w", "5000")  # in fiftieths of a percent (ECMA-376, 17.4.63)
    return made


def _fill(cell: _Cell, words: str, *, bold: bool = False) -> None:
    """The lines of a cell, each a paragraph of its own."""
    lines = words.split("\n")
    for place, line in enumerate(lines):
        made = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
        _styled(made, "Cell")
        made.add_run(visible(line)).bold = bold or None


def saved(document: Document) -> bytes:
    """The bytes of the file; those of the same document are always the same."""
    packed, stable = io.BytesIO(), io.BytesIO()
    document.save(packed)
    with zipfile.ZipFile(packed) as read, zipfile.ZipFile(stable, "w", zipfile.ZIP_DEFLATED) as written:
        for name in read.namelist():
            entry = zipfile.ZipInfo(name, ZIPPED_ON)
            entry.compress_type = zipfile.ZIP_DEFLATED
            written.writestr(entry, read.read(name))
    return stable.getvalue()

"""A dossier as a Word document: headings, tables with repeated headers, everything that the page says in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from dutylang.diagnostics.shown import visible
from dutylang.reports.docx.building import (
    QUIET,
    bullets,
    document_new,
    heading,
    key_values,
    paragraph,
    saved,
    table,
)
from dutylang.reports.dossier.model import (
    Block,
    Cell,
    Dossier,
    Facts,
    Items,
    Lines,
    Part,
    Picture,
    Rows,
    Sign,
    Words,
)

if TYPE_CHECKING:
    from docx.document import Document


def docx_from_dossier(dossier: Dossier, tongue: str) -> bytes:
    """The bytes of the document; needs the library python-docx."""
    document = document_new(tongue, dossier.title, dossier.footer)
    heading(document, dossier.title, 0)
    paragraph(document, dossier.subtitle, QUIET)
    _write(document, dossier.head)
    for part in dossier.parts:
        heading(document, _title(part), part.level)
        for block in part.blocks:
            _write(document, block)
    return saved(document)


def _title(part: Part) -> str:
    return part.title if part.sign is None else f"{part.title} · {part.sign}"


def _text(cell: Cell) -> str:
    """A cell as text, its lines apart; a line end within a line is no line end."""
    match cell:
        case Lines(texts=texts):
            return "\n".join(visible(each) for each in texts)
        case Sign():
            return visible(str(cell))
        case _:
            return visible(cell)


def _write(document: Document, block: Block) -> None:
    match block:
        case Words(text=text, lead=lead, quiet=quiet):
            made = paragraph(
                document, text, QUIET if quiet else None, lead=f"{lead} " if lead and text else lead
            )
            made.paragraph_format.keep_with_next = not text
        case Items(texts=texts):
            bullets(document, texts)
        case Facts(pairs=pairs):
            key_values(document, [(name, _text(value)) for name, value in pairs])
        case Rows(header=header, rows=rows, widths=widths):
            table(document, header, [[_text(cell) for cell in row] for row in rows], widths=widths)
        case Picture():
            pass  # the tables say the same
        case _:
            assert_never(block)

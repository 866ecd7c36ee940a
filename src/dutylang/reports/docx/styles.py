"""The look of a Word document: paper, fonts for both scripts, headings, small print, page numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dutylang.reports.docx.xml import attribute, child, field, fonts

if TYPE_CHECKING:
    from docx.document import Document

WESTERN, EASTERN = "Arial", {"zh": "SimSun", "en": "SimSun"}
EASTERN_HEADING = "SimHei"
"""Fonts that every office has or has a stand-in for; 宋体 for the text and 黑体 for headings is the custom."""

SHADED, PALE, INK, GREY = "E8ECF0", "F4F6F8", "1A2733", "555555"

TEXT, SMALL, CELL = 10.5, 9.0, 9.0
HEADINGS = (20.0, 15.0, 12.5, 11.0, 10.5)
"""Sizes in points: of the text (五号), small print and cells, and of the title and the headings below it."""


CENTIMETRE = 360_000
"""In the units of the format (English metric units)."""

WIDTH, HEIGHT, MARGIN = 21 * CENTIMETRE, 297 * CENTIMETRE // 10, 2 * CENTIMETRE
ROOM = WIDTH - 2 * MARGIN
"""A4, and the width of the text on it."""


def set_paper(section: Any) -> None:
    """A4 with margins of two centimetres."""
    section.page_width, section.page_height = WIDTH, HEIGHT
    section.left_margin = section.right_margin = MARGIN
    section.top_margin = section.bottom_margin = MARGIN


def set_styles(document: Document, tongue: str) -> None:
    """Sets fonts and sizes of the styles that are used, and adds those of small print and of cells."""
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt, RGBColor

    known: Any = document.styles
    eastern = EASTERN[tongue]
    normal = known["Normal"]
    _set(normal, TEXT, eastern)
    normal.paragraph_format.space_after = Pt(5)
    normal.paragraph_format.line_spacing = 1.15
    for level, size in enumerate(HEADINGS):
        style = known["Title" if level == 0 else f"Heading {level}"]
        _set(style, size, EASTERN_HEADING)
        style.font.bold, style.font.italic = True, False
        style.font.color.rgb = RGBColor.from_string(INK)
        style.paragraph_format.space_before = Pt(0 if level == 0 else 14 - 2 * level)
        style.paragraph_format.space_after = Pt(4)
        style.paragraph_format.keep_with_next = True
    for name, size, colour in (("Quiet", SMALL, GREY), ("Cell", CELL, INK)):
        style = known.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = normal
        _set(style, size, eastern)
        style.font.color.rgb = RGBColor.from_string(colour)
        style.paragraph_format.space_before = style.paragraph_format.space_after = Pt(2)
        style.paragraph_format.line_spacing = 1.0
    for name in ("Header", "Footer"):
        _set(known[name], SMALL, eastern)


def _set(style: Any, size: float, eastern: str) -> None:
    from docx.shared import Pt

    style.font.size = Pt(size)
    fonts(style.element, WESTERN, eastern)


def set_language(document: Document, tongue: str) -> None:
    """The language of the text, so that a screen reader speaks it and nothing is marked as misspelt."""
    defaults = document.styles.element.find(".//{*}docDefaults/{*}rPrDefault/{*}rPr")
    if defaults is None:
        return
    mark = child(defaults, "w:lang")
    attribute(mark, "w:val", "en-GB")  # of what is written in Latin letters, whatever the tongue
    attribute(mark, "w:eastAsia", "zh-CN")
    own = defaults.find("{*}rFonts")
    if own is not None:
        for name in list(own.attrib):
            del own.attrib[name]
        for script in ("ascii", "hAnsi", "cs"):
            attribute(own, f"w:{script}", WESTERN)
        attribute(own, "w:eastAsia", EASTERN[tongue])


def number_pages(section: Any, words: str) -> None:
    """A footer with words and `page / pages`."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    made: Any = section.footer.paragraphs[0]
    made.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if words:
        made.add_run(f"{words}  ·  ")
    field(made.add_run()._r, "PAGE")  # noqa: SLF001
    made.add_run(" / ")
    field(made.add_run()._r, "NUMPAGES")  # noqa: SLF001

"""The few marks of WordprocessingML (ECMA-376, part 1, 17) that the library has no words for."""

from __future__ import annotations

from typing import Any


def attribute(element: Any, name: str, value: str) -> None:
    """Sets an attribute by its short name, such as `w:val`."""
    from docx.oxml.ns import qn

    element.set(qn(name), value)


def child(element: Any, name: str) -> Any:
    """The child of that name; added at the end where there is none."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    found = element.find(qn(name))
    if found is None:
        found = OxmlElement(name)
        element.append(found)
    return found


def repeat_as_header(row: Any) -> None:
    """Repeats a row at the top of every page that the table goes on to (17.4.78)."""
    attribute(child(row.get_or_add_trPr(), "w:tblHeader"), "w:val", "true")


def stay_whole(row: Any) -> None:
    """Keeps a row on one page (17.4.6)."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    properties = row.get_or_add_trPr()
    if properties.find(qn("w:cantSplit")) is None:
        properties.insert(0, OxmlElement("w:cantSplit"))


def shade(cell: Any, colour: str) -> None:
    """The background of a cell (17.4.32); `colour` is six hexadecimal digits."""
    mark = child(cell.get_or_add_tcPr(), "w:shd")
    attribute(mark, "w:val", "clear")
    attribute(mark, "w:color", "auto")
    attribute(mark, "w:fill", colour)


def fonts(element: Any, western: str, eastern: str) -> None:
    """The fonts of a style's run properties; those of the theme would go before them (17.3.2.26)."""
    mark = element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(mark.attrib):
        del mark.attrib[name]
    for script in ("ascii", "hAnsi", "cs"):
        attribute(mark, f"w:{script}", western)
    attribute(mark, "w:eastAsia", eastern)


def field(run: Any, instruction: str) -> None:
    """A field that the reader's program works out, such as `PAGE` (17.16.5)."""
    from docx.oxml import OxmlElement

    for kind in ("begin", "", "end"):
        if kind:
            mark = OxmlElement("w:fldChar")
            attribute(mark, "w:fldCharType", kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = instruction
        run.append(mark)

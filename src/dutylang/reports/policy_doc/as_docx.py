"""The document as a Word file, by the same model as the HTML page; links lead to bookmarks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from dutylang.reports.docx.building import (
    BULLETS,
    QUIET,
    document_new,
    heading,
    key_values,
    paragraph,
    saved,
    table,
)
from dutylang.reports.policy_doc.headings import COLUMNS, COLUMNS_BY_ROLE, Headings, headings_of
from dutylang.reports.policy_doc.links import Marks
from dutylang.reports.policy_doc.model import (
    Annex,
    ArticleBlock,
    ChapterBlock,
    Grid,
    Note,
    PolicyDoc,
    RuleBlock,
    Task,
    Text,
    plain,
)

if TYPE_CHECKING:
    from docx.document import Document

TASK_SHARES = {
    "duty": 2.1, "bearer": 1.5, "act": 3.4, "trigger": 2.8, "deadline": 2.8, "escalates": 1.4, "article": 1.4,
}  # fmt: skip
"""The widths of the columns of the responsibility table."""


def docx_bytes(doc: PolicyDoc) -> bytes:
    """The Word file; the same document gives the same bytes."""
    heads = headings_of(doc.tongue)
    made = document_new(doc.tongue, doc.title, footer=doc.title)
    marks = Marks()
    heading(made, doc.title, 0)
    key_values(made, doc.facts)
    _remarks(made, doc.notes)
    heading(made, heads.text("how_to_read"))
    for text in doc.reading:
        marks.write(paragraph(made, "", BULLETS), text)
    for chapter in doc.chapters:
        _chapter(made, chapter, heads, marks)
    if doc.tasks:
        _tasks(made, doc, heads)
    for annex in doc.annexes:
        _annex(made, annex, marks)
    return saved(made)


def _remarks(made: Document, notes: Sequence[Note]) -> None:
    for note in notes:
        paragraph(made, note.text, QUIET)


def _chapter(made: Document, chapter: ChapterBlock, heads: Headings, marks: Marks) -> None:
    if chapter.number or chapter.title:
        head = heading(made, f"{chapter.number} {chapter.title}".strip())
        marks.place(head, chapter.anchor)
    _remarks(made, chapter.notes)
    for article in chapter.articles:
        _article(made, article, heads, marks)


def _article(made: Document, article: ArticleBlock, heads: Headings, marks: Marks) -> None:
    marks.place(heading(made, f"{article.number} {article.title}".strip(), 2), article.anchor)
    if article.in_force:
        paragraph(made, article.in_force, QUIET)
    _remarks(made, article.notes)
    for rule in article.rules:
        _rule(made, rule, heads, marks)
    if article.parameters is not None:
        heading(made, heads.text("parameters"), 4)
        _grid(made, article.parameters, marks)


def _rule(made: Document, rule: RuleBlock, heads: Headings, marks: Marks) -> None:
    title = heading(made, f"{rule.kind_words}{heads.colon}{rule.label}", 3)
    marks.place(title, rule.anchor)
    _remarks(made, rule.notes)
    for text in rule.sentences:
        marks.write(paragraph(made, ""), text)
    for grid in rule.grids:
        _grid(made, grid, marks)
    for fact in rule.facts:
        if len(fact.texts) == 1:
            marks.write(paragraph(made, "", lead=f"{fact.term}{heads.colon}"), fact.texts[0])
            continue
        paragraph(made, "", lead=f"{fact.term}{heads.colon}")
        for text in fact.texts:
            marks.write(paragraph(made, "", BULLETS), text)


def _grid(made: Document, grid: Grid, marks: Marks) -> None:
    rows = [["\n".join(plain(text) for text in cell) for cell in row.cells] for row in grid.rows]
    drawn = table(made, grid.head, rows, widths=grid.shares or None)
    for row, written in zip(grid.rows, drawn.rows[1:], strict=True):
        if row.anchor:
            marks.place(written.cells[0].paragraphs[0], row.anchor)


def _turn(made: Document) -> None:
    """Goes on with a new page, turned from upright to lying or back: seven columns need the width."""
    from docx.enum.section import WD_ORIENT, WD_SECTION

    last = made.sections[-1]
    wide, high = last.page_width, last.page_height
    lying = last.orientation == WD_ORIENT.LANDSCAPE
    section = made.add_section(WD_SECTION.NEW_PAGE)
    section.page_width, section.page_height = high, wide
    section.orientation = WD_ORIENT.PORTRAIT if lying else WD_ORIENT.LANDSCAPE


def _tasks(made: Document, doc: PolicyDoc, heads: Headings) -> None:
    _turn(made)
    heading(made, heads.text("tasks"))
    paragraph(made, heads.text("tasks_lead"))
    heading(made, heads.text("tasks_all"), 2)
    _task_table(made, doc.tasks, COLUMNS, heads)
    heading(made, heads.text("tasks_by_role"), 2)
    for group in doc.by_role:
        heading(made, group.title, 3)
        _task_table(made, group.tasks, COLUMNS_BY_ROLE, heads)
    _turn(made)


def _task_table(made: Document, tasks: Sequence[Task], columns: tuple[str, ...], heads: Headings) -> None:
    rows = [[_task_cell(task, column, heads) for column in columns] for task in tasks]
    shares = [TASK_SHARES[column] for column in columns]
    header = [head for _, head in heads.columns(columns)]
    table(made, header, rows, widths=shares, first_is_heading=True)


def _task_cell(task: Task, column: str, heads: Headings) -> str:
    words: Text = heads.cell(task, column)
    counted = heads.counted(task) if column == "deadline" else ""
    return "\n".join(filter(None, (plain(words), counted)))


def _annex(made: Document, annex: Annex, marks: Marks) -> None:
    heading(made, annex.title)
    paragraph(made, annex.lead)
    for grid in annex.grids:
        _grid(made, grid, marks)

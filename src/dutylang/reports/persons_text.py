"""The part of an audit in text that speaks of persons: results, points, portfolio figures, open escalations."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from dutylang.assessment.figures import FigureValue
from dutylang.assessment.model import CaseAssessment
from dutylang.assessment.persons import EscalationState, ExemptionState, PersonResult, Result, Sanction
from dutylang.reports.layout import BOLD, DIM, Paint, wrapped
from dutylang.reports.names import Names
from dutylang.reports.person_rows import settled
from dutylang.reports.person_words import (
    figure_words,
    person_words,
    result_words,
    sanction_words,
    terms_of,
    titled,
)
from dutylang.reports.remedy import errand

if TYPE_CHECKING:
    from dutylang.assessment.book import Book

MOST_PERSONS = 12
MOST_FIGURES = 20
MOST_ESCALATIONS = 8
MOST_CASES = 3
WIDEST = 100
INDENT = "  "
DECIMALS = Decimal("0.0001")
"""Figures are shown to so many places; JSON holds them in full."""


OPEN = (Result.AWAITING_DECISION, Result.UNKNOWN)
"""The results that are not settled: a decision is awaited, or a fact is not known."""


@attrs.define
class _Row:
    """A person and a ground over all cases, settled or not: its gravest result, and the highest grade."""

    found: PersonResult
    counts: Counter[Result] = attrs.field(factory=Counter)
    cases: list[str] = attrs.field(factory=list)
    grade: str | None = None
    points: Decimal | None = None

    def add(self, found: PersonResult, grades: tuple[str, ...]) -> None:
        """Counts one result; `grades` are in the policy's order, the gravest last."""
        self.counts[found.result] += 1
        if found.result.rank < self.found.result.rank:
            self.found, self.cases = found, []
        if found.result is self.found.result:
            graver = _place(found.grade, grades) > _place(self.found.grade, grades)
            self.found = found if graver else self.found
            self.cases.insert(0 if graver else len(self.cases), found.case_id)
        self.grade = max((self.grade, found.grade), key=lambda grade: _place(grade, grades))
        if found.points is not None:
            self.points = found.points + (self.points or 0)

    @property
    def is_overdue(self) -> bool:
        """Whether a decision that it waits for should have been made."""
        return any(each.overdue for each in self.found.exemptions)


def _place(grade: str | None, grades: tuple[str, ...]) -> int:
    if grade is None:
        return -2
    return grades.index(grade) if grade in grades else -1


@attrs.define
class PersonsText:
    """Keeps what the cases say of persons until the end."""

    names: Names
    paint: Paint
    rows: dict[tuple[str, str, bool], _Row] = attrs.field(factory=dict)
    points: list[Sanction] = attrs.field(factory=list)
    sanctioned: int = 0
    escalations: list[str] = attrs.field(factory=list)
    open_escalations: int = 0

    def add(self, assessed: CaseAssessment) -> None:
        """Keeps the results of one case, its points, and the escalations that are open in it."""
        for found in assessed.persons:
            if found.result is not Result.NONE:
                key = (found.person, found.liability, found.result in OPEN)
                row = self.rows.setdefault(key, _Row(found))
                row.add(found, self.names.grades)
        counted = settled(assessed)
        self.points += counted
        self.sanctioned += len(counted)
        if len(self.points) > 16 * MOST_PERSONS:
            self._trim()
        for level in assessed.escalations:
            if level.state is not EscalationState.OPEN:
                continue
            self.open_escalations += 1
            if len(self.escalations) < MOST_ESCALATIONS:
                what = errand(level.acts, level.roles, level.due, self.names)
                duty = titled(level.rule, level.article, self.names)
                self.escalations.append(
                    self.names.text("audit.escalation", case=assessed.case_id, duty=duty, what=what)
                )

    def lines(self, results: Counter[Result], book: Book | None) -> list[str]:
        """Everything, each part after an empty line and a heading; nothing where there is nothing to tell."""
        return [
            *self._persons(results),
            *self._points(book),
            *self._figures(book),
            *self._book(book),
            *self._escalations(),
        ]

    def counted(self, results: Counter[Result]) -> str:
        """How many results of each kind."""
        names = self.names
        told = [
            self.paint.result(
                result,
                names.text("audit.result_count", count=results[result], result=result_words(result, names)),
            )
            for result in Result
            if results[result]
        ]
        return names.text("audit.results", count=results.total()) + names.joined(told)

    # ---- parts -------------------------------------------------------------------------------

    def _trim(self) -> None:
        """Keeps the points that count most: the gravest grades first."""
        self.points.sort(key=lambda each: -_place(each.grade, self.names.grades))
        del self.points[MOST_PERSONS:]

    def _head(self, key: str) -> list[str]:
        return ["", self.paint(BOLD, self.names.text(key))]

    def _persons(self, results: Counter[Result]) -> list[str]:
        if not results.total():
            return []
        lines = [*self._head("audit.persons"), INDENT + self.counted(results)]
        settled_rows = [row for row in self.rows.values() if row.found.result not in OPEN]
        open_rows = [row for row in self.rows.values() if row.found.result in OPEN]
        settled_rows.sort(key=lambda row: (-self._grade(row), row.found.result.rank, -len(row.cases)))
        open_rows.sort(key=lambda row: (not row.is_overdue, row.found.result.rank, -self._grade(row)))
        lines += self._rows(settled_rows)
        if open_rows:
            lines += [*self._head("audit.open_results"), *self._rows(open_rows)]
        return lines

    def _grade(self, row: _Row) -> int:
        return _place(row.grade, self.names.grades)

    def _rows(self, rows: list[_Row]) -> list[str]:
        lines = [line for row in rows[:MOST_PERSONS] for line in self._row(row)]
        if len(rows) > MOST_PERSONS:
            lines.append(INDENT + self.names.text("audit.more_persons", count=len(rows) - MOST_PERSONS))
        return lines

    def _row(self, row: _Row) -> list[str]:
        names, found = self.names, row.found
        if row.counts.total() == 1:
            words = result_words(found.result, names)
        else:
            words = names.joined(
                names.text("audit.result_count", count=row.counts[each], result=result_words(each, names))
                for each in Result
                if row.counts[each]
            )
        ground = titled(found.liability, found.article, names)
        heading = names.text("audit.person", person=person_words(found.person, names), ground=ground)
        shown = attrs.evolve(found, grade=row.grade, points=row.points)
        detail = " · ".join([*terms_of(shown, names), *self._why(found), self._cases(row.cases)])
        head = f"{INDENT}{self.paint.result(found.result, words)}{INDENT}{heading}"
        return [head, *(2 * INDENT + line for line in wrapped(detail, WIDEST - 2 * len(INDENT)))]

    def _why(self, found: PersonResult) -> list[str]:
        """The exemptions that speak of it, unless they just do not apply, and what would decide an unknown."""
        names = self.names
        told = []
        for each in found.exemptions:
            state = names.text(f"exemption_state.{each.state.value}")
            words = names.text("story.part", duty=names.name(each.exemption), part=state)
            if each.state is not ExemptionState.NOT_MET:
                told.append(names.text("person.overdue", what=words) if each.overdue else words)
        if found.result is Result.UNKNOWN:
            told += [names.leaf(leaf, {}) for leaf in found.deciders[:MOST_CASES]]
        return told

    def _cases(self, cases: list[str]) -> str:
        names, shown = self.names, self.names.joined(cases[:MOST_CASES])
        if len(cases) > MOST_CASES:
            return names.text("audit.in_more_cases", cases=shown, count=len(cases) - MOST_CASES)
        return names.text("audit.in_case" if len(cases) == 1 else "audit.in_cases", cases=shown)

    def _points(self, book: Book | None) -> list[str]:
        if book is not None:
            self.points += book.sanctions
            self.sanctioned += len(book.sanctions)
        self._trim()
        if not self.points:
            return []
        lines = [*self._head("audit.points")]
        lines += [INDENT + sanction_words(each, self.names) for each in self.points]
        if self.sanctioned > len(self.points):
            more = self.sanctioned - len(self.points)
            lines.append(INDENT + self.names.text("audit.more_persons", count=more))
        return lines

    def _figures(self, book: Book | None) -> list[str]:
        found = list(book.figures.values.values()) if book is not None else []
        if not found:
            return []
        lines = [*self._head("audit.figures")]
        lines += [INDENT + figure_line(each, self.names) for each in found[:MOST_FIGURES]]
        if len(found) > MOST_FIGURES:
            lines.append(INDENT + self.names.text("audit.more_figures", count=len(found) - MOST_FIGURES))
        return lines

    def _book(self, book: Book | None) -> list[str]:
        if book is None or not (book.sanctions or book.figures.values):
            return []
        if book.is_complete:
            return [INDENT + self.paint(DIM, self.names.text("audit.complete", count=book.cases))]
        return [INDENT + self.names.text("audit.incomplete", count=book.unread)]

    def _escalations(self) -> list[str]:
        if not self.escalations:
            return []
        lines = self._head("audit.escalations")
        for words in self.escalations:
            first, *rest = wrapped(words, WIDEST - len(INDENT))
            lines += [INDENT + first, *(2 * INDENT + line for line in rest)]
        more = self.open_escalations - len(self.escalations)
        if more:
            lines.append(INDENT + self.names.text("audit.more_escalations", count=more))
        return lines


def figure_line(found: FigureValue, names: Names) -> str:
    """`bad share, Zhang San, 2024: 2.9%`, or why the figure is not known."""
    parts = [found.group, names.span(found.period)] if found.period else [found.group]
    figure = names.name(found.figure)
    groups = names.joined(names.name(part) for part in parts if part)
    if groups:
        figure = names.text("book_figure.group", figure=figure, group=groups)
    return names.text("book_figure.line", figure=figure, value=_figure_value(found, names))


def _figure_value(found: FigureValue, names: Names) -> str:
    if not found.is_known:
        why = names.text(f"book_why.{found.why or 'no_value'}")
        if found.subjects:
            why = names.text("book_figure.of", why=why, subjects=names.names(found.subjects))
        if found.cases:
            why = names.text("book_figure.named", why=why, cases=names.joined(found.cases))
        return names.text("book_figure.unknown", why=why)
    if not isinstance(found.value, Decimal):
        return names.figure(found.value)
    shown = figure_words(found.value if _is_short(found.value) else found.value.quantize(DECIMALS))
    return f"{shown}%" if found.figure in names.percents else shown


def _is_short(value: Decimal) -> bool:
    exponent = value.as_tuple().exponent
    return not isinstance(exponent, int) or exponent >= -4

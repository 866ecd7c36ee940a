"""An audit as minutes in Markdown: what was found, what must be decided, and room for the resolution."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TextIO

import attrs

from dutylang.assessment.model import CaseAssessment, Finding, Verdict
from dutylang.assessment.persons import PersonResult, Result
from dutylang.cases.record import CaseRecord
from dutylang.diagnostics import Diagnostic
from dutylang.reports.agenda import Agenda, Item, ItemKind, agenda_of, agenda_of_case
from dutylang.reports.agenda_shown import item_words
from dutylang.reports.audit import AuditRun, Ending
from dutylang.reports.html.report import facts_of, lead_of
from dutylang.reports.html.tally import Kept
from dutylang.reports.markdown_text import shown_in_markdown, table_of
from dutylang.reports.names import Names, events_by_position
from dutylang.reports.person_words import (
    heading_of_result,
    person_words,
    result_words,
    sanction_words,
    terms_of,
)
from dutylang.reports.pipelines import matters
from dutylang.reports.problem_words import message_of
from dutylang.reports.remedy import remedy_from_finding, sentence_from_remedy
from dutylang.reports.story import heading_of, reason_of

MOST_CASES = 60
MOST_ITEMS = 200
"""So many are written out, the gravest and the earliest; the counts are of all."""

BLANK = "_" * 24
"""A line to write on."""


@attrs.define
class MarkdownReport:
    """Keeps the gravest cases and the earliest deadlines until the end, then writes the minutes."""

    out: TextIO
    names: Names
    most_cases: int = MOST_CASES
    most_items: int = MOST_ITEMS
    _run: AuditRun | None = None
    _kept: list[Kept] = attrs.field(factory=list)
    _seen: int = 0
    _grave: int = 0
    _agenda: Agenda = attrs.field(factory=lambda: Agenda(()))
    _items: int = 0
    _decisions: int = 0

    def begin(self, run: AuditRun) -> None:
        """Remembers what is audited."""
        self._run = run

    def case(self, case: CaseRecord, assessed: CaseAssessment) -> None:
        """Keeps what must be spoken of."""
        if self._run is None:
            return
        found = agenda_of_case(case, assessed, self._run.as_of, self.names)
        decisions = sum(map(_is_decision, (*found.items, *found.questions)))
        self._decisions += decisions
        self._items += len(found.items) + len(found.questions) - decisions
        joined = agenda_of([self._agenda, found])
        items = (*joined.items, *joined.questions)
        kept = [
            each
            for of_decisions in (False, True)
            for each in [item for item in items if _is_decision(item) is of_decisions][: self.most_items]
        ]
        dated = tuple(item for item in kept if item.due is not None)
        undated = tuple(item for item in kept if item.due is None)
        self._agenda = agenda_of([Agenda(dated, joined.undated, undated)])
        self._keep(case, assessed)

    def end(self, ending: Ending) -> None:
        """Writes the minutes."""
        if self._run is not None:
            self._trim()
            before = ""
            for line in self._lines(self._run, ending):
                if line or before:
                    self.out.write(line + "\n")
                before = line

    # ---- what is kept ------------------------------------------------------------------------

    def _keep(self, case: CaseRecord, assessed: CaseAssessment) -> None:
        answers = any(found.result is not Result.NONE for found in assessed.persons)
        if answers or any(matters(finding) for finding in assessed.findings):
            self._grave += 1
            self._kept.append(Kept(case, assessed, self._seen))
        self._seen += 1
        if len(self._kept) > 2 * self.most_cases:
            self._trim()

    def _trim(self) -> None:
        self._kept.sort(key=lambda each: each.weight)
        del self._kept[self.most_cases :]

    # ---- parts -------------------------------------------------------------------------------

    def _lines(self, run: AuditRun, ending: Ending) -> Iterator[str]:
        label = dict(run.labels).get(self.names.tongue) or run.policy
        yield f"# {self._said('title', policy=label)}"
        yield from self._blanks("day", "chair", "keeper", "present")
        yield from self._section("facts", self._facts(run))
        yield from self._section("summary", self._summary(ending))
        yield from self._section("findings", self._findings())
        yield from self._section("persons", self._persons())
        yield from self._section("agenda", self._open_items())
        yield from self._section("decisions", self._open_decisions())
        if ending.book is not None and ending.book.sanctions:
            points = (sanction_words(each, self.names) for each in ending.book.sanctions)
            yield from self._section("points", self._bounded(points, len(ending.book.sanctions)))
        problems = (self._problem(each) for each in ending.problems)
        yield from self._section("problems", self._bounded(problems, len(ending.problems)))
        yield from self._section("resolution", [shown_in_markdown(BLANK)])
        yield from self._blanks("signatures")

    def _section(self, key: str, lines: Iterable[str]) -> Iterator[str]:
        yield ""
        yield f"## {self._said(key)}"
        yield ""
        told = list(lines)
        yield from told or [self._said("none")]

    def _facts(self, run: AuditRun) -> Iterator[str]:
        for heading, value in facts_of(run, self.names):
            yield f"- {self._said('fact', heading=heading, value=value)}"

    def _summary(self, ending: Ending) -> Iterator[str]:
        names, summary = self.names, ending.summary
        for sentence in lead_of(ending, names):
            yield f"- {shown_in_markdown(sentence)}"
        yield ""
        count = names.text("column.count")
        verdicts = [(names.text(f"verdict.{each.value}"), str(summary.cases[each])) for each in Verdict]
        yield from table_of((names.text("sheet.cases"), count), verdicts)
        yield ""
        results = [(result_words(each, names), str(summary.results[each])) for each in Result]
        yield from table_of((names.text("sheet.results"), count), results)

    def _findings(self) -> Iterator[str]:
        names = self.names
        for kept in self._kept:
            found = [finding for finding in kept.assessed.findings if matters(finding)]
            if not found:
                continue
            status = names.text(f"verdict.{kept.assessed.status.value}")
            yield f"### {self._said('case', case=kept.assessed.case_id, status=status)}"
            yield ""
            for finding in sorted(found, key=lambda each: (each.advisory, each.verdict.rank)):
                yield from self._finding(finding, kept)
            yield ""
        yield from self._more(self._grave - len(self._kept))

    def _finding(self, finding: Finding, kept: Kept) -> Iterator[str]:
        names, events = self.names, events_by_position(kept.case)
        yield f"- **{shown_in_markdown(heading_of(finding, names))}**"
        told = [reason_of(finding, events, names)]
        if finding.persons:
            heading = names.text("minutes.bearers")
            told.append(names.text("minutes.fact", heading=heading, value=names.joined(finding.persons)))
        remedy = remedy_from_finding(finding, names)
        if remedy is not None:
            told.append(sentence_from_remedy(remedy, finding, names, events))
        for words in told:
            yield f"  - {shown_in_markdown(words)}"

    def _persons(self) -> Iterator[str]:
        names = self.names
        rows = [
            (kept.assessed.case_id, *self._person(found))
            for kept in self._kept
            for found in sorted(kept.assessed.persons, key=lambda each: each.result.rank)
            if found.result is not Result.NONE
        ]
        if rows:
            head = ("case", "person", "result", "terms")
            yield from table_of((names.text(f"column.{column}") for column in head), rows)
            yield ""
        yield from self._more(self._grave - len(self._kept))

    def _person(self, found: PersonResult) -> tuple[str, str, str]:
        terms = self.names.text("report.semicolon").join(terms_of(found, self.names))
        return person_words(found.person, self.names), heading_of_result(found, self.names), terms

    def _open_items(self) -> Iterator[str]:
        names = self.names
        items = [item for item in (*self._agenda.items, *self._agenda.questions) if not _is_decision(item)]
        rows = []
        for item in items:
            due = names.moment(item.due) if item.due is not None else names.text("agenda.no_deadline")
            rows.append(
                (names.text("agenda.overdue", due=due) if item.overdue else due, item_words(item, names))
            )
        if rows:
            yield from table_of((names.text("column.due"), names.text("column.what")), rows)
            yield ""
        yield from self._more(self._items - len(items))
        if self._agenda.undated:
            yield shown_in_markdown(names.text("agenda.undated", count=self._agenda.undated))

    def _open_decisions(self) -> Iterator[str]:
        items = [item for item in (*self._agenda.items, *self._agenda.questions) if _is_decision(item)]
        for number, item in enumerate(items, 1):
            yield f"{number}. {shown_in_markdown(item_words(item, self.names))}"
            yield f"   - {self._said('decided', blank=BLANK)}"
        yield from self._more(self._decisions - len(items))

    def _problem(self, problem: Diagnostic) -> str:
        message = message_of(problem, self.names)
        return self.names.text("minutes.fact", heading=problem.code, value=message)

    # ---- words -------------------------------------------------------------------------------

    def _said(self, key: str, **args: str) -> str:
        return shown_in_markdown(self.names.text(f"minutes.{key}", **args))

    def _blanks(self, *keys: str) -> Iterator[str]:
        yield ""
        for key in keys:
            yield f"- {self._said(key, blank=BLANK)}"

    def _bounded(self, lines: Iterable[str], count: int) -> Iterator[str]:
        for _, line in zip(range(self.most_items), lines, strict=False):
            yield f"- {shown_in_markdown(line)}"
        yield from self._more(count - self.most_items)

    def _more(self, count: int) -> Iterator[str]:
        if count > 0:
            yield f"- {self._said('more', count=str(count))}"


def _is_decision(item: Item) -> bool:
    return item.kind is ItemKind.DECISION

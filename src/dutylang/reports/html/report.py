"""An audit as one HTML file: counts for whoever has a minute, stories for whoever must know."""

from __future__ import annotations

from typing import TextIO

import attrs

from dutylang.assessment.model import CaseAssessment, Verdict
from dutylang.assessment.persons import Result
from dutylang.cases.record import CaseRecord
from dutylang.diagnostics import Diagnostic
from dutylang.reports.agenda_shown import item_words
from dutylang.reports.articles import order_of_articles
from dutylang.reports.audit import AuditRun, Ending
from dutylang.reports.grouping import Groups
from dutylang.reports.html.groups import (
    articles_view,
    duties_view,
    field_view,
    heat_view,
    persons_view,
)
from dutylang.reports.html.rendering import pieces_of_page
from dutylang.reports.html.signs import sign_of, tint_of
from dutylang.reports.html.tally import MATTERS, MOST_CASES, HtmlTally
from dutylang.reports.html.views import CaseView, case_view, counted
from dutylang.reports.names import Names
from dutylang.reports.person_words import sanction_words
from dutylang.reports.persons_text import figure_line
from dutylang.reports.problem_words import help_of, message_of
from dutylang.reports.remedy import by_when

MOST_WORST = 8
AT_ONCE = 10
"""So many open items stand in the summary at once; the others unfold."""

MOST_PROBLEMS = 50
MOST_FIGURES = 200
"""At most so many are listed; the format json holds them all."""


@attrs.define
class HtmlReport:
    """Keeps counts and a bounded number of cases until the end, then writes the page."""

    out: TextIO
    names: Names
    groups: Groups | None = None
    most_cases: int = MOST_CASES
    _run: AuditRun | None = None
    _tally: HtmlTally | None = None

    def begin(self, run: AuditRun) -> None:
        """Remembers what is audited."""
        self._run = run
        self._tally = HtmlTally(self.names, run.as_of, self.most_cases)

    def case(self, case: CaseRecord, assessed: CaseAssessment) -> None:
        """Counts the case, and keeps it while it is among the gravest."""
        if self.groups is not None:
            self.groups.add(case, assessed)
        if self._tally is not None:
            self._tally.add(case, assessed)

    def end(self, ending: Ending) -> None:
        """Writes the page."""
        if self._run is None or self._tally is None:
            return
        values = page_values(self._run, self._tally, ending, self.names, self.groups)
        for piece in pieces_of_page(values):
            self.out.write(piece)


def page_values(
    run: AuditRun, tally: HtmlTally, ending: Ending, names: Names, groups: Groups | None = None
) -> dict[str, object]:
    """All that the templates read."""
    cases = [case_view(kept, run.as_of, names) for kept in tally.gravest()]
    persons, more_persons = persons_view(tally.persons, cases, names)
    summary, book = ending.summary, ending.book
    label = dict(run.labels).get(names.tongue)
    figures = [figure_line(each, names) for each in book.figures.values.values()] if book is not None else []
    sanctions = list(book.sanctions) if book is not None else []
    sanctions += [each for kept in tally.kept for each in kept.assessed.sanctions if each.complete]
    person_keys = {person: f"p{place}" for place, person in enumerate(_names_in(cases))}
    article_keys = {article: f"a{place}" for place, article in enumerate(_articles_in(cases, names))}
    return {
        "person_keys": person_keys,
        "keys_of": lambda found: " ".join(person_keys[person] for person in found if person),
        "article_keys": article_keys,
        "article_words": names.article,
        **_words(names),
        **_open_items(tally, names),
        "title": names.text("audit.title", policy=label or run.policy),
        "facts": facts_of(run, names),
        "as_of": names.moment(run.as_of),
        "verdicts": list(Verdict),
        "matters": MATTERS,
        "results": list(Result),
        "lead": lead_of(ending, names),
        "case_counts": [(verdict, summary.cases[verdict]) for verdict in Verdict],
        "result_counts": [(result, summary.results[result]) for result in Result],
        "finding_counts": counted(tally.findings, Verdict),
        "summary": summary,
        "worst": [case for case in cases if case.status in MATTERS],
        "worst_shown": MOST_WORST,
        "heat": heat_view(tally, names),
        "articles": articles_view(tally.articles, cases, names),
        "duties": duties_view(summary, cases, names),
        "persons": persons,
        "more_persons": more_persons,
        "person_anchors": {person.answers[0].person: person.anchor for person in persons if person.answers},
        "grouped": field_view(groups, names) if groups is not None else [],
        "grouped_by": names.name(groups.by) if groups is not None else "",
        "cases": cases,
        "more_cases": tally.seen - len(cases),
        "book": book,
        "figures": figures[:MOST_FIGURES],
        "more_figures": max(len(figures) - MOST_FIGURES, 0),
        "points": [sanction_words(each, names) for each in sanctions[:MOST_FIGURES]],
        "more_points": max(len(sanctions) - MOST_FIGURES, 0),
        "problems": [_problem(each, names) for each in ending.problems[:MOST_PROBLEMS]],
        "more_problems": max(len(ending.problems) - MOST_PROBLEMS, 0),
    }


def _words(names: Names) -> dict[str, object]:
    """What the templates say things with."""
    return {
        "lang": "zh-Hans" if names.tongue == "zh" else names.tongue,
        "t": names.text,
        "sign_of": sign_of,
        "tint_of": tint_of,
    }


def _open_items(tally: HtmlTally, names: Names) -> dict[str, object]:
    """What is still to be done or decided, and what cannot be told."""
    return {
        "agenda": [
            (item, item_words(item, names), by_when(item.due, names))
            for item in tally.open_items.items
            if item.due is not None
        ],
        "agenda_shown": AT_ONCE,
        "agenda_more": tally.items - len(tally.open_items.items),
        "questions": [item_words(item, names) for item in tally.open_items.questions],
        "question_count": tally.questions,
        "open_count": tally.items,
        "overdue_count": tally.overdue,
        "undated": tally.open_items.undated,
    }


def _names_in(cases: list[CaseView]) -> list[str]:
    """Everyone whom a finding or a result names, for the filter."""
    named = {person for case in cases for finding in case.findings for person in finding.persons}
    named |= {person for case in cases for each in case.met for person in each.persons}
    return sorted((named | {found.person for case in cases for found in case.results}) - {""})


def _articles_in(cases: list[CaseView], names: Names) -> list[str]:
    """The articles of the findings and the results, in their order."""
    cited = {finding.article_key for case in cases for finding in case.findings}
    cited |= {each.article_key for case in cases for each in case.met}
    return sorted(
        cited | {found.article for case in cases for found in case.results}, key=order_of_articles(names)
    )


def facts_of(run: AuditRun, names: Names) -> list[tuple[str, str]]:
    """What was audited by what: policy, version and hash, as-of date, calendar, program."""
    label = dict(run.labels).get(names.tongue)
    facts = [
        ("policy", names.text("report.named", label=label, name=run.policy) if label else run.policy),
        ("version", run.version),
        ("sha256", run.sha256),
        ("as_of", names.moment(run.as_of)),
        ("known_at", names.moment(run.known_at) if run.known_at is not None else ""),
        ("calendar", run.calendar),
        ("timezone", run.timezone),
        ("program", f"dutylang {run.program_version}"),
    ]
    return [(names.text(f"html.fact.{key}"), value) for key, value in facts if value]


def lead_of(ending: Ending, names: Names) -> list[str]:
    """The sentences for whoever reads nothing else."""
    cases, results = ending.summary.cases, ending.summary.results
    total = cases.total()
    if not total:
        return [names.text("audit.no_cases")]
    breached = sum(cases[verdict] for verdict in MATTERS if verdict is not Verdict.UNKNOWN)
    told = [names.text("html.lead.cases", total=total, breached=breached)]
    if cases[Verdict.UNKNOWN]:
        told.append(names.text("html.lead.unknown", count=cases[Verdict.UNKNOWN]))
    if not breached and not cases[Verdict.UNKNOWN]:
        told = [names.text("html.lead.clean", total=total)]
    if results.total():
        answer = results[Result.LIABLE] + results[Result.MITIGATED]
        told.append(names.text("html.lead.persons", count=answer, awaiting=results[Result.AWAITING_DECISION]))
    if ending.summary.unread:
        told.append(names.text("audit.unread", count=ending.summary.unread))
    return told


def _problem(problem: Diagnostic, names: Names) -> tuple[str, str, str, str]:
    severity = names.text(f"severity.{problem.severity.value}")
    told = message_of(problem, names)
    return problem.code, severity, told, help_of(problem, names)

"""The loop of an audit: a case in, its findings into the report, problems and counts kept for the end."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

import attrs

from dutylang.assessment.book import is_asked_of_all
from dutylang.assessment.model import CaseAssessment, Horizon
from dutylang.calendars import calendar_named
from dutylang.cases.record import CaseRecord
from dutylang.cli.bars import bar_of
from dutylang.cli.program import program_version
from dutylang.cli.spoken import Session
from dutylang.diagnostics import Diagnostic, Severity
from dutylang.pipeline import Audited, Loaded, assess, audit, figures_of, has_errors
from dutylang.policy.typed import Const
from dutylang.reports.articles import rules_in_order
from dutylang.reports.audit import NEVER, AuditRun, Ending, fails, summary_of
from dutylang.reports.formats import Report
from dutylang.reports.problem_words import spoken

if TYPE_CHECKING:
    from dutylang.assessment.book import Book
    from dutylang.assessment.figures import Figures
    from dutylang.reports.names import Names

MANY_CASES = 200
"""From so many cases on, an audit shows its progress."""

MOST_ALIKE = 3
"""At most so many problems of one code are shown in full."""

Found = tuple[CaseRecord | None, tuple[Diagnostic, ...]]
Read = Callable[[], Iterator[Found]]
"""Reads a book from its beginning."""


@attrs.frozen
class Audit:
    """All that an audit needs besides its cases; `counterfactuals`: also what would have changed results."""

    loaded: Loaded
    horizon: Horizon
    overrides: Mapping[str, Const] = attrs.field(factory=dict)
    counterfactuals: bool = False

    def audited(self, read: Read) -> tuple[Iterator[Audited], Callable[[], Book]]:
        """Every case of a book as it is assessed, and what all of them show together, for the end."""
        more = self.counterfactuals
        return audit(self.loaded, read, self.horizon, self.overrides, counterfactuals=more)

    def figures(self, read: Read) -> Figures:
        """The portfolio figures of a book."""
        return figures_of(self.loaded, read, self.horizon, self.overrides)

    def assess(self, case: CaseRecord, figures: Figures | None = None) -> CaseAssessment:
        """Every finding on one case, and what would have made the results on persons better.

        `figures` are those of the book that the case stands in.
        """
        return assess(self.loaded, case, self.horizon, self.overrides, figures, counterfactuals=True)

    def run(self) -> AuditRun:
        """What is audited by what."""
        policy = self.loaded.policy
        calendar, _ = calendar_named(policy.calendar, self.loaded.calendars)
        return AuditRun(
            policy=policy.declared.name,
            labels=policy.declared.labels,
            version=policy.version,
            sha256=policy.sha256,
            as_of=self.horizon.as_of,
            known_at=self.horizon.known_at,
            calendar=calendar.label if calendar is not None else policy.calendar,
            timezone=policy.timezone,
            program_version=program_version(),
            texts=tuple(source for source, _ in self.loaded.texts.documents),
        )


def write_audit(audit: Audit, read: Read, report: Report, fail_on: str = NEVER) -> tuple[Ending, bool]:
    """Audits a book into a report. With the ending, whether a finding is at or above `fail_on`.

    `read` reads the book from its beginning: figures over all cases are worked out before any is judged.
    """
    summary = summary_of(rules_in_order(audit.loaded.plan.rules))
    problems: list[Diagnostic] = []
    failed = False
    report.begin(audit.run())
    audited, book = audit.audited(read)
    for each in audited:
        problems += each.problems
        case, assessed = each.case, each.assessment
        if case is None or assessed is None:
            summary.unread += has_errors(each.problems)
            continue
        problems += assessed.problems
        summary.add(assessed)
        failed = failed or any(fails(finding, fail_on) for finding in assessed.findings)
        report.case(case, assessed)
    asked = is_asked_of_all(audit.loaded.plan, audit.horizon)
    ending = Ending(summary, tuple(problems), book=book() if asked else None)
    report.end(ending)
    return ending, failed


def tell_problems(problems: Iterable[Diagnostic], names: Names, session: Session) -> None:
    """Problems on standard error, the errors first; of many alike a few, and how many more."""
    seen: Counter[str] = Counter()
    for problem in sorted(problems, key=lambda each: each.severity is not Severity.ERROR):
        seen[problem.code] += 1
        quiet = session.quiet and problem.severity is not Severity.ERROR
        if seen[problem.code] <= MOST_ALIKE and not quiet:
            session.report([spoken(problem, names)])
    for code, count in seen.items():
        if count > MOST_ALIKE and not session.quiet:
            session.tell(session.text("audit.and_more_problems", count=count - MOST_ALIKE, code=code))


def with_progress(read: Read, count: int | None, session: Session) -> Read:
    """The same reading with a bar each time that the book is read."""

    def watched() -> Iterator[Found]:
        with progress(read(), count, session) as cases:
            yield from cases

    return watched


@contextmanager
def progress(cases: Iterator[Found], count: int | None, session: Session) -> Iterator[Iterable[Found]]:
    """The cases, with a bar on standard error while a long audit runs on a terminal."""
    with advancing(count, session) as advance:
        yield _counted(cases, advance) if advance is not None else cases


@contextmanager
def advancing(count: int | None, session: Session) -> Iterator[Callable[[int], None] | None]:
    """What moves a bar on by so many cases; None where there is none: few cases, no terminal, or quiet."""
    short = count is not None and count < MANY_CASES
    if short or session.quiet or not sys.stderr.isatty():
        yield None
        return
    with bar_of(session) as bar:
        task = bar.add_task(session.text("said.audit.running"), total=count)
        yield lambda cases: bar.advance(task, cases)


def _counted(cases: Iterator[Found], advance: Callable[[int], None]) -> Iterator[Found]:
    for found in cases:
        yield found
        advance(1)

"""What an audit is of, and its counts. The counts grow case by case, so that no audit is too large."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING

import attrs

from dutylang.assessment.model import CaseAssessment, Finding, Verdict
from dutylang.assessment.persons import Result
from dutylang.diagnostics import Diagnostic
from dutylang.source import Source
from dutylang.values import Moment

if TYPE_CHECKING:
    from dutylang.assessment.book import Book


@attrs.frozen
class AuditRun:
    """What was audited by what. `calendar` is the label of the policy's calendar, such as `china 2026.1`.

    `texts` are those of the policy, in their order, to be saved with the audit.
    """

    policy: str
    version: str
    sha256: str
    as_of: Moment
    known_at: Moment | None
    calendar: str
    timezone: str
    program_version: str
    labels: tuple[tuple[str, str], ...] = ()
    texts: tuple[Source, ...] = attrs.field(default=(), repr=False)

    @property
    def calendar_version(self) -> str:
        """The version in the calendar's label."""
        return self.calendar.rpartition(" ")[2]


@attrs.define
class DutyCounts:
    """Of one duty: instances by verdict, and cases by the gravest verdict of their instances."""

    instances: Counter[Verdict] = attrs.field(factory=Counter)
    cases: Counter[Verdict] = attrs.field(factory=Counter)


@attrs.define
class AuditSummary:
    """The counts of an audit so far: by duty, of cases by status, of persons and grounds by result.

    `duties` holds all duties in the order of the policy, also those that were never judged. `advisory`
    counts deviations from what only should be; `unread` the cases that could not be read.
    """

    duties: dict[str, DutyCounts] = attrs.field(factory=dict)
    cases: Counter[Verdict] = attrs.field(factory=Counter)
    results: Counter[Result] = attrs.field(factory=Counter)
    advisory: int = 0
    unread: int = 0

    def add(self, assessed: CaseAssessment) -> None:
        """Counts one case."""
        self.cases[assessed.status] += 1
        self.results.update(found.result for found in assessed.persons)
        gravest: dict[str, Verdict] = {}
        for finding in assessed.findings:
            counts = self.duties.setdefault(finding.rule, DutyCounts())
            counts.instances[finding.verdict] += 1
            self.advisory += finding.advisory and finding.verdict in DEVIATIONS
            known = gravest.get(finding.rule)
            if known is None or finding.verdict.rank < known.rank:
                gravest[finding.rule] = finding.verdict
        for rule, verdict in gravest.items():
            self.duties[rule].cases[verdict] += 1


DEVIATIONS = frozenset({Verdict.CONFLICT, Verdict.VIOLATED, Verdict.LATE})


def summary_of(rules: Iterable[str]) -> AuditSummary:
    """An empty summary of these duties."""
    return AuditSummary({rule: DutyCounts() for rule in rules})


NEVER = "never"
THRESHOLDS = (Verdict.VIOLATED.value, Verdict.LATE.value, Verdict.UNKNOWN.value, NEVER)
"""From which verdict on an audit fails."""


def fails(finding: Finding, threshold: str) -> bool:
    """Whether a finding is at or above `violated`, `late` or `unknown`; `never` fails nothing.

    A conflict counts as a violation. Advisory findings never fail an audit.
    """
    if finding.advisory or threshold == NEVER:
        return False
    return finding.verdict.rank <= Verdict(threshold).rank


@attrs.frozen
class Ending:
    """What is known only when the last case is done; `book` None: nothing was asked of all cases together."""

    summary: AuditSummary
    problems: tuple[Diagnostic, ...]
    book: Book | None = None

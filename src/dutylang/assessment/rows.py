"""The compact form of findings: what the engines that are built for speed give, and are compared by."""

from __future__ import annotations

import attrs

from dutylang.assessment.leaves import Leaf
from dutylang.assessment.model import CaseAssessment, Finding, Flag, Verdict
from dutylang.values import Moment, Period


@attrs.frozen
class Row:
    """One finding without its reasons in full: the fields are those of `Finding`, with the same meaning.

    What a report tells beside the verdict (`reason_args`, `roles`, `counts`, `near_misses`, `breaches` and
    what is `unsure`) is left out: it can be worked out from the case when somebody asks.
    """

    key: str
    case_id: str
    rule: str
    article: str
    part: str
    level: str
    verdict: Verdict
    reason: str
    flags: frozenset[Flag]
    advisory: bool
    trigger: int | None
    period: str | None
    opened: Moment | None
    due: Moment | None
    done: Moment | None
    lateness: Period | None
    evidence: tuple[int, ...]
    persons: tuple[str, ...]
    breached_at: Moment | None
    exceptions: tuple[str, ...]
    version: str
    possible: frozenset[Verdict]
    deciders: tuple[Leaf, ...]


ROW_FIELDS = tuple(field.name for field in attrs.fields(Row))
"""The names of a row's fields, in order; each is a field of `Finding`."""


def row_of(finding: Finding) -> Row:
    """The compact form of a finding."""
    return Row(
        finding.key,
        finding.case_id,
        finding.rule,
        finding.article,
        finding.part,
        finding.level,
        finding.verdict,
        finding.reason,
        finding.flags,
        finding.advisory,
        finding.trigger,
        finding.period,
        finding.opened,
        finding.due,
        finding.done,
        finding.lateness,
        finding.evidence,
        finding.persons,
        finding.breached_at,
        finding.exceptions,
        finding.version,
        finding.possible,
        finding.deciders,
    )


def rows_of(assessment: CaseAssessment) -> tuple[Row, ...]:
    """The findings of a case in their order, in compact form."""
    return tuple(row_of(finding) for finding in assessment.findings)

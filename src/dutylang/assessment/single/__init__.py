"""The reference evaluator: one case, plain Python, the meaning that every faster path is held against."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from zoneinfo import ZoneInfo

from dutylang.assessment.model import CaseAssessment, Finding, Horizon, Leaf, LeafKind, Verdict
from dutylang.assessment.single.context import Setting
from dutylang.assessment.single.rules import findings_of_rule
from dutylang.assessment.single.timeline import Timeline, timeline_from_case
from dutylang.calendars import Calendar, calendar_named
from dutylang.cases.record import CaseRecord
from dutylang.diagnostics import Diagnostic, Severity
from dutylang.ops.meanings import PROBLEMS
from dutylang.plan.model import Plan
from dutylang.policy.typed import Const
from dutylang.source import Span

__all__ = ["assess_case"]


def assess_case(
    plan: Plan,
    case: CaseRecord,
    horizon: Horizon,
    *,
    overrides: Mapping[str, Const] | None = None,
    calendars: Mapping[str, Calendar] | None = None,
) -> CaseAssessment:
    """Every finding of a policy on one case, as of a moment.

    `overrides` replace parameters by name; `calendars` are the user's own. The policy must have been
    checked: names that do not resolve are bugs here, not faults of the text.
    """
    tz = ZoneInfo(plan.timezone)
    users = dict(calendars or {})

    @cache
    def named(name: str) -> Calendar:
        calendar, _ = calendar_named(name, users)
        if calendar is None:
            raise LookupError(f"the checker let an unknown calendar through: {name}")
        return calendar

    setting = Setting(
        plan=plan,
        timeline=timeline_from_case(case, horizon, tz),
        tz=tz,
        calendar=named,
        overrides=overrides or {},
        policy_calendar=plan.calendar,
    )
    findings = [finding for rule in plan.rules for finding in findings_of_rule(rule, setting)]
    return CaseAssessment(
        case_id=case.id,
        status=case_status(findings),
        findings=tuple(findings),
        problems=_problems(findings, setting.timeline),
        open_questions=_open_questions(findings),
    )


def case_status(findings: list[Finding]) -> Verdict:
    """The gravest verdict that is not advisory; not applicable when there is none."""
    verdicts = [finding.verdict for finding in findings if not finding.advisory]
    return min(verdicts, key=lambda verdict: verdict.rank, default=Verdict.NOT_APPLICABLE)


def _open_questions(findings: list[Finding]) -> tuple[Leaf, ...]:
    leaves = [leaf for finding in findings for leaf in finding.deciders if leaf.kind is LeafKind.JUDGEMENT]
    return tuple(dict.fromkeys(leaves))


def _problems(findings: list[Finding], timeline: Timeline) -> tuple[Diagnostic, ...]:
    """Figures without a value and voided events: nothing of them is lost in silence."""
    place = Span(timeline.case.source or timeline.case.id, 0, 0, 1, 1)
    leaves = dict.fromkeys(
        leaf for finding in findings for leaf in finding.deciders if leaf.kind is LeafKind.FIGURE
    )
    figures = [
        Diagnostic("A001", place, {"case": timeline.case.id, "name": leaf.subject}, Severity.WARNING)
        for leaf in leaves
        if leaf.why in PROBLEMS
    ]
    voided = [
        Diagnostic(
            "A002",
            place,
            {"case": timeline.case.id, "event": event.type, "position": event.position},
            Severity.NOTE,
        )
        for event in timeline.voided
    ]
    return (*figures, *voided)

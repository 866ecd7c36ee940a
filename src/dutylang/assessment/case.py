"""One case assessed by the reference: its findings, what follows for persons, and what nobody knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from dutylang.assessment.accountability import accountability
from dutylang.assessment.accountability.counterfactual import with_counterfactuals
from dutylang.assessment.escalations import escalations_of
from dutylang.assessment.figures import NO_FIGURES, Figures
from dutylang.assessment.leaves import Leaf, LeafKind
from dutylang.assessment.model import CaseAssessment, Finding, Horizon, Verdict
from dutylang.assessment.persons import Escalation, PersonResult
from dutylang.assessment.single.context import Observer, Setting
from dutylang.assessment.single.standing import settings_of_case
from dutylang.assessment.single.timeline import Timeline
from dutylang.assessment.single.versions import findings_of_versions
from dutylang.calendars import Calendar
from dutylang.cases.record import CaseRecord
from dutylang.diagnostics import Diagnostic, Severity
from dutylang.ops.meanings import PROBLEMS
from dutylang.plan.model import Plan
from dutylang.policy.typed import Const
from dutylang.source import Span


def assess_case(
    plan: Plan,
    case: CaseRecord,
    horizon: Horizon,
    *,
    overrides: Mapping[str, Const] | None = None,
    calendars: Mapping[str, Calendar] | None = None,
    figures: Figures = NO_FIGURES,
    counterfactuals: bool = False,
    observer: Observer | None = None,
) -> CaseAssessment:
    """Every finding of a policy on one case, as of a moment, and what follows for persons.

    `overrides` replace parameters by name; `calendars` are the user's own; `figures` were worked out over
    all cases. With `counterfactuals` each person's result says what would have made it better, for which
    the case is judged again with small changes. `observer` is told how each condition is read. The policy
    must have been checked: names that do not resolve are bugs here, not faults of the text.
    """
    settings = settings_of_case(
        plan, case, horizon, overrides=overrides, calendars=calendars, figures=figures, observer=observer
    )
    judged = findings_of_versions(settings)
    who = accountability(judged, settings)
    persons = who.persons
    if counterfactuals:

        def judge(changed: CaseRecord) -> Sequence[PersonResult]:
            again = assess_case(
                plan, changed, horizon, overrides=overrides, calendars=calendars, figures=figures
            )
            return again.persons

        persons = with_counterfactuals(persons, judged, tuple(settings), judge)
    findings = [*judged, *who.findings]
    unknown = [leaf for finding in judged for leaf in finding.deciders]
    unknown += [leaf for result in who.persons for leaf in result.deciders]
    return CaseAssessment(
        case_id=case.id,
        status=case_status(findings),
        findings=tuple(findings),
        problems=(*case_problems(unknown, settings[-1].timeline), *who.problems),
        open_questions=who.open_questions,
        persons=persons,
        sanctions=who.sanctions,
        escalations=tuple(_escalations(settings, judged)),
        entries=who.entries,
    )


def _escalations(settings: Sequence[Setting], findings: Sequence[Finding]) -> Iterator[Escalation]:
    """The levels that were opened, of each version those of the findings that it governs."""
    for setting in settings:
        version = setting.plan.version
        yield from escalations_of(setting.plan, [each for each in findings if each.version in ("", version)])


def case_status(findings: list[Finding]) -> Verdict:
    """The gravest verdict that is not advisory; not applicable when there is none."""
    verdicts = [finding.verdict for finding in findings if not finding.advisory]
    return min(verdicts, key=lambda verdict: verdict.rank, default=Verdict.NOT_APPLICABLE)


def case_problems(unknown: list[Leaf], timeline: Timeline) -> tuple[Diagnostic, ...]:
    """Figures without a value and voided events: nothing of them is lost in silence."""
    place = Span(timeline.case.source or timeline.case.id, 0, 0, 1, 1)
    leaves = dict.fromkeys(leaf for leaf in unknown if leaf.kind is LeafKind.FIGURE)
    figures = [
        Diagnostic("A001", place, {"case": timeline.case.id, "name": leaf.subject}, Severity.WARNING)
        for leaf in leaves
        if leaf.why in PROBLEMS
    ]
    voided = [
        Diagnostic(
            "A002",
            place,
            {"case": timeline.case.id, "event": event.type, "position": event.position + 1},
            Severity.NOTE,
        )
        for event in timeline.voided
    ]
    return (*figures, *voided)

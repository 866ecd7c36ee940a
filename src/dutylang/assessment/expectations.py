"""Expectations of a scenario held against the findings."""

from __future__ import annotations

from collections.abc import Iterator

from dutylang.assessment.model import CaseAssessment, Finding, Verdict
from dutylang.plan.model import Plan, steps_of
from dutylang.source import Span
from dutylang.syntax.ast import ExpectDuty, ExpectedVerdict, Scenario

Difference = tuple[str, str, str, str, Span]
"""Rule, what differs (`verdict`, `instances`, `late_by`, `due`, `because`, `flag`), expected, found, place."""


def mismatches_of(scenario: Scenario, assessment: CaseAssessment, plan: Plan) -> list[Difference]:
    """Every difference between what a scenario expects and what was found."""
    found: list[Difference] = []
    for expect in scenario.expects:
        if isinstance(expect, ExpectDuty):
            found.extend(_differences(expect, _spoken_of(expect, assessment, plan)))
        else:
            found.append((expect.liability.text, "persons", expect.grade.text, "not_assessed", expect.span))
    return found


def _spoken_of(expect: ExpectDuty, assessment: CaseAssessment, plan: Plan) -> list[Finding]:
    """The findings of the rule, or of one step or item of it. Step 1 is the main obligation."""
    mine = [finding for finding in assessment.findings if finding.rule == expect.rule.text]
    if expect.item is not None:
        return [finding for finding in mine if finding.part == expect.item.text]
    if expect.step is None or expect.step == 1:
        return [finding for finding in mine if not finding.level]
    levels = [step.level for rule in plan.rules if rule.name == expect.rule.text for step in steps_of(rule)]
    return [finding for finding in mine if finding.level == levels[expect.step - 2]]


def _differences(expect: ExpectDuty, findings: list[Finding]) -> Iterator[Difference]:
    rule = expect.rule.text
    if len(expect.verdicts) > 1:
        wanted = [verdict.value for verdict in expect.verdicts]
        seen = [finding.verdict.value for finding in findings]
        if wanted != seen:
            yield rule, "instances", ", ".join(wanted), ", ".join(seen), expect.span
    else:
        worst = min(
            (finding.verdict for finding in findings), key=lambda v: v.rank, default=Verdict.NOT_APPLICABLE
        )
        wanted_verdict = expect.verdicts[0] if expect.verdicts else ExpectedVerdict.LATE
        if worst.value != wanted_verdict.value:
            yield rule, "verdict", wanted_verdict.value, worst.value, expect.span
    matching = _matching(expect, findings)
    yield from _details(expect, matching)


def _matching(expect: ExpectDuty, findings: list[Finding]) -> list[Finding]:
    wanted = {verdict.value for verdict in expect.verdicts} or {"late"}
    return [finding for finding in findings if finding.verdict.value in wanted]


def _details(expect: ExpectDuty, findings: list[Finding]) -> Iterator[Difference]:
    rule = expect.rule.text
    if expect.late_by is not None and expect.late_by.count is not None and expect.late_by.unit is not None:
        wanted = f"{expect.late_by.count} {expect.late_by.unit.value}"
        seen = [f"{f.lateness.count} {f.lateness.unit.value}" for f in findings if f.lateness]
        if wanted not in seen:
            yield rule, "late_by", wanted, ", ".join(seen), expect.span
    if expect.due is not None:
        day = expect.due.day.isoformat()
        days = [finding.due.day.isoformat() for finding in findings if finding.due]
        if day not in days:
            yield rule, "due", day, ", ".join(days), expect.span
    for name in expect.because:
        subjects = {leaf.subject for finding in findings for leaf in finding.deciders}
        if name.text not in {part for subject in subjects for part in (subject, subject.split(".")[-1])}:
            yield rule, "because", name.text, ", ".join(sorted(subjects)), expect.span
    for flag in expect.flags:
        flags = {each.value for finding in findings for each in finding.flags}
        if flag.value not in flags:
            yield rule, "flag", flag.value, ", ".join(sorted(flags)), expect.span

"""Expectations of a scenario held against the findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import assert_never

from dutylang.assessment.leaves import Leaf
from dutylang.assessment.model import CaseAssessment, Finding, Verdict
from dutylang.assessment.persons import PersonResult, Result, Sanction
from dutylang.plan.model import Plan, steps_of
from dutylang.source import Span
from dutylang.syntax.ast import (
    ExpectDuty,
    ExpectedVerdict,
    ExpectPerson,
    ExpectPoints,
    Name,
    Scenario,
)

Difference = tuple[str, str, str, str, Span]
"""Rule, ground or scale, what differs, expected, found, place.

Of duties `verdict`, `instances`, `late_by`, `due`, `because`, `flag` may differ; of persons `result`,
`degree`, `share`, `grade`, `kinds`, `points`, `because`.
"""


def mismatches_of(scenario: Scenario, assessment: CaseAssessment, plan: Plan) -> list[Difference]:
    """Every difference between what a scenario expects and what was found."""
    found: list[Difference] = []
    for expect in scenario.expects:
        match expect:
            case ExpectDuty():
                found.extend(_differences(expect, findings_of(expect, assessment, plan)))
            case ExpectPerson():
                found.extend(_of_person(expect, assessment))
            case ExpectPoints():
                found.extend(_of_points(expect, assessment))
            case _:
                assert_never(expect)
    return found


def findings_of(expect: ExpectDuty, assessment: CaseAssessment, plan: Plan) -> list[Finding]:
    """The findings of the rule, or of one step or item of it. Step 1 is the main obligation.

    Of a judgement or an exemption they are what the body owes that decides.
    """
    mine = [finding for finding in assessment.findings if finding.rule == expect.rule.text]
    if all(rule.name != expect.rule.text for rule in plan.rules):
        return mine
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
    deciders = [leaf for finding in findings for leaf in finding.deciders]
    yield from _undecided(rule, expect.because, deciders, expect.span)
    for flag in expect.flags:
        flags = {each.value for finding in findings for each in finding.flags}
        if flag.value not in flags:
            yield rule, "flag", flag.value, ", ".join(sorted(flags)), expect.span


def _undecided(
    rule: str, wanted: Iterable[Name], deciders: Iterable[Leaf], span: Span
) -> Iterator[Difference]:
    """The facts that should decide and do not."""
    subjects = {leaf.subject for leaf in deciders}
    known = {part for subject in subjects for part in (subject, subject.split(".")[-1])}
    for name in wanted:
        if name.text not in known:
            yield rule, "because", name.text, ", ".join(sorted(subjects)), span


def _of_person(expect: ExpectPerson, assessment: CaseAssessment) -> Iterator[Difference]:
    """How a person's result on a ground differs; a ground that does not speak of somebody holds nothing."""
    ground, span = expect.liability.text, expect.span
    result = result_of(expect, assessment)
    seen = Result.NONE if result is None else result.result
    if seen.value != expect.result.value:
        yield ground, "result", expect.result.value, seen.value, span
    elif result is not None:
        yield from _held(expect, result)


def result_of(expect: ExpectPerson, assessment: CaseAssessment) -> PersonResult | None:
    """The gravest result of the person on the ground, or of nobody; None where the ground does not speak of them."""
    results = [
        each
        for each in assessment.persons
        if each.liability == expect.liability.text and each.person == (expect.person or "")
    ]
    return min(results, key=lambda each: each.result.rank, default=None)


def _held(expect: ExpectPerson, result: PersonResult) -> Iterator[Difference]:
    """What is said of how the person is held."""
    degree = expect.degree.text if expect.degree is not None else None
    grade = expect.grade.text if expect.grade is not None else None
    kinds = ", ".join(sorted(kind.text for kind in expect.kinds)) or None
    pairs = (
        ("degree", degree, result.degree or ""),
        ("share", _plain(expect.share), _plain(result.share) or ""),
        ("grade", grade, result.grade or ""),
        ("kinds", kinds, ", ".join(sorted(result.kinds))),
        ("points", _plain(expect.points), _plain(result.points) or ""),
    )
    for what, wanted, seen in pairs:
        if wanted is not None and wanted != seen:
            yield expect.liability.text, what, wanted, seen, expect.span
    yield from _undecided(expect.liability.text, expect.because, result.deciders, expect.span)


def _of_points(expect: ExpectPoints, assessment: CaseAssessment) -> Iterator[Difference]:
    """How a person's points under a scale differ; of several periods the one that counts most."""
    scale, span = expect.scale.text, expect.span
    best = sanction_of(expect, assessment)
    wanted, seen = _plain(expect.points) or "", _plain(best.points if best else Decimal(0)) or ""
    if wanted != seen:
        yield scale, "points", wanted, seen, span
        return
    grade = expect.grade.text if expect.grade is not None else ""
    reached = (best.grade if best is not None else None) or ""
    if grade != reached:
        yield scale, "grade", grade, reached, span


def sanction_of(expect: ExpectPoints, assessment: CaseAssessment) -> Sanction | None:
    """The person's points under the scale, of several periods those that count most; None without any."""
    own = [
        each
        for each in assessment.sanctions
        if each.scale == expect.scale.text and each.person == expect.person
    ]
    return max(own, key=lambda each: each.points, default=None)


def _plain(number: Decimal | None) -> str | None:
    """A number without an exponent or trailing zeros."""
    return None if number is None else f"{number.normalize():f}"

"""A scenario and what was found in its case → the report on it: every failed expectation with its explanation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

import attrs

from dutylang.assessment.expectations import Difference as Raw
from dutylang.assessment.expectations import findings_of, result_of, sanction_of
from dutylang.assessment.model import CaseAssessment, Finding, Verdict
from dutylang.cases.record import CaseRecord
from dutylang.diagnostics import Diagnostic
from dutylang.plan.model import Plan
from dutylang.reports.account import account_of
from dutylang.reports.names import Names, events_by_position
from dutylang.reports.person_story import story_from_result
from dutylang.reports.person_words import person_words, sanction_words
from dutylang.reports.scenarios.model import Difference, Failure, Outcome, ScenarioReport, Told
from dutylang.reports.scenarios.words import needed_to_answer, needed_words, value_words
from dutylang.reports.story import Story, story_from_finding
from dutylang.syntax.ast import Expect, ExpectDuty, ExpectPerson, ExpectPoints, Scenario

MOST_STORIES = 3
"""At most so many findings are told beside one expectation, the gravest first."""


@attrs.frozen
class Judged:
    """The case of a scenario with its assessment. `better` also says what would have made results better."""

    case: CaseRecord
    assessment: CaseAssessment
    plan: Plan
    better: CaseAssessment | None = None


def report_from_judged(
    scenario: Scenario, judged: Judged, raw: Sequence[Raw], problems: tuple[Diagnostic, ...], names: Names
) -> ScenarioReport:
    """The report on a scenario whose case was judged; `raw` are all its differences."""
    failures = []
    for expect in scenario.expects:
        mine = [each for each in raw if each[-1] == expect.span]
        if mine:
            failures.append(_failure(expect, mine, judged, names))
    outcome = Outcome.PASSED if scenario.expects else Outcome.OPEN
    return ScenarioReport(
        scenario.title, scenario.span, Outcome.FAILED if failures else outcome, tuple(failures), problems
    )


def report_of_faulty(scenario: Scenario, problems: tuple[Diagnostic, ...]) -> ScenarioReport:
    """The report on a scenario whose case could not be read."""
    return ScenarioReport(scenario.title, scenario.span, Outcome.UNREADABLE, (), problems)


def _failure(expect: Expect, raw: Sequence[Raw], judged: Judged, names: Names) -> Failure:
    differences = tuple(
        Difference(
            what,
            wanted,
            seen,
            names.text(f"expected_of.{what}"),
            value_words(wanted, what, names),
            value_words(seen, what, names),
        )
        for _, what, wanted, seen, _ in raw
    )
    rule = raw[0][0]
    match expect:
        case ExpectDuty():
            findings = findings_of(expect, judged.assessment, judged.plan)
            return Failure(
                rule,
                None,
                _duty_words(expect, names),
                expect.span,
                differences,
                needed_words(expect, findings, names),
                tuple(_told_findings(findings, judged, names)),
            )
        case ExpectPerson():
            subject = _of_person(expect.person or "", rule, names)
            found = _told_result(expect, judged, names)
            needed = () if found else needed_to_answer(expect, judged.plan, names)
            return Failure(rule, expect.person or "", subject, expect.span, differences, needed, found)
        case ExpectPoints():
            subject = _of_person(expect.person, rule, names)
            sanction = sanction_of(expect, judged.assessment)
            told = () if sanction is None else (Told(Story(sanction_words(sanction, names), ())),)
            return Failure(rule, expect.person, subject, expect.span, differences, (), told)
        case _:
            assert_never(expect)


def _duty_words(expect: ExpectDuty, names: Names) -> str:
    """The duty, with the step or item that is spoken of."""
    duty = names.name(expect.rule.text)
    if expect.item is not None:
        return names.text("story.part", duty=duty, part=names.name(expect.item.text))
    if expect.step is not None:
        return names.text("story.part", duty=duty, part=names.text("testing.step", number=expect.step))
    return duty


def _of_person(person: str, rule: str, names: Names) -> str:
    who = person_words(person, names)
    return names.text("testing.of_person", person=who, rule=names.name(rule))


def _told_findings(findings: Sequence[Finding], judged: Judged, names: Names) -> list[Told]:
    """The gravest findings; what does not apply only where nothing else was found."""
    live = [each for each in findings if each.verdict is not Verdict.NOT_APPLICABLE] or list(findings)
    events = events_by_position(judged.case)
    gravest = sorted(live, key=lambda each: each.verdict.rank)[:MOST_STORIES]
    return [Told(story_from_finding(each, events, names), each.verdict) for each in gravest]


def _told_result(expect: ExpectPerson, judged: Judged, names: Names) -> tuple[Told, ...]:
    assessed = judged.better or judged.assessment
    result = result_of(expect, assessed)
    if result is None:
        return ()
    account = account_of(judged.case, assessed, names)
    return (Told(story_from_result(result, account), result.result),)

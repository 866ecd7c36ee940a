"""Who answers: grounds, exemptions, decisions and points of one case, after its duties have been judged.

Every result is taken over all settings of what is unknown; an unknown never exempts.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import attrs

from dutylang.assessment.accountability.exemptions import moments_to_decide, start_to_decide
from dutylang.assessment.accountability.periods import decision_finding, decision_term, judgement_findings
from dutylang.assessment.accountability.points import entries_of, sanctions_of_case
from dutylang.assessment.accountability.problems import problems_of
from dutylang.assessment.accountability.questions import open_questions
from dutylang.assessment.accountability.requirements import with_requirements
from dutylang.assessment.accountability.results import results_of, together
from dutylang.assessment.accountability.unamended import joined_settings
from dutylang.assessment.accountability.view import View
from dutylang.assessment.book import persons_with_open_points
from dutylang.assessment.model import Finding
from dutylang.assessment.persons import (
    Entry,
    ExemptionState,
    OpenQuestion,
    PersonResult,
    Result,
    Sanction,
)
from dutylang.assessment.single.context import Setting
from dutylang.assessment.single.decided import first_decided
from dutylang.calendars.moments import latest_instant
from dutylang.diagnostics import Diagnostic

__all__ = ["Accountability", "accountability"]

OWED = (ExemptionState.AWAITING, ExemptionState.GRANTED, ExemptionState.REFUSED, ExemptionState.VOID)


@attrs.frozen
class Accountability:
    """What is found of persons in a case. `findings` are of bodies that had to decide by a moment.

    `sanctions` are of the points of this case alone; `entries` are all points that were earned.
    """

    persons: tuple[PersonResult, ...] = ()
    findings: tuple[Finding, ...] = ()
    sanctions: tuple[Sanction, ...] = ()
    entries: tuple[Entry, ...] = ()
    open_questions: tuple[OpenQuestion, ...] = ()
    problems: tuple[Diagnostic, ...] = ()


def accountability(findings: Sequence[Finding], settings: Sequence[Setting]) -> Accountability:
    """What follows for persons from the findings of a case.

    `settings`: one for each version of the policy that counts, earliest first. A ground speaks of the
    breaches in its time; where two versions speak of one person, the gravest result stays.
    """
    current = settings[-1]
    persons: dict[tuple[str, str], PersonResult] = {}
    entries: list[Entry] = []
    owed: list[Finding] = []
    grades = current.plan.vocabulary.grades
    for setting in joined_settings(settings):
        for liability in setting.plan.liabilities:
            view = View(liability, tuple(findings), setting, current)
            results = [with_requirements(each, view) for each in results_of(view)]
            entries += entries_of(results, view)
            owed += _owed(results, view)
            for result in results:
                place = (result.liability, result.person)
                known = persons.get(place)
                persons[place] = result if known is None else together(known, result, grades)
    found = tuple(persons.values())
    open_persons = persons_with_open_points(found, [setting.plan for setting in settings])
    return Accountability(
        persons=found,
        findings=(*judgement_findings(current), *_earliest(owed, current)),
        sanctions=tuple(sanctions_of_case(entries, current, open_persons)),
        entries=tuple(entries),
        open_questions=tuple(open_questions(findings, found, current)),
        problems=tuple(problems_of(found, current)),
    )


def _earliest(owed: Iterable[Finding], setting: Setting) -> list[Finding]:
    """What is owed once: where several grounds wait for one decision, the gravest, by the earliest moment."""
    found: dict[str, Finding] = {}
    for finding in owed:
        known = found.setdefault(finding.key, finding)
        dues = [
            latest_instant(each.due or setting.timeline.horizon.as_of, setting.tz)
            for each in (finding, known)
        ]
        if (finding.verdict.rank, dues[0]) < (known.verdict.rank, dues[1]):
            found[finding.key] = finding
    return list(found.values())


def _owed(results: Iterable[PersonResult], view: View) -> list[Finding]:
    """What the bodies owe that decide on exemptions, where the conditions hold or a decision was made."""
    found: list[Finding] = []
    exemptions = {each.name: each for each in view.setting.plan.exemptions}
    moments = {finding.key: view.moment_of(finding) for finding in view.candidates}
    for result in results:
        if result.result is Result.NONE:
            continue
        breached = [moments[key] for key in result.findings]
        for each in result.exemptions:
            exemption = exemptions[each.exemption]
            start = start_to_decide(exemption, moments_to_decide(view, breached), result.person, view.setting)
            term = decision_term(exemption.limit, start, view.setting)
            if term is None or each.waits_for is None or each.state not in OWED:
                continue
            body = (each.waits_for,)
            decided = first_decided(each.exemption, body, result.person, view.setting, start)
            found.append(
                decision_finding(
                    each.exemption, each.article, body, result.person, term, decided, view.setting
                )
            )
    return found

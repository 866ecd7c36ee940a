"""`--person`: whether a name is someone whom the cases know, and the person's story told."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from dutylang.cli.opening import near_name
from dutylang.cli.spoken import Session
from dutylang.diagnostics import Diagnostic
from dutylang.source import NOWHERE

if TYPE_CHECKING:
    from dutylang.assessment.model import CaseAssessment
    from dutylang.cases.record import CaseRecord
    from dutylang.cli.auditing import Audit
    from dutylang.pipeline import Loaded
    from dutylang.reports.account import Account
    from dutylang.reports.layout import Paint
    from dutylang.reports.names import Names


def knows_person(name: str, known: Sequence[str], session: Session) -> bool:
    """Whether a person is among those whom the cases know; reports it if not, with the nearest name."""
    if name in known:
        return True
    near = near_name(name, list(known))
    told = {"name": name, "near": near}
    session.report([Diagnostic("G028", NOWHERE, told, help="near" if near else None)])
    return False


def names_of(audit: Audit, session: Session) -> Names:
    """The words of the policy in the reader's tongue, with its conditions."""
    return names_of_policy(audit.loaded, session.tongue)


def names_of_policy(loaded: Loaded, tongue: str) -> Names:
    """The words of a policy in a tongue, with its conditions."""
    from dutylang.reports.names import names_from_policy
    from dutylang.reports.phrases import conditions_of, requirements_of

    policy = loaded.policy
    conditions, requirements = conditions_of(policy, tongue), requirements_of(policy, tongue)
    return names_from_policy(policy, loaded.plan, tongue, conditions, requirements)


def lines_of_person(
    person: str, case: CaseRecord, assessed: CaseAssessment, audit: Audit, names: Names, session: Session
) -> list[str]:
    """The story of a person in a case, laid out for a terminal."""
    from dutylang.reports.as_text import person_lines
    from dutylang.reports.layout import Paint
    from dutylang.reports.person_story import story_of_person

    story = story_of_person(person, case, assessed, names, audit.horizon.as_of.day)
    return [*person_lines(story, Paint(session.paints(sys.stdout))), ""]


def lines_of_results(account: Account, paint: Paint) -> list[str]:
    """Who answers in a case and why, gravest first; grounds that do not hold are left out."""
    from dutylang.assessment.persons import Result
    from dutylang.reports.as_text import block_lines
    from dutylang.reports.person_story import story_from_result
    from dutylang.reports.person_words import person_words

    lines, names = [], account.names
    for found in sorted(account.assessed.persons, key=lambda each: each.result.rank):
        if found.result is not Result.NONE:
            story = story_from_result(found, account)
            who = person_words(found.person, names)
            heading = names.text("story.part", duty=who, part=story.heading)
            lines += [paint.result(found.result, heading), *block_lines(story.paragraphs), ""]
    return lines


def json_of_person(
    person: str, case: CaseRecord, assessed: CaseAssessment, audit: Audit, names: Names
) -> dict[str, object]:
    """The story of a person in a case, with the findings and results that it is made of."""
    from dutylang.reports.account import account_of
    from dutylang.reports.decisions import decision_json, decisions_about
    from dutylang.reports.finding_json import finding_json
    from dutylang.reports.person_json import escalation_json, person_json, question_json, sanction_json
    from dutylang.reports.person_story import results_of, story_of_person
    from dutylang.reports.tenure import findings_of

    account = account_of(case, assessed, names)
    events = account.events
    story = story_of_person(person, case, assessed, names, audit.horizon.as_of.day)
    duties = findings_of(person, case, assessed)
    keys = {finding.key for finding in duties}
    return {
        "case": case.id,
        "person": person,
        "roles": [
            {
                "role": each.role,
                "since": each.since.isoformat(),
                "until": each.until.isoformat() if each.until is not None else None,
                "deputy": each.deputy,
            }
            for each in case.holders
            if each.person == person
        ],
        "findings": [finding_json(finding, events, names) for finding in duties],
        "persons": [person_json(each, account) for each in results_of(person, assessed)],
        "sanctions": [sanction_json(each, names) for each in assessed.sanctions if each.person == person],
        "escalations": [
            escalation_json(each, names)
            for each in assessed.escalations
            if person in each.persons or each.key in keys
        ],
        "open_questions": [question_json(each, events, names) for each in assessed.open_questions],
        "decisions": [decision_json(each, names) for each in decisions_about(person, case)],
        "story": [
            {
                "title": section.title,
                "told": [
                    {"heading": block.heading, "paragraphs": list(block.paragraphs)}
                    for _, block in section.blocks
                ],
            }
            for section in story.sections
        ],
    }

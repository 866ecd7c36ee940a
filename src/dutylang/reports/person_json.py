"""Results on persons, points, escalations, open questions and the book → JSON, as `audit.schema.json` says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dutylang.assessment.persons import (
    Change,
    Counterfactual,
    Entry,
    Escalation,
    ExemptionResult,
    OpenQuestion,
    PersonResult,
    Requirement,
    Result,
    Sanction,
)
from dutylang.reports.account import Account
from dutylang.reports.exemption_words import exemption_words
from dutylang.reports.names import Events, Names
from dutylang.reports.person_story import story_from_result
from dutylang.reports.person_words import (
    change_words,
    counterfactual_words,
    figure_words,
    requirement_words,
    sanction_words,
)
from dutylang.reports.plain import Json, leaf_json, moment_json, plain
from dutylang.reports.remedy import errand
from dutylang.reports.saved.typed import is_plain, typed_json, typed_parts

if TYPE_CHECKING:
    from dutylang.assessment.book import Book


def person_json(found: PersonResult, account: Account) -> Json:
    """The result on a person and ground, with its reasons and its story. Empty parts are null or empty."""
    events, names = account.events, account.names
    return {
        "person": found.person,
        "liability": found.liability,
        "article": found.article,
        "result": found.result.value,
        "reason": found.reason,
        "reason_args": {key: plain(value, names) for key, value in found.reason_args.items()},
        **({"typed": typed} if (typed := typed_parts(found.reason_args)) else {}),
        "roles": list(found.roles),
        "degree": found.degree,
        "share": figure_words(found.share) if found.share is not None else None,
        "grade": found.grade,
        "possible_grades": list(found.possible_grades),
        "kinds": list(found.kinds),
        "waived": list(found.waived),
        "points": figure_words(found.points) if found.points is not None else None,
        "opened": moment_json(found.opened, names),
        "findings": list(found.findings),
        "facts": list(found.facts),
        "exemptions": [_exemption(each, found, account) for each in found.exemptions],
        "climbed": list(found.climbed),
        "deputy": found.deputy,
        "handover": found.handover or None,
        "unsigned": list(found.unsigned),
        "possible": [result.value for result in Result if result in found.possible],
        "deciders": [leaf_json(leaf, events, names) for leaf in found.deciders],
        "counterfactuals": [_counterfactual(each, events, names) for each in found.counterfactuals],
        "explanation": explanation_of_result(found, account),
    }


def explanation_of_result(found: PersonResult, account: Account) -> str:
    """Why the person answers or not, as one text."""
    return account.names.text("report.gap").join(story_from_result(found, account).paragraphs)


def sanction_json(found: Sanction, names: Names) -> Json:
    """A person's points under a scale, with their entries."""
    return {
        "person": found.person,
        "scale": found.scale,
        "article": found.article,
        "points": figure_words(found.points),
        "grade": found.grade,
        "period": found.period or None,
        "complete": found.complete,
        "entries": [_entry(each, names) for each in found.entries],
        "text": sanction_words(found, names),
    }


def escalation_json(found: Escalation, names: Names) -> Json:
    """A level that was opened by a miss: who must do what by when, and how it stands."""
    return {
        "key": found.key,
        "primary": found.primary,
        "rule": found.rule,
        "article": found.article,
        "level": found.level,
        "depth": found.depth,
        "state": found.state.value,
        "acts": list(found.acts),
        "roles": list(found.roles),
        "persons": list(found.persons),
        "opened": moment_json(found.opened, names),
        "due": moment_json(found.due, names),
        "text": errand(found.acts, found.roles, found.due, names),
    }


def question_json(found: OpenQuestion, events: Events, names: Names) -> Json:
    """A judgement or decision that is not made: the unknown fact, whom it waits for, and by when."""
    return {
        **leaf_json(found.leaf, events, names),
        "waits_for": list(found.waits_for),
        "due": moment_json(found.due, names),
        "overdue": found.overdue,
        "decided_on": list(names.decided_on.get(found.leaf.subject, ())),
    }


def book_json(book: Book, names: Names) -> Json:
    """What only all cases together show: portfolio figures and points; and whether all could be read."""
    return {
        "complete": book.is_complete,
        "cases": book.cases,
        "unread": book.unread,
        "figures": [
            {
                "figure": each.figure,
                "group": each.group or None,
                "period": each.period or None,
                "value": plain(each.value, names) if each.is_known else None,
                **(_typed(each.value) if each.is_known else {}),
                "why": each.why or None,
                "cases": list(each.cases),
                "subjects": list(each.subjects),
                "members": each.members,
            }
            for each in book.figures.values.values()
        ],
        "sanctions": [sanction_json(each, names) for each in book.sanctions],
    }


def _exemption(found: ExemptionResult, result: PersonResult, account: Account) -> Json:
    events, names = account.events, account.names
    return {
        "exemption": found.exemption,
        "article": found.article,
        "state": found.state.value,
        "bars": list(found.bars),
        "waits_for": found.waits_for,
        "due": moment_json(found.due, names),
        "overdue": found.overdue,
        "decided_by": found.decided_by,
        "decided_at": moment_json(found.decided_at, names),
        "deciders": [leaf_json(leaf, events, names) for leaf in found.deciders],
        "requirements": [_requirement(each, events, names) for each in found.requirements],
        "text": exemption_words(found, result, account),
    }


def _requirement(found: Requirement, events: Events, names: Names) -> Json:
    return {
        "kind": "bar" if found.bar else "condition",
        "number": _number(found, names),
        "holds": found.holds.value,
        "subjects": list(found.subjects),
        "findings": list(found.findings),
        "deciders": [leaf_json(leaf, events, names) for leaf in found.deciders],
        "text": requirement_words(found, names),
    }


def _number(found: Requirement, names: Names) -> int | None:
    """The place of a condition among those of the policy's exemptions, by which its words are found again."""
    if found.bar:
        return None
    places = (place for place, each in enumerate(names.requirements) if each == found.condition)
    return next(places, None)


def _counterfactual(found: Counterfactual, events: Events, names: Names) -> Json:
    return {
        "changes": [_change(each, events, names) for each in found.changes],
        "result": found.result.value,
        "text": counterfactual_words(found, events, names) if found.changes else "",
    }


def _change(found: Change, events: Events, names: Names) -> Json:
    return {
        "kind": found.kind.value,
        "subject": found.subject,
        "person": found.person,
        "at": moment_json(found.at, names),
        "value": plain(found.value, names),
        **_typed(found.value),
        "event": found.event,
        "text": change_words(found, events, names),
    }


def _typed(value: object) -> Json:
    return {} if is_plain(value) and not isinstance(value, list | tuple) else {"typed": typed_json(value)}


def _entry(found: Entry, names: Names) -> Json:
    return {
        "liability": found.liability,
        "at": moment_json(found.at, names),
        "points": figure_words(found.points),
        "source": found.source,
        "case": found.case_id,
    }

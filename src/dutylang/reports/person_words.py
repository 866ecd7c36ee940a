"""What a person answers for, in words: result, ground, terms, exemptions, and what would have changed it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from dutylang.assessment.persons import (
    Change,
    ChangeKind,
    Counterfactual,
    ExemptionResult,
    OpenQuestion,
    PersonResult,
    Requirement,
    Result,
    Sanction,
)
from dutylang.reports.decisions import decided_on_words
from dutylang.reports.names import Events, Names
from dutylang.reports.remedy import by_when
from dutylang.values import Moment


def person_words(person: str, names: Names) -> str:
    """The person; where a ground holds and nobody held the role, that nobody does."""
    return person or names.text("person.nobody")


def result_words(result: Result, names: Names) -> str:
    """`liable`, `exempt` and so on, in the reader's tongue."""
    return names.text(f"result.{result.value}")


def cited(name: str, article: str, names: Names) -> str:
    """A ground or an exemption inside a sentence: its label in quotation marks, with its article if any."""
    if not article:
        return names.quoted([name])
    return names.text("answer.cited", name=names.name(name), article=names.article(article))


def titled(name: str, article: str, names: Names) -> str:
    """A ground, a duty or an exemption at the head of a line: its label, with its article where it has one."""
    if not article:
        return names.text("answer.titled_plain", name=names.name(name))
    return names.text("answer.titled", name=names.name(name), article=names.article(article))


def heading_of_result(found: PersonResult, names: Names) -> str:
    """`liable: missed inspection (…), article 27`."""
    key = "story.heading" if found.article else "story.heading_plain"
    article = names.article_of(found.liability, found.article)
    result = result_words(found.result, names)
    return names.text(key, verdict=result, duty=names.rule(found.liability), article=article)


def figure_words(figure: Decimal) -> str:
    """A number without zeros at its end: 70 of 70.00."""
    return format(figure.normalize(), "f")


def degree_words(found: PersonResult, names: Names) -> str:
    """In what degree, and for what share; empty where neither is said."""
    share = figure_words(found.share) if found.share is not None else ""
    if found.degree is None:
        return names.text("answer.share", share=share) if share else ""
    degree = names.name(found.degree)
    if not share:
        return names.text("answer.degree", degree=degree)
    return names.text("answer.degree_share", degree=degree, share=share)


def terms_of(found: PersonResult, names: Names) -> list[str]:
    """What the person answers with: degree and share, grade, kinds, what was waived, points."""
    told = [degree_words(found, names)]
    if found.grade is not None:
        told.append(names.text("answer.grade", grade=names.name(found.grade)))
    elif found.possible_grades:
        told.append(names.text("answer.grade_open", grades=names.names(found.possible_grades)))
    if found.kinds:
        told.append(names.text("answer.kinds", kinds=names.names(found.kinds)))
    if found.waived:
        told.append(names.text("answer.waived", kinds=names.names(found.waived)))
    unsettled = _unsettled_kinds(found, names)
    if unsettled:
        told.append(names.text("answer.kinds_open", kinds=names.names(unsettled)))
    if found.points is not None:
        told.append(names.text("answer.points", points=found.points.normalize()))
    return [words for words in told if words]


def _unsettled_kinds(found: PersonResult, names: Names) -> list[str]:
    """Kinds of the ground that neither remain for certain nor are waived for certain."""
    if found.result is not Result.UNKNOWN or not (found.kinds or found.waived):
        return []
    known = (*found.kinds, *found.waived)
    return [kind for kind in names.kinds.get(found.liability, ()) if kind not in known]


def ground_reason(found: PersonResult, names: Names) -> str:
    """The sentence that says why the ground holds or does not."""
    known: dict[str, object] = {"count": len(found.findings), "facts": names.names(found.facts)}
    known["roles"] = names.names(found.roles)
    args = {key: _argument(value, names) for key, value in found.reason_args.items()}
    return names.text(f"ground.{found.reason}", **known | args)


def _argument(value: object, names: Names) -> object:
    """Counts stay numbers, for plurals; a list of names may be joined already."""
    if isinstance(value, int):
        return value
    return names.names(value.split(", ")) if isinstance(value, str) else names.figure(value)


def facts_words(found: ExemptionResult | PersonResult, events: Events, names: Names) -> str:
    """The facts that would decide it, one after another."""
    return names.text("report.semicolon").join(names.leaf(leaf, events) for leaf in found.deciders)


def requirement_words(found: Requirement, names: Names) -> str:
    """What an exemption asks for, as the policy writes it, or the fact that bars it."""
    if found.bar:
        return names.name(found.bar)
    written = names.requirements.get(found.condition) if found.condition is not None else None
    return written or names.quoted(found.subjects) or names.text("dossier.condition_unsaid")


# ---- what would have changed it --------------------------------------------------------------


def counterfactual_words(found: Counterfactual, events: Events, names: Names) -> str:
    """`If this had been done …, the result would have been: exempt.`"""
    *others, last = (change_words(change, events, names) for change in found.changes)
    changes = last
    if others:
        changes = names.text("changed.and", first=names.joined(others), last=last)
    return names.text("answer.counterfactual", changes=changes, result=result_words(found.result, names))


def change_words(change: Change, events: Events, names: Names) -> str:
    """One difference of the record, as the clause of an `if`."""
    subject = names.name(change.subject)
    match change.kind:
        case ChangeKind.DONE:
            by = by_when(change.at, names) if change.at is not None else names.text("changed.in_time")
            key = "changed.done" if change.person else "changed.done_by_someone"
            return names.text(key, person=change.person or "", by=by, act=subject)
        case ChangeKind.NOT_DONE:
            event = names.event(change.event, events) if change.event is not None else subject
            return names.text("changed.not_done", event=event)
        case ChangeKind.DECIDED:
            key = "changed.decided_person" if change.person else "changed.decided"
            value = _value(change.value, names)
            return names.text(key, subject=subject, value=value, person=change.person or "")
        case ChangeKind.FIELD:
            return names.text("changed.field", subject=subject, value=_value(change.value, names))


def _value(value: object, names: Names) -> str:
    if isinstance(value, bool):
        return names.text("value.yes" if value else "value.no")
    return names.figure(value)


# ---- points ----------------------------------------------------------------------------------


def sanction_words(found: Sanction, names: Names) -> str:
    """`Zhang San: 12 points under annual points, 2024, grade demerit`."""
    scale = cited(found.scale, found.article, names)
    key = "points.line_period" if found.period else "points.line"
    args = {"person": found.person, "scale": scale, "points": found.points.normalize()}
    line = names.text(key, **args, period=period_words(found.period, names))
    if found.grade is not None:
        line = names.text("points.graded", line=line, grade=names.name(found.grade))
    return line if found.complete else names.text("points.incomplete", line=line)


def period_words(period: str, names: Names) -> str:
    """A calendar period, or the window that ends on a day."""
    try:
        last = dt.date.fromisoformat(period)
    except ValueError:
        return names.span(period)
    return names.text("points.window", day=names.day(last))


def until_words(since: dt.date, until: dt.date | None, role: str, names: Names) -> str:
    """How long a role was held."""
    if until is None:
        return names.text("person.held_on", role=role, since=names.day(since))
    return names.text("person.held", role=role, since=names.day(since), until=names.day(until))


def waiting_words(
    subject: str, roles: Iterable[str], due: Moment | None, names: Names, kind: str = "decision"
) -> str:
    """What waits for a decision of whom, until when; `kind` is `decision` or, of a judgement, `question`."""
    whom = names.names(roles) or names.text("report.someone")
    if due is None:
        return names.text(f"person.{kind}_on", subject=names.name(subject), roles=whom)
    by = by_when(due, names)
    return names.text(f"person.{kind}_until", subject=names.name(subject), roles=whom, by=by)


def open_question_words(question: OpenQuestion, events: Events, names: Names) -> str:
    """The fact that is still to be decided, by whom, until when, and whether that has passed."""
    words = names.leaf(question.leaf, events)
    if question.due is not None:
        words = names.text("person.fact_until", what=words, by=by_when(question.due, names))
    words = decided_on_words(words, question.leaf.subject, names)
    return names.text("person.overdue", what=words) if question.overdue else words

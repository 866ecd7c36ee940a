"""Scenarios → lines."""

from __future__ import annotations

import datetime as dt
from typing import assert_never

from dutylang.syntax.ast import (
    Actor,
    Expect,
    ExpectDuty,
    ExpectedResult,
    ExpectedVerdict,
    ExpectPerson,
    ExpectPoints,
    Given,
    GivenCase,
    GivenClosed,
    GivenDocument,
    GivenEvent,
    GivenFigure,
    GivenHolder,
    GivenJudgement,
    GivenKnown,
    GivenNone,
    GivenParameter,
    GivenRecord,
    GivenRegister,
    Pair,
    Scenario,
    WrittenMoment,
)
from dutylang.syntax.to_text.expressions import ATOM, SUM, expression_text
from dutylang.syntax.to_text.lines import Line
from dutylang.syntax.to_text.words import Words, date_text, duration_text, moment_text, number_text


def scenario_lines(scenario: Scenario, words: Words) -> list[Line]:
    """A scenario: its heading, what is given, what is expected."""
    parts = {"title": words.quoted(scenario.title), "as_of": moment_text(scenario.as_of, words)}
    return [
        Line(0, words.fill("scenario.scenario", **parts), scenario.span, blank=True),
        *(Line(1, _given_text(given, words), given.span) for given in scenario.givens),
        *(Line(1, _expect_text(expect, words), expect.span) for expect in scenario.expects),
    ]


def _given_text(given: Given, words: Words) -> str:
    """A line of what is given."""
    match given:
        case GivenCase(pairs=pairs, at=at):
            return words.fill("scenario.case", pairs=_pairs(pairs, words), at=_moment(at, words))
        case GivenRecord(record=record, field=field, pairs=pairs):
            parts = {"record": words.name(record), "field": words.name(field)}
            return words.fill("scenario.record", pairs=_pairs(pairs, words), **parts)
        case GivenEvent():
            return _event_text(given, words)
        case GivenNone(name=name):
            return words.fill("scenario.none", name=words.name(name))
        case GivenHolder(role=role, person=person, since=since, until=until, deputy=deputy):
            return words.fill(
                "scenario.holder",
                role=words.name(role),
                person=words.quoted(person),
                since=date_text(since, words),
                until=_date(until, words),
                deputy=words.word("scenario.deputy") if deputy else "",
            )
        case GivenRegister(event=event, until=until_moment):
            parts = {"event": words.name(event), "until": moment_text(until_moment, words)}
            return words.fill("scenario.register", **parts)
        case GivenDocument():
            return _document_text(given, words)
        case GivenJudgement():
            return _judgement_text(given, words)
        case GivenClosed(at=then) | GivenKnown(at=then):
            key = "closed" if isinstance(given, GivenClosed) else "known"
            return words.fill(f"scenario.{key}", at=moment_text(then, words))
        case GivenParameter(parameter=parameter, value=value):
            parts = {"parameter": words.name(parameter), "value": expression_text(value, words)}
            return words.fill("scenario.parameter", **parts)
        case GivenFigure():
            return _figure_text(given, words)
        case _:
            assert_never(given)


def _event_text(given: GivenEvent, words: Words) -> str:
    """An event that happened."""
    return words.fill(
        "scenario.event",
        event=words.name(given.event),
        at=moment_text(given.at, words),
        actors=words.listed(_actor(actor, words) for actor in given.actors),
        pairs=_pairs(given.pairs, words),
        recorded_at=_moment(given.recorded_at, words),
        id=_words(given.id, words),
        voids=_words(given.voids, words),
    )


def _document_text(given: GivenDocument, words: Words) -> str:
    """A document on file."""
    form = (
        "" if given.original is None else words.word(f"scenario.{'original' if given.original else 'copy'}")
    )
    return words.fill(
        "scenario.document",
        document=words.name(given.document),
        period=_period(given.period, words),
        form=form,
        filed=_date(given.filed, words),
        verified=_date(given.verified, words),
        verified_by=_words(given.verified_by, words),
        valid_until=_date(given.valid_until, words),
    )


def _judgement_text(given: GivenJudgement, words: Words) -> str:
    """A judgement that was made, or left open on purpose."""
    if given.decided is None:
        decided = words.word("scenario.open")
    else:
        decided = words.word("literal.yes" if given.decided else "literal.no")
    return words.fill(
        "scenario.judgement",
        judgement=words.name(given.judgement),
        decided=decided,
        about=_words(given.about, words),
        at=moment_text(given.at, words),
        person=words.quoted(given.actor.person),
        role=words.name(given.actor.role),
        bare="" if given.actor.role else words.word("scenario.judged"),
    )


def _figure_text(given: GivenFigure, words: Words) -> str:
    """A figure over many cases, for all or for one person; or that it is unknown."""
    parts = {"figure": words.name(given.figure), "person": _words(given.person, words)}
    if given.value is None:
        return words.fill("scenario.figure_unknown", **parts)
    return words.fill("scenario.figure", value=expression_text(given.value, words), **parts)


def _expect_text(expect: Expect, words: Words) -> str:
    """A line of what is expected."""
    match expect:
        case ExpectDuty():
            return _expect_duty_text(expect, words)
        case ExpectPerson():
            return _expect_person_text(expect, words)
        case ExpectPoints(person=person, points=points, scale=scale, grade=grade):
            return words.fill(
                "scenario.points",
                person=words.quoted(person),
                points=number_text(points),
                scale=words.name(scale),
                grade=words.name(grade),
            )
        case _:
            assert_never(expect)


def _expect_duty_text(expect: ExpectDuty, words: Words) -> str:
    """The expected verdicts of a duty; `late by …` says the verdict `late` itself."""
    verdicts = expect.verdicts
    if expect.late_by is not None and verdicts == (ExpectedVerdict.LATE,):
        verdicts = ()
    return words.fill(
        "scenario.duty",
        rule=words.name(expect.rule),
        step=expect.step,
        item=words.name(expect.item),
        verdicts=words.listed(_verdict(verdict, words) for verdict in verdicts),
        late_by="" if expect.late_by is None else duration_text(expect.late_by, words),
        due=_moment(expect.due, words),
        **_because(expect, words),
        flags=words.listed(words.keyword("FLAG", flag.value) for flag in expect.flags),
    )


def _because(expect: ExpectDuty, words: Words) -> dict[str, str]:
    """What a verdict rests on: facts that decide what is unknown yet read otherwise than reasons."""
    names = words.names(expect.because)
    unknown = ExpectedVerdict.UNKNOWN in expect.verdicts
    return {"because": "" if unknown else names, "depends_on": names if unknown else ""}


def _expect_person_text(expect: ExpectPerson, words: Words) -> str:
    """What is expected of a person on a ground; nobody where there is none to hold."""
    answers = expect.result in (ExpectedResult.LIABLE, ExpectedResult.MITIGATED)
    percent = "" if expect.share is None else number_text(expect.share)
    return words.fill(
        "scenario.person",
        person=words.keyword("NOBODY") if expect.person is None else words.quoted(expect.person),
        result=words.word(f"result.{expect.result.value}"),
        liability=words.name(expect.liability),
        degree=words.name(expect.degree),
        share=percent and words.fill("literal.percent", number=percent),
        grade=words.name(expect.grade),
        kinds=words.names(expect.kinds),
        points="" if expect.points is None else number_text(expect.points),
        because="" if answers else words.names(expect.because),
        details=words.names(expect.because) if answers else "",
    )


def _verdict(verdict: ExpectedVerdict, words: Words) -> str:
    """A verdict; `unknown` is a word that scenarios also use of fields."""
    return (
        words.keyword("UNKNOWN")
        if verdict is ExpectedVerdict.UNKNOWN
        else words.keyword("VERDICT", verdict.value)
    )


# ---- parts -------------------------------------------------------------------------------------


def _pairs(pairs: tuple[Pair, ...], words: Words) -> str:
    """Fields with their values."""
    return words.listed(_pair(pair, words) for pair in pairs)


def _pair(pair: Pair, words: Words) -> str:
    """A field with its value, its set of values, or `unknown`."""
    if pair.values is None:
        return words.fill("scenario.pair_unknown", field=words.name(pair.field))
    if len(pair.values) == 1:
        value = expression_text(pair.values[0], words, SUM)
        return words.fill("scenario.pair", field=words.name(pair.field), value=value)
    values = words.listed(expression_text(value, words, ATOM) for value in pair.values)
    return words.fill("scenario.pair_set", field=words.name(pair.field), values=values)


def _actor(actor: Actor, words: Words) -> str:
    """A person, and the role in which the person acted."""
    return words.fill("scenario.actor", person=words.quoted(actor.person), role=words.name(actor.role))


def _moment(moment: WrittenMoment | None, words: Words) -> str:
    """A moment, or nothing."""
    return "" if moment is None else moment_text(moment, words)


def _date(day: dt.date | None, words: Words) -> str:
    """A date, or nothing."""
    return "" if day is None else date_text(day, words)


def _words(text: str | None, words: Words) -> str:
    """Words in quotation marks, or nothing."""
    return "" if text is None else words.quoted(text)


def _period(period: str | None, words: Words) -> str:
    """The period of a document: a plain year as it is, anything else in quotation marks."""
    if period is None:
        return ""
    plain = (
        words.word("layout.style") == "lines"
        and period.isascii()
        and period.isdigit()
        and len(period) == len("2024")
    )
    return period if plain else words.quoted(period)

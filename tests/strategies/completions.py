"""What a record with gaps may stand for: the same case with everything told, one of the ways it can be."""

from __future__ import annotations

import datetime as dt

import attrs
from hypothesis import strategies as st

from dutylang.assessment.model import Horizon
from dutylang.cases.record import (
    CaseRecord,
    EventRecord,
    Holding,
    JudgementRecord,
    NoValue,
    Participant,
    SuppliedFigure,
)
from dutylang.values import Moment
from tests.strategies.persons_cases import PEOPLE, TYPES, VALUES, holdings, with_event

START = dt.date(2024, 1, 1)
QUESTIONS = ("negligent", "fair")


def unknown_fields(case: CaseRecord) -> list[str]:
    """The fields of the case of which no value is known."""
    return [name for name in VALUES if isinstance(case.fields.get(name, NoValue.STATED_UNKNOWN), NoValue)]


def with_field(case: CaseRecord, name: str, value: object) -> CaseRecord:
    """The case with a field set."""
    return attrs.evolve(case, fields={**case.fields, name: value})


def deciding(roles: tuple[str, ...], day: dt.date, case: CaseRecord) -> Participant | None:
    """Somebody who may decide in one of the roles on a day."""
    for role in roles:
        for each in case.holders:
            if each.role == role and each.since <= day and (each.until is None or day <= each.until):
                return Participant(each.person, role)
    return None


@st.composite
def completions(draw: st.DrawFn, case: CaseRecord, horizon: Horizon) -> CaseRecord:
    """The case with all fields, attributes, actors, holders, judgements and figures, and complete registers.

    What a register leaves out may have happened: up to two more events come where it ends.
    """
    for name in unknown_fields(case):
        case = with_field(case, name, draw(st.sampled_from(VALUES[name])))
    case = attrs.evolve(case, events=tuple(_told(draw, event) for event in case.events))
    if not case.holders:
        # Nobody contradicts the role in which somebody decided.
        claimed = [Holding(each.by.role or "", each.by.person, START) for each in case.judgements]
        case = attrs.evolve(case, holders=(*draw(holdings()), *claimed))
    case = _decided(draw, case, horizon)
    if not case.figures:
        case = attrs.evolve(case, figures=(SuppliedFigure("bad_share", draw(st.sampled_from([10, 90]))),))
    for what in draw(st.lists(st.sampled_from(TYPES), max_size=2)):
        case = _with_unrecorded(draw, case, what, horizon)
    return attrs.evolve(case, registers=dict.fromkeys(TYPES))


def _told(draw: st.DrawFn, event: EventRecord) -> EventRecord:
    actors = event.actors or (Participant(draw(st.sampled_from(PEOPLE))),)
    attributes = dict(event.attributes)
    if event.type == "alarm" and not isinstance(attributes.get("severe"), bool):
        attributes["severe"] = draw(st.booleans())
    return attrs.evolve(event, actors=actors, attributes=attributes)


def _decided(draw: st.DrawFn, case: CaseRecord, horizon: Horizon) -> CaseRecord:
    day = horizon.as_of.day
    by = deciding(("board", "council"), day, case)
    for name in QUESTIONS:
        if by is not None and not any(each.name == name for each in case.judgements):
            made = JudgementRecord(name, draw(st.booleans()), horizon.as_of, by)
            case = attrs.evolve(case, judgements=(*case.judgements, made))
    return case


def _with_unrecorded(draw: st.DrawFn, case: CaseRecord, what: str, horizon: Horizon) -> CaseRecord:
    until = case.registers.get(what, Moment(dt.date(2024, 5, 1)))
    if until is None or until.day >= horizon.as_of.day:
        return case
    later = draw(st.integers(1, (horizon.as_of.day - until.day).days))
    at = Moment(until.day + dt.timedelta(days=later))
    severe: dict[str, object] = {"severe": draw(st.booleans())} if what == "alarm" else {}
    return with_event(case, EventRecord(what, at, 0, (Participant(draw(st.sampled_from(PEOPLE))),), severe))

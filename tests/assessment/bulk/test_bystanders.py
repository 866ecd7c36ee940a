"""Persons of cases in which nobody answers: columns count and list those of whom the reference says `none`."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dutylang.assessment.bulk.bystanders import bystanders, count_of_bystanders
from dutylang.assessment.bulk.result import BookResult, result_from_columns
from dutylang.assessment.case import assess_case
from dutylang.assessment.model import Horizon
from dutylang.assessment.persons import PersonResult, Result
from dutylang.cases.columns.from_records import columns_from_records
from dutylang.cases.record import CaseRecord, EventRecord, Holding, Participant
from dutylang.pipeline import Loaded, loaded_from_text
from dutylang.values import Moment

POLICY = """policy house "House"
  version "1"
  in force from 2024-01-01
  calendar weekdays
  timezone "Asia/Shanghai"
  counting civil_code
role manager
role head
event call
event visit
event signed
article 1 "Rules"
  duty visited
    after each call
    manager must ensure visit within 3 days
  liability slow
    for each breach of visited
    holds manager as principal, head as supervisor
  liability shared
    for each breach of visited
    holds every handler of the case
  liability later
    opens on signed
    for each breach of visited
    holds every handler of the case
article 2 "New rules"
  in force from 2024-07-01
  liability since_summer
    opens on signed
    for each breach of visited
    holds head as supervisor
"""
AS_OF = Moment(dt.date(2024, 6, 30))
PEOPLE = ("Li Na", "Wang Wei", "Zhao Lei")


def loaded() -> Loaded:
    found, problems = loaded_from_text(POLICY)
    assert found is not None, problems
    return found


LOADED = loaded()


def held(role: str, person: str, since: dt.date) -> Holding:
    return Holding(role=role, person=person, since=since)


def event(type_: str, day: dt.date, by: tuple[str, ...]) -> tuple[str, dt.date, tuple[str, ...]]:
    return type_, day, by


days = st.dates(dt.date(2024, 6, 1), dt.date(2024, 7, 5))
holdings = st.lists(
    st.builds(held, st.sampled_from(["manager", "head"]), st.sampled_from(PEOPLE), days), max_size=3
)
happened = st.lists(
    st.builds(
        event,
        st.sampled_from(["call", "visit", "signed"]),
        days,
        st.lists(st.sampled_from(PEOPLE), max_size=2, unique=True).map(tuple),
    ),
    max_size=4,
)


@st.composite
def cases(draw: st.DrawFn) -> list[CaseRecord]:
    found = []
    for number in range(draw(st.integers(1, 4))):
        told = sorted(draw(happened), key=lambda each: each[1])
        events = tuple(
            EventRecord(
                type=type_, at=Moment(day), position=place, actors=tuple(Participant(who) for who in by)
            )
            for place, (type_, day, by) in enumerate(told, 1)
        )
        registers = dict.fromkeys(draw(st.sampled_from([("call", "visit", "signed"), ("call", "visit")])))
        found.append(
            CaseRecord(f"C-{number}", events=events, holders=tuple(draw(holdings)), registers=registers)
        )
    return found


def judged(records: list[CaseRecord]) -> BookResult:
    columns = columns_from_records(records, ZoneInfo(LOADED.plan.timezone), AS_OF)
    return result_from_columns(LOADED.plan, columns, Horizon(AS_OF))


@given(cases())
def test_bystanders_are_those_of_the_reference(records: list[CaseRecord]):
    found = judged(records)
    listed: dict[int, tuple[PersonResult, ...]] = {}
    for case, record, persons in bystanders(found):
        assert record == records[case]
        listed[case] = persons
    expected = Counter[Result]()
    for case, record in enumerate(records):
        persons = assess_case(LOADED.plan, record, Horizon(AS_OF)).persons
        if case not in found.whole:
            assert set(listed.get(case, ())) == set(persons)
            assert {each.result for each in persons} <= {Result.NONE}
            expected.update(each.result for each in persons)
    assert count_of_bystanders(found) == expected.total()


@pytest.mark.parametrize("acted", [True, False])
def test_a_handler_is_one_bystander_of_each_ground(acted: bool):
    by = (Participant("Li Na"),) if acted else ()
    record = CaseRecord(
        "C-1",
        events=(EventRecord(type="visit", at=Moment(dt.date(2024, 6, 3)), position=1, actors=by),),
        holders=(
            held("manager", "Li Na", dt.date(2024, 1, 1)),
            held("head", "Zhao Lei", dt.date(2024, 7, 1)),
        ),
        registers=dict.fromkeys(("call", "visit", "signed")),
    )
    found = judged([record])
    [(_, _, persons)] = bystanders(found)
    assert [(each.liability, each.person, each.reason) for each in persons] == [
        ("slow", "Li Na", "no_ground"),
        ("shared", "Li Na", "no_ground"),
        ("later", "Li Na", "not_opened"),
    ]
    assert count_of_bystanders(found) == 3

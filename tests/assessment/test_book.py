"""Points over a book: by calendar period, in the window that counts most, and what leaves them open."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dutylang.assessment.book import Tally, book_sanctions, sanction_of
from dutylang.assessment.model import CaseAssessment, Horizon, Verdict
from dutylang.assessment.persons import Entry, PersonResult, Result, Sanction
from dutylang.assessment.single.context import Context
from dutylang.assessment.single.standing import context_of_case
from dutylang.cases.record import CaseRecord
from dutylang.ops.types import PERIOD
from dutylang.pipeline import loaded_from_text
from dutylang.plan.model import Plan
from dutylang.policy.typed import Const
from dutylang.values import Moment, Period, Unit
from tests.assessment.common import at

HEAD = """policy house "House rules"
  version "1.0"
  in force from 2020-01-01
  calendar weekdays
  timezone "Asia/Shanghai"
  counting civil_code
role clerk
grades warning, demerit, dismissal
case loan
  amount money CNY
event alarm
event visit
parameter window = 12 months
article 1 "Rules"
  duty d
    after alarm
    clerk must visit within 3 days
  liability missed
    for each breach of d
    holds clerk as principal
    grade warning
    points 3
  scale counted
    counted per {counted}
    reaching 6 points grade warning
    reaching 9 points grade demerit
"""
YEARLY = "person every year"
ROLLING = "person within 12 months"


def plan_of(counted: str) -> Plan:
    text = HEAD.format(counted=counted)
    loaded, problems = loaded_from_text(text)
    assert loaded is not None, [(each.code, dict(each.args), each.span.line) for each in problems]
    return loaded.plan


def blank(plan: Plan, overrides: dict[str, Const] | None = None) -> Context:
    return context_of_case(plan, CaseRecord(""), Horizon(at("2024-12-31")), overrides=overrides)


def entry(day: str, person: str = "Li", case: str = "", points: int = 3) -> Entry:
    return Entry(person, "missed", at(day), Decimal(points), f"d/{day}", case or f"C-{day}")


def sanctions(counted: str, *entries: Entry, complete: bool = True) -> tuple[Sanction, ...]:
    plan = plan_of(counted)
    return book_sanctions(plan, entries, blank(plan), complete=complete)


def shown(found: tuple[Sanction, ...]) -> list[tuple[str, str, int, str | None]]:
    return [(each.person, each.period, int(each.points), each.grade) for each in found]


def test_the_third_finding_of_a_year_reaches_the_threshold():
    days = ("2024-02-01", "2024-07-01", "2024-11-30")
    assert shown(sanctions(YEARLY, *map(entry, days[:2]))) == [("Li", "2024", 6, "warning")]
    assert shown(sanctions(YEARLY, *map(entry, days))) == [("Li", "2024", 9, "demerit")]


def test_three_findings_over_two_years_do_not_add_up():
    found = sanctions(YEARLY, *map(entry, ("2023-11-01", "2023-12-31", "2024-01-01")))
    assert shown(found) == [("Li", "2023", 6, "warning"), ("Li", "2024", 3, None)]


@pytest.mark.parametrize(
    ("unit", "periods"), [("quarter", ["2024-Q1", "2024-Q2"]), ("month", ["2024-03", "2024-04"])]
)
def test_points_start_anew_with_each_period(unit: str, periods: list[str]):
    found = sanctions(f"person every {unit}", entry("2024-03-31"), entry("2024-04-01"))
    assert [each.period for each in found] == periods


def test_a_window_runs_over_the_end_of_a_year():
    found = sanctions(ROLLING, *map(entry, ("2023-11-01", "2023-12-31", "2024-01-01")))
    assert shown(found) == [("Li", "2024-01-01", 9, "demerit")]


@pytest.mark.parametrize(("last", "points"), [("2024-05-10", 6), ("2024-05-11", 3)])
def test_a_window_of_12_months_ends_on_the_same_day_number(last: str, points: int):
    # Civil Code art. 202: a period counted in months ends on the same day number of the last month.
    found = sanctions(ROLLING, entry("2023-05-10"), entry(last))
    assert [int(each.points) for each in found] == [points]


def test_the_window_that_counts_most_is_told_with_its_entries_only():
    days = ("2022-01-10", "2022-02-10", "2022-03-10", "2023-06-01", "2024-05-31", "2024-12-01")
    [found] = sanctions(ROLLING, *map(entry, days))
    assert shown((found,)) == [("Li", "2022-03-10", 9, "demerit")]
    assert [each.at.day.isoformat() for each in found.entries] == list(days[:3])


def test_every_person_has_points_of_their_own():
    found = sanctions(YEARLY, entry("2024-02-01", "Wang"), entry("2024-02-01"), entry("2024-03-01"))
    assert shown(found) == [("Li", "2024", 6, "warning"), ("Wang", "2024", 3, None)]


def test_the_same_entry_counts_once():
    assert shown(sanctions(YEARLY, entry("2024-02-01"), entry("2024-02-01"))) == [("Li", "2024", 3, None)]


def test_a_scale_per_case_says_nothing_of_the_book():
    assert sanctions("case", entry("2024-02-01")) == ()


def test_a_window_may_be_a_parameter_of_the_policy():
    plan = plan_of("person within window")
    entries = [entry("2024-02-01"), entry("2024-03-15")]
    assert shown(book_sanctions(plan, entries, blank(plan))) == [("Li", "2024-03-15", 6, "warning")]
    month = {"window": Const(Period(1, Unit.MONTH), PERIOD)}
    assert shown(book_sanctions(plan, entries, blank(plan, month))) == [("Li", "2024-02-01", 3, None)]


def test_points_are_exact_and_the_threshold_is_included():
    [scale] = plan_of(YEARLY).scales
    halves = [Entry("Li", "missed", at("2024-02-01"), Decimal("0.1"), str(n), "C") for n in range(60)]
    assert sanction_of(scale, "Li", halves) == Sanction(
        "Li", "counted", "1", Decimal("6.0"), "warning", "", tuple(halves)
    )


# ---- the tally of a book -----------------------------------------------------------------------


def assessed(case: str, *entries: Entry, unknown: str | None = None) -> CaseAssessment:
    results = (
        (PersonResult(case, "missed", "1", unknown, Result.UNKNOWN, "hangs_on_unknown"),) if unknown else ()
    )
    return CaseAssessment(case, Verdict.VIOLATED, (), persons=results, entries=entries)


def tally(counted: str = YEARLY) -> Tally:
    plan = plan_of(counted)
    return Tally((plan,), blank(plan))


def test_points_of_several_cases_reach_a_threshold_together():
    kept = tally()
    for day in ("2024-02-01", "2024-07-01", "2024-11-30"):
        kept.add(assessed(day, entry(day)))
    book = kept.book()
    assert (book.cases, book.unread, book.is_complete) == (3, 0, True)
    assert shown(book.sanctions) == [("Li", "2024", 9, "demerit")]
    assert book.sanctions[0].complete


def test_with_an_unread_case_no_sanction_is_complete():
    kept = tally()
    kept.add(assessed("C-1", entry("2024-02-01")))
    kept.unread += 1
    assert not kept.book().is_complete
    assert [each.complete for each in kept.book().sanctions] == [False]


def test_an_open_result_leaves_only_that_persons_points_open():
    kept = tally()
    kept.add(assessed("C-1", entry("2024-02-01"), entry("2024-02-01", "Wang"), unknown="Wang"))
    assert {each.person: each.complete for each in kept.book().sanctions} == {"Li": True, "Wang": False}


days = st.dates(dt.date(2020, 1, 1), dt.date(2024, 12, 31))


@given(st.lists(st.tuples(days, st.integers(1, 9)), min_size=1, max_size=10, unique_by=lambda row: row[0]))
def test_the_best_window_is_the_best_of_all_that_begin_with_an_entry(rows: list[tuple[dt.date, int]]):
    entries = [Entry("Li", "missed", Moment(day), Decimal(points), str(day), "C") for day, points in rows]
    [found] = sanctions("person within 30 days", *entries)
    spans = [(first, first + dt.timedelta(days=30)) for first, _ in rows]
    best = max(sum(points for day, points in rows if since <= day <= until) for since, until in spans)
    assert found.points == best


@given(st.lists(st.tuples(days, st.sampled_from("abc")), max_size=12, unique=True))
def test_no_point_is_lost_or_counted_twice_by_years(rows: list[tuple[dt.date, str]]):
    entries = [Entry(who, "missed", Moment(day), Decimal(2), str(day), "C") for day, who in rows]
    found = sanctions(YEARLY, *entries)
    assert sum(each.points for each in found) == 2 * len(rows)
    assert sorted(e.source for each in found for e in each.entries) == sorted(e.source for e in entries)

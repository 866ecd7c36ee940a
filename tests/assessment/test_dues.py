"""When a duty falls due: one test for each kind of limit, what moves it and what it waits for."""

import datetime as dt

import pytest

from dutylang.assessment.model import Finding
from dutylang.cases.record import EventRecord, Holding
from tests.assessment.common import case_of, flags, found, happened, only, verdicts

RULES = "  duty d\n    after each alarm\n    clerk must ensure visit {limit}\n{more}"
ALARM = happened("alarm", "2024-05-06 09:00")  # a Monday


def due_of(
    limit: str, *events: EventRecord, more: str = "", words: str = "", **case: object
) -> tuple[str | None, Finding]:
    rules = RULES.format(limit=limit, more=more)
    finding = only(found(rules, case_of(ALARM, *events, **case), "2024-05-06", words))
    return finding.due.day.isoformat() if finding.due else None, finding


@pytest.mark.parametrize(
    ("limit", "due"),
    [
        ("within 3 days", "2024-05-09"),
        ("within 5 working days", "2024-05-13"),
        ("within 5 days", "2024-05-13"),  # Saturday the 11th: rolls to Monday
        ("within 5 days not rolling", "2024-05-11"),
        ("within 5 days counting calendar_days", "2024-05-11"),
        ("within 5 days counting calendar_days rolling", "2024-05-13"),
        ("within 1 month", "2024-06-06"),
        ("within given_time", "2024-05-08"),
        ("by 2024-06-30", "2024-06-30"),
        ("by 2024-06-30 rolling", "2024-07-01"),
        ("by the 10th of each month", "2024-05-10"),
        ("by the 5th of each month", "2024-06-05"),  # the 5th of May is behind
        ("by the 31st of the following month not rolling", "2024-06-30"),
        ("by the 10th of the following quarter not rolling", "2024-07-10"),
        ("by 30 April of the following year", "2025-04-30"),
        ("by the end of the month", "2024-05-31"),
        ("by the end of the week", "2024-05-12"),
        ("by the end of the quarter", "2024-06-30"),
        ("by the end of the year", "2024-12-31"),
        ("by the end of the day", "2024-05-06"),
        ("on the same day", "2024-05-06"),
        ("by 17:00", "2024-05-06"),
        ("by 17:00 of the next day", "2024-05-07"),
        ("by 17:00 of the next working day", "2024-05-07"),
        ("by the earlier of 3 days and 2024-06-30", "2024-05-09"),
        ("by the later of 3 days and 2024-06-30", "2024-06-30"),
        ("within 3 days by 2024-05-08", "2024-05-08"),
    ],
)
def test_each_kind_of_limit(limit, due):
    assert due_of(limit, words="parameter given_time = 2 days")[0] == due


def test_hours_end_at_the_minute():
    _, finding = due_of("within 24 hours")
    assert finding.due is not None
    assert finding.due.instant == dt.datetime(2024, 5, 7, 1, tzinfo=dt.UTC)
    assert finding.due.day == dt.date(2024, 5, 7)


@pytest.mark.parametrize(
    "limit",
    [
        "within 3 days after report",
        "at least 3 days before report",
        "before report",
        "on the same day as report",
        "by the later of 3 days and 3 days after report",
    ],
)
def test_what_has_not_come_gives_no_due_and_the_duty_waits(limit):
    due, finding = due_of(limit)
    assert (due, finding.verdict.value) == (None, "pending")


def test_a_due_waits_for_nothing_in_a_closed_case():
    rules = RULES.format(limit="within 3 days after report", more="")
    case = case_of(ALARM, closed_at=happened("x", "2024-05-20").at)
    finding = only(found(rules, case, "2024-05-31"))
    assert (finding.verdict.value, finding.reason) == ("not_applicable", "anchor_never_came")


@pytest.mark.parametrize(
    ("limit", "due"),
    [
        ("within 3 days after report", "2024-05-23"),
        ("on the same day as report", "2024-05-20"),
        ("by the earlier of 3 days and 3 days after report", "2024-05-09"),
        ("by the later of 3 days and 3 days after report", "2024-05-23"),
        ("before report", "2024-05-20"),
        ("within 2 days after alarm", "2024-05-08"),
    ],
)
def test_an_anchor_that_has_come(limit, due):
    rules = RULES.format(limit=limit, more="")
    finding = only(found(rules, case_of(ALARM, happened("report", "2024-05-20")), "2024-05-20"))
    assert finding.due is not None
    assert finding.due.day.isoformat() == due


def test_of_several_limits_an_anchor_may_lie_before_the_trigger():
    # Directive-style: 4 hours from classification, at the latest 24 hours from awareness.
    limit = "by the earlier of 4 hours and 24 hours after report"
    rules = RULES.format(limit=limit, more="")
    aware = happened("report", "2024-05-05 10:00")
    finding = only(found(rules, case_of(aware, ALARM), "2024-05-06 09:30"))
    assert finding.due is not None
    assert finding.due.instant == dt.datetime(2024, 5, 6, 2, tzinfo=dt.UTC)


def test_before_the_next_need_not_come():
    rules = RULES.format(limit="before the next alarm", more="")
    assert verdicts(found(rules, case_of(ALARM), "2024-05-31")) == ["pending"]
    again = happened("alarm", "2024-05-20 09:00")
    visited = happened("visit", "2024-05-10 09:00")
    assert verdicts(found(rules, case_of(ALARM, visited, again), "2024-05-31")) == ["satisfied", "pending"]
    assert verdicts(found(rules, case_of(ALARM, again), "2024-05-31")) == ["violated", "pending"]


def test_two_events_to_precede_the_first_counts():
    rules = "  duty d\n    before report\n    clerk must ensure visit before review\n"
    events = (
        happened("review", "2024-05-10"),
        happened("visit", "2024-05-12"),
        happened("report", "2024-05-20"),
    )
    finding = only(found(rules, case_of(*events), "2024-05-31"))
    assert finding.verdict.value == "violated"


def test_instead_of_a_limit_under_a_condition():
    more = "    instead within 20 days when urgent\n"
    assert due_of("within 3 days", more=more, fields={"urgent": True})[0] == "2024-05-27"
    assert due_of("within 3 days", more=more, fields={"urgent": False})[0] == "2024-05-09"


# ---- extensions -------------------------------------------------------------------------------

EXTENDED = "    extended by 7 days on grant by leader\n"
LEADERS = (Holding("leader", "Lu", dt.date(2024, 1, 1)),)


def test_a_grant_by_the_due_extends():
    case = case_of(ALARM, happened("grant", "2024-05-09", by="Lu"), holders=LEADERS)
    finding = only(found(RULES.format(limit="within 3 days", more=EXTENDED), case, "2024-05-10"))
    assert finding.due is not None
    assert finding.due.day.isoformat() == "2024-05-16"


@pytest.mark.parametrize(
    "grant",
    [
        happened("grant", "2024-05-10", by="Lu"),  # after the due
        happened("grant", "2024-05-05", by="Lu"),  # before the opening
        happened("grant", "2024-05-08", by="An"),  # without the power
    ],
)
def test_a_grant_without_effect(grant):
    order = (grant, ALARM) if grant.at.day < ALARM.at.day else (ALARM, grant)
    finding = only(
        found(
            RULES.format(limit="within 3 days", more=EXTENDED), case_of(*order, holders=LEADERS), "2024-05-31"
        )
    )
    assert finding.due is not None
    assert finding.due.day.isoformat() == "2024-05-09"


def test_a_grant_by_whom_is_not_known_leaves_it_open():
    case = case_of(ALARM, happened("grant", "2024-05-08"), happened("visit", "2024-05-14"), holders=LEADERS)
    finding = only(found(RULES.format(limit="within 3 days", more=EXTENDED), case, "2024-05-31"))
    assert {each.value for each in finding.possible} == {"satisfied", "late"}


def test_what_waits_is_not_extended():
    rules = RULES.format(limit="within 3 days after report", more=EXTENDED)
    case = case_of(ALARM, happened("grant", "2024-05-08", by="Lu"), holders=LEADERS)
    assert verdicts(found(rules, case, "2024-05-31")) == ["pending"]


def test_an_extension_granted_by_the_extended_due_extends_again():
    first, second = happened("grant", "2024-05-09", by="Lu"), happened("grant", "2024-05-15", by="Lu")
    case = case_of(ALARM, first, second, holders=LEADERS)
    finding = only(found(RULES.format(limit="within 3 days", more=EXTENDED), case, "2024-05-16"))
    assert finding.due is not None
    assert finding.due.day.isoformat() == "2024-05-23"


# ---- suspensions ------------------------------------------------------------------------------

SUSPENDED = "    suspended from freeze until thaw\n"


def suspended(*events: EventRecord, as_of: str = "2024-05-31") -> Finding:
    rules = RULES.format(limit="within 10 days not rolling", more=SUSPENDED)
    return only(found(rules, case_of(ALARM, *events), as_of))


def test_suspended_days_are_not_counted():
    finding = suspended(happened("freeze", "2024-05-08"), happened("thaw", "2024-05-13"))
    assert finding.due is not None
    assert finding.due.day.isoformat() == "2024-05-21"
    assert "suspended" in flags(finding)


def test_a_second_freeze_in_a_suspension_adds_nothing():
    finding = suspended(
        happened("freeze", "2024-05-08"), happened("freeze", "2024-05-10"), happened("thaw", "2024-05-13")
    )
    assert finding.due is not None
    assert finding.due.day.isoformat() == "2024-05-21"


def test_a_suspension_that_runs_stops_the_clock():
    finding = suspended(happened("freeze", "2024-05-08"))
    assert (finding.verdict.value, finding.due) == ("pending", None)
    assert "suspended" in flags(finding)


def test_a_suspension_begun_after_the_due_has_no_effect():
    finding = suspended(happened("freeze", "2024-05-20"))
    assert finding.verdict.value == "violated"
    assert finding.due is not None
    assert finding.due.day.isoformat() == "2024-05-16"


def test_a_resumption_without_a_suspension_has_no_effect():
    finding = suspended(happened("thaw", "2024-05-08"))
    assert finding.due is not None
    assert finding.due.day.isoformat() == "2024-05-16"


def test_before_two_events_the_first_of_them_counts():
    rules = RULES.format(limit="before release before thaw", more="")
    thaw, release = happened("thaw", "2024-05-10"), happened("release", "2024-05-20")
    between, early = happened("visit", "2024-05-15"), happened("visit", "2024-05-08")
    assert verdicts(found(rules, case_of(ALARM, thaw, between, release), "2024-05-31")) == ["violated"]
    assert verdicts(found(rules, case_of(ALARM, early, thaw, release), "2024-05-31")) == ["satisfied"]


def test_before_an_event_of_each_period():
    rules = "  duty d\n    every month from issue until release\n    clerk must ensure visit before report\n"
    events = (
        happened("issue", "2024-04-01"),
        happened("visit", "2024-04-05"),
        happened("report", "2024-04-10"),
        happened("report", "2024-05-10"),
    )
    assert verdicts(found(rules, case_of(*events), "2024-05-31")) == ["satisfied", "violated"]


def test_lateness_without_a_period_is_counted_in_days():
    rules = RULES.format(limit="by the earlier of 2024-05-08 and the end of the month", more="")
    finding = only(found(rules, case_of(ALARM, happened("visit", "2024-05-10")), "2024-05-31"))
    assert (finding.verdict.value, finding.lateness.count if finding.lateness else None) == ("late", 2)


def test_by_a_time_of_day_that_had_passed_already_is_the_next_day():
    rules = RULES.format(limit="by 08:00", more="")
    finding = only(found(rules, case_of(ALARM), "2024-05-06 10:00"))
    assert finding.due is not None
    assert finding.due.day == dt.date(2024, 5, 7)

"""Ceilings, four eyes, never both, first and last event."""

import datetime as dt

import pytest

from dutylang.cases.record import EventRecord, Holding
from tests.assessment.common import at, case_of, flags, found, happened, only, verdicts

CEILING = "  duty d\n    clerk must ensure visit at most 1 time{more}\n"
VISITS = [happened("visit", f"2024-05-{day:02}") for day in (6, 7)]


def told(rules: str, *events: EventRecord, as_of: str = "2024-05-31", **case: object) -> list[str]:
    return verdicts(found(rules, case_of(*events, **case), as_of))


# ---- at most ----------------------------------------------------------------------------------


def test_the_act_beyond_the_ceiling_breaks_it():
    finding = only(found(CEILING.format(more=""), case_of(*VISITS), "2024-05-31"))
    assert (finding.verdict.value, finding.evidence) == ("violated", (0, 1))
    finding = only(found(CEILING.format(more=""), case_of(*VISITS[:1]), "2024-05-31"))
    assert finding.verdict.value == "satisfied"
    assert "ongoing" in flags(finding)
    closed = case_of(*VISITS[:1], closed_at=at("2024-05-20"))
    assert flags(only(found(CEILING.format(more=""), closed, "2024-05-31"))) == set()


def test_a_ceiling_under_a_condition():
    when = CEILING.format(more=" when urgent")
    assert told(when, *VISITS, fields={"urgent": True}) == ["violated"]
    assert told(when, *VISITS, fields={"urgent": False}) == ["not_applicable"]
    assert told(when, *VISITS) == ["unknown"]


@pytest.mark.parametrize("times", ["at least 2 times at most 3 times", "at most 3 times at least 2 times"])
def test_at_least_beside_at_most_is_a_demand(times: str):
    rules = f"  duty d\n    after alarm\n    clerk must ensure visit {times} within 10 days\n"
    alarm = happened("alarm", "2024-05-05 09:00")
    assert told(rules, alarm, VISITS[0]) == ["violated"]
    assert told(rules, alarm, *VISITS) == ["satisfied"]
    assert told(rules, alarm, *VISITS, *VISITS) == ["violated"]


def test_a_ceiling_with_an_exception():
    unless = CEILING.format(more=" unless urgent")
    assert told(unless, *VISITS, fields={"urgent": True}) == ["exempt"]
    assert told(unless, *VISITS, fields={"urgent": False}) == ["violated"]


def test_acts_that_may_not_count_matter_only_at_the_ceiling():
    such = CEILING.format(more=" with written")
    sure, blank = happened("visit", "2024-05-06", written=True), happened("visit", "2024-05-07")
    assert told(such, sure, blank) == ["unknown"]
    assert told(such, blank) == ["satisfied"]
    assert told(such, sure, sure, blank) == ["violated"]
    assert told(such, sure, happened("visit", "2024-05-07", written=False)) == ["satisfied"]


def test_a_ceiling_over_a_register_with_gaps():
    assert told(CEILING.format(more=""), VISITS[0], registers={}) == ["unknown"]
    assert told(CEILING.format(more=""), *VISITS, registers={}) == ["violated"]


def test_a_ceiling_after_a_trigger_counts_from_there():
    rules = "  duty d\n    after each alarm\n    clerk must ensure visit at most 1 time\n"
    alarm = happened("alarm", "2024-05-06 12:00")
    assert told(rules, VISITS[0], alarm, VISITS[1]) == ["violated"]  # on one day either order fits
    early = happened("visit", "2024-05-06 09:00")
    assert told(rules, early, alarm, VISITS[1]) == ["satisfied"]


def test_a_ceiling_that_rests_on_an_order_that_is_not_told_says_so():
    rules = "  duty d\n    after each alarm\n    clerk must ensure visit at most 1 time\n"
    alarm = happened("alarm", "2024-05-06")
    assert "order_assumed" in flags(only(found(rules, case_of(alarm, *VISITS), "2024-05-31")))
    assert "order_assumed" in flags(only(found(rules, case_of(alarm, VISITS[0]), "2024-05-31")))
    assert "order_assumed" not in flags(only(found(rules, case_of(alarm, VISITS[1]), "2024-05-31")))


def test_a_ceiling_in_a_period_counts_what_came_in_it():
    rules = "  duty d\n    every month\n    clerk must ensure visit at most 1 time\n"
    june = happened("visit", "2024-06-03")
    findings = found(rules, case_of(VISITS[0], june), "2024-06-30")
    assert verdicts(findings) == ["satisfied", "satisfied"]
    assert [each.evidence for each in findings] == [(0,), (1,)]
    # May cannot be broken any more, June until its last day has passed.
    assert ["ongoing" in flags(each) for each in findings] == [False, True]
    assert told(rules, *VISITS, june, as_of="2024-06-30") == ["violated", "satisfied"]


def test_a_ceiling_on_a_day_counts_what_came_on_it():
    rules = "  duty d\n    on the day of alarm\n    clerk must ensure visit at most 1 time\n"
    alarm = happened("alarm", "2024-05-06 12:00")
    early, late = happened("visit", "2024-05-06 09:00"), happened("visit", "2024-05-06 15:00")
    assert told(rules, alarm, late, VISITS[1]) == ["satisfied"]
    assert told(rules, early, alarm, late) == ["violated"]


def test_a_ceiling_after_the_latest_trigger_begins_anew():
    rules = "  duty d\n    after the latest alarm\n    clerk must ensure visit at most 1 time\n"
    first, second = happened("alarm", "2024-05-05"), happened("alarm", "2024-05-10")
    later = happened("visit", "2024-05-12")
    findings = found(rules, case_of(first, VISITS[0], second, later), "2024-05-31")
    assert verdicts(findings) == ["satisfied", "satisfied"]
    assert ["ongoing" in flags(each) for each in findings] == [False, True]
    assert told(rules, first, *VISITS, second) == ["violated", "satisfied"]


def test_a_ceiling_on_acts_of_the_trigger_counts_the_trigger():
    rules = "  duty d\n    after visit\n    clerk must ensure visit at most 1 time\n"
    assert told(rules, VISITS[0]) == ["satisfied"]
    assert told(rules, *VISITS) == ["violated"]


def test_a_ceiling_in_a_scope():
    rules = "  duty d\n    from issue until release\n    clerk must ensure visit at most 1 time\n"
    issue, release = happened("issue", "2024-05-05"), happened("release", "2024-05-10")
    outside = happened("visit", "2024-05-20"), happened("visit", "2024-05-21")
    assert told(rules, issue, VISITS[0], release, *outside) == ["satisfied"]
    assert told(rules, issue, *VISITS, release) == ["violated"]


def test_a_ceiling_that_waits_is_judged_when_its_window_closes():
    rules = (
        "  duty d\n    from issue until release\n    judged when the window closes\n"
        "    clerk must ensure visit at most 1 time\n"
    )
    issue, release = happened("issue", "2024-05-02"), happened("release", "2024-05-13")
    assert told(rules, issue, *VISITS) == ["pending"]
    assert told(rules, issue, *VISITS[:1]) == ["pending"]
    assert told(rules, issue, *VISITS, closed_at=at("2024-05-20")) == ["not_applicable"]
    assert told(rules, issue, *VISITS, release) == ["violated"]
    assert told(rules, issue, *VISITS[:1], release) == ["satisfied"]


def test_the_act_beyond_may_lie_after_an_end_that_no_register_shows():
    rules = "  duty d\n    until release\n    clerk must ensure visit at most 1 time\n"
    registers = {"visit": None, "release": at("2024-05-06")}
    finding = only(found(rules, case_of(*VISITS, registers=registers), "2024-05-31"))
    assert {each.value for each in finding.possible} == {"satisfied", "violated"}
    assert [leaf.subject for leaf in finding.deciders] == ["release"]


# ---- four eyes --------------------------------------------------------------------------------

EYES = "  duty d\n{lines}    review and report by different persons\n"


def eyes(
    first: str | tuple[str, ...], second: str | tuple[str, ...], lines: str = "", **case: object
) -> list[str]:
    events = happened("review", "2024-05-06", by=first), happened("report", "2024-05-07", by=second)
    return told(EYES.format(lines=lines), *events, **case)


def test_four_eyes():
    assert eyes("An", "Bo") == ["satisfied"]
    assert eyes("An", "An") == ["violated"]
    assert eyes(("An", "Bo"), ("Bo", "Cy")) == ["violated"]
    assert eyes("An", ()) == ["unknown"]
    assert eyes((), "An") == ["unknown"]


def test_four_eyes_names_whoever_did_both():
    case = case_of(
        happened("review", "2024-05-06", by="An"),
        happened("report", "2024-05-07", by="Bo"),
        happened("report", "2024-05-08", by="An"),
    )
    finding = only(found(EYES.format(lines=""), case, "2024-05-31"))
    assert (finding.verdict.value, finding.evidence) == ("violated", (0, 2))
    assert finding.reason_args["persons"] == ["An"]


def test_four_eyes_is_activated_by_the_later_act():
    alone = happened("review", "2024-05-06", by="An")
    assert told(EYES.format(lines=""), alone) == ["not_applicable"]
    other_way = happened("report", "2024-05-05", by="Bo"), alone
    finding = only(found(EYES.format(lines=""), case_of(*other_way), "2024-05-31"))
    assert finding.opened == at("2024-05-06")


def test_the_other_act_may_not_be_on_record():
    alone = happened("review", "2024-05-06", by="An")
    finding = only(found(EYES.format(lines=""), case_of(alone, registers={"review": None}), "2024-05-31"))
    assert {each.value for each in finding.possible} == {"satisfied", "violated", "not_applicable"}


def test_four_eyes_under_a_condition_and_after_a_trigger():
    assert eyes("An", "An", "    when urgent\n", fields={"urgent": False}) == ["not_applicable"]
    assert eyes("An", "An", "    when urgent\n", fields={"urgent": True}) == ["violated"]


def test_four_eyes_after_a_trigger_look_at_what_came_after_it():
    lines = EYES.format(lines="    after each alarm\n")
    review, report = happened("review", "2024-05-06", by="An"), happened("report", "2024-05-08", by="An")
    assert told(lines, review, happened("alarm", "2024-05-07"), report) == ["not_applicable"]
    assert told(lines, happened("alarm", "2024-05-05"), review, report) == ["violated"]
    unordered = found(lines, case_of(happened("alarm", "2024-05-06"), review, report), "2024-05-31")
    assert verdicts(unordered) == ["violated"]
    assert "order_assumed" in flags(only(unordered))


def test_four_eyes_in_a_period_look_at_what_came_in_it():
    lines = EYES.format(lines="    every month\n")
    may, june = happened("review", "2024-05-06", by="An"), happened("report", "2024-06-03", by="An")
    assert told(lines, may, june, as_of="2024-06-30") == ["not_applicable"]
    same = happened("report", "2024-05-07", by="An")
    assert told(lines, may, same, june, as_of="2024-06-30") == ["violated"]


def test_four_eyes_between_events_wait_for_the_end():
    lines = EYES.format(lines="    between issue and release\n")
    acts = [happened(name, "2024-05-07", by="An") for name in ("review", "report")]
    issue, release = happened("issue", "2024-05-05"), happened("release", "2024-05-10")
    assert told(lines, issue, *acts, release) == ["violated"]
    assert told(lines, issue, *acts) == ["pending"]
    assert told(lines, issue, *acts, closed_at=at("2024-05-20")) == ["not_applicable"]


# ---- never both -------------------------------------------------------------------------------

BOTH = "  duty d\n{lines}    never both review and report\n"
REVIEW, REPORT = happened("review", "2024-05-06"), happened("report", "2024-05-07")


def test_never_both():
    rules = BOTH.format(lines="")
    assert told(rules, REVIEW, REPORT) == ["violated"]
    assert told(rules, REPORT, REVIEW) == ["violated"]
    assert told(rules, REVIEW) == ["satisfied"]
    assert told(rules, REPORT) == ["not_applicable"]  # activated by the first named
    assert told(rules) == ["not_applicable"]


def test_never_both_with_a_register_that_has_gaps():
    rules = BOTH.format(lines="")

    def open_to(register: str, *events: EventRecord) -> set[str]:
        finding = only(found(rules, case_of(*events, registers={register: None}), "2024-05-31"))
        return {each.value for each in finding.possible}

    assert open_to("review", REVIEW) == {"satisfied", "violated"}
    assert open_to("report") == {"satisfied", "not_applicable"}
    assert open_to("report", REPORT) == {"violated", "not_applicable"}


def test_never_both_under_a_condition():
    rules = BOTH.format(lines="    when urgent\n")
    assert told(rules, REVIEW, REPORT, fields={"urgent": False}) == ["not_applicable"]
    assert told(rules, REVIEW, REPORT) == ["unknown"]


def test_never_both_in_a_period_on_a_day_and_after_the_latest():
    one, other = happened("visit", "2024-05-06 10:00"), happened("report", "2024-06-03 10:00")
    both = "  duty d\n    {when}\n    never both visit and report\n"
    month = found(both.format(when="every month"), case_of(one, other), "2024-06-30")
    assert verdicts(month) == ["satisfied"]
    assert "ongoing" not in flags(only(month))
    near = happened("report", "2024-05-06 15:00")
    assert told(both.format(when="every month"), one, near) == ["violated"]
    day = both.format(when="on the day of alarm")
    alarm = happened("alarm", "2024-05-06 12:00")
    assert told(day, one, alarm, near) == ["violated"]
    assert told(day, one, alarm, other) == ["satisfied"]
    latest = both.format(when="after the latest alarm")
    assert told(latest, happened("alarm", "2024-05-05"), one, happened("alarm", "2024-05-20"), other) == [
        "satisfied"
    ]


# ---- the first and the last event ---------------------------------------------------------------

FIRST = "  duty d\n{lines}    the first event must be review\n"
LAST = "  duty d\n    the last event must be review\n"


def test_the_first_event():
    assert told(FIRST.format(lines=""), REVIEW, REPORT) == ["satisfied"]
    assert told(FIRST.format(lines=""), REPORT, REVIEW) == ["violated"]
    assert told(FIRST.format(lines="")) == ["not_applicable"]
    closed = {"fields": {"urgent": False}}
    assert told(FIRST.format(lines="    when urgent\n"), REPORT, **closed) == ["not_applicable"]


def test_the_last_event_is_judged_once_the_case_is_closed():
    assert told(LAST, REPORT, REVIEW) == ["pending"]
    assert told(LAST, REPORT, REVIEW, closed_at=at("2024-05-20")) == ["satisfied"]
    assert told(LAST, REVIEW, REPORT, closed_at=at("2024-05-20")) == ["violated"]


def test_two_events_of_one_day_leave_the_edge_open():
    same_day = happened("report", "2024-05-06")
    assert told(FIRST.format(lines=""), REVIEW, same_day) == ["unknown"]
    assert told(FIRST.format(lines=""), same_day, REVIEW) == ["unknown"]
    assert told(FIRST.format(lines=""), REVIEW, REVIEW) == ["satisfied"]


@pytest.mark.parametrize("kind", [EYES, BOTH])
def test_an_act_in_a_scope_only(kind):
    rules = kind.format(lines="    from issue until release\n")
    scope = happened("issue", "2024-05-06"), happened("release", "2024-05-07")
    both = happened("review", "2024-05-08", by="An"), happened("report", "2024-05-09", by="An")
    assert told(rules, *scope, *both) == ["not_applicable"]
    holders = (Holding("clerk", "An", dt.date(2024, 1, 1)),)
    assert told(rules, *scope[:1], *both, holders=holders) == ["violated"]


def test_a_ceiling_after_each_trigger_that_fits():
    rules = "  duty d\n    after each alarm with severe\n    clerk must ensure visit at most 1 time\n"
    assert told(rules, happened("alarm", "2024-05-05", severe=False), *VISITS) == ["not_applicable"]
    assert told(rules, happened("alarm", "2024-05-05", severe=True), *VISITS) == ["violated"]
    assert told(rules, happened("alarm", "2024-05-05"), *VISITS) == ["unknown"]

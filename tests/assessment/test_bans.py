"""Prohibitions and precedence: which acts they speak of, what excuses, and what unknown leaves open."""

import datetime as dt

import pytest

from dutylang.cases.record import Holding
from tests.assessment.common import at, case_of, flags, found, happened, only, verdicts

AFTER_REPORT = "  prohibition p\n    after report\n    nobody may visit\n"


def test_an_act_before_the_trigger_is_not_forbidden():
    case = case_of(happened("visit", "2024-05-06"), happened("report", "2024-05-07"))
    finding = only(found(AFTER_REPORT, case, "2024-05-31"))
    assert finding.verdict.value == "satisfied"
    assert "ongoing" in flags(finding)


def test_each_forbidden_act_is_an_instance_of_its_own():
    case = case_of(
        happened("report", "2024-05-07"), happened("visit", "2024-05-08"), happened("visit", "2024-05-09")
    )
    findings = found(AFTER_REPORT, case, "2024-05-31")
    assert verdicts(findings) == ["violated", "violated"]
    assert [finding.done.day.day for finding in findings if finding.done] == [8, 9]


def test_a_day_of_each_month_returns_in_a_prohibition():
    rules = "  prohibition p\n    nobody may visit by the 10th of each month\n"
    days = ("2024-05-11", "2024-06-05", "2024-06-20", "2024-07-10")
    findings = found(rules, case_of(*(happened("visit", day) for day in days)), "2024-07-31")
    assert [(each.verdict.value, each.evidence) for each in findings] == [
        ("violated", (1,)),
        ("violated", (3,)),
    ]


def test_a_prohibition_on_a_day_speaks_of_that_day():
    rules = "  prohibition p\n    on the day of report\n    nobody may visit\n"
    report = happened("report", "2024-05-06 12:00")
    days = ("2024-05-05 09:00", "2024-05-06 09:00", "2024-05-06 15:00", "2024-05-07 09:00")
    case = case_of(
        happened("visit", days[0]),
        happened("visit", days[1]),
        report,
        *(happened("visit", day) for day in days[2:]),
    )
    assert [each.evidence for each in found(rules, case, "2024-05-31")] == [(1,), (3,)]


def test_precedence_on_a_day_speaks_of_that_day():
    rules = "  prohibition p\n    on the day of report\n    anyone may visit only after review\n"
    report, late = happened("report", "2024-05-06 12:00"), happened("visit", "2024-05-07 09:00")
    assert verdicts(found(rules, case_of(report, late), "2024-05-31")) == ["not_applicable"]
    assert verdicts(found(rules, case_of(report, happened("visit", "2024-05-06 15:00")), "2024-05-31")) == [
        "violated"
    ]


def test_the_trigger_is_not_itself_the_forbidden_act():
    rules = "  prohibition p\n    after each visit\n    nobody may visit within 3 days\n"
    case = case_of(
        happened("visit", "2024-05-06 09:00"),
        happened("visit", "2024-05-08 09:00"),
        happened("visit", "2024-05-20 09:00"),
    )
    findings = found(rules, case, "2024-05-31")
    assert [(each.verdict.value, each.evidence) for each in findings] == [("violated", (1,))]


def test_a_trigger_that_may_not_count_leaves_the_act_open():
    rules = "  prohibition p\n    after each alarm with severe\n    nobody may visit\n"
    case = case_of(happened("alarm", "2024-05-06"), happened("visit", "2024-05-07"))
    finding = only(found(rules, case, "2024-05-31"))
    assert finding.verdict.value == "unknown"
    assert [leaf.subject for leaf in finding.deciders] == ["severe"]
    mild = case_of(happened("alarm", "2024-05-06", severe=False), happened("visit", "2024-05-07"))
    assert verdicts(found(rules, mild, "2024-05-31")) == ["satisfied"]


def test_who_acted_is_unknown_so_is_the_breach():
    rules = "  prohibition p\n    clerk must not visit\n"
    holders = (Holding("clerk", "An", dt.date(2024, 1, 1)),)
    finding = only(found(rules, case_of(happened("visit", "2024-05-07"), holders=holders), "2024-05-31"))
    assert finding.verdict.value == "unknown"
    assert finding.deciders[0].why == "no_actor"
    other = case_of(happened("visit", "2024-05-07", by="Bo"), holders=holders)
    assert verdicts(found(rules, other, "2024-05-31")) == ["satisfied"]
    own = case_of(happened("visit", "2024-05-07", by="An"), holders=holders)
    [breach] = found(rules, own, "2024-05-31")
    assert (breach.verdict.value, breach.persons) == ("violated", ("An",))


def test_a_condition_of_a_prohibition_is_read_at_the_act():
    rules = "  prohibition p\n    nobody may visit when urgent\n"
    act = happened("visit", "2024-05-07")
    assert verdicts(found(rules, case_of(act, fields={"urgent": True}), "2024-05-31")) == ["violated"]
    assert verdicts(found(rules, case_of(act, fields={"urgent": False}), "2024-05-31")) == ["not_applicable"]
    assert verdicts(found(rules, case_of(act), "2024-05-31")) == ["unknown"]


def test_nothing_forbidden_while_the_condition_is_false_is_not_applicable():
    rules = "  prohibition p\n    when urgent\n    nobody may visit\n"
    assert verdicts(found(rules, case_of(fields={"urgent": False}), "2024-05-31")) == ["not_applicable"]
    assert verdicts(found(rules, case_of(fields={"urgent": True}), "2024-05-31")) == ["satisfied"]


def test_a_register_that_is_not_complete_leaves_a_prohibition_open():
    case = case_of(complete=None)
    finding = only(found("  prohibition p\n    nobody may visit\n", case, "2024-05-31"))
    assert (finding.verdict.value, finding.reason) == ("unknown", "trigger_unobserved")


def test_between_two_events_a_breach_waits_for_the_second():
    rules = "  prohibition p\n    between issue and review\n    nobody may report\n"
    events = happened("issue", "2024-05-06"), happened("report", "2024-05-07")
    assert verdicts(found(rules, case_of(*events), "2024-05-31")) == ["pending"]
    closed = case_of(*events, closed_at=at("2024-05-20"))
    assert verdicts(found(rules, closed, "2024-05-31")) == ["satisfied"]
    reviewed = case_of(*events, happened("review", "2024-05-08"))
    assert verdicts(found(rules, reviewed, "2024-05-31")) == ["violated"]


AT_CLOSE = "    judged when the window closes\n"


@pytest.mark.parametrize("scope", ["before review", "until review", "from issue until review"])
@pytest.mark.parametrize(
    "body", ["prohibition p\n    nobody may report", "duty p\n    anyone may report only after visit"]
)
def test_what_waits_for_its_window_is_judged_when_it_closes(scope: str, body: str):
    head, line = body.split("\n")
    rules = f"  {head}\n    {scope}\n{AT_CLOSE}{line}\n"
    events = happened("issue", "2024-05-06"), happened("report", "2024-05-07")
    open_one = only(found(rules, case_of(*events), "2024-05-31"))
    assert (open_one.verdict.value, open_one.reason) == ("pending", "window_not_closed")
    closed = only(found(rules, case_of(*events, closed_at=at("2024-05-20")), "2024-05-31"))
    assert (closed.verdict.value, closed.reason) == ("not_applicable", "window_never_closed")
    reviewed = only(found(rules, case_of(*events, happened("review", "2024-05-08")), "2024-05-31"))
    assert (reviewed.verdict.value, reviewed.done) == ("violated", at("2024-05-07"))


def test_a_prohibition_that_waits_is_kept_only_in_a_window_that_closed():
    rules = f"  prohibition p\n    from issue until review\n{AT_CLOSE}    nobody may report\n"
    first = happened("issue", "2024-05-06"), happened("review", "2024-05-08")
    again = happened("issue", "2024-05-13")
    finding = only(found(rules, case_of(*first), "2024-05-31"))
    assert (finding.verdict.value, flags(finding)) == ("satisfied", set())
    finding = only(found(rules, case_of(*first, again), "2024-05-31"))
    assert (finding.verdict.value, flags(finding)) == ("pending", set())
    assert verdicts(found(rules, case_of(*first, again, closed_at=at("2024-05-20")), "2024-05-31")) == [
        "satisfied"
    ]
    assert verdicts(found(rules, case_of(again, closed_at=at("2024-05-20")), "2024-05-31")) == [
        "not_applicable"
    ]


def test_what_waits_is_open_where_the_register_may_hide_the_end():
    rules = f"  prohibition p\n    before review\n{AT_CLOSE}    nobody may report\n"
    registers = {"report": None, "review": at("2024-05-10")}
    broken = case_of(happened("report", "2024-05-07"), registers=registers)
    finding = only(found(rules, broken, "2024-05-31"))
    assert {each.value for each in finding.possible} == {"violated", "pending"}
    clean = only(found(rules, case_of(registers=registers), "2024-05-31"))
    assert {each.value for each in clean.possible} == {"satisfied", "pending"}
    late = case_of(happened("report", "2024-05-13"), registers=registers)
    finding = only(found(rules, late, "2024-05-31"))
    assert {each.value for each in finding.possible} == {"satisfied", "violated", "pending"}


def test_an_act_without_its_prior_may_lie_after_an_end_that_no_register_shows():
    rules = "  duty p\n    until review\n    anyone may report only after visit\n"
    registers = {"report": None, "visit": None, "review": at("2024-05-10")}
    late = case_of(happened("report", "2024-05-13"), registers=registers)
    finding = only(found(rules, late, "2024-05-31"))
    assert {each.value for each in finding.possible} == {"not_applicable", "violated"}
    early = case_of(happened("report", "2024-05-07"), registers=registers)
    assert verdicts(found(rules, early, "2024-05-31")) == ["violated"]


def test_not_as_the_next_event():
    rules = "  prohibition p\n    after each alarm\n    nobody may report as the next event\n"
    alarm, report, visit = (
        happened("alarm", "2024-05-06 09:00"),
        happened("report", "2024-05-06 11:00"),
        happened("visit", "2024-05-06 10:00"),
    )
    assert verdicts(found(rules, case_of(alarm, report), "2024-05-31")) == ["violated"]
    assert verdicts(found(rules, case_of(alarm, visit, report), "2024-05-31")) == ["satisfied"]


def test_the_order_on_one_day_matters_to_a_prohibition_in_hours():
    rules = "  prohibition p\n    after each alarm\n    nobody may report within 4 hours\n"
    case = case_of(happened("alarm", "2024-05-06"), happened("report", "2024-05-06"))
    assert verdicts(found(rules, case, "2024-05-31")) == ["unknown"]
    timed = case_of(happened("alarm", "2024-05-06 09:00"), happened("report", "2024-05-06 14:00"))
    assert verdicts(found(rules, timed, "2024-05-31")) == ["satisfied"]


def test_levels_hang_on_the_forbidden_act():
    rules = "  prohibition p\n    nobody may visit\n    otherwise clerk must ensure report within 3 days\n"
    act = happened("visit", "2024-05-06")
    [primary, level] = found(rules, case_of(act, happened("report", "2024-05-08")), "2024-05-31")
    assert (primary.verdict.value, level.verdict.value) == ("violated", "satisfied")
    assert "repaired" in flags(primary)
    [primary, level] = found(rules, case_of(act), "2024-05-31")
    assert level.verdict.value == "violated"
    assert "terminal" in flags(primary)


PERMIT = """  prohibition p
    nobody may visit
  permission q
    clerk may visit{condition}
    exception to p
"""
CLERKS = (Holding("clerk", "An", dt.date(2024, 1, 1)),)


def permitted(condition: str, by: str | tuple[str, ...], **fields: object) -> list[str]:
    case = case_of(happened("visit", "2024-05-06", by=by), holders=CLERKS, fields=fields)
    return verdicts(found(PERMIT.format(condition=condition), case, "2024-05-31"))


def test_a_permission_excepts_its_holders_only():
    assert permitted("", "An") == ["exempt"]
    assert permitted("", "Bo") == ["violated"]
    assert permitted("", ()) == ["unknown"]


def test_a_permission_excepts_under_its_condition_only():
    assert permitted(" when urgent", "An", urgent=True) == ["exempt"]
    assert permitted(" when urgent", "An", urgent=False) == ["violated"]
    assert permitted(" when urgent", "An") == ["unknown"]


def test_a_permission_of_another_act_excuses_nothing():
    rules = (
        "  prohibition p\n    nobody may visit or report\n"
        "  permission q\n    clerk may report\n    exception to p\n"
    )
    case = case_of(
        happened("visit", "2024-05-06", by="An"), happened("report", "2024-05-07", by="An"), holders=CLERKS
    )
    assert verdicts(found(rules, case, "2024-05-31")) == ["violated", "exempt"]


# ---- precedence -------------------------------------------------------------------------------

PRIOR = "  prohibition p\n{lines}    anyone may report only after review{more}\n"


def preceded(*events: object, lines: str = "", more: str = "", **case: object) -> list[str]:
    rules = PRIOR.format(lines=lines, more=more)
    return verdicts(found(rules, case_of(*events, **case), "2024-05-31"))  # type: ignore[arg-type]


REVIEW, REPORT = happened("review", "2024-05-06 09:00"), happened("report", "2024-05-07 09:00")


def test_an_act_needs_an_earlier_one():
    assert preceded(REVIEW, REPORT) == ["satisfied"]
    assert preceded(REPORT) == ["violated"]
    assert preceded() == ["not_applicable"]


def test_what_the_register_does_not_show_may_have_come_before():
    registers = dict.fromkeys(["report"])
    assert preceded(REPORT, registers=registers) == ["unknown"]


def test_precedence_is_not_asked_of_acts_out_of_force():
    assert preceded(happened("report", "2023-12-31")) == ["not_applicable"]


def test_precedence_holds_in_its_scope_only():
    scope = "    from issue until release\n"
    issue, release = happened("issue", "2024-05-01 09:00"), happened("release", "2024-05-20 09:00")
    late = happened("report", "2024-05-21 09:00")
    assert preceded(issue, REVIEW, REPORT, release, lines=scope) == ["satisfied"]
    assert preceded(issue, release, late, lines=scope) == ["not_applicable"]
    before = happened("review", "2024-04-01 09:00")
    assert preceded(before, issue, REPORT, lines=scope) == ["violated"]
    assert preceded(before, issue, REPORT, lines=scope + "    already counts\n") == ["satisfied"]


def test_precedence_after_triggers_that_fit():
    after = "    after each alarm with severe\n"
    severe, mild = (happened("alarm", "2024-05-01 09:00", severe=each) for each in (True, False))
    assert preceded(severe, REPORT, lines=after) == ["violated"]
    assert preceded(mild, REPORT, lines=after) == ["not_applicable"]
    assert preceded(severe, REVIEW, REPORT, lines=after) == ["satisfied"]


def test_each_act_with_a_prior_of_its_own():
    second = happened("report", "2024-05-08 09:00")
    own = "    each its own\n"
    assert preceded(REVIEW, REPORT, second) == ["satisfied", "satisfied"]
    assert preceded(REVIEW, REPORT, second, lines=own) == ["satisfied", "violated"]


def test_for_the_same_attribute():
    rules = "  prohibition p\n    anyone may visit only after alarm for the same site\n"

    def told(alarm: dict[str, str], visit: dict[str, str]) -> list[str]:
        case = case_of(happened("alarm", "2024-05-06", **alarm), happened("visit", "2024-05-07", **visit))
        return verdicts(found(rules, case, "2024-05-31"))

    assert told({"site": "x"}, {"site": "x"}) == ["satisfied"]
    assert told({"site": "y"}, {"site": "x"}) == ["violated"]
    assert told({}, {"site": "x"}) == ["unknown"]
    assert told({"site": "x"}, {}) == ["unknown"]


def test_a_prior_that_must_be_such():
    rules = "  prohibition p\n    anyone may report only after visit with written\n"

    def told(**visit: bool) -> list[str]:
        case = case_of(happened("visit", "2024-05-06", **visit), happened("report", "2024-05-07"))
        return verdicts(found(rules, case, "2024-05-31"))

    assert told(written=True) == ["satisfied"]
    assert told(written=False) == ["violated"]
    assert told() == ["unknown"]


def test_a_prior_within_hours():
    within = " within 24 hours"
    assert preceded(REVIEW, REPORT, more=within) == ["satisfied"]
    assert preceded(REVIEW, happened("report", "2024-05-07 09:01"), more=within) == ["violated"]
    untimed = happened("review", "2024-05-07"), happened("report", "2024-05-07")
    assert preceded(*untimed, more=within) == ["unknown"]


def test_directly_after():
    rules = "  prohibition p\n    anyone may report only directly after review\n"
    between = happened("visit", "2024-05-06 10:00")

    def told(*events: object) -> list[str]:
        return verdicts(found(rules, case_of(*events), "2024-05-31"))  # type: ignore[arg-type]

    assert told(REVIEW, REPORT) == ["satisfied"]
    assert told(REVIEW, between, REPORT) == ["violated"]
    assert told(REPORT) == ["violated"]
    assert told(happened("visit", "2024-05-07"), REPORT) == ["violated"]
    assert told(REVIEW, happened("visit", "2024-05-07"), REPORT) == ["unknown"]


def test_only_the_holders_of_the_role_need_a_prior():
    rules = "  prohibition p\n    clerk may report only after review\n"
    act = happened("report", "2024-05-07", by="An")
    holders = (Holding("clerk", "An", dt.date(2024, 1, 1)),)
    assert verdicts(found(rules, case_of(act, holders=holders), "2024-05-31")) == ["violated"]
    blank = case_of(happened("report", "2024-05-07"), holders=holders)
    assert verdicts(found(rules, blank, "2024-05-31")) == ["unknown"]


def test_precedence_under_a_condition_and_an_exception():
    rules = "  prohibition p\n    when urgent\n    anyone may report only after review\n"
    case = case_of(REPORT, fields={"urgent": False})
    assert verdicts(found(rules, case, "2024-05-31")) == ["not_applicable"]
    own = "  prohibition p\n    anyone may report only after review when urgent\n"
    assert verdicts(found(own, case, "2024-05-31")) == ["not_applicable"]
    unless = "  prohibition p\n    anyone may report only after review unless urgent\n"
    assert verdicts(found(unless, case, "2024-05-31")) == ["violated"]
    assert verdicts(found(unless, case_of(REPORT, fields={"urgent": True}), "2024-05-31")) == ["exempt"]


def test_a_period_left_at_its_house_default_is_flagged():
    rules = "  prohibition p\n    anyone may report only after review within fresh\n"
    more = "parameter fresh = 1 day house default"
    case = case_of(happened("review", "2024-05-01"), happened("report", "2024-05-07"))
    finding = only(found(rules, case, "2024-05-31", more))
    assert finding.verdict.value == "violated"
    assert "house_default" in flags(finding)

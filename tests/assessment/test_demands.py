"""Obligations to act: which acts count, the verdict, and what hangs on it."""

import datetime as dt
from decimal import Decimal

import attrs
import pytest

from dutylang.assessment.case import assess_case, case_status
from dutylang.assessment.model import Finding, Horizon, Verdict
from dutylang.cases.record import EventRecord, Holding, JudgementRecord, Participant
from dutylang.values import Money
from tests.assessment.common import (
    assessed,
    at,
    case_of,
    flags,
    found,
    happened,
    only,
    plan_of,
    verdicts,
)

RULES = "  duty d\n    after each alarm\n    clerk {modal} {act}\n{more}"
ALARM = happened("alarm", "2024-05-06 09:00", site="x")
CLERKS = (Holding("clerk", "An", dt.date(2024, 1, 1)), Holding("clerk", "Bo", dt.date(2024, 1, 1)))


def judged(
    act: str,
    *events: EventRecord,
    modal: str = "must ensure",
    more: str = "",
    as_of: str = "2024-05-31",
    **case: object,
) -> Finding:
    rules = RULES.format(modal=modal, act=act, more=more)
    return only(found(rules, case_of(ALARM, *events, **case), as_of))


def misses(finding: Finding) -> list[str]:
    return [miss.reason for miss in finding.near_misses]


# ---- which acts count -------------------------------------------------------------------------


def test_done_in_time_late_and_not_at_all():
    assert judged("visit within 3 days", happened("visit", "2024-05-09")).verdict is Verdict.SATISFIED
    late = judged("visit within 3 days", happened("visit", "2024-05-10"))
    assert (late.verdict, late.lateness.count if late.lateness else None) == (Verdict.LATE, 1)
    undone = judged("visit within 3 days")
    assert undone.verdict is Verdict.VIOLATED
    assert flags(undone) == {"still_owed"}
    assert judged("visit within 3 days", as_of="2024-05-09").verdict is Verdict.PENDING


def test_an_act_before_the_opening_is_a_near_miss_unless_it_already_counts():
    early = happened("visit", "2024-05-05")
    rules = RULES.format(modal="must ensure", act="visit within 3 days", more="")
    finding = only(found(rules, case_of(early, ALARM), "2024-05-31"))
    assert (finding.verdict, misses(finding)) == (Verdict.VIOLATED, ["before_opening"])
    counts = rules.replace("    clerk", "    already counts\n    clerk")
    assert verdicts(found(counts, case_of(early, ALARM), "2024-05-31")) == ["satisfied"]


def test_only_acts_of_holders_count():
    def by(who: str | tuple[str, ...], holders: tuple[Holding, ...] = CLERKS) -> Finding:
        return judged(
            "visit within 3 days", happened("visit", "2024-05-07", by=who), modal="must", holders=holders
        )

    assert by("An").verdict is Verdict.SATISFIED
    assert misses(by("Cy")) == ["not_a_holder"]
    assert by(()).verdict is Verdict.UNKNOWN
    assert by("An", ()).verdict is Verdict.UNKNOWN  # neither a register nor a claim
    assert by("An/clerk", ()).verdict is Verdict.SATISFIED
    assert by("An/leader", ()).verdict is Verdict.VIOLATED
    others = (Holding("leader", "Lu", dt.date(2024, 1, 1)),)
    assert by("An", others).verdict is Verdict.VIOLATED  # the register shows nobody in the role
    assert by("An/clerk", others).verdict is Verdict.SATISFIED


def test_an_unknown_actor_is_ignored_where_a_certain_act_gives_the_same():
    acts = happened("visit", "2024-05-07"), happened("visit", "2024-05-08", by="An")
    assert judged("visit within 3 days", *acts, modal="must", holders=CLERKS).verdict is Verdict.SATISFIED


def test_each_holder_must_act():
    rules = "  duty d\n    after each alarm\n    each clerk must visit within 3 days\n"
    case = case_of(ALARM, happened("visit", "2024-05-07", by="An"), holders=CLERKS)
    mine, other = found(rules, case, "2024-05-31")
    assert (mine.verdict, mine.persons) == (Verdict.SATISFIED, ("An",))
    assert (other.verdict, other.persons, misses(other)) == (Verdict.VIOLATED, ("Bo",), ["not_a_holder"])


def test_for_the_same_site():
    act = "visit within 3 days for the same site"
    assert judged(act, happened("visit", "2024-05-07", site="x")).verdict is Verdict.SATISFIED
    assert misses(judged(act, happened("visit", "2024-05-07", site="y"))) == ["not_the_same"]
    open_site = judged(act, happened("visit", "2024-05-07"))
    assert (open_site.verdict, open_site.deciders[0].subject) == (Verdict.UNKNOWN, "site")


def test_the_same_as_a_trigger_that_does_not_say():
    rules = RULES.format(modal="must ensure", act="visit within 3 days for the same site", more="")
    case = case_of(happened("alarm", "2024-05-06"), happened("visit", "2024-05-07", site="x"))
    assert verdicts(found(rules, case, "2024-05-31")) == ["unknown"]


def test_such_an_act():
    act = "visit within 3 days with written"
    assert judged(act, happened("visit", "2024-05-07", written=True)).verdict is Verdict.SATISFIED
    assert misses(judged(act, happened("visit", "2024-05-07", written=False))) == ["condition_not_met"]
    finding = judged(act, happened("visit", "2024-05-07"))
    assert {each.value for each in finding.possible} == {"satisfied", "violated"}


def test_an_act_after_due_that_may_count_leaves_late_open():
    finding = judged("visit within 3 days with written", happened("visit", "2024-05-20"))
    assert {each.value for each in finding.possible} == {"late", "violated"}


def test_by_someone_other():
    act = "review within 3 days by someone other than who visit"

    def told(visitor: str | tuple[str, ...], reviewer: str | tuple[str, ...]) -> Finding:
        return judged(
            act, happened("visit", "2024-05-06", by=visitor), happened("review", "2024-05-07", by=reviewer)
        )

    assert told("An", "Bo").verdict is Verdict.SATISFIED
    assert misses(told("An", "An")) == ["same_person"]
    assert told("An", ()).verdict is Verdict.UNKNOWN
    assert told((), "An").verdict is Verdict.UNKNOWN


def test_by_different_persons():
    act = "visit at least 2 times by different persons within 9 days"
    first, again = happened("visit", "2024-05-07", by="An"), happened("visit", "2024-05-08", by="An")
    other, blank = happened("visit", "2024-05-09", by="Bo"), happened("visit", "2024-05-09")
    assert judged(act, first, again).verdict is Verdict.VIOLATED
    finding = judged(act, first, again, other)
    assert (finding.verdict, finding.evidence) == (Verdict.SATISFIED, (1, 3))
    assert judged(act, first, blank).verdict is Verdict.UNKNOWN


def test_what_several_acts_cover_together():
    act = "visit within 9 days together with covers including funds, progress"
    funds, progress = (
        happened("visit", f"2024-05-{day}", covers=frozenset({what}))
        for day, what in (("07", "funds"), ("08", "progress"))
    )
    assert judged(act, funds).verdict is Verdict.VIOLATED
    assert judged(act, funds, progress).evidence == (1, 2)


def test_exactly_so_many():
    acts = [happened("visit", f"2024-05-0{day}") for day in (7, 8)]
    assert judged("visit exactly once within 5 days", *acts).verdict is Verdict.VIOLATED
    one = judged("visit exactly once within 5 days", acts[0])
    assert (one.verdict, flags(one)) == (Verdict.SATISFIED, set())
    soon = judged("visit exactly once within 5 days", acts[0], as_of="2024-05-08")
    assert flags(soon) == {"ongoing"}


def test_an_act_recorded_too_late_does_not_count():
    more = "    counts only if recorded within 2 days\n"
    prompt, tardy, silent = (
        happened("visit", "2024-05-07", recorded_at=when) for when in ("2024-05-08", "2024-05-20", None)
    )
    assert judged("visit within 3 days", prompt, more=more).verdict is Verdict.SATISFIED
    assert misses(judged("visit within 3 days", tardy, more=more)) == ["recorded_late"]
    assert judged("visit within 3 days", silent, more=more).verdict is Verdict.UNKNOWN


def test_a_voided_act_is_a_near_miss():
    acts = happened("visit", "2024-05-07", id="v"), happened("review", "2024-05-08", voids="v")
    assert misses(judged("visit within 3 days", *acts)) == []
    more = happened("visit", "2024-05-05", id="w")
    finding = judged("visit within 3 days", *acts, more)
    assert "voided" in misses(finding)


def test_each_act_answers_one_trigger():
    rules = "  duty d\n    after each alarm\n    each its own\n    clerk must ensure visit within 9 days\n"
    triggers = [happened("alarm", f"2024-05-0{day}") for day in (6, 7)]
    case = case_of(*triggers, happened("visit", "2024-05-08"))
    assert verdicts(found(rules, case, "2024-05-31")) == ["satisfied", "violated"]
    shared = rules.replace("    each its own\n", "")
    assert verdicts(found(shared, case, "2024-05-31")) == ["satisfied", "satisfied"]
    late = case_of(*triggers, happened("visit", "2024-05-30"))
    assert verdicts(found(rules, late, "2024-05-31")) == ["late", "violated"]


# ---- the next event ---------------------------------------------------------------------------

NEXT = "visit as the next event"


def test_the_very_next_event():
    visit, report = happened("visit", "2024-05-07"), happened("report", "2024-05-06 12:00")
    assert judged(NEXT, visit).verdict is Verdict.SATISFIED
    assert judged(NEXT, report, visit).reason == "other_came_next"
    assert judged(NEXT).verdict is Verdict.PENDING
    closed = judged(NEXT, closed_at=at("2024-05-20"))
    assert (closed.verdict, closed.reason) == (Verdict.VIOLATED, "not_done")


def test_the_next_event_within_a_period():
    act = "visit within 3 days as the next event"
    assert judged(act, happened("visit", "2024-05-07")).verdict is Verdict.SATISFIED
    assert judged(act, happened("visit", "2024-05-20")).verdict is Verdict.LATE
    assert judged(act).verdict is Verdict.VIOLATED


def test_the_next_event_by_a_holder():
    blank = judged(NEXT, happened("visit", "2024-05-07"), modal="must", holders=CLERKS)
    assert blank.verdict is Verdict.UNKNOWN
    other = judged(NEXT, happened("visit", "2024-05-07", by="Cy"), modal="must", holders=CLERKS)
    assert other.verdict is Verdict.VIOLATED


def test_the_next_event_on_a_register_with_gaps():
    visit = happened("visit", "2024-05-07")
    gap = {"registers": dict.fromkeys(["alarm", "visit"])}
    assert judged(NEXT, visit, **gap).verdict is Verdict.UNKNOWN
    hidden = {"registers": dict.fromkeys(["alarm", "report"])}
    assert judged(NEXT, happened("report", "2024-05-07"), **hidden).verdict is Verdict.UNKNOWN


# ---- what frees -------------------------------------------------------------------------------


def test_discharged_by_due_is_exempt_and_after_it_changes_nothing_but_what_is_owed():
    more = "    discharged on release\n"
    freed = judged("visit within 3 days", happened("release", "2024-05-09"), more=more)
    assert (freed.verdict, freed.reason) == (Verdict.EXEMPT, "discharged")
    after = judged("visit within 3 days", happened("release", "2024-05-20"), more=more)
    assert (after.verdict, flags(after)) == (Verdict.VIOLATED, set())


def test_a_discharge_before_the_opening_frees_from_nothing():
    more = "    discharged on release\n"
    rules = RULES.format(modal="must ensure", act="visit within 3 days", more=more)
    case = case_of(happened("release", "2024-05-01"), ALARM)
    assert verdicts(found(rules, case, "2024-05-31")) == ["violated"]


def test_a_waiver_needs_the_power():
    more = "    waived on grant by leader\n"
    leaders = (Holding("leader", "Lu", dt.date(2024, 1, 1)),)

    def by(who: str | tuple[str, ...]) -> Finding:
        grant = happened("grant", "2024-05-08", by=who)
        return judged("visit within 3 days", grant, more=more, holders=leaders)

    assert (by("Lu").verdict, by("Lu").reason) == (Verdict.EXEMPT, "waived")
    assert (by("An").verdict, flags(by("An"))) == (Verdict.VIOLATED, {"still_owed"})
    assert by(()).verdict is Verdict.UNKNOWN


def test_a_discharge_that_the_register_does_not_show():
    more = "    discharged on release\n"
    finding = judged("visit within 3 days", more=more, registers=dict.fromkeys(["alarm", "visit"]))
    assert {each.value for each in finding.possible} == {"exempt", "violated"}


def test_an_exception_of_the_duty():
    more = "    unless urgent\n"
    assert judged("visit within 3 days", more=more, fields={"urgent": True}).verdict is Verdict.EXEMPT
    assert judged("visit within 3 days", more=more, fields={"urgent": False}).verdict is Verdict.VIOLATED


# ---- steps ------------------------------------------------------------------------------------

THEN = "    then must ensure review within 3 days\n"
MISSED = "    if any step is missed\n      leader must ensure report within 2 days\n"
OTHERWISE = "    otherwise leader must ensure report within 2 days\n"
IF_LATE = "    if late, leader must ensure report within 2 days\n"
ONCE = "    once issue, leader must ensure report within 2 days\n"


def steps(more: str, *events: EventRecord, as_of: str = "2024-05-31", **case: object) -> list[str]:
    rules = RULES.format(modal="must ensure", act="visit within 3 days", more=more)
    return verdicts(found(rules, case_of(ALARM, *events, **case), as_of))


VISIT, LATE_VISIT = happened("visit", "2024-05-08"), happened("visit", "2024-05-20")


def test_a_step_that_follows_on_the_performance():
    assert steps(THEN, VISIT) == ["satisfied", "violated"]
    assert steps(THEN, VISIT, happened("review", "2024-05-11")) == ["satisfied", "satisfied"]
    assert steps(THEN, LATE_VISIT, happened("review", "2024-05-21")) == ["late", "satisfied"]
    assert steps(THEN) == ["violated", "pending"]
    assert steps(THEN, closed_at=at("2024-05-20")) == ["violated", "not_applicable"]
    assert steps(THEN, as_of="2024-05-07") == ["pending", "pending"]
    assert steps("    unless urgent\n" + THEN, fields={"urgent": True}) == ["exempt", "not_applicable"]
    gap = dict.fromkeys(["alarm", "review"])
    assert steps(THEN, registers=gap)[1] == "unknown"


def test_a_level_that_repairs():
    met = found(
        RULES.format(modal="must ensure", act="visit within 3 days", more=OTHERWISE),
        case_of(ALARM, happened("report", "2024-05-10")),
        "2024-05-31",
    )
    assert verdicts(met) == ["violated", "satisfied"]
    assert "repaired" in flags(met[0])
    assert steps(OTHERWISE, VISIT) == ["satisfied"]  # the level never opened
    assert steps(OTHERWISE, happened("visit", "2024-05-10")) == ["late", "exempt"]
    assert steps(OTHERWISE, LATE_VISIT) == ["late", "violated"]


def test_a_level_under_a_predecessor_that_is_not_known():
    gap = dict.fromkeys(["alarm", "report"])
    assert steps(OTHERWISE, registers=gap)[0] == "unknown"


def test_a_level_of_the_whole_chain():
    assert steps(THEN + MISSED, VISIT) == ["satisfied", "violated", "violated"]
    assert steps(THEN + MISSED, VISIT, as_of="2024-05-09") == ["satisfied", "pending"]
    done = VISIT, happened("review", "2024-05-09")
    assert steps(THEN + MISSED, *done) == ["satisfied", "satisfied"]
    findings = found(
        RULES.format(modal="must ensure", act="visit within 3 days", more=THEN + MISSED),
        case_of(ALARM, VISIT, happened("report", "2024-05-14")),
        "2024-05-31",
    )
    assert verdicts(findings) == ["satisfied", "violated", "satisfied"]
    assert "repaired" in flags(findings[1])


def test_a_level_below_the_level_of_the_chain():
    below = THEN + MISSED + "    otherwise clerk must ensure issue within 1 day\n"
    findings = found(
        RULES.format(modal="must ensure", act="visit within 3 days", more=below),
        case_of(ALARM, VISIT),
        "2024-05-31",
    )
    assert verdicts(findings) == ["satisfied", "violated", "violated", "violated"]
    assert ["terminal" in flags(each) for each in findings] == [False, True, False, False]


def test_a_duty_of_lateness_cures_nothing():
    assert steps(IF_LATE, VISIT) == ["satisfied"]
    assert steps(IF_LATE, LATE_VISIT, happened("report", "2024-05-21")) == ["late", "satisfied"]


def test_a_step_once_something_happens():
    assert steps(ONCE, VISIT, happened("issue", "2024-05-10"), happened("report", "2024-05-11")) == [
        "satisfied",
        "satisfied",
    ]
    assert steps(ONCE, VISIT) == ["satisfied", "pending"]
    assert steps(ONCE, VISIT, closed_at=at("2024-05-20")) == ["satisfied", "not_applicable"]
    assert steps(ONCE, happened("issue", "2024-05-07"), VISIT) == ["satisfied", "pending"]


def test_joint_acts_each_have_a_verdict():
    rules = RULES.format(
        modal="must ensure", act="visit and review within 3 days", more=THEN.replace("review", "report")
    )
    case = case_of(ALARM, VISIT, happened("review", "2024-05-09"), happened("report", "2024-05-10"))
    findings = found(rules, case, "2024-05-31")
    assert [(each.part, each.level, each.verdict.value) for each in findings] == [
        ("visit", "", "satisfied"),
        ("review", "", "satisfied"),
        ("", "then-1", "satisfied"),
    ]
    [visit, review, _] = found(rules, case_of(ALARM, VISIT), "2024-05-31")
    assert (visit.verdict, review.verdict) == (Verdict.SATISFIED, Verdict.VIOLATED)


# ---- recurring --------------------------------------------------------------------------------


def test_every_so_many_days_since_the_last():
    rules = (
        "  duty d\n    every 30 days since the last from issue until release\n    clerk must ensure visit\n"
    )
    issue = happened("issue", "2024-03-01")
    visits = happened("visit", "2024-03-20"), happened("visit", "2024-04-25")
    assert verdicts(found(rules, case_of(issue, *visits), "2024-05-10")) == ["satisfied", "late", "pending"]
    assert verdicts(found(rules, case_of(issue), "2024-05-10")) == ["violated"]
    assert verdicts(found(rules, case_of(), "2024-05-10")) == ["not_applicable"]


def test_every_month_by_a_day():
    rules = (
        "  duty d\n    from issue until release\n"
        "    clerk must ensure visit by the 15th of each month not rolling\n"
    )
    case = case_of(
        happened("issue", "2024-03-20"), happened("visit", "2024-04-10"), happened("visit", "2024-05-20")
    )
    findings = found(rules, case, "2024-05-31")
    assert [(each.period, each.verdict.value) for each in findings] == [
        ("2024-03", "not_applicable"),  # its day lies before the scope
        ("2024-04", "satisfied"),
        ("2024-05", "violated"),
    ]


def test_one_act_serves_one_period():
    rules = (
        "  duty d\n    every month from issue until release\n"
        "    clerk must ensure visit by the 10th of the following month not rolling\n"
    )
    case = case_of(happened("issue", "2024-03-01"), happened("visit", "2024-04-05"))
    assert verdicts(found(rules, case, "2024-05-31")) == ["satisfied", "violated", "pending"]


def test_the_latest_trigger_supersedes():
    rules = "  duty d\n    after the latest alarm\n    clerk must ensure visit within 9 days\n"
    again = happened("alarm", "2024-05-10")
    findings = found(rules, case_of(ALARM, again, happened("visit", "2024-05-12")), "2024-05-31")
    assert [each.reason for each in findings][-1] == "done_in_time"
    nothing = found(rules, case_of(ALARM, again), "2024-05-31")
    assert [each.reason for each in nothing] == ["superseded", "not_done"]


def test_which_latest_is_not_known():
    rules = "  duty d\n    after the latest alarm with severe\n    clerk must ensure visit within 9 days\n"
    case = case_of(happened("alarm", "2024-05-06", severe=True), happened("alarm", "2024-05-10"))
    findings = found(rules, case, "2024-05-31")
    assert verdicts(findings) == ["unknown", "unknown"]
    assert {each.value for each in findings[0].possible} == {"not_applicable", "violated"}


# ---- the case as a whole ----------------------------------------------------------------------


def test_the_status_is_the_gravest_that_is_no_advice():
    rules = (
        "  duty d\n    after each alarm\n    clerk must ensure visit within 3 days\n"
        "  duty e\n    after each alarm\n    clerk should review within 3 days\n"
    )
    case = case_of(ALARM, VISIT, holders=CLERKS)
    whole = assessed(plan_of(rules), case, "2024-05-31")
    assert [each.verdict.value for each in whole.findings] == ["satisfied", "violated"]
    assert whole.status is Verdict.SATISFIED
    assert case_status([]) is Verdict.NOT_APPLICABLE


def test_voided_events_and_figures_without_a_value_are_told():
    rules = "  duty d\n    after each alarm\n    when amount / amount > 1\n    clerk must ensure visit within 3 days\n"
    zero = plan_of(rules)
    case = case_of(
        happened("alarm", "2024-05-06", id="a"),
        ALARM,
        happened("report", "2024-05-07", voids="a"),
        fields={"amount": Money(Decimal(0), "CNY")},
    )
    whole = assessed(zero, case, "2024-05-31")
    assert [each.code for each in whole.problems] == ["A001", "A002"]
    # A reader counts events from one.
    assert whole.problems[1].args["position"] == 1


def test_open_judgements_are_listed_once():
    rules = "  duty d\n    after each alarm\n    when reckless\n    clerk must ensure visit within 3 days\n"
    words = "role board body\njudgement reckless by board"
    case = case_of(ALARM, happened("alarm", "2024-05-07"))
    whole = assessed(plan_of(rules, words), case, "2024-05-31")
    assert [each.leaf.subject for each in whole.open_questions] == ["reckless"]
    decided = JudgementRecord("reckless", False, at("2024-05-08"), Participant("B", "board"))
    settled = assessed(plan_of(rules, words), attrs.evolve(case, judgements=(decided,)), "2024-05-31")
    assert settled.open_questions == ()


def test_rules_for_another_kind_of_case_do_not_apply():
    rules = "  duty d\n    applies to loan\n    after each alarm\n    clerk must ensure visit within 3 days\n"
    assert verdicts(found(rules, case_of(ALARM, kind="deal"), "2024-05-31")) == ["not_applicable"]
    assert verdicts(found(rules, case_of(ALARM, kind="loan"), "2024-05-31")) == ["violated"]


def test_an_act_recorded_long_after_it_is_back_dated():
    rules = RULES.format(modal="must ensure", act="visit within 3 days", more="")
    plan = plan_of(rules)
    within = attrs.evolve(plan, recorded_within=plan.rules[0].body.main.limits[0].period)  # type: ignore[union-attr]
    case = case_of(ALARM, happened("visit", "2024-05-07", recorded_at="2024-05-20"))
    [finding] = assessed(within, case, "2024-05-31").findings
    assert (finding.verdict, flags(finding)) == (Verdict.SATISFIED, {"back_dated"})


def test_a_plan_that_names_an_unknown_calendar_is_a_bug():
    plan = attrs.evolve(
        plan_of(RULES.format(modal="must ensure", act="visit within 3 days", more="")), calendar="moon"
    )
    rules = tuple(attrs.evolve(rule, discharges=()) for rule in plan.rules)
    moon = attrs.evolve(plan, rules=rules, recorded_within=rules[0].body.main.limits[0].period)  # type: ignore[union-attr]
    case = case_of(ALARM, happened("visit", "2024-05-07", recorded_at="2024-05-08"))
    with pytest.raises(LookupError):
        assess_case(moon, case, Horizon(at("2024-05-31")))


def test_a_level_counts_from_the_hour_that_was_missed():
    more = "    otherwise leader must ensure report within 2 hours\n"
    rules = RULES.format(modal="must ensure", act="visit within 24 hours", more=more)  # due 09:00 on the 7th
    prompt, tardy = happened("report", "2024-05-07 10:59"), happened("report", "2024-05-07 11:01")
    early = happened("report", "2024-05-07 08:00")
    assert verdicts(found(rules, case_of(ALARM, prompt), "2024-05-31")) == ["violated", "satisfied"]
    assert verdicts(found(rules, case_of(ALARM, tardy), "2024-05-31")) == ["violated", "late"]
    assert verdicts(found(rules, case_of(ALARM, early), "2024-05-31")) == ["violated", "violated"]


def test_a_level_below_a_step_that_is_not_known_is_not_known():
    gap = dict.fromkeys(["alarm", "review", "report"])
    assert steps(THEN + OTHERWISE, registers=gap) == ["unknown", "unknown", "unknown"]


def test_a_level_below_joint_acts_marks_what_was_missed():
    more = OTHERWISE.replace("report", "grant")
    rules = RULES.format(modal="must ensure", act="visit and review within 3 days", more=more)
    case = case_of(ALARM, VISIT, happened("grant", "2024-05-10"))
    visit, review, level = found(rules, case, "2024-05-31")
    assert (visit.verdict, review.verdict, level.verdict.value) == (
        Verdict.SATISFIED,
        Verdict.VIOLATED,
        "satisfied",
    )
    assert ("repaired" in flags(visit), "repaired" in flags(review)) == (False, True)


def test_each_its_own_passes_over_acts_that_do_not_count():
    rules = (
        "  duty d\n    after each alarm\n    each its own\n"
        "    clerk must ensure visit within 9 days with written\n"
    )
    acts = happened("visit", "2024-05-07", written=False), happened("visit", "2024-05-08", written=True)
    assert verdicts(found(rules, case_of(ALARM, *acts), "2024-05-31")) == ["satisfied"]


def test_hours_from_a_trigger_without_an_hour():
    rules = RULES.format(modal="must ensure", act="visit within 24 hours", more="")
    case = case_of(happened("alarm", "2024-05-06"))  # due between 0:00 of the 7th and 0:00 of the 8th
    assert verdicts(found(rules, case, "2024-05-06 23:00")) == ["pending"]
    assert verdicts(found(rules, case, "2024-05-08")) == ["violated"]
    between = only(found(rules, case, "2024-05-07 12:00"))
    assert {each.value for each in between.possible} == {"pending", "violated"}
    assert (between.deciders[0].kind.value, between.deciders[0].subject) == ("order", "alarm")
    visit = happened("visit", "2024-05-07 12:00")
    done = only(found(rules, case_of(happened("alarm", "2024-05-06"), visit), "2024-05-31"))
    assert {each.value for each in done.possible} == {"satisfied", "late"}


def test_a_window_that_never_closed_in_a_closed_case_asks_for_nothing():
    rules = "  duty d\n    between issue and release\n    clerk must ensure visit\n"
    issue = happened("issue", "2024-05-06")
    assert verdicts(found(rules, case_of(issue), "2024-05-31")) == ["pending"]
    closed = case_of(issue, closed_at=at("2024-05-20"))
    assert verdicts(found(rules, closed, "2024-05-31")) == ["not_applicable"]

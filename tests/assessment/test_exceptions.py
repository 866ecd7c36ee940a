"""Exceptions: one that excuses, one that gives another deadline, those that agree, clash, lift or outrank."""

import datetime as dt

import pytest

from dutylang.cases.record import DocumentRecord, Entry, NoValue, Series
from dutylang.values import Money
from tests.assessment.common import at, case_of, flags, found, happened, only, verdicts

YUAN = "CNY"
VISIT = """  duty d
    after each alarm
    clerk must ensure visit within 3 days
"""
SMALL = """  exception small
    to d
    when amount < 1000 CNY
"""
URGENT = """  exception hurry
    to d
    when urgent
    instead within 1 day
"""
CALM = """  exception calm
    to d
    when not urgent
"""


def money(amount: int) -> Money:
    return Money(amount, YUAN)


def alarm_case(*events, **fields):
    return case_of(happened("alarm", "2024-05-06"), *events, fields=fields)


def judged(rules, *events, as_of="2024-05-31", **fields):
    return only(found(rules, alarm_case(*events, **fields), as_of))


# ---- one exception ------------------------------------------------------------------------------


def test_what_is_excused_is_exempt_and_cites_the_exception():
    finding = judged(VISIT + SMALL, amount=money(999))
    assert (finding.verdict.value, finding.reason) == ("exempt", "exception")
    assert finding.exceptions == ("small",)
    assert finding.reason_args == {"exceptions": "small"}
    assert finding.breached_at is None
    assert finding.due == at("2024-05-09")


def test_an_exception_whose_condition_is_false_changes_nothing():
    finding = judged(VISIT + SMALL, amount=money(1000))
    assert (finding.verdict.value, finding.exceptions) == ("violated", ())
    assert finding.breached_at == at("2024-05-09")


def test_another_deadline_takes_the_place_of_the_first():
    early = judged(VISIT + URGENT, happened("visit", "2024-05-07"), urgent=True)
    late = judged(VISIT + URGENT, happened("visit", "2024-05-08"), urgent=True)
    ordinary = judged(VISIT + URGENT, happened("visit", "2024-05-08"), urgent=False)
    assert (early.verdict.value, early.due, early.exceptions) == ("satisfied", at("2024-05-07"), ("hurry",))
    assert (late.verdict.value, late.due, late.exceptions) == ("late", at("2024-05-07"), ("hurry",))
    assert late.breached_at == at("2024-05-07")
    assert (ordinary.verdict.value, ordinary.due, ordinary.exceptions) == ("satisfied", at("2024-05-09"), ())


def test_it_takes_the_place_of_a_deadline_under_a_condition_too():
    duty = VISIT.rstrip() + "\n    instead within 5 days when rating is poor\n"
    finding = judged(duty + URGENT, happened("visit", "2024-05-08"), urgent=True, rating="poor")
    assert (finding.verdict.value, finding.due) == ("late", at("2024-05-07"))


def test_an_unknown_condition_leaves_the_verdict_open_and_names_its_field():
    broken = judged(VISIT + SMALL)
    assert broken.verdict.value == "unknown"
    assert {each.value for each in broken.possible} == {"exempt", "violated"}
    assert [leaf.subject for leaf in broken.deciders] == ["amount"]
    stated = judged(VISIT + SMALL, amount=NoValue.STATED_UNKNOWN)
    assert [leaf.why for leaf in stated.deciders] == ["stated_unknown"]


def test_an_unknown_condition_that_cannot_matter_decides_nothing():
    lifted = "  exception lift\n    to small\n    when urgent\n"
    finding = judged(VISIT + SMALL + lifted, amount=money(5000))
    assert (finding.verdict.value, finding.deciders) == ("violated", ())


def test_the_condition_is_read_when_the_instance_opens():
    series = "  exception good\n    to d\n    when rating is good\n"
    rating = Series((Entry(at("2024-05-01"), "poor"), Entry(at("2024-05-07"), "good")))
    assert judged(VISIT + series, rating=rating).verdict.value == "violated"
    rating = Series((Entry(at("2024-05-01"), "good"), Entry(at("2024-05-07"), "poor")))
    assert judged(VISIT + series, rating=rating).verdict.value == "exempt"


def test_the_trigger_can_be_asked():
    at_a = '  exception near\n    to d\n    when site of alarm is "A"\n'
    case = case_of(happened("alarm", "2024-05-06", site="A"), happened("alarm", "2024-05-07", site="B"))
    assert verdicts(found(VISIT + at_a, case, "2024-05-31")) == ["exempt", "violated"]


def test_an_exception_counts_while_its_article_is_in_force():
    later = 'article 2 "Later"\n  in force from 2024-06-01\n' + SMALL
    case = case_of(
        happened("alarm", "2024-05-31"), happened("alarm", "2024-06-01"), fields={"amount": money(1)}
    )
    assert verdicts(found(VISIT + later, case, "2024-07-31")) == ["violated", "exempt"]
    until = 'article 2 "Before"\n  in force from 2024-01-01 until 2024-05-31\n' + SMALL
    assert verdicts(found(VISIT + until, case, "2024-07-31")) == ["exempt", "violated"]


# ---- several ------------------------------------------------------------------------------------


def test_those_that_agree_merge_and_are_all_cited():
    finding = judged(VISIT + SMALL + CALM, amount=money(1), urgent=False)
    assert (finding.verdict.value, finding.exceptions) == ("exempt", ("small", "calm"))
    assert finding.reason_args == {"exceptions": "small, calm"}


def test_those_that_clash_leave_that_instance_alone_in_conflict():
    rules = (
        VISIT
        + SMALL
        + URGENT
        + "  duty e\n    after each alarm\n    clerk must ensure report within 3 days\n"
    )
    case = alarm_case(amount=money(1), urgent=True)
    one, other = found(rules, case, "2024-05-31")
    assert (one.verdict.value, one.reason, one.exceptions) == (
        "conflict",
        "exceptions_clash",
        ("small", "hurry"),
    )
    assert one.reason_args == {"exceptions": "small, hurry"}
    assert other.verdict.value == "violated"


def test_a_clash_is_one_instance_of_several():
    at_a = '  exception near\n    to d\n    when site of alarm is "A"\n'
    case = case_of(
        happened("alarm", "2024-05-06", site="A"),
        happened("alarm", "2024-05-07", site="B"),
        fields={"urgent": True},
    )
    assert verdicts(found(VISIT + at_a + URGENT, case, "2024-05-31")) == ["conflict", "violated"]


def test_two_deadlines_that_differ_clash_and_equal_ones_merge():
    other = "  exception small\n    to d\n    when amount < 1000 CNY\n    instead within {} days\n"
    same = judged(VISIT + URGENT + other.format(1), amount=money(1), urgent=True)
    assert (same.due, same.exceptions) == (at("2024-05-07"), ("hurry", "small"))
    assert judged(VISIT + URGENT + other.format(2), amount=money(1), urgent=True).verdict.value == "conflict"


def test_the_one_that_prevails_counts_where_they_differ():
    over = URGENT.rstrip() + "\n    prevails over small\n"
    finding = judged(VISIT + SMALL + over, amount=money(1), urgent=True)
    assert (finding.verdict.value, finding.exceptions, finding.due) == (
        "violated",
        ("hurry",),
        at("2024-05-07"),
    )
    alone = judged(VISIT + SMALL + over, amount=money(1), urgent=False)
    assert (alone.verdict.value, alone.exceptions) == ("exempt", ("small",))


def test_where_they_agree_the_one_that_is_outranked_is_cited_too():
    over = CALM.rstrip() + "\n    prevails over small\n"
    finding = judged(VISIT + SMALL + over, amount=money(1), urgent=False)
    assert finding.exceptions == ("small", "calm")


@pytest.mark.parametrize("how", ["    blocks exception small\n", "    to small\n"])
def test_a_blocked_one_excepts_nothing(how):
    lift = "  exception lift\n" + how + "    when urgent\n"
    lifted = judged(VISIT + SMALL + lift, amount=money(1), urgent=True)
    assert (lifted.verdict.value, lifted.exceptions) == ("violated", ())
    assert judged(VISIT + SMALL + lift, amount=money(1), urgent=False).verdict.value == "exempt"


def test_what_lifts_can_be_lifted():
    lift = "  exception lift\n    to small\n    when urgent\n"
    back = "  exception back\n    to lift\n    when rating is good\n"
    rules = VISIT + SMALL + lift + back
    assert judged(rules, amount=money(1), urgent=True, rating="good").verdict.value == "exempt"
    assert judged(rules, amount=money(1), urgent=True, rating="poor").verdict.value == "violated"
    assert judged(rules, amount=money(1), urgent=False, rating="poor").verdict.value == "exempt"


def test_one_that_is_blocked_may_block_nothing():
    """A blocked exception has no effect of its own, blocking included."""
    first = "  exception one\n    blocks exception small\n    when urgent\n"
    second = "  exception two\n    blocks exception one\n    when rating is good\n"
    finding = judged(VISIT + SMALL + first + second, amount=money(1), urgent=True, rating="good")
    assert finding.verdict.value == "exempt"


def test_an_exception_to_an_exception_with_a_deadline_counts_in_its_place():
    change = "  exception middle\n    to small\n    when urgent\n    instead within 1 day\n"
    rules = VISIT + SMALL + change
    both = judged(rules, amount=money(1), urgent=True)
    assert (both.verdict.value, both.due, both.exceptions) == ("violated", at("2024-05-07"), ("middle",))
    assert judged(rules, amount=money(1), urgent=False).exceptions == ("small",)
    # Where the exception that it changes does not hold, the rule's own deadline stands.
    neither = judged(rules, amount=money(5000), urgent=True)
    assert (neither.due, neither.exceptions) == (at("2024-05-09"), ())


def test_an_exception_may_change_what_another_one_gave_back():
    lift = "  exception lift\n    to small\n    when urgent\n"
    change = "  exception longer\n    to lift\n    when rating is good\n    instead within 9 days\n"
    finding = judged(VISIT + SMALL + lift + change, amount=money(1), urgent=True, rating="good")
    assert (finding.due, finding.exceptions) == (at("2024-05-15"), ("longer",))


# ---- steps --------------------------------------------------------------------------------------

STEPS = """  duty d
    after each alarm
    clerk must ensure visit within 3 days
    and must ensure report within 5 days
    then must ensure review within 2 days
    otherwise leader must ensure grant within 2 days
"""


def test_what_is_lifted_is_lifted_with_its_steps():
    findings = found(STEPS + SMALL, alarm_case(amount=money(1)), "2024-05-31")
    told = {each.level: (each.verdict.value, each.exceptions) for each in findings}
    assert told[""] == ("exempt", ("small",))
    assert told["and-1"] == ("exempt", ("small",))
    assert told["then-1"] == ("exempt", ("small",))
    assert "violated" not in {verdict for verdict, _ in told.values()}


def test_steps_keep_their_own_deadlines():
    case = alarm_case(happened("visit", "2024-05-08"), happened("report", "2024-05-13"), urgent=True)
    findings = {each.level: each for each in found(STEPS + URGENT, case, "2024-05-31")}
    assert (findings[""].verdict.value, findings["and-1"].due) == ("late", at("2024-05-13"))
    assert findings["and-1"].exceptions == ()
    assert findings["then-1"].due == at("2024-05-15")


def test_a_level_counts_from_the_miss_of_the_other_deadline():
    duty = VISIT + "    otherwise leader must ensure report within 2 days\n"
    findings = found(duty + URGENT, alarm_case(urgent=True), "2024-05-31")
    assert [each.due for each in findings] == [at("2024-05-07"), at("2024-05-09")]


def test_an_act_is_not_used_up_by_an_instance_that_is_not_owed():
    duty = VISIT.rstrip() + "\n    each its own\n"
    at_a = '  exception near\n    to d\n    when site of alarm is "A"\n'
    case = case_of(
        happened("alarm", "2024-05-06", site="A"),
        happened("alarm", "2024-05-06", site="B"),
        happened("visit", "2024-05-07"),
    )
    assert verdicts(found(duty + at_a, case, "2024-05-31")) == ["exempt", "satisfied"]


def test_each_its_own_serves_the_nearer_deadline_first():
    duty = VISIT.rstrip() + "\n    each its own\n"
    soon = '  exception near\n    to d\n    when site of alarm is "B"\n    instead within 1 day\n'
    case = case_of(
        happened("alarm", "2024-05-06", site="A"),
        happened("alarm", "2024-05-06", site="B"),
        happened("visit", "2024-05-07"),
    )
    assert verdicts(found(duty + soon, case, "2024-05-31")) == ["violated", "satisfied"]


# ---- every kind of body --------------------------------------------------------------------------


def test_a_forbidden_act_is_excused_as_things_stand_at_the_act():
    rules = "  prohibition d\n    nobody may visit\n  exception good\n    to d\n    when rating is good\n"
    rating = Series((Entry(at("2024-05-01"), "poor"), Entry(at("2024-05-07"), "good")))
    case = case_of(
        happened("visit", "2024-05-06"), happened("visit", "2024-05-08"), fields={"rating": rating}
    )
    first, second = found(rules, case, "2024-05-31")
    assert (first.verdict.value, first.breached_at) == ("violated", at("2024-05-06"))
    assert (second.verdict.value, second.exceptions, second.breached_at) == ("exempt", ("good",), None)


def test_a_prohibition_of_some_days_lasts_as_long_as_the_exception_says():
    rules = "  prohibition d\n    after each alarm\n    nobody may visit within 3 days\n"
    longer = "  exception long\n    to d\n    when urgent\n    instead within 10 days\n"
    case = alarm_case(happened("visit", "2024-05-12"), urgent=True)
    finding = only(found(rules + longer, case, "2024-05-31"))
    assert (finding.verdict.value, finding.exceptions) == ("violated", ("long",))
    assert only(found(rules + longer, alarm_case(happened("visit", "2024-05-12"), urgent=False), "2024-05-31")
                ).verdict.value == "satisfied"  # fmt: skip


def test_an_exception_does_not_take_the_place_of_what_the_rule_itself_excuses():
    rules = "  prohibition d\n    nobody may visit\n    unless grant on the same day\n" + SMALL
    case = case_of(
        happened("visit", "2024-05-06"), happened("grant", "2024-05-06"), fields={"amount": money(5000)}
    )
    finding = only(found(rules, case, "2024-05-31"))
    assert (finding.verdict.value, finding.exceptions) == ("exempt", ())


def test_of_a_ceiling():
    rules = "  duty d\n    clerk must ensure visit at most once\n" + SMALL
    acts = (happened("visit", "2024-05-06"), happened("visit", "2024-05-07"))
    assert (
        only(found(rules, case_of(*acts, fields={"amount": money(1)}), "2024-05-31")).verdict.value
        == "exempt"
    )
    broken = only(found(rules, case_of(*acts, fields={"amount": money(5000)}), "2024-05-31"))
    assert (broken.verdict.value, broken.breached_at) == ("violated", at("2024-05-07"))


def test_of_a_ceiling_within_days():
    rules = "  duty d\n    after each alarm\n    clerk must ensure visit at most once within 2 days\n"
    longer = "  exception long\n    to d\n    when urgent\n    instead within 10 days\n"
    acts = (happened("visit", "2024-05-07"), happened("visit", "2024-05-12"))
    assert judged(rules + longer, *acts, urgent=False).verdict.value == "satisfied"
    finding = judged(rules + longer, *acts, urgent=True)
    assert (finding.verdict.value, finding.exceptions) == ("violated", ("long",))


def test_of_precedence():
    rules = "  duty d\n    anyone may visit only after review\n" + SMALL
    small = only(
        found(rules, case_of(happened("visit", "2024-05-06"), fields={"amount": money(1)}), "2024-05-31")
    )
    assert (small.verdict.value, small.exceptions) == ("exempt", ("small",))
    large = only(
        found(rules, case_of(happened("visit", "2024-05-06"), fields={"amount": money(5000)}), "2024-05-31")
    )
    assert (large.verdict.value, large.breached_at) == ("violated", at("2024-05-06"))


def test_of_what_is_to_be_kept_as_things_stand_at_the_start():
    rules = "  duty d\n    from issue until release\n    keep rating is good\n" + SMALL
    for amount, told in ((1, ("exempt", None)), (5000, ("violated", at("2024-05-08")))):
        rating = Series((Entry(at("2024-05-01"), "good"), Entry(at("2024-05-08"), "poor")))
        case = case_of(happened("issue", "2024-05-06"), fields={"rating": rating, "amount": money(amount)})
        finding = only(found(rules, case, "2024-05-31"))
        assert (finding.verdict.value, finding.breached_at) == told


def test_of_four_eyes():
    rules = "  duty d\n    visit and review by different persons\n" + SMALL
    acts = (happened("visit", "2024-05-06", "Li"), happened("review", "2024-05-07", "Li"))
    small = only(found(rules, case_of(*acts, fields={"amount": money(1)}), "2024-05-31"))
    assert (small.verdict.value, small.exceptions) == ("exempt", ("small",))
    large = only(found(rules, case_of(*acts, fields={"amount": money(5000)}), "2024-05-31"))
    assert (large.verdict.value, large.breached_at) == ("violated", at("2024-05-07"))
    others = (happened("visit", "2024-05-06", "Li"), happened("review", "2024-05-07", "Wang"))
    kept = only(found(rules, case_of(*others), "2024-05-31"))
    assert (kept.verdict.value, kept.deciders) == ("satisfied", ())  # nothing to excuse, so nothing is asked


def test_of_never_both():
    rules = "  duty d\n    never both visit and review\n" + SMALL
    acts = (happened("visit", "2024-05-06"), happened("review", "2024-05-07"))
    small = only(found(rules, case_of(*acts, fields={"amount": money(1)}), "2024-05-31"))
    assert (small.verdict.value, small.exceptions) == ("exempt", ("small",))
    large = only(found(rules, case_of(*acts, fields={"amount": money(5000)}), "2024-05-31"))
    assert (large.verdict.value, large.breached_at) == ("violated", at("2024-05-07"))


def test_of_the_first_event():
    rules = "  duty d\n    the first event must be visit\n" + SMALL
    small = only(
        found(rules, case_of(happened("review", "2024-05-06"), fields={"amount": money(1)}), "2024-05-31")
    )
    assert (small.verdict.value, small.exceptions) == ("exempt", ("small",))
    large = only(
        found(rules, case_of(happened("review", "2024-05-06"), fields={"amount": money(5000)}), "2024-05-31")
    )
    assert (large.verdict.value, large.breached_at) == ("violated", at("2024-05-06"))


def test_of_each_document_of_a_checklist():
    rules = (
        "  checklist d\n    clerk must have on file\n      licence\n      plan\n    before issue\n" + SMALL
    )
    filed = DocumentRecord("licence", filed=dt.date(2024, 5, 1))
    issue = happened("issue", "2024-05-06")
    small = found(rules, case_of(issue, fields={"amount": money(1)}, documents=(filed,)), "2024-05-31")
    assert verdicts(small) == ["exempt", "exempt"]
    large = found(rules, case_of(issue, fields={"amount": money(5000)}, documents=(filed,)), "2024-05-31")
    assert [(each.verdict.value, each.breached_at) for each in large] == [
        ("satisfied", None),
        ("violated", at("2024-05-06")),
    ]


def test_of_each_holder_and_each_part():
    rules = "  duty d\n    after each alarm\n    clerk must ensure visit and report within 3 days\n" + SMALL
    findings = found(rules, alarm_case(amount=money(1)), "2024-05-31")
    assert [(each.part, each.verdict.value) for each in findings] == [
        ("visit", "exempt"),
        ("report", "exempt"),
    ]


def test_a_default_of_the_house_in_the_condition_is_flagged_on_the_breach():
    more = "parameter small_amount = 1000 CNY house default\n"
    small = "  exception small\n    to d\n    when amount < small_amount\n"
    case = alarm_case(amount=money(5000))
    assert flags(only(found(VISIT + small, case, "2024-05-31", more))) >= {"house_default"}


def test_what_is_exempt_either_way_cites_what_is_certain():
    """Whatever the amount is, `calm` holds; whether `small` does is not known."""
    finding = judged(VISIT + SMALL + CALM, urgent=False)
    assert (finding.verdict.value, finding.exceptions) == ("exempt", ("calm",))
    assert finding.reason_args == {"exceptions": "calm"}

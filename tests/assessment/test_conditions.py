"""Conditions on one case: what a field, an event, a figure or a judgement says, and why it says nothing."""

import datetime as dt
from decimal import Decimal

import pytest

from dutylang.assessment.leaves import Leaf
from dutylang.assessment.single.conditions import ConflictError, day_before, decide, evaluate
from dutylang.assessment.single.reading import needs_of, parts_of, subject_of
from dutylang.assessment.single.world import Question, UndecidedError, explore, results
from dutylang.cases.record import (
    BEGINNING,
    CaseRecord,
    Entry,
    Holding,
    JudgementRecord,
    NoValue,
    Participant,
    RecordValue,
    Series,
)
from dutylang.policy.typed import Typed
from dutylang.values import UNKNOWN, Money, Period, Truth, Unit
from tests.assessment.common import (
    assessed,
    at,
    case_of,
    context_of,
    flags,
    found,
    happened,
    only,
    plan_of,
    verdicts,
)

MORE = """case deal
  note optional text
  cap optional money CNY
  pledges list of pledge
  customer single person
  signed_at date and time
  purposes set of one of trade, building
record pledge
  value money CNY
  checked yes/no
  rank tracked number
record person
  assets money CNY
  city optional text
role board body
judgement reckless by board
parameter long_ago = 3 years
define big means amount > 100 CNY
event pay
  sum money CNY
  by_card yes/no
"""
RULES = "  duty d\n    after each alarm\n    when {}\n    clerk must ensure visit within 3 days\n"


def plan_when(condition: str):
    plan = plan_of(RULES.format(condition), MORE)
    when = plan.rules[0].when
    assert when is not None
    return plan, when


def read(condition: str, case: CaseRecord, moment: str = "2024-05-06") -> tuple[object, list[Leaf]]:
    """The value of a condition on a case, and the leaves that it noted."""
    plan, when = plan_when(condition)
    context = context_of(plan, case, moment)
    return evaluate(when, context), [leaf for _, leaf in context.trace.unknowns]


def yes_no(condition: str, **fields: object) -> object:
    return read(condition, case_of(fields=fields))[0]


def cny(amount: int) -> Money:
    return Money(Decimal(amount), "CNY")


# ---- fields -----------------------------------------------------------------------------------


def test_not_supplied_and_stated_unknown_are_told_apart():
    for fields, why in (({}, "not_supplied"), ({"urgent": NoValue.STATED_UNKNOWN}, "stated_unknown")):
        value, leaves = read("urgent", case_of(fields=fields))
        assert value is UNKNOWN
        assert [(leaf.subject, leaf.why) for leaf in leaves] == [("urgent", why)]


def test_any_comparison_with_an_unknown_is_unknown():
    for operator in ("is", "is not", "<", ">="):
        assert yes_no(f"amount {operator} 5 CNY") is UNKNOWN


def test_an_optional_field_known_to_be_empty_equals_nothing():
    assert yes_no('note is "x"', note=NoValue.ABSENT) is False
    assert yes_no('note is not "x"', note=NoValue.ABSENT) is True
    assert yes_no("note is missing", note=NoValue.ABSENT) is True
    assert yes_no("note is missing") is True
    assert yes_no("note is missing", note="x") is False
    assert yes_no("note is not missing", note="x") is True


def test_what_is_empty_has_no_place_in_an_order_or_a_sum():
    value, leaves = read("cap > 5 CNY", case_of(fields={"cap": NoValue.ABSENT}))
    assert (value, leaves[0].why) == (UNKNOWN, "absent")
    assert yes_no("cap + 5 CNY > 1 CNY", cap=NoValue.ABSENT) is UNKNOWN


def test_a_field_of_a_single_record():
    rich = RecordValue({"assets": cny(9)})
    assert yes_no("assets of customer > 5 CNY", customer=rich) is True
    assert yes_no("assets of customer > 5 CNY") is UNKNOWN
    value, leaves = read("assets of customer > 5 CNY", case_of(fields={"customer": RecordValue({})}))
    assert (value, leaves[0].subject) == (UNKNOWN, "customer.assets")


def test_a_tracked_field_holds_its_latest_value():
    series = Series((Entry(at("2024-05-01"), "good"), Entry(at("2024-05-10"), "poor")))
    case = case_of(fields={"rating": series})
    assert read("rating is poor", case, "2024-05-09")[0] is False
    assert read("rating is poor", case, "2024-05-10")[0] is True
    value, leaves = read("rating is poor", case, "2024-04-30")
    assert (value, leaves[0].why) == (UNKNOWN, "no_value_yet")


def test_a_tracked_value_may_be_stated_unknown():
    series = Series((Entry(at("2024-05-01"), NoValue.STATED_UNKNOWN),))
    value, leaves = read("rating is poor", case_of(fields={"rating": series}))
    assert (value, leaves[0].why) == (UNKNOWN, "stated_unknown")


def test_a_value_given_without_a_date_holds_from_the_beginning():
    series = Series((Entry(BEGINNING, "poor"),))
    assert read("rating is poor", case_of(fields={"rating": series}), "2024-01-01")[0] is True


# ---- logic ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("urgent and big", False),
        ("urgent or big", UNKNOWN),
        ("not big", True),
        ("not urgent", UNKNOWN),
        ("not big or urgent", True),
    ],
)
def test_kleene_logic(condition, expected):
    assert yes_no(condition, amount=cny(1)) is expected


def test_the_same_atom_has_the_same_answer():
    plan, when = plan_when("urgent or not urgent")

    def judge(world):
        context = context_of(plan, case_of(), "2024-05-06")
        return decide(when, type(context)(context.setting, world, context.trace, context.moment))

    assert results(explore(judge)) == [True, True]


def test_an_undecided_condition_asks_for_its_first_unknown():
    plan, when = plan_when("urgent and big")
    with pytest.raises(UndecidedError) as raised:
        decide(when, context_of(plan, case_of(), "2024-05-06"))
    assert [leaf.subject for leaf in raised.value.leaves] == ["urgent"]


# ---- figures ----------------------------------------------------------------------------------


def pledge(value: int | None = None, checked: bool | None = None, **more: object) -> RecordValue:
    fields = {"value": cny(value)} if value is not None else {}
    return RecordValue(fields | ({"checked": checked} if checked is not None else {}) | more)


def test_figures_over_records():
    two = (pledge(5, True), pledge(7, False))
    assert yes_no("total value of pledges is 12 CNY", pledges=two) is True
    assert yes_no("total value of pledges with checked is 5 CNY", pledges=two) is True
    assert yes_no("largest value of pledges is 7 CNY", pledges=two) is True
    assert yes_no("smallest value of pledges is 5 CNY", pledges=two) is True
    assert yes_no("count of pledges is 2", pledges=two) is True
    assert yes_no("every one of pledges meets checked", pledges=two) is False
    assert yes_no("any one of pledges meets checked", pledges=two) is True


def test_an_empty_list_sums_to_nothing_and_meets_everything():
    assert yes_no("total value of pledges is 0 CNY", pledges=()) is True
    assert yes_no("every one of pledges meets checked", pledges=()) is True
    assert yes_no("any one of pledges meets checked", pledges=()) is False
    assert yes_no("count of pledges is 0", pledges=NoValue.ABSENT) is True


def test_the_largest_of_nothing_has_no_value():
    value, leaves = read("largest value of pledges > 1 CNY", case_of(fields={"pledges": ()}))
    assert value is UNKNOWN
    assert [leaf.kind.value for leaf in leaves] == ["figure"]


def test_an_unknown_element_or_list_is_named():
    value, leaves = read("total value of pledges > 1 CNY", case_of(fields={"pledges": (pledge(5), pledge())}))
    assert (value, leaves[0].subject) == (UNKNOWN, "pledges[1].value")
    value, leaves = read("total value of pledges > 1 CNY", case_of())
    assert (value, leaves[0].subject) == (UNKNOWN, "pledges")


def test_a_tracked_field_of_an_element():
    ranked = pledge(5, rank=Series((Entry(at("2024-05-10"), Decimal(1)),)))
    case = case_of(fields={"pledges": (ranked,)})
    condition = "total rank of pledges is 1"
    assert read(condition, case, "2024-05-10")[0] is True
    value, leaves = read(condition, case, "2024-05-09")
    assert (value, leaves[0].why) == (UNKNOWN, "no_value_yet")


def test_division_by_zero_is_unknown_and_says_so():
    value, leaves = read("amount / amount > 1", case_of(fields={"amount": cny(0)}))
    assert value is UNKNOWN
    assert leaves[0].why == "division_by_zero"


# ---- events -----------------------------------------------------------------------------------

PAYS = (
    happened("pay", "2024-05-01", sum=cny(5), by_card=True),
    happened("pay", "2024-05-04 15:00", sum=cny(7), by_card=False),
    happened("pay", "2024-06-01", sum=cny(90), by_card=True),
)
ALL = {"registers": {"pay": None, "visit": None, "review": None}}


@pytest.mark.parametrize(
    "condition",
    [
        "count of pay is 2",
        "count of pay with by_card is 1",
        "total sum of pay is 12 CNY",
        "largest sum of pay is 7 CNY",
        "sum of last pay is 7 CNY",
        "sum of first pay is 5 CNY",
        "sum of last pay with by_card is 5 CNY",
        "date of last pay is 2024-05-04",
        "time of last pay >= 2024-05-04 14:59",
        "hours from time of last pay to 2024-05-04 18:00 is 3",
        "days from date of first pay to date of last pay is 3",
        "date of first pay > 3 months ago",
        "not review",
        "pay",
    ],
)
def test_events_up_to_the_moment(condition):
    assert read(condition, case_of(*PAYS, **ALL))[0] is True


def test_figures_over_a_register_with_gaps_are_unknown():
    value, leaves = read("total sum of pay is 12 CNY", case_of(*PAYS, registers={}))
    assert (value, leaves[0].why) == (UNKNOWN, "incomplete")
    assert read("sum of last pay is 7 CNY", case_of(*PAYS, registers={}))[0] is UNKNOWN
    assert read("review", case_of(registers={}))[0] is UNKNOWN


def test_the_last_of_no_event_has_no_value():
    value, leaves = read("sum of last pay > 1 CNY", case_of(**ALL))
    assert (value, leaves[0].why) == (UNKNOWN, "no_value_yet")


def test_an_event_that_may_not_fit_hides_those_before_it():
    case = case_of(PAYS[0], happened("pay", "2024-05-02", sum=cny(8)), **ALL)
    assert read("sum of last pay with by_card is 5 CNY", case)[0] is UNKNOWN
    assert read("sum of first pay with by_card is 5 CNY", case)[0] is True


def test_a_date_without_a_time_has_none():
    value, leaves = read("time of last pay > 2024-05-01 10:00", case_of(PAYS[0], **ALL))
    assert (value, leaves[0].subject) == (UNKNOWN, "time of pay")


def test_hours_from_a_day_without_a_time_are_not_guessed():
    case = case_of(PAYS[0], happened("visit", "2024-05-02 10:00"), **ALL)
    value, leaves = read("hours from time of last pay to time of last visit > 20", case)
    assert (value, leaves[0].subject) == (UNKNOWN, "time of pay")


def test_a_payment_with_a_condition():
    assert read("pay with by_card", case_of(*PAYS, **ALL))[0] is True
    assert read("pay with by_card", case_of(PAYS[1], **ALL))[0] is False
    assert read("pay with by_card", case_of(happened("pay", "2024-05-01"), **ALL))[0] is UNKNOWN


@pytest.mark.parametrize(
    ("condition", "day", "expected"),
    [
        ("visit within 3 days before", "2024-05-03", True),
        ("visit within 3 days before", "2024-05-02", False),
        ("visit on the same day", "2024-05-06", True),
        ("visit on the same day", "2024-05-07", False),
        ("visit within 3 days", "2024-05-09", True),
        ("visit within 3 days", "2024-05-10", False),
        ("visit within 3 days", "2024-05-05", False),
    ],
)
def test_relations_of_time(condition, day, expected):
    case = case_of(happened("visit", day), **ALL)
    assert (read(condition, case)[0] is True) is expected


# ---- judgements, tables, dates ----------------------------------------------------------------


def judged(*decisions: tuple[str, bool | None, str], holders: tuple[Holding, ...] = ()) -> object:
    records = tuple(
        JudgementRecord("reckless", decided, at(when), Participant("B", by))
        for by, decided, when in decisions
    )
    return read("reckless", case_of(judgements=records, holders=holders))[0]


def test_a_judgement_is_open_until_the_empowered_body_decides():
    assert judged() is UNKNOWN
    assert judged(("board", None, "2024-05-01")) is UNKNOWN
    assert judged(("board", True, "2024-05-01")) is True
    assert judged(("clerk", True, "2024-05-01")) is UNKNOWN
    assert judged(("board", True, "2025-05-01")) is UNKNOWN  # after as-of


def test_the_latest_valid_judgement_counts():
    assert judged(("board", True, "2024-05-01"), ("board", False, "2024-05-02")) is False
    assert judged(("board", True, "2024-05-02"), ("board", False, "2024-05-01")) is True


def test_the_register_of_holders_beats_the_claim():
    other = (Holding("board", "X", dt.date(2024, 1, 1)),)
    assert judged(("board", True, "2024-05-01"), holders=other) is UNKNOWN


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        (Period(3, Unit.WORKING_DAY), "2024-05-08"),
        (Period(3, Unit.DAY), "2024-05-10"),
        (Period(2, Unit.WEEK), "2024-04-29"),
        (Period(3, Unit.MONTH), "2024-02-13"),
        (Period(1, Unit.QUARTER), "2024-02-13"),
        (Period(1, Unit.YEAR), "2023-05-13"),
        (Period(25, Unit.HOUR), "2024-05-11"),
        (Period(1440, Unit.MINUTE), "2024-05-12"),
    ],
)
def test_a_day_some_time_ago(period, expected):
    context = context_of(plan_of(RULES.format("urgent"), MORE), case_of(), "2024-05-13")
    assert day_before(dt.date(2024, 5, 13), period, context) == dt.date.fromisoformat(expected)


def test_ago_counts_from_the_moment_and_reads_parameters():
    assert yes_no("opened_on > long_ago ago", opened_on=dt.date(2021, 5, 7)) is True
    assert yes_no("opened_on > long_ago ago", opened_on=dt.date(2021, 5, 6)) is False


GRADE = """  table grade_of unique match
    | urgent | amount     | grade_name   |
    | yes    | any        | high         |
    | any    | > 100 CNY  | special      |
  duty d
    after each alarm
    when grade_of is high
    clerk must ensure visit within 3 days
"""


def graded(**fields: object) -> str:
    case = case_of(happened("alarm", "2024-05-06"), fields=fields)
    return only(found(GRADE, case, "2024-05-31")).verdict.value


def test_a_unique_table_with_two_rows_that_hit_is_a_conflict():
    assert graded(urgent=True, amount=cny(1)) == "violated"
    assert graded(urgent=False, amount=cny(200)) == "not_applicable"
    assert graded(urgent=True, amount=cny(200)) == "conflict"
    assert graded(urgent=True) == "unknown"


def test_a_table_without_a_row_that_hits_has_no_outcome():
    case = case_of(happened("alarm", "2024-05-06"), fields={"urgent": False, "amount": cny(1)})
    finding = only(found(GRADE, case, "2024-05-31"))
    assert (finding.verdict.value, finding.deciders[0].why) == ("unknown", "no_row")


def test_a_conflict_is_raised_where_the_outcome_is_needed():
    plan = plan_of(GRADE)
    case = case_of(fields={"urgent": True, "amount": cny(200)})
    assert plan.rules[0].when is not None
    with pytest.raises(ConflictError):
        decide(plan.rules[0].when, context_of(plan, case, "2024-05-06"))


# ---- what an expression is about ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("condition", "subject"),
    [
        ("urgent", "urgent"),
        ("amount > 5 CNY", "amount"),
        ("big", "big"),
        ("reckless", "reckless"),
        ("count of pledges > 1", "pledges"),
        ("count of pay > 1", "pay"),
        ("sum of last pay > 1 CNY", "pay"),
        ('site of alarm is "x"', "site"),
        ("5 > 1", ""),
    ],
)
def test_the_subject_is_what_a_reader_would_look_for(condition, subject):
    assert subject_of(plan_when(condition)[1]) == subject


def test_parts_and_needs_of_expressions():
    def of(condition: str) -> Typed:
        return plan_when(condition)[1]

    assert parts_of(of("urgent")) == ()
    assert needs_of(of("urgent and amount > 5 CNY")) == frozenset()
    assert "moment" in needs_of(of("rating is poor"))
    assert "moment" in needs_of(of("pay"))
    assert "trigger" in needs_of(of('site of alarm is "x"'))
    assert len(parts_of(of("days from opened_on to date of last pay > 3"))) == 2
    assert parts_of(of("pay with by_card")) != ()
    assert needs_of(of("opened_on is missing")) == frozenset()


def test_a_question_is_a_row_of_plain_values():
    question: Question = ("field", "amount")
    assert hash(question)


def test_truth_of_what_is_no_truth_is_unknown():
    assert Truth.of(UNKNOWN) is Truth.UNKNOWN


def test_the_trigger_speaks_in_conditions():
    rules = RULES.format("severe of alarm")
    severe, mild, blank = (
        happened("alarm", f"2024-05-0{n}", **more)
        for n, more in ((6, {"severe": True}), (7, {"severe": False}), (8, {}))
    )
    case = case_of(severe, mild, blank)
    assert verdicts(found(rules, case, "2024-05-31", MORE)) == ["violated", "unknown"]


def test_what_was_recorded_later_is_hidden():
    late = Entry(at("2024-05-01"), "poor", at("2024-06-01"))
    case = case_of(
        happened("alarm", "2024-05-06"),
        fields={"rating": Series((Entry(at("2024-01-01"), "good", at("2024-01-01")), late))},
    )
    plan = plan_of(RULES.format("rating is poor"), MORE)
    known = assessed(plan, case, "2024-06-30").findings
    hidden = assessed(plan, case, "2024-06-30", known_at="2024-05-20").findings
    assert (verdicts(list(known)), verdicts(list(hidden))) == (["violated"], ["not_applicable"])


def test_a_yes_or_no_known_to_be_empty_does_not_hold():
    more = MORE.replace("note optional text", "note optional yes/no")
    plan = plan_of(RULES.format("note"), more)
    when = plan.rules[0].when
    assert when is not None
    context = context_of(plan, case_of(fields={"note": NoValue.ABSENT}), "2024-05-06")
    assert evaluate(when, context) is False


def test_figures_of_a_prohibition_look_at_what_came_before_the_act():
    rules = "  prohibition p\n    nobody may report when count of visit >= 1\n"
    visit, report = happened("visit", "2024-05-06 10:00"), happened("report", "2024-05-06 09:00")
    assert verdicts(found(rules, case_of(report, visit), "2024-05-31")) == ["satisfied"]
    later = happened("report", "2024-05-06 11:00")
    assert verdicts(found(rules, case_of(visit, later), "2024-05-31")) == ["violated"]
    own = "  prohibition p\n    nobody may visit when count of visit >= 1\n"
    two = happened("visit", "2024-05-06"), happened("visit", "2024-05-07")
    assert verdicts(found(own, case_of(*two), "2024-05-31")) == ["violated"]


@pytest.mark.parametrize(
    ("grant", "verdict"),
    [
        ("2024-05-06 10:00", "exempt"),
        ("2024-05-06 08:00", "violated"),  # before the act: too early
        ("2024-05-06", "exempt"),  # on one day either order fits
        ("2024-05-10", "violated"),
    ],
)
def test_an_excuse_within_a_period_after_the_act(grant, verdict):
    rules = "  prohibition p\n    nobody may report unless grant within 3 days\n"
    case = case_of(happened("report", "2024-05-06 09:00"), happened("grant", grant))
    finding = only(found(rules, case, "2024-05-31"))
    assert finding.verdict.value == verdict
    assert ("order_assumed" in flags(finding)) == (grant == "2024-05-06")


def test_an_act_does_not_excuse_itself():
    rules = "  prohibition p\n    nobody may report unless report on the same day\n"
    one, two = happened("report", "2024-05-06 09:00"), happened("report", "2024-05-06 10:00")
    assert verdicts(found(rules, case_of(one), "2024-05-31")) == ["violated"]
    assert verdicts(found(rules, case_of(one, two), "2024-05-31")) == ["exempt", "exempt"]


# ---- tables -----------------------------------------------------------------------------------

ROWS = """  table way {hit}
    | urgent    | amount    | outcome |
{rows}  duty d
    after each alarm
    when way {test}
    clerk must ensure visit within 3 days
"""
ELSE = "    | otherwise | any       | usual   |\n"


def tabled(hit: str, rows: str, test: str, **fields: object) -> str:
    case = case_of(happened("alarm", "2024-05-06"), fields=fields)
    verdict = only(found(ROWS.format(hit=hit, rows=rows, test=test), case, "2024-05-31")).verdict.value
    return {"violated": "yes", "not_applicable": "no"}.get(verdict, verdict)


FIRST_ROW = "    | yes       | any       | strict  |\n"
BIG_ROW = "    | any       | > 100 CNY | strict  |\n"


def test_a_row_that_catches_the_rest():
    for hit in ("first match", "unique match"):
        assert tabled(hit, FIRST_ROW + ELSE, "is usual", urgent=False) == "yes"
        assert tabled(hit, FIRST_ROW + ELSE, "is usual", urgent=True) == "no"
        assert tabled(hit, FIRST_ROW + ELSE, "is usual") == "unknown"


def test_rows_that_may_hit_with_one_outcome():
    agree = FIRST_ROW + ELSE.replace("usual  ", "strict ")
    assert tabled("first match", agree, "is strict") == "yes"
    assert tabled("first match", FIRST_ROW + BIG_ROW, "is strict") == "unknown"  # perhaps no row hits
    assert tabled("first match", FIRST_ROW + BIG_ROW, "is strict", amount=cny(200)) == "yes"


def test_the_highest_row_that_hits():
    rows = "    | any       | > 0 CNY   | low     |\n    | yes       | any       | high    |\n"
    assert tabled("highest match", rows, "is high", urgent=True, amount=cny(1)) == "yes"
    assert tabled("highest match", rows, "is low", urgent=False, amount=cny(1)) == "yes"
    assert tabled("highest match", rows, "is low", amount=cny(1)) == "unknown"
    assert tabled("highest match", rows, "is high", urgent=True) == "yes"


def test_all_rows_that_hit():
    rows = "    | any       | > 0 CNY   | low     |\n    | yes       | any       | high    |\n"
    assert tabled("collect all matches", rows, "including low", amount=cny(1)) == "yes"
    assert tabled("collect all matches", rows, "including low, high", amount=cny(1)) == "unknown"
    assert tabled("collect all matches", rows, "including low, high", urgent=False, amount=cny(1)) == "no"


# ---- who speaks -------------------------------------------------------------------------------


def test_a_name_without_its_event_says_nothing():
    plan, when = plan_when('site of alarm is "x"')
    context = context_of(plan, case_of(), "2024-05-06")
    assert evaluate(when, context) is UNKNOWN
    assert [leaf.why for _, leaf in context.trace.unknowns] == ["no_value"]


def test_the_subject_of_a_figure_over_records_is_their_field():
    fold = plan_when("every one of pledges meets checked")[1]
    assert [subject_of(part) for part in parts_of(fold)] == ["checked"]


def test_the_last_of_a_register_with_gaps_is_not_known():
    value, leaves = read("sum of last pay > 1 CNY", case_of(registers={}))
    assert (value, [leaf.why for leaf in leaves]) == (UNKNOWN, ["incomplete"])

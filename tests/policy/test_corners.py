"""Corners of the language: what the checker says where several constructs meet."""

import datetime as dt

import pytest

from dutylang.policy.deadlines import impossible
from dutylang.policy.draft import draft_from
from dutylang.policy.head import check_head
from dutylang.syntax.ast import Act, BeforeEvent, ByDate, Name, Pick, SameDay
from tests.policy.texts import checked

RECORDS = """
record lot
  size number
event sale
  price money CNY
  size number
  note text
event refund
  price text
  size number
"""


def codes(text: str) -> list[str]:
    return checked(RECORDS + text).codes()


def duty(*lines: str) -> str:
    return "\n    ".join(("article 10\n  duty visit", *lines)) + "\n"


MUST = "client_manager must visit_site within 3 days"
BY = "client_manager must visit_site by "


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("count of sale with (price of sale > 3 CNY) > 1", []),
        ("count of sale with (price > 3 USD) > 1", ["T002"]),
        ("count of pledges with (value of pledge > 3 CNY) > 1", []),
        ("count of pledge > 1", []),
        ("count of lot > 1", ["N002"]),
        ("count of client_manager > 1", ["N002"]),
        ("total worth of pledges > 3 CNY", ["N015"]),
        ("total note of sale > 3 CNY", ["T009"]),
        ('largest price of sale with (note is "x") > 3 CNY', []),
        ("value of customer of customer > 3 CNY", ["N015"]),
        ("net_assets of amount of customer > 3 CNY", ["N015"]),
        ("net_assets of (amount + amount) > 3 CNY", ["T017"]),
        ("net_assets of no_one > 3 CNY", ["N001"]),
        ("net_assets of client_manager > 3 CNY", ["N002"]),
        ("price of last sail > 3 CNY", ["N001"]),
        ('price of last sale with (nte is "x") > 3 CNY', ["N001"]),
        ("last sail is missing", ["N001"]),
        ("last sail > 3", ["N001"]),
        ("date of last sail > 2024-01-01", ["N001"]),
        ("established < nothing ago", ["N001"]),
        ("established < 0 days ago", ["T011"]),
        ("days from nothing to established > 3", ["N001"]),
        ("sail on the same day", ["N001"]),
        ("sale within 0 days", ["T011"]),
        ('sale with (nte is "x") within 3 days', ["N001"]),
        ("report_within > 2 days", []),
        ("report_within + 1 day > 2 days", []),
        ("form in nothing, person", ["T013"]),
        ("nothing in company, person", ["N001"]),
        ("nothing including finances", ["N001"]),
        ("covers including amount", ["T013"]),
        ("covers including finances, form", ["T013"]),
        ("nothing is missing", ["N001"]),
        ("nothing is company", ["N001"]),
        ("days_overdue in amount, 3", ["T001"]),
        ("amount in 3 CNY, 4 CNY", []),
        ("form is client_manager", ["N002"]),
    ],
)
def test_conditions(expression: str, expected: list[str]):
    found = checked(RECORDS + duty("after each emergency", MUST, f"when {expression}"))
    assert (found.codes(), found.syntax) == (expected, ())


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("after each sale with note is 3", MUST), ["T001"]),
        (("after each sail with note is \"x\"", MUST), ["N001"]),
        (("every quarter from sail until refund", MUST), ["N001"]),
        (("every 30 days since the last from sale until refnd", MUST), ["N001"]),
        (("between sale and refnd", MUST), ["N001"]),
        (("on the day of sail", MUST), ["N001"]),
        (("when form", "after each sale", MUST), ["T006"]),
        (("client_manager may sale only after refund for the same size",), []),
        (("client_manager may sale only after refund for the same price",), ["D015"]),
        (("client_manager may sale only after refund for the same prise",), ["D015"]),
        (("client_manager may sale only after refund for the same note",), ["D015"]),
        (("client_manager may sale only after refund within 0 days",), ["T011"]),
        (("client_manager may sale only after refund", "unless form"), ["T006"]),
        (("keep amount > 3 CNY values valid for 0 days",), ["T011"]),
        (("keep amount > 3 CNY restored within 0 days",), ["T011"]),
        (("never both sale and refnd",), ["N001"]),
        (("sale and refnd by different persons",), ["N001"]),
        (("the first event must be sail",), ["N001"]),
        (("after each sale", MUST, "counts only if recorded within 0 days"), ["T011"]),
        (("after each sale", MUST, "suspended from sail until refund"), ["N001"]),
        (("after each sale", MUST, "discharged on sail"), ["N001"]),
        (("after each sale", MUST, "waived on refund by nobody_here"), ["N001"]),
        (("after each sale", MUST, "extended by 0 days on refund"), ["T011"]),
        (("after each sale", MUST, "instead within 0 days when handled_by_agent"), ["T011"]),
        (("after each sale", MUST, "instead within 9 days when amount"), ["T006"]),
        (("applies to lone", "after each sale", MUST), ["N001"]),
        (("after each sale", MUST, "once refnd, client_manager must refund"), ["N001"]),
        (("after each sale", "client_manager must visit_site on the same day as refnd"), ["N001"]),
        (("after each sale", BY + "the end of the month counting roman"), ["N010"]),
        (("after each sale", BY + "the earlier of 3 days after rfd and 0 days after sale"), ["N001", "T011"]),
        (("after each sale", BY + "the later of 3 days after sale and 24 hours after refund"), []),
        (("after each sale", "client_manager must visit_site by 17:00 of the next day"), []),
        (("after each sale", "client_manager must visit_site as the next event"), []),
    ],
)  # fmt: skip
def test_lines_of_a_duty(lines: tuple[str, ...], expected: list[str]):
    found = checked(RECORDS + duty(*lines))
    assert (found.codes(), found.syntax) == (expected, ())


def test_an_attribute_with_two_types_cannot_be_compared():
    found = checked(RECORDS + duty("after each sale", "client_manager must refund for the same price"))
    diagnostic = found.only("D015")
    assert diagnostic.help == "types"
    assert len(diagnostic.labels) == 2


def test_definitions_of_every_sort_of_thing():
    text = """
define dear of sale means price > 3 CNY
define big of lot means size > 3
define old of loan means established < 3 years ago
define wrong of nothing means size > 3
define worse of sale means prize > 3 CNY
"""
    found = checked(RECORDS + text)
    assert found.codes() == ["N001", "N001"]


def test_a_definition_over_an_event_is_read_in_filters():
    text = "define dear of sale means price > 3 CNY\n" + duty(
        "after each sale with dear", MUST, "when count of sale with dear > 3 and total price of sale > 3 CNY"
    )
    assert codes(text) == []


def test_a_figure_may_add_up_a_definition():
    text = "define twice of sale means 2 * price\n" + duty(
        "after each sale", MUST, "when total twice of sale > 3 CNY"
    )
    assert codes(text) == []


def test_what_reads_a_faulty_definition_or_table_stays_silent():
    text = """
define bad means amount > 3
define worse means bad
article 30
  table risk first match
    | bad | class |
    | yes | loss  |
"""
    found = codes(text + duty("after each sale", MUST, "when worse and risk is loss and bad is missing"))
    assert found == ["T001"]


def test_what_reads_a_faulty_field_stays_silent():
    text = "record crate\n  parts list of prts\n  weight number\n"
    text += "case parcel\n  crates list of crate\n  lid single ldd\n"
    text += duty("applies to parcel", "after each sale", MUST, "when count of crates > 3 and lid is missing")
    assert codes(text) == ["N001", "N001"]


def test_tables_check_their_columns_and_outcomes():
    text = """
article 30
  table risk first match
    | nothing | amount          | class |
    | > 3     | 1 CNY to 3 CNY  | 3 CNY |
    | < 1     | 5 CNY to 4 days | 5 CNY |
    | otherwise | any           | 7 CNY |
  table tags collect all matches
    | covers               | tag |
    | finances             | a1  |
    | finances, repayment  | a2  |
"""
    found = checked(text)
    assert found.codes() == ["N001", "T001"]


def test_a_set_column_asks_whether_the_value_is_in_it():
    text = """
article 30
  table tags collect all matches
    | covers     | tag |
    | finances   | a1  |
    | repayment  | a2  |
"""
    found = checked(text)
    assert found.policy is not None
    table = found.policy.vocabulary.tables["tags"]
    assert table.type.values == ("a1", "a2")
    assert table.rows[0].tests[0].op == "includes"


def test_versions_of_parameters_may_change_their_unit():
    text = """
parameter grace = 3 days in force from 2024-01-01 until 2024-12-31
parameter grace = 1 month in force from 2025-01-01
"""
    found = checked(text + duty("after each emergency", "client_manager must visit_site within grace"))
    assert found.codes() == []
    assert found.policy is not None
    assert found.policy.vocabulary.parameters["grace"].type.family is None


def test_what_can_be_followed_over_time():
    text = "record crate\n  worth tracked money CNY\ncase parcel\n  crates tracked list of crate\n"
    found = checked(text)
    assert found.codes() == []
    assert found.policy is not None
    assert found.policy.vocabulary.records["crate"].fields["worth"].tracked
    assert checked("event weigh\n  result tracked number\n").only("T014").help == "event"


@pytest.mark.parametrize(("later", "met"), [(True, True), (False, False)])
def test_the_later_of_two_is_met_when_one_can_be(later: bool, met: bool):
    act, begins = Act((Name("visit"),)), dt.date(2024, 1, 1)
    limits = (BeforeEvent(Name("visit")), SameDay(), ByDate(dt.date(2024, 2, 1)))
    assert (impossible(Pick(later, limits), (), act, begins) is None) is met


def test_no_text_at_all_has_no_head():
    draft = draft_from([])
    check_head(draft)
    assert [each.code for each in draft.problems] == ["N004"]


def test_after_very_many_unknown_names_nothing_is_guessed_any_more():
    lines = "\n".join(f"    when amunt > {n} CNY" for n in range(1))
    many = "\n".join(f"define d{n} means amunt{n % 7} > 3 CNY" for n in range(260))
    found = checked(many + "\n" + duty("after each emergency", MUST) + lines)
    with_fix = [each for each in found.problems if each.code == "N001" and each.fix]
    assert 150 < len(with_fix) <= 200
    assert len([each for each in found.problems if each.code == "N001"]) == 261

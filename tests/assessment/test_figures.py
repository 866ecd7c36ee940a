"""Portfolio figures over small books: what they come to, when they are unknown, and who reads them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dutylang.assessment.figures import Figures, FigureValue
from dutylang.assessment.leaves import Leaf, LeafKind
from dutylang.assessment.model import Finding, Horizon, Verdict
from dutylang.assessment.portfolio import Found, figures_from_book
from dutylang.assessment.single.standing import calendars_by_name
from dutylang.cases.record import (
    CaseRecord,
    EventRecord,
    Holding,
    NoValue,
    RecordValue,
    SuppliedFigure,
)
from dutylang.diagnostics import Diagnostic, Severity
from dutylang.pipeline import Loaded, assess, audit, figures_of, load_policy, loaded_from_text
from dutylang.source import Span
from dutylang.values import UNKNOWN, Money
from tests.assessment.common import at

HEAD = """policy house "House rules"
  version "1.0"
  in force from 2024-01-01
  calendar weekdays
  timezone "Asia/Shanghai"
  counting civil_code
role manager
role chief
grades warning, demerit
case customer
  net_assets money CNY
case guarantee
  outstanding money CNY
  bad yes/no
  branch text
  customer single customer
  issued_on optional date
  sealed_at date and time
event complain
event answer
article 1 "Rules"
"""
BAD_SHARE = """  portfolio bad_share
    {grouping}
    means total outstanding of guarantee with (bad) / total outstanding of guarantee
"""
CAREFUL = """  duty careful
    after complain
    when bad_share >= 3%
    manager must answer within 3 days
"""
BY_MANAGER = BAD_SHARE.format(grouping="by manager")
HORIZON = Horizon(at("2024-12-31"))
COMPLAINT = EventRecord("complain", at("2024-06-03"), 0)


@cache
def policy(rules: str) -> Loaded:
    loaded, problems = loaded_from_text(HEAD + rules)
    assert loaded is not None, [(each.code, dict(each.args), each.span.line) for each in problems]
    return loaded


def case(
    name: str, outstanding: int | object = 100, bad: object = False, who: str | None = "Li", **more: object
) -> CaseRecord:
    """A guarantee in the hands of a manager (None: no register of holders); amounts in yuan."""
    amount = Money(Decimal(outstanding), "CNY") if isinstance(outstanding, int) else outstanding
    holders = () if who is None else (Holding("manager", who, dt.date(2024, 1, 1)),)
    holders = more.pop("holders", holders)  # type: ignore[assignment]
    supplied = more.pop("figures", ())
    fields = {"outstanding": amount, "bad": bad, "issued_on": dt.date(2024, 3, 1), "branch": "east", **more}
    return CaseRecord(
        name,
        "guarantee",
        {field: value for field, value in fields.items() if value is not ...},
        events=(COMPLAINT,),
        holders=holders,
        figures=supplied,  # type: ignore[arg-type]
        registers={"complain": None, "answer": None},
    )


def book(*cases: CaseRecord | None) -> Iterator[Found]:
    """A book; None stands for a case that could not be read."""
    fault = Diagnostic("C015", Span("cases.json", 0, 0, 1, 1), {})
    for each in cases:
        yield each, (fault,) if each is None else ()


def figures(rules: str, *cases: CaseRecord | None) -> Figures:
    return figures_from_book(policy(rules).plan, lambda: book(*cases), HORIZON)


def told(found: Figures) -> dict[tuple[str, str], object]:
    """Values, or reasons of those that have none, by group and period."""
    return {
        (each.group, each.period): each.value if each.is_known else each.why for each in found.values.values()
    }


def careful(rules: str, *cases: CaseRecord | None, who: str = "") -> Finding:
    """The finding on the duty of the first case, or of that with the id."""
    done, _ = audit(policy(rules + CAREFUL), lambda: book(*cases), HORIZON)
    first = next(each for each in done if each.case is not None and who in ("", each.case.id))
    assert first.assessment is not None
    [finding] = first.assessment.findings
    return finding


# ---- shares ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bad", "share", "verdict"),
    [(29, "2.9", Verdict.NOT_APPLICABLE), (30, "3", Verdict.VIOLATED), (50, "5", Verdict.VIOLATED)],
)
def test_a_tolerance_is_read_over_the_whole_book(bad: int, share: str, verdict: Verdict):
    cases = [case("G-1", 1000 - bad), case("G-2", bad, bad=True), case("G-3", 500, bad=True, who="Wang")]
    assert told(figures(BY_MANAGER, *cases))["Li", ""] == Decimal(share)
    assert careful(BY_MANAGER, *cases).verdict is verdict


def test_an_unreadable_case_makes_every_figure_unknown():
    cases = [case("G-1", 970), case("G-2", 30, bad=True), None]
    assert told(figures(BY_MANAGER, *cases)) == {("Li", ""): "unreadable_cases"}
    finding = careful(BY_MANAGER, *cases)
    assert finding.verdict is Verdict.UNKNOWN
    assert finding.deciders == (Leaf(LeafKind.FIGURE, "bad_share", why="unreadable_cases"),)


def test_a_note_on_the_whole_input_is_no_unreadable_case():
    note = Diagnostic("C031", Span("cases.json", 0, 0, 1, 1), {}, Severity.WARNING)
    found = figures_from_book(
        policy(BY_MANAGER).plan, lambda: iter([(case("G-1"), ()), (None, (note,))]), HORIZON
    )
    assert told(found) == {("Li", ""): Decimal(0)}


def test_an_empty_denominator_gives_no_share():
    assert told(figures(BY_MANAGER, case("G-1", 0))) == {("Li", ""): "division_by_zero"}
    assert careful(BY_MANAGER, case("G-1", 0)).verdict is Verdict.UNKNOWN


def test_of_somebody_without_a_case_the_share_is_unknown_and_a_count_is_zero():
    count = "  portfolio bad_share\n    by manager\n    means count of guarantee\n"
    assert figures(BY_MANAGER, case("G-1")).of("bad_share", "Wang", "") == FigureValue(
        "bad_share", "", "", UNKNOWN, "division_by_zero"
    )
    found = figures(count, case("G-1")).of("bad_share", "Wang", "")
    assert found is not None
    assert found.value == 0


# ---- unknown elements --------------------------------------------------------------------------


@pytest.mark.parametrize("value", [..., NoValue.STATED_UNKNOWN])
def test_an_unknown_amount_makes_the_figure_of_its_group_unknown(value: object):
    found = figures(BY_MANAGER, case("G-1", value), case("G-2", who="Wang"))
    assert told(found) == {("Li", ""): "unknown_element", ("Wang", ""): Decimal(0)}
    blamed = found.values["bad_share", "Li", ""]
    assert (blamed.cases, blamed.subjects, blamed.members) == (("G-1",), ("outstanding",), 1)


def test_an_unknown_condition_makes_the_figure_unknown():
    found = figures(BY_MANAGER, case("G-1"), case("G-2", bad=...))
    assert told(found) == {("Li", ""): "unknown_element"}
    assert found.values["bad_share", "Li", ""].subjects == ("bad",)


def test_an_unknown_amount_that_does_not_count_does_not_matter():
    rules = "  portfolio bad_total\n    means total outstanding of guarantee with (bad)\n"
    found = figures(rules, case("G-1", ...), case("G-2", 40, bad=True))
    assert told(found) == {("", ""): Money(Decimal(40), "CNY")}


def test_only_the_first_cases_to_blame_are_named():
    found = figures(BY_MANAGER, *(case(f"G-{number}", ...) for number in range(9)))
    assert found.values["bad_share", "Li", ""].cases == ("G-0", "G-1", "G-2", "G-3", "G-4")


# ---- groups ------------------------------------------------------------------------------------


def test_a_case_belongs_to_who_held_the_role_when_it_was_placed():
    rules = BAD_SHARE.format(grouping="by manager\n    every year by the date issued_on")
    hands = (
        Holding("manager", "Li", dt.date(2024, 1, 1), dt.date(2024, 6, 30)),
        Holding("manager", "Wang", dt.date(2024, 7, 1)),
    )
    cases = [
        case("G-1", holders=hands),
        case("G-2", bad=True, holders=hands, issued_on=dt.date(2024, 8, 1)),
        case(
            "G-3",
            who="Wang",
            issued_on=dt.date(2023, 8, 1),
            bad=True,
            holders=(Holding("manager", "Wang", dt.date(2020, 1, 1)),),
        ),
    ]
    assert told(figures(rules, *cases)) == {
        ("Li", "2024"): Decimal(0),
        ("Wang", "2023"): Decimal(100),
        ("Wang", "2024"): Decimal(100),
    }


def test_without_a_date_a_case_belongs_to_who_holds_the_role_now():
    hands = (
        Holding("manager", "Li", dt.date(2024, 1, 1), dt.date(2024, 6, 30)),
        Holding("manager", "Wang", dt.date(2024, 7, 1)),
    )
    assert told(figures(BY_MANAGER, case("G-1", holders=hands))) == {("Wang", ""): Decimal(0)}


def test_joint_holders_both_have_the_case_and_a_deputy_has_it_alone():
    since = dt.date(2024, 1, 1)
    joint = (Holding("manager", "Li", since), Holding("manager", "Wang", since))
    assert set(told(figures(BY_MANAGER, case("G-1", holders=joint)))) == {("Li", ""), ("Wang", "")}
    stood_in = (Holding("manager", "Li", since), Holding("manager", "Wang", since, deputy=True))
    assert set(told(figures(BY_MANAGER, case("G-1", holders=stood_in)))) == {("Wang", "")}


def test_a_case_of_nobody_known_could_be_anybodys():
    cases = [case("G-1"), case("G-2", who=None)]
    assert told(figures(BY_MANAGER, *cases)) == {("Li", ""): "unknown_group"}
    assert figures(BY_MANAGER, *cases).values["bad_share", "Li", ""].cases == ("G-2",)
    assert careful(BY_MANAGER, *cases).verdict is Verdict.UNKNOWN
    assert careful(BY_MANAGER, *cases, who="G-2").verdict is Verdict.UNKNOWN


def test_a_vacant_role_gives_the_case_to_nobody():
    vacant = case("G-2", holders=(Holding("manager", "Li", dt.date(2024, 1, 1), dt.date(2024, 2, 1)),))
    assert told(figures(BY_MANAGER, case("G-1"), vacant)) == {("Li", ""): Decimal(0)}


def test_cases_are_grouped_by_a_field():
    rules = "  portfolio branch_total\n    by branch\n    means total outstanding of guarantee\n"
    found = figures(rules, case("G-1"), case("G-2", 20, branch="west"), case("G-3", 3))
    assert told(found) == {("east", ""): Money(Decimal(103), "CNY"), ("west", ""): Money(Decimal(20), "CNY")}


def test_cases_are_grouped_by_the_case_that_they_link_to():
    rules = "  portfolio of_customer\n    by customer\n    means total outstanding of guarantee\n"
    acme, other = RecordValue({}, "K-1"), RecordValue({}, "K-2")
    found = figures(rules, *(case(str(at), customer=who) for at, who in enumerate([acme, other, acme])))
    assert told(found) == {("K-1", ""): Money(Decimal(200), "CNY"), ("K-2", ""): Money(Decimal(100), "CNY")}


def test_an_unknown_field_leaves_every_group_open():
    rules = "  portfolio branch_count\n    by branch\n    means count of guarantee\n"
    assert told(figures(rules, case("G-1"), case("G-2", branch=...))) == {("east", ""): "unknown_group"}


@pytest.mark.parametrize(("unit", "label"), [("year", "2024"), ("quarter", "2024-Q1"), ("month", "2024-03")])
def test_a_figure_is_counted_by_calendar_periods(unit: str, label: str):
    rules = f"  portfolio issued\n    every {unit} by the date issued_on\n    means count of guarantee\n"
    later = case("G-2", issued_on=dt.date(2025, 1, 1))
    assert told(figures(rules, case("G-1"), case("G-3"), later))["", label] == 2


def test_a_case_without_a_date_is_in_no_period_and_one_with_an_unknown_date_in_any():
    rules = "  portfolio issued\n    every year by the date issued_on\n    means count of guarantee\n"
    assert told(figures(rules, case("G-1"), case("G-2", issued_on=NoValue.ABSENT))) == {("", "2024"): 1}
    assert told(figures(rules, case("G-1"), case("G-2", issued_on=...))) == {("", "2024"): "unknown_group"}


def test_cases_of_other_kinds_do_not_count():
    rules = "  portfolio issued\n    means count of guarantee\n"
    customer = CaseRecord("K-1", "customer", {"net_assets": Money(Decimal(5), "CNY")})
    assert told(figures(rules, case("G-1"), customer)) == {("", ""): 1}


# ---- figures over figures ----------------------------------------------------------------------

SHARE_OF_ALL = """  portfolio own
    by manager
    means total outstanding of guarantee
  portfolio everything
    means total outstanding of guarantee
  portfolio part
    by manager
    means own / everything
"""


def values_of(name: str, found: Figures) -> dict[str, object]:
    """Values, or reasons, of one figure by group."""
    return {
        each.group: each.value if each.is_known else each.why
        for each in found.values.values()
        if each.figure == name
    }


def test_a_figure_reads_another_of_its_group_and_one_of_the_whole():
    found = figures(SHARE_OF_ALL, case("G-1", 30), case("G-2", 70, who="Wang"))
    assert values_of("part", found) == {"Li": Decimal(30), "Wang": Decimal(70)}


def test_a_share_keeps_its_percent_inside_another_figure():
    rules = BY_MANAGER + "  portfolio twice\n    by manager\n    means bad_share + bad_share\n"
    assert values_of("twice", figures(rules, case("G-1", 97), case("G-2", 3, bad=True))) == {"Li": Decimal(6)}


def test_a_figure_of_other_groups_or_periods_has_no_value_here():
    counted = "  portfolio counted\n    {}\n    means count of guarantee\n"
    both = "  portfolio both\n    by manager\n    means count of guarantee + counted\n"
    for grouping in ("by branch", "every year by the date issued_on"):
        found = figures(counted.format(grouping) + both, case("G-1"))
        assert values_of("both", found) == {"Li": "unknown_group"}
    yearly = both.replace("by manager", "by manager\n    every year by the date issued_on")
    found = figures(counted.format("every year by the date issued_on") + yearly, case("G-1"))
    assert values_of("both", found) == {"Li": Decimal(2)}


def test_cases_are_chosen_by_another_figure_and_by_definitions():
    rules = """  define big means outstanding >= 50 CNY
  portfolio held
    by manager
    means count of guarantee with (big)
  define busy means held > 1
  portfolio of_the_busy
    means total outstanding of guarantee with (busy)
"""
    cases = [case("G-1", 60), case("G-2", 70), case("G-3", 1), case("G-4", who="Wang")]
    found = figures(rules, *cases)
    assert values_of("held", found) == {"Li": Decimal(2), "Wang": Decimal(1)}
    assert values_of("of_the_busy", found) == {"": Money(Decimal(131), "CNY")}


def test_cases_are_chosen_by_a_table_that_reads_a_figure():
    rules = """  portfolio held
    by manager
    means count of guarantee
  table load first match
    | held      | burden |
    | >= 2      | heavy  |
    | otherwise | light  |
  portfolio heavy_cases
    means count of guarantee with (load is heavy)
"""
    found = figures(rules, case("G-1"), case("G-2"), case("G-3", who="Wang"))
    assert values_of("heavy_cases", found) == {"": Decimal(2)}


def test_dates_are_compared_over_cases():
    rules = """  portfolio span
    means days from smallest issued_on of guarantee to largest issued_on of guarantee
  portfolio undated
    means largest issued_on of guarantee is missing
"""
    found = figures(rules, case("G-1"), case("G-2", issued_on=dt.date(2024, 3, 31)))
    assert (values_of("span", found), values_of("undated", found)) == ({"": Decimal(30)}, {"": False})
    found = figures(rules)
    assert (found.empty["span"].why, found.empty["undated"].value) == ("no_value", True)


def test_a_date_with_a_time_places_a_case_on_its_local_day():
    rules = "  portfolio sealed\n    every year by the date sealed_at\n    means count of guarantee\n"
    late = dt.datetime(2023, 12, 31, 17, tzinfo=dt.UTC)  # 01:00 of the new year in Shanghai
    assert told(figures(rules, case("G-1", sealed_at=late))) == {("", "2024"): 1}


def test_a_case_whose_date_lies_after_the_as_of_day_is_not_there_yet():
    rules = "  portfolio sealed\n    every year by the date sealed_at\n    means count of guarantee\n"
    later = dt.datetime(HORIZON.as_of.day.year + 1, 6, 3, 9, tzinfo=dt.UTC)
    assert told(figures(rules, case("G-1", sealed_at=later))) == {}


def test_a_customer_reads_what_the_deals_that_name_it_come_to():
    rules = """  portfolio exposure
    by customer
    means total outstanding of guarantee
  duty concentration
    applies to customer
    when exposure > 10% of net_assets
    after complain
    manager must answer within 3 days
"""
    acme, other = (
        CaseRecord(
            name,
            "customer",
            {"net_assets": Money(Decimal(1000), "CNY")},
            events=(COMPLAINT,),
            registers={"complain": None, "answer": None},
        )
        for name in ("K-1", "K-2")
    )
    deals = [
        case("G-1", 60, customer=RecordValue({}, "K-1")),
        case("G-2", 41, customer=RecordValue({}, "K-1")),
    ]
    done, _ = audit(policy(rules), lambda: book(acme, other, *deals), HORIZON)
    found = {each.case.id: each.assessment for each in done if each.case is not None}
    verdicts = {name: [f.verdict for f in each.findings] for name, each in found.items() if each is not None}
    assert verdicts["K-1"] == [Verdict.VIOLATED]
    assert verdicts["K-2"] == [Verdict.NOT_APPLICABLE]


def test_a_case_of_another_kind_reads_the_period_of_its_moment():
    rules = """  portfolio issued
    every year by the date issued_on
    means count of guarantee
  duty enough
    applies to customer
    when issued < 2
    after complain
    manager must answer within 3 days
"""
    customer = CaseRecord(
        "K-1", "customer", events=(COMPLAINT,), registers={"complain": None, "answer": None}
    )
    cases = [customer, case("G-1"), case("G-2", issued_on=dt.date(2023, 3, 1))]
    done, _ = audit(policy(rules), lambda: book(*cases), HORIZON)
    first = next(iter(done)).assessment
    assert first is not None
    assert [found.verdict for found in first.findings] == [Verdict.VIOLATED]


def test_what_makes_one_unknown_makes_the_other_unknown():
    found = figures(SHARE_OF_ALL, case("G-1", 30), case("G-2", ..., who="Wang"))
    part = found.values["part", "Li", ""]
    assert (part.why, part.cases, part.subjects) == ("unknown_element", ("G-2",), ("outstanding",))


# ---- reading a figure in a case ----------------------------------------------------------------


def by_itself(*figures_given: SuppliedFigure) -> Finding:
    """The one finding of a case that stands alone, with these figures supplied."""
    [finding] = assess(policy(BY_MANAGER + CAREFUL), case("G-1", figures=figures_given), HORIZON).findings
    return finding


def test_what_the_book_shows_counts_before_what_is_supplied():
    given = (SuppliedFigure("bad_share", Decimal("2.9")),)
    assert careful(BY_MANAGER, case("G-1", bad=True, figures=given)).verdict is Verdict.VIOLATED
    assert by_itself(*given).verdict is Verdict.NOT_APPLICABLE


def test_a_figure_of_the_person_counts_before_one_of_everybody():
    supplied = (SuppliedFigure("bad_share", Decimal(1)), SuppliedFigure("bad_share", Decimal(5), "Li"))
    assert by_itself(*supplied).verdict is Verdict.VIOLATED
    supplied = (SuppliedFigure("bad_share", Decimal(1)), SuppliedFigure("bad_share", Decimal(5), "Wang"))
    assert by_itself(*supplied).verdict is Verdict.NOT_APPLICABLE


def test_a_supplied_figure_may_be_stated_unknown():
    finding = by_itself(SuppliedFigure("bad_share", None))
    assert finding.deciders == (Leaf(LeafKind.FIGURE, "bad_share", why="stated_unknown"),)


def test_a_case_alone_must_supply_its_figures():
    alone = assess(policy(BY_MANAGER + CAREFUL), case("G-1"), HORIZON)
    [finding] = alone.findings
    assert finding.verdict is Verdict.UNKNOWN
    assert finding.deciders == (Leaf(LeafKind.FIGURE, "bad_share", why="not_supplied"),)


def test_two_holders_whose_figures_differ_leave_it_open():
    since = dt.date(2024, 1, 1)
    joint = (Holding("manager", "Li", since), Holding("manager", "Wang", since))
    cases = [case("G-1", holders=joint), case("G-2", bad=True, who="Wang")]
    assert careful(BY_MANAGER, *cases).deciders == (Leaf(LeafKind.FIGURE, "bad_share", why="ambiguous"),)
    assert careful(BY_MANAGER, cases[0]).verdict is Verdict.NOT_APPLICABLE


def test_a_case_reads_the_figure_of_its_own_period():
    rules = BAD_SHARE.format(grouping="every year by the date issued_on")
    old = case("G-1", issued_on=dt.date(2023, 3, 1))
    assert careful(rules, old, case("G-2", bad=True)).verdict is Verdict.NOT_APPLICABLE
    assert careful(rules, old, case("G-2", bad=True), who="G-2").verdict is Verdict.VIOLATED


def test_a_policy_without_figures_does_not_read_the_book_for_them():
    loaded = policy("  duty d\n    after complain\n    manager must answer within 3 days\n")

    def read() -> Iterator[Found]:
        raise AssertionError("it is read")

    assert figures_of(loaded, read, HORIZON) == Figures()


def test_a_book_with_figures_over_facts_is_read_twice():
    readings: list[int] = []

    def read() -> Iterator[Found]:
        readings.append(1)
        return book(case("G-1", 97), case("G-2", 3, bad=True))

    done, book_of = audit(policy(BY_MANAGER + CAREFUL), read, HORIZON)
    assert [each.case.id for each in done if each.case is not None] == ["G-1", "G-2"]
    assert len(readings) == 2
    assert (book_of().cases, book_of().unread, book_of().is_complete) == (2, 0, True)
    assert told(book_of().figures) == {("Li", ""): Decimal(3)}


@given(st.lists(st.tuples(st.integers(0, 10**6), st.booleans(), st.sampled_from("abc")), max_size=12))
def test_a_share_is_what_a_sum_by_hand_gives(rows: list[tuple[int, bool, str]]):
    found = figures(BY_MANAGER, *(case(str(at), *row) for at, row in enumerate(rows)))
    expected: dict[tuple[str, str], object] = {}
    for who in {row[2] for row in rows}:
        whole = sum(row[0] for row in rows if row[2] == who)
        bad = sum(row[0] for row in rows if row[2] == who and row[1])
        expected[who, ""] = Decimal(bad) / Decimal(whole) * 100 if whole else "division_by_zero"
    assert told(found) == expected


@given(st.permutations([case("G-1", 7), case("G-2", 3, bad=True), case("G-3", who="Wang"), case("G-4", ...)]))
def test_the_order_of_the_cases_does_not_matter(cases: list[CaseRecord]):
    assert told(figures(BY_MANAGER, *cases)) == {("Li", ""): "unknown_element", ("Wang", ""): Decimal(0)}


# ---- figures over verdicts, and persons ---------------------------------------------------------

ANSWER = """  duty answer_soon
    after complain
    manager must answer within 3 days
  liability slow
    for each breach of answer_soon
    holds manager as principal
    grade warning
    points 3
"""
TOLERANT = """  exemption tolerant
    from slow
    when bad_share < 3%
    effect full
"""
RARE = """  portfolio slow_cases
    by manager
    means count of guarantee with (not no breach of answer_soon)
  exemption rare
    from slow
    when slow_cases <= 1
    effect full
"""


def results(rules: str, *cases: CaseRecord | None) -> dict[str, tuple[str, str]]:
    """Who answers, and how, by case."""
    done, _ = audit(policy(rules), lambda: book(*cases), HORIZON)
    return {
        found.case_id: (found.person, found.result.value)
        for each in done
        if each.assessment is not None
        for found in each.assessment.persons
    }


@pytest.mark.parametrize(("bad", "result"), [(29, "exempt"), (30, "liable")])
def test_a_tolerance_exempts_the_person_whose_book_it_is(bad: int, result: str):
    cases = [case("G-1", 1000 - bad), case("G-2", bad, bad=True), case("G-3", bad=True, who="Wang")]
    found = results(BY_MANAGER + ANSWER + TOLERANT, *cases)
    assert found == {"G-1": ("Li", result), "G-2": ("Li", result), "G-3": ("Wang", "liable")}


def test_an_unknown_tolerance_exempts_nobody():
    cases = [case("G-1"), None]
    assert results(BY_MANAGER + ANSWER + TOLERANT, *cases) == {"G-1": ("Li", "unknown")}


def test_findings_are_counted_over_the_book():
    cases = [case("G-1"), case("G-2"), case("G-3", who="Wang")]
    assert results(ANSWER + RARE, *cases) == {
        "G-1": ("Li", "liable"),
        "G-2": ("Li", "liable"),
        "G-3": ("Wang", "exempt"),
    }


def test_an_unknown_finding_leaves_the_count_open():
    unheard = attrs.evolve(case("G-2"), registers={"complain": None})
    found = figures(ANSWER + RARE, case("G-1"), unheard)
    assert told(found) == {("Li", ""): "unknown_element"}
    assert found.values["slow_cases", "Li", ""].cases == ("G-2",)


def test_points_of_a_book_add_up_to_a_sanction():
    scale = "  scale yearly\n    counted per person every year\n    reaching 6 points grade demerit\n"
    done, book_of = audit(policy(ANSWER + scale), lambda: book(case("G-1"), case("G-2")), HORIZON)
    single = [each.assessment.sanctions[0] for each in done if each.assessment is not None]
    assert [(each.points, each.grade, each.complete) for each in single] == [(3, None, False)] * 2
    [whole] = book_of().sanctions
    assert (whole.person, whole.points, whole.grade, whole.complete) == ("Li", 6, "demerit", True)


# ---- versions ----------------------------------------------------------------------------------


def versions(folder: Path, old: str, new: str) -> Loaded:
    """A policy that was amended with the year 2025."""
    body = HEAD[HEAD.index("role manager") : HEAD.index("article 1")]
    (folder / "words.duty").write_text(body, encoding="utf-8")
    head = HEAD[: HEAD.index("role manager")]
    for name, rules, version, force in (
        ("a", old, "1.0", "2024-01-01 until 2024-12-31"),
        ("b", new, "2.0", "2025-01-01"),
    ):
        own = head.replace('version "1.0"', f'version "{version}"').replace(
            "from 2024-01-01", f"from {force}"
        )
        text = f'{own}use "words.duty"\narticle 1 "Rules"\n{rules}'
        (folder / f"{name}.duty").write_text(text, encoding="utf-8")
    loaded, _, problems = load_policy(folder)
    assert loaded is not None, [(each.code, dict(each.args), each.span.line) for each in problems]
    return loaded


def test_the_latest_version_that_counts_says_what_a_figure_means(tmp_path: Path):
    count, total = (
        f"  portfolio held\n    means {what} of guarantee\n" for what in ("count", "total outstanding")
    )
    only_before = "  portfolio bad_ones\n    means count of guarantee with (bad)\n"
    loaded = versions(tmp_path, count + only_before, total)
    cases = [case("G-1", 30), case("G-2", 70, bad=True)]
    early, late = (
        figures_of(loaded, lambda: book(*cases), Horizon(at(day))) for day in ("2024-12-31", "2025-01-01")
    )
    assert values_of("held", early) == {"": Decimal(2)}
    assert values_of("held", late) == {"": Money(Decimal(100), "CNY")}
    assert values_of("bad_ones", late) == {"": Decimal(1)}


def test_a_calendar_that_is_not_there_is_a_bug_of_the_checker():
    with pytest.raises(LookupError, match="nowhere"):
        calendars_by_name(None)("nowhere")

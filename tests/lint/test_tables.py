"""Gaps, overlaps and dead rows of decision tables: told with a case that shows them, and only where there is one."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dutylang.pipeline import loaded_from_sources, run_scenarios
from dutylang.source import Source
from tests.lint.prelude import PRELUDE, codes, found, found_in


def table(rows: str, columns: str = "amount", match: str = "first match") -> str:
    body = "".join(f"    | {row.strip()} |\n" for row in rows.strip().split("/"))
    return f'article 3 "Risk"\n  table risk {match}\n    | {columns} | level |\n{body}'


def example(
    rows: str, columns: str = "amount", match: str = "first match", more: str = ""
) -> tuple[str, ...] | None:
    """The case that is told as missing; None where none is."""
    problems = found(more + table(rows, columns, match), ["L401"])
    return problems[0].args["example"] if problems else None  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("columns", "rows", "missing"),
    [
        ("amount", "< 10 CNY | low / > 10 CNY | bad", "amount 10 CNY"),
        ("amount", "1 CNY to 9 CNY | low / 10 CNY to 20 CNY | bad / > 20 CNY | bad", "amount 0 CNY"),
        ("amount", "0 CNY to 9 CNY | low / 10 CNY to 20 CNY | bad / > 20 CNY | bad", "amount 9.5 CNY"),
        ("days_overdue", "0 | low / 1 to 90 | mid / > 91 | bad", "days_overdue 91"),
        ("days_overdue", "0 to 90 | low / 91 to 180 | bad", "days_overdue 181"),
        ("days_overdue", "> 0 | bad", "days_overdue 0"),
        ("days_overdue", "> 0.5 | bad / < 0.5 | low", "days_overdue 0.5"),
        ("by_agent", "yes | bad", "by_agent no"),
        ("product", "credit | bad", "product bill"),
        ("established", "< 2020-01-01 | low / > 2020-01-01 | bad", "established 2020-01-01"),
        ("share", "<= 5% | low / > 6% | bad", "share 5.5%"),
    ],
)
def test_a_gap_is_told_with_a_case(columns: str, rows: str, missing: str):
    assert found_with_fields(table(rows, columns)) == (missing,)


def found_with_fields(text: str) -> tuple[str, ...] | None:
    """The example of a gap, in a policy whose case has a date and a share besides."""
    fields = '  region zh "所属地区" text\n'
    head = PRELUDE["en"].replace(fields, f"{fields}  established date\n  share percent\n")
    problems = [each for each in found_in(Source("test.duty", head + text), ["L401"]) if each.code == "L401"]
    return problems[0].args["example"] if problems else None  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("columns", "rows"),
    [
        ("amount", "<= 10 CNY | low / > 10 CNY | bad"),
        ("amount", "> 10 CNY | bad / otherwise | low"),
        ("days_overdue", "0 | low / 1 to 90 | mid / > 90 | bad"),
        ("by_agent", "yes | bad / no | low"),
        ("product", "credit, bill | bad"),
        ("product | by_agent", "credit | any | bad / any | yes | bad / bill | no | low"),
        ("amount | by_agent", "< 5 CNY | yes | low / any | no | low / >= 5 CNY | yes | bad"),
        ("region", '"north" | bad'),  # a text can be anything: not looked at
        ("amount", "any | low"),
    ],
)
def test_a_table_without_a_gap_is_left_alone(columns: str, rows: str):
    assert example(rows, columns) is None


def test_the_case_is_written_as_the_text_is():
    text = "第三条 “风险”\n  分类表 风险等级 首个命中\n    | 贷款金额 | 代理人代办 | 业务品种 | 级别 |\n"
    text += "    | ≤300万元 | 任意 | 任意 | 低 |\n    | 任意 | 是 | 任意 | 低 |\n    | 任意 | 任意 | 信用贷款 | 高 |\n"
    (problem,) = found(text, ["L401"], "zh")
    assert problem.args["example"] == ("贷款金额 3,000,001元", "代理人代办 否", "业务品种 票据")


def test_a_table_that_collects_has_no_gap():
    assert example("> 10 CNY | bad", match="collect all matches") is None
    assert example("> 10 CNY | bad", match="highest match") == ("amount 0 CNY",)


def test_columns_that_are_defined_by_one_another_leave_no_gap_that_no_case_can_stand_in():
    large = "define large means amount is more than 10 CNY\n"
    rows = "yes | > 10 CNY | bad / no | <= 10 CNY | low"
    assert example(rows, "large | amount", more=large) is None
    assert example("yes | > 10 CNY | bad / no | < 10 CNY | low", "large | amount", more=large) == (
        "large no",
        "amount 10 CNY",
    )


def test_a_parameter_of_one_value_is_read_in_cells():
    limit = "parameter limit = 10 CNY\n"
    assert example("< limit | low / > limit | bad", more=limit) == ("amount 10 CNY",)
    assert example("<= limit | low / > limit | bad", more=limit) is None


def test_a_table_with_too_many_cells_is_left_alone():
    columns = " | ".join(f"f{at}" for at in range(16))
    fields = "case other\n" + "".join(f"  f{at} yes/no\n" for at in range(16))
    rows = " | ".join(["yes"] * 16) + " | low"
    assert codes(fields + table(rows, columns), ["L4"]) == []


def test_the_case_of_a_gap_is_one_of_which_the_table_says_nothing():
    text = table("< 10 CNY | no | low / > 10 CNY | any | bad", "amount | by_agent")
    rule = "  duty visit\n    after each apply\n    when risk is bad\n    manager must visit_site within 3 days\n"
    (amount, agent) = example("< 10 CNY | no | low / > 10 CNY | any | bad", "amount | by_agent") or ("", "")
    scenario = (
        f'scenario "gap" as of 2024-06-30\n  given case {amount}, {agent}\n  given apply at 2024-05-06\n'
    )
    scenario += "  expect visit unknown\n"
    loaded, _, _ = loaded_from_sources([Source("test.duty", PRELUDE["en"] + text + rule + scenario)], {})
    assert loaded is not None
    assert [each.passed for each in run_scenarios(loaded)] == [True]


def test_the_case_of_an_overlap_is_one_on_which_the_table_contradicts_itself():
    rows = "<= 10 CNY | any | low / >= 10 CNY | yes | bad / > 10 CNY | no | bad"
    (problem,) = found(table(rows, "amount | by_agent", "unique match"), ["L402"])
    facts = ", ".join(problem.args["example"])  # type: ignore[arg-type]
    rule = "  duty visit\n    after each apply\n    when risk is bad\n    manager must visit_site within 3 days\n"
    scenario = f'scenario "both" as of 2024-06-30\n  given case {facts}\n  given apply at 2024-05-06\n'
    text = table(rows, "amount | by_agent", "unique match") + rule + scenario + "  expect visit conflict\n"
    loaded, _, _ = loaded_from_sources([Source("test.duty", PRELUDE["en"] + text)], {})
    assert loaded is not None
    assert [each.passed for each in run_scenarios(loaded)] == [True]


# ---- L402, L403 ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("columns", "rows", "shared"),
    [
        ("amount", "<= 10 CNY | low / >= 10 CNY | bad", ("amount 10 CNY",)),
        (
            "product | by_agent",
            "bill | any | bad / any | yes | low / credit | no | low",
            ("product bill", "by_agent yes"),
        ),
        ("days_overdue", "0 to 90 | low / 90 to 180 | bad / > 180 | bad", ("days_overdue 90",)),
    ],
)
def test_an_overlap_is_told_with_a_case(columns: str, rows: str, shared: tuple[str, ...]):
    (problem,) = found(table(rows, columns, "unique match"), ["L402"])
    assert problem.args["example"] == shared


@pytest.mark.parametrize(
    ("rows", "match"),
    [
        ("<= 10 CNY | low / > 10 CNY | bad", "unique match"),
        ("<= 10 CNY | low / otherwise | bad", "unique match"),
        ("<= 10 CNY | low / >= 10 CNY | bad", "first match"),
        ("<= 10 CNY | low / >= 10 CNY | bad", "highest match"),
        ("<= 10 CNY | low / >= 10 CNY | bad", "collect all matches"),
    ],
)
def test_rows_may_meet_where_one_of_them_counts(rows: str, match: str):
    assert codes(table(rows, match=match), ["L402"]) == []


@pytest.mark.parametrize(
    ("rows", "match", "how"),
    [
        ("<= 10 CNY | low / > 10 CNY | bad / > 20 CNY | bad", "first match", "taken"),
        ("<= 10 CNY | low / > 10 CNY | bad / otherwise | bad", "unique match", "taken"),
        ("9 CNY to 1 CNY | low / any | bad", "first match", "empty"),
        ("> 20 CNY | low / > 10 CNY | bad / any | low", "first match", None),
        ("<= 10 CNY | low / > 10 CNY | bad / > 20 CNY | bad", "highest match", None),
    ],
)
def test_a_row_that_never_decides(rows: str, match: str, how: str | None):
    assert [each.help for each in found(table(rows, match=match), ["L403"])] == ([how] if how else [])


# ---- against a table of values -------------------------------------------------------------------

BOUND = st.integers(min_value=0, max_value=4)
CELL = st.one_of(
    st.just("any"),
    st.tuples(st.sampled_from(["<", "<=", ">", ">="]), BOUND).map(lambda pair: f"{pair[0]} {pair[1]}"),
    st.tuples(BOUND, BOUND).map(lambda pair: f"{min(pair)} to {max(pair)}"),
    BOUND.map(str),
)
ROW = st.tuples(CELL, st.sampled_from(["yes", "no", "any"]))


def holds(cell: str, value: Decimal) -> bool:
    match cell.split():
        case ["any"]:
            return True
        case [low, "to", high]:
            return Decimal(low) <= value <= Decimal(high)
        case [sign, bound]:
            limit = Decimal(bound)
            return {"<": value < limit, "<=": value <= limit, ">": value > limit, ">=": value >= limit}[sign]
        case [exact]:
            return value == Decimal(exact)
    raise AssertionError(cell)


@settings(max_examples=60, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=4, unique=True))
def test_a_gap_is_told_exactly_where_some_whole_number_has_no_row(rows: list[tuple[str, str]]):
    text = " / ".join(f"{cell} | {agent} | low" for cell, agent in rows)
    missing = [
        (number, agent)
        for number in range(7)
        for agent in (True, False)
        if not any(
            holds(cell, Decimal(number)) and written in ("any", "yes" if agent else "no")
            for cell, written in rows
        )
    ]
    told = example(text, "days_overdue | by_agent", "highest match")
    assert (told is None) == (missing == [])
    if told is not None:
        said = dict(each.split() for each in told)
        number, agent = int(said.get("days_overdue", "0")), said.get("by_agent", "yes") == "yes"
        assert (min(number, 6), agent) in missing

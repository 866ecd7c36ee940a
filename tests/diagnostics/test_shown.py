"""Values in messages read well, and nothing that a file holds can break a message or a terminal."""

import datetime as dt
import enum
import unicodedata
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dutylang.diagnostics import catalogue, shown
from dutylang.values import Moment, Money, Period, Truth, Unit


class Verdict(enum.Enum):
    NOT_IN_ANY_CATALOGUE = "odd"


class Broken:
    def __str__(self) -> str:
        raise RuntimeError("no words")


SHANGHAI = ZoneInfo("Asia/Shanghai")
READINGS = [
    ("visit_site", "visit_site", "visit_site"),
    (3, "3", "3"),
    (True, "yes", "是"),
    (False, "no", "否"),
    (None, "nothing", "无"),
    (Decimal("1E+3"), "1000", "1000"),
    (Money(Decimal("3000000.50"), "CNY"), "3,000,000.50 CNY", "3,000,000.50 CNY"),
    (Period(1, Unit.WORKING_DAY), "1 working day", "1个工作日"),
    (Period(2, Unit.MONTH), "2 months", "2个月"),
    (Moment(dt.date(2024, 5, 6)), "2024-05-06", "2024-05-06"),
    (
        Moment(dt.date(2024, 5, 6), dt.datetime(2024, 5, 6, 9, 0, tzinfo=SHANGHAI)),
        "2024-05-06 09:00",
        "2024-05-06 09:00",
    ),
    (dt.datetime(2024, 5, 6, 9, 0, 30), "2024-05-06 09:00:30", "2024-05-06 09:00:30"),
    (dt.time(9, 30), "09:30:00", "09:30:00"),
    (Truth.UNKNOWN, "unknown", "不明"),
    (Verdict.NOT_IN_ANY_CATALOGUE, "odd", "odd"),
    (("a", "b"), "a, b", "a、b"),
    ({"b", "a"}, "a, b", "a、b"),
    (Broken(), "<Broken>", "<Broken>"),
    ("\x1b[31m red", "␛[31m red", "␛[31m red"),
    ("\u202egnp", "<U+202E>gnp", "<U+202E>gnp"),
    ("\x7f", "␡", "␡"),
    ("客户经理", "客户经理", "客户经理"),
]


@pytest.mark.parametrize(("value", "english", "chinese"), READINGS)
def test_a_value_reads_as_its_reader_writes_it(value: object, english: str, chinese: str):
    assert catalogue.fill("{x}", {"x": value}, "en") == english
    assert catalogue.fill("{x}", {"x": value}, "zh") == chinese


def test_every_unit_has_words():
    for unit in Unit:
        assert catalogue.find(f"period.{unit.value}") is not None


def test_plurals_follow_the_number():
    template = "{n} {n|day|days}"
    assert [catalogue.fill(template, {"n": n}) for n in (0, 1, 2)] == ["0 days", "1 day", "2 days"]


def test_braces_in_arguments_are_plain():
    assert catalogue.fill("`{a}` and `{b}`", {"a": "{b}", "b": "{{"}) == "`{b}` and `{{`"


def test_doubled_braces_are_braces_and_missing_arguments_stay_visible():
    assert catalogue.fill("{{x}} {x} {n|one|many}", {}) == "{x} {x} {n|one|many}"


def test_a_huge_argument_is_cut():
    text = catalogue.fill("{x}", {"x": "a" * 100_000})
    assert len(text) == shown.LONGEST_ARGUMENT + 1
    assert text.endswith("…")


def test_placeholders_are_those_that_are_shown():
    assert shown.placeholders("{a} {n|day|days} {{b}}") == {"a"}
    assert shown.leftover_braces("{a} {n|day|days} {{b}}") == ""
    assert shown.leftover_braces("{a:,} {b") == "{}{"


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.decimals()
    | st.datetimes()
    | st.binary(),
    lambda inner: st.lists(inner) | st.tuples(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(template=st.text() | st.sampled_from(["{a}", "{a|b|c} {a}", "{{{a}}}"]), value=values)
def test_filling_never_raises_and_never_controls_the_terminal(template: str, value: object):
    assert isinstance(catalogue.fill(template, {"a": value}, "zh"), str)
    filled = catalogue.fill("{a}", {"a": value})
    assert {unicodedata.category(character) for character in filled} & {"Cc", "Cf", "Cs", "Zl", "Zp"} == set()

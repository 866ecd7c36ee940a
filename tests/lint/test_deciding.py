"""What is called impossible is impossible: checked by trying every value of a small world."""

import datetime as dt
from decimal import Decimal
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from dutylang.lint.deciding import always_holds, can_hold, is_steady, plain
from dutylang.lint.stretches import points_between
from dutylang.ops.types import DATE, NUMBER, TEXT, YES_NO, Kind, Type, money_type
from dutylang.pipeline import loaded_from_sources
from dutylang.policy import typed as t
from dutylang.source import Source
from dutylang.syntax.ast import AggregateKind
from dutylang.values import Money
from tests.lint.prelude import PRELUDE

SET = Type(Kind.SET_OF, values=("a", "b"))
X, Y = t.ReadField(("x",), NUMBER), t.ReadField(("y",), NUMBER)
FLAG, OTHER = t.ReadField(("flag",), YES_NO), t.ReadField(("other",), YES_NO)
KIND = t.ReadField(("kind",), Type(Kind.ONE_OF, values=("a", "b", "c")))
WORDS = loaded_from_sources([Source("t", PRELUDE["en"])])[0].policy.vocabulary  # type: ignore[union-attr]


def number(value: int) -> t.Const:
    return t.Const(Decimal(value), NUMBER)


def apply(op: str, *args: t.Typed) -> t.Apply:
    return t.Apply(op, args, YES_NO)


SIGNS = ["==", "!=", "<", "<=", ">", ">="]
ATOMS = st.one_of(
    st.sampled_from([FLAG, OTHER]),
    st.builds(lambda op, term, bound: apply(op, term, number(bound)), st.sampled_from(SIGNS), st.sampled_from([X, Y]),
              st.integers(0, 3)),
    st.builds(lambda op, bound: apply(op, number(bound), X), st.sampled_from(SIGNS), st.integers(0, 3)),
    st.builds(lambda op: apply(op, X, Y), st.sampled_from(SIGNS)),
    st.builds(lambda op, value: apply(op, KIND, t.Const(value, KIND.type)), st.sampled_from(["==", "!="]),
              st.sampled_from("abc")),
    st.builds(lambda values: apply("in", KIND, t.Const(frozenset(values), SET)),
              st.sets(st.sampled_from("abc"), min_size=1)),
    st.builds(lambda truth: apply("==", FLAG, t.Const(truth, YES_NO)), st.booleans()),
)  # fmt: skip
CONDITIONS = st.recursive(
    ATOMS,
    lambda parts: st.one_of(
        st.builds(lambda a, b: apply("and", a, b), parts, parts),
        st.builds(lambda a, b: apply("or", a, b), parts, parts),
        st.builds(lambda a: apply("not", a), parts),
    ),
    max_leaves=5,
)
HALVES = [Decimal(value) / 2 for value in range(-2, 9)]
WORLD = [
    {X: x, Y: y, FLAG: flag, OTHER: other, KIND: kind}
    for x, y, flag, other, kind in product(HALVES, HALVES, (True, False), (True, False), "abc")
]


def holds(condition: t.Typed, world: dict[t.ReadField, object]) -> object:
    from dutylang.ops import OPERATORS

    if isinstance(condition, t.Const):
        return condition.value
    if isinstance(condition, t.ReadField):
        return world[condition]
    assert isinstance(condition, t.Apply)
    return OPERATORS[condition.op].apply([holds(each, world) for each in condition.args])


@settings(max_examples=80, deadline=None)
@given(CONDITIONS)
def test_it_says_no_exactly_where_no_case_holds(condition: t.Typed):
    possible = any(holds(condition, world) is True for world in WORLD)
    told = can_hold([condition], WORDS)
    if told is False:
        assert not possible
    if not mixes(condition):
        assert told is possible


def mixes(condition: t.Typed) -> bool:
    """Whether a thing is compared both with a constant and with another thing: these are not put together."""
    return isinstance(condition, t.Apply) and (
        condition.args == (X, Y) or any(mixes(each) for each in condition.args)
    )


def test_more_than_can_be_tried_is_not_decided():
    many = [t.ReadField((f"f{at}",), YES_NO) for at in range(20)]
    assert can_hold(many, WORDS) is None
    assert not always_holds(many[0], many[1:], WORDS)


def test_what_follows_from_other_conditions_always_holds():
    assert always_holds(apply(">", X, number(1)), [apply(">", X, number(2))], WORDS)
    assert not always_holds(apply(">", X, number(2)), [apply(">", X, number(1))], WORDS)
    assert always_holds(apply("or", FLAG, apply("not", FLAG)), [], WORDS)


def test_counts_are_whole_and_never_negative():
    count = t.FoldEvents(AggregateKind.COUNT, "visit_site", None, None, NUMBER)
    assert can_hold([apply("<", count, number(0))], WORDS) is False
    assert can_hold([apply(">", count, number(1)), apply("<", count, number(2))], WORDS) is False
    assert can_hold([apply(">", X, number(1)), apply("<", X, number(2))], WORDS) is True
    assert can_hold([apply("<", X, number(0))], WORDS) is True


def test_sets_dates_money_and_texts():
    covers = t.ReadField(("covers",), SET)
    both = apply("includes", covers, t.Const(frozenset("ab"), SET))
    one = apply("includes", covers, t.Const("a", Type(Kind.ONE_OF, values=("a", "b"))))
    assert can_hold([both, apply("not", one)], WORDS) is False
    assert can_hold([one, apply("not", both)], WORDS) is True
    day = t.ReadField(("day",), DATE)
    new_year, second = (t.Const(dt.date(2024, 1, at), DATE) for at in (1, 2))
    assert can_hold([apply(">", day, new_year), apply("<", day, second)], WORDS) is False
    sum_, cny = t.ReadField(("sum",), money_type("CNY")), money_type("CNY")
    low, high = (t.Const(Money(Decimal(at), "CNY"), cny) for at in (1, 2))
    assert can_hold([apply(">", sum_, low), apply("<", sum_, high)], WORDS) is True
    assert can_hold([apply("<", sum_, low), apply(">", sum_, high)], WORDS) is False
    name = t.ReadField(("name",), TEXT)
    north, south = (t.Const(each, TEXT) for each in ("north", "south"))
    assert can_hold([apply("==", name, north), apply("==", name, south)], WORDS) is False
    assert can_hold([apply("!=", name, north), apply("!=", name, south)], WORDS) is True


def test_constants_are_worked_out():
    assert can_hold([apply(">", number(1), number(2))], WORDS) is False
    assert can_hold([t.Const(True, YES_NO), None], WORDS) is True


def test_what_is_not_understood_is_free():
    tomorrow = t.AgoDate(t.ReadParameter("p", NUMBER), DATE)
    day = t.ReadField(("day",), DATE)
    assert can_hold([apply("<", day, tomorrow), apply(">=", day, tomorrow)], WORDS) is False
    pledges = t.FoldRecords(AggregateKind.ANY, ("pledges",), None, FLAG, YES_NO)
    assert can_hold([pledges, apply("not", pledges)], WORDS) is False
    assert can_hold([pledges, t.Missing(X, YES_NO)], WORDS) is True


def test_definitions_and_parameters_are_written_out():
    text = "parameter limit = 5 CNY\ndefine large means amount is more than limit\ndefine small means not large\n"
    words = loaded_from_sources([Source("t", PRELUDE["en"] + text)])[0].policy.vocabulary  # type: ignore[union-attr]
    large, small = (t.ReadDefinition(name, YES_NO) for name in ("large", "small"))
    assert can_hold([large, small], words) is False
    assert can_hold([apply("==", large, t.Const(False, YES_NO)), large], words) is False
    assert plain(t.ReadParameter("limit", money_type("CNY")), words) == t.Const(
        Money(Decimal(5), "CNY"), money_type("CNY")
    )
    assert plain(t.ReadDefinition("gone", YES_NO), words) == t.ReadDefinition("gone", YES_NO)
    assert is_steady(large, words) is False  # it reads a parameter, which may have versions


def test_what_changes_with_time_is_not_steady():
    happened = t.FoldEvents(AggregateKind.COUNT, "visit_site", None, None, NUMBER)
    assert is_steady(apply(">", X, number(1)), WORDS)
    assert not is_steady(apply(">", happened, number(1)), WORDS)
    assert not is_steady(t.ReadField(("x",), NUMBER, tracked=True), WORDS)


def test_points_of_a_line():
    cuts = [Decimal(1), Decimal(3), Decimal(3)]
    assert points_between(cuts, Kind.NUMBER) == (Decimal(0), Decimal(1), Decimal(2), Decimal(3), Decimal(4))
    assert points_between([Decimal(1), Decimal(2)], Kind.NUMBER)[2] == Decimal("1.5")
    assert points_between([Decimal(1), Decimal(2)], Kind.NUMBER, whole=True) == tuple(
        map(Decimal, (0, 1, 2, 3))
    )
    assert points_between([Decimal("0.5")], Kind.NUMBER, whole=True, least=0) == tuple(
        map(Decimal, (0, 1, 2))
    )
    assert points_between([], Kind.NUMBER) == (Decimal(-1), Decimal(0), Decimal(1))
    assert points_between([dt.date.max], Kind.DATE)[-1] == dt.date.max
    noon = dt.datetime(2024, 1, 1, 12, tzinfo=dt.UTC)
    later = noon + dt.timedelta(hours=2)
    assert points_between([noon, later], Kind.DATE_TIME)[2] == noon + dt.timedelta(hours=1)
    assert len(points_between([], Kind.DATE)) == 3
    assert len(points_between([], Kind.DATE_TIME)) == 3

"""Comparisons solved: a fact on one side takes a value around what stands on the other, or far from it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import chain, islice

from dutylang.assessment.suggestions import givens as g
from dutylang.assessment.suggestions.facts import settings
from dutylang.assessment.suggestions.givens import Values
from dutylang.assessment.suggestions.ground import Ground, days_around, reads_of, sample_pairs
from dutylang.assessment.suggestions.happening import attributes_of
from dutylang.assessment.suggestions.values import (
    DAYS_OF_UNIT,
    LARGE,
    NEUTRAL,
    SMALL,
    around,
    samples,
    written,
)
from dutylang.ops.table import OPERATORS
from dutylang.ops.types import Kind, Type
from dutylang.policy import typed as t
from dutylang.policy.model import RowInfo
from dutylang.syntax.ast import DateLiteral, GivenParameter, Pair, Scenario
from dutylang.values import Money, Truth

MOST_RECORDS = 12
FEW_ROWS = 3


def compared(
    scenario: Scenario, condition: t.Typed, truth: Truth, types: tuple[str, ...], ground: Ground
) -> Iterator[Scenario]:
    """Scenarios in which a comparison, or what looks like one, may be true, or false."""
    if isinstance(condition, t.Apply) and len(condition.args) == 2:
        left, right = condition.args
        for side, other, place in ((left, right, 0), (right, left, 1)):
            boundary = _value_of(other, scenario, ground)
            if boundary is None:
                continue
            values = _ordered(condition, place, boundary, side, truth, scenario)
            yield from _given(scenario, side, values, boundary, types, ground)
    yield from _far_apart(scenario, condition, types, ground)


def _given(
    scenario: Scenario,
    side: t.Typed,
    values: Sequence[Values],
    boundary: object,
    types: tuple[str, ...],
    ground: Ground,
) -> Iterator[Scenario]:
    """One side with the values."""
    match side:
        case t.FoldEvents() | t.FoldRecords():
            yield from folded(scenario, side, boundary, ground)
        case t.ElapsedUnits():
            yield from _elapsed(scenario, side, boundary, types, ground)
        case t.ReadDefinition(name=name):
            body = ground.words.definitions[name].body
            yield from _given(scenario, body, values, boundary, types, ground)
        case t.ReadTable(name=name):
            for row in ground.words.tables[name].rows:
                yield from islice(_in_row(scenario, row, types, ground), 2 * FEW_ROWS)
        case _:
            for value in values:
                yield from settings(scenario, side, value, types, ground)


def _in_row(scenario: Scenario, row: RowInfo, types: tuple[str, ...], ground: Ground) -> Iterator[Scenario]:
    """The case falls in a row of a table: each of its cells holds."""
    found = [scenario]
    for test in row.tests:
        if test is not None:
            found = [
                each
                for base in found
                for each in islice(ground.solve(base, test, Truth.YES, types), FEW_ROWS)
            ][: FEW_ROWS**2]
    yield from dict.fromkeys(found)


def _ordered(
    condition: t.Apply, place: int, boundary: object, side: t.Typed, truth: Truth, scenario: Scenario
) -> list[Values]:
    """Values for a side: those for which the comparison is as wished on the boundary's near side first."""
    days = days_around(scenario)
    if isinstance(boundary, frozenset):
        boundary = next(iter(sorted(boundary)), None)
    candidates = [*around(boundary, side.type), *samples(side.type, days)]
    fitting = [each for each in candidates if _fits(condition, place, each, truth)]
    return list(dict.fromkeys([*fitting, *candidates]))


def _fits(condition: t.Apply, place: int, values: Values, truth: Truth) -> bool:
    """Whether a constant comparison with the value on its side is as wished; unsure counts as not."""
    other = condition.args[1 - place]
    own = _plain(values)
    if not isinstance(other, t.Const) or own is None:
        return False
    sides = (own, other.value) if place == 0 else (other.value, own)
    try:
        return Truth.of(OPERATORS[condition.op].apply(sides)) is truth
    except TypeError:  # a moment as written has no zone yet
        return False


def _plain(values: Values) -> object:
    """The run-time value of a number, an amount or a date as written."""
    literal = values[0]
    currency = getattr(literal, "currency", None)
    if currency is not None:
        return Money(getattr(literal, "amount", SMALL), currency)
    return getattr(literal, "value", None)


def _value_of(expression: t.Typed, scenario: Scenario, ground: Ground) -> object:
    """The value of a constant or a parameter; None for what hangs on the record."""
    match expression:
        case t.Const(value=value):
            return value
        case t.ReadParameter(name=name):
            if any(
                isinstance(each, GivenParameter) and each.parameter.text == name for each in scenario.givens
            ):
                return None
            return ground.words.parameters[name].versions[-1].value.value
        case t.ReadDefinition(name=name):
            return _value_of(ground.words.definitions[name].body, scenario, ground)
        case _:
            return None


def _far_apart(
    scenario: Scenario, condition: t.Typed, types: tuple[str, ...], ground: Ground
) -> Iterator[Scenario]:
    """Every fact on its own very small, very large or otherwise, the others known."""
    reads = list(dict.fromkeys(reads_of(condition, ground.words)))
    known = scenario
    for read in reads:
        if isinstance(read, t.ReadField | t.ReadAttribute | t.ReadTrigger | t.ReadPicked):
            values = next(samples(read.type, days_around(scenario)), None)
            if values is not None:
                known = next(settings(known, read, values, types, ground), known)
    for base in dict.fromkeys((known, scenario)):
        for read in reads:
            if isinstance(read, t.FoldEvents | t.FoldRecords):
                yield from folded(base, read, None, ground)
            else:
                for values in samples(read.type, days_around(scenario)):
                    yield from islice(settings(base, read, values, types, ground), 2)


# ---- time that has passed ----------------------------------------------------------------------


def _elapsed(
    scenario: Scenario, side: t.ElapsedUnits, boundary: object, types: tuple[str, ...], ground: Ground
) -> Iterator[Scenario]:
    """The start or the end moved so that about so many units lie between them."""
    count = int(boundary) if isinstance(boundary, Decimal) else 1
    step = DAYS_OF_UNIT[side.unit]
    spans = [units * step for units in (count, count + 1, max(count - 1, 0), 0, 2 * count + 2)]
    for day in g.event_days(scenario) or [scenario.as_of.day]:
        for span in dict.fromkeys(spans):
            later = (DateLiteral(day + dt.timedelta(days=span)),)
            yield from islice(settings(scenario, side.end, later, types, ground), 2)
            earlier = (DateLiteral(day - dt.timedelta(days=span)),)
            yield from islice(settings(scenario, side.start, earlier, types, ground), 2)


# ---- figures over records and events -----------------------------------------------------------


def folded(
    scenario: Scenario, fold: t.FoldEvents | t.FoldRecords, boundary: object, ground: Ground
) -> Iterator[Scenario]:
    """As many records or events as the boundary and its neighbours say, or one with a value like them."""
    if fold.value is None:
        wanted = int(boundary) if isinstance(boundary, Decimal) else 1
        counts = [each for each in (wanted, wanted + 1, wanted - 1, 0, 1) if 0 <= each <= MOST_RECORDS]
        for count in dict.fromkeys(counts):
            yield from _so_many(scenario, fold, count, ground)
        return
    inner = fold.value
    near: Iterator[Values] = around(boundary, inner.type) if boundary is not None else iter(())
    far = (written(_sized(each, inner.type), inner.type) for each in (SMALL, LARGE, NEUTRAL))
    for values in chain(near, (each for each in far if each is not None)):
        for one in _so_many(scenario, fold, 1, ground):
            yield from islice(_each_with(one, fold, inner, values, ground), 1)
    yield from _so_many(scenario, fold, 0, ground)


def _sized(amount: Decimal, type_: Type) -> object:
    return Money(amount, type_.currency or "") if type_.kind is Kind.MONEY else amount


def _so_many(
    scenario: Scenario, fold: t.FoldEvents | t.FoldRecords, count: int, ground: Ground
) -> Iterator[Scenario]:
    """Exactly so many of them, with what examples say of themselves and with some of each type."""
    days = days_around(scenario)
    if isinstance(fold, t.FoldEvents):
        start = g.event_days(scenario)[-1] if g.event_days(scenario) else scenario.as_of.day
        for pairs in attributes_of(fold.event, days, ground):
            changed = g.without_events(scenario, fold.event)
            for number in range(count):
                changed = g.with_event(changed, fold.event, start - number * g.ONE_DAY, (), pairs)
            yield changed
        return
    info = ground.field(fold.path[-1])
    shape = ground.words.records.get(info.type.record or "") if info is not None else None
    if info is None or shape is None:
        return
    if count == 0:
        yield g.with_none(scenario, fold.path[-1])
        return
    for pairs in _record_examples(sample_pairs(shape, days), shape.fields, days):
        changed = g.without_field(scenario, fold.path[-1])
        for _ in range(count):
            changed = g.with_record(changed, info.type.record or "", fold.path[-1], pairs)
        yield changed


def _record_examples(
    pairs: tuple[Pair, ...], fields: object, days: tuple[dt.date, ...]
) -> Iterator[tuple[Pair, ...]]:
    """A record with some value in each field, then with each other value of one field."""
    yield pairs
    types = dict(fields.items()) if hasattr(fields, "items") else {}
    for place, pair in enumerate(pairs):
        for values in islice(samples(types[pair.field.text].type, days), 1, 8):
            yield (*pairs[:place], Pair(pair.field, values), *pairs[place + 1 :])


def _each_with(
    scenario: Scenario, fold: t.FoldEvents | t.FoldRecords, inner: t.Typed, values: Values, ground: Ground
) -> Iterator[Scenario]:
    types = (fold.event,) if isinstance(fold, t.FoldEvents) else ()
    for read in reads_of(inner, ground.words):
        yield from settings(scenario, read, values, types, ground)

"""Typed conditions over many readings at once. Unknown stays unknown: such a reading is left to the reference."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import attrs
import numpy as np

from dutylang.assessment.bulk.board import NO_ROW, Board
from dutylang.assessment.bulk.frames import Frame
from dutylang.assessment.bulk.index import different_days
from dutylang.assessment.bulk.one_by_one import read_one_by_one
from dutylang.assessment.bulk.series import read_tracked, tracked_of
from dutylang.assessment.bulk.tables import table_column
from dutylang.assessment.single.context import Trace, parameter_value
from dutylang.assessment.single.reading import parts_of
from dutylang.cases.columns.from_records import column_from_values
from dutylang.ops import OPERATORS
from dutylang.ops.columns import (
    CONNECTIVES,
    NO,
    UNKNOWN,
    YES,
    Column,
    Ints,
    NoColumnsError,
    Truths,
    column_of_truths,
    merged,
    nothing,
    truths_of,
)
from dutylang.ops.types import Kind
from dutylang.policy import typed as t


def truth(condition: t.Typed | None, frame: Frame) -> Truths:
    """Whether a condition holds in each reading: NO, YES or UNKNOWN."""
    if condition is None:
        return np.ones(frame.size, np.int8)
    if isinstance(condition, t.Apply) and condition.op in CONNECTIVES:
        return CONNECTIVES[condition.op](_parts(condition, frame))
    column = value(condition, frame)
    if not column.known.any():
        return np.full(frame.size, UNKNOWN, np.int8)
    return truths_of(column)


def _parts(condition: t.Apply, frame: Frame) -> Sequence[Truths]:
    """The truths of the parts. What costs much is read last, and only where the others leave it open."""
    settles = NO if condition.op == "and" else YES
    found: list[Truths] = []
    open_yet = frame
    slow = [_is_slow(part) for part in condition.args]
    for place in sorted(range(len(slow)), key=slow.__getitem__):
        part = condition.args[place]
        # At an act, what is read tells of the order of events too, whatever comes of it.
        lazy = condition.op != "not" and frame.act is None and slow[place] and not _reads_parameter(part)
        if lazy and found:
            open_yet = frame.where(~np.logical_or.reduce([each == settles for each in found]))
        found.append(truth(part, open_yet if lazy else frame))
    return found


def _is_slow(expression: t.Typed) -> bool:
    """Whether an expression has no columnar form of its own."""
    if isinstance(expression, t.ReadField):
        return len(expression.path) > 1
    return isinstance(expression, tuple(_NAMES)) or any(map(_is_slow, parts_of(expression)))


def _reads_parameter(expression: t.Typed) -> bool:
    """Whether an expression may read a parameter, of which a default is noted."""
    if isinstance(expression, t.ReadParameter | t.ReadDefinition | t.ReadTable | t.ReadFigure):
        return True
    if isinstance(getattr(expression, "period", None), t.ReadParameter):
        return True
    return any(map(_reads_parameter, parts_of(expression)))


def value(expression: t.Typed, frame: Frame) -> Column:
    """The value of an expression in each reading; what has no form in columns is read one by one."""
    try:
        return _in_columns(expression, frame)
    except NoColumnsError:
        return read_one_by_one(expression, frame)


def _in_columns(expression: t.Typed, frame: Frame) -> Column:
    match expression:
        case t.Const():
            return _constant(expression.value, frame.size)
        case t.ReadField(path=(name,), tracked=False):
            return _field(name, frame)
        case t.ReadField(path=(name,)):
            return _of_kind(read_tracked(name, frame))
        case t.ReadAttribute():
            return _attribute(frame.event, expression.attribute, frame)
        case t.ReadTrigger():
            return _attribute(opener(expression, frame), expression.attribute, frame)
        case t.ReadParameter():
            return _parameter(expression.name, frame)
        case t.ReadDefinition():
            body = frame.board.setting.plan.vocabulary.definitions[expression.name].body
            return _as_column(body, frame)
        case t.Missing(of=t.ReadField() | t.ReadAttribute() | t.ReadTrigger() as read):
            column = value(read, frame)
            told = np.ones(frame.size, np.bool_)
            if isinstance(read, t.ReadField) and read.tracked:
                told = ~tracked_of(frame.board).unclear[frame.case]
            return Column(Kind.YES_NO, ~column.known, told)
        case t.ReadTable():
            return table_column(expression, frame, truth)
        case t.Apply():
            return _applied(expression, frame)
        case _:
            raise NoColumnsError(_NAMES.get(type(expression), "condition"))


_NAMES: dict[type, str] = {
    t.ReadField: "field_form",
    t.ReadPicked: "picked_event",
    t.ReadTable: "table",
    t.ReadJudgement: "judgement",
    t.FoldRecords: "list_figure",
    t.FoldEvents: "event_figure",
    t.HappensTest: "event_condition",
    t.AgoDate: "ago_date",
    t.ElapsedUnits: "elapsed",
    t.ReadFigure: "portfolio_figure",
}


def _as_column(expression: t.Typed, frame: Frame) -> Column:
    if isinstance(expression, t.Apply) and expression.op in CONNECTIVES:
        return column_of_truths(truth(expression, frame))
    return value(expression, frame)


def _constant(what: object, size: int) -> Column:
    column = column_from_values([what])
    if column is None:
        raise NoColumnsError("constant")
    return attrs.evolve(column, values=np.repeat(column.values, size), known=np.repeat(column.known, size))


def _field(name: str, frame: Frame) -> Column:
    columns = frame.board.columns
    if name in columns.formless:
        raise NoColumnsError("field_form")
    column = columns.fields.get(name)
    return nothing(frame.size) if column is None else _taken(column, frame.case)


_PLAIN = {Kind.PERCENT: Kind.NUMBER, Kind.ONE_OF: Kind.TEXT}


def _of_kind(column: Column) -> Column:
    return attrs.evolve(column, kind=_PLAIN.get(column.kind, column.kind))


def _taken(column: Column, places: Ints) -> Column:
    kind = _PLAIN.get(column.kind, column.kind)
    return attrs.evolve(column, kind=kind, values=column.values[places], known=column.known[places])


def opener(expression: t.ReadTrigger, frame: Frame) -> Ints | None:
    """The event that a name such as `alarm` stands for: a forbidden act, the trigger, the start of a scope."""
    board = frame.board
    if expression.event not in board.columns.events.types:
        return frame.trigger
    code = board.columns.events.types.index(expression.event)
    found = np.full(frame.size, NO_ROW, np.int64) if frame.trigger is None else frame.trigger.copy()
    settled = np.zeros(frame.size, np.bool_)
    for rows in (frame.act, frame.trigger, frame.start):
        if rows is None:
            continue
        fits = ~settled & (rows != NO_ROW)
        fits[fits] = board.type[rows[fits]] == code
        found = np.where(fits, rows, found)
        settled |= fits
    return found


def _attribute(rows: Ints | None, name: str, frame: Frame) -> Column:
    return nothing(frame.size) if rows is None else attribute_of(frame.board, rows, name)


def attribute_of(board: Board, rows: Ints, name: str) -> Column:
    """An attribute of some events, whatever their types; nothing is known of `NO_ROW`."""
    there = np.flatnonzero(rows != NO_ROW)
    types = board.type[rows[there]]
    parts: list[tuple[Ints, Column]] = []
    codes = np.flatnonzero(np.bincount(types)).tolist()
    for code in codes:
        event_type = board.columns.events.types[code]
        column = board.attribute(event_type, name)
        if column is None:
            if supplies(board, event_type, name):
                raise NoColumnsError("attribute_form")
            continue
        mine = there if len(codes) == 1 else there[types == code]
        parts.append((mine, _taken(column, board.places_of_type(event_type, rows[mine]))))
    if len(parts) == 1 and len(parts[0][0]) == len(rows):
        return parts[0][1]
    return merged(parts, len(rows))


def supplies(board: Board, event_type: str, name: str) -> bool:
    """Whether the values of an attribute were left out of the columns, for want of a columnar form."""
    return (event_type, name) in board.columns.events.formless


def _parameter(name: str, frame: Frame) -> Column:
    """The value of a parameter, in the version in force on each day."""
    setting = frame.board.setting
    days, place = different_days(frame.day)
    found: list[object] = []
    house: list[bool] = []
    for day in days:
        trace = Trace()
        found.append(parameter_value(name, dt.date.fromordinal(int(day)), setting, trace))
        house.append(trace.house_default)
    if not found:
        return nothing(0)
    column = column_from_values(found)
    if column is None:
        raise NoColumnsError("parameter")
    np.logical_or(frame.house, np.array(house, np.bool_)[place], out=frame.house)
    return _taken(column, place)


# ---- operators ---------------------------------------------------------------------------------


def _applied(expression: t.Apply, frame: Frame) -> Column:
    operator = OPERATORS[expression.op]
    if operator.name == "in":
        return operator.on_columns(_member(expression, frame))
    parts = [_as_column(each, frame) for each in expression.args]
    known = np.logical_and.reduce([part.known for part in parts])
    if known.any():
        return operator.on_columns(parts)
    # Nothing can be told: the kinds of columns without values say nothing.
    kind = expression.type.kind
    return Column(kind, np.zeros(frame.size, np.bool_ if kind is Kind.YES_NO else np.int64), known)


def _member(expression: t.Apply, frame: Frame) -> tuple[Column, frozenset[str]]:
    item, among = expression.args
    if not isinstance(among, t.Const) or not isinstance(among.value, frozenset):
        raise NoColumnsError("condition")
    words = frozenset(each for each in among.value if isinstance(each, str))
    if len(words) < len(among.value):
        raise NoColumnsError("condition")
    return _as_column(item, frame), words

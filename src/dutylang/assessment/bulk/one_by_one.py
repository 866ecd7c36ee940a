"""Expressions without a form of their own in columns: each reading by the reference, the rest stays columns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import attrs
import numpy as np

from dutylang.assessment.bulk.board import NO_ROW, Board
from dutylang.assessment.bulk.frames import Frame
from dutylang.assessment.single.conditions import evaluate
from dutylang.assessment.single.context import Context, Setting, Trace
from dutylang.assessment.single.reading import parts_of
from dutylang.assessment.single.timeline import timeline_from_case
from dutylang.assessment.single.world import World
from dutylang.cases.columns.from_records import EPOCH, column_from_values
from dutylang.cases.columns.model import NO_INSTANT
from dutylang.cases.record import EventRecord, NoValue
from dutylang.ops.columns import Column, Ints, NoColumnsError
from dutylang.ops.types import Kind
from dutylang.policy import typed as t
from dutylang.policy.model import Vocabulary
from dutylang.values import UNKNOWN, Moment

KEPT = 4096
"""So many cases are kept as records: the rules of a policy ask for the same ones again."""


def read_one_by_one(expression: t.Typed, frame: Frame) -> Column:
    """The value of an expression in each reading that matters; unknown in all others.

    What is the same at every moment of a case is read once for the case. Raises `NoColumnsError` where the
    values themselves have no columnar form.
    """
    board = frame.board
    asked = ~board.columns.odd[frame.case]
    if frame.asked is not None:
        asked &= frame.asked
    places = np.flatnonzero(asked)
    back = np.arange(len(places))
    if _is_timeless(expression, board.setting.plan.vocabulary):
        _, first, back = np.unique(frame.case[places], return_index=True, return_inverse=True)
        read = places[first]
    else:
        read = places
    values: list[object] = []
    for n in in_portions(read, frame.case, board):
        context = context_at(frame, n)
        value = evaluate(expression, context)
        values.append(None if value is UNKNOWN or isinstance(value, NoValue) else value)
        _note(frame, n, context.trace)
    column = column_from_values(values)
    if column is None:
        raise NoColumnsError("condition")
    known = np.zeros(frame.size, np.bool_)
    known[places] = column.known[back]
    if expression.type.kind is Kind.YES_NO and not known.any():
        return Column(Kind.YES_NO, np.zeros(frame.size, np.bool_), known)
    spread = np.zeros(frame.size, column.values.dtype)
    spread[places] = column.values[back]
    return attrs.evolve(column, values=spread, known=known)


def _note(frame: Frame, place: int, trace: Trace) -> None:
    if trace.house_default:
        frame.house[place] = True
    if trace.awaited:
        frame.awaited[place] = True
    if trace.order_assumed:
        frame.assumed[place] = True


def _is_timeless(expression: t.Typed, vocabulary: Vocabulary) -> bool:
    """Whether an expression reads nothing but what a case says once for all."""
    match expression:
        case t.Const() | t.ReadItem():
            return True
        case t.ReadField(path=(_,), tracked=False) | t.Apply() | t.Missing():
            return all(_is_timeless(part, vocabulary) for part in parts_of(expression))
        case t.ReadDefinition():
            return _is_timeless(vocabulary.definitions[expression.name].body, vocabulary)
        case t.FoldRecords(path=(name,)):
            fields = [shape.fields[name] for shape in vocabulary.cases.values() if name in shape.fields]
            records = [vocabulary.records.get(field.type.record or "") for field in fields]
            # A list of linked cases may hold whatever they do.
            inner = [each for record in records if record is not None for each in record.fields.values()]
            plain = bool(fields) and None not in records
            plain &= not any(each.tracked for each in (*fields, *inner))
            return plain and all(_is_timeless(part, vocabulary) for part in parts_of(expression))
        case _:
            return False


def context_at(frame: Frame, n: int) -> Context:
    """The reading in a place of a frame, as the reference has it."""
    board = frame.board
    case = int(frame.case[n])
    setting = setting_of(case, board)
    until = None
    if frame.until is not None:
        until = moment_of(int(frame.until[0][n]), int(frame.until[1][n]))
    instant = NO_INSTANT if frame.instant is None else int(frame.instant[n])
    rows = (frame.event, frame.trigger, frame.start, frame.act)
    event, trigger, start, act = (record_of(each, n, case, setting, board) for each in rows)
    return Context(
        setting,
        World(),
        Trace(),
        moment_of(int(frame.day[n]), instant),
        until=until,
        event=event,
        trigger=trigger,
        start=start,
        act=act,
        awaiting=frame.awaiting,
    )


def record_of(rows: Ints | None, n: int, case: int, setting: Setting, board: Board) -> EventRecord | None:
    """The event in a row; None where there is none."""
    if rows is None or rows[n] == NO_ROW:
        return None
    return setting.timeline.events[int(rows[n] - board.starts[case])]


def moment_of(day: int, instant: int) -> Moment:
    """A day and an instant as a moment."""
    time = None if instant == NO_INSTANT else EPOCH + dt.timedelta(microseconds=instant)
    return Moment(dt.date.fromordinal(day), time)


def in_portions(places: Ints, cases: Ints, board: Board) -> Iterator[int]:
    """The places, with the records of their cases read some thousand at a time."""
    for start in range(0, len(places), KEPT):
        portion = places[start : start + KEPT]
        _fetch(np.unique(cases[portion]).tolist(), board)
        yield from portion.tolist()


def setting_of(case: int, board: Board) -> Setting:
    """The setting of a case, as the reference makes it."""
    if case not in board.settings:
        _fetch([case], board)
    return board.settings[case]


def _fetch(cases: list[int], board: Board) -> None:
    known = board.settings
    new = [case for case in cases if case not in known]
    if len(known) + len(new) > 2 * KEPT:
        known.clear()
        new = cases
    for case, record in zip(new, board.columns.records(new), strict=True):
        timeline = timeline_from_case(record, board.horizon, board.setting.tz)
        known[case] = attrs.evolve(board.setting, timeline=timeline)

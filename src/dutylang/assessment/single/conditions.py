"""Typed expressions on one case. Unknown atoms are noted with the fact that would decide them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from math import ceil
from typing import assert_never

import attrs

from dutylang.assessment.leaves import Leaf, LeafKind
from dutylang.assessment.single import reading
from dutylang.assessment.single.breaches import breach_test, person_did
from dutylang.assessment.single.context import Context, Observer, once, parameter_value, period_value
from dutylang.assessment.single.happenings import happens
from dutylang.assessment.single.memory import HaltError
from dutylang.assessment.single.portfolio import figure_value
from dutylang.assessment.single.tables import collected_includes, table_outcome
from dutylang.assessment.single.world import UndecidedError
from dutylang.calendars.moments import add_days, add_months, moment_at
from dutylang.calendars.spans import elapsed_between
from dutylang.cases.record import EventRecord, NoValue, RecordValue, Series
from dutylang.ops.folds import fold
from dutylang.ops.table import OPERATORS, problem
from dutylang.ops.types import Kind
from dutylang.policy import typed as t
from dutylang.values import UNKNOWN, Moment, Period, Truth, Unit

LOGIC = ("and", "or", "not")


class ConflictError(HaltError):
    """Two rows of a `unique` table hit. Raised where the outcome is needed; never leaves a judge."""

    def __init__(self, table: str) -> None:
        super().__init__(table)
        self.table = table


def decide(expression: t.Typed, context: Context) -> bool:
    """Whether a condition holds; asks the world for what is unknown."""
    return once("decide", (expression,), context, lambda: _decided(expression, context))


def _decided(expression: t.Typed, context: Context) -> bool:
    mark = len(context.trace.unknowns)
    truth = Truth.of(evaluate(expression, context))
    if truth is not Truth.UNKNOWN:
        return truth is Truth.YES
    unknowns = context.trace.unknowns[mark:]
    for _, leaf in unknowns:
        if leaf.why == "several_rows":
            raise ConflictError(leaf.subject)
    for question, _ in unknowns:
        context.world.ask(question, *(leaf for other, leaf in unknowns if other == question))
    raise AssertionError("an unknown condition names no unknown atom")


def truth_of(expression: t.Typed | None, context: Context) -> Truth:
    """Whether a condition holds, in three values; no condition holds."""
    return Truth.YES if expression is None else Truth.of(evaluate(expression, context))


def evaluate(expression: t.Typed, context: Context) -> object:
    """The run-time value of an expression, `UNKNOWN`, or `NoValue.ABSENT` for an optional field known empty."""
    if context.setting.observer is not None:
        _show(context.setting.observer, expression, context)
    if isinstance(expression, t.Apply) and expression.op in LOGIC:
        return OPERATORS[expression.op].apply([evaluate(arg, context) for arg in expression.args])
    if expression.type.kind is not Kind.YES_NO or isinstance(expression, t.BreachTest):
        return _value(expression, context)  # of breaches each finding is asked on its own
    return _atom(expression, context)


def _show(observer: Observer, expression: t.Typed, context: Context) -> None:
    """Tells the observer how a condition reads as the record stands; what may still come leaves it unknown."""
    if not observer.wants(expression):
        return
    truth, recorded = Truth.UNKNOWN, context.as_recorded
    try:
        truth = truth_of(expression, recorded)
        if recorded.trace.awaited and truth is not truth_of(
            expression, attrs.evolve(recorded, awaiting=True)
        ):
            truth = Truth.UNKNOWN
    except UndecidedError:  # to whom a breach falls is not known
        pass
    observer.saw(expression, truth)


def _atom(expression: t.Typed, context: Context) -> object:
    """A yes/no that is asked as a whole when it is unknown: the same atom has the same answer."""
    mark = len(context.trace.unknowns)
    value = _value(expression, context)
    if value is NoValue.ABSENT:
        return False
    if value is not UNKNOWN:
        return value
    question: reading.Question = ("atom", expression, *_place(expression, context))
    answer = context.world.known(question)
    if answer is not None:
        del context.trace.unknowns[mark:]
        return answer
    leaves = [leaf for _, leaf in context.trace.unknowns[mark:]]
    del context.trace.unknowns[mark:]
    leaf = leaves[0] if leaves else Leaf(LeafKind.FIGURE, reading.subject_of(expression), why="no_value")
    for each in leaves or [leaf]:
        context.note(question, each)
    return UNKNOWN


def _place(expression: t.Typed, context: Context) -> tuple[object, ...]:
    """What besides the expression tells two readings of an atom apart."""
    needs = reading.needs_of(expression)
    return (
        (context.moment if "moment" in needs else None),
        (context.event.position if "event" in needs and context.event else None),
        (context.trigger.position if "trigger" in needs and context.trigger else None),
        (context.start.position if "trigger" in needs and context.start else None),
        (context.act.position if "moment" in needs and context.act else None),
        context.item_place if "item" in needs else "",
        context.person if "person" in needs else None,
    )


def _value(expression: t.Typed, context: Context) -> object:  # noqa: C901  (a closed union)
    match expression:
        case t.Const():
            return expression.value
        case t.ReadField():
            return _field(expression, context)
        case t.ReadItem():
            return _of_record(context.item, expression.field, context)
        case t.ReadAttribute():
            return reading.attribute(context.event, expression.attribute, context)
        case t.ReadTrigger():
            return reading.attribute(_opener(expression, context), expression.attribute, context)
        case t.ReadPicked():
            return _picked(expression, context)
        case t.ReadParameter():
            return parameter_value(expression.name, context.moment.day, context.setting, context.trace)
        case t.ReadDefinition():
            return evaluate(context.setting.plan.vocabulary.definitions[expression.name].body, context)
        case t.ReadTable():
            return table_outcome(expression, context, truth_of)
        case t.ReadJudgement():
            return reading.judgement(expression.name, context)
        case t.Apply():
            return _apply(expression, context)
        case t.FoldRecords():
            return _fold_records(expression, context)
        case t.FoldEvents():
            return _fold_events(expression, context)
        case t.HappensTest():
            return happens(expression, context, truth_of)
        case t.AgoDate():
            return _ago(expression, context)
        case t.ElapsedUnits():
            return _elapsed(expression, context)
        case t.Missing():
            return _missing(expression, context)
        case t.BreachTest():
            return breach_test(expression, context)
        case t.PersonDidTest():
            return person_did(expression, context, truth_of)
        case t.ReadFigure():
            return figure_value(expression, context, evaluate)
        case t.FoldCases():
            # Only all cases together show it: the figures of a book are worked out elsewhere.
            context.note(("cases", expression), Leaf(LeafKind.FIGURE, expression.case))
            return UNKNOWN
        case _:
            assert_never(expression)


def _opener(expression: t.ReadTrigger, context: Context) -> EventRecord | None:
    """The event that a name such as `alarm` stands for: the trigger, the start of its scope, a forbidden act."""
    named = (event for event in (context.act, context.trigger, context.start) if event is not None)
    return next((event for event in named if event.type == expression.event), context.trigger)


def _field(expression: t.ReadField, context: Context) -> object:
    value: object = RecordValue(context.timeline.case.fields)
    for place, name in enumerate(expression.path):
        if value is UNKNOWN or isinstance(value, NoValue):
            return value
        fields = value.fields if isinstance(value, RecordValue) else {}
        value = reading.known(fields, name, ".".join(expression.path[: place + 1]), context)
        if isinstance(value, Series):
            value = reading.series_value(value, name, context)
    return value


def _of_record(record: RecordValue | None, field: str, context: Context) -> object:
    fields = record.fields if record is not None else {}
    value = reading.known(fields, field, context.item_place + field, context)
    return (
        reading.series_value(value, context.item_place + field, context)
        if isinstance(value, Series)
        else value
    )


def _picked(expression: t.ReadPicked, context: Context) -> object:
    def fits(inner: Context) -> Truth:
        return truth_of(expression.where, inner)

    event = reading.picked_event(expression, context, fits)
    if event is None:
        return UNKNOWN
    if expression.attribute == "@date":
        return event.at.day
    if expression.attribute == "@time":
        if event.at.instant is None:
            context.note(
                ("time", event.position),
                Leaf(LeafKind.ATTRIBUTE, f"time of {event.type}", why="not_supplied", event=event.position),
            )
            return UNKNOWN
        return event.at.instant.astimezone(context.setting.tz)
    return reading.attribute(event, expression.attribute, context)


def _apply(expression: t.Apply, context: Context) -> object:
    if expression.op == "includes" and isinstance(expression.args[0], t.ReadTable):
        return collected_includes(
            expression.args[0], evaluate(expression.args[1], context), context, truth_of
        )
    values = [evaluate(arg, context) for arg in expression.args]
    if NoValue.ABSENT in values:
        return _with_absent(expression, context)
    result = OPERATORS[expression.op].apply(values)
    if result is UNKNOWN and UNKNOWN not in values:
        reason = problem(expression.op, values) or "no_value"
        context.note(
            ("figure", expression), Leaf(LeafKind.FIGURE, reading.subject_of(expression), why=reason)
        )
    return result


def _with_absent(expression: t.Apply, context: Context) -> object:
    """What is known to be absent equals nothing; it has no place in an order or a sum."""
    if expression.op in ("==", "in", "includes"):
        return False
    if expression.op == "!=":
        return True
    subject = reading.subject_of(expression)
    context.note(("absent", expression), Leaf(LeafKind.FIELD, subject, why="absent"))
    return UNKNOWN


def _fold_records(expression: t.FoldRecords, context: Context) -> object:
    source = _field(t.ReadField(expression.path, expression.type), context)
    records = source if isinstance(source, tuple) else ()
    if source is NoValue.ABSENT:
        source = ()
    elements, mark = [], len(context.trace.unknowns)
    for place, record in enumerate(records):
        inner = attrs.evolve(context, item=record, item_place=f"{expression.path[-1]}[{place}].")
        elements.append(_element(expression.value, expression.where, inner))
    result = fold(expression.kind.value, elements, expression.type, complete=source is not UNKNOWN)
    return _figure(result, expression, context, mark)


def _element(value: t.Typed | None, where: t.Typed | None, inner: Context) -> tuple[Truth, object]:
    truth = truth_of(where, inner)
    wanted = value is not None and truth is not Truth.NO
    return truth, evaluate(value, inner) if wanted and value is not None else None


def _fold_events(expression: t.FoldEvents, context: Context) -> object:
    mark = len(context.trace.unknowns)
    elements = [
        _element(expression.value, expression.where, attrs.evolve(context, event=event, item_place=""))
        for event in reading.events_up_to(expression.event, context)
    ]
    complete = reading.register_reaches(expression.event, context)
    result = fold(expression.kind.value, elements, expression.type, complete=complete)
    return _figure(result, expression, context, mark)


def _figure(result: object, expression: t.Typed, context: Context, mark: int) -> object:
    """The result of an aggregate; where no part of it was noted as unknown since `mark`, it is itself."""
    if result is UNKNOWN and len(context.trace.unknowns) == mark:
        leaf = Leaf(LeafKind.FIGURE, reading.subject_of(expression), why="no_value")
        context.note(("figure", expression), leaf)
    return result


def _ago(expression: t.AgoDate, context: Context) -> object:
    period = period_value(expression.period, context.moment.day, context.setting, context.trace)
    return day_before(context.moment.day, period, context)


def day_before(day: dt.date, period: Period, context: Context) -> dt.date:
    """The local day a period before a day; minutes and hours count as whole days, rounded up."""
    match period.unit:
        case Unit.WORKING_DAY:
            calendar = context.setting.calendar(context.setting.policy_calendar)
            return calendar.add_working_days(day, -period.count)
        case Unit.DAY:
            return add_days(day, -period.count)
        case Unit.WEEK:
            return add_days(day, -7 * period.count)
        case Unit.MONTH:
            return add_months(day, -period.count)
        case Unit.QUARTER:
            return add_months(day, -3 * period.count)
        case Unit.YEAR:
            return add_months(day, -12 * period.count)
        case Unit.HOUR:
            return add_days(day, -ceil(period.count / 24))
        case Unit.MINUTE:
            return add_days(day, -ceil(period.count / 1440))
        case _:
            assert_never(period.unit)


def _elapsed(expression: t.ElapsedUnits, context: Context) -> object:
    start = _as_moment(evaluate(expression.start, context), context)
    end = _as_moment(evaluate(expression.end, context), context)
    if start is None or end is None:
        return UNKNOWN
    calendar = context.setting.calendar(context.setting.policy_calendar)
    units = elapsed_between(start, end, expression.unit, calendar, context.setting.tz)
    # Hours and minutes are asked of dates with a time only: the checker sees to it.
    return UNKNOWN if units is None else Decimal(units)


def _as_moment(value: object, context: Context) -> Moment | None:
    if isinstance(value, dt.datetime):
        return moment_at(value.astimezone(dt.UTC), context.setting.tz)
    return Moment(value) if isinstance(value, dt.date) else None


def _missing(expression: t.Missing, context: Context) -> object:
    mark = len(context.trace.unknowns)
    value = _value(expression.of, context)
    del context.trace.unknowns[mark:]
    return value is UNKNOWN or value is NoValue.ABSENT

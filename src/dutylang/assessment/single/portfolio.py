"""A portfolio figure as one case reads it: supplied with the case, or worked out over the book."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

from dutylang.assessment.figures import WHOLE, FigureValue
from dutylang.assessment.leaves import Leaf, LeafKind
from dutylang.assessment.single.actors import is_registered, is_told
from dutylang.assessment.single.context import Context
from dutylang.calendars.spans import period_of
from dutylang.cases.record import CaseRecord, NoValue, RecordValue
from dutylang.cases.to_document import written
from dutylang.ops.types import Kind
from dutylang.policy import typed as t
from dutylang.policy.model import FigureInfo
from dutylang.policy.walk import nodes
from dutylang.values import UNKNOWN, Unit

Evaluate = Callable[[t.Typed, Context], object]


def figure_value(expression: t.ReadFigure, context: Context, evaluate: Evaluate) -> object:
    """The value of a figure for a case, or for the person whose liability is judged; noted where unknown.

    What the book shows counts first: the figure of the case's own group and period, which must be the same
    for all holders where the case has several. What is supplied with the case stands in for a book that is
    not there or does not tell.
    """
    own = context.trace.unknowns
    mark = len(own)
    value = _of_book(expression, context, evaluate)
    supplied = _supplied(expression.name, context) if value is UNKNOWN else None
    if supplied is None:
        return value
    del own[mark:]
    return _noted(supplied, "stated_unknown", expression.name, context)


def _of_book(expression: t.ReadFigure, context: Context, evaluate: Evaluate) -> object:
    info = context.setting.plan.vocabulary.figures[expression.name]
    groups, period = groups_of(info, context, evaluate), period_of_case(info, context, evaluate)
    if groups is None or period is None or not groups:
        return _noted(UNKNOWN, "unknown_group", expression.name, context)
    found = [context.setting.figures.of(expression.name, group, period) for group in groups]
    known = [each for each in found if each is not None]
    if len(known) < len(found):
        return _noted(UNKNOWN, "not_supplied", expression.name, context)
    return _agreed(known, expression.name, context)


def _agreed(found: list[FigureValue], name: str, context: Context) -> object:
    for each in found:
        if not each.is_known:
            return _noted(UNKNOWN, each.why, name, context)
    values = [each.value for each in found]
    if any(value != values[0] for value in values):
        return _noted(UNKNOWN, "ambiguous", name, context)
    return values[0]


def _noted(value: object, why: str, name: str, context: Context) -> object:
    if value is UNKNOWN:
        detail = context.person or ""
        context.note(("portfolio", name, detail), Leaf(LeafKind.FIGURE, name, detail, why))
    return value


def _supplied(name: str, context: Context) -> object | None:
    """What the case says of the figure: of the person before of everybody. `UNKNOWN` where it says so."""
    given = [each for each in context.timeline.case.figures if each.name == name]
    info = context.setting.plan.vocabulary.figures[name]
    persons: Iterable[str] = ()
    if info.role is not None:
        persons = _persons(info.role, context) or ()
    own = [each for each in given if each.person in set(persons)] or [
        each for each in given if each.person is None
    ]
    if not own:
        return None
    values = [UNKNOWN if each.value is None else each.value for each in own]
    return UNKNOWN if any(value != values[0] for value in values) else values[0]


def _persons(role: str, context: Context) -> tuple[str, ...] | None:
    if context.person is not None:
        return (context.person,)
    return effective_holders(role, context.moment.day, context.timeline.case)


def effective_holders(role: str, day: dt.date, case: CaseRecord) -> tuple[str, ...] | None:
    """Who holds a role on a day, the deputies in place of the others; None where that is not known."""
    if not is_told([role], case) or not (is_registered(role, case) or case.holders):
        return None
    held = [
        holding
        for holding in case.holders
        if holding.role == role and holding.since <= day and (holding.until is None or day <= holding.until)
    ]
    deputies = [holding.person for holding in held if holding.deputy]
    return tuple(dict.fromkeys(deputies or [holding.person for holding in held]))


def groups_of(
    info: FigureInfo, context: Context, evaluate: Evaluate, day: dt.date | None = None
) -> tuple[str, ...] | None:
    """The groups that a case is in: the holders of the role on a day (by default that of reading), the value
    of the field, or the whole; none where the field is known to be absent. None: not known.

    A case of the very kind that the field links to is a group itself, by its id.
    """
    if info.role is not None:
        if day is None:
            return _persons(info.role, context)
        return effective_holders(info.role, day, context.timeline.case)
    if info.field is None:
        return (WHOLE,)
    case = context.timeline.case
    grouped_by_kind = info.field.type.kind is Kind.RECORD and info.field.type.record == case.kind
    if grouped_by_kind and case.kind not in kinds_counted(info.body, context):
        return (case.id,)  # a customer reads what the deals that name it come to
    value = evaluate(info.field, context)
    if value is UNKNOWN:
        return None
    return () if value is NoValue.ABSENT else (group_text(value),)


def group_text(value: object) -> str:
    """The value of a field as the name of a group: of a linked case its id."""
    if isinstance(value, RecordValue) and value.id is not None:
        return value.id
    plain = written(value)
    return plain if isinstance(plain, str) else str(plain)


def placing_day(info: FigureInfo, context: Context, evaluate: Evaluate) -> dt.date | None:
    """The local day that places a case in a period; None where it is not known or there is none."""
    value = None if info.date is None else evaluate(info.date, context)
    if isinstance(value, dt.datetime):
        return value.astimezone(context.setting.tz).date()
    return value if isinstance(value, dt.date) else None


def period_of_case(info: FigureInfo, context: Context, evaluate: Evaluate) -> str | None:
    """The label of the period that a case reads the figure of: its own, or that of the moment of reading
    where cases of its kind are not counted. None where its date is not known."""
    if info.unit is None:
        return WHOLE
    if context.timeline.case.kind not in kinds_counted(info.body, context):
        return label_of(info.unit, context.moment.day)
    day = placing_day(info, context, evaluate)
    return None if day is None else label_of(info.unit, day)


def label_of(unit: Unit, day: dt.date) -> str:
    """`2024`, `2024-Q2`, `2024-05`."""
    return period_of(unit, day)[0]


def kinds_counted(body: t.Typed, context: Context) -> frozenset[str]:
    """The kinds of the cases that a figure is over, through the definitions, figures and tables that it names."""
    words, kinds = context.setting.plan.vocabulary, set[str]()
    for each in nodes(body):
        if isinstance(each, t.FoldCases):
            kinds.add(each.case)
        elif isinstance(each, t.ReadDefinition):
            kinds |= kinds_counted(words.definitions[each.name].body, context)
        elif isinstance(each, t.ReadFigure):
            kinds |= kinds_counted(words.figures[each.name].body, context)
        elif isinstance(each, t.ReadTable):
            tests = [test for row in words.tables[each.name].rows for test in row.tests if test is not None]
            kinds = kinds.union(*(kinds_counted(test, context) for test in tests))
    return frozenset(kinds)

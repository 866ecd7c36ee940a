"""Expressions as written → typed. Names get their meaning, every operator its types."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

import attrs

from dutylang.diagnostics.model import Diagnostic, Fix
from dutylang.ops.types import YES_NO, Kind, Type
from dutylang.policy import figures
from dutylang.policy.durations import check_duration
from dutylang.policy.literals import constant_from
from dutylang.policy.operators import applied, needs_condition, set_of
from dutylang.policy.over_cases import is_over_cases, over_cases
from dutylang.policy.scope import Scope, known_name, read_name
from dutylang.policy.typed import (
    Apply,
    Const,
    HappensTest,
    Missing,
    Typed,
)
from dutylang.syntax.ast import (
    Aggregate,
    Ago,
    And,
    Arith,
    Compare,
    CompareOp,
    DateLiteral,
    DateOf,
    DateTimeLiteral,
    DurationLiteral,
    Elapsed,
    EventPick,
    Expr,
    FieldOf,
    Happens,
    In,
    Includes,
    IsMissing,
    MoneyAmount,
    NoBreach,
    Not,
    Number,
    Or,
    Percent,
    PercentOf,
    PersonDid,
    Ref,
    TextLiteral,
    YesNo,
)


def typed_from_expression(expr: Expr, scope: Scope) -> tuple[Typed | None, tuple[Diagnostic, ...]]:
    """The typed form of an expression read in a scope; None when there is an error."""
    draft = attrs.evolve(scope.draft, problems=[], reported=set())
    typed = infer(expr, attrs.evolve(scope, draft=draft), None)
    return typed, tuple(draft.problems)


def condition(expr: Expr, scope: Scope) -> Typed | None:
    """The typed form of what must be yes or no; None with a diagnostic."""
    typed = infer(expr, scope, YES_NO)
    return None if typed is None else needs_condition(expr, typed, scope.draft)


def infer(expr: Expr, scope: Scope, expected: Type | None) -> Typed | None:  # noqa: C901  (one line a node)
    """The typed form, or None with a diagnostic.

    `expected` is the type on the other side: it gives the values of an enumeration their meaning.
    """
    match expr:
        case DurationLiteral():
            return _period(expr, scope)
        case TextLiteral():
            return _text(expr, scope, expected)
        case Number() | Percent() | MoneyAmount() | DateLiteral() | DateTimeLiteral() | YesNo():
            return constant_from(expr, scope.draft.timezone)
        case Ref():
            return read_name(expr.name, scope, expected)
        case FieldOf():
            if _is_share(expr, scope):
                share = Ref(expr.field, span=expr.field.span)
                return _operation("percent_of", expr, (share, expr.of), scope)
            return figures.field_of(expr, scope, condition)
        case EventPick():
            return figures.bare_pick(expr, scope)
        case DateOf():
            return figures.date_of(expr, scope, condition)
        case Aggregate():
            if is_over_cases(expr, scope):
                return over_cases(expr, scope, condition)
            return figures.aggregate(expr, scope, condition)
        case PercentOf():
            return _operation("percent_of", expr, (expr.percent, expr.of), scope)
        case Arith():
            return constant_from(expr, scope.draft.timezone) or _operation(
                expr.op.value, expr, (expr.left, expr.right), scope
            )
        case Ago():
            return figures.ago(expr, scope)
        case Elapsed():
            return figures.elapsed(expr, scope, infer)
        case Compare():
            return _compare(expr, scope)
        case In():
            return _member(expr, scope)
        case Includes():
            return _includes(expr, scope)
        case IsMissing():
            return _missing(expr, scope)
        case Happens():
            return figures.happens(expr, scope, condition)
        case And():
            return _connected("and", expr.items, scope)
        case Or():
            return _connected("or", expr.items, scope)
        case Not():
            return _connected("not", (expr.item,), scope)
        case NoBreach():
            return figures.no_breach(expr, scope)
        case PersonDid():
            return figures.person_did(expr, scope, condition)
        case _:
            assert_never(expr)


def _is_share(expr: FieldOf, scope: Scope) -> bool:
    """`least_cover of outstanding`, where the first is a parameter and the second no record or event."""
    if expr.field.text not in scope.draft.parameters or isinstance(expr.of, EventPick):
        return False
    if not isinstance(expr.of, Ref):
        return True
    of = expr.of.name.text
    field = scope.fields.get(of)
    looked_at = [item.declared.name for item in scope.items]
    return of not in (*scope.openers, *looked_at) and (field is None or field.type.kind is not Kind.RECORD)


def _period(expr: DurationLiteral, scope: Scope) -> Typed | None:
    if expr.duration.parameter is not None:
        return check_duration(expr.duration, scope.draft)  # type: ignore[return-value]
    return constant_from(expr, scope.draft.timezone)


def _text(expr: TextLiteral, scope: Scope, expected: Type | None) -> Typed | None:
    """Words in quotation marks; a value of an enumeration stands without them."""
    if expected is None or expected.kind not in (Kind.ONE_OF, Kind.SET_OF):
        return constant_from(expr, scope.draft.timezone)
    fix = Fix(expr.span, expr.value) if expr.value in expected.values else None
    args: dict[str, object] = {"text": expr.value, "values": expected.values}
    scope.draft.report("T020", expr.span, fix=fix, help="name" if fix else "values", args=args)
    return None


def _operation(op: str, expr: Expr, operands: Sequence[Expr], scope: Scope) -> Typed | None:
    """An operator whose operands are each read for themselves; every fault in them is reported."""
    found = [(each, infer(each, scope, None)) for each in operands]
    known = [(each, typed) for each, typed in found if typed is not None]
    return applied(op, expr.span, known, scope.draft) if len(known) == len(found) else None


def _connected(op: str, items: Sequence[Expr], scope: Scope) -> Typed | None:
    found = [condition(each, scope) for each in items]
    known = tuple(each for each in found if each is not None)
    return Apply(op, known, YES_NO) if len(known) == len(found) else None


def _compare(expr: Compare, scope: Scope) -> Typed | None:
    """Both sides; a side that names a value is read with the type of the other."""
    left_first = not (isinstance(expr.left, Ref) and _is_value(expr.left, expr.right, scope))
    first, second = (expr.left, expr.right) if left_first else (expr.right, expr.left)
    one = infer(first, scope, None)
    # A faulty side must not make the values of the other look unknown.
    equal = expr.op in (CompareOp.EQ, CompareOp.NE)
    if one is None and equal and isinstance(second, Ref) and known_name(second.name, scope) is None:
        return None
    other = infer(second, scope, one.type if one is not None else None)
    if one is None or other is None:
        return None
    sides = [(first, one), (second, other)] if left_first else [(second, other), (first, one)]
    return applied(expr.op.value, expr.span, sides, scope.draft)


def _is_value(side: Ref, other: Expr, scope: Scope) -> bool:
    """Whether this side can only be a value of an enumeration that the other side gives."""
    if known_name(side.name, scope) is not None:
        return False
    return not (isinstance(other, Ref) and known_name(other.name, scope) is None)


def _member(expr: In, scope: Scope) -> Typed | None:
    item = infer(expr.item, scope, None)
    if item is None:
        return None
    found = [(each, infer(each, scope, item.type)) for each in expr.choices]
    known = [(each, typed) for each, typed in found if typed is not None]
    if len(known) < len(found):
        return None
    names = [typed.value for _, typed in known if isinstance(typed, Const) and isinstance(typed.value, str)]
    if item.type.kind in (Kind.ONE_OF, Kind.TEXT, Kind.SET_OF) and len(names) == len(known):
        return applied("in", expr.span, [(expr.item, item), (expr, set_of(names))], scope.draft)
    tests = [applied("==", expr.span, [(expr.item, item), each], scope.draft) for each in known]
    good = tuple(test for test in tests if test is not None)
    if len(good) < len(tests):
        return None
    return good[0] if len(good) == 1 else Apply("or", good, YES_NO)


def _includes(expr: Includes, scope: Scope) -> Typed | None:
    collection = infer(expr.collection, scope, None)
    if collection is None:
        return None
    if collection.type.kind is not Kind.SET_OF:
        empty = set_of(())
        return applied("includes", expr.span, [(expr.collection, collection), (expr, empty)], scope.draft)
    found = [infer(each, scope, collection.type) for each in expr.items]
    names = [each.value for each in found if isinstance(each, Const) and isinstance(each.value, str)]
    if len(names) < len(found):
        for each, typed in zip(expr.items, found, strict=True):
            if typed is not None and not isinstance(typed, Const):
                args: dict[str, object] = {"name": scope.draft.quote(each.span), "near": ""}
                args["values"] = collection.type.values
                scope.draft.report("T013", each.span, help="values", args=args)
        return None
    return applied("includes", expr.span, [(expr.collection, collection), (expr, set_of(names))], scope.draft)


def _missing(expr: IsMissing, scope: Scope) -> Typed | None:
    """`is missing` asks about data: a field, an attribute, the last event; not about a constant."""
    of = expr.of
    if isinstance(of, EventPick):
        return figures.picked_missing(of, scope, condition)
    typed = infer(of, scope, None)
    if typed is None:
        return None
    if isinstance(typed, (Const, HappensTest)):
        help_name = "event" if isinstance(typed, HappensTest) else "constant"
        scope.draft.report("T025", expr.span, text=scope.draft.quote(of.span), help=help_name)
        return None
    return Missing(typed, YES_NO)

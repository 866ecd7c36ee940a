"""Operators applied to typed operands: the type of the result, or the fault said in words of compliance."""

from __future__ import annotations

from collections.abc import Sequence

from dutylang.diagnostics.model import Fix, Label
from dutylang.ops.table import OPERATORS, mismatch
from dutylang.ops.types import Kind, Type
from dutylang.policy.draft import Draft
from dutylang.policy.typed import (
    Apply,
    Const,
    ReadDefinition,
    ReadField,
    ReadParameter,
    ReadTable,
    Typed,
)
from dutylang.source import Span
from dutylang.syntax.ast import Expr

FAULTS = {
    "needs_yes_no": ("T006", None),
    "not_comparable": ("T001", None),
    "values_differ": ("T001", "values"),
    "currencies_differ": ("T002", None),
    "percent_with_number": ("T003", None),
    "month_with_day": ("T004", "months"),
    "hour_with_day": ("T004", "hours"),
    "working_day_with_day": ("T004", "working_days"),
    "not_ordered": ("T005", None),
    "not_arithmetic": ("T007", None),
    "write_percent_of": ("T007", "percent_of"),
    "write_elapsed": ("T007", "elapsed"),
    "date_with_date_time": ("T016", None),
    "hours_on_date": ("T015", "hours"),
    "working_days_need_calendar": ("T015", "working_days"),
    "needs_percent": ("T019", None),
    "needs_one_of": ("T018", "one_of"),
    "needs_set": ("T018", "set"),
}
"""Of each reason that `ops` gives, the code and the help that fits."""


def applied(op: str, span: Span, operands: Sequence[tuple[Expr, Typed]], draft: Draft) -> Typed | None:
    """The operator on its operands; None with a diagnostic where their types do not meet."""
    types = [typed.type for _, typed in operands]
    result = OPERATORS[op].signature(types)
    if result is not None:
        return Apply(op, tuple(typed for _, typed in operands), result)
    _report(op, span, operands, draft)
    return None


def _report(op: str, span: Span, operands: Sequence[tuple[Expr, Typed]], draft: Draft) -> None:
    types = [typed.type for _, typed in operands]
    code, help_name = FAULTS.get(mismatch(op, types) or "", ("T007", None))
    left, right = types[0], types[-1]
    if code == "T001" and {left.kind, right.kind} == {Kind.NUMBER, Kind.PERIOD}:
        help_name = "period"
    args: dict[str, object] = {
        "left": draft.quote(operands[0][0].span),
        "right": draft.quote(operands[-1][0].span),
        "left_kind": left.kind,
        "right_kind": right.kind,
    }
    if code == "T002":
        args |= {"left_currency": left.currency, "right_currency": right.currency}
    fix = _percent_fix(operands) if code == "T003" else None
    if code == "T001" and {left.kind, right.kind} == {Kind.NUMBER, Kind.MONEY}:
        found = _currency_fix(operands, draft)
        if found is not None:
            fix, args["meant"] = found
            help_name = "currency"
    places = [(expr, typed, _declared(typed, draft)) for expr, typed in operands]
    labels = [
        Label(place, "policy.kind", {"text": draft.quote(expr.span), "kind": typed.type.kind})
        for expr, typed, place in places
        if place is not None
    ]
    draft.report(code, span, labels=labels, help=help_name, fix=fix, args=args)


def _declared(typed: Typed, draft: Draft) -> Span | None:
    """Where the operand got its type."""
    declared = None
    if isinstance(typed, ReadField) and len(typed.path) == 1:
        fields = [kind.fields[typed.path[0]] for kind in draft.cases.values() if typed.path[0] in kind.fields]
        declared = fields[0].declared if fields else None
    elif isinstance(typed, ReadParameter):
        declared = draft.parameters[typed.name].declared
    elif isinstance(typed, ReadDefinition):
        declared = draft.definitions[typed.name].declared
    elif isinstance(typed, ReadTable):
        declared = draft.tables[typed.name].declared
    return declared.span if declared is not None else None


def _percent_fix(operands: Sequence[tuple[Expr, Typed]]) -> Fix | None:
    """`cover >= 120` where cover is a percentage: the sign is missing."""
    for (expr, typed), (_, other) in (operands, tuple(reversed(operands))):
        if isinstance(typed, Const) and typed.type.kind is Kind.NUMBER and other.type.kind is Kind.PERCENT:
            return Fix(
                Span(expr.span.source, expr.span.end, expr.span.end, expr.span.line, expr.span.column), "%"
            )
    return None


def _currency_fix(operands: Sequence[tuple[Expr, Typed]], draft: Draft) -> tuple[Fix, str] | None:
    """`amount > 5,000` where amount is money: the currency is missing after the number."""
    for (expr, typed), (_, other) in (operands, tuple(reversed(operands))):
        currency = other.type.currency
        if isinstance(typed, Const) and typed.type.kind is Kind.NUMBER and currency:
            own = "元" if draft.tongue(expr.span) == "zh" and currency == "CNY" else f" {currency}"
            place, words = expr.span, draft.quote(expr.span)
            end = Span(place.source, place.end, place.end, place.line, place.column + place.end - place.start)
            return Fix(end, own), f"{words}{own}"
    return None


def needs_condition(expr: Expr, typed: Typed, draft: Draft) -> Typed | None:
    """The operand where yes or no is asked for; None with T006 when it is something else."""
    if typed.type.kind is Kind.YES_NO:
        return typed
    draft.report("T006", expr.span, text=draft.quote(expr.span), kind=typed.type.kind)
    return None


def set_of(values: Sequence[str]) -> Const:
    """A set written in the policy."""
    names = tuple(dict.fromkeys(values))
    return Const(frozenset(names), Type(Kind.SET_OF, values=names))

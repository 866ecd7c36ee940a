"""Rules that never apply: conditions that are settled before any case is read, articles never in force."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dutylang.diagnostics.model import Severity
from dutylang.ops.table import OPERATORS
from dutylang.policy.draft import Draft
from dutylang.policy.typed import Apply, Const, Typed
from dutylang.syntax.ast import (
    Article,
    Checklist,
    Duty,
    Exemption,
    ExemptionWhen,
    Expr,
    Liability,
    LiabilityWhen,
    Obligation,
    OnlyAfter,
    Step,
    When,
)
from dutylang.values import Truth

LOWER, UPPER = ("==", ">", ">="), ("==", "<", "<=")
Bound = tuple[str, Const]


def check_reach(draft: Draft) -> None:
    """D006 for settled conditions, D007 for articles that are never in force."""
    for placed in draft.names.placed:
        if isinstance(placed.rule, (Duty, Checklist, Liability, Exemption)):
            for condition, binds_when in _conditions(placed.rule):
                _check_condition(condition, binds_when, draft)
    for article in draft.names.articles:
        _check_article(article, draft)


def _check_article(article: Article, draft: Draft) -> None:
    policy = draft.head.in_force if draft.head is not None else None
    if article.in_force is None or policy is None:
        return
    since = max(article.in_force.since, policy.since)
    ends = [end for end in (article.in_force.until, policy.until) if end is not None]
    inverted = article.in_force.until is not None and article.in_force.until < article.in_force.since
    if ends and min(ends) < since and not inverted:
        draft.report("D007", article.in_force.span, severity=Severity.WARNING, number=article.number)


def _conditions(rule: Duty | Checklist | Liability | Exemption) -> Iterator[tuple[Expr | None, bool]]:
    """Every condition of a rule, and the truth under which the rule binds."""
    if isinstance(rule, Checklist):
        for item in rule.items:
            yield item.when, True
            yield item.unless, False
        return
    for clause in rule.clauses:
        part = clause.obligation if isinstance(clause, Step) else clause
        if isinstance(part, (When, LiabilityWhen, ExemptionWhen)):
            yield part.condition, True
        elif isinstance(part, (Obligation, OnlyAfter)):
            yield part.when, True
            yield part.unless, False


def _check_condition(condition: Expr | None, binds_when: bool, draft: Draft) -> None:
    typed = draft.typed.get(condition.span) if condition is not None else None
    if condition is None or typed is None:
        return
    truth = settled(typed)
    if truth is not None:
        help_name = "idle" if truth is binds_when else "never"
        args: dict[str, object] = {"text": draft.quote(condition.span), "truth": truth}
        draft.report("D006", condition.span, severity=Severity.WARNING, help=help_name, args=args)


def settled(typed: Typed) -> bool | None:
    """The truth of a condition that no case can change; None when cases decide."""
    if isinstance(typed, Const):
        return typed.value if isinstance(typed.value, bool) else None
    if not isinstance(typed, Apply):
        return None
    parts = [settled(each) for each in typed.args]
    match typed.op:
        case "not":
            return None if parts[0] is None else not parts[0]
        case "and":
            if False in parts or _contradicts(typed.args):
                return False
            return True if None not in parts else None
        case "or":
            if True in parts:
                return True
            return False if None not in parts else None
        case _:
            values = [each.value for each in typed.args if isinstance(each, Const)]
            return _answer(typed.op, values) if len(values) == len(typed.args) else None


def _answer(op: str, values: Sequence[object]) -> bool | None:
    """What an operator says of constants; None where it gives no truth."""
    found = OPERATORS[op].apply(values)
    if isinstance(found, Truth):
        return None if found is Truth.UNKNOWN else found is Truth.YES
    return found if isinstance(found, bool) else None


def _contradicts(items: Sequence[Typed]) -> bool:
    """Whether two comparisons of one thing with constants can never hold together."""
    bounds: dict[Typed, list[Bound]] = {}
    for item in items:
        if isinstance(item, Apply) and len(item.args) == 2 and isinstance(item.args[1], Const):
            bounds.setdefault(item.args[0], []).append((item.op, item.args[1]))
    return any(_apart(low, high) for each in bounds.values() for low in each for high in each)


def _apart(low: Bound, high: Bound) -> bool:
    """`> 5` and `< 3`, `is a` and `is b`."""
    if low[0] not in LOWER or high[0] not in UPPER:
        return False
    if low[0] == high[0] == "==":
        return _answer("!=", (low[1].value, high[1].value)) is True
    strict = low[0] == ">" or high[0] == "<"
    return _answer(">=" if strict else ">", (low[1].value, high[1].value)) is True

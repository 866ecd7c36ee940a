"""Whether conditions can hold together: tried out on one value from each stretch that their constants leave.

The analysis is sound and small. It knows comparisons with constants, membership and yes/no; whatever else a
condition reads is taken as free to be so or otherwise, so `False` is a proof and `True` only means that none was
found. Beyond `MOST_TRIALS` it says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from math import prod

import attrs

from dutylang.lint.stretches import OTHER_TEXT, points_between
from dutylang.ops.table import OPERATORS
from dutylang.ops.types import YES_NO, Kind
from dutylang.policy.conflicts import CHANGING
from dutylang.policy.model import Vocabulary
from dutylang.policy.typed import (
    Apply,
    Const,
    ElapsedUnits,
    FoldCases,
    FoldEvents,
    FoldRecords,
    ReadDefinition,
    ReadField,
    ReadParameter,
    ReadTable,
    Typed,
)
from dutylang.policy.walk import nodes
from dutylang.syntax.ast import AggregateKind
from dutylang.values import Truth

MOST_TRIALS = 20_000
DEEPEST = 40
"""Definitions within definitions that are looked through."""

FLIPPED = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
ORDERED = (Kind.NUMBER, Kind.PERCENT, Kind.MONEY, Kind.DATE, Kind.DATE_TIME)
SIGNS: Mapping[str, tuple[int, ...]] = {
    "==": (0,), "!=": (-1, 1), "<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (0, 1),
}  # fmt: skip


@attrs.frozen(cache_hash=True)
class Versus:
    """Two things that are compared with one another: the sign of left minus right is tried out."""

    left: Typed
    right: Typed


@attrs.frozen(cache_hash=True)
class Holds:
    """Whether a set has a member."""

    collection: Typed
    member: str


Term = Typed | Versus | Holds
Values = Mapping[Term, object]


def can_hold(conditions: Iterable[Typed | None], words: Vocabulary) -> bool | None:
    """False when the conditions can never hold together; None when that is too much to try; absent ones hold."""
    parts = [plain(each, words) for each in conditions if each is not None]
    choices = _choices(parts)
    if prod(len(values) for values in choices.values()) > MOST_TRIALS:
        return None
    return any(
        all(truth_of(part, dict(zip(choices, values, strict=True))) for part in parts)
        for values in product(*choices.values())
    )


def always_holds(condition: Typed, given: Iterable[Typed | None], words: Vocabulary) -> bool:
    """Whether a condition is sure to hold where others do."""
    return can_hold([*given, Apply("not", (condition,), YES_NO)], words) is False


def is_steady(condition: Typed, words: Vocabulary) -> bool:
    """Whether a condition reads only what stays as it is in a case, so that it does not matter when it is read."""
    waiting: list[Typed] = [condition]
    seen: set[str] = set()
    for each in waiting:
        for node in nodes(each):
            if isinstance(node, CHANGING) or (isinstance(node, ReadField) and node.tracked):
                return False
            if isinstance(node, (ReadTable, ReadParameter, FoldRecords)):
                return False  # what they rest on is not looked up here
            if isinstance(node, ReadDefinition) and node.name not in seen:
                seen.add(node.name)
                waiting.append(words.definitions[node.name].body)
    return True


def plain(expression: Typed, words: Vocabulary, depth: int = DEEPEST) -> Typed:
    """An expression with its definitions written out and parameters of one value replaced by it."""
    match expression:
        case ReadDefinition() if depth and expression.name in words.definitions:
            info = words.definitions[expression.name]
            return plain(info.body, words, depth - 1) if info.of is None else expression
        case ReadParameter():
            info_of = words.parameters.get(expression.name)
            only = info_of is not None and len(info_of.versions) == 1
            return info_of.versions[0].value if info_of is not None and only else expression
        case Apply():
            return _truth_itself(
                attrs.evolve(expression, args=tuple(plain(each, words, depth) for each in expression.args))
            )
        case _:
            return expression


def _truth_itself(expression: Apply) -> Apply:
    """`(a and b) is yes` as `a and b`, `is no` as the contrary."""
    if expression.op not in ("==", "!=") or len(expression.args) != 2:
        return expression
    left, right = expression.args
    if not isinstance(left, Apply) or not isinstance(right, Const) or left.type.kind is not Kind.YES_NO:
        return expression
    wanted = (right.value is True) is (expression.op == "==")
    return left if wanted else Apply("not", (left,), YES_NO)


def truth_of(condition: Typed, values: Values) -> bool:
    """The truth of a plain condition where its terms have these values."""
    if isinstance(condition, Const):
        return condition.value is True
    if not isinstance(condition, Apply):
        return values[condition] is True
    match condition.op:
        case "and":
            return all(truth_of(each, values) for each in condition.args)
        case "or":
            return any(truth_of(each, values) for each in condition.args)
        case "not":
            return not truth_of(condition.args[0], values)
        case _:
            return _compared(condition, values)


def _compared(condition: Apply, values: Values) -> bool:
    term, op, constant = _read(condition)
    match term:
        case Versus():
            return values[term] in SIGNS[op]
        case Holds():
            return all(values[each] is True for each in _members(condition))
        case None:
            return _answer(op, [each.value for each in condition.args if isinstance(each, Const)])
        case _:
            pass
    if constant is None:
        return values[condition] is True
    return _answer(op, [values[term], constant.value])


def _answer(op: str, args: Sequence[object]) -> bool:
    return Truth.of(OPERATORS[op].apply(args)) is Truth.YES


# ---- what is tried out -------------------------------------------------------------------------


def _choices(conditions: Iterable[Typed]) -> dict[Term, tuple[object, ...]]:
    """Each thing that the conditions read, with one value of each stretch that the constants leave."""
    asked: dict[Term, list[object]] = {}
    for condition in conditions:
        for term, constants in _asked(condition):
            asked.setdefault(term, []).extend(constants)
    return {term: _values(term, constants) for term, constants in asked.items()}


def _asked(condition: Typed) -> Iterator[tuple[Term, list[object]]]:
    if isinstance(condition, Const):
        return
    if not isinstance(condition, Apply):
        yield condition, []
        return
    if condition.op in ("and", "or", "not"):
        for each in condition.args:
            yield from _asked(each)
        return
    term, _, constant = _read(condition)
    if isinstance(term, Holds):
        yield from ((each, []) for each in _members(condition))
    elif isinstance(term, Versus):
        yield term, []
    elif term is not None:
        yield (term, _listed(constant.value)) if constant is not None else (condition, [])


def _listed(constant: object) -> list[object]:
    return sorted(constant) if isinstance(constant, frozenset) else [constant]


def _read(condition: Apply) -> tuple[Term | None, str, Const | None]:
    """What a comparison is about, the operator as seen from there, and the constant.

    The term is None where only constants meet. Without a constant, and of what is not understood, the whole
    comparison is one thing that holds or not.
    """
    left, right = condition.args[0], condition.args[-1]
    if all(isinstance(each, Const) for each in condition.args):
        return None, condition.op, None
    if condition.op == "includes" and isinstance(right, Const):
        return Holds(left, ""), condition.op, None
    if condition.op == "in" and isinstance(right, Const):
        return (left, "in", right) if _is_choice(left) else (condition, "in", None)
    if condition.op not in FLIPPED:
        return condition, condition.op, None
    if isinstance(left, Const):
        left, right, flipped = right, left, FLIPPED[condition.op]
    else:
        flipped = condition.op
    if isinstance(right, Const):
        known = left.type.kind in ORDERED or _is_choice(left)
        return (left, flipped, right) if known else (condition, flipped, None)
    if left.type.kind not in ORDERED:
        return condition, flipped, None
    return Versus(left, right), flipped, None


def _is_choice(term: Typed) -> bool:
    return term.type.kind in (Kind.ONE_OF, Kind.TEXT, Kind.YES_NO)


def _members(condition: Apply) -> list[Holds]:
    constant = condition.args[1]
    wanted = constant.value if isinstance(constant, Const) else ()
    members = wanted if isinstance(wanted, frozenset) else (wanted,)
    return [Holds(condition.args[0], str(each)) for each in sorted(members, key=str)]


def _values(term: Term, constants: Sequence[object]) -> tuple[object, ...]:
    """One value of each stretch; also of values that a declaration does not list."""
    match term:
        case Versus():
            return (-1, 0, 1)
        case Holds():
            return (True, False)
        case _:
            pass
    kind = term.type.kind
    if kind is Kind.YES_NO:
        return (True, False)
    if kind is Kind.ONE_OF:
        return tuple(dict.fromkeys([*term.type.values, *constants]))
    if kind is Kind.TEXT:
        return tuple(dict.fromkeys([*constants, OTHER_TEXT]))
    if kind in ORDERED:
        return points_between(constants, kind, whole=is_whole(term), least=0 if _is_count(term) else None)
    # Any other comparison is one question that is answered yes or no.
    return (True, False)


def is_whole(term: Typed) -> bool:
    """Whether a number is sure to be whole: a count, or units of time that have gone by."""
    return _is_count(term) or isinstance(term, ElapsedUnits)


def _is_count(term: Typed) -> bool:
    folds = isinstance(term, (FoldEvents, FoldRecords, FoldCases))
    return folds and term.kind is AggregateKind.COUNT  # type: ignore[union-attr]


__all__ = ["always_holds", "can_hold", "is_steady", "is_whole", "plain", "truth_of"]

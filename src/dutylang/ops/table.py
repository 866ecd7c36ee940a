"""Every operator of the language once: its name, its signature, and its meaning on one value and on columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

import attrs

from dutylang.ops import meanings, signatures
from dutylang.ops.meanings import Meaning, Refusal
from dutylang.ops.signatures import Signature
from dutylang.ops.types import Type
from dutylang.values import UNKNOWN

if TYPE_CHECKING:
    from dutylang.ops.columns import Column, Operand


@attrs.frozen
class Operator:
    """An operator. `arity` None takes one argument or more (`and`, `or`).

    `types` gives the result's type or a reason, `meaning` the result, `UNKNOWN` or a `Refusal`.
    """

    name: str
    arity: int | None
    types: Signature
    meaning: Meaning

    def takes(self, count: int) -> bool:
        """Whether so many arguments are right."""
        return count >= 1 if self.arity is None else count == self.arity

    def signature(self, types: Sequence[Type]) -> Type | None:
        """The type of the result, or None when these types do not meet: `mismatch` says why."""
        result = self.types(tuple(types)) if self.takes(len(types)) else None
        return result if isinstance(result, Type) else None

    def apply(self, args: Sequence[object]) -> object:
        """The result on run-time values (see `Type`), with `UNKNOWN` in and out. It never raises.

        What has no result, such as a division by zero, is `UNKNOWN`: `problem` says why.
        """
        result = self.meaning(args)
        return UNKNOWN if isinstance(result, Refusal) else result

    def on_columns(self, args: Sequence[Operand]) -> Column:
        """The result row by row on columns of one length: what `apply` gives, where the operands are known.

        Raises `NoColumnsError` where the result has no exact columnar form. Needs numpy.
        """
        from dutylang.ops.columns import MEANINGS

        return MEANINGS[self.name](args)


def _operators() -> tuple[Operator, ...]:
    known = meanings.on_known
    return (
        Operator("and", None, signatures.conditions, meanings.conjunction),
        Operator("or", None, signatures.conditions, meanings.disjunction),
        Operator("not", 1, signatures.conditions, meanings.negation),
        Operator("==", 2, signatures.equality, meanings.comparison(lambda sign: sign == 0)),
        Operator("!=", 2, signatures.equality, meanings.comparison(lambda sign: sign != 0)),
        Operator("<", 2, signatures.order, meanings.comparison(lambda sign: sign < 0)),
        Operator("<=", 2, signatures.order, meanings.comparison(lambda sign: sign <= 0)),
        Operator(">", 2, signatures.order, meanings.comparison(lambda sign: sign > 0)),
        Operator(">=", 2, signatures.order, meanings.comparison(lambda sign: sign >= 0)),
        Operator("+", 2, signatures.addition, known(meanings.plus)),
        Operator("-", 2, signatures.subtraction, known(meanings.minus)),
        Operator("*", 2, signatures.multiplication, known(meanings.times)),
        Operator("/", 2, signatures.division, known(meanings.over)),
        Operator("percent_of", 2, signatures.share, known(meanings.share_of)),
        Operator("in", 2, signatures.membership, known(meanings.is_member)),
        Operator("includes", 2, signatures.inclusion, known(meanings.includes)),
    )


OPERATORS: Mapping[str, Operator] = MappingProxyType({each.name: each for each in _operators()})
"""The operators by name: and or not == != < <= > >= + - * / percent_of in includes."""


def mismatch(op: str, types: Sequence[Type]) -> str | None:
    """Why an operator does not take these types, as one of `signatures.REASONS`; None when it does."""
    operator = OPERATORS[op]
    if not operator.takes(len(types)):
        return "argument_count"
    result = operator.types(tuple(types))
    return None if isinstance(result, Type) else result


def problem(op: str, args: Sequence[object]) -> str | None:
    """Why these values have no result, such as `division_by_zero`; None when they have one, or may have."""
    result = OPERATORS[op].meaning(args)
    return result.reason if isinstance(result, Refusal) else None

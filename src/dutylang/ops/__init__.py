"""Every operator of the language once: its types, its meaning on one value and on columns."""

from dutylang.ops.folds import fold, fold_type, zero
from dutylang.ops.meanings import CONTEXT, PROBLEMS
from dutylang.ops.signatures import REASONS
from dutylang.ops.table import OPERATORS, Operator, mismatch, problem

__all__ = [
    "CONTEXT",
    "OPERATORS",
    "PROBLEMS",
    "REASONS",
    "Operator",
    "fold",
    "fold_type",
    "mismatch",
    "problem",
    "zero",
]

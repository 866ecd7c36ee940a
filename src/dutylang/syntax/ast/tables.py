"""Checklists and decision tables, as written."""

from __future__ import annotations

import enum

from dutylang.source import Span
from dutylang.syntax.ast.base import Declared, Name, node, place
from dutylang.syntax.ast.duties import Modal
from dutylang.syntax.ast.expressions import CompareOp, Duration, Expr


@node
class ChecklistItem:
    """`audited_statements original for the last 3 years, or since established when …`."""

    document: Declared
    original: bool = False
    for_the_last: Duration | None = None
    or_since: Name | None = None
    valid: bool = False
    when: Expr | None = None
    unless: Expr | None = None
    span: Span = place()


@node
class Checklist:
    """`R must have on file [and verified]`, the items, and the event before which they are judged."""

    declared: Declared
    bearers: tuple[Name, ...]
    modal: Modal
    verified: bool
    items: tuple[ChecklistItem, ...]
    before: Name
    span: Span = place()


class Hit(enum.Enum):
    """Hit policies of decision tables."""

    FIRST = "first"
    UNIQUE = "unique"
    HIGHEST = "highest"  # rows go from the mildest outcome to the gravest
    COLLECT = "collect"


@node
class AnyCell:
    """`any`: matches whatever stands there, also an unknown."""

    span: Span = place()


@node
class ElseCell:
    """`otherwise`: matches when no row above does."""

    span: Span = place()


@node
class CompareCell:
    """`>= 120%`."""

    op: CompareOp
    value: Expr
    span: Span = place()


@node
class RangeCell:
    """`1 to 90`, both ends included."""

    low: Expr
    high: Expr
    span: Span = place()


@node
class ValueCell:
    """`normal`, `0`, or several values separated by commas: equal to one of them."""

    values: tuple[Expr, ...]
    span: Span = place()


Cell = AnyCell | ElseCell | CompareCell | RangeCell | ValueCell


@node
class TableRow:
    """The conditions of a row and its outcome."""

    cells: tuple[Cell, ...]
    outcome: Expr
    span: Span = place()


@node
class Table:
    """A decision table; its name stands for its outcome in expressions."""

    declared: Declared
    hit: Hit
    columns: tuple[Name, ...]
    outcome: Declared
    rows: tuple[TableRow, ...]
    span: Span = place()

"""Decision tables: as many cells as columns, each of its column's type, one kind of outcome, no dead row."""

from __future__ import annotations

from dutylang.diagnostics.model import Label, Severity
from dutylang.ops.types import YES_NO, Kind, Type
from dutylang.policy.expressions import infer
from dutylang.policy.literals import constant_from
from dutylang.policy.model import RowInfo, TableInfo
from dutylang.policy.operators import applied
from dutylang.policy.scope import Scope
from dutylang.policy.typed import Apply, Const, Typed
from dutylang.syntax.ast import (
    AnyCell,
    Cell,
    CompareCell,
    ElseCell,
    Hit,
    Name,
    RangeCell,
    Ref,
    Table,
    TableRow,
    ValueCell,
)

Column = tuple[Name, Typed]


def table_info(table: Table, scope: Scope) -> TableInfo | None:
    """The typed table, or None with diagnostics of every fault in it."""
    columns: list[Column | None] = []
    for name in table.columns:
        typed = infer(Ref(name, span=name.span), scope, None)
        columns.append(None if typed is None else (name, typed))
    kind = _outcome_type(table, scope)
    rows = [_row(row, columns, scope, kind) for row in table.rows]
    _check_order(table, scope)
    good = tuple(row for row in rows if row is not None)
    if kind is None or None in columns or len(good) < len(rows):
        return None
    return TableInfo(table.declared, table.hit, good, kind)


def _outcome_type(table: Table, scope: Scope) -> Type | None:
    """Names make an enumeration in the order of their first row; values must be of one type."""
    draft = scope.draft
    names: list[str] = []
    kinds: list[tuple[Type, TableRow]] = []
    for row in table.rows:
        constant = constant_from(row.outcome, draft.timezone)
        if isinstance(row.outcome, Ref):
            names.append(row.outcome.name.text)
            kinds.append((Type(Kind.ONE_OF), row))
        elif constant is not None:
            kinds.append((constant.type, row))
        else:
            draft.report("T028", row.outcome.span, text=draft.quote(row.outcome.span))
            return None
    if not kinds:
        name = draft.shown(table.declared, table.declared.span)
        draft.report("D002", table.declared.span, help="table", name=name)
        return None
    first, first_row = kinds[0]
    for kind, row in kinds[1:]:
        if kind.kind is not first.kind or kind.currency != first.currency:
            label = Label(first_row.outcome.span, "policy.first", {"kind": first.kind})
            args: dict[str, object] = {"name": draft.shown(table.declared, row.span), "kind": kind.kind}
            draft.report("T029", row.outcome.span, labels=[label], args=args)
            return None
    if first.kind is Kind.ONE_OF:
        first = Type(Kind.ONE_OF, values=tuple(dict.fromkeys(names)))
    if table.hit is Hit.COLLECT:
        return Type(Kind.SET_OF, values=first.values)
    return first


def _row(row: TableRow, columns: list[Column | None], scope: Scope, kind: Type | None) -> RowInfo | None:
    draft = scope.draft
    if len(row.cells) != len(columns):  # the parser has said so
        return None
    tests: list[Typed | None] = []
    sound = True
    for cell, column in zip(row.cells, columns, strict=True):
        if column is None or isinstance(cell, (AnyCell, ElseCell)):
            tests.append(None)
            continue
        test = cell_test(cell, column, scope)
        sound = sound and test is not None
        tests.append(test)
    is_else = any(isinstance(cell, ElseCell) for cell in row.cells)
    if is_else and any(not isinstance(cell, (AnyCell, ElseCell)) for cell in row.cells):
        draft.report("D017", row.span)
        return None
    outcome = _outcome(row, kind, scope)
    return RowInfo(tuple(tests), is_else, outcome, row.span) if sound and outcome is not None else None


def _outcome(row: TableRow, kind: Type | None, scope: Scope) -> Const | None:
    if kind is None:
        return None
    if isinstance(row.outcome, Ref):
        return Const(row.outcome.name.text, Type(Kind.ONE_OF, values=kind.values))
    return constant_from(row.outcome, scope.draft.timezone)


def cell_test(cell: CompareCell | RangeCell | ValueCell, column: Column, scope: Scope) -> Typed | None:
    """The condition of one cell on its column."""
    name, typed = column
    left = (Ref(name, span=name.span), typed)
    match cell:
        case CompareCell():
            value = infer(cell.value, scope, typed.type)
            return (
                None
                if value is None
                else applied(cell.op.value, cell.span, [left, (cell.value, value)], scope.draft)
            )
        case RangeCell():
            low, high = infer(cell.low, scope, typed.type), infer(cell.high, scope, typed.type)
            if low is None or high is None:
                return None
            above = applied(">=", cell.span, [left, (cell.low, low)], scope.draft)
            below = applied("<=", cell.span, [left, (cell.high, high)], scope.draft)
            return None if above is None or below is None else Apply("and", (above, below), YES_NO)
        case ValueCell():
            return _one_of(cell, left, scope)


def _one_of(cell: ValueCell, left: tuple[Ref, Typed], scope: Scope) -> Typed | None:
    """Equal to one of the values; of a column that holds a set, a value is in it."""
    typed = left[1]
    tests: list[Typed | None] = []
    for expr in cell.values:
        value = infer(expr, scope, typed.type)
        if value is None:
            tests.append(None)
        elif typed.type.kind is Kind.SET_OF and isinstance(value, Const) and isinstance(value.value, str):
            single = Const(frozenset({value.value}), Type(Kind.SET_OF, values=(value.value,)))
            tests.append(applied("includes", expr.span, [left, (expr, single)], scope.draft))
        else:
            tests.append(applied("==", expr.span, [left, (expr, value)], scope.draft))
    good = tuple(test for test in tests if test is not None)
    if len(good) < len(tests) or not good:
        return None
    return good[0] if len(good) == 1 else Apply("or", good, YES_NO)


def _check_order(table: Table, scope: Scope) -> None:
    """Rows that cannot be reached: after `otherwise`, and under `first match` those an earlier row covers."""
    draft = scope.draft
    for at, row in enumerate(table.rows):
        for earlier in table.rows[:at]:
            closes = any(isinstance(cell, ElseCell) for cell in earlier.cells)
            same = earlier.cells == row.cells
            covered = (
                table.hit is Hit.FIRST and len(earlier.cells) == len(row.cells) and _covers(earlier, row)
            )
            if not (closes or same or covered):
                continue
            label = Label(earlier.span, "policy.earlier")
            help_name = "otherwise" if closes else "same" if same else "covered"
            # Only a hit policy under which both rows count makes a repetition harmless.
            harmless = same and not closes and table.hit in (Hit.HIGHEST, Hit.COLLECT)
            severity = Severity.WARNING if harmless else Severity.ERROR
            draft.report("D008", row.span, labels=[label], help=help_name, severity=severity)
            break


def _covers(earlier: TableRow, later: TableRow) -> bool:
    """Whether every case that meets the later row meets the earlier one, as far as the cells show."""
    return all(
        isinstance(one, AnyCell) or one == other or _is_part(one, other)
        for one, other in zip(earlier.cells, later.cells, strict=True)
    )


def _is_part(one: Cell, other: Cell) -> bool:
    """A list of values that holds those of the other cell."""
    return (
        isinstance(one, ValueCell) and isinstance(other, ValueCell) and set(other.values) <= set(one.values)
    )

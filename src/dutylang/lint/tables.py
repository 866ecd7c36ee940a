"""Decision tables as a grid: which rows hold at one point of each cell, and the first point that shows a fault."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import product
from math import prod

import attrs

from dutylang.lint.deciding import can_hold, is_whole, plain, truth_of
from dutylang.lint.ground import Ground
from dutylang.lint.stretches import points_between
from dutylang.ops.types import YES_NO, Kind
from dutylang.policy.model import TableInfo, Vocabulary
from dutylang.policy.typed import (
    Apply,
    Const,
    FoldEvents,
    FoldRecords,
    HappensTest,
    ReadDefinition,
    ReadField,
    ReadFigure,
    ReadJudgement,
    ReadPicked,
    ReadTable,
    Typed,
)
from dutylang.policy.walk import nodes
from dutylang.syntax.ast import Table
from dutylang.values import Money

MOST_POINTS = 20_000
COMPARING = ("==", "!=", "<", "<=", ">", ">=", "in")
READS = (
    ReadField,
    ReadDefinition,
    ReadPicked,
    ReadJudgement,
    ReadFigure,
    FoldRecords,
    FoldEvents,
    HappensTest,
)
NUMERIC = (Kind.NUMBER, Kind.PERCENT, Kind.MONEY)

Point = tuple[object, ...]


@attrs.frozen
class Grid:
    """A table whose columns are understood: what each column reads, its points, and the test of each cell."""

    table: Table
    info: TableInfo
    columns: tuple[Typed, ...]
    points: tuple[tuple[object, ...], ...]
    tests: tuple[tuple[Typed | None, ...], ...]

    def rows_at(self, point: Point) -> tuple[int, ...]:
        """The rows that hold at a point, from 0; of those with `otherwise` none where another holds."""
        found = [at for at in range(len(self.tests)) if self._holds(at, point)]
        return tuple(at for at in found if not self.info.rows[at].is_else) or tuple(found)

    def _holds(self, at: int, point: Point) -> bool:
        return all(
            test is None or truth_of(test, {column: value})
            for test, column, value in zip(self.tests[at], self.columns, point, strict=True)
        )


def grids(ground: Ground) -> Iterator[Grid]:
    """The tables of all versions of which every column is understood and that are small enough."""
    for placed in ground.rules:
        if isinstance(placed.rule, Table):
            info = _info(placed.rule, ground)
            grid = _grid(placed.rule, info, ground) if info is not None else None
            if grid is not None:
                yield grid


def points_of(grid: Grid, ground: Ground) -> Iterator[Point]:
    """The points at which a case can stand: columns that read the same are asked whether they can meet there."""
    words = ground.words(grid.table)
    tied = _are_tied(grid.columns, words)
    for point in product(*grid.points):
        if not tied or _can_stand(grid, point, words):
            yield point


def shown_point(grid: Grid, point: Point, ground: Ground) -> tuple[str, ...]:
    """A point as the text writes it: `amount 3,000,000 CNY`; columns that no row asks about are left out."""
    return tuple(
        f"{ground.quote(name.span)} {_shown(value, column.type.kind, ground, grid.table)}"
        for name, column, value in zip(grid.table.columns, grid.columns, point, strict=True)
        if not isinstance(column, Const)
    )


def _shown(value: object, kind: Kind, ground: Ground, table: Table) -> str:
    zh = ground.tongue(table.span) == "zh"
    if isinstance(value, bool):
        return ("是" if value else "否") if zh else ("yes" if value else "no")
    if isinstance(value, Money):
        yuan = zh and value.currency == "CNY"
        return f"{_figure(value.amount)}元" if yuan else f"{_figure(value.amount)} {value.currency}"
    if isinstance(value, Decimal):
        return f"{_figure(value)}%" if kind is Kind.PERCENT else _figure(value)
    return ground.shown_name(value, table.span) if isinstance(value, str) else str(value)


def _figure(number: Decimal) -> str:
    return f"{number.normalize():,f}" if number else "0"


def _info(table: Table, ground: Ground) -> TableInfo | None:
    """The typed table, by its place: two versions may have tables of one name."""
    for version in ground.versions:
        info = version.vocabulary.tables.get(table.declared.name)
        if (
            info is not None
            and info.declared.span == table.declared.span
            and len(info.rows) == len(table.rows)
        ):
            return info
    return None


def _grid(table: Table, info: TableInfo, ground: Ground) -> Grid | None:
    words = ground.words(table)
    rows = [tuple(test and plain(test, words, depth=0) for test in row.tests) for row in info.rows]
    columns: list[Typed] = []
    points: list[tuple[object, ...]] = []
    for at in range(len(table.columns)):
        tests = [row[at] for row in rows if row[at] is not None]
        read = {term for test in tests if test is not None for term in _left_sides(test)}
        if len(read) > 1 or None in read:
            return None
        column = next(iter(read), Const(None, YES_NO))
        found = _points(column, tests) if column is not None and tests else (None,)
        if column is None or not found:
            return None
        columns.append(column)
        points.append(found)
    if prod(len(each) for each in points) > MOST_POINTS:
        return None
    return Grid(table, info, tuple(columns), tuple(points), tuple(rows))


def _left_sides(test: Typed) -> Iterator[Typed | None]:
    """What the comparisons of a cell are about; None of one that is not understood."""
    if isinstance(test, Apply) and test.op in ("and", "or", "not"):
        for each in test.args:
            yield from _left_sides(each)
    elif isinstance(test, Apply) and test.op in COMPARING and isinstance(test.args[1], Const):
        left = test.args[0]
        yield None if isinstance(left, Const) else left
    else:
        yield None


def _points(column: Typed, tests: Sequence[Typed | None]) -> tuple[object, ...]:
    """One value of each stretch that the cells of a column make; none where the column is not understood."""
    kind = column.type.kind
    if kind is Kind.YES_NO:
        return (True, False)
    if kind is Kind.ONE_OF:
        return column.type.values
    if kind not in (*NUMERIC, Kind.DATE):
        return ()
    cuts = [
        each.value for each in nodes(*(test for test in tests if test is not None)) if isinstance(each, Const)
    ]
    if kind is Kind.DATE:
        return points_between(cuts, kind)
    figures = [each.amount if isinstance(each, Money) else each for each in cuts]
    known = [each for each in figures if isinstance(each, Decimal)]
    # Nothing says that a number has no fractions or is never negative; where the table itself knows only whole
    # numbers from 0 on, it is read so.
    whole = kind is Kind.NUMBER and all(each == each.to_integral_value() for each in known)
    least = 0 if not known or min(known) >= 0 else None
    return points_between(cuts, kind, whole=whole or is_whole(column), least=least)


def _are_tied(columns: Sequence[Typed], words: Vocabulary) -> bool:
    """Whether two columns, or a column and what it is defined by, read the same thing."""
    seen: set[object] = set()
    for column in columns:
        reads = _reads(column, words)
        if reads & seen or any(isinstance(each, ReadTable) for each in nodes(column)):
            return True
        seen |= reads
    return False


def _reads(column: Typed, words: Vocabulary) -> set[object]:
    found: set[object] = set()
    waiting: list[object] = [column]
    for each in waiting:
        for node in nodes(each):
            if isinstance(node, ReadDefinition) and node not in found:
                waiting.append(words.definitions[node.name].body)
            if isinstance(node, READS):
                found.add(node)
    return found


def _can_stand(grid: Grid, point: Point, words: Vocabulary) -> bool:
    """Whether the columns can have these values together; where that cannot be seen, they are taken to not."""
    if any(isinstance(each, ReadTable) for each in grid.columns):
        return False
    wanted = [
        Apply("==", (column, Const(value, column.type)), YES_NO)
        for column, value in zip(grid.columns, point, strict=True)
        if not isinstance(column, Const)
    ]
    return can_hold(wanted, words) is True

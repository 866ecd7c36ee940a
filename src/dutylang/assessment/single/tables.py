"""Decision tables on one case: the rows that hit, those that may, and the outcome."""

from __future__ import annotations

from collections.abc import Callable

from dutylang.assessment.leaves import Leaf, LeafKind
from dutylang.assessment.single.context import Context
from dutylang.policy import typed as t
from dutylang.policy.model import RowInfo, TableInfo
from dutylang.syntax.ast import Hit
from dutylang.values import UNKNOWN, Truth

Reader = Callable[[t.Typed | None, Context], Truth]


def table_outcome(expression: t.ReadTable, context: Context, truth_of: Reader) -> object:
    """First, unique, highest or all rows that hit. An unknown row leaves the outcome open unless all agree."""
    table = context.setting.plan.vocabulary.tables[expression.name]
    certain, possible = _hits(table, context, truth_of)
    if (
        table.hit is not Hit.COLLECT
        and not certain
        and len(set(possible)) == 1
        and _is_total(table, context, truth_of)
    ):
        return possible[0]  # one row or another hits, and all that may agree
    return _outcome(expression, table.hit, certain, possible, context)


def collected_includes(expression: t.ReadTable, items: object, context: Context, truth_of: Reader) -> object:
    """Whether a collecting table's outcome includes some: yes once certain rows hold them all."""
    table = context.setting.plan.vocabulary.tables[expression.name]
    certain, possible = _hits(table, context, truth_of)
    wanted = items if isinstance(items, frozenset) else frozenset()
    if wanted <= set(certain):
        return True
    return UNKNOWN if wanted <= set(certain) | set(possible) else False


def _hits(table: TableInfo, context: Context, truth_of: Reader) -> tuple[list[object], list[object]]:
    """The outcomes of the rows that certainly hit and of those that may."""
    certain: list[object] = []
    possible: list[object] = []
    for place, row in enumerate(table.rows):
        truths = [truth_of(test, context) for test in row.tests]
        truth = Truth.YES
        for each in truths:
            truth = truth & each
        if row.is_else and certain:
            truth = Truth.NO
        elif row.is_else and possible:
            truth = truth & Truth.UNKNOWN
        if truth is Truth.YES:
            certain.append(row.outcome.value)
            if table.hit is Hit.FIRST:
                _show_below(table.rows[place + 1 :], context, truth_of)
                break
        elif truth is Truth.UNKNOWN:
            possible.append(row.outcome.value)
    return certain, possible


def _show_below(rows: tuple[RowInfo, ...], context: Context, truth_of: Reader) -> None:
    """Tells an observer which cells under the row that hits do not hold: no reading would reach them."""
    observer = context.setting.observer
    if observer is None:
        return
    for test in (test for row in rows for test in row.tests if test is not None):
        if observer.wants(test) and truth_of(test, context.as_recorded) is Truth.NO:
            observer.saw(test, Truth.NO)


def _is_total(table: TableInfo, context: Context, truth_of: Reader) -> bool:
    """Whether an `otherwise` row catches whatever the rows above leave."""
    caught = (row for row in table.rows if row.is_else)
    return any(all(truth_of(test, context) is Truth.YES for test in row.tests) for row in caught)


def _outcome(
    expression: t.ReadTable, hit: Hit, certain: list[object], possible: list[object], context: Context
) -> object:
    order = expression.type.values
    if hit is Hit.COLLECT:
        return UNKNOWN if set(possible) - set(certain) else frozenset(certain)
    if hit is Hit.HIGHEST and certain:
        top = max(certain, key=lambda value: order.index(str(value)) if value in order else -1)
        beyond = [v for v in possible if v in order and order.index(str(v)) > order.index(str(top))]
        return UNKNOWN if beyond else top
    if hit is Hit.UNIQUE and len(certain) > 1:
        context.trace.unknowns.append(
            (("table", expression.name), Leaf(LeafKind.FIGURE, expression.name, why="several_rows"))
        )
        return UNKNOWN
    outcomes = set(certain) | set(possible)
    if len(outcomes) == 1 and certain:
        return certain[0]
    if not outcomes:
        leaf = Leaf(LeafKind.FIGURE, expression.name, why="no_row")
        context.note(("table", expression.name), leaf)
    return UNKNOWN

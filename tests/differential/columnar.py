"""The columnar evaluator as an engine: a book, or some cases of one, through columns and back into rows."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from dutylang.assessment.bulk.blocks import rows_of_block
from dutylang.assessment.bulk.bystanders import bystanders, count_of_bystanders
from dutylang.assessment.bulk.engine import judged_in_columns, rows_from
from dutylang.assessment.bulk.result import BookResult, result_from_columns
from dutylang.assessment.bulk.shape import VERDICTS
from dutylang.assessment.figures import Figures
from dutylang.assessment.model import Horizon
from dutylang.assessment.persons import PersonResult
from dutylang.assessment.rows import Row, row_of, rows_of
from dutylang.assessment.single.versions import versions_at
from dutylang.cases.columns.from_records import columns_from_records
from dutylang.cases.record import CaseRecord
from dutylang.pipeline import Loaded, figures_of
from tests.differential.engines import CaseRows, RefusedError

PERSONAL = ("open_questions", "persons", "sanctions", "escalations", "entries")
"""What is said of a case besides its findings and its problems."""


def in_columns(
    loaded: Loaded, cases: Sequence[CaseRecord], horizon: Horizon, figures: Figures | None = None
) -> list[CaseRows]:
    """What the columns say of some cases. `figures` are those of the book that they stand in: None, of these."""
    versions = versions_at(loaded.plan, horizon)
    lacks = {"versions": len(versions) > 1, "known at": horizon.known_at is not None}
    if any(lacks.values()):
        raise RefusedError(", ".join(name for name, there in lacks.items() if there))
    if figures is None:
        figures = figures_of(loaded, lambda: iter([(case, ()) for case in cases]), horizon)
    plan, calendars = versions[0], loaded.calendars
    columns = columns_from_records(cases, ZoneInfo(plan.timezone), horizon.as_of)
    judged = judged_in_columns(plan, columns, horizon, calendars=calendars, figures=figures)
    result = result_from_columns(plan, columns, horizon, calendars=calendars, figures=figures)
    by_result = _rows_of_result(result)
    persons = {case: told for case, _, told in bystanders(result)}
    assert count_of_bystanders(result) == sum(map(len, persons.values()))
    found = []
    for case, rows in rows_from(judged):
        own = frozenset(each.rule.name for each in judged.rules if not each.routed[case])
        found.append(_of_case(result, case, rows, by_result[case], persons.get(case, ()), own))
    return found


def _of_case(
    result: BookResult,
    case: int,
    judged: tuple[Row, ...],
    told: tuple[Row, ...],
    persons: tuple[PersonResult, ...],
    own: frozenset[str],
) -> CaseRows:
    """What the result of a book says of one case; escalations, which are told from findings, only where it does.

    Where the reference judged it whole, for the sake of persons, its findings are those of the columns all the
    same, but for those of bodies that had to decide.
    """
    name = result.board.columns.ids[case]
    status = VERDICTS[result.status[case]]
    whole = result.whole.get(case)
    if whole is None:
        problems = result.problems.get(case, ())
        return CaseRows(name, told, status, problems, (), persons, sanctions=(), entries=(), own=own)
    bodies = rows_of(whole)[len(judged) :]
    rest = {field: getattr(whole, field) for field in PERSONAL}
    return CaseRows(name, (*judged, *bodies), status, whole.problems, own=own, **rest)


def _rows_of_result(result: BookResult) -> list[tuple[Row, ...]]:
    """The findings of each case that the reference did not judge whole, in their order."""
    found: list[list[tuple[int, int, Row]]] = [[] for _ in range(result.board.count)]
    for number, block in result.blocks:
        for case, place, row in rows_of_block(block, result.board):
            found[case].append((number, place, row))
    for number, case, findings in result.singles:
        found[case] += [(number, place, row_of(each)) for place, each in enumerate(findings)]
    return [tuple(row for _, _, row in sorted(each, key=lambda one: one[:2])) for each in found]

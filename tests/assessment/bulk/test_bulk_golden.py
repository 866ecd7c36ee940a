"""Columns against the reference: every golden scenario, findings whole, evidence included, and what is counted."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from zoneinfo import ZoneInfo

import attrs
import pyarrow as pa
import pytest

from dutylang.assessment.bulk import engine
from dutylang.assessment.bulk.engine import formless_rules, judged_in_columns, rows_from
from dutylang.assessment.bulk.result import result_from_columns
from dutylang.assessment.case import assess_case
from dutylang.assessment.model import Horizon
from dutylang.assessment.rows import row_of
from dutylang.assessment.single.rules import findings_of_rule
from dutylang.assessment.single.standing import context_of_case
from dutylang.cases.columns.from_records import columns_from_records
from dutylang.cases.record import CaseRecord
from dutylang.cases.scenario import case_from_scenario
from dutylang.ops.columns import NoColumnsError
from dutylang.pipeline import Loaded, loaded_from_text
from dutylang.reports.as_parquet import schema_of
from dutylang.reports.audit import summary_of
from dutylang.reports.bulk_findings import add_to_summary, finding_tables
from dutylang.reports.names import names_from_policy
from dutylang.reports.parquet_rows import rows_of
from dutylang.values import Moment

GOLDEN = sorted((Path(__file__).parents[2] / "language").rglob("*.en.duty"))


def books(path: Path) -> tuple[Loaded, dict[Moment, list[CaseRecord]]]:
    """The policy of a file, and its scenarios as books of one as-of moment each."""
    loaded, problems = loaded_from_text(path.read_text(encoding="utf-8"), str(path))
    assert loaded is not None, problems
    found: dict[Moment, list[CaseRecord]] = defaultdict(list)
    for scenario in loaded.policy.scenarios:
        case, as_of, known_at, overrides, _ = case_from_scenario(scenario, loaded.policy)
        if known_at is None and not overrides:
            found[as_of].append(attrs.evolve(case, id=f"{case.id}-{len(found[as_of])}"))
    return loaded, found


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_columns_find_what_the_reference_finds(path: Path) -> None:
    loaded, found = books(path)
    plan = loaded.plan
    for as_of, cases in found.items():
        columns = columns_from_records(cases, ZoneInfo(plan.timezone), as_of)
        judged = dict(rows_from(judged_in_columns(plan, columns, Horizon(as_of))))
        for place, case in enumerate(cases):
            setting = context_of_case(plan, case, Horizon(as_of)).setting
            expected = [row_of(each) for rule in plan.rules for each in findings_of_rule(rule, setting)]
            assert list(judged[place]) == expected


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_the_arrow_table_and_the_counts_are_those_of_the_reference(path: Path) -> None:
    loaded, found = books(path)
    plan, schema = loaded.plan, schema_of("findings")
    if plan.earlier:
        return
    names = names_from_policy(loaded.policy, plan, "en", {})
    for as_of, cases in found.items():
        columns = columns_from_records(cases, ZoneInfo(plan.timezone), as_of)
        result = result_from_columns(plan, columns, Horizon(as_of))
        shown = [row for table in finding_tables(result, names, schema) for row in table.to_pylist()]
        counted, expected_counts = (summary_of(rule.name for rule in plan.rules) for _ in range(2))
        add_to_summary(result, counted)
        expected = []
        for case in cases:
            assessed = assess_case(plan, case, Horizon(as_of))
            expected_counts.add(assessed)
            rows = [
                each | {"remedy": None, "explanation": None}
                for each in rows_of("findings", case, assessed, names)
            ]
            expected += pa.Table.from_pylist(rows, schema=schema).to_pylist()
        assert sorted(shown, key=_place) == sorted(expected, key=_place)
        assert (counted.cases, counted.duties) == (expected_counts.cases, expected_counts.duties)


def _place(row: dict[str, object]) -> tuple[str, str]:
    return str(row["case"]), str(row["key"])


def test_rules_without_columnar_form_are_told_before_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise NoColumnsError("condition")

    path = next(path for path in GOLDEN if path.stem == "keep_covered.en")
    loaded, found = books(path)
    plan = loaded.plan
    as_of, cases = next(iter(found.items()))
    assert formless_rules(plan, Horizon(as_of)) == {}
    monkeypatch.setattr(engine, "judge_keep", refused)
    assert set(formless_rules(plan, Horizon(as_of)).values()) == {"condition"}
    columns = columns_from_records(cases, ZoneInfo(plan.timezone), as_of)
    setting = context_of_case(plan, cases[0], Horizon(as_of)).setting
    expected = [row_of(each) for rule in plan.rules for each in findings_of_rule(rule, setting)]
    assert list(next(rows_from(judged_in_columns(plan, columns, Horizon(as_of))))[1]) == expected

"""The tables, counts and problems that the audit of a whole book writes are those that the reference gives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from hypothesis import given, settings

from dutylang.assessment.model import CaseAssessment
from dutylang.assessment.single.versions import versions_at
from dutylang.books.judged import Judged
from dutylang.books.run import BulkRun
from dutylang.cases.columns.from_records import columns_from_records
from dutylang.pipeline import figures_of
from dutylang.reports.articles import rules_in_order
from dutylang.reports.as_parquet import schema_of
from dutylang.reports.audit import summary_of
from dutylang.reports.names import Names, names_from_policy
from dutylang.reports.parquet_rows import rows_of
from tests.differential.engines import reference
from tests.differential.show import text_of_trial
from tests.differential.shrink import smallest
from tests.differential.test_differential import few
from tests.differential.trials import Trial, trial_of_seed, trials

TABLES = ("findings", "persons")
WORDS = ("remedy", "explanation")
"""What is told in words is left out of the tables of a whole book."""


def unlike(trial: Trial) -> list[str]:
    """What the tables, counts and problems of a book differ in from those that the reference gives."""
    if len(versions_at(trial.loaded.plan, trial.horizon)) > 1 or trial.horizon.known_at is not None:
        return []
    names = names_from_policy(trial.loaded.policy, trial.loaded.plan, "en", {})
    expected = reference(trial.loaded, trial.cases, trial.horizon)
    judged = _judged(trial, names)
    said = []
    for table in TABLES:
        one, other = _by_reference(table, trial, expected, names), _by_columns(table, judged)
        said += [f"{table} lacks {row}" for row in (one - other)]
        said += [f"{table} has {row}" for row in (other - one)]
    counts = summary_of(rules_in_order(trial.loaded.plan.rules))
    for each in expected:
        counts.add(each)
    if counts != judged.summary:
        said.append(f"counts {judged.summary}\n  for {counts}")
    problems = tuple(problem for each in expected for problem in each.problems)
    if problems != judged.problems:
        said.append(f"problems {judged.problems}\n  for {problems}")
    return said


def _judged(trial: Trial, names: Names) -> Judged:
    figures = figures_of(trial.loaded, lambda: iter([(case, ()) for case in trial.cases]), trial.horizon)
    run = BulkRun(trial.loaded, trial.horizon, names, figures=figures)
    tz = ZoneInfo(trial.loaded.plan.timezone)
    return run.judged(columns_from_records(trial.cases, tz, trial.horizon.as_of))


def _by_reference(
    table: str, trial: Trial, expected: list[CaseAssessment], names: Names
) -> Counter[tuple[tuple[str, str], ...]]:
    rows = [
        dict.fromkeys(WORDS) | {name: value for name, value in row.items() if name not in WORDS}
        for case, assessed in zip(trial.cases, expected, strict=True)
        for row in rows_of(table, case, assessed, names)
    ]
    kept = [{name: row[name] for name in schema_of(table).names} for row in rows]
    return Counter(map(_text, pa.Table.from_pylist(kept, schema=schema_of(table)).to_pylist()))


def _by_columns(table: str, judged: Judged) -> Counter[tuple[tuple[str, str], ...]]:
    return Counter(_text(row) for part in judged.tables(table) for row in part.to_pylist())


def _text(row: Mapping[str, object]) -> tuple[tuple[str, str], ...]:
    """A row as text; words for readers, which the reference has and the columns leave out, do not count."""
    return tuple((name, str(value)) for name, value in row.items() if name not in WORDS)


@few
@given(trial=trials(5, calm=True))
def test_tables_of_books_are_those_of_the_reference(trial: Trial) -> None:
    _hold(trial)


@settings(few, max_examples=6)
@given(trial=trials(5))
def test_and_so_they_are_with_all_that_there_is(trial: Trial) -> None:
    _hold(trial)


def _hold(trial: Trial) -> None:
    if unlike(trial):
        small = smallest(trial, lambda tried: bool(unlike(tried)))
        pytest.fail("\n".join((text_of_trial(small), *unlike(small)[:4])))


def test_a_table_that_differs_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Judged, "tables", lambda *_: iter(()))
    assert any("findings lacks" in each for each in unlike(trial_of_seed("table 0", calm=True)))

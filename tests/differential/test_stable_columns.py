"""What a book in columns says does not hang on the order of cases and rows, nor on how the work is cut."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import attrs
import pytest

from dutylang.books.hashing import bucket_of
from dutylang.pipeline import figures_of
from tests.differential.columnar import in_columns
from tests.differential.engines import CaseRows, Engine, bulk, reference
from tests.differential.stable import SETTINGS, cuts_that_matter, orders_that_matter, rows_that_matter
from tests.differential.trials import Trial, trial_of_seed

ROOT = Path(__file__).parents[2]
ALONE = """
import hashlib
from tests.differential.test_stable_columns import some_trials, text_of_result, whole

texts = [text_of_result(each) for number in range(len(some_trials())) for each in whole(number)]
print(hashlib.sha256("".join(texts).encode()).hexdigest())
"""


def in_parts(chunk: int = 0, buckets: int = 1, threads: int = 1) -> Engine:
    """The columns in buckets by the id of a case, in chunks, in threads; figures are those of the whole book."""

    def engine(loaded, cases, horizon):
        if (chunk, buckets, threads) == (0, 1, 1):
            return whole(next(n for n, each in enumerate(some_trials()) if each.loaded is loaded))
        figures = figures_of(loaded, lambda: iter([(case, ()) for case in cases]), horizon)
        filled = [[case for case in cases if bucket_of(case.id, buckets) == each] for each in range(buckets)]
        size = chunk or len(cases)
        parts = [part[at : at + size] for part in filled for at in range(0, len(part), size)]
        with ThreadPoolExecutor(threads) as pool:
            judged = pool.map(lambda part: in_columns(loaded, part, horizon, figures), parts)
            found = {each.case_id: each for part in judged for each in part}
        return [found[case.id] for case in cases]

    return engine


@cache
def some_trials() -> tuple[Trial, ...]:
    """Books of which much is judged in columns: duties to act, prohibitions, orders of acts, persons."""
    return tuple(trial_of_seed(f"cut {number}", 10, calm=True) for number in (4, 13, 42, 62, 79))


def text_of_result(found: CaseRows) -> str:
    """All that is said of a case, sets in one order."""
    return "\n".join(
        (
            found.case_id,
            str(found.status),
            *(str(list(map(_in_order, attrs.astuple(row, recurse=False)))) for row in found.rows),
        )
    )


def _in_order(value: object) -> object:
    return sorted(map(str, value)) if isinstance(value, frozenset) else str(value)


@cache
def whole(number: int) -> list[CaseRows]:
    """What the columns say of a book that is not cut."""
    return in_columns(
        some_trials()[number].loaded, some_trials()[number].cases, some_trials()[number].horizon
    )


@pytest.mark.parametrize("cut", SETTINGS, ids=str)
def test_how_a_book_is_cut_changes_nothing(cut):
    assert cuts_that_matter(in_parts, cut, some_trials()) == []


def test_the_order_of_cases_changes_nothing():
    assert orders_that_matter(bulk, some_trials()) == []


@pytest.mark.parametrize("engine", [reference, bulk], ids=["reference", "bulk"])
def test_where_events_stand_in_a_file_changes_nothing_but_the_places_that_are_cited(engine):
    assert rows_that_matter(engine, some_trials()) == []


def test_much_of_these_books_is_judged_in_columns():
    found = [each for number in range(len(some_trials())) for each in whole(number)]
    own = sum(row.rule in each.own for each in found for row in each.rows)
    assert own > 0.5 * sum(len(each.rows) for each in found)


def test_an_order_of_rows_that_matters_is_told():
    def first_in_file(loaded, cases, horizon):
        found = in_columns(loaded, cases, horizon)
        return [CaseRows(each.case_id, tuple(row for row in each.rows if row.trigger != 0)) for each in found]

    with pytest.raises(ValueError, match="zip"):
        rows_that_matter(first_in_file, some_trials())


def test_the_number_of_threads_changes_nothing():
    said = subprocess.run(
        [sys.executable, "-c", ALONE],
        env=os.environ | {"POLARS_MAX_THREADS": "1", "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"},
        capture_output=True,
        check=True,
        text=True,
    ).stdout
    texts = [text_of_result(each) for number in range(len(some_trials())) for each in whole(number)]
    assert said.strip() == hashlib.sha256("".join(texts).encode()).hexdigest()

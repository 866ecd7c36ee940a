"""A small book of deals as Arrow tables, with persons, figures and faults; and its audit in one piece."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from zlib import crc32

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from dutylang.assessment.figures import Figures
from dutylang.assessment.model import Horizon
from dutylang.cases.columns.model import CaseColumns
from dutylang.cases.mapping import TableMapping
from dutylang.cases.mapping_file import mapping_from_text
from dutylang.embedding import Policy, loads
from dutylang.pipeline import Cases, assess, cases_of, figures_of
from dutylang.reports.as_parquet import schema_of
from dutylang.reports.parquet_rows import Row, rows_of
from dutylang.reports.person_rows import FINDINGS, PERSONS
from dutylang.spark.bucket import results_of_bucket
from dutylang.spark.figures import Stratum, figures_of_book, part_of_bucket
from dutylang.spark.job import Job
from dutylang.spark.reading import columns_of_tables
from dutylang.spark.sections import named_by_place, sections_of
from dutylang.values import Moment

Tables = dict[str, pa.Table]

POLICY = """policy house "House rules"
  version "1.0"
  in force from 2024-01-01
  calendar weekdays
  timezone "Asia/Shanghai"
  counting civil_code
role manager reports to head
role head
term principal
grades note, warning
case deal
  amount money CNY
  bad yes/no
  branch text
event draw
event review
event report
article 1 "Review"
  duty reviews
    after each draw
    manager must review within 10 days
  duty reports
    after each draw
    when bad_share >= 20%
    manager must report within 3 working days
article 2 "Figures"
  portfolio bad_share
    by branch
    means total amount of deal with (bad) / total amount of deal
  portfolio largest_deal
    means largest amount of deal
  portfolio deals
    means count of deal
article 3 "Liability"
  liability unreviewed
    for each breach of reviews
    holds manager as principal
"""

MAPPING = """
kind = "deal"
complete = "all"
[cases]
file = "deals.csv"
key = "id"
[cases.fields]
amount = { column = "amount", currency = "CNY" }
bad = "bad"
branch = "branch"
[events]
file = "log.csv"
key = "deal"
time = "at"
order = "seq"
activity = { column = "activity", unmapped = "ignore" }
[[events.actors]]
column = "person"
[[holders]]
file = "own.csv"
key = "deal"
role = "role"
person = "person"
from = "since"
[[holders]]
file = "branches.csv"
role = "role"
person = "person"
from = "since"
[holders.where]
branch = "branch"
"""

HORIZON = Horizon(Moment(dt.date(2024, 6, 30)))
BRANCHES = ("north", "south", "west")


@cache
def policy() -> Policy:
    return loads(POLICY)


@cache
def mapping(text: str = MAPPING) -> TableMapping:
    found, problems = mapping_from_text(text, "mapping.toml")
    assert found is not None, problems
    return found


def job(of: Policy | None = None, horizon: Horizon = HORIZON, *, sound: bool = False) -> Job:
    """The audit of the book as a worker has it, without Spark."""
    named = named_by_place(mapping())
    every = tuple(sections_of(named))
    keyed = tuple(section for section in every if section.key is not None)
    stream = pa.BufferOutputStream()
    tables = book(sound=sound)
    shared = tables["holders.1"]
    with pa.ipc.new_stream(stream, shared.schema) as writer:
        writer.write_table(shared)
    made = Job(of or policy(), named, horizon, "en", keyed, {"holders.1": bytes(stream.getvalue())})
    blank = {section.name: tables[section.name].slice(0, 0) for section in keyed}
    nobody = columns_of_tables(made, {**blank, **made.shared_tables})
    assert isinstance(nobody, CaseColumns)
    return attrs.evolve(made, said=tuple(each for _, told in nobody.unread for each in told))


def instant(day: int, hour: int = 9) -> dt.datetime:
    return dt.datetime(2024, 3, 1, hour, tzinfo=dt.UTC) + dt.timedelta(days=day)


@cache
def book(*, sound: bool = False, count: int = 60) -> Tables:
    """So many deals.

    Unless it is `sound`, `D-7` has a faulty amount, `D-11` stands twice, one event names no case and one a
    stranger, and one holding no person.
    """
    draw = np.random.default_rng(3)
    numbers = range(count)
    ids = [f"D-{number}" for number in numbers]
    deals = {
        "id": [*ids, "D-11"],
        "amount": [*(str(draw.integers(1, 900)) if n != 7 or sound else "much" for n in numbers), "5"],
        "bad": [*(("yes", "no", "no", "")[draw.integers(0, 3)] for _ in numbers), "no"],
        "branch": [*(BRANCHES[draw.integers(0, 3)] for _ in numbers), "west"],
    }
    rows: list[tuple[str | None, str, dt.datetime, int, str]] = []
    for identity in ids:
        for seq in range(draw.integers(1, 6)):
            kind = ("draw", "draw", "review", "report", "chat")[draw.integers(0, 5)]
            rows.append((identity, kind, instant(int(draw.integers(0, 60))), seq, f"P-{draw.integers(0, 4)}"))
    rows += [] if sound else [(None, "draw", instant(1), 0, "P-1"), ("D-999", "draw", instant(1), 0, "P-1")]
    events = dict(zip(("deal", "activity", "at", "seq", "person"), zip(*rows, strict=True), strict=True))
    own = {"deal": ids[::9], "role": ["manager"] * len(ids[::9]), "person": ["P-0"] * len(ids[::9])}
    last = "P-4" if sound else ""
    shared = {"role": ["manager"] * 4, "person": ["P-1", "P-2", "P-3", last], "branch": [*BRANCHES, "east"]}
    cut = slice(None, -1) if sound else slice(None)
    return {
        "cases": pa.table({name: cells[cut] for name, cells in deals.items()}),
        "events": pa.table({name: pa.array(cells) for name, cells in events.items()}),
        "holders": pa.table(own).append_column("since", [["2024-01-01"] * len(own["deal"])]),
        "holders.1": pa.table(shared).append_column("since", [["2024-01-01"] * 4]),
    }


def shuffled(tables: Mapping[str, pa.Table], seed: int) -> Tables:
    draw = np.random.default_rng(seed)
    return {name: table.take(draw.permutation(table.num_rows)) for name, table in tables.items()}


def split(tables: Mapping[str, pa.Table], count: int) -> Iterator[Tables]:
    """The tables that come by bucket, in so many parts by the first column that names a case."""
    keys = {"cases": "id", "events": "deal", "holders": "deal"}
    for part in range(count):
        yield {
            name: table.filter(
                pa.array(
                    [crc32(str(each).encode()) % count == part for each in table[keys[name]].to_pylist()]
                )
            )
            for name, table in tables.items()
            if name in keys
        }


def written(tables: Mapping[str, pa.Table], folder: Path) -> Path:
    """The tables as files under the names that the mapping has for them, as Parquet."""
    folder.mkdir(exist_ok=True)
    names = {"cases": "deals", "events": "log", "holders": "own", "holders.1": "branches"}
    for name, table in tables.items():
        pq.write_table(table, folder / f"{names[name]}.parquet")
    (folder / "mapping.toml").write_text(MAPPING.replace(".csv", ".parquet"), encoding="utf-8")
    return folder


def by_reference(made: Job, folder: Path) -> tuple[Figures, dict[str, Counter[str]]]:
    """The figures, and the rows of findings and persons as texts, as the reference judges the files of a folder."""
    loaded = made.policy.loaded

    def read() -> Cases:
        return cases_of(loaded, folder, folder / "mapping.toml", made.horizon)[0]

    figures = figures_of(loaded, read, made.horizon)
    found: dict[str, list[Row]] = {FINDINGS: [], PERSONS: []}
    for case, _ in read():
        if case is not None:
            assessed = assess(loaded, case, made.horizon, figures=figures)
            for table, rows in found.items():
                rows += rows_of(table, case, assessed, made.names)
    return figures, {table: counted(table, typed(table, rows)) for table, rows in found.items()}


def typed(table: str, rows: list[Row]) -> list[Row]:
    """Rows as they come out of columns."""
    found: list[Row] = pa.Table.from_pylist(rows, schema=schema_of(table)).to_pylist()
    return found


def counted(table: str, rows: Iterable[Row]) -> Counter[str]:
    """Rows as text; of findings without the two columns that are told in words."""
    left_out = ("remedy", "explanation") if table == FINDINGS else ()
    return Counter(repr({name: row[name] for name in sorted(row) if name not in left_out}) for row in rows)


def of_parts(parts: Iterable[pa.Table], table: str) -> Counter[str]:
    """The rows of one table among results, each as text."""
    return counted(table, (row[table] for part in parts for row in part.to_pylist() if row["table"] == table))


def in_parts(made: Job, parts: Iterable[Tables]) -> tuple[Figures, list[pa.Table]]:
    """The figures of a book, and its results part by part, as buckets are worked through without Spark."""
    whole = [{**part, **made.shared_tables} for part in parts]

    def passed(now: Job, stratum: Stratum) -> list[bytes]:
        return [part_of_bucket(now, stratum, part) for part in whole]

    figures = figures_of_book(made, passed)
    made = attrs.evolve(made, figures=figures)
    return figures, [results_of_bucket(made, part) for part in whole]

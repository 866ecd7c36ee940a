"""The same messy book from every kind of source: in memory and through buckets it is judged as from CSV."""

from __future__ import annotations

import csv
import re
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dutylang.books.inputs import BookInput, input_from_path
from tests.books.books import HORIZON, at_once, book_of, in_buckets, loaded_of, messy, rows_in
from tests.postgres_server import Server, running_server

TABLES = ("cases", "events", "holders", "branches")


@pytest.fixture(scope="module")
def postgres() -> Iterator[Server]:
    with running_server() as server:
        yield server


def tables_in(folder: Path) -> dict[str, list[list[str]]]:
    found = {}
    for name in TABLES:
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            found[name] = list(csv.reader(file))
    return found


def columns_of(rows: list[list[str]]) -> str:
    return ", ".join(f'"{column}" text' for column in rows[0])


def into_sqlite(folder: Path, _: Server | None) -> str:
    connection = sqlite3.connect(folder / "book.db")
    for name, rows in tables_in(folder).items():
        connection.execute(f"CREATE TABLE {name} ({columns_of(rows)})")
        marks = ", ".join("?" * len(rows[0]))
        connection.executemany(f"INSERT INTO {name} VALUES ({marks})", rows[1:])
    connection.commit()
    connection.close()
    return f"sqlite:///{folder / 'book.db'}"


def into_duckdb(folder: Path, _: Server | None) -> str:
    with duckdb.connect(str(folder / "book.duckdb")) as connection:
        for name, rows in tables_in(folder).items():
            connection.execute(f"CREATE TABLE {name} ({columns_of(rows)})")
            connection.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(rows[0]))})", rows[1:])
    return f"duckdb:///{folder / 'book.duckdb'}"


def into_postgres(folder: Path, server: Server | None) -> str:
    import psycopg

    assert server is not None
    place = {"host": str(server.folder), "port": server.port, "user": "postgres", "dbname": "postgres"}
    with psycopg.connect(**place) as connection, connection.cursor() as cursor:
        for name, rows in tables_in(folder).items():
            cursor.execute(f"DROP TABLE IF EXISTS {name}; CREATE TABLE {name} ({columns_of(rows)})")
            cursor.executemany(f"INSERT INTO {name} VALUES ({', '.join(['%s'] * len(rows[0]))})", rows[1:])
    return server.url()


def into_parquet(folder: Path, _: Server | None) -> Path:
    for name, (heads, *rows) in tables_in(folder).items():
        cells = [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]
        pq.write_table(pa.table(cells, names=heads), folder / f"{name}.parquet")
    return folder


def into_workbooks(folder: Path, _: Server | None) -> Path:
    for name, rows in tables_in(folder).items():
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(folder / f"{name}.xlsx")
    return folder


Write = Callable[[Path, Server | None], Path | str]
KINDS: dict[str, tuple[Write, str]] = {
    "sqlite": (into_sqlite, 'table = "{}"'),
    "duckdb": (into_duckdb, 'table = "{}"'),
    "postgres": (into_postgres, 'table = "{}"'),
    "parquet": (into_parquet, 'file = "{}.parquet"'),
    "workbooks": (into_workbooks, 'file = "{}.xlsx"'),
}


def in_kind(folder: Path, kind: str, server: Server | None) -> BookInput:
    """The book of a folder, which stands there in CSV, from a source of another kind."""
    write, naming = KINDS[kind]
    base = write(folder, server)
    mapping = folder / f"{kind}.toml"
    text = (folder / "mapping.toml").read_text(encoding="utf-8")
    text = re.sub(r'file = "(\w+)\.csv"', lambda found: naming.format(found[1]), text)
    mapping.write_text(text, encoding="utf-8")
    book, problems = input_from_path(loaded_of(folder / "policy_12.duty"), base, HORIZON, mapping)
    assert book is not None, problems
    return book


@pytest.mark.parametrize("kind", KINDS)
def test_every_source_gives_the_findings_of_the_csv(
    tmp_path: Path, kind: str, request: pytest.FixtureRequest
):
    server = request.getfixturevalue("postgres") if kind == "postgres" else None
    folder = messy(tmp_path / "book", 40)
    expected = at_once(book_of(folder), tmp_path / "csv.parquet")
    book = in_kind(folder, kind, server)
    found = at_once(book, tmp_path / "once.parquet")
    total = in_buckets(book, tmp_path / "work", tmp_path / "buckets.parquet", 5)
    rows = rows_in(tmp_path / "csv.parquet")
    assert len(rows) > 300
    assert rows_in(tmp_path / "once.parquet") == rows
    assert rows_in(tmp_path / "buckets.parquet") == rows
    for each in (found.summary, total.summary):
        assert (each.cases, each.unread) == (expected.summary.cases, expected.summary.unread)
    said = sorted(each.code for each in expected.problems)
    assert sorted(each.code for each in found.problems) == said

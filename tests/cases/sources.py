"""One small book of cases, written into every kind of source, and what reads it back."""

from __future__ import annotations

import csv
import datetime as dt
import sqlite3
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from dutylang.cases.files import cases_from_path
from dutylang.cases.mapping_file import mapping_from_text
from dutylang.cases.record import CaseRecord
from dutylang.cases.source_model import Base, Database
from dutylang.cases.source_url import database_from_url
from dutylang.diagnostics import Diagnostic
from tests.cases.reading import told
from tests.cases.vocabulary import SHANGHAI, vocabulary
from tests.postgres_server import Server

Cell = str | int | bool | Decimal | dt.date | None

UTC = dt.UTC
TYPES: Mapping[str, Sequence[tuple[str, str]]] = {
    "cases": (
        ("id", "text"),
        ("sum", "numeric(20,4)"),
        ("opened", "date"),
        ("signed", "timestamptz"),
        ("share", "numeric(20,4)"),
        ("staff", "bigint"),
        ("remark", "text"),
        ("is listed", "boolean"),
        ("covers", "text"),
    ),
    "events": (
        ("case", "text"),
        ("what", "text"),
        ("at", "timestamp"),
        ("recorded", "timestamptz"),
        ("seq", "bigint"),
        ("who", "text"),
        ("report", "boolean"),
    ),
    "pledges": (("case", "text"), ("value", "numeric(20,4)"), ("verified", "boolean")),
}
BOOK: Mapping[str, Sequence[Sequence[Cell]]] = {
    "cases": (
        (
            "007",
            Decimal("1234567.8900"),
            dt.date(2024, 1, 10),
            dt.datetime(2024, 1, 10, 1, 30, tzinfo=UTC),
            Decimal("2.5000"),
            12,
            "在山上; 'quoted' \"twice\"",
            True,
            "progress/finances",
        ),
        ("NA", Decimal("0.1000"), dt.date(2024, 2, 29), None, None, 0, None, False, None),
        ("é", None, None, None, None, None, "NULL", None, None),
    ),
    "events": (
        ("007", "emergency", dt.datetime(2024, 5, 6, 9, 0), None, 1, None, None),
        (
            "007",
            "visit_site",
            dt.datetime(2024, 5, 6, 9, 0),
            dt.datetime(2024, 5, 6, 8, tzinfo=UTC),
            2,
            "李娜",
            True,
        ),
        (
            "007",
            "visit_site",
            dt.datetime(2024, 5, 6, 9, 0),
            dt.datetime(2024, 5, 6, 9, tzinfo=UTC),
            2,
            "Wang",
            False,
        ),
        ("NA", "visit_site", dt.datetime(2024, 3, 31, 1, 59, 59, 123456), None, None, "O'Brien", None),
    ),
    "pledges": (("007", Decimal("5.0000"), True), ("007", Decimal("10.0000"), None)),
}
MAPPING = """
kind = "guarantee"
zone = "Europe/Amsterdam"
complete = "all"
[cases]
{cases}
key = "id"
[cases.fields]
amount = {{ column = "sum", currency = "CNY" }}
established = "opened"
signed_at = "signed"
rate = "share"
staff = "staff"
note = "remark"
listed = "is listed"
covers = {{ column = "covers", split = "/" }}
[events]
{events}
key = "case"
activity = "what"
time = "at"
recorded = "recorded"
order = "seq"
actors = [{{ column = "who", role = "client_manager" }}]
[events.attributes]
report = "report"
[lists.pledges]
{pledges}
key = "case"
[lists.pledges.fields]
value = {{ column = "value", currency = "CNY" }}
verified = "verified"
"""
DROPPED = [f'DROP TABLE IF EXISTS "{name}" CASCADE' for name in BOOK]


def mapping_of(form: str) -> str:
    """The mapping of the book, each of its tables told in this form."""
    return MAPPING.format(**{name: form.format(name) for name in BOOK})


def read(base: Base | str, mapping_text: str) -> tuple[list[CaseRecord], list[Diagnostic]]:
    """The cases that a mapping gives, without the places that they were read from; every word is filled in."""
    base = database_from_url(base) if isinstance(base, str) else base
    mapping, problems = mapping_from_text(mapping_text, "mapping.toml")
    assert problems == (), problems
    found = list(cases_from_path(base, vocabulary(), SHANGHAI, mapping=mapping))
    told(problem for _, problems in found for problem in problems)
    cases = [without_place(case) for case, _ in found if case is not None]
    return cases, [problem for _, problems in found for problem in problems]


def without_place(case: CaseRecord) -> CaseRecord:
    import attrs

    return attrs.evolve(case, source="")


def fault(base: Base | str, mapping_text: str) -> Diagnostic:
    """The one fault that ends a reading."""
    cases, problems = read(base, mapping_text)
    assert cases == []
    (problem,) = problems
    return problem


# ---- the book, written -------------------------------------------------------------------------


def as_csv(folder: Path) -> tuple[Base, str]:
    for name, rows in BOOK.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([column for column, _ in TYPES[name]])
            writer.writerows([["" if cell is None else _text(cell) for cell in row] for row in rows])
    return folder, 'file = "{}.csv"'


def as_duckdb(folder: Path) -> tuple[Base, str]:
    path = folder / "book.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("SET TimeZone = 'America/New_York'")
        _create(connection, "?")
    return database_at("duckdb", path), 'table = "{}"'


def as_sqlite(folder: Path) -> tuple[Base, str]:
    path = folder / "book.sqlite"
    connection = sqlite3.connect(path)
    for name, rows in BOOK.items():
        columns = ", ".join(f'"{column}" {type_}' for column, type_ in TYPES[name])
        connection.execute(f'CREATE TABLE "{name}" ({columns})')
        marks = ", ".join("?" * len(TYPES[name]))
        backwards = [[_stored(cell) for cell in row] for row in reversed(rows)]
        connection.executemany(f'INSERT INTO "{name}" VALUES ({marks})', backwards)
    connection.commit()
    connection.close()
    return database_at("sqlite", path), 'table = "{}"'


def as_postgres(server: Server) -> tuple[Base, str]:
    import psycopg

    server.run(*DROPPED)
    with psycopg.connect(
        host=str(server.folder), port=server.port, user="postgres", dbname="postgres"
    ) as connection:
        _create(connection, "%s")
    return database_from_url(server.url()), 'table = "{}"'


def as_parts(folder: Path) -> tuple[Base, str]:
    """A folder for each table, a part for each row; the cases partitioned by their id as Hive does it."""
    for name, rows in BOOK.items():
        schema = pa.schema([(column, ARROW[type_]) for column, type_ in TYPES[name]])
        for number, row in enumerate(rows):
            part = folder / name / f"{schema.names[0]}={row[0]}"
            part.mkdir(parents=True, exist_ok=True)
            table = pa.table([[cell] for cell in row], schema=schema).drop_columns([schema.names[0]])
            pq.write_table(table, part / f"{number}.parquet")
    return folder, 'file = "{}"'


ARROW = {
    "text": pa.string(),
    "numeric(20,4)": pa.decimal128(20, 4),
    "date": pa.date32(),
    "timestamptz": pa.timestamp("us", "UTC"),
    "timestamp": pa.timestamp("ns"),
    "bigint": pa.int64(),
    "boolean": pa.bool_(),
}


def database_at(scheme: str, path: Path) -> Database:
    return database_from_url(f"{scheme}:///{path}")


def _create(connection: object, mark: str) -> None:
    """The book in a database, its rows backwards: nothing may hang on how they were written."""
    for name, rows in BOOK.items():
        columns = ", ".join(f'"{column}" {type_}' for column, type_ in TYPES[name])
        connection.execute(f'CREATE TABLE "{name}" ({columns})')  # type: ignore[attr-defined]
        marks = ", ".join([mark] * len(TYPES[name]))
        for row in reversed(rows):
            connection.execute(f'INSERT INTO "{name}" VALUES ({marks})', list(row))  # type: ignore[attr-defined]


def _text(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return str(cell)


def _stored(cell: Cell) -> object:
    return str(cell) if isinstance(cell, (Decimal, dt.date)) else cell

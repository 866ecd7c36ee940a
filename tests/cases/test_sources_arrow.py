"""Tables of sources in columns: the same rows in the same order, with types that lose nothing."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest

from dutylang.cases.arrow_tables import arrow_batches_of
from dutylang.cases.source_model import TableSource
from dutylang.cases.source_url import database_from_url
from dutylang.cases.sources import Sessions, numbered_rows
from dutylang.diagnostics import Diagnostic
from tests.cases.sources import BOOK, TYPES, as_duckdb, as_parts, as_postgres, as_sqlite
from tests.postgres_server import Server

NAMES = ["id", "sum", "opened", "signed", "share", "staff", "remark", "is listed", "covers"]


def table_of(source: TableSource, names: Sequence[str], *, zoned: bool = True) -> pa.Table:
    batches = list(arrow_batches_of(source, names, zoned=zoned))
    assert all(isinstance(each, pa.RecordBatch) for each in batches), batches
    return pa.Table.from_batches(batches)


def fault(source: TableSource, names: Sequence[str], *, zoned: bool = True) -> Diagnostic:
    (problem,) = arrow_batches_of(source, names, zoned=zoned)
    assert isinstance(problem, Diagnostic)
    return problem


def books(folder: Path, server: Server) -> list[TableSource]:
    found = [as_duckdb(folder)[0], as_postgres(server)[0]]
    as_parts(folder)
    found.append(database_from_url(f"parquet:///{folder}"))
    return [TableSource(database, "cases") for database in found]  # type: ignore[arg-type]


def test_the_book_in_columns(tmp_path: Path, postgres: Server):
    assert [name for name, _ in TYPES["cases"]] == NAMES
    for source in books(tmp_path, postgres):
        table = table_of(source, NAMES)
        assert [list(row.values()) for row in table.to_pylist()] == [list(row) for row in BOOK["cases"]]
        assert table.schema.field("sum").type == pa.decimal128(20, 4)
        assert table.schema.field("signed").type == pa.timestamp("us", "UTC")
        assert table.schema.field("opened").type == pa.date32()
        assert table.schema.field("id").type == pa.string()


def test_sqlite_gives_texts(tmp_path: Path):
    base, _ = as_sqlite(tmp_path)
    table = table_of(TableSource(base, "cases"), ["id", "sum", "is listed", "staff"])  # type: ignore[arg-type]
    assert table.schema.names == ["id", "sum", "is listed", "staff"]
    assert table.to_pylist()[0] == {"id": "007", "sum": "1234567.89", "is listed": True, "staff": "12"}


@pytest.mark.parametrize("name", ["events", "pledges"])
def test_columns_and_rows_are_in_one_order(tmp_path: Path, postgres: Server, name: str):
    names = [column for column, _ in TYPES[name]]
    sources = [as_duckdb(tmp_path)[0], as_sqlite(tmp_path)[0], as_postgres(postgres)[0]]
    for database in sources:
        source = TableSource(database, name)  # type: ignore[arg-type]
        with Sessions() as sessions:
            table = sessions.table(source)
            assert not isinstance(table, Diagnostic)
            rows = [cells[0:-1:2] for _, cells in numbered_rows(table, names, source)]  # type: ignore[misc]
            columns = pa.Table.from_batches(arrow_batches_of(source, names, sessions))
        found = [list(row.values())[0:-1:2] for row in columns.to_pylist()]
        assert [[str(cell) for cell in row] for row in found] == [[str(cell) for cell in row] for row in rows]


def test_figures_without_a_scale_keep_their_digits(postgres: Server, tmp_path: Path):
    import duckdb

    postgres.run(
        "DROP TABLE IF EXISTS f",
        "CREATE TABLE f (id text, a numeric, b numeric(50,2), c real, d char(4), e numeric(5,-2))",
        "INSERT INTO f VALUES ('1', 'NaN', 1.5, 0.1, 'x', 12345), ('2', 1e-30, null, null, null, null)",
    )
    table = table_of(TableSource(database_from_url(postgres.url()), "f"), ["id", "a", "b", "c", "d", "e"])
    assert table["a"].to_pylist() == ["NaN", "0." + "0" * 29 + "1"]
    assert table["b"].to_pylist() == [Decimal("1.50"), None]
    assert table["c"].to_pylist() == [0.1, None]
    assert table["d"].to_pylist() == ["x", None]
    assert table["e"].to_pylist() == ["12300", None]
    with duckdb.connect(str(tmp_path / "f.db")) as connection:
        connection.execute(
            "CREATE TABLE f AS SELECT '1' AS id, 170141183460469231731687303715884105727::hugeint AS h"
        )
    source = TableSource(database_from_url(f"duckdb:///{tmp_path}/f.db"), "f")
    assert table_of(source, ["id", "h"])["h"].to_pylist() == ["170141183460469231731687303715884105727"]


def test_what_columns_cannot_hold_ends_them(postgres: Server, tmp_path: Path):
    import sqlite3

    postgres.run(
        "DROP TABLE IF EXISTS f",
        "CREATE TABLE f (id text, a numeric(9,2), d date, t timestamp, x bytea)",
        "INSERT INTO f VALUES ('1', 'NaN', 'infinity', now(), null)",
    )
    source = TableSource(database_from_url(postgres.url()), "f")
    for name in ("a", "d"):
        problem = fault(source, ["id", name])
        assert (problem.code, problem.help, problem.args["column"]) == ("C076", "cell", name)
    assert fault(source, ["id", "t"], zoned=False).code == "C074"
    assert fault(source, ["id", "x"]).code == "C073"
    assert fault(source, ["id", "y"]).code == "C047"
    assert fault(TableSource(source.database, "nothing"), ["id"]).code == "C072"
    connection = sqlite3.connect(tmp_path / "f.db")
    connection.execute("CREATE TABLE f (id text, x, b boolean)")
    connection.execute("INSERT INTO f VALUES ('1', x'00', 'maybe')")
    connection.commit()
    connection.close()
    source = TableSource(database_from_url(f"sqlite:///{tmp_path}/f.db"), "f")
    assert fault(source, ["id", "x"]).code == "C073"
    assert fault(source, ["id", "b"]).code == "C073"

"""Pieces of Parquet that were made apart become one file that every reader reads."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dutylang.books.footers import FooterError, bytes_from_footer, footer_from_bytes, footer_of
from dutylang.books.output import TableWriter, encoded
from dutylang.reports.as_parquet import METADATA, coded_schema, plain_schema, schema_of
from tests.reports.accounts import names_of
from tests.reports.common import RUN


def rows(first: int, count: int) -> pa.Table:
    schema = schema_of("findings")
    found = []
    for number in range(first, first + count):
        row: dict[str, object] = dict.fromkeys(schema.names)
        row |= {each.name: [] if pa.types.is_list(each.type) else "" for each in schema if not each.nullable}
        row |= {
            "case": f"案件 {number}",
            "key": f"p/r/{number}",
            "rule": "r" if number % 2 else "q",
            "verdict": "late",
            "persons": ["Li Na", "An"][: number % 3],
            "evidence": list(range(number % 4)),
            "trigger": number if number % 5 else None,
            "due": dt.date(2024, 1, 1) + dt.timedelta(number),
            "due_instant": dt.datetime(2024, 1, 1, number % 24, tzinfo=dt.UTC),
            "advisory": number % 2 == 0,
        }
        found.append(row)
    return pa.Table.from_pylist(found, schema=schema)


def joined(parts: list[pa.Table], out: Path, *, coded: bool) -> pa.Table:
    with out.open("wb") as file:
        writer = TableWriter(file, RUN, names_of("en"), "findings")
        for part in parts:
            schema = coded_schema(part.schema) if coded else part.schema
            piece = io.BytesIO()
            encoded([part.cast(schema)] if part.num_rows else [], schema, piece)
            writer.join(piece)
        writer.close()
    return pa.concat_tables(parts)


@pytest.mark.parametrize("coded", [True, False])
@pytest.mark.parametrize("counts", [[], [0], [3], [5, 0, 1, 700], [1] * 40])
def test_every_reader_finds_the_same(counts: list[int], coded: bool, tmp_path: Path):
    parts = [rows(sum(counts[:at]), count) for at, count in enumerate(counts)] or [rows(0, 0)]
    out = tmp_path / "findings.parquet"
    wanted = joined(parts, out, coded=coded)
    found = pq.read_table(out)
    assert found.schema.equals(schema_of("findings"))
    assert found.equals(wanted)
    assert METADATA in pq.read_schema(out).metadata
    assert pl.read_parquet(out)["persons"].to_list() == wanted["persons"].to_pylist()
    assert duckdb.sql(f"select case_, n from (select \"case\" case_, trigger n from '{out}')").fetchall() == [
        (row["case"], row["trigger"]) for row in wanted.to_pylist()
    ]
    assert pq.read_metadata(out).num_row_groups == sum(1 for part in parts if part.num_rows)


def test_pieces_are_read_one_row_group_at_a_time(tmp_path: Path):
    out = tmp_path / "findings.parquet"
    wanted = joined([rows(0, 10), rows(10, 20), rows(30, 5)], out, coded=True)
    with pq.ParquetFile(out) as file:
        assert file.read_row_group(1).equals(wanted.slice(10, 20))
        assert file.read_row_group(2, columns=["persons", "due"]).equals(
            wanted.slice(30, 5).select(["persons", "due"])
        )


def test_codes_are_texts_again():
    schema = schema_of("findings")
    assert plain_schema(coded_schema(schema)).equals(schema)


def test_what_is_no_parquet_file_is_refused():
    with pytest.raises(FooterError):
        footer_of(b"12345678")
    with pytest.raises(FooterError):
        footer_from_bytes(b"\x15")
    with pytest.raises(FooterError):
        footer_from_bytes(b"\x1d\x00")


VALUES = st.recursive(
    st.one_of(
        st.tuples(st.sampled_from([4, 5, 6]), st.integers(-(2**63), 2**63 - 1)),
        st.tuples(st.just(8), st.binary(max_size=200)),
        st.tuples(st.just(7), st.binary(min_size=8, max_size=8)),
        st.tuples(st.just(1), st.booleans()),
        st.tuples(st.just(3), st.integers(0, 255)),
        st.integers(0, 40).map(lambda count: (9, (5, list(range(count))))),
        st.dictionaries(st.integers(0, 9), st.binary(max_size=3), max_size=3).map(
            lambda pairs: (11, (5, 8, list(pairs.items())) if pairs else (0, 0, []))
        ),
    ),
    lambda fields: st.dictionaries(st.integers(1, 60), fields, max_size=5).map(lambda found: (12, found)),
    max_leaves=12,
)


@given(st.dictionaries(st.integers(1, 3000), VALUES, max_size=8))
def test_a_footer_is_written_as_it_was_read(footer: dict[int, tuple[int, object]]):
    written = bytes_from_footer(footer)
    read = footer_from_bytes(written)
    assert bytes_from_footer(read) == written
    assert list(read) == sorted(footer)

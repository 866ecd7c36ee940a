"""Tables of databases and folders of parts: the same book through each of them, and what is refused."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import attrs
import pytest

from dutylang.cases.files import count_hint
from dutylang.cases.mapping_file import mapping_from_text
from dutylang.cases.source_model import Base
from dutylang.values import Money
from tests.cases.sources import (
    as_csv,
    as_duckdb,
    as_parts,
    as_postgres,
    as_sqlite,
    mapping_of,
    read,
)
from tests.postgres_server import Server

Written = Callable[[Path], tuple[Base, str]]
FILES: list[Written] = [as_duckdb, as_sqlite, as_parts]


def test_the_book_reads_as_it_was_written(tmp_path: Path):
    base, form = as_csv(tmp_path)
    cases, problems = read(base, mapping_of(form))
    assert problems == []
    assert [case.id for case in cases] == ["007", "NA", "é"]
    assert cases[0].fields["amount"] == Money(Decimal("1234567.8900"), "CNY")
    assert [event.actors[0].person for event in cases[0].events if event.actors] == ["李娜", "Wang"]
    assert str(cases[1].events[0].at.instant) == "2024-03-31 08:59:59.123456+08:00"


@pytest.mark.parametrize("written", FILES)
def test_a_source_gives_the_cases_that_files_give(tmp_path: Path, written: Written):
    files, form = as_csv(tmp_path)
    wanted = read(files, mapping_of(form))
    (tmp_path / "source").mkdir()
    base, form = written(tmp_path / "source")
    assert read(base, mapping_of(form)) == wanted
    mapping, _ = mapping_from_text(mapping_of(form), "mapping.toml")
    assert count_hint(base, mapping) == 3


def test_a_server_gives_the_cases_that_files_give(tmp_path: Path, postgres: Server):
    files, form = as_csv(tmp_path)
    wanted = read(files, mapping_of(form))
    base, form = as_postgres(postgres)
    assert read(base, mapping_of(form)) == wanted
    mapping, _ = mapping_from_text(mapping_of(form), "mapping.toml")
    assert count_hint(base, mapping) == 3


def test_tables_of_one_mapping_come_from_several_sources(tmp_path: Path, postgres: Server):
    files, form = as_csv(tmp_path)
    wanted = read(files, mapping_of(form))
    as_postgres(postgres)
    as_duckdb(tmp_path)
    as_sqlite(tmp_path)
    text = mapping_of("{0}")
    for name, place in {
        "cases": 'source = "duckdb:///book.duckdb?table=cases"',
        "events": f'source = "{postgres.url()}"\nschema = "public"\ntable = "events"',
        "pledges": f"source = \"sqlite:///{tmp_path}/book.sqlite\"\nquery = 'select * from pledges;'",
    }.items():
        text = text.replace(f"\n{name}\n", f"\n{place}\n")
    # A query of SQLite tells no types: its yes and no are figures, which the mapping translates.
    text = text.replace('verified = "verified"', 'verified = { column = "verified", values = { 1 = "yes" } }')
    assert read(tmp_path, text) == wanted


def test_the_place_of_a_fault_names_the_source_the_table_and_the_column(tmp_path: Path):
    base, form = as_sqlite(tmp_path)
    text = mapping_of(form).replace('staff = "staff"', 'staff = "remark"')
    cases, problems = read(base, text)
    assert [case.id for case in cases] == ["NA"]
    place = f"sqlite:///{tmp_path}/book.sqlite?table=cases"
    found = [(each.code, each.span.source, each.span.line, each.args["place"]) for each in problems]
    assert found == [("C015", place, 1, "remark"), ("C015", place, 3, "remark")]


def test_rows_come_in_the_order_of_the_key_and_then_of_all_that_is_read(tmp_path: Path, postgres: Server):
    """Ties that no column tells apart are alike: every reading and every source gives the same events."""
    for base, form in (as_duckdb(tmp_path), as_sqlite(tmp_path), as_postgres(postgres)):
        text = mapping_of(form).replace('order = "seq"\n', "")
        cases, problems = read(base, text)
        assert problems == []
        types = [(event.type, bool(event.actors) and event.actors[0].person) for event in cases[0].events]
        assert types == [("emergency", False), ("visit_site", "李娜"), ("visit_site", "Wang")]


def test_a_book_bigger_than_a_batch_is_read_to_its_end(tmp_path: Path, postgres: Server):
    """More rows than any reader fetches at once, in their order."""
    import duckdb

    text = 'complete = "all"\n[cases]\n{}\nkey = "id"\nfields = {{ staff = "n" }}\n'
    rows = "SELECT lpad(g::text, 6, '0') AS id, g::bigint AS n FROM generate_series(1, 9000) AS s(g)"
    postgres.run("DROP TABLE IF EXISTS many", f"CREATE TABLE many AS {rows}")
    with duckdb.connect(str(tmp_path / "many.db")) as connection:
        connection.execute(f"CREATE TABLE many AS {rows}".replace("g::text", "g::varchar"))
    for url in (postgres.url(), f"duckdb:///{tmp_path}/many.db"):
        cases, problems = read(url, text.format('table = "many"'))
        assert problems == []
        assert [case.fields["staff"] for case in cases] == [Decimal(n) for n in range(1, 9001)]


def test_the_moment_of_a_case_does_not_hang_on_the_zone_of_the_server(tmp_path: Path, postgres: Server):
    postgres.run("ALTER ROLE postgres SET TimeZone = 'Pacific/Kiritimati'")
    postgres.run("ALTER ROLE postgres SET DateStyle = 'German'")
    try:
        base, form = as_postgres(postgres)
        cases, problems = read(base, mapping_of(form))
    finally:
        postgres.run("ALTER ROLE postgres RESET ALL")
    assert problems == []
    assert str(cases[0].fields["signed_at"]) == "2024-01-10 09:30:00+08:00"
    assert cases[0].fields["established"] == dt.date(2024, 1, 10)


def test_records_tell_where_they_came_from(tmp_path: Path):
    from dutylang.cases.files import cases_from_path
    from tests.cases.vocabulary import SHANGHAI, vocabulary

    base, form = as_duckdb(tmp_path)
    mapping, _ = mapping_from_text(mapping_of(form), "mapping.toml")
    (first, _), *_ = cases_from_path(base, vocabulary(), SHANGHAI, mapping=mapping)
    assert first is not None
    assert first.source == f"duckdb:///{tmp_path}/book.duckdb?table=cases"
    assert attrs.has(type(first))

"""Sources that cannot be used, hostile ones among them: nothing is changed, nothing is guessed, all is told."""

import builtins
import datetime as dt
import sqlite3
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dutylang.cases import source_sqlite
from dutylang.cases.mapping_file import mapping_from_text
from dutylang.cases.source_model import TableSource
from dutylang.cases.source_url import database_from_url
from dutylang.cases.sources import Sessions, count_of_rows
from dutylang.diagnostics import Diagnostic
from dutylang.diagnostics.render import help_text, message
from dutylang.values import Money
from tests.cases.reading import told
from tests.cases.sources import fault, read
from tests.postgres_server import PASSWORD, Server

ONE = 'complete = "all"\nzone = "UTC"\n[cases]\n{place}\nkey = "id"\n[cases.fields]\n{fields}\n'
TABLE = 'table = "t"'


def one(fields: str, place: str = TABLE) -> str:
    return ONE.format(fields=fields, place=place)


@pytest.fixture
def server(postgres: Server) -> Server:
    """The server without tables."""
    postgres.run("DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
    return postgres


def duck(folder: Path, *statements: str) -> str:
    with duckdb.connect(str(folder / "t.db")) as connection:
        for statement in statements:
            connection.execute(statement)
    return f"duckdb:///{folder}/t.db"


def lite(folder: Path, *statements: str) -> str:
    connection = sqlite3.connect(folder / "t.sqlite")
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()
    return f"sqlite:///{folder}/t.sqlite"


@pytest.fixture(params=["duckdb", "sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path):  # type: ignore[no-untyped-def]
    """Makes a database of each kind out of statements that all of them understand; gives its URL."""

    def made(*statements: str) -> str:
        if request.param == "duckdb":
            return duck(tmp_path, *statements)
        if request.param == "sqlite":
            return lite(tmp_path, *statements)
        server: Server = request.getfixturevalue("server")
        server.run(*statements)
        return server.url()

    return made


HOSTILE = [
    't"; DROP TABLE victim; --',
    "t' OR '1'='1",
    "select",
    "a.b",
    "*",
    "%s",
    "$1",
    "{}",
    "表 格",
    "\\",
    "T",
]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_of_tables_and_columns_are_names_and_nothing_else(database, name: str):  # type: ignore[no-untyped-def]
    quoted = '"' + name.replace('"', '""') + '"'
    url = database(
        "CREATE TABLE victim (id text)",
        f"CREATE TABLE {quoted} (id text, {quoted} text, other text)",
        f"INSERT INTO {quoted} VALUES ('1', 'it''s; DROP TABLE victim', 'x')",
    )
    literal = "'''" + name + "'''"
    cases, problems = read(url, one(f"note = {{ column = {literal} }}", f"table = {literal}"))
    assert problems == []
    assert cases[0].fields == {"note": "it's; DROP TABLE victim"}
    assert read(url, one("note = 'id'", "table = 'victim'")) == ([], [])


@pytest.mark.parametrize(
    "query",
    [
        "DELETE FROM t",
        "DELETE FROM t RETURNING id",
        "SELECT id FROM t; DELETE FROM t",
        "SELECT id FROM t) AS x; DELETE FROM t; SELECT * FROM (SELECT id FROM t",
        "SELECT id FROM t /* ",
        "WITH gone AS (DELETE FROM t RETURNING id) SELECT id FROM gone",
        "UPDATE t SET id = '2'",
        "DROP TABLE t",
        "CREATE TABLE u (id text)",
        "ATTACH 'other.db' AS other",
        "PRAGMA user_version = 3",
        "SELECT id FROM t WHERE id = $1",
        "SELECT id FROM nowhere",
        "QUERY PLAN SELECT id FROM t",
        "",
        " ; ",
    ],
)
def test_a_query_is_one_statement_that_reads(database, query: str):  # type: ignore[no-untyped-def]
    url = database("CREATE TABLE t (id text)", "INSERT INTO t VALUES ('1')")
    with Sessions() as sessions:
        found = sessions.table(TableSource(database_from_url(url), query=query))
        assert isinstance(found, Diagnostic)
        assert found.code == "C075"
        told([found])
    cases, _ = read(url, one(""))
    assert [case.id for case in cases] == ["1"]


def test_a_query_names_the_columns_that_the_mapping_reads(database):  # type: ignore[no-untyped-def]
    url = database("CREATE TABLE t (id text, a text)", "INSERT INTO t VALUES ('2', 'x'), ('1', '%s')")
    text = one('note = "b"', 'query = """SELECT id, a || \'{}\' AS b FROM t -- all\n;"""')
    cases, problems = read(url, text)
    assert problems == []
    assert [(case.id, case.fields["note"]) for case in cases] == [("1", "%s{}"), ("2", "x{}")]
    problem = fault(url, text.replace('"b"', '"c"'))
    assert (problem.code, problem.args["columns"]) == ("C047", ("id", "b"))
    if not url.startswith("sqlite"):  # SQLite gives the second column another name
        assert fault(url, one('note = "id"', "query = 'select id, a, a from t'")).code == "C046"


def test_a_table_that_is_not_there_is_told_with_the_nearest(database):  # type: ignore[no-untyped-def]
    url = database("CREATE TABLE events (id text)")
    problem = fault(url, one("", 'table = "event"'))
    assert (problem.code, problem.help, problem.args["near"]) == ("C072", "near", "events")
    problem = fault(url, one("", 'table = "unlike"'))
    assert (problem.help, problem.args["tables"]) == ("all", ("events",))
    assert fault(url, one("", 'table = "events"\nschema = "nowhere"')).code == "C072"
    mapping, _ = mapping_from_text(one("", 'table = "unlike"'), "m.toml")
    assert mapping is not None
    assert mapping.cases is not None
    source = mapping.cases.table.source(database_from_url(url))
    assert source is not None
    assert count_of_rows(source) is None


def test_a_column_that_is_not_there_is_told_with_the_nearest(database):  # type: ignore[no-untyped-def]
    url = database("CREATE TABLE t (id text, remark text)")
    problem = fault(url, one('note = "remarks"'))
    assert (problem.code, problem.help, problem.args["near"]) == ("C047", "near", "remark")
    assert problem.span.source.endswith("?table=t")


# ---- types -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "type_", ["bytea", "jsonb", "json", "int[]", "interval", "time", "money", "point", "xml"]
)
def test_types_of_a_server_without_a_counterpart_are_refused(server: Server, type_: str):
    server.run(f"CREATE TABLE t (id text, x {type_})")
    problem = fault(server.url(), one('note = "x"'))
    assert (problem.code, problem.args["column"]) == ("C073", "x")
    assert str(problem.args["type"]).startswith(type_.replace("int[]", "integer[]"))
    assert read(server.url(), one("")) == ([], [])


@pytest.mark.parametrize(
    "type_", ["BLOB", "JSON", "INTEGER[]", "INTERVAL", "TIME", "STRUCT(a INTEGER)", "BIT"]
)
def test_types_of_duckdb_without_a_counterpart_are_refused(tmp_path: Path, type_: str):
    url = duck(tmp_path, f"CREATE TABLE t (id text, x {type_})")
    problem = fault(url, one('note = "x"'))
    assert (problem.code, problem.args["column"], problem.args["type"]) == ("C073", "x", type_)


def test_bytes_in_sqlite_are_a_fault_of_their_own_case(tmp_path: Path):
    url = lite(
        tmp_path,
        "CREATE TABLE t (id text, x)",
        "INSERT INTO t VALUES ('1', x'00ff'), ('2', 'y'), ('3', CAST(x'ff' AS TEXT))",
    )
    cases, problems = read(url, one('note = "x"'))
    assert [case.id for case in cases] == ["2"]
    found = [(each.code, each.help, each.args["place"], each.span.line) for each in problems]
    assert found == [("C053", "binary", "x", 1), ("C053", "binary", "x", 3)]


@pytest.mark.parametrize("kind", ["duckdb", "postgresql"])
def test_times_that_do_not_say_their_zone_need_that_of_the_mapping(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest
):
    statements = (
        "CREATE TABLE t (id text, seen timestamp)",
        "INSERT INTO t VALUES ('1', '2024-07-01 09:00')",
    )
    if kind == "duckdb":
        url = duck(tmp_path, *statements)
    else:
        server: Server = request.getfixturevalue("server")
        server.run(*statements)
        url = server.url()
    text = one('signed_at = "seen"')
    problem = fault(url, text.replace('zone = "UTC"', ""))
    assert (problem.code, problem.args["column"]) == ("C074", "seen")
    cases, _ = read(url, text.replace('"UTC"', '"America/New_York"'))
    assert str(cases[0].fields["signed_at"]) == "2024-07-01 21:00:00+08:00"
    assert len(read(url, one("").replace('zone = "UTC"', ""))[0]) == 1


def test_a_local_time_that_clocks_skipped_is_refused_with_its_place(server: Server):
    server.run("CREATE TABLE t (id text, seen timestamp)", "INSERT INTO t VALUES ('1', '2024-03-31 02:30')")
    problem = fault(server.url(), one('signed_at = "seen"').replace("UTC", "Europe/Amsterdam"))
    assert (problem.code, problem.args["place"], problem.span.line) == ("C033", "seen", 1)


def test_figures_are_exact_or_refused_with_their_place(server: Server):
    server.run(
        "CREATE TABLE t (id text, a numeric, b double precision, c real, d bigint)",
        "INSERT INTO t VALUES ('1', 123456789012345678.0123456789, 0.1, 0.1, 9223372036854775807),"
        " ('2', 'NaN', null, null, null), ('3', null, 'NaN', null, null), ('4', null, null, '-Infinity', null),"
        " ('5', 1e30, null, null, null), ('6', 'Infinity', null, null, null)",
    )
    fields = 'staff = "a"\nrate = "b"\namount = { column = "c", currency = "CNY" }\nnote = "d"'
    cases, problems = read(server.url(), one(fields))
    assert [case.id for case in cases] == ["1"]
    assert cases[0].fields["staff"] == Decimal("123456789012345678.0123456789")
    assert cases[0].fields["rate"] == Decimal("0.1")
    assert cases[0].fields["amount"] == Money(Decimal("0.1"), "CNY")
    assert cases[0].fields["note"] == "9223372036854775807"
    found = [(each.code, each.span.line, each.args["place"]) for each in problems]
    assert found == [("C016", 2, "a"), ("C016", 3, "b"), ("C016", 4, "c"), ("C016", 5, "a"), ("C016", 6, "a")]


def test_figures_of_duckdb_are_exact_or_refused_with_their_place(tmp_path: Path):
    url = duck(
        tmp_path,
        "CREATE TABLE t (id hugeint, a decimal(38,10), b double, c float, d ubigint)",
        "INSERT INTO t VALUES (170141183460469231731687303715884105727, 123456789012345678.0123456789, 0.1, 0.1,"
        " 18446744073709551615), (2, null, 'nan', null, null), (3, null, null, 'inf', null)",
    )
    fields = 'staff = "a"\nrate = "b"\namount = { column = "c", currency = "CNY" }\nnote = "d"'
    cases, problems = read(url, one(fields))
    assert [case.id for case in cases] == ["170141183460469231731687303715884105727"]
    assert cases[0].fields["staff"] == Decimal("123456789012345678.0123456789")
    assert cases[0].fields["amount"] == Money(Decimal("0.1"), "CNY")
    assert cases[0].fields["note"] == "18446744073709551615"
    assert sorted((each.code, each.args["case"], each.args["place"]) for each in problems) == [
        ("C016", "2", "b"),
        ("C016", "3", "c"),
    ]


def test_figures_of_sqlite_are_what_the_cell_holds(tmp_path: Path):
    url = lite(
        tmp_path,
        "CREATE TABLE t (id integer, a text, b real, c boolean, d decimal)",
        "INSERT INTO t VALUES (7, '12345678901234567890.12', 0.1, 1, 1.50), (8, 'x', 9e999, 2, null)",
    )
    fields = 'amount = { column = "a", currency = "CNY" }\nrate = "b"\nlisted = "c"\nstaff = "d"'
    cases, problems = read(url, one(fields))
    assert [case.id for case in cases] == ["7"]
    assert cases[0].fields["amount"] == Money(Decimal("12345678901234567890.12"), "CNY")
    assert cases[0].fields["rate"] == Decimal("0.1")
    assert cases[0].fields["listed"] is True
    assert [(each.code, each.args["place"]) for each in problems] == [
        ("C015", "a"),
        ("C016", "b"),
        ("C015", "c"),
    ]


def test_ids_are_texts_whatever_their_type(server: Server):
    server.run(
        "CREATE TYPE grade AS ENUM ('low', 'high')",
        "CREATE DOMAIN short AS varchar(9)",
        "CREATE TABLE t (id char(9), u uuid, g grade, s short)",
        "INSERT INTO t VALUES ('007', '00000000-0000-0000-0000-000000000001', 'high', 'x')",
    )
    cases, problems = read(server.url(), one('note = "u"\ngroup = "g"'))
    assert problems == []
    assert cases[0].id == "007"
    assert cases[0].fields["note"] == "00000000-0000-0000-0000-000000000001"
    assert cases[0].fields["group"] == "high"
    assert read(server.url(), one("", 'table = "t"').replace('"id"', '"s"'))[0][0].id == "x"


def test_days_without_end_are_no_days(server: Server, tmp_path: Path):
    rows = "INSERT INTO t VALUES ('1', 'infinity', 'infinity'), ('2', '{}', '-infinity'), ('3', '2024-05-06', null)"
    columns = "CREATE TABLE t (id text, d date, seen {} with time zone)"
    server.run(columns.format("timestamp"), rows.format("0044-03-15 BC"))
    urls = [server.url(), duck(tmp_path, columns.format("timestamp"), rows.format("0044-03-15 (BC)"))]
    for url in urls:
        cases, problems = read(url, one('established = "d"\nsigned_at = "seen"'))
        assert [case.fields for case in cases] == [{"established": dt.date(2024, 5, 6)}]
        found = [(each.code, each.args["case"], each.args["place"]) for each in problems]
        assert found == [("C015", "1", "d"), ("C015", "1", "seen"), ("C015", "2", "d"), ("C015", "2", "seen")]


# ---- writing, and reaching elsewhere -----------------------------------------------------------


def connection_of(sessions: Sessions, url: str, query: str = "SELECT 1 AS id") -> object:
    source = TableSource(database_from_url(url), query=query)
    assert not isinstance(sessions.table(source), Diagnostic)
    return sessions._connection(source.database)._connection  # type: ignore[attr-defined]


WRITES = [
    "INSERT INTO t VALUES ('2')",
    "UPDATE t SET id = '3'",
    "DELETE FROM t",
    "DROP TABLE t",
    "CREATE TABLE u (i int)",
]


@pytest.mark.parametrize("statement", WRITES)
def test_the_connection_itself_cannot_write(database, statement: str):  # type: ignore[no-untyped-def]
    url = database("CREATE TABLE t (id text)", "INSERT INTO t VALUES ('1')")
    with Sessions() as sessions:
        connection = connection_of(sessions, url)
        with pytest.raises(Exception, match=r"read-only|readonly|not authorized"):
            connection.execute(statement)  # type: ignore[attr-defined]
    assert [case.id for case in read(url, one(""))[0]] == ["1"]


def test_a_function_that_writes_cannot(server: Server):
    server.run(
        "CREATE TABLE t (id text)",
        "CREATE FUNCTION sly() RETURNS text LANGUAGE plpgsql AS"
        " $$ BEGIN INSERT INTO t VALUES ('2'); RETURN 'x'; END $$",
        "CREATE FUNCTION slier() RETURNS text LANGUAGE plpgsql AS $$ BEGIN"
        " PERFORM set_config('transaction_read_only', 'off', false); RETURN sly(); END $$",
        "CREATE VIEW v AS SELECT sly() AS id",
    )
    problem = fault(server.url(), one("", "query = 'SELECT sly() AS id'"))
    assert (problem.code, problem.help) == ("C075", "writes")
    assert fault(server.url(), one("", "query = 'SELECT slier() AS id'")).code == "C076"
    assert fault(server.url(), one("", 'table = "v"')).code == "C075"
    assert server.rows("SELECT * FROM t") == []


def test_nothing_that_a_reading_did_is_kept(server: Server):
    """Large objects can be made even in a read-only transaction of some servers; it is never committed."""
    read(server.url(), one("", "query = 'SELECT lo_create(0)::text AS id'"))
    assert server.rows("SELECT count(*) FROM pg_largeobject_metadata") == [(0,)]


def test_a_session_begins_read_only_whatever_the_environment_says(
    server: Server, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("PGOPTIONS", "-c default_transaction_read_only=off")
    with Sessions() as sessions:
        connection = connection_of(sessions, server.url())
        connection.rollback()  # type: ignore[attr-defined]
        shown = connection.execute("SHOW default_transaction_read_only").fetchone()  # type: ignore[attr-defined]
        assert shown == ("on",)
        assert connection.execute("SHOW transaction_isolation").fetchone() == ("repeatable read",)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "query", ["FROM read_csv('{}')", "FROM '{}'", "FROM glob('/*')", "FROM read_text('{}')"]
)
def test_a_query_of_duckdb_reaches_no_other_file(tmp_path: Path, query: str):
    secret = tmp_path / "secret.csv"
    secret.write_text("id\n1\n", encoding="utf-8")
    url = duck(tmp_path, "CREATE TABLE t (id text)")
    problem = fault(url, one("", f'query = "{query.format(secret)}"'))
    assert problem.code in ("C075", "C076")


def test_a_query_of_duckdb_reaches_nothing_of_this_program(tmp_path: Path):
    ours = pa.table({"id": ["1"]})
    assert ours.num_rows == 1
    assert fault(duck(tmp_path, "CREATE TABLE t (id text)"), one("", 'query = "FROM ours"')).code in (
        "C075",
        "C076",
    )


def test_tables_of_one_reading_are_of_one_moment(server: Server):
    server.run("CREATE TABLE t (id text)", "INSERT INTO t VALUES ('1')")
    database = database_from_url(server.url())
    with Sessions() as sessions:
        first = sessions.table(TableSource(database, "t"))
        assert not isinstance(first, Diagnostic)
        assert list(first.rows(["id"])) == [["1"]]
        server.run("INSERT INTO t VALUES ('2')")
        second = sessions.table(TableSource(database, query="SELECT * FROM t"))
        assert not isinstance(second, Diagnostic)
        assert list(second.rows(["id"])) == [["1"]]


# ---- sources that cannot be opened, or break off -----------------------------------------------


def test_a_server_that_is_not_there_is_told():
    problem = fault("postgresql://me@127.0.0.1:1/bank?connect_timeout=2", one(""))
    assert (problem.code, problem.help) == ("C071", "server")
    assert "refused" in help_text(problem, "en")
    assert "postgresql://me@127.0.0.1:1/bank" in message(problem, "zh")


def test_a_password_comes_from_the_environment_and_is_never_told(
    server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    server.run("CREATE TABLE t (id text)", "INSERT INTO t VALUES ('1')")
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "none"))
    assert fault(server.by_port(), one("")).code == "C071"
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    assert len(read(server.by_port(), one(""))[0]) == 1
    told_ = fault(server.by_port(), one("", f"query = \"SELECT CAST('{PASSWORD}' AS integer) AS id\""))
    assert "***" in help_text(told_, "en")
    assert PASSWORD not in repr(told_)
    monkeypatch.setenv("PGPASSWORD", f"{PASSWORD}-wrong")
    problem = fault(server.by_port(), one(""))
    assert (problem.code, problem.help) == ("C071", "server")
    assert PASSWORD not in repr(problem)
    monkeypatch.delenv("PGPASSWORD")
    passes = tmp_path / "pgpass"
    passes.write_text(f"127.0.0.1:*:*:postgres:{PASSWORD}\n", encoding="utf-8")
    passes.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(passes))
    assert len(read(server.by_port(), one(""))[0]) == 1


def test_a_table_that_one_may_not_read_is_told(server: Server):
    server.run(
        "CREATE ROLE guest LOGIN",
        "GRANT USAGE ON SCHEMA public TO guest",
        "CREATE TABLE t (id text)",
    )
    problem = fault(server.url().replace("postgres@", "guest@"), one(""))
    assert (problem.code, problem.help) == ("C076", "denied")
    server.run("DROP OWNED BY guest", "DROP ROLE guest")


def test_a_reading_that_breaks_off_ends_the_input_and_is_told(database):  # type: ignore[no-untyped-def]
    url = database("CREATE TABLE t (id text)", "INSERT INTO t VALUES ('1'), ('x')")
    text = one('note = "n"', "query = 'SELECT id, CAST(id AS integer) AS n FROM t'")
    if url.startswith("sqlite"):
        text = text.replace("CAST(id AS integer)", "abs(-9223372036854775807 - CAST(id = 1 AS integer))")
    problem = fault(url, text)
    assert (problem.code, problem.help) == ("C076", "other")


def test_another_table_is_read_after_one_broke_off(server: Server):
    server.run("CREATE TABLE t (id text)", "INSERT INTO t VALUES ('1')")
    database = database_from_url(server.url())
    with Sessions() as sessions:
        broken = sessions.table(TableSource(database, query="SELECT 1/0 AS id"))
        assert not isinstance(broken, Diagnostic)
        with pytest.raises(Exception, match="division"):
            list(broken.rows(["id"]))
        sound = sessions.table(TableSource(database, "t"))
        assert not isinstance(sound, Diagnostic)
        assert list(sound.rows(["id"])) == [["1"]]


@pytest.mark.parametrize("scheme", ["duckdb", "sqlite"])
def test_files_that_cannot_be_opened_are_told(scheme: str, tmp_path: Path):
    url = f"{scheme}:///{tmp_path}/t.db"
    assert (fault(url, one("")).code, fault(url, one("")).help) == ("C071", "missing")
    (tmp_path / "t.db").write_bytes(b"no database" * 99)
    assert (fault(url, one("")).code, fault(url, one("")).help) == ("C071", "damaged")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["t.db"]


def test_a_file_that_another_program_writes_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(source_sqlite, "PATIENCE", 0.05)
    url = lite(tmp_path, "CREATE TABLE t (id text)")
    writer = sqlite3.connect(tmp_path / "t.sqlite", isolation_level=None)
    writer.execute("PRAGMA locking_mode = EXCLUSIVE")
    writer.execute("BEGIN EXCLUSIVE")
    try:
        problem = fault(url, one(""))
    finally:
        writer.close()
    assert (problem.code, problem.help) == ("C071", "locked")


def test_a_file_of_duckdb_that_another_program_writes_is_told(tmp_path: Path):
    url = duck(tmp_path, "CREATE TABLE t (id text)")
    hold = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", hold, str(tmp_path / "t.db")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == b"held\n"
        problem = fault(url, one(""))
        writer.communicate()
    assert (problem.code, problem.help) == ("C071", "locked")


@pytest.mark.parametrize(
    ("scheme", "library"),
    [("duckdb", "duckdb"), ("duckdb", "pyarrow"), ("postgresql", "psycopg"), ("parquet", "pyarrow")],
)
def test_a_library_that_is_not_installed_is_named(scheme: str, library: str, monkeypatch: pytest.MonkeyPatch):
    real = builtins.__import__

    def without(name: str, *args: object, **kwargs: object) -> object:
        if name.split(".", maxsplit=1)[0] == library:
            raise ImportError(name)
        return real(name, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without)
    with Sessions() as sessions:
        problem = sessions.table(TableSource(database_from_url(f"{scheme}:///x"), "t"))
    assert isinstance(problem, Diagnostic)
    assert problem.code == "C045"
    assert "dutylang[" in help_text(problem, "zh")


# ---- mappings, and parts -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "code", "why"),
    [
        ("", "C012", None),
        ('file = "a.csv"\ntable = "t"', "C077", "two"),
        ('table = "t"\nquery = "select 1"', "C077", "two"),
        ('source = "sqlite:///a?table=t"\ntable = "u"', "C077", "two"),
        ('source = "sqlite:///a"', "C077", "none"),
        ('schema = "s"', "C077", "none"),
        ('source = "parquet:///a"\nquery = "select 1"', "C077", "parquet"),
        ('source = "parquet:///a?table=../b"', "C042", None),
        ('source = "postgresql://me:word@host/db?table=t"', "C070", "password"),
        ("table = 3", "C015", None),
        ('query = "' + "x" * 70_000 + '"', "C036", None),
    ],
)
def test_a_mapping_says_which_table_is_meant(place: str, code: str, why: str | None):
    mapping, problems = mapping_from_text(one("", place), "m.toml")
    assert mapping is None
    told(problems)
    assert (problems[0].code, problems[0].help) == (code, why)


def test_files_are_in_folders_and_tables_in_databases(tmp_path: Path):
    problem = fault(tmp_path, one(""))
    assert (problem.code, problem.help) == ("C077", "database")
    assert fault(f"parquet:///{tmp_path}", one("", "query = 'select 1'")).help == "parquet"
    problem = fault(lite(tmp_path, "CREATE TABLE t (id text)"), one("", 'file = "cases.csv"'))
    assert (problem.code, problem.help) == ("C077", "files")


def part(path: Path, **columns: list[object] | pa.Array) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(columns), path)


def test_folders_give_columns_and_parts_follow_their_names(tmp_path: Path):
    part(tmp_path / "t" / "note=b%2Fc" / "1.parquet", id=["3"])
    part(tmp_path / "t" / "note=007" / "2.parquet", id=["2"])
    part(tmp_path / "t" / "note=007" / "1.parquet", id=["1"])
    part(tmp_path / "t" / "note=__HIVE_DEFAULT_PARTITION__" / "1.parquet", id=["0"])
    part(tmp_path / "t" / "_temporary" / "note=x" / "1.parquet", id=["9"])
    wanted = [("1", {"note": "007"}), ("2", {"note": "007"}), ("0", {}), ("3", {"note": "b/c"})]
    (tmp_path / "_SUCCESS").touch()
    places = ['file = "t"', f'source = "parquet:///{tmp_path}/t"', 'source = "parquet:///.?table=t"']
    for place in places:
        cases, problems = read(tmp_path, one('note = "note"', place))
        assert problems == []
        assert [(case.id, case.fields) for case in cases] == wanted
    part(tmp_path / "u.parquet", id=["1"], note=["x"])
    assert len(read(f"parquet:///{tmp_path}", one('note = "note"', 'table = "u"'))[0]) == 1
    assert count_of_rows(TableSource(database_from_url(f"parquet:///{tmp_path}"), "t")) == 4


def test_parts_whose_types_can_be_held_together_are_read(tmp_path: Path):
    part(tmp_path / "t" / "1.parquet", id=["1"], staff=pa.array([1], pa.int32()))
    part(tmp_path / "t" / "2.parquet", staff=pa.array([2], pa.int64()), id=["2"])
    cases, problems = read(tmp_path, one('staff = "staff"', 'file = "t"'))
    assert problems == []
    assert [case.fields["staff"] for case in cases] == [1, 2]


def test_parts_that_do_not_fit_together_are_refused(tmp_path: Path):
    text = one('note = "note"', 'file = "t"')
    (tmp_path / "t").mkdir()
    assert fault(tmp_path, text).code == "C044"
    part(tmp_path / "t" / "1.parquet", id=["1"], note=["x"])
    part(tmp_path / "t" / "2.parquet", id=["1"], note=[dt.date(2024, 5, 6)])
    problem = fault(tmp_path, text)
    assert (problem.code, problem.help, problem.args["column"]) == ("C078", "types", "note")
    part(tmp_path / "t" / "2.parquet", id=["1"])
    assert fault(tmp_path, text).help == "missing"
    (tmp_path / "t" / "2.parquet").write_bytes(b"PAR1")
    assert fault(tmp_path, text).help == "damaged"

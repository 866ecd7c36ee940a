"""URLs of sources: what they lead to, and what is refused without showing a password."""

from pathlib import Path

import pytest

from dutylang.cases.source_model import Database, Origin, Scheme, SourceError
from dutylang.cases.source_url import base_from_text, database_from_url, is_url, origin_from_url, resolved
from dutylang.diagnostics.render import help_text, message

SECRET = "hunter2"


def test_three_slashes_are_relative_and_four_are_absolute():
    assert database_from_url("duckdb:///a/b.db").path == Path("a/b.db")
    assert database_from_url("sqlite:////a/b.db").path == Path("/a/b.db")
    assert database_from_url("parquet:///parts").path == Path("parts")


def test_signs_in_a_path_are_written_by_their_numbers():
    assert database_from_url("sqlite:///a%20b%23%3F%25.db").path == Path("a b#?%.db")


def test_a_relative_path_is_below_the_folder_of_the_tables():
    database = database_from_url("sqlite:///a.db")
    assert resolved(database, Path("/data")).path == Path("/data/a.db")
    assert resolved(database, database) == database
    absolute = database_from_url("sqlite:////b/a.db")
    assert resolved(absolute, Path("/data")).path == Path("/b/a.db")


def test_the_table_stands_in_the_url():
    origin = origin_from_url("duckdb:///a.db?table=my%20events&schema=x")
    assert origin == Origin(Database(Scheme.DUCKDB, "duckdb:///a.db", Path("a.db")), "my events", "x")


def test_a_server_is_told_by_its_parts():
    found = database_from_url("postgres://me%40bank@db.local:6543/b%C3%BCcher?sslmode=verify-full")
    assert found.scheme is Scheme.POSTGRESQL
    assert dict(found.settings) == {
        "host": "db.local",
        "port": "6543",
        "user": "me@bank",
        "dbname": "bücher",
        "sslmode": "verify-full",
    }
    assert found.address == "postgres://me%40bank@db.local:6543/b%C3%BCcher"
    assert database_from_url("postgresql:///").settings == ()


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("mysql://host/db", "scheme"),
        (f"postgresql://me:{SECRET}@host/db", "password"),
        (f"postgresql://host/db?password={SECRET}", "password"),
        (f"postgresql://host/db?sslpassword={SECRET}", "password"),
        (f"postgresql://me:{SECRET}/x@host/db", "port"),
        (f"postgresql://me:5{SECRET}@host/db", "password"),
        (f"postgresql://me:5/{SECRET}@host/db", "path"),
        (f"postgresql://me:5?{SECRET}@host/db", "parameter"),
        (f"postgresql://me:5#{SECRET}@host/db", "path"),
        ("postgresql://host:port/db", "port"),
        ("postgresql://host/db?options=-c%20default_transaction_read_only=off", "parameter"),
        ("postgresql://host/db?passfile=/etc/shadow", "parameter"),
        ("duckdb:///a.db?access_mode=read_write", "parameter"),
        ("sqlite:///a.db?mode=rwc", "parameter"),
        ("parquet:///a?schema=x", "parameter"),
        ("duckdb://a.db", "path"),
        ("sqlite:///", "path"),
        ("sqlite:///a.db%00", "path"),
        ("postgresql://host/a/b", "path"),
    ],
)
def test_what_is_no_source_is_refused_and_no_password_is_shown(url: str, why: str):
    with pytest.raises(SourceError) as caught:
        origin_from_url(url)
    assert caught.value.code == "C070"
    assert ("password" if "passfile" in url else caught.value.help) in (why, "password")
    _, problems = base_from_text(url, mapped=True)
    (problem,) = problems
    for tongue in ("en", "zh"):
        words = message(problem, tongue) + help_text(problem, tongue)
        assert SECRET not in words
        assert "{" not in words


def test_a_command_names_a_database_and_the_mapping_its_tables():
    _, (problem,) = base_from_text("duckdb:///a.db?table=events", mapped=True)
    assert (problem.code, problem.help) == ("C070", "table")
    _, (problem,) = base_from_text("duckdb:///a.db", mapped=False)
    assert problem.code == "C079"
    base, problems = base_from_text("duckdb:///a.db", mapped=True)
    assert isinstance(base, Database)
    assert problems == ()


def test_a_path_is_no_url():
    assert base_from_text(Path("cases"), mapped=False) == (Path("cases"), ())
    assert base_from_text("cases", mapped=False) == (Path("cases"), ())
    assert not is_url("C:\\cases")
    assert is_url("sqlite:///x")

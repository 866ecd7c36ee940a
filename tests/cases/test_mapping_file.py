"""Mapping files."""

from pathlib import Path

import pytest

from dutylang.cases.mapping import Activity, Actor, Column
from dutylang.cases.mapping_file import mapping_from_file, mapping_from_text
from tests.cases.reading import told
from tests.cases.vocabulary import AMSTERDAM

EVENTS = """
[events]
file = "events.csv"
key = "case"
time = "at"
activity = "what"
"""
TABLE = "[cases]\nkey = 'a'\nfile = 'a.csv'\n"
WHOLE = """
kind = "guarantee"
zone = "Europe/Amsterdam"
complete = ["visit_site"]
complete_until = { emergency = "2024-05-11" }
documents_complete = true
closed = { column = "closed" }

[cases]
file = "sub/cases.csv"
key = "id"
encoding = "gb18030"
delimiter = ";"
decimal = ","
thousands = "."
unknown = ["", "NIL"]
absent = ["-"]
[cases.fields]
note = "remark"
amount = { column = "amount", currency = "CNY" }

[events]
file = "events.csv"
key = "case"
time = { column = "at", format = "%d.%m.%Y %H:%M" }
recorded = "recorded"
order = "seq"
id = "id"
actors = ["who", { column = "other", role_column = "as", roles = { CM = "client_manager" }, split = ";" }]
[events.activity]
column = "what"
lifecycle = "phase"
lifecycle_when = ["W_*", "X"]
unmapped = "ignore"
names = { "V|start" = "visit_site" }
[events.attributes]
covers = { column = "covers", split = ",", values = { F = "finances" } }

[lists.pledges]
file = "pledges.csv"
key = "case"
fields = { value = { column = "worth", currency = "CNY" } }

[tracked.outstanding]
file = "outstanding.csv"
key = "case"
from = "since"
value = { column = "sum", currency = "CNY" }

[holders]
file = "holders.csv"
key = "case"
role = { constant = "client_manager" }
person = "name"
from = "since"

[documents]
file = "documents.csv"
key = "case"
kind = "kind"
"""


def test_a_whole_mapping():
    mapping, problems = mapping_from_text(WHOLE, "m.toml")
    assert problems == ()
    assert mapping is not None
    assert mapping.zone == AMSTERDAM
    assert mapping.cases is not None
    assert mapping.cases.columns["note"] == Column("remark")
    assert mapping.cases.table.unknown == {"", "NIL"}
    assert mapping.events is not None
    assert mapping.events.actors == (Actor("who"), Actor("other", None, "as", {"CM": "client_manager"}, ";"))
    assert mapping.events.activity == Activity(
        "what", "phase", ("W_*", "X"), "|", {"V|start": "visit_site"}, ignore_unmapped=True
    )
    assert mapping.closed == Column("closed")
    assert mapping.holders is not None
    assert mapping.holders.columns["role"].constant == "client_manager"
    assert set(mapping.tracked["outstanding"].columns) == {"from", "value"}


def test_the_lifecycle_is_joined_where_the_mapping_says():
    activity = Activity("what", "phase", ("W_*", "X"))
    found = [activity.takes_lifecycle(name) for name in ("W_a", "W_", "X", "X2", "A")]
    assert found == [True, True, True, False, False]
    assert not Activity("what").takes_lifecycle("W_a")


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("", "C012", "m.toml"),
        ("[cases", "C040", "m.toml"),
        ("tables = 1\n" + EVENTS, "C013", "/tables"),
        ("zone = 'Mars/Olympus'\n" + EVENTS, "C041", "/zone"),
        ("zone = 5\n" + EVENTS, "C015", "/zone"),
        ("closed = 'never'\n" + EVENTS, "C041", "/closed"),
        ("documents_complete = 'x'\n" + EVENTS, "C015", "/documents_complete"),
        ("[cases]\nfile = 'a.csv'", "C012", "/cases"),
        ("[cases]\nkey = 'a'\nfile = '../a.csv'", "C042", "/cases/file"),
        ("[cases]\nkey = 'a'\nfile = '/etc/passwd'", "C042", "/cases/file"),
        ("[cases]\nkey = 'a'\nfile = 'C:\\\\a.csv'", "C042", "/cases/file"),
        ("[cases]\nkey = 'a'\nfile = 5", "C015", "/cases/file"),
        ("[cases]\nkey = 'a'\nfile = 'a.csv'\nencoding = 'base64'", "C041", "/cases/encoding"),
        ("[cases]\nkey = 'a'\nfile = 'a.csv'\ndelimiter = ',,'", "C041", "/cases/delimiter"),
        ("[cases]\nkey = 'a'\nfile = 'a.csv'\nunknown = 'NIL'", "C015", "/cases/unknown"),
        ("[cases]\nkey = 'a'\nfile = 'a.csv'\nfields = 5", "C015", "/cases/fields"),
        ("[cases]\nkey = 'a'\nfile = 'a.csv'\nfields = { a = 5 }", "C015", "/cases/fields/a"),
        (
            TABLE + "fields = { a = { currency = 'CNY' } }",
            "C012",
            "/cases/fields/a",
        ),
        (
            "[cases]\nkey = 'a'\nfile = 'a.csv'\nfields = { a = { column = 'a', currency = 'yuan' } }",
            "C041",
            "/cases/fields/a/currency",
        ),
        (
            "[cases]\nkey = 'a'\nfile = 'a.csv'\nfields = { a = { column = 'a', format = 'dmy' } }",
            "C041",
            "/cases/fields/a/format",
        ),
        (
            "[cases]\nkey = 'a'\nfile = 'a.csv'\nfields = { a = { column = 'a', values = { x = 1 } } }",
            "C015",
            "/cases/fields/a/values/x",
        ),
        (EVENTS + "actors = 'who'", "C015", "/events/actors"),
        (EVENTS + "actors = [{ role = 'x' }]", "C012", "/events/actors/0"),
        (
            EVENTS.replace('"what"', '{ column = "x", unmapped = "m" }'),
            "C041",
            "/events/activity/unmapped",
        ),
        (EVENTS.replace('"what"', '{ column = "what", names = 5 }'), "C015", "/events/activity/names"),
        (EVENTS.replace('time = "at"', ""), "C012", "/events"),
        (EVENTS + "[holders]\nfile = 'h.csv'\nkey = 'k'\nboss = 'x'", "C013", "/holders/boss"),
    ],
)
def test_a_fault_is_told_with_its_place(text: str, code: str, place: str):
    mapping, problems = mapping_from_text(text, "m.toml")
    assert mapping is None
    assert (code, place) in told(problems)


def test_broken_toml_has_its_line():
    _, problems = mapping_from_text('[cases]\nfile = "a.csv\n', "m.toml")
    assert problems[0].span.line == 2


def test_files_that_cannot_be_read(tmp_path: Path):
    assert told(mapping_from_file(tmp_path / "none.toml")[1])[0][0] == "C002"
    assert told(mapping_from_file(tmp_path)[1])[0][0] == "C002"
    odd = tmp_path / "odd.toml"
    odd.write_bytes(b"\xff")
    assert told(mapping_from_file(odd)[1])[0][0] == "C009"
    odd.write_bytes(b"\xef\xbb\xbf" + EVENTS.encode())
    assert mapping_from_file(odd)[0] is not None
    odd.write_bytes(b"#" * 2**24)
    assert told(mapping_from_file(odd)[1])[0][0] == "C003"

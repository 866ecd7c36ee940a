"""Tables of every sort give the same cases as columns and as records, and the columns are used."""

import datetime as dt
import gzip
import random
import sqlite3
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import duckdb
import numpy as np
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dutylang.cases.columns import table_csv
from dutylang.cases.columns.model import CaseColumns
from dutylang.cases.raw import Limits
from dutylang.values import Moment
from tests.cases.columns.sameness import both
from tests.cases.vocabulary import AMSTERDAM, SHANGHAI, vocabulary

EVENTS = """
complete = "all"
[events]
file = "events.csv"
key = "case"
time = "at"
activity = "what"
"""
CASES = """
complete = "all"
[cases]
file = "cases.csv"
key = "id"
[cases.fields]
note = "note"
amount = { column = "amount", currency = "CNY" }
"""


def columns_of(folder: Path, mapping: str, **more: object) -> CaseColumns:
    columns, _ = both(folder, mapping, vocabulary(), SHANGHAI, **more)
    assert isinstance(columns, CaseColumns)
    return columns


def stops(folder: Path, mapping: str, **more: object) -> list[str]:
    columns, _ = both(folder, mapping, vocabulary(), SHANGHAI, **more)
    assert isinstance(columns, tuple)
    return [problem.code for problem in columns]


def write(folder: Path, **tables: str) -> None:
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8", newline="")


def test_events_alone_name_the_cases(tmp_path: Path):
    write(
        tmp_path,
        events="case,what,at\nB,emergency,2024-05-06\nA,visit_site,2024-05-07\nB,visit_site,2024-05-05\n",
    )
    columns = columns_of(tmp_path, EVENTS)
    assert list(columns.ids) == ["B", "A"]
    assert columns.odd.tolist() == [False, False]
    assert columns.events.starts.tolist() == [0, 2, 3]
    assert [columns.events.types[code] for code in columns.events.type] == [
        "visit_site",
        "emergency",
        "visit_site",
    ]
    assert columns.events.position.tolist() == [0, 1, 0]


def test_columns_are_used_where_all_is_well(tmp_path: Path):
    write(tmp_path, cases="id,note,amount\nA,x,5\nB,,20.50\nC,y,\n")
    columns = columns_of(tmp_path, CASES)
    assert not columns.odd.any()
    amount = columns.fields["amount"]
    assert (amount.values.tolist(), amount.scale, amount.currency) == ([50, 205, 0], 1, "CNY")
    assert amount.known.tolist() == [True, True, False]
    assert columns.fields["note"].words == ("x", "y")


def test_a_faulty_cell_costs_its_own_case_only(tmp_path: Path):
    write(tmp_path, cases="id,note,amount\nA,x,5\nB,x,NaN\nC,y,7\n")
    columns = columns_of(tmp_path, CASES)
    assert list(columns.ids) == ["A", "C"]
    assert not columns.odd.any()
    ((name, problems),) = columns.unread
    assert (name, [problem.code for problem in problems]) == ("B", ["C015"])


def test_figures_too_long_for_a_column_make_their_case_odd(tmp_path: Path):
    write(tmp_path, cases="id,note,amount\nA,x,5\nB,x,12345678901234567890.5\nC,y,7.25\n")
    columns = columns_of(tmp_path, CASES)
    assert columns.odd.tolist() == [False, True, False]
    assert columns.fields["amount"].scale == 2


def test_whole_days_and_times_on_one_day_are_odd(tmp_path: Path):
    rows = [
        "A,emergency,2024-05-06",
        "A,visit_site,2024-05-06 09:00",
        "B,emergency,2024-05-06",
        "B,emergency,2024-05-07 09:00",
    ]
    write(tmp_path, events="case,what,at\n" + "\n".join(rows) + "\n")
    assert columns_of(tmp_path, EVENTS).odd.tolist() == [True, False]


def test_what_was_recorded_too_early_is_told_and_stays_a_column(tmp_path: Path):
    write(
        tmp_path,
        events="case,what,at,rec\nA,emergency,2024-05-06,2024-05-01\nB,emergency,2024-05-06,2024-05-07\n",
    )
    columns = columns_of(tmp_path, EVENTS + 'recorded = "rec"\n')
    assert not columns.odd.any()
    assert [problem.code for problem in columns.problems[0]] == ["C026"]


def test_no_rows_at_all(tmp_path: Path):
    write(tmp_path, events="case,what,at\n", cases="id,note,amount\n")
    assert columns_of(tmp_path, EVENTS).count == 0
    assert columns_of(tmp_path, CASES).count == 0


@pytest.mark.parametrize(
    ("events", "codes"),
    [
        ("case,what\nA,emergency\n", ["C031", "C047"]),
        ("case,what,at,at\nA,emergency,2024-05-06,\n", ["C031", "C046"]),
        ('case,what,at\nA,"emergency,2024-05-06\n', ["C031", "C049"]),
        ("case,what,at\nA,emergency,2024-05-06 09:00\nB,emergency,2024-05-06 09:00Z\n", ["C031", "C055"]),
    ],
)
def test_what_stops_the_input(tmp_path: Path, events: str, codes: list[str]):
    write(tmp_path, events=events)
    mapping = EVENTS.replace('complete = "all"', 'complete = ["emergency"]')
    assert stops(tmp_path, mapping) == codes


def test_missing_files_broken_archives_and_limits_stop_the_input(tmp_path: Path):
    assert stops(tmp_path, EVENTS) == ["C044"]
    packed = tmp_path / "events.csv.gz"
    packed.write_bytes(gzip.compress(b"case,what,at\nA,emergency,2024-05-06\n"))
    mapping = EVENTS.replace("events.csv", "events.csv.gz")
    assert columns_of(tmp_path, mapping).count == 1
    assert stops(tmp_path, mapping, limits=Limits(table_bytes=10)) == ["C003"]
    packed.write_bytes(packed.read_bytes()[:-9])
    assert stops(tmp_path, mapping) == ["C050"]
    (tmp_path / "events.csv").write_bytes(
        b"case,what,at\nA,emergency,2024-05-06\n\xff,emergency,2024-05-06\n"
    )
    assert stops(tmp_path, EVENTS) == ["C009"]
    assert stops(tmp_path, EVENTS, limits=Limits(table_bytes=10)) == ["C003"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "big5"])
def test_encodings_and_line_ends(tmp_path: Path, encoding: str):
    text = 'case,what,at,who\r\n"A",實地調查,2024-05-06,"王,\r\n二"\r\n\r\n'.replace("實地調查", "visit_site")
    (tmp_path / "events.csv").write_bytes(text.encode(encoding))
    mapping = EVENTS.replace(
        'key = "case"', f'key = "case"\nencoding = "{encoding.removesuffix("-sig")}"\nactors = ["who"]'
    )
    columns = columns_of(tmp_path, mapping)
    assert list(columns.persons) == ["王,\r\n二"]
    assert not columns.odd.any()


@pytest.mark.parametrize("packed", [True, False])
def test_lifecycles_ignored_activities_and_european_figures(tmp_path: Path, packed: bool):
    mapping = """
complete = "all"
closed = "last_event"
zone = "Europe/Amsterdam"
[events]
file = "FILE"
key = "case"
delimiter = ";"
decimal = ","
thousands = "."
time = { column = "at", format = "%d.%m.%Y %H:%M:%S" }
order = "seq"
[events.activity]
column = "what"
lifecycle = "phase"
lifecycle_when = ["V*"]
unmapped = "ignore"
[events.activity.names]
"V|end" = "visit_site"
E = "emergency"
P = "pay_compensation"
[events.attributes]
paid = { column = "paid", currency = "CNY" }
""".replace("FILE", "e.csv.gz" if packed else "e.csv")
    rows = [
        "case;what;phase;at;seq;paid",
        "A;V;start;06.05.2024 09:00:00;1;",
        "A;V;end;06.05.2024 09:00:00;3;",
    ]
    rows += [
        "A;E;x;06.05.2024 09:00:00;2;",
        "B;P;;31.03.2024 03:00:00;;1.234,50",
        "B;P;;27.10.2024 04:00:00;;2",
        "C;T;;;;",
    ]
    content = "\n".join(rows).encode()
    (tmp_path / ("e.csv.gz" if packed else "e.csv")).write_bytes(
        gzip.compress(content) if packed else content
    )
    columns = columns_of(tmp_path, mapping)
    assert not columns.odd.any()
    assert list(columns.ids) == ["A", "B", "C"]
    assert [problem.code for _, problems in columns.unread for problem in problems] == ["C057"]
    paid = columns.events.attributes["pay_compensation", "paid"]
    assert (paid.values.tolist(), paid.scale) == ([12345, 20], 1)


TYPED = """
complete = "all"
closed = "as_of"
[cases]
file = "cases.parquet"
key = "id"
[cases.fields]
amount = { column = "amount", currency = "CNY" }
established = "day"
signed_at = "time"
rate = "rate"
staff = "staff"
note = "note"
listed = { column = "flag", values = { 1 = "yes", 0 = "no" } }
group = "group"
[events]
file = "events.parquet"
key = "id"
time = { column = "at", format = "unix_milliseconds" }
activity = "what"
order = "seq"
id = "eid"
actors = ["who"]
recorded = "recorded"
"""


def typed_tables(folder: Path, chance: random.Random, rows: int, *, bad: bool) -> None:
    def some(values: Sequence[object], none: bool = True) -> list[object]:
        return [None if none and chance.random() < 0.1 else chance.choice(values) for _ in range(rows)]

    pq.write_table(
        pa.table(
            {
                "id": pa.array(range(rows)),
                "amount": pa.array(some([Decimal("1.50"), Decimal("-2.25")]), pa.decimal128(30, 4)),
                "day": pa.array(some([dt.date(2024, 5, 6), *([dt.date(1700, 1, 1)] if bad else [])])),
                "time": pa.array(
                    some([dt.datetime(2024, 5, 6, 9), dt.datetime(1969, 12, 31, 23, 59, 59, 999_999)]),
                    pa.timestamp("ns"),
                ),
                "rate": pa.array(some([2.5, 0.1, 1e-5, *([float("nan"), 1e30] if bad else [])])),
                "staff": pa.array(some([1, 2**40]), pa.int64()),
                "note": pa.array(some([1, 22])),
                "flag": pa.array(some([1, 0, *([2] if bad else [])])),
                "group": pa.array(some(["a", "b"])).dictionary_encode(),
            }
        ),
        folder / "cases.parquet",
    )
    pq.write_table(
        pa.table(
            {
                "id": pa.array([float(chance.randrange(rows)) for _ in range(rows)])
                if bad
                else pa.array(some(range(rows), none=False)),
                "at": pa.array([1_714_986_000_000 + chance.randrange(10**9) for _ in range(rows)]),
                "what": pa.array(some(["emergency", "visit_site"], none=bad)),
                "seq": pa.array(some([1, 2]), pa.int32()),
                "eid": pa.array(range(rows), pa.int16()),
                "who": pa.array(some([7, 8]), pa.uint64()),
                "recorded": pa.array(
                    some([dt.datetime(2025, 1, 1, tzinfo=dt.UTC)]), pa.timestamp("ms", "UTC")
                ),
            }
        ),
        folder / "events.parquet",
    )


@pytest.mark.parametrize("bad", [False, True])
def test_typed_columns(tmp_path: Path, bad: bool):
    chance = random.Random(5)
    for _ in range(3):
        typed_tables(tmp_path, chance, 40, bad=bad)
        columns = columns_of(tmp_path, TYPED, as_of=Moment(dt.date(2024, 6, 30)))
        assert bad or not columns.odd.any()


def test_workbooks_and_databases_are_read_row_by_row(tmp_path: Path):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["id", "note", "amount"], ["A", 7, 1.5], [12, "=1+1", 2], ["B", None, 3]):
        sheet.append(row)
    book.save(tmp_path / "cases.xlsx")
    columns = columns_of(tmp_path, CASES.replace("cases.csv", "cases.xlsx"))
    assert list(columns.ids) == ["A", "B"]
    with sqlite3.connect(tmp_path / "book.db") as database:
        database.execute("create table cases (id text, note text, amount numeric)")
        database.executemany("insert into cases values (?, ?, ?)", [("A", "x", 1), ("B", None, 2.5)])
    mapping = CASES.replace('file = "cases.csv"', 'source = "sqlite:///book.db"\ntable = "cases"')
    assert not columns_of(tmp_path, mapping).odd.any()


def test_tables_of_duckdb(tmp_path: Path):
    with duckdb.connect(str(tmp_path / "book.duckdb")) as database:
        database.execute("create table cases (id int, note varchar, amount decimal(12, 2), signed timestamp)")
        database.executemany(
            "insert into cases values (?, ?, ?, ?)",
            [(2, "x", 1, dt.datetime(2024, 5, 6, 9)), (1, None, 2.5, None), (10, "y", None, None)],
        )
    mapping = CASES.replace('file = "cases.csv"', 'source = "duckdb:///book.duckdb"\ntable = "cases"')
    columns = columns_of(tmp_path, 'zone = "Asia/Shanghai"\n' + mapping + 'signed_at = "signed"\n')
    assert list(columns.ids) == ["1", "2", "10"]
    assert not columns.odd.any()


def test_a_folder_of_parquet_parts(tmp_path: Path):
    (tmp_path / "parts").mkdir()
    for part in range(2):
        rows = pa.table({"id": [f"{part}a", f"{part}b"], "note": ["x", None], "amount": [1.5, 2.0]})
        pq.write_table(rows, tmp_path / "parts" / f"{part}.parquet")
    columns = columns_of(tmp_path, CASES.replace("cases.csv", "parts"))
    assert columns.count == 4
    assert not columns.odd.any()


def test_two_columns_of_one_field_are_read_row_by_row(tmp_path: Path):
    write(tmp_path, cases="id,note,amount\nA,x,5\nB,x,\n")
    columns = columns_of(tmp_path, CASES + '"金额" = { column = "amount", currency = "CNY" }\n')
    assert list(columns.ids) == ["B"]
    assert columns.odd.tolist() == [True]


def test_long_tables_are_looked_at_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(table_csv, "_PIECE", 64)
    rows = [
        f'{i // 3},{"visit_site" if i % 2 else "emergency"},2024-05-{i % 28 + 1:02},"{"x" * (i % 5)}"'
        for i in range(200)
    ]
    write(tmp_path, events="case,what,at,who\n" + "\n".join(rows))
    columns = columns_of(tmp_path, EVENTS + 'actors = ["who"]\n')
    assert columns.count == 67
    assert not columns.odd.any()
    assert np.diff(columns.events.starts).sum() == 200


@pytest.mark.parametrize("tz", [AMSTERDAM, SHANGHAI])
def test_days_on_which_clocks_change(tmp_path: Path, tz: dt.tzinfo):
    days = [
        dt.datetime(2024, 3, 31),
        dt.datetime(2024, 10, 27),
        dt.datetime(2030, 3, 31),
        dt.datetime(1986, 5, 4),
    ]
    times = [day + dt.timedelta(minutes=30 * half) for day in days for half in range(-8, 60)]
    rows = [f"{number},emergency,{time:%Y-%m-%d %H:%M}" for number, time in enumerate(times)]
    write(tmp_path, events="case,what,at\n" + "\n".join(rows))
    for zone in ("", 'zone = "Europe/Amsterdam"\n', 'zone = "Asia/Shanghai"\n'):
        columns, _ = both(tmp_path, zone + EVENTS, vocabulary(), tz)
        assert isinstance(columns, CaseColumns)
        assert not columns.odd.any()

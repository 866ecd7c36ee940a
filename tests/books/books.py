"""Books for the tests: invented ones in Parquet, and a messy one in CSV; and what an audit of them finds."""

from __future__ import annotations

import csv
import datetime as dt
import random
from collections.abc import Iterable
from pathlib import Path

import pyarrow.parquet as pq

from benchmarks.book import AS_OF, policy_text, write_book
from dutylang.assessment.model import Horizon
from dutylang.books.buckets import Bucket, BucketedAudit
from dutylang.books.draft import Wanted
from dutylang.books.inputs import BookInput, input_from_path
from dutylang.books.journal import Journal, opened_journal
from dutylang.books.output import TableWriter, replaced
from dutylang.books.run import BulkRun, Totals
from dutylang.books.sizes import Sizes
from dutylang.cli.auditing import Audit
from dutylang.cli.people import names_of_policy
from dutylang.pipeline import Loaded, load_policy
from dutylang.values import Moment

HORIZON = Horizon(Moment(AS_OF))
TOLD_IN_WORDS = ("remedy", "explanation")
"""Columns that only the engine of single cases fills."""

MESSY = """
kind = "guarantee"
zone = "UTC"
complete = "all"

[cases]
file = "cases.csv"
key = "id"

[cases.fields]
amount = { column = "amount", currency = "CNY" }
region = "region"
secured = "secured"

[events]
file = "events.csv"
key = "case"
time = "at"
id = "number"
order = "seq"

[[events.actors]]
column = "person"
role = "manager"

[events.activity]
column = "what"
unmapped = "ignore"

[events.attributes]
score = "score"

[[holders]]
file = "holders.csv"
key = "case"
role = "role"
person = "person"
from = "since"

[[holders]]
file = "branches.csv"
role = { constant = "head" }
person = "person"
from = "since"

[holders.where]
region = "region"
"""


def loaded_of(policy: Path) -> Loaded:
    loaded, _, problems = load_policy(policy)
    assert loaded is not None, problems
    return loaded


def book_of(
    folder: Path, policy: str = "policy_12.duty", mapping: str | None = "mapping.toml", cases: str = ""
) -> BookInput:
    """The book in a folder, with the policy and the mapping that stand beside it."""
    where = None if mapping is None else folder / mapping
    loaded = loaded_of(folder / policy)
    book, problems = input_from_path(loaded, folder / cases, HORIZON, where)
    assert book is not None, problems
    return book


def run_of(book: BookInput) -> BulkRun:
    return BulkRun(book.loaded, book.horizon, names_of_policy(book.loaded, "en"))


def invented(folder: Path, count: int) -> Path:
    """A book of invented cases in Parquet."""
    write_book(folder, count)
    return folder


def messy(folder: Path, count: int = 60, seed: int = 5) -> Path:
    """A book in CSV with nearly everything that can be wrong in one."""
    folder.mkdir(parents=True, exist_ok=True)
    draw = random.Random(seed)
    ids = [f"G-{number}" if number % 7 else f"案件 {number}" for number in range(count)]
    cases: list[list[object]] = [["id", "amount", "region", "secured", "note"]]
    for name in ids:
        note = draw.choice(["", 'a "quoted" word', "two\nlines", "a, b"])
        cases.append([name, draw.randrange(50, 900) * 10_000, draw.choice(REGIONS), draw.choice(YES), note])
    cases.append([ids[3], 5, "north", "yes", "a twin"])
    cases.append([ids[4], "much", "north", "yes", "no figure"])
    cases.append(["", 5, "north", "yes", "nobody's"])
    events: list[list[object]] = [["case", "what", "at", "number", "seq", "person", "score"]]
    for name in ids:
        day = dt.datetime(2025, 1, 1) + dt.timedelta(days=draw.randrange(300))
        for number in range(draw.randrange(1, 12)):
            what = draw.choice([*EVENT_NAMES, "left_out", "ignored"])
            at = day.date() if draw.random() < 0.1 else day
            score = draw.choice(["", draw.randrange(100), "77.5"])
            events.append([name, what, at.isoformat(), f"e{number}", number, f"P{draw.randrange(9)}", score])
            day += dt.timedelta(hours=draw.choice([0, 5, 70, 300]))
    draw.shuffle(body := events[1:])
    body += [["stranger", "accepted", "2025-02-01", "x", 1, "P1", ""]]
    body += [
        [ids[5], "accepted", "on Monday", "y", 1, "P1", ""],
        ["", "accepted", "2025-02-01", "z", 1, "P1", ""],
    ]
    holders = [["case", "role", "person", "since"]]
    holders += [
        [name, "manager", f"P{draw.randrange(9)}", "2024-01-01"] for name in ids if draw.random() < 0.6
    ]
    holders += [[ids[6], "nobody", "P1", "2024-01-01"]]
    branches = [["region", "person", "since"], *([each, f"H-{each}", "2024-01-01"] for each in REGIONS)]
    write_csv(folder / "cases.csv", cases)
    write_csv(folder / "events.csv", [events[0], *body])
    write_csv(folder / "holders.csv", holders)
    write_csv(folder / "branches.csv", branches)
    (folder / "mapping.toml").write_text(MESSY, encoding="utf-8")
    (folder / "policy_12.duty").write_text(policy_text(12), encoding="utf-8")
    return folder


REGIONS = ("north", "east", "south", "west")
YES = ("yes", "no", "")
EVENT_NAMES = ("accepted", "visited", "reported", "approved", "signed", "paid_out", "monitored", "responded")


def write_csv(path: Path, rows: Iterable[Iterable[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def rows_in(path: Path) -> list[str]:
    """The rows of a report, sorted, without what is told in words."""
    table = pq.read_table(path)
    told = [name for name in table.column_names if name not in TOLD_IN_WORDS]
    return sorted(map(str, table.select(told).to_pylist()))


def at_once(book: BookInput, out: Path, table: str = "findings") -> Totals:
    """The audit of a book that is held in memory."""
    run = run_of(book)
    totals = run.totals()
    with replaced(out) as file:
        writer = TableWriter(file, Audit(book.loaded, book.horizon).run(), run.names, table)
        for columns in book.chunks():
            judged = run.judged(columns)
            for part in judged.tables(table):
                writer.write(part)
            totals.add(judged)
        writer.close()
    return totals


def journal_in(folder: Path, **manifest: object) -> Journal:
    journal, problems = opened_journal(folder, manifest)
    assert journal is not None, problems
    return journal


def in_buckets(book: BookInput, work: Path, out: Path, buckets: int, table: str = "findings") -> Bucket:
    """The audit of a book in so many buckets; few rows are held, so that every bucket is written many times."""
    run = run_of(book)
    journal = journal_in(work, buckets=buckets)
    sizes = Sizes(buckets, held_bytes=20_000, cases_at_once=25)
    wanted = Wanted(table, about=Audit(book.loaded, book.horizon).run())
    audit = BucketedAudit(run, book, journal, sizes, wanted, lambda *_: None)
    try:
        total, unusable = audit.audited()
        assert total is not None, unusable
        audit.put(out)
        journal.remove()
    finally:
        journal.close()
    return total

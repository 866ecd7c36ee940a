"""The duties of `book.py` written out by hand with Polars and numpy, as one would without a language for them.

It reads the two tables and writes one Parquet file of findings. Nothing of dutylang is called; the working days
come from the calendar data of the project, as one list of dates.

    python -m benchmarks.hand_polars BOOK DUTIES OUT.parquet
"""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import attrs
import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.book import AS_OF, EVENTS, Duty, duties_of
from benchmarks.working_days import working_days

DAY = 86_400_000_000
HOUR = 3_600_000_000
NONE = -1
VERDICTS = ("satisfied", "late", "violated", "pending", "not_applicable", "unknown")
SATISFIED, LATE, VIOLATED, PENDING, NOT_APPLICABLE, UNKNOWN = range(6)

WORDS = pa.dictionary(pa.int8(), pa.string())
SCHEMA = pa.schema(
    [
        ("case", pa.string()),
        ("rule", WORDS),
        ("article", WORDS),
        ("instance", pa.string()),
        ("verdict", WORDS),
        ("trigger", pa.int64()),
        ("evidence", pa.list_(pa.int64())),
        ("due", pa.date32()),
        ("due_instant", pa.timestamp("us", tz="UTC")),
        ("done_instant", pa.timestamp("us", tz="UTC")),
        ("lateness", pa.int64()),
    ]
)
FEW = ["rule", "article", "verdict", "trigger", "evidence.list.element", "due", "lateness"]
"""The columns with few different values. A dictionary of all case and event ids costs more than it saves."""


@attrs.frozen(eq=False)
class Book:
    """The events up to the as-of day in the order of case and time, as arrays; rows are indices into them."""

    ids: pa.Array
    amount: np.ndarray
    event_ids: pa.Array
    case: np.ndarray
    at: np.ndarray
    day: np.ndarray
    place: np.ndarray
    score: np.ndarray
    of_kind: dict[str, np.ndarray]
    by_manager: dict[str, np.ndarray]
    by_head: dict[str, np.ndarray]
    rank: np.ndarray
    nth: np.ndarray


def book_from(folder: Path) -> Book:
    """Reads the tables. A missing amount or score is NaN."""
    cases = pl.read_parquet(folder / "cases.parquet", columns=["case_id", "amount"])
    events = pl.read_parquet(
        folder / "events.parquet", columns=["case_id", "event_id", "activity", "at", "seq", "role", "score"]
    )
    events = events.with_columns(
        case=pl.col("case_id").cast(pl.Enum(cases["case_id"])).to_physical(),
        activity=pl.col("activity").cast(pl.Enum(EVENTS)).to_physical(),
        manager=pl.col("role") == "manager",
        head=pl.col("role") == "head",
        at=pl.col("at").dt.epoch("us"),
    ).drop("case_id", "role")
    events = events.filter(pl.col("at") < (AS_OF - dt.date(1970, 1, 1)).days * DAY + DAY)
    case, at, seq = (events[name].to_numpy() for name in ("case", "at", "seq"))
    ahead = (case[1:] > case[:-1]) | (
        (case[1:] == case[:-1]) & ((at[1:] > at[:-1]) | ((at[1:] == at[:-1]) & (seq[1:] > seq[:-1])))
    )
    if not ahead.all():
        events = events.sort("case", "at", "seq")
        case, at, seq = (events[name].to_numpy() for name in ("case", "at", "seq"))
    kind, manager, head = (events[name].to_numpy() for name in ("activity", "manager", "head"))
    of_kind = {name: np.flatnonzero(kind == code) for code, name in enumerate(EVENTS)}
    rank, nth = working_days()
    return Book(
        ids=cases["case_id"].to_arrow(compat_level=pl.CompatLevel.oldest()).cast(pa.string()),
        amount=cases["amount"].cast(pl.Float64).to_numpy(),
        event_ids=events["event_id"].to_arrow(compat_level=pl.CompatLevel.oldest()).cast(pa.large_string()),
        case=case.astype(np.int64),
        at=at,
        day=at // DAY,
        place=seq,
        score=events["score"].cast(pl.Float64).to_numpy(),
        of_kind=of_kind,
        by_manager={name: rows[manager[rows]] for name, rows in of_kind.items()},
        by_head={name: rows[head[rows]] for name, rows in of_kind.items()},
        rank=rank,
        nth=nth,
    )


@attrs.define(eq=False)
class Found:
    """The findings of one duty. `named` are rows of the events that name them, or one word for all."""

    case: np.ndarray
    verdict: np.ndarray
    named: np.ndarray | str
    trigger: np.ndarray | None = None
    first: np.ndarray | None = None
    """Rows that are evidence; `NONE`: no evidence."""
    more: tuple[np.ndarray, ...] = ()
    done: np.ndarray | None = None
    due_day: np.ndarray | None = None
    due: np.ndarray | None = None
    lateness: np.ndarray | None = None


def next_after(book: Book, rows: np.ndarray, acts: np.ndarray) -> np.ndarray:
    """For each row the next act of its case after it."""
    place = np.searchsorted(acts, rows, "right")
    found = np.append(acts, NONE)[place]
    return np.where((found != NONE) & (book.case[found] == book.case[rows]), found, NONE)


def response(book: Book, duty: Duty) -> list[Found]:
    """After each a, b by a manager within so many days or working days, or by a head within so many hours."""
    rows = book.of_kind[duty.a]
    acts = (book.by_head if duty.kind == 2 else book.by_manager)[duty.b]
    unknown = np.zeros(len(rows), bool)
    if duty.kind == 4:
        score = book.score[rows]
        unknown = np.isnan(score)
        kept = unknown | (score >= duty.score)
        rows, unknown = rows[kept], unknown[kept]
    act = next_after(book, rows, acts)
    there = act != NONE
    if duty.kind == 2:
        due = book.at[rows] + duty.hours * HOUR
        due_day = due // DAY
        prompt = there & (book.at[act] <= due)
        over = book.at[act] - due
        lateness = -(-over // HOUR)
        passed = due < (as_of_day() + 1) * DAY
    else:
        day = book.day[rows]
        due_day = book.nth[book.rank[day] + duty.days] if duty.kind == 1 else day + duty.days
        due = None
        prompt = there & (book.day[act] <= due_day)
        done = book.day[act]
        lateness = book.rank[done] - book.rank[due_day] if duty.kind == 1 else done - due_day
        passed = due_day < as_of_day()
    verdict = np.where(prompt, SATISFIED, np.where(~passed, PENDING, np.where(there, LATE, VIOLATED)))
    verdict[unknown] = UNKNOWN
    act = np.where((verdict == SATISFIED) | (verdict == LATE), act, NONE)
    lateness = np.where(verdict == LATE, lateness, NONE)
    return [
        Found(
            book.case[rows], verdict, rows, trigger=rows, first=act, done=act, due_day=due_day, due=due,
            lateness=lateness,
        )
    ]  # fmt: skip


def precedence(book: Book, duty: Duty) -> list[Found]:
    """A manager may b only after a: the first a of the case has to come before."""
    acts, rows = book.by_manager[duty.b], book.of_kind[duty.a]
    cases = book.case[rows]
    new = np.ones(len(rows), bool)
    new[1:] = cases[1:] != cases[:-1]
    first = np.full(len(book.ids), NONE)
    first[cases[new]] = rows[new]
    prior = first[book.case[acts]]
    kept = (prior != NONE) & (prior < acts)
    return [
        Found(
            book.case[acts], np.where(kept, SATISFIED, VIOLATED), acts, trigger=acts,
            first=np.where(kept, prior, acts), more=(np.where(kept, acts, NONE),), done=acts,
        )
    ]  # fmt: skip


def prohibition(book: Book, duty: Duty) -> list[Found]:
    """Nobody may b when the amount is more than so much."""
    unknown = np.isnan(book.amount)
    forced = unknown | (book.amount > duty.amount)
    acts = book.of_kind[duty.b]
    acts = acts[forced[book.case[acts]]]
    broken = ~unknown[book.case[acts]]
    found = Found(
        book.case[acts], np.where(broken, VIOLATED, UNKNOWN), acts,
        first=np.where(broken, acts, NONE), done=np.where(broken, acts, NONE),
    )  # fmt: skip
    forced[book.case[acts]] = False
    clean = np.flatnonzero(forced)
    return [found, Found(clean, np.where(unknown[clean], UNKNOWN, SATISFIED), "clean")]


def ceiling(book: Book, duty: Duty) -> list[Found]:
    """A manager must b at most so many times; the acts up to the one too many are the evidence."""
    acts = book.by_manager[duty.b]
    every = np.arange(len(book.ids))
    counts = np.bincount(book.case[acts], minlength=len(every))
    starts = np.cumsum(counts) - counts
    padded = np.append(acts, NONE)
    evidence = [
        np.where(counts > nth, padded[np.minimum(starts + nth, len(acts))], NONE)
        for nth in range(duty.most + 1)
    ]
    return [
        Found(
            every, np.where(counts > duty.most, VIOLATED, SATISFIED), "case",
            first=evidence[0], more=tuple(evidence[1:]), done=np.max(evidence, axis=0),
        )
    ]  # fmt: skip


def as_of_day() -> int:
    """The as-of day from 1970-01-01."""
    return (AS_OF - dt.date(1970, 1, 1)).days


KINDS = (response, response, response, precedence, response, prohibition, ceiling)


def table_of(found: Found, duty: Duty, book: Book) -> pa.Table:
    """Findings as a table."""
    size = len(found.case)

    def same(word: str) -> pa.Array:
        return pa.DictionaryArray.from_arrays(pa.array(np.zeros(size, np.int8)), [word])

    def numbers(values: np.ndarray | None, kind: pa.DataType, missing: np.ndarray | None) -> pa.Array:
        if values is None:
            return pa.nulls(size, kind)
        return pa.array(values, pa.int64(), mask=missing).cast(kind)

    names = found.named
    if isinstance(names, str):
        instance = pa.repeat(pa.scalar(names, pa.string()), size)
    else:
        instance = book.event_ids.take(pa.array(names)).cast(pa.string())
    done = found.done if found.done is not None else np.full(size, NONE)
    trigger = None if found.trigger is None else book.place[found.trigger]
    late = found.lateness
    instant = pa.timestamp("us", tz="UTC")
    due_day = None if found.due_day is None else found.due_day.astype(np.int32)
    return pa.Table.from_arrays(
        [
            book.ids.take(pa.array(found.case)),
            same(duty.name),
            same(str(duty.number)),
            instance,
            pa.DictionaryArray.from_arrays(pa.array(found.verdict.astype(np.int8)), list(VERDICTS)),
            numbers(trigger, pa.int64(), None),
            evidence_of(found, book, size),
            pa.nulls(size, pa.date32()) if due_day is None else pa.array(due_day).cast(pa.date32()),
            numbers(found.due, instant, None),
            numbers(book.at[done], instant, done == NONE),
            numbers(late, pa.int64(), None if late is None else late == NONE),
        ],
        schema=SCHEMA,
    )


def evidence_of(found: Found, book: Book, size: int) -> pa.ListArray:
    """The places of the events that are evidence."""
    if found.first is None:
        return pa.ListArray.from_arrays(pa.array(np.zeros(size + 1, np.int32)), pa.array([], pa.int64()))
    rows = np.stack((found.first, *found.more), axis=1)
    there = rows != NONE
    starts = np.concatenate([[0], np.cumsum(there.sum(axis=1))]).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(starts), pa.array(book.place[rows[there]]))


def audit(folder: Path, duties: int, out: Path) -> None:
    """Reads, judges and writes."""
    book = book_from(folder)
    with pq.ParquetWriter(out, SCHEMA, use_dictionary=FEW) as writer:
        for duty in duties_of(duties):
            idle = np.ones(len(book.ids), bool)
            for found in KINDS[duty.kind](book, duty):
                idle[found.case] = False
                writer.write_table(table_of(found, duty, book))
            cases = np.flatnonzero(idle)
            writer.write_table(
                table_of(Found(cases, np.full(len(cases), NOT_APPLICABLE), "none"), duty, book)
            )


if __name__ == "__main__":
    audit(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))

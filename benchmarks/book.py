"""A book of invented cases as two Parquet tables, and the policies that are run over it, of 12 or 40 duties.

About twelve events a case, skewed, with ties on one instant and attributes that are missing; any program can
read the tables. `python -m benchmarks.book FOLDER CASES` writes them, with the mapping and the policies.
"""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import attrs
import numpy as np
import polars as pl

FIRST = dt.datetime(2024, 1, 2, tzinfo=dt.UTC)
AS_OF = dt.date(2026, 6, 30)
EVENTS = (
    "accepted", "visited", "reported", "approved", "signed", "paid_out", "monitored", "alarm", "responded",
    "reviewed", "repaid", "altered",
)  # fmt: skip
ROLES = ("manager", "head", "officer")
REGIONS = ("north", "east", "south", "west")
PART = 250_000
"""Cases that are drawn at once, so that ten million need little memory."""

MAPPING = """
kind = "guarantee"
zone = "UTC"
complete = "all"

[cases]
file = "cases.parquet"
key = "case_id"

[cases.fields]
amount = { column = "amount", currency = "CNY" }
region = "region"
secured = "secured"

[events]
file = "events.parquet"
key = "case_id"
time = "at"
order = "seq"
id = "event_id"

[[events.actors]]
column = "person"
role_column = "role"

[events.activity]
column = "activity"

[events.attributes]
score = "score"
site = "site"
"""

HEAD = """
policy book_of_{count} "A book of invented guarantees"
  version   "1"
  in force  from 2020-01-01
  calendar  china
  timezone  "UTC"
  counting  calendar_days

role head     "head of department"
role manager  "client manager" reports to head
role officer  "risk officer"

case guarantee "guarantee"
  amount   money CNY
  region   one of north, east, south, west
  secured  yes/no

"""

KINDS = (
    "after each {a}\n  manager must {b} within {n} days",
    "after each {a}\n  manager must {b} within {n} working days",
    "after each {a}\n  head must {b} within {h} hours",
    "manager may {b} only after {a}",
    "after each {a} with score is at least {s}\n  manager must {b} within {n} days",
    "nobody may {b} when amount is more than {m} CNY",
    "manager must {b} at most {k} times",
)
"""Response in days, in working days, in hours; precedence; response on a condition; prohibition; ceiling."""


@attrs.frozen
class Duty:
    """The figures of one duty. Which of them count depends on its kind, a place in `KINDS`."""

    number: int
    kind: int
    a: str
    b: str
    days: int
    hours: int
    score: int
    amount: int
    most: int

    @property
    def name(self) -> str:
        """The name of the rule."""
        return f"rule_{self.number}"


def duties_of(count: int) -> list[Duty]:
    """So many duties, their kinds in turn over different pairs of events."""
    found = []
    for number in range(count):
        a = EVENTS[number % 11]
        b = EVENTS[(number * 5 + 3) % 12]
        found.append(
            Duty(
                number=number + 1,
                kind=number % len(KINDS),
                a=a,
                b=b if b != a else EVENTS[(number * 5 + 4) % 12],
                days=3 + number % 11,
                hours=24 + 12 * (number % 5),
                score=40 + number,
                amount=2_000_000 + 100_000 * number,
                most=1 + number % 3,
            )
        )
    return found


def policy_text(count: int) -> str:
    """The policy of so many duties."""
    lines = [HEAD.format(count=count)]
    lines += [f'event {name} "{name.replace("_", " ")}"\n  score number\n  site text\n' for name in EVENTS]
    for duty in duties_of(count):
        body = KINDS[duty.kind].format(
            a=duty.a, b=duty.b, n=duty.days, h=duty.hours, s=duty.score, m=duty.amount, k=duty.most
        )
        word = "prohibition" if body.startswith("nobody") else "duty"
        body = body.replace("\n", "\n    ")
        lines.append(f"\narticle {duty.number}\n  {word} {duty.name}\n    {body}")
    return "\n".join(lines) + "\n"


def part_of_book(first: int, count: int, seed: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The tables of so many cases, from the case numbered `first` on."""
    draw = np.random.default_rng([seed, first])
    sizes = np.minimum(3 + draw.geometric(1 / 9, count), 60)
    case = np.repeat(np.arange(first, first + count), sizes)
    total = len(case)
    begin = draw.integers(0, 700 * 86_400, count)
    step = draw.exponential(6 * 86_400, total).astype(np.int64)
    step[draw.random(total) < 0.08] = 0  # ties
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    along = np.cumsum(step)
    since = along - np.repeat(along[starts], sizes)
    seconds = np.repeat(begin, sizes) + since
    kinds = draw.choice(len(EVENTS), total, p=_weights())
    kinds[starts] = 0
    at = np.datetime64(FIRST.replace(tzinfo=None), "us") + (seconds * 1_000_000).astype("timedelta64[us]")
    score = draw.integers(0, 101, total)
    events = pl.DataFrame(
        {
            "case_id": _ids("G", case),
            "event_id": _ids("E", np.arange(total) + first * 64),
            "activity": pl.Series(kinds).replace_strict(dict(enumerate(EVENTS)), return_dtype=pl.String),
            "at": pl.Series(at).dt.replace_time_zone("UTC"),
            "seq": np.arange(total) - np.repeat(starts, sizes),
            "person": _ids("P", draw.integers(0, 400, total)),
            "role": pl.Series(draw.choice(3, total, p=(0.7, 0.2, 0.1))).replace_strict(
                dict(enumerate(ROLES)), return_dtype=pl.String
            ),
            "score": pl.Series(score).set(pl.Series(draw.random(total) < 0.02), None),
            "site": _ids("S", draw.integers(0, 5, total)),
        }
    )
    cases = pl.DataFrame(
        {
            "case_id": _ids("G", np.arange(first, first + count)),
            "amount": pl.Series(draw.integers(50, 900, count) * 10_000).set(
                pl.Series(draw.random(count) < 0.005), None
            ),
            "region": pl.Series(draw.integers(0, 4, count)).replace_strict(
                dict(enumerate(REGIONS)), return_dtype=pl.String
            ),
            "secured": draw.random(count) < 0.5,
        }
    )
    return cases, events


def _weights() -> np.ndarray:
    weights = np.array([2, 8, 6, 4, 3, 3, 20, 2, 2, 6, 3, 1], float)
    shares: np.ndarray = weights / weights.sum()
    return shares


def _ids(letter: str, numbers: np.ndarray) -> pl.Series:
    return letter + pl.Series(numbers).cast(pl.String)


def write_book(folder: Path, count: int, seed: int = 1) -> None:
    """Writes the tables, the mapping and the policies of 12 and 40 duties."""
    import pyarrow.parquet as pq

    folder.mkdir(parents=True, exist_ok=True)
    writers: dict[str, pq.ParquetWriter] = {}
    for first in range(0, count, PART):
        for name, frame in zip(
            ("cases", "events"), part_of_book(first, min(PART, count - first), seed), strict=True
        ):
            table = frame.to_arrow(compat_level=pl.CompatLevel.oldest())
            if name not in writers:
                writers[name] = pq.ParquetWriter(folder / f"{name}.parquet", table.schema)
            writers[name].write_table(table)
    for writer in writers.values():
        writer.close()
    (folder / "mapping.toml").write_text(MAPPING, encoding="utf-8")
    for duties in (12, 40):
        (folder / f"policy_{duties}.duty").write_text(policy_text(duties), encoding="utf-8")


if __name__ == "__main__":
    write_book(Path(sys.argv[1]), int(sys.argv[2]))

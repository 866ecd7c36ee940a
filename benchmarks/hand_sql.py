"""The duties of `book.py` as DuckDB SQL, tuned by hand.

What was tried and kept: the tables are read once into one that is sorted by activity, so that a query of some kinds
of events skips the others (a third of the time of an unsorted table); the case is a number, the activity an enum,
time and sequence are one number, of which alone an ASOF join finds the next act (faster than window functions over
all kinds at once, or over two, and than joining and taking the least). All duties are one query, so that DuckDB
keeps all cores busy, and nothing is asked to stay in order.

    python -m benchmarks.hand_sql BOOK DUTIES OUT.parquet
"""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import duckdb
import pyarrow as pa

from benchmarks.book import AS_OF, EVENTS, Duty, duties_of
from benchmarks.working_days import working_days

PLACES = 4096
"""More than the events of a case."""

READ = """
CREATE TYPE kind AS ENUM ({kinds});
CREATE TEMP TABLE cases AS
  SELECT (row_number() OVER ())::INTEGER AS c, case_id, amount FROM read_parquet('{folder}/cases.parquet');
CREATE TEMP TABLE events AS
  SELECT c, case_id, activity::kind AS activity, epoch_us("at") * {places} + seq AS p,
    role = 'manager' AS manager, role = 'head' AS head, score, event_id
  FROM read_parquet('{folder}/events.parquet') JOIN cases USING (case_id)
  WHERE "at" < TIMESTAMPTZ '{end} 00:00:00+00'
  ORDER BY activity, c, p;
CREATE MACRO instant(p) AS make_timestamptz(p // {places});
CREATE MACRO day(p) AS make_timestamp(p // {places})::DATE;
CREATE MACRO place(p) AS p % {places};
"""

RESPONSE = """
SELECT case_id, {number} AS number, event_id AS instance,
  CASE WHEN {unknown} THEN 'unknown' WHEN prompt THEN 'satisfied' WHEN NOT passed THEN 'pending'
    WHEN n IS NOT NULL THEN 'late' ELSE 'violated' END AS verdict,
  place(p) AS trigger,
  CASE WHEN shown THEN [place(n)] ELSE [] END AS evidence,
  due, due_instant, CASE WHEN shown THEN instant(n) END AS done_instant,
  CASE WHEN shown AND NOT prompt THEN {lateness} END AS lateness
FROM (
  SELECT *, coalesce({act_in_time}, FALSE) AS prompt, {passed} AS passed,
    n IS NOT NULL AND NOT {unknown} AND (prompt OR passed) AS shown
  FROM (
    SELECT a.case_id, a.event_id, a.score, a.p, b.p AS n, {due} AS due, {due_instant} AS due_instant
    FROM (SELECT c, case_id, event_id, score, p FROM events WHERE activity = '{a}' {where}) a
    {days}
    ASOF LEFT JOIN (SELECT c, p FROM events WHERE activity = '{b}' AND {role}) b ON a.c = b.c AND a.p < b.p
  )
)
"""

NOTHING = """
SELECT case_id, {number}, 'none', 'not_applicable', NULL, [], NULL, NULL, NULL, NULL FROM cases
{where}
"""

PRECEDENCE = """
SELECT case_id, {number}, event_id, CASE WHEN kept THEN 'satisfied' ELSE 'violated' END, place(b.p),
  CASE WHEN kept THEN [place(prior.p), place(b.p)] ELSE [place(b.p)] END, NULL, NULL, instant(b.p), NULL
FROM (
  SELECT c, case_id, event_id, p FROM events WHERE activity = '{b}' AND manager
) b
LEFT JOIN (SELECT c, min(p) AS p FROM events WHERE activity = '{a}' GROUP BY c) prior ON b.c = prior.c
CROSS JOIN LATERAL (SELECT coalesce(prior.p < b.p, FALSE) AS kept)
"""

PROHIBITION = """
SELECT case_id, {number}, event_id, CASE WHEN amount IS NULL THEN 'unknown' ELSE 'violated' END, NULL,
  CASE WHEN amount IS NULL THEN [] ELSE [place(p)] END, NULL, NULL,
  CASE WHEN amount IS NOT NULL THEN instant(p) END, NULL
FROM (SELECT c, event_id, p FROM events WHERE activity = '{b}')
  JOIN (FROM cases WHERE amount IS NULL OR amount > {amount}) USING (c)
UNION ALL
SELECT case_id, {number}, 'clean', CASE WHEN amount IS NULL THEN 'unknown' ELSE 'satisfied' END, NULL,
  [], NULL, NULL, NULL, NULL
FROM cases ANTI JOIN (SELECT c FROM events WHERE activity = '{b}') USING (c)
WHERE amount IS NULL OR amount > {amount}
"""

CEILING = """
SELECT case_id, {number}, 'case', CASE WHEN acts > {most} THEN 'violated' ELSE 'satisfied' END, NULL,
  CASE WHEN acts IS NULL THEN [] ELSE list_transform(first, lambda x: place(x)) END, NULL, NULL,
  CASE WHEN acts IS NOT NULL THEN instant(first[-1]) END, NULL
FROM cases LEFT JOIN (
  SELECT c, count(*) AS acts, min(p, {most} + 1) AS first FROM events WHERE activity = '{b}' AND manager GROUP BY c
) USING (c)
"""


def query_of(duty: Duty) -> str:
    """The findings of a duty."""
    match duty.kind:
        case 3:
            body, idle = PRECEDENCE, _without(f"activity = '{duty.b}' AND manager")
        case 5:
            body, idle = PROHIBITION, f"WHERE amount <= {duty.amount}"
        case 6:
            body, idle = CEILING, ""
        case _:
            return _response(duty)
    text = body.format(number=duty.number, places=PLACES, **_names(duty))
    return text + ("UNION ALL" + NOTHING.format(number=duty.number, where=idle) if idle else "")


def _without(events: str) -> str:
    return f"ANTI JOIN (SELECT c FROM events WHERE {events}) USING (c)"


def _names(duty: Duty) -> dict[str, object]:
    return {"a": duty.a, "b": duty.b, "amount": duty.amount, "most": duty.most}


def _response(duty: Duty) -> str:
    as_of = f"DATE '{AS_OF}'"
    where = f"AND (score IS NULL OR score >= {duty.score})" if duty.kind == 4 else ""
    form = {
        "number": duty.number,
        "a": duty.a,
        "b": duty.b,
        "where": where,
        "role": "manager",
        "unknown": "score IS NULL" if duty.kind == 4 else "FALSE",
        "days": "",
        "due_instant": "NULL::TIMESTAMPTZ",
        "due": f"day(a.p) + {duty.days}",
        "act_in_time": "day(n) <= due",
        "passed": f"due < {as_of}",
        "lateness": "day(n) - due",
    }
    if duty.kind == 1:
        form["days"] = f"JOIN days x ON day(a.p) = x.d JOIN working y ON y.rank = x.rank + {duty.days}"
        form["due"] = "y.d"
        form["lateness"] = "(SELECT rank FROM days WHERE d = day(n)) - (SELECT rank FROM days WHERE d = due)"
    if duty.kind == 2:
        form["role"] = "head"
        form["due_instant"] = f"instant(a.p) + INTERVAL {duty.hours} HOURS"
        form["due"] = f"(make_timestamp(a.p // {PLACES}) + INTERVAL {duty.hours} HOURS)::DATE"
        form["act_in_time"] = "instant(n) <= due_instant"
        form["passed"] = f"due <= {as_of}"
        form["lateness"] = f"ceil((n // {PLACES} - epoch_us(due_instant)) / 3600000000)::BIGINT"
    idle = _without(f"activity = '{duty.a}' {where}")
    return RESPONSE.format(**form) + "UNION ALL" + NOTHING.format(number=duty.number, where=idle)


def audit(folder: Path, duties: int, out: Path) -> None:
    """Reads, judges and writes."""
    con = duckdb.connect()
    con.execute("SET preserve_insertion_order = false; SET TimeZone = 'UTC'")
    rank, nth = working_days()
    first = int(nth[1]) - 1
    base = dt.date(1970, 1, 1)
    every = range(first, len(rank))
    con.register("d", pa.table({"d": [base + dt.timedelta(n) for n in every], "rank": rank[first:]}))
    con.register(
        "w", pa.table({"d": [base + dt.timedelta(int(n)) for n in nth[1:]], "rank": range(1, len(nth))})
    )
    con.execute("CREATE TEMP TABLE days AS FROM d; CREATE TEMP TABLE working AS FROM w")
    end = AS_OF + dt.timedelta(1)
    con.execute(
        READ.format(folder=str(folder).replace("'", "''"), end=end, places=PLACES, kinds=str(EVENTS)[1:-1])
    )
    union = "UNION ALL".join(map(query_of, duties_of(duties)))
    target = str(out).replace("'", "''")
    con.execute(
        f"""COPY (
          SELECT case_id AS "case", 'rule_' || number AS rule, number::VARCHAR AS article, instance, verdict,
            trigger, evidence::BIGINT[] AS evidence, due, due_instant, done_instant, lateness
          FROM ({union}) AS found
        ) TO '{target}' (FORMAT parquet)"""
    )


if __name__ == "__main__":
    audit(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))

"""Whether two programs found the same: the key columns of their findings, compared without regard to order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import polars as pl

KEY = ("case", "rule", "instance", "verdict", "due", "due_instant", "lateness", "trigger", "evidence")


ROWS_AT_ONCE = 10_000_000
"""About so many findings of each side are held to be compared."""


def _scan(path: Path, rules: Sequence[str] | None = None) -> pl.LazyFrame:
    """The key columns of a file of findings."""
    found = pl.scan_parquet(path)
    if rules is not None:
        found = found.filter(pl.col("rule").is_in(list(rules)))
    return found.select(KEY)


def _counts(path: Path) -> dict[str, int]:
    """How many findings each rule has."""
    found = pl.scan_parquet(path).group_by("rule").len().collect()
    return dict(zip(found["rule"].cast(pl.String).to_list(), found["len"].to_list(), strict=True))


def differences(one: Path, other: Path) -> pl.DataFrame:
    """The findings that only one of two files holds; `side` says which. Some rules are compared at a time."""
    counts, others = _counts(one), _counts(other)
    found: list[pl.DataFrame] = []
    for rules in _groups({rule: counts.get(rule, 0) + others.get(rule, 0) for rule in {*counts, *others}}):
        sides = [_scan(path, rules).sort("rule", "case", "instance").collect() for path in (one, other)]
        if not sides[0].equals(sides[1]):
            keys = list(KEY)
            for side, (mine, theirs) in enumerate((sides, sides[::-1])):
                left = mine.join(theirs, on=keys, how="anti", nulls_equal=True)
                found.append(left.with_columns(side=pl.lit(side)))
            if not any(len(each) for each in found):
                raise ValueError(f"{', '.join(rules)}: findings stand twice")
    empty = _scan(one).head(0).collect().with_columns(side=pl.lit(0))
    return pl.concat([empty, *found])


def _groups(counts: Mapping[str, int]) -> Iterator[list[str]]:
    """Rules that together have about `ROWS_AT_ONCE` findings on each side."""
    group: list[str] = []
    for rule in sorted(counts):
        if group and sum(counts[each] for each in (*group, rule)) > 2 * ROWS_AT_ONCE:
            yield group
            group = []
        group.append(rule)
    if group:
        yield group

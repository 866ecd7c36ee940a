"""Whether two programs found the same: the key columns of their findings, compared without regard to order."""

from __future__ import annotations

from pathlib import Path

import polars as pl

KEY = ("case", "rule", "instance", "verdict", "due", "due_instant", "lateness", "trigger", "evidence")


def _scan(path: Path) -> pl.LazyFrame:
    """The key columns of a file of findings; of dutylang's the instance is the third part of the key."""
    found = pl.scan_parquet(path)
    if "instance" not in found.collect_schema():
        found = found.with_columns(instance=pl.col("key").str.split("/").list.get(3))
    return found.select(KEY)


def differences(one: Path, other: Path) -> pl.DataFrame:
    """The findings that only one of two files holds; `side` says which. Rules are compared one by one."""
    rules = _scan(one).select("rule").unique().collect()["rule"].to_list()
    rules += _scan(other).select("rule").unique().collect()["rule"].to_list()
    found: list[pl.DataFrame] = []
    for rule in dict.fromkeys(sorted(rules)):
        sides = [
            _scan(path).filter(pl.col("rule") == rule).sort("case", "instance").collect()
            for path in (one, other)
        ]
        if not sides[0].equals(sides[1]):
            keys = list(KEY)
            for side, (mine, others) in enumerate((sides, sides[::-1])):
                left = mine.join(others, on=keys, how="anti", nulls_equal=True)
                found.append(left.with_columns(side=pl.lit(side)))
            if not any(len(each) for each in found):
                raise ValueError(f"{rule}: findings stand twice")
    empty = _scan(one).head(0).collect().with_columns(side=pl.lit(0))
    return pl.concat([empty, *found])

"""The bucket of an id is the same on every machine, alone or among many."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from dutylang.books.hashing import bucket_of, buckets_of

IDS = st.one_of(st.none(), st.text(st.characters(exclude_categories=["Cs"]), max_size=40))


def test_buckets_stand_for_ever():
    # A run that is taken up again by another machine must find its cases where they were put.
    assert [bucket_of(text, 1000) for text in ("G1", "G2", "案件 7", "", "x" * 100)] == [
        466,
        555,
        523,
        945,
        33,
    ]
    assert bucket_of(None, 1000) == 0


@given(st.lists(IDS, max_size=30), st.integers(1, 40))
def test_many_at_once_go_where_each_goes(ids: list[str | None], count: int):
    texts = pl.Series(ids, dtype=pl.String)
    assert buckets_of(texts, count).tolist() == [bucket_of(text, count) for text in ids]


def test_buckets_are_about_alike():
    sizes = pl.Series(buckets_of(pl.Series([f"G{number}" for number in range(20_000)]), 16)).value_counts()
    assert len(sizes) == 16
    assert 1_100 < min(sizes["count"]) < max(sizes["count"]) < 1_400

"""Texts of a column held in one piece of memory: millions of ids without as many objects of Python."""

from __future__ import annotations

import operator
from collections.abc import Iterator, Sequence
from typing import Any, overload

import attrs
import polars as pl


@attrs.frozen(eq=False)
class TextColumn(Sequence[Any]):
    """Texts by row, null where there is none; read like a list."""

    series: pl.Series

    def __len__(self) -> int:
        return len(self.series)

    @overload
    def __getitem__(self, place: int) -> Any: ...

    @overload
    def __getitem__(self, place: slice) -> TextColumn: ...

    def __getitem__(self, place: int | slice) -> Any:
        if isinstance(place, slice):
            return TextColumn(self.series[place])
        return self.series[operator.index(place)]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.series.to_list())


def text_series(texts: Sequence[str | None]) -> pl.Series:
    """Texts as one column, however they are held."""
    return texts.series if isinstance(texts, TextColumn) else pl.Series(texts, dtype=pl.String)

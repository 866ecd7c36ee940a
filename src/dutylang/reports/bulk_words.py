"""Words, numbers and moments of findings as Arrow arrays, in the memory in which they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from dutylang.cases.columns.model import NO_DAY, NO_INSTANT
from dutylang.cases.columns.texts import text_series
from dutylang.diagnostics.shown import visible
from dutylang.ops.columns import Flags, Ints

if TYPE_CHECKING:
    import pyarrow as pa

EPOCH_DAY = 719_163
"""1970-01-01 as `date.toordinal()` counts."""

_FIRST, _LAST = 0x20, 0x7E
_PLAIN = r"^[\x20-\x7e一-鿿]*$"
"""Letters, digits and plain signs, as ids mostly are."""


class Words:
    """Words by their code, made harmless as in every report."""

    def __init__(self, words: Iterable[str | None]) -> None:
        self.words = list(dict.fromkeys(words))
        self._codes = {word: code for code, word in enumerate(self.words)}
        shown = [None if word is None else visible(word) for word in self.words]
        self.array = text_array(pl.Series(shown, dtype=pl.String))

    def same(self, word: str | None, size: int) -> pa.Array:
        """One word in all of so many rows."""
        return self.coded(np.full(size, self._codes[word], np.int32))

    def coded(self, codes: Ints, missing: Flags | None = None) -> pa.Array:
        """The words of some codes."""
        return words_at(codes, self.array, missing)

    def same_lists(self, codes: Sequence[int] | Ints, size: int) -> pa.Array:
        """The words of the same codes in each of so many rows."""
        starts = np.arange(size + 1, dtype=np.int32) * len(codes)
        return ragged(starts, self.coded(np.tile(np.array(codes, np.int32), size)))

    def codes(self, words: Sequence[str]) -> Ints:
        """The codes of some words; 0 for one that is none of these."""
        return np.array([self._codes.get(word, 0) for word in words], np.int32)


def words_at(codes: Ints, words: pa.Array, missing: Flags | None = None) -> pa.Array:
    """Words by their codes; null where they are missing."""
    import pyarrow as pa

    found = numeric(pa.int32(), codes.astype(np.int32, copy=False), missing)
    return pa.DictionaryArray.from_arrays(found, words)


def harmless(texts: Sequence[str | None]) -> pl.Series:
    """Texts as every report shows them."""
    series = text_series(texts).rechunk()
    data = series.to_arrow(compat_level=pl.CompatLevel.oldest()).buffers()[2]
    written = np.empty(0, np.uint8) if data is None else np.frombuffer(data, np.uint8)
    if not len(written) or (int(written.min()) >= _FIRST and int(written.max()) <= _LAST):
        return series
    odd = ~series.str.contains(_PLAIN).fill_null(True)
    if not odd.any():
        return series
    shown = [None if text is None else visible(text) for text in series.filter(odd)]
    return series.scatter(odd.arg_true(), shown)


def numeric(kind: pa.DataType, values: Ints, missing: Flags | None) -> pa.Array:
    """Numbers of a type, in the memory in which they are; null where they are missing.

    pyarrow's own way from numpy loads pandas, where that is installed, and copies.
    """
    import pyarrow as pa

    bits = None
    lacking = 0 if missing is None else int(np.count_nonzero(missing))
    if missing is not None and lacking:
        if lacking == len(values):
            return _nulls(kind, 1 << lacking.bit_length()).slice(0, lacking)
        bits = pa.py_buffer(np.packbits(~missing, bitorder="little"))
    return pa.Array.from_buffers(
        kind, len(values), [bits, pa.py_buffer(np.ascontiguousarray(values))], lacking
    )


@lru_cache(maxsize=16)
def _nulls(kind: pa.DataType, size: int) -> pa.Array:
    """So many nulls, of which others are parts: they need not be made again for each block."""
    import pyarrow as pa

    return pa.nulls(size, kind)


def text_array(series: pl.Series) -> pa.Array:
    """Texts as an Arrow array."""
    import pyarrow as pa

    return series.to_arrow(compat_level=pl.CompatLevel.oldest()).cast(pa.string())


def yes_or_no(answer: bool, size: int) -> pa.Array:
    """One answer in all of so many rows."""
    import pyarrow as pa

    bits = np.full(-(-size // 8), 0xFF if answer else 0, np.uint8)
    return pa.Array.from_buffers(pa.bool_(), size, [None, pa.py_buffer(bits)])


def joined_texts(*parts: str | pl.Series) -> pa.Array:
    """Texts and columns of texts written one after the other, as large texts of Arrow."""
    columns = {f"{place}": part for place, part in enumerate(parts) if isinstance(part, pl.Series)}
    every = [
        pl.lit(part) if isinstance(part, str) else pl.col(f"{at}")
        for at, part in enumerate(parts)
        if len(part)
    ]
    found = pl.DataFrame(columns).select(pl.concat_str(every).alias("text"))["text"]
    return found.to_arrow(compat_level=pl.CompatLevel.oldest())


def starts_of(sizes: Ints) -> Ints:
    """Where lists of some sizes begin, and where the last ends."""
    found = np.zeros(len(sizes) + 1, np.int32)
    np.cumsum(sizes, out=found[1:])
    return found


def ragged(starts: Ints, values: pa.Array) -> pa.Array:
    """Lists of values, one after the other."""
    import pyarrow as pa

    bounds = numeric(pa.int32(), starts.astype(np.int32, copy=False), None)
    return pa.ListArray.from_arrays(bounds, values)


def taken_at(values: Ints, rows: Ints) -> Ints:
    """Values at rows; anything where there is none."""
    if not len(values):
        return np.zeros(len(rows), np.int64)
    # A row that is none is the last: what stands there is not told.
    found: Ints = values.take(rows)
    return found


def days_of(days: Ints, missing: Flags | None = None) -> pa.Array:
    """Days as Arrow counts them, from those of `date.toordinal()`; null where there is none, or one is missing."""
    import pyarrow as pa

    unknown = days == NO_DAY
    unknown = unknown if missing is None else unknown | missing
    return numeric(pa.date32(), (days - EPOCH_DAY).astype(np.int32), unknown)


def instants_of(instants: Ints, days: Ints | None, missing: Flags | None = None) -> pa.Array:
    """Instants, where a day is known as well; without `days` they all are."""
    import pyarrow as pa

    unknown = instants == NO_INSTANT
    unknown = unknown if days is None else unknown | (days == NO_DAY)
    unknown = unknown if missing is None else unknown | missing
    return numeric(pa.timestamp("us", tz="UTC"), instants.astype(np.int64, copy=False), unknown)

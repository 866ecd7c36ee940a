"""The bucket of a case: a hash of the text of its id that is the same on every machine and in every version."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from dutylang.ops.columns import Ints

Words = npt.NDArray[np.uint64]

_BASIS = 0xCBF29CE484222325
_PRIME = 0x100000001B3


def bucket_of(text: str | None, count: int) -> int:
    """The bucket, of `count`, of an id; that of a row without one is the first."""
    if text is None or count == 1:
        return 0
    found = _BASIS
    for byte in text.encode("utf-8", "surrogatepass"):
        found = (found ^ byte) * _PRIME % 2**64
    return (found ^ (found >> 32)) % count


def buckets_of(texts: pl.Series, count: int) -> Ints:
    """The bucket of each id, as `bucket_of` gives it. Ids that follow their like are hashed once."""
    size = len(texts)
    if count == 1 or not size:
        return np.zeros(size, np.int64)
    new = texts.ne_missing(texts.shift(1)).to_numpy().copy()
    new[0] = True
    starts = np.flatnonzero(new)
    few = texts.gather(pl.Series(starts))
    hashes = _hashes(few.fill_null(""))
    found = ((hashes ^ (hashes >> np.uint64(32))) % np.uint64(count)).astype(np.int64)
    found[few.is_null().to_numpy()] = 0
    return np.repeat(found, np.diff(np.append(starts, size)))


def _hashes(texts: pl.Series) -> Words:
    """FNV-1a, 64 bits, of the bytes of each text: the first bytes of all, then the second, and so on."""
    import pyarrow as pa

    array = texts.rechunk().to_arrow(compat_level=pl.CompatLevel.oldest()).cast(pa.large_string())
    offsets = np.frombuffer(array.buffers()[1], np.int64)[array.offset : array.offset + len(array) + 1]
    buffer = array.buffers()[2]
    data = np.empty(0, np.uint8) if buffer is None else np.frombuffer(buffer, np.uint8)
    starts, lengths = offsets[:-1], np.diff(offsets)
    found = np.full(len(array), _BASIS, np.uint64)
    place = 0
    rows = np.flatnonzero(lengths > 0)
    whole = int(lengths.min(initial=0)) if len(rows) == len(array) else 0
    with np.errstate(over="ignore"):
        while place < whole:  # every text has this byte
            found = (found ^ data[starts + place]) * np.uint64(_PRIME)
            place += 1
        rows = rows[lengths[rows] > place]
        while len(rows):
            found[rows] = (found[rows] ^ data[starts[rows] + place]) * np.uint64(_PRIME)
            place += 1
            rows = rows[lengths[rows] > place]
    return found

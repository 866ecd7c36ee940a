"""Arrow columns → cells, as Parquet files and DuckDB hand them on: exact figures, times to the microsecond."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from dutylang.cases.raw import BrokenCell, Unreadable

_ENDS = {2**63 - 1: "infinity", -(2**63) + 1: "-infinity", 2**31 - 1: "infinity", -(2**31) + 1: "-infinity"}
_SECONDS_A_YEAR = 31_556_952
_DAY = 86_400


def cells_of(column: Any) -> Sequence[object]:
    """The cells of one column of a batch; times beyond the microsecond are cut off.

    A binary figure is read as the shortest decimal that stands for it in its own width. What is no plain
    value, or no figure, is marked.
    """
    import pyarrow as pa

    types = pa.types
    if types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if types.is_float16(column.type) or types.is_float32(column.type):
        return [None if text is None else _figure(text) for text in column.cast(pa.string()).to_pylist()]
    if types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("us", column.type.tz), safe=False)
    elif not types.is_date32(column.type):
        return [_cell(value) for value in column.to_pylist()]
    try:
        found: list[object] = column.to_pylist()
    except (OverflowError, ValueError):  # a day that Python's calendar does not reach
        found = [_stamp(value) for value in column]
    return found


def _cell(value: object) -> object:
    if isinstance(value, float):
        return _figure(repr(value))
    if isinstance(value, bytes):
        return BrokenCell("binary", "…")
    if isinstance(value, (list, dict)):
        return BrokenCell("nested", "…")
    return value


def _figure(text: str) -> object:
    found = Decimal(text)
    return found if found.is_finite() else Unreadable(text)


def _stamp(scalar: Any) -> object:
    """A day or time; one beyond the years 1 to 9999 as a text, that is no time to any reader."""
    try:
        value: object = scalar.as_py()
    except (OverflowError, ValueError):
        number = int(scalar.value)
        seconds = number // 1_000_000 if abs(number) >= 2**31 else number * _DAY
        return _ENDS.get(number) or f"{1970 + seconds // _SECONDS_A_YEAR:+07d}"
    return value

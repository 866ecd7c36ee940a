"""The cells of one column of a table, held whole: as texts, as an Arrow array, or as the reader gave them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import attrs
import numpy as np
import polars as pl

from dutylang.cases.arrow_cells import cells_of
from dutylang.cases.raw import BrokenCell, Unreadable
from dutylang.ops.columns import Flags, Ints

BLANK = r"^[\s\x1c-\x1f]*$"
"""A text that Python's `str.strip` leaves empty."""


class Cells(Protocol):
    """A column of cells. `distinct` and `cells` give them exactly as the reader of single rows does."""

    def __len__(self) -> int:
        """How many rows there are."""

    def take(self, rows: Ints) -> Cells:
        """The cells of some rows, in that order."""

    def part(self, start: int, count: int) -> Cells:
        """The cells of some rows that follow one another."""

    def distinct(self) -> tuple[Ints, Sequence[object]]:
        """A code for each row, and the cells that the codes stand for."""

    def cells(self) -> Sequence[object]:
        """All cells."""


@attrs.frozen(eq=False)
class TextCells:
    """Texts; null where the cell is None."""

    texts: pl.Series

    def __len__(self) -> int:
        return len(self.texts)

    def take(self, rows: Ints) -> TextCells:
        """The cells of some rows, in that order."""
        return TextCells(self.texts.gather(pl.Series(rows)))

    def part(self, start: int, count: int) -> TextCells:
        """The cells of some rows that follow one another."""
        return TextCells(self.texts.slice(start, count))

    def distinct(self) -> tuple[Ints, Sequence[object]]:
        """A code for each row, and the texts that the codes stand for."""
        return coded_texts(self.texts)

    def cells(self) -> Sequence[object]:
        """All cells."""
        return self.texts.to_list()


@attrs.frozen(eq=False)
class ArrowCells:
    """A typed Arrow array."""

    array: Any

    def __len__(self) -> int:
        return len(self.array)

    def take(self, rows: Ints) -> ArrowCells:
        """The cells of some rows, in that order."""
        return ArrowCells(self.array.take(arrow_numbers(rows)))

    def part(self, start: int, count: int) -> ArrowCells:
        """The cells of some rows that follow one another."""
        return ArrowCells(self.array.slice(start, count))

    def distinct(self) -> tuple[Ints, Sequence[object]]:
        """A code for each row, and the cells that the codes stand for."""
        import pyarrow as pa

        try:
            coded = self.array.dictionary_encode()
        except (pa.ArrowNotImplementedError, pa.ArrowInvalid):  # nested values have no dictionary
            return ObjectCells.of(self.cells()).distinct()
        words = list(cells_of(coded.dictionary))
        codes = pl.Series(pl.from_arrow(coded.indices), dtype=pl.Int32)
        if not codes.null_count():
            return codes.to_numpy(), words
        return codes.fill_null(len(words)).to_numpy(), [*words, None]

    def cells(self) -> Sequence[object]:
        """All cells."""
        return cells_of(self.array)


@attrs.frozen(eq=False)
class ObjectCells:
    """Cells of any sort: codes into those that there are."""

    codes: Ints
    words: Sequence[object]

    @classmethod
    def of(cls, cells: Sequence[object]) -> ObjectCells:
        """Cells as they come. What is equal and of another sort or spelling stays apart."""
        known: dict[tuple[type, object], int] = {}
        words: list[object] = []
        codes = np.empty(len(cells), np.int64)
        for row, cell in enumerate(cells):
            key = (type(cell), cell if isinstance(cell, str) else _spelling(cell))
            code = known.setdefault(key, len(words))
            if code == len(words):
                words.append(cell)
            codes[row] = code
        return cls(codes, words)

    def __len__(self) -> int:
        return len(self.codes)

    def take(self, rows: Ints) -> ObjectCells:
        """The cells of some rows, in that order."""
        return ObjectCells(self.codes.take(rows), self.words)

    def part(self, start: int, count: int) -> ObjectCells:
        """The cells of some rows that follow one another."""
        return ObjectCells(self.codes[start : start + count], self.words)

    def distinct(self) -> tuple[Ints, Sequence[object]]:
        """A code for each row, and the cells that the codes stand for."""
        there = np.zeros(len(self.words), np.bool_)
        there[self.codes] = True
        if there.all():
            return self.codes, self.words
        place = np.cumsum(there) - 1
        return place[self.codes], [self.words[code] for code in np.flatnonzero(there).tolist()]

    def cells(self) -> Sequence[object]:
        """All cells."""
        return [self.words[code] for code in self.codes]


def _spelling(cell: object) -> str:
    if isinstance(cell, (BrokenCell, Unreadable)):
        return repr(cell)
    return f"{cell!r}"


def cells_from_objects(cells: Sequence[object]) -> TextCells | ObjectCells:
    """Cells that the reader of rows gave: as texts where all of them are, and can be written down."""
    if all(cell is None or isinstance(cell, str) for cell in cells):
        try:
            return TextCells(pl.Series(cells, dtype=pl.String))
        except UnicodeEncodeError:  # half a character, as workbooks may hold
            pass
    return ObjectCells.of(cells)


def cells_from_arrow(array: Any) -> TextCells | ArrowCells:
    """An Arrow array, chunked or whole, as cells. `pyarrow.ArrowInvalid` where a text is none."""
    import pyarrow as pa

    array = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
    if isinstance(array, pa.ChunkedArray):  # no single chunk can hold it, or there is none
        array = pa.concat_arrays(array.chunks) if array.num_chunks else pa.array([], array.type)
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    types = pa.types
    if types.is_string(array.type) or types.is_large_string(array.type) or types.is_string_view(array.type):
        array.validate(full=True)  # files may hold any bytes in the place of a text
        return TextCells(pl.Series(pl.from_arrow(array), dtype=pl.String))
    return ArrowCells(array)


def empty_cells(count: int) -> TextCells:
    """Rows without anything in them."""
    return TextCells(pl.Series([None], dtype=pl.String).new_from_index(0, count))


def arrow_numbers(numbers: Ints | Flags) -> Any:
    """Numbers or flags as an Arrow array. pyarrow's own way from numpy loads pandas, where that is installed."""
    return pl.Series(np.ascontiguousarray(numbers)).to_arrow()


def as_texts(cells: Cells) -> Cells:
    """Whole numbers of a typed column as their digits, as `text_of_cell` writes them; other cells as they are."""
    import pyarrow as pa

    if isinstance(cells, ArrowCells) and pa.types.is_integer(cells.array.type):
        return TextCells(pl.Series(pl.from_arrow(cells.array.cast(pa.string())), dtype=pl.String))
    return cells


def coded_texts(texts: pl.Series) -> tuple[Ints, list[object]]:
    """A code for each text, in the order of their first appearance, and the texts; None is one of them."""
    array = texts.rechunk().to_arrow(compat_level=pl.CompatLevel.oldest()).dictionary_encode()
    words = array.dictionary.to_pylist()
    if not len(words):
        return np.zeros(len(array), np.int32), [None] * bool(len(array))
    # Read from memory: pyarrow's own ways to numpy load all of its functions, and pandas where it is installed.
    codes = np.frombuffer(array.indices.buffers()[1], np.int32)[array.offset :][: len(array)]
    if not array.null_count:
        return codes, words
    return np.where(texts.is_null().to_numpy(), np.int32(len(words)), codes), [*words, None]


def codes_of_texts(texts: pl.Series, words: pl.Series) -> Ints:
    """The place of each text among the words, which are all different; -1 where it is none of them."""
    left = pl.DataFrame({"text": texts})
    right = pl.DataFrame({"text": words, "code": pl.arange(0, len(words), eager=True, dtype=pl.Int32)})
    found = left.join(right, on="text", how="left", nulls_equal=True, maintain_order="left")["code"]
    return found.fill_null(-1).to_numpy().astype(np.int32, copy=False)


def is_blank(texts: pl.Series) -> Flags:
    """Where a text says nothing at all, or there is none."""
    # A text that begins with a plain sign says something: only the few others are looked through.
    odd = ~((texts >= "!") & (texts < "\x7f")).fill_null(False)
    found = np.zeros(len(texts), np.bool_)
    rows = odd.arg_true()
    if len(rows):
        found[rows.to_numpy()] = texts.gather(rows).str.contains(BLANK).fill_null(True).to_numpy()
    return found


def is_longer(texts: pl.Series, most: int) -> Flags:
    """Where a text has more than so many characters."""
    longest = texts.str.len_bytes().max()
    if longest is None or int(longest) <= most:  # type: ignore[arg-type]
        return np.zeros(len(texts), np.bool_)
    return np.asarray((texts.str.len_chars().fill_null(0) > most).to_numpy(), np.bool_)


def whole_numbers(cells: Cells) -> tuple[Ints, Flags] | None:
    """The numbers of a column of whole numbers that 64 bits hold, and where there are some; None of another."""
    import pyarrow as pa

    if not isinstance(cells, ArrowCells) or not pa.types.is_integer(cells.array.type):
        return None
    if pa.types.is_uint64(cells.array.type):
        return None
    series = pl.Series(pl.from_arrow(cells.array)).cast(pl.Int64)
    known = series.is_not_null().to_numpy()
    return series.fill_null(0).to_numpy(), known

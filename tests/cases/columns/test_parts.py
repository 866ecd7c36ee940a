"""Parts of columns are the same cases: their records, their events and all that is said of them."""

from pathlib import Path

import numpy as np
import pytest

from dutylang.cases.columns.parts import parts_of
from tests.books.books import book_of, messy
from tests.cases.columns.sameness import assert_same


@pytest.mark.parametrize("size", [1, 7, 1000])
def test_parts_hold_what_the_whole_holds(size: int, tmp_path: Path):
    book = book_of(messy(tmp_path / "book", 30))
    (whole,) = book.chunks()
    found = list(book.cases())
    refused = [each for each in found if each[0] is None]
    cases = [each for each in found if each[0] is not None]
    parts = list(parts_of(whole, size))
    assert [part.count for part in parts[:-1]] == [size] * (len(parts) - 1)
    first = 0
    for part in parts:
        assert_same(part, [*(refused if first == 0 else []), *cases[first : first + part.count]])
        first += part.count
    assert first == whole.count


def test_events_and_holders_are_counted_from_the_part(tmp_path: Path):
    (whole,) = book_of(messy(tmp_path / "book", 30)).chunks()
    parts = list(parts_of(whole, 11))
    assert sum(len(part.events.type) for part in parts) == len(whole.events.type)
    assert sum(len(part.holders.case) for part in parts) == len(whole.holders.case)
    for part in parts:
        assert part.events.starts[0] == 0
        assert (part.holders.case < part.count).all()
        assert np.array_equal(part.events.actors.starts[[0]], [0])
        for (type_, _), column in part.events.attributes.items():
            code = part.events.types.index(type_)
            assert len(column.values) == int((part.events.type == code).sum())

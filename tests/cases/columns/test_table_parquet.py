"""Columns of texts of which few are different, read from Parquet as codes: the cells are those of the file."""

from __future__ import annotations

import random
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dutylang.cases.columns import table_parquet
from dutylang.cases.columns.table_cells import Cells, ObjectCells, TextCells
from dutylang.cases.columns.table_parquet import columns_from_parquet

WORDS = st.sampled_from([None, "", " ", "a", "b", "案件", "a" * 40])


def written(path: Path, columns: dict[str, pa.Array], group: int = 4, **options: object) -> Path:
    pq.write_table(pa.table(columns), path, row_group_size=group, **options)
    return path


def read(path: Path, names: Sequence[str], span: tuple[int, int] | None = None) -> dict[str, Cells]:
    with pq.ParquetFile(path) as file:
        return columns_from_parquet(file, path, names, span)


@given(data=st.data())
def test_the_cells_are_those_of_the_file(tmp_path_factory, data: st.DataObject):
    texts = data.draw(st.lists(WORDS, max_size=30))
    group = data.draw(st.integers(1, 12))
    first = data.draw(st.integers(0, len(texts)))
    span = (first, data.draw(st.integers(0, len(texts) - first)))
    path = tmp_path_factory.mktemp("few") / "few.parquet"
    written(path, {"text": pa.array(texts, pa.string()), "row": pa.array(range(len(texts)))}, group)
    with patch.object(table_parquet, "AT_ONCE", data.draw(st.integers(1, 40))):
        assert list(read(path, ["text"])["text"].cells()) == texts
        assert list(read(path, ["row", "text"], span)["text"].cells()) == texts[span[0] : sum(span)]


def test_codes_and_the_words_that_there_are(tmp_path: Path):
    texts = ["a", "b", None, "a", "c", "c", "b", None]
    path = written(tmp_path / "few.parquet", {"text": pa.array(texts)}, 3)
    whole, part = read(path, ["text"])["text"], read(path, ["text"], (3, 4))["text"]
    assert isinstance(whole, ObjectCells)
    assert isinstance(part, ObjectCells)
    for cells, expected in ((whole, texts), (part, texts[3:7])):
        codes, words = cells.distinct()
        assert [words[code] for code in codes] == expected
        assert sorted(words, key=str) == sorted(set(expected), key=str)
        again = cells.take(np.array([1, 0])).distinct()
        assert [again[1][code] for code in again[0]] == [expected[1], expected[0]]


def plain(texts: list[str], **more: object) -> tuple[dict[str, pa.Array], dict[str, object]]:
    return {"text": pa.array(texts)}, more


@pytest.mark.parametrize(
    ("columns", "options", "span"),
    [
        (*plain(["a", "b"] * 50, use_dictionary=False), None),
        (*plain([sha256(bytes([number % 256, number // 256])).hexdigest() for number in range(1000)]), None),
        (*plain(["a", "b"] * 500), (10, 20)),
    ],
    ids=["no words in the file", "many words", "far more rows than are asked for"],
)
def test_where_codes_are_no_gain(tmp_path: Path, columns, options, span):
    path = written(tmp_path / "texts.parquet", columns, 1_000, **options)
    cells = read(path, ["text"], span)["text"]
    assert isinstance(cells, TextCells)
    first, count = span or (0, len(columns["text"]))
    assert list(cells.cells()) == columns["text"].to_pylist()[first : first + count]


def test_columns_beside_nested_ones(tmp_path: Path):
    pairs = pa.array([{"one": 1, "two": "x"}, {"one": 2, "two": "y"}])
    path = written(tmp_path / "nested.parquet", {"pair": pairs, "text": pa.array(["a", "b"])})
    assert list(read(path, ["text"])["text"].cells()) == ["a", "b"]


# ---- damaged files --------------------------------------------------------------------------------


def with_bytes(texts: Sequence[str], row: int, written: bytes) -> pa.Array:
    """Texts of which one is made of any bytes, as a careless program may write them."""
    cells = [text.encode() for text in texts]
    cells[row] = written
    return pa.Array.from_buffers(pa.string(), len(cells), pa.array(cells, pa.binary()).buffers())


@pytest.mark.parametrize("texts", [["a", "b"] * 20, [f"text {number}" for number in range(4_000)]])
@pytest.mark.parametrize("span", [None, (0, 30)])
def test_bytes_that_are_no_text_are_refused(tmp_path: Path, texts: list[str], span):
    path = written(tmp_path / "bytes.parquet", {"text": with_bytes(texts, 21, b"\xff\xfe")}, 5_000)
    with pytest.raises(pa.ArrowInvalid, match="UTF8"):
        read(path, ["text"], span)


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_file_is_read_or_refused(tmp_path: Path, seed: int):
    """Whatever bytes are others: never what the callers do not catch, and no code without its word."""
    draw = random.Random(seed)
    columns = {
        "word": pa.array([draw.choice(["a", "b", None]) for _ in range(900)]),
        "name": pa.array([f"name {draw.randrange(10**6)}" for _ in range(900)]),
        "figure": pa.array([draw.random() for _ in range(900)]),
    }
    path = written(tmp_path / "damaged.parquet", columns, 300)
    data = bytearray(path.read_bytes())
    for _ in range(draw.choice([1, 5, 50])):
        data[draw.randrange(4, len(data) * 9 // 10)] = draw.randrange(256)
    path.write_bytes(data)
    try:
        found = read(path, list(columns), draw.choice([None, (250, 200)]))
    except Exception:
        return
    for cells in found.values():
        codes, words = cells.distinct()
        assert [words[code] for code in codes] == list(cells.cells())

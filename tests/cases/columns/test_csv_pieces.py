"""CSV files read some rows at a time give what the same file read whole gives, or are left to the reader of rows."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dutylang.cases.columns import table_csv
from dutylang.cases.columns.table_csv import columns_from_csv, csv_in_pieces
from dutylang.cases.mapping import Table
from dutylang.cases.raw import Limits

HEADINGS = ["id", "what", "note"]
CELLS = st.text(st.sampled_from('ab案 ",;\n\r'), max_size=8)
TABLE = Table("t.csv", "id")


def content(rows: list[list[str]], line_end: str, bom: bool, blank: str) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=line_end).writerows([HEADINGS, *rows])
    return (b"\xef\xbb\xbf" if bom else b"") + (text.getvalue() + blank).encode()


def in_pieces(path: Path, columns: list[str]) -> tuple[list[int], dict[str, list[object]]] | None:
    lines: list[int] = []
    cells: dict[str, list[object]] = {name: [] for name in columns}
    for piece in csv_in_pieces(path, TABLE, columns, Limits()):
        if piece is None:
            return None
        lines += piece.lines.tolist()
        for name in columns:
            cells[name] += piece.columns[name].cells()
    return lines, cells


@pytest.fixture(name="small", scope="module")
def _small():  # type: ignore[no-untyped-def]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(table_csv, "_PIECE", 64)
        yield


@pytest.mark.usefixtures("small")
@given(
    st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=20),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
    st.sampled_from(["", "\n", "\r\n\r\n"]),
)
def test_pieces_are_the_whole(rows: list[list[str]], line_end: str, bom: bool, blank: str):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        path.write_bytes(content(rows, line_end, bom, blank))
        found = in_pieces(path, ["note", "id"])
        whole = columns_from_csv(path, TABLE, ["note", "id"], Limits())
        if found is None:
            return
        assert whole is not None
        assert found[0] == whole.lines.tolist()
        assert found[1] == {name: list(cells.cells()) for name, cells in whole.columns.items()}


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_rows_of_plain_cells_need_no_other_reader(tmp_path: Path, line_end: str):
    rows = [[f"G{number}", "a, b" if number % 3 else "plain", "two\nlines"] for number in range(200)]
    (tmp_path / "t.csv").write_bytes(content(rows, line_end, bom=True, blank=line_end))
    found = in_pieces(tmp_path / "t.csv", HEADINGS)
    assert found is not None
    assert found[1] == {name: [row[at] for row in rows] for at, name in enumerate(HEADINGS)}
    assert found[0] == list(range(2, 402, 2))


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    "written",
    [
        b"",
        b"id,what,note\na,b\n",
        b"id,what,what\na,b,c\n",
        b'id,what,note\na,b"c,d\n',
        b"id,what,note\n\xff,b,c\n",
    ],
)
def test_what_is_doubtful_is_left_to_the_reader_of_rows(tmp_path: Path, written: bytes):
    (tmp_path / "t.csv").write_bytes(written)
    assert in_pieces(tmp_path / "t.csv", HEADINGS) is None


def test_files_that_are_not_there_or_too_large(tmp_path: Path):
    assert in_pieces(tmp_path / "none.csv", HEADINGS) is None
    (tmp_path / "t.csv").write_bytes(b"id,what,note\na,b,c\n")
    assert list(csv_in_pieces(tmp_path / "t.csv", TABLE, HEADINGS, Limits(table_bytes=5))) == [None]
    odd = Table("t.csv", "id", delimiter="｜")
    assert list(csv_in_pieces(tmp_path / "t.csv", odd, HEADINGS, Limits())) == [None]

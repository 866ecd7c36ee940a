"""CSV files that are read whole give the rows that the reader of single rows gives, or are left to it."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dutylang.cases.columns import table_csv
from dutylang.cases.columns.table_csv import columns_from_csv
from dutylang.cases.mapping import Table
from dutylang.cases.raw import Limits
from dutylang.cases.table_rows import rows_of

CELLS = st.sampled_from(
    ["", "a", "é1", '"x,y"', '"a\nb"', '"q""z"', '""', '"\r\n"', " x", '"""w"""', "石", "1"]
)
SLIPS = st.sampled_from(["", "", "", '"', "\r", "\n\n", ",", '""', "\0", "\ufeff", '"x', "\r\n\r\n", ' "x"'])


def read(content: bytes, columns: list[str], encoding: str = "utf-8") -> int | None:
    """How many rows are read whole, and are the same as they are one by one; None where they are left."""
    with TemporaryDirectory() as name:
        path = Path(name) / "t.csv"
        path.write_bytes(content)
        table = Table("t.csv", columns[0], encoding=encoding)
        found = columns_from_csv(path, table, columns, Limits())
        if found is None:
            return None
        cells = [found.columns[column].cells() for column in columns]
        rows = [(line, list(row), False) for line, *row in zip(found.lines.tolist(), *cells, strict=True)]
        assert rows == list(rows_of(Path(name), table, columns, Limits()))
        return len(rows)


@settings(max_examples=300, deadline=None)
@given(
    st.integers(1, 3).flatmap(
        lambda width: st.tuples(
            st.just(width), st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=12)
        )
    ),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(["", "\n", "\r\n", "\n\n", "\r\n\r\n"]),
    SLIPS,
    st.floats(0, 1),
    st.sampled_from([40, 2**24]),
    st.booleans(),
)
def test_row_by_row(
    table: tuple[int, list[list[str]]],
    line_end: str,
    last: str,
    slip: str,
    place: float,
    piece: int,
    marked: bool,
):
    width, rows = table
    text = line_end.join(",".join(row) for row in [["h1", "h2", "h3"][:width], *rows]) + last
    at = int(place * len(text))
    text = ("\ufeff" if marked else "") + text[:at] + slip + text[at:]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(table_csv, "_PIECE", piece)
        read(text.encode(), ["h2", "h1"] if width > 1 else ["h1"])


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        (b"a,b\n1,2\n", 1),
        (b"\xef\xbb\xbfa,b\r\n1,2\r\n\r\n", 1),
        (b'a,b\n"1\n2","x""y"\n3,4', 2),
        (b"a,b", 0),
        (b"a,b\n1\n", None),
        (b"a,b\n1,2,3\n4\n", None),
        (b"a,b\n\n1,2\n", None),
        (b"a\n\n1\n", None),
        (b'a,b\n1 "x",2\n', None),
        (b"a,b\r1,2\r", None),
        (b"a,b\n\xff,2\n", None),
        (b"a,a,b\n1,2,3\n", None),
        (b"", None),
        (b"a,b\n" + b"x" * 140_000 + b",2\n", None),
    ],
)
def test_what_is_read_whole(content: bytes, rows: int | None):
    assert read(content, ["a", "b"] if b"a," in content else ["a"]) == rows


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "big5", "latin-1"])
def test_other_encodings(encoding: str):
    word = "é" if encoding == "latin-1" else "中"
    assert read(f"a,b\r\n{word},2\r\n".encode(encoding), ["a", "b"], encoding) == 1
    assert read(b"a,b\n\x81,\xff\n\xff", ["a", "b"], "big5") is None

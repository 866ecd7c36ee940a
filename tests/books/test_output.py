"""A file of tables is there whole, or as it was before."""

import errno
import os
import stat
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dutylang.books.output import OutputError, TableWriter, moved, replaced
from dutylang.reports.as_parquet import schema_of
from tests.reports.accounts import names_of
from tests.reports.common import RUN


def test_it_takes_the_place_of_what_was_there(tmp_path: Path):
    target = tmp_path / "findings.parquet"
    target.write_bytes(b"old")
    target.chmod(0o640)
    with replaced(target) as out:
        out.write(b"new")
        assert target.read_bytes() == b"old"
    assert target.read_bytes() == b"new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("existed", [True, False])
def test_a_failure_leaves_everything_as_it_was(existed: bool, tmp_path: Path):
    target = tmp_path / "findings.parquet"
    if existed:
        target.write_bytes(b"old")

    def stopped() -> None:
        with replaced(target) as out:
            out.write(b"half of it")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert [each.read_bytes() for each in tmp_path.iterdir()] == [b"old"] * existed


@pytest.mark.parametrize("existed", [True, False])
def test_a_finished_file_takes_the_place(existed: bool, tmp_path: Path):
    draft, target = tmp_path / "draft", tmp_path / "findings.parquet"
    draft.write_bytes(b"new")
    if existed:
        target.write_bytes(b"old")
        target.chmod(0o640)
    assert moved(draft, target)
    assert target.read_bytes() == b"new"
    assert not existed or stat.S_IMODE(target.stat().st_mode) == 0o640
    assert list(tmp_path.iterdir()) == [target]


def test_a_finished_file_that_cannot_take_the_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    draft = tmp_path / "draft"
    draft.write_bytes(b"new")
    assert not moved(draft, Path(os.devnull))
    assert not moved(draft, tmp_path)
    with pytest.raises(OutputError) as told:
        moved(draft, tmp_path / "nowhere" / "findings.parquet")
    assert told.value.reason == os.strerror(errno.ENOENT)

    def elsewhere(*_: object) -> None:
        raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))

    monkeypatch.setattr(Path, "replace", elsewhere)  # as between two disks
    assert not moved(draft, tmp_path / "findings.parquet")
    assert list(tmp_path.iterdir()) == [draft]


def test_a_link_stays_a_link(tmp_path: Path):
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_bytes(b"old")
    link.symlink_to(real)
    with replaced(link) as out:
        out.write(b"new")
    assert link.is_symlink()
    assert real.read_bytes() == b"new"


def test_what_cannot_be_written_is_told(tmp_path: Path):
    for path in (tmp_path / "nowhere" / "findings.parquet", tmp_path):
        with pytest.raises(OutputError) as told, replaced(path):
            raise AssertionError("it was opened")
        assert told.value.reason


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is full")
def test_a_full_disk_is_told():
    def write() -> None:
        with replaced(Path("/dev/full")) as out:
            TableWriter(out, RUN, names_of("en"), "findings").close()

    with pytest.raises(OutputError) as told:
        write()
    assert told.value.reason == os.strerror(28)


def test_a_table_without_rows_has_its_columns(tmp_path: Path):
    target = tmp_path / "persons.parquet"
    with replaced(target) as out:
        TableWriter(out, RUN, names_of("en"), "persons").close()
    found = pq.read_table(target)
    assert (found.num_rows, found.schema.names) == (0, schema_of("persons").names)
    assert b"dutylang" in found.schema.metadata


def test_the_parts_follow_one_another(tmp_path: Path):
    target = tmp_path / "findings.parquet"
    schema = schema_of("findings")
    with replaced(target) as out:
        writer = TableWriter(out, RUN, names_of("en"), "findings")
        for case in ("C-1", "C-2"):
            row = dict.fromkeys(schema.names)
            row |= {
                each.name: [] if pa.types.is_list(each.type) else "" for each in schema if not each.nullable
            }
            row |= {"case": case, "advisory": False}
            writer.write(pa.Table.from_pylist([row], schema=schema))
        writer.close()
    assert pq.read_table(target)["case"].to_pylist() == ["C-1", "C-2"]

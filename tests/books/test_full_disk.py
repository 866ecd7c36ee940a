"""A disk that is full ends an audit with a clear word, no half file, and all that is needed to go on."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.books.books import messy, rows_in

SMALL, LARGE = 48 * 1024, 64 * 2**20
AUDIT = ("--as-of", "2026-06-30", "--memory", "600MB", "--format", "parquet")


class Disk:
    """A folder that takes little: a file system of its own where one may be made, else files may not grow."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder
        options = ["-t", "tmpfs", "-o", f"size={SMALL}", "tmpfs", str(folder)]
        self.mounted = mount(*options)
        self.limit: Callable[[], None] | None = None if self.mounted else limit_files

    def grow(self) -> None:
        """Makes room."""
        if self.mounted:
            assert mount("-o", f"remount,size={LARGE}", str(self.folder))
        self.limit = None


def mount(*options: str) -> bool:
    try:
        return subprocess.run(["mount", *options], capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        return False


def limit_files() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL // 4, SMALL // 4))


@contextmanager
def small_disk(folder: Path) -> Iterator[Disk]:
    disk = Disk(folder)
    try:
        yield disk
    finally:
        if disk.mounted:
            subprocess.run(["umount", str(folder)], check=True)


def audited(
    book: Path, work: Path, out: Path, limit: Callable[[], None] | None
) -> subprocess.CompletedProcess[str]:
    files = ["--mapping", book / "mapping.toml", "--work", work, "-o", out]
    return subprocess.run(
        [sys.executable, "-m", "dutylang", "audit", book / "policy_12.duty", book, *files, *AUDIT],
        env={**os.environ, "LC_ALL": "C", "PYTHONWARNINGS": "error"},
        preexec_fn=limit,
        capture_output=True,
        text=True,
        check=False,
    )


def test_no_room_for_the_buckets(tmp_path: Path):
    book, out = messy(tmp_path / "book", 300), tmp_path / "out.parquet"
    with small_disk(tmp_path / "disk") as disk:
        work = disk.folder / "work"
        ended = audited(book, work, out, disk.limit)
        assert ended.returncode == 2, ended.stderr
        assert "G067" in ended.stderr
        assert f"{work}" in ended.stderr
        assert "make room for about" in ended.stderr
        assert "Traceback" not in ended.stderr
        assert "ignored" not in ended.stderr
        assert not list(tmp_path.glob("*out*"))
        assert not list(work.glob("*.part"))
        disk.grow()
        ended = audited(book, work, out, disk.limit)
        assert ended.returncode == 4, ended.stderr  # a case of the messy book cannot be read
        assert "going on with the audit" in ended.stderr
        assert rows_in(out)
        assert not work.exists()


def test_no_room_for_the_report(tmp_path: Path):
    book, work = messy(tmp_path / "book", 300), tmp_path / "work"
    with small_disk(tmp_path / "disk") as disk:
        out = disk.folder / "out.parquet"
        ended = audited(book, work, out, disk.limit)
        assert ended.returncode == 2, ended.stderr
        assert "G067" in ended.stderr
        assert "Traceback" not in ended.stderr
        assert "ignored" not in ended.stderr
        assert list(disk.folder.iterdir()) == []
        disk.grow()
        assert audited(book, work, out, disk.limit).returncode == 4
        assert rows_in(out)
        assert not work.exists()

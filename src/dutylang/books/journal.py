"""The work folder of an audit: what it is of, which steps are done, and files that are there whole or not at all.

Every file is written under another name, brought to the disk, and renamed; then its step is marked. What is not
marked was never done. A report alone grows where it stands (`draft`). A folder belongs to one run at a time.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

import attrs

from dutylang.diagnostics import Diagnostic
from dutylang.source import NOWHERE

MANIFEST = "manifest.json"
LOCK = "lock"
BUFFER = 2**20
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""What a disk answers that takes no more."""

_UNFINISHED = ".part"
_KEPT = frozenset({".json", ".arrow", ".draft", _UNFINISHED})


@attrs.define(eq=False)
class Journal:
    """A work folder that was opened for one audit."""

    folder: Path
    resumed: bool
    created: bool
    _lock: BinaryIO | None

    def __reduce__(self) -> tuple[object, ...]:
        """As another process of the same run has it: the lock stays with the one that opened the folder."""
        return type(self), (self.folder, self.resumed, self.created, None)

    def manifest(self) -> dict[str, object]:
        """What the audit is of."""
        begun = _begun(self.folder)
        return {} if begun is None else begun[0]

    def done(self, step: str) -> dict[str, Any] | None:
        """What was noted when a step was done; None where it was not."""
        try:
            found = json.loads((self.folder / f"{step}.json").read_bytes())
        except (FileNotFoundError, ValueError):
            return None
        return found if isinstance(found, dict) else None

    def mark(self, step: str, about: Mapping[str, object]) -> None:
        """Notes that a step is done."""
        with self.writing(f"{step}.json") as file:
            file.write(json.dumps(about, ensure_ascii=True).encode())

    @contextmanager
    def writing(self, name: str) -> Iterator[BinaryIO]:
        """A file of the folder: there when all has been written, and not at all before."""
        unfinished = self.folder / f"{name}{_UNFINISHED}"
        try:
            with unfinished.open("wb", BUFFER) as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
        except BaseException:
            with suppress(OSError):
                unfinished.unlink()
            raise
        unfinished.replace(self.folder / name)
        sync_folder(self.folder)

    def path(self, name: str) -> Path:
        """Where a file of the folder is."""
        return self.folder / name

    def forget(self, *names: str) -> None:
        """Removes files."""
        for name in names:
            (self.folder / name).unlink(missing_ok=True)

    def close(self) -> None:
        """Leaves the folder as it is, to others or to a later run."""
        if self._lock is not None:
            self._lock.close()

    def remove(self) -> None:
        """Removes all that was written; also the folder, where it was made for this audit and nothing else is in it."""
        # The manifest goes last: without it, what is left would be another's files.
        for path in sorted(_own_files(self.folder), key=lambda path: path.name == MANIFEST):
            path.unlink(missing_ok=True)
        self.close()
        (self.folder / LOCK).unlink(missing_ok=True)
        if self.created:
            with suppress(OSError):
                self.folder.rmdir()


def opened_journal(
    folder: Path, manifest: Mapping[str, object]
) -> tuple[Journal | None, tuple[Diagnostic, ...]]:
    """The journal of a folder for an audit; None, with the reason, where it cannot be used for this one."""
    created = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / MANIFEST).exists() and any(path.name != LOCK for path in folder.iterdir()):
            return None, (_fault("G062", folder),)
        lock = _locked(folder / LOCK)
    except OSError as fault:
        if fault.errno in FULL:
            raise
        return None, (_fault("G063", folder, reason=fault.strerror or type(fault).__name__),)
    if lock is None:
        return None, (_fault("G064", folder),)
    begun = _begun(folder)
    known = None if begun is None else begun[0]
    if known is not None and known != manifest:
        lock.close()
        changed = sorted(key for key in {*known, *manifest} if known.get(key) != manifest.get(key))
        return None, (_fault("G065", folder, changed=tuple(changed)),)
    created = created if begun is None else begun[1]
    journal = Journal(folder, resumed=known is not None, created=created, lock=lock)
    for path in _own_files(folder):
        if path.suffix == _UNFINISHED or known is None:
            path.unlink()
    if known is None:
        journal.mark(MANIFEST.removesuffix(".json"), {"audit": manifest, "created": created})
    return journal, ()


def sync_folder(folder: Path) -> None:
    """Brings the names in a folder to the disk, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _fault(code: str, folder: Path, **told: object) -> Diagnostic:
    return Diagnostic(code, NOWHERE, {"folder": str(folder), **told})


def _begun(folder: Path) -> tuple[dict[str, object], bool] | None:
    """What the audit that was begun in a folder is of, and whether it made the folder; None without one."""
    try:
        found = json.loads((folder / MANIFEST).read_bytes())
    except FileNotFoundError:
        return None
    except ValueError:
        return {}, False
    match found:
        case {"audit": dict(manifest), "created": bool(created)}:
            return manifest, created
        case _:
            return {}, False


def _own_files(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.suffix in _KEPT and path.is_file()]


def _locked(path: Path) -> BinaryIO | None:
    """The lock of a folder, which the system gives back when the process ends; None while another has it."""
    file = path.open("ab")
    try:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except ImportError:  # where there are no such locks, nobody is kept out
        return file
    except OSError:
        file.close()
        return None
    return file

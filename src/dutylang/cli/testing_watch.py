"""`--watch`: waits until a text of the policy changes. Files are looked at, so that any disk will do."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

Stamp = tuple[int, int, int]
"""When a file was written last (nanoseconds), its size in bytes, and which file it is."""

PAUSE_SECONDS = 0.3
"""Between two looks. A policy has some dozens of texts: a look costs next to nothing."""


def stamps_of(files: Iterable[Path]) -> dict[Path, Stamp]:
    """The files that are there; one that an editor is just replacing is left out, and so counts as changed."""
    found = {}
    for file in files:
        try:
            state = file.stat()
        except OSError:
            continue
        found[file] = (state.st_mtime_ns, state.st_size, state.st_ino)
    return found


def changed_files(before: Mapping[Path, Stamp], after: Mapping[Path, Stamp]) -> list[Path]:
    """What was written, added or taken away between two looks, in order of names."""
    return sorted(file for file in before.keys() | after.keys() if before.get(file) != after.get(file))


def wait_for_change(
    files: Callable[[], Iterable[Path]],
    before: Mapping[Path, Stamp],
    sleep: Callable[[float], object] = time.sleep,
) -> list[Path]:
    """Returns what has changed since `before`, once it has come to rest: an editor may write several files."""
    while not changed_files(before, stamps_of(files())):
        sleep(PAUSE_SECONDS)
    while True:
        seen = stamps_of(files())
        sleep(PAUSE_SECONDS)
        if seen == stamps_of(files()):
            return changed_files(before, seen) or wait_for_change(files, before, sleep)

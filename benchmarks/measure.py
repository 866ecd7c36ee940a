"""Programs that are run and measured, and tables that are printed."""

from __future__ import annotations

import compileall
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import attrs

ROOT = Path(__file__).resolve().parents[1]


@attrs.frozen
class Run:
    """What a program took: seconds on the wall with its start, seconds of all processors, peak memory.

    Its own processes count with it: their seconds, and what all took at one time, each shared page once.
    """

    wall: float
    cpu: float
    peak_mb: float
    out: str = ""


class ProgramError(Exception):
    """A program ended with an error. The message is the end of what it said."""


def run(arguments: Sequence[str | Path], *, python: str | Path = sys.executable) -> Run:
    """Runs a Python program to its end, from the root of the project. ProgramError when it fails.

    What others have written is brought to the disk before, so that no program waits for that. The modules of the
    project are compiled, as they are where it is installed, and as those of the others are.
    """
    _compile()
    os.sync()
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    begun = time.perf_counter()
    with subprocess.Popen(
        [str(python), *map(str, arguments)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout is not None
        with watched(process.pid) as peak:
            out = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - begun
    if process.returncode:
        raise ProgramError(out[-2000:])
    scale = 2**20 if sys.platform == "darwin" else 2**10
    return Run(wall, usage.ru_utime + usage.ru_stime, peak[0] / 2**20 or usage.ru_maxrss / scale, out)


@lru_cache(maxsize=1)
def _compile() -> None:
    for folder in ("src", "benchmarks"):
        compileall.compile_dir(ROOT / folder, quiet=1)


@contextmanager
def watched(process: int) -> Iterator[list[int]]:
    """The most bytes that a process takes, with those that it begins; looked at four times a second.

    The system keeps the peak of one process by itself, from the moment its program runs.
    """
    peak, over = [0], threading.Event()

    def watch() -> None:
        while not over.wait(0.25):
            every = tree(process)
            peak[0] = max(peak[0], memory_of(every) if len(every) > 1 else _peak_of(process))

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield peak
    finally:
        over.set()
        watcher.join()


def tree(process: int) -> list[int]:
    """A process and all that it began, as far as the system tells."""
    found = [process]
    try:
        for task in Path(f"/proc/{process}/task").iterdir():
            for child in (task / "children").read_text("ascii").split():
                found += tree(int(child))
    except OSError:  # it has ended meanwhile
        pass
    return found


def memory_of(processes: Sequence[int]) -> int:
    """Bytes that processes take: what each has for itself, and of the files in memory, such as libraries, the most.

    The system could tell more exactly what is shared, but stops a process while it looks at each of its pages.
    """
    own, files = 0, 0
    for process in processes:
        try:
            _, held, shared, *_ = map(int, Path(f"/proc/{process}/statm").read_text("ascii").split())
        except (OSError, ValueError):  # it has ended meanwhile
            continue
        own, files = own + held - shared, max(files, shared)
    return (own + files) * os.sysconf("SC_PAGE_SIZE")


def _peak_of(process: int) -> int:
    return _told(Path(f"/proc/{process}/status"), "VmHWM:")


def _told(path: Path, key: str) -> int:
    """What stands behind a key in kilobytes, as bytes; none where the process has ended."""
    try:
        told = path.read_text("ascii")
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in told.splitlines() if line.startswith(key)), 0)


def medians(runs: Sequence[Run]) -> Run:
    """The median of each figure; peak memory is the highest."""
    return Run(
        statistics.median(each.wall for each in runs),
        statistics.median(each.cpu for each in runs),
        max(each.peak_mb for each in runs),
        runs[-1].out,
    )


def rounds_of(programs: Mapping[str, Sequence[str | Path]], rounds: int) -> dict[str, Run]:
    """Each program so many times, in turns, so that a busy machine slows all alike; those that fail are left out."""
    runs: dict[str, list[Run]] = {name: [] for name in programs}
    for _ in range(rounds):
        for name, arguments in programs.items():
            try:
                runs[name].append(run(arguments))
                print(f"{name}: {runs[name][-1].wall:.3g} s", file=sys.stderr, flush=True)
            except ProgramError as error:
                print(f"{name} did not run: {str(error).strip().splitlines()[-1]}\n")
    return {name: medians(each) for name, each in runs.items() if len(each) == rounds}


def print_table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A table in Markdown, so that what is printed can be kept as it stands. Numbers go to the right."""
    texts = [[_text(cell) for cell in row] for row in rows]
    widths = [max(len(row[n]) for row in [list(header), *texts]) for n in range(len(header))]
    right = [bool(rows) and all(isinstance(row[n], int | float) for row in rows) for n in range(len(header))]
    print("| " + " | ".join(name.ljust(width) for name, width in zip(header, widths, strict=True)) + " |")
    lines = ["-" * (width - 1) + (":" if each else "-") for width, each in zip(widths, right, strict=True)]
    print("| " + " | ".join(lines) + " |")
    for row in texts:
        cells = [
            cell.rjust(width) if each else cell.ljust(width)
            for cell, width, each in zip(row, widths, right, strict=True)
        ]
        print("| " + " | ".join(cells) + " |")
    print(flush=True)


def _text(cell: object) -> str:
    if isinstance(cell, float):
        return f"{cell:.0f}" if cell >= 1000 else f"{cell:.3g}"
    return f"{cell:,}" if isinstance(cell, int) else str(cell)


def machine() -> str:
    """The machine by its size, and the versions of what is measured."""
    import platform
    from importlib.metadata import PackageNotFoundError, version

    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    found = [f"{os.cpu_count()} cores, {pages * size / 2**30:.0f} GB", f"Python {platform.python_version()}"]
    for name in ("polars", "numpy", "pyarrow", "duckdb", "lark"):
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"{name} not installed")
    return "; ".join(found)


def load() -> str:
    """How busy the machine is: 1 for each core is full."""
    return f"{os.getloadavg()[0]:.1f}"

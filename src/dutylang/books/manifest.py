"""What an audit in buckets is of: two runs with one manifest find the same, byte for byte."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from dutylang.books.inputs import BookInput
from dutylang.books.run import BulkRun
from dutylang.books.table_buckets import spreads_of
from dutylang.calendars import Calendar
from dutylang.cases.files import case_files, registers_at
from dutylang.cases.mapping import Table

FORM = 4
"""The form of the files in a work folder."""

MOST_FILES = 1_000

Print = tuple[str, int, int]
"""A file, its size, and when it was written."""


def manifest_of(
    run: BulkRun,
    book: BookInput,
    buckets: int,
    tables: Iterable[str],
    files: Mapping[str, Path | None],
    program: str,
    columns: Sequence[str] | None = None,
) -> dict[str, object]:
    """The policy and the program, the question, the cases, and how they are spread.

    `files` are those whose content counts, by what they are. Of the cases, size and time of every file count:
    they may be too many to be read twice. What stands on a server has nothing that could be compared.
    """
    horizon = run.horizon
    found: dict[str, object] = {
        "form": FORM,
        "program": program,
        "policy": run.loaded.policy.sha256,
        "as_of": str(horizon.as_of),
        "known_at": None if horizon.known_at is None else str(horizon.known_at),
        "settings": sorted(f"{name}={value}" for name, value in run.overrides.items()),
        "calendars": {name: _calendar(each) for name, each in run.loaded.calendars.items()},
        "language": run.names.tongue,
        "fail_on": run.fail_on,
        "tables": sorted(tables),
        "columns": None if columns is None else list(columns),
        "buckets": buckets,
        "cases": _few(sorted(_prints(book))),
    }
    for name, path in files.items():
        found[name] = None if path is None else _hash(path.read_bytes())
    # As it will be read back from the work folder.
    plain: dict[str, object] = json.loads(json.dumps(found))
    return plain


def _calendar(calendar: Calendar) -> str:
    """The days of a calendar as a hash."""
    holidays = sorted((day.isoformat(), name) for day, name in calendar.holidays.items())
    working = sorted(day.isoformat() for day in calendar.working)
    years = (calendar.first_year, calendar.last_year)
    told = (calendar.label, holidays, working, sorted(calendar.weekend), years)
    return _hash(repr(told).encode())


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _prints(book: BookInput) -> list[Print]:
    """Every file of the cases with its size and time; of a server its address."""
    if book.mapping is None:
        base = book.base
        if not isinstance(base, Path):
            return []
        files = case_files(base) if base.is_dir() else [base]
        return [_print(path) for path in {*files, *registers_at(base, None)}]
    found: list[Print] = []
    for table in dict.fromkeys(each.table for each in spreads_of(book.mapping)):
        path = _path_of(table, book)
        if path is None:
            found.append((table.address(book.base), 0, 0))
        elif path.is_dir():
            found += [_print(part) for part in path.rglob("*") if part.is_file()]
        else:
            found.append(_print(path))
    return found


def _path_of(table: Table, book: BookInput) -> Path | None:
    source = table.source(book.base)
    if source is not None:
        return source.database.path
    return book.base / table.file if isinstance(book.base, Path) else None


def _few(prints: list[Print]) -> list[Print]:
    """The files, or where they are very many the size of all and a hash that stands for them."""
    if len(prints) <= MOST_FILES:
        return prints
    return [(_hash(json.dumps(prints).encode()), sum(size for _, size, _ in prints), len(prints))]


def _print(path: Path) -> Print:
    try:
        told = path.stat()
    except OSError:
        return str(path), 0, 0
    return str(path.resolve()), told.st_size, told.st_mtime_ns

"""A budget of memory as it is written on the command line. Loads no library, so that it is checked at once."""

from __future__ import annotations

MEGABYTE = 2**20
LEAST = 512 * 10**6
"""No smaller budget is taken: too little of it would be left for cases."""

OWN_BUDGET = 2 * 10**9
"""The budget of a book of tables for which nobody names one; what fits into it is held whole."""

WORTH_A_WORKER, MOST_WORKERS = 900 * 10**6, 8
"""From so many bytes on there is room for one more process that judges; and so many work at once at most."""

_UNITS = {"GIB": 2**30, "MIB": 2**20, "TIB": 2**40, "GB": 10**9, "MB": 10**6, "TB": 10**12}


def workers_within(memory: int) -> int:
    """How many processes may judge buckets at once under a budget in bytes; one is the program itself."""
    return max(1, min(MOST_WORKERS, memory // WORTH_A_WORKER))


def memory_from_text(text: str) -> int | None:
    """The bytes that a text such as `1GB`, `800 MB` or `2GiB` says; None where it says none."""
    written = text.strip().upper().replace(" ", "")
    for unit, size in _UNITS.items():
        figure = written.removesuffix(unit)
        if figure != written:
            plain = figure.isascii() and figure.replace(".", "", 1).isdigit()
            return int(float(figure) * size) if plain else None
    return None


def size_written(count: int) -> str:
    """Bytes as a person writes them: `1.5 GB`, `800 MB`."""
    if count >= 10**9:
        return f"{count / 10**9:.1f} GB"
    return f"{max(1, round(count / 10**6))} MB"

"""Coverage report → an exit code. The rooms where meaning lives stand on a floor of branch coverage.

Reads the JSON report of coverage.py and fails when, in any of the rooms, fewer than 95% of the branches or of
the lines ran. Silent when all is well, so that the closing lines of a test run are pytest's own; `--show`
prints the table in any case.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import attrs

FLOOR_PERCENT = 95.0
ROOMS = ("syntax", "policy", "plan", "assessment", "calendars")


@attrs.frozen
class Room:
    """What ran of one package: branches and lines, each as (ran, all)."""

    name: str
    branches: tuple[int, int]
    lines: tuple[int, int]

    @property
    def is_on_the_floor(self) -> bool:
        """Both shares reach the floor; a room of which nothing was measured does not."""
        return self.lines[1] > 0 and min(percent(self.branches), percent(self.lines)) >= FLOOR_PERCENT


def percent(share: tuple[int, int]) -> float:
    """Part of whole in percent; a whole of nothing is all there."""
    part, whole = share
    return 100.0 * part / whole if whole else 100.0


def _is_in(room: str, path: str) -> bool:
    return room in path


def rooms_from_report(report: Mapping[str, Any]) -> list[Room]:
    """Sums the files of each room in a coverage.py JSON report made with branch coverage."""
    rooms = []
    for name in ROOMS:
        inside = f"dutylang/{name}/"
        files = report["files"].items()
        sums = [entry["summary"] for path, entry in files if _is_in(inside, path.replace("\\", "/"))]
        branches = sum(s["covered_branches"] for s in sums), sum(s["num_branches"] for s in sums)
        lines = sum(s["covered_lines"] for s in sums), sum(s["num_statements"] for s in sums)
        rooms.append(Room(name, branches, lines))
    return rooms


def main(arguments: list[str] | None = None) -> int:
    """Prints the table when a room is too low (or on `--show`) and returns 1 then, else 0."""
    parser = argparse.ArgumentParser(description="Fails when a room has less than 95% branch coverage.")
    parser.add_argument("report", type=Path, help="the JSON report of coverage.py")
    parser.add_argument("--show", action="store_true", help="print the table even when all is well")
    options = parser.parse_args(arguments)
    rooms = rooms_from_report(json.loads(options.report.read_text(encoding="utf-8")))
    low = [room for room in rooms if not room.is_on_the_floor]
    if low or options.show:
        print(f"{'room':<12} {'branches':>18} {'lines':>18}")
    for room in rooms if options.show else low:
        shares = [
            f"{part}/{whole} {percent((part, whole)):5.1f}%" for part, whole in (room.branches, room.lines)
        ]
        verdict = "" if room.is_on_the_floor else f"  below {FLOOR_PERCENT:.0f}%"
        print(f"{room.name:<12} {shares[0]:>18} {shares[1]:>18}{verdict}")
    return 1 if low else 0


if __name__ == "__main__":
    sys.exit(main())

"""The loan log of the BPI Challenge 2012: Declare4Py beside dutylang, on the constraints that Declare can say.

Ten of the thirteen duties of `examples/loan_applications`: the other three ask for calendar days, for working days
and for two different persons, which Declare has no template for or Declare4Py does not read. Declare4Py may
live in another interpreter (`--declare-python`), since what it pins is old.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from benchmarks.measure import ROOT, ProgramError, load, print_table, run

SHARED = Path(os.environ.get("DUTYLANG_SHARED", ROOT.parent / "shared"))
LOG = SHARED / "data" / "logs" / "bpic2012"


def main(python: str = sys.executable, rounds: int = 3, log: Path = LOG) -> None:
    """Prints seconds of reading and of checking, side by side."""
    if not log.exists():
        print(
            f"The loan log is not there ({log.name}); DUTYLANG_SHARED names the folder that holds data/logs.\n"
        )
        return
    mine = _best(["-m", "benchmarks.declare_duties", log], sys.executable, rounds)
    try:
        peer = _best(["benchmarks/declare_peer.py", log], python, 1)
    except ProgramError as error:
        missing = "No module named" in str(error)
        print("Declare4Py is not installed." if missing else f"Declare4Py did not run: {error}")
        peer = None
    said = "equal" if peer is None or peer["counts"] == mine["counts"] else "counts differ: DOES NOT COUNT"
    rows: list[list[object]] = []
    for name, found in (("Declare4Py", peer), ("dutylang in columns", mine)):
        if found is not None:
            figures = [found[part][kind] for part in ("import", "read", "check") for kind in (0, 1)]
            rows.append([name, *figures, said])
    print(f"13,087 applications, 262,200 events, 10 constraints; load of the machine {load()}.\n")
    header = ["program", "import s", "CPU", "read s", "CPU", "check s", "CPU", "counts by constraint"]
    print_table(header, rows)
    if peer is not None:
        ratios = [f"{part} {peer[part][1] / mine[part][1]:.0f}" for part in ("read", "check")]
        print(f"Times faster by CPU seconds: {', '.join(ratios)}.\n")


def _best(arguments: list[str | Path], python: str, rounds: int) -> dict[str, Any]:
    """What a program prints, of the round that was checked fastest."""
    found = []
    for _ in range(rounds):
        lines = run(arguments, python=python).out.strip().splitlines()
        found.append(json.loads(lines[-1]))
    best: dict[str, Any] = min(found, key=lambda each: each["check"][1])
    return best

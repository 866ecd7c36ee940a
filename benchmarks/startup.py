"""How long the command takes on the worked example, as a person at a terminal feels it: start to end of a process."""

from __future__ import annotations

import statistics
from pathlib import Path

from benchmarks.measure import ROOT, load, print_table, run

EXAMPLE = ROOT / "examples" / "seven_articles"


def commands() -> dict[str, list[str | Path]]:
    """What is measured, with Python alone in front."""
    found: dict[str, list[str | Path]] = {
        "python -c pass": ["-c", "pass"],
        "duty --version": ["-m", "dutylang", "--version"],
        "duty --help": ["-m", "dutylang", "--help"],
    }
    for policy in sorted(EXAMPLE.rglob("*.duty")):
        audit: list[str | Path] = [
            "-m",
            "dutylang",
            "audit",
            policy,
            EXAMPLE / "cases",
            "--as-of",
            "2026-06-30",
        ]
        found[f"duty check {policy.name}"] = ["-m", "dutylang", "check", policy]
        found[f"duty audit {policy.name}, 22 cases"] = [*audit, "--format", "json"]
    return found


def main(rounds: int = 7) -> None:
    """Prints the fastest and the median round of each command, in milliseconds."""
    runs: dict[str, list[tuple[float, float]]] = {name: [] for name in commands()}
    for _ in range(rounds):
        for name, arguments in commands().items():
            taken = run(arguments)
            runs[name].append((taken.wall * 1000, taken.cpu * 1000))
    rows: list[list[object]] = []
    for name, taken_all in runs.items():
        walls, cpus = (sorted(each) for each in zip(*taken_all, strict=True))
        rows.append([name, walls[0], statistics.median(walls), cpus[0]])
    print(f"Milliseconds of {rounds} rounds; load of the machine {load()}.\n")
    print_table(["command", "fastest wall", "median wall", "least CPU"], rows)

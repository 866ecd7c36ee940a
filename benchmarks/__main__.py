"""`make bench`: how long the command takes on the worked example, as a person at a terminal feels it."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

ROUNDS = 7
EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "seven_articles"


def seconds_of(arguments: list[str]) -> list[float]:
    """Wall-clock seconds of each round, start of the interpreter included, fastest first."""
    seconds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-m", "dutylang", *arguments], check=True, capture_output=True)
        seconds.append(time.perf_counter() - start)
    return sorted(seconds)


def main() -> None:
    """Prints the fastest and the median round of each command, in milliseconds."""
    commands = {"version": ["--version"]}
    for policy in sorted(EXAMPLE.rglob("*.duty")):
        commands[f"check {policy.name}"] = ["check", str(policy)]
        commands[f"audit {policy.name}"] = [
            "audit",
            str(policy),
            str(EXAMPLE / "cases"),
            "--as-of",
            "2026-06-30",
            "--format",
            "json",
        ]
    print(f"{'command':<32} {'fastest ms':>10} {'median ms':>10}")
    for name, arguments in commands.items():
        seconds = seconds_of(arguments)
        print(f"{name:<32} {1000 * seconds[0]:>10.0f} {1000 * seconds[len(seconds) // 2]:>10.0f}")


if __name__ == "__main__":
    main()

"""How long a policy of 10, 100 and 1,000 articles takes to be read and checked, in English and in Chinese.

Every figure is of a process of its own. Cold: the parser's tables are built from the grammar, as on the first run on a
machine; warm: they are there. Both begin when the imports are done; `again` is the same text once more in the process.

    python -m benchmarks.parsing FILE        one file, as JSON
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.measure import load, print_table, run

SIZES = (10, 100, 1_000)


def measured(path: Path) -> dict[str, float]:
    """CPU seconds of the first and of the second reading and checking of a policy."""
    from dutylang.pipeline import load_policy

    found = {}
    for name in ("first", "again"):
        begun = time.process_time()
        loaded, _, problems = load_policy(path)
        found[name] = time.process_time() - begun
        assert loaded is not None, problems
    return found


def main(rounds: int = 3) -> None:
    """Prints the table."""
    from benchmarks.articles import write_both

    rows: list[list[object]] = []
    kept = os.environ.get("DUTY_CACHE_DIR")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for count in SIZES:
            for tongue, path in write_both(count, folder).items():
                taken = []
                for nth in range(rounds + 1):
                    if nth == 0:
                        os.environ["DUTY_CACHE_DIR"] = str(folder / f"tables_{count}_{tongue}")
                    taken.append(json.loads(run(["-m", "benchmarks.parsing", path]).out))
                cold, warm = taken[0]["first"], min(each["first"] for each in taken[1:])
                again = min(each["again"] for each in taken[1:])
                lines = len(path.read_text(encoding="utf-8").splitlines())
                rows.append([tongue, count, lines, cold, warm, again])
    if kept is None:
        del os.environ["DUTY_CACHE_DIR"]
    else:
        os.environ["DUTY_CACHE_DIR"] = kept
    print(f"CPU seconds to read and check a policy, best of {rounds}; load of the machine {load()}.\n")
    print_table(["tongue", "articles", "lines", "cold s", "warm s", "again s"], rows)


if __name__ == "__main__":
    print(json.dumps(measured(Path(sys.argv[1]))))

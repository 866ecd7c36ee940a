"""`make bench`: prints the tables, at a size that takes some minutes. `python -m benchmarks --help` has the others."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks import bulk, declare, growth, one_case, parsing, peers, server, startup
from benchmarks.measure import machine

SIZES = {"10k": 10_000, "100k": 100_000, "1M": 1_000_000, "10M": 10_000_000}


def tables(options: argparse.Namespace) -> dict[str, Callable[[], None]]:
    """What can be measured, in the order in which it is printed."""
    cases, folder = SIZES[options.size], options.folder
    return {
        "startup": startup.main,
        "parsing": lambda: parsing.main(options.rounds),
        "server": server.main,
        "one_case": one_case.main,
        "peers": peers.main,
        "declare": lambda: declare.main(options.declare_python, options.rounds),
        "bulk": lambda: bulk.main(cases, options.rounds, folder),
        "growth": lambda: growth.main(cases, options.memory, folder),
    }


def main() -> None:
    """Runs all tables, or those that are asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", metavar="NAME", action="append", help="this table alone; may be repeated")
    parser.add_argument("--list", action="store_true", help="name the tables and stop")
    parser.add_argument(
        "--size", choices=SIZES, default="100k", help="cases of the largest book (default 100k)"
    )
    parser.add_argument("--rounds", type=int, default=3, help="rounds of each program (default 3)")
    parser.add_argument("--memory", metavar="SIZE", help="growth: the largest book under this budget, as 2GB")
    parser.add_argument("--folder", type=Path, help="where books are kept (default: the temporary folder)")
    parser.add_argument(
        "--declare-python",
        metavar="PYTHON",
        default=os.environ.get("DUTYLANG_DECLARE_PYTHON", sys.executable),
        help="the interpreter that has Declare4Py (default: DUTYLANG_DECLARE_PYTHON, else this one)",
    )
    options = parser.parse_args()
    found = tables(options)
    if options.list:
        print("\n".join(found))
        return
    unknown = [name for name in options.only or () if name not in found]
    if unknown:
        parser.error(f"no table {', '.join(unknown)}; there are {', '.join(found)}")
    print(f"Measured on {machine()}.\n")
    for name, print_tables in found.items():
        if not options.only or name in options.only:
            print(f"## {name}\n", flush=True)
            print_tables()


if __name__ == "__main__":
    main()

"""The command `duty`. A command and what it needs are imported when it is called, so that all start fast."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dutylang.cli.root import COMMANDS, duty

__all__ = ["COMMANDS", "duty", "entry", "main"]


def __getattr__(name: str) -> object:
    """The group of commands is imported when it is asked for."""
    if name in ("COMMANDS", "duty"):
        from dutylang.cli import root

        return getattr(root, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def entry() -> None:
    """The entry point of the program: `main`, after which the process ends at once."""
    from dutylang.cli.program import end_at_once

    try:
        main()
    except SystemExit as ended:
        end_at_once(ended.code)
        raise


def main() -> None:
    """Speaks UTF-8, and runs the command. SystemExit with its exit code."""
    from dutylang.cli.program import speaks_utf8

    for stream in (sys.stdout, sys.stderr):
        speaks_utf8(stream)
    if sys.argv[1:] == ["--version"] and _said_version():
        sys.exit(0)
    # numpy's library of linear algebra, of which nothing is used, begins a thread for each processor as it is loaded.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from dutylang.cli.root import duty

    duty.main()


def _said_version() -> bool:
    """Says the version with nothing imported that this does not need; False when it could not be written."""
    from dutylang.cli.program import program_version

    try:
        sys.stdout.write(f"dutylang {program_version()}\n")
        sys.stdout.flush()
    except OSError:
        return False
    return True

"""The command `duty`. A command and what it needs are imported when it is called, so that all start fast."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from dutylang.cli.root import COMMANDS, duty

__all__ = ["COMMANDS", "duty", "main"]


def __getattr__(name: str) -> object:
    """The group of commands is imported when it is asked for."""
    if name in ("COMMANDS", "duty"):
        from dutylang.cli import root

        return getattr(root, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def main() -> None:
    """The entry point: speaks UTF-8, then ends the program with the command's exit code."""
    from dutylang.cli.program import speaks_utf8

    for stream in (sys.stdout, sys.stderr):
        speaks_utf8(stream)
    if sys.argv[1:] == ["--version"] and _said_version():
        sys.exit(0)
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

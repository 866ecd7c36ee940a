"""What the program says of itself, and how: nothing else is needed for `duty --version`."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TextIO


def program_version() -> str:
    """The version of the program."""
    from dutylang.version import VERSION

    return VERSION


def speaks_utf8(stream: TextIO) -> None:
    """Makes a stream write UTF-8 whatever the locale says, and never fail on a character."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(encoding="utf-8", errors="backslashreplace")

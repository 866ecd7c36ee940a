"""What the program says of itself, and how: nothing else is needed for `duty --version`."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
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


def end_at_once(code: object) -> None:
    """Ends the process with an exit code, once all is written and what asked to be called at the end was called.

    Its modules, tables and libraries are not taken apart one by one before, which takes a quarter of a small audit.
    Comes back where that cannot be done so: the process ends the usual way then.
    """
    import atexit

    threads = sys.modules.get("threading")
    if not isinstance(code, int) or (threads is not None and _others_work(threads)):
        return
    try:
        atexit._run_exitfuncs()  # noqa: SLF001 - what the end of Python calls as well
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, ValueError):
        return
    os._exit(code)


def _others_work(threads: ModuleType) -> bool:
    """Whether there are threads for which a process waits."""
    return any(each is not threads.main_thread() and not each.daemon for each in threads.enumerate())

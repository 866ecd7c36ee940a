"""The most memory that this process has taken."""

from __future__ import annotations

import re
import sys
from pathlib import Path


def peak_memory() -> int | None:
    """Bytes that were held at once at most; None where the system does not tell.

    Linux keeps it for the program that runs. What `getrusage` tells there may be of the process that started it.
    """
    try:
        told = re.search(r"^VmHWM:\s*(\d+) kB$", Path("/proc/self/status").read_text("ascii"), re.MULTILINE)
        if told is not None:
            return int(told[1]) * 1024
    except (OSError, UnicodeDecodeError):
        pass
    try:
        import resource
    except ImportError:
        return None
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)

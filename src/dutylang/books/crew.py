"""Work on the parts of a book by several at once, handed on in the order of the parts."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

Part = TypeVar("Part")
Done = TypeVar("Done")

MOST = 4
"""So many work at once where nobody says how many: each needs memory for a part of its own."""


def jobs_here() -> int:
    """How many processors this process may use, `MOST` at most."""
    try:
        count = len(os.sched_getaffinity(0))
    except AttributeError:  # not every system tells which are free
        count = os.cpu_count() or 1
    return max(1, min(MOST, count))


def in_order(work: Callable[[Part], Done], parts: Iterable[Part], jobs: int) -> Iterator[Done]:
    """What `work` makes of each part, in the order of the parts; so many are worked on at once.

    What one raises is raised where its turn comes. Whoever stops asking waits for what has been begun, no longer.
    """
    if jobs == 1:
        yield from map(work, parts)
        return
    crew = ThreadPoolExecutor(jobs)
    waiting: deque[Future[Done]] = deque()
    try:
        for part in parts:
            waiting.append(crew.submit(work, part))
            if len(waiting) > jobs:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        crew.shutdown(wait=True, cancel_futures=True)

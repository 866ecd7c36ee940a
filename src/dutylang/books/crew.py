"""Work on the parts of a book by several processes at once, handed on in the order of the parts.

Threads would not do: what is done between two passes over columns is done by one thread at a time. A worker reads
its parts itself and keeps what it has counted; what it is to do comes packed, once.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from functools import lru_cache, partial
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from dutylang.books.budget import MOST_WORKERS
from dutylang.packing import packed, unpacked

Part = TypeVar("Part")
Done = TypeVar("Done")

_LOADED_FIRST = ("dutylang.books.buckets", "dutylang.books.judged", "pyarrow.parquet", "pyarrow.compute")
"""What a worker loads while the book is still being read."""

_KEPT_BY_POLARS = "dirty_decay_ms:60000,muzzy_decay_ms:60000"
_KEPT_BY_ARROW = "-1"
_KEPT_BY_C = {-1: 2**31 - 1, -3: 2**25}
"""A worker keeps the memory of a part for the next one, which needs as much: the system would clear each page again.

For the GNU C library: from how much on free memory is given back (M_TRIM_THRESHOLD of malloc.h), and from which size on
something has memory of its own (M_MMAP_THRESHOLD, at its most).
"""


class LostWorkerError(Exception):
    """A worker was ended from outside, most likely by a system that had no more memory."""


def jobs_here() -> int:
    """How many processors this process may use, `MOST_WORKERS` at most: each worker needs memory of its own."""
    try:
        count = len(os.sched_getaffinity(0))
    except AttributeError:  # not every system tells which are free
        count = os.cpu_count() or 1
    return max(1, min(MOST_WORKERS, count))


class Crew:
    """So many workers, begun at once; one alone is this process itself.

    They end with this process, whatever ends it: each holds the end of a pipe that is closed then. Of use in a
    `with` statement.
    """

    def __init__(self, jobs: int) -> None:
        """`jobs` is how many parts are worked on at once."""
        self.jobs = jobs
        self._pool: ProcessPoolExecutor | None = None
        self._ends: tuple[Connection, ...] = ()
        if jobs > 1:
            context = multiprocessing.get_context(_way_to_begin())
            self._ends = context.Pipe(duplex=False)
            self._pool = ProcessPoolExecutor(jobs, context, _begin, self._ends)
            for _ in range(jobs):
                self._pool.submit(_ready)

    def __enter__(self) -> Self:
        """The crew."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Ends the workers, at once; what they have done is handed on by then, or no longer wanted."""
        if self._pool is None:
            return
        self._ends[-1].close()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._ends[0].close()
        self._pool = None

    def ask(self, question: Callable[[], Done]) -> Callable[[], Done]:
        """Has a worker answer a question while this process goes on: what is given back waits for the answer.

        This process answers itself, then, where it is alone or the worker is no more.
        """
        if self._pool is None:
            return question
        try:
            return partial(_answer_of, self._pool.submit(_answer, packed(question)), question)
        except BrokenProcessPool:
            return question

    def in_order(self, work: Callable[[Part], Done], parts: Iterable[Part]) -> Iterator[Done]:
        """What `work` makes of each part, in the order of the parts. No more parts are begun than are worked on.

        What one raises is raised where its turn comes; `LostWorkerError` where a worker is no more.
        """
        if self._pool is None:
            yield from map(work, parts)
            return
        told = packed(work)
        waiting: deque[Future[Done]] = deque()
        try:
            for part in parts:
                waiting.append(self._pool.submit(_done, told, part))
                if len(waiting) > self.jobs:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        except BrokenProcessPool as fault:
            raise LostWorkerError from fault


def _answer_of(asked: Future[Done], question: Callable[[], Done]) -> Done:
    try:
        return asked.result()
    except BrokenProcessPool:
        return question()


def _way_to_begin() -> str:
    """How workers begin: as copies of this process where that is sound, with all that it has loaded; else anew.

    A copy has none of the other threads, and would wait forever for what one of them held. Polars and Arrow begin
    threads as they are loaded, so that a copy is always one from before that.
    """
    threads = Path("/proc/self/task")
    alone = sys.platform == "linux" and threads.is_dir() and len(list(threads.iterdir())) == 1
    return "fork" if alone else "spawn"


def _begin(alive: Connection, other: Connection) -> None:
    """Makes a worker ready. One thread of each library is enough: there are other workers.

    `alive` is the end of a pipe of which only the process that began this one may hold the `other` end.
    """
    other.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(alive,), daemon=True).start()
    os.environ["POLARS_MAX_THREADS"] = "1"
    # The libraries ask for these as they are loaded. The last word counts; Polars puts its own before it.
    told = os.environ.get("_RJEM_MALLOC_CONF")
    os.environ["_RJEM_MALLOC_CONF"] = f"{told},{_KEPT_BY_POLARS}" if told else _KEPT_BY_POLARS
    os.environ.setdefault("MIMALLOC_PURGE_DELAY", _KEPT_BY_ARROW)
    _keep_memory()
    gc.disable()
    for name in _LOADED_FIRST:
        importlib.import_module(name)
    gc.freeze()  # what is loaded stays: it need not be looked through for garbage
    gc.enable()


def _keep_memory() -> None:
    """Has the C library keep what is freed; another than that of GNU does as it does."""
    with suppress(AttributeError, OSError, TypeError):
        setting = ctypes.CDLL(None).mallopt
        for parameter, value in _KEPT_BY_C.items():
            setting(parameter, value)


def _end_with(alive: Connection) -> None:
    """Ends this process when the one that began it is no more, or has no use for it."""
    with suppress(EOFError, OSError):
        alive.recv_bytes()
    os._exit(1)


def _ready() -> None:
    """Nothing to do: a worker begins with the first thing that is asked of it."""


def _answer(told: bytes) -> Any:
    return unpacked(told)()


def _done(told: bytes, part: Any) -> Any:
    return _work(told)(part)


@lru_cache(maxsize=1)
def _work(told: bytes) -> Callable[[Any], Any]:
    """What is to be done, with all that it keeps from part to part."""
    work: Callable[[Any], Any] = unpacked(told)
    return work

"""A process beside the server that checks policies, so that answers never wait for a check."""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from dutylang.lsp.tidying import searched_when_asked

Result = TypeVar("Result")

SOON = 0.2
"""Seconds within which another request follows if one does: else the process tidies up."""


class WorkerError(Exception):
    """The process could not do what it was asked for. The message is the fault."""


class Worker:
    """One process, asked for one thing after another. A process that has died is started anew."""

    def __init__(self) -> None:
        """Starts with the first request."""
        self._starting = threading.Lock()
        self._stopped = False
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="duty-worker")
        self._process: multiprocessing.process.BaseProcess | None = None
        self._line: Connection | None = None

    async def run(self, function: Callable[..., Result], *arguments: object) -> Result:
        """What a function of a module gives, worked out in the process. WorkerError when it fails."""
        loop = asyncio.get_running_loop()
        found: Result = await loop.run_in_executor(self._thread, self._asked, function, arguments)
        return found

    def _asked(self, function: Callable[..., Any], arguments: tuple[object, ...]) -> Any:
        for attempt in (1, 2):
            line = self._line or self._started()
            try:
                line.send((function, arguments))
                sound, result = line.recv()
            except (EOFError, OSError) as fault:
                self._line = None
                if attempt == 2:
                    raise WorkerError(str(fault)) from fault
                continue
            if not sound:
                raise WorkerError(result)
            return result
        raise AssertionError("the second attempt ends")

    def _started(self) -> Connection:
        context = multiprocessing.get_context("spawn")
        with self._starting:
            if self._stopped:
                raise WorkerError("the worker was stopped")
            ours, theirs = context.Pipe()
            process = context.Process(target=serve, args=(theirs,), name="duty-worker", daemon=True)
            process.start()
            self._process = process
        theirs.close()
        self._line = ours
        return ours

    def stop(self) -> None:
        """Ends the process, whatever it is doing, also where it is only being started; none is started later."""
        with self._starting:
            self._stopped = True
            if self._process is not None:
                self._process.terminate()
        self._thread.shutdown(wait=False, cancel_futures=True)


def serve(line: Connection) -> None:
    """The process: answers requests until nobody asks any more."""
    searched_when_asked()
    while True:
        try:
            function, arguments = line.recv()
        except (EOFError, OSError, KeyboardInterrupt):
            return
        try:
            answer = True, function(*arguments)
        except Exception as fault:
            answer = False, f"{type(fault).__name__}: {fault}"
        line.send(answer)
        del function, arguments, answer
        if not line.poll(SOON):
            gc.collect()

"""Parts are worked on by several processes at once and handed on in their order; no process is left behind."""

from __future__ import annotations

import mmap
import os
import platform
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from types import MappingProxyType

import attrs
import pytest

from dutylang.books.budget import MOST_WORKERS
from dutylang.books.crew import Crew, LostWorkerError, jobs_here

ROOT = Path(__file__).resolve().parents[2]


@attrs.define
class Squares:
    """Squares numbers, and remembers how many it has squared."""

    powers: Mapping[str, int] = MappingProxyType({"square": 2})
    seen: int = 0

    def __call__(self, number: int) -> tuple[int, int, int]:
        time.sleep(0.001 * (number % 3))
        self.seen += 1
        return number ** self.powers["square"], self.seen, os.getpid()


def who(_: int) -> int:
    return os.getpid()


def told(name: str) -> str | None:
    return os.environ.get(name)


KNOWN: list[str] = []
"""What this process knows and a process that is begun anew does not."""


def known() -> list[str]:
    return KNOWN


def third_fails(number: int) -> int:
    if number == 2:
        raise OSError(28, "no room")
    return os.getpid()


def second_is_killed(number: int) -> int:
    if number == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def is_there(process: int) -> bool:
    """Whether a process still runs; one that nobody has asked about after its end does not."""
    try:
        status = Path(f"/proc/{process}/status").read_text("ascii")
    except OSError:
        return False
    return "State:\tZ" not in status


def end_of(processes: list[int]) -> bool:
    """Whether processes end while one waits."""
    for _ in range(600):
        if not any(map(is_there, processes)):
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_what_is_done_comes_in_the_order_of_the_parts(jobs: int):
    with Crew(jobs) as crew:
        found = list(crew.in_order(Squares(), range(20)))
    assert [square for square, _, _ in found] == [number * number for number in range(20)]
    workers = {process for _, _, process in found}
    assert (os.getpid() in workers) == (jobs == 1)
    assert 1 <= len(workers) <= jobs
    for worker in workers:  # what a worker has is its own, from part to part
        seen = [count for _, count, process in found if process == worker]
        assert seen == list(range(1, len(seen) + 1))
    assert end_of([each for each in workers if each != os.getpid()])


@pytest.mark.parametrize("jobs", [1, 2])
def test_no_more_parts_are_taken_than_are_worked_on(jobs: int):
    taken: list[int] = []

    def parts():
        for number in range(50):
            taken.append(number)
            yield number

    with Crew(jobs) as crew:
        every = crew.in_order(who, parts())
        next(every)
        assert len(taken) <= jobs + 1


def test_a_failure_is_raised_in_its_turn_and_ends_the_workers():
    found: list[int] = []
    with pytest.raises(OSError, match="no room") as told, Crew(2) as crew:
        found.extend(crew.in_order(third_fails, range(1000)))
    assert told.value.errno == 28
    assert len(found) == 2
    assert end_of(found)


def test_a_worker_that_is_ended_from_outside_is_told():
    with pytest.raises(LostWorkerError), Crew(2) as crew:
        list(crew.in_order(second_is_killed, range(50)))


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_question_is_answered_while_this_process_goes_on(jobs: int):
    with Crew(jobs) as crew:
        squared, process = crew.ask(partial(Squares(), 12)), crew.ask(partial(who, 0))
        failed = crew.ask(partial(third_fails, 2))
        assert [square for square, _, _ in crew.in_order(Squares(), range(5))] == [0, 1, 4, 9, 16]
        assert squared()[0] == 144
        assert (process() == os.getpid()) == (jobs == 1)
        with pytest.raises(OSError, match="no room"):
            failed()


def killed_elsewhere(process: int) -> int:
    if os.getpid() != process:
        os.kill(os.getpid(), signal.SIGKILL)
    return os.getpid()


def test_what_a_lost_worker_was_asked_is_answered_here():
    with Crew(2) as crew:
        assert crew.ask(partial(killed_elsewhere, os.getpid()))() == os.getpid()
        assert crew.ask(partial(who, 0))() == os.getpid()
        with pytest.raises(LostWorkerError):
            list(crew.in_order(who, range(5)))


BEGUN = """
import sys, threading, time
from dutylang.books.crew import Crew
from tests.books import test_crew

if __name__ == "__main__":
    test_crew.KNOWN.append("copied")
    if sys.argv[1] == "anew":
        threading.Thread(target=time.sleep, args=(600,), daemon=True).start()
    with Crew(2) as crew:
        print(crew.ask(test_crew.known)())
        print(*set(crew.in_order(test_crew.who, range(8))), flush=True)
        time.sleep(600)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in /proc")
@pytest.mark.parametrize(("how", "knows"), [("as copies", ["copied"]), ("anew", [])])
def test_workers_end_with_the_process_that_began_them(tmp_path: Path, how: str, knows: list[str]):
    """They begin as copies of a process of one thread, which the others of a process cannot disturb."""
    script = tmp_path / "begun.py"
    script.write_text(BEGUN, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}"}
    with subprocess.Popen([sys.executable, script, how], env=environment, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline().decode().strip() == str(knows)
        workers = [int(each) for each in process.stdout.readline().split()]
        assert workers
        assert all(map(is_there, workers))
        process.kill()
    assert end_of(workers)


def test_as_many_as_there_are_processors():
    assert 1 <= jobs_here() <= MOST_WORKERS


def test_workers_keep_their_memory_and_this_process_as_it_did(monkeypatch: pytest.MonkeyPatch):
    arrow, polars = "MIMALLOC_PURGE_DELAY", "_RJEM_MALLOC_CONF"
    monkeypatch.delenv(arrow, raising=False)
    monkeypatch.setenv(polars, "dirty_decay_ms:500,narenas:1")
    with Crew(2) as crew:
        purge, conf = crew.in_order(told, [arrow, polars])
    assert purge == "-1"
    assert conf is not None
    assert conf.endswith("dirty_decay_ms:500,narenas:1,dirty_decay_ms:60000,muzzy_decay_ms:60000")
    assert arrow not in os.environ
    assert os.environ[polars] == "dirty_decay_ms:500,narenas:1"


FREED = 20 * 2**20


def faults_of() -> int:
    """How many pages are touched for the first time by what a part needs, when a part before it needed as much."""
    import resource  # not every system has it

    for _ in range(2):
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
        held = [bytearray(b"x" * (FREED // 4)) for _ in range(4)]
        del held
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries are left as they are")
def test_what_a_worker_frees_it_keeps():
    with Crew(2) as crew:
        assert crew.ask(faults_of)() < FREED // mmap.PAGESIZE // 10


def test_what_the_user_says_of_memory_stands(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MIMALLOC_PURGE_DELAY", "20")
    with Crew(2) as crew:
        assert list(crew.in_order(told, ["MIMALLOC_PURGE_DELAY"])) == ["20"]

"""The process ends at once when a command is done, and nothing that was still to be done is lost by it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import ROOT

SCRIPT = """
import atexit, sys, threading, time, weakref
import dutylang.cli as cli

class Slow:
    def __del__(self):
        print("taken apart", flush=True)

kept = Slow()
atexit.register(lambda: print("asked for at the end"))
if "thread" in sys.argv:
    threading.Thread(target=lambda: (time.sleep(0.3), print("the thread is done"))).start()

def main():
    print("said and not flushed" + "." * 100, end="")
    sys.exit({"three": 3, "words": "not a number"}.get(sys.argv[1], 0))

cli.main = main
cli.entry()
"""


def ended(*arguments: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(ROOT / "src")},
    )
    return done.returncode, done.stdout, done.stderr


def test_what_was_said_and_asked_for_at_the_end_is_done():
    code, out, err = ended("three")
    assert (code, err) == (3, "")
    assert out.startswith("said and not flushed")
    assert out.endswith("asked for at the end\n")  # and nothing is taken apart after that


def test_a_thread_that_is_at_work_is_waited_for():
    code, out, _ = ended("zero", "thread")
    assert code == 0
    assert "the thread is done" in out


def test_an_end_in_words_is_told():
    assert ended("words")[::2] == (1, "not a number\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_what_cannot_be_written_is_not_taken_for_done():
    script = SCRIPT.replace("sys.argv[1], 0", '"", 0')
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-c", script, "zero"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            env={"PYTHONPATH": str(ROOT / "src")},
        )
    assert done.returncode != 0
    assert "No space left" in done.stderr

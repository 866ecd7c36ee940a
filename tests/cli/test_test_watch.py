"""`duty test --watch`: what counts as a change, which files are looked at, and a real run that is ended by Ctrl-C."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from queue import Queue

import pytest

from dutylang.cli.testing_loop import watched_files
from dutylang.cli.testing_watch import changed_files, stamps_of, wait_for_change
from tests.cli.common import POLICY, run

PATIENCE_SECONDS = 60


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    path = tmp_path / "policy.duty"
    path.write_text(POLICY.read_text(encoding="utf-8"), encoding="utf-8")
    return path


# ---- looking -----------------------------------------------------------------------------------


def test_what_is_written_added_or_taken_away_has_changed(tmp_path: Path):
    kept, written, gone, new = (tmp_path / name for name in ("a", "b", "c", "d"))
    for file in (kept, written, gone):
        file.write_text("1", encoding="utf-8")
    before = stamps_of([kept, written, gone, new])
    written.write_text("22", encoding="utf-8")
    gone.unlink()
    new.write_text("1", encoding="utf-8")
    assert changed_files(before, stamps_of([kept, written, gone, new])) == [written, gone, new]


def test_waits_until_a_change_has_come_to_rest(tmp_path: Path):
    first, second = tmp_path / "a", tmp_path / "b"
    first.write_text("1", encoding="utf-8")
    before = stamps_of([first, second])
    steps: Iterator[object] = iter(
        [
            lambda: None,
            lambda: first.write_text("22", encoding="utf-8"),
            lambda: second.write_text("1", encoding="utf-8"),  # while it settles, another file comes
        ]
    )

    def sleep(_: float) -> None:
        step = next(steps, None)
        if callable(step):
            step()

    assert wait_for_change(lambda: [first, second], before, sleep) == [first, second]


def test_a_change_that_is_taken_back_is_none(tmp_path: Path):
    file = tmp_path / "a"
    before = stamps_of([file])
    texts = iter(["1", None, "333"])

    def sleep(_: float) -> None:
        text = next(texts, "")
        if text is None:
            file.unlink()
        elif text:
            file.write_text(text, encoding="utf-8")

    # Written, gone again before it came to rest, and only then written for good.
    assert wait_for_change(lambda: [file], before, sleep) == [file]
    assert file.read_text(encoding="utf-8") == "333"


def test_the_files_are_those_of_the_policy_and_what_they_use(tmp_path: Path):
    (tmp_path / "words.duty").write_text("role clerk\n", encoding="utf-8")
    main = tmp_path / "main.duty"
    main.write_text('use "words.duty"\n', encoding="utf-8")
    calendar = tmp_path / "own.toml"
    assert [file.name for file in watched_files(main, [calendar])] == ["main.duty", "words.duty", "own.toml"]
    assert [file.name for file in watched_files(tmp_path, [])] == ["main.duty", "words.duty"]
    assert watched_files(tmp_path / "gone", [calendar]) == [calendar]


def test_formats_for_programs_are_not_watched(policy: Path):
    result = run("test", policy, "--watch", "--format", "junit")
    assert result.exit_code == 2
    assert "G070" in result.stderr


# ---- a real run --------------------------------------------------------------------------------


class Running:
    """The command as a process of its own, and its lines as they come."""

    def __init__(self, *arguments: str) -> None:
        environment = {**os.environ, "LC_ALL": "C", "PYTHONUNBUFFERED": "1"}
        environment.pop("DUTY_LANG", None)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "dutylang", "test", *arguments, "--watch"],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            env=environment,
        )
        self.lines: Queue[str | None] = Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.put(line.rstrip("\n"))
        self.lines.put(None)

    def until(self, words: str) -> list[str]:
        """The lines up to one that holds these words."""
        seen: list[str] = []
        while True:
            line = self.lines.get(timeout=PATIENCE_SECONDS)
            assert line is not None, seen
            seen.append(line)
            if words in line:
                return seen

    def rest(self) -> list[str]:
        """The lines up to the end."""
        return list(iter(lambda: self.lines.get(timeout=PATIENCE_SECONDS), None))


@pytest.fixture
def running(policy: Path) -> Iterator[Running]:
    started = Running(str(policy))
    yield started
    if started.process.poll() is None:
        started.process.kill()
    started.process.wait()
    assert started.process.stdout is not None
    started.process.stdout.close()


def test_it_runs_again_after_each_change_and_ctrl_c_ends_it(policy: Path, running: Running):
    assert "1 scenario: 1 as expected." in running.until("Waiting for a change of 1 file")
    text = policy.read_text(encoding="utf-8")
    policy.write_text(text.replace("late by 1 working day", "late by 2 working days"), encoding="utf-8")
    seen = running.until("Waiting for a change")
    assert any("changed: policy.duty" in line for line in seen)
    assert any("2 working days   1 working day" in line for line in seen)
    policy.write_text(text.replace("must answer_customer", "mst answer_customer"), encoding="utf-8")
    assert any(line.startswith("error[") for line in running.until("Waiting for a change"))
    policy.write_text(text, encoding="utf-8")
    assert "1 scenario: 1 as expected." in running.until("Waiting for a change")
    running.process.send_signal(signal.SIGINT)
    assert running.rest()[-1] == "Ended."
    assert running.process.wait(PATIENCE_SECONDS) == 0

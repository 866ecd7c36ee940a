"""`duty test --watch`: the scenarios run, and run again after each change, until the reader ends it."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from dutylang.cli.spoken import Session
from dutylang.cli.testing_watch import stamps_of, wait_for_change

_CLEAR = "\x1b[2J\x1b[3J\x1b[H"


def run_again_and_again(
    run: Callable[[], int], policy: Path, calendars: Sequence[Path], session: Session
) -> int:
    """Runs at once and after each change. Ctrl-C ends it, as a reader's wish and not as a fault: exit code 0."""

    def files() -> Iterable[Path]:
        return watched_files(policy, calendars)

    changed: list[Path] = []
    try:
        while True:
            if changed:
                _tell_change(changed, session)
            before = stamps_of(files())
            run()
            told = session.text("testing.watching", count=len(before))
            session.say("\n" + told)
            sys.stdout.flush()
            changed = wait_for_change(files, before)
    except KeyboardInterrupt:
        session.say("\n" + session.text("testing.stopped"))
        return 0


def watched_files(policy: Path, calendars: Iterable[Path]) -> list[Path]:
    """The texts at the path, those that they use, and the user's calendars."""
    from dutylang.pipeline import policy_files, read_texts

    if not policy.exists():
        return list(calendars)
    found = policy_files(policy)
    if policy.is_file():
        texts, _ = read_texts(policy)
        found = [policy, *(Path(name) for name in texts.sources if Path(name).resolve() != policy.resolve())]
    return [*found, *calendars]


def _tell_change(changed: Sequence[Path], session: Session) -> None:
    """What was changed and when; on a terminal the last run makes room."""
    if sys.stdout.isatty():
        session.say(_CLEAR)
    now = dt.datetime.now().astimezone().strftime("%H:%M:%S")
    files = session.text("list.comma").join(file.name for file in changed)
    session.say("\n" + session.text("testing.changed", time=now, files=files) + "\n")

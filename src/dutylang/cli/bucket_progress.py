"""How far an audit in buckets is, as a bar on standard error."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from dutylang.cli.bars import bar_of
from dutylang.cli.spoken import Session

if TYPE_CHECKING:
    from dutylang.books.buckets import Watch


@contextmanager
def watching(session: Session) -> Iterator[Watch]:
    """What shows how far the audit is: a bar on standard error, where that is a terminal."""
    if session.quiet or not sys.stderr.isatty():
        yield lambda *_: None
        return
    with bar_of(session) as bar:
        task = bar.add_task(session.text("buckets.spread"), total=None)

        def watch(stage: str, done: int, count: int) -> None:
            bar.update(
                task, description=session.text(f"buckets.{stage}"), completed=done, total=count or None
            )

        yield watch

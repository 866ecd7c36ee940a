"""The bar that shows on standard error how far long work is."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress

    from dutylang.cli.spoken import Session


def bar_of(session: Session) -> Progress:
    """A bar that goes away at its end, to be begun by `with`; in colour where the session has colours."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True, no_color=not session.color), transient=True)

"""What every command does first: find the files that it is given, read the policy, say what is wrong."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import TYPE_CHECKING

from dutylang.cli.spoken import Session
from dutylang.diagnostics import Diagnostic
from dutylang.source import NOWHERE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dutylang.calendars import Calendar
    from dutylang.pipeline import Loaded

NOT_CHECKED = 3
"""The exit code of a policy that does not check."""


def missing_path(path: Path) -> Diagnostic | None:
    """The diagnostic of a path that leads nowhere, with the nearest name there; None for one that exists."""
    if path.exists():
        return None
    near: list[str] = []
    if path.parent.is_dir():
        beside = [entry.name for entry in path.parent.iterdir()]
        near = difflib.get_close_matches(path.name, beside, n=1)
    told = {"path": str(path), "near": str(path.with_name(near[0])) if near else ""}
    return Diagnostic("G016", NOWHERE, told, help="near" if near else None)


def all_there(session: Session, *paths: Path | None) -> bool:
    """Whether every path leads somewhere; reports those that do not."""
    missing = [fault for path in paths if path is not None and (fault := missing_path(path))]
    session.report(missing)
    return not missing


def loaded_policy(
    path: Path, session: Session, calendars: Mapping[str, Calendar] | None = None
) -> Loaded | None:
    """The policy, ready to be evaluated; None, with everything wrong reported, when it does not check.

    `calendars` are the user's own. Warnings about a policy are the business of `duty check`; here only what
    stops is told.
    """
    from dutylang.diagnostics import Severity
    from dutylang.pipeline import load_policy

    loaded, texts, problems = load_policy(path, calendars)
    session.report([each for each in problems if each.severity is Severity.ERROR], texts.sources)
    return loaded


def user_calendars(paths: Sequence[Path], session: Session) -> dict[str, Calendar] | None:
    """User calendars by name, a later one may build on an earlier one; None, with the faults told."""
    from dutylang.diagnostics import Severity

    found: dict[str, Calendar] = {}
    problems: list[Diagnostic] = []
    for path in paths:
        from dutylang.calendars import calendar_from_file

        calendar, faults = calendar_from_file(path, found)
        problems.extend(faults)
        if calendar is not None:
            found[calendar.name] = calendar
    session.report(problems)
    return None if any(problem.severity is Severity.ERROR for problem in problems) else found


def near_name(name: str, names: list[str]) -> str:
    """The name that is most like another, or nothing."""
    found = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    return found[0] if found else ""

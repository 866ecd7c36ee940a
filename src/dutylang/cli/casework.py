"""What every command asks that reads cases: the policy, the cases, as of when, and with which settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import attrs
import click

from dutylang.cli.opening import NOT_CHECKED, all_there, loaded_policy, user_calendars
from dutylang.cli.settings import horizon_from_options, parameters_from_options, stops
from dutylang.cli.spoken import USAGE, Session, option

if TYPE_CHECKING:
    from dutylang.cli.auditing import Audit, Found, Read
    from dutylang.pipeline import Loaded

F = TypeVar("F", bound=Callable[..., Any])

PATH = click.Path(path_type=Path)


class _Cases(click.Path):
    """A path, or the URL of a database as it is written: a path would lose one of its slashes."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The value as a path; as a text where it is a URL."""
        return value if "://" in str(value) else super().convert(value, param, ctx)


CASES = _Cases(path_type=Path)
UNREAD = 4
"""The exit code where some case could not be read."""


class Asked(NamedTuple):
    """The options of a command that reads cases, as they were written."""

    as_of: str
    mapping: Path | None
    holders: Path | None
    known_at: str | None
    settings: tuple[str, ...]
    calendars: tuple[Path, ...]


def reads_cases(command: F) -> Callable[..., Any]:
    """The options of a command that reads cases; it gets them together, as `asked`."""

    @wraps(command)
    def gathered(*args: Any, **options: Any) -> Any:
        asked = Asked(**{name: options.pop(name) for name in Asked._fields})
        return command(*args, asked=asked, **options)

    decorators = (
        option("--as-of", required=True, metavar="DATE"),
        option("--mapping", type=PATH, metavar="FILE"),
        option("--holders", type=PATH, metavar="FILE"),
        option("--known-at", metavar="DATE"),
        option("--set", "settings", multiple=True, metavar="NAME=VALUE"),
        option("--calendar", "calendars", multiple=True, type=PATH, metavar="FILE"),
    )
    for decorate in reversed(decorators):
        gathered = decorate(gathered)
    return gathered


def audit_from(policy: Path, cases: Path | str, asked: Asked, session: Session) -> Audit | int:
    """What to audit with; the exit code, with everything wrong reported, where there is nothing."""
    file = cases if isinstance(cases, Path) else None
    if not all_there(session, policy, file, asked.mapping, asked.holders, *asked.calendars):
        return USAGE
    own = user_calendars(asked.calendars, session)
    if own is None:
        return USAGE
    loaded = loaded_policy(policy, session, own)
    if loaded is None:
        return NOT_CHECKED
    return _audit_of(loaded, asked, session) or USAGE


def _audit_of(loaded: Loaded, asked: Asked, session: Session) -> Audit | None:
    from dutylang.cli.auditing import Audit

    horizon, problems = horizon_from_options(asked.as_of, asked.known_at, loaded)
    overrides, faults = parameters_from_options(asked.settings, loaded)
    session.report([*problems, *faults])
    if horizon is None or stops((*problems, *faults)):
        return None
    return Audit(loaded, horizon, overrides)


@attrs.frozen
class CaseInput:
    """The cases at a path. `read` reads them anew each time; `count` is about how many, None where unknown."""

    read: Read
    count: int | None


def input_from(audit: Audit, cases: Path | str, asked: Asked, session: Session) -> CaseInput | None:
    """The cases that a command was given; None, with the faults reported, where the mapping is faulty."""
    from dutylang.pipeline import cases_of

    opened = partial(cases_of, audit.loaded, cases, asked.mapping, audit.horizon, asked.holders)
    found, count, faults = opened()
    session.report(faults)
    if stops(faults):
        return None
    first = [found]  # what was opened already is read first; a second reading opens it anew

    def read() -> Iterator[Found]:
        return first.pop() if first else opened()[0]

    return CaseInput(read, count)

"""A diagnostic says what is wrong, shows where, and helps. It holds no words of any tongue."""

from __future__ import annotations

import enum
from collections.abc import Mapping

import attrs

from dutylang.source import Span


class Severity(enum.Enum):
    """`ERROR` stops what follows; `WARNING` and `NOTE` do not."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@attrs.frozen
class Label:
    """A second place that matters, with the key of its words in the catalogue."""

    span: Span
    message: str
    args: Mapping[str, object] = attrs.field(factory=dict, hash=False)


@attrs.frozen
class Fix:
    """A replacement of the characters of `span` by `text` that mends the fault.

    `safe`: the policy means what it did before, or cannot have meant anything else. Other fixes are a guess.
    """

    span: Span
    text: str
    safe: bool = True


@attrs.frozen
class Diagnostic:
    """One problem.

    `code` is the key in the catalogue: `S…` syntax, `N…` names, `T…` types and units, `D…` duties,
    `C…` case records, `K…` calendars, `L…` lint, `G…` the program. `args` fill its message and help.
    `help` names another help text of the same code, where a code has several.
    """

    code: str
    span: Span
    args: Mapping[str, object] = attrs.field(factory=dict, hash=False)
    severity: Severity = Severity.ERROR
    labels: tuple[Label, ...] = ()
    help: str | None = None
    fix: Fix | None = None

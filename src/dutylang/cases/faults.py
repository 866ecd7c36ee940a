"""Where a fault of a case stands, and the list that a reader collects faults in."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable
from pathlib import PurePath

import attrs

from dutylang.diagnostics import Diagnostic, Severity
from dutylang.source import Span

Path = tuple[str | int, ...]
"""From the root of a document to a value: keys of objects and places in lists, from 0."""

MOST_FAULTS = 50
"""Faults of one case that are told one by one; the rest are only counted."""


@attrs.frozen
class Place:
    """A place in a file: line and column from 1, and a JSON pointer, or the heading of a table's column."""

    source: str
    pointer: str = ""
    line: int = 1
    column: int = 1

    @property
    def span(self) -> Span:
        """The place as a span without length; its offsets are not known."""
        return Span(self.source, 0, 0, self.line, self.column)

    @property
    def address(self) -> str:
        """File, line (beyond the first) and pointer in one text: `cases.jsonl:17`, `cases.json#/3`."""
        line = f":{self.line}" if self.line > 1 else ""
        pointer = f"#{self.pointer}" if self.pointer else ""
        return f"{self.source}{line}{pointer}"

    def __str__(self) -> str:
        """The pointer, or the file's own name for the root."""
        return self.pointer or PurePath(self.source).name or self.source


class Expected(enum.Enum):
    """What could have stood at a place; its words are in the catalogue under `expected`."""

    NUMBER = "number"
    WHOLE_NUMBER = "whole_number"
    PERCENT = "percent"
    MONEY = "money"
    DATE = "date"
    DATE_TIME = "date_time"
    MOMENT = "moment"
    TEXT = "text"
    YES_NO = "yes_no"
    PERIOD = "period"
    NAME = "name"
    LIST = "list"
    OBJECT = "object"
    DOCUMENT = "document"
    PERSON = "person"
    FORM = "form"
    REGISTERS = "registers"


class What(enum.Enum):
    """Kinds of declared names; their words are in the catalogue under `what`."""

    CASE_KIND = "case_kind"
    FIELD = "field"
    ATTRIBUTE = "attribute"
    EVENT = "event"
    ROLE = "role"
    DOCUMENT = "document"
    JUDGEMENT = "judgement"
    VALUE = "value"
    RECORD = "record"
    PARAMETER = "parameter"
    FIGURE = "figure"


def pointer_of(path: Path) -> str:
    """A JSON pointer (RFC 6901)."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


@attrs.define
class Faults:
    """The problems of one case as they are found. `place_of` places a path; by default below `root`."""

    root: Place
    place_of: Callable[[Path], Place] | None = None
    case: str = ""
    found: list[Diagnostic] = attrs.field(factory=list)
    uncounted: int = 0
    fatal: bool = False

    def add(
        self,
        code: str,
        path: Path,
        /,
        *,
        severity: Severity = Severity.ERROR,
        help: str | None = None,  # noqa: A002  (the name that diagnostics give it)
        **args: object,
    ) -> None:
        """Notes a problem at a path. An error makes the case `fatal`: it is not audited."""
        self.fatal = self.fatal or severity is Severity.ERROR
        if len(self.found) >= MOST_FAULTS:
            self.uncounted += 1
            return
        place = self.at(path)
        told = {"case": self.case, "place": str(place), **args}
        self.found.append(Diagnostic(code, place.span, told, severity, help=help))

    def at(self, path: Path) -> Place:
        """Where a path leads."""
        if self.place_of is not None:
            return self.place_of(path)
        if not path:
            return self.root
        return attrs.evolve(self.root, pointer=self.root.pointer + pointer_of(path))

    def told(self) -> tuple[Diagnostic, ...]:
        """All problems, with one more that counts those beyond the limit."""
        if not self.uncounted:
            return tuple(self.found)
        args = {"case": self.case, "place": str(self.root), "count": self.uncounted}
        return (*self.found, Diagnostic("C018", self.root.span, args))


def fault(
    code: str,
    place: Place,
    /,
    severity: Severity = Severity.ERROR,
    help: str | None = None,  # noqa: A002  (the name that diagnostics give it)
    **args: object,
) -> Diagnostic:
    """One problem outside any case: of a file, a mapping, a table."""
    return Diagnostic(code, place.span, {"case": "", "place": str(place), **args}, severity, help=help)


def is_fatal(problems: Iterable[Diagnostic]) -> bool:
    """Whether an error is among them."""
    return any(problem.severity is Severity.ERROR for problem in problems)

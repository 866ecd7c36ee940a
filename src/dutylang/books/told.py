"""What is said in the buckets of a book: of the whole input once, of cases a few of each sort, and all counted."""

from __future__ import annotations

import datetime as dt
import enum
import importlib
from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import attrs

from dutylang.diagnostics import Diagnostic, Severity
from dutylang.pipeline import has_errors
from dutylang.source import Span

MOST_ALIKE = 3
"""Of problems of one code so many are kept from each bucket."""

Entry = tuple[Diagnostic, ...]


@attrs.define
class Told:
    """Problems: `of_input` those of the input as a whole, entry by entry; `few` and `counts` those of cases."""

    of_input: list[Entry] = attrs.field(factory=list)
    few: list[Diagnostic] = attrs.field(factory=list)
    counts: Counter[str] = attrs.field(factory=Counter)

    @property
    def unread(self) -> int:
        """How many parts of the input, other than cases, could not be read."""
        return sum(has_errors(entry) for entry in self.of_input)

    def add_entry(self, entry: Entry) -> None:
        """Takes in what is said of the input; every bucket says it again."""
        if entry and entry not in self.of_input:
            self.of_input.append(entry)

    def add(self, problems: Iterable[Diagnostic]) -> None:
        """Takes in problems of cases."""
        for each in problems:
            self._keep(each)
            self.counts[each.code] += 1

    def join(self, other: Told) -> None:
        """Takes in those of another bucket."""
        for entry in other.of_input:
            self.add_entry(entry)
        for each in other.few:
            self._keep(each)
        self.counts.update(other.counts)

    def shown(self) -> tuple[list[Diagnostic], dict[str, int]]:
        """A few problems of each code, the errors first, and how many more there are by code."""
        of_input = [each for entry in self.of_input for each in entry]
        counts = self.counts + Counter(each.code for each in of_input)
        found: Counter[str] = Counter()
        shown: list[Diagnostic] = []
        for each in sorted((*of_input, *self.few), key=lambda each: each.severity is not Severity.ERROR):
            found[each.code] += 1
            if found[each.code] <= MOST_ALIKE:
                shown.append(each)
        return shown, {code: count - MOST_ALIKE for code, count in counts.items() if count > MOST_ALIKE}

    def json(self) -> dict[str, object]:
        """As plain JSON values."""
        return {
            "of_input": [[_json(each) for each in entry] for entry in self.of_input],
            "few": [_json(each) for each in self.few],
            "counts": dict(self.counts),
        }

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> Told:
        """What `json` wrote."""
        of_input = [tuple(_diagnostic(each) for each in entry) for entry in found["of_input"]]
        return cls(of_input, [_diagnostic(each) for each in found["few"]], Counter(found["counts"]))

    def _keep(self, problem: Diagnostic) -> None:
        if sum(each.code == problem.code for each in self.few) < MOST_ALIKE:
            self.few.append(problem)


def _json(problem: Diagnostic) -> dict[str, object]:
    span = problem.span
    return {
        "code": problem.code,
        "span": [span.source, span.start, span.end, span.line, span.column],
        "args": {key: _plain(value) for key, value in problem.args.items()},
        "severity": problem.severity.value,
        "help": problem.help,
    }


def _diagnostic(found: Mapping[str, Any]) -> Diagnostic:
    args = {key: _value(value) for key, value in found["args"].items()}
    severity = Severity(found["severity"])
    return Diagnostic(found["code"], Span(*found["span"]), args, severity, help=found["help"])


def _plain(value: object) -> object:
    """An argument of a message in JSON; what is no plain value as the text that it is shown by."""
    match value:
        case enum.Enum():
            return {"enum": [type(value).__module__, type(value).__qualname__, value.name]}
        case None | bool() | int() | str():
            return value
        case list() | tuple():
            return {"list" if isinstance(value, list) else "tuple": [_plain(each) for each in value]}
        case set() | frozenset():
            return {"tuple": [_plain(each) for each in sorted(value, key=str)]}
        case dt.date() if not isinstance(value, dt.datetime):
            return {"day": value.isoformat()}
        case Decimal():
            return {"figure": str(value)}
        case _:
            return str(value)


def _value(found: Any) -> object:
    match found:
        case {"enum": [str(module), str(name), str(member)]} if module.startswith("dutylang."):
            kind = getattr(importlib.import_module(module), name)
            return kind[member] if issubclass(kind, enum.Enum) else member
        case {"list": list(items)}:
            return [_value(each) for each in items]
        case {"tuple": list(items)}:
            return tuple(_value(each) for each in items)
        case {"day": str(day)}:
            return dt.date.fromisoformat(day)
        case {"figure": str(figure)}:
            return Decimal(figure)
        case _:
            return found

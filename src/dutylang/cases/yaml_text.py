"""YAML text → raw values. Every scalar stays text: `NO` is a country until a type says else.

Aliases, anchors and tags are refused: a few lines with them unfold to gigabytes or name Python classes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import attrs

from dutylang.cases.faults import Path, Place, fault
from dutylang.cases.raw import object_from_pairs
from dutylang.diagnostics import Diagnostic

if TYPE_CHECKING:
    import yaml

NULLS = frozenset({"", "~", "null"})
"""The unquoted words that stand for no value."""


@attrs.define
class _Open:
    """A list or an object that is still being read. `key` waits for its value."""

    is_object: bool
    pairs: list[tuple[str, object]] = attrs.field(factory=list)
    items: list[object] = attrs.field(factory=list)
    key: str | None = None

    def take(self, value: object) -> None:
        if not self.is_object:
            self.items.append(value)
        elif self.key is None:
            self.key = value if isinstance(value, str) else ""
        else:
            self.pairs.append((self.key, value))
            self.key = None

    def step(self) -> str | int:
        """The last part of the path of the value that comes next."""
        return len(self.items) if not self.is_object else self.key or ""

    def value(self) -> object:
        return object_from_pairs(self.pairs) if self.is_object else self.items


class _RefusedError(Exception):
    """Carries the diagnostic out of the loop over events."""

    def __init__(self, problem: Diagnostic) -> None:
        super().__init__(problem.code)
        self.problem = problem


def raws_from_yaml(
    text: str, source: str, depth: int, positions: dict[Path, tuple[int, int]] | None = None
) -> tuple[list[object], tuple[Diagnostic, ...]]:
    """The documents of a text; with a diagnostic, the documents before the fault.

    `positions` is filled with line and column, from 1, of each value; its paths begin with the number
    of the document.
    """
    import yaml

    found: list[object] = []
    try:
        for document in _documents(text, source, depth, positions):
            found.append(document)  # noqa: PERF402  (what was read before a fault is kept)
    except _RefusedError as refused:
        return found, (refused.problem,)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(source, "", mark.line + 1, mark.column + 1) if mark else Place(source)
        return found, (fault("C005", place),)
    except yaml.YAMLError:
        return found, (fault("C005", Place(source)),)
    return found, ()


def _documents(
    text: str, source: str, depth: int, positions: dict[Path, tuple[int, int]] | None
) -> Iterator[object]:
    """Folds the parser's events, without recursion, into one value a document."""
    import yaml

    stack: list[_Open] = []
    count = 0
    for event in yaml.parse(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader)):
        if isinstance(event, yaml.NodeEvent):
            _refuse(event, stack, source, depth)
            if positions is not None and not (stack and stack[-1].is_object and stack[-1].key is None):
                path = (count, *(part.step() for part in stack))
                place = _place(event, source)
                positions[path] = (place.line, place.column)
        if isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            stack.append(_Open(isinstance(event, yaml.MappingStartEvent)))
            continue
        if isinstance(event, yaml.ScalarEvent):
            value: object = event.value
            is_key = bool(stack) and stack[-1].is_object and stack[-1].key is None
            # A plain scalar has the style None of one parser and the empty style of the other.
            if not event.style and event.value in NULLS and not is_key:
                value = None
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            value = stack.pop().value()
        else:
            continue
        if stack:
            stack[-1].take(value)
        else:
            count += 1
            yield value


def _place(event: yaml.Event, source: str) -> Place:
    mark = event.start_mark
    return Place(source, "", mark.line + 1, mark.column + 1) if mark else Place(source)


def _refuse(event: yaml.NodeEvent, stack: list[_Open], source: str, depth: int) -> None:
    """Raises on what no case file needs: aliases, anchors, tags, keys that are no text, deep nesting."""
    import yaml

    place = _place(event, source)
    if event.anchor is not None or getattr(event, "tag", None) is not None:
        raise _RefusedError(fault("C007", place))
    is_container = not isinstance(event, yaml.ScalarEvent)
    if is_container and stack and stack[-1].is_object and stack[-1].key is None:
        raise _RefusedError(fault("C008", place))
    if len(stack) >= depth:
        raise _RefusedError(fault("C006", place))

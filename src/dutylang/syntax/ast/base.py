"""What every node of the tree shares: a place, and names that mean the same in every tongue."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, dataclass_transform

import attrs

from dutylang.source import NOWHERE, Span

_Class = TypeVar("_Class", bound=type)


@dataclass_transform(frozen_default=True, eq_default=True, field_specifiers=(attrs.field,))
def node(cls: _Class) -> _Class:
    """A frozen tree class; two nodes are equal when they say the same, wherever they stand."""
    make: Callable[[_Class], _Class] = attrs.frozen(slots=True)
    return make(cls)


def place() -> Span:
    """The `span` field of a node: where it stands, without weight in comparisons."""
    return attrs.field(default=NOWHERE, eq=False, kw_only=True, repr=False)


@node
class Name:
    """A reference by canonical name: the same text whichever tongue the reader wrote."""

    text: str
    span: Span = place()


@node
class Declared:
    """A declared name with its labels, `(tongue, label)` in alphabetical order of tongues.

    A label that is itself usable as a name stands for the name in texts of that tongue.
    """

    name: str
    labels: tuple[tuple[str, str], ...] = ()
    span: Span = place()

    def label(self, tongue: str) -> str | None:
        """The label in a tongue, or None."""
        return dict(self.labels).get(tongue)


@node
class Title:
    """The words of a heading, `(tongue, words)` in alphabetical order of tongues."""

    words: tuple[tuple[str, str], ...] = ()
    span: Span = place()


@node
class Comment:
    """A remark in the text. `own_line` when nothing but the remark stands on its line."""

    text: str
    own_line: bool
    span: Span = place()

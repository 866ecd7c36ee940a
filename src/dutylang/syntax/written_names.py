"""The names of files that a text uses: in each tongue, what may be written for which id."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

import attrs

from dutylang.source import Span
from dutylang.syntax import ast
from dutylang.syntax.lexicon import Lexicon, lexicon, tongues

_NAME = re.compile(r"[^\W\d]\w*")
_PLAIN = frozenset({bool, int, str, Span})
"""What holds no name: half of all values are places."""
_FIELDS: dict[type, tuple[str, ...]] = {}


@attrs.frozen
class KnownNames:
    """Names that other files declare: the ids, and for each tongue its labels that stand for an id.

    `cases`: the ids among them that are kinds of case, of which some tongues count otherwise.
    """

    ids: frozenset[str] = frozenset()
    labels: Mapping[str, Mapping[str, str]] = attrs.field(factory=dict, hash=False)
    cases: frozenset[str] = frozenset()

    def written(self, tongue: str) -> dict[str, str]:
        """For each name that a text of the tongue may write, the id that it stands for."""
        return {name: name for name in self.ids} | dict(self.labels.get(tongue, {}))


def known_names(documents: Iterable[ast.Document]) -> KnownNames:
    """The names that the documents declare. A label counts when it can be a name and has one id only."""
    documents = tuple(documents)
    declared = [one for document in documents for one in declared_names(document)]
    ids = frozenset(one.name for one in declared)
    labels = {tongue: MappingProxyType(_labels(declared, ids, tongue)) for tongue in tongues()}
    cases = frozenset(
        item.declared.name for document in documents for item in document.items if isinstance(item, ast.Case)
    )
    return KnownNames(ids, MappingProxyType(labels), cases)


def can_be_a_word(word: str) -> bool:
    """Whether a text is one word, as names are, without spaces and signs."""
    return bool(_NAME.fullmatch(word))


def can_be_name(word: str, words: Lexicon) -> bool:
    """Whether the word can stand as a name in texts of the lexicon's tongue: no signs, and no keyword."""
    return can_be_a_word(word) and not words.is_keyword(word)


def declared_names(node: object) -> Iterator[ast.Declared]:
    """Every declared name below a node, in order, with those of fields, values and documents."""
    pending: list[Any] = [node]
    while pending:
        current = pending.pop()
        if isinstance(current, ast.Declared):
            yield current
        elif isinstance(current, tuple):
            pending.extend(reversed(current))
        else:
            kind = type(current)
            fields = _FIELDS[kind] if kind in _FIELDS else _FIELDS.setdefault(kind, _fields_of(kind))
            parts = (getattr(current, name) for name in fields)
            pending.extend(part for part in parts if part is not None and type(part) not in _PLAIN)


def _fields_of(kind: type) -> tuple[str, ...]:
    """The fields of a node, the last first; none of other values."""
    return tuple(field.name for field in reversed(attrs.fields(kind))) if attrs.has(kind) else ()


def _labels(declared: list[ast.Declared], ids: frozenset[str], tongue: str) -> dict[str, str]:
    words = lexicon(tongue)
    owners: dict[str, set[str]] = {}
    for one in declared:
        label = one.label(tongue)
        if label is not None and label not in ids and can_be_name(label, words):
            owners.setdefault(label, set()).add(one.name)
    return {label: next(iter(names)) for label, names in owners.items() if len(names) == 1}

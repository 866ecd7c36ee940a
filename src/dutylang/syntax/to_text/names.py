"""Which word stands for which declared name in a tongue. A label that could mislead is not used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

import attrs

from dutylang.syntax.ast import Declared, Document, Name
from dutylang.syntax.lexicon import ENGLISH, lexicon
from dutylang.syntax.to_text.spacing import Vocabulary, keywords_of, parts_of_word
from dutylang.syntax.written_names import KnownNames, can_be_a_word, declared_names, known_names

NO_NAMES = KnownNames()


def written_names(document: Document, tongue: str, known: KnownNames = NO_NAMES) -> Mapping[str, str]:
    """The written form, by id, of names that are not written as their ids. `known`: names of used files.

    A label stands for its name where it can be a name, belongs to one name only, is no id, no keyword and
    swallows none. In English every name is written as its id.
    """
    if tongue == ENGLISH:
        return MappingProxyType({})
    own = known_names([document])
    readable = _joined(own.labels.get(tongue, {}), known.labels.get(tongue, {}))
    ids, keywords = own.ids | known.ids, keywords_of(tongue)
    vocabulary = Vocabulary(keywords, ids | frozenset(readable))
    written: dict[str, str] = {}
    for label, name in _in_order(document, tongue, readable):
        if label not in ids and label not in keywords and not parts_of_word(label, vocabulary):
            written.setdefault(name, label)
    return MappingProxyType(written)


@attrs.frozen
class UnusedLabel:
    """A label that no text of its tongue writes for its name, since it would read as `parts`, one after another."""

    declared: Declared
    label: str
    parts: tuple[str, ...]


def unused_labels(all_declared: Sequence[Declared], tongue: str) -> tuple[UnusedLabel, ...]:
    """The labels that could be names, were they not keywords or rows of words.

    `all_declared`: the names of texts that are read together.
    """
    ids, keywords = frozenset(declared.name for declared in all_declared), keywords_of(tongue)
    labels = frozenset(declared.label(tongue) or "" for declared in all_declared)
    vocabulary = Vocabulary(keywords, ids | labels)
    found: dict[tuple[str, str], UnusedLabel] = {}
    for declared in all_declared:
        label = declared.label(tongue)
        if label is None or not can_be_a_word(label) or label in ids:
            continue
        parts = (label,) if label in keywords else parts_of_word(label, vocabulary)
        if parts:
            found.setdefault((declared.name, label), UnusedLabel(declared, label, parts))
    return tuple(found.values())


def readable_names(document: Document, tongue: str, known: KnownNames = NO_NAMES) -> frozenset[str]:
    """Every word that a reader of the text may take for a name."""
    own = known_names([document])
    labels = {*own.labels.get(tongue, {}), *known.labels.get(tongue, {})}
    shipped = frozenset(lexicon(tongue).shipped)
    return own.ids | known.ids | labels | shipped | frozenset(mentioned(document))


def mentioned(node: object) -> Iterator[str]:
    """The names that a tree refers to, declared or not."""
    if isinstance(node, Name):
        yield node.text
    elif isinstance(node, tuple):
        for item in node:
            yield from mentioned(item)
    else:
        kind = type(node)
        if attrs.has(kind):
            for field in attrs.fields(kind):
                yield from mentioned(getattr(node, field.name))


def _joined(own: Mapping[str, str], known: Mapping[str, str]) -> dict[str, str]:
    """Labels with their ids; one that stands for different ids in different files is left out."""
    return {label: name for label, name in {**own, **known}.items() if own.get(label, name) == name}


def _in_order(document: Document, tongue: str, readable: Mapping[str, str]) -> list[tuple[str, str]]:
    """Labels with their ids, those of the document in the order of its text, then the others by spelling."""
    own = [(each.label(tongue) or "", each.name) for each in declared_names(document)]
    return [(label, name) for label, name in own if readable.get(label) == name] + sorted(readable.items())

"""Which word stands for which declared name in a tongue. A label that could mislead is not used."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

import attrs

from dutylang.syntax.ast import Declared, Document
from dutylang.syntax.to_text.spacing import Vocabulary, can_be_cut, keywords_of

IDENTITY_TONGUE = "en"
"""In this tongue a declared name is always written as its id."""

_USABLE = re.compile(r"[^\W\d]\w*")


def written_names(
    document: Document, tongue: str, known: Mapping[str, str] | None = None
) -> Mapping[str, str]:
    """The written form of every name of a document that is not its id, by id; `known` from the files it uses.

    A label stands for its name where it is a single word, no keyword, the label of one name only, no id,
    and not itself a row of keywords and other names.
    """
    known = dict(known or {})
    if tongue == IDENTITY_TONGUE:
        return known
    declared = list(declared_names_in(document))
    labels = _first_labels(declared, tongue, known)
    ids = {each.name for each in declared} | set(known)
    used = Counter(labels.values()) + Counter(known.values())
    keywords = keywords_of(tongue)
    candidates = {
        name: label
        for name, label in labels.items()
        if _USABLE.fullmatch(label) and label not in keywords and label not in ids and used[label] == 1
    }
    vocabulary = Vocabulary(keywords, frozenset({*candidates.values(), *ids, *known.values()}))
    safe = {name: label for name, label in candidates.items() if not can_be_cut(label, vocabulary)}
    return {**known, **safe}


def _first_labels(declared: list[Declared], tongue: str, known: Mapping[str, str]) -> dict[str, str]:
    """The first label of each name in a tongue; names of other files keep the form they have there."""
    labels: dict[str, str] = {}
    for each in declared:
        label = each.label(tongue)
        if label is not None and each.name not in known:
            labels.setdefault(each.name, label)
    return labels


def declared_names_in(node: object) -> Iterator[Declared]:
    """Every declared name below a node of the tree, in the order of the text."""
    if isinstance(node, Declared):
        yield node
    elif isinstance(node, tuple):
        for item in node:
            yield from declared_names_in(item)
        return
    kind = type(node)
    if attrs.has(kind):
        for field in attrs.fields(kind):
            if field.name != "span":
                yield from declared_names_in(getattr(node, field.name))

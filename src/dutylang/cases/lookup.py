"""Names as case files write them, in any tongue → canonical names of the policy; slips → the nearest."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable, Mapping

import attrs

from dutylang.cases.faults import What
from dutylang.policy.model import FieldInfo, ShapeInfo, Vocabulary

_LONGEST_COMPARED = 80
_CUTOFF = 0.6


@attrs.frozen
class Names:
    """The names that may stand at one place. `shared` are labels that several of them carry."""

    what: What
    by_text: Mapping[str, str]
    shared: Mapping[str, tuple[str, ...]]

    def find(self, text: str) -> str | None:
        """The canonical name; None when the text names nothing, or more than one."""
        return self.by_text.get(text) or self.by_text.get(tidy(text))


@attrs.frozen
class Shape:
    """The fields of a case kind, record or event, with the names they go by."""

    names: Names
    fields: Mapping[str, FieldInfo]


@attrs.frozen
class Lookup:
    """All names of a policy, ready to be looked up. Made once for many cases.

    `records` and `record_shapes` hold the case kinds too: a field may link to one. `judgements` hold the
    exemptions that a body decides too: both are decided in the same words.
    """

    vocabulary: Vocabulary
    kinds: Names
    roles: Names
    events: Names
    documents: Names
    judgements: Names
    records: Names
    parameters: Names
    figures: Names
    case_shapes: Mapping[str, Shape]
    record_shapes: Mapping[str, Shape]
    event_shapes: Mapping[str, Shape]
    values: dict[tuple[str, ...], Names] = attrs.field(factory=dict)

    def values_of(self, names: tuple[str, ...]) -> Names:
        """The values of a `one of` or `set of`."""
        if names not in self.values:
            self.values[names] = names_from_labels(What.VALUE, names, self.vocabulary.labels)
        return self.values[names]


def tidy(text: str) -> str:
    """Composed characters (NFC) without space around: what two spellings of one name share."""
    return unicodedata.normalize("NFC", text).strip()


def names_from_labels(what: What, names: Iterable[str], labels: Mapping[str, Mapping[str, str]]) -> Names:
    """Names with their labels. A canonical name outranks a label; a label of two names stands for neither."""
    canonical = tuple(names)
    by_label: dict[str, list[str]] = {}
    for name in canonical:
        for label in set(labels.get(name, {}).values()):
            by_label.setdefault(tidy(label), []).append(name)
    by_text = {label: found[0] for label, found in by_label.items() if len(found) == 1}
    by_text.update({tidy(name): name for name in canonical})
    shared = {label: tuple(found) for label, found in by_label.items() if label not in by_text}
    return Names(what, by_text, shared)


def lookup_from_vocabulary(vocabulary: Vocabulary) -> Lookup:
    """The names of a policy by the places at which case files use them."""

    def names(what: What, found: Iterable[str]) -> Names:
        return names_from_labels(what, found, vocabulary.labels)

    def shapes(what: What, infos: Mapping[str, ShapeInfo]) -> dict[str, Shape]:
        return {name: Shape(names(what, info.fields), info.fields) for name, info in infos.items()}

    singles = {**vocabulary.cases, **vocabulary.records}
    return Lookup(
        vocabulary=vocabulary,
        kinds=names(What.CASE_KIND, vocabulary.cases),
        roles=names(What.ROLE, vocabulary.roles),
        events=names(What.EVENT, vocabulary.events),
        documents=names(What.DOCUMENT, vocabulary.documents),
        judgements=names(What.JUDGEMENT, {**vocabulary.judgements, **vocabulary.decisions}),
        records=names(What.RECORD, singles),
        parameters=names(What.PARAMETER, vocabulary.parameters),
        figures=names(What.FIGURE, vocabulary.figures),
        case_shapes=shapes(What.FIELD, vocabulary.cases),
        record_shapes=shapes(What.FIELD, singles),
        event_shapes=shapes(What.ATTRIBUTE, vocabulary.events),
    )


def nearest(text: str, choices: Iterable[str]) -> str | None:
    """The choice that a slip of the pen most likely meant; None when nothing is near."""
    folded = {choice.casefold(): choice for choice in choices}
    found = difflib.get_close_matches(tidy(text[:_LONGEST_COMPARED]).casefold(), folded, n=1, cutoff=_CUTOFF)
    return folded[found[0]] if found else None

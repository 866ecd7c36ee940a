"""Cases that name other cases by id: what is known of those that can be named, and which kinds they are."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from dutylang.cases.lookup import Lookup
from dutylang.cases.record import RecordValue
from dutylang.ops.types import Kind


@attrs.define
class Links:
    """The raw fields of the cases of an input, by kind and id, and what has been read of them.

    `read` is by kind, id and the links that are still followed from there; None where a field is faulty.
    """

    fields: dict[str, dict[str, object]] = attrs.field(factory=dict)
    read: dict[tuple[str, str, int], RecordValue | None] = attrs.field(factory=dict)

    def has(self, kind: str, identity: str) -> bool:
        """Whether a case of that kind has that id."""
        return identity in self.fields.get(kind, {})


def linked_kinds(lookup: Lookup) -> frozenset[str]:
    """The case kinds that a field of a case, a record or an event links to."""
    shapes = (*lookup.record_shapes.values(), *lookup.event_shapes.values())
    types = [field.type for shape in shapes for field in shape.fields.values()]
    return frozenset(
        type_.record
        for type_ in types
        if type_.kind is Kind.RECORD and type_.record is not None and type_.record in lookup.case_shapes
    )


def collect(raw: object, kinds: frozenset[str], lookup: Lookup, links: Links) -> None:
    """Keeps the fields of a case document that can be linked to; of two with one id the first.

    What is faulty is passed over: it is told when the case itself is read.
    """
    if not isinstance(raw, Mapping) or not isinstance(raw.get("id"), str):
        return
    declared = tuple(lookup.case_shapes)
    written = raw.get("kind")
    kind = declared[0] if written is None and len(declared) == 1 else None
    if isinstance(written, str):
        kind = lookup.kinds.find(written)
    if kind is not None and kind in kinds:
        links.fields.setdefault(kind, {}).setdefault(raw["id"], raw.get("fields"))

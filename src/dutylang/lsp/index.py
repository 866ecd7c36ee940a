"""All that the texts of a policy declare, as it stands while they are written: also what would not check."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

import attrs

from dutylang.policy.declarations import Entry, Sort
from dutylang.source import Span
from dutylang.syntax import ast

Shape = ast.Case | ast.Record | ast.Event

_FAMILIES = {
    Sort.ATTRIBUTE: Sort.FIELD,
    Sort.DOCUMENT: Sort.VALUE,
    Sort.TERM: Sort.VALUE,
    Sort.KIND: Sort.VALUE,
    Sort.DEGREE: Sort.VALUE,
}
_ORDER = {sort: place for place, sort in enumerate(Sort)}


@attrs.frozen
class Symbol:
    """What a name means. Fields and attributes of one name are one symbol, since they share their labels;
    so are values, documents, degrees and kinds, which a `term` labels.
    """

    sort: Sort
    name: str


def symbol_of(entry: Entry) -> Symbol:
    """The symbol that a declaration declares."""
    return Symbol(_FAMILIES.get(entry.sort, entry.sort), entry.declared.name)


@attrs.frozen(slots=False, eq=False)
class Index:
    """The declarations of the texts that make one policy."""

    entries: tuple[Entry, ...]

    @cached_property
    def by_symbol(self) -> Mapping[Symbol, tuple[Entry, ...]]:
        """The declarations of each symbol in the order of the texts; terms, which only give labels, last."""
        found: dict[Symbol, list[Entry]] = {}
        for entry in self.entries:
            found.setdefault(symbol_of(entry), []).append(entry)
        return {
            symbol: tuple(sorted(told, key=lambda entry: entry.sort is Sort.TERM))
            if len(told) > 1
            else (told[0],)
            for symbol, told in found.items()
        }

    @cached_property
    def sorts(self) -> Mapping[str, tuple[Sort, ...]]:
        """By name: the families in which it is declared, in the order of `Sort`."""
        found: dict[str, list[Sort]] = {}
        for symbol in sorted(self.by_symbol, key=lambda each: _ORDER[each.sort]):
            found.setdefault(symbol.name, []).append(symbol.sort)
        return {name: tuple(sorts) for name, sorts in found.items()}

    @cached_property
    def shapes(self) -> Mapping[str, Shape]:
        """Kinds of case, records and events by name."""
        return {
            entry.declared.name: entry.node
            for entry in reversed(self.entries)
            if isinstance(entry.node, ast.Case | ast.Record | ast.Event)
        }

    @cached_property
    def case_fields(self) -> Mapping[str, ast.Field]:
        """The fields of all kinds of case."""
        return {
            field.declared.name: field
            for shape in self.shapes.values()
            if isinstance(shape, ast.Case)
            for field in shape.fields
        }

    @cached_property
    def tables(self) -> Mapping[str, ast.Table]:
        """Decision tables by name."""
        return {e.declared.name: e.node for e in self.entries if isinstance(e.node, ast.Table)}

    @cached_property
    def roles(self) -> Mapping[str, ast.Role]:
        """Roles by name, in the order of the texts."""
        return {e.declared.name: e.node for e in self.entries if isinstance(e.node, ast.Role)}

    @cached_property
    def parameters(self) -> Mapping[str, tuple[ast.Parameter, ...]]:
        """The versions of each parameter, earliest first."""
        found: dict[str, list[ast.Parameter]] = {}
        for entry in self.entries:
            if isinstance(entry.node, ast.Parameter):
                found.setdefault(entry.declared.name, []).append(entry.node)
        return {name: tuple(sorted(versions, key=_since)) for name, versions in found.items()}

    @cached_property
    def labels(self) -> Mapping[str, Mapping[str, str]]:
        """The first label of each name in each tongue."""
        found: dict[str, dict[str, str]] = {}
        for declared in self.declared():
            for tongue, label in declared.labels:
                found.setdefault(declared.name, {}).setdefault(tongue, label)
        return found

    def declared(self) -> Iterator[ast.Declared]:
        """Every declared name, with the outcomes of tables."""
        for entry in self.entries:
            yield entry.declared
            if isinstance(entry.node, ast.Table):
                yield entry.node.outcome

    @cached_property
    def meanings(self) -> Mapping[str, frozenset[object]]:
        """By name, all that decides what it means where: when this has changed, places that name it are read anew."""
        found: dict[str, set[object]] = {}
        for entry in self.entries:
            node = entry.node
            owner = node.declared.name if entry.sort in (Sort.FIELD, Sort.ATTRIBUTE, Sort.VALUE) else ""  # type: ignore[attr-defined]
            kind: object = None
            if isinstance(node, ast.Case | ast.Record | ast.Event) and owner:
                kind = next(field.type for field in node.fields if field.declared is entry.declared)
            found.setdefault(entry.declared.name, set()).add((entry.sort, owner, kind))
        return {name: frozenset(told) for name, told in found.items()}

    def label(self, name: str, tongue: str) -> str:
        """The label of a name in a tongue, else the name."""
        return self.labels.get(name, {}).get(tongue, name)

    def slips(self, written: str) -> frozenset[str]:
        """The names and labels that something written is one slip away from."""
        # All rules of lint come with it: the server starts without them.
        from dutylang.lint.spelling import is_slip

        words = {word for one in self.declared() for word in (one.name, *(label for _, label in one.labels))}
        return frozenset(word for word in words if word != written and is_slip(written, word))

    def field(self, shape: str, name: str) -> ast.Field | None:
        """A field of a kind of case, record or event."""
        found = self.shapes.get(shape)
        fields = () if found is None else found.fields
        return next((field for field in fields if field.declared.name == name), None)

    def spans(self, symbol: Symbol, owners: Iterable[str] = ()) -> tuple[Span, ...]:
        """Where a symbol is declared; of a field those of the shapes that are meant, if that is known."""
        entries = self.by_symbol.get(symbol, ())
        wanted = set(owners)
        own = [e for e in entries if wanted and isinstance(e.node, Shape) and e.node.declared.name in wanted]
        return tuple(entry.declared.span for entry in own or entries)


def _since(parameter: ast.Parameter) -> str:
    return parameter.in_force.since.isoformat() if parameter.in_force is not None else ""

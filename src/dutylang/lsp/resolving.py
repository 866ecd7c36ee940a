"""A piece → every name in it with what it means there, whether or not the policy checks.

Most names can only be of one sort where they stand. A bare name in a condition means what the checker takes it
for: a value where one is expected, else a field of the record or event looked at, else one of the case, else a
name of the policy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from dutylang.lsp.index import Index, Symbol, symbol_of
from dutylang.lsp.pieces import Reading
from dutylang.lsp.sorts import FACTS, SORTS
from dutylang.policy.declarations import Sort
from dutylang.source import Span
from dutylang.syntax import ast
from dutylang.syntax.marks import Sort as MarkSort


@attrs.frozen
class Occurrence:
    """A name at characters `[start, end)` of its piece. `owners`: the shapes whose field it is, where known."""

    start: int
    end: int
    symbol: Symbol
    declares: bool = False
    owners: tuple[str, ...] = ()


@attrs.frozen
class Scope:
    """The records or events that a condition looks at, by name."""

    items: tuple[str, ...] = ()


@attrs.frozen
class Wanted:
    """What a name can be where it stands: of some sorts, a field of some shapes, one of some values."""

    sorts: tuple[Sort, ...]
    shapes: tuple[str, ...] = ()
    values: frozenset[str] = frozenset()
    declares: bool = False


def wanted_at(reading: Reading, index: Index, name: str) -> Wanted | None:
    """What a name could be in the place in which it stands; None when it stands nowhere."""
    resolver = _Resolver(reading, index, stand_in=name)
    for item in reading.document.items:
        resolver.visit(item, Scope())
    if resolver.wanted is None and any(each.name == name for each in reading.declared):
        return Wanted((), declares=True)
    return resolver.wanted


def occurrences_of(reading: Reading, index: Index) -> tuple[Occurrence, ...]:
    """Every name of a piece in order, declared or meant; names that nothing declares are left out."""
    resolver = _Resolver(reading, index)
    for item in reading.document.items:
        resolver.visit(item, Scope())
    found = {each.start: each for each in _unread(reading, index)}
    found.update({each.start: each for each in resolver.found})
    for each in _declarations(reading):
        found[each.start] = each
    return tuple(found[start] for start in sorted(found))


def _unread(reading: Reading, index: Index) -> Iterator[Occurrence]:
    """Words that can only be one name, wherever they stand: on lines that cannot be read nothing else is known."""
    for mark in reading.marks:
        if mark.sort in (MarkSort.NAME, MarkSort.DECLARED):
            word = reading.piece.string[mark.start : mark.end]
            name = reading.ids.get(word, word)
            sorts = index.sorts.get(name, ())
            if len(sorts) == 1:
                yield Occurrence(mark.start, mark.end, Symbol(sorts[0], name))


def _declarations(reading: Reading) -> Iterator[Occurrence]:
    """Each declared name, and the id behind a Chinese one."""
    for entry in reading.entries:
        symbol, span = symbol_of(entry), entry.declared.span
        mark = reading.by_start.get(span.start)
        if mark is None:
            continue
        yield Occurrence(mark.start, mark.end, symbol, declares=True)
        text = reading.piece.string
        if text[mark.start : mark.end] == entry.declared.name:
            continue
        for other in reading.marks:
            if mark.end <= other.start < span.end and text[other.start : other.end] == entry.declared.name:
                yield Occurrence(other.start, other.end, symbol, declares=True)
                break


@attrs.define
class _Resolver:
    reading: Reading
    index: Index
    found: list[Occurrence] = attrs.Factory(list)
    stand_in: str | None = None
    wanted: Wanted | None = None

    def visit(self, node: object, scope: Scope) -> None:
        """Finds the names of a node and of those below it."""
        if isinstance(node, tuple):
            for each in node:
                self.visit(each, scope)
            return
        if not attrs.has(type(node)) or isinstance(node, ast.Declared | Span | ast.Title):
            return
        _VISITS.get(type(node), _Resolver.parts)(self, node, scope)

    def parts(self, node: object, scope: Scope, *, but: Sequence[str] = ()) -> None:
        """The names in a node's fields by their sorts, and the nodes below it, without some fields."""
        sorts = SORTS.get(type(node), {})
        for field in attrs.fields(type(node)):  # type: ignore[arg-type]
            value = getattr(node, field.name)
            if field.name in but or value is None:
                continue
            if field.name in sorts:
                names = value if isinstance(value, tuple) else (value,)
                for name in names:
                    self.name(name, sorts[field.name])
            elif not isinstance(value, bool | int | str):
                self.visit(value, scope)

    def name(self, name: object, sorts: Sequence[Sort], owners: tuple[str, ...] = ()) -> None:
        """A name that is of the first of these sorts in which it is declared."""
        if not isinstance(name, ast.Name) or not name.text:
            return
        if name.text == self.stand_in:
            self.wanted = self.wanted or Wanted(tuple(sorts), owners)
            return
        known = self.index.sorts.get(name.text, ())
        sort = next((each for each in sorts if each in known), None)
        if sort is not None:
            self.add(name, Symbol(sort, name.text), owners)

    def field_name(self, name: ast.Name, sorts: Sequence[Sort], shapes: tuple[str, ...]) -> None:
        """A name that is a field of one of some shapes."""
        of = shapes if name.text == self.stand_in else self.shape_fields(name.text, shapes)
        self.name(name, (Sort.FIELD,) if of else sorts, of)

    def add(self, name: ast.Name, symbol: Symbol, owners: tuple[str, ...] = ()) -> None:
        """A name whose meaning is known."""
        self.found.append(Occurrence(name.span.start, name.span.end, symbol, False, owners))

    # ---- nodes whose names are read in a scope ----

    def ref(self, node: ast.Ref, scope: Scope) -> None:
        """A bare name."""
        self.bare(node.name, scope)

    def looking(self, node: Any, scope: Scope) -> None:
        """A condition on one event: what it says of attributes is of that event."""
        self.parts(node, scope, but=("where", "prior_where"))
        where = node.prior_where if isinstance(node, ast.OnlyAfter) else node.where
        event = node.prior if isinstance(node, ast.OnlyAfter) else node.event
        self.visit(where, Scope((event.text,)))

    def obligation(self, node: ast.Obligation, scope: Scope) -> None:
        """What is said `with` an act is said of its events."""
        events = Scope(tuple(name.text for name in node.act.events))
        for part in ("bounds", "where", "together"):
            self.visit(getattr(node, part), events)
        self.parts(node, scope, but=("bounds", "where", "together"))

    def same(self, node: ast.ForTheSame, scope: Scope) -> None:
        """Attributes of the events looked at."""
        for name in node.attributes:
            self.field_name(name, (Sort.FIELD,), scope.items)

    def field_of(self, node: ast.FieldOf, scope: Scope) -> None:
        """A field of what stands behind it; a parameter before it is a share."""
        owner = self.owner(node.of, scope)
        self.field_name(node.field, FACTS, () if owner is None else (owner,))
        self.visit(node.of, scope)

    def aggregate(self, node: ast.Aggregate, scope: Scope) -> None:
        """A figure over the records of a list, the events of a type or cases."""
        self.bare(node.source, scope)
        read = self.field_read(ast.Ref(node.source), scope)
        record = record_of(read) if read is not None else None
        shape = record or node.source.text
        if node.field is not None:
            self.field_name(node.field, FACTS, (shape,))
        self.visit(node.where, Scope((shape,)))

    def definition(self, node: ast.Definition, scope: Scope) -> None:
        """A definition may speak of one record or event."""
        self.parts(node, scope, but=("means",))
        self.visit(node.means, Scope(() if node.of is None else (node.of.text,)))

    def compare(self, node: ast.Compare, scope: Scope) -> None:
        """Each side may be a value of the other."""
        self.operand(node.left, scope, self.values(node.right, scope))
        self.operand(node.right, scope, self.values(node.left, scope))

    def member(self, node: Any, scope: Scope) -> None:
        """Values of a field in a list of some."""
        one, others = (node.item, node.choices) if isinstance(node, ast.In) else (node.collection, node.items)
        self.visit(one, scope)
        for each in others:
            self.operand(each, scope, self.values(one, scope))

    def table(self, node: ast.Table, scope: Scope) -> None:
        """Cells are values of the column they stand in."""
        for name in node.columns:
            self.bare(name, scope)
        for row in node.rows:
            for cell, column in zip(row.cells, node.columns, strict=False):
                expected = self.values(ast.Ref(column), scope)
                for value in getattr(cell, "values", ()):
                    self.operand(value, scope, expected)
                if not isinstance(cell, ast.ValueCell):
                    self.visit(cell, scope)
            if isinstance(row.outcome, ast.Ref):
                self.name(row.outcome.name, (Sort.VALUE, *FACTS))
            else:
                self.visit(row.outcome, scope)

    def given(self, node: Any, scope: Scope) -> None:
        """What a scenario supplies of the case, a record or an event."""
        self.parts(node, scope, but=("pairs",))
        shapes = self.index.shapes
        if isinstance(node, ast.GivenCase):
            owners = tuple(each for each in shapes if isinstance(shapes[each], ast.Case))
        else:
            owners = ((node.event if isinstance(node, ast.GivenEvent) else node.record).text,)
        for pair in node.pairs:
            of = self.shape_fields(pair.field.text, owners)
            self.field_name(pair.field, (Sort.FIELD,), owners)
            field = self.index.field(of[0], pair.field.text) if of else None
            for value in pair.values or ():
                self.operand(value, scope, values_of(field) if field is not None else frozenset())

    # ---- what a name of the scope means ----

    def shape_fields(self, name: str, shapes: Sequence[str]) -> tuple[str, ...]:
        """Those of some shapes that have a field of that name."""
        return tuple(shape for shape in shapes if self.index.field(shape, name) is not None)

    def bare(self, name: ast.Name, scope: Scope, expected: frozenset[str] = frozenset()) -> None:
        """A bare name of a condition."""
        if name.text == self.stand_in:
            self.wanted = self.wanted or Wanted(FACTS, scope.items, expected)
            return
        if name.text in expected:
            self.add(name, Symbol(Sort.VALUE, name.text))
            return
        owners = self.shape_fields(name.text, scope.items)
        if owners:
            self.add(name, Symbol(Sort.FIELD, name.text), owners)
        elif name.text in self.index.case_fields:
            self.add(name, Symbol(Sort.FIELD, name.text), self.cases_with(name.text))
        else:
            self.name(name, (*FACTS[1:], Sort.FIELD, Sort.CASE, Sort.RECORD))

    def cases_with(self, name: str) -> tuple[str, ...]:
        """The kinds of case that have a field."""
        shapes = self.index.shapes
        return self.shape_fields(name, [each for each in shapes if isinstance(shapes[each], ast.Case)])

    def field_read(self, expr: object, scope: Scope) -> ast.Field | None:
        """The field that an expression reads, if it reads one."""
        match expr:
            case ast.Ref(name=name):
                owners = self.shape_fields(name.text, scope.items)
                if owners:
                    return self.index.field(owners[0], name.text)
                return self.index.case_fields.get(name.text)
            case ast.FieldOf(field=name):
                owner = self.owner(expr.of, scope)
                return None if owner is None else self.index.field(owner, name.text)
            case _:
                return None

    def owner(self, of: object, scope: Scope) -> str | None:
        """The shape whose fields `… of THIS` are."""
        match of:
            case ast.EventPick(event=event):
                return event.text
            case ast.Ref(name=name) if name.text in self.index.shapes:
                return name.text
            case ast.Ref() | ast.FieldOf():
                field = self.field_read(of, scope)
                return record_of(field) if field is not None else None
            case _:
                return None

    def values(self, expr: object, scope: Scope) -> frozenset[str]:
        """The names of the values that an expression can have."""
        if isinstance(expr, ast.Ref) and expr.name.text in self.index.tables:
            rows = self.index.tables[expr.name.text].rows
            return frozenset(row.outcome.name.text for row in rows if isinstance(row.outcome, ast.Ref))
        if isinstance(expr, ast.Aggregate | ast.Arith):
            return frozenset()
        field = self.field_read(expr, scope)
        return values_of(field) if field is not None else frozenset()

    def operand(self, expr: object, scope: Scope, expected: frozenset[str]) -> None:
        """An expression beside one that has these values."""
        if isinstance(expr, ast.Ref):
            self.bare(expr.name, scope, expected)
        else:
            self.visit(expr, scope)


def values_of(field: ast.Field) -> frozenset[str]:
    """The names of the values of a field that has one of some."""
    if field.type.type in (ast.TypeName.ONE_OF, ast.TypeName.SET_OF):
        return frozenset(value.name for value in field.type.names)
    return frozenset()


def record_of(field: ast.Field) -> str | None:
    """The record or kind of case that a field holds."""
    if field.type.type in (ast.TypeName.LIST_OF, ast.TypeName.RECORD) and field.type.names:
        return field.type.names[0].name
    return None


_VISITS: Mapping[type, Callable[[_Resolver, Any, Scope], None]] = {
    ast.Ref: _Resolver.ref,
    ast.After: _Resolver.looking,
    ast.EventPick: _Resolver.looking,
    ast.Happens: _Resolver.looking,
    ast.PersonDid: _Resolver.looking,
    ast.OnlyAfter: _Resolver.looking,
    ast.Obligation: _Resolver.obligation,
    ast.ForTheSame: _Resolver.same,
    ast.FieldOf: _Resolver.field_of,
    ast.Aggregate: _Resolver.aggregate,
    ast.Definition: _Resolver.definition,
    ast.Compare: _Resolver.compare,
    ast.In: _Resolver.member,
    ast.Includes: _Resolver.member,
    ast.Table: _Resolver.table,
    ast.GivenCase: _Resolver.given,
    ast.GivenRecord: _Resolver.given,
    ast.GivenEvent: _Resolver.given,
}

"""Documents → every declaration by sort and name, and every rule in its place. First come, first kept."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

import attrs

from dutylang.source import Source
from dutylang.syntax.ast import (
    Article,
    Case,
    Chapter,
    Checklist,
    Declared,
    Definition,
    Document,
    Duty,
    Event,
    ExceptionRule,
    Exemption,
    Grades,
    Handover,
    Holds,
    Judgement,
    Kinds,
    Liability,
    Parameter,
    PointScale,
    PolicyHead,
    Portfolio,
    Record,
    Role,
    Rule,
    Scenario,
    Table,
    Term,
    TypeName,
)


class Sort(enum.Enum):
    """What a name can be the name of."""

    ROLE = "role"
    CASE = "case"
    RECORD = "record"
    EVENT = "event"
    FIELD = "field"
    ATTRIBUTE = "attribute"
    VALUE = "value"
    PARAMETER = "parameter"
    DEFINITION = "definition"
    TABLE = "table"
    JUDGEMENT = "judgement"
    RULE = "rule"
    LIABILITY = "liability"
    EXEMPTION = "exemption"
    EXCEPTION = "exception"
    HANDOVER = "handover"
    SCALE = "scale"
    FIGURE = "figure"
    GRADE = "grade"
    DOCUMENT = "document"
    TERM = "term"
    KIND = "liability_kind"
    DEGREE = "degree"
    COUNTING = "counting"
    CALENDAR = "calendar"
    TIMEZONE = "timezone"
    CHAPTER = "chapter"
    ARTICLE = "article"


NAMESPACES = (
    (Sort.FIELD, Sort.PARAMETER, Sort.DEFINITION, Sort.TABLE, Sort.JUDGEMENT, Sort.EVENT, Sort.FIGURE),
    (Sort.CASE, Sort.RECORD, Sort.EVENT),
    (Sort.ROLE,),
    (Sort.RULE, Sort.LIABILITY, Sort.EXEMPTION, Sort.EXCEPTION, Sort.HANDOVER, Sort.SCALE),
    (Sort.JUDGEMENT, Sort.EXEMPTION),
    (Sort.GRADE,),
    (Sort.TERM,),
)
"""Sorts that share names: a condition that says `x` must mean one thing, and so must `list of x`.

A judgement and an exemption are decided in the same words: a decision on `x` must mean one of them.
"""

Shape = Case | Record | Event
Node = (
    Role
    | Shape
    | Parameter
    | Definition
    | Table
    | Judgement
    | Duty
    | Checklist
    | Liability
    | Exemption
    | ExceptionRule
    | Handover
    | PointScale
    | Portfolio
    | Term
)


@attrs.frozen
class Placed:
    """A rule with where it stands; no article for definitions between the articles."""

    rule: Rule
    article: Article | None
    chapter: int | None


@attrs.frozen
class Entry:
    """One declaration: a name of a sort, with the node that declares it where it is one of its own."""

    sort: Sort
    declared: Declared
    node: object


@attrs.frozen
class Declarations:
    """Everything the documents declare. `entries` is in the order written and holds repetitions too."""

    entries: tuple[Entry, ...]
    by_sort: Mapping[Sort, Mapping[str, Entry]]
    heads: tuple[PolicyHead, ...]
    main_heads: tuple[PolicyHead, ...]
    parameters: Mapping[str, tuple[Parameter, ...]]
    placed: tuple[Placed, ...]
    articles: tuple[Article, ...]
    chapters: tuple[Chapter, ...]
    scenarios: tuple[Scenario, ...]
    grades: tuple[Declared, ...]

    def find(self, sort: Sort, name: str) -> Entry | None:
        """The declaration of a name as this sort, or None."""
        return self.by_sort.get(sort, {}).get(name)

    def names(self, *sorts: Sort) -> tuple[Declared, ...]:
        """All that is declared of these sorts, in the order of sorts and then of the text."""
        return tuple(entry.declared for sort in sorts for entry in self.by_sort.get(sort, {}).values())

    def sort_of(self, name: str) -> Sort | None:
        """The first sort under which a name is declared, in the order of `Sort`."""
        return next((sort for sort in Sort if self.find(sort, name)), None)


def declarations_from(documents: Sequence[tuple[Source, Document]]) -> Declarations:
    """The declarations of the main document, which is the first, and of those that it uses."""
    items = [item for _, document in documents for item in document.items]
    placed = tuple(each for _, document in documents for each in _placed(document))
    entries = tuple(_entries(items, placed))
    by_sort: dict[Sort, dict[str, Entry]] = {}
    parameters: dict[str, tuple[Parameter, ...]] = {}
    for entry in entries:
        by_sort.setdefault(entry.sort, {}).setdefault(entry.declared.name, entry)
        if isinstance(entry.node, Parameter):
            name = entry.declared.name
            parameters[name] = (*parameters.get(name, ()), entry.node)
    return Declarations(
        entries=entries,
        by_sort=MappingProxyType(by_sort),
        heads=tuple(item for item in items if isinstance(item, PolicyHead)),
        main_heads=tuple(
            item for _, document in documents[:1] for item in document.items if isinstance(item, PolicyHead)
        ),
        parameters=MappingProxyType(parameters),
        placed=placed,
        articles=tuple(item for item in items if isinstance(item, Article)),
        chapters=tuple(item for item in items if isinstance(item, Chapter)),
        scenarios=tuple(item for item in items if isinstance(item, Scenario)),
        grades=tuple(name for item in items if isinstance(item, Grades) for name in item.names),
    )


def _placed(document: Document) -> Iterator[Placed]:
    """Rules in the order of the text; a chapter holds the articles that follow it."""
    chapter: int | None = None
    for item in document.items:
        match item:
            case Chapter():
                chapter = item.number
            case Article():
                for rule in item.rules:
                    yield Placed(rule, item, chapter)
            case Definition():
                yield Placed(item, None, chapter)
            case _:
                continue


def _entries(items: Sequence[object], placed: Sequence[Placed]) -> Iterator[Entry]:
    for item in items:
        match item:
            case Role():
                yield Entry(Sort.ROLE, item.declared, item)
            case Case() | Record() | Event():
                yield from _shape_entries(item)
            case Parameter():
                yield Entry(Sort.PARAMETER, item.declared, item)
            case Judgement():
                yield Entry(Sort.JUDGEMENT, item.declared, item)
            case Grades():
                for name in item.names:
                    yield Entry(Sort.GRADE, name, item)
            case Term():
                yield Entry(Sort.TERM, item.declared, item)
            case _:
                continue
    for each in placed:
        yield from _rule_entries(each.rule)


SHAPE_SORTS: Mapping[type[Case] | type[Record] | type[Event], Sort] = MappingProxyType(
    {Case: Sort.CASE, Record: Sort.RECORD, Event: Sort.EVENT}
)


def _shape_entries(shape: Shape) -> Iterator[Entry]:
    yield Entry(SHAPE_SORTS[type(shape)], shape.declared, shape)
    own = Sort.FIELD if isinstance(shape, Case) else Sort.ATTRIBUTE
    for field in shape.fields:
        yield Entry(own, field.declared, shape)
        if field.type.type in (TypeName.ONE_OF, TypeName.SET_OF):
            for value in field.type.names:
                yield Entry(Sort.VALUE, value, field)


def _rule_entries(rule: Rule) -> Iterator[Entry]:
    match rule:
        case Definition():
            yield Entry(Sort.DEFINITION, rule.declared, rule)
        case Table():
            yield Entry(Sort.TABLE, rule.declared, rule)
        case Liability():
            yield from _liability_entries(rule)
        case Exemption():
            yield Entry(Sort.EXEMPTION, rule.declared, rule)
        case ExceptionRule():
            yield Entry(Sort.EXCEPTION, rule.declared, rule)
        case Handover():
            yield Entry(Sort.HANDOVER, rule.declared, rule)
        case PointScale():
            yield Entry(Sort.SCALE, rule.declared, rule)
        case Portfolio():
            yield Entry(Sort.FIGURE, rule.declared, rule)
        case Duty():
            yield Entry(Sort.RULE, rule.declared, rule)
        case Checklist():
            yield Entry(Sort.RULE, rule.declared, rule)
            for item in rule.items:
                yield Entry(Sort.DOCUMENT, item.document, rule)


def _liability_entries(liability: Liability) -> Iterator[Entry]:
    """The liability, and the kinds and degrees that it brings: they are declared where they are first named."""
    yield Entry(Sort.LIABILITY, liability.declared, liability)
    for clause in liability.clauses:
        if isinstance(clause, Kinds):
            for kind in clause.kinds:
                yield Entry(Sort.KIND, kind, liability)
        elif isinstance(clause, Holds):
            for part in clause.parts:
                yield Entry(Sort.DEGREE, part.degree, liability)

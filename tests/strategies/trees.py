"""Whole documents: every kind of node, every name declared once before anything refers to it."""

from __future__ import annotations

from hypothesis.strategies import SearchStrategy

from dutylang.syntax import ast
from tests.strategies import lazy as st
from tests.strategies.rules import any_rule
from tests.strategies.scenarios import scenarios
from tests.strategies.values import (
    DATES,
    NUMBERS,
    article_numbers,
    conditions,
    plain_durations,
    plain_values,
    plain_withins,
    values,
)
from tests.strategies.vocabulary import Vocabulary, texts, vocabularies

_PLAIN = [
    kind
    for kind in ast.TypeName
    if kind
    not in (
        ast.TypeName.MONEY,
        ast.TypeName.ONE_OF,
        ast.TypeName.SET_OF,
        ast.TypeName.LIST_OF,
        ast.TypeName.RECORD,
    )
]


def in_forces() -> st.SearchStrategy[ast.InForce | None]:
    """When something is in force, or nothing."""
    both = st.tuples(DATES, DATES).map(sorted).map(lambda ends: ast.InForce(*ends))
    return st.one_of(st.none(), st.builds(ast.InForce, DATES), both)


def titles() -> st.SearchStrategy[ast.Title]:
    """The words of a heading in no, one or both tongues."""
    return st.one_of(
        st.just(ast.Title()),
        texts().map(lambda zh: ast.Title((("zh", zh),))),
        st.tuples(texts(), texts()).map(lambda both: ast.Title((("en", both[0]), ("zh", both[1])))),
    )


def heads(declared: ast.Declared) -> st.SearchStrategy[ast.PolicyHead]:
    """A policy head with some of its lines."""
    return st.builds(
        ast.PolicyHead,
        st.just(declared),
        st.one_of(st.none(), texts()),
        in_forces(),
        st.one_of(st.none(), st.sampled_from(("china", "holidays:DE"))),
        st.one_of(st.none(), st.just("Asia/Shanghai")),
        st.one_of(st.none(), st.sampled_from(("civil_code", "eu_1182_71"))),
        st.one_of(st.none(), plain_durations()),
        st.one_of(st.none(), DATES),
        st.booleans(),
    )


def types(names: Vocabulary) -> st.SearchStrategy[ast.TypeExpr]:
    """A type that declares no names of its own."""
    money = st.builds(ast.TypeExpr, st.just(ast.TypeName.MONEY), st.sampled_from(("CNY", "EUR")))
    record = names.name("records").map(
        lambda name: ast.TypeExpr(ast.TypeName.RECORD, None, (ast.Declared(name.text),))
    )
    return st.one_of(st.builds(ast.TypeExpr, st.sampled_from(_PLAIN)), money, record)


def fields(
    names: Vocabulary, declared: ast.Declared, kind: st.SearchStrategy[ast.TypeExpr]
) -> st.SearchStrategy[ast.Field]:
    """A field."""
    return st.builds(ast.Field, st.just(declared), kind, st.booleans(), st.booleans())


@st.composite
def declarations(draw: st.DrawFn, names: Vocabulary) -> list[ast.Item]:
    """Everything that the names of a vocabulary stand for."""
    kind = st.sampled_from(ast.BearerKind)
    first, second = names.declared("roles")
    items: list[ast.Item] = [
        ast.Role(first, None, draw(kind)),
        ast.Role(second, draw(st.one_of(st.none(), st.just(ast.Name(first.name)))), draw(kind)),
    ]
    one, other = names.declared("fields")
    choice = draw(st.sampled_from((ast.TypeName.ONE_OF, ast.TypeName.SET_OF)))
    enumeration = st.just(ast.TypeExpr(choice, None, names.declared("values")))
    lists = [
        draw(
            fields(
                names, each, st.just(ast.TypeExpr(ast.TypeName.LIST_OF, None, (ast.Declared(record.name),)))
            )
        )
        for each, record in zip(names.declared("lists"), names.declared("records"), strict=True)
    ]
    items.append(ast.Case(names.declared("case")[0], (draw(fields(names, one, enumeration)), *lists)))
    last = draw(fields(names, other, types(names)))
    in_event = draw(st.booleans())
    records = names.declared("records")
    items.extend(ast.Record(each, () if in_event or each is records[0] else (last,)) for each in records)
    events = names.declared("events")
    items.extend(ast.Event(each, (last,) if in_event and each is events[1] else ()) for each in events)
    words = ("documents", "degrees", "kinds")
    items.extend(ast.Term(each) for kind in words for each in names.declared(kind))
    items.append(ast.Grades(names.declared("grades")))
    items.extend(draw(parameters(each)) for each in names.declared("parameters"))
    decide = st.lists(names.name("roles"), min_size=1, max_size=2).map(tuple)
    until = st.one_of(st.none(), plain_withins(names))
    on = st.lists(names.name("fields", "events", "documents"), max_size=2).map(tuple)
    items.extend(
        ast.Judgement(each, draw(decide), draw(until), draw(on)) for each in names.declared("judgements")
    )
    means = st.one_of(conditions(names, 1), values(names, 2))
    of = st.one_of(st.none(), names.name("records", "events"))
    items.extend(ast.Definition(each, draw(means), draw(of)) for each in names.declared("definitions"))
    return items


def parameters(declared: ast.Declared) -> st.SearchStrategy[ast.Parameter]:
    """A parameter with a plain value."""
    value = st.one_of(
        st.builds(ast.DurationLiteral, plain_durations()),
        st.builds(ast.Percent, NUMBERS),
        st.builds(ast.TextLiteral, texts()),
    )
    return st.builds(ast.Parameter, st.just(declared), value, st.booleans(), in_forces())


@st.composite
def articles(draw: st.DrawFn, names: Vocabulary) -> list[ast.Item]:
    """A chapter and articles whose rules bear the declared rule names."""
    items: list[ast.Item] = [ast.Chapter(draw(st.integers(1, 40)), draw(titles()))]
    number = st.one_of(st.none(), st.integers(1, 12))
    outcome = ast.Declared("outcome_of_table")
    for declared in names.declared("rules"):
        rules = (draw(any_rule(names, declared, outcome)),)
        heading = (draw(article_numbers()), draw(titles()))
        items.append(ast.Article(*heading, rules, draw(number), draw(number), draw(in_forces())))
    return items


def documents() -> SearchStrategy[ast.Document]:
    """A whole document without comments; its nodes say nothing of where they stand."""
    return st.strategy_from(lazy_documents())


@st.composite
def lazy_documents(draw: st.DrawFn) -> ast.Document:
    """A whole document without comments; its nodes say nothing of where they stand."""
    names = draw(vocabularies())
    items: list[ast.Item] = []
    if draw(st.booleans()):
        items.append(draw(heads(names.declared("case")[1])))
    items.extend(
        ast.Use(path) for path in draw(st.lists(st.sampled_from(("a.duty", "词汇/b.duty")), max_size=1))
    )
    items.extend(draw(declarations(names)))
    items.extend(draw(articles(names)))
    items.extend(draw(st.lists(scenarios(names), max_size=1)))
    return ast.Document(tuple(items))


__all__ = ["articles", "declarations", "documents", "plain_values"]

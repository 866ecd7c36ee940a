"""Scenarios for generated trees."""

from __future__ import annotations

from dutylang.syntax import ast
from tests.strategies import lazy as st
from tests.strategies.persons import POINTS
from tests.strategies.values import DATES, MOMENTS, NUMBERS, plain_durations, plain_values
from tests.strategies.vocabulary import Vocabulary, one_of_lazily, texts

_PERSONS = st.one_of(st.sampled_from(("Li Na", "王芳")), texts())


def pairs(names: Vocabulary, least: int = 1) -> st.SearchStrategy[tuple[ast.Pair, ...]]:
    """Fields with their values."""
    values = st.lists(plain_values(names), min_size=1, max_size=2).map(tuple)
    pair = st.builds(ast.Pair, names.name("fields"), st.one_of(st.none(), values))
    return st.lists(pair, min_size=least, max_size=2).map(tuple)


def actors(names: Vocabulary) -> st.SearchStrategy[ast.Actor]:
    """A person, in a role or not."""
    return st.builds(ast.Actor, _PERSONS, st.one_of(st.none(), names.name("roles")))


def givens(names: Vocabulary) -> st.SearchStrategy[ast.Given]:
    """A line of what is given."""
    moment, day = st.one_of(st.none(), MOMENTS), st.one_of(st.none(), DATES)
    key = st.one_of(st.none(), texts())
    people = st.lists(actors(names), max_size=2).map(tuple)
    event, decided = names.name("events"), st.sampled_from((True, False, None))
    document = st.builds(
        ast.GivenDocument,
        names.name("documents"),
        st.one_of(st.none(), st.sampled_from(("2023", "2023H1")), texts()),
        decided,
        day,
        day,
        st.none(),
        day,
    )
    verified = st.builds(
        ast.GivenDocument, names.name("documents"), verified=DATES, verified_by=_PERSONS, valid_until=day
    )
    return one_of_lazily(
        lambda: st.builds(ast.GivenCase, pairs(names), moment),
        lambda: st.builds(ast.GivenRecord, names.name("records"), names.name("lists"), pairs(names)),
        lambda: st.builds(ast.GivenEvent, event, MOMENTS, people, pairs(names, 0), moment, key, key),
        lambda: st.builds(ast.GivenNone, names.name("fields", "lists", "events")),
        lambda: st.builds(ast.GivenHolder, names.name("roles"), _PERSONS, DATES, day, st.booleans()),
        lambda: st.builds(ast.GivenRegister, event, MOMENTS),
        lambda: document,
        lambda: verified,
        lambda: st.builds(
            ast.GivenJudgement, names.name("judgements", "rules"), decided, MOMENTS, actors(names), key
        ),
        lambda: st.builds(
            ast.GivenFigure, names.name("rules"), st.one_of(st.none(), plain_values(names)), key
        ),
        lambda: st.builds(ast.GivenClosed, MOMENTS),
        lambda: st.builds(ast.GivenKnown, MOMENTS),
        lambda: st.builds(ast.GivenParameter, names.name("parameters"), plain_values(names)),
    )


@st.composite
def expected_duties(draw: st.DrawFn, names: Vocabulary) -> ast.ExpectDuty:
    """What is expected of a duty."""
    late_by = draw(st.one_of(st.none(), plain_durations()))
    verdicts = st.lists(st.sampled_from(ast.ExpectedVerdict), min_size=1, max_size=2).map(tuple)
    step = draw(st.one_of(st.none(), st.none(), st.integers(1, 12)))
    return ast.ExpectDuty(
        rule=draw(names.name("rules")),
        verdicts=draw(verdicts) if late_by is None else (ast.ExpectedVerdict.LATE,),
        late_by=late_by,
        due=draw(st.one_of(st.none(), MOMENTS)),
        because=tuple(draw(st.lists(names.name("fields"), max_size=2))),
        step=step,
        item=draw(names.name("documents", "events")) if step is None and draw(st.booleans()) else None,
        flags=tuple(draw(st.lists(st.sampled_from(ast.ExpectedFlag), max_size=2, unique=True))),
    )


def expected_persons(names: Vocabulary) -> st.SearchStrategy[ast.ExpectPerson]:
    """What is expected of a person on a ground."""
    return st.builds(
        ast.ExpectPerson,
        st.one_of(st.none(), _PERSONS),
        st.sampled_from(ast.ExpectedResult),
        names.name("rules"),
        st.one_of(st.none(), names.name("degrees")),
        st.one_of(st.none(), NUMBERS),
        st.one_of(st.none(), names.name("grades")),
        st.lists(names.name("kinds"), max_size=2).map(tuple),
        st.one_of(st.none(), POINTS),
        st.lists(names.name("fields"), max_size=2).map(tuple),
    )


def scenarios(names: Vocabulary) -> st.SearchStrategy[ast.Scenario]:
    """A scenario."""
    grade = st.one_of(st.none(), names.name("grades"))
    sums = st.builds(ast.ExpectPoints, _PERSONS, POINTS, names.name("rules"), grade)
    kinds = (expected_duties(names), expected_persons(names), sums)
    expects = st.lists(st.one_of(*kinds), min_size=1, max_size=2).map(tuple)
    return st.builds(ast.Scenario, texts(), MOMENTS, st.lists(givens(names), max_size=3).map(tuple), expects)

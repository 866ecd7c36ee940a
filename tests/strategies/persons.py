"""Exceptions, handovers, liability, exemption, point scales and portfolios for generated trees."""

from __future__ import annotations

from decimal import Decimal

from dutylang.syntax import ast
from tests.strategies import lazy as st
from tests.strategies.values import COUNTS, UNITS, conditions, durations, plain_withins, ranges, values
from tests.strategies.vocabulary import Vocabulary, one_of_lazily

POINTS = st.one_of(st.integers(0, 24).map(Decimal), st.just(Decimal("0.5")))
_SHARES = st.one_of(st.integers(0, 100).map(Decimal), st.just(Decimal("33.3")))


def some(names: Vocabulary, *kinds: str) -> st.SearchStrategy[tuple[ast.Name, ...]]:
    """One or two names."""
    return st.lists(names.name(*kinds), min_size=1, max_size=2).map(tuple)


def exceptions(
    names: Vocabulary, declared: ast.Declared, limits: st.SearchStrategy[ast.Limit]
) -> st.SearchStrategy[ast.ExceptionRule]:
    """An exception from rules."""
    clause = st.one_of(
        st.builds(ast.ExceptionFrom, some(names, "rules")),
        st.builds(ast.Blocks, some(names, "rules")),
        st.builds(ast.PrevailsOver, some(names, "rules")),
        st.builds(ast.ExceptionWhen, conditions(names, 1)),
        st.builds(ast.ExceptionLimit, limits),
    )
    several = st.lists(clause, min_size=1, max_size=4).map(tuple)
    return st.builds(ast.ExceptionRule, st.just(declared), several)


def handovers(names: Vocabulary, declared: ast.Declared) -> st.SearchStrategy[ast.Handover]:
    """What makes a change of holder count."""
    one = st.builds(ast.SignedBy, st.just(value=True), st.booleans())
    clause = st.one_of(
        st.builds(ast.HandoverOf, some(names, "roles")),
        st.builds(ast.HandoverOn, names.name("events")),
        st.builds(ast.SignedBy, st.booleans(), st.booleans(), some(names, "roles")),
        one,
    )
    return st.builds(ast.Handover, st.just(declared), st.lists(clause, min_size=1, max_size=3).map(tuple))


# ---- liability ---------------------------------------------------------------------------------


def _bare(names: Vocabulary, kind: str) -> st.SearchStrategy[ast.Declared]:
    """A name that is declared, with its labels, elsewhere."""
    return st.sampled_from(names.declared(kind)).map(lambda each: ast.Declared(each.name))


def liabilities(names: Vocabulary, declared: ast.Declared) -> st.SearchStrategy[ast.Liability]:
    """A ground of liability."""
    share = st.one_of(st.none(), _SHARES)
    part = st.builds(ast.HoldsPart, names.name("roles"), _bare(names, "degrees"), share)
    breach = st.sampled_from(ast.BreachKind)
    clause = one_of_lazily(
        lambda: st.builds(ast.OpensOn, names.name("events")),
        lambda: st.builds(ast.ForEachBreach, names.name("rules"), st.booleans(), breach),
        lambda: st.builds(ast.ForEachBreach, st.none(), st.booleans(), breach, ranges()),
        lambda: st.builds(ast.ForFact, conditions(names, 1)),
        lambda: st.builds(ast.LiabilityWhen, conditions(names, 1)),
        lambda: st.builds(ast.Holds, st.lists(part, max_size=2).map(tuple)),
        lambda: st.builds(ast.GradeRow, names.name("grades"), st.one_of(st.none(), COUNTS)),
        lambda: st.builds(ast.GradeRow, names.name("grades"), st.none(), conditions(names, 1)),
        lambda: st.builds(
            ast.Kinds, st.lists(_bare(names, "kinds"), min_size=1, max_size=2, unique=True).map(tuple)
        ),
        lambda: st.builds(ast.Points, POINTS),
        lambda: st.builds(ast.Attributed, _SHARES, _SHARES),
        lambda: st.sampled_from((Decimal(0), Decimal(100))).map(
            lambda first: ast.Attributed(first, 100 - first)
        ),
        lambda: st.builds(ast.PersonsMode, st.sampled_from(ast.PersonsModeKind)),
    )
    return st.builds(ast.Liability, st.just(declared), st.lists(clause, min_size=1, max_size=6).map(tuple))


@st.composite
def effects(draw: st.DrawFn, names: Vocabulary) -> ast.Effect:
    """How much an exemption takes away, and who decides."""
    kind = draw(st.sampled_from(ast.EffectKind))
    decided_by = draw(st.one_of(st.none(), names.name("roles")))
    within = st.one_of(st.none(), plain_withins(names))
    partial = kind is ast.EffectKind.PARTIAL and draw(st.booleans())
    return ast.Effect(
        kind=kind,
        decided_by=decided_by,
        within=None if decided_by is None else draw(within),
        kinds=draw(some(names, "kinds")) if partial else (),
        grade=draw(names.name("grades")) if kind is ast.EffectKind.MITIGATED else None,
    )


def exemptions(names: Vocabulary, declared: ast.Declared) -> st.SearchStrategy[ast.Exemption]:
    """An exemption."""
    clause = st.one_of(
        st.builds(ast.FromEveryLiability, ranges()),
        st.builds(ast.FromLiabilities, some(names, "rules")),
        st.builds(ast.ForRole, some(names, "roles")),
        st.builds(ast.ExemptionWhen, conditions(names, 1)),
        effects(names),
        st.builds(ast.BarredBy, some(names, "judgements", "definitions")),
    )
    return st.builds(ast.Exemption, st.just(declared), st.lists(clause, min_size=1, max_size=4).map(tuple))


# ---- over many cases ---------------------------------------------------------------------------


def scales(names: Vocabulary, declared: ast.Declared) -> st.SearchStrategy[ast.PointScale]:
    """How points turn into sanctions."""
    clause = st.one_of(
        st.builds(ast.CountedPerCase),
        st.builds(ast.CountedPerPerson, UNITS),
        st.builds(ast.CountedPerPerson, st.none(), durations(names)),
        st.builds(ast.Threshold, POINTS, names.name("grades")),
    )
    return st.builds(ast.PointScale, st.just(declared), st.lists(clause, min_size=1, max_size=4).map(tuple))


def portfolios(names: Vocabulary, declared: ast.Declared) -> st.SearchStrategy[ast.Portfolio]:
    """A figure over many cases."""
    clause = st.one_of(
        st.builds(ast.GroupedBy, names.name("roles", "fields")),
        st.builds(ast.PlacedIn, UNITS, names.name("fields")),
        st.builds(ast.FigureMeans, st.one_of(conditions(names, 1), values(names, 2))),
    )
    return st.builds(ast.Portfolio, st.just(declared), st.lists(clause, min_size=1, max_size=3).map(tuple))

"""Rules of every kind for generated trees; duties, checklists and tables in full."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import attrs

from dutylang.syntax import ast
from dutylang.values import Unit
from tests.strategies import lazy as st
from tests.strategies.persons import exceptions, exemptions, handovers, liabilities, portfolios, scales
from tests.strategies.values import (
    DATES,
    TIMES,
    UNITS,
    conditions,
    durations,
    plain_values,
    refs,
    values,
)
from tests.strategies.vocabulary import Vocabulary, one_of_lazily

_CONVENTIONS = st.one_of(st.none(), st.none(), st.sampled_from(("civil_code", "exact")))
_CALENDARS = st.one_of(st.none(), st.none(), st.sampled_from(("china", "holidays:DE")))
SETTINGS = st.one_of(
    st.just(ast.Settings()), st.builds(ast.Settings, _CONVENTIONS, _CALENDARS, st.sampled_from(ast.Roll))
)
_MONTHLY = (
    ast.PeriodRef.EACH_MONTH, ast.PeriodRef.EACH_QUARTER, ast.PeriodRef.FOLLOWING_MONTH,
    ast.PeriodRef.FOLLOWING_QUARTER,
)  # fmt: skip
_ENDS = st.sampled_from([unit for unit in Unit if unit.value in ("day", "week", "month", "quarter", "year")])
_DEMANDS = (ast.Modal.MUST, ast.Modal.MUST, ast.Modal.MUST_ENSURE, ast.Modal.SHOULD)
_BANS = (ast.Modal.MUST_NOT, ast.Modal.MUST_NOT, ast.Modal.SHOULD_NOT)
_TAILED = (ast.Obligation, ast.Step, ast.OnlyAfter)


# ---- bounds ------------------------------------------------------------------------------------


def withins(names: Vocabulary) -> st.SearchStrategy[ast.Within]:
    """`within 3 days after X`."""
    after = st.one_of(st.none(), names.name("events"))
    return st.builds(ast.Within, durations(names), after, st.booleans(), SETTINGS)


def limits(names: Vocabulary) -> st.SearchStrategy[ast.Limit]:
    """Any deadline."""
    several = st.lists(single_limits(names), min_size=2, max_size=3).map(tuple)
    return st.one_of(single_limits(names), single_limits(names), st.builds(ast.Pick, st.booleans(), several))


def single_limits(names: Vocabulary) -> st.SearchStrategy[ast.Limit]:
    """Any deadline that is not picked from several."""
    event, some = names.name("events"), st.one_of(st.none(), names.name("events"))
    yearly = st.sampled_from((ast.PeriodRef.EACH_YEAR, ast.PeriodRef.FOLLOWING_YEAR))
    days = st.sampled_from(("same_day", "next_day", "next_working_day"))
    return one_of_lazily(
        lambda: withins(names),
        lambda: withins(names),
        lambda: st.builds(ast.AtLeastBefore, durations(names), event, SETTINGS),
        lambda: st.builds(ast.BeforeEvent, event, st.booleans()),
        lambda: st.builds(ast.ByDay, st.integers(1, 31), st.none(), st.sampled_from(_MONTHLY), SETTINGS),
        lambda: st.builds(ast.ByDay, st.integers(1, 28), st.integers(1, 12), yearly, SETTINGS),
        lambda: st.builds(ast.ByDate, DATES, SETTINGS),
        lambda: st.builds(ast.ByTime, TIMES, days),
        lambda: st.builds(ast.EndOf, _ENDS, SETTINGS),
        lambda: st.builds(ast.SameDay, some),
    )


def bounds(names: Vocabulary) -> st.SearchStrategy[tuple[ast.Bound, ...]]:
    """A few bounds in any order; `on the same day as the next event` would say something else."""
    bound = st.one_of(
        limits(names),
        st.builds(ast.Times, st.sampled_from(ast.TimesKind), st.integers(1, 5)),
        st.builds(ast.ForTheSame, st.lists(names.name("fields"), min_size=1, max_size=2).map(tuple)),
        st.just(ast.ByDifferentPersons()),
        st.builds(ast.ByOtherThan, names.name("events")),
        st.just(ast.AsNextEvent()),
    )
    return st.lists(bound, max_size=3).map(tuple).filter(_no_slip)


def _no_slip(found: Sequence[ast.Bound]) -> bool:
    """Whether no bound runs into the next."""
    return not any(_ends_open(first) and second == ast.AsNextEvent() for first, second in pairwise(found))


def _ends_open(bound: ast.Bound) -> bool:
    """Whether a bound ends in `on the same day`, which would go on with `as …`."""
    return bound == ast.SameDay() or (isinstance(bound, ast.Pick) and bound.limits[-1] == ast.SameDay())


# ---- clauses -----------------------------------------------------------------------------------


def acts(names: Vocabulary) -> st.SearchStrategy[ast.Act]:
    """One event or several."""
    several = st.lists(names.name("events"), min_size=2, max_size=2).map(tuple)
    return st.one_of(
        names.name("events").map(lambda event: ast.Act((event,))), st.builds(ast.Act, several, st.booleans())
    )


def bearers(names: Vocabulary, least: int = 1) -> st.SearchStrategy[tuple[ast.Name, ...]]:
    """Who is bound."""
    return st.lists(names.name("roles"), min_size=least, max_size=2).map(tuple)


def _maybe(names: Vocabulary) -> st.SearchStrategy[ast.Expr | None]:
    """A condition, or mostly none."""
    return st.one_of(st.none(), st.none(), st.deferred(lambda: conditions(names, 1)))


@st.composite
def obligations(
    draw: st.DrawFn, names: Vocabulary, modals: Sequence[ast.Modal] = _DEMANDS, *, bare: bool = False
) -> ast.Obligation:
    """Who must do what; `bare` ones may leave out the bearer."""
    modal = draw(st.sampled_from(list(modals)))
    nobody = modal is ast.Modal.MUST_NOT
    who = draw(bearers(names, 0 if bare or nobody else 1))
    instead = st.builds(ast.Instead, withins(names), conditions(names, 1))
    extended = st.builds(
        ast.ExtendedBy, durations(names), names.name("events"), st.one_of(st.none(), names.name("roles"))
    )
    return ast.Obligation(
        bearers=who,
        modal=modal,
        act=draw(acts(names)),
        bounds=draw(bounds(names)),
        each=bool(who) and draw(st.booleans()),
        where=draw(_maybe(names)),
        together=draw(_maybe(names)),
        unless=draw(_maybe(names)),
        when=draw(_maybe(names)),
        instead=tuple(draw(st.lists(instead, max_size=1))),
        extended=tuple(draw(st.lists(extended, max_size=1))),
    )


@st.composite
def steps(draw: st.DrawFn, names: Vocabulary) -> ast.Step:
    """What follows from the obligation before."""
    kind = draw(st.sampled_from(ast.StepKind))
    bare = kind in (ast.StepKind.THEN, ast.StepKind.AND, ast.StepKind.OTHERWISE)
    event = draw(names.name("events")) if kind is ast.StepKind.ONCE else None
    obligation = draw(obligations(names, bare=bare))
    if kind in (ast.StepKind.OTHERWISE, ast.StepKind.IF_ANY_MISSED) and draw(st.booleans()):
        upward = draw(st.sampled_from(ast.Upward))
        obligation = attrs.evolve(obligation, bearers=(), each=False, upward=upward)
    return ast.Step(kind, obligation, event)


def scopes(names: Vocabulary) -> st.SearchStrategy[ast.Clause]:
    """When a rule applies."""
    event = names.name("events")
    window = st.one_of(
        st.builds(ast.FromUntil, event, event),
        st.builds(ast.FromUntil, event, st.none()),
        st.builds(ast.FromUntil, st.none(), event),
    )
    which = st.sampled_from((ast.Which.EACH, ast.Which.FIRST, ast.Which.LATEST))
    every = st.sampled_from([unit for unit in Unit if unit.value not in ("minute", "hour")])
    return one_of_lazily(
        lambda: st.builds(ast.After, which, event, _maybe(names)),
        lambda: st.builds(ast.Between, event, event),
        lambda: window,
        lambda: st.builds(ast.Every, every, st.one_of(st.none(), window)),
        lambda: st.builds(ast.EverySince, durations(names), st.one_of(st.none(), window)),
        lambda: st.builds(ast.Before, event),
        lambda: st.builds(ast.OnDayOf, event),
        lambda: st.builds(ast.When, conditions(names, 1)),
        lambda: st.builds(ast.AppliesTo, st.just(ast.Name(names.declared("case")[0].name))),
    )


def remarks(names: Vocabulary) -> st.SearchStrategy[ast.Clause]:
    """Lines that stand by themselves."""
    event = names.name("events")
    return one_of_lazily(
        lambda: st.builds(ast.ModeLine, st.sampled_from(ast.Mode)),
        lambda: st.builds(ast.RecordedWithin, durations(names)),
        lambda: st.builds(ast.Suspended, event, event),
        lambda: st.builds(ast.Discharged, event, st.just(value=False)),
        lambda: st.builds(
            ast.Discharged, event, st.just(value=True), st.one_of(st.none(), names.name("roles"))
        ),
        lambda: st.builds(ast.ExceptionTo, names.name("rules")),
    )


@st.composite
def only_afters(draw: st.DrawFn, names: Vocabulary) -> ast.OnlyAfter:
    """An act that needs another before it."""
    directly = draw(st.booleans())
    same = st.builds(ast.ForTheSame, st.lists(names.name("fields"), min_size=1, max_size=2).map(tuple))
    return ast.OnlyAfter(
        bearers=draw(bearers(names, 0)),
        act=draw(acts(names)),
        prior=draw(names.name("events")),
        directly=directly,
        within=None if directly else draw(st.one_of(st.none(), st.builds(ast.Within, durations(names)))),
        same=draw(st.one_of(st.none(), same)),
        prior_where=draw(_maybe(names)),
        unless=draw(_maybe(names)),
        when=draw(_maybe(names)),
    )


def mains(names: Vocabulary, kind: ast.RuleKind) -> st.SearchStrategy[ast.Clause]:
    """What a rule of a kind demands, forbids or allows."""
    event = names.name("events")
    cure = st.one_of(st.none(), st.builds(ast.Within, durations(names)))
    match kind:
        case ast.RuleKind.DUTY:
            return st.one_of(
                obligations(names),
                obligations(names),
                steps(names),
                only_afters(names),
                st.builds(
                    ast.Keep,
                    bearers(names, 0),
                    conditions(names, 1),
                    st.one_of(st.none(), durations(names)),
                    cure,
                ),
                st.builds(ast.FourEyes, st.lists(event, min_size=2, max_size=3).map(tuple)),
                st.builds(ast.NeverBoth, event, event),
                st.builds(ast.CaseEdge, event, st.booleans()),
            )
        case ast.RuleKind.PROHIBITION:
            return st.one_of(
                obligations(names, _BANS), only_afters(names), st.builds(ast.NeverBoth, event, event)
            )
        case ast.RuleKind.PERMISSION:
            return obligations(names, (ast.Modal.MAY,))


@st.composite
def duties(draw: st.DrawFn, names: Vocabulary, declared: ast.Declared) -> ast.Duty:
    """A duty, prohibition or permission. A `when` behind an obligation would be its tail."""
    kind = draw(st.sampled_from(ast.RuleKind))
    clause = st.one_of(mains(names, kind), scopes(names), remarks(names))
    clauses = [draw(mains(names, kind)), *draw(st.lists(clause, max_size=3))]
    clauses = draw(st.permutations(clauses))
    first = next((index for index, each in enumerate(clauses) if isinstance(each, _TAILED)), len(clauses))
    kept = [each for index, each in enumerate(clauses) if index < first or not isinstance(each, ast.When)]
    return ast.Duty(kind, declared, tuple(kept))


# ---- checklists and tables ---------------------------------------------------------------------


@st.composite
def checklists(draw: st.DrawFn, names: Vocabulary, declared: ast.Declared) -> ast.Checklist:
    """A checklist of documents that are declared elsewhere."""
    items = []
    for document in draw(st.lists(st.sampled_from(names.declared("documents")), min_size=1, unique=True)):
        last = draw(st.one_of(st.none(), durations(names)))
        since = draw(st.one_of(st.none(), names.name("fields"))) if last else None
        flags = {"original": draw(st.booleans()), "valid": draw(st.booleans())}
        tail = {"when": draw(_maybe(names)), "unless": draw(_maybe(names))}
        bare = ast.Declared(document.name)
        items.append(ast.ChecklistItem(bare, for_the_last=last, or_since=since, **flags, **tail))
    return ast.Checklist(
        declared=declared,
        bearers=draw(bearers(names)),
        modal=draw(st.sampled_from((ast.Modal.MUST, ast.Modal.SHOULD))),
        verified=draw(st.booleans()),
        items=tuple(items),
        before=draw(names.name("events")),
    )


def cells(names: Vocabulary) -> st.SearchStrategy[ast.Cell]:
    """A cell of a table."""
    value = st.one_of(plain_values(names), values(names, 1))
    several = st.lists(plain_values(names), min_size=1, max_size=3).map(tuple)
    return one_of_lazily(
        lambda: st.just(ast.AnyCell()),
        lambda: st.just(ast.ElseCell()),
        lambda: st.builds(ast.CompareCell, st.sampled_from(ast.CompareOp), value),
        lambda: st.builds(ast.RangeCell, plain_values(names), plain_values(names)),
        lambda: st.builds(ast.ValueCell, several),
    )


@st.composite
def tables(draw: st.DrawFn, names: Vocabulary, declared: ast.Declared, outcome: ast.Declared) -> ast.Table:
    """A decision table."""
    columns = draw(st.lists(names.name("fields"), min_size=1, max_size=2))
    row = st.builds(
        ast.TableRow,
        st.lists(cells(names), min_size=len(columns), max_size=len(columns)).map(tuple),
        st.one_of(refs(names, "values"), plain_values(names)),
    )
    rows = tuple(draw(st.lists(row, min_size=1, max_size=3)))
    return ast.Table(declared, draw(st.sampled_from(ast.Hit)), tuple(columns), outcome, rows)


def any_rule(names: Vocabulary, declared: ast.Declared, outcome: ast.Declared) -> st.SearchStrategy[ast.Rule]:
    """A rule of any kind."""
    return one_of_lazily(
        lambda: duties(names, declared),
        lambda: duties(names, declared),
        lambda: duties(names, declared),
        lambda: duties(names, declared),
        lambda: checklists(names, declared),
        lambda: tables(names, declared, outcome),
        lambda: exceptions(names, declared, limits(names)),
        lambda: handovers(names, declared),
        lambda: liabilities(names, declared),
        lambda: exemptions(names, declared),
        lambda: scales(names, declared),
        lambda: portfolios(names, declared),
        lambda: st.builds(
            ast.Definition, st.just(declared), conditions(names, 2), st.one_of(st.none(), names.name("lists"))
        ),
    )


__all__ = ["UNITS", "any_rule", "bounds", "duties", "limits", "obligations"]

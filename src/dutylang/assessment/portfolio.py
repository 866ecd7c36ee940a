"""Portfolio figures out of cases: each case leaves only its elements, the folds come at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial

import attrs

from dutylang.assessment.case import assess_case
from dutylang.assessment.figures import MOST_CASES_NAMED, NO_FIGURES, WHOLE, Figures, FigureValue
from dutylang.assessment.model import Horizon
from dutylang.assessment.portfolio_bodies import filled, folds_of, in_type, plain_body, strata_of
from dutylang.assessment.single.conditions import evaluate, truth_of
from dutylang.assessment.single.context import Context, Trace
from dutylang.assessment.single.portfolio import groups_of, label_of, placing_day
from dutylang.assessment.single.standing import context_of_case
from dutylang.assessment.single.versions import versions_at
from dutylang.calendars import Calendar
from dutylang.cases.record import CaseRecord, NoValue, RecordValue
from dutylang.diagnostics import Diagnostic, Severity
from dutylang.ops.folds import Element, fold
from dutylang.ops.meanings import PROBLEMS
from dutylang.plan.model import Plan
from dutylang.policy import typed as t
from dutylang.policy.model import FigureInfo
from dutylang.syntax.ast import AggregateKind
from dutylang.values import UNKNOWN, Truth

Found = tuple[CaseRecord | None, tuple[Diagnostic, ...]]
"""A case, or in place of one that could not be read its errors; notes on the whole input are no error."""

Place = tuple[str, str]
"""A group and a period."""


@attrs.define
class _Members:
    """The elements of the cases of one group and period, by fold of the body; and what is unknown of them.

    `subjects` go with the id of the first case that has them.
    """

    elements: list[list[Element]]
    count: int = 0
    blamed: list[str] = attrs.field(factory=list)
    subjects: dict[str, str] = attrs.field(factory=dict)


@attrs.define
class _Gathering:
    """One figure while its cases are read. `adrift` are ids of cases whose group or period is not known."""

    info: FigureInfo
    body: t.Typed
    folds: tuple[t.FoldCases, ...]
    members: dict[Place, _Members] = attrs.field(factory=dict)
    adrift: list[str] = attrs.field(factory=list)

    def at(self, place: Place) -> _Members:
        """What is gathered at a place."""
        if place not in self.members:
            self.members[place] = _Members([[] for _ in self.folds])
        return self.members[place]


@attrs.define
class Portfolio:
    """Some figures of a policy, by name, while its cases are read, one by one.

    Other figures that they read are known to `blank`, a reading of no case at all.
    """

    blank: Context
    names: tuple[str, ...]
    gathered: dict[str, _Gathering] = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        words = self.blank.setting.plan.vocabulary
        bodies = {name: plain_body(words.figures[name], words) for name in self.names}
        self.gathered = {
            name: _Gathering(words.figures[name], body, folds_of(body)) for name, body in bodies.items()
        }

    def add(self, context: Context) -> None:
        """Takes in the elements of one case, read at the as-of moment. The case itself is not kept."""
        case = context.timeline.case
        context = attrs.evolve(context, item=RecordValue(case.fields))
        for gathering in self.gathered.values():
            if any(fold.case == case.kind for fold in gathering.folds):
                _gather(gathering, context)

    def figures(self, *, complete: bool) -> Figures:
        """All figures of the cases that were taken in; all unknown where a case could not be read."""
        values: dict[tuple[str, str, str], FigureValue] = {}
        empty: dict[str, FigureValue] = {}
        for name, gathering in self.gathered.items():
            blank = _Members([[] for _ in gathering.folds])
            empty[name] = _value(gathering, (WHOLE, WHOLE), blank, self.blank, complete)
            for place, members in sorted(gathering.members.items(), key=lambda item: item[0]):
                values[(name, *place)] = _value(gathering, place, members, self.blank, complete)
        return Figures(values, empty)


def figures_from_book(
    plan: Plan,
    read: Callable[[], Iterable[Found]],
    horizon: Horizon,
    *,
    overrides: Mapping[str, t.Const] | None = None,
    calendars: Mapping[str, Calendar] | None = None,
) -> Figures:
    """Every figure that a policy declares, over the cases of a book.

    `read` reads the book from its beginning, once for each stratum of figures: those over verdicts come
    after those over facts, on which verdicts may hang. Without figures it is not called.
    """
    figures = NO_FIGURES
    for version in reversed(versions_at(plan, horizon)):  # the latest says what a figure means
        figures = _of_version(version, plan, read, horizon, overrides, calendars, figures)
    return figures


def _of_version(
    version: Plan,
    plan: Plan,
    read: Callable[[], Iterable[Found]],
    horizon: Horizon,
    overrides: Mapping[str, t.Const] | None,
    calendars: Mapping[str, Calendar] | None,
    figures: Figures,
) -> Figures:
    """The figures of one version added to those that later ones gave."""
    reading = partial(context_of_case, version, overrides=overrides, calendars=calendars)
    for every, over_verdicts in strata_of(version.vocabulary):
        names = tuple(name for name in every if name not in figures.empty)
        if not names:
            continue
        portfolio = Portfolio(reading(CaseRecord(""), horizon, figures=figures), names)
        complete = True
        for case, problems in read():
            if case is None:
                complete = complete and all(each.severity is not Severity.ERROR for each in problems)
                continue
            context = reading(case, horizon, figures=figures)
            if over_verdicts:
                assessed = assess_case(
                    plan, case, horizon, overrides=overrides, calendars=calendars, figures=figures
                )
                context = attrs.evolve(context, findings=assessed.findings)
            portfolio.add(context)
        figures = figures.joined(portfolio.figures(complete=complete))
    return figures


def _gather(gathering: _Gathering, context: Context) -> None:
    """Reads the elements of a case and puts them where the case belongs."""
    elements: list[Element | None] = []
    unsure: list[str] = []
    context.trace.unknowns.clear()
    for each in gathering.folds:
        found = _element(each, context) if each.case == context.timeline.case.kind else None
        elements.append(found)
        if found is not None and (found[0] is Truth.UNKNOWN or found[1] is UNKNOWN):
            unsure += [leaf.subject for _, leaf in context.trace.unknowns]
        context.trace.unknowns.clear()
    places = _places(gathering.info, context)
    if places is None:
        if any(found is not None for found in elements):
            gathering.adrift.append(context.timeline.case.id)
        return
    for place in places:
        members = gathering.at(place)
        members.count += 1
        for kept, found in zip(members.elements, elements, strict=True):
            if found is not None:
                kept.append(found)
        if unsure:
            identity = context.timeline.case.id
            if identity not in members.blamed and len(members.blamed) < MOST_CASES_NAMED:
                members.blamed.append(identity)
            for subject in unsure:
                if len(members.subjects) < MOST_CASES_NAMED:
                    members.subjects.setdefault(subject, identity)


def _element(each: t.FoldCases, context: Context) -> Element | None:
    """What a case adds to a fold; None where it certainly does not belong and that changes nothing."""
    truth = truth_of(each.where, context)
    if truth is Truth.NO and each.kind is not AggregateKind.EVERY:
        return None
    if each.value is None or truth is Truth.NO:
        return truth, None
    value = evaluate(each.value, context)
    return truth, UNKNOWN if value is NoValue.ABSENT else value


def _places(info: FigureInfo, context: Context) -> list[Place] | None:
    """The groups and the period of a case; none where it is known to belong nowhere. None: not known."""
    period, day = WHOLE, context.moment.day
    if info.unit is not None and info.date is not None:
        if evaluate(info.date, context) is NoValue.ABSENT:
            return []
        placed = placing_day(info, context, evaluate)
        if placed is None:
            return None
        if placed > context.moment.day:
            return []  # it has not happened yet at the as-of moment
        period, day = label_of(info.unit, placed), placed
    groups = groups_of(info, context, evaluate, day)
    return None if groups is None else [(group, period) for group in groups]


def _value(
    gathering: _Gathering, place: Place, members: _Members, blank: Context, complete: bool
) -> FigureValue:
    """The figure of one group and period."""
    info = gathering.info
    told = FigureValue(info.declared.name, *place, UNKNOWN, members=members.count)
    if not complete:
        return attrs.evolve(told, why="unreadable_cases")
    if gathering.adrift:
        few = tuple(gathering.adrift[:MOST_CASES_NAMED])
        return attrs.evolve(told, why="unknown_group", cases=few)
    folded = {
        each: fold(each.kind.value, kept, each.type)
        for each, kept in zip(gathering.folds, members.elements, strict=True)
    }
    context = attrs.evolve(blank, trace=Trace())
    body, below = filled(gathering.body, info, folded, place, context)
    value = evaluate(body, context)
    if value is not UNKNOWN and value is not NoValue.ABSENT:
        return attrs.evolve(told, value=in_type(value, info))
    if below is not None:
        return attrs.evolve(told, why=below.why, cases=below.cases, subjects=below.subjects)
    if members.blamed and UNKNOWN in folded.values():
        cases, subjects = tuple(members.blamed), tuple(members.subjects)
        return attrs.evolve(told, why="unknown_element", cases=cases, subjects=subjects)
    reasons = [leaf.why for _, leaf in context.trace.unknowns if leaf.why in PROBLEMS]
    return attrs.evolve(told, why=reasons[0] if reasons else "no_value")

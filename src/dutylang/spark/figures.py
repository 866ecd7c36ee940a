"""Figures over the whole book by passes: each bucket leaves what its cases add, and the driver folds it."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import attrs
import numpy as np

from dutylang.assessment.case import assess_case
from dutylang.assessment.figures import MOST_CASES_NAMED, NO_FIGURES, Figures
from dutylang.assessment.portfolio import Place, Portfolio
from dutylang.assessment.portfolio_bodies import strata_of
from dutylang.assessment.single.context import Context
from dutylang.assessment.single.standing import context_of_case
from dutylang.assessment.single.versions import versions_at
from dutylang.cases.columns.model import CaseColumns
from dutylang.cases.record import CaseRecord
from dutylang.pipeline import has_errors
from dutylang.plan.model import Plan
from dutylang.spark.elements import Elements
from dutylang.spark.job import Job
from dutylang.spark.reading import columns_of_tables

if TYPE_CHECKING:
    import pyarrow as pa


@attrs.frozen
class Stratum:
    """Figures that can be worked out in one pass, of the version at a place among those that count."""

    version: int
    names: tuple[str, ...]
    over_verdicts: bool


@attrs.frozen
class Group:
    """What some cases add to one group and period of a figure, fold by fold.

    `blamed` are the first ids of cases with something unknown, `subjects` what is not known, each with the
    first case that it is not known of.
    """

    elements: tuple[Elements, ...]
    count: int
    blamed: tuple[str, ...]
    subjects: Mapping[str, str]

    def joined(self, other: Group) -> Group:
        """Those of other cases too."""
        pairs = zip(self.elements, other.elements, strict=True)
        first = dict(other.subjects)
        for subject, case in self.subjects.items():
            first[subject] = min(case, first.get(subject, case))
        few = sorted(first.items(), key=lambda each: (each[1], each[0]))[:MOST_CASES_NAMED]
        return Group(
            tuple(one.joined(two) for one, two in pairs),
            self.count + other.count,
            tuple(sorted({*self.blamed, *other.blamed})[:MOST_CASES_NAMED]),
            dict(few),
        )


@attrs.frozen
class Part:
    """What the cases of one bucket add to the figures of a stratum, by figure and place.

    `adrift` are the first ids of cases whose group is not known; `complete` is False when one could not be
    read.
    """

    groups: Mapping[str, Mapping[Place, Group]]
    adrift: Mapping[str, tuple[str, ...]]
    complete: bool


def has_figures(job: Job) -> bool:
    """Whether the policy declares figures over the whole book."""
    return any(version.vocabulary.figures for version in _versions(job))


def figures_of_book(job: Job, passed: Callable[[Job, Stratum], Iterable[bytes]]) -> Figures:
    """Every figure that the policy declares; `passed` gives what all buckets leave in one pass over the book.

    Figures over verdicts come after those over facts, on which verdicts may hang; the latest version says
    what a figure means.
    """
    figures = NO_FIGURES
    versions = _versions(job)
    for place in reversed(range(len(versions))):
        for every, over_verdicts in strata_of(versions[place].vocabulary):
            names = tuple(name for name in every if name not in figures.empty)
            if names:
                stratum = Stratum(place, names, over_verdicts)
                now = attrs.evolve(job, figures=figures)
                parts = [pickle.loads(part) for part in passed(now, stratum)]
                figures = figures.joined(_figures(now, stratum, parts))
    return figures


def part_of_bucket(job: Job, stratum: Stratum, tables: Mapping[str, pa.Table]) -> bytes:
    """What the cases of one bucket add, packed."""
    columns = columns_of_tables(job, tables)
    if isinstance(columns, tuple):
        return pickle.dumps(Part({}, {}, complete=False))
    portfolio = _portfolio(job, stratum)
    for context in _contexts(job, stratum, columns):
        portfolio.add(context)
    complete = not any(has_errors(problems) for _, problems in columns.unread)
    groups: dict[str, dict[Place, Group]] = {}
    adrift: dict[str, tuple[str, ...]] = {}
    for name, gathering in portfolio.gathered.items():
        folds = gathering.folds
        groups[name] = {
            place: Group(
                tuple(
                    Elements.of(each.kind.value, kept, each.type)
                    for each, kept in zip(folds, members.elements, strict=True)
                ),
                members.count,
                tuple(members.blamed),
                dict(members.subjects),
            )
            for place, members in gathering.members.items()
        }
        adrift[name] = tuple(gathering.adrift[:MOST_CASES_NAMED])
    return pickle.dumps(Part(groups, adrift, complete))


def _contexts(job: Job, stratum: Stratum, columns: CaseColumns) -> Iterator[Context]:
    """The cases of a bucket in the order of their ids, each read at the as-of moment."""
    loaded, overrides = job.policy.loaded, job.policy.parameters
    for record in columns.records(np.argsort(np.array(columns.ids, np.str_), kind="stable")):
        context = _context(job, stratum, record)
        if stratum.over_verdicts:
            assessed = assess_case(
                loaded.plan,
                record,
                job.horizon,
                overrides=overrides,
                calendars=loaded.calendars,
                figures=job.figures,
            )
            context = attrs.evolve(context, findings=assessed.findings)
        yield context


def _context(job: Job, stratum: Stratum, record: CaseRecord) -> Context:
    return context_of_case(
        _versions(job)[stratum.version],
        record,
        job.horizon,
        overrides=job.policy.parameters,
        calendars=job.policy.loaded.calendars,
        figures=job.figures,
    )


def _portfolio(job: Job, stratum: Stratum) -> Portfolio:
    return Portfolio(_context(job, stratum, CaseRecord("")), stratum.names)


def _versions(job: Job) -> tuple[Plan, ...]:
    return versions_at(job.policy.loaded.plan, job.horizon)


def _figures(job: Job, stratum: Stratum, parts: Iterable[Part]) -> Figures:
    """The figures of a stratum out of what all buckets left."""
    portfolio = _portfolio(job, stratum)
    groups: dict[tuple[str, Place], Group] = {}
    adrift: dict[str, set[str]] = {name: set() for name in stratum.names}
    complete = not has_errors(job.said)
    for part in parts:
        complete = complete and part.complete
        for name, found in part.groups.items():
            adrift[name].update(part.adrift[name])
            for place, group in found.items():
                known = groups.get((name, place))
                groups[name, place] = group if known is None else known.joined(group)
    for (name, place), group in groups.items():
        members = portfolio.gathered[name].at(place)
        members.elements = [each.listed() for each in group.elements]
        members.count = group.count
        members.blamed = list(group.blamed)
        members.subjects = dict(group.subjects)
    for name, cases in adrift.items():
        portfolio.gathered[name].adrift = sorted(cases)
    return portfolio.figures(complete=complete)

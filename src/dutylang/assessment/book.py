"""What only all cases together show: figures by group, and each person's points over the book."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterable
from decimal import Decimal

import attrs

from dutylang.assessment.figures import NO_FIGURES, Figures
from dutylang.assessment.model import CaseAssessment, Horizon
from dutylang.assessment.persons import Entry, PersonResult, Result, Sanction
from dutylang.assessment.single.context import Context, period_value
from dutylang.assessment.single.versions import versions_at
from dutylang.calendars.counting import count_backward
from dutylang.calendars.spans import period_of
from dutylang.plan.accountability import ScalePlan
from dutylang.plan.model import Plan
from dutylang.values import Moment


@attrs.frozen
class Book:
    """The results of all cases together, known when the last one is done.

    `cases` counts those that were assessed, `unread` those that could not be read: with any of them every
    figure is unknown and no sanction is complete.
    """

    figures: Figures = NO_FIGURES
    sanctions: tuple[Sanction, ...] = ()
    cases: int = 0
    unread: int = 0

    @property
    def is_complete(self) -> bool:
        """Whether every case could be read."""
        return not self.unread


def is_asked_of_all(plan: Plan, horizon: Horizon) -> bool:
    """Whether a policy asks something that only all cases together show."""
    return any(
        version.vocabulary.figures or any(scale.per_person for scale in version.scales)
        for version in versions_at(plan, horizon)
    )


@attrs.define
class Tally:
    """A book while its cases are assessed: of each case only the points are kept.

    `versions` are those of the policy that count, earliest first: the scales of the latest turn points into
    sanctions. `context` is any reading at the as-of moment. `open_persons` are those of whom some result with
    points is not known yet: theirs may be more.
    """

    versions: tuple[Plan, ...]
    context: Context
    figures: Figures = NO_FIGURES
    entries: list[Entry] = attrs.field(factory=list)
    open_persons: set[str] = attrs.field(factory=set)
    cases: int = 0
    unread: int = 0

    def add(self, assessed: CaseAssessment) -> None:
        """Counts one case."""
        self.cases += 1
        self.entries += assessed.entries
        self.open_persons |= persons_with_open_points(assessed.persons, self.versions)

    def book(self) -> Book:
        """What the cases show together."""
        sanctions = book_sanctions(
            self.versions[-1],
            self.entries,
            self.context,
            complete=not self.unread,
            open_persons=self.open_persons,
        )
        return Book(self.figures, sanctions, self.cases, self.unread)


def persons_with_open_points(persons: Iterable[PersonResult], versions: Iterable[Plan]) -> set[str]:
    """Those of whom it is not known what they earned on some ground that carries points."""
    grounds = [each for version in versions for each in version.liabilities]
    carrying = {each.name for each in grounds if each.points is not None}
    certain = (Result.LIABLE, Result.MITIGATED)
    return {
        each.person
        for each in persons
        if each.liability in carrying
        and (each.result is Result.UNKNOWN or (each.result in certain and each.points is None))
    }


def book_sanctions(
    plan: Plan,
    entries: Iterable[Entry],
    context: Context,
    *,
    complete: bool = True,
    open_persons: Container[str] = (),
) -> tuple[Sanction, ...]:
    """Each person's points under every scale that counts per person, over all entries that are given.

    By scale and person: one sanction for each calendar period, or the window that counts most; without
    either, one for all time. `context` is any reading at the as-of moment: a window may be a parameter.
    """
    found: list[Sanction] = []
    persons: dict[str, list[Entry]] = {}
    for entry in dict.fromkeys(entries):
        persons.setdefault(entry.person, []).append(entry)
    for scale in plan.scales:
        if not scale.per_person:
            continue
        for person in sorted(persons):
            own = sorted(persons[person], key=lambda entry: (entry.at.day, entry.case_id, entry.source))
            for period, counted in _periods(scale, own, context):
                whole = complete and person not in open_persons
                found.append(sanction_of(scale, person, counted, period, complete=whole))
    return tuple(found)


def sanction_of(
    scale: ScalePlan, person: str, entries: Iterable[Entry], period: str = "", *, complete: bool = True
) -> Sanction:
    """The points of these entries together, and the highest threshold that they reach."""
    counted = tuple(entries)
    points = sum((entry.points for entry in counted), Decimal(0))
    reached = [threshold for threshold in scale.thresholds if threshold[0] <= points]
    grade = max(reached, key=lambda threshold: threshold[0])[1] if reached else None
    return Sanction(person, scale.name, scale.article, points, grade, period, counted, complete)


def _periods(scale: ScalePlan, entries: list[Entry], context: Context) -> list[tuple[str, list[Entry]]]:
    """The entries of one person, in order, by the periods of a scale."""
    if scale.unit is not None:
        by_label: dict[str, list[Entry]] = {}
        for entry in entries:
            by_label.setdefault(period_of(scale.unit, entry.at.day)[0], []).append(entry)
        return list(by_label.items())
    if scale.within is None:
        return [("", entries)]
    windows = [(last, _window(last, scale, entries, context)) for last in {entry.at.day for entry in entries}]
    # Of windows that count alike the earliest: from then on the points have been reached.
    last, counted = min(windows, key=lambda window: (-_points(window[1]), window[0]))
    return [(last.isoformat(), counted)]


def _window(last: dt.date, scale: ScalePlan, entries: list[Entry], context: Context) -> list[Entry]:
    """The entries of the window that ends on a day, both its ends included."""
    setting = context.setting
    period = period_value(scale.within, last, setting, context.trace)
    calendar = setting.calendar(setting.policy_calendar)
    first = count_backward(Moment(last), period, setting.plan.counting, calendar, setting.tz).due.day
    return [entry for entry in entries if first <= entry.at.day <= last]


def _points(entries: list[Entry]) -> Decimal:
    return sum((entry.points for entry in entries), Decimal(0))

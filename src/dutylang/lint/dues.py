"""Written deadlines side by side: which falls due first in every case, as far as the words show."""

from __future__ import annotations

import attrs

from dutylang.lint.ground import Ground
from dutylang.syntax.ast import (
    AtLeastBefore,
    BeforeEvent,
    ByDate,
    ByDay,
    Duration,
    Limit,
    SameDay,
    Settings,
    Step,
    StepKind,
    Within,
)
from dutylang.values import Family, Period


@attrs.frozen
class Due:
    """A deadline: the event that it is counted from or up to, and how far from it (None: a fixed day).

    `period` is negative time when `ahead`: so long before the event.
    """

    limit: Limit
    event: str | None = None
    period: Period | None = None
    ahead: bool = False


def begins_with(step: Step) -> str | None:
    """The event that a step opens on, where it is one that can be named."""
    return step.event.text if step.kind is StepKind.ONCE and step.event is not None else None


def due_of(limit: Limit | None, trigger: str | None, ground: Ground) -> Due | None:
    """What is known of a deadline; None when it cannot be compared. `trigger`: what it runs from by itself."""
    match limit:
        case Within():
            event = limit.after.text if limit.after is not None else trigger
            period = period_of(limit.duration, ground)
            return Due(limit, event, period) if event is not None and period is not None else None
        case SameDay():
            event = limit.event.text if limit.event is not None else trigger
            return Due(limit, event) if event is not None else None
        case AtLeastBefore():
            period = period_of(limit.duration, ground)
            return Due(limit, limit.event.text, period, ahead=True) if period is not None else None
        case BeforeEvent(next=False):
            return Due(limit, limit.event.text, None, ahead=True)
        case ByDate() | ByDay():
            return Due(limit)
        case _:
            return None


def period_of(duration: Duration, ground: Ground) -> Period | None:
    """A written period, or the one value of the parameter that stands for it."""
    if duration.parameter is None:
        written = duration.count is not None and duration.unit is not None
        return Period(duration.count, duration.unit) if written else None  # type: ignore[arg-type]
    name = duration.parameter.text
    declared = (version.vocabulary.parameters.get(name) for version in ground.versions)
    values = {version.value.value for info in declared if info is not None for version in info.versions}
    found = next(iter(values), None)
    return found if len(values) == 1 and isinstance(found, Period) else None


def surely_not_later(one: Due, other: Due) -> bool:
    """Whether the first deadline comes before the second in every case, or with it."""
    if not _counted_alike(one.limit, other.limit) or one.event != other.event:
        return False
    match one.limit, other.limit:
        case ByDate(date=first), ByDate(date=second):
            return first <= second
        case ByDay() as first, ByDay() as second:
            return first.of is second.of and (first.month or 0, first.day) <= (second.month or 0, second.day)
        case ((AtLeastBefore() | BeforeEvent()), (AtLeastBefore() | BeforeEvent())):
            # The longer before the event, the earlier.
            return second_period_is_no_longer(one.period, other.period)
        case SameDay(), (Within() | SameDay()):
            return other.period is None or not other.period.unit.is_elapsed
        case Within(strict=first_strict), Within(strict=second_strict):
            if second_strict and not first_strict:
                return False
            return (
                one.period is not None and other.period is not None and not_longer(one.period, other.period)
            )
        case _:
            return False


def second_period_is_no_longer(one: Period | None, other: Period | None) -> bool:
    """Whether the second lead time is no longer than the first; None is none at all."""
    if other is None:
        return True
    return one is not None and not_longer(other, one)


def not_longer(one: Period, other: Period) -> bool:
    """Whether a period never ends after another that begins with it. So many working days are as many days at least."""
    if one.unit.family is other.unit.family:
        return one.count * one.unit.size <= other.count * other.unit.size
    if one.unit.family is Family.DAYS and other.unit.family is Family.WORKING_DAYS:
        return one.count * one.unit.size <= other.count
    return False


def _counted_alike(one: Limit, other: Limit) -> bool:
    """Whether both are counted in the same way."""
    settings = [getattr(each, "settings", Settings()) for each in (one, other)]
    return settings[0] == settings[1]

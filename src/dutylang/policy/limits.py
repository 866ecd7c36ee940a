"""Deadlines: their events, periods and settings exist. Whether they can be met is asked elsewhere."""

from __future__ import annotations

from typing import assert_never

from dutylang.diagnostics.model import Severity
from dutylang.policy.declarations import Sort
from dutylang.policy.draft import Draft
from dutylang.policy.durations import check_duration, periods_of
from dutylang.policy.head import check_counting
from dutylang.source import Span
from dutylang.syntax.ast import (
    AtLeastBefore,
    BeforeEvent,
    ByDate,
    ByDay,
    ByTime,
    Duration,
    EndOf,
    Limit,
    Pick,
    Roll,
    SameDay,
    Settings,
    Within,
)


def check_limit(limit: Limit, draft: Draft) -> None:
    """Names, periods and settings of a deadline."""
    match limit:
        case Within():
            check_duration(limit.duration, draft)
            if limit.after is not None:
                draft.find(limit.after, Sort.EVENT)
            _check_settings(limit.settings, limit.span, draft, limit.duration)
        case AtLeastBefore():
            check_duration(limit.duration, draft)
            draft.find(limit.event, Sort.EVENT)
            _check_settings(limit.settings, limit.span, draft, limit.duration)
        case BeforeEvent():
            draft.find(limit.event, Sort.EVENT)
        case ByDay() | ByDate() | EndOf():
            _check_settings(limit.settings, limit.span, draft, None)
        case SameDay():
            if limit.event is not None:
                draft.find(limit.event, Sort.EVENT)
        case Pick():
            for each in limit.limits:
                check_limit(each, draft)
        case ByTime():
            pass
        case _:
            assert_never(limit)


def _check_settings(settings: Settings, place: Span, draft: Draft, duration: Duration | None) -> None:
    span = settings.span if settings.span.start != settings.span.end else place
    if settings.counting is not None:
        check_counting(draft, settings.counting, span)
    on_the_clock = any(period.unit.is_elapsed for period in periods_of(duration, draft.parameters))
    if settings.roll is Roll.ROLLING and on_the_clock:
        draft.report("D019", span, severity=Severity.WARNING)

"""The head: exactly one, with a start date, and settings that exist."""

from __future__ import annotations

import difflib
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from dutylang.calendars import CONVENTIONS
from dutylang.diagnostics.model import Fix, Label, Severity
from dutylang.policy.declarations import Sort
from dutylang.policy.draft import Draft
from dutylang.policy.walk import nodes
from dutylang.source import NOWHERE, Span
from dutylang.syntax.ast import (
    ByDay,
    ByTime,
    DateTimeLiteral,
    Duration,
    EndOf,
    PolicyHead,
    Roll,
    Settings,
)
from dutylang.values import Unit

CALENDAR, TIMEZONE, COUNTING = "weekdays", "UTC", "calendar_days"
"""What holds where the head is silent; N009 says so wherever it matters."""


def check_head(draft: Draft) -> None:
    """One head, its interval and its settings; sets the timezone."""
    heads = draft.names.main_heads
    if not heads:
        draft.report("N004", Span(next(iter(draft.sources), NOWHERE.source), 0, 0, 1, 1))
        return
    for extra in heads[1:]:
        label = Label(heads[0].span, "policy.first")
        draft.report("N005", extra.declared.span, labels=[label], name=extra.declared.name)
    head = heads[0]
    if head.in_force is None:
        draft.report("N006", head.declared.span, name=head.declared.name)
    if head.timezone is not None:
        _check_timezone(draft, head, head.timezone)
    if head.counting is not None:
        check_counting(draft, head.counting, head.span)
    _check_defaults(draft, head)


def check_counting(draft: Draft, name: str, span: Span) -> None:
    """A counting convention that nobody published."""
    if name not in CONVENTIONS:
        near = difflib.get_close_matches(name, CONVENTIONS, n=1, cutoff=0.5)
        place = draft.place_of(name, span)
        fix = Fix(place, near[0], safe=False) if near and place != span else None
        draft.report(
            "N010", place, help="near" if near else "known", fix=fix, sort=Sort.COUNTING, name=name,
            near=near[0] if near else "", known=tuple(CONVENTIONS),
        )  # fmt: skip


def _check_timezone(draft: Draft, head: PolicyHead, name: str) -> None:
    try:
        draft.timezone = ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        near = difflib.get_close_matches(name, sorted(available_timezones()), n=1, cutoff=0.5)
        place = draft.place_of(name, head.span)
        fix = Fix(place, near[0], safe=False) if near and place != head.span else None
        draft.report(
            "N010", place, fix=fix, help="near" if near else "known", sort=Sort.TIMEZONE, name=name,
            near=near[0] if near else "", known=("Asia/Shanghai", "Europe/Berlin", "UTC"),
        )  # fmt: skip


def _check_defaults(draft: Draft, head: PolicyHead) -> None:
    """A silent head leaves settings to their defaults: say which, where the rules depend on them."""
    rules = [each.rule for each in draft.names.placed]
    found = list(nodes(*rules, *(version for each in draft.names.parameters.values() for version in each)))
    durations = [each for each in found if isinstance(each, Duration) and each.unit is not None]
    settings = [each for each in found if isinstance(each, Settings)]
    whole_days = [each for each in durations if each.unit is not None and not each.unit.is_elapsed]
    working = any(each.unit is Unit.WORKING_DAY for each in durations)
    rolling = (
        any(each.roll is Roll.ROLLING for each in settings)
        or CONVENTIONS.get(head.counting or COUNTING, CONVENTIONS[COUNTING]).rolls
    )
    on_the_clock = any(isinstance(each, (ByTime, DateTimeLiteral)) for each in found) or any(
        each.unit is not None and each.unit.is_elapsed for each in durations
    )
    by_period = any(isinstance(each, (ByDay, EndOf)) for each in found)
    needs = (
        (Sort.COUNTING, head.counting, COUNTING, bool(whole_days)),
        (Sort.CALENDAR, head.calendar, CALENDAR, working or (rolling and (bool(whole_days) or by_period))),
        (Sort.TIMEZONE, head.timezone, TIMEZONE, on_the_clock),
    )
    for sort, written, default, needed in needs:
        if written is None and needed:
            draft.report("N009", head.declared.span, severity=Severity.WARNING, sort=sort, default=default)

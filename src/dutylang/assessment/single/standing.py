"""A case read as it stands at the as-of moment, with all that conditions need to be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from zoneinfo import ZoneInfo

import attrs

from dutylang.assessment.figures import NO_FIGURES, Figures
from dutylang.assessment.model import Horizon
from dutylang.assessment.single.context import Context, Observer, Setting, Trace
from dutylang.assessment.single.timeline import timeline_from_case
from dutylang.assessment.single.versions import versions_at
from dutylang.assessment.single.world import World
from dutylang.calendars import Calendar, calendar_named
from dutylang.cases.record import CaseRecord
from dutylang.plan.model import Plan
from dutylang.policy.typed import Const


def calendars_by_name(calendars: Mapping[str, Calendar] | None) -> Callable[[str], Calendar]:
    """Calendars by the names that a checked policy uses; the user's own go before those that are built in."""
    users = dict(calendars or {})

    @cache
    def named(name: str) -> Calendar:
        calendar, _ = calendar_named(name, users)
        if calendar is None:
            raise LookupError(f"the checker let an unknown calendar through: {name}")
        return calendar

    return named


def context_of_case(
    plan: Plan,
    case: CaseRecord,
    horizon: Horizon,
    *,
    overrides: Mapping[str, Const] | None = None,
    calendars: Mapping[str, Calendar] | None = None,
    figures: Figures = NO_FIGURES,
) -> Context:
    """A reading of a case at the as-of moment by one version of a policy, of which nothing is assumed."""
    tz = ZoneInfo(plan.timezone)
    setting = Setting(
        plan=plan,
        timeline=timeline_from_case(case, horizon, tz),
        tz=tz,
        calendar=calendars_by_name(calendars),
        overrides=overrides or {},
        policy_calendar=plan.calendar,
        figures=figures,
    )
    return Context(setting, World(), Trace(), horizon.as_of)


def settings_of_case(
    plan: Plan,
    case: CaseRecord,
    horizon: Horizon,
    *,
    overrides: Mapping[str, Const] | None = None,
    calendars: Mapping[str, Calendar] | None = None,
    figures: Figures = NO_FIGURES,
    observer: Observer | None = None,
) -> list[Setting]:
    """What conditions of a case are read against, for each version that counts, earliest first."""
    latest = context_of_case(plan, case, horizon, overrides=overrides, calendars=calendars, figures=figures)
    return [
        attrs.evolve(latest.setting, plan=each, policy_calendar=each.calendar, observer=observer)
        for each in versions_at(plan, horizon)
    ]

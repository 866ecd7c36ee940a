"""A plan compiled once into a Python function, and cases and moments as that function takes them."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import attrs

from dutylang.assessment.generated.codes import LEAVE
from dutylang.assessment.generated.prepared import View, micros, view_of
from dutylang.assessment.generated.rows import Counted, Telling, row_of_outcome
from dutylang.assessment.generated.source import Form, Generated, generated_from_plan
from dutylang.assessment.generated.tables import MOST_DAYS
from dutylang.assessment.model import Finding, Horizon
from dutylang.assessment.rows import Row, row_of
from dutylang.assessment.single.context import Setting
from dutylang.assessment.single.rules import findings_of_rule
from dutylang.assessment.single.standing import context_of_case
from dutylang.assessment.single.timeline import timeline_from_case
from dutylang.calendars import Calendar
from dutylang.calendars.moments import end_of_day, latest_instant
from dutylang.cases.record import CaseRecord
from dutylang.plan.model import Plan
from dutylang.policy.typed import Const
from dutylang.values import Moment

Outcome = tuple[Any, ...]
"""The place of a rule, the number of a code, and what the code asks for (see `rows`)."""
Run = Callable[..., list[Outcome]]

ALWAYS = Moment(dt.date.max)
NAMED: Mapping[str, object] = {"__builtins__": {"len": len, "tuple": tuple}}
"""What the generated text may name beside its own constants: nothing of this program."""


@attrs.frozen(eq=False)
class Now:
    """An as-of moment in numbers: its local day, the last day that is past, its instant.

    `us` is of a day its 24:00, `instant` of a day None.

    All that happened by the end of day `seen` is seen.
    """

    horizon: Horizon
    day: int
    passed: int
    us: int
    instant: int | None
    seen: int


class Compiled:
    """One version of a policy as a function. Compiled when it is first needed, once, whatever the thread."""

    def __init__(
        self,
        plan: Plan,
        calendars: Mapping[str, Calendar],
        overrides: Mapping[str, Const] | None = None,
        timezone: str | None = None,
    ) -> None:
        """`calendars` are the user's own; `overrides` stand in for parameters, `timezone` for the plan's own."""
        self.plan = plan
        self.calendars = calendars
        self.overrides = dict(overrides or {})
        self._tz = ZoneInfo(timezone or plan.timezone)
        self._counted: Counted = {}
        self._lock = threading.Lock()
        self._generated: Generated | None = None
        self._plain: Run | None = None
        self._guarded: Run | None = None
        self._blank: Setting | None = None

    @property
    def generated(self) -> Generated:
        """The text of the function, its constants and its forms."""
        if self._generated is None:
            with self._lock:
                if self._generated is None:
                    nobody, ever = CaseRecord(""), Horizon(ALWAYS)
                    context = context_of_case(
                        self.plan, nobody, ever, overrides=self.overrides, calendars=self.calendars
                    )
                    self._blank = attrs.evolve(context.setting, tz=self._tz)
                    self._generated = generated_from_plan(self.plan, self._blank)
        return self._generated

    @property
    def forms(self) -> tuple[Form, ...]:
        """Which rules have a generated form, in the order of the text."""
        return self.generated.forms

    def _function(self, text: str) -> Run:
        """The function that a generated text makes. The text holds no name and no value of the policy."""
        made: dict[str, Callable[..., Run]] = {}
        exec(compile(text, "<policy>", "exec"), dict(NAMED), made)
        return made["make"](*self.generated.constants)

    @property
    def plain(self) -> Run:
        """The function for cases that leave no rule to the reference from the start."""
        if self._plain is None:
            self._plain = self._function(self.generated.plain)
        return self._plain

    @property
    def guarded(self) -> Run:
        """The function for cases that leave some."""
        if self._guarded is None:
            self._guarded = self._function(self.generated.guarded)
        return self._guarded

    def setting(self, case: CaseRecord, horizon: Horizon) -> Setting:
        """What the reference reads of a case as of a moment."""
        if self._blank is None:
            _ = self.generated
        blank = self._blank
        if blank is None:
            raise RuntimeError("a compiled policy has its calendars")
        return attrs.evolve(blank, timeline=timeline_from_case(case, horizon, blank.tz))

    def view(self, case: CaseRecord, horizon: Horizon | None) -> View:
        """What is seen of a case as of a moment; None: when all that is recorded has happened."""
        reach = self.generated.reach
        setting = self.setting(case, horizon or Horizon(ALWAYS))
        timeline = setting.timeline
        ends = {
            name: micros(latest_instant(until, setting.tz))
            for name, until in case.registers.items()
            if until is not None and name in reach.types
        }
        known_at = horizon.known_at if horizon is not None else None
        return view_of(case, timeline.events, timeline.closed_at, reach, ends, known_at)

    def now(self, horizon: Horizon) -> Now:
        """An as-of moment in numbers."""
        tz, as_of = self._tz, horizon.as_of
        last = latest_instant(as_of, tz)
        passed = as_of.day.toordinal() - 2
        while passed + 1 < dt.date.max.toordinal() and last > end_of_day(dt.date.fromordinal(passed + 1), tz):
            passed += 1
        day = as_of.day.toordinal()
        instant = None if as_of.instant is None else micros(as_of.instant)
        seen = day if as_of.instant is None else day - 1
        return Now(horizon, day, passed, micros(last), instant, seen if horizon.known_at is None else -1)

    def outcomes(self, view: View, now: Now) -> list[Outcome]:
        """What becomes of every rule: told in short, or left to the reference."""
        skip = view.skip
        for end, rules in view.dated:
            if end < now.us:
                skip |= rules
        first = now.day if view.first_day is None else view.first_day
        run = (self._guarded or self.guarded) if skip else (self._plain or self.plain)
        return run(
            view.groups,
            view.fields,
            view.closed,
            now.passed,
            now.us,
            now.day,
            now.instant,
            first,
            view.other,
            skip,
            view.events,
        )

    def rows(self, outcomes: Sequence[Outcome], case: CaseRecord, horizon: Horizon) -> tuple[Row, ...]:
        """The rows of all outcomes; what was left is judged by the reference."""
        setting = self.setting(case, horizon)
        if len(self._counted) >= MOST_DAYS:
            self._counted.clear()
        telling = Telling(setting, self._counted)
        found: list[Row] = []
        for outcome in outcomes:
            if outcome[1] == LEAVE:
                found += map(row_of, self.findings(outcome[0], setting))
            else:
                found.append(row_of_outcome(outcome, telling))
        return tuple(found)

    def findings(self, place: int, setting: Setting) -> list[Finding]:
        """The findings of one rule, by the reference."""
        return findings_of_rule(self.plan.rules[place], setting)

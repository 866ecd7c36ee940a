"""Obligations to achieve, as generated text: whether one arose, and until when it can be met."""

from __future__ import annotations

import attrs

from dutylang.assessment.generated.codes import NUMBER
from dutylang.assessment.generated.conditions import Place
from dutylang.assessment.generated.instances import Due
from dutylang.assessment.generated.openings import Here, drop_block, force_block, open_loops
from dutylang.assessment.generated.performing import Performing
from dutylang.assessment.generated.prepared import micros as micros_of
from dutylang.assessment.generated.tables import DueTable, clock_micros, counts_in_days
from dutylang.assessment.generated.unformed import NoFormError
from dutylang.assessment.generated.writing import Writer, check_match, exceptions_block
from dutylang.calendars.calendar import day_roll
from dutylang.calendars.moments import LAST_INSTANT
from dutylang.plan import deadlines as d
from dutylang.plan.model import Demand, DemandBody, RulePlan, Scope, StepRelation, TriggerKind

CHAIN = (StepRelation.THEN, StepRelation.AND, StepRelation.ONCE)
"""Steps that have a verdict of their own whatever becomes of the main demand."""
LAST_US = micros_of(LAST_INSTANT)
"""Beyond this instant nothing is counted on the clock."""


def demand_lines(writer: Writer, rule: RulePlan, body: DemandBody, place: int) -> None:
    """The lines of a rule that demands something; `place` is that of the rule."""
    main = body.main
    if main.each_holder:
        raise NoFormError("each_holder")
    if main.joint:
        raise NoFormError("joint")
    if rule.recorded_within is not None:
        raise NoFormError("recorded_within")
    check_match(main.match)
    if rule.each_its_own:
        _only_one(writer, rule, main)
    chain = any(step.relation in CHAIN for step in body.steps)
    levels = bool(body.steps) and not chain
    if rule.trigger.kind is TriggerKind.PERIODS and (rule.lapses is False or rule.already_counts):
        raise NoFormError("periods_stay_owed")
    for start, end in rule.suspensions:
        writer.events(end)
        _leave_if(writer, writer.events(start))
    for discharge in rule.discharges:
        _leave_if(writer, writer.events(discharge.event))
    for extension in main.extensions:
        _leave_if(writer, writer.events(extension.event))
    writer.line(f"z = {NUMBER['NEVER_OPENED']}")

    def judged(here: Here) -> None:
        _Judge(writer, rule, main, here, place, main.limits, levels=levels, chain=chain).lines()

    open_loops(writer, rule, judged)
    with writer.block("if z:"):
        writer.add(place, "z")


def _only_one(writer: Writer, rule: RulePlan, main: Demand) -> None:
    """Where each act answers one instance, leaves unless there is one instance at most that wants one act."""
    match, kind = main.match, rule.trigger.kind
    if match.minimum > 1 or match.maximum is not None or match.together is not None or rule.scope != Scope():
        raise NoFormError("each_its_own")
    if kind is TriggerKind.PERIODS:
        raise NoFormError("each_its_own")
    writer.strict = True
    if kind is TriggerKind.EACH:
        with writer.block(f"if len({writer.events(rule.trigger.event or '')}) > 1:"):
            writer.line(writer.leave())


def _leave_if(writer: Writer, events: str) -> None:
    with writer.block(f"if {events}:"):
        writer.line(writer.leave())


@attrs.frozen
class _Judge(Performing):
    """Lines for one opening."""

    chain: bool = False  # something hangs on every instance

    def lines(self) -> None:
        """Judges one opening."""
        writer, rule, here = self.writer, self.rule, self.here
        force_block(writer, rule, here.day)
        if rule.trigger.kind is TriggerKind.EACH and rule.trigger.where is not None:
            drop_block(writer, writer.condition(rule.trigger.where, here.place), NUMBER["TRIGGER_FALSE"])
        for condition in (rule.when, self.demand.when):
            if condition is not None:
                drop_block(writer, writer.condition(condition, here.place), NUMBER["WHEN_FALSE"])
        exceptions_block(writer, rule, here.place)
        writer.line("z = 0")
        if self.chain:
            writer.line(writer.leave())
            return
        if here.period is not None:
            self._of_period()
        else:
            self._by_condition()

    # ---- dues --------------------------------------------------------------------------------

    def _by_condition(self) -> None:
        """Another deadline where its condition holds, which is read without the trigger."""
        writer, here = self.writer, self.here
        for place, instead in enumerate(self.demand.instead):
            at_opening = Place(day=here.day, us=here.us)
            head = "elif" if place else "if"
            with writer.block(f"{head} {writer.condition(instead.when, at_opening)}:"):
                attrs.evolve(self, limits=(instead.limit,), which=place + 1).by_limit()
        if self.demand.instead:
            with writer.block("else:"):
                self.by_limit()
        else:
            self.by_limit()

    def by_limit(self) -> None:
        """Judges by one deadline, or by none."""
        writer, limits = self.writer, self.limits
        if not limits:
            self._without_limit()
            return
        if len(limits) > 1:
            raise NoFormError("several_limits")
        limit = limits[0]
        match limit:
            case d.AfterLimit(anchor=None):
                self._after(limit)
            case d.AfterLimit(anchor=str(name)) | d.SameDayLimit(anchor=str(name)):
                self._anchored(limit, name)
            case d.SameDayLimit():
                self._judged(Due(day=self.here.day))
            case d.EndLimit() | d.DayLimit():
                self._judged_by_table(limit, self.here.day)
            case d.DateLimit(date=date, counting=counting):
                calendar = writer.setting.calendar(counting.calendar)
                writer.line(f"d = {(day_roll(date, calendar) if counting.roll else date).toordinal()}")
                self._judged(Due(day="d"))
            case d.EventLimit(event=name, next=is_next):
                self._next(name)
                with writer.block("if b is None:"):
                    self._without_limit() if is_next else self._judged(Due(waiting=True))
                with writer.block("else:"):
                    self._judged(Due(before="b"))
            case d.LeadLimit(event=name):
                if not counts_in_days(limit, writer.setting):
                    raise NoFormError("clock")
                self._next(name)
                with writer.block("if b is None:"):
                    self._judged(Due(waiting=True))
                with writer.block("else:"):
                    writer.line(f"d = {writer.names.of(DueTable(limit, writer.setting))}[b[2]]")
                    self._judged(Due(day="d", before="b"))
            case _:
                raise NoFormError("limit")

    def _without_limit(self) -> None:
        end = self.here.end
        if not self.here.stretch or end is None:
            self._judged(Due())
            return
        with self.writer.block(f"if {end} is None:"):
            self._judged(Due())
        with self.writer.block("else:"):
            self._judged(Due(before=end))

    def _after(self, limit: d.AfterLimit) -> None:
        if counts_in_days(limit, self.writer.setting):
            self._judged_by_table(limit, self.here.day)
            return
        micros = clock_micros(limit, self.writer.setting)
        if self.here.us == "None":
            raise NoFormError("clock")
        with self.writer.block(f"if {self.here.us} is None:"):
            self.writer.line(self.writer.leave())
        self.writer.line(f"d = {self.here.us} + {micros}")
        with self.writer.block(f"if d > {LAST_US}:"):
            self.writer.line(self.writer.leave())
        self._judged(Due(us="d", strict=limit.strict))

    def _anchored(self, limit: d.AfterLimit | d.SameDayLimit, name: str) -> None:
        writer, here = self.writer, self.here
        if isinstance(limit, d.AfterLimit) and not counts_in_days(limit, writer.setting):
            raise NoFormError("clock")
        if here.event_type == name:
            writer.line(f"o = {here.event}")
        else:
            day = "None" if here.event is None else here.day
            args = f"{here.event}, {here.day}, {day}, {here.us}"
            writer.line(f"o = {writer.helper('anchor')}({writer.events(name)}, {args})")
        with writer.block("if o is None:"):
            self._judged(Due(waiting=True))
        with writer.block("else:"):
            if isinstance(limit, d.SameDayLimit):
                writer.line("d = o[2]")
            else:
                writer.line(f"d = {writer.names.of(DueTable(limit, writer.setting))}[o[2]]")
            self._judged(Due(day="d", anchor="o"))

    def _judged_by_table(self, limit: d.AfterLimit | d.EndLimit | d.DayLimit, day: str) -> None:
        self.writer.line(f"d = {self.writer.names.of(DueTable(limit, self.writer.setting))}[{day}]")
        self._judged(Due(day="d"))

    def _next(self, name: str) -> None:
        here = self.here
        day = "None" if here.event is None else here.day
        following = self.writer.helper("following")
        self.writer.line(f"b = {following}({self.writer.events(name)}, {here.event}, {day})")

    # ---- periods -----------------------------------------------------------------------------

    def _of_period(self) -> None:
        """One act serves one period. Cut short by the end of its scope, nothing is owed that was not done."""
        writer, here = self.writer, self.here
        if here.period is None:
            raise TypeError("only a recurring duty has periods")
        _, last, cut = here.period
        limits = self.limits
        if self.demand.instead:
            raise NoFormError("changed_deadline")
        if limits:
            limit = limits[0]
            if len(limits) > 1 or not isinstance(limit, d.DayLimit) or limit.following:
                raise NoFormError("limit")
            table = DueTable(limit, writer.setting, in_period=True)
            writer.line(f"d = {writer.names.of(table)}[{last}]")
            with writer.block(f"if d < {here.day}:"):
                writer.add(self.place, "DUE_BEFORE_SCOPE", here.told, "d", "None")
                writer.line("continue")
            self._judged(Due(day="d"))
            return
        writer.line(f"d = {last}")
        if here.end is None:
            self._judged(Due(day="d"))
            return
        with writer.block(f"if {cut} and {here.end} is not None:"):
            self._judged(Due(before=here.end))
        with writer.block("else:"):
            self._judged(Due(day="d"))

"""Where a condition is read: the case, the moment, and the event, record or act that it speaks of."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Hashable, Mapping
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo

import attrs

from dutylang.assessment.figures import NO_FIGURES, Figures
from dutylang.assessment.leaves import Leaf
from dutylang.assessment.model import Finding
from dutylang.assessment.single.memory import Question
from dutylang.assessment.single.timeline import Timeline
from dutylang.assessment.single.world import World
from dutylang.calendars.calendar import Calendar
from dutylang.cases.record import EventRecord, RecordValue
from dutylang.plan.deadlines import PeriodSource
from dutylang.plan.model import Plan
from dutylang.policy.typed import Const, Typed
from dutylang.values import Moment, Period, Truth

T = TypeVar("T")


class Observer(Protocol):
    """Who is told how conditions were read, each as the record leaves it, whatever is assumed of the unknown."""

    def wants(self, condition: Typed) -> bool:
        """Whether there is more to learn about this very condition (by identity)."""

    def saw(self, condition: Typed, truth: Truth) -> None:
        """A condition that is wanted was read as yes, no or unknown."""


@attrs.frozen(eq=False)
class Setting:
    """What stays the same for all conditions of one case: plan, calendars, parameters, figures over cases.

    `observer` watches how conditions are read; it changes nothing.
    """

    plan: Plan
    timeline: Timeline
    tz: ZoneInfo
    calendar: Callable[[str], Calendar]
    overrides: Mapping[str, Const]
    policy_calendar: str
    figures: Figures = NO_FIGURES
    observer: Observer | None = None


@attrs.define
class Trace:
    """What evaluation noticed on the way: unknown atoms, excuses that may still come, defaults that were used."""

    unknowns: list[tuple[Question, Leaf]] = attrs.field(factory=list)
    awaited: bool = False
    order_assumed: bool = False
    house_default: bool = False

    def add(self, other: Trace) -> None:
        """Takes in what another evaluation noticed."""
        self.unknowns += other.unknowns
        self.awaited |= other.awaited
        self.order_assumed |= other.order_assumed
        self.house_default |= other.house_default

    def swapped(self, other: Trace) -> None:
        """Exchanges what was noticed with another trace."""
        self.unknowns, other.unknowns = other.unknowns, self.unknowns
        self.awaited, other.awaited = other.awaited, self.awaited
        self.order_assumed, other.order_assumed = other.order_assumed, self.order_assumed
        self.house_default, other.house_default = other.house_default, self.house_default


@attrs.frozen(eq=False)
class Context:
    """One reading of a condition.

    `moment` is when it is read; `until` how far a bare event name looks (default: the moment). `act` is the
    event that a relation such as `on the same day` refers to; `start` opened the stretch of the `trigger`.
    `awaiting` answers for events that may still come: None leaves them unknown. `person` is the one whose
    liability is judged, `findings` are those of the case, and `bore` tells whether one falls to the person;
    all three stay empty where duties are judged.
    """

    setting: Setting
    world: World
    trace: Trace
    moment: Moment
    until: Moment | None = None
    event: EventRecord | None = None
    trigger: EventRecord | None = None
    start: EventRecord | None = None
    act: EventRecord | None = None
    item: RecordValue | None = None
    item_place: str = ""
    awaiting: bool | None = None
    person: str | None = None
    findings: tuple[Finding, ...] = ()
    bore: Callable[[Finding], bool] | None = None

    @property
    def as_recorded(self) -> Context:
        """The same reading without anything assumed or watched, and with a trace of its own."""
        unwatched = attrs.evolve(self.setting, observer=None)
        return attrs.evolve(self, setting=unwatched, world=World(), trace=Trace(), awaiting=None)

    @property
    def things(self) -> tuple[object, ...]:
        """What tells this reading from others, by identity; whose acts count is told by person and setting."""
        return (self.setting, self.event, self.trigger, self.start, self.act, self.item, self.findings)

    @property
    def values(self) -> tuple[Hashable, ...]:
        """What tells this reading from others, by equality."""
        return (self.moment, self.until, self.item_place, self.awaiting, self.person)

    @property
    def timeline(self) -> Timeline:
        """The case as it stands."""
        return self.setting.timeline

    def note(self, question: Question, leaf: Leaf) -> None:
        """Remember that an atom could not be decided, and for want of what."""
        self.trace.unknowns.append((question, leaf))


def once(
    what: str,
    things: tuple[object, ...],
    context: Context,
    compute: Callable[[], T],
    values: tuple[Hashable, ...] = (),
) -> T:
    """`compute()` in a context, made once for the same answers of the world (`World.once`).

    The context belongs to what tells one computation from another. What `compute` notes in its trace is noted
    whether it is made or remembered.
    """
    if context.world.memory is None:
        return compute()
    trace = context.trace

    def noted() -> tuple[T, Trace]:
        own = Trace()
        trace.swapped(own)
        try:
            return compute(), attrs.evolve(trace, unknowns=list(trace.unknowns))
        finally:
            trace.swapped(own)

    result, noticed = context.world.once(what, (*things, *context.things), noted, (*values, *context.values))
    trace.add(noticed)
    return result


def parameter_value(name: str, day: dt.date, setting: Setting, trace: Trace) -> object:
    """The value of a parameter in the version in force on a day, or as overridden."""
    override = setting.overrides.get(name)
    if override is not None:
        return override.value
    info = setting.plan.vocabulary.parameters[name]
    chosen = info.versions[0]
    for version in info.versions:
        since = version.in_force.since if version.in_force else dt.date.min
        until = version.in_force.until if version.in_force else None
        if since <= day and (until is None or day <= until):
            chosen = version
    if chosen.house_default:
        trace.house_default = True
    return chosen.value.value


def period_value(source: PeriodSource | None, day: dt.date, setting: Setting, trace: Trace) -> Period:
    """A written period, or that of a parameter on a day."""
    if isinstance(source, Period):
        return source
    value = parameter_value(source.name, day, setting, trace) if source is not None else None
    if not isinstance(value, Period):
        raise TypeError("the checker let a duration through that is no period")
    return value

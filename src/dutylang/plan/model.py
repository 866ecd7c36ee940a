"""The normal form that every evaluator reads: activation, window, match, outcome, reparations."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping

import attrs

from dutylang.plan.accountability import (
    ExceptionPlan,
    ExemptionPlan,
    HandoverPlan,
    LiabilityPlan,
    ScalePlan,
)
from dutylang.plan.deadlines import AfterLimit, Extension, InsteadLimit, LimitPlan, PeriodSource
from dutylang.policy.model import Vocabulary
from dutylang.policy.typed import Typed
from dutylang.values import Unit

# ---- acts ------------------------------------------------------------------------------------


@attrs.frozen
class Match:
    """Which events count as performance.

    `roles` empty: anyone's. `minimum` counts acts; `maximum` None is unbounded. `same` are attributes that
    equal the trigger's. `where` speaks of one event, `together` of the union over the window.
    """

    events: tuple[str, ...]
    roles: tuple[str, ...]
    minimum: int = 1
    maximum: int | None = None
    distinct: bool = False
    other_than: str | None = None
    same: tuple[str, ...] = ()
    next: bool = False
    where: Typed | None = None
    together: Typed | None = None


@attrs.frozen
class Demand:
    """One obligation: who bears it, what counts, until when.

    `lapses`: nothing done after the window counts. `joint`: one verdict for each event of the match.
    `unit` is the unit in which lateness is counted.
    """

    bearers: tuple[str, ...]
    match: Match
    limits: tuple[LimitPlan, ...]
    instead: tuple[InsteadLimit, ...] = ()
    extensions: tuple[Extension, ...] = ()
    joint: bool = False
    each_holder: bool = False
    advisory: bool = False
    when: Typed | None = None
    unless: Typed | None = None
    unit: Unit = Unit.DAY


# ---- activation ------------------------------------------------------------------------------


@attrs.frozen
class Scope:
    """Stretches of a case: from `start` (None: its beginning) until `end` (None: its close), end excluded.

    `closed_only`: a stretch without its end is not judged. `first_end`: only the stretch up to the first
    `end` counts (`before E`). Without events it is the whole case.
    """

    start: str | None = None
    end: str | None = None
    closed_only: bool = False
    first_end: bool = False


class TriggerKind(enum.Enum):
    """How instances open within a scope."""

    SCOPE = "scope"  # one for each stretch
    EACH = "each"  # one for each event
    FIRST = "first"  # one, for the first event of the stretch
    LATEST = "latest"  # a new event supersedes the open instance
    PERIODS = "periods"  # one for each calendar period
    SINCE_LAST = "since_last"  # one at a time, the next from the performance
    ON_DAY = "on_day"  # the very day of each event


@attrs.frozen
class Trigger:
    """What opens an instance."""

    kind: TriggerKind
    event: str | None = None
    where: Typed | None = None
    unit: Unit | None = None
    period: PeriodSource | None = None


# ---- bodies ----------------------------------------------------------------------------------


class StepRelation(enum.Enum):
    """How a step hangs on an earlier one."""

    THEN = "then"
    AND = "and"
    ONCE = "once"
    OTHERWISE = "otherwise"
    IF_ANY_MISSED = "if_any_missed"
    IF_LATE = "if_late"


@attrs.frozen
class StepPlan:
    """A further demand. `of` is the index of the step it hangs on (0 is the main one); `event` for ONCE."""

    relation: StepRelation
    demand: Demand
    of: int
    level: str
    event: str | None = None


@attrs.frozen
class DemandBody:
    """A demand with its steps and levels."""

    main: Demand
    steps: tuple[StepPlan, ...] = ()


@attrs.frozen
class Ban:
    """What must not be done: one instance for each forbidden act, or one clean instance.

    `limits` end the prohibition; without them it holds as long as its stretch.
    """

    match: Match
    limits: tuple[LimitPlan, ...]
    unless: Typed | None
    when: Typed | None
    advisory: bool
    levels: tuple[StepPlan, ...] = ()


@attrs.frozen
class Ceiling:
    """At most `match.maximum` acts in a stretch, or by the limits where there are some."""

    match: Match
    limits: tuple[LimitPlan, ...]
    bearers: tuple[str, ...]
    unless: Typed | None
    when: Typed | None
    advisory: bool


@attrs.frozen
class Precedence:
    """Each act of the match needs an earlier `prior`, at most `within` before, or directly before it."""

    match: Match
    prior: str
    prior_where: Typed | None
    directly: bool
    within: AfterLimit | None
    same: tuple[str, ...]
    unless: Typed | None
    when: Typed | None
    own_prior: bool = False


@attrs.frozen
class Upkeep:
    """A condition to be kept throughout each stretch."""

    bearers: tuple[str, ...]
    condition: Typed
    valid_for: PeriodSource | None
    cure: AfterLimit | None


@attrs.frozen
class FourEyesBody:
    """Acts that nobody may do both of."""

    events: tuple[str, ...]


@attrs.frozen
class NeverBothBody:
    """Two events of which a case may hold one; activated by the first named."""

    first: str
    second: str


@attrs.frozen
class EdgeBody:
    """What the first or the last event of a case must be."""

    event: str
    last: bool


@attrs.frozen
class ItemPlan:
    """One document of a checklist."""

    document: str
    original: bool
    years: PeriodSource | None
    or_since: Typed | None
    valid: bool
    when: Typed | None
    unless: Typed | None


@attrs.frozen
class ChecklistBody:
    """Documents to be on file when the `before` event comes."""

    bearers: tuple[str, ...]
    verified: bool
    items: tuple[ItemPlan, ...]
    before: str
    advisory: bool


Body = (
    DemandBody | Ban | Ceiling | Precedence | Upkeep | FourEyesBody | NeverBothBody | EdgeBody | ChecklistBody
)  # fmt: skip


@attrs.frozen
class Discharge:
    """An event that ends the duty; `waived` needs an actor in role `by` where one is named."""

    event: str
    waived: bool
    by: str | None


@attrs.frozen
class Excuse:
    """A permission that is an exception to this rule: its acts, holders and condition, and when it is in force."""

    rule: str
    article: str
    since: dt.date
    until: dt.date | None
    match: Match
    when: Typed | None


@attrs.frozen
class RulePlan:
    """One rule in normal form. `waits`: a stretch is judged only once its end event has come."""

    name: str
    article: str
    chapter: int | None
    since: dt.date
    until: dt.date | None
    applies_to: str | None
    scope: Scope
    trigger: Trigger
    when: Typed | None
    body: Body
    already_counts: bool = False
    each_its_own: bool = False
    lapses: bool | None = None  # None: by the kind of duty
    waits: bool = False
    recorded_within: PeriodSource | None = None
    suspensions: tuple[tuple[str, str], ...] = ()
    discharges: tuple[Discharge, ...] = ()
    excuses: tuple[Excuse, ...] = ()
    exceptions: tuple[ExceptionPlan, ...] = ()


@attrs.frozen
class Plan:
    """A policy ready to be evaluated. `notes` name rules that say nothing to the evaluators yet."""

    name: str
    version: str
    sha256: str
    since: dt.date
    until: dt.date | None
    calendar: str
    timezone: str
    counting: str
    recorded_within: PeriodSource | None
    rules: tuple[RulePlan, ...]
    vocabulary: Vocabulary
    role_above: Mapping[str, str | None]
    liabilities: tuple[LiabilityPlan, ...] = ()
    exemptions: tuple[ExemptionPlan, ...] = ()
    handovers: tuple[HandoverPlan, ...] = ()
    scales: tuple[ScalePlan, ...] = ()
    published: dt.date | None = None
    reaches_open: bool = False
    earlier: tuple[Plan, ...] = ()


def steps_of(rule: RulePlan) -> tuple[StepPlan, ...]:
    """The further steps and levels of a rule, in the order of the text."""
    match rule.body:
        case DemandBody(steps=steps):
            return steps
        case Ban(levels=levels):
            return levels
        case _:
            return ()


def is_advisory(rule: RulePlan) -> bool:
    """Whether a rule says `should`: its findings stand outside the case status."""
    match rule.body:
        case DemandBody(main=main):
            return main.advisory
        case Ban(advisory=advisory) | Ceiling(advisory=advisory) | ChecklistBody(advisory=advisory):
            return advisory
        case _:
            return False

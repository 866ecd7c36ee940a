"""What an assessment says: findings with their reasons. Data only; both evaluators make it, reports read it."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping

import attrs

from dutylang.calendars.counting import Count
from dutylang.diagnostics import Diagnostic
from dutylang.values import Moment, Period


class Verdict(enum.Enum):
    """The verdicts of a duty instance, gravest first."""

    CONFLICT = "conflict"
    VIOLATED = "violated"
    LATE = "late"
    UNKNOWN = "unknown"
    PENDING = "pending"
    EXEMPT = "exempt"
    SATISFIED = "satisfied"
    NOT_APPLICABLE = "not_applicable"

    @property
    def rank(self) -> int:
        """0 is the gravest."""
        return _RANKS[self]


_RANKS = {verdict: rank for rank, verdict in enumerate(Verdict)}


class Flag(enum.Enum):
    """What else is true of a finding."""

    REPAIRED = "repaired"
    SUSPENDED = "suspended"
    PROVISIONAL = "provisional"
    BACK_DATED = "back_dated"
    STILL_OWED = "still_owed"
    ONGOING = "ongoing"
    TERMINAL = "terminal"
    ORDER_ASSUMED = "order_assumed"
    HOUSE_DEFAULT = "house_default"


class LeafKind(enum.Enum):
    """What kind of fact is not known."""

    FIELD = "field"  # a field not supplied, stated unknown or without a value yet
    ATTRIBUTE = "attribute"  # an attribute of an event
    ACTOR = "actor"  # who acted
    ORDER = "order"  # which of two acts of one day came first
    REGISTER = "register"  # whether an unrecorded event happened
    JUDGEMENT = "judgement"  # an open question that only a person decides
    RECORDED = "recorded"  # when an event was recorded
    DOCUMENT = "document"  # a property of a document
    FIGURE = "figure"  # a figure without a value: an empty list's largest, a division by zero
    CALENDAR = "calendar"


@attrs.frozen
class Leaf:
    """One unknown fact. `subject` is the field, event type or judgement; `detail` tells the place.

    `why` is `not_supplied`, `stated_unknown`, `absent`, `no_value_yet`, `incomplete`, `open`, `expired`,
    `ambiguous`, `no_actor` or `no_holders`; `event` the position of the event it is about.
    """

    kind: LeafKind
    subject: str
    detail: str = ""
    why: str = "not_supplied"
    event: int | None = None


@attrs.frozen
class NearMiss:
    """An act that looked like performance and does not count, with the key of the reason.

    Reasons: `before_opening`, `not_a_holder`, `condition_not_met`, `too_late`, `not_the_same`,
    `same_person`, `recorded_late`, `used_elsewhere`, `not_next`, `after_window`, `voided`.
    """

    event: int
    reason: str


@attrs.frozen
class Breach:
    """A stretch of time in which a kept condition did not hold; `until` None: it still does not."""

    since: Moment
    until: Moment | None


@attrs.frozen
class Finding:
    """The verdict on one instance of a duty, with its reasons.

    `key` is stable across runs. `part` names the act of a joint duty or the checklist item; `level` the
    step: `` for the main obligation, `then-1`, `otherwise-1` and so on. `trigger` and `evidence` are event
    positions in the record. `opened`, `due`, `done` are local moments; `due` is inclusive. `reason` is the
    key of the sentence that explains the verdict, with `reason_args`. For unknown, `possible` holds the
    verdicts over all settings of the `deciders`.
    """

    key: str
    case_id: str
    rule: str
    article: str
    verdict: Verdict
    reason: str
    reason_args: Mapping[str, object] = attrs.field(factory=dict, hash=False)
    flags: frozenset[Flag] = frozenset()
    advisory: bool = False
    part: str = ""
    level: str = ""
    roles: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    trigger: int | None = None
    period: str | None = None
    opened: Moment | None = None
    due: Moment | None = None
    done: Moment | None = None
    lateness: Period | None = None
    evidence: tuple[int, ...] = ()
    counts: tuple[Count, ...] = ()
    near_misses: tuple[NearMiss, ...] = ()
    breaches: tuple[Breach, ...] = ()
    possible: frozenset[Verdict] = frozenset()
    deciders: tuple[Leaf, ...] = ()


@attrs.frozen
class CaseAssessment:
    """All findings of one case. `status` is the gravest verdict of those that are not advisory."""

    case_id: str
    status: Verdict
    findings: tuple[Finding, ...]
    problems: tuple[Diagnostic, ...] = ()
    open_questions: tuple[Leaf, ...] = ()


@attrs.frozen
class Horizon:
    """The moment an assessment speaks of.

    `as_of` is inclusive: a date stands for 24:00 of that day. `known_at` hides what was recorded later.
    """

    as_of: Moment
    known_at: Moment | None = None


def horizon_of_day(day: dt.date) -> Horizon:
    """The horizon at the end of a local day."""
    return Horizon(Moment(day))

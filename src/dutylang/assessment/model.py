"""What an assessment says: findings with their reasons. Data only; both evaluators make it, reports read it."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Mapping

import attrs

from dutylang.assessment.leaves import Leaf
from dutylang.assessment.persons import Entry, Escalation, OpenQuestion, PersonResult, Sanction
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
    verdicts over all settings of the `deciders`. `breached_at` is the missed instant, or the moment of the
    forbidden act. `exceptions` are the exceptions that excused it, changed its deadline or clash over it.
    `version` is the version of the policy that governs it, where the policy has several. `unsure` are flags
    that hang on facts that are not known, `unsure_deciders`, although the verdict does not. Where it hangs on such
    facts, `moment_deciders`, when it was breached, there is no `breached_at`, but `moments`, earliest first.
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
    breached_at: Moment | None = None
    exceptions: tuple[str, ...] = ()
    version: str = ""
    unsure: frozenset[Flag] = frozenset()
    unsure_deciders: tuple[Leaf, ...] = ()
    moments: tuple[Moment, ...] = ()
    moment_deciders: tuple[Leaf, ...] = ()


@attrs.frozen
class CaseAssessment:
    """All findings of one case. `status` is the gravest verdict of those that are not advisory.

    `persons`: one result for each person and ground that speaks of them. `sanctions`: points of the case, or
    of this case's share of a person's; `entries` are all points that were earned in the case. `escalations`:
    levels that were opened, whoever must be told of what.
    """

    case_id: str
    status: Verdict
    findings: tuple[Finding, ...]
    problems: tuple[Diagnostic, ...] = ()
    open_questions: tuple[OpenQuestion, ...] = ()
    persons: tuple[PersonResult, ...] = ()
    sanctions: tuple[Sanction, ...] = ()
    escalations: tuple[Escalation, ...] = ()
    entries: tuple[Entry, ...] = ()


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

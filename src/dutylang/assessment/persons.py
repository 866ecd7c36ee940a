"""What an assessment says of persons: results, exemptions, sanctions, escalations. Data only."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from decimal import Decimal

import attrs

from dutylang.assessment.leaves import Leaf
from dutylang.policy.typed import Typed
from dutylang.values import Moment, Truth


class Result(enum.Enum):
    """Whether a person answers on a ground, gravest first."""

    LIABLE = "liable"
    MITIGATED = "mitigated"
    AWAITING_DECISION = "awaiting_decision"
    UNKNOWN = "unknown"
    EXEMPT = "exempt"
    NONE = "none"

    @property
    def rank(self) -> int:
        """0 is the gravest."""
        return _RESULT_RANKS[self]


_RESULT_RANKS = {result: rank for rank, result in enumerate(Result)}


class ExemptionState(enum.Enum):
    """What became of an exemption for one person."""

    GRANTED = "granted"  # it holds, and was decided where it needs a decision
    AWAITING = "awaiting"  # its conditions hold, the decision is not there yet
    REFUSED = "refused"
    BARRED = "barred"
    NOT_MET = "not_met"  # its conditions do not hold
    VOID = "void"  # granted while its conditions fail
    UNKNOWN = "unknown"


@attrs.frozen
class Requirement:
    """One condition of an exemption, or one of its bars, as the record leaves it, whatever the others say.

    `bar` is the name of the fact that bars; empty: a condition that must hold. `subjects` are the fields,
    events, judgements and figures that it reads, of a bar its own name first. `findings` are keys of those
    that speak against a condition on breaches, or leave it open; `deciders` the facts that would tell.
    `condition` is its meaning, from which its words are found; None where the policy is not at hand.
    """

    holds: Truth
    bar: str = ""
    subjects: tuple[str, ...] = ()
    findings: tuple[str, ...] = ()
    deciders: tuple[Leaf, ...] = ()
    condition: Typed | None = attrs.field(default=None, eq=False)


@attrs.frozen
class ExemptionResult:
    """One exemption that speaks of a person's ground.

    `bars` are the facts that bar it. `waits_for` is the role that decides, `due` until when, `overdue` whether
    that has passed. `decided_by` and `decided_at` are of the decision that counts. `requirements` are its
    conditions in the order written, then its bars.
    """

    exemption: str
    article: str
    state: ExemptionState
    bars: tuple[str, ...] = ()
    waits_for: str | None = None
    due: Moment | None = None
    overdue: bool = False
    decided_by: str | None = None
    decided_at: Moment | None = None
    deciders: tuple[Leaf, ...] = ()
    requirements: tuple[Requirement, ...] = ()

    @property
    def conditions(self) -> tuple[Requirement, ...]:
        """Its conditions without its bars."""
        return tuple(each for each in self.requirements if not each.bar)


class ChangeKind(enum.Enum):
    """What would be different in the record."""

    DONE = "done"  # the act had been done by the moment
    NOT_DONE = "not_done"  # the event had not happened
    DECIDED = "decided"  # the judgement or exemption had been decided so
    FIELD = "field"  # the field had had the value


@attrs.frozen
class Change:
    """One difference of the record. `subject` is an event type, judgement, exemption or field.

    `person` acts or is spoken of; `at` is when; `event` the position of an event that is left out.
    """

    kind: ChangeKind
    subject: str
    person: str | None = None
    at: Moment | None = None
    value: object = None
    event: int | None = None


@attrs.frozen
class Counterfactual:
    """The smallest set of changes that was found, and the result on re-evaluation."""

    changes: tuple[Change, ...]
    result: Result


@attrs.frozen
class PersonResult:
    """Whether a person answers on one ground in one case, with the reasons.

    `person` is empty where the ground holds and nobody held the role (`unattributed`). `roles` are those in
    which the person is held. `share` is in percent. `kinds` are what remains, `waived` what an exemption
    took away. `points` add over the findings. `findings` are keys of this case, `facts` the names of grounds
    that are facts. `grade` is None where nothing remains,
    or where it is not known which of the `possible_grades` applies. `reason` is a key with `reason_args`:
    `breaches`, `facts`, `opened`, `not_opened`, `no_ground`, `another_answers` (the breach exists and falls to
    others; args `persons`), `not_in_force`, `hangs_on_unknown`, `unattributed`.
    `handover` is the rule under which a handover did not count, where the person answers only because of
    that, and `unsigned` who did not sign: names of roles, `outgoing`, `incoming`; empty where no event shows it.
    `climbed` are the roles that were vacant on the way to the one that is held; `deputy`: held as a deputy.
    """

    case_id: str
    liability: str
    article: str
    person: str
    result: Result
    reason: str
    reason_args: Mapping[str, object] = attrs.field(factory=dict, hash=False)
    roles: tuple[str, ...] = ()
    degree: str | None = None
    share: Decimal | None = None
    grade: str | None = None
    kinds: tuple[str, ...] = ()
    waived: tuple[str, ...] = ()
    points: Decimal | None = None
    opened: Moment | None = None
    findings: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    exemptions: tuple[ExemptionResult, ...] = ()
    climbed: tuple[str, ...] = ()
    deputy: bool = False
    handover: str = ""
    unsigned: tuple[str, ...] = ()
    possible: frozenset[Result] = frozenset()
    possible_grades: tuple[str, ...] = ()
    deciders: tuple[Leaf, ...] = ()
    counterfactuals: tuple[Counterfactual, ...] = ()


def fails_only_perhaps(found: ExemptionResult, result: PersonResult) -> bool:
    """Whether an exemption fails only if its person answers: no condition is known to fail, one is not known to hold.

    What is unknown then makes them answer and speaks against the exemption alike.
    """
    truths = {each.holds for each in found.conditions}
    return result.result is Result.UNKNOWN and Truth.UNKNOWN in truths and Truth.NO not in truths


@attrs.frozen
class Entry:
    """Points of one finding or fact: when they were earned, and for what (a finding's key or a fact)."""

    person: str
    liability: str
    at: Moment
    points: Decimal
    source: str
    case_id: str


@attrs.frozen
class Sanction:
    """A person's points under a scale. `grade` is the highest threshold reached, None below the first.

    `period` is the calendar period, or the last day of the window that counts most; empty per case.
    `complete` is False where only this case is known of points that count over all cases.
    """

    person: str
    scale: str
    article: str
    points: Decimal
    grade: str | None
    period: str = ""
    entries: tuple[Entry, ...] = ()
    complete: bool = True


class EscalationState(enum.Enum):
    """How a level of reparation stands."""

    OPEN = "open"
    MET = "met"
    LATE = "late"
    MISSED = "missed"
    DISCHARGED = "discharged"  # the level before was made good in time
    UNKNOWN = "unknown"


@attrs.frozen
class Escalation:
    """A level that was opened by a miss: who must do or be told what, by when.

    `key` is the finding of the level, `primary` that of what was missed. `depth` counts from 1.
    """

    key: str
    primary: str
    rule: str
    article: str
    level: str
    depth: int
    acts: tuple[str, ...]
    roles: tuple[str, ...]
    persons: tuple[str, ...]
    state: EscalationState
    opened: Moment | None = None
    due: Moment | None = None


@attrs.frozen
class OpenQuestion:
    """A judgement or decision that could change a result and is not made: whom it waits for, and by when."""

    leaf: Leaf
    waits_for: tuple[str, ...]
    due: Moment | None = None
    overdue: bool = False

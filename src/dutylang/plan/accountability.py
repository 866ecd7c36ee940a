"""Who answers for it, in normal form: exceptions, handovers, grounds, exemptions, scales. Data only."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import attrs

from dutylang.plan.deadlines import AfterLimit, LimitPlan, PeriodSource
from dutylang.policy.typed import Typed
from dutylang.syntax.ast import BreachKind, EffectKind
from dutylang.values import Unit


@attrs.frozen
class ExceptionPlan:
    """An exception. `rules` are the duties that it excepts from.

    While it holds it lifts `blocks` (exceptions that it is `to` without a limit of its own, and those that
    it blocks). Where two hold that differ, one that `prevails_over` the other counts. `limit` None: the
    duty is excused; else it has this deadline instead. `changes` are exceptions that it is `to` with a limit:
    where one of them holds, this limit counts in its place, for the duties that it excepts from.
    """

    name: str
    article: str
    since: dt.date
    until: dt.date | None
    rules: tuple[str, ...]
    blocks: tuple[str, ...]
    prevails_over: tuple[str, ...]
    when: Typed | None
    limit: LimitPlan | None
    changes: tuple[str, ...] = ()


@attrs.frozen
class HandoverPlan:
    """When a change of holder counts for who answers: an `event` signed by all who must sign."""

    name: str
    article: str
    roles: tuple[str, ...]
    event: str
    outgoing: bool
    incoming: bool
    signed_by: tuple[str, ...]


@attrs.frozen
class BreachGround:
    """A ground for each finding of that kind on one of the rules."""

    kind: BreachKind
    unrepaired: bool
    rules: frozenset[str]


@attrs.frozen
class HeldRole:
    """Who is held: the holders of a role, in a degree, for a share in percent (None: not said)."""

    role: str
    degree: str
    share: Decimal | None = None


@attrs.frozen
class GradeCase:
    """A grade, and when it applies: more than so many findings, or a condition; neither: always."""

    grade: str
    more_than: int | None = None
    when: Typed | None = None


@attrs.frozen
class LiabilityPlan:
    """A ground of liability.

    It holds when `opens_on` has happened (None: at once), `when` is true, and there is a finding of one of
    `breaches` or one of `facts` is true; with neither, when it opens. `held` empty: every handler of the
    case, which is every person who acted in it or held a role. `at_trigger` and `at_deadline` are percentages
    of a breach that go to who held the role then. `stays_bound`: who held the role before answers too.
    """

    name: str
    article: str
    chapter: int | None
    since: dt.date
    until: dt.date | None
    opens_on: str | None
    when: Typed | None
    breaches: tuple[BreachGround, ...]
    facts: tuple[Typed, ...]
    held: tuple[HeldRole, ...]
    grades: tuple[GradeCase, ...]
    kinds: tuple[str, ...]
    points: Decimal | None
    at_trigger: Decimal = Decimal(0)
    at_deadline: Decimal = Decimal(100)
    stays_bound: bool = False
    milder: bool = False


@attrs.frozen
class Bar:
    """A fact that bars an exemption: its name in the policy, and the test."""

    name: str
    test: Typed


@attrs.frozen
class ExemptionPlan:
    """An exemption from some liabilities, for the holders of `roles` (empty: everyone).

    `kinds` are what a partial one takes away, `grade` what a mitigated one leaves. `decided_by` None: it
    needs no decision. `limit` is counted from the opening of the liability, or from its anchor.
    """

    name: str
    article: str
    since: dt.date
    until: dt.date | None
    liabilities: frozenset[str]
    roles: tuple[str, ...]
    when: Typed | None
    effect: EffectKind
    kinds: tuple[str, ...]
    grade: str | None
    decided_by: str | None
    limit: AfterLimit | None
    bars: tuple[Bar, ...]


@attrs.frozen
class ScalePlan:
    """Points into sanctions. Counted per case, or per person a calendar `unit` or `within` any such period."""

    name: str
    article: str
    per_person: bool
    unit: Unit | None
    within: PeriodSource | None
    thresholds: tuple[tuple[Decimal, str], ...]

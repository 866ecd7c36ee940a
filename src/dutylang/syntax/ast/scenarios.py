"""Scenarios: a small case written in the language, and what is expected of it."""

from __future__ import annotations

import datetime as dt
import enum
from decimal import Decimal

from dutylang.source import Span
from dutylang.syntax.ast.base import Name, node, place
from dutylang.syntax.ast.expressions import Duration, Expr


@node
class WrittenMoment:
    """A local date, with a time of day or without."""

    day: dt.date
    time: dt.time | None = None
    span: Span = place()


@node
class Pair:
    """`amount 3,000,000 CNY`; `value` None is `amount unknown`; several values make a set."""

    field: Name
    values: tuple[Expr, ...] | None
    span: Span = place()


@node
class GivenCase:
    """`given case amount 3,000,000 CNY, product working_capital [at D]`; `at` for tracked fields."""

    pairs: tuple[Pair, ...]
    at: WrittenMoment | None = None
    span: Span = place()


@node
class GivenRecord:
    """`given record pledge in pledges kind mortgage, value 100 CNY`: adds an element to a list field."""

    record: Name
    field: Name
    pairs: tuple[Pair, ...]
    span: Span = place()


@node
class Actor:
    """`by "Li Na" [as client_manager]`."""

    person: str
    role: Name | None = None
    span: Span = place()


@node
class GivenEvent:
    """`given visit_site at 2024-05-11 by "Li Na" with report yes recorded at 2024-05-12 id "v1"`."""

    event: Name
    at: WrittenMoment
    actors: tuple[Actor, ...] = ()
    pairs: tuple[Pair, ...] = ()
    recorded_at: WrittenMoment | None = None
    id: str | None = None
    voids: str | None = None
    span: Span = place()


@node
class GivenNone:
    """`given no group`: a field known to be absent, an empty list, or an event that did not happen."""

    name: Name
    span: Span = place()


@node
class GivenHolder:
    """`given client_manager "Li Na" from 2024-01-01 until 2024-06-30 [as deputy]`."""

    role: Name
    person: str
    since: dt.date
    until: dt.date | None = None
    deputy: bool = False
    span: Span = place()


@node
class GivenRegister:
    """`given register visit_site until 2024-05-31`: complete up to that moment only."""

    event: Name
    until: WrittenMoment
    span: Span = place()


@node
class GivenDocument:
    """`given document business_licence for 2023 original filed D verified D by "P" valid until D`."""

    document: Name
    period: str | None = None
    original: bool | None = None
    filed: dt.date | None = None
    verified: dt.date | None = None
    verified_by: str | None = None
    valid_until: dt.date | None = None
    span: Span = place()


@node
class GivenJudgement:
    """`given judgement gross_negligence yes [about "Q"] at D by "P" as review_committee`; None: explicitly open.

    An exemption that a body decides is decided in the same words.
    """

    judgement: Name
    decided: bool | None
    at: WrittenMoment
    actor: Actor
    about: str | None = None
    span: Span = place()


@node
class GivenClosed:
    """`given closed at D`: the case is closed."""

    at: WrittenMoment
    span: Span = place()


@node
class GivenKnown:
    """`given known at D`: what was recorded later is hidden."""

    at: WrittenMoment
    span: Span = place()


@node
class GivenParameter:
    """`given parameter report_within = 2 working days`."""

    parameter: Name
    value: Expr
    span: Span = place()


@node
class GivenFigure:
    """`given portfolio bad_share 2.9% [for "Li Na"]`: a figure over cases that this case alone cannot show."""

    figure: Name
    value: Expr | None
    person: str | None = None
    span: Span = place()


Given = (
    GivenCase | GivenRecord | GivenEvent | GivenNone | GivenHolder | GivenRegister | GivenDocument | GivenJudgement
    | GivenClosed | GivenKnown | GivenParameter | GivenFigure
)  # fmt: skip


class ExpectedVerdict(enum.Enum):
    """The verdicts of a duty instance."""

    SATISFIED = "satisfied"
    LATE = "late"
    VIOLATED = "violated"
    PENDING = "pending"
    EXEMPT = "exempt"
    NOT_APPLICABLE = "not_applicable"
    UNKNOWN = "unknown"
    CONFLICT = "conflict"


class ExpectedFlag(enum.Enum):
    """The flags of a finding."""

    REPAIRED = "repaired"
    SUSPENDED = "suspended"
    PROVISIONAL = "provisional"
    BACK_DATED = "back_dated"
    STILL_OWED = "still_owed"
    ONGOING = "ongoing"
    TERMINAL = "terminal"
    ORDER_ASSUMED = "order_assumed"
    HOUSE_DEFAULT = "house_default"


@node
class ExpectDuty:
    """`expect RULE satisfied, violated` (one verdict for the case, or one an instance, in order).

    `late by D` gives `late_by`; `due D` gives `due`; `because F` names deciding fields; `and repaired` flags.
    `expect RULE step 2 …` speaks of a further step or level (1 is the main obligation), `expect RULE item
    business_licence …` of one document of a checklist or one act of a joint duty; without either, of the
    main obligation in all its parts.
    """

    rule: Name
    verdicts: tuple[ExpectedVerdict, ...]
    late_by: Duration | None = None
    due: WrittenMoment | None = None
    because: tuple[Name, ...] = ()
    flags: tuple[ExpectedFlag, ...] = ()
    step: int | None = None
    item: Name | None = None
    span: Span = place()


class ExpectedResult(enum.Enum):
    """The results of a person on a ground."""

    LIABLE = "liable"
    MITIGATED = "mitigated"
    AWAITING_DECISION = "awaiting_decision"
    UNKNOWN = "unknown"
    EXEMPT = "exempt"
    NONE = "none"


@node
class ExpectPerson:
    """`expect "Li Na" liable for missed_inspection as principal 70% at warning, kinds economic, points 3`.

    `person` None is `expect nobody …`: the ground holds and nobody can be held. What is not said is not
    compared. `because` names facts that would decide an unknown.
    """

    person: str | None
    result: ExpectedResult
    liability: Name
    degree: Name | None = None
    share: Decimal | None = None
    grade: Name | None = None
    kinds: tuple[Name, ...] = ()
    points: Decimal | None = None
    because: tuple[Name, ...] = ()
    span: Span = place()


@node
class ExpectPoints:
    """`expect "Li Na" 12 points under annual_points [at dismissal]`; without `at`, no sanction."""

    person: str
    points: Decimal
    scale: Name
    grade: Name | None = None
    span: Span = place()


Expect = ExpectDuty | ExpectPerson | ExpectPoints


@node
class Scenario:
    """`scenario "…" as of D [TIME]`, its givens and expectations."""

    title: str
    as_of: WrittenMoment
    givens: tuple[Given, ...]
    expects: tuple[Expect, ...]
    span: Span = place()

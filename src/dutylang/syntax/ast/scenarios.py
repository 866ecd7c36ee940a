"""Scenarios: a small case written in the language, and what is expected of it."""

from __future__ import annotations

import datetime as dt
import enum

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
    """`given judgement gross_negligence yes at D by "P" as review_committee`; None: explicitly open."""

    judgement: Name
    decided: bool | None
    at: WrittenMoment
    actor: Actor
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


Given = (
    GivenCase | GivenRecord | GivenEvent | GivenNone | GivenHolder | GivenRegister | GivenDocument | GivenJudgement
    | GivenClosed | GivenKnown | GivenParameter
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


@node
class ExpectLiable:
    """`expect "Li Na" liable for missed_inspection at warning`."""

    person: str
    liability: Name
    grade: Name
    span: Span = place()


Expect = ExpectDuty | ExpectLiable


@node
class Scenario:
    """`scenario "…" as of D [TIME]`, its givens and expectations."""

    title: str
    as_of: WrittenMoment
    givens: tuple[Given, ...]
    expects: tuple[Expect, ...]
    span: Span = place()

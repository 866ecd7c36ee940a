"""What a policy declares before it rules: head, roles, records, events, parameters, vocabulary."""

from __future__ import annotations

import datetime as dt
import enum

from dutylang.source import Span
from dutylang.syntax.ast.base import Declared, Name, Title, node, place
from dutylang.syntax.ast.expressions import Duration, Expr
from dutylang.syntax.ast.limits import Within


@node
class InForce:
    """`in force from D until D`: both days included; an open end is None."""

    since: dt.date
    until: dt.date | None = None
    span: Span = place()


@node
class PolicyHead:
    """`policy NAME` and its header lines. Absent lines are None.

    `recorded_within`: `events recorded within 3 days`; what is entered later carries the back-dating flag.
    `reaches_open`: `open deadlines follow this version`, also those that an earlier version opened.
    """

    declared: Declared
    version: str | None = None
    in_force: InForce | None = None
    calendar: str | None = None
    timezone: str | None = None
    counting: str | None = None
    recorded_within: Duration | None = None
    published: dt.date | None = None
    reaches_open: bool = False
    span: Span = place()


@node
class Use:
    """`use "vocabulary.duty"`: a path below the policy root."""

    path: str
    span: Span = place()


class BearerKind(enum.Enum):
    """What holds a role."""

    PERSON = "person"
    BODY = "body"
    ORGANISATION = "organisation"


@node
class Role:
    """A role, the role above it, and what kind of holder it has."""

    declared: Declared
    reports_to: Name | None = None
    kind: BearerKind = BearerKind.PERSON
    span: Span = place()


class TypeName(enum.Enum):
    """Types without parameters, and the heads of those with."""

    NUMBER = "number"
    PERCENT = "percent"
    DATE = "date"
    DATE_TIME = "date_time"
    TEXT = "text"
    YES_NO = "yes_no"
    PERIOD = "period"
    MONEY = "money"
    ONE_OF = "one_of"
    SET_OF = "set_of"
    LIST_OF = "list_of"
    RECORD = "record"


@node
class TypeExpr:
    """A written type. `names`: values of one_of and set_of; the record's name of list_of and record."""

    type: TypeName
    currency: str | None = None
    names: tuple[Declared, ...] = ()
    span: Span = place()


@node
class Field:
    """One field. `tracked` fields are series over time; `optional` ones may be known to be absent."""

    declared: Declared
    type: TypeExpr
    optional: bool = False
    tracked: bool = False
    span: Span = place()


@node
class Case:
    """`case guarantee` and its fields."""

    declared: Declared
    fields: tuple[Field, ...]
    span: Span = place()


@node
class Record:
    """`record pledge` and its fields."""

    declared: Declared
    fields: tuple[Field, ...]
    span: Span = place()


@node
class Event:
    """`event visit_site` and its attributes."""

    declared: Declared
    fields: tuple[Field, ...]
    span: Span = place()


@node
class Term:
    """`term mortgage zh "抵押"`: labels for a name that is declared elsewhere (a value, document, degree)."""

    declared: Declared
    span: Span = place()


@node
class Parameter:
    """`parameter report_within = 1 working day [in force …]`; `house_default` marks a guess of the house."""

    declared: Declared
    value: Expr
    house_default: bool = False
    in_force: InForce | None = None
    span: Span = place()


@node
class Grades:
    """`grades warning, demerit, dismissal`, mildest first."""

    names: tuple[Declared, ...]
    span: Span = place()


@node
class Judgement:
    """`judgement gross_negligence by review_committee [within 30 days after open_inquiry] [on report, minutes]`.

    A fact that only these roles can decide, until when, and what (fields, events, documents) they decide on.
    """

    declared: Declared
    by: tuple[Name, ...]
    within: Within | None = None
    on: tuple[Name, ...] = ()
    span: Span = place()


@node
class Chapter:
    """`chapter 2 "…"`: holds the articles that follow it."""

    number: int
    title: Title
    span: Span = place()


@node
class Definition:
    """`define NAME means EXPRESSION`, or over the records or events of `of`."""

    declared: Declared
    means: Expr
    of: Name | None = None
    span: Span = place()

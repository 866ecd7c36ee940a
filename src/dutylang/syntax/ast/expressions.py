"""Expressions and conditions, as written: names are not resolved and nothing has a type yet."""

from __future__ import annotations

import datetime as dt
import enum
from decimal import Decimal

from dutylang.source import Span
from dutylang.syntax.ast.base import Name, node, place
from dutylang.values import Unit


@node
class Duration:
    """`3 working days`, or the name of a parameter that holds a period."""

    count: int | None
    unit: Unit | None
    parameter: Name | None = None
    span: Span = place()


@node
class Number:
    """A plain number."""

    value: Decimal
    span: Span = place()


@node
class Percent:
    """`120%` has the value 120."""

    value: Decimal
    span: Span = place()


@node
class MoneyAmount:
    """An amount in the main unit of a currency (ISO 4217)."""

    amount: Decimal
    currency: str
    span: Span = place()


@node
class DateLiteral:
    """A local date."""

    value: dt.date
    span: Span = place()


@node
class DateTimeLiteral:
    """A local date and time of day, in the policy's timezone (naive)."""

    value: dt.datetime
    span: Span = place()


@node
class DurationLiteral:
    """A period used as a value."""

    duration: Duration
    span: Span = place()


@node
class TextLiteral:
    """Words in quotation marks."""

    value: str
    span: Span = place()


@node
class YesNo:
    """`yes` or `no`."""

    value: bool
    span: Span = place()


@node
class Ref:
    """A bare name: field, attribute, parameter, definition, table, value of an enumeration, judgement, event."""

    name: Name
    span: Span = place()


@node
class FieldOf:
    """`value of pledge`, `report of last visit_site`, `net_assets of customer`."""

    field: Name
    of: Expr
    span: Span = place()


class Which(enum.Enum):
    """Which of several events is meant."""

    EACH = "each"
    FIRST = "first"
    LAST = "last"
    LATEST = "latest"


@node
class EventPick:
    """`first visit_site`, `last visit_site with report`: one event up to the moment of reading."""

    which: Which
    event: Name
    where: Expr | None = None
    span: Span = place()


@node
class DateOf:
    """`date of last visit_site` (a local date) or, when `with_time`, `time of last visit_site`."""

    of: EventPick
    with_time: bool
    span: Span = place()


class AggregateKind(enum.Enum):
    """Figures over the records of a list or the events of a type."""

    COUNT = "count"
    TOTAL = "total"
    LARGEST = "largest"
    SMALLEST = "smallest"
    ANY = "any"
    EVERY = "every"


@node
class Aggregate:
    """`count of visit_site with report`, `total value of verified pledges`, `every one of pledges meets verified`.

    `field` is the summed or compared field; None for count, any, every. `where` filters (for any and
    every it is the condition itself).
    """

    kind: AggregateKind
    field: Name | None
    source: Name
    where: Expr | None
    span: Span = place()


@node
class PercentOf:
    """`120% of outstanding`; the percentage may be a parameter."""

    percent: Percent | Ref
    of: Expr
    span: Span = place()


class ArithOp(enum.Enum):
    """Arithmetic."""

    PLUS = "+"
    MINUS = "-"
    TIMES = "*"
    OVER = "/"


@node
class Arith:
    """A sum, difference, product or quotient."""

    op: ArithOp
    left: Expr
    right: Expr
    span: Span = place()


@node
class Ago:
    """`3 years ago`: that long before the moment at which the condition is read."""

    duration: Duration
    span: Span = place()


@node
class Elapsed:
    """`working days from A to B`: whole units between two dates or moments."""

    unit: Unit
    start: Expr
    end: Expr
    span: Span = place()


class CompareOp(enum.Enum):
    """Comparisons."""

    EQ = "=="
    NE = "!="
    LT = "<"
    LE = "<="
    GT = ">"
    GE = ">="


@node
class Compare:
    """A comparison of two expressions."""

    op: CompareOp
    left: Expr
    right: Expr
    span: Span = place()


@node
class In:
    """`legal_form in limited, joint_stock`."""

    item: Expr
    choices: tuple[Expr, ...]
    span: Span = place()


@node
class Includes:
    """`covers including finances, repayment`: every one of them is in the set."""

    collection: Expr
    items: tuple[Expr, ...]
    span: Span = place()


@node
class IsMissing:
    """`group is missing`: not supplied, stated unknown, or known to be absent."""

    of: Expr
    span: Span = place()


class Relation(enum.Enum):
    """How an event stands to the act or moment at which the condition is read."""

    EVER_BEFORE = "ever_before"  # a bare event name: it has happened by then
    SAME_DAY = "same_day"  # on the same local day, before or after
    WITHIN_AFTER = "within_after"  # within D afterwards
    WITHIN_BEFORE = "within_before"  # in the D before


@node
class Happens:
    """An event as a condition: `attach_explanation on the same day`, `approve within 2 days`."""

    event: Name
    relation: Relation
    duration: Duration | None = None
    where: Expr | None = None
    span: Span = place()


@node
class And:
    """All of them."""

    items: tuple[Expr, ...]
    span: Span = place()


@node
class Or:
    """At least one of them."""

    items: tuple[Expr, ...]
    span: Span = place()


@node
class Not:
    """The contrary."""

    item: Expr
    span: Span = place()


@node
class ChapterRange:
    """`chapters 2 to 5`; `article 27` when `article` is given; these very rules when there are `rules`."""

    first_chapter: int | None
    last_chapter: int | None
    article: str | None = None
    rules: tuple[Name, ...] = ()
    span: Span = place()


@node
class NoBreach:
    """`no unrepaired breach of the duties of chapters 2 to 5 that the person bore`."""

    range: ChapterRange
    unrepaired: bool
    person_bore: bool
    span: Span = place()


@node
class PersonDid:
    """`the person did object_in_writing [with …]`: whether the person whose liability is judged did the act."""

    event: Name
    where: Expr | None = None
    span: Span = place()


Expr = (
    Number | Percent | MoneyAmount | DateLiteral | DateTimeLiteral | DurationLiteral | TextLiteral | YesNo | Ref
    | FieldOf | EventPick | DateOf | Aggregate | PercentOf | Arith | Ago | Elapsed | Compare | In | Includes
    | IsMissing | Happens | And | Or | Not | NoBreach
    | PersonDid
)  # fmt: skip

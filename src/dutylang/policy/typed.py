"""Expressions with their names resolved and their types known. Both evaluators read these."""

from __future__ import annotations

from decimal import Decimal  # noqa: F401  (named in docstrings)

import attrs

from dutylang.ops.types import Type
from dutylang.syntax.ast import AggregateKind, Relation, Which
from dutylang.values import Period, Unit


@attrs.frozen(cache_hash=True)
class Const:
    """A value written in the policy, in its run-time form."""

    value: object
    type: Type


@attrs.frozen(cache_hash=True)
class ReadField:
    """A field of the case; a longer path goes through records and links (`net_assets of customer`)."""

    path: tuple[str, ...]
    type: Type
    tracked: bool = False


@attrs.frozen(cache_hash=True)
class ReadItem:
    """A field of the record that an aggregate is looking at."""

    field: str
    type: Type


@attrs.frozen(cache_hash=True)
class ReadAttribute:
    """An attribute of the event that a `with` condition is looking at."""

    attribute: str
    type: Type


@attrs.frozen(cache_hash=True)
class ReadTrigger:
    """An attribute of the event that opened the instance, which is of the type `event`."""

    attribute: str
    type: Type
    event: str = ""


@attrs.frozen(cache_hash=True)
class ReadPicked:
    """Of the first or last event of a type up to the moment: an attribute, or its `@date` or `@time`."""

    which: Which
    event: str
    where: Typed | None
    attribute: str
    type: Type


@attrs.frozen(cache_hash=True)
class ReadParameter:
    """A parameter, in the version in force at the moment."""

    name: str
    type: Type


@attrs.frozen(cache_hash=True)
class ReadDefinition:
    """A definition; its body is in the vocabulary."""

    name: str
    type: Type


@attrs.frozen(cache_hash=True)
class ReadTable:
    """The outcome of a decision table."""

    name: str
    type: Type


@attrs.frozen(cache_hash=True)
class ReadJudgement:
    """What the empowered person or body decided; unknown until then."""

    name: str
    type: Type


@attrs.frozen(cache_hash=True)
class Apply:
    """An operator of `ops` by name, with its arguments in order.

    Names: and or not; == != < <= > >=; + - * /; percent_of (percent, value); in (item, set const);
    includes (set, set const).
    """

    op: str
    args: tuple[Typed, ...]
    type: Type


@attrs.frozen(cache_hash=True)
class FoldRecords:
    """A figure over the records of a list field. `value` is read of each record (None: count, any, every)."""

    kind: AggregateKind
    path: tuple[str, ...]
    value: Typed | None
    where: Typed | None
    type: Type


@attrs.frozen(cache_hash=True)
class FoldEvents:
    """A figure over the events of a type up to the moment. `value` is read of each event."""

    kind: AggregateKind
    event: str
    value: Typed | None
    where: Typed | None
    type: Type


@attrs.frozen(cache_hash=True)
class HappensTest:
    """Whether an event of the type stands in the relation to the moment or act."""

    event: str
    relation: Relation
    period: Period | ReadParameter | None
    where: Typed | None
    type: Type


@attrs.frozen(cache_hash=True)
class AgoDate:
    """The date that long before the moment."""

    period: Period | ReadParameter
    type: Type


@attrs.frozen(cache_hash=True)
class ElapsedUnits:
    """Whole units from one date or moment to another, as a number."""

    unit: Unit
    start: Typed
    end: Typed
    type: Type


@attrs.frozen(cache_hash=True)
class Missing:
    """True when the operand is not supplied, stated unknown or known to be absent; never unknown itself."""

    of: Typed
    type: Type


@attrs.frozen(cache_hash=True)
class BreachTest:
    """No breach of the duties of some chapters, of an article, or of `rules`, as liability and exemption ask."""

    first_chapter: int | None
    last_chapter: int | None
    article: str | None
    unrepaired: bool
    person_bore: bool
    type: Type
    rules: tuple[str, ...] = ()


@attrs.frozen(cache_hash=True)
class PersonDidTest:
    """Whether the person whose liability is judged did an act of the type, up to the moment of reading."""

    event: str
    where: Typed | None
    type: Type


@attrs.frozen(cache_hash=True)
class ReadFigure:
    """A portfolio figure: of the case's group, or of the person where it is grouped by a role."""

    name: str
    type: Type


@attrs.frozen(cache_hash=True)
class FoldCases:
    """A figure over the cases of a kind, each read at the as-of moment. `value` is read of each case."""

    kind: AggregateKind
    case: str
    value: Typed | None
    where: Typed | None
    type: Type


Typed = (
    Const | ReadField | ReadItem | ReadAttribute | ReadTrigger | ReadPicked | ReadParameter | ReadDefinition
    | ReadTable | ReadJudgement | Apply | FoldRecords | FoldEvents | HappensTest | AgoDate | ElapsedUnits
    | Missing | BreachTest | PersonDidTest | ReadFigure | FoldCases
)  # fmt: skip

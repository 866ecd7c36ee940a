"""The types of the language, and which of them may meet."""

from __future__ import annotations

import enum

import attrs

from dutylang.values import Family, Unit


class Kind(enum.Enum):
    """The kinds of type."""

    NUMBER = "number"
    PERCENT = "percent"
    MONEY = "money"
    DATE = "date"
    DATE_TIME = "date_time"
    TEXT = "text"
    YES_NO = "yes_no"
    PERIOD = "period"
    ONE_OF = "one_of"
    SET_OF = "set_of"
    LIST_OF = "list_of"
    RECORD = "record"


@attrs.frozen
class Type:
    """A type. `currency` of money (ISO 4217), `values` of one_of and set_of, `record` of list_of and record,
    `family` of a period whose unit is known before it runs (None: any unit).

    Values at run time: Decimal for number and percent (120% is Decimal(120)), Money, `date`, aware
    `datetime`, `str` for text and one_of, `bool`, Period, frozenset[str] for set_of, a tuple of records
    for list_of.
    """

    kind: Kind
    currency: str | None = None
    values: tuple[str, ...] = ()
    record: str | None = None
    family: Family | None = None


NUMBER = Type(Kind.NUMBER)
PERCENT = Type(Kind.PERCENT)
DATE = Type(Kind.DATE)
DATE_TIME = Type(Kind.DATE_TIME)
TEXT = Type(Kind.TEXT)
YES_NO = Type(Kind.YES_NO)
PERIOD = Type(Kind.PERIOD)


def period_type(unit: Unit) -> Type:
    """The type of a period whose unit is written in the policy: `3 days` never meets `2 months`."""
    return Type(Kind.PERIOD, family=unit.family)


def money_type(currency: str) -> Type:
    """The type of amounts in a currency (ISO 4217)."""
    return Type(Kind.MONEY, currency=currency)

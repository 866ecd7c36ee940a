"""Facts that are not known, and why. Data only."""

from __future__ import annotations

import enum

import attrs


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
    `ambiguous`, `no_actor`, `no_holders` or `untold_holders`; `event` the position of the event it is about.
    """

    kind: LeafKind
    subject: str
    detail: str = ""
    why: str = "not_supplied"
    event: int | None = None

"""Values, moments and unknown facts → plain JSON values."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping

from dutylang.assessment.leaves import Leaf
from dutylang.reports.names import Events, Names
from dutylang.values import Moment, Money, Period

Json = dict[str, object]


def json_text(value: object) -> str:
    """JSON on one line; what does not print is written by its number, so that it turns no text around."""
    text = json.dumps(value, ensure_ascii=False)
    if text.isprintable():
        return text
    return "".join(each if each.isprintable() else json.dumps(each)[1:-1] for each in text)


def moment_json(moment: Moment | None, names: Names) -> str | None:
    """ISO 8601: a date for a whole local day, else the local time with its offset."""
    if moment is None:
        return None
    if moment.instant is None:
        return moment.day.isoformat()
    return moment.instant.astimezone(names.tz).isoformat()


def plain(value: object, names: Names) -> object:
    """A value as JSON holds it: figures exactly, dates as ISO 8601."""
    match value:
        case None | bool() | int() | str():
            return value
        case Moment():
            return moment_json(value, names)
        case dt.date():
            return value.isoformat()
        case Period():
            return period_json(value)
        case Money():
            return {"amount": str(value.amount), "currency": value.currency}
        case list() | tuple():
            return [plain(item, names) for item in value]
        case set() | frozenset():
            return sorted(str(item) for item in value)
        case Mapping():
            return {str(key): plain(item, names) for key, item in value.items()}
        case _:
            return str(value)


def period_json(period: Period) -> Json:
    """A period as its count and its unit."""
    return {"count": period.count, "unit": period.unit.value}


def leaf_json(leaf: Leaf, events: Events, names: Names) -> Json:
    """A fact that is not known, why, and how a reader is told."""
    return {
        "kind": leaf.kind.value,
        "subject": leaf.subject,
        "detail": leaf.detail,
        "why": leaf.why,
        "event": leaf.event,
        "text": names.leaf(leaf, events),
    }

"""Whether what the language answers is what FEEL expects."""

import re
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from dutylang.cases import moments
from dutylang.values import Family, Moment, Period, Unit
from tests.conformance.feel_values import Ask, Question, Stamp, Value, duration_from_text, stamp_from_text


def timezone_of(question: Question) -> str:
    """The policy's timezone: the first region in a question, else its first whole-hour offset, else UTC."""
    zones = [stamp.zone for stamp in stamps_in(question) if stamp.zone]
    for zone in zones:
        if zone.startswith("@"):
            return zone[1:]
    for zone in zones:
        if re.fullmatch(r"[+-][0-9]{2}:00", zone):
            # The zone of the clocks that show +11:00 is named Etc/GMT-11.
            return f"Etc/GMT{-int(zone[:3]):+d}"
    return "UTC"


def stamps_in(question: Question) -> list[Stamp]:
    """The date-times of a question, from the left."""
    if isinstance(question, Ask):
        return [stamp for arg in question.args for stamp in stamps_in(arg)]
    return [question] if isinstance(question, Stamp) else []


def written(stamp: Stamp, timezone: str) -> str:
    """A date-time as a case record has it, with the offset where the clock is not of the policy's region."""
    zone = stamp.zone or ""
    if zone == f"@{timezone}":
        zone = ""
    elif zone.startswith("@"):
        offset = stamp.clock.replace(tzinfo=ZoneInfo(zone[1:])).isoformat()[len(stamp.clock.isoformat()) :]
        zone = offset
    return stamp.clock.isoformat() + zone


def agrees(value: object, expected: dict[str, Any], question: Question, timezone: str) -> bool:
    """Whether the value is the one that FEEL expects. Date-times agree as instants, periods by length."""
    text = expected["value"]
    match expected["type"].partition(":")[2]:
        case "boolean":
            return value is (text == "true")
        case "duration":
            return lengths(duration_of(value, question)) == lengths(expected_duration(text))
        case _:
            return value == moment_expected(text, timezone)


def moment_expected(text: str, timezone: str) -> object:
    """An expected date, or date-time as an instant; without zone it is local to the policy."""
    found = stamp_from_text(text)
    if not isinstance(found, Stamp):
        return found
    zone = ZoneInfo(timezone)
    stamp = moments.stamp_from_text(written(found, timezone))
    assert stamp is not None, found
    moment = moments.moment_from_stamp(stamp, zone, zone)
    assert isinstance(moment, Moment), moment
    return moment.instant


def duration_of(value: object, question: Question) -> Period:
    """A period, or the number of units that `minutes from A to B` gives."""
    if isinstance(value, Period):
        return value
    assert isinstance(value, Decimal)
    assert isinstance(question, Ask)
    return Period(int(value), Unit(question.op.partition(":")[2]))


def expected_duration(text: str) -> tuple[Value, ...]:
    """The parts of an expected duration; FEEL writes nothing at all as `PT0S`."""
    found = Period(0, Unit.MINUTE) if text == "PT0S" else duration_from_text(text)
    return (found,) if isinstance(found, Period) else found.periods


def lengths(parts: object) -> tuple[int, int]:
    """Months and minutes. Only here, to compare with FEEL, do 24 hours make a day."""
    months = minutes = 0
    for part in parts if isinstance(parts, tuple) else (parts,):
        months += part.length * (part.unit.family is Family.MONTHS)
        minutes += part.length * {Family.DAYS: 1440, Family.CLOCK: 1}.get(part.unit.family, 0)
    return months, minutes

"""Short spellings for moments and periods, as the tests of counting and its documentation write them."""

import datetime as dt
from zoneinfo import ZoneInfo

from dutylang.calendars import Calendar, Count, calendar_named, count_forward
from dutylang.values import Moment, Period, Unit

SHANGHAI = ZoneInfo("Asia/Shanghai")
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
BRUSSELS = ZoneInfo("Europe/Brussels")


def named(name: str) -> Calendar:
    calendar, problems = calendar_named(name)
    assert calendar is not None, problems
    return calendar


CHINA = named("china")
WEEKDAYS = named("weekdays")


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def at(text: str, tz: ZoneInfo = SHANGHAI) -> Moment:
    """`2024-05-06` is the whole day, `2024-05-06 10:20` an instant of local time."""
    if len(text) == 10:
        return Moment(day(text))
    local = dt.datetime.fromisoformat(text).replace(tzinfo=tz)
    return Moment(local.date(), local.astimezone(dt.UTC))


def period(text: str) -> Period:
    """`3 working days` as a Period."""
    count, _, unit = text.partition(" ")
    return Period(int(count), Unit(unit.removesuffix("s").replace(" ", "_")))


def forward(
    start: str,
    length: str,
    convention: str,
    calendar: Calendar = CHINA,
    tz: ZoneInfo = SHANGHAI,
    **more: object,
) -> Count:
    return count_forward(at(start, tz), period(length), convention, calendar, tz, **more)  # type: ignore[arg-type]

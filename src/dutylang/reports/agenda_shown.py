"""An agenda as text, as JSON and as an iCalendar file (RFC 5545)."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from dutylang.reports.agenda import Agenda, Item
from dutylang.reports.audit import AuditRun
from dutylang.reports.layout import BOLD, DIM, RESULT_COLOURS, Paint, wrapped
from dutylang.reports.names import Names
from dutylang.reports.person_words import titled
from dutylang.reports.plain import Json, moment_json
from dutylang.values import Moment

if TYPE_CHECKING:
    from icalendar import Event

WIDEST = 100
INDENT = "  "

# ---- text ------------------------------------------------------------------------------------


def agenda_lines(
    agenda: Agenda, as_of: Moment, until: Moment | None, names: Names, paint: Paint
) -> list[str]:
    """The items under their deadlines."""
    overdue = sum(item.overdue for item in agenda.items)
    told = {"count": len(agenda.items) + len(agenda.questions), "as_of": names.moment(as_of)}
    if until is None:
        head = names.text("agenda.head", **told)
    else:
        head = names.text("agenda.head_until", **told, until=names.moment(until))
    lines = [paint(BOLD, head)]
    if overdue:
        lines.append(paint(RESULT_COLOURS["liable"], names.text("agenda.overdue_count", count=overdue)))
    day: Moment | None = None
    for item in agenda.items:
        if item.due != day:
            day = item.due
            lines += ["", _deadline(item, names, paint)]
        lines += _item_lines(item, names)
    if agenda.questions:
        lines += ["", paint(BOLD, names.text("agenda.no_deadline"))]
        lines += [line for item in agenda.questions for line in _item_lines(item, names)]
    if agenda.undated:
        lines += ["", paint(DIM, names.text("agenda.undated", count=agenda.undated))]
    return lines


def _item_lines(item: Item, names: Names) -> list[str]:
    first, *rest = wrapped(item_words(item, names), WIDEST - len(INDENT))
    return [INDENT + first, *(2 * INDENT + line for line in rest)]


def _deadline(item: Item, names: Names, paint: Paint) -> str:
    due = names.moment(item.due) if item.due is not None else ""
    if not item.overdue:
        return paint(BOLD, due)
    return paint(RESULT_COLOURS["liable"], names.text("agenda.overdue", due=due))


def item_words(item: Item, names: Names) -> str:
    """The case, the duty with its article, what is to be done, and by which persons."""
    key = "agenda.item_persons" if item.persons else "agenda.item"
    words = names.text(
        key,
        case=item.case_id,
        kind=_kind(item, names),
        subject=titled(item.subject, item.article, names),
        what=item.what,
        persons=names.joined(item.persons),
    )
    if item.decided_on:
        words = names.text("decision.on", what=words, grounds=names.quoted(item.decided_on))
    if item.unsure:
        words = names.text("agenda.unsure", item=words)
    if not item.about:
        return words
    return names.text("agenda.about", item=words, persons=names.joined(item.about))


def _kind(item: Item, names: Names) -> str:
    return names.text("agenda_kind.stand_in" if item.is_stand_in else f"agenda_kind.{item.kind.value}")


# ---- JSON ------------------------------------------------------------------------------------


def agenda_json(agenda: Agenda, as_of: Moment, until: Moment | None, names: Names) -> Json:
    """`{"as_of": …, "until": …, "items": […], "questions": […], "undated": …}`; questions have no deadline."""
    return {
        "as_of": moment_json(as_of, names),
        "until": moment_json(until, names),
        "items": [_item_json(item, names) for item in agenda.items],
        "questions": [_item_json(item, names) for item in agenda.questions],
        "undated": agenda.undated,
    }


def _item_json(item: Item, names: Names) -> Json:
    return {
        "kind": item.kind.value,
        "case": item.case_id,
        "due": moment_json(item.due, names),
        "overdue": item.overdue,
        "unsure": item.unsure,
        "subject": item.subject,
        "article": item.article,
        "what": item.what,
        "roles": list(item.roles),
        "persons": list(item.persons),
        "about": list(item.about),
        "opened": moment_json(item.opened, names),
        "decided_on": list(item.decided_on),
        "key": item.key,
        "text": item_words(item, names),
    }


# ---- iCalendar -------------------------------------------------------------------------------


def calendar_from_agenda(agenda: Agenda, run: AuditRun, names: Names) -> bytes:
    """One event for each item with a deadline, on the day or at the instant of it.

    The same agenda gives the same bytes, and an item keeps its UID from run to run, so that a calendar that
    takes the file again changes its entries instead of doubling them.
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//dutylang//duty due//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    label = dict(run.labels).get(names.tongue) or run.policy
    calendar.add("x-wr-calname", names.text("agenda.calendar", policy=label))
    stamp = _end(run.as_of, names.tz)
    for item in agenda.items:
        if item.due is not None:
            calendar.add_component(_event(item, item.due, run, stamp, names))
    found: bytes = calendar.to_ical()
    return found


def _event(item: Item, due: Moment, run: AuditRun, stamp: dt.datetime, names: Names) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", f"{_uid(item, run)}@dutylang")
    event.add("dtstamp", stamp)
    if due.instant is None:
        event.add("dtstart", due.day)
        event.add("dtend", due.day + dt.timedelta(days=1))
    else:
        # Without an end an event at an instant takes no time (RFC 5545, 3.6.1).
        event.add("dtstart", due.instant.astimezone(dt.UTC))
    summary = names.text("agenda.summary", case=item.case_id, subject=names.name(item.subject))
    event.add("summary", names.text("agenda.overdue", due=summary) if item.overdue else summary)
    event.add("description", item_words(item, names))
    event.add("categories", [_kind(item, names)])
    event.add("transp", "TRANSPARENT")
    event.add("status", "CONFIRMED")
    return event


def _uid(item: Item, run: AuditRun) -> str:
    """The key holds names and dates of the record; a calendar must not show them where nobody looks."""
    return hashlib.sha256(f"{run.policy}\n{item.subject}\n{item.key}".encode()).hexdigest()[:32]


def _end(moment: Moment, zone: ZoneInfo) -> dt.datetime:
    """The moment in UTC; a whole day ends at its 24:00."""
    if moment.instant is not None:
        return moment.instant.astimezone(dt.UTC)
    midnight = dt.datetime.combine(moment.day + dt.timedelta(days=1), dt.time(), zone)
    return midnight.astimezone(dt.UTC)

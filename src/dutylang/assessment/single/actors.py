"""Who held a role when. The register of holders beats what an event claims."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from dutylang.cases.record import CaseRecord, EventRecord, Participant
from dutylang.values import Truth


def holders(roles: Iterable[str], day: dt.date, case: CaseRecord) -> tuple[str, ...]:
    """The persons who hold one of the roles on a day, deputies included, in the order of the record."""
    wanted = set(roles)
    found = [
        holding.person
        for holding in case.holders
        if holding.role in wanted and holding.since <= day and (holding.until is None or day <= holding.until)
    ]
    return tuple(dict.fromkeys(found))


def claims_role(who: Participant, roles: Iterable[str], day: dt.date, case: CaseRecord) -> Truth:
    """Whether a person acted as a holder of one of the roles, or deputy, on a day.

    Where the register of holders knows the role, only it counts; else the role that the event claims. A
    register that knows other roles only shows that nobody held this one; without any it is unknown.
    """
    result = Truth.NO
    for role in roles:
        if any(holding.role == role for holding in case.holders):
            held = who.person in holders([role], day, case)
            result = result | Truth.of(held)
        elif who.role is None:
            result = result | (Truth.NO if case.holders else Truth.UNKNOWN)
        else:
            result = result | Truth.of(who.role == role)
    return result


def acted_as(event: EventRecord, roles: tuple[str, ...], case: CaseRecord) -> Truth:
    """Whether an act was done by a holder of one of the roles. No roles: anyone's act counts."""
    if not roles:
        return Truth.YES
    if not event.actors:
        return Truth.UNKNOWN
    result = Truth.NO
    for who in event.actors:
        result = result | claims_role(who, roles, event.at.day, case)
    return result


def persons_of(event: EventRecord) -> tuple[str, ...]:
    """The persons who acted."""
    return tuple(dict.fromkeys(actor.person for actor in event.actors))

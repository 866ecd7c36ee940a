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


def is_registered(role: str, case: CaseRecord) -> bool:
    """Whether the register of holders, the case's own or a shared one, knows the role."""
    shared = role in case.shared_roles or role in case.untold_roles
    return shared or any(holding.role == role for holding in case.holders)


def is_told(roles: Iterable[str], case: CaseRecord) -> bool:
    """Whether it can be told who holds the roles in this case; the shared register may leave it open."""
    return case.untold_roles.isdisjoint(roles)


def why_unknown(event: EventRecord, roles: Iterable[str], case: CaseRecord) -> str:
    """Why it is not known whether an act was done by a holder of the roles, as the key of a reason."""
    return "untold_holders" if event.actors and not is_told(roles, case) else "no_actor"


def claims_role(who: Participant, roles: Iterable[str], day: dt.date, case: CaseRecord) -> Truth:
    """Whether a person acted as a holder of one of the roles, or deputy, on a day.

    Where the register of holders knows the role, only it counts; else the role that the event claims. A
    register that knows other roles only shows that nobody held this one; without any it is unknown. Where a
    shared register cannot tell who holds the role in this case, only a holder that is known is certain.
    """
    result = Truth.NO
    for role in roles:
        if is_registered(role, case):
            held = who.person in holders([role], day, case)
            result = result | (Truth.YES if held else Truth.NO if is_told([role], case) else Truth.UNKNOWN)
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

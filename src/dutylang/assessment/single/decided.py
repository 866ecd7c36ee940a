"""What was decided on a judgement or an exemption: by whom, with what power, and which decision counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dutylang.assessment.single.actors import claims_role
from dutylang.assessment.single.context import Setting
from dutylang.assessment.single.timeline import not_later
from dutylang.calendars.moments import latest_instant
from dutylang.cases.record import JudgementRecord
from dutylang.values import Moment, Truth


def decisions_on(name: str, setting: Setting) -> Iterator[JudgementRecord]:
    """The decisions of that name up to the as-of moment, in the order of the record."""
    timeline = setting.timeline
    for decision in timeline.case.judgements:
        horizon = timeline.horizon
        if decision.name != name or not not_later(decision.at, horizon.as_of):
            continue
        if horizon.known_at is None or not_later(decision.at, horizon.known_at):
            yield decision


def decision_that_counts(
    name: str, roles: tuple[str, ...], person: str | None, setting: Setting, since: Moment | None = None
) -> JudgementRecord | None:
    """The latest valid decision about the case or the person, a superior body's first; None without one.

    Valid is what a holder of one of the `roles` decided while holding it, not before `since`. A body that
    opened the matter and has not decided it does not set aside what another one decided.
    """
    latest: dict[str, JudgementRecord] = {}
    for decision in decisions_on(name, setting):
        role = _power(decision, roles, setting)
        if role is None or decision.about not in (None, person):
            continue
        if since is not None and not not_later(since, decision.at):
            continue
        if role not in latest or not_later(latest[role].at, decision.at):
            latest[role] = decision
    decided = {role: each for role, each in latest.items() if each.decided is not None} or latest
    above = setting.plan.role_above
    top = [role for role in decided if not any(_is_above(other, role, above) for other in decided)]
    found: JudgementRecord | None = None
    for role in top:
        if found is None or not_later(found.at, decided[role].at):
            found = decided[role]
    return found


def first_decided(
    name: str, roles: tuple[str, ...], person: str | None, setting: Setting, since: Moment | None = None
) -> Moment | None:
    """When a matter was first decided with the power to: about the person or the case, or about anybody.

    What was decided before `since` was about something else.
    """
    moments = [
        decision.at
        for decision in decisions_on(name, setting)
        if decision.decided is not None
        and _power(decision, roles, setting) is not None
        and (person is None or decision.about in (None, person))
        and (since is None or not_later(since, decision.at))
    ]
    return min(moments, key=lambda moment: latest_instant(moment, setting.tz), default=None)


def void_decisions(name: str, roles: tuple[str, ...], setting: Setting) -> list[JudgementRecord]:
    """The decisions by someone who is not known to have held one of the roles then."""
    return [each for each in decisions_on(name, setting) if _power(each, roles, setting) is None]


def _power(decision: JudgementRecord, roles: tuple[str, ...], setting: Setting) -> str | None:
    """The role as whose holder someone decided."""
    case = setting.timeline.case
    for role in roles:
        if claims_role(decision.by, [role], decision.at.day, case) is Truth.YES:
            return role
    return None


def _is_above(role: str, below: str, above: Mapping[str, str | None]) -> bool:
    """Whether a role stands above another one, directly or through others."""
    seen: set[str] = set()
    current = above.get(below)
    while current is not None and current not in seen:
        if current == role:
            return True
        seen.add(current)
        current = above.get(current)
    return False

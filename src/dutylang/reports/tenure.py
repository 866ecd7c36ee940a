"""What of a case fell to a person by the roles that they held, and when it passed from them to others."""

from __future__ import annotations

import datetime as dt

from dutylang.assessment.model import CaseAssessment, Finding, Flag, Verdict
from dutylang.assessment.persons import PersonResult
from dutylang.cases.record import CaseRecord, Holding
from dutylang.reports.names import Names

MISSED = (Verdict.VIOLATED, Verdict.LATE, Verdict.UNKNOWN)
SIGNERS = ("outgoing", "incoming")
"""Who signs a handover besides the holders of roles."""


def covers(holding: Holding, first: dt.date, last: dt.date) -> bool:
    """Whether a role was held on some day from the first to the last."""
    return holding.since <= last and (holding.until is None or holding.until >= first)


def findings_of(person: str, case: CaseRecord, assessed: CaseAssessment) -> list[Finding]:
    """What a person had to do: findings that name them, rest on a role that they held then, or are held
    against them; gravest first, then what fell due only when the role had passed to others. What does not
    apply is left out.
    """
    held_against = _held_against(person, assessed)
    mine = [holding for holding in case.holders if holding.person == person]
    found = [
        finding
        for finding in assessed.findings
        if finding.verdict is not Verdict.NOT_APPLICABLE
        and (person in finding.persons or finding.key in held_against or _held(finding, mine))
    ]
    passed = {finding.key for finding in found if has_passed(person, finding, case, assessed)}
    return sorted(found, key=lambda finding: (finding.key in passed, finding.verdict.rank))


def _held_against(person: str, assessed: CaseAssessment) -> set[str]:
    return {key for found in assessed.persons if found.person == person for key in found.findings}


def _held(finding: Finding, holdings: list[Holding]) -> bool:
    """Whether one of the roles that had to act was held while the duty ran."""
    if finding.opened is None:
        return False
    first = finding.opened.day
    latest = finding.moments[-1] if finding.moments else finding.due or finding.done or finding.opened
    last = (finding.breached_at or latest).day
    if finding.verdict is Verdict.PENDING or Flag.STILL_OWED in finding.flags:
        last = dt.date.max  # who takes over the role takes over what is open
    return any(each.role in finding.roles and covers(each, first, max(first, last)) for each in holdings)


def has_passed(person: str, finding: Finding, case: CaseRecord, assessed: CaseAssessment) -> bool:
    """Whether a duty was missed only after the person had left the role that had to do it."""
    missed = finding.breached_at or finding.due
    if finding.verdict not in MISSED or missed is None or person in finding.persons:
        return False
    if finding.key in _held_against(person, assessed):
        return False
    mine = [each for each in case.holders if each.person == person and each.role in finding.roles]
    return bool(mine) and all(each.until is not None and each.until < missed.day for each in mine)


def passed_words(finding: Finding, case: CaseRecord, names: Names) -> str:
    """To whom the role had passed when a duty was missed."""
    missed = finding.breached_at or finding.due
    holders = [] if missed is None else _holders(finding.roles, missed.day, case)
    if not holders:
        return names.text("person.passed")
    return names.text("person.passed_to", persons=names.joined(holders))


def _holders(roles: tuple[str, ...], day: dt.date, case: CaseRecord) -> list[str]:
    found = (each.person for each in case.holders if each.role in roles and covers(each, day, day))
    return list(dict.fromkeys(found))


def handover_words(found: PersonResult, case: CaseRecord, names: Names) -> str:
    """Why a person who left a role goes on answering: who took it over, and who did not sign; else empty."""
    left = [
        each
        for each in case.holders
        if each.person == found.person and each.role in found.roles and each.until is not None
    ]
    if not found.handover or not left:
        return ""
    last = max(left, key=lambda each: each.until or dt.date.max)
    came = _successors(last, case)
    key = "unsigned" if found.unsigned else "not_handed_over"
    return names.text(
        f"answer.{key}" if came else f"answer.{key}_alone",
        handover=names.name(found.handover),
        whom=names.joined(_signer(each, names) for each in found.unsigned),
        until=names.day(last.until or last.since),
        to=names.joined(each.person for each in came),
        since=names.day(came[0].since) if came else "",
    )


def _successors(left: Holding, case: CaseRecord) -> list[Holding]:
    """Who began in the role when or after a person left it: the first of them."""
    came = [
        each
        for each in case.holders
        if each.role == left.role
        and each.person != left.person
        and not each.deputy
        and left.until is not None
        and each.since >= left.until
    ]
    first = min((each.since for each in came), default=None)
    return [each for each in came if each.since == first]


def _signer(who: str, names: Names) -> str:
    return names.text(f"signer.{who}") if who in SIGNERS else names.name(who)

"""What became of an exemption for a person, in words: who decided, whom it waits for, which condition failed."""

from __future__ import annotations

from dutylang.assessment.model import Finding, Flag, Verdict
from dutylang.assessment.persons import (
    ExemptionResult,
    ExemptionState,
    PersonResult,
    Requirement,
    fails_only_perhaps,
)
from dutylang.cases.record import CaseRecord
from dutylang.plan.conditions import parts_of_all, speaks_of
from dutylang.policy.typed import BreachTest, ReadJudgement, Typed
from dutylang.reports.account import Account
from dutylang.reports.names import Names
from dutylang.reports.person_words import cited, facts_words, requirement_words
from dutylang.reports.remedy import by_when
from dutylang.values import Truth

WAITING = (ExemptionState.AWAITING, ExemptionState.UNKNOWN)
"""The states in which a decision can still make a difference."""

SETTLED = (ExemptionState.GRANTED, ExemptionState.REFUSED, ExemptionState.VOID)
"""The states that say themselves how it was decided."""

FAILED = (ExemptionState.NOT_MET, ExemptionState.VOID)
"""The states in which the conditions do not hold."""


def exemption_words(found: ExemptionResult, result: PersonResult, account: Account) -> str:
    """What became of an exemption from a person's ground, with the reason as far as the record shows it."""
    names = account.names
    granted = found.state is ExemptionState.BARRED and _was_granted(found, account.case)
    key = "exempted.barred_though" if granted else f"exempted.{found.state.value}"
    if found.state in FAILED and fails_only_perhaps(found, result):
        key = f"exempted.{found.state.value}_unknown"
    if granted and found.decided_at is None:
        key = "exempted.barred_though_undated"
    told = [
        names.text(
            key,
            exemption=cited(found.exemption, found.article, names),
            bars=names.names(found.bars),
            facts=facts_words(found, account.events, names),
            person=found.decided_by or "",
            at=names.moment(found.decided_at) if found.decided_at is not None else "",
        )
    ]
    if found.state in FAILED:
        told.append(_why_not(found, result.person, account))
    if not granted:
        told += _decision(found, account)
    told += _grounds(found, account)
    return names.text("report.gap").join(words for words in told if words)


def _was_granted(found: ExemptionResult, case: CaseRecord) -> bool:
    """Whether the decision that counts was one for the person: of a bar the result does not say."""
    return any(
        bool(each.decided)
        for each in case.judgements
        if each.name == found.exemption and each.by.person == found.decided_by and each.at == found.decided_at
    )


def _grounds(found: ExemptionResult, account: Account) -> list[str]:
    """The grounds that the body gave for the decision that counts."""
    given = [
        each.grounds
        for each in account.case.judgements
        if each.name == found.exemption and each.by.person == found.decided_by and each.at == found.decided_at
    ]
    return [account.names.text("exempted.grounds", grounds=words) for words in given if words]


def _decision(found: ExemptionResult, account: Account) -> list[str]:
    names = account.names
    if found.decided_by is not None:
        if found.decided_at is None:
            return [names.text("exempted.decided_by", person=found.decided_by)]
        key = "decided"
        if found.state not in SETTLED:
            key = "granted_by" if _was_granted(found, account.case) else "refused_by"
        at = names.moment(found.decided_at)
        return [names.text(f"exempted.{key}", person=found.decided_by, at=at)]
    if found.waits_for is None or found.state not in WAITING:
        return []
    roles = names.name(found.waits_for)
    if found.due is None:
        told = [names.text("exempted.waits", roles=roles)]
    else:
        told = [names.text("exempted.waits_until", roles=roles, by=by_when(found.due, names))]
    return [*told, names.text("exempted.overdue")] if found.overdue else told


# ---- which condition failed --------------------------------------------------------------------


def _why_not(found: ExemptionResult, person: str, account: Account) -> str:
    """The breaches and the judgements that speak against it, else the conditions themselves that fail."""
    names = account.names
    plan = names.exemptions.get(found.exemption)
    parts = list(parts_of_all(plan.when)) if plan is not None else []
    asked = found.conditions
    if not asked:
        why = [words for part in parts for words in _against(part, person, account)]
        condition = names.conditions.get((found.exemption, "free"))
        if not why and condition:
            return names.text("exempted.condition", condition=condition)
    elif len(parts) == len(asked):
        why = _failing(asked, parts, person, account)
    else:  # of another version of the policy
        why = _failing(asked, [None] * len(asked), person, account)
    return names.text("exempted.because", why=names.text("report.semicolon").join(why)) if why else ""


def _failing(
    asked: tuple[Requirement, ...], parts: list[Typed] | list[None], person: str, account: Account
) -> list[str]:
    """What speaks against each condition that does not hold, else itself; without any, those not known to hold."""
    fails = any(each.holds is Truth.NO for each in asked)
    failed = Truth.NO if fails else Truth.UNKNOWN
    why: list[str] = []
    for each, part in zip(asked, parts, strict=True):
        if each.holds is not failed:
            continue
        against = _against(part, person, account) if part is not None and fails else []
        condition = requirement_words(each, account.names)
        key = "exempted.fails" if fails else "exempted.open"
        why += against or [account.names.text(key, condition=condition)]
    return why


def _against(part: Typed, person: str, account: Account) -> list[str]:
    """The breaches or the judgement that speak against one condition, as far as the record tells."""
    if isinstance(part, BreachTest):
        return _breaches(part, person, account)
    if isinstance(part, ReadJudgement) and _is_decided_no(part.name, person, account.case):
        return [account.names.text("exempted.decided_no", judgement=account.names.name(part.name))]
    return []


def _breaches(test: BreachTest, person: str, account: Account) -> list[str]:
    """The breaches that a condition excludes, those of one duty and verdict together."""
    names = account.names
    when: dict[tuple[str, Verdict], list[str]] = {}
    for finding in account.assessed.findings:
        if not _is_breach(finding, test) or not _is_named(test, finding, names):
            continue
        if test.person_bore and not _bore(person, finding, account):
            continue
        when.setdefault((finding.rule, finding.verdict), []).append(_when(finding, names))
    return [
        names.text(
            "exempted.breach",
            duty=names.name(rule),
            verdict=names.text(f"verdict.{verdict.value}"),
            when=names.joined(dict.fromkeys(whens)),
        )
        for (rule, verdict), whens in when.items()
    ]


def _is_breach(finding: Finding, test: BreachTest) -> bool:
    if finding.advisory or (test.unrepaired and Flag.REPAIRED in finding.flags):
        return False
    return finding.verdict in (Verdict.VIOLATED, Verdict.LATE)


def _is_named(test: BreachTest, finding: Finding, names: Names) -> bool:
    """Whether a finding is of the duties that a condition names."""
    rule = names.rules.get(finding.rule)
    return finding.rule in test.rules if rule is None else speaks_of(test, rule)


def _bore(person: str, finding: Finding, account: Account) -> bool:
    """Whether it fell to the person in the role that had to act: by a result, else by who held the role."""
    held = [each for each in account.assessed.persons if finding.key in each.findings]
    bearers = {each.person for each in held if set(each.roles) & set(finding.roles)}
    if bearers:
        return person in bearers
    missed = finding.breached_at or finding.due or finding.opened
    if person in finding.persons or missed is None:
        return person in finding.persons
    return any(
        each.person == person
        and each.role in finding.roles
        and each.since <= missed.day
        and (each.until is None or each.until >= missed.day)
        for each in account.case.holders
    )


def _when(finding: Finding, names: Names) -> str:
    moment = finding.breached_at or finding.due or finding.opened
    if finding.period is not None:
        return names.span(finding.period)
    return names.day(moment.day) if moment is not None else finding.case_id


def _is_decided_no(judgement: str, person: str, case: CaseRecord) -> bool:
    """Whether the latest decision of a judgement about the person or the case is a no."""
    found = [each for each in case.judgements if each.name == judgement and each.about in (None, person)]
    latest = max(found, key=lambda each: (each.about is not None, each.at.day), default=None)
    return latest is not None and latest.decided is False

"""The roles of a person in a case: from when to when, who held them before and after, who stood in, handovers."""

from __future__ import annotations

from collections.abc import Iterator

from dutylang.cases.record import EventRecord, Holding
from dutylang.reports.account import Account
from dutylang.reports.dossier.model import Block, Items, Part, Rows, Words
from dutylang.reports.dossier.record import event_rows
from dutylang.reports.names import Names
from dutylang.reports.person_story import results_of
from dutylang.reports.tenure import covers, handover_words


def roles_part(person: str, account: Account) -> Part:
    """The part on the roles of a person."""
    names = account.names
    return Part(names.text("person.roles"), 1, tuple(_blocks(person, account)))


def _blocks(person: str, account: Account) -> Iterator[Block]:
    names, case = account.names, account.case
    mine = [each for each in case.holders if each.person == person]
    if mine:
        heads = ("role", "since", "until", "before", "after", "deputies")
        yield Rows(
            tuple(names.text(f"dossier.column.{head}") for head in heads),
            tuple(_row(each, account) for each in mine),
            (2, 1.5, 1.5, 1.7, 1.7, 2),
        )
    else:
        yield Words(names.text("person.no_roles", person=person))
    passed = dict.fromkeys(
        words
        for found in results_of(person, account.assessed)
        if (words := handover_words(found, case, names))
    )
    if passed:
        yield Items(tuple(passed))
    signed = _handovers(mine, account)
    if signed:
        yield Words(names.text("dossier.handovers"), quiet=True)
        yield event_rows(signed, names)


def _row(holding: Holding, account: Account) -> tuple[str, ...]:
    names = account.names
    others = [
        each
        for each in account.case.holders
        if each.role == holding.role and each.person != holding.person and not each.deputy
    ]
    before = [each for each in others if each.until is not None and each.until <= holding.since]
    after = [each for each in others if holding.until is not None and each.since >= holding.until]
    last = max((each.until for each in before if each.until is not None), default=None)
    first = min((each.since for each in after), default=None)
    return (
        names.text("person.deputy", role=names.name(holding.role))
        if holding.deputy
        else names.name(holding.role),
        names.day(holding.since),
        names.day(holding.until) if holding.until is not None else names.text("dossier.still"),
        names.joined(each.person for each in before if each.until == last),
        names.joined(each.person for each in after if each.since == first),
        names.joined(_deputies(holding, account, names)),
    )


def _deputies(holding: Holding, account: Account, names: Names) -> Iterator[str]:
    """Who stood in for the role in its holder's time."""
    for each in account.case.holders:
        stands_in = each.deputy and each.role == holding.role and each.person != holding.person
        if stands_in and covers(each, holding.since, holding.until or each.since):
            end = each.until if each.until is not None else each.since
            yield names.text("report.named", label=each.person, name=names.days(each.since, end))


def _handovers(mine: list[Holding], account: Account) -> list[EventRecord]:
    """The events of the record on which the roles of the person were handed over."""
    roles = {each.role for each in mine}
    wanted = {each.event for each in account.names.handovers if roles & set(each.roles)}
    return [event for event in account.case.events if event.type in wanted]

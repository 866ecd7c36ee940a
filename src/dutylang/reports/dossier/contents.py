"""A person in an assessed case → the dossier: what the committee reads first, then everything that it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs

from dutylang.assessment.persons import Result
from dutylang.diagnostics import Diagnostic
from dutylang.reports.account import Account
from dutylang.reports.audit import AuditRun
from dutylang.reports.dossier.duties import counts_of, duties_parts
from dutylang.reports.dossier.grounds import grounds_parts, grounds_table, points_part
from dutylang.reports.dossier.model import (
    Block,
    Dossier,
    Facts,
    Items,
    Part,
    Picture,
    Rows,
    Words,
    verdict_sign,
)
from dutylang.reports.dossier.open_matters import open_decisions, open_parts
from dutylang.reports.dossier.record import MOST_EVENTS, document_rows, event_rows, field_rows, holder_rows
from dutylang.reports.dossier.roles import roles_part
from dutylang.reports.html.report import facts_of
from dutylang.reports.html.timeline import timeline_of
from dutylang.reports.person_story import results_of
from dutylang.reports.problem_words import message_of
from dutylang.reports.remedy import by_when
from dutylang.reports.tenure import findings_of

MOST_PROBLEMS = 50


def dossier_of(person: str, account: Account, run: AuditRun, problems: Sequence[Diagnostic] = ()) -> Dossier:
    """The dossier of a person whom the case knows. `problems` are those of reading the case."""
    names = account.names
    label = dict(run.labels).get(names.tongue) or run.policy
    found = [*problems, *account.assessed.problems]
    parts = [
        _summary(person, account, run),
        roles_part(person, account),
        *duties_parts(person, account),
        *grounds_parts(person, account),
        points_part(person, account),
        *open_parts(person, account, run.as_of),
        _case(account, run),
        _problems(found, account) if found else None,
    ]
    title = names.text("dossier.title", person=person, case=account.case.id)
    return Dossier(
        title=title,
        subtitle=names.text("dossier.subtitle", policy=label, as_of=names.moment(run.as_of)),
        footer=names.joined([label, account.case.id, person, names.moment(run.as_of)]),
        head=Facts(tuple(_head(person, account, run))),
        parts=tuple(_numbered([part for part in parts if part is not None])),
    )


def _head(person: str, account: Account, run: AuditRun) -> Iterator[tuple[str, str]]:
    names = account.names
    yield names.text("dossier.fact.person"), person
    yield names.text("dossier.fact.case"), account.case.id
    yield from facts_of(run, names)


def _numbered(parts: list[Part]) -> Iterator[Part]:
    """The parts with their numbers: 3, and 3.2 within it."""
    above = below = 0
    for part in parts:
        above, below = (above + 1, 0) if part.level == 1 else (above, below + 1)
        number = str(above) if part.level == 1 else f"{above}.{below}"
        yield attrs.evolve(part, title=f"{number} {part.title}")


# ---- in short ----------------------------------------------------------------------------------


def _summary(person: str, account: Account, run: AuditRun) -> Part:
    names = account.names
    results = results_of(person, account.assessed)
    duties = findings_of(person, account.case, account.assessed)
    blocks: list[Block] = [Words(sentence) for sentence in _sentences(person, account, run)]
    if results:
        blocks.append(grounds_table(results, names))
    counts = counts_of(duties)
    if counts:
        columns = (names.text("dossier.column.verdict"), names.text("dossier.column.duties"))
        rows = tuple((verdict_sign(verdict, names), str(count)) for verdict, count in counts)
        blocks.append(Rows(columns, rows, (3, 1)))
    blocks.append(Words(names.text("dossier.what_this_is"), quiet=True))
    return Part(names.text("dossier.part.summary"), 1, tuple(blocks))


def _sentences(person: str, account: Account, run: AuditRun) -> Iterator[str]:
    """For whoever reads nothing else: on how many grounds with which result, what is awaited, what is missing."""
    names = account.names
    results = results_of(person, account.assessed)
    counts = [(kind, sum(each.result is kind for each in results)) for kind in Result]
    told = [
        names.text("dossier.result_count", result=names.text(f"result.{kind.value}"), count=count)
        for kind, count in counts
        if count
    ]
    if told:
        yield names.text("dossier.results", person=person, results=names.joined(told))
    else:
        yield names.text("person.no_answers", person=person)
    awaited = open_decisions(person, account, run.as_of)
    if awaited:
        dues = [due for each in awaited if (due := each.due or each.needed) is not None]
        key = "awaited_until" if dues else "awaited"
        by = by_when(min(dues, key=lambda due: due.day), names) if dues else ""
        yield names.text(f"dossier.{key}", count=len(awaited), by=by)
    missing = {leaf for each in results if each.result is Result.UNKNOWN for leaf in each.deciders}
    if missing:
        yield names.text("dossier.missing", count=len(missing))


# ---- the case ----------------------------------------------------------------------------------


def _case(account: Account, run: AuditRun) -> Part:
    """The case over time, then what its record holds."""
    names, case = account.names, account.case
    blocks: list[Block] = []
    timeline = timeline_of(case, account.assessed.findings, run.as_of, names)
    if timeline is not None:
        blocks.append(Picture(timeline))
    if case.events:
        blocks.append(Words("", names.text("dossier.lead.events")))
        blocks.append(event_rows(case.events[:MOST_EVENTS], names))
        left = len(case.events) - MOST_EVENTS
        if left > 0:
            blocks.append(Words(names.text("dossier.more", count=left), quiet=True))
    if case.documents:
        blocks += [Words("", names.text("dossier.lead.documents")), document_rows(case.documents, names)]
    if case.holders:
        blocks += [Words("", names.text("html.case_holders")), holder_rows(case, names)]
    fields = field_rows(case, names)
    if fields:
        blocks += [Words("", names.text("dossier.lead.fields")), Facts(tuple(fields))]
    return Part(names.text("dossier.part.case"), 1, tuple(blocks))


def _problems(problems: list[Diagnostic], account: Account) -> Part:
    names = account.names
    told = [names.text("minutes.fact", heading=each.code, value=message_of(each, names)) for each in problems]
    items: list[Block] = [Items(tuple(told[:MOST_PROBLEMS]))]
    if len(told) > MOST_PROBLEMS:
        items.append(Words(names.text("dossier.more", count=len(told) - MOST_PROBLEMS), quiet=True))
    return Part(names.text("html.problems"), 1, tuple(items))

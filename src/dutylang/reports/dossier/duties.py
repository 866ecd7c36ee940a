"""The duties that fell to a person: verdict, evidence, how the period ran, what does not count and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from dutylang.assessment.model import Finding, Verdict
from dutylang.reports.account import Account
from dutylang.reports.counted import rules_from_count, sentences_from_count
from dutylang.reports.dossier.counting import rows_from_count
from dutylang.reports.dossier.model import Block, Facts, Lines, Part, Picture, Rows, Words, verdict_sign
from dutylang.reports.dossier.record import (
    document_rows,
    document_words,
    event_rows,
    evidence_of,
    moment_words,
)
from dutylang.reports.html.views import duty_words
from dutylang.reports.html.window import strips_of
from dutylang.reports.remedy import by_when
from dutylang.reports.story import reason_of, remarks_from_finding, verdict_words
from dutylang.reports.tenure import findings_of, has_passed, passed_words

KEPT = (Verdict.SATISFIED, Verdict.EXEMPT)
"""The verdicts of duties that were kept or excused."""


def duties_parts(person: str, account: Account) -> list[Part]:
    """A table of all duties of a person, then each in full; those that were kept or excused in a row each."""
    names = account.names
    found = findings_of(person, account.case, account.assessed)
    title = names.text("person.duties")
    if not found:
        return [Part(title, 1, (Words(names.text("person.no_duties", person=person)),))]
    numbered = list(enumerate(found, 1))
    parts = [Part(title, 1, (_table(found, account),))]
    parts += [_part(number, each, person, account) for number, each in numbered if each.verdict not in KEPT]
    kept = [(number, each) for number, each in numbered if each.verdict in KEPT]
    if kept:
        parts.append(Part(names.text("dossier.kept"), 2, (_kept(kept, account),)))
    return parts


def counts_of(findings: list[Finding]) -> list[tuple[Verdict, int]]:
    """How many of each verdict, gravest first."""
    counts = Counter(each.verdict for each in findings)
    return [(verdict, counts[verdict]) for verdict in Verdict if counts[verdict]]


def _table(found: list[Finding], account: Account) -> Rows:
    names = account.names
    heads = ("number", "verdict", "duty", "article", "due", "done")
    rows = [
        (
            str(number),
            verdict_sign(each.verdict, names, verdict_words(each, names)),
            duty_words(each, names),
            names.article(each.article),
            moment_words(each.due, names),
            moment_words(each.done, names),
        )
        for number, each in enumerate(found, 1)
    ]
    columns = tuple(names.text(f"dossier.column.{head}") for head in heads)
    return Rows(columns, tuple(rows), (0.8, 1.7, 3.6, 1.5, 2, 2))


def _part(number: int, finding: Finding, person: str, account: Account) -> Part:
    names = account.names
    sign = verdict_sign(finding.verdict, names, verdict_words(finding, names))
    title = names.text("dossier.duty_title", number=number, duty=duty_words(finding, names))
    return Part(title, 2, tuple(_blocks(finding, person, account)), sign)


def _kept(found: list[tuple[int, Finding]], account: Account) -> Rows:
    """Duties in a row each: why they are kept or excused, how the period ran, and the evidence."""
    names = account.names
    rows = [
        (
            str(number),
            duty_words(each, names),
            Lines(tuple(_how_it_ran(each, account))),
            Lines(tuple(_what_shows_it(each, account))),
        )
        for number, each in found
    ]
    heads = ("number", "duty", "ran", "evidence")
    columns = tuple(names.text(f"dossier.column.{head}") for head in heads)
    return Rows(columns, tuple(rows), (0.8, 2.4, 4, 4.5))


def _how_it_ran(finding: Finding, account: Account) -> Iterator[str]:
    names = account.names
    yield reason_of(finding, account.events, names)
    for count in finding.counts:
        yield names.text("report.gap").join(
            [*sentences_from_count(count, names), rules_from_count(count, names)]
        )
    if finding.due is not None and not finding.counts:
        yield names.text("story.due", by=by_when(finding.due, names))


def _what_shows_it(finding: Finding, account: Account) -> Iterator[str]:
    """Events, documents, acts that do not count and what else there is to say, a line each."""
    names, events = account.names, account.events
    yield from (names.event(each.position, events) for each in evidence_of(finding, account.case))
    for each in account.case.documents:
        if finding.part and each.kind == finding.part:
            yield names.joined(words for words in document_words(each, names) if words)
    for miss in finding.near_misses:
        why = names.text(f"near_miss.{miss.reason}")
        yield names.text("story.near_miss", event=names.event(miss.event, events), why=why)
    yield from remarks_from_finding(finding, events, names)


def _blocks(finding: Finding, person: str, account: Account) -> Iterator[Block]:
    names, case = account.names, account.case
    yield Facts(tuple(_facts(finding, account)))
    yield Words(reason_of(finding, account.events, names), names.text("dossier.lead.reason"))
    if has_passed(person, finding, case, account.assessed):
        yield Words(passed_words(finding, case, names))
    yield from _counting(finding, account)
    shown = evidence_of(finding, case)
    if shown:
        yield Words("", names.text("dossier.lead.evidence"))
        yield event_rows(shown, names)
    documents = [each for each in case.documents if finding.part and each.kind == finding.part]
    if documents:
        yield Words("", names.text("dossier.lead.documents"))
        yield document_rows(documents, names)
    if finding.near_misses:
        yield Words("", names.text("dossier.lead.near_misses"))
        yield _near_misses(finding, account)
    for words in remarks_from_finding(finding, account.events, names):
        yield Words(words)


def _facts(finding: Finding, account: Account) -> Iterator[tuple[str, str]]:
    names = account.names
    roles, persons = names.names(finding.roles), names.joined(finding.persons)
    bearers = names.text("report.named", label=roles, name=persons) if roles and persons else roles or persons
    due = by_when(finding.due, names) if finding.due is not None else ""
    told = {
        "article": names.article_of(finding.rule, finding.article),
        "bearers": bearers,
        "period": names.span(finding.period) if finding.period is not None else "",
        "trigger": names.event(finding.trigger, account.events) if finding.trigger is not None else "",
        "opened": moment_words(finding.opened, names),
        "due": due,
        "done": moment_words(finding.done, names),
        "lateness": names.period(finding.lateness) if finding.lateness is not None else "",
        "breached": moment_words(finding.breached_at, names),
        "version": finding.version,
        "key": finding.key,
    }
    for key, words in told.items():
        if words:
            yield names.text(f"dossier.fact.{key}"), words


def _counting(finding: Finding, account: Account) -> Iterator[Block]:
    """How each period ran: in sentences, day by day, and drawn."""
    names = account.names
    gap = names.text("report.gap")
    for count in finding.counts:
        told = gap.join([*sentences_from_count(count, names), rules_from_count(count, names)])
        yield Words(told, names.text("dossier.lead.counting"))
        columns = (names.text("dossier.column.days"), names.text("dossier.column.counted"))
        yield Rows(columns, tuple(rows_from_count(count, names)), (2, 4))
    strips = strips_of(finding, names)
    if strips:
        yield Picture(strips=tuple(strips))


def _near_misses(finding: Finding, account: Account) -> Rows:
    names = account.names
    rows = [
        (names.event(miss.event, account.events), names.text(f"near_miss.{miss.reason}"))
        for miss in finding.near_misses
    ]
    columns = (names.text("dossier.column.act"), names.text("dossier.column.why_not"))
    return Rows(columns, tuple(rows), (1, 1))

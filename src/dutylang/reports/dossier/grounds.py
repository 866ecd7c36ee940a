"""The grounds of liability on which a person answers or may, with every exemption requirement by requirement."""

from __future__ import annotations

from collections.abc import Iterator

from dutylang.assessment.persons import Counterfactual, ExemptionResult, PersonResult, Result
from dutylang.reports.account import Account
from dutylang.reports.decisions import decision_words
from dutylang.reports.dossier.evidence import evidence_words
from dutylang.reports.dossier.model import (
    Block,
    Cell,
    Facts,
    Items,
    Lines,
    Part,
    Rows,
    Sign,
    Words,
    truth_sign,
    verdict_sign,
)
from dutylang.reports.dossier.record import decision_rows, moment_words
from dutylang.reports.exemption_words import WAITING, exemption_words
from dutylang.reports.html.views import duty_words
from dutylang.reports.names import Names
from dutylang.reports.person_story import results_of
from dutylang.reports.person_words import (
    change_words,
    facts_words,
    figure_words,
    ground_reason,
    period_words,
    requirement_words,
    result_words,
    terms_of,
    titled,
)
from dutylang.reports.remedy import by_when
from dutylang.reports.story import verdict_words
from dutylang.values import Truth

OPEN = (Result.AWAITING_DECISION, Result.UNKNOWN)
"""The results that are not settled."""


def grounds_parts(person: str, account: Account) -> list[Part]:
    """The grounds that speak of a person: each that holds or may hold in full, then those that do not."""
    names = account.names
    found = results_of(person, account.assessed)
    title = names.text("person.answers")
    if not found:
        return [Part(title, 1, (Words(names.text("person.no_answers", person=person)),))]
    parts = [Part(title, 1, ())]
    parts += [_part(each, account) for each in found if each.result is not Result.NONE]
    nothing = [each for each in found if each.result is Result.NONE]
    if nothing:
        told = tuple(
            names.text(
                "dossier.why",
                what=titled(each.liability, each.article, names),
                why=ground_reason(each, names),
            )
            for each in nothing
        )
        parts.append(Part(names.text("dossier.no_grounds"), 2, (Items(told),)))
    return parts


def grounds_table(found: list[PersonResult], names: Names) -> Rows:
    """Each ground in a row: the result, and with what the person answers."""
    heads = ("result", "ground", "degree", "share", "grade", "kinds", "points")
    columns = tuple(names.text(f"dossier.column.{head}") for head in heads)
    return Rows(columns, tuple(_row(each, names) for each in found), (1.7, 3, 1.5, 1, 1.6, 2, 0.8))


def _row(found: PersonResult, names: Names) -> tuple[Cell, ...]:
    terms = _terms(found, names)
    columns = ("degree", "share", "grade", "kinds", "points")
    return (
        verdict_sign(found.result, names),
        titled(found.liability, found.article, names),
        *(terms.get(column, "") for column in columns),
    )


def _terms(found: PersonResult, names: Names) -> dict[str, str]:
    """Degree, share, grade, kinds and points as cells; empty where nothing remains or nothing is said."""
    if found.result is Result.NONE:
        return {}
    grade = names.name(found.grade) if found.grade is not None else ""
    if not grade and found.possible_grades:
        grade = names.text(
            "dossier.one_of", grades=names.alternatives(map(names.name, found.possible_grades))
        )
    kinds = names.names(found.kinds)
    if found.waived:
        gone = names.text("answer.waived", kinds=names.names(found.waived))
        kinds = names.text("report.semicolon").join(words for words in (kinds, gone) if words)
    return {
        "degree": names.name(found.degree) if found.degree is not None else "",
        "share": f"{figure_words(found.share)}%" if found.share is not None else "",
        "grade": grade,
        "kinds": kinds,
        "points": figure_words(found.points) if found.points is not None else "",
    }


# ---- one ground --------------------------------------------------------------------------------


def _part(found: PersonResult, account: Account) -> Part:
    names = account.names
    article = names.article_of(found.liability, found.article)
    title = names.name(found.liability)
    if article:
        title = names.text("dossier.ground_title", ground=title, article=article)
    return Part(title, 2, tuple(_blocks(found, account)), verdict_sign(found.result, names))


def _blocks(found: PersonResult, account: Account) -> Iterator[Block]:
    names = account.names
    yield Words(ground_reason(found, names), names.text("dossier.lead.reason"))
    facts = tuple(_facts(found, account))
    if facts:
        yield Facts(facts)
    yield from _behind(found, account)
    for exemption in found.exemptions:
        yield from _exemption(exemption, found, account)
    yield from _unsettled(found, account)
    yield from _changes([each for each in found.counterfactuals if each.changes], account)


def _facts(found: PersonResult, account: Account) -> Iterator[tuple[str, str]]:
    names = account.names
    opened = moment_words(found.opened, names)
    if opened:
        yield names.text("dossier.fact.ground_opened"), opened
    if found.roles:
        roles = names.names(found.roles)
        yield (
            names.text("dossier.fact.held_as"),
            names.text("person.deputy", role=roles) if found.deputy else roles,
        )
    if found.climbed:
        yield names.text("dossier.fact.climbed"), names.names(found.climbed)
    terms = terms_of(found, names)
    if terms and found.result is not Result.EXEMPT:
        key = "terms_if" if found.result in OPEN else "terms"
        yield names.text(f"dossier.fact.{key}"), names.text("report.semicolon").join(terms)
    if found.facts:
        yield names.text("dossier.fact.facts"), names.names(found.facts)


def _behind(found: PersonResult, account: Account) -> Iterator[Block]:
    """The findings on which a ground rests, and the decisions on the facts that it rests on."""
    names = account.names
    by_key = {finding.key: finding for finding in account.assessed.findings}
    known = [by_key[key] for key in found.findings if key in by_key]
    if known:
        yield Words("", names.text("dossier.lead.findings"))
        heads = ("verdict", "duty", "article", "due", "breached")
        rows = [
            (
                verdict_sign(each.verdict, names, verdict_words(each, names)),
                duty_words(each, names),
                names.article(each.article),
                moment_words(each.due, names),
                moment_words(each.breached_at, names),
            )
            for each in known
        ]
        columns = tuple(names.text(f"dossier.column.{head}") for head in heads)
        yield Rows(columns, tuple(rows), (1.7, 3.6, 1.5, 2, 2))
    about = [
        each
        for each in account.case.judgements
        if each.name in found.facts and each.about in (None, found.person)
    ]
    if about:
        yield decision_rows(about, names)


# ---- exemptions --------------------------------------------------------------------------------


def _exemption(exemption: ExemptionResult, found: PersonResult, account: Account) -> Iterator[Block]:
    names = account.names
    title = titled(exemption.exemption, exemption.article, names)
    yield Words(
        exemption_words(exemption, found, account), names.text("dossier.lead.exemption", exemption=title)
    )
    conditions = sum(not each.bar for each in exemption.requirements)
    rows: list[tuple[Cell, ...]] = [
        (
            names.text("dossier.bar", number=number - conditions)
            if each.bar
            else names.text("dossier.condition", number=number),
            requirement_words(each, names),
            truth_sign(each.holds, "barred" if each.bar else "met", names),
            evidence_words(each, found.person, account),
        )
        for number, each in enumerate(exemption.requirements, 1)
    ]
    rows += _decision(exemption, found, account)
    if rows:
        heads = ("number", "requirement", "met", "evidence")
        columns = tuple(names.text(f"dossier.column.{head}") for head in heads)
        yield Rows(columns, tuple(rows), (1.3, 3, 1.4, 4))


def _decision(
    exemption: ExemptionResult, found: PersonResult, account: Account
) -> Iterator[tuple[Cell, ...]]:
    """The decision of the body, as the last requirement: made, or waited for; nothing where none is needed."""
    names = account.names
    if exemption.waits_for is None:
        return
    body = names.name(exemption.waits_for)
    sign: Cell
    if exemption.decided_by is None and exemption.state not in WAITING:
        sign, told = Sign("–", "r-none", names.text("dossier.granted.none")), [names.text("dossier.no_need")]
    elif exemption.decided_by is None:
        sign, told = truth_sign(Truth.UNKNOWN, "granted", names), [names.text("dossier.not_decided")]
        if exemption.due is not None:
            told.append(names.text("dossier.decide_by", by=by_when(exemption.due, names)))
        if exemption.overdue:
            told.append(names.text("exempted.overdue"))
    else:
        made = [
            each
            for each in account.case.judgements
            if each.name == exemption.exemption
            and each.by.person == exemption.decided_by
            and each.at == exemption.decided_at
        ]
        granted = any(bool(each.decided) for each in made)
        sign = truth_sign(Truth.YES if granted else Truth.NO, "granted", names)
        told = [decision_words(each, names) for each in made] or [exemption.decided_by]
    yield (
        names.text("dossier.decision"),
        names.text("dossier.decision_of", body=body, person=found.person),
        sign,
        Lines(tuple(told)),
    )


# ---- what is open, and what would change it ----------------------------------------------------


def _unsettled(found: PersonResult, account: Account) -> Iterator[Block]:
    names = account.names
    if found.possible:
        open_ones = sorted(found.possible, key=lambda result: result.rank)
        words = names.alternatives(result_words(result, names) for result in open_ones)
        yield Words(names.text("answer.possible", results=words))
    if found.deciders:
        yield Words(facts_words(found, account.events, names), names.text("dossier.lead.decides"))


def _changes(found: list[Counterfactual], account: Account) -> Iterator[Block]:
    names = account.names
    if not found:
        return
    yield Words("", names.text("dossier.lead.changes"))
    rows = [
        (
            Lines(tuple(change_words(change, account.events, names) for change in each.changes)),
            verdict_sign(each.result, names),
        )
        for each in found
    ]
    columns = (names.text("dossier.column.change"), names.text("dossier.column.result_then"))
    yield Rows(columns, tuple(rows), (4, 1.5))


# ---- points ------------------------------------------------------------------------------------


def points_part(person: str, account: Account) -> Part | None:
    """The points of a person, with the entries that they add up from; None where there are none."""
    names = account.names
    blocks: list[Block] = []
    for sanction in account.assessed.sanctions:
        if sanction.person != person:
            continue
        period = period_words(sanction.period, names) if sanction.period else ""
        facts = {
            "scale": titled(sanction.scale, sanction.article, names),
            "span": period,
            "points": figure_words(sanction.points),
            "grade": names.name(sanction.grade) if sanction.grade is not None else "",
            "complete": "" if sanction.complete else names.text("dossier.not_complete"),
        }
        blocks.append(
            Facts(tuple((names.text(f"dossier.fact.{key}"), each) for key, each in facts.items() if each))
        )
        heads = ("at", "ground", "points", "case")
        rows = [
            (names.moment(each.at), names.name(each.liability), figure_words(each.points), each.case_id)
            for each in sanction.entries
        ]
        columns = tuple(names.text(f"dossier.column.{head}") for head in heads)
        if rows:
            blocks.append(Rows(columns, tuple(rows), (2, 3, 1, 2)))
    return Part(names.text("person.points"), 1, tuple(blocks)) if blocks else None

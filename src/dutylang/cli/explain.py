"""`duty explain`: the story of each finding on a case, told to a person."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import attrs
import click

from dutylang.cli.casework import CASES, PATH, UNREAD, Asked, audit_from, input_from, reads_cases
from dutylang.cli.opening import near_name
from dutylang.cli.people import (
    json_of_person,
    knows_person,
    lines_of_person,
    lines_of_results,
    names_of,
)
from dutylang.cli.settings import names_by_text, stops
from dutylang.cli.spoken import USAGE, Session, SpokenCommand, common, option, session_of
from dutylang.diagnostics import Diagnostic
from dutylang.source import NOWHERE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dutylang.assessment.figures import Figures
    from dutylang.assessment.model import CaseAssessment
    from dutylang.cases.record import CaseRecord
    from dutylang.cli.auditing import Audit, Found
    from dutylang.pipeline import Loaded
    from dutylang.reports.names import Names


@click.command("explain", cls=SpokenCommand)
@click.argument("policy", type=PATH)
@click.argument("cases", type=CASES, metavar="CASE")
@reads_cases
@option("--duty", metavar="NAME")
@option("--person", metavar="NAME")
@option("--case", "case_id", metavar="ID")
@option("--all", "everything", is_flag=True)
@option("--json", "as_json", is_flag=True)
@common
@click.pass_context
def command(
    ctx: click.Context,
    policy: Path,
    cases: Path | str,
    asked: Asked,
    duty: str | None,
    person: str | None,
    case_id: str | None,
    everything: bool,
    as_json: bool,
) -> int:
    """Exit code 0 told, 2 usage, 3 not checked, 4 a case not read."""
    session = session_of(ctx)
    audit = audit_from(policy, cases, asked, session)
    if isinstance(audit, int):
        return audit
    rule, known = _rule(duty, audit.loaded, session)
    given = input_from(audit, cases, asked, session) if known else None
    if given is None:
        return USAGE
    names = names_of(audit, session)
    # A case that was given alone stands in no book: what only the book shows is supplied with it, or unknown.
    alone = isinstance(cases, Path) and cases.is_file() and given.count == 1
    figures = None if alone else audit.figures(given.read)
    wanted = Wanted(rule, person, case_id, as_json, everything)
    told, seen = _tell_all(given.read(), wanted, audit, figures, names, session)
    if as_json:
        session.say(json.dumps(told, ensure_ascii=False, indent=2))
    elif figures is None and not session.quiet:
        _say_what_one_case_leaves_open(seen, audit, names, session)
    if not _all_found(wanted, seen, session):
        return USAGE
    return UNREAD if seen.unread else 0


class Wanted(NamedTuple):
    """What is to be told. `everything`: findings too that ask for no attention."""

    rule: str | None
    person: str | None
    case_id: str | None
    as_json: bool
    everything: bool = False


@attrs.define
class Seen:
    """What was met on the way: cases, persons in those that were looked at, and whether one was not read.

    `supplied` are the portfolio figures that a case brings with it.
    """

    cases: list[str] = attrs.field(factory=list)
    persons: dict[str, None] = attrs.field(factory=dict)
    supplied: set[str] = attrs.field(factory=set)
    unread: bool = False


def _tell_all(
    found: Iterable[Found],
    wanted: Wanted,
    audit: Audit,
    figures: Figures | None,
    names: Names,
    session: Session,
) -> tuple[list[dict[str, object] | None], Seen]:
    """Tells every case that is asked for; with the JSON of each, and what was met on the way."""
    from dutylang.reports.person_story import persons_in

    told, seen = [], Seen()
    for case, problems in found:
        if case is None:
            session.report(problems)
            seen.unread = seen.unread or stops(problems)
            continue
        seen.cases.append(case.id)
        seen.supplied.update(each.name for each in case.figures)
        if wanted.case_id is None or case.id == wanted.case_id:
            assessed = _of_rule(audit.assess(case, figures), wanted.rule)
            persons = persons_in(case, assessed)
            seen.persons.update(dict.fromkeys(persons))
            if wanted.person is None or wanted.person in persons:
                told.append(_told(wanted, case, assessed, audit, names, session))
    return told, seen


def _say_what_one_case_leaves_open(seen: Seen, audit: Audit, names: Names, session: Session) -> None:
    """A line on what only all cases together show, where a single case was given."""
    from dutylang.assessment.book import is_asked_of_all
    from dutylang.reports.as_text import WIDEST
    from dutylang.reports.layout import wrapped

    plan = audit.loaded.plan
    if not is_asked_of_all(plan, audit.horizon) or not seen.cases:
        return
    figures = [name for name in plan.vocabulary.figures if name not in seen.supplied]
    scales = [scale.name for scale in plan.scales if scale.per_person]
    told = {"case": seen.cases[-1], "figures": names.quoted(figures), "scales": names.quoted(scales)}
    keys = [f"said.explain.alone_{key}" for key, found in (("figures", figures), ("scales", scales)) if found]
    for key in keys:
        for line in wrapped(session.text(key, **told), WIDEST):
            session.say(line)


def _all_found(wanted: Wanted, seen: Seen, session: Session) -> bool:
    """Whether the case and the person that were named are among those that were met; reports it if not."""
    if wanted.case_id is not None and wanted.case_id not in seen.cases:
        near = near_name(wanted.case_id, seen.cases)
        told_of = {"case": wanted.case_id, "near": near}
        session.report([Diagnostic("G024", NOWHERE, told_of, help="near" if near else None)])
        return False
    return wanted.person is None or knows_person(wanted.person, list(seen.persons), session)


def _rule(duty: str | None, loaded: Loaded, session: Session) -> tuple[str | None, bool]:
    """The rule that a name or a label stands for (None: all), and whether the name is known."""
    if duty is None:
        return None, True
    by_text = names_by_text([rule.name for rule in loaded.plan.rules], loaded.policy.vocabulary.labels)
    if duty in by_text:
        return by_text[duty], True
    near = near_name(duty, list(by_text))
    told = {"name": duty, "near": near, "known": list(by_text)}
    session.report([Diagnostic("G021", NOWHERE, told, help="near" if near else "known")])
    return None, False


def _of_rule(assessed: CaseAssessment, rule: str | None) -> CaseAssessment:
    """The assessment as far as it speaks of a rule: its findings, and results on persons that rest on them."""
    if rule is None:
        return assessed
    findings = tuple(each for each in assessed.findings if each.rule == rule)
    keys = {each.key for each in findings}
    return attrs.evolve(
        assessed,
        findings=findings,
        persons=tuple(each for each in assessed.persons if keys & set(each.findings)),
        escalations=tuple(each for each in assessed.escalations if each.rule == rule),
    )


def _told(
    wanted: Wanted,
    case: CaseRecord,
    assessed: CaseAssessment,
    audit: Audit,
    names: Names,
    session: Session,
) -> dict[str, object] | None:
    """The JSON of a case, or of a person in it; None after its stories have been told."""
    person = wanted.person
    if wanted.as_json:
        from dutylang.reports.finding_json import case_json

        if person is not None:
            return json_of_person(person, case, assessed, audit, names)
        return case_json(case, assessed, names)
    if person is not None:
        lines = lines_of_person(person, case, assessed, audit, names, session)
    else:
        whole = wanted.everything or wanted.rule is not None
        lines = lines_of_case(case, assessed, names, session, whole=whole)
    for line in lines:
        session.say(line)
    return None


def lines_of_case(
    case: CaseRecord, assessed: CaseAssessment, names: Names, session: Session, *, whole: bool
) -> list[str]:
    """The stories of a case, gravest first, then who answers and what is open or decided.

    Of findings that ask for no attention only the number is told, unless the `whole` case is wanted: then what
    does not apply has one line each.
    """
    from dutylang.assessment.model import Verdict
    from dutylang.reports.account import account_of
    from dutylang.reports.as_text import WIDEST, story_lines
    from dutylang.reports.decisions import decision_words
    from dutylang.reports.layout import BOLD, Paint, wrapped
    from dutylang.reports.person_words import open_question_words
    from dutylang.reports.story import heading_of, story_from_finding

    paint = Paint(session.paints(sys.stdout))
    status = session.text(f"verdict.{assessed.status.value}")
    lines = [paint(BOLD, session.text("said.explain.case", case=case.id, status=status)), ""]
    account = account_of(case, assessed, names)
    events = account.events
    whole = whole or len(assessed.findings) == 1
    told = [each for each in assessed.findings if whole or each.verdict.value in ATTENTION]
    for finding in sorted(told, key=lambda each: each.verdict.rank):
        if finding.verdict is Verdict.NOT_APPLICABLE and len(told) > 1:
            lines.append(paint.verdict(finding.verdict, heading_of(finding, names)))
            continue
        story = story_from_finding(finding, events, names)
        lines += [*story_lines(story.heading, story.paragraphs, finding.verdict, paint), ""]
    lines += _summed_up(assessed, len(told), names, session)
    lines += lines_of_results(account, paint)
    for question in assessed.open_questions:
        question_told = session.text("said.explain.open", fact=open_question_words(question, events, names))
        lines += wrapped(question_told, WIDEST)
    for decision in case.judgements:
        decision_told = session.text("said.explain.decision", decision=decision_words(decision, names))
        lines += wrapped(decision_told, WIDEST)
    return lines


ATTENTION = ("conflict", "violated", "late", "unknown", "pending")
"""Verdicts that are told in full: what deviates and what is open."""


def _summed_up(assessed: CaseAssessment, told: int, names: Names, session: Session) -> list[str]:
    """How many findings of which verdict are not told, and how to see them; nothing where all are."""
    from dutylang.assessment.model import Verdict
    from dutylang.reports.as_text import WIDEST
    from dutylang.reports.layout import wrapped

    if told == len(assessed.findings):
        return []
    counts = Counter(each.verdict for each in assessed.findings)
    others = [
        session.text("said.explain.count", count=counts[each], verdict=session.text(f"verdict.{each.value}"))
        for each in Verdict
        if counts[each] and each.value not in ATTENTION
    ]
    key = "said.explain.besides" if told else "said.explain.clean"
    return [*wrapped(session.text(key, found=names.joined(others)), WIDEST), ""]

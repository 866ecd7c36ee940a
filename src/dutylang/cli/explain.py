"""`duty explain`: the story of each finding on a case, told to a person."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dutylang.cli.audit import PATH, UNREAD, audit_from_options
from dutylang.cli.opening import NOT_CHECKED, all_there, loaded_policy, near_name, user_calendars
from dutylang.cli.settings import names_by_text, stops
from dutylang.cli.spoken import USAGE, Session, SpokenCommand, common, option, session_of
from dutylang.diagnostics import Diagnostic
from dutylang.source import NOWHERE

if TYPE_CHECKING:
    from dutylang.assessment.model import CaseAssessment
    from dutylang.cases.record import CaseRecord
    from dutylang.pipeline import Loaded
    from dutylang.reports.names import Names


@click.command("explain", cls=SpokenCommand)
@click.argument("policy", type=PATH)
@click.argument("cases", type=PATH, metavar="CASE")
@option("--as-of", required=True, metavar="DATE")
@option("--duty", metavar="NAME")
@option("--case", "case_id", metavar="ID")
@option("--mapping", type=PATH, metavar="FILE")
@option("--known-at", metavar="DATE")
@option("--set", "settings", multiple=True, metavar="NAME=VALUE")
@option("--calendar", "calendars", multiple=True, type=PATH, metavar="FILE")
@option("--json", "as_json", is_flag=True)
@common
@click.pass_context
def command(
    ctx: click.Context,
    policy: Path,
    cases: Path,
    as_of: str,
    duty: str | None,
    case_id: str | None,
    mapping: Path | None,
    known_at: str | None,
    settings: tuple[str, ...],
    calendars: tuple[Path, ...],
    as_json: bool,
) -> int:
    """Exit code 0 told, 2 usage, 3 not checked, 4 a case not read."""
    from dutylang.cli.phrases import conditions_of
    from dutylang.pipeline import cases_of
    from dutylang.reports.names import names_from_policy

    session = session_of(ctx)
    if not all_there(session, policy, cases, mapping, *calendars):
        return USAGE
    own = user_calendars(calendars, session)
    if own is None:
        return USAGE
    loaded = loaded_policy(policy, session, own)
    if loaded is None:
        return NOT_CHECKED
    audit = audit_from_options(loaded, as_of, known_at, settings, session)
    rule, known = _rule(duty, loaded, session)
    if audit is None or not known:
        return USAGE
    found, _, faults = cases_of(loaded, cases, mapping, audit.horizon)
    session.report(faults)
    if stops(faults):
        return USAGE
    conditions = conditions_of(loaded.policy, session.tongue)
    names = names_from_policy(loaded.policy, loaded.plan, session.tongue, conditions)
    told, seen, unread = [], [], False
    for case, problems in found:
        if case is None:
            session.report(problems)
            unread = unread or stops(problems)
            continue
        seen.append(case.id)
        if case_id is None or case.id == case_id:
            assessed = _of_rule(audit.assess(case), rule)
            told.append(_told(case, assessed, names, session, as_json))
    if as_json:
        session.say(json.dumps(told, ensure_ascii=False, indent=2))
    if case_id is not None and case_id not in seen:
        near = near_name(case_id, seen)
        told_of = {"case": case_id, "near": near}
        session.report([Diagnostic("G024", NOWHERE, told_of, help="near" if near else None)])
        return USAGE
    return UNREAD if unread else 0


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
    import attrs

    if rule is None:
        return assessed
    return attrs.evolve(assessed, findings=tuple(each for each in assessed.findings if each.rule == rule))


def _told(
    case: CaseRecord, assessed: CaseAssessment, names: Names, session: Session, as_json: bool
) -> dict[str, object] | None:
    """The JSON of a case, or None after its stories have been told."""
    if as_json:
        from dutylang.reports.finding_json import case_json

        return case_json(case, assessed, names)
    for line in lines_of_case(case, assessed, names, session):
        session.say(line)
    return None


def lines_of_case(case: CaseRecord, assessed: CaseAssessment, names: Names, session: Session) -> list[str]:
    """The stories of a case, gravest first; what does not apply in one line each."""
    from dutylang.assessment.model import Verdict
    from dutylang.reports.as_text import story_lines
    from dutylang.reports.layout import BOLD, Paint
    from dutylang.reports.names import events_by_position
    from dutylang.reports.story import heading_of, story_from_finding

    paint = Paint(session.paints(sys.stdout))
    status = session.text(f"verdict.{assessed.status.value}")
    lines = [paint(BOLD, session.text("said.explain.case", case=case.id, status=status)), ""]
    events = events_by_position(case)
    for finding in sorted(assessed.findings, key=lambda each: each.verdict.rank):
        if finding.verdict is Verdict.NOT_APPLICABLE and len(assessed.findings) > 1:
            lines.append(paint.verdict(finding.verdict, heading_of(finding, names)))
            continue
        story = story_from_finding(finding, events, names)
        lines += [*story_lines(story.heading, story.paragraphs, finding.verdict, paint), ""]
    for leaf in assessed.open_questions:
        lines.append(session.text("said.explain.open", fact=names.leaf(leaf, events)))
    return lines

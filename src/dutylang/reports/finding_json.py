"""Run, case, finding and summary → plain JSON values, as `audit.schema.json` describes them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from dutylang.assessment.model import CaseAssessment, Finding, Flag, Verdict
from dutylang.assessment.persons import Result
from dutylang.calendars.counting import Count
from dutylang.cases.record import CaseRecord
from dutylang.diagnostics import Diagnostic
from dutylang.diagnostics.render import to_json
from dutylang.reports.account import account_of
from dutylang.reports.audit import AuditRun, AuditSummary
from dutylang.reports.decisions import decision_json
from dutylang.reports.names import Events, Names
from dutylang.reports.person_json import escalation_json, person_json, question_json, sanction_json
from dutylang.reports.plain import Json, leaf_json, moment_json, period_json, plain
from dutylang.reports.problem_words import spoken
from dutylang.reports.remedy import remedy_from_finding, sentence_from_remedy
from dutylang.reports.saved.record_json import said_json
from dutylang.reports.saved.typed import typed_parts
from dutylang.reports.story import explanation_of

SCHEMA = Path(__file__).resolve().parent / "audit.schema.json"
"""The JSON Schema (2020-12) of an audit."""


def run_json(run: AuditRun, names: Names) -> Json:
    """What was audited by what."""
    return {
        "policy": run.policy,
        "label": dict(run.labels).get(names.tongue),
        "version": run.version,
        "sha256": run.sha256,
        "as_of": moment_json(run.as_of, names),
        "known_at": moment_json(run.known_at, names),
        "calendar": run.calendar,
        "calendar_version": run.calendar_version,
        "timezone": run.timezone,
        "program_version": run.program_version,
        "tongue": names.tongue,
    }


def case_json(case: CaseRecord, assessed: CaseAssessment, names: Names) -> Json:
    """A case with its status, findings, results on persons, escalations, points and open questions."""
    account = account_of(case, assessed, names)
    events = account.events
    found: Json = {
        "id": assessed.case_id,
        "status": assessed.status.value,
        "findings": [finding_json(finding, events, names) for finding in assessed.findings],
        "persons": [person_json(each, account) for each in assessed.persons],
        "escalations": [escalation_json(each, names) for each in assessed.escalations],
    }
    if assessed.sanctions:
        found["sanctions"] = [sanction_json(each, names) for each in assessed.sanctions]
    if assessed.open_questions:
        found["open_questions"] = [question_json(each, events, names) for each in assessed.open_questions]
    if case.judgements:
        found["decisions"] = [decision_json(each, names) for each in case.judgements]
    return found


def finding_json(finding: Finding, events: Events, names: Names) -> Json:
    """A finding with its reasons and its story in the reader's tongue. Empty parts are null or empty."""
    return {
        "key": finding.key,
        "rule": finding.rule,
        "article": finding.article,
        "level": finding.level,
        "part": finding.part,
        "verdict": finding.verdict.value,
        "flags": [flag.value for flag in Flag if flag in finding.flags],
        "advisory": finding.advisory,
        "roles": list(finding.roles),
        "persons": list(finding.persons),
        "trigger": finding.trigger,
        "period": finding.period,
        "opened": moment_json(finding.opened, names),
        "due": moment_json(finding.due, names),
        "done": moment_json(finding.done, names),
        "breached_at": moment_json(finding.breached_at, names),
        "lateness": period_json(finding.lateness) if finding.lateness is not None else None,
        "evidence": list(finding.evidence),
        "counts": [_count(count, names) for count in finding.counts],
        "near_misses": [{"event": miss.event, "reason": miss.reason} for miss in finding.near_misses],
        "breaches": [
            {"since": moment_json(breach.since, names), "until": moment_json(breach.until, names)}
            for breach in finding.breaches
        ],
        "exceptions": list(finding.exceptions),
        "possible": [verdict.value for verdict in Verdict if verdict in finding.possible],
        "deciders": [leaf_json(leaf, events, names) for leaf in finding.deciders],
        "reason": finding.reason,
        "reason_args": {key: plain(value, names) for key, value in finding.reason_args.items()},
        **_seldom(finding, events, names),
        "remedy": _remedy(finding, events, names),
        "explanation": explanation_of(finding, events, names),
    }


def _seldom(finding: Finding, events: Events, names: Names) -> Json:
    """What most findings have not: the version that governs it, flags and moments that hang on unknown facts."""
    found: Json = {}
    if typed := typed_parts(finding.reason_args):
        found["typed"] = typed
    if finding.version:
        found["version"] = finding.version
    if finding.unsure:
        found["unsure"] = [flag.value for flag in Flag if flag in finding.unsure]
        found["unsure_deciders"] = [leaf_json(leaf, events, names) for leaf in finding.unsure_deciders]
    if finding.moments:
        found["moments"] = [moment_json(moment, names) for moment in finding.moments]
        found["moment_deciders"] = [leaf_json(leaf, events, names) for leaf in finding.moment_deciders]
    return found


def summary_json(summary: AuditSummary) -> Json:
    """Counts by verdict, of instances and cases of each duty, and of cases by status; of persons by result.

    `advisory` counts deviations from what only should be, `unread` the cases that could not be read.
    """
    return {
        "duties": {
            rule: {"instances": counts_json(counts.instances), "cases": counts_json(counts.cases)}
            for rule, counts in summary.duties.items()
        },
        "cases": counts_json(summary.cases),
        "persons": results_json(summary.results),
        "advisory": summary.advisory,
        "unread": summary.unread,
    }


def results_json(counter: Counter[Result]) -> dict[str, int]:
    """A count by result."""
    return {result.value: counter[result] for result in Result}


def problems_json(problems: Iterable[Diagnostic], names: Names) -> list[Json]:
    """Diagnostics with their words, and with that from which the words were made."""
    return [to_json(spoken(each, names), names.tongue) | {"said": said_json(each)} for each in problems]


def counts_json(counter: Counter[Verdict]) -> dict[str, int]:
    """A count by verdict."""
    return {verdict.value: counter[verdict] for verdict in Verdict}


def _count(count: Count, names: Names) -> Json:
    return {
        "start": moment_json(count.start, names),
        "period": period_json(count.period),
        "convention": count.convention,
        "calendar": count.calendar,
        "due": moment_json(count.due, names),
        "earliest_due": moment_json(count.earliest_due, names),
        "exclusive": count.exclusive,
        "counted_from": plain(count.counted_from, names),
        "unrolled": plain(count.unrolled, names),
        "skipped": [{"day": day.isoformat(), "reason": reason} for day, reason in count.skipped],
        "suspended": [
            {"since": first.isoformat(), "resumed": resumed.isoformat()} for first, resumed in count.suspended
        ],
        "provisional": count.provisional,
        "clauses": list(count.clauses),
    }


def _remedy(finding: Finding, events: Events, names: Names) -> Json | None:
    remedy = remedy_from_finding(finding, names)
    if remedy is None:
        return None
    return {
        "kind": remedy.kind,
        "acts": list(remedy.acts),
        "roles": list(remedy.roles),
        "count": remedy.count,
        "by": moment_json(remedy.by, names),
        "before": remedy.before,
        "condition": remedy.condition,
        "text": sentence_from_remedy(remedy, finding, names, events),
    }

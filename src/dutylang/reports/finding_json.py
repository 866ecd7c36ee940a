"""Run, case, finding and summary → plain JSON values, as `audit.schema.json` describes them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

from dutylang.assessment.model import CaseAssessment, Finding, Flag, Leaf, Verdict
from dutylang.calendars.counting import Count
from dutylang.cases.record import CaseRecord
from dutylang.diagnostics import Diagnostic
from dutylang.diagnostics.render import to_json
from dutylang.reports.audit import AuditRun, AuditSummary
from dutylang.reports.names import Events, Names, events_by_position
from dutylang.reports.remedy import remedy_from_finding, sentence_from_remedy
from dutylang.reports.story import explanation_of
from dutylang.values import Moment, Money, Period

Json = dict[str, object]

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
    """A case with its status, findings and open questions."""
    events = events_by_position(case)
    found: Json = {
        "id": assessed.case_id,
        "status": assessed.status.value,
        "findings": [finding_json(finding, events, names) for finding in assessed.findings],
    }
    if assessed.open_questions:
        found["open_questions"] = [_leaf(leaf, events, names) for leaf in assessed.open_questions]
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
        "lateness": _period(finding.lateness) if finding.lateness is not None else None,
        "evidence": list(finding.evidence),
        "counts": [_count(count, names) for count in finding.counts],
        "near_misses": [{"event": miss.event, "reason": miss.reason} for miss in finding.near_misses],
        "breaches": [
            {"since": moment_json(breach.since, names), "until": moment_json(breach.until, names)}
            for breach in finding.breaches
        ],
        "possible": [verdict.value for verdict in Verdict if verdict in finding.possible],
        "deciders": [_leaf(leaf, events, names) for leaf in finding.deciders],
        "reason": finding.reason,
        "reason_args": {key: plain(value, names) for key, value in finding.reason_args.items()},
        "remedy": _remedy(finding, events, names),
        "explanation": explanation_of(finding, events, names),
    }


def summary_json(summary: AuditSummary) -> Json:
    """Counts by verdict, of instances and cases of each duty, and of cases by status."""
    return {
        "duties": {
            rule: {"instances": _counter(counts.instances), "cases": _counter(counts.cases)}
            for rule, counts in summary.duties.items()
        },
        "cases": _counter(summary.cases),
    }


def problems_json(problems: Iterable[Diagnostic], names: Names) -> list[Json]:
    """Diagnostics with their words."""
    return [to_json(problem, names.tongue) for problem in problems]


def moment_json(moment: Moment | None, names: Names) -> str | None:
    """ISO 8601: a date for a whole local day, else the local time with its offset."""
    if moment is None:
        return None
    if moment.instant is None:
        return moment.day.isoformat()
    return moment.instant.astimezone(names.tz).isoformat()


def plain(value: object, names: Names) -> object:
    """A value as JSON holds it: figures exactly, dates as ISO 8601."""
    match value:
        case None | bool() | int() | str():
            return value
        case Moment():
            return moment_json(value, names)
        case dt.date():
            return value.isoformat()
        case Period():
            return _period(value)
        case Money():
            return {"amount": str(value.amount), "currency": value.currency}
        case list() | tuple():
            return [plain(item, names) for item in value]
        case set() | frozenset():
            return sorted(str(item) for item in value)
        case Mapping():
            return {str(key): plain(item, names) for key, item in value.items()}
        case _:
            return str(value)


def _counter(counter: Counter[Verdict]) -> dict[str, int]:
    return {verdict.value: counter[verdict] for verdict in Verdict}


def _period(period: Period) -> Json:
    return {"count": period.count, "unit": period.unit.value}


def _count(count: Count, names: Names) -> Json:
    return {
        "start": moment_json(count.start, names),
        "period": _period(count.period),
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


def _leaf(leaf: Leaf, events: Events, names: Names) -> Json:
    return {
        "kind": leaf.kind.value,
        "subject": leaf.subject,
        "detail": leaf.detail,
        "why": leaf.why,
        "event": leaf.event,
        "text": names.leaf(leaf, events),
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

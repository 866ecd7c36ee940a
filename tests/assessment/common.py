"""Small policies and cases written in a line, and what is found of them."""

import datetime as dt
from functools import cache
from zoneinfo import ZoneInfo

from dutylang.assessment.case import assess_case
from dutylang.assessment.model import CaseAssessment, Finding, Horizon
from dutylang.assessment.single.context import Context, Setting, Trace
from dutylang.assessment.single.timeline import Timeline, timeline_from_case
from dutylang.assessment.single.world import World
from dutylang.calendars.named import calendar_named
from dutylang.cases.record import CaseRecord, EventRecord, Participant
from dutylang.pipeline import Loaded, ScenarioResult, loaded_from_text, run_scenarios
from dutylang.plan.model import Plan, RulePlan
from dutylang.values import Moment

ZONE = ZoneInfo("Asia/Shanghai")
HEAD = """policy house "House rules"
  version "1.0"
  in force from 2024-01-01
  calendar weekdays
  timezone "Asia/Shanghai"
  counting {counting}
role clerk
role leader
case loan
  amount money CNY
  urgent yes/no
  rating tracked one of good, poor
  opened_on date
event alarm
  site text
  severe yes/no
event visit
  site text
  written yes/no
  covers set of one of funds, progress
event review
event report
event release
event issue
event grant
event freeze
event thaw
{more}
article 1 "Rules"
"""


@cache
def policy_of(rules: str, more: str = "", counting: str = "civil_code") -> Loaded:
    """The policy with these rules (indented as in an article), which must check."""
    loaded, found = loaded_from_text(HEAD.format(more=more, counting=counting) + rules)
    assert loaded is not None, [(each.code, dict(each.args), each.span.line) for each in found]
    return loaded


def plan_of(rules: str, more: str = "", counting: str = "civil_code") -> Plan:
    """Its plan."""
    return policy_of(rules, more, counting).plan


def rule_of(rules: str, more: str = "") -> RulePlan:
    """Its first rule."""
    return plan_of(rules, more).rules[0]


def at(text: str) -> Moment:
    """`2024-05-06`, a whole day, or `2024-05-06 09:00` in the zone of the policy."""
    if len(text) == len("2024-05-06"):
        return Moment(dt.date.fromisoformat(text))
    local = dt.datetime.fromisoformat(text).replace(tzinfo=ZONE)
    return Moment(local.date(), local.astimezone(dt.UTC))


def happened(what: str, when: str, by: str | tuple[str, ...] = (), **more: object) -> EventRecord:
    """An event; `id`, `voids`, `replaces` and `recorded_at` are told apart from attributes."""
    persons = (by,) if isinstance(by, str) else by
    known = {name: more.pop(name) for name in ("id", "voids", "replaces") if name in more}
    recorded = more.pop("recorded_at", None)
    actors = tuple(Participant(*each.split("/")) for each in persons)
    recorded_at = at(str(recorded)) if recorded is not None else None
    return EventRecord(what, at(when), 0, actors, more, recorded_at, **known)  # type: ignore[arg-type]


def case_of(*events: EventRecord, complete: str | None = "all", **more: object) -> CaseRecord:
    """A case with these events in this order; every register is complete unless told otherwise."""
    placed = tuple(
        EventRecord(
            e.type, e.at, place, e.actors, e.attributes, e.recorded_at, None, e.id, e.voids, e.replaces
        )
        for place, e in enumerate(events)
    )
    types = ("alarm", "visit", "review", "report", "release", "issue", "grant", "freeze", "thaw")
    registers = more.pop("registers", dict.fromkeys(types) if complete else {})
    return CaseRecord("C-1", events=placed, registers=registers, **more)  # type: ignore[arg-type]


def assessed(plan: Plan, case: CaseRecord, as_of: str, known_at: str | None = None) -> CaseAssessment:
    """The assessment as of a moment."""
    horizon = Horizon(at(as_of), at(known_at) if known_at else None)
    return assess_case(plan, case, horizon)


def found(rules: str, case: CaseRecord, as_of: str, more: str = "") -> list[Finding]:
    """The findings of a policy of one or a few rules."""
    return list(assessed(plan_of(rules, more), case, as_of).findings)


def verdicts(findings: list[Finding]) -> list[str]:
    """Their verdicts in short."""
    return [finding.verdict.value for finding in findings]


def only(findings: list[Finding]) -> Finding:
    """The one finding."""
    [finding] = findings
    return finding


def flags(finding: Finding) -> set[str]:
    """The flags of a finding in short."""
    return {flag.value for flag in finding.flags}


def timeline_of(*events: EventRecord, as_of: str = "2024-12-31", known_at: str | None = None) -> Timeline:
    """A timeline of these events."""
    return timeline_from_case(case_of(*events), Horizon(at(as_of), at(known_at) if known_at else None), ZONE)


def setting_of(plan: Plan, case: CaseRecord, as_of: str = "2024-12-31") -> Setting:
    """What conditions of a case are read against."""
    timeline = timeline_from_case(case, Horizon(at(as_of)), ZONE)
    return Setting(plan, timeline, ZONE, lambda name: calendar_named(name, {})[0], {}, plan.calendar)


def context_of(plan: Plan, case: CaseRecord, moment: str, as_of: str = "2024-12-31") -> Context:
    """A reading of a condition at a moment, of which nothing is assumed."""
    return Context(setting_of(plan, case, as_of), World(), Trace(), at(moment))


def scenario(rules: str, lines: str, as_of: str = "2024-05-31", more: str = "") -> ScenarioResult:
    """The result of one scenario with these lines."""
    body = "".join(f"  {line.strip()}\n" for line in lines.strip().splitlines())
    text = f'{rules}scenario "s" as of {as_of}\n{body}'
    [result] = run_scenarios(policy_of(text, more))
    return result

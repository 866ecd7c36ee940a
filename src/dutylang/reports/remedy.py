"""Finding → what would have made it compliant, or what would decide it."""

from __future__ import annotations

from typing import assert_never

import attrs

from dutylang.assessment.leaves import Leaf
from dutylang.assessment.model import Finding, Verdict
from dutylang.plan import model as p
from dutylang.plan.deadlines import EventLimit
from dutylang.reports.names import Events, Names
from dutylang.values import Moment

DECISION = "decision"
"""The level of a finding on a body that must decide an exemption or a judgement: its rule is their name."""


@attrs.frozen
class Remedy:
    """What would have complied.

    `kind` is the key of its sentence; `acts` are event types (documents of a checklist), `roles` who acts
    (empty: anyone), `count` how many times, `by` until when, `before` the event it must precede.
    `condition` is what must hold, as the policy writes it. With `supply`, `facts` are what to supply.
    """

    kind: str
    acts: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    count: int = 1
    by: Moment | None = None
    before: str | None = None
    condition: str = ""
    facts: tuple[Leaf, ...] = ()


def remedy_from_finding(finding: Finding, names: Names) -> Remedy | None:
    """What would have made a breach compliant, would fulfil what is pending, or would decide an unknown.

    None where nothing is to be done. Without the rule's plan only the persons and the due are known.
    """
    if finding.verdict is Verdict.UNKNOWN:
        return Remedy("supply", facts=finding.deciders) if finding.deciders else None
    if finding.verdict is Verdict.CONFLICT:
        return Remedy("settle")
    if finding.verdict not in (Verdict.VIOLATED, Verdict.LATE, Verdict.PENDING):
        return None
    if finding.level == DECISION:
        return Remedy("decide", (finding.rule,), finding.roles, by=finding.due)
    rule = names.rules.get(finding.rule)
    demand = demand_of(finding, rule)
    if demand is not None:
        remedy = _of_demand(demand, finding)
        return attrs.evolve(remedy, before=event_that_ends(finding, rule))
    if rule is None or finding.level:
        return Remedy("act", roles=finding.roles, by=finding.due)
    return _of_body(rule.body, finding, names)


def event_that_ends(finding: Finding, rule: p.RulePlan | None) -> str | None:
    """The event that the act must precede, where an event and not a date ends the time for it."""
    if rule is None or finding.counts:
        return None
    if isinstance(rule.body, p.ChecklistBody):
        return rule.body.before
    demand = demand_of(finding, rule)
    if demand is None:
        return None
    named = [limit.event for limit in demand.limits if isinstance(limit, EventLimit)]
    if named:
        return named[0]
    spans_scope = rule.trigger.kind is p.TriggerKind.SCOPE and not finding.level
    return rule.scope.end if spans_scope and not demand.limits else None


def demand_of(finding: Finding, rule: p.RulePlan | None) -> p.Demand | None:
    """The demand that a finding judges: that of its level, else the main one."""
    if rule is None:
        return None
    if isinstance(rule.body, p.DemandBody):
        steps, main = rule.body.steps, rule.body.main
    elif isinstance(rule.body, p.Ban):
        steps, main = rule.body.levels, None
    else:
        return None
    if not finding.level:
        return main
    return next((step.demand for step in steps if step.level == finding.level), None)


def _of_demand(demand: p.Demand, finding: Finding) -> Remedy:
    match = demand.match
    acts = (finding.part,) if demand.joint and finding.part else match.events
    roles = match.roles or finding.roles
    if finding.reason == "too_many":
        return Remedy("at_most", match.events, roles, match.maximum or 0, finding.due)
    if match.next:
        return Remedy("act_next", acts, roles, by=finding.due)
    kind = "act_by_different" if match.distinct and match.minimum > 1 else "act"
    if match.minimum > 1 and kind == "act":
        kind = "act_times"
    return Remedy(kind, acts, roles, match.minimum, finding.due)


def _of_body(body: p.Body, finding: Finding, names: Names) -> Remedy:
    match body:
        case p.DemandBody():
            return _of_demand(body.main, finding)
        case p.Ban():
            kind = "excuse" if body.unless is not None else "abstain"
            excuse = names.conditions.get((finding.rule, "unless"), "")
            return Remedy(kind, body.match.events, finding.roles, condition=excuse)
        case p.Ceiling():
            return Remedy("at_most", body.match.events, body.bearers, body.match.maximum or 0)
        case p.Precedence():
            kind = "prior_directly" if body.directly else "prior"
            return Remedy(kind, (body.prior, *body.match.events))
        case p.Upkeep():
            condition = names.conditions.get((finding.rule, "keep"), "")
            return Remedy("keep", roles=body.bearers, condition=condition)
        case p.FourEyesBody():
            return Remedy("different_persons", body.events)
        case p.NeverBothBody():
            return Remedy("not_both", (body.first, body.second))
        case p.EdgeBody():
            return Remedy("last_event" if body.last else "first_event", (body.event,))
        case p.ChecklistBody():
            return _of_item(body, finding)
        case _:
            assert_never(body)


def _of_item(body: p.ChecklistBody, finding: Finding) -> Remedy:
    item = next((item for item in body.items if item.document == finding.part), None)
    kind = "on_file"
    if item is not None and item.original:
        kind = "on_file_original"
    if body.verified:
        kind += "_verified"
    return Remedy(kind, (finding.part,), body.bearers, before=body.before)


BY_SOMEONE = frozenset({"act", "act_times", "act_next", "act_by_different", "decide"})
"""Remedies that name who acts, where somebody is named."""

PAIRS = ("not_both", "different_persons")
"""Remedies that say their last act apart from the others."""

# ---- words -----------------------------------------------------------------------------------


def sentence_from_remedy(remedy: Remedy, finding: Finding, names: Names, events: Events) -> str:
    """The remedy as a sentence: what would have complied, what remains to be done, or what to supply."""
    if remedy.kind == "supply":
        facts = names.text("report.semicolon").join(names.leaf(leaf, events) for leaf in remedy.facts)
        return names.text("remedy.supply", facts=facts)
    if remedy.kind == "settle":
        return names.text("remedy.settle")
    what = what_remains(remedy, names)
    return names.text("remedy.remains" if finding.verdict is Verdict.PENDING else "remedy.would", what=what)


def what_remains(remedy: Remedy, names: Names) -> str:
    """The act of a remedy, by whom and until when, without the words around it."""
    what = _what(remedy, names)
    if remedy.before is not None:
        return names.text("remedy.before", what=what, event=names.name(remedy.before))
    if remedy.by is not None:
        return names.text("remedy.timed", what=what, by=by_when(remedy.by, names))
    return what


def errand(acts: tuple[str, ...], roles: tuple[str, ...], due: Moment | None, names: Names) -> str:
    """What is to be done by whom until when."""
    return what_remains(Remedy("act", acts, roles, by=due), names)


def by_when(due: Moment, names: Names) -> str:
    """A due moment as a limit: a whole day ends at 24:00."""
    key = "due.day" if due.instant is None else "due.moment"
    return names.text(key, due=names.moment(due))


def _what(remedy: Remedy, names: Names) -> str:
    acts = [names.name(act) for act in remedy.acts]
    first, second = names.text("remedy.the_act"), ""
    if remedy.kind.startswith("prior") and len(acts) > 1:
        first, second = acts[0], names.alternatives(acts[1:])
    elif remedy.kind.startswith(PAIRS) and len(acts) > 1:
        first, second = names.joined(acts[:-1]), acts[-1]
    elif acts:
        first = names.alternatives(acts)
    who = names.alternatives(names.name(role) for role in remedy.roles) if remedy.roles else ""
    key = f"remedy.by.{remedy.kind}" if who and remedy.kind in BY_SOMEONE else f"remedy.{remedy.kind}"
    if remedy.condition:
        key = f"remedy.that.{remedy.kind}"
    return names.text(key, act=first, other=second, who=who, count=remedy.count, condition=remedy.condition)

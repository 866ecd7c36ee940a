"""Expectations and what was found, in words: verdicts, results, flags, periods, days, names of the policy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from dutylang.assessment.model import Finding, Verdict
from dutylang.diagnostics import catalogue
from dutylang.plan.model import DemandBody, Plan, RulePlan
from dutylang.reports.names import Names
from dutylang.reports.remedy import by_when, demand_of
from dutylang.syntax.ast import ExpectDuty, ExpectedVerdict, ExpectPerson


def value_words(text: str, what: str, names: Names) -> str:
    """What was expected or found, as `Mismatch` holds it, in the reader's tongue."""
    return names.joined(_word(part, what, names) for part in text.split(", "))


def _word(part: str, what: str, names: Names) -> str:
    if not part:
        return names.text("testing.nothing")
    if what == "share":
        return f"{part}%"
    if what == "due":
        return names.day(dt.date.fromisoformat(part))
    count, _, unit = part.partition(" ")
    if count.isdigit() and unit:
        return names.text(f"period.{unit}", n=int(count))
    for section in ("result",) if what == "result" else ("verdict", "flag"):
        found = catalogue.find(f"{section}.{part}", names.tongue)
        if found is not None:
            return found
    return names.name(part)


# ---- what would have had to be -------------------------------------------------------------------


def needed_words(expect: ExpectDuty, findings: Sequence[Finding], names: Names) -> tuple[str, ...]:
    """What would have had to be on record for the verdict that was expected.

    What would have complied is told by the story of a breach; here stands what the other verdicts take.
    """
    wanted = expect.verdicts[0] if expect.verdicts else ExpectedVerdict.LATE
    rule = names.rules.get(expect.rule.text)
    if rule is None or len(expect.verdicts) > 1:
        return ()
    live = [each for each in findings if each.verdict is not Verdict.NOT_APPLICABLE]
    if not live and wanted is not ExpectedVerdict.NOT_APPLICABLE:
        return tuple(_to_apply(rule, findings, names))
    found = {each.verdict.value for each in live}
    if wanted.value in found or (not live and wanted is ExpectedVerdict.NOT_APPLICABLE):
        return ()
    return tuple(_for_verdict(wanted, rule, live, names))


def needed_to_answer(expect: ExpectPerson, plan: Plan, names: Names) -> tuple[str, ...]:
    """What it takes that a ground speaks of a person of whom it says nothing."""
    ground = next((each for each in plan.liabilities if each.name == expect.liability.text), None)
    if ground is None or expect.person is None:
        return ()
    roles = dict.fromkeys(each.role for each in ground.held)
    key = "testing.needed.held" if roles else "testing.needed.handled"
    return (names.text(key, person=expect.person, roles=names.quoted(roles)),)


def _to_apply(rule: RulePlan, findings: Sequence[Finding], names: Names) -> Iterator[str]:
    """What opens a duty of which nothing was found, or that does not apply."""
    condition = names.conditions.get((rule.name, "when"), "")
    if condition and any(each.reason == "when_false" for each in findings):
        yield names.text("testing.needed.condition", condition=condition)
        return
    opens = _opens(rule)
    yield (
        names.text("testing.needed.opening", events=names.quoted(opens))
        if opens
        else names.text("testing.needed.case")
    )


def _opens(rule: RulePlan) -> tuple[str, ...]:
    found = (rule.scope.start, rule.trigger.event)
    return tuple(dict.fromkeys(each for each in found if each is not None))


def _for_verdict(
    wanted: ExpectedVerdict, rule: RulePlan, findings: Sequence[Finding], names: Names
) -> Iterator[str]:
    verdict = names.text(f"verdict.{wanted.value}")
    worst = min(findings, key=lambda each: each.verdict.rank)
    demand = demand_of(worst, rule)
    acts = names.alternatives(names.quoted([act]) for act in demand.match.events) if demand else ""
    by = by_when(worst.due, names) if worst.due is not None else ""
    told = {"verdict": verdict, "acts": acts, "by": by}
    match wanted:
        case ExpectedVerdict.VIOLATED if acts:
            yield names.text("testing.needed.violated" if by else "testing.needed.violated_ever", **told)
        case ExpectedVerdict.LATE if acts and by and isinstance(rule.body, DemandBody):
            yield names.text("testing.needed.late", **told)
        case ExpectedVerdict.PENDING if by and worst.verdict is not Verdict.PENDING:
            yield names.text("testing.needed.pending", **told)
        case ExpectedVerdict.UNKNOWN:
            yield names.text("testing.needed.unknown", **told)
        case ExpectedVerdict.EXEMPT:
            excuse = names.conditions.get((rule.name, "unless"), "")
            key = "testing.needed.exempt_unless" if excuse else "testing.needed.exempt"
            yield names.text(key, **told, condition=excuse)
        case ExpectedVerdict.NOT_APPLICABLE:
            opens = _opens(rule)
            condition = names.conditions.get((rule.name, "when"), "")
            if opens or condition:
                key = "not_open" if opens else "not_condition"
                told |= {"events": names.quoted(opens), "condition": condition}
                yield names.text(f"testing.needed.{key}", **told)
        case _:
            return

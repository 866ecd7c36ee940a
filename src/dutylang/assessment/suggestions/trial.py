"""A scenario tried: its case judged by the reference evaluator under a watch that says which clauses it shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import attrs

from dutylang.assessment.case import assess_case
from dutylang.assessment.coverage import Watch, Way
from dutylang.assessment.model import CaseAssessment, Horizon
from dutylang.calendars import Calendar
from dutylang.cases.scenario import case_from_scenario
from dutylang.diagnostics import Severity
from dutylang.plan.model import Plan
from dutylang.policy import typed as t
from dutylang.policy.model import Policy, Vocabulary
from dutylang.policy.typed import Typed
from dutylang.syntax.ast import Scenario


@attrs.frozen
class Shown:
    """What a scenario shows: the ways in which clauses turned out, and the assessment behind them."""

    ways: frozenset[Way]
    assessment: CaseAssessment


@attrs.define(eq=False)
class Bench:
    """Tries scenarios. `watch` knows the clauses; `runs` counts how often a case was judged."""

    policy: Policy
    calendars: Mapping[str, Calendar]
    watch: Watch
    runs: int = 0
    _last: dict[tuple[int, str], Shown | None] = attrs.field(factory=dict)

    def shown(self, scenario: Scenario, plan: Plan) -> Shown | None:
        """What the scenario shows under a plan, or a part of it; None where its case cannot be read."""
        key = (id(plan), repr((scenario.as_of, scenario.givens)))
        if key not in self._last:
            if len(self._last) > 2_000:
                self._last.clear()
            self._last[key] = self._judged(scenario, plan)
        return self._last[key]

    def _judged(self, scenario: Scenario, plan: Plan) -> Shown | None:
        case, as_of, known_at, overrides, problems = case_from_scenario(scenario, self.policy)
        if problems and any(each.severity is not Severity.NOTE for each in problems):
            return None
        self.runs += 1
        watch = self.watch.fresh()
        horizon = Horizon(as_of, known_at)
        assessment = assess_case(
            plan, case, horizon, overrides=overrides, calendars=self.calendars, observer=watch
        )
        watch.assessed(assessment)
        return Shown(watch.ways, assessment)


# ---- parts of a plan ---------------------------------------------------------------------------


def part_of(plan: Plan, rules: Iterable[str], liabilities: Iterable[str] = ()) -> Plan:
    """The plan with some of its duties and grounds, and the exemptions from them: judged in far less time."""
    kept, held = frozenset(rules), frozenset(liabilities)
    return attrs.evolve(
        plan,
        rules=tuple(each for each in plan.rules if each.name in kept),
        liabilities=tuple(each for each in plan.liabilities if each.name in held),
        exemptions=tuple(each for each in plan.exemptions if each.liabilities & held),
        handovers=plan.handovers if held else (),
        scales=(),
        earlier=tuple(part_of(each, kept, held) for each in plan.earlier),
    )


def readers_of(name: str, plan: Plan) -> tuple[list[str], list[str]]:
    """The duties and the grounds (by themselves or by an exemption) that read a definition or a table."""
    words = plan.vocabulary
    duties = [rule.name for rule in plan.rules if _reads(rule, name, words)]
    grounds = [each.name for each in plan.liabilities if _reads(each, name, words)]
    for exemption in plan.exemptions:
        if _reads(exemption, name, words):
            grounds += sorted(exemption.liabilities)
    return duties, list(dict.fromkeys(grounds))


def _reads(holder: object, name: str, words: Vocabulary) -> bool:
    return any(name in _named(each, words) for each in _typed_in(holder))


def _named(expression: Typed, words: Vocabulary) -> Iterator[str]:
    """The definitions and tables that an expression reads, at any depth."""
    for each in _typed_in(expression):
        if isinstance(each, t.ReadDefinition):
            yield each.name
            yield from _named(words.definitions[each.name].body, words)
        elif isinstance(each, t.ReadTable):
            yield each.name
            for row in words.tables[each.name].rows:
                for test in row.tests:
                    if test is not None:
                        yield from _named(test, words)


def _typed_in(thing: object) -> Iterator[Typed]:
    """Every expression inside a part of the plan."""
    if isinstance(thing, Typed):
        yield thing
    if isinstance(thing, tuple | frozenset):
        for each in thing:
            yield from _typed_in(each)
    for field in getattr(type(thing), "__attrs_attrs__", ()):
        yield from _typed_in(getattr(thing, field.name))

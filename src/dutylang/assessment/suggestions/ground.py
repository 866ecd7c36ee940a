"""What a search stands on: the policy, its plan, and what its scenarios are given as examples."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest

import attrs

from dutylang.assessment.single.reading import parts_of
from dutylang.assessment.suggestions.givens import ONE_DAY, event_days, events_of, holder_of, with_holder
from dutylang.assessment.suggestions.values import samples
from dutylang.ops.types import Type
from dutylang.plan.conditions import speaks_of
from dutylang.plan.model import Plan, RulePlan
from dutylang.policy import typed as t
from dutylang.policy.model import FieldInfo, Policy, ShapeInfo, Vocabulary
from dutylang.syntax.ast import Actor, GivenEvent, Name, Pair, Scenario
from dutylang.syntax.from_text import tongue_of
from dutylang.values import Truth

MOST_EXAMPLES = 4
PERSONS = {
    "en": ("Zhang San", "Li Si", "Wang Wu", "Zhao Liu", "Sun Qi", "Zhou Ba"),
    "zh": ("张三", "李四", "王五", "赵六", "孙七", "周八"),
}
"""Names as they stand for anybody in Chinese texts, by the tongue of the policy."""


Miss = Callable[[Scenario, RulePlan, Truth], Iterator[Scenario]]


@attrs.frozen(eq=False)
class Ground:
    """The policy with its plan. `examples`: the events of its scenarios by type, those that say most first.

    `solve` leads to scenarios in which a condition may turn out as wished, `miss` to ones in which a duty is
    missed (YES), is not, or may be: each solver is built on the ones below it, and calls back through these.
    """

    policy: Policy
    plan: Plan
    examples: Mapping[str, tuple[GivenEvent, ...]]
    solve: Callable[[Scenario, t.Typed, Truth, tuple[str, ...]], Iterator[Scenario]]
    miss: Miss

    @property
    def persons(self) -> tuple[str, ...]:
        """Names for persons whom a scenario needs."""
        tongue = tongue_of(self.policy.sources[0].text)
        return PERSONS.get(tongue, PERSONS["en"])

    @property
    def words(self) -> Vocabulary:
        """All that is declared."""
        return self.plan.vocabulary

    def rule(self, name: str, version: str = "") -> RulePlan | None:
        """A duty in normal form, in a version of the policy or in the latest that has it."""
        plans = [self.plan, *reversed(self.plan.earlier)]
        found = [rule for plan in plans if version in ("", plan.version) for rule in plan.rules]
        return next((rule for rule in found if rule.name == name), None)

    def rules_meant(self, test: t.BreachTest) -> list[RulePlan]:
        """The duties of whose breach a condition speaks."""
        return [rule for rule in self.plan.rules if speaks_of(test, rule)]

    def field(self, name: str) -> FieldInfo | None:
        """A field of a case, of whatever kind."""
        return next((each.fields[name] for each in self.words.cases.values() if name in each.fields), None)

    def events_with(self, attribute: str) -> tuple[str, ...]:
        """The types of events that have an attribute."""
        return tuple(name for name, shape in self.words.events.items() if attribute in shape.fields)


def examples_of(scenarios: Sequence[Scenario]) -> dict[str, tuple[GivenEvent, ...]]:
    """The events of some scenarios that say different things, by type."""
    examples: dict[str, dict[tuple[Pair, ...], GivenEvent]] = {}
    for scenario in scenarios:
        for _, given in events_of(scenario):
            examples.setdefault(given.event.text, {}).setdefault(given.pairs, given)
    return {
        name: tuple(sorted(found.values(), key=lambda each: -len(each.pairs))[:MOST_EXAMPLES])
        for name, found in examples.items()
    }


# ---- days and persons --------------------------------------------------------------------------


def days_around(scenario: Scenario) -> tuple[dt.date, ...]:
    """Days on which something more might happen: those of events, the day before and after them, ten years off."""
    days = event_days(scenario) or [scenario.as_of.day - 180 * ONE_DAY]
    first, last = days[0], days[-1]
    found = [*days, first - ONE_DAY, last + ONE_DAY, *(day + ONE_DAY for day in days)]
    found += [scenario.as_of.day, first - 3660 * ONE_DAY, scenario.as_of.day + 3660 * ONE_DAY]
    return tuple(dict.fromkeys(found))


def first_day(scenario: Scenario, ground: Ground) -> dt.date:
    """A day from which roles can be held: before all that happens."""
    start = ground.plan.earlier[0].since if ground.plan.earlier else ground.plan.since
    return min([start, *event_days(scenario)])


def staffed(scenario: Scenario, roles: Sequence[str], ground: Ground) -> Scenario:
    """Somebody holds each of the roles, a different person each that is not held yet."""
    for role in roles:
        if holder_of(scenario, role) is None:
            scenario = with_holder(
                scenario, role, fresh_person(scenario, ground), first_day(scenario, ground)
            )
    return scenario


def fresh_person(scenario: Scenario, ground: Ground) -> str:
    """A person who does not occur in the scenario."""
    known = repr(scenario.givens)
    return next((each for each in ground.persons if each not in known), f"P{len(scenario.givens)}")


def actors_of(scenario: Scenario, roles: Sequence[str]) -> tuple[Actor, ...]:
    """Who acts for some roles (empty: nobody is named): the first of them that is held."""
    for role in roles:
        person = holder_of(scenario, role)
        if person is not None:
            return (Actor(person),)
    return ()


# ---- what is read ------------------------------------------------------------------------------

READS = (
    t.ReadField, t.ReadItem, t.ReadAttribute, t.ReadTrigger, t.ReadPicked, t.ReadParameter, t.ReadJudgement,
    t.ReadFigure, t.FoldRecords, t.FoldEvents, t.HappensTest, t.PersonDidTest, t.BreachTest, t.FoldCases,
)  # fmt: skip
Read = (
    t.ReadField | t.ReadItem | t.ReadAttribute | t.ReadTrigger | t.ReadPicked | t.ReadParameter
    | t.ReadJudgement | t.ReadFigure | t.FoldRecords | t.FoldEvents | t.HappensTest | t.PersonDidTest
    | t.BreachTest | t.FoldCases
)  # fmt: skip


def reads_of(expression: t.Typed, words: Vocabulary) -> Iterator[t.Typed]:
    """All that an expression reads of a record, through definitions and tables."""
    if isinstance(expression, READS):
        yield expression
    if isinstance(expression, t.ReadDefinition):
        yield from reads_of(words.definitions[expression.name].body, words)
    elif isinstance(expression, t.ReadTable):
        for row in words.tables[expression.name].rows:
            for test in row.tests:
                if test is not None:
                    yield from reads_of(test, words)
    for part in parts_of(expression):
        yield from reads_of(part, words)


def in_turn(found: Iterable[Iterator[Scenario]]) -> Iterator[Scenario]:
    """The first of each, then the second of each, and so on."""
    for row in zip_longest(*found):
        yield from (each for each in row if each is not None)


def sample_pairs(shape: ShapeInfo, days: tuple[dt.date, ...]) -> tuple[Pair, ...]:
    """A value for each field of a record or event that a scenario can write."""
    found = []
    for name, field in shape.fields.items():
        values = next(samples(field.type, days), None)
        if values is not None:
            found.append(Pair(Name(name), values))
    return tuple(found)


def type_of(read: t.Typed) -> Type:
    """The type of what is read."""
    return read.type

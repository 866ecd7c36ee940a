"""The text of a function in the making: lines, blocks, and what every template needs of the policy."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import attrs

from dutylang.assessment.generated.codes import NUMBER
from dutylang.assessment.generated.conditions import Conditions, Names, Place
from dutylang.assessment.generated.helpers import HELPERS
from dutylang.assessment.generated.prepared import PLAIN
from dutylang.assessment.generated.unformed import NoFormError
from dutylang.assessment.single.context import Setting
from dutylang.assessment.single.reading import parts_of
from dutylang.plan.model import Match, Plan, RulePlan
from dutylang.policy.typed import HappensTest, ReadDefinition, Typed


@attrs.define
class Writer:
    """Lines of generated text. Only integers that the templates compute are printed; all else is a constant.

    `groups` and `roles` are the places of event types and roles; `needs` collects the types that a rule speaks
    of, and `strict` whether the rule needs every order to be known.
    """

    plan: Plan
    setting: Setting
    names: Names = attrs.field(factory=Names)
    groups: dict[str, int] = attrs.field(factory=dict)
    roles: dict[str, int] = attrs.field(factory=dict)
    roles_of: dict[str, set[str]] = attrs.field(factory=dict)
    lines: list[str] = attrs.field(factory=list)
    depth: int = 0
    needs: set[str] = attrs.field(factory=set)
    strict: bool = False

    def line(self, text: str) -> None:
        """One line at the present depth."""
        self.lines.append(" " * self.depth + text)

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        """The lines inside a statement."""
        self.line(head)
        self.depth += 1
        yield
        self.depth -= 1

    def helper(self, name: str) -> str:
        """The name of a helper function in the text."""
        return self.names.of(HELPERS[name])

    def events(self, event_type: str) -> str:
        """The variable of the events of a type."""
        self.needs.add(event_type)
        return f"e{self.groups.setdefault(event_type, len(self.groups))}"

    def acts(self, event_types: tuple[str, ...]) -> str:
        """An expression of the events of some types in the order of the record."""
        types = tuple(dict.fromkeys(event_types))
        if len(types) == 1:
            return self.events(types[0])
        return f"{self.helper('merged')}({', '.join(self.events(name) for name in types)})"

    def leave(self) -> str:
        """The statement that leaves the rule to the reference."""
        return f"raise {self.helper('Leave')}"

    def condition(self, expression: Typed, place: Place) -> str:
        """A condition as an expression."""
        for name in types_in(expression, self.plan):
            self.events(name)
        conditions = Conditions(self.setting, self.names, self.groups, _Lazy(self))
        source = conditions.source(expression, place)
        self.needs |= conditions.types
        return source

    def mask(self, match: Match) -> int:
        """The bits of the roles whose holders' acts count; 0: anyone's."""
        found = 0
        for role in match.roles:
            found |= 1 << self.roles.setdefault(role, len(self.roles))
            for event in match.events:
                self.roles_of.setdefault(event, set()).add(role)
        return found

    def add(self, rule: int, code: str, *rest: str) -> None:
        """Says what became of an instance: rule, code, opening, due, acts, and what else it counts from."""
        told = ", ".join((str(rule), str(NUMBER[code]) if code in NUMBER else code, *rest))
        self.line(f"add(({told}))")


class _Lazy(dict[str, str]):
    """Names of helpers, each made a constant when it is first used."""

    def __init__(self, writer: Writer) -> None:
        super().__init__()
        self._writer = writer

    def __missing__(self, name: str) -> str:
        return self._writer.helper(name)


def types_in(expression: Typed, plan: Plan, seen: set[str] | None = None) -> Iterator[str]:
    """The event types that an expression tests, through definitions, each of which is looked at once."""
    seen = set() if seen is None else seen
    if isinstance(expression, HappensTest):
        yield expression.event
    if isinstance(expression, ReadDefinition) and expression.name not in seen:
        seen.add(expression.name)
        yield from types_in(plan.vocabulary.definitions[expression.name].body, plan, seen)
    for part in parts_of(expression):
        yield from types_in(part, plan, seen)


def check_match(match: Match) -> None:
    """Refuses matches that no template covers."""
    if match.distinct or match.other_than is not None:
        raise NoFormError("different_persons")
    if match.next:
        raise NoFormError("next_event")


def exceptions_block(writer: Writer, rule: RulePlan, place: Place) -> None:
    """Leaves where an exception to the rule may hold."""
    for each in rule.exceptions:
        if each.when is None:
            writer.line(writer.leave())
            return
        with writer.block(f"if {writer.condition(each.when, place)}:"):
            writer.line(writer.leave())


def candidate_block(
    writer: Writer,
    match: Match,
    act: str,
    trigger: str | None,
    trigger_type: str | None,
    skip: str = "continue",
) -> None:
    """Skips an act that does not count; leaves where that is not known."""
    mask = writer.mask(match)
    if mask:
        with writer.block(f"if not {act}[4] & {mask}:"):
            with writer.block(f"if {act}[5] & {mask}:"):
                writer.line(writer.leave())
            writer.line(skip)
    if match.where is not None:
        place = Place(act, trigger, trigger_type, f"{act}[2]", f"{act}[3]")
        with writer.block(f"if not {writer.condition(match.where, place)}:"):
            writer.line(skip)
    for attribute in match.same:
        if trigger is None or trigger_type is None:
            raise NoFormError("same_without_trigger")
        _check_same(writer.plan, match, attribute, trigger_type)
        key = writer.names.of(attribute)
        with writer.block(f"if {act}[6][{key}] != {trigger}[6][{key}]:"):
            writer.line(skip)


def _check_same(plan: Plan, match: Match, attribute: str, trigger_type: str) -> None:
    """An attribute is compared where all events declare it alike, of a plain kind."""
    shapes = [plan.vocabulary.events[name] for name in (*match.events, trigger_type)]
    types = {shape.fields[attribute].type for shape in shapes if attribute in shape.fields}
    if len(types) != 1 or next(iter(types)).kind not in PLAIN:
        raise NoFormError("same_attribute")


def tests_events(expression: Typed, plan: Plan) -> bool:
    """Whether an expression asks whether something has happened."""
    return any(True for _ in types_in(expression, plan))

"""Typed conditions → Python expressions over plain values. What is not known raises, and the rule is handed over."""

from __future__ import annotations

import attrs

from dutylang.assessment.generated.prepared import PLAIN, plain_value
from dutylang.assessment.generated.tables import AgoTable, constants_of, rests_on_default
from dutylang.assessment.generated.unformed import NoFormError
from dutylang.assessment.single.context import Setting
from dutylang.ops.types import Kind
from dutylang.policy import typed as t
from dutylang.syntax.ast import Hit, Relation

COMPARED = {"==": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
DEEPEST, LONGEST = 30, 5_000
"""The deepest and the longest condition that is generated, in levels and characters."""
MOST_ROWS = 50
"""The longest decision table that is generated."""
ORDERED = (Kind.NUMBER, Kind.PERCENT, Kind.MONEY, Kind.DATE)


@attrs.define
class Names:
    """The constants of a function: values that the generated text calls k0, k1, …"""

    values: list[object] = attrs.field(factory=list)
    _places: dict[str | int, int] = attrs.field(factory=dict, init=False)

    def of(self, value: object) -> str:
        """The name of a value; the same object, or the same text, has one name."""
        key = value if isinstance(value, str) else id(value)  # what is in the list keeps its id
        place = self._places.setdefault(key, len(self.values))
        if place == len(self.values):
            self.values.append(value)
        return f"k{place}"


@attrs.frozen
class Place:
    """Where a condition is read, in the words of the generated text.

    `event` is the variable of the event whose attributes it reads, `trigger` that of the trigger, which is of
    the type `trigger_type`. `day` and `us` are expressions of the moment; `until_day` and `until_us` of how far
    a bare event name looks, where that differs. `act`: it is read at a forbidden act, the variable `event`.
    """

    event: str | None = None
    trigger: str | None = None
    trigger_type: str | None = None
    day: str = "None"
    us: str = "None"
    until_day: str | None = None
    until_us: str = "None"
    act: bool = False


@attrs.define
class Conditions:
    """Writes conditions. `types` collects the event types that they speak of."""

    setting: Setting
    names: Names
    group: dict[str, int]
    helpers: dict[str, str]
    types: set[str] = attrs.field(factory=set)
    depth: int = 0

    def source(self, expression: t.Typed, place: Place) -> str:
        """The condition as an expression that is true or false, or raises where something is not known.

        What definitions within definitions make too long or too deep has no generated form.
        """
        self.depth += 1
        if self.depth > DEEPEST:
            raise NoFormError("expression")
        found = self._source(expression, place)
        if len(found) > LONGEST:
            raise NoFormError("expression")
        self.depth -= 1
        return found

    def _source(self, expression: t.Typed, place: Place) -> str:
        match expression:
            case t.Apply(op="and" | "or" as op):
                return "(" + f" {op} ".join(self.source(arg, place) for arg in expression.args) + ")"
            case t.Apply(op="not"):
                return f"(not {self.source(expression.args[0], place)})"
            case t.Apply():
                return self._applied(expression, place)
            case t.HappensTest():
                return self._happens(expression, place)
            case t.Missing():
                return self._missing(expression)
            case t.ReadDefinition():
                definition = self.setting.plan.vocabulary.definitions[expression.name]
                if definition.of is not None:
                    raise NoFormError("definition_of_record")
                return self.source(definition.body, place)
            case _ if expression.type.kind is Kind.YES_NO:
                return self._value(expression, place)
            case _:
                raise NoFormError(_reason(expression))

    def _applied(self, expression: t.Apply, place: Place) -> str:
        kinds = [arg.type for arg in expression.args]
        if expression.op in COMPARED:
            left, right = kinds
            if left.kind is Kind.MONEY and left.currency != right.currency:
                raise NoFormError("operator")
            if expression.op not in ("==", "!=") and not (left.kind in ORDERED and right.kind in ORDERED):
                raise NoFormError("operator")
            values = [self._value(arg, place) for arg in expression.args]
            return f"({values[0]} {COMPARED[expression.op]} {values[1]})"
        if expression.op == "in":
            return f"({self._value(expression.args[0], place)} in {self._value(expression.args[1], place)})"
        if expression.op == "includes":
            return f"({self._value(expression.args[1], place)} <= {self._value(expression.args[0], place)})"
        raise NoFormError("operator")

    def _value(self, expression: t.Typed, place: Place) -> str:  # noqa: C901  (a closed union)
        if expression.type.kind not in PLAIN:
            raise NoFormError("type")
        match expression:
            case t.Const():
                return self._constant(expression)
            case t.ReadField(path=(name,), tracked=False):
                return f"F[{self.names.of(name)}]"
            case t.ReadField(path=(name,)):
                return f"{self.helpers['held']}(F[{self.names.of(name)}], {place.day}, {place.us})"
            case t.ReadAttribute() if place.event is not None:
                return f"{place.event}[6][{self.names.of(expression.attribute)}]"
            case t.ReadTrigger() if place.trigger is not None and place.trigger_type == expression.event:
                return f"{place.trigger}[6][{self.names.of(expression.attribute)}]"
            case t.ReadParameter():
                (constant, is_default), *more = constants_of(expression.name, self.setting)
                if more or is_default:
                    raise NoFormError("parameter")
                return self._constant(constant)
            case t.ReadDefinition():
                definition = self.setting.plan.vocabulary.definitions[expression.name]
                if definition.of is not None:
                    raise NoFormError("definition_of_record")
                return self._value(definition.body, place)
            case t.ReadTable():
                return self._table(expression, place)
            case t.AgoDate():
                if rests_on_default(expression.period, self.setting):
                    raise NoFormError("parameter")
                return f"{self.names.of(AgoTable(expression.period, self.setting))}[{place.day}]"
            case _:
                raise NoFormError(_reason(expression))

    def _constant(self, constant: t.Const) -> str:
        plain = plain_value(constant.value, constant.type)
        if plain is None:
            raise NoFormError("constant")
        return self.names.of(plain)

    def _table(self, expression: t.ReadTable, place: Place) -> str:
        """The outcome of a decision table all of whose cells are known; leaves where no row hits."""
        table = self.setting.plan.vocabulary.tables[expression.name]
        if len(table.rows) > MOST_ROWS:
            raise NoFormError("table")
        rows = []
        for row in table.rows:
            tests = [self.source(test, place) for test in row.tests if test is not None]
            rows.append((" and ".join(tests) or "True", self._constant(row.outcome)))
        if table.hit is Hit.FIRST:
            chosen = "".join(f"{value} if {test} else " for test, value in rows)
            return f"({chosen}{self.helpers['no_row']}())"
        elses = self.names.of(tuple(row.is_else for row in table.rows))
        truths = ", ".join(f"({test})" for test, _ in rows)
        values = ", ".join(value for _, value in rows)
        order = self.names.of(tuple(expression.type.values))
        helper = self.helpers[f"{table.hit.value}_row"]
        return f"{helper}(({truths},), ({values},), {elses}, {order})"

    def _missing(self, expression: t.Missing) -> str:
        match expression.of:
            case t.ReadField(path=(name,), tracked=False, type=of) if of.kind in PLAIN:
                return f"({self.names.of(name)} not in F)"
            case _:
                raise NoFormError("missing")

    def _happens(self, test: t.HappensTest, place: Place) -> str:
        """Whether an event has come by the moment, on the day, or before the act."""
        if test.where is not None or test.relation not in (Relation.EVER_BEFORE, Relation.SAME_DAY):
            raise NoFormError("event_test")
        self.types.add(test.event)
        events = f"e{self.group[test.event]}"
        if place.act:
            if test.relation is Relation.SAME_DAY:
                return f"{self.helpers['same_day_as']}({events}, {place.event}, P)"
            return f"{self.helpers['before']}({events}, {place.event})"
        if test.relation is Relation.SAME_DAY:
            return f"{self.helpers['on_day']}({events}, {place.day})"
        day, us = place.day, place.us
        if place.until_day is not None:
            day, us = place.until_day, place.until_us
        return f"{self.helpers['by']}({events}, {day}, {us})"


def _reason(expression: t.Typed) -> str:
    """Why a value has no generated form."""
    match expression:
        case t.ReadField():
            return "linked_field"
        case t.ReadJudgement():
            return "judgement"
        case t.ReadFigure() | t.FoldCases():
            return "portfolio"
        case t.FoldRecords() | t.FoldEvents():
            return "aggregate"
        case t.ReadPicked():
            return "picked_event"
        case _:
            return "expression"

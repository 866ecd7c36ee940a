"""Four eyes, never both, first and last event, as generated text: one instance a case."""

from __future__ import annotations

from dutylang.assessment.generated.codes import NUMBER
from dutylang.assessment.generated.conditions import Place
from dutylang.assessment.generated.openings import drop_block, force_block
from dutylang.assessment.generated.unformed import NoFormError
from dutylang.assessment.generated.writing import Writer
from dutylang.plan.model import EdgeBody, FourEyesBody, NeverBothBody, RulePlan, Scope, TriggerKind


def pattern_lines(
    writer: Writer, rule: RulePlan, body: FourEyesBody | NeverBothBody | EdgeBody, place: int
) -> None:
    """The lines of a rule about the case as a whole."""
    if rule.scope != Scope() or rule.trigger.kind is not TriggerKind.SCOPE:
        raise NoFormError("scope")
    writer.line(f"z = {NUMBER['NEVER_OPENED']}")
    with writer.block("for s in (B,):"):
        force_block(writer, rule, "s")
        if rule.when is not None:
            drop_block(writer, writer.condition(rule.when, Place(day="s")), NUMBER["WHEN_FALSE"])
        match body:
            case FourEyesBody():
                _four_eyes(writer, rule, body, place)
            case NeverBothBody():
                _never_both(writer, rule, body, place)
            case EdgeBody():
                _edge(writer, rule, body, place)
    with writer.block("if z:"):
        writer.add(place, "z")


def _unless_excepted(writer: Writer, rule: RulePlan) -> None:
    if rule.exceptions:
        writer.line(writer.leave())


def _four_eyes(writer: Writer, rule: RulePlan, body: FourEyesBody, place: int) -> None:
    groups = [writer.events(name) for name in body.events]
    drop_block(writer, f"({' and '.join(groups)})", NUMBER["NOT_ACTIVATED"])
    writer.line("z = 0")
    writer.line(f"f, a, w = {writer.helper('four_eyes')}(({', '.join(groups)},))")
    with writer.block("if f:"):
        _unless_excepted(writer, rule)
        writer.add(place, "SAME_PERSON", "a", "None", "w")
    with writer.block("else:"):
        writer.add(place, "DIFFERENT_PERSONS", "a", "None", "w")


def _never_both(writer: Writer, rule: RulePlan, body: NeverBothBody, place: int) -> None:
    first, second = writer.events(body.first), writer.events(body.second)
    drop_block(writer, first, NUMBER["NOT_ACTIVATED"])
    writer.line("z = 0")
    writer.line(f"a = {first}[0]")
    with writer.block(f"if {second}:"):
        _unless_excepted(writer, rule)
        writer.line(f"b = {second}[0]")
        writer.add(place, "BOTH", "a", "None", "((a, b) if a[10] < b[10] else (b, a))")
    with writer.block("else:"):
        codes = NUMBER["ONLY_ONE_SO_FAR"], NUMBER["ONLY_ONE"]
        writer.add(place, f"({codes[0]} if C is None else {codes[1]})", "a", "None", "None")


def _edge(writer: Writer, rule: RulePlan, body: EdgeBody, place: int) -> None:
    drop_block(writer, "E", NUMBER["NOT_ACTIVATED"])
    writer.line("z = 0")
    if body.last:
        with writer.block("if C is None:"):
            writer.add(place, "EDGE_OPEN", "None", "None", "None")
            writer.line("continue")
    _unless_excepted(writer, rule)
    writer.line(f"a = {writer.helper('edge')}(E, {body.last})")
    with writer.block(f"if a[8].type == {writer.names.of(body.event)}:"):
        writer.add(place, "EDGE_MET", "a", "None", "a")
    with writer.block("else:"):
        writer.add(place, "EDGE_BROKEN", "a", "None", "a")

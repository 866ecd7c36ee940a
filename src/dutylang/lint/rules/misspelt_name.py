"""L501: a name or a text that one rule alone uses and that is a letter away from one that others use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from dutylang.diagnostics.model import Diagnostic, Fix, Label
from dutylang.lint.ground import Ground, Reader
from dutylang.lint.rule import Rule, finding
from dutylang.lint.spelling import slips_among
from dutylang.policy.walk import nodes
from dutylang.source import Span
from dutylang.syntax.ast import (
    Case,
    Compare,
    Declared,
    Definition,
    Event,
    In,
    Judgement,
    Name,
    Parameter,
    Record,
    Role,
    TextLiteral,
)


def check(ground: Ground) -> Iterator[Diagnostic]:
    """Declared names of one kind, and texts that are compared with one thing."""
    for names in _families(ground):
        yield from _of_names(names, ground)
    yield from _of_texts(ground)


def _families(ground: Ground) -> Iterator[list[Declared]]:
    """Names that stand for the same kind of thing."""
    for kind in (Event, Role, Parameter, Judgement):
        yield _once(item.declared for item in ground.items if isinstance(item, kind))
    yield _once(placed.rule.declared for placed in ground.rules if isinstance(placed.rule, Definition))
    for item in ground.items:
        if isinstance(item, (Case, Record, Event)):
            yield _once(field.declared for field in item.fields)
            for field in item.fields:
                yield _once(field.type.names)


def _once(declared: Iterable[Declared]) -> list[Declared]:
    return list({each.name: each for each in reversed(list(declared))}.values())[::-1]


def _of_names(names: Sequence[Declared], ground: Ground) -> Iterator[Diagnostic]:
    for at, other_at in slips_among([ground.shown(each) for each in names]):
        one, other = names[at], names[other_at]
        uses = {each.name: _uses(each.name, ground) for each in (one, other)}
        # Of two that are used alike the later declaration is the slip.
        slip, meant = (one, other) if len(uses[one.name]) < len(uses[other.name]) else (other, one)
        told_apart = _readers(slip, ground) <= _readers(meant, ground)
        if len(uses[slip.name]) == 1 and uses[meant.name] and not told_apart:
            places = uses[slip.name][0]
            shown = ground.shown(meant, places[0])
            fix = Fix(places[0], shown, safe=False) if len(places) == 1 else None
            yield _finding(ground.shown(slip, places[0]), shown, places[0], meant.span, fix)


def _readers(declared: Declared, ground: Ground) -> set[Reader]:
    """The rules that name something: one that names two things knows them apart."""
    return set(ground.readings.get(declared.name, ()))


def _uses(name: str, ground: Ground) -> list[list[Span]]:
    """The places of a name, rule by rule."""
    return [
        [node.span for node in nodes(reader.node) if isinstance(node, Name) and node.text == name]
        for reader in ground.readings.get(name, ())
    ]


def _of_texts(ground: Ground) -> Iterator[Diagnostic]:
    written: dict[object, dict[str, list[TextLiteral]]] = {}
    pairs = [(node.left, node.right) for _, node in ground.every(Compare)]
    pairs += [(node.item, choice) for _, node in ground.every(In) for choice in node.choices]
    for asked, text in pairs:
        if isinstance(text, TextLiteral):
            written.setdefault(asked, {}).setdefault(text.value, []).append(text)
    for texts in written.values():
        values = list(texts)
        for at, other_at in slips_among(values):
            one, other = values[at], values[other_at]
            slip, meant = (one, other) if len(texts[one]) < len(texts[other]) else (other, one)
            yield from _slipped(texts[slip], texts[meant], ground)


def _slipped(slips: list[TextLiteral], meant: list[TextLiteral], ground: Ground) -> Iterator[Diagnostic]:
    if len(slips) == 1:
        fix = Fix(slips[0].span, ground.text_at(meant[0].span), safe=False)
        yield _finding(slips[0].value, meant[0].value, slips[0].span, meant[0].span, fix)


def _finding(name: str, other: str, span: Span, meant: Span, fix: Fix | None) -> Diagnostic:
    labels = [Label(meant, "lint.meant")]
    return finding("L501", span, labels=labels, fix=fix, name=name, other=other)


RULE = Rule("L501", check, mends="unsafe")

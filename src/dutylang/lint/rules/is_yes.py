"""L602: a yes/no is compared with yes or no."""

from __future__ import annotations

from collections.abc import Iterator

from dutylang.diagnostics.model import Diagnostic, Fix, Severity
from dutylang.lint.ground import Ground
from dutylang.lint.rule import Rule, finding
from dutylang.syntax.ast import Compare, CompareOp, FieldOf, Ref, YesNo

NOT = {"en": "not ", "zh": "并非"}


def check(ground: Ground) -> Iterator[Diagnostic]:
    """Each such comparison in a rule; the yes/no itself says the same in fewer words."""
    for _, node in ground.every(Compare):
        if isinstance(node.right, YesNo) and isinstance(node.left, (Ref, FieldOf)):
            yield _finding(node, node.left, node.right, ground)


def _finding(node: Compare, left: Ref | FieldOf, right: YesNo, ground: Ground) -> Diagnostic:
    bare = ground.text_at(left.span)
    plain = right.value is (node.op is CompareOp.EQ)
    words = bare if plain else NOT[ground.tongue(node.span)] + bare
    # What is known to be absent equals neither yes nor no, and its contrary is unknown.
    same = plain or not _may_be_absent(left, ground)
    fix = Fix(node.span, words, safe=plain and node.op is CompareOp.EQ) if same else None
    args = {"text": ground.quote(node.span), "words": words}
    return finding("L602", node.span, severity=Severity.NOTE, fix=fix, args=args)


def _may_be_absent(left: Ref | FieldOf, ground: Ground) -> bool:
    """Whether something of that name is optional, or none is declared as a field that can be looked up here."""
    words = ground.vocabulary
    shapes = (*words.cases.values(), *words.records.values(), *words.events.values())
    name = left.name.text if isinstance(left, Ref) else left.field.text
    fields = [shape.fields[name] for shape in shapes if name in shape.fields]
    return not fields or any(field.optional for field in fields)


RULE = Rule("L602", check, mends="safe")

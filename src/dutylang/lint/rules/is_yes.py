"""L602: a yes/no is compared with yes or no."""

from __future__ import annotations

from collections.abc import Iterator

from dutylang.diagnostics.model import Diagnostic, Fix, Severity
from dutylang.lint.ground import Ground
from dutylang.lint.rule import Rule, finding
from dutylang.policy.typed import ReadField, Typed
from dutylang.policy.walk import nodes
from dutylang.syntax.ast import Compare, CompareOp, FieldOf, Ref, YesNo

NOT = {"en": "not ", "zh": "并非"}


def check(ground: Ground) -> Iterator[Diagnostic]:
    """Each such comparison in a rule; the yes/no itself says the same in fewer words."""
    for reader in ground.readers:
        for node in nodes(reader.node):
            if (
                isinstance(node, Compare)
                and isinstance(node.right, YesNo)
                and isinstance(node.left, (Ref, FieldOf))
            ):
                yield _finding(node, node.right, ground)


def _finding(node: Compare, right: YesNo, ground: Ground) -> Diagnostic:
    left = ground.text_at(node.left.span)
    plain = right.value is (node.op is CompareOp.EQ)
    words = left if plain else NOT[ground.tongue(node.span)] + left
    # What is known to be absent equals neither yes nor no, and its contrary is unknown.
    same = plain or not _may_be_absent(ground.typed(node.left), ground)
    fix = Fix(node.span, words, safe=plain and node.op is CompareOp.EQ) if same else None
    args = {"text": ground.quote(node.span), "words": words}
    return finding("L602", node.span, severity=Severity.NOTE, fix=fix, args=args)


def _may_be_absent(typed: Typed | None, ground: Ground) -> bool:
    if not isinstance(typed, ReadField) or len(typed.path) > 1:
        return True
    shapes = ground.vocabulary.cases.values()
    return any(typed.path[0] in shape.fields and shape.fields[typed.path[0]].optional for shape in shapes)


RULE = Rule("L602", check, mends="safe")

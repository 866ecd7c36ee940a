"""L204: a prohibition whose breach nobody answers for."""

from __future__ import annotations

from collections.abc import Iterator

from dutylang.diagnostics.model import Diagnostic
from dutylang.lint.ground import Ground
from dutylang.lint.rule import Rule, finding
from dutylang.policy.model import PlacedRule
from dutylang.policy.places import holds
from dutylang.syntax.ast import ChapterRange, Duty, ForEachBreach, NoBreach, RuleKind, Step


def check(ground: Ground) -> Iterator[Diagnostic]:
    """Each prohibition that no liability is for, no exemption asks about, and that demands nothing itself."""
    named, ranges = _answered(ground)
    for placed in ground.rules:
        rule = placed.rule
        if not isinstance(rule, Duty) or rule.kind is not RuleKind.PROHIBITION:
            continue
        if any(isinstance(clause, Step) for clause in rule.clauses) or _is_answered(placed, named, ranges):
            continue
        yield finding("L204", rule.declared.span, name=ground.shown(rule.declared))


def _answered(ground: Ground) -> tuple[set[str], list[ChapterRange]]:
    """The rules and stretches of the text whose breaches count for a person."""
    named: set[str] = set()
    ranges: list[ChapterRange] = []
    for _, breach in ground.every(ForEachBreach):
        named.update([breach.rule.text] if breach.rule is not None else [])
        ranges += [breach.range] if breach.range is not None else []
    ranges += [test.range for _, test in ground.every(NoBreach)]
    return named, ranges


def _is_answered(placed: PlacedRule, named: set[str], ranges: list[ChapterRange]) -> bool:
    return placed.rule.declared.name in named or any(holds(each, placed) for each in ranges)


RULE = Rule("L204", check)

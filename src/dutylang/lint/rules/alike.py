"""L203: two duties that read alike: word for word, or all but the deadline."""

from __future__ import annotations

from collections.abc import Iterator

from dutylang.diagnostics.model import Diagnostic, Label
from dutylang.lint.ground import Ground, together_in_force
from dutylang.lint.rule import Rule, finding
from dutylang.policy.model import PlacedRule
from dutylang.syntax.ast import Checklist, Clause, Duty, Limit, Obligation, Step

Key = tuple[object, ...]


def check(ground: Ground) -> Iterator[Diagnostic]:
    """The later of each two that are in force together."""
    told: set[object] = set()
    for version in ground.versions:
        exact: dict[Key, list[PlacedRule]] = {}
        loose: dict[Key, list[PlacedRule]] = {}
        for placed in version.rules:
            key = _key(placed)
            if key is None or placed.rule.span in told:
                continue
            bare = _without_deadlines(key)
            same = _first(exact.get(key, ()), placed)
            near = None if same is not None else _first(loose.get(bare, ()), placed)
            exact.setdefault(key, []).append(placed)
            loose.setdefault(bare, []).append(placed)
            other = same or near
            if other is not None:
                told.add(placed.rule.span)
                yield _finding(placed, other, "same" if same is not None else "deadline", ground)


def _finding(placed: PlacedRule, other: PlacedRule, how: str, ground: Ground) -> Diagnostic:
    span = placed.rule.declared.span
    args = {"name": ground.shown(placed.rule.declared), "other": ground.shown(other.rule.declared, span)}
    label = Label(other.rule.declared.span, "lint.first")
    return finding("L203", span, labels=[label], help=how, args=args)


def _first(candidates: list[PlacedRule] | tuple[()], placed: PlacedRule) -> PlacedRule | None:
    return next((each for each in candidates if together_in_force(each, placed)), None)


def _key(placed: PlacedRule) -> Key | None:
    """What a rule says, without its name."""
    rule = placed.rule
    if isinstance(rule, Duty):
        return (rule.kind, rule.clauses)
    if isinstance(rule, Checklist):
        return (rule.bearers, rule.modal, rule.verified, rule.items, rule.before)
    return None


def _without_deadlines(key: Key) -> Key:
    return tuple(tuple(_bare(each) for each in part) if isinstance(part, tuple) else part for part in key)


def _bare(clause: Clause) -> object:
    if isinstance(clause, Obligation):
        return _bare_obligation(clause)
    if isinstance(clause, Step):
        return (clause.kind, clause.event, _bare_obligation(clause.obligation))
    return clause


def _bare_obligation(one: Obligation) -> Key:
    bounds = tuple(each for each in one.bounds if not isinstance(each, Limit))
    return (one.bearers, one.modal, one.act, bounds, one.each, one.where, one.together, one.unless, one.when,
            one.instead, one.extended, one.upward)  # fmt: skip


RULE = Rule("L203", check)

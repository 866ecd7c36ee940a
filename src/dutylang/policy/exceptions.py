"""Exceptions: what they except from exists, priority ends somewhere, and no two of them plainly clash."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

import attrs

from dutylang.diagnostics.model import Label, Severity
from dutylang.policy.declarations import Placed, Sort
from dutylang.policy.draft import Draft
from dutylang.policy.limits import check_limit
from dutylang.policy.model import PlacedRule
from dutylang.policy.overlap import conjuncts, plainly_overlap
from dutylang.policy.rules import keep_condition, openers_of
from dutylang.policy.scope import case_scope
from dutylang.policy.walk import order_and_circles
from dutylang.source import Span
from dutylang.syntax.ast import (
    AppliesTo,
    Blocks,
    Checklist,
    Clause,
    Duty,
    Every,
    EverySince,
    ExceptionFrom,
    ExceptionLimit,
    ExceptionRule,
    ExceptionWhen,
    Expr,
    InForce,
    Limit,
    Name,
    Obligation,
    OnDayOf,
    OnlyAfter,
    PrevailsOver,
    RuleKind,
)


@attrs.frozen
class Priorities:
    """The exceptions of a policy by name, and what each of them is `to`, blocks and prevails over, by name.

    An exception `to` another one without a limit of its own lifts it, so it stands under `blocks` too.
    `reaches` are the rules that it excepts from: those that it is `to`, and with a limit those of the
    exceptions that it is `to`.
    """

    placed: Mapping[str, Placed | PlacedRule]
    rules: Mapping[str, ExceptionRule]
    to: Mapping[str, tuple[str, ...]]
    blocks: Mapping[str, tuple[str, ...]]
    prevails: Mapping[str, tuple[str, ...]]
    reaches: Mapping[str, tuple[str, ...]]


def check_exceptions(draft: Draft) -> None:
    """Names, conditions and deadlines of exceptions, circles of priority, and pairs that clash."""
    found = priorities_of(draft.names.placed)
    for rule in found.rules.values():
        _check_lines(rule, draft)
        _check_targets(rule, draft)
        _check_condition(rule, found, draft)
    _check_circles(found, draft)
    _check_clashes(found, draft)


def priorities_of(placed: Sequence[Placed | PlacedRule]) -> Priorities:
    """How some exceptions hang together; of two with one name the first counts."""
    here: dict[str, Placed | PlacedRule] = {}
    rules: dict[str, ExceptionRule] = {}
    for each in placed:
        if isinstance(each.rule, ExceptionRule) and each.rule.declared.name not in rules:
            here[each.rule.declared.name] = each
            rules[each.rule.declared.name] = each.rule
    to = {name: _named(rule, ExceptionFrom) for name, rule in rules.items()}
    lifted = {
        name: tuple(each for each in to[name] if each in rules) if limit_of(rule) is None else ()
        for name, rule in rules.items()
    }
    blocks = {name: (*_named(rule, Blocks), *lifted[name]) for name, rule in rules.items()}
    prevails = {name: _named(rule, PrevailsOver) for name, rule in rules.items()}
    reaches = {name: _reach(name, rules, to) for name in rules}
    return Priorities(here, rules, to, blocks, prevails, reaches)


def _named(rule: ExceptionRule, kind: type[ExceptionFrom | Blocks | PrevailsOver]) -> tuple[str, ...]:
    return tuple(name.text for clause in rule.clauses if isinstance(clause, kind) for name in _names(clause))


def _names(clause: ExceptionFrom | Blocks | PrevailsOver) -> tuple[Name, ...]:
    return clause.rules if isinstance(clause, ExceptionFrom) else clause.exceptions


def _reach(
    name: str, rules: Mapping[str, ExceptionRule], to: Mapping[str, tuple[str, ...]]
) -> tuple[str, ...]:
    found: list[str] = []
    seen = {name}
    waiting = [name]
    while waiting:
        here = waiting.pop(0)
        found += [each for each in to[here] if each not in rules]
        if limit_of(rules[here]) is not None or here != name:
            fresh = [each for each in to[here] if each in rules and each not in seen]
            seen.update(fresh)
            waiting += fresh
    return tuple(dict.fromkeys(found))


def limit_of(rule: ExceptionRule) -> Limit | None:
    """The deadline that an exception gives instead; None where it excuses."""
    return next((clause.limit for clause in rule.clauses if isinstance(clause, ExceptionLimit)), None)


def condition_of(rule: ExceptionRule) -> Expr | None:
    """The condition of an exception; None where it always holds."""
    return next((clause.condition for clause in rule.clauses if isinstance(clause, ExceptionWhen)), None)


# ---- one exception ---------------------------------------------------------------------------


def _check_lines(rule: ExceptionRule, draft: Draft) -> None:
    """It excepts from something, and says once when, and once what instead."""
    name = draft.shown(rule.declared, rule.declared.span)
    if not any(isinstance(clause, (ExceptionFrom, Blocks)) for clause in rule.clauses):
        draft.report("D061", rule.declared.span, name=name)
    for kind in (ExceptionWhen, ExceptionLimit):
        lines = [clause for clause in rule.clauses if isinstance(clause, kind)]
        for extra in lines[1:]:
            draft.report("D066", extra.span, labels=[Label(lines[0].span, "policy.first")], name=name)
    if condition_of(rule) is None:
        draft.report("D062", rule.declared.span, severity=Severity.WARNING, name=name)


def _check_targets(rule: ExceptionRule, draft: Draft) -> None:
    """Every name is one of a rule or an exception; what changes a deadline needs one to change."""
    limit = next((clause for clause in rule.clauses if isinstance(clause, ExceptionLimit)), None)
    for clause in rule.clauses:
        if isinstance(clause, (Blocks, PrevailsOver)):
            for name in clause.exceptions:
                draft.find(name, Sort.EXCEPTION)
        elif isinstance(clause, ExceptionFrom):
            for name in clause.rules:
                entry = draft.find(name, Sort.RULE, Sort.EXCEPTION)
                if entry is not None and isinstance(entry.node, (Duty, Checklist)):
                    _check_target(name, entry.node, limit, draft)
    if limit is not None:
        check_limit(limit.limit, draft)
        if not any(isinstance(clause, ExceptionFrom) for clause in rule.clauses):
            name_shown = draft.shown(rule.declared, limit.span)
            draft.report("D064", limit.span, help="nothing", name=name_shown, rule="")


def _check_target(name: Name, node: Duty | Checklist, limit: ExceptionLimit | None, draft: Draft) -> None:
    label = Label(node.declared.span, "policy.declared")
    if isinstance(node, Duty) and node.kind is RuleKind.PERMISSION:
        draft.report("D065", name.span, labels=[label], name=draft.shown_name(name))
    elif limit is not None and not _has_deadline(node):
        shown = draft.shown_name(name)
        draft.report("D064", limit.span, help="rule", labels=[label], rule=shown, name=shown)


def _has_deadline(node: Duty | Checklist) -> bool:
    if isinstance(node, Checklist):
        return False
    return any(_bears_deadline(clause) for clause in node.clauses)


def _bears_deadline(clause: Clause) -> bool:
    """A limit of the main obligation, or a period at whose end it falls due."""
    if isinstance(clause, Obligation):
        return any(isinstance(bound, Limit) for bound in clause.bounds)
    return isinstance(clause, (Every, EverySince, OnDayOf))


def _check_condition(rule: ExceptionRule, found: Priorities, draft: Draft) -> None:
    """It is read at the opening of an instance of whatever it bears on, and speaks of what they share."""
    targets = rules_under(rule.declared.name, found)
    nodes = [entry.node for entry in (draft.names.find(Sort.RULE, each) for each in targets) if entry]
    kinds = {clause.case.text for node in nodes if isinstance(node, Duty)
             for clause in node.clauses if isinstance(clause, AppliesTo)}  # fmt: skip
    scope = case_scope(draft, next(iter(kinds)) if len(kinds) == 1 else None)
    openers = [_openers(node) for node in nodes if isinstance(node, (Duty, Checklist))]
    shared = [event for event in openers[0] if all(event in each for each in openers)] if openers else []
    keep_condition(condition_of(rule), scope.opened_by(shared))


def rules_under(name: str, found: Priorities) -> tuple[str, ...]:
    """The rules whose instances an exception is asked about: its own, and those of what it lifts or changes."""
    seen = [name]
    for each in seen:
        below = (*found.to[each], *found.blocks[each])
        seen += [other for other in below if other in found.rules and other not in seen]
    return tuple(dict.fromkeys(rule for each in seen for rule in found.reaches[each]))


def _openers(node: Duty | Checklist) -> tuple[str, ...]:
    """The events that open an instance; of what is forbidden, the acts besides."""
    if isinstance(node, Checklist):
        return (node.before.text,)
    acts = [
        event.text
        for clause in node.clauses
        if isinstance(clause, OnlyAfter)
        or (isinstance(clause, Obligation) and node.kind is RuleKind.PROHIBITION)
        for event in clause.act.events
    ]
    return (*openers_of(node.clauses), *acts)


# ---- how they stand to each other ------------------------------------------------------------


def _check_circles(found: Priorities, draft: Draft) -> None:
    """D060 for each circle of `to`, `blocks` and `prevails over`."""
    links = {
        name: tuple(each for each in (*found.to[name], *found.blocks[name], *found.prevails[name]))
        for name in found.rules
    }
    for ring in order_and_circles(links)[1]:
        declared = [found.rules[name].declared for name in ring]
        place = declared[0].span
        labels = [Label(each.span, "policy.also") for each in declared[1:]]
        names = tuple(draft.shown(each, place) for each in (*declared, declared[0]))
        draft.report("D060", place, labels=labels, name=names[0], ring=names)


def _check_clashes(found: Priorities, draft: Draft) -> None:
    """D063 for each two exceptions to one rule that plainly hold together, differ, and are not ranked."""
    for one, other in combinations(found.rules.values(), 2):
        names = (one.declared.name, other.declared.name)
        shared = [rule for rule in found.reaches[names[0]] if rule in found.reaches[names[1]]]
        if not shared or limit_of(one) == limit_of(other) or _are_ranked(*names, found):
            continue
        here = conjuncts(condition_of(one)), conjuncts(condition_of(other))
        if plainly_overlap(*here) and _meet(found.placed[names[0]], found.placed[names[1]]):
            _report_clash(one, other, shared[0], draft)


def _are_ranked(one: str, other: str, found: Priorities) -> bool:
    """Whether one of the two lifts, blocks, changes or outranks the other."""
    return any(
        below in (*found.to[above], *found.blocks[above], *found.prevails[above])
        for above, below in ((one, other), (other, one))
    )


def _meet(one: Placed | PlacedRule, other: Placed | PlacedRule) -> bool:
    """Whether both are in force on some day."""
    first, second = (each.article.in_force if each.article is not None else None for each in (one, other))
    return first is None or second is None or (_begins_by(first, second) and _begins_by(second, first))


def _begins_by(one: InForce, other: InForce) -> bool:
    return other.until is None or one.since <= other.until


def _report_clash(one: ExceptionRule, other: ExceptionRule, rule: str, draft: Draft) -> None:
    place = other.declared.span
    args: dict[str, object] = {
        "name": draft.shown(other.declared, place),
        "other": draft.shown(one.declared, place),
        "rule": _shown_rule(rule, place, draft),
    }
    draft.report("D063", place, labels=[Label(one.declared.span, "policy.first")], args=args)


def _shown_rule(rule: str, place: Span, draft: Draft) -> str:
    entry = draft.names.find(Sort.RULE, rule)
    return draft.shown(entry.declared, place) if entry is not None else rule

"""Liabilities and exemptions taken apart: which meet, whom they hold, on what conditions they rest."""

from __future__ import annotations

from collections.abc import Iterator

from dutylang.lint.deciding import is_steady
from dutylang.lint.ground import Ground, together_in_force
from dutylang.ops.types import YES_NO
from dutylang.policy.model import PlacedRule
from dutylang.policy.places import holds
from dutylang.policy.typed import Apply, Typed
from dutylang.syntax.ast import (
    BarredBy,
    Exemption,
    ExemptionWhen,
    ForEachBreach,
    ForFact,
    ForRole,
    FromEveryLiability,
    FromLiabilities,
    Holds,
    Liability,
    LiabilityWhen,
    OpensOn,
)


def liabilities(ground: Ground) -> Iterator[tuple[PlacedRule, Liability]]:
    """Every ground of liability in its place."""
    for placed in ground.rules:
        if isinstance(placed.rule, Liability):
            yield placed, placed.rule


def exemptions(ground: Ground) -> Iterator[tuple[PlacedRule, Exemption]]:
    """Every exemption in its place."""
    for placed in ground.rules:
        if isinstance(placed.rule, Exemption):
            yield placed, placed.rule


def reached(exemption: PlacedRule, ground: Ground) -> list[tuple[PlacedRule, Liability]]:
    """The liabilities that an exemption is from and that are in force with it."""
    return [
        (placed, rule)
        for placed, rule in liabilities(ground)
        if is_from(exemption.rule, placed) and together_in_force(exemption, placed)
    ]


def is_from(exemption: object, liability: PlacedRule) -> bool:
    """Whether an exemption names a liability, or the article or chapter that it stands in."""
    if not isinstance(exemption, Exemption):
        return False
    return any(
        (isinstance(clause, FromEveryLiability) and holds(clause.range, liability))
        or (
            isinstance(clause, FromLiabilities)
            and liability.rule.declared.name in {name.text for name in clause.liabilities}
        )
        for clause in exemption.clauses
    )


def roles_held(rule: Liability, ground: Ground) -> frozenset[str] | None:
    """The roles whose holders may answer: those named and all above them; None for every handler."""
    parts = [part for clause in rule.clauses if isinstance(clause, Holds) for part in clause.parts]
    if not parts or any(isinstance(clause, Holds) and not clause.parts for clause in rule.clauses):
        return None
    found: set[str] = set()
    waiting = [part.role.text for part in parts]
    for role in waiting:
        info = ground.words(rule).roles.get(role)
        # Where nobody holds a role, the one above it answers.
        if role not in found and info is not None and info.reports_to is not None:
            waiting.append(info.reports_to)
        found.add(role)
    return frozenset(found)


def roles_of(rule: Exemption) -> frozenset[str]:
    """The roles that an exemption is for; empty: everybody."""
    return frozenset(
        name.text for clause in rule.clauses if isinstance(clause, ForRole) for name in clause.roles
    )


def conditions_of(rule: Exemption, ground: Ground) -> list[Typed]:
    """What an exemption asks for."""
    found = [ground.typed(clause.condition) for clause in rule.clauses if isinstance(clause, ExemptionWhen)]
    return [each for each in found if each is not None]


def bars_of(rule: Exemption, ground: Ground) -> list[Typed]:
    """The facts that shut the door."""
    facts = [fact for clause in rule.clauses if isinstance(clause, BarredBy) for fact in clause.facts]
    return [each for each in (ground.typed(fact) for fact in facts) if each is not None]


def given_of(rule: Liability, ground: Ground) -> list[Typed]:
    """What is sure to hold where persons answer: the facts where these are the only ground, and every `when`.

    Of a ground that opens on an event or rests on breaches only what does not change with time: the exemption
    may be read at another moment.
    """
    found = [ground.typed(clause.condition) for clause in rule.clauses if isinstance(clause, LiabilityWhen)]
    facts = [ground.typed(clause.condition) for clause in rule.clauses if isinstance(clause, ForFact)]
    others = any(isinstance(clause, (ForEachBreach, OpensOn)) for clause in rule.clauses)
    known = [each for each in facts if each is not None]
    if known and not others and len(known) == len(facts):
        found.append(known[0] if len(known) == 1 else Apply("or", tuple(known), YES_NO))
    words = ground.words(rule)
    return [each for each in found if each is not None and (not others or is_steady(each, words))]

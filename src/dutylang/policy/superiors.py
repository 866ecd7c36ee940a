"""Levels that go upward: who stands above whom, and whether anyone does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dutylang.policy.declarations import Sort
from dutylang.policy.draft import Draft
from dutylang.syntax.ast import (
    CaseEdge,
    Duty,
    FourEyes,
    Keep,
    NeverBoth,
    Obligation,
    OnlyAfter,
    Step,
    StepKind,
    Upward,
)

LEVELS = (StepKind.OTHERWISE, StepKind.IF_ANY_MISSED)
MAIN = (Obligation, OnlyAfter, Keep, FourEyes, NeverBoth, CaseEdge)


def superiors(bearers: Sequence[str], above: Mapping[str, str | None]) -> tuple[str, ...]:
    """The roles directly above some roles, each once; a role that reports to nobody has none."""
    found = (above.get(bearer) for bearer in bearers)
    return tuple(dict.fromkeys(role for role in found if role is not None))


def levels_above(bearers: Sequence[str], above: Mapping[str, str | None]) -> tuple[tuple[str, ...], ...]:
    """The roles above some roles level by level, up to the top; a role counts on its lowest level alone."""
    levels: list[tuple[str, ...]] = []
    seen: set[str] = set(bearers)
    level = superiors(bearers, above)
    while level:
        fresh = tuple(role for role in level if role not in seen)
        if fresh:
            levels.append(fresh)
        seen.update(fresh)
        level = superiors(fresh, above)
    return tuple(levels)


def check_superiors(draft: Draft) -> None:
    """D067 where a level goes upward from nobody, or from a role above which nobody stands."""
    for placed in draft.names.placed:
        if isinstance(placed.rule, Duty):
            _check_duty(placed.rule, draft)


def _check_duty(duty: Duty, draft: Draft) -> None:
    above = {name: info.reports_to for name, info in draft.roles.items()}
    chain: tuple[str, ...] = ()  # all that the chain named
    latest: tuple[str, ...] = ()  # of its latest step
    level: tuple[str, ...] = ()  # of the step just above
    for clause in duty.clauses:
        if isinstance(clause, MAIN):
            chain = latest = level = bearers_of(clause)
            if isinstance(clause, Obligation) and clause.upward is not None:
                _report("level", clause, (), draft)
        elif isinstance(clause, Step):
            if clause.obligation.upward is not None:
                from_whom = chain if clause.kind is StepKind.IF_ANY_MISSED else level
                level = _check_step(clause, from_whom, above, draft)
                continue
            level = bearers_of(clause.obligation) or latest
            if clause.kind not in (*LEVELS, StepKind.IF_LATE):
                latest = level
                chain = tuple(dict.fromkeys((*chain, *level)))


def bearers_of(clause: Obligation | OnlyAfter | Keep | FourEyes | NeverBoth | CaseEdge) -> tuple[str, ...]:
    """Whom an obligation names; nobody where it binds all."""
    if isinstance(clause, (Obligation, OnlyAfter, Keep)):
        return tuple(name.text for name in clause.bearers)
    return ()


def _check_step(
    step: Step, bearers: tuple[str, ...], above: Mapping[str, str | None], draft: Draft
) -> tuple[str, ...]:
    """Who bears the level."""
    if step.kind not in LEVELS:
        _report("level", step.obligation, bearers, draft)
        return bearers
    if any(bearer not in above for bearer in bearers):
        return bearers  # an undeclared role has been told
    levels = levels_above(bearers, above)
    if not levels:
        _report("top" if bearers else "nobody", step.obligation, bearers, draft)
        return bearers
    return levels[-1] if step.obligation.upward is Upward.EACH_SUPERIOR else superiors(bearers, above)


def _report(what: str, obligation: Obligation, bearers: tuple[str, ...], draft: Draft) -> None:
    entries = (draft.names.find(Sort.ROLE, bearer) for bearer in bearers)
    shown = tuple(draft.shown(entry.declared, obligation.span) for entry in entries if entry is not None)
    draft.report("D067", obligation.span, help=what, names=shown)

"""Ground → findings: every rule that is wanted, less what the texts allow, in the order of the texts."""

from __future__ import annotations

from collections.abc import Iterable

from dutylang.diagnostics.model import Diagnostic
from dutylang.lint.ground import Ground
from dutylang.lint.suppressions import suppressions_of, without_allowed


def findings_from_ground(
    ground: Ground, select: Iterable[str] = (), ignore: Iterable[str] = ()
) -> tuple[Diagnostic, ...]:
    """The findings of lint. `select` (empty: all) and `ignore` hold codes or how codes begin (`L3`)."""
    from dutylang.lint.rules import RULES

    enabled = codes_enabled(select, ignore)
    found = [
        problem
        for rule in RULES
        if rule.code in enabled
        for problem in rule.check(ground)
        if ground.is_asked(problem.span)
    ]
    kept = without_allowed(found, suppressions_of(ground), enabled, ground)
    order = {name: at for at, name in enumerate(ground.sources)}
    kept.sort(key=lambda each: (order.get(each.span.source, 0), each.span.start, each.code, each.span.end))
    return tuple(kept)


def codes_enabled(select: Iterable[str], ignore: Iterable[str]) -> frozenset[str]:
    """The codes that are asked for: those that begin like one of `select` and like none of `ignore`."""
    from dutylang.lint.rules import CODES

    wanted, left_out = tuple(select), tuple(ignore)
    return frozenset(
        code
        for code in CODES
        if (not wanted or code.startswith(wanted)) and not code.startswith(left_out or ("-",))
    )

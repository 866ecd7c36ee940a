"""L211: an `instead` deadline that never counts: an earlier one takes all its cases, or it has none."""

from __future__ import annotations

from collections.abc import Iterator

from dutylang.diagnostics.model import Diagnostic
from dutylang.lint.deciding import can_hold, is_steady
from dutylang.lint.ground import Ground
from dutylang.lint.rule import Rule, finding
from dutylang.ops.types import YES_NO
from dutylang.policy.typed import Apply, Typed
from dutylang.syntax.ast import Duty, Obligation, Step, When


def check(ground: Ground) -> Iterator[Diagnostic]:
    """Each such line; of several the first that holds counts."""
    for placed in ground.rules:
        if not isinstance(placed.rule, Duty):
            continue
        words = ground.words(placed.rule)
        whens = [ground.typed(each.condition) for each in placed.rule.clauses if isinstance(each, When)]
        given = [each for each in whens if each is not None and is_steady(each, words)]
        for clause in placed.rule.clauses:
            one = clause.obligation if isinstance(clause, Step) else clause
            if isinstance(one, Obligation) and one.instead:
                yield from _of_obligation(one, given, placed.rule, ground)


def _of_obligation(one: Obligation, given: list[Typed], duty: Duty, ground: Ground) -> Iterator[Diagnostic]:
    earlier: list[Typed] = []
    for line in one.instead:
        condition = ground.typed(line.when)
        if condition is None:
            continue
        if can_hold([*given, *earlier, condition], ground.words(duty)) is False:
            args = {"name": ground.shown(duty.declared), "text": ground.quote(line.when.span)}
            yield finding("L211", line.span, help="earlier" if earlier else "never", args=args)
        earlier.append(Apply("not", (condition,), YES_NO))


RULE = Rule("L211", check)

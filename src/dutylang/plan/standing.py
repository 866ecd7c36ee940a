"""What a prohibition hangs on while nothing forbidden is done."""

from __future__ import annotations

from dutylang.plan.conditions import parts_of_all
from dutylang.plan.model import Ban, RulePlan
from dutylang.policy.typed import ReadTrigger, Typed
from dutylang.policy.walk import nodes


def standing_conditions(rule: RulePlan, ban: Ban) -> tuple[list[Typed], list[Typed]]:
    """What must hold for a prohibition to stand while nothing forbidden is done: as such, and of each opening.

    What is asked of the forbidden act itself is moot where there is none.
    """
    as_such: list[Typed] = []
    of_opening: list[Typed] = []
    for condition in (rule.when, ban.when):
        if condition is None or not _events_read(condition):
            as_such += [] if condition is None else [condition]
            continue
        for part in parts_of_all(condition):
            read = _events_read(part)
            if not any(event in ban.match.events for event in read):
                (of_opening if read else as_such).append(part)
    return as_such, of_opening


def _events_read(condition: Typed) -> list[str]:
    return [each.event for each in nodes(condition) if isinstance(each, ReadTrigger)]

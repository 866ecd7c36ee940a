"""Duties to do something, for all cases at once: their instances, with the parts and the steps of each."""

from __future__ import annotations

from collections.abc import Iterator

import attrs
import numpy as np

from dutylang.assessment.bulk.act_rules import Judged
from dutylang.assessment.bulk.acts import Acts
from dutylang.assessment.bulk.allotment import allotted, shares_acts
from dutylang.assessment.bulk.blocks import Block, block_from, dropped_of, placed
from dutylang.assessment.bulk.board import NO_ROW
from dutylang.assessment.bulk.by_opening import by_holder, spent_of
from dutylang.assessment.bulk.chains import step_blocks, together
from dutylang.assessment.bulk.demands import Judge
from dutylang.assessment.bulk.openings import in_force, openings_of
from dutylang.assessment.bulk.shape import Openings, Outcomes, Task, reason_code
from dutylang.assessment.model import Verdict
from dutylang.ops.columns import Flags, Ints, is_any
from dutylang.plan.deadlines import AfterLimit, Counting
from dutylang.plan.model import Demand, DemandBody, RulePlan, TriggerKind


def judge_obligation(rule: RulePlan, body: DemandBody, task: Task) -> Judged:
    """Every instance of a duty."""
    if rule.trigger.kind is TriggerKind.SINCE_LAST:
        return _since_last(rule, body, task)
    every = openings_of(rule, task)
    openings = every.taken(in_force(rule, every.day))
    if body.main.each_holder:
        openings = by_holder(openings, body.main.bearers, task)
    reason = np.full(task.board.count, -1, np.int64)
    if openings is not every:
        unforced = np.zeros(task.board.count, np.bool_)
        unforced[every.case] = True
        unforced[openings.case] = False
        reason[unforced] = reason_code("not_in_force")
    own = allotted(body, openings, task) if shares_acts(rule, body) else None
    found = _instances(rule, body, openings, task, own=own)
    for part in found.parts:
        dropped = dropped_of(part)
        # Of several dropped instances the first says why.
        reason[openings.case[dropped][::-1]] = part.reason[dropped][::-1]
    blocks = [placed(block, n, len(found.blocks)) for n, block in enumerate(found.blocks)]
    return Judged(blocks, reason)


@attrs.frozen(eq=False)
class _Instances:
    """What became of openings: the outcomes of the parts of the duty, and the findings, steps included."""

    parts: list[Outcomes]
    blocks: list[Block]


def _parts(demand: Demand) -> list[tuple[str, Demand]]:
    if not demand.joint:
        return [("", demand)]
    return [
        (event, attrs.evolve(demand, match=attrs.evolve(demand.match, events=(event,)), joint=False))
        for event in demand.match.events
    ]


def _instances(
    rule: RulePlan,
    body: DemandBody,
    openings: Openings,
    task: Task,
    *,
    own: Acts | None = None,
    spent: Ints | None = None,
) -> _Instances:
    parts: list[Outcomes] = []
    blocks: list[Block] = []
    for part, demand in _parts(body.main):
        outcomes = Judge(demand, openings, task, allotted=own, spent=spent).outcomes()
        parts.append(outcomes)
        roles, advisory = demand.bearers, demand.advisory
        blocks.append(block_from(rule, openings, outcomes, part=part, roles=roles, advisory=advisory))
    if body.steps:
        main = together(parts, task.board)
        owed = ~is_any(main.reason, [reason_code("when_false"), reason_code("trigger_condition_false")])
        blocks += step_blocks(body.steps, main, openings, owed, blocks[0], task, parts=parts)
    return _Instances(parts, blocks)


# ---- since the last ----------------------------------------------------------------------------


def _since_last(rule: RulePlan, body: DemandBody, task: Task) -> Judged:
    """The chain of instances of each stretch: it goes on from every performance, late ones included."""
    board = task.board
    starts = openings_of(rule, task)
    if body.main.each_holder:
        starts = by_holder(starts, body.main.bearers, task)
    whole = attrs.evolve(body, main=_with_interval(rule, body.main, task))
    reason = np.full(board.count, -1, np.int64)
    first = np.full(board.count, np.iinfo(np.int64).max, np.int64)
    blocks: list[Block] = []
    for link in _links(rule, whole, starts, task):
        forced = in_force(rule, link.openings.day)
        order = (link.chain << 32) + (link.number << 8)
        for n, block in enumerate(link.found.blocks):
            # Some blocks leave out what they have nothing to say of: they are in order all the same.
            place = order[block.place] + n
            named = link.named[block.place]
            told = attrs.evolve(block, place=place, named_by=named, suffix=f"#{link.number}")
            blocks.append(told.taken(forced[block.place]))
        for part in link.found.parts:
            dropped = np.flatnonzero(dropped_of(part) & forced)
            cases = link.openings.case[dropped]
            sooner = order[dropped] < first[cases]
            # Of the chains of a case the first in order says why there is nothing.
            for place in dropped[sooner][::-1].tolist():
                case = int(link.openings.case[place])
                first[case], reason[case] = order[place], part.reason[place]
    return Judged(blocks, reason)


@attrs.frozen(eq=False)
class _Link:
    """The instances of one number in all chains. `chain` is the place of each among the starts."""

    number: int
    openings: Openings
    chain: Ints
    named: Ints
    found: _Instances


def _links(rule: RulePlan, body: DemandBody, starts: Openings, task: Task) -> Iterator[_Link]:
    board = task.board
    width = len(board.case) + 1
    openings, chain = starts, np.arange(starts.size, dtype=np.int64)
    named = np.where(starts.row == NO_ROW, starts.subject, starts.row)
    opened = starts.row != NO_ROW
    spent = chain[opened] * width + starts.row[opened]
    # What came earlier by the clock cannot count again, unless what came before counts at all.
    again = rule.already_counts or not board.is_timed
    number = 0
    while openings.size or not number:
        number += 1
        here = spent_of(spent, chain, board) if again else None
        found = _instances(rule, body, openings, task, spent=here)
        yield _Link(number, openings, chain, named[chain] if len(named) else chain, found)
        done = np.logical_and.reduce([_is_performed(part) for part in found.parts])
        for part in found.parts:
            rows, owner = part.evidence, np.broadcast_to(chain[:, None], part.evidence.shape)
            spent = np.append(spent, (owner * width + rows)[rows != NO_ROW])
        last = np.maximum.reduce([part.done for part in found.parts])
        openings, chain = _from(openings.taken(done), last[done], task), chain[done]


def _is_performed(outcomes: Outcomes) -> Flags:
    done = outcomes.is_verdict(Verdict.SATISFIED) | outcomes.is_verdict(Verdict.LATE)
    found: Flags = done & (outcomes.evidence[:, 0] != NO_ROW)
    return found


def _from(openings: Openings, rows: Ints, task: Task) -> Openings:
    """Open anew from the performances; what conditions speak of stays what it was."""
    board = task.board
    return attrs.evolve(
        openings,
        row=rows,
        day=board.day[rows],
        instant=board.instant[rows],
        from_start=np.zeros(len(rows), np.bool_),
        inclusive=np.zeros(len(rows), np.bool_),
        subject=np.where(openings.subject == NO_ROW, rows, openings.subject),
    )


def _with_interval(rule: RulePlan, demand: Demand, task: Task) -> Demand:
    if rule.trigger.period is None:
        return demand
    setting = task.board.setting
    counting = Counting(setting.plan.counting, setting.policy_calendar)
    interval = AfterLimit(rule.trigger.period, None, False, counting)
    return attrs.evolve(demand, limits=(interval, *demand.limits))

"""What hangs on a demand or a prohibition: steps that follow, levels that repair, duties of lateness."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np

from dutylang.assessment.bulk.acts import last_in_time
from dutylang.assessment.bulk.blocks import Block
from dutylang.assessment.bulk.board import NO_ROW, Board
from dutylang.assessment.bulk.coming import next_event
from dutylang.assessment.bulk.demands import Judge
from dutylang.assessment.bulk.shape import BIT_OF, CODE_OF, Openings, Outcomes, Task, reason_code
from dutylang.assessment.model import Flag, Verdict
from dutylang.assessment.single.chains import CHAIN, LEVELS, RULED
from dutylang.cases.columns.model import NO_DAY, NO_INSTANT
from dutylang.ops.columns import Flags, Ints, is_any
from dutylang.plan.model import StepPlan, StepRelation


@attrs.frozen(eq=False)
class Step:
    """What became of a step for every opening. `bare`: it was never judged, and names nobody.

    `ruled`: exceptions that bear on the main demand settle it, whoever owes that one alone.
    """

    outcomes: Outcomes
    bare: Flags
    ruled: Flags


def together(parts: Sequence[Outcomes], board: Board) -> Outcomes:
    """What steps hang on where a duty has several parts: the gravest verdict, done when the last is done."""
    if len(parts) == 1:
        return parts[0]
    worst = parts[0].taken(np.ones(len(parts[0].verdict), np.bool_))
    done = [part.done for part in parts]
    every = np.logical_and.reduce([rows != NO_ROW for rows in done])
    last = done[0]
    for part in parts[1:]:
        # Verdict codes ascend as verdicts get milder; of two alike the first counts.
        graver = part.verdict < worst.verdict
        worst.put(graver, part.taken(graver))
        if every.any():
            last = np.where(every & (board.day[part.done] > board.day[last]), part.done, last)
    worst.done = np.where(every, last, worst.done)
    return worst


def judge_steps(
    steps: Sequence[StepPlan],
    main: Outcomes,
    openings: Openings,
    task: Task,
    parts: Sequence[Outcomes] | None = None,
) -> list[Step]:
    """Every step, in order; step i of the plan hangs on outcome `of` of those before.

    Marks what they repair, in each of the `parts` of the main demand.
    """
    outcomes = [main]
    found: list[Step] = []
    for place, step in enumerate(steps):
        chain = [0, *(n + 1 for n, each in enumerate(steps[:place]) if each.relation in CHAIN)]
        judged = _Judging(step, outcomes[step.of], openings, task).step([outcomes[n] for n in chain])
        if step.relation in CHAIN:
            judged = _ruled_with(main, judged)
        outcomes.append(judged.outcomes)
        found.append(judged)
    _mark(parts or [main], [each.outcomes for each in found], steps)
    return found


def _ruled_with(main: Outcomes, step: Step) -> Step:
    """What an exception lifts it lifts with all its steps; where exceptions clash, they clash over all."""
    ruled = (main.exceptions != 0) & is_any(main.reason, [reason_code(reason) for reason in RULED])
    if not ruled.any():
        return step
    found = step.outcomes
    for name in ("verdict", "reason", "exceptions", "trigger", "opened_day", "opened_instant"):
        getattr(found, name)[ruled] = getattr(main, name)[ruled]
    found.flags[ruled], found.late[ruled] = 0, -1
    found.done[ruled], found.evidence[ruled] = NO_ROW, NO_ROW
    for name in ("due_day", "missed_day"):
        getattr(found, name)[ruled] = NO_DAY
    for name in ("due_instant", "missed_instant"):
        getattr(found, name)[ruled] = NO_INSTANT
    return Step(found, step.bare & ~ruled, ruled)


def step_blocks(
    steps: Sequence[StepPlan],
    main: Outcomes,
    openings: Openings,
    owed: Flags,
    named: Block,
    task: Task,
    parts: Sequence[Outcomes] | None = None,
) -> list[Block]:
    """The findings of the steps of `owed` openings, named as those of the main one are.

    A step that was never judged names nobody: it makes a block of its own.
    """
    found: list[Block] = []
    for step, judged in zip(steps, judge_steps(steps, main, openings, task, parts), strict=True):
        whole = attrs.evolve(named, outcomes=judged.outcomes, level=step.level, part="")
        demand = step.demand
        borne = attrs.evolve(whole, roles=demand.bearers, advisory=demand.advisory)
        found.append(borne.taken(owed & ~judged.bare & ~judged.ruled))
        found.append(attrs.evolve(borne, borne=False).taken(owed & judged.ruled))
        found.append(attrs.evolve(whole, roles=(), advisory=False, borne=False).taken(owed & judged.bare))
    return found


@attrs.frozen(eq=False)
class _Judging:
    """One step of the chain, hanging on the outcomes `prior`."""

    plan: StepPlan
    prior: Outcomes
    openings: Openings
    task: Task

    @property
    def board(self) -> Board:
        return self.task.board

    def step(self, chain: Sequence[Outcomes]) -> Step:
        """What becomes of the step for every opening."""
        everywhere = np.ones(self.openings.size, np.bool_)
        match self.plan.relation:
            case StepRelation.AND:
                return self._judged(self.openings, everywhere, self._blank())
            case StepRelation.THEN:
                return self._then()
            case StepRelation.ONCE:
                return self._once()
            case StepRelation.IF_LATE:
                late = self.prior.is_verdict(Verdict.LATE)
                blank = self._blank()
                blank.settle(~late, Verdict.NOT_APPLICABLE, "not_late")
                after = attrs.evolve(self._at_events(self.prior.done), subject=self.openings.subject)
                return self._judged(after, late, blank)
            case StepRelation.OTHERWISE:
                return self._level(self.prior)
            case StepRelation.IF_ANY_MISSED:
                return self._level(self._worst(chain))

    def _blank(self) -> Outcomes:
        """Outcomes of which nothing is told, not even when they opened."""
        match = self.plan.demand.match
        blank = Outcomes.blank(self.openings, max(match.minimum, (match.maximum or 0) + 1))
        blank.opened_day[:], blank.opened_instant[:] = NO_DAY, NO_INSTANT
        blank.trigger[:] = NO_ROW
        blank.late_unit = self.plan.demand.unit
        return blank

    def _judged(self, openings: Openings, where: Flags, into: Outcomes) -> Step:
        """Judges the step at some of the openings, and keeps the rest as it is."""
        if where.any():
            anew, here = openings is not self.openings, openings.taken(where)
            judge = Judge(self.plan.demand, here, self.task, is_step=True, opens_anew=anew)
            into.put(where, judge.outcomes())
        return Step(into, ~where, np.zeros(len(where), np.bool_))

    def _at_events(self, rows: Ints) -> Openings:
        """Open from acts or events, which is what the step speaks of; where there is none, as before."""
        there = rows != NO_ROW
        row = np.where(there, rows, 0)
        board, openings = self.board, self.openings
        moved = _moved(openings)
        if not there.any():
            return openings
        return attrs.evolve(
            moved,
            row=np.where(there, rows, openings.row),
            day=np.where(there, board.day[row], openings.day),
            instant=np.where(there, board.instant[row], openings.instant),
            from_start=openings.from_start & ~there,
            inclusive=openings.inclusive & ~there,
            subject=np.where(there, rows, openings.subject),
        )

    # ---- steps ---------------------------------------------------------------------------------

    def _then(self) -> Step:
        prior, blank = self.prior, self._blank()
        done = prior.done != NO_ROW
        undone = ~done
        still = (prior.flags & BIT_OF[Flag.STILL_OWED]) != 0
        still &= self.board.closed_day[self.openings.case] == NO_DAY
        broken = prior.is_verdict(Verdict.VIOLATED)
        blank.settle(undone & prior.is_verdict(Verdict.PENDING), Verdict.PENDING, "waits_for_step")
        blank.settle(undone & broken & still, Verdict.PENDING, "waits_for_step")
        blank.settle(undone & broken, Verdict.NOT_APPLICABLE, "blocked")
        blank.settle(undone, Verdict.NOT_APPLICABLE, "step_not_owed")
        return self._judged(self._at_events(prior.done), done, blank)

    def _once(self) -> Step:
        blank = self._blank()
        start = self._at_events(self.prior.done)
        # Where nothing opened it by an event, any event of the type will do.
        loose = attrs.evolve(start, from_start=start.from_start | (start.row == NO_ROW))
        rows = next_event(self.plan.event or "", loose, self.board)
        there = rows != NO_ROW
        closed = self.board.closed_day[self.openings.case] != NO_DAY
        blank.settle(~there & closed, Verdict.NOT_APPLICABLE, "anchor_never_came")
        blank.settle(~there, Verdict.PENDING, "waits_for_event")
        return self._judged(self._at_events(rows), there, blank)

    def _level(self, prior: Outcomes) -> Step:
        """A level of reparation: opens when its predecessor is missed and counts from that moment."""
        blank, openings = self._blank(), self.openings
        missed = prior.is_breach & (prior.missed_day != NO_DAY)
        blank.settle(~missed & prior.is_verdict(Verdict.PENDING), Verdict.NOT_APPLICABLE, "not_yet_open")
        blank.settle(~missed, Verdict.NOT_APPLICABLE, "not_needed")
        by_act = prior.reason == reason_code("forbidden_act")
        moved = _moved(openings)
        start = attrs.evolve(
            moved,
            row=np.where(by_act, prior.done, NO_ROW),
            day=np.where(missed, prior.missed_day, openings.day),
            instant=np.where(missed, prior.missed_instant, openings.instant),
            from_start=np.zeros(openings.size, np.bool_),
            inclusive=np.zeros(openings.size, np.bool_),
        )
        step = self._judged(start, missed, blank)
        found = step.outcomes
        late = missed & (prior.done != NO_ROW) & ~by_act & ~found.is_verdict(Verdict.SATISFIED)
        late &= self._in_time(prior.done, found, start, late)
        found.verdict[late] = CODE_OF[Verdict.EXEMPT]
        found.reason[late] = reason_code("discharged_by_primary")
        found.flags[late] = 0
        found.done[late], found.late[late] = NO_ROW, -1
        found.missed_day[late], found.missed_instant[late] = NO_DAY, NO_INSTANT
        found.evidence[late] = NO_ROW
        found.evidence[late, 0] = prior.done[late]
        return step

    def _in_time(self, rows: Ints, found: Outcomes, start: Openings, where: Flags) -> Flags:
        """Whether acts come by the due of a level that opened at `start`; of one without a due they do."""
        timely: Flags = found.due_day == NO_DAY
        asked = where & ~timely
        if asked.any():
            here, acts, board = start.taken(asked), rows[asked], self.board
            judge = Judge(self.plan.demand, here, self.task, is_step=True, opens_anew=True)
            dues = judge.dues(np.ones(here.size, np.bool_))
            bound = last_in_time(dues.day, dues.instant, dues.exclusive, dues.before, here, board)
            timely[asked] = (acts < bound) & (acts != dues.before)
            # The hour of an act decides, and is not told.
            self.task.route(here.case[~board.timed[acts] & dues.on_clock & (board.day[acts] == dues.day)])
        return timely

    def _worst(self, chain: Sequence[Outcomes]) -> Outcomes:
        """Of a chain the first miss that is still open, else the first miss; else what stands for none."""
        board, size = self.board, self.openings.size
        worst = self._blank()
        best = np.full(size, np.iinfo(np.int64).max, np.int64)
        undone_yet = np.zeros(size, np.bool_)
        waits = np.zeros(size, np.bool_)
        for outcomes in chain:
            waits |= outcomes.is_verdict(Verdict.PENDING)
            missed = outcomes.is_breach & (outcomes.missed_day != NO_DAY)
            at = board.latest(outcomes.missed_day, outcomes.missed_instant)
            undone = outcomes.done == NO_ROW
            better = missed & ((undone & ~undone_yet) | ((undone == undone_yet) & (at < best)))
            best[better] = at[better]
            undone_yet |= missed & undone
            for name in ("verdict", "reason", "done", "missed_day", "missed_instant"):
                getattr(worst, name)[better] = getattr(outcomes, name)[better]
        worst.settle(waits, Verdict.PENDING, "")
        worst.settle(np.ones(size, np.bool_), Verdict.SATISFIED, "")
        return worst


def _moved(openings: Openings) -> Openings:
    """Openings that no longer stand for a period, nor for a trigger that another may supersede."""
    return attrs.evolve(
        openings, label=None, labels=(), first_day=None, last_day=None, cut=None, superseded_by=None
    )


# ---- what is repaired --------------------------------------------------------------------------


def _mark(mains: Sequence[Outcomes], outcomes: Sequence[Outcomes], steps: Sequence[StepPlan]) -> None:
    """`repaired` where a level was met, `terminal` where all were missed, on what the levels hang on."""
    for place, step in enumerate(steps):
        if step.relation not in LEVELS:
            continue
        root = step.of
        while root > 0 and steps[root - 1].relation is StepRelation.OTHERWISE:
            root = steps[root - 1].of
        last = not any(each.relation is StepRelation.OTHERWISE and each.of == place + 1 for each in steps)
        marks = [(outcomes[place].is_verdict(Verdict.SATISFIED), Flag.REPAIRED)]
        if last:
            marks.append((outcomes[place].is_verdict(Verdict.VIOLATED), Flag.TERMINAL))
        of_chain = step.relation is StepRelation.IF_ANY_MISSED
        of_chain |= root > 0 and steps[root - 1].relation is StepRelation.IF_ANY_MISSED
        for where, flag in marks:
            if of_chain:
                linked = [each for each, plan in zip(outcomes, steps, strict=True) if plan.relation in CHAIN]
                for one in (*mains, *linked):
                    one.flag(where & one.is_breach, flag)
            elif root == 0:
                for main in mains:
                    main.flag(where & main.is_breach, flag)
            else:
                outcomes[root - 1].flag(where, flag)

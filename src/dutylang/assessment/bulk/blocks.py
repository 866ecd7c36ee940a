"""Findings as columns: the instances of one rule, part and level, over all cases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import attrs
import numpy as np

from dutylang.assessment.bulk.actors import Ragged, holders_on, persons_of
from dutylang.assessment.bulk.board import NO_ROW, Board
from dutylang.assessment.bulk.event_names import EventNames
from dutylang.assessment.bulk.packing import packed, repeated, some
from dutylang.assessment.bulk.shape import (
    BIT_OF,
    CODE_OF,
    EXCEPTIONS,
    REASONS,
    VERDICTS,
    Openings,
    Outcomes,
    reason_code,
)
from dutylang.assessment.leaves import Leaf, LeafKind
from dutylang.assessment.model import Flag, Verdict
from dutylang.assessment.rows import Row
from dutylang.assessment.single.findings import DROPPED
from dutylang.cases.columns.from_records import EPOCH
from dutylang.cases.columns.model import NO_DAY, NO_INSTANT
from dutylang.ops.columns import Flags, Ints
from dutylang.plan.model import RulePlan
from dutylang.values import Moment, Period


@attrs.frozen(eq=False)
class Block:
    """Some findings of a rule, in the order of the cases. `place` orders those of a case among all blocks.

    `label` are texts, or None: each is named by the event in `named_by`. `holder` are persons who owe it alone
    and whose names go with it, -1 for none; unless it is `borne` by nobody. `suffix` ends the names.
    """

    rule: RulePlan
    case: Ints
    outcomes: Outcomes
    named_by: Ints
    place: Ints
    labels: tuple[str, ...] = ()
    label: Ints | None = None
    part: str = ""
    level: str = ""
    roles: tuple[str, ...] = ()
    advisory: bool = False
    recurring: bool = False
    holder: Ints | None = None
    borne: bool = True
    suffix: str = ""

    @property
    def size(self) -> int:
        """How many findings."""
        return len(self.case)

    def taken(self, wanted: Flags) -> Block:
        """Some of the findings."""
        if wanted.all():
            return self
        places = np.flatnonzero(wanted)
        return attrs.evolve(
            self,
            case=some(self.case, places),
            outcomes=self.outcomes.taken(wanted),
            named_by=some(self.named_by, places),
            place=some(self.place, places),
            label=None if self.label is None else some(self.label, places),
            holder=None if self.holder is None else some(self.holder, places),
        )

    def packed(self) -> Block:
        """The same in as little room as it needs: a column of one value is held once; read only."""
        outcomes = self.outcomes.packed()
        named_by = outcomes.trigger
        if not np.array_equal(self.named_by, named_by):
            named_by = packed(self.named_by, np.int32)
        return attrs.evolve(
            self,
            case=packed(self.case, np.int32),
            outcomes=outcomes,
            named_by=named_by,
            label=None if self.label is None else packed(self.label, np.int32),
            holder=None if self.holder is None else packed(self.holder, np.int32),
        )


def block_from(rule: RulePlan, openings: Openings, outcomes: Outcomes, **more: object) -> Block:
    """The block of a rule's openings."""
    return Block(
        rule=rule,
        case=openings.case,
        outcomes=outcomes,
        # What opens on the day of an event is named by the event all the same.
        named_by=_namers(openings),
        place=np.arange(openings.size, dtype=np.int64),
        labels=openings.labels,
        label=openings.label,
        recurring=openings.last_day is not None,
        holder=openings.holder,
        **more,  # type: ignore[arg-type]
    )


def _namers(openings: Openings) -> Ints:
    bare = openings.row == NO_ROW
    return np.where(bare, openings.subject, openings.row) if bare.any() else openings.row


def placed(block: Block, nth: int, of: int) -> Block:
    """The block with its findings ordered among `of` blocks of the same openings."""
    return attrs.evolve(block, place=block.place * of + nth)


def dropped_of(outcomes: Outcomes) -> Flags:
    """Which outcomes make no finding."""
    reason = outcomes.reason
    found: Flags = np.logical_or.reduce([reason == reason_code(each) for each in sorted(DROPPED)])
    return found


def not_applicable(rule: RulePlan, cases: Ints, reasons: Ints, *, advisory: bool) -> Block:
    """The one finding of a rule in each case in which it found nothing to judge."""
    size = len(cases)
    outcomes = Outcomes(size)
    outcomes.verdict[:] = CODE_OF[Verdict.NOT_APPLICABLE]
    outcomes.reason[:] = reasons
    return Block(
        rule=rule,
        case=cases,
        outcomes=outcomes,
        named_by=repeated(NO_ROW, size, np.int64),
        place=np.arange(size, dtype=np.int64),
        labels=("none",),
        label=repeated(0, size, np.int64),
        advisory=advisory,
    )


def period_name(label: str) -> str:
    """The name of a period, without the number of its stretch and without the holder."""
    return label.partition("#")[0].partition("/")[0]


def persons_of_block(block: Block, board: Board) -> Ragged:
    """Acts belong to the actor, omissions to who held the role when it was missed, the rest to who holds it."""
    found, size = block.outcomes, block.size
    late = (found.arisen_verdict == CODE_OF[Verdict.LATE]) & (found.missed_day != NO_DAY)
    acted = (found.done != NO_ROW) & ~late
    alone = np.zeros(size, np.bool_)
    if block.holder is not None and block.borne:
        alone = block.holder >= 0
        acted &= ~alone
    by_act = np.flatnonzero(acted)
    parts: list[tuple[Ints, Ragged]] = [(by_act, persons_of(board, found.done[by_act]))]
    if block.labels != ("none",):
        held = np.flatnonzero(~acted & ~alone)
        missed = found.missed_day[held]
        days = np.where(missed != NO_DAY, missed, board.horizon.as_of.day.toordinal())
        parts.append((held, holders_on(board, block.case[held], days, block.roles)))
    if block.holder is not None:
        places = np.flatnonzero(alone)
        parts.append((places, Ragged(np.arange(len(places) + 1, dtype=np.int64), block.holder[places])))
    return _joined(parts, size)


def _joined(parts: list[tuple[Ints, Ragged]], size: int) -> Ragged:
    """Lists that stand at some places each, as the lists of all places."""
    counts = np.zeros(size, np.int64)
    for places, part in parts:
        counts[places] = np.diff(part.starts)
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    some = [(places, part) for places, part in parts if len(part.values)]
    if len(some) == 1:
        return Ragged(starts, some[0][1].values)
    values = np.zeros(int(starts[-1]), np.int64)
    for places, part in some:
        offset = np.repeat(starts[places] - part.starts[:-1], np.diff(part.starts))
        values[np.arange(len(part.values)) + offset] = part.values
    return Ragged(starts, values)


def rows_of_block(block: Block, board: Board) -> Iterator[tuple[int, int, Row]]:
    """Each finding as a row, with its case and its place in it."""
    persons = persons_of_block(block, board)
    columns, found = board.columns, block.outcomes
    names = EventNames(board)
    positions = board.columns.events.position[board.kept]
    flags = {bit: flag for flag, bit in BIT_OF.items()}
    plan = board.setting.plan.name
    for n in range(block.size):
        case = int(block.case[n])
        label = block.labels[block.label[n]] if block.label is not None else names.of(int(block.named_by[n]))
        if block.holder is not None and block.holder[n] >= 0:
            label = f"{label}/{columns.persons[block.holder[n]]}"
        label += block.suffix
        pieces = [plan, block.rule.name, columns.ids[case], label]
        verdict = VERDICTS[found.verdict[n]]
        so_far = VERDICTS[found.so_far[n]] if found.hangs[n] != NO_ROW else verdict
        breach = so_far in (Verdict.VIOLATED, Verdict.LATE)
        evidence = [int(positions[row]) for row in found.evidence[n] if row != NO_ROW]
        done = int(found.done[n]) if so_far is verdict else NO_ROW
        trigger = int(found.trigger[n])
        late = int(found.late[n])
        missed = _moment(found.missed_day[n], found.missed_instant[n])
        yield (
            case,
            int(block.place[n]),
            Row(
                key="/".join(pieces + [each for each in (block.part, block.level) if each]),
                case_id=columns.ids[case],
                rule=block.rule.name,
                article=block.rule.article,
                part=block.part,
                level=block.level,
                verdict=verdict,
                reason=REASONS[found.reason[n]],
                flags=_flags(int(found.flags[n]), flags),
                advisory=block.advisory,
                trigger=None if trigger == NO_ROW else int(positions[trigger]),
                period=period_name(label) if block.recurring else None,
                opened=_moment(found.opened_day[n], found.opened_instant[n]),
                due=_moment(found.due_day[n], found.due_instant[n]),
                done=None if done == NO_ROW else _moment(board.day[done], board.instant[done]),
                lateness=None if late < 0 else Period(late, found.late_unit),
                evidence=tuple(evidence),
                persons=tuple(columns.persons[code] for code in persons.at(n)),
                breached_at=missed if breach else None,
                exceptions=EXCEPTIONS[found.exceptions[n]],
                version="",
                possible=frozenset() if so_far is verdict else frozenset((so_far, Verdict.NOT_APPLICABLE)),
                deciders=()
                if so_far is verdict
                else (_leaf(int(found.hangs[n]), found.hangs_on, case, board),),
            ),
        )


def _leaf(row: int, name: str, case: int, board: Board) -> Leaf:
    """The fact that an attribute of an event, or a field of the case, is not known."""
    record = board.columns.record(case)
    if row < 0:
        return Leaf(LeafKind.FIELD, name, why="stated_unknown" if name in record.fields else "not_supplied")
    position = int(board.columns.events.position[board.kept[row]])
    (event,) = [each for each in record.events if each.position == position]
    why = "stated_unknown" if name in event.attributes else "not_supplied"
    return Leaf(LeafKind.ATTRIBUTE, name, event.type, why, position)


def _flags(bits: int, flags: dict[int, Flag]) -> frozenset[Flag]:
    return frozenset(flag for bit, flag in flags.items() if bits & bit)


def _moment(day: int, instant: int) -> Moment | None:
    if day == NO_DAY:
        return None
    time = None if instant == NO_INSTANT else EPOCH + dt.timedelta(microseconds=int(instant))
    return Moment(dt.date.fromordinal(int(day)), time)

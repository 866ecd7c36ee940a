"""Instances that hang on one unknown attribute or field: judged as if they had arisen, and told as unknown.

Only where it is all that is unknown of the instance, and is asked once: with any other answer there
would be no instance. Everything else that is unknown is left to the reference.
"""

from __future__ import annotations

import numpy as np

from dutylang.assessment.bulk.board import NO_ROW, Board
from dutylang.assessment.bulk.frames import Frame
from dutylang.assessment.bulk.readings import opener, supplies
from dutylang.assessment.bulk.shape import BIT_OF, CODE_OF, Outcomes, Task, reason_code
from dutylang.assessment.model import Flag, Verdict
from dutylang.cases.columns.model import NO_DAY, NO_INSTANT
from dutylang.ops.columns import Flags, Ints, is_any
from dutylang.plan.model import DemandBody, RulePlan, TriggerKind
from dutylang.policy import typed as t

_KEPT = BIT_OF[Flag.PROVISIONAL] | BIT_OF[Flag.SUSPENDED] | BIT_OF[Flag.ORDER_ASSUMED]
_COMPARISONS = ("==", "!=", "<", "<=", ">", ">=", "in")
CASE = -2
"""In a column of what findings hang on: a field of the case."""


def may_hang(rule: RulePlan) -> bool:
    """Whether instances of a rule are judged by one demand alone, with nothing that bears on the outcome."""
    body = rule.body
    plain = rule.trigger.kind in (TriggerKind.EACH, TriggerKind.SCOPE)
    return (
        plain
        and isinstance(body, DemandBody)
        and not (body.steps or body.main.joint or rule.exceptions or rule.discharges or rule.each_its_own)
    )


def hang(
    condition: t.Typed, frame: Frame, undecided: Flags, result: Outcomes, *, of_trigger: bool = True
) -> Flags:
    """Which of the undecided readings hang on the one attribute or field that a condition reads; they are marked.

    `of_trigger` tells whether an attribute of the trigger counts: an act may lie under several.
    """
    found = np.zeros(frame.size, np.bool_)
    read = _read_of(condition)
    if read is None or (isinstance(read, t.ReadTrigger) and not of_trigger):
        return found
    name = read.path[0] if isinstance(read, t.ReadField) else read.attribute
    if result.hangs_on not in ("", name):
        return found
    found[:] = undecided & (result.hangs == NO_ROW)
    if isinstance(read, t.ReadField):
        found &= _is_plain_field(name, frame.board)
        result.hangs[found] = CASE
    else:
        rows = frame.event if isinstance(read, t.ReadAttribute) else opener(read, frame)
        if rows is None:
            return np.zeros(frame.size, np.bool_)
        found &= rows != NO_ROW
        found[found] = _is_plain(rows[found], name, frame.board)
        result.hangs[found] = rows[found]
    result.hangs_on = name
    return found


Read = t.ReadField | t.ReadAttribute | t.ReadTrigger


def _read_of(condition: t.Typed) -> Read | None:
    """What a condition without parts reads and compares with what is known."""
    if not isinstance(condition, t.Apply):
        return condition if _is_read(condition) else None  # type: ignore[return-value]
    if condition.op not in _COMPARISONS:
        return None
    reads = [each for each in condition.args if _is_read(each)]
    known = sum(isinstance(each, t.Const | t.ReadParameter) for each in condition.args)
    return reads[0] if len(reads) == 1 and known == 1 else None  # type: ignore[return-value]


def _is_read(expression: t.Typed) -> bool:
    if isinstance(expression, t.ReadField):
        return len(expression.path) == 1 and not expression.tracked
    return isinstance(expression, t.ReadAttribute | t.ReadTrigger)


def _is_plain_field(name: str, board: Board) -> bool:
    """Whether a field without a value is unknown: one that may be empty is something else."""
    shapes = board.setting.plan.vocabulary.cases.values()
    found = [shape.fields[name] for shape in shapes if name in shape.fields]
    return bool(found) and not any(each.optional or each.tracked for each in found)


def _is_plain(rows: Ints, attribute: str, board: Board) -> Flags:
    """The same of an attribute of events, which may be of several types."""
    events = board.setting.plan.vocabulary.events
    fits = []
    for code, name in enumerate(board.columns.events.types):
        info = events[name].fields.get(attribute) if name in events else None
        if info is not None and not info.optional and not supplies(board, name, attribute):
            fits.append(code)
    return is_any(board.type[rows], fits)


def settle_hanging(result: Outcomes, task: Task, cases: Ints) -> None:
    """Turns what hangs into unknown findings: of the outcome stays what holds if there is one at all."""
    if not result.is_hanging:
        return
    hangs = result.hangs != NO_ROW
    nothing = hangs & (result.is_verdict(Verdict.NOT_APPLICABLE) | (result.verdict < 0))
    task.route(cases[nothing])
    unbroken = hangs & ~result.is_breach
    result.so_far[hangs] = result.verdict[hangs]
    result.verdict[hangs] = CODE_OF[Verdict.UNKNOWN]
    result.reason[hangs] = reason_code("hangs_on_unknown")
    result.flags[hangs] &= _KEPT
    result.evidence[hangs] = NO_ROW
    result.late[hangs] = -1
    result.missed_day[unbroken] = NO_DAY
    result.missed_instant[unbroken] = NO_INSTANT

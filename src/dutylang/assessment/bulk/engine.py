"""A whole policy over a book in columns: rule by rule, and what has no columnar form by the reference."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import assert_never
from zoneinfo import ZoneInfo

import attrs
import numpy as np

from dutylang.assessment.bulk.act_rules import Judged
from dutylang.assessment.bulk.bans import judge_ban
from dutylang.assessment.bulk.blocks import (
    Block,
    dropped_of,
    not_applicable,
    rows_of_block,
)
from dutylang.assessment.bulk.board import Board, Counted, board_from_columns
from dutylang.assessment.bulk.checklist import judge_checklist
from dutylang.assessment.bulk.keep import judge_keep
from dutylang.assessment.bulk.obligations import judge_obligation
from dutylang.assessment.bulk.patterns import judge_ceiling, judge_edge, judge_four_eyes, judge_never_both
from dutylang.assessment.bulk.precedences import judge_precedence
from dutylang.assessment.bulk.recorded import flag_back_dated
from dutylang.assessment.bulk.shape import Task, reason_code
from dutylang.assessment.figures import NO_FIGURES, Figures
from dutylang.assessment.model import Horizon
from dutylang.assessment.rows import Row, row_of
from dutylang.assessment.single.context import Setting
from dutylang.assessment.single.rules import findings_of_rule
from dutylang.assessment.single.standing import calendars_by_name
from dutylang.assessment.single.timeline import timeline_from_case
from dutylang.calendars import Calendar
from dutylang.cases.columns.from_records import columns_from_records
from dutylang.cases.columns.model import CaseColumns
from dutylang.cases.record import CaseRecord
from dutylang.ops.columns import Flags, NoColumnsError
from dutylang.plan import model as p
from dutylang.policy.typed import Const


@attrs.frozen(eq=False)
class RuleFindings:
    """What the columns say of one rule, and the cases that the reference must judge it in."""

    rule: p.RulePlan
    blocks: tuple[Block, ...]
    routed: Flags


@attrs.frozen(eq=False)
class Judgements:
    """A policy over a book. `formless` names, by rule, the construct that has no columnar form."""

    board: Board
    rules: tuple[RuleFindings, ...]
    formless: Mapping[str, str]


def judged_in_columns(
    plan: p.Plan,
    columns: CaseColumns,
    horizon: Horizon,
    *,
    overrides: Mapping[str, Const] | None = None,
    calendars: Mapping[str, Calendar] | None = None,
    figures: Figures = NO_FIGURES,
    counted: Counted | None = None,
) -> Judgements:
    """Every rule over every case. The policy has one version, and no moment of knowledge is asked for.

    `counted` keeps what was counted from run to run, of one policy at one as-of moment.
    """
    tz = ZoneInfo(plan.timezone)
    setting = Setting(
        plan=plan,
        timeline=timeline_from_case(CaseRecord(""), horizon, tz),
        tz=tz,
        calendar=calendars_by_name(calendars),
        overrides=overrides or {},
        policy_calendar=plan.calendar,
        figures=figures,
    )
    board = board_from_columns(columns, horizon, setting, counted)
    formless: dict[str, str] = {}
    found: list[RuleFindings] = []
    for rule in plan.rules:
        try:
            found.append(_judged(rule, board))
        except NoColumnsError as refused:
            formless[rule.name] = refused.construct
            found.append(RuleFindings(rule, (), np.ones(board.count, np.bool_)))
    return Judgements(board, tuple(found), formless)


def formless_rules(plan: p.Plan, horizon: Horizon) -> Mapping[str, str]:
    """The rules of a policy that have no columnar form, each with the construct that has none."""
    tz = ZoneInfo(plan.timezone)
    nothing = columns_from_records([], tz, horizon.as_of)
    return judged_in_columns(plan, nothing, horizon).formless


def _judged(rule: p.RulePlan, board: Board) -> RuleFindings:
    task = Task(board, rule, board.columns.odd.copy())
    if not board.is_complete:
        task.route(np.flatnonzero(board.incomplete(events_of(rule))))
    others = _of_another_kind(rule, board)
    judged = _by_body(rule, task)
    advisory = p.is_advisory(rule)
    for block in judged.blocks:
        flag_back_dated(block.outcomes, task)
    blocks = [block.taken(~dropped_of(block.outcomes)) for block in judged.blocks]
    if others.any():
        blocks = [block.taken(~others[block.case]) for block in blocks]
    spoken = others.copy()
    for block in blocks:
        spoken[block.case] = True
    silent = np.flatnonzero(~spoken)
    reasons = judged.reason[silent]
    reasons = np.where(reasons < 0, reason_code("never_opened"), reasons)
    if len(silent):
        blocks.append(not_applicable(rule, silent, reasons, advisory=advisory))
    strange = np.flatnonzero(others)
    if len(strange):
        of_another = np.full(len(strange), reason_code("other_kind"))
        blocks.append(not_applicable(rule, strange, of_another, advisory=advisory))
        task.routed[strange] &= board.columns.odd[strange]
    if task.routed.any():
        blocks = [block.taken(~task.routed[block.case]) for block in blocks]
    return RuleFindings(rule, tuple(block.packed() for block in blocks if block.size), task.routed)


def _of_another_kind(rule: p.RulePlan, board: Board) -> Flags:
    if rule.applies_to is None:
        return np.zeros(board.count, np.bool_)
    kinds = board.columns.kinds
    wanted = kinds.index(rule.applies_to) if rule.applies_to in kinds else -2
    kind = board.columns.kind
    found: Flags = (kind != -1) & (kind != wanted)
    return found


def _by_body(rule: p.RulePlan, task: Task) -> Judged:
    match rule.body:
        case p.DemandBody():
            return judge_obligation(rule, rule.body, task)
        case p.Ban():
            return judge_ban(rule, rule.body, task)
        case p.Precedence():
            return judge_precedence(rule, rule.body, task)
        case p.Ceiling():
            return judge_ceiling(rule, rule.body, task)
        case p.FourEyesBody():
            return judge_four_eyes(rule, rule.body, task)
        case p.NeverBothBody():
            return judge_never_both(rule, rule.body, task)
        case p.EdgeBody():
            return judge_edge(rule, rule.body, task)
        case p.ChecklistBody():
            return judge_checklist(rule, rule.body, task)
        case p.Upkeep():
            return judge_keep(rule, rule.body, task)
        case _:
            assert_never(rule.body)


def events_of(rule: p.RulePlan) -> tuple[str, ...]:
    """The event types whose registers a rule rests on."""
    found: list[str] = [name for name in (rule.trigger.event, rule.scope.start, rule.scope.end) if name]
    _collect(rule.body, found)
    found += [each.event for each in rule.discharges]
    _collect(tuple(each.limit for each in rule.exceptions), found)
    return tuple(dict.fromkeys(found))


_NAMES = ("events", "event", "anchor", "prior", "first", "second", "before")


def _collect(node: object, found: list[str]) -> None:
    """The names of events anywhere in a part of the plan."""
    if isinstance(node, tuple):
        for each in node:
            _collect(each, found)
        return
    kind = type(node)
    if not attrs.has(kind):
        return
    for field in attrs.fields(kind):
        value = getattr(node, field.name)
        if field.name in _NAMES and isinstance(value, str):
            found.append(value)
        elif field.name == "events" and isinstance(value, tuple):
            found.extend(value)
        else:
            _collect(value, found)


def rows_from(judgements: Judgements) -> Iterator[tuple[int, tuple[Row, ...]]]:
    """The rows of every case, in the order of the rules; what was routed is judged by the reference."""
    board = judgements.board
    found: list[list[tuple[int, int, Row]]] = [[] for _ in range(board.count)]
    for number, each in enumerate(judgements.rules):
        for block in each.blocks:
            for case, place, row in rows_of_block(block, board):
                found[case].append((number, place, row))
    some = [number for number in range(board.count) if any(each.routed[number] for each in judgements.rules)]
    records = dict(zip(some, board.columns.records(some), strict=True))
    for case in range(board.count):
        routed = [number for number, each in enumerate(judgements.rules) if each.routed[case]]
        if routed:
            rules = [judgements.rules[number].rule for number in routed]
            for number, rows in zip(routed, by_reference(rules, records[case], board), strict=True):
                found[case] += [(number, place, row) for place, row in enumerate(rows)]
        found[case].sort(key=lambda each: each[:2])
        yield case, tuple(row for _, _, row in found[case])


def by_reference(rules: Sequence[p.RulePlan], record: CaseRecord, board: Board) -> list[list[Row]]:
    """The rows of some rules in one case, as the reference judges them."""
    timeline = timeline_from_case(record, board.horizon, board.setting.tz)
    setting = attrs.evolve(board.setting, timeline=timeline)
    return [[row_of(finding) for finding in findings_of_rule(rule, setting)] for rule in rules]

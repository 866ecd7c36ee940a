"""A book judged in columns, with the cases and rules that the reference judged beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs
import numpy as np

from dutylang.assessment.bulk.blocks import Block
from dutylang.assessment.bulk.board import Board, Counted
from dutylang.assessment.bulk.engine import Judgements, judged_in_columns
from dutylang.assessment.bulk.shape import CODE_OF
from dutylang.assessment.case import assess_case, case_problems
from dutylang.assessment.figures import NO_FIGURES, Figures
from dutylang.assessment.leaves import Leaf, LeafKind
from dutylang.assessment.model import CaseAssessment, Finding, Horizon, Verdict
from dutylang.assessment.single.rules import findings_of_rule
from dutylang.assessment.single.timeline import timeline_from_case
from dutylang.calendars import Calendar
from dutylang.cases.columns.model import CaseColumns
from dutylang.diagnostics import Diagnostic
from dutylang.ops.columns import Flags, Ints
from dutylang.plan.accountability import LiabilityPlan
from dutylang.plan.model import Plan, RulePlan
from dutylang.policy.typed import Const

HARMLESS = (Verdict.SATISFIED, Verdict.PENDING, Verdict.EXEMPT, Verdict.NOT_APPLICABLE)
"""Verdicts that are no breach, and cannot become one by what is not known."""


@attrs.frozen(eq=False)
class BookResult:
    """What an audit finds in a book.

    `blocks` hold the findings that were judged in columns; `singles` those of single rules that the reference
    judged, by number of the rule and case; `whole` the cases that it judged altogether. `status` is a verdict
    code for every case. `formless` names by rule the construct without columnar form.
    """

    board: Board
    blocks: tuple[tuple[int, Block], ...]
    singles: tuple[tuple[int, int, tuple[Finding, ...]], ...]
    whole: Mapping[int, CaseAssessment]
    status: Ints
    problems: Mapping[int, tuple[Diagnostic, ...]]
    formless: Mapping[str, str]

    @property
    def judged_in_columns(self) -> int:
        """How many findings came out of columns."""
        return sum(block.size for _, block in self.blocks)


def result_from_columns(
    plan: Plan,
    columns: CaseColumns,
    horizon: Horizon,
    *,
    overrides: Mapping[str, Const] | None = None,
    calendars: Mapping[str, Calendar] | None = None,
    figures: Figures = NO_FIGURES,
    counted: Counted | None = None,
    all_persons: bool = False,
) -> BookResult:
    """Every finding of a policy on every case of a book.

    Persons are judged by the reference, in cases where somebody may answer; with `all_persons` in all.
    """
    judged = judged_in_columns(
        plan,
        columns,
        horizon,
        overrides=overrides,
        calendars=calendars,
        figures=figures,
        counted=counted,
    )
    board = judged.board
    singles: dict[tuple[int, int], tuple[Finding, ...]] = {}
    whole = columns.odd.copy()
    if all_persons and (plan.liabilities or plan.vocabulary.judgements):
        whole[:] = True
    else:
        whole |= _decisions(plan, board)
        whole[_decided(plan, columns)] = True
        for case, number, findings in _by_reference(judged, ~whole):
            singles[number, case] = findings
            # What somebody must decide is a question of the whole case.
            whole[case] |= any(leaf.kind is LeafKind.JUDGEMENT for each in findings for leaf in each.deciders)
        for liability in plan.liabilities:
            whole |= _may_answer(liability, judged, singles)
    cases = np.flatnonzero(whole)
    assessed = {
        int(case): assess_case(
            plan, record, horizon, overrides=overrides, calendars=calendars, figures=figures
        )
        for case, record in zip(cases, columns.records(cases), strict=True)
    }
    return _joined(judged, singles, whole, assessed)


def _joined(
    judged: Judgements,
    singles: Mapping[tuple[int, int], tuple[Finding, ...]],
    whole: Flags,
    assessed: Mapping[int, CaseAssessment],
) -> BookResult:
    """What the columns found and what the reference found, each case once."""
    board = judged.board
    rest, some_whole = ~whole, bool(whole.any())
    blocks = tuple(
        (number, kept)
        for number, rule in enumerate(judged.rules)
        for block in rule.blocks
        if (kept := block.taken(rest.take(block.case)) if some_whole else block).size
    )
    left = tuple(
        (number, case, findings) for (number, case), findings in sorted(singles.items()) if not whole[case]
    )
    return BookResult(
        board=board,
        blocks=blocks,
        singles=left,
        whole=assessed,
        status=_statuses(board, blocks, left, assessed),
        problems=_problems(board, left, assessed),
        formless=judged.formless,
    )


def _by_reference(judged: Judgements, wanted: Flags) -> Iterator[tuple[int, int, tuple[Finding, ...]]]:
    """The rules that single cases left to the reference."""
    board = judged.board
    routed = np.stack([rule.routed for rule in judged.rules]) if judged.rules else np.zeros((0, board.count))
    cases = np.flatnonzero(routed.any(axis=0) & wanted)
    for case, record in zip(cases, board.columns.records(cases), strict=True):
        timeline = timeline_from_case(record, board.horizon, board.setting.tz)
        setting = attrs.evolve(board.setting, timeline=timeline)
        for number in np.flatnonzero(routed[:, case]):
            rule: RulePlan = judged.rules[int(number)].rule
            yield int(case), int(number), tuple(findings_of_rule(rule, setting))


def _decisions(plan: Plan, board: Board) -> Flags:
    """The cases in which a body has, or may have, to decide something by a moment."""
    found = np.zeros(board.count, np.bool_)
    for info in plan.vocabulary.judgements.values():
        if info.within is not None and info.within.after is not None:
            name = info.within.after.text
            found[board.case[board.of_type(name)]] = True
            found |= board.incomplete([name])
    return found


def _decided(plan: Plan, columns: CaseColumns) -> list[int]:
    """The cases with decisions on record, which may be void."""
    if not plan.vocabulary.judgements and all(each.decided_by is None for each in plan.exemptions):
        return []
    return [case for case in map(int, np.flatnonzero(columns.busy)) if columns.record(case).judgements]


def _may_answer(
    liability: LiabilityPlan, judged: Judgements, singles: Mapping[tuple[int, int], tuple[Finding, ...]]
) -> Flags:
    """The cases in which a ground may hold for somebody."""
    board = judged.board
    found = np.zeros(board.count, np.bool_)
    names = {name for ground in liability.breaches for name in ground.rules}
    harmless = [CODE_OF[verdict] for verdict in HARMLESS]
    for rule in judged.rules:
        if rule.rule.name in names:
            for block in rule.blocks:
                grave = ~np.isin(block.outcomes.verdict, harmless)
                found[block.case[grave]] = True
    for (number, case), findings in singles.items():
        if judged.rules[number].rule.name in names:
            found[case] |= any(each.verdict not in HARMLESS for each in findings)
    if liability.facts or not liability.breaches:
        opened = np.ones(board.count, np.bool_)
        if liability.opens_on is not None:
            opened = board.incomplete([liability.opens_on])
            opened[board.case[board.of_type(liability.opens_on)]] = True
        found |= opened
    return found


def _statuses(
    board: Board,
    blocks: tuple[tuple[int, Block], ...],
    singles: tuple[tuple[int, int, tuple[Finding, ...]], ...],
    whole: Mapping[int, CaseAssessment],
) -> Ints:
    """The gravest verdict of each case that is not advisory; verdict codes ascend as verdicts get milder."""
    status = np.full(board.count, CODE_OF[Verdict.NOT_APPLICABLE], np.int8)
    for _, block in blocks:
        if not block.advisory:
            np.minimum.at(status, block.case, block.outcomes.verdict)
    for _, case, findings in singles:
        for finding in findings:
            if not finding.advisory:
                status[case] = min(int(status[case]), CODE_OF[finding.verdict])
    for case, assessed in whole.items():
        status[case] = CODE_OF[assessed.status]
    return status


def _problems(
    board: Board,
    singles: tuple[tuple[int, int, tuple[Finding, ...]], ...],
    whole: Mapping[int, CaseAssessment],
) -> dict[int, tuple[Diagnostic, ...]]:
    """What is said of the cases besides their findings, by case."""
    found = {case: assessed.problems for case, assessed in whole.items() if assessed.problems}
    hanging: dict[int, list[Leaf]] = {}
    for _, case, findings in singles:
        figures = [leaf for each in findings for leaf in each.deciders if leaf.kind is LeafKind.FIGURE]
        if figures:
            hanging.setdefault(case, []).extend(figures)
    for (case, leaves), record in zip(hanging.items(), board.columns.records(hanging), strict=True):
        told = case_problems(leaves, timeline_from_case(record, board.horizon, board.setting.tz))
        if told:
            found[case] = told
    return found

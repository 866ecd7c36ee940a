"""Scales: how points are counted, and which grade so many of them reach."""

from __future__ import annotations

from itertools import pairwise

from dutylang.diagnostics.model import Label
from dutylang.policy.declarations import Sort
from dutylang.policy.draft import Draft
from dutylang.policy.durations import check_duration
from dutylang.policy.lines import check_single
from dutylang.syntax.ast import CountedPerCase, CountedPerPerson, PointScale, Threshold


def check_scale(rule: PointScale, draft: Draft) -> None:
    """One way of counting, and thresholds whose grades rise with the points."""
    shown = draft.shown(rule.declared, rule.declared.span)
    for clause in rule.clauses:
        match clause:
            case CountedPerPerson():
                if clause.within is not None:
                    check_duration(clause.within, draft)
            case Threshold():
                draft.find(clause.grade, Sort.GRADE)
            case CountedPerCase():
                pass
    counted = (CountedPerCase, CountedPerPerson)
    check_single(rule.clauses, counted, shown, draft)
    if not any(isinstance(clause, counted) for clause in rule.clauses):
        draft.report("D041", rule.declared.span, help="counted", name=shown)
    if not any(isinstance(clause, Threshold) for clause in rule.clauses):
        draft.report("D041", rule.declared.span, help="thresholds", name=shown)
    _check_order(rule, draft)


def _check_order(rule: PointScale, draft: Draft) -> None:
    """D047 where more points bring no graver grade, or the same points two grades."""
    order = {declared.name: place for place, declared in enumerate(draft.names.grades)}
    found = [each for each in rule.clauses if isinstance(each, Threshold) and each.grade.text in order]
    found.sort(key=lambda each: each.points)  # a stable sort: of equals the first written comes first
    for lower, higher in pairwise(found):
        if lower.points == higher.points or order[lower.grade.text] >= order[higher.grade.text]:
            label = Label(lower.span, "policy.lower")
            help_name = "same" if lower.points == higher.points else "falls"
            args: dict[str, object] = {
                "grade": draft.shown_name(higher.grade),
                "lower": draft.shown_name(lower.grade),
            }
            draft.report("D047", higher.span, labels=[label], help=help_name, args=args)

"""Engines that are wrong on purpose are found out: the trials are dense enough, and the comparison sees enough."""

from __future__ import annotations

import pytest

from tests.differential.compare import differences
from tests.differential.corpus import known, said
from tests.differential.engines import Engine
from tests.differential.faulty import RECORDS, RESULTS, in_plan, plan_faults

pytestmark = pytest.mark.no_cover  # what they run is covered by the trials without faults
MOST_TRIALS = 400
PLANS = (
    "Match.distinct turned",
    "Match.other_than lost",
    "Match.same lost",
    "Match.next turned",
    "Match.together lost",
    "Demand.each_holder turned",
    "Demand.instead lost",
    "Demand.extensions lost",
    "Scope.closed_only turned",
    "Ban.levels lost",
    "Precedence.within lost",
    "Precedence.directly turned",
    "Upkeep.valid_for lost",
    "Upkeep.cure lost",
    "Discharge.by lost",
    "RulePlan.already_counts turned",
    "RulePlan.each_its_own turned",
    "RulePlan.lapses lost",
    "RulePlan.waits turned",
    "RulePlan.recorded_within lost",
    "RulePlan.suspensions lost",
    "RulePlan.excuses lost",
    "Plan.earlier lost",
    "AfterLimit.strict turned",
    "AfterLimit.anchor lost",
    "Counting.roll lost",
    "DayLimit.following turned",
    "PickLimit.later turned",
    "ExceptionPlan.blocks lost",
    "GradeCase.when lost",
    "LiabilityPlan.stays_bound turned",
    "ExemptionPlan.bars lost",
    "ScalePlan.per_person turned",
    "TriggerKind.LATEST as EACH",
    "StepRelation.IF_ANY_MISSED as OTHERWISE",
    "Relation.WITHIN_BEFORE as WITHIN_AFTER",
)


def is_found(engine: Engine) -> bool:
    """Whether the engine differs from the reference in one of the first trials."""
    return any(
        differences(said(number), engine(known(number).loaded, known(number).cases, known(number).horizon))
        for number in range(MOST_TRIALS)
    )


@pytest.mark.parametrize("fault", RESULTS)
def test_a_wrong_result_is_found(fault):
    assert is_found(RESULTS[fault])


@pytest.mark.parametrize("fault", RECORDS)
def test_a_record_that_is_read_wrongly_is_found(fault):
    assert is_found(RECORDS[fault])


@pytest.mark.parametrize("fault", PLANS)
def test_a_construct_that_is_forgotten_or_confused_is_found(fault):
    change = plan_faults()[fault]
    engine = in_plan(change)
    for number in range(MOST_TRIALS):
        trial = known(number)
        if change(trial.loaded.plan) is trial.loaded.plan:
            continue
        if differences(said(number), engine(trial.loaded, trial.cases, trial.horizon)):
            return
    raise AssertionError(f"not found in {MOST_TRIALS} trials: {fault}")

"""Trials of fixed seeds that several tests share, with what the reference says of each; made once, when asked for."""

from __future__ import annotations

from functools import cache

from dutylang.assessment.model import CaseAssessment
from tests.differential.engines import reference
from tests.differential.trials import Trial, trial_of_seed

CASES = 4


@cache
def known(number: int) -> Trial:
    """The trial of a number; of this seed none of the first takes long to judge."""
    return trial_of_seed(f"corpus e {number}", CASES)


@cache
def said(number: int) -> tuple[CaseAssessment, ...]:
    """What the reference says of it."""
    trial = known(number)
    return tuple(reference(trial.loaded, trial.cases, trial.horizon))

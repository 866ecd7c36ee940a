"""A trial: one policy and a few cases of it as of one moment, drawn by hypothesis or by a seed."""

from __future__ import annotations

import datetime as dt
from random import Random

import attrs
from hypothesis import strategies as st

from dutylang.assessment.model import Horizon
from dutylang.cases.record import CaseRecord
from dutylang.pipeline import Loaded
from tests.differential.books import book
from tests.differential.dice import Dice
from tests.differential.policies import BASES, Draft, drafts, loaded_from_draft
from tests.strategies import lazy
from tests.strategies.lazy import Choose, NothingFitsError

CASES = 6
"""How many cases a policy is tried on: reading a policy costs more than judging a case."""
CALM = 20
"""In percent, how often a rule of a calm trial has what rules have now and then."""


@attrs.frozen
class Trial:
    """A policy that checks, cases that fit it, and the moment as of which they are judged."""

    draft: Draft
    loaded: Loaded = attrs.field(repr=False)
    cases: tuple[CaseRecord, ...]
    horizon: Horizon


def trial(choose: Choose, cases: int = CASES, *, calm: bool = False) -> Trial:
    """One trial; nothing fits where the policy does not check, which is rare.

    A calm trial has rules with few extras, and mostly cases of which nearly everything is told: those that
    engines built for speed do not leave to the reference.
    """
    dice = Dice(choose)
    base = dice.one(*BASES)
    draft = drafts(attrs.evolve(dice, rare=CALM) if calm else dice, base)
    loaded, _ = loaded_from_draft(draft)
    if loaded is None:
        raise NothingFitsError
    found, horizon = book(dice, loaded.plan, base, cases, plain=dice.one(95, 95, 50) if calm else 60)
    return Trial(draft, loaded, found, horizon)


def trial_of_policy(loaded: Loaded, seed: str, cases: int = CASES) -> Trial:
    """Generated cases for a policy that is given, from days on which it is in force."""
    dice = Dice(Random(seed).randint)
    known = [base for base in BASES if base >= loaded.plan.since] or [
        loaded.plan.since + dt.timedelta(days=60)
    ]
    found, horizon = book(dice, loaded.plan, dice.one(*known), cases)
    return Trial(Draft(()), loaded, found, horizon)


def trials(cases: int = CASES, *, calm: bool = False) -> st.SearchStrategy[Trial]:
    """Trials, drawn by hypothesis."""
    return lazy.strategy_from(lazy.SearchStrategy(lambda choose: trial(choose, cases, calm=calm)))


def trial_of_seed(seed: str, cases: int = CASES, *, calm: bool = False) -> Trial:
    """The trial of a seed, evenly spread over all there are."""
    random = Random(seed)
    while True:
        try:
            return trial(random.randint, cases, calm=calm)
        except NothingFitsError:
            continue

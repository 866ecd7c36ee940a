"""What is generated is well typed, and holds the whole language; what is found of it is of every kind."""

from __future__ import annotations

import json
from functools import cache
from random import Random
from zoneinfo import ZoneInfo

import attrs

from dutylang.cases.document import case_from_document
from dutylang.cases.faults import Place
from dutylang.cases.json_text import raw_from_json
from dutylang.cases.to_document import document_from_case
from dutylang.pipeline import has_errors
from tests.differential.census import constructs, in_plan, in_results, outcomes
from tests.differential.corpus import said
from tests.differential.dice import Dice
from tests.differential.policies import BASES, drafts, loaded_from_draft
from tests.differential.trials import trial_of_seed

POLICIES = 300
MOST_TRIALS = 400


@cache
def plans():
    """The plans of some drafts, None for those that do not check."""
    found = []
    for number in range(POLICIES):
        dice = Dice(Random(f"drafts {number}").randint)
        loaded, _ = loaded_from_draft(drafts(dice, dice.one(*BASES)))
        found.append(loaded.plan if loaded is not None else None)
    return found


def test_nearly_every_generated_policy_checks():
    assert sum(plan is None for plan in plans()) <= POLICIES * 0.05


def test_every_construct_of_the_language_is_generated():
    held = frozenset().union(*(in_plan(plan) for plan in plans() if plan is not None))
    assert constructs() - held == frozenset()


def test_every_verdict_flag_and_state_comes_up():
    missing = outcomes()
    for number in range(MOST_TRIALS):
        missing -= set(in_results(said(number)))
        if not missing:
            return
    raise AssertionError(f"never in {MOST_TRIALS} trials: {sorted(missing)}")


def test_the_same_seed_gives_the_same_trial():
    one, other = trial_of_seed("same"), trial_of_seed("same")
    assert one.draft == other.draft
    assert (one.cases, one.horizon) == (other.cases, other.horizon)


def test_six_cases_in_ten_are_plain():
    cases = [case for number in range(15) for case in trial_of_seed(f"plain {number}", 20).cases]
    told = [
        case
        for case in cases
        if None not in case.registers.values() or set(case.registers.values()) == {None}
    ]
    assert len(told) >= 0.6 * len(cases)


def test_every_generated_case_is_one_that_a_reader_gives():
    for number in range(20):
        trial = trial_of_seed(f"read {number}", 8)
        words, tz = trial.loaded.policy.vocabulary, ZoneInfo(trial.loaded.plan.timezone)
        for case in trial.cases:
            text = json.dumps(document_from_case(case, words))
            raw, _ = raw_from_json(text, Place("case.json"))
            read, problems = case_from_document(raw, words, tz, Place("case.json"))
            assert not has_errors(problems), problems
            # What a shared register of holders tells is not part of a document.
            told = attrs.evolve(case, shared_roles=frozenset(), untold_roles=frozenset())
            assert read is not None
            assert attrs.evolve(read, source="") == told

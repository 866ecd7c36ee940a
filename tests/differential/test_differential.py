"""Every engine against the reference over generated policies and cases: everything that is said is compared."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from dutylang.assessment.model import Verdict
from dutylang.pipeline import assess, figures_of
from tests.differential.compare import differences_of
from tests.differential.engines import (
    ENGINES,
    CaseRows,
    Engine,
    RefusedError,
    backwards,
    one_by_one,
    reference,
)
from tests.differential.show import text_of_trial
from tests.differential.shrink import smallest
from tests.differential.stable import SETTINGS, cuts_that_matter, orders_that_matter
from tests.differential.trials import Trial, trial_of_seed, trials

# A difference is made smaller here: taking rules and events away goes further than smaller numbers do.
PROOFS = (reference, backwards, one_by_one)
whole = settings(
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


few = settings(whole, max_examples=max(8, settings.default.max_examples // 4))


@whole
@given(trial=trials(4, calm=True))
def test_every_engine_says_what_the_reference_says(trial: Trial) -> None:
    _hold_all(trial)


@few
@given(trial=trials(4))
def test_and_of_rules_and_cases_with_all_that_there_is(trial: Trial) -> None:
    _hold_all(trial)


@settings(few, max_examples=8)
@given(trial=trials(4))
def test_the_reference_says_the_same_in_any_order_and_of_each_case_alone(trial: Trial) -> None:
    for engine in PROOFS:
        if differences_of(trial, reference, engine):
            pytest.fail(f"{engine.__name__} differs\n{_smallest(trial, engine)}")


@pytest.mark.parametrize(("name", "least"), [("generated", 0.2), ("bulk", 0.5)])
def test_the_engines_judge_enough_themselves(name: str, least: float) -> None:
    """What an engine leaves to the reference is compared with itself, which proves nothing."""
    own = judged = 0
    for number in range(60):
        trial = trial_of_seed(f"own {number}", 4, calm=True)
        try:
            found = ENGINES[name](trial.loaded, trial.cases, trial.horizon)
        except RefusedError:
            continue
        for case in found:
            assert isinstance(case, CaseRows)
            telling = {row.rule for row in case.rows if row.verdict is not Verdict.NOT_APPLICABLE}
            judged += len(telling)
            own += len(telling & case.own)
    assert own >= least * judged


def _hold_all(trial: Trial) -> None:
    for name, engine in ENGINES.items():
        if engine not in PROOFS and differences_of(trial, reference, engine):
            pytest.fail(f"{name} differs\n{_smallest(trial, engine)}")


def _smallest(trial: Trial, engine: Engine) -> str:
    small = smallest(trial, lambda tried: bool(differences_of(tried, reference, engine)))
    said = "\n".join(each.text() for each in differences_of(small, reference, engine)[:5])
    return f"{text_of_trial(small)}\n{said}"


# ---- the checks of engines that cut their work into parts -------------------------------------------


def in_parts(chunk: int = 100, buckets: int = 1, threads: int = 1, *, loses: bool = False) -> Engine:
    """The reference in chunks, buckets and threads; with `loses` each chunk takes the horizon of none."""

    def engine(loaded, cases, horizon):
        figures = figures_of(loaded, lambda: iter([(case, ()) for case in cases]), horizon)
        filled = [
            [case for n, case in enumerate(cases) if n % buckets == bucket] for bucket in range(buckets)
        ]
        parts = [part[at : at + chunk] for part in filled for at in range(0, len(part), chunk)]

        def judged(part):
            kept = part[:-1] if loses and len(parts) > 1 else part
            return [assess(loaded, case, horizon, figures=figures) for case in kept]

        with ThreadPoolExecutor(threads) as pool:
            found = {each.case_id: each for part in pool.map(judged, parts) for each in part}
        return [found[case.id] for case in cases if case.id in found]

    return engine


def some_trials() -> list[Trial]:
    return [trial_of_seed(f"parts {number}", 8) for number in range(4)]


@pytest.mark.parametrize("cut", SETTINGS, ids=str)
def test_how_the_work_is_cut_changes_nothing(cut):
    assert cuts_that_matter(in_parts, cut, some_trials()) == []


def test_a_cut_that_matters_is_told():
    def make(**cut):
        return in_parts(**cut, loses=True)

    assert cuts_that_matter(make, {"chunk": 3}, some_trials())


def test_the_order_of_the_cases_changes_nothing():
    assert orders_that_matter(reference, some_trials()) == []


def test_an_order_that_matters_is_told():
    def first_case_only(loaded, cases, horizon):
        return [reference(loaded, cases[:1], horizon)[0] for _ in cases]

    assert orders_that_matter(first_case_only, some_trials())

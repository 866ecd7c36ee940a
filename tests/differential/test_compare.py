"""The comparison sees every kind of difference, and the shrinker keeps it while it takes the rest away."""

from __future__ import annotations

import attrs

from dutylang.assessment.model import CaseAssessment, Verdict
from dutylang.assessment.rows import rows_of
from tests.differential.compare import differences, differences_of
from tests.differential.engines import CaseRows, RefusedError, backwards, reference
from tests.differential.faulty import RESULTS
from tests.differential.shrink import smallest
from tests.differential.trials import Trial, trial_of_seed

SEEDS = tuple(f"compare {number}" for number in range(12))


def trials() -> list[Trial]:
    return [trial_of_seed(seed, 3) for seed in SEEDS]


def compact(loaded, cases, horizon):
    """An engine that gives compact findings and nothing of persons."""
    return [CaseRows(each.case_id, rows_of(each), each.status) for each in reference(loaded, cases, horizon)]


def first_said(trial: Trial) -> CaseAssessment:
    return next(e for e in reference(trial.loaded, trial.cases, trial.horizon) if e.findings)


def test_an_engine_agrees_with_itself_in_either_order_and_in_compact_form():
    for trial in trials():
        for engine in (reference, backwards, compact):
            assert differences_of(trial, reference, engine) == []


def test_a_finding_too_few_too_many_or_out_of_order_is_told():
    one = max((first_said(trial) for trial in trials()), key=lambda each: len({f.key for f in each.findings}))
    fewer = attrs.evolve(one, findings=one.findings[1:])
    assert {each.what for each in differences([one], [fewer])} == {"finding"}
    assert {each.what for each in differences([fewer], [one])} == {"finding"}
    turned = attrs.evolve(one, findings=one.findings[::-1])
    assert {each.what for each in differences([one], [turned])} == {"order of findings"}


def test_every_field_of_a_compact_finding_is_compared():
    one = first_said(trial_of_seed(SEEDS[0], 3))
    row = rows_of(one)[0]
    for name, value in (("verdict", Verdict.CONFLICT), ("persons", ("Nobody",)), ("evidence", (99,))):
        rows = (attrs.evolve(row, **{name: value}), *rows_of(one)[1:])
        [found] = differences([one], [CaseRows(one.case_id, rows)])
        assert (found.what, found.found) == (f"finding.{name}", value)
    [found] = differences([one], [CaseRows(one.case_id, rows_of(one), Verdict.CONFLICT)])
    assert found.what == "status"


def test_what_is_said_of_persons_is_compared_field_by_field():
    for seed in range(60):
        trial = trial_of_seed(f"persons {seed}", 3)
        for one in reference(trial.loaded, trial.cases, trial.horizon):
            if one.persons:
                other = attrs.evolve(one.persons[0], person="Somebody else")
                changed = attrs.evolve(one, persons=(other, *one.persons[1:]))
                [found] = differences([one], [changed])
                assert found.what == "persons.person"
                assert "Somebody else" in found.text()
                [found] = differences([one], [attrs.evolve(one, persons=())])
                assert found.what == "persons"
                return
    raise AssertionError("no person in any of them")


def test_a_crash_is_a_difference_and_a_refusal_is_none():
    trial = trial_of_seed(SEEDS[0], 2)

    def crashes(loaded, cases, horizon):
        raise IndexError("no such column")

    def refuses(loaded, cases, horizon):
        raise RefusedError("keep")

    [found] = differences_of(trial, reference, crashes)
    assert (found.what, found.found) == ("crash IndexError", "no such column")
    assert differences_of(trial, reference, refuses) == []
    [found] = differences_of(trial, reference, lambda *_: [])
    assert found.what == "number of cases"


def test_a_difference_is_made_small():
    faulty = RESULTS["late told as violated"]

    def differs(trial: Trial) -> bool:
        return bool(differences_of(trial, reference, faulty))

    trial = next(t for t in (trial_of_seed(f"small {n}", 4) for n in range(200)) if differs(t))
    small = smallest(trial, differs)
    assert differs(small)
    assert len(small.cases) == 1
    assert len(small.cases[0].events) <= 3
    rules = [line for line in small.draft.texts()[-1].splitlines() if line.startswith("  duty")]
    assert len(rules) == 1

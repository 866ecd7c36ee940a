"""Over every golden scenario the generated function says what the reference says, persons included.

Both tongues give one tree, so one of them is enough here.
"""

from __future__ import annotations

import pytest

from dutylang.assessment.model import Horizon
from dutylang.assessment.rows import rows_of
from dutylang.cases.scenario import case_from_scenario
from dutylang.embedding import Policy
from dutylang.pipeline import assess
from tests.language.test_golden import FILES, loaded

LEAST_RULES_WITH_A_FORM = 150


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".en.duty")])
def test_rows_status_and_persons_are_those_of_the_reference(name: str) -> None:
    policy, _ = loaded(name)
    assert policy is not None
    engine = Policy(policy)
    for scenario in policy.policy.scenarios:
        case, as_of, known_at, overrides, _ = case_from_scenario(scenario, policy.policy)
        horizon = Horizon(as_of, known_at)
        wanted = assess(policy, case, horizon, overrides)
        here = engine.with_parameters(overrides) if overrides else engine
        found = here.assess(here.prepare(case), horizon)
        assert found.rows == rows_of(wanted), scenario.title
        assert found.status is wanted.status, scenario.title
        assert found.persons == wanted.persons, scenario.title
        assert found.verdicts == tuple((each.rule, each.verdict) for each in wanted.findings)


def test_many_rules_have_a_generated_form() -> None:
    policies = [loaded(name)[0] for name in FILES if name.endswith(".en.duty")]
    forms = [form for each in policies if each is not None for form in Policy(each).generated_forms()]
    assert sum(form.is_generated for form in forms) >= LEAST_RULES_WITH_A_FORM
    assert all(form.reason.replace("_", "a").isalpha() for form in forms if not form.is_generated)

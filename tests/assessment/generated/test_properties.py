"""Whatever the case, the rows of the generated function are those of the reference."""

from __future__ import annotations

import datetime as dt

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dutylang.assessment.generated.codes import LEAVE
from dutylang.assessment.model import Horizon
from dutylang.assessment.rows import rows_of
from dutylang.cases.record import BEGINNING, CaseRecord, Entry, Series
from dutylang.embedding import Policy
from dutylang.pipeline import Loaded, assess, loaded_from_text
from tests.assessment.generated.forms import forms
from tests.properties.test_evaluator import FIXED, HEAD, TYPES, WEEKLY, cases, horizons, in_order, moment

dated = st.builds(
    lambda case, opened: attrs.evolve(case, fields={**case.fields, **opened}),
    cases,
    st.fixed_dictionaries({}, optional={"opened_on": st.dates(dt.date(2024, 4, 28), dt.date(2024, 5, 9))}),
)
told = dated.map(lambda case: attrs.evolve(case, registers=dict.fromkeys(TYPES), kind="loan"))
"""Cases whose registers are complete."""
timed = told.map(
    lambda case: attrs.evolve(
        case, events=in_order([each for each in case.events if each.at.instant is not None])
    )
)
"""And whose events all have a time: what the generated function covers most of."""


def rich() -> Loaded:
    """Rules of every kind, those without a generated form among them."""
    loaded, _ = loaded_from_text(HEAD + WEEKLY + FIXED)
    assert loaded is not None
    return loaded


def differences(policy: Policy, loaded: Loaded, case: CaseRecord, horizon: Horizon) -> list[object]:
    """What the two say differently."""
    found, wanted = policy.assess(case, horizon), assess(loaded, case, horizon)
    assert found.status is wanted.status
    pairs = zip(found.rows, rows_of(wanted), strict=True)
    return [(one, other) for one, other in pairs if one != other]


FORMS = Policy(forms())
RICH = Policy(rich())


@given(case=st.one_of(cases, told, timed), horizon=horizons)
def test_rules_with_a_form(case: CaseRecord, horizon: Horizon) -> None:
    assert differences(FORMS, forms(), case, horizon) == []


@given(case=st.one_of(cases, timed), horizon=horizons)
def test_rules_of_every_kind(case: CaseRecord, horizon: Horizon) -> None:
    assert differences(RICH, RICH.loaded, case, horizon) == []


@given(case=timed, horizon=horizons, known=st.integers(0, 20))
def test_what_was_recorded_later_is_hidden(case: CaseRecord, horizon: Horizon, known: int) -> None:
    known_at = moment(dt.date(2024, 5, 6) + dt.timedelta(days=known), None)
    assert differences(FORMS, forms(), case, attrs.evolve(horizon, known_at=known_at)) == []


@given(case=timed, horizon=horizons, data=st.data())
def test_events_out_of_order_are_left_to_the_reference(
    case: CaseRecord, horizon: Horizon, data: st.DataObject
) -> None:
    events = data.draw(st.permutations(case.events))
    assert differences(FORMS, forms(), attrs.evolve(case, events=tuple(events)), horizon) == []


def test_every_rule_of_the_policy_has_a_form() -> None:
    assert [each for each in FORMS.generated_forms() if not each.is_generated] == []


@pytest.mark.parametrize("day", ["2024-05-06", "2024-06-30"])
def test_a_plain_case_leaves_nothing(day: str) -> None:
    good = Series((Entry(BEGINNING, "good"),))
    case = CaseRecord("C", "loan", {"urgent": False, "rating": good}, registers=dict.fromkeys(TYPES))
    then = FORMS.engine.then(Horizon(moment(dt.date.fromisoformat(day), None)))
    outcomes = FORMS.engine.outcomes(FORMS.engine.seen(case), then)
    assert outcomes is not None
    left = {forms().plan.rules[each[0]].name for each in outcomes if each[1] == LEAVE}
    assert left == set()

"""Many mistakes in one text: each is told as it is told alone, none hides another, none brings others with it."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.mistakes.common import TONGUES, Mistake, ground, in_order, mistakes, problems_of

Told = list[tuple[str, int, int]]


def can_stand_together(mistake: Mistake) -> bool:
    """A snippet that is no whole text of its own and is not cut off where the next one would go on."""
    return not mistake.whole


def joined(tongue: str, chosen: list[Mistake]) -> tuple[str, Told]:
    """The ground with the snippets below it, and what is to be told of each."""
    text, told = ground(tongue), []
    for mistake in chosen:
        told += [(one.code, one.start + len(text), one.end + len(text)) for one in mistake.expected]
        text += mistake.snippet
    return text, sorted(told, key=lambda one: (one[1], one[0]))


def found(text: str) -> Told:
    return [(one.code, one.span.start, one.span.end) for one in in_order(problems_of(text))]


@pytest.mark.parametrize("tongue", TONGUES)
def test_all_mistakes_in_one_text(tongue: str) -> None:
    chosen = [mistake for mistake in mistakes(tongue) if can_stand_together(mistake)]
    assert len(chosen) >= 60
    text, told = joined(tongue, chosen)
    assert found(text) == told


@pytest.mark.parametrize("tongue", TONGUES)
@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_of_them_in_any_order(tongue: str, data: st.DataObject) -> None:
    pool = [mistake for mistake in mistakes(tongue) if can_stand_together(mistake)]
    chosen = data.draw(st.lists(st.sampled_from(pool), unique_by=lambda each: each.name, max_size=8))
    text, told = joined(tongue, chosen)
    assert found(text) == told

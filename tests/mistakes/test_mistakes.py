"""Mistakes as newcomers make them: each is told once, where it is, in words that help; each fix mends it."""

from __future__ import annotations

import re

import pytest

from dutylang.diagnostics import Diagnostic, catalogue
from dutylang.diagnostics.fixing import fixed
from dutylang.diagnostics.render import help_text, message, render
from dutylang.source import Source
from tests.mistakes.common import TONGUES, Mistake, ground, in_order, mistakes, problems_of

ALL = [mistake for tongue in TONGUES for mistake in mistakes(tongue)]
each = pytest.mark.parametrize("mistake", ALL, ids=[f"{each.tongue}: {each.name}" for each in ALL])


def told(mistake: Mistake) -> tuple[Diagnostic, ...]:
    return in_order(problems_of(mistake.text))


def test_there_are_enough_of_them_in_both_tongues() -> None:
    assert all(len(mistakes(tongue)) >= 40 for tongue in TONGUES)
    assert len({(each.tongue, each.name) for each in ALL}) == len(ALL)


@pytest.mark.parametrize("tongue", TONGUES)
def test_the_ground_is_sound(tongue: str) -> None:
    assert problems_of(ground(tongue)) == ()


@each
def test_it_is_told_once_and_in_its_place(mistake: Mistake) -> None:
    found = [(one.code, one.span.start, one.span.end) for one in told(mistake)]
    at = mistake.offset
    assert found == [(one.code, one.start + at, one.end + at) for one in mistake.expected]


@each
def test_its_words(mistake: Mistake) -> None:
    found = [(message(one, mistake.tongue), help_text(one, mistake.tongue)) for one in told(mistake)]
    assert found == [(one.message, one.help) for one in mistake.expected]


@each
def test_the_other_tongue_has_words_for_it(mistake: Mistake) -> None:
    other = next(tongue for tongue in TONGUES if tongue != mistake.tongue)
    source = Source("policy.duty", mistake.text)
    for one in told(mistake):
        said = render(one, {"policy.duty": source}, other)
        assert not re.search(r"\{\w+\}", said.split("\n")[0])
        key = f"{one.code}.helps.{one.help}" if one.help else f"{one.code}.help"
        assert key in catalogue.words(other) or not help_text(one, mistake.tongue)


@each
def test_its_fix(mistake: Mistake) -> None:
    found = told(mistake)
    fixes = [one.fix for one in found if one.fix is not None]
    assert bool(fixes) == (mistake.becomes is not None)
    if mistake.becomes is None:
        return
    mended = fixed(mistake.text, fixes)
    assert mistake.becomes in [line.strip() for line in _windows(mended, mistake.becomes.count("\n") + 1)]
    left = [one.code for one in found if one.fix is None]
    assert [one.code for one in problems_of(mended)] == left


def _windows(text: str, size: int) -> list[str]:
    """Each run of so many lines, without the spaces around them."""
    lines = [line.strip() for line in text.split("\n")]
    return ["\n".join(lines[at : at + size]) for at in range(len(lines) - size + 1)]

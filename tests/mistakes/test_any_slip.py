"""Slips of the hand anywhere in a sound policy: a fix that is offered leaves a text that can be read."""

from __future__ import annotations

from functools import cache

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dutylang.diagnostics import Diagnostic
from dutylang.diagnostics.fixing import fixed
from dutylang.source import Source
from dutylang.syntax.from_text import document_from_text
from dutylang.syntax.habits import HABITS
from dutylang.syntax.lexicon import lexicon
from tests.mistakes.common import TONGUES, ground, mistakes

SIGNS = [
    ".",
    ",",
    ";",
    ":",
    "!",
    "，",
    "。",
    "；",
    "、",
    "(",
    ")",
    "“",
    '"',
    "'",
    "\t",
    " ",
    "\n",
    "1.",
    "//",
    "％",
    "—",
]


def faults(text: str, tongue: str) -> tuple[Diagnostic, ...]:
    return document_from_text(Source("t", text), tongue=tongue)[1]


@cache
def samples(tongue: str) -> str:
    """The ground and what the mistakes of this tongue become when they are mended: a long text without fault."""
    parts = [ground(tongue)]
    for mistake in mistakes(tongue):
        if mistake.becomes is None or mistake.whole or len(mistake.expected) > 1:
            continue
        found = faults(ground(tongue) + mistake.snippet, tongue)
        text = fixed(ground(tongue) + mistake.snippet, [one.fix for one in found if one.fix is not None])
        if found and not faults(text, tongue):
            parts.append(text[len(ground(tongue)) :])
    return "".join(parts)


@st.composite
def slips(draw: st.DrawFn, tongue: str) -> str:
    """A sound text in which one thing went wrong."""
    text = samples(tongue)
    words = [word for word in lexicon(tongue).meanings if word in text and word[0].isalnum()]
    match draw(st.sampled_from(["drop", "swap", "sign", "habit", "cut"])):
        case "drop":
            at = draw(st.integers(0, len(text) - 2))
            return text[:at] + text[at + 1 :]
        case "swap":
            at = draw(st.integers(0, len(text) - 3))
            return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
        case "sign":
            at = draw(st.integers(0, len(text) - 1))
            return text[:at] + draw(st.sampled_from(SIGNS)) + text[at:]
        case "habit":
            word = draw(st.sampled_from(words))
            new = draw(st.sampled_from(sorted(HABITS[tongue])))
            return text.replace(word, new, 1)
        case _:
            lines = text.splitlines(keepends=True)
            at = draw(st.integers(0, len(lines) - 1))
            length = draw(st.integers(0, len(lines[at])))
            return "".join([*lines[:at], lines[at][:length] + "\n", *lines[at + 1 :]])


def check(text: str, tongue: str) -> None:
    found = faults(text, tongue)
    left = [one for one in found if one.fix is None]
    mended = fixed(text, [one.fix for one in found if one.fix is not None])
    assert len(faults(mended, tongue)) <= len(left)


@settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(slips("en"))
def test_fixes_of_an_english_text(text: str) -> None:
    check(text, "en")


@settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(slips("zh"))
def test_fixes_of_a_chinese_text(text: str) -> None:
    check(text, "zh")


def test_the_texts_are_long_and_sound() -> None:
    for tongue in TONGUES:
        assert len(samples(tongue).splitlines()) > 150
        assert faults(samples(tongue), tongue) == ()

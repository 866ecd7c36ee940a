"""The checker never raises, whatever is left of a text, and says the same thing twice."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dutylang.policy.from_ast import policy_from_ast
from dutylang.policy.partial import sure_problems
from dutylang.source import Source
from dutylang.syntax.from_text import document_from_text

SAMPLES = sorted((Path(__file__).parents[1] / "syntax" / "samples").glob("*.duty"))
TEXTS = [path.read_text(encoding="utf-8") for path in SAMPLES]


def problems_of(text: str) -> tuple[object, ...]:
    source = Source("test.duty", text)
    document, syntax = document_from_text(source)
    policy, problems = policy_from_ast([(source, document)])
    sure = sure_problems(problems, syntax, [(source, document)])
    assert set(sure) <= set(problems)
    for each in problems:
        assert 0 <= each.span.start <= each.span.end <= len(text)
    return (policy is None, problems)


@pytest.mark.parametrize("text", TEXTS, ids=[path.stem for path in SAMPLES])
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_mutilated_policies_give_diagnostics(text: str, data: st.DataObject):
    lines = text.splitlines()
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(lines) - 1))
        words = lines[at].split(" ")
        word = data.draw(st.integers(0, len(words) - 1))
        other = data.draw(st.sampled_from(data.draw(st.sampled_from(lines)).split(" ") or [""]))
        match data.draw(st.sampled_from(("drop", "swap", "repeat", "cut"))):
            case "drop":
                del words[word]
            case "swap":
                words[word] = other
            case "repeat":
                words.insert(word, other)
            case "cut":
                words = words[:word]
        lines[at] = " ".join(words)
    mutilated = "\n".join(lines)
    assert problems_of(mutilated) == problems_of(mutilated)

"""The policies and examples that come with the project have nothing to point out, or say why."""

from pathlib import Path

import pytest

from dutylang.diagnostics.render import message
from dutylang.lint import findings_from_ground, ground_from_policy
from dutylang.lint.suppressions import suppressions_of
from dutylang.pipeline import check_policy, loaded_from_sources
from dutylang.source import Source
from tests.docs.blocks import blocks_of, pages
from tests.house.tree import ROOT, name_of

SHIPPED = [
    "policies/guarantee/en",
    "policies/guarantee/zh",
    "examples/seven_articles/en",
    "examples/seven_articles/zh",
    "examples/loan_applications/policy.duty",
    *(name_of(path) for path in sorted(ROOT.glob("src/dutylang/cli/starter/*/*/policy"))),
]
EXCERPTS = ("L1", "L5", "L202", "L204", "L301")
"""What an excerpt leaves out and a whole policy does not: scenarios, uses of names, consequences."""


@pytest.mark.parametrize("path", SHIPPED)
def test_there_is_nothing_to_point_out(path: str):
    policy, texts, _ = check_policy(ROOT / path)
    assert policy is not None
    ground = ground_from_policy(policy, texts.documents)
    problems = findings_from_ground(ground)
    assert [
        (each.code, Path(each.span.source).name, each.span.line, message(each, "en")) for each in problems
    ] == []


def test_what_the_documentation_shows_has_nothing_to_point_out():
    told, seen = [], 0
    for page in pages():
        for block in blocks_of(page):
            if block.kind != "duty" or not block.text.startswith(("policy ", "制度 ")):
                continue
            loaded, texts, _ = loaded_from_sources([Source(block.place, block.text)], {})
            if loaded is not None:  # the tests of the documentation say which must check
                seen += 1
                ground = ground_from_policy(loaded.policy, texts.documents)
                told += [
                    (block.place, each.code, message(each, "en"))
                    for each in findings_from_ground(ground, ignore=EXCERPTS)
                ]
    assert seen > 0
    assert told == []


def test_both_tongues_allow_the_same():
    allowed = []
    for tongue in ("en", "zh"):
        policy, texts, _ = check_policy(ROOT / "policies/guarantee" / tongue)
        assert policy is not None
        found = suppressions_of(ground_from_policy(policy, texts.documents))
        allowed.append(sorted((Path(each.comment.span.source).name, each.codes) for each in found))
    assert allowed[0] == allowed[1]

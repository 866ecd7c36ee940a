"""Every rule has a page in each tongue; what it shows is tried: the example is found, what stands instead is not."""

import re
from pathlib import Path

import pytest

from dutylang.diagnostics import catalogue
from dutylang.diagnostics.fixing import fixed
from dutylang.lint.rules import CODES, MENDS, RULES
from dutylang.source import Source
from tests.house.tree import ROOT
from tests.lint.prelude import PRELUDE, found, found_in
from tools import lint_pages

TONGUES = ("en", "zh")
FENCE = re.compile(r'^```duty title="(\w+)\.duty"\n(.*?)^```', flags=re.DOTALL | re.MULTILINE)


def selected(code: str) -> list[str]:
    """What is switched on to see a rule: of comments that allow something, what they allow as well."""
    return [] if code.startswith("L0") else [code]


def entry(code: str, tongue: str) -> catalogue.Entry:
    known = catalogue.entry(code, tongue)
    assert known is not None
    return known


def test_there_are_at_least_25_rules_one_in_each_file():
    files = [path for path in (ROOT / "src/dutylang/lint/rules").glob("*.py") if path.stem != "__init__"]
    assert len(RULES) == len(files) >= 25
    assert [rule.code for rule in RULES] == sorted({rule.code for rule in RULES})


def test_the_pages_say_what_the_catalogue_says(capsys: pytest.CaptureFixture[str]):
    assert lint_pages.main(["--check"]) == 0, capsys.readouterr().out


def test_a_page_that_was_changed_by_hand_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    folders = {"en": tmp_path / "docs/lint", "zh": tmp_path / "docs/zh/lint"}
    monkeypatch.setattr(lint_pages, "DOCS", tmp_path / "docs")
    monkeypatch.setattr(lint_pages, "FOLDERS", folders)
    assert lint_pages.main([]) == 0
    assert lint_pages.main(["--check"]) == 0
    (folders["zh"] / "L401.md").write_text("手改", encoding="utf-8")
    (folders["en"] / "L999.md").write_text("left over", encoding="utf-8")
    assert lint_pages.main(["--check"]) == 1
    said = capsys.readouterr().out
    assert "zh/lint/L401.md" in said
    assert "lint/L999.md" in said
    lint_pages.main([])
    assert not (folders["en"] / "L999.md").exists()


@pytest.mark.parametrize("tongue", TONGUES)
@pytest.mark.parametrize("code", sorted(CODES))
def test_the_example_is_found_and_what_stands_instead_is_not(code: str, tongue: str):
    words = entry(code, tongue)
    assert code in {each.code for each in found(words.example, selected(code), tongue)}
    assert code not in {each.code for each in found(words.instead, selected(code), tongue)}


@pytest.mark.parametrize("tongue", TONGUES)
@pytest.mark.parametrize("code", sorted(CODES))
def test_a_page_has_all_its_parts(code: str, tongue: str):
    words = entry(code, tongue)
    assert words.explain
    assert words.why
    assert words.help or words.helps
    page = (lint_pages.FOLDERS[tongue] / f"{code}.md").read_text(encoding="utf-8")
    assert dict(FENCE.findall(page)) == {"example": words.example + "\n", "instead": words.instead + "\n"}


@pytest.mark.parametrize("tongue", TONGUES)
def test_what_the_guide_allows_is_allowed(tongue: str):
    page = (lint_pages.FOLDERS[tongue] / "index.md").read_text(encoding="utf-8")
    (allowed,) = [text for name, text in FENCE.findall(page) if name == "allowed"]
    codes = {each.code for each in found(allowed, ["L0", "L204", "L205"], tongue)}
    assert codes == set()


@pytest.mark.parametrize("tongue", TONGUES)
@pytest.mark.parametrize("code", sorted(MENDS))
def test_a_rule_that_mends_offers_such_a_fix_and_it_mends(code: str, tongue: str):
    source = Source("test.duty", PRELUDE[tongue] + entry(code, tongue).example + "\n")
    problems = [each for each in found_in(source, selected(code), tongue) if each.code == code]
    fixes = [each.fix for each in problems if each.fix is not None]
    if (code, tongue) == ("L212", "zh"):
        assert fixes == []  # within a Chinese sentence the full stop would have to move
        return
    assert [fix.safe for fix in fixes] == [MENDS[code] == "safe"] * len(problems)
    mended = Source("test.duty", fixed(source.text, fixes))
    assert code not in {each.code for each in found_in(mended, selected(code), tongue)}


@pytest.mark.parametrize("code", sorted(CODES - set(MENDS)))
def test_a_rule_that_does_not_mend_offers_no_fix(code: str):
    problems = found(entry(code, "en").example, selected(code))
    assert [each for each in problems if each.code == code and each.fix is not None] == []

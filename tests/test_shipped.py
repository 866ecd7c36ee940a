"""What ships beside the code is found in a checkout, and in an installed package before that."""

from pathlib import Path

import pytest

from dutylang import shipped
from tests.house.tree import ROOT


def test_a_checkout_uses_its_own_folders():
    assert shipped.grammar_dir() == ROOT / "grammar"
    assert shipped.policies_dir() == ROOT / "policies"
    assert shipped.guarantee_dir() == ROOT / "examples" / "guarantee"


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(shipped, "_PACKAGE", tmp_path / "site" / "dutylang")
    monkeypatch.setattr(shipped, "_CHECKOUT", tmp_path)
    shipped._folder.cache_clear()
    yield tmp_path / "site" / "dutylang"
    shipped._folder.cache_clear()


def test_the_package_s_own_copy_comes_first(package: Path, tmp_path: Path):
    (package / "_shipped" / "grammar").mkdir(parents=True)
    (tmp_path / "grammar").mkdir()
    assert shipped.grammar_dir() == package / "_shipped" / "grammar"


def test_a_broken_installation_says_where_it_looked(package: Path, tmp_path: Path):
    with pytest.raises(FileNotFoundError, match="`policies` is neither in"):
        shipped.policies_dir()

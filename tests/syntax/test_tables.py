"""The tables that are kept are the tables that were built, and a broken cache does no harm."""

from __future__ import annotations

from pathlib import Path

import pytest

from dutylang.syntax.from_text import tables as module
from dutylang.syntax.from_text.tables import tables
from dutylang.syntax.from_text.tables_from_grammar import tables_from_grammar


def _fresh(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setenv("DUTY_CACHE_DIR", str(folder))
    tables.cache_clear()


@pytest.fixture(autouse=True)
def _forget() -> object:
    yield
    tables.cache_clear()


def test_kept_tables_equal_built_ones(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _fresh(monkeypatch, tmp_path)
    built = tables()
    tables.cache_clear()
    monkeypatch.setattr("dutylang.syntax.from_text.tables_from_grammar.tables_from_grammar", None)
    kept = tables()
    assert (kept.start, kept.builders, kept.gotos) == (built.start, built.builders, built.gotos)
    # Productions compare by identity, so they are compared by what they hold.
    plain = [
        [{n: getattr(t, "rule", t) for n, t in row.items()} for row in side.actions] for side in (kept, built)
    ]
    assert plain[0] == plain[1]


@pytest.mark.parametrize(
    "content",
    ["", "{}", "[1]", '{"productions": [], "actions": [{"X": -9}]}', '{"productions": [], "actions": [1]}'],
)
def test_a_broken_cache_is_built_anew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str) -> None:
    _fresh(monkeypatch, tmp_path)
    tables()
    (kept,) = tmp_path.iterdir()
    kept.write_text(content, encoding="utf-8")
    tables.cache_clear()
    assert tables().actions


def test_a_cache_that_cannot_be_written_is_done_without(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    _fresh(monkeypatch, blocked)
    assert tables().actions


def test_another_grammar_has_another_place() -> None:
    one = module._place_of("start: X")
    other = module._place_of("start: Y")
    assert one != other


def test_a_conflict_fails() -> None:
    with pytest.raises(Exception, match="conflict"):
        tables_from_grammar("start: a\na: a X a | X\n%declare X\n")

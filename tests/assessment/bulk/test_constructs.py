"""Whatever has no columnar form has a name that people read."""

import ast
import tomllib
from collections.abc import Iterator

from dutylang.diagnostics import catalogue
from tests.house.tree import PACKAGE


def constructs() -> Iterator[str]:
    for path in (PACKAGE / "assessment" / "bulk").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "NoColumnsError":
                yield from (each.value for each in node.args if isinstance(each, ast.Constant))


def test_every_construct_has_words():
    found = set(constructs())
    assert found
    assert [each for each in sorted(found) if catalogue.find(f"bulk.construct.{each}") is None] == []


def test_every_word_stands_for_a_construct_that_may_be_refused():
    """What has a form in columns by now has no words left that say it has none."""
    places = [*(PACKAGE / "assessment" / "bulk").glob("*.py"), PACKAGE / "ops" / "columns.py"]
    said = {
        node.value
        for path in places
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant)
    }
    words = tomllib.loads((PACKAGE / "diagnostics" / "messages" / "en" / "bulk.toml").read_text("utf-8"))
    assert sorted(set(words["bulk"]["construct"]) - said - {"other"}) == []

"""Whatever has no columnar form has a name that people read."""

import ast
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

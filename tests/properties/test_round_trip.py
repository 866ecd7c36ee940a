"""Text and tree are two forms of the same thing, in every tongue, for every node."""

import enum
import inspect
from random import Random

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dutylang.source import Source
from dutylang.syntax import ast
from dutylang.syntax.from_text import document_from_text
from dutylang.syntax.lexicon import tongues
from dutylang.syntax.to_text import formatted, text_from_document
from tests.strategies.lazy import sample
from tests.strategies.trees import documents, lazy_documents

TONGUES = tongues()
SOME_TONGUE = st.sampled_from(TONGUES)
SEEDS = range(40)


def read(text: str, tongue: str) -> ast.Document:
    """The document of a text that has no faults."""
    document, problems = document_from_text(Source("printed.duty", text), tongue=tongue)
    assert not problems, (problems[0], text.splitlines()[problems[0].span.line - 1])
    return document


@given(tongue=SOME_TONGUE, document=documents())
def test_a_printed_tree_reads_as_itself(tongue, document):
    assert read(text_from_document(document, tongue), tongue).items == document.items


@given(document=documents())
def test_english_and_chinese_say_the_same(document):
    english = read(text_from_document(document, "en"), "en")
    chinese = read(text_from_document(english, "zh"), "zh")
    assert read(text_from_document(chinese, "en"), "en").items == document.items


@given(tongue=SOME_TONGUE, document=documents())
def test_formatting_twice_changes_nothing(tongue, document):
    once = text_from_document(document, tongue)
    assert text_from_document(read(once, tongue), tongue) == once


@pytest.mark.parametrize("tongue", TONGUES)
@pytest.mark.parametrize("seed", SEEDS)
def test_trees_of_every_shape_read_as_themselves(tongue, seed):
    document = sample(lazy_documents(), seed)
    text = text_from_document(document, tongue)
    again = read(text, tongue)
    assert again.items == document.items
    assert text_from_document(again, tongue) == text


def test_the_generated_trees_hold_every_node_and_every_kind_of_it():
    classes = {kind for _, kind in inspect.getmembers(ast, inspect.isclass)}
    nodes = {kind for kind in classes if attrs.has(kind)} - {ast.Comment}
    members = {member for kind in classes if issubclass(kind, enum.Enum) for member in kind}
    seen: set[object] = set()
    for seed in range(400):
        _see(sample(lazy_documents(), seed), seen)
    assert {node.__name__ for node in nodes - seen} == set()
    assert members - seen == set()


def _see(node: object, seen: set[object]) -> None:
    """Notes the classes and enumeration members below a node."""
    if isinstance(node, tuple):
        for item in node:
            _see(item, seen)
    elif isinstance(node, enum.Enum):
        seen.add(node)
    elif attrs.has(type(node)):
        seen.add(type(node))
        for field in attrs.fields(type(node)):
            _see(getattr(node, field.name), seen)


def remarked(text: str, random: Random) -> tuple[str, list[str]]:
    """A text with comments strewn over it, and their words in order."""
    lines: list[str] = []
    words: list[str] = []

    def remark() -> str:
        words.append(f"备注 note {len(words)}")
        return words[-1]

    for line in text.splitlines():
        while random.random() < 0.15:
            lines.append(f"{' ' * random.randint(0, 6)}-- {remark()}")
        lines.append(f"{line}  # {remark()}" if line and random.random() < 0.2 else line)
    lines.append(f"-- {remark()}")
    return "\n".join(lines) + "\n", words


@given(tongue=SOME_TONGUE, to=SOME_TONGUE, document=documents(), dice=st.integers(0, 2**32))
def test_comments_survive_in_their_order(tongue, to, document, dice):
    text, words = remarked(text_from_document(document, tongue), Random(dice))
    tree = read(text, tongue)
    assert [comment.text for comment in tree.comments] == words
    once, problems = formatted(Source("a.duty", text), tree, to)
    assert problems == ()
    again = read(once, to)
    assert [comment.text for comment in again.comments] == words
    assert again.items == document.items
    assert formatted(Source("b.duty", once), again, to) == (once, ())

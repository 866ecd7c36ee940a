"""VS Code colours a word as a keyword where the reader reads a keyword, in all policies that are shipped.

In English always. Chinese is written without spaces, and a grammar that knows no names sees a keyword in
some of them: those few words are counted here, and the semantic tokens of the server mend them.
"""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from dutylang.syntax.from_text import known_names
from dutylang.syntax.lexicon import CHINESE, ENGLISH
from dutylang.syntax.marks import WORDS, Mark, marks_from_text
from dutylang.texts import read_texts
from tests.editors.node import needs_packages, run
from tests.house.tree import ROOT

BOOKS = {
    ENGLISH: ["policies/guarantee/en", "examples/seven_articles/en", "examples/loan_applications"],
    CHINESE: ["policies/guarantee/zh", "examples/seven_articles/zh"],
}
LANGUAGE = {tongue: sorted((ROOT / "tests/language").rglob(f"*.{tongue}.duty")) for tongue in BOOKS}
MOST_WRONG = {ENGLISH: 0, CHINESE: 0.002}
"""The share of words that may be coloured otherwise than they are read."""


def marked(paths: list[Path]) -> Iterator[tuple[Path, str, tuple[Mark, ...]]]:
    """Each text at the paths with its marks, read with the names of the texts that stand beside it."""
    for path in paths:
        texts, _ = read_texts(path)
        known = known_names([document for _, document in texts.documents])
        for source, _ in texts.documents:
            yield Path(source.name).resolve(), source.text, marks_from_text(source, known=known)


@cache
def coloured(paths: tuple[Path, ...]) -> dict[str, list[list[object]]]:
    """For each file the tokens of VS Code's own reader: where each begins and ends, and its scope."""
    names = json.dumps([str(path) for path in paths])
    told: dict[str, list[list[object]]] = json.loads(run("node", "test/tokenize.js", given=names))
    return told


def sorts_by_place(text: str, tokens: list[list[object]]) -> list[str]:
    """For each character the sort that its scope names; empty where it has none."""
    sorts = [""] * len(text)
    for start, end, scope in tokens:
        parts = str(scope).split(".")
        if len(parts) > 2 and parts[-1] == "duty":
            sorts[int(str(start)) : int(str(end))] = [parts[-2]] * (int(str(end)) - int(str(start)))
    return sorts


def wrong_words(paths: list[Path]) -> tuple[list[str], int]:
    """The words that are coloured as keywords and are none, or the other way round; and how many there are."""
    read = list(marked(paths))
    tokens = coloured(tuple(path for path, _, _ in read))
    wrong, count = [], 0
    for path, text, marks in read:
        sorts = sorts_by_place(text, tokens[str(path)])
        for mark in marks:
            shown = [sorts[k] in WORDS for k in range(mark.start, mark.end) if not text[k].isspace()]
            right = all(shown) if mark.sort in WORDS else not any(shown)
            if not right:
                wrong.append(f"{path.name}: {text[mark.start : mark.end]} ({mark.sort})")
            count += 1
    return wrong, count


@needs_packages
@pytest.mark.parametrize("tongue", BOOKS)
def test_keywords_of_the_shipped_policies(tongue: str):
    wrong, count = wrong_words([ROOT / folder for folder in BOOKS[tongue]])
    assert count > 15_000
    assert len(wrong) <= MOST_WRONG[tongue] * count, wrong


@pytest.mark.slow
@needs_packages
@pytest.mark.parametrize("tongue", BOOKS)
def test_keywords_of_every_form_of_the_language(tongue: str):
    wrong, count = wrong_words(LANGUAGE[tongue])
    assert count > 50_000
    assert len(wrong) <= MOST_WRONG[tongue] * count, wrong

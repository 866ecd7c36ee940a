"""A whole document → text in a tongue, with its comments."""

from __future__ import annotations

import attrs

from dutylang.syntax.ast import Article, Document, Item, Scenario
from dutylang.syntax.to_text.comments import text_from_lines
from dutylang.syntax.to_text.declarations import declaration_lines, in_force_text
from dutylang.syntax.to_text.lines import Line, aligned
from dutylang.syntax.to_text.names import NO_NAMES, readable_names, written_names
from dutylang.syntax.to_text.phrases import CELL
from dutylang.syntax.to_text.rules import rule_lines
from dutylang.syntax.to_text.scenarios import scenario_lines
from dutylang.syntax.to_text.spacing import Vocabulary, keywords_of, settled
from dutylang.syntax.to_text.words import (
    Words,
    article_parts,
    heading_number,
    title_text,
    words_of,
)
from dutylang.syntax.written_names import KnownNames, known_names


def text_from_document(document: Document, tongue: str, known: KnownNames = NO_NAMES) -> str:
    """The text of a document in a tongue. `known`: the names of the files that it uses."""
    cases = known.cases | known_names([document]).cases
    words = words_of(tongue, written_names(document, tongue, known), cases)
    vocabulary = None
    if words.word("layout.space_out") == "True":
        vocabulary = Vocabulary(keywords_of(tongue), readable_names(document, tongue, known))
    return text_in_words(document, words, vocabulary)


def text_in_words(document: Document, words: Words, vocabulary: Vocabulary | None) -> str:
    """The text of a document, or of a part of one, in words that were chosen for the whole.

    `vocabulary` holds what a reader may take for a name, where the tongue sets names apart with spaces.
    """
    lines = _spread(document.items, words)
    lines = [attrs.evolve(line, text=_settled_cells(line.text, vocabulary)) for line in lines]
    return text_from_lines(aligned(lines), document.comments, words.word("layout.comment"))


def _spread(items: tuple[Item, ...], words: Words) -> list[Line]:
    """The lines of the items; a blank line between those of different kinds."""
    lines: list[Line] = []
    previous: Item | None = None
    for item in items:
        own = _item_lines(item, words)
        if previous is not None and type(item) is not type(previous):
            own[0] = attrs.evolve(own[0], blank=True)
        lines.extend(own)
        previous = item
    return lines


def _item_lines(item: Item, words: Words) -> list[Line]:
    """The lines of one item."""
    match item:
        case Article():
            return _article_lines(item, words)
        case Scenario():
            return scenario_lines(item, words)
        case _:
            return declaration_lines(item, words)


def _article_lines(article: Article, words: Words) -> list[Line]:
    """The heading of an article and the rules under it."""
    parts = article_parts(article.number, words)
    for key, number in (("paragraph", article.paragraph), ("item", article.item)):
        heading = "" if number is None else heading_number(number, words)
        parts[key] = heading and words.fill(f"declaration.{key}", number=heading)
    heading = words.fill("declaration.article", title=title_text(article.title, words), **parts)
    lines = [Line(0, heading, article.span, blank=True)]
    if article.in_force is not None:
        text = in_force_text(article.in_force, words, "declaration.article_in_force")
        lines.append(Line(1, text, article.in_force.span))
    for rule in article.rules:
        lines.extend(rule_lines(rule, words, 1))
    return lines


def _settled_cells(text: str, vocabulary: Vocabulary | None) -> str:
    """A line whose names are set apart where needed, cell by cell."""
    return CELL.join(settled(cell, vocabulary) for cell in text.split(CELL))

"""The way in: finds the tongue of a text, keeps the bounds, and reads it."""

from __future__ import annotations

import re
from functools import cache

from dutylang.diagnostics.model import Diagnostic
from dutylang.source import Source, Span
from dutylang.syntax import ast
from dutylang.syntax.from_text.lexer_en import EnglishLexer
from dutylang.syntax.from_text.reading import Reader
from dutylang.syntax.from_text.reading_zh import ChineseReading
from dutylang.syntax.lexicon import CHINESE, ENGLISH, OPENERS, lexicon, tongues
from dutylang.syntax.written_names import KnownNames

LARGEST_TEXT = 2_000_000
"""Characters of the largest text that is read."""
MOST_RULES = 20_000
"""Duties, checklists, tables, definitions, liabilities and exemptions of one text."""

_NO_NAMES = KnownNames()
_REMARK = re.compile(r"(?:--|#).*")
_USE = re.compile(r"[ \t\u3000]*(?:use|引用)[ \t\u3000]*[\"“]([^\"”\n]*)[\"”]", re.MULTILINE)


def document_from_text(
    source: Source, *, tongue: str | None = None, known: KnownNames = _NO_NAMES
) -> tuple[ast.Document, tuple[Diagnostic, ...]]:
    """The tree of a text and everything that is wrong with its spelling, in the order of the text.

    `tongue` None takes the tongue of the first keyword. `known` are the names of the files that the text
    uses: a Chinese text is cut with their help. A tree with diagnostics is partial: lines that could not
    be read are left out, blocks whose head could not be read too. Never raises, whatever the text.
    """
    if len(source.text) > LARGEST_TEXT:
        span = Span(source.name, 0, 0, 1, 1)
        found = Diagnostic("S006", span, {"characters": len(source.text), "most": LARGEST_TEXT})
        return ast.Document((), (), span=span), (found,)
    tongue = tongue or tongue_of(source.text)
    reader = Reader(source, lexicon(tongue))
    if tongue == CHINESE:
        return _bounded(*reader.document(ChineseReading(source, reader, known.written(CHINESE)).read()))
    english = EnglishLexer(source)
    for line in english.lines():
        reader.read(line)
    return _bounded(*reader.document(english.comments))


def tongue_of(text: str) -> str:
    """The tongue of the first keyword that begins a line with a heading, a declaration or a rule."""
    for line in text.split("\n"):
        words = _REMARK.sub("", line).strip(" \t\r\u3000\ufeff")
        if not words:
            continue
        for tongue in tongues():
            if _opener(tongue).match(words):
                return tongue
    return ENGLISH


def opens_block(line: str) -> bool:
    """Whether a line begins with a keyword of any tongue that opens a block or a declaration."""
    words = line.strip(" \t\r\u3000\ufeff")
    return any(_opener(tongue).match(words) for tongue in tongues())


@cache
def _opener(tongue: str) -> re.Pattern[str]:
    """A keyword that opens a block; Chinese headings are numbered: 第十四条."""
    openers = [
        re.escape(word)
        for word, meanings in lexicon(tongue).meanings.items()
        if any(meaning.terminal in OPENERS for meaning in meanings)
    ]
    tail = r"(?![\w])" if tongue == ENGLISH else ""
    headings = r"|第[^\s]{1,12}[条章]" if tongue == CHINESE else ""
    return re.compile(rf"(?:{'|'.join(sorted(openers, key=len, reverse=True))}){tail}{headings}")


def uses_of(source: Source) -> tuple[ast.Use, ...]:
    """The files that a text uses, found without reading the rest of it."""
    found = []
    for match in _USE.finditer(source.text[:LARGEST_TEXT]):
        line_start = source.text.rfind("\n", 0, match.start()) + 1
        if source.text[line_start : match.start()].strip():
            continue
        line, column = source.position(match.start())
        span = Span(source.name, match.start(), match.end(), line, column)
        found.append(ast.Use(match[1], span=span))
    return tuple(found)


def _bounded(
    document: ast.Document, diagnostics: tuple[Diagnostic, ...]
) -> tuple[ast.Document, tuple[Diagnostic, ...]]:
    """A text with too many rules is refused as a whole."""
    rules = sum(
        len(item.rules) if isinstance(item, ast.Article) else isinstance(item, ast.Definition)
        for item in document.items
    )
    if rules <= MOST_RULES:
        return document, diagnostics
    found = Diagnostic("S007", document.span, {"rules": rules, "most": MOST_RULES})
    return ast.Document((), (), span=document.span), (found,)

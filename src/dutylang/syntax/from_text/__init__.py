"""Text → tree: any text at all gives a document, whole or in part, and every fault in it."""

from __future__ import annotations

from dutylang.diagnostics.model import Diagnostic
from dutylang.source import Source
from dutylang.syntax.ast import Document
from dutylang.syntax.from_text.lexer_en import EnglishLexer
from dutylang.syntax.from_text.reading import Reader
from dutylang.syntax.lexicon import ENGLISH, lexicon
from dutylang.syntax.written_names import KnownNames

NO_NAMES = KnownNames()


def document_from_text(
    source: Source, *, tongue: str | None = None, known: KnownNames = NO_NAMES
) -> tuple[Document, tuple[Diagnostic, ...]]:
    reader = Reader(source, lexicon(ENGLISH))
    lexer = EnglishLexer(source)
    for line in lexer.lines():
        reader.read(line)
    return reader.document(lexer.comments)

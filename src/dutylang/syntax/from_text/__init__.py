"""Text → tree: any text at all gives a document, whole or in part, and every fault in it."""

from __future__ import annotations

from dutylang.syntax.from_text.text import document_from_text, opens_block, tongue_of, uses_of
from dutylang.syntax.written_names import KnownNames, known_names

__all__ = ["KnownNames", "document_from_text", "known_names", "opens_block", "tongue_of", "uses_of"]

"""Tree → text, in any tongue that has phrases. What is printed is the canonical form."""

from dutylang.syntax.to_text.check import formatted
from dutylang.syntax.to_text.document import text_from_document
from dutylang.syntax.to_text.names import unused_labels, written_names
from dutylang.syntax.to_text.parts import text_from_duration, text_from_expression

__all__ = [
    "formatted",
    "text_from_document",
    "text_from_duration",
    "text_from_expression",
    "unused_labels",
    "written_names",
]

"""Single parts of a policy → text, for explanations."""

from __future__ import annotations

from collections.abc import Mapping

from dutylang.syntax.ast import Duration, Expr
from dutylang.syntax.to_text.expressions import expression_text
from dutylang.syntax.to_text.spacing import Vocabulary, keywords_of, settled
from dutylang.syntax.to_text.words import Words, duration_text, words_of


def text_from_expression(expr: Expr, tongue: str, names: Mapping[str, str] | None = None) -> str:
    """An expression as it is written in a tongue; `names`: the written form of names, by id."""
    words = words_of(tongue, names)
    return _settled(expression_text(expr, words), words)


def text_from_duration(duration: Duration, tongue: str, names: Mapping[str, str] | None = None) -> str:
    """A period as it is written in a tongue, such as `3 working days`."""
    words = words_of(tongue, names)
    return _settled(duration_text(duration, words), words)


def _settled(text: str, words: Words) -> str:
    """The text with names set apart where needed."""
    if words.word("layout.space_out") != "True":
        return settled(text, None)
    names = frozenset({*words.written, *words.written.values()})
    return settled(text, Vocabulary(keywords_of(words.tongue), names))

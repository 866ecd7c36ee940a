"""A line that could not be read → the one diagnostic that says what was being written."""

from __future__ import annotations

import attrs

from dutylang.diagnostics.model import Diagnostic
from dutylang.source import Source
from dutylang.syntax.from_text.automaton import Automaton, Stack
from dutylang.syntax.from_text.literals import Fault
from dutylang.syntax.from_text.tokens import Token
from dutylang.syntax.lexicon import Lexicon


@attrs.frozen(eq=False)
class Failure:
    """A line, the token at which it stopped, and the automaton before the line and before that token."""

    tokens: tuple[Token, ...]
    index: int
    line_stack: Stack
    stack: Stack
    too_deep: bool = False


class Explainer:
    """Explains the failures of one text."""

    def __init__(self, source: Source, lexicon: Lexicon, automaton: Automaton) -> None:
        """Explains what the automaton could not read."""
        self.source = source
        self.lexicon = lexicon
        self.automaton = automaton

    def explain(self, failure: Failure, lost: bool) -> Diagnostic | None:
        """The diagnostic; None where one before it says all."""
        token = failure.tokens[failure.index]
        if isinstance(token.value, Fault):
            return Diagnostic(token.value.code, token.span(self.source), token.value.args)
        if lost and failure.index == 0:
            return None
        return Diagnostic("S010", token.span(self.source), {"found": token.text})

    def unfinished(self, end: Token) -> Diagnostic:
        """A text that ends in the middle of a line."""
        return Diagnostic("S011", end.span(self.source))

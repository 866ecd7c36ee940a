"""Lines of tokens → document. A line that cannot be read is reported once, and the next one is read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import attrs

from dutylang.diagnostics.model import Diagnostic
from dutylang.source import Source
from dutylang.syntax import ast
from dutylang.syntax.from_text.automaton import Automaton, Stack
from dutylang.syntax.from_text.build import Builder
from dutylang.syntax.from_text.edits import span_of
from dutylang.syntax.from_text.explanations import Explained, Failure
from dutylang.syntax.from_text.faults import Explainer
from dutylang.syntax.from_text.tables import tables
from dutylang.syntax.from_text.tokens import BAD, END_OF_LINE, NAME, Line, Token
from dutylang.syntax.lexicon import OPENERS, Lexicon

DEEPEST_NESTING = 50
"""Parentheses inside one another."""
LONGEST_CHAIN = 100
"""Signs and words on one line that put one expression inside another."""
MERGE_BEGINS, MERGE_GOES_ON, MERGE_ENDS = "<<<<<<<", ("=======", "|||||||"), ">>>>>>>"
"""How the programs that join versions of a file mark what they leave to a person."""
_CHAINS = frozenset({"NOT", "OF", "DE", "PLUS", "MINUS", "STAR", "SLASH"})


class Reader:
    """Feeds lines to the automaton and recovers from those that do not fit."""

    def __init__(self, source: Source, lexicon: Lexicon) -> None:
        """Starts before the first line."""
        self.source = source
        self.builder = Builder(source, lexicon)
        grammar = tables()
        self.automaton = Automaton(grammar, self.builder.functions())
        self.explainer = Explainer(source, lexicon, self.automaton)
        self._stack = self.automaton.start()
        self._before_end: Stack | None = None
        self._closed_by = "\n"
        self._opener: tuple[Token, ...] = ()
        self._lost = False
        self._merge = ""

    @property
    def stack(self) -> Stack:
        """The automaton before the next line."""
        return self._stack

    @property
    def block(self) -> str:
        """The words that opened the block being read; empty before the first."""
        gaps = [" " * (a.end != b.start) for a, b in pairwise(self._opener)]
        return "".join(f"{token.text}{gap}" for token, gap in zip(self._opener, [*gaps, ""], strict=False))

    def read(self, line: Line) -> None:
        """Reads one line."""
        if self.skips(line.tokens[0].start):
            return
        mark = len(self.builder.diagnostics)
        stack = self._stack
        before_end = stack
        too_deep = _too_deep(line.tokens)
        for index, token in enumerate(line.tokens):
            after = None if token is too_deep else self._step(stack, token)
            if after is None:
                del self.builder.diagnostics[mark:]
                told = Failure(line.tokens, index, self._stack, stack, token is too_deep, again=line.again)
                self.fail(told)
                return
            before_end, stack = stack, after
        self._stack, self._before_end, self._lost = stack, before_end, False
        self._closed_by = line.tokens[-1].text
        if any(terminal in OPENERS for terminal, _ in line.tokens[0].readings):
            self._opener = line.tokens[:2]

    def skips(self, start: int) -> bool:
        """Whether what begins at a place is left over from a merge: of two versions the upper one is read."""
        mark = self.source.text[start : start + len(MERGE_BEGINS)]
        if mark == MERGE_BEGINS:
            self._merge = "upper"
            end = start + len(self.source.line(self.source.position(start)[0]))
            self.builder.diagnostics.append(Diagnostic("S145", span_of(self.source, start, end)))
            return True
        if not self._merge:
            return False
        if mark in MERGE_GOES_ON:
            self._merge = "lower"
        elif mark == MERGE_ENDS:
            self._merge = ""
            return True
        return self._merge == "lower"

    def _step(self, stack: Stack, token: Token) -> Stack | None:
        """The stack after the first reading of the token that can stand here."""
        if len(token.readings) == 1:
            return self.automaton.read(stack, token.terminal, token, token)
        for terminal, _ in token.readings:
            if self.automaton.accepts(stack, terminal):
                return self.automaton.read(stack, terminal, token.read_as(terminal), token)
        return None

    def fail(self, failure: Failure) -> None:
        """Reports a line that cannot be read and goes on as if its head had been read, or without it."""
        tokens = failure.tokens
        opener = next((t for t, _ in tokens[0].readings if t in OPENERS), None)
        if opener is not None:
            self._opener = tokens[: min(2, len(tokens) - 1)]
        failure = attrs.evolve(
            failure,
            block=self.block,
            block_terminal=self._opener[0].terminal if self._opener else "",
            before_line=self._before_end,
            closed_by=self._closed_by,
        )
        explained = self.explainer.explain(failure, self._lost)
        self._say(failure, explained, opener)

    def _say(self, failure: Failure, explained: Explained, opener: str | None) -> None:
        """Keeps what is wrong with a line, and reads what it is meant to be, or goes on without it."""
        if explained.joins and self._before_end is not None:
            self._stack = self._before_end
        for line in explained.lines or ():
            self.read(line)
        self.builder.diagnostics.extend(explained.diagnostics)
        if explained.lines is None:
            self._closed_by = failure.tokens[-1].text
            self._recover(failure, opener)

    def settle(self, tokens: tuple[Token, ...], explained: Explained) -> None:
        """Takes what is known to be wrong with a line, as `fail` does what it finds."""
        opener = next((t for t, _ in tokens[0].readings if t in OPENERS), None)
        if opener is not None:
            self._opener = tokens[: min(2, len(tokens) - 1)]
        self._say(Failure(tokens, 0, self._stack, self._stack), explained, opener)

    @property
    def before_end(self) -> tuple[Stack | None, str]:
        """The automaton before the line end that came last, if that line was read; and the sign of that end."""
        return self._before_end, self._closed_by

    def _recover(self, failure: Failure, opener: str | None) -> None:
        """Puts the automaton where the next line can be read: below a head, or where it was."""
        first, end = failure.tokens[0], failure.tokens[-1]
        bad = Token("", ((BAD, None),), first.end, first.end, first.line, first.column)
        before = self._stack
        self._before_end = None
        if opener is not None:
            head = first.read_as(opener)
            for tokens in ((head, bad, end), (bad, end, head, bad, end)):
                stack = self._all(tokens)
                if stack is not None:
                    self._stack, self._lost = stack, False
                    return
        # What is no row must not be taken for the row of a table's names.
        no_row = first.terminal != "BAR" and self.automaton.accepts(before, "BAR")
        stack = None if no_row else self._all((bad, end))
        if stack is not None:
            self._stack = stack
        # After a head that was lost altogether, its lines fit nowhere: one report stands for all of them.
        fits = any(self.automaton.accepts(before, terminal) for terminal, _ in first.readings)
        self._lost = opener is not None or not fits

    def _all(self, tokens: Sequence[Token]) -> Stack | None:
        stack: Stack | None = self._stack
        for token in tokens:
            if stack is None:
                return None
            stack = self.automaton.read(stack, token.terminal, token, token)
        return stack

    def document(self, comments: Iterable[ast.Comment]) -> tuple[ast.Document, tuple[Diagnostic, ...]]:
        """What has been read, closed."""
        size = len(self.source.text)
        line, column = self.source.position(size)
        end = Token("", ((END_OF_LINE, None),), size, size, line, column)
        items = self.automaton.result(self._stack, end)
        if items is None:
            self.builder.diagnostics.append(self.explainer.unfinished(end))
            bad = attrs.evolve(end, readings=((BAD, None),))
            stack = self._all((bad, end))
            items = None if stack is None else self.automaton.result(stack, end)
        whole = Token("", ((NAME, ""),), 0, size, 1, 1).span(self.source)
        document = ast.Document(tuple(items or ()), tuple(comments), span=whole)
        found = sorted(self.builder.diagnostics, key=lambda d: (d.span.start, d.code))
        return document, tuple(found)


def _too_deep(tokens: Sequence[Token]) -> Token | None:
    """The token that nests one expression too deep, or None."""
    depth = chain = 0
    for token in tokens:
        terminal = token.terminal
        if terminal == "LPAR":
            depth += 1
        elif terminal == "RPAR":
            depth -= 1
        elif terminal in _CHAINS:
            chain += 1
        if depth > DEEPEST_NESTING or chain > LONGEST_CHAIN:
            return token
    return None

"""A line that could not be read → what is wrong with it, and the line as it is meant.

The likely slips come first: each is an edit of the text, believed when the edited line can be read. Then come
the explanations of what is missing, wrong or too much.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from dutylang.diagnostics.model import Diagnostic, Fix
from dutylang.source import Source
from dutylang.syntax.from_text.automaton import Automaton, Stack
from dutylang.syntax.from_text.edits import Suggestion, span_of
from dutylang.syntax.from_text.edits_en import Written, declared_in, placeholder, suggestions
from dutylang.syntax.from_text.explanations import Explained, Explanations, Failure
from dutylang.syntax.from_text.literals import Fault, narrowed
from dutylang.syntax.from_text.reordering import reordered
from dutylang.syntax.from_text.tokens import Edit, Line, Token
from dutylang.syntax.lexicon import OPENERS, Lexicon

MOST_SEARCHES = 1_000
"""Lines of one text that are searched for a slip: beyond them a fault is reported more plainly."""
MOST_EDITS = 4
"""Slips on one line that are mended together."""
MOST_LEADS = 3
"""Edits after which the line is read farther that are followed."""
LONGEST_REORDERED = 14
"""Words of the longest line whose parts are tried in another order."""
PLAIN = frozenset({"S010", "S117", "S118", "S119", "S120"})
"""Codes that say only where the reader stopped."""


class Explainer(Explanations):
    """Explains the failures of one text."""

    def __init__(self, source: Source, lexicon: Lexicon, automaton: Automaton) -> None:
        """Explains what the automaton could not read."""
        super().__init__(source, lexicon, automaton)
        self._searches = MOST_SEARCHES
        self._narrowed = ""

    def explain(self, failure: Failure, lost: bool) -> Explained:
        """What is wrong with a line; no diagnostic where one before it says all."""
        if failure.too_deep:
            return Explained((self.say("S009", failure),))
        at_start = lost and failure.index == 0 and failure.found.terminal not in OPENERS
        mended = self._mended(failure, only_slips=at_start)
        if mended is not None or at_start:
            return mended or Explained()
        return self._told(failure)

    def _told(self, failure: Failure) -> Explained:
        """The first explanation that fits; with its fix carried out the line is read, or it is no fix."""
        value = failure.found.value
        if isinstance(value, Fault):
            return Explained((Diagnostic(value.code, failure.found.span(self.source), value.args),))
        for explanation in (
            self._joined,
            self.bearer,
            self.number,
            self.keyword_as_name,
            self.comma,
            self.missing,
            self._order,
            self.wrong,
            self.too_many,
        ):
            found = explanation(failure)
            if isinstance(found, Explained):
                return found
            if found is not None:
                return self._with_fix(found, failure)
        return Explained((self.plainly(failure),))

    def _with_fix(self, diagnostic: Diagnostic, failure: Failure) -> Explained:
        fix = diagnostic.fix
        if fix is None:
            return Explained((diagnostic,))
        lines = self._edited(failure, Edit(fix.span.start, fix.span.end, fix.text))
        if lines is not None and self._reach(failure.line_stack, lines) is None:
            return Explained((diagnostic,), lines)
        return Explained((attrs.evolve(diagnostic, fix=None),))

    def unfinished(self, end: Token) -> Diagnostic:
        """A text that ends in the middle of a line."""
        return Diagnostic("S011", end.span(self.source))

    def _mended(self, failure: Failure, *, only_slips: bool) -> Explained | None:
        """The first of the likely edits with which the line can be read, or at least be explained."""
        if failure.again is None or self._searches <= 0 or len(failure.edits) >= MOST_EDITS:
            return None
        if (blank := placeholder(self._written(failure), failure.found)) is not None:
            return Explained((blank.diagnostic(self.source, self._block(failure)),))
        self._searches -= 1
        leads: list[tuple[Suggestion, tuple[Line, ...], int]] = []
        for suggestion in suggestions(failure.tokens, failure.index, self._written(failure), self.lexicon):
            if only_slips and suggestion.code != "S012":
                continue
            edit = self._apart(suggestion.edit)
            lines = self._edited(failure, edit)
            if not lines and (lines is None or suggestion.code != "S019"):
                continue
            told = attrs.evolve(suggestion, edit=edit)
            reach = self._reach(failure.line_stack, lines)
            if reach is None:
                return Explained((told.diagnostic(self.source, self._block(failure)),), lines)
            if told.leads and len(lines) == 1 and lines[0].tokens[reach].start > failure.found.start:
                leads.append((told, lines, reach))
        for suggestion, lines, reach in [] if only_slips else leads[:MOST_LEADS]:
            further = self._further(failure, suggestion, lines[0], reach)
            if further is not None:
                return further
        return None

    def _further(self, failure: Failure, suggestion: Suggestion, line: Line, reach: int) -> Explained | None:
        """The explanation of what is wrong beside a slip, if there is one that is not plain."""
        stack, _ = self.stack_at(failure.line_stack, line.tokens[:reach])
        rest = attrs.evolve(
            failure, tokens=line.tokens, index=reach, stack=stack, edits=(*failure.edits, suggestion.edit)
        )
        found = self.explain(rest, False)
        if not found.diagnostics or any(_is_plain(each) for each in found.diagnostics):
            return None
        first = suggestion.diagnostic(self.source, self._block(failure))
        return attrs.evolve(found, diagnostics=(first, *found.diagnostics))

    def _edited(self, failure: Failure, edit: Edit) -> tuple[Line, ...] | None:
        """The line with one more edit carried out; None where it overlaps one that is."""
        if failure.again is None or any(e.start < edit.end and edit.start < e.end for e in failure.edits):
            return None
        return failure.again((*failure.edits, edit))

    def _apart(self, edit: Edit) -> Edit:
        """The edit with spaces where two words would otherwise run into one another."""
        text = self.source.text
        before = edit.start > 0 and edit.text[:1].isalnum() and text[edit.start - 1].isalnum()
        after = edit.text[-1:].isalnum() and text[edit.end : edit.end + 1].isalnum()
        return attrs.evolve(edit, text=f"{' ' * before}{edit.text}{' ' * after}")

    def _written(self, failure: Failure) -> Written:
        if self.declared is None:
            self.declared = declared_in(self.source.text)
            self._narrowed = narrowed(self.source.text)
        number = failure.tokens[0].line
        start = self.source.line_starts[number - 1]
        stop = start + len(self.source.line(number))
        return Written(self._narrowed, start, stop, self.declared)

    def _block(self, failure: Failure) -> str:
        return failure.block or failure.found.text

    def _joined(self, failure: Failure) -> Explained | None:
        """A line that goes on with the one before it."""
        before = failure.before_line
        if before is None or failure.index > 1 or failure.closed_by not in ("", "\n") or failure.edits:
            return None
        if not self.reads(before, failure.tokens):
            return None
        start = failure.tokens[0].start
        end = len(self.source.text[:start].rstrip())
        if self._is_remark(end):
            return None
        first = failure.tokens[0].span(self.source)
        place = span_of(self.source, end, start)
        said = self.say("S142", failure, first, Fix(place, " "), first=failure.tokens[0].text)
        return Explained((said,), (Line(failure.tokens),), joins=True)

    def _is_remark(self, end: int) -> bool:
        """Whether the line before ends in a comment, behind which nothing can be written."""
        line = self.source.line(self.source.position(end)[0])
        return "--" in line or "#" in line

    def _order(self, failure: Failure) -> Diagnostic | None:
        """With a part of the line moved to another place it can be read."""
        tokens = failure.tokens
        if failure.edits or len(tokens) > LONGEST_REORDERED or self._searches <= 0:
            return None
        self._searches -= 1
        found = reordered(
            tokens[:-1], lambda line: self.reads(failure.line_stack, (*line, tokens[-1])), self.kinds
        )
        if found is None:
            return None
        words = " ".join(token.text for token in found)
        span = tokens[0].span(self.source).to(tokens[-2].span(self.source))
        return self.say("S140", failure, span, Fix(span, words), new=words)

    def _reach(self, stack: Stack, lines: Sequence[Line]) -> int | None:
        """The first token of the lines that cannot be read, counted in its line; None if all are read."""
        for line in lines:
            after, count = self.stack_at(stack, line.tokens)
            if count < len(line.tokens):
                return count
            stack = after
        return None


def _is_plain(diagnostic: Diagnostic) -> bool:
    """Whether a diagnostic says only where the reader stopped."""
    return diagnostic.code in PLAIN or (diagnostic.code == "S002" and diagnostic.fix is None)

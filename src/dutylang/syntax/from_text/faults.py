"""A line that could not be read → the one diagnostic that says what was being written.

Nothing is guessed from the look of a line: each explanation is a small change (a word corrected, added or
left out), and it is given when the automaton reads the line with that change.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs

from dutylang.diagnostics.model import Diagnostic, Fix, Label
from dutylang.source import NOWHERE, Source, Span
from dutylang.syntax.from_text.automaton import Automaton, Stack
from dutylang.syntax.from_text.constructs import construct_of
from dutylang.syntax.from_text.literals import Fault
from dutylang.syntax.from_text.tokens import END_OF_LINE, FAULTY, NAME, Token
from dutylang.syntax.lexicon import OPENERS, Lexicon
from dutylang.syntax.near_misses import keywords_like

MOST_SEARCHES = 500
"""Lines of one text that are searched for a slip: beyond them a fault is reported more plainly."""
FARTHEST_SLIP = 12
"""Words before the place of a failure among which the slip is looked for."""
LONGEST_WINDOW = 7
"""Words of the longest keyword that a slip is compared with."""

MISSING: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("S121", ("CURRENCY",)),
    ("S100", ("NUMBER",)),
    ("S101", ("UNIT",)),
    ("S102", ("NUMBER", "UNIT")),
    ("S103", (NAME,)),
    ("S104", ("STRING",)),
    ("S105", ("DATE",)),
    ("S106", ("MODAL",)),
    ("S107", ("TYPE",)),
    ("S108", ("RPAR",)),
    ("S109", ("BAR",)),
    ("S110", ("ARTNO",)),
    ("S111", ("VERDICT",)),
    ("S112", ("HIT",)),
    ("S113", ("AS_OF", "DATE")),
    ("S114", ("AT", "DATE")),
    ("S115", ("EQUALS", "NUMBER")),
    ("S106", ("MODAL", NAME)),
)
"""What may be missing: the code of its diagnostic and the terminals that would stand there."""

WRONG: tuple[tuple[str, str], ...] = (
    ("S130", "STRING"),
    ("S131", "NUMBER"),
    ("S132", "DATE"),
    ("S133", "UNIT"),
    ("S134", "TYPE"),
    ("S135", "VERDICT"),
    ("S136", NAME),
)
"""What should stand in the place of something else: the code of its diagnostic and the terminal."""

_KEYWORDS_THAT_GO_MISSING = (
    "COMMA", "EQUALS", "OF", "AS_OF", "AT", "FROM", "AND", "AND_NOUN", "BY", "AS", "MEANS", "IN", "INTO",
    "MEETS", "TIMES", "UNTIL", "WHEN", "GRADE", "LIABLE", "INSIDE_POST", "AFTER_POST", "BEFORE_POST",
    "BEARS", "DECIDES", "FROM_END", "FOR",
)  # fmt: skip


@attrs.frozen(eq=False)
class Failure:
    """A line, the token at which it stopped, and the automaton before the line and before that token.

    `before_line` is the automaton before the line end that came last, `closed_by` the sign of that end.
    """

    tokens: tuple[Token, ...]
    index: int
    line_stack: Stack
    stack: Stack
    too_deep: bool = False
    block: str = ""
    block_terminal: str = ""
    before_line: Stack | None = None
    closed_by: str = "\n"

    @property
    def found(self) -> Token:
        """The token at which the line stopped."""
        return self.tokens[self.index]


class Explainer:
    """Explains the failures of one text."""

    def __init__(self, source: Source, lexicon: Lexicon, automaton: Automaton) -> None:
        """Explains what the automaton could not read."""
        self.source = source
        self.lexicon = lexicon
        self.automaton = automaton
        self._searches = MOST_SEARCHES

    def explain(self, failure: Failure, lost: bool) -> tuple[Diagnostic | None, tuple[Token, ...] | None]:
        """The diagnostic, None where one before it says all; and the line mended, if it is a slip."""
        found = failure.found
        if failure.too_deep:
            return self._say("S009", failure), None
        slip = self._slip(failure)
        if slip is not None:
            return slip
        if lost and failure.index == 0 and found.terminal not in OPENERS:
            return None, None
        if isinstance(found.value, Fault):
            return Diagnostic(found.value.code, found.span(self.source), found.value.args), None
        for explanation in (
            self._bearer,
            self._number,
            self._keyword_as_name,
            self._comma,
            self._missing,
            self._wrong,
            self._too_many,
        ):
            diagnostic = explanation(failure)
            if diagnostic is not None:
                return diagnostic, None
        return self._plainly(failure), None

    def unfinished(self, end: Token) -> Diagnostic:
        """A text that ends in the middle of a line."""
        return Diagnostic("S011", end.span(self.source))

    # ---- explanations ----

    def _slip(self, failure: Failure) -> tuple[Diagnostic, tuple[Token, ...]] | None:
        """A misspelt keyword: with the keyword in its place the line can be read."""
        if self._searches <= 0:
            return None
        self._searches -= 1
        for start, stop in _windows(failure):
            window = failure.tokens[start:stop]
            words = " ".join(token.text for token in window)
            for keyword in keywords_like(words, self.lexicon):
                if keyword.count(" ") != words.count(" ") and _letters(keyword) != _letters(words):
                    continue
                for meaning in self.lexicon.meanings[keyword]:
                    token = attrs.evolve(window[0], readings=((meaning.terminal, meaning.value),))
                    changed = (*failure.tokens[:start], token, *failure.tokens[stop:])
                    if self._reads(failure.line_stack, changed):
                        span = window[0].span(self.source).to(window[-1].span(self.source))
                        said = self._say(
                            "S012", failure, span, Fix(span, keyword), written=words, keyword=keyword
                        )
                        return said, changed
        return None

    def _bearer(self, failure: Failure) -> Diagnostic | None:
        """An obligation that does not say whose it is."""
        first = failure.tokens[0]
        if first.terminal not in ("MODAL", "MAY"):
            return None
        after = self.automaton.step(failure.line_stack, NAME)
        if after is None or not self._reads(after, failure.tokens):
            return None
        return self._say("S122", failure, first.span(self.source), modal=first.text)

    def _number(self, failure: Failure) -> Diagnostic | None:
        """A unit without its number, or a number without its per cent sign."""
        if failure.found.terminal == "NUMBER":
            rest = failure.tokens[failure.index + 1 :]
            if not self._fits(failure.stack, "PERCENT", rest):
                return None
            place = failure.found.span(self.source)
            return self._say("S139", failure, fix=Fix(place, f"{failure.found.text}%"))
        if failure.found.terminal != "UNIT":
            return None
        after = self.automaton.step(failure.stack, "NUMBER")
        if after is None or not self._reads(after, failure.tokens[failure.index :]):
            return None
        return self._say("S100", failure)

    def _keyword_as_name(self, failure: Failure) -> Diagnostic | None:
        """A keyword stands where a name must."""
        found = failure.found
        if found.text not in self.lexicon.meanings or not _is_word(found.text):
            return None
        name = attrs.evolve(found, readings=((NAME, found.text),))
        rest = failure.tokens[failure.index + 1 :]
        after = self.automaton.step(failure.stack, NAME)
        if after is None or not self._reads(after, rest[:1]):
            return None
        return self._say("S022", failure, name.span(self.source), word=found.text)

    def _comma(self, failure: Failure) -> Diagnostic | None:
        """A list that ends with a comma, or a list broken by the comma that ends clauses."""
        found, index = failure.found, failure.index
        if found.terminal == END_OF_LINE and index and failure.tokens[index - 1].terminal == "COMMA":
            comma = failure.tokens[index - 1].span(self.source)
            return self._say("S013", failure, comma, Fix(comma, ""))
        if failure.before_line is not None and failure.closed_by in "，,":
            after = self.automaton.step(failure.before_line, "COMMA")
            if after is not None and self._reads(after, failure.tokens[: index + 1]):
                return self._say("S014", failure)
        return None

    def _missing(self, failure: Failure) -> Diagnostic | None:
        """With something added before the place the line can be read."""
        rest = failure.tokens[failure.index :]
        if all(self._fits(failure.stack, kind, rest) for kind in ("NUMBER", "STRING", NAME)):
            return self._say("S123", failure, before=self._before(failure))
        for code, terminals in MISSING:
            added, count = self.automaton.steps(failure.stack, terminals)
            if count == len(terminals) and self._reads(added, rest):
                return self._say(code, failure, before=self._before(failure))
        fitting = [
            terminal for terminal in _KEYWORDS_THAT_GO_MISSING if self._fits(failure.stack, terminal, rest)
        ]
        words = [self._spelling(terminal) for terminal in fitting]
        known = [word for word in words if word]
        if len(known) != 1:
            return None
        place = failure.found.span(self.source)
        gap = attrs.evolve(place, end=place.start)
        if failure.found.terminal == END_OF_LINE:
            fix = Fix(gap, f" {known[0]}")
            return self._say("S138", failure, place, fix, word=known[0], before=self._before(failure))
        return self._say("S116", failure, place, Fix(gap, f"{known[0]} "), word=known[0])

    def _wrong(self, failure: Failure) -> Diagnostic | None:
        """With something of another kind in its place the line can be read."""
        if failure.found.terminal == END_OF_LINE or failure.index == 0:
            return None
        rest = failure.tokens[failure.index + 1 :]
        fitting = [code for code, kind in WRONG if self._fits(failure.stack, kind, rest)]
        if not fitting:
            return None
        values = {"S130", "S131", "S136"}
        code = "S137" if values <= set(fitting) else fitting[0]
        return self._say(code, failure, before=self._before(failure))

    def _fits(self, stack: Stack, terminal: str, rest: Sequence[Token]) -> bool:
        after = self.automaton.step(stack, terminal)
        return after is not None and self._reads(after, rest)

    def _too_many(self, failure: Failure) -> Diagnostic | None:
        """Without the word the line can be read."""
        found = failure.found
        if found.terminal == END_OF_LINE or failure.index == 0:
            return None
        rest = failure.tokens[failure.index + 1 :]
        if not self._reads(failure.stack, rest):
            return None
        return self._say("S117", failure, before=self._before(failure))

    def _plainly(self, failure: Failure) -> Diagnostic:
        """Says which word does not fit, and where."""
        if failure.found.terminal == END_OF_LINE:
            return self._say("S118", failure, before=self._before(failure))
        if failure.index == 0:
            return self._say("S119" if failure.block else "S120", failure)
        if self.automaton.accepts(failure.stack, END_OF_LINE):
            return self._say("S117", failure, before=self._before(failure))
        return self._say("S010", failure, before=self._before(failure))

    # ---- helpers ----

    def _say(
        self, code: str, failure: Failure, span: Span | None = None, fix: Fix | None = None, **args: object
    ) -> Diagnostic:
        """A diagnostic with the block, the word found, and a note on how such a line is written."""
        construct = construct_of(failure.tokens[: failure.index], failure.block_terminal)
        labels = (Label(NOWHERE, f"written.{construct}"),) if construct else ()
        found = failure.found
        known = {"block": failure.block or found.text, "found": found.text, **args}
        return Diagnostic(code, span or found.span(self.source), known, labels=labels, fix=fix)

    def _before(self, failure: Failure) -> str:
        return failure.tokens[failure.index - 1].text if failure.index else failure.block

    def _spelling(self, terminal: str) -> str:
        if terminal in ("COMMA", "EQUALS"):
            return {"COMMA": ",", "EQUALS": "="}[terminal]
        found = [words for meaning, words in self.lexicon.spellings.items() if meaning.terminal == terminal]
        return found[0][0] if found else ""

    def _reads(self, stack: Stack, tokens: Sequence[Token]) -> bool:
        """Whether the automaton reads all the tokens, each in its first reading that fits."""
        current: Stack = stack
        for token in tokens:
            for terminal, _ in token.readings:
                after = self.automaton.step(current, terminal)
                if after is not None:
                    current = after
                    break
            else:
                return False
        return True


def _letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


def _is_word(text: str) -> bool:
    return text.replace(" ", "").replace("_", "").isalnum()


def _windows(failure: Failure) -> Iterator[tuple[int, int]]:
    """Stretches of words that may be a misspelt keyword: from the place of the failure backwards."""
    tokens = failure.tokens
    for start in range(failure.index, max(failure.index - FARTHEST_SLIP, 0) - 1, -1):
        last = min(len(tokens) - 1, start + LONGEST_WINDOW)
        for stop in range(last, start, -1):
            window = tokens[start:stop]
            plain = all(_is_word(token.text) for token in window)
            if plain and (stop - start > 1 or window[0].terminal in (NAME, FAULTY)):
                yield start, stop

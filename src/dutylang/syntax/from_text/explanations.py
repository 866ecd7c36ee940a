"""What a line that could not be read lacks, or has too much of: the one small change that lets it be read.

Nothing is guessed from the look of a line: each explanation is given when the automaton reads the line with
that change.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from dutylang.diagnostics.model import Diagnostic, Fix, Label
from dutylang.source import NOWHERE, Source, Span
from dutylang.syntax.from_text.automaton import Automaton, Stack
from dutylang.syntax.from_text.constructs import construct_of
from dutylang.syntax.from_text.edits_en import is_word
from dutylang.syntax.from_text.tokens import END_OF_LINE, NAME, Again, Edit, Line, Token
from dutylang.syntax.lexicon import Lexicon

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

KEYWORDS_THAT_GO_MISSING = (
    "COMMA", "EQUALS", "OF", "AS_OF", "AT", "FROM", "AND", "AND_NOUN", "BY", "AS", "MEANS", "IN", "INTO",
    "MEETS", "TIMES", "UNTIL", "WHEN", "GRADE", "LIABLE", "INSIDE_POST", "AFTER_POST", "BEFORE_POST",
    "BEARS", "DECIDES", "FROM_END", "FOR",
)  # fmt: skip


@attrs.frozen(eq=False)
class Explained:
    """What is said of a line, and the lines that it is read as; without `lines` it is left out.

    `joins`: the lines go on with the line before. A diagnostic that offers a fix always comes with lines,
    except beside another that offers none.
    """

    diagnostics: tuple[Diagnostic, ...] = ()
    lines: tuple[Line, ...] | None = None
    joins: bool = False


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
    again: Again | None = None
    edits: tuple[Edit, ...] = ()
    """The edits that are tried: `tokens` are those of the line with them."""

    @property
    def found(self) -> Token:
        """The token at which the line stopped."""
        return self.tokens[self.index]


class Explanations:
    """Explains lines of one text by what is missing, wrong or too much in them."""

    def __init__(self, source: Source, lexicon: Lexicon, automaton: Automaton) -> None:
        """Explains what the automaton could not read."""
        self.source = source
        self.lexicon = lexicon
        self.automaton = automaton
        self.declared: dict[str, str] | None = None

    def kinds(self, name: str) -> str:
        """The keyword that declares a name in this text; empty for a name that none does."""
        return (self.declared or {}).get(name, "")

    def bearer(self, failure: Failure) -> Diagnostic | None:
        """An obligation that does not say whose it is."""
        first = failure.tokens[0]
        if first.terminal not in ("MODAL", "MAY"):
            return None
        after = self.automaton.step(failure.line_stack, NAME)
        if after is None or not self.reads(after, failure.tokens):
            return None
        return self.say("S122", failure, first.span(self.source), modal=first.text)

    def number(self, failure: Failure) -> Diagnostic | None:
        """A unit without its number, or a number without its per cent sign."""
        if failure.found.terminal == "NUMBER":
            rest = failure.tokens[failure.index + 1 :]
            if not self._fits(failure.stack, "PERCENT", rest):
                return None
            place = failure.found.span(self.source)
            return self.say("S139", failure, fix=Fix(place, f"{failure.found.text}%"))
        if failure.found.terminal != "UNIT":
            return None
        after = self.automaton.step(failure.stack, "NUMBER")
        if after is None or not self.reads(after, failure.tokens[failure.index :]):
            return None
        return self.say("S100", failure)

    def keyword_as_name(self, failure: Failure) -> Diagnostic | None:
        """A keyword stands where a name must."""
        found = failure.found
        if found.text not in self.lexicon.meanings or not is_word(found.text):
            return None
        name = attrs.evolve(found, readings=((NAME, found.text),))
        rest = failure.tokens[failure.index + 1 :]
        after = self.automaton.step(failure.stack, NAME)
        if after is None or not self.reads(after, rest[:1]):
            return None
        return self.say("S022", failure, name.span(self.source), word=found.text)

    def comma(self, failure: Failure) -> Diagnostic | None:
        """A list that ends with a comma, or a list broken by the comma that ends clauses."""
        found, index = failure.found, failure.index
        if found.terminal == END_OF_LINE and index and failure.tokens[index - 1].terminal == "COMMA":
            comma = failure.tokens[index - 1].span(self.source)
            return self.say("S013", failure, comma, Fix(comma, ""))
        if failure.before_line is not None and failure.closed_by in "，,":
            after = self.automaton.step(failure.before_line, "COMMA")
            if after is not None and self.reads(after, failure.tokens[: index + 1]):
                return self.say("S014", failure)
        return None

    def missing(self, failure: Failure) -> Diagnostic | None:
        """With something added before the place the line can be read."""
        rest = failure.tokens[failure.index :]
        if all(self._fits(failure.stack, kind, rest) for kind in ("NUMBER", "STRING", NAME)):
            return self.say("S123", failure, before=self._before(failure))
        if (unforced := self._act_without_force(failure)) is not None:
            return unforced
        for code, terminals in MISSING:
            added, count = self.automaton.steps(failure.stack, terminals)
            if count == len(terminals) and self.reads(added, rest):
                return self.say(code, failure, before=self._before(failure))
        fitting = [
            terminal for terminal in KEYWORDS_THAT_GO_MISSING if self._fits(failure.stack, terminal, rest)
        ]
        words = [self._spelling(terminal) for terminal in fitting]
        known = [word for word in words if word]
        if len(known) != 1:
            return None
        place = failure.found.span(self.source)
        gap = attrs.evolve(place, end=place.start)
        if failure.found.terminal == END_OF_LINE:
            fix = Fix(gap, f" {known[0]}")
            return self.say("S138", failure, place, fix, word=known[0], before=self._before(failure))
        return self.say("S116", failure, place, Fix(gap, f"{known[0]} "), word=known[0])

    def _act_without_force(self, failure: Failure) -> Diagnostic | None:
        """`then issue_report`: the name at the end is no bearer but an event, and lacks its `must`."""
        index = failure.index - 1
        if index < 1 or self.kinds(failure.tokens[index].text) != "event":
            return None
        stack, _ = self.stack_at(failure.line_stack, failure.tokens[:index])
        if not self._fits(stack, "MODAL", failure.tokens[index:]):
            return None
        span = failure.tokens[index].span(self.source)
        return self.say("S106", failure, span, before=failure.tokens[index - 1].text)

    def wrong(self, failure: Failure) -> Diagnostic | None:
        """With something of another kind in its place the line can be read."""
        if failure.found.terminal == END_OF_LINE or failure.index == 0:
            return None
        rest = failure.tokens[failure.index + 1 :]
        fitting = [code for code, kind in WRONG if self._fits(failure.stack, kind, rest)]
        if not fitting:
            return None
        values = {"S130", "S131", "S136"}
        code = "S137" if values <= set(fitting) else fitting[0]
        return self.say(code, failure, before=self._before(failure))

    def _fits(self, stack: Stack, terminal: str, rest: Sequence[Token]) -> bool:
        after = self.automaton.step(stack, terminal)
        return after is not None and self.reads(after, rest)

    def too_many(self, failure: Failure) -> Diagnostic | None:
        """Without the word the line can be read."""
        found = failure.found
        if found.terminal == END_OF_LINE or failure.index == 0:
            return None
        rest = failure.tokens[failure.index + 1 :]
        if not self.reads(failure.stack, rest):
            return None
        return self.say("S117", failure, before=self._before(failure))

    def plainly(self, failure: Failure) -> Diagnostic:
        """Says which word does not fit, and where."""
        if failure.found.terminal == END_OF_LINE:
            return self.say("S118", failure, before=self._before(failure))
        if failure.index == 0:
            return self.say("S119" if failure.block else "S120", failure)
        if self.automaton.accepts(failure.stack, END_OF_LINE):
            return self.say("S117", failure, before=self._before(failure))
        return self.say("S010", failure, before=self._before(failure))

    def say(
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

    def reads(self, stack: Stack, tokens: Sequence[Token]) -> bool:
        """Whether the automaton reads all the tokens, each in its first reading that fits."""
        return self.stack_at(stack, tokens)[1] == len(tokens)

    def stack_at(self, stack: Stack, tokens: Sequence[Token]) -> tuple[Stack, int]:
        """The stack after as many tokens as can be read, and how many those are."""
        for count, token in enumerate(tokens):
            after = next(
                (s for t, _ in token.readings if (s := self.automaton.step(stack, t)) is not None), None
            )
            if after is None:
                return stack, count
            stack = after
        return stack, len(tokens)

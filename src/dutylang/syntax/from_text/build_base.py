"""What every builder of nodes shares: spans, names, labels, and a place for what is wrong.

The methods of the builders bear the names of the rules and aliases of `duty.lark`; each takes the span of
what was read and the parts that the rule keeps, and gives a node.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, TypeVar, cast

import attrs

from dutylang.diagnostics.model import Diagnostic
from dutylang.source import Source, Span
from dutylang.syntax import ast
from dutylang.syntax.from_text.automaton import Build
from dutylang.syntax.from_text.tokens import Token
from dutylang.syntax.lexicon import Lexicon
from dutylang.values import Unit

Labels = tuple["OwnLabel | TongueLabel", ...]
_WORD = re.compile(r"[^\W\d]\w*")


@attrs.frozen
class OwnLabel:
    """A label in the text's own tongue."""

    words: str


@attrs.frozen
class TongueLabel:
    """A label in a named tongue; `name` when it gives the canonical name, and then words may be absent."""

    tongue: str
    words: str | None
    name: str | None
    span: Span


@attrs.frozen
class BadLine:
    """A line of a block that could not be read and has been reported."""

    span: Span


@attrs.frozen
class Tail:
    """A condition at the end of an obligation, or on a line of its own: `field` says which."""

    field: str
    condition: ast.Expr
    span: Span


Made = TypeVar("Made")


def made(kind: Callable[..., Made], **values: Any) -> Made:
    """A node from the values of its fields, where which fields are given depends on the text."""
    return kind(**values)


def changed(node: Made, **values: Any) -> Made:
    """The node with other values in some fields."""
    evolve: Callable[..., Made] = attrs.evolve
    return evolve(node, **values)


class _Functions(dict[str, Build]):
    """A builder's functions by rule, each made when it is first called: a short text needs few of the hundreds."""

    def __init__(self, builder: BuilderBase) -> None:
        super().__init__()
        self._builder = builder

    def __missing__(self, name: str) -> Build:
        found = self[name] = self._builder.function(name)
        return found


class BuilderBase:
    """Holds the text, its tongue and the diagnostics of what was built."""

    def __init__(self, source: Source, lexicon: Lexicon) -> None:
        """Starts without diagnostics."""
        self.source = source
        self.lexicon = lexicon
        self.diagnostics: list[Diagnostic] = []

    def functions(self) -> Mapping[str, Build]:
        """For each rule that makes a node, the function that the automaton calls."""
        return _Functions(self)

    def function(self, name: str) -> Build:
        """The function for a rule. AttributeError for a rule that makes no node."""
        method = getattr(self, name)
        source_name = self.source.name

        def build(first: Token | None, last: Token | None, parts: list[Any]) -> Any:
            if first is None or last is None:
                return method(Span(source_name, 0, 0, 1, 1), *parts)
            return method(Span(source_name, first.start, last.end, first.line, first.column), *parts)

        return build

    def report(self, code: str, span: Span, **args: object) -> None:
        """Adds a diagnostic."""
        self.diagnostics.append(Diagnostic(code, span, args))

    def span_of(self, token: Token) -> Span:
        """Where a token stands."""
        return token.span(self.source)

    # ---- names and labels ----

    def name_of(self, token: Token) -> ast.Name:
        """A reference."""
        return ast.Name(str(token.value), span=self.span_of(token))

    def names(self, _span: Span, *tokens: Token) -> tuple[ast.Name, ...]:
        """Several references."""
        return tuple(self.name_of(token) for token in tokens)

    def several(self, _span: Span, *parts: Token | tuple[ast.Name, ...]) -> tuple[ast.Name, ...]:
        """Several references, where more than names may follow a comma."""
        found: tuple[ast.Name, ...] = ()
        for part in parts:
            found += (self.name_of(part),) if isinstance(part, Token) else part
        return found

    def labels(self, _span: Span, own: Token | None, *others: TongueLabel) -> Labels:
        """The labels of one name, in the order written."""
        first = () if own is None else (OwnLabel(str(own.value)),)
        return (*first, *others)

    def label_words(self, span: Span, tongue: Token, words: Token) -> TongueLabel:
        """`zh "…"`."""
        return TongueLabel(str(tongue.value), str(words.value), None, span)

    def label_name(self, span: Span, tongue: Token, name: Token, words: Token | None) -> TongueLabel:
        """`英文 visit_site “visit the site”`."""
        text = None if words is None else str(words.value)
        return TongueLabel(str(tongue.value), text, str(name.text), span)

    def decl(self, span: Span, token: Token, labels: Labels) -> ast.Declared:
        """A declared name; the written one is a label when another name is given as the id."""
        words: dict[str, str] = {}
        name = str(token.value)
        own = self.lexicon.tongue
        for label in labels:
            if isinstance(label, OwnLabel):
                words[own] = label.words
                continue
            if label.name is not None:
                if label.tongue == own:
                    self.report("S027", label.span, name=token.text)
                    continue
                name = label.name
                words[own] = token.text
            if label.words is not None:
                words[label.tongue] = label.words
        if not _WORD.fullmatch(name):
            self.report("S026", self.span_of(token), name=name)
        return ast.Declared(name, tuple(sorted(words.items())), span=span)

    def head(self, span: Span, token: Token, labels: Labels) -> ast.Declared:
        """The name of a block; a word that is a keyword in places cannot name one."""
        self.not_clashing(token)
        return self.decl(span, token, labels)

    def not_clashing(self, token: Token) -> None:
        """Reports a word that reads as a keyword where names of this kind are used."""
        if self.lexicon.clashes(token.text):
            self.report("S020", self.span_of(token), word=token.text)

    def bad_head(self, _span: Span, _bad: Token) -> None:
        """A head that could not be read and has been reported."""

    def bad_line(self, span: Span, _bad: Token) -> BadLine:
        """A line that could not be read and has been reported."""
        return BadLine(span)

    def decls(self, _span: Span, *declared: ast.Declared) -> tuple[ast.Declared, ...]:
        """Several declared names."""
        return declared

    def title(self, span: Span, labels: Labels) -> ast.Title:
        """The words of a heading."""
        words: dict[str, str] = {}
        for label in labels:
            if isinstance(label, OwnLabel):
                words[self.lexicon.tongue] = label.words
            elif label.words is not None and label.name is None:
                words[label.tongue] = label.words
            else:
                self.report("S028", label.span)
        return ast.Title(tuple(sorted(words.items())), span=span)

    # ---- small parts ----

    def span(self, span: Span, number: Token, unit: Token) -> ast.Duration:
        """`3 working days`."""
        return ast.Duration(self.whole(number), Unit(str(unit.value)), span=span)

    def dur(self, span: Span, part: ast.Duration | Token) -> ast.Duration:
        """A period, or the name of a parameter that holds one."""
        if isinstance(part, Token):
            return ast.Duration(None, None, self.name_of(part), span=span)
        return part

    def whole(self, number: Token) -> int:
        """A number that must be whole."""
        value = cast("Decimal", number.value)
        if value != value.to_integral_value():
            self.report("S030", self.span_of(number), number=number.text)
        return int(value)

    def moment(self, span: Span, day: Token, time: Token | None) -> ast.WrittenMoment:
        """`2024-05-06 [09:00]`."""
        return ast.WrittenMoment(
            cast("dt.date", day.value), None if time is None else cast("dt.time", time.value), span=span
        )

    def only(self, _span: Span, part: Any) -> Any:
        """The part itself."""
        return part

    def only_name(self, _span: Span, token: Token) -> ast.Name:
        """A reference."""
        return self.name_of(token)

    def only_text(self, _span: Span, token: Token) -> str:
        """Words."""
        return str(token.value)

    def only_date(self, _span: Span, token: Token) -> dt.date:
        """A date."""
        return cast("dt.date", token.value)

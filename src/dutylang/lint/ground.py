"""What the rules of lint look at: texts, trees and the checked policy, with a few things worked out once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TypeVar, cast

import attrs

from dutylang.policy.draft import tongue_of, usable_as_name
from dutylang.policy.model import PlacedRule, Policy, Vocabulary
from dutylang.policy.typed import Typed
from dutylang.policy.walk import nodes
from dutylang.source import Source, Span
from dutylang.syntax.ast import (
    Article,
    Declared,
    Document,
    Expr,
    Item,
    Name,
    Rule,
    Scenario,
)

Texts = tuple[tuple[Source, Document], ...]

LONGEST_QUOTE = 60

Node = TypeVar("Node")


@attrs.frozen(eq=False)
class Reader:
    """A declaration, a rule or a definition that names other things; rules stand under their article."""

    node: Item | Rule
    declared: Declared | None
    article: Article | None


@attrs.frozen(slots=False, eq=False)
class Ground:
    """A policy that checks, with its texts.

    `asked` are the names of the texts that were given; None: all. The others are only used by them, and need
    not be used in full.
    """

    texts: Texts
    policy: Policy
    asked: frozenset[str] | None = None

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """The texts by name."""
        return {source.name: source for source, _ in self.texts}

    @cached_property
    def tongues(self) -> Mapping[str, str]:
        """The tongue of each text by its name."""
        return {source.name: tongue_of(source, document) for source, document in self.texts}

    @cached_property
    def versions(self) -> tuple[Policy, ...]:
        """The versions of the policy, earliest first."""
        return (*self.policy.earlier, self.policy)

    @property
    def vocabulary(self) -> Vocabulary:
        """All names of the latest version."""
        return self.policy.vocabulary

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Every item of every text, in order."""
        return tuple(item for _, document in self.texts for item in document.items)

    @cached_property
    def scenarios(self) -> tuple[Scenario, ...]:
        """Every scenario as written."""
        return tuple(item for item in self.items if isinstance(item, Scenario))

    @cached_property
    def articles(self) -> tuple[Article, ...]:
        """Every article as written."""
        return tuple(item for item in self.items if isinstance(item, Article))

    @cached_property
    def rules(self) -> tuple[PlacedRule, ...]:
        """The rules of all versions, each text once."""
        found: dict[Span, PlacedRule] = {}
        for version in self.versions:
            for placed in version.rules:
                found.setdefault(placed.rule.span, placed)
        return tuple(found.values())

    @cached_property
    def words_by_span(self) -> Mapping[Span, Vocabulary]:
        """For each rule the names of the version that it stands in; of several the earliest."""
        found: dict[Span, Vocabulary] = {}
        for version in self.versions:
            for placed in version.rules:
                found.setdefault(placed.rule.span, version.vocabulary)
        return found

    @cached_property
    def typed_by_span(self) -> Mapping[Span, Typed]:
        """The typed form of every written expression."""
        found: dict[Span, Typed] = {}
        for version in self.versions:
            found.update(version.typed)
        return found

    @cached_property
    def readers(self) -> tuple[Reader, ...]:
        """All that is no scenario: declarations, and rules one by one."""
        return tuple(self._readers())

    @cached_property
    def readings(self) -> Mapping[str, tuple[Reader, ...]]:
        """For each name, the declarations and rules that name it. Scenarios do not count."""
        found: dict[str, dict[Reader, None]] = {}
        for reader, name in self.every(Name):
            found.setdefault(name.text, {})[reader] = None
        return {name: tuple(readers) for name, readers in found.items()}

    @cached_property
    def declared(self) -> tuple[Declared, ...]:
        """Every declared name in order, with fields, values, documents, degrees; repetitions too."""
        return tuple(declared for _, declared in self.every(Declared))

    def every(self, *kinds: type[Node]) -> Iterator[tuple[Reader, Node]]:
        """The nodes of some classes with the declaration or rule that they stand in, class by class, in order."""
        for kind in kinds:
            for reader, node in self._nodes.get(kind, ()):
                yield reader, cast("Node", node)

    @cached_property
    def _nodes(self) -> Mapping[type, list[tuple[Reader, object]]]:
        """All nodes outside scenarios by class: walking a tree is dear, and many rules ask for one kind of node."""
        found: dict[type, list[tuple[Reader, object]]] = {}
        for reader in self.readers:
            for node in nodes(reader.node):
                found.setdefault(type(node), []).append((reader, node))
        return found

    def _readers(self) -> Iterator[Reader]:
        for item in self.items:
            if isinstance(item, Article):
                for rule in item.rules:
                    yield Reader(rule, rule.declared, item)
            elif not isinstance(item, Scenario):
                yield Reader(item, getattr(item, "declared", None), None)

    def words(self, rule: Rule) -> Vocabulary:
        """What the names in a rule mean."""
        return self.words_by_span.get(rule.span, self.vocabulary)

    # ---- words ----------------------------------------------------------------------------------

    def is_asked(self, span: Span) -> bool:
        """Whether a place is in a text that was given, not in one that is only used."""
        return self.asked is None or span.source in self.asked

    def typed(self, expr: Expr | Name | None) -> Typed | None:
        """The typed form of a written expression; None where there is none."""
        return None if expr is None else self.typed_by_span.get(expr.span)

    def tongue(self, span: Span) -> str:
        """The tongue in which the text around a place is written."""
        return self.tongues.get(span.source, "en")

    def shown(self, declared: Declared, at: Span | None = None) -> str:
        """A declared name as the text around a place (its own, if none is given) writes it."""
        tongue = self.tongue(at or declared.span)
        label = declared.label(tongue)
        return label if label and tongue != "en" and usable_as_name(label) else declared.name

    def shown_name(self, name: str, at: Span) -> str:
        """A canonical name as the text around a place writes it."""
        tongue = self.tongue(at)
        label = self.vocabulary.labels.get(name, {}).get(tongue)
        return label if label and tongue != "en" and usable_as_name(label) else name

    def quote(self, span: Span) -> str:
        """The words at a place, on one line and not too long."""
        words = " ".join(self.text_at(span).split())
        return words if len(words) <= LONGEST_QUOTE else words[: LONGEST_QUOTE - 1] + "…"

    def text_at(self, span: Span) -> str:
        """The characters at a place."""
        source = self.sources.get(span.source)
        return source.text[span.start : span.end] if source is not None else ""

    def span_in(self, source: str, start: int, end: int) -> Span:
        """The place of some characters of a text."""
        line, column = self.sources[source].position(start)
        return Span(source, start, end, line, column)


def ground_from_policy(
    policy: Policy, texts: Sequence[tuple[Source, Document]], asked: frozenset[str] | None = None
) -> Ground:
    """The ground of a checked policy with its texts; `asked`: the names of those that were given."""
    return Ground(tuple(texts), policy, asked)


def together_in_force(one: PlacedRule, other: PlacedRule) -> bool:
    """Whether two rules are in force on some day both."""
    return one.since <= (other.until or dt.date.max) and other.since <= (one.until or dt.date.max)

"""The policy in the making: what the checks share, and how they look up names and report problems."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from zoneinfo import ZoneInfo

import attrs

from dutylang.diagnostics.model import Diagnostic, Fix, Label, Severity
from dutylang.policy.declarations import Declarations, Entry, Sort, declarations_from
from dutylang.policy.model import (
    DefinitionInfo,
    FigureInfo,
    JudgementInfo,
    ParameterInfo,
    RoleInfo,
    ShapeInfo,
    TableInfo,
)
from dutylang.policy.typed import Typed
from dutylang.source import Source, Span
from dutylang.syntax.ast import Declared, Document, Name, PolicyHead

LONGEST_QUOTE = 60
MOST_GUESSES = 200
_CJK = ("\u3400", "\u9fff")


@attrs.define
class Draft:
    """What is known so far. Each check adds to it; `problems` is in the order found.

    `broken` holds names whose declaration has a fault: what reads them stays silent, one fault one report.
    `steps` is how far the longest `A of B of C` goes beyond the case's own field. `raised` are the definitions,
    tables and figures that read verdicts.
    """

    sources: Mapping[str, Source]
    tongues: Mapping[str, str]
    names: Declarations
    problems: list[Diagnostic] = attrs.Factory(list)
    guesses: int = 0
    reported: set[tuple[str, Span, str]] = attrs.Factory(set)
    used: set[tuple[Sort, str]] = attrs.Factory(set)
    broken: set[str] = attrs.Factory(set)
    roles: dict[str, RoleInfo] = attrs.Factory(dict)
    cases: dict[str, ShapeInfo] = attrs.Factory(dict)
    records: dict[str, ShapeInfo] = attrs.Factory(dict)
    events: dict[str, ShapeInfo] = attrs.Factory(dict)
    parameters: dict[str, ParameterInfo] = attrs.Factory(dict)
    definitions: dict[str, DefinitionInfo] = attrs.Factory(dict)
    tables: dict[str, TableInfo] = attrs.Factory(dict)
    judgements: dict[str, JudgementInfo] = attrs.Factory(dict)
    figures: dict[str, FigureInfo] = attrs.Factory(dict)
    decisions: dict[str, str] = attrs.Factory(dict)
    raised: set[str] = attrs.Factory(set)
    typed: dict[Span, Typed] = attrs.Factory(dict)
    steps: int = 0
    timezone: ZoneInfo = attrs.Factory(lambda: ZoneInfo("UTC"))

    @property
    def head(self) -> PolicyHead | None:
        """The head of the main document."""
        return self.names.main_heads[0] if self.names.main_heads else None

    def report(
        self,
        code: str,
        span: Span,
        *,
        severity: Severity = Severity.ERROR,
        labels: Sequence[Label] = (),
        help: str | None = None,  # noqa: A002  (the word of the diagnostic itself)
        fix: Fix | None = None,
        args: Mapping[str, object] = MappingProxyType({}),
        **more: object,
    ) -> None:
        """Adds a problem; the same one at the same place is reported once."""
        shown = {**args, **more}
        key = (code, span, str((help, shown)))
        if key not in self.reported:
            self.reported.add(key)
            self.problems.append(Diagnostic(code, span, shown, severity, tuple(labels), help, fix))

    def tongue(self, span: Span) -> str:
        """The tongue in which the text around a place is written."""
        return self.tongues.get(span.source, "en")

    def shown(self, declared: Declared, at: Span) -> str:
        """A declared name as the text around `at` writes it."""
        label = declared.label(self.tongue(at))
        return label if label and usable_as_name(label) and self.tongue(at) != "en" else declared.name

    def shown_name(self, name: Name) -> str:
        """A reference as it stands in the text."""
        return self.quote(name.span) or name.text

    def quote(self, span: Span) -> str:
        """The words at a place, on one line and not too long; empty where there is no text."""
        source = self.sources.get(span.source)
        words = " ".join(source.text[span.start : span.end].split()) if source else ""
        return words if len(words) <= LONGEST_QUOTE else words[: LONGEST_QUOTE - 1] + "…"

    def place_of(self, word: str, within: Span) -> Span:
        """The first place in a stretch of text where a word stands; the whole stretch where it does not."""
        source = self.sources.get(within.source)
        if source is None:
            return within
        found = re.search(rf"(?<!\w){re.escape(word)}(?!\w)", source.text[within.start : within.end])
        if found is None:
            return within
        line, column = source.position(within.start + found.start())
        return Span(within.source, within.start + found.start(), within.start + found.end(), line, column)

    def find(self, name: Name, *sorts: Sort) -> Entry | None:
        """The declaration that a reference means, of one of the sorts in their order; else N001 or N002."""
        if not name.text:
            return None  # the parser has said that it is missing
        for sort in sorts:
            entry = self.names.find(sort, name.text)
            if entry is not None:
                self.used.add((sort, name.text))
                return entry
        other = self.names.sort_of(name.text)
        near, fix = self.nearest(name, self.names.names(*sorts))
        if other is None or other in (Sort.VALUE, Sort.TERM, Sort.ATTRIBUTE):
            self.unknown(name, sorts[0], near, fix)
        else:
            found = self.names.find(other, name.text)
            labels = [Label(found.declared.span, "policy.declared")] if found else []
            args: dict[str, object] = {"found": other, "wanted": sorts[0], "near": near}
            args["name"] = self.shown_name(name)
            self.report("N002", name.span, labels=labels, fix=fix, help="near" if near else None, args=args)
        return None

    def unknown(self, name: Name, sort: Sort, near: str, fix: Fix | None) -> None:
        """N001: nothing of that sort has this name."""
        self.report(
            "N001",
            name.span,
            help="near" if near else "declare",
            fix=fix,
            name=self.shown_name(name),
            sort=sort,
            near=near,
        )

    def nearest(self, name: Name, candidates: Iterable[Declared]) -> tuple[str, Fix | None]:
        """The name that was probably meant, as the text writes it, and the fix; empty when none is near."""
        self.guesses += 1
        writings: dict[str, str] = {}
        # Past so many unknown names the text is of another kind than misspelt; guessing would only take time.
        for declared in candidates if self.guesses <= MOST_GUESSES else ():
            shown = self.shown(declared, name.span)
            for writing in (declared.name, *(label for _, label in declared.labels)):
                writings.setdefault(writing.casefold(), shown)
        for writing in (name.text, self.shown_name(name)):
            close = difflib.get_close_matches(writing.casefold(), writings, n=1, cutoff=0.6)
            if close:
                near = writings[close[0]]
                return near, Fix(name.span, near, safe=False)
        return "", None


def draft_from(documents: Sequence[tuple[Source, Document]]) -> Draft:
    """A draft in which nothing is checked yet."""
    sources = {source.name: source for source, _ in documents}
    tongues = {source.name: tongue_of(source, document) for source, document in documents}
    return Draft(sources, tongues, declarations_from(documents))


def tongue_of(source: Source, document: Document) -> str:
    """The tongue of a text, by the keyword that its first item opens with."""
    if not document.items:
        return "en"
    start = document.items[0].span.start
    opening = source.text[start : start + 1]
    return "zh" if opening and _CJK[0] <= opening <= _CJK[1] else "en"


def usable_as_name(label: str) -> bool:
    """Whether a label can stand for its name: one word without spaces or punctuation."""
    return label.isidentifier()

"""Comments that allow a finding: `-- lint: allow L204 because …`, `-- 审校：允许 L204，因为……`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import attrs

from dutylang.diagnostics.model import Diagnostic, Fix
from dutylang.lint.ground import Ground
from dutylang.lint.rule import finding
from dutylang.policy.walk import nodes
from dutylang.source import Source, Span
from dutylang.syntax.ast import Chapter, Comment, Document

UNREASONED, IDLE, UNKNOWN = "L001", "L002", "L003"
OWN_CODES = (UNREASONED, IDLE, UNKNOWN)

_OPENS = re.compile(r"(?:lint\s*:|审校\s*[：:])\s*", re.IGNORECASE)
_ALLOWS = re.compile(r"(?:allow\b|(?P<whole>全文)?\s*允许)", re.IGNORECASE)
_CODE = re.compile(r"(?<![A-Za-z0-9])[Ll]\d+(?![A-Za-z0-9])")
_THROUGHOUT = re.compile(r"\bthroughout\b", re.IGNORECASE)
_BECAUSE = re.compile(r"(?:\bbecause\b|因为|由于)[\s:：,，]*(?P<reason>.*)", re.IGNORECASE | re.DOTALL)
_SAYS_SOMETHING = re.compile(r"\w")


@attrs.frozen
class Suppression:
    """A comment that allows some rules within a stretch of a text, `[start, end)` in characters."""

    comment: Comment
    codes: tuple[str, ...]
    reason: str
    start: int
    end: int

    def allows(self, problem: Diagnostic) -> bool:
        """Whether a finding is allowed; without a reason nothing is."""
        return (
            bool(self.reason)
            and problem.code in self.codes
            and problem.span.source == self.comment.span.source
            and self.start <= problem.span.start < self.end
        )


def suppressions_of(ground: Ground) -> tuple[Suppression, ...]:
    """Every such comment of the texts that were given."""
    return tuple(
        found
        for source, document in ground.texts
        if ground.asked is None or source.name in ground.asked
        for comment in document.comments
        if (found := _suppression(comment, source, document)) is not None
    )


def without_allowed(
    problems: Iterable[Diagnostic],
    suppressions: Sequence[Suppression],
    enabled: frozenset[str],
    ground: Ground,
) -> list[Diagnostic]:
    """The findings that are not allowed, with what is wrong with the comments themselves.

    L001 a comment without a reason, L002 one that allows what is not found, L003 one that names no rule.
    A comment about a rule that is not `enabled` is left alone: whether it is needed cannot be seen.
    """
    kept: list[Diagnostic] = []
    used: set[tuple[int, str]] = set()
    for problem in problems:
        allowing = [at for at, each in enumerate(suppressions) if each.allows(problem)]
        used.update((at, problem.code) for at in allowing)
        if not allowing:
            kept.append(problem)
    for at, each in enumerate(suppressions):
        idle = [code for code in each.codes if code in enabled and (at, code) not in used]
        kept += _about(each, idle, ground)
    return [each for each in kept if each.code not in OWN_CODES or each.code in enabled]


def _about(suppression: Suppression, idle: Sequence[str], ground: Ground) -> Iterator[Diagnostic]:
    from dutylang.lint.rules import CODES

    span = suppression.comment.span
    wrong = [code for code in suppression.codes if code not in CODES]
    if wrong or not suppression.codes:
        yield finding(UNKNOWN, span, help="codes" if wrong else "none", codes=tuple(wrong))
    if not suppression.reason:
        yield finding(UNREASONED, span, text=ground.quote(span))
        return
    idle = [code for code in idle if code not in wrong]
    if idle:
        whole = len(idle) == len(suppression.codes)
        fix = Fix(_with_its_line(suppression.comment, ground), "") if whole else None
        yield finding(IDLE, span, fix=fix, codes=tuple(idle), count=len(idle))


def _with_its_line(comment: Comment, ground: Ground) -> Span:
    """The comment with the spaces before it and, where nothing else stands on its line, the line end."""
    span = comment.span
    text = ground.sources[span.source].text
    start, end = span.start, span.end
    while start > 0 and text[start - 1] in " \t\u3000":
        start -= 1
    if comment.own_line:
        end = min(text.find("\n", end) + 1 or len(text), len(text))
    return ground.span_in(span.source, start, end)


def _suppression(comment: Comment, source: Source, document: Document) -> Suppression | None:
    opened = _OPENS.match(comment.text)
    allows = _ALLOWS.match(comment.text, opened.end()) if opened is not None else None
    if allows is None:
        return None
    because = _BECAUSE.search(comment.text, allows.end())
    named = comment.text[allows.end() : because.start() if because is not None else len(comment.text)]
    reason = because["reason"].strip() if because is not None else ""
    codes = tuple(dict.fromkeys(code.upper() for code in _CODE.findall(named)))
    if allows["whole"] or _THROUGHOUT.search(named):
        start, end = 0, len(source.text) + 1
    else:
        start, end = _stretch(comment, source, document)
    return Suppression(comment, codes, reason if _SAYS_SOMETHING.search(reason) else "", start, end)


def _stretch(comment: Comment, source: Source, document: Document) -> tuple[int, int]:
    """The line that the comment stands behind, or the whole of what begins on the line below it."""
    if not comment.own_line:
        return _line(source, comment.span.line)
    remarks = {each.span.line for each in document.comments if each.own_line}
    line, last = comment.span.line + 1, len(source.line_starts)
    while line <= last and (line in remarks or not source.line(line).strip()):
        line += 1
    start, end = _line(source, line)
    for node in nodes(document.items):
        span: Span | None = getattr(node, "span", None)
        if span is not None and start <= span.start < end:
            end = max(end, _chapter_end(node, source, document) if isinstance(node, Chapter) else span.end)
    return start, end


def _line(source: Source, number: int) -> tuple[int, int]:
    starts = source.line_starts
    if number > len(starts):
        return len(source.text), len(source.text)
    return starts[number - 1], starts[number] if number < len(starts) else len(source.text) + 1


def _chapter_end(chapter: Chapter, source: Source, document: Document) -> int:
    """Where the next chapter begins: a chapter holds the articles that follow it."""
    later = [each.span.start for each in document.items if isinstance(each, Chapter)]
    return min((start for start in later if start > chapter.span.start), default=len(source.text) + 1)

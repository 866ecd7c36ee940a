"""L213: a deadline repeats how the whole policy counts."""

from __future__ import annotations

from collections.abc import Iterator

from dutylang.diagnostics.model import Diagnostic, Fix, Severity
from dutylang.lint.ground import Ground
from dutylang.lint.rule import Rule, finding
from dutylang.source import Span
from dutylang.syntax.ast import Roll, Settings


def check(ground: Ground) -> Iterator[Diagnostic]:
    """Each `counting` and `on calendar` of a deadline that says what the head of every version says."""
    heads = {(version.counting, version.calendar) for version in ground.versions}
    if len(heads) != 1:
        return
    ((counting, calendar),) = heads
    for _, node in ground.every(Settings):
        if (
            node.roll is Roll.BY_CONVENTION
            and (node.counting or node.calendar)
            and node.counting in (None, counting)
            and node.calendar in (None, calendar)
        ):
            fix = Fix(_with_space(node.span, ground), "")
            yield finding("L213", node.span, severity=Severity.NOTE, fix=fix, text=ground.quote(node.span))


def _with_space(span: Span, ground: Ground) -> Span:
    text = ground.sources[span.source].text
    start, end = span.start, span.end
    if text[start - 1] + text[end : end + 1] in ("（）", "()"):
        start, end = start - 1, end + 1
    while start > 0 and text[start - 1] == " ":
        start -= 1
    return ground.span_in(span.source, start, end)


RULE = Rule("L213", check, mends="safe")

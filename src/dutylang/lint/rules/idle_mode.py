"""L212: `lapses` where the duty lapses anyway."""

from __future__ import annotations

from collections.abc import Iterator

from dutylang.diagnostics.model import Diagnostic, Fix, Severity
from dutylang.lint.ground import Ground
from dutylang.lint.rule import Rule, finding
from dutylang.source import Span
from dutylang.syntax.ast import Duty, Every, Mode, ModeLine, OnDayOf


def check(ground: Ground) -> Iterator[Diagnostic]:
    """What is owed on a day or in a calendar period is over with it: the line adds nothing."""
    for placed in ground.rules:
        rule = placed.rule
        if not isinstance(rule, Duty) or not any(isinstance(each, (Every, OnDayOf)) for each in rule.clauses):
            continue
        for clause in rule.clauses:
            if isinstance(clause, ModeLine) and clause.mode is Mode.LAPSES:
                args = {"name": ground.shown(rule.declared), "text": ground.quote(clause.span)}
                fix = _without_line(clause.span, ground)
                yield finding("L212", clause.span, severity=Severity.NOTE, fix=fix, args=args)


def _without_line(span: Span, ground: Ground) -> Fix | None:
    """The fix that takes the whole line out; none where it shares its line, as in a Chinese sentence."""
    source = ground.sources[span.source]
    if source.line(span.line).strip() != source.text[span.start : span.end]:
        return None
    start = source.line_starts[span.line - 1]
    end = min(span.end + 1, len(source.text))
    return Fix(ground.span_in(span.source, start, end), "")


RULE = Rule("L212", check, mends="safe")

"""Clause coverage as `duty test --coverage` tells it: a share for each article, and what was not seen, in the text."""

from __future__ import annotations

import sys
from decimal import Decimal
from typing import TYPE_CHECKING

from dutylang.cli.spoken import Session
from dutylang.diagnostics import Diagnostic, Severity
from dutylang.diagnostics.render import render

if TYPE_CHECKING:
    from dutylang.assessment.coverage import Coverage, Covered
    from dutylang.pipeline import Loaded


def tell_coverage(coverage: Coverage, loaded: Loaded, session: Session) -> None:
    """The uncovered clauses where they stand, then the shares, the total last; told quietly only the total."""
    from dutylang.reports.layout import padded, width
    from dutylang.reports.names import names_from_policy

    total = (session.text("coverage.total"), coverage)
    rows = [total]
    if not session.quiet:
        color = session.paints(sys.stdout)
        for each in coverage.uncovered:
            note = _note(each, loaded, session)
            session.say("\n" + render(note, loaded.sources, session.tongue, color=color))
        names = names_from_policy(loaded.policy, loaded.plan, session.tongue)
        outside = session.text("coverage.vocabulary")
        rows = [(names.article(place) or outside, part) for place, part in coverage.by_article()]
        rows.append(total)
        if coverage.uncovered:
            session.say("\n" + session.text("testing.suggest.hint"))
    session.say("\n" + session.text("coverage.heading"))
    widest = max(width(words) for words, _ in rows)
    for words, part in rows:
        count = session.text("coverage.count", full=part.full, count=len(part.clauses))
        session.say(f"  {padded(words, widest)}  {part.share:>5}%  {count}")


def coverage_remarks(coverage: Coverage, loaded: Loaded, session: Session) -> list[str]:
    """The share and the uncovered clauses, a line each, for formats that have only remarks for them."""
    from dutylang.diagnostics.render import message

    told = session.text("coverage.count", full=coverage.full, count=len(coverage.clauses))
    lines = [f"{session.text('coverage.heading')} {coverage.share}%  {told}"]
    for each in coverage.uncovered:
        note = _note(each, loaded, session)
        lines.append(f"{note.span.source}:{note.span.line}: {message(note, session.tongue)}")
    return lines


def tell_below(coverage: Coverage, wanted: Decimal, session: Session) -> None:
    """That the share is less than asked for."""
    session.tell(session.text("coverage.below", share=coverage.share, wanted=wanted))


def _note(covered: Covered, loaded: Loaded, session: Session) -> Diagnostic:
    clause = covered.clause
    rule = loaded.policy.vocabulary.label(clause.rule, session.tongue)
    told: dict[str, object] = {"rule": rule, "kind": clause.kind, "missing": covered.missing}
    return Diagnostic("A020", clause.span, told, Severity.NOTE)


def coverage_json(coverage: Coverage, loaded: Loaded) -> dict[str, object]:
    """The coverage as plain JSON values: shares in percent, and the uncovered clauses with their text."""
    return {
        **_counts(coverage),
        "articles": [{"article": place, **_counts(part)} for place, part in coverage.by_article()],
        "uncovered": [_clause_json(each, loaded) for each in coverage.uncovered],
    }


def _counts(coverage: Coverage) -> dict[str, object]:
    return {"share": float(coverage.share), "full": coverage.full, "clauses": len(coverage.clauses)}


def _clause_json(covered: Covered, loaded: Loaded) -> dict[str, object]:
    clause, span = covered.clause, covered.clause.span
    source = loaded.sources.get(span.source)
    return {
        "kind": clause.kind.value,
        "rule": clause.rule,
        "article": clause.article,
        "file": span.source,
        "line": span.line,
        "column": span.column,
        "text": source.text[span.start : span.end] if source is not None else "",
        "seen": [each.value for each in clause.wanted if each in covered.seen],
        "missing": [each.value for each in covered.missing],
    }

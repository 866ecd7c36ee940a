"""L205: a duty after an event that says not until when: it stays pending until the case is closed."""

from __future__ import annotations

from collections.abc import Iterator

from dutylang.diagnostics.model import Diagnostic, Severity
from dutylang.lint.ground import Ground
from dutylang.lint.rule import Rule, finding
from dutylang.syntax.ast import (
    AsNextEvent,
    Before,
    Between,
    Clause,
    Duty,
    Every,
    EverySince,
    FromUntil,
    Limit,
    Modal,
    Obligation,
    OnDayOf,
    RuleKind,
    Step,
    Times,
    TimesKind,
)

DEMANDS = (Modal.MUST, Modal.MUST_ENSURE)


def check(ground: Ground) -> Iterator[Diagnostic]:
    """Each demand, also of a later step, that nothing ends."""
    for placed in ground.rules:
        if isinstance(placed.rule, Duty) and placed.rule.kind is RuleKind.DUTY:
            for one in _endless(placed.rule.clauses):
                name = ground.shown(placed.rule.declared)
                args = {"name": name, "text": ground.quote(one.act.span)}
                yield finding("L205", one.span, severity=Severity.NOTE, args=args)


def _endless(clauses: tuple[Clause, ...]) -> Iterator[Obligation]:
    # The window of the duty ends its main obligation, not the steps that open later.
    closed = any(_closes(each) for each in clauses)
    for clause in clauses:
        one = clause.obligation if isinstance(clause, Step) else clause
        open_ended = isinstance(one, Obligation) and one.modal in DEMANDS and not _ends(one)
        if isinstance(one, Obligation) and open_ended and (isinstance(clause, Step) or not closed):
            yield one


def _ends(one: Obligation) -> bool:
    """Whether the obligation says until when, or how it is known that it was not met."""
    if any(isinstance(bound, (Limit, AsNextEvent)) for bound in one.bounds) or one.instead:
        return True
    return any(isinstance(bound, Times) and bound.kind is not TimesKind.AT_LEAST for bound in one.bounds)


def _closes(clause: Clause) -> bool:
    """Whether a line of a duty ends the time in which the act is owed."""
    match clause:
        case Between() | Before() | OnDayOf() | Every() | EverySince():
            return True
        case FromUntil():
            return clause.end is not None
        case _:
            return False


RULE = Rule("L205", check)

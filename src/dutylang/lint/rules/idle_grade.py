"""L306: a sanction that never counts, because a graver one holds whenever it does."""

from __future__ import annotations

from collections.abc import Iterator

from dutylang.diagnostics.model import Diagnostic, Label
from dutylang.lint.deciding import always_holds
from dutylang.lint.ground import Ground
from dutylang.lint.persons import liabilities
from dutylang.lint.rule import Rule, finding
from dutylang.syntax.ast import GradeRow, Liability


def check(ground: Ground) -> Iterator[Diagnostic]:
    """Each grade of a liability beside one that is as grave or graver and asks for no more."""
    for _, rule in liabilities(ground):
        order = {name: at for at, name in enumerate(ground.words(rule).grades)}
        rows = [
            clause for clause in rule.clauses if isinstance(clause, GradeRow) and clause.grade.text in order
        ]
        for at, row in enumerate(rows):
            for other_at, other in enumerate(rows):
                rank, other_rank = order[row.grade.text], order[other.grade.text]
                counts = (rank, -at) > (other_rank, -other_at)
                if other is not row and not counts and _asks_no_more(other, row, rule, ground):
                    label = Label(other.span, "lint.graver")
                    args = {"name": ground.shown(rule.declared), "grade": ground.quote(row.grade.span)}
                    yield finding("L306", row.span, labels=[label], args=args)
                    break


def _asks_no_more(one: GradeRow, other: GradeRow, rule: Liability, ground: Ground) -> bool:
    """Whether the first row holds wherever the second does."""
    if one.more_than is not None and (other.more_than is None or one.more_than > other.more_than):
        return False
    wanted, given = ground.typed(one.when), ground.typed(other.when)
    return wanted is None or always_holds(wanted, [given], ground.words(rule))


RULE = Rule("L306", check)

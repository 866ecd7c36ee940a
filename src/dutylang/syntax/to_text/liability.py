"""Grounds of liability and exemptions → text."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import assert_never

from dutylang.syntax.ast import (
    Attributed,
    BarredBy,
    Effect,
    EffectKind,
    ExemptionClause,
    ExemptionWhen,
    ForEachBreach,
    ForFact,
    ForRole,
    FromEveryLiability,
    FromLiabilities,
    GradeRow,
    Holds,
    HoldsPart,
    Kinds,
    LiabilityClause,
    LiabilityWhen,
    OpensOn,
    PersonsMode,
    Points,
)
from dutylang.syntax.to_text.expressions import expression_text, range_text
from dutylang.syntax.to_text.limits import limit_text
from dutylang.syntax.to_text.words import Words, declared_name, declared_names, number_text

_WHOLE = Decimal(100)


def ground_text(clause: LiabilityClause, words: Words) -> str:
    """A line of a ground of liability."""
    match clause:
        case OpensOn(event=event):
            return words.fill("liability.opens_on", event=words.name(event))
        case ForEachBreach():
            return _breach_text(clause, words)
        case ForFact(condition=condition):
            return words.fill("liability.for_fact", condition=expression_text(condition, words))
        case LiabilityWhen(condition=condition):
            return words.fill("liability.only_when", condition=expression_text(condition, words))
        case Holds(parts=()):
            return words.word("liability.holds_every_handler")
        case Holds(parts=parts):
            return words.fill("liability.holds", parts=words.listed(_part(part, words) for part in parts))
        case GradeRow():
            return _grade_text(clause, words)
        case Kinds(kinds=kinds):
            return words.fill("liability.kinds", kinds=declared_names(kinds, words))
        case Points(points=points):
            return words.fill("liability.points", points=number_text(points))
        case Attributed():
            return _attributed_text(clause, words)
        case PersonsMode(mode=mode):
            return words.keyword("PERSONS_MODE", mode.value)
        case _:
            assert_never(clause)


def _breach_text(clause: ForEachBreach, words: Words) -> str:
    """A rule, or the duties of chapters or an article, and what of them is a ground."""
    of = words.name(clause.rule) if clause.range is None else range_text(clause.range, words)
    key = f"liability.for_each_{'unrepaired_' if clause.unrepaired else ''}{clause.kind.value}"
    return words.fill(key, of=of)


def _part(part: HoldsPart, words: Words) -> str:
    """A role, its degree and its share."""
    share = "" if part.share is None else words.fill("literal.percent", number=number_text(part.share))
    degree = declared_name(part.degree, words)
    return words.fill("liability.part", role=words.name(part.role), degree=degree, share=share)


def _grade_text(row: GradeRow, words: Words) -> str:
    """A grade, always or under a condition."""
    grade = words.name(row.grade)
    if row.when is not None:
        condition = expression_text(row.when, words)
        return words.fill("liability.grade_if", grade=grade, condition=condition)
    key = "liability.grade" if row.more_than is None else "liability.grade_when"
    return words.fill(key, grade=grade, count=row.more_than)


def _attributed_text(clause: Attributed, words: Words) -> str:
    """When the one who answers held the role."""
    shares = {"trigger": clause.at_trigger, "deadline": clause.at_deadline}
    whole = next((at for at, share in shares.items() if share == _WHOLE), None)
    if whole is not None and sum(shares.values()) == _WHOLE:
        return words.fill("liability.attributed", to=words.keyword("HOLDER_AT", whole))
    parts = (
        words.fill(
            "liability.attributed_share",
            share=words.fill("literal.percent", number=number_text(share)),
            at=words.keyword("HOLDER_AT", at),
        )
        for at, share in shares.items()
    )
    return words.fill("liability.attributed_shares", to=words.listed(parts))


# ---- exemption ---------------------------------------------------------------------------------


def exemption_texts(clauses: Sequence[ExemptionClause], words: Words) -> list[str]:
    """The lines of an exemption. One that takes only a part away does not open with words for all of it."""
    effects = [clause for clause in clauses if isinstance(clause, Effect)]
    full = all(effect.kind is EffectKind.FULL for effect in effects) and bool(effects)
    return [_exemption_text(clause, words, "" if full else "_in_part") for clause in clauses]


def _exemption_text(clause: ExemptionClause, words: Words, extent: str) -> str:
    """A line of an exemption."""
    match clause:
        case FromEveryLiability():
            key = f"liability.from_every_liability{extent}"
            return words.fill(key, range=range_text(clause.range, words))
        case FromLiabilities(liabilities=liabilities):
            return words.fill(f"liability.from_liabilities{extent}", liabilities=words.names(liabilities))
        case ForRole(roles=roles):
            return words.fill("liability.for_role", role=words.names(roles))
        case ExemptionWhen(condition=condition):
            return words.fill("liability.when", condition=expression_text(condition, words))
        case Effect():
            return words.fill(
                f"liability.{clause.kind.value}",
                kinds=words.names(clause.kinds),
                grade=words.name(clause.grade),
                by=words.name(clause.decided_by),
                within="" if clause.within is None else limit_text(clause.within, words),
            )
        case BarredBy(facts=facts):
            return words.fill("liability.barred_by", facts=words.names(facts))
        case _:
            assert_never(clause)

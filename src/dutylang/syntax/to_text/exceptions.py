"""Exceptions, handovers, point scales and portfolio figures → the parts of their bodies."""

from __future__ import annotations

from typing import assert_never

from dutylang.syntax.ast import (
    Blocks,
    CountedPerCase,
    CountedPerPerson,
    ExceptionClause,
    ExceptionFrom,
    ExceptionLimit,
    ExceptionWhen,
    FigureClause,
    FigureMeans,
    GroupedBy,
    HandoverClause,
    HandoverOf,
    HandoverOn,
    PlacedIn,
    PrevailsOver,
    ScaleClause,
    SignedBy,
    Threshold,
)
from dutylang.syntax.to_text.expressions import expression_text
from dutylang.syntax.to_text.limits import limit_text
from dutylang.syntax.to_text.lines import Piece
from dutylang.syntax.to_text.words import Words, duration_text, number_text


def exception_piece(clause: ExceptionClause, words: Words) -> Piece:
    """A line of an exception; its condition reads on into what follows."""
    match clause:
        case ExceptionFrom(rules=rules):
            text = words.fill("exception.to", rules=words.names(rules))
        case Blocks(exceptions=exceptions):
            text = words.fill("exception.blocks", exceptions=words.names(exceptions))
        case PrevailsOver(exceptions=exceptions):
            text = words.fill("exception.prevails_over", exceptions=words.names(exceptions))
        case ExceptionWhen(condition=condition):
            text = words.fill("exception.when", condition=expression_text(condition, words))
        case ExceptionLimit(limit=limit):
            text = words.fill("exception.instead", limit=limit_text(limit, words))
        case _:
            assert_never(clause)
    return Piece(text, clause.span, leads=isinstance(clause, ExceptionWhen))


def handover_text(clause: HandoverClause, words: Words) -> str:
    """A line of a handover."""
    match clause:
        case HandoverOf(roles=roles):
            return words.fill("handover.of", roles=words.names(roles))
        case HandoverOn(event=event):
            return words.fill("handover.on", event=words.name(event))
        case SignedBy(outgoing=outgoing, incoming=incoming, roles=roles):
            signers = [words.name(role) for role in roles]
            if incoming:
                signers.insert(0, words.keyword("INCOMING", "incoming"))
            if outgoing:
                signers.insert(0, words.keyword("OUTGOING", "outgoing"))
            return words.fill("handover.signed_by", signers=words.listed(signers))
        case _:
            assert_never(clause)


def scale_text(clause: ScaleClause, words: Words) -> str:
    """A line of a point scale."""
    match clause:
        case CountedPerCase():
            return words.word("scale.per_case")
        case CountedPerPerson(unit=unit, within=within):
            if unit is not None:
                return words.fill("scale.every", unit=words.word(f"every_unit.{unit.value}"))
            duration = "" if within is None else duration_text(within, words)
            return words.fill("scale.within", duration=duration)
        case Threshold(points=points, grade=grade):
            return words.fill("scale.reaching", points=number_text(points), grade=words.name(grade))
        case _:
            assert_never(clause)


def figure_text(clause: FigureClause, words: Words) -> str:
    """A line of a portfolio figure."""
    match clause:
        case GroupedBy(name=name):
            return words.fill("portfolio.by", name=words.name(name))
        case PlacedIn(unit=unit, date=date):
            every = words.word(f"every_unit.{unit.value}")
            return words.fill("portfolio.every", unit=every, date=words.name(date))
        case FigureMeans(body=body):
            return words.fill("portfolio.means", means=expression_text(body, words))
        case _:
            assert_never(clause)

"""The lines of duties, prohibitions and permissions → text."""

from __future__ import annotations

from typing import assert_never

from dutylang.source import Span
from dutylang.syntax.ast import (
    Act,
    After,
    AppliesTo,
    Before,
    Between,
    CaseEdge,
    Clause,
    Discharged,
    Every,
    EverySince,
    ExceptionTo,
    Expr,
    ExtendedBy,
    FourEyes,
    FromUntil,
    Keep,
    Modal,
    ModeLine,
    NeverBoth,
    Obligation,
    OnDayOf,
    OnlyAfter,
    RecordedWithin,
    Step,
    StepKind,
    Suspended,
    When,
    Which,
)
from dutylang.syntax.to_text.expressions import expression_text, such_text
from dutylang.syntax.to_text.limits import bound_text, limit_text
from dutylang.syntax.to_text.lines import Piece
from dutylang.syntax.to_text.phrases import DEEPER
from dutylang.syntax.to_text.words import Words, duration_text

Scope = After | Between | FromUntil | Every | EverySince | Before | OnDayOf | When | AppliesTo
Remark = FourEyes | NeverBoth | CaseEdge | ModeLine | RecordedWithin | Suspended | Discharged | ExceptionTo


def clause_pieces(clause: Clause, words: Words) -> list[Piece]:
    """A clause as the parts of a rule, in the order of the text."""
    match clause:
        case Obligation():
            return obligation_pieces(clause, words)
        case Step():
            return _step_pieces(clause, words)
        case OnlyAfter():
            return _only_after_pieces(clause, words)
        case Keep():
            return _keep_pieces(clause, words)
        case (
            After()
            | Between()
            | FromUntil()
            | Every()
            | EverySince()
            | Before()
            | OnDayOf()
            | When()
            | AppliesTo()
        ):
            return [Piece(_scope_text(clause, words), clause.span, leads=True)]
        case _:
            return [Piece(_remark_text(clause, words), clause.span)]


# ---- when it applies ---------------------------------------------------------------------------


def _scope_text(clause: Scope, words: Words) -> str:
    """A line that says when the rule applies."""
    match clause:
        case After(which=which, event=event, where=where):
            key = f"scope.after_{'first' if which is Which.FIRST else which.value}"
            condition = "" if where is None else expression_text(where, words)
            such = such_text(where, words)
            return words.fill(key, event=words.name(event), where=condition, such=such)
        case Between(start=start, end=end):
            return words.fill("scope.between", start=words.name(start), end=words.name(end))
        case FromUntil():
            return _from_until(clause, words)
        case Every(unit=unit, scope=scope):
            inner = "" if scope is None else _from_until(scope, words)
            return words.fill("scope.every", unit=words.word(f"every_unit.{unit.value}"), scope=inner)
        case EverySince(duration=duration, scope=scope):
            inner = "" if scope is None else _from_until(scope, words)
            return words.fill("scope.every_since", duration=duration_text(duration, words), scope=inner)
        case Before(event=event):
            return words.fill("scope.before", event=words.name(event))
        case OnDayOf(event=event):
            return words.fill("scope.on_day_of", event=words.name(event))
        case When(condition=condition):
            return words.fill("scope.when", condition=expression_text(condition, words))
        case AppliesTo(case=case):
            return words.fill("scope.applies_to", case=words.name(case))
        case _:
            assert_never(clause)


def _from_until(scope: FromUntil, words: Words) -> str:
    """A window that may lack an end."""
    start, end = words.name(scope.start), words.name(scope.end)
    if start and end:
        return words.fill("scope.from_until", start=start, end=end)
    return words.fill("scope.from", start=start) if start else words.fill("scope.until", end=end)


# ---- who must do what --------------------------------------------------------------------------


def obligation_pieces(
    obligation: Obligation, words: Words, prefix: str | None = None, **parts: str
) -> list[Piece]:
    """An obligation, its tail and its other limits; `prefix` is the phrase of the step that it belongs to."""
    text = _obligation_text(obligation, words, main=prefix is None)
    if prefix is not None:
        text = words.fill(prefix, rest=text, **parts)
    heads = text.split(DEEPER)
    pieces = [Piece(head, obligation.span if i == 0 else None, deeper=i) for i, head in enumerate(heads)]
    depth = len(heads)
    pieces.extend(_tail_pieces(obligation, words, depth))
    for other in obligation.instead:
        limit, condition = limit_text(other.limit, words), expression_text(other.when, words)
        text = words.fill("obligation.instead", limit=limit, condition=condition)
        pieces.append(Piece(text, other.span, depth, follows=True))
    pieces.extend(
        Piece(_extension_text(extension, words), extension.span, depth, follows=True)
        for extension in obligation.extended
    )
    return pieces


def _obligation_text(obligation: Obligation, words: Words, *, main: bool) -> str:
    """Who must do what, and how far it is bounded; only a step may leave out who."""
    who = words.names(obligation.bearers)
    if obligation.upward is not None:
        who = words.keyword("UPWARD", obligation.upward.value)
    if obligation.each:
        who = words.fill("obligation.each", who=who)
    bounds = words.word("obligation.bound_gap").join(bound_text(bound, words) for bound in obligation.bounds)
    nobody = not who and obligation.modal is Modal.MUST_NOT
    if main and not who and not nobody:
        who = words.word("clause.anyone")
    key = "obligation.nobody" if nobody else "obligation.obligation"
    modal = modal_word(obligation.modal, words)
    return words.fill(key, who=who, modal=modal, act=act_text(obligation.act, words), bounds=bounds)


def modal_word(modal: Modal, words: Words) -> str:
    """The force of an obligation; a permission has a keyword of its own."""
    return words.keyword("MAY") if modal is Modal.MAY else words.keyword("MODAL", modal.value)


def act_text(act: Act, words: Words) -> str:
    """One event, several of which one is enough, or several that are owed together."""
    key = "obligation.act_and" if act.joint else "obligation.act_or"
    return words.word(key).join(words.name(event) for event in act.events)


def _tail_pieces(node: Obligation | OnlyAfter, words: Words, depth: int) -> list[Piece]:
    """The conditions behind an obligation, in their fixed order; some tongues say one with the act before."""
    conditions: dict[str, Expr | None] = {}
    if isinstance(node, Obligation):
        conditions = {"with": node.where, "together": node.together}
    elif not words.phrases.has("clause.prior"):
        conditions = {"with": node.prior_where}
    conditions.update({"unless": node.unless, "when": node.when})
    return [
        Piece(
            words.fill(f"obligation.{key}", condition=expression_text(each, words)),
            each.span,
            depth,
            follows=True,
        )
        for key, each in conditions.items()
        if each is not None
    ]


def _extension_text(extension: ExtendedBy, words: Words) -> str:
    """More time, if somebody grants it."""
    duration, event = duration_text(extension.duration, words), words.name(extension.event)
    return words.fill("obligation.extended", duration=duration, event=event, by=words.name(extension.by))


def _step_pieces(step: Step, words: Words) -> list[Piece]:
    """A further obligation; its first part begins where the step begins."""
    parts = {"event": words.name(step.event)} if step.kind is StepKind.ONCE else {}
    pieces = obligation_pieces(step.obligation, words, f"step.{step.kind.value}", **parts)
    return [
        _at(pieces[0], step.span),
        *(_at(piece, step.obligation.span) for piece in pieces[1:2]),
        *pieces[2:],
    ]


def _at(piece: Piece, span: Span) -> Piece:
    """A part with its place, unless it has one of its own."""
    return Piece(piece.text, piece.at or span, piece.deeper, piece.leads, piece.follows)


def _only_after_pieces(clause: OnlyAfter, words: Words) -> list[Piece]:
    """An act that needs another before it."""
    who = words.names(clause.bearers) or words.word("clause.anyone")
    bare = clause.within is None
    key = "only_directly_after" if clause.directly else "only_after_bare" if bare else "only_after"
    text = words.fill(
        f"clause.{key}",
        who=who,
        act=act_text(clause.act, words),
        prior=_prior_text(clause, words),
        duration="" if clause.within is None else duration_text(clause.within.duration, words),
        same="" if clause.same is None else bound_text(clause.same, words),
    )
    return [Piece(text, clause.span), *_tail_pieces(clause, words, 1)]


def _prior_text(clause: OnlyAfter, words: Words) -> str:
    """The act that must come before, in some tongues with what is asked of it."""
    prior = words.name(clause.prior)
    if not words.phrases.has("clause.prior"):
        return prior
    same = "" if clause.same is None else words.names(clause.same.attributes)
    return words.fill("clause.prior", same=same, such=such_text(clause.prior_where, words), prior=prior)


def _keep_pieces(clause: Keep, words: Words) -> list[Piece]:
    """A condition that must hold all along."""
    condition = expression_text(clause.condition, words)
    pieces = [
        Piece(words.fill("clause.keep", who=words.names(clause.bearers), condition=condition), clause.span)
    ]
    if clause.valid_for is not None:
        text = words.fill("clause.valid_for", duration=duration_text(clause.valid_for, words))
        pieces.append(Piece(text, clause.valid_for.span, 1, follows=True))
    if clause.restored_within is not None:
        text = words.fill("clause.restored", duration=duration_text(clause.restored_within.duration, words))
        pieces.append(Piece(text, clause.restored_within.span, 1, follows=True))
    return pieces


# ---- further lines -----------------------------------------------------------------------------


def _remark_text(clause: Remark, words: Words) -> str:
    """A line that stands by itself."""
    match clause:
        case FourEyes(events=events):
            joined = words.word("clause.four_eyes_and").join(words.name(event) for event in events)
            return words.fill("clause.four_eyes", events=joined)
        case NeverBoth(first=first, second=second):
            return words.fill("clause.never_both", first=words.name(first), second=words.name(second))
        case CaseEdge(event=event, last=last):
            return words.fill("clause.last_event" if last else "clause.first_event", event=words.name(event))
        case ModeLine(mode=mode):
            return words.keyword("MODE", mode.value)
        case RecordedWithin(duration=duration):
            return words.fill("clause.recorded_within", duration=duration_text(duration, words))
        case Suspended(start=start, end=end):
            return words.fill("clause.suspended", start=words.name(start), end=words.name(end))
        case Discharged(event=event, waived=waived, by=by):
            key = "clause.waived" if waived else "clause.discharged"
            return words.fill(key, event=words.name(event), by=words.name(by))
        case ExceptionTo(rule=rule):
            return words.fill("clause.exception_to", rule=words.name(rule))
        case _:
            assert_never(clause)

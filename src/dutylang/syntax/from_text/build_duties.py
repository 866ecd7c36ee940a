"""Builders of obligations: who must do what, under which conditions, and in which steps."""

from __future__ import annotations

from typing import cast

import attrs

from dutylang.source import NOWHERE, Span
from dutylang.syntax import ast
from dutylang.syntax.ast import Modal, StepKind, Upward
from dutylang.syntax.from_text.build_base import BuilderBase, Tail, changed
from dutylang.syntax.from_text.tokens import Token


@attrs.frozen
class Kept:
    """`values valid for D` or `restored within D`."""

    field: str
    duration: ast.Duration
    span: Span


@attrs.frozen
class Who:
    """The bearers of an obligation; empty for `anyone`."""

    bearers: tuple[ast.Name, ...]
    each: bool


@attrs.frozen
class Demand:
    """An obligation without its bearers."""

    modal: Modal
    act: ast.Act
    bounds: tuple[ast.Bound, ...]
    tail: tuple[Tail, ...]


@attrs.frozen
class Prior:
    """`only [directly] after E`; in Chinese with what is asked of E."""

    event: Token
    directly: bool = False
    same: tuple[ast.Name, ...] | None = None
    where: ast.Expr | None = None
    span: Span = NOWHERE


@attrs.frozen
class CountedAct:
    """`至少实地调查一次`: an act and how often, in one phrase."""

    act: ast.Act
    times: ast.Times


NOBODY = Who((), False)


class DutyBuilder(BuilderBase):
    """Rules about what is demanded, without deadlines."""

    # ---- conditions ----

    def with_(self, span: Span, condition: ast.Expr) -> Tail:
        """`with C`."""
        return Tail("where", condition, span)

    def together(self, span: Span, condition: ast.Expr) -> Tail:
        """`together with C`."""
        return Tail("together", condition, span)

    def unless(self, span: Span, condition: ast.Expr) -> Tail:
        """`unless C`."""
        return Tail("unless", condition, span)

    def when(self, span: Span, condition: ast.Expr) -> Tail:
        """`when C`."""
        return Tail("when", condition, span)

    def when_line(self, span: Span, condition: ast.Expr) -> Tail:
        """`when C` on its own line."""
        return Tail("when", condition, span)

    def tail(self, _span: Span, *parts: Tail | None) -> tuple[Tail, ...]:
        """What ends an obligation."""
        return tuple(part for part in parts if part is not None)

    def instead(self, span: Span, limit: ast.Bound, condition: ast.Expr) -> ast.Instead | None:
        """`instead within D when C`."""
        if isinstance(
            limit,
            ast.Times | ast.ForTheSame | ast.ByDifferentPersons | ast.ByOtherThan | ast.AsNextEvent,
        ):
            self.report("S038", span)
            return None
        return ast.Instead(limit, condition, span=span)

    def instead_reversed(self, span: Span, condition: ast.Expr, limit: ast.Bound) -> ast.Instead | None:
        """`当C时改为在D内`."""
        return self.instead(span, limit, condition)

    # ---- who must do what ----

    def all_of(self, _span: Span, names: tuple[ast.Name, ...]) -> Who:
        """`a, b`."""
        return Who(names, False)

    def each_of(self, _span: Span, names: tuple[ast.Name, ...]) -> Who:
        """`each a`."""
        return Who(names, True)

    def anybody(self, _span: Span) -> Who:
        """`anyone`."""
        return NOBODY

    def act_one(self, span: Span, event: Token) -> ast.Act:
        """An act."""
        return ast.Act((self.name_of(event),), span=span)

    def act_or(self, span: Span, *events: Token) -> ast.Act:
        """`a or b`."""
        return ast.Act(tuple(self.name_of(event) for event in events), span=span)

    def act_and(self, span: Span, *events: Token) -> ast.Act:
        """`a and b`."""
        return ast.Act(tuple(self.name_of(event) for event in events), joint=True, span=span)

    def act_at_least(self, span: Span, event: Token, number: Token) -> CountedAct:
        """`至少a一次`."""
        times = ast.Times(ast.TimesKind.AT_LEAST, self.whole(number), span=span)
        return CountedAct(self.act_one(self.span_of(event), event), times)

    def demand(self, _span: Span, modal: Token, *parts: object) -> Demand:
        """`must a …`: bounds, the act, bounds, the tail."""
        return self._demand(Modal(str(modal.value)), parts)

    def may(self, _span: Span, *parts: object) -> Demand:
        """`may a …`."""
        return self._demand(Modal.MAY, parts)

    def nobody(self, _span: Span, *parts: object) -> Demand:
        """`nobody may a …`."""
        return self._demand(Modal.MUST_NOT, parts)

    def _demand(self, modal: Modal, parts: tuple[object, ...]) -> Demand:
        act = next(part for part in parts if isinstance(part, ast.Act | CountedAct))
        bounds = [part for part in parts[:-1] if not isinstance(part, ast.Act | CountedAct)]
        if isinstance(act, CountedAct):
            bounds.append(act.times)
            act = act.act
        tail = cast("tuple[Tail, ...]", parts[-1])
        return Demand(modal, act, tuple(cast("list[ast.Bound]", bounds)), tail)

    def obligation(self, span: Span, who: Who | None, demand: Demand) -> ast.Obligation:
        """`R must a …`; without bearers in a step that goes on from the step before."""
        obligation = ast.Obligation(
            bearers=() if who is None else who.bearers,
            modal=demand.modal,
            act=demand.act,
            bounds=demand.bounds,
            each=who is not None and who.each,
            span=span,
        )
        return changed(obligation, **self._conditions(demand.tail))

    def obligation_upward(self, span: Span, upward: Token, demand: Demand) -> ast.Obligation:
        """`the superior must a …`."""
        return changed(self.obligation(span, NOBODY, demand), upward=Upward(str(upward.value)))

    def obligation_nobody(self, span: Span, demand: Demand) -> ast.Obligation:
        """`nobody may a …`."""
        return self.obligation(span, NOBODY, demand)

    def _conditions(self, tail: tuple[Tail, ...]) -> dict[str, ast.Expr]:
        return {part.field: part.condition for part in tail}

    def prior(self, _span: Span, event: Token) -> Prior:
        """`only after E`."""
        return Prior(event)

    def prior_directly(self, _span: Span, event: Token) -> Prior:
        """`only directly after E`."""
        return Prior(event, True)

    def such_prior(
        self, span: Span, same: tuple[ast.Name, ...] | None, where: ast.Expr | None, event: Token
    ) -> Prior:
        """`针对同一a的附有b的E`."""
        return Prior(event, False, same, where, span)

    def may_only(self, span: Span, who: Who, act: ast.Act, prior: Prior, *rest: object) -> ast.OnlyAfter:
        """`R may a only after b …`."""
        return self._only_after(span, who, act, prior, list(rest))

    def only_without(
        self, span: Span, who: Who, prior: Prior, modal: Token, act: ast.Act, *rest: object
    ) -> ast.OnlyAfter:
        """`R未经b不得a`."""
        if modal.value != Modal.MUST_NOT.value:
            self.report("S039", self.span_of(modal), found=modal.text)
        return self._only_after(span, who, act, prior, list(rest))

    def only_then(
        self, span: Span, who: Who, prior: Prior, within: ast.Duration | None, act: ast.Act, *rest: object
    ) -> ast.OnlyAfter:
        """`R在b后[D内]方可a`."""
        limit = [] if within is None else [ast.Within(within, span=within.span)]
        return self._only_after(span, who, act, prior, [*limit, *rest])

    def only_directly(self, span: Span, who: Who, prior: Prior, act: ast.Act, *rest: object) -> ast.OnlyAfter:
        """`R须紧接b之后方可a`."""
        return self._only_after(span, who, act, attrs.evolve(prior, directly=True), list(rest))

    def _only_after(
        self, span: Span, who: Who, act: ast.Act | CountedAct, prior: Prior, rest: list[object]
    ) -> ast.OnlyAfter:
        *bounds, tail = rest
        within: ast.Within | None = None
        same = None if prior.same is None else ast.ForTheSame(prior.same, span=prior.span)
        for bound in bounds:
            match bound:
                case ast.Within() if within is None and bound.after is None:
                    within = bound
                case ast.ForTheSame() if same is None:
                    same = bound
                case _:
                    self.report("S041", getattr(bound, "span", span))
        if isinstance(act, CountedAct):
            self.report("S041", act.times.span)
            act = act.act
        made = ast.OnlyAfter(
            bearers=who.bearers,
            act=act,
            prior=self.name_of(prior.event),
            directly=prior.directly,
            within=within,
            same=same,
            prior_where=prior.where,
            span=span,
        )
        for part in cast("tuple[Tail, ...]", tail):
            made = cast("ast.OnlyAfter", self.attached(made, part))
        return made

    def attached(self, demand: ast.Obligation | ast.OnlyAfter, tail: Tail) -> ast.Obligation | ast.OnlyAfter:
        """The obligation with a condition added; reported where there is one of its kind already."""
        field = tail.field
        if isinstance(demand, ast.OnlyAfter):
            if field == "together":
                self.report("S041", tail.span)
                return demand
            field = "prior_where" if field == "where" else field
        if getattr(demand, field) is not None:
            self.report("S042", tail.span)
            return demand
        grown = changed(demand, span=demand.span.to(tail.span))
        return changed(grown, **{field: tail.condition})

    # ---- steps ----

    def _step(
        self, span: Span, kind: StepKind, made: ast.Obligation | None, event: Token | None = None
    ) -> ast.Step | None:
        if made is None:
            return None
        return ast.Step(kind, made, None if event is None else self.name_of(event), span=span)

    def then(self, span: Span, made: ast.Obligation | None) -> ast.Step | None:
        """`then must a`."""
        return self._step(span, StepKind.THEN, made)

    def and_step(self, span: Span, made: ast.Obligation | None) -> ast.Step | None:
        """`and must a`."""
        return self._step(span, StepKind.AND, made)

    def once(self, span: Span, event: Token, made: ast.Obligation | None) -> ast.Step | None:
        """`once E, R must a`."""
        return self._step(span, StepKind.ONCE, made, event)

    def otherwise(self, span: Span, made: ast.Obligation | None) -> ast.Step | None:
        """`otherwise R must a`."""
        return self._step(span, StepKind.OTHERWISE, made)

    def if_any_missed(self, span: Span, made: ast.Obligation | None) -> ast.Step | None:
        """`if any step is missed R must a`."""
        return self._step(span, StepKind.IF_ANY_MISSED, made)

    def if_late(self, span: Span, made: ast.Obligation | None) -> ast.Step | None:
        """`if late, R must a`."""
        return self._step(span, StepKind.IF_LATE, made)

    def bad_step(self, _span: Span, _bad: Token) -> None:
        """A step that could not be read and has been reported."""

    # ---- other demands ----

    def keep(self, span: Span, condition: ast.Expr, *kept: Kept) -> ast.Keep:
        """`keep C`."""
        return self._keep(span, (), condition, kept)

    def keep_by(self, span: Span, *parts: object) -> ast.Keep:
        """`R must keep C`."""
        who = parts[0] if isinstance(parts[0], Who) else NOBODY
        modal, condition, *kept = parts[1:] if isinstance(parts[0], Who) else parts
        if cast("Token", modal).value != Modal.MUST.value:
            self.report("S039", self.span_of(cast("Token", modal)), found=cast("Token", modal).text)
        return self._keep(span, who.bearers, cast("ast.Expr", condition), cast("list[Kept]", kept))

    def _keep(
        self,
        span: Span,
        bearers: tuple[ast.Name, ...],
        condition: ast.Expr,
        kept: tuple[Kept, ...] | list[Kept],
    ) -> ast.Keep:
        made = ast.Keep(bearers, condition, span=span)
        for part in kept:
            made = self.kept(made, part)
        return made

    def kept(self, keep: ast.Keep, part: Kept) -> ast.Keep:
        """The line with one of its periods added."""
        if getattr(keep, part.field) is not None:
            self.report("S042", part.span)
            return keep
        value: object = part.duration
        if part.field == "restored_within":
            value = ast.Within(part.duration, span=part.span)
        return changed(keep, span=keep.span.to(part.span), **{part.field: value})

    def valid_for(self, span: Span, duration: ast.Duration) -> Kept:
        """`values valid for D`."""
        return Kept("valid_for", duration, span)

    def restored(self, span: Span, duration: ast.Duration) -> Kept:
        """`restored within D`."""
        return Kept("restored_within", duration, span)

    def restored_by(self, span: Span, modal: Token, duration: ast.Duration) -> Kept:
        """`不符合的，应当在D内恢复`."""
        if modal.value != Modal.MUST.value:
            self.report("S039", self.span_of(modal), found=modal.text)
        return self.restored(span, duration)

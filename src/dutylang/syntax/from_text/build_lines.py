"""Builders of the lines of a rule around its obligations: when it applies, and what changes it."""

from __future__ import annotations

import attrs

from dutylang.source import Span
from dutylang.syntax import ast
from dutylang.syntax.ast import Mode, Which
from dutylang.syntax.from_text.build_base import BuilderBase, Tail, changed
from dutylang.syntax.from_text.tokens import Token
from dutylang.values import Unit


@attrs.frozen
class Meanwhile:
    """`期间中止计算`: the scope before it does not say when the rule applies, but when its clock stands."""

    span: Span


class LineBuilder(BuilderBase):
    """Triggers, scopes, and the lines below an obligation."""

    # ---- when it applies ----

    def after_each(self, span: Span, event: Token, where: Tail | None = None) -> ast.After:
        """`after each E`."""
        return self._after(span, Which.EACH, event, where)

    def after_first(self, span: Span, event: Token, where: Tail | None = None) -> ast.After:
        """`after E`."""
        return self._after(span, Which.FIRST, event, where)

    def after_latest(self, span: Span, event: Token, where: Tail | None = None) -> ast.After:
        """`after the latest E`."""
        return self._after(span, Which.LATEST, event, where)

    def after_which(self, span: Span, which: Token, event: Token) -> ast.After:
        """`最近一次E之后`, `首次E之后`."""
        latest = which.value == Which.LAST.value
        return self._after(span, Which.LATEST if latest else Which.FIRST, event, None)

    def after_each_such(self, span: Span, where: ast.Expr, event: Token) -> ast.After:
        """`每次附有a的E之后`."""
        return ast.After(Which.EACH, self.name_of(event), where, span=span)

    def after_first_such(self, span: Span, where: ast.Expr, event: Token) -> ast.After:
        """`附有a的E之后`."""
        return ast.After(Which.FIRST, self.name_of(event), where, span=span)

    def after_which_such(self, span: Span, which: Token, where: ast.Expr, event: Token) -> ast.After:
        """`最近一次附有a的E之后`."""
        return changed(self.after_which(span, which, event), where=where)

    def _after(self, span: Span, which: Which, event: Token, where: Tail | None) -> ast.After:
        return ast.After(which, self.name_of(event), None if where is None else where.condition, span=span)

    def between(self, span: Span, start: Token, end: Token) -> ast.Between:
        """`between A and B`."""
        return ast.Between(self.name_of(start), self.name_of(end), span=span)

    def from_until(self, span: Span, start: Token, end: Token) -> ast.FromUntil:
        """`from A until B`."""
        return ast.FromUntil(self.name_of(start), self.name_of(end), span=span)

    def from_only(self, span: Span, start: Token) -> ast.FromUntil:
        """`from A`."""
        return ast.FromUntil(self.name_of(start), None, span=span)

    def until_only(self, span: Span, end: Token) -> ast.FromUntil:
        """`until B`."""
        return ast.FromUntil(None, self.name_of(end), span=span)

    def every(self, span: Span, unit: Token, scope: ast.FromUntil | None) -> ast.Every:
        """`every quarter`."""
        return ast.Every(Unit(str(unit.value)), scope, span=span)

    def scope_every(self, span: Span, scope: ast.FromUntil, unit: Token) -> ast.Every:
        """`自A起至B止每季度`."""
        return self.every(span, unit, scope)

    def every_since(
        self, span: Span, duration: ast.Duration, scope: ast.FromUntil | None = None
    ) -> ast.EverySince:
        """`every 30 days since the last`."""
        return ast.EverySince(duration, scope, span=span)

    def scope_every_since(self, span: Span, scope: ast.FromUntil, duration: ast.Duration) -> ast.EverySince:
        """`自A起至B止自上次起每30日`."""
        return self.every_since(span, duration, scope)

    def before(self, span: Span, event: Token) -> ast.Before:
        """`before E`."""
        return ast.Before(self.name_of(event), span=span)

    def on_day_of(self, span: Span, event: Token) -> ast.OnDayOf:
        """`on the day of E`."""
        return ast.OnDayOf(self.name_of(event), span=span)

    def applies_to(self, span: Span, case: Token) -> ast.AppliesTo:
        """`applies to customer`."""
        return ast.AppliesTo(self.name_of(case), span=span)

    # ---- further lines ----

    def mode(self, span: Span, mode: Token) -> ast.ModeLine:
        """`already counts`."""
        return ast.ModeLine(Mode(str(mode.value)), span=span)

    def recorded(self, span: Span, duration: ast.Duration) -> ast.RecordedWithin:
        """`counts only if recorded within D`."""
        return ast.RecordedWithin(duration, span=span)

    def suspended(self, span: Span, scope: ast.FromUntil) -> ast.Suspended | None:
        """`suspended from A until B`."""
        if scope.start is None or scope.end is None:
            self.report("S043", span)
            return None
        return ast.Suspended(scope.start, scope.end, span=span)

    def suspended_meanwhile(self, span: Span) -> Meanwhile:
        """`自A起至B止，期间中止计算`: the second half, after a scope that it makes its own."""
        return Meanwhile(span)

    def discharged(self, span: Span, event: Token) -> ast.Discharged:
        """`discharged on E`."""
        return ast.Discharged(self.name_of(event), False, span=span)

    def waived(self, span: Span, event: Token, by: Token | None = None) -> ast.Discharged:
        """`waived on E [by R]`."""
        return ast.Discharged(self.name_of(event), True, None if by is None else self.name_of(by), span=span)

    def waived_by(self, span: Span, by: Token, event: Token) -> ast.Discharged:
        """`经RE豁免`."""
        return self.waived(span, event, by)

    def extended(
        self, span: Span, duration: ast.Duration, event: Token, by: Token | None = None
    ) -> ast.ExtendedBy:
        """`extended by D on E [by R]`."""
        return ast.ExtendedBy(
            duration, self.name_of(event), None if by is None else self.name_of(by), span=span
        )

    def extended_reversed(self, span: Span, event: Token, duration: ast.Duration) -> ast.ExtendedBy:
        """`经E延长D`."""
        return self.extended(span, duration, event)

    def extended_by(self, span: Span, by: Token, event: Token, duration: ast.Duration) -> ast.ExtendedBy:
        """`经RE延长D`."""
        return self.extended(span, duration, event, by)

    def exception_to(self, span: Span, rule: Token) -> ast.ExceptionTo:
        """`exception to R`."""
        return ast.ExceptionTo(self.name_of(rule), span=span)

    # ---- pairs and edges ----

    def four_eyes(self, span: Span, *events: Token) -> ast.FourEyes:
        """`a and b by different persons`."""
        return ast.FourEyes(tuple(self.name_of(event) for event in events), span=span)

    def never_both(self, span: Span, first: Token, second: Token) -> ast.NeverBoth:
        """`never both a and b`."""
        return ast.NeverBoth(self.name_of(first), self.name_of(second), span=span)

    def first_event(self, span: Span, event: Token) -> ast.CaseEdge:
        """`the first event must be a`."""
        return ast.CaseEdge(self.name_of(event), False, span=span)

    def last_event(self, span: Span, event: Token) -> ast.CaseEdge:
        """`the last event must be a`."""
        return ast.CaseEdge(self.name_of(event), True, span=span)

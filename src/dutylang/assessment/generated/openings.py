"""The openings of a rule as loops: the case as a whole, stretches of it, and the triggers or periods within."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import attrs

from dutylang.assessment.generated.conditions import Place
from dutylang.assessment.generated.tables import PeriodTable
from dutylang.assessment.generated.unformed import NoFormError
from dutylang.assessment.generated.writing import Writer
from dutylang.plan.model import RulePlan, TriggerKind
from dutylang.values import Unit


@attrs.frozen
class Here:
    """An opening in the words of the generated text.

    `event` is the variable of the event that opened it, of the type `event_type`; `day` and `us` expressions of
    the moment from which deadlines count. `end` is the variable of the event that ends its stretch, None where
    the scope has no end. `told` is what the outcome says of the opening. `stretch`: it stands for a whole
    stretch. `period` are the variables of the first and last day of the period, and whether it is cut.
    `has_moment`: conditions and dues have a moment of an event, not the first day of the case.
    """

    event: str | None
    event_type: str | None
    day: str
    us: str
    end: str | None
    told: str
    stretch: bool
    period: tuple[str, str, str] | None = None
    maybe: bool = False  # the event may be None

    @property
    def place(self) -> Place:
        """Where conditions of the opening are read."""
        if self.maybe:
            return Place(day=self.day, us=self.us)
        return Place(self.event, self.event, self.event_type, self.day, self.us)


Inner = Callable[[Here], None]
Skip = Callable[[str], None]


def open_loops(writer: Writer, rule: RulePlan, inner: Inner) -> None:
    """Writes the loops over the openings of a rule with `inner` inside each. `continue` goes to the next one."""
    scope = rule.scope
    if scope.start is None and scope.end is None:
        _in_stretch(writer, rule, None, None, None, inner)
        return
    writer.strict = True
    if scope.start is None:
        ends = writer.events(scope.end or "")
        writer.line(f"x = {ends}[0] if {ends} else None")
        _in_stretch(writer, rule, None, None, "x", inner)
        return
    starts = writer.events(scope.start)
    ends = writer.events(scope.end) if scope.end is not None else "()"
    if scope.end is None:
        writer.line(f"Z = (({starts}[0], None),) if {starts} else ()")
    else:
        same = scope.start == scope.end
        writer.line(f"Z = {writer.helper('stretches')}({starts}, {'()' if same else ends}, {same})")
    kind = rule.trigger.kind
    if kind is TriggerKind.PERIODS:
        with writer.block("if len(Z) > 1:"):
            writer.line(writer.leave())
    with writer.block("for y, x in Z:"):
        _in_stretch(writer, rule, "y", scope.start, "x" if scope.end is not None else None, inner)


def _in_stretch(
    writer: Writer, rule: RulePlan, start: str | None, start_type: str | None, end: str | None, inner: Inner
) -> None:
    trigger = rule.trigger
    match trigger.kind:
        case TriggerKind.SCOPE:
            if start is None:
                with writer.block("for s in (B,):"):
                    inner(Here(None, None, "s", "None", end, "None", True))
            else:
                writer.line(f"s = {start}[2]")
                inner(Here(start, start_type, "s", f"{start}[3]", end, start, True))
        case TriggerKind.EACH | TriggerKind.FIRST:
            _triggers(writer, rule, start, end, inner)
        case TriggerKind.PERIODS:
            _periods(writer, rule, start, start_type, end, inner)
        case _:
            raise NoFormError(f"trigger_{trigger.kind.value}")


def _triggers(writer: Writer, rule: RulePlan, start: str | None, end: str | None, inner: Inner) -> None:
    trigger = rule.trigger
    events = writer.events(trigger.event or "")
    with writer.block(f"for t in {events}:"):
        if start is not None:
            with writer.block(f"if t[0] < {start}[0]:"):
                writer.line("continue")
        if end is not None:
            with writer.block(f"if {end} is not None and t[0] >= {end}[0]:"):
                writer.line("break")
        writer.line("s = t[2]")
        here = Here("t", trigger.event, "s", "t[3]", end, "t", False)
        if trigger.kind is TriggerKind.FIRST:
            if trigger.where is not None:
                with writer.block(f"if not {writer.condition(trigger.where, here.place)}:"):
                    writer.line("continue")
            with writer.block("for t in (t,):"):
                inner(here)
            writer.line("break")
        else:
            inner(here)


def _periods(
    writer: Writer, rule: RulePlan, start: str | None, start_type: str | None, end: str | None, inner: Inner
) -> None:
    """One for each calendar period that has begun; the first one may begin with the start of its scope."""
    if rule.scope.closed_only:
        raise NoFormError("periods_between")
    table = writer.names.of(PeriodTable(rule.trigger.unit or Unit.MONTH, writer.setting))
    ended = end or "None"
    writer.line(f"p, q, r = {writer.helper('period_days')}({table}, {start or 'None'}, {ended}, C, B, D)")
    # Without an event there is no day on which the case began.
    with writer.block(f"for l, g, h in ({table}[p, q] if p <= q and {'1' if start else 'E'} else ()):"):
        closed = f"({end} is not None or C is not None)" if end is not None else "C is not None"
        writer.line(f"K = h > r and {closed}")
        if start is None:
            writer.line("s = g if g > p else p")
            told = "(l, s, None)"
            inner(Here(None, None, "s", "None", end, told, False, ("g", "h", "K")))
            return
        writer.line(f"t = {start} if g <= p else None")
        writer.line("s = g if g > p else p")
        us = "(t[3] if t is not None else None)"
        inner(Here("t", start_type, "s", us, end, "(l, s, t)", False, ("g", "h", "K"), maybe=True))


def force_block(writer: Writer, rule: RulePlan, day: str) -> None:
    """Skips an opening on a day on which the rule is not in force. `z` tells why nothing was found so far."""
    tests = [f"{day} < {rule.since.toordinal()}"]
    if rule.until is not None and rule.until != dt.date.max:
        tests.append(f"{day} > {rule.until.toordinal()}")
    with writer.block(f"if {' or '.join(tests)}:"):
        with writer.block("if z == 1:"):
            writer.line("z = 2")
        writer.line("continue")


def drop_block(writer: Writer, condition: str, why: int) -> None:
    """Skips an opening whose condition is false; of several reasons the first is told."""
    with writer.block(f"if not {condition}:"):
        with writer.block("if 0 < z < 3:"):
            writer.line(f"z = {why}")
        writer.line("continue")

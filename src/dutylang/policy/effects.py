"""Lines and parts that a rule of their kind takes no account of: refused, so that nothing is passed over in silence."""

from __future__ import annotations

import enum
from collections.abc import Iterator

from dutylang.diagnostics.model import Severity
from dutylang.policy.draft import Draft
from dutylang.policy.superiors import MAIN
from dutylang.policy.walk import order_and_circles
from dutylang.source import Span
from dutylang.syntax.ast import (
    RECURRING,
    After,
    AppliesTo,
    AsNextEvent,
    AtLeastBefore,
    Before,
    BeforeEvent,
    Between,
    ByDay,
    ByDifferentPersons,
    ByOtherThan,
    Clause,
    Discharged,
    Duty,
    Every,
    EverySince,
    ExceptionTo,
    ForTheSame,
    FromUntil,
    Limit,
    Modal,
    Mode,
    ModeLine,
    Obligation,
    OnDayOf,
    OnlyAfter,
    Pick,
    RecordedWithin,
    RuleKind,
    Step,
    StepKind,
    Suspended,
    Times,
    TimesKind,
    Within,
)

FORBIDS = (Modal.MUST_NOT, Modal.SHOULD_NOT)
OPENINGS = (After, Before, Between, Every, EverySince, FromUntil, OnDayOf)


class _Kind(enum.Enum):
    """What a rule comes to, as far as it matters which lines it takes."""

    DEMAND = "demand"
    BAN = "ban"
    CEILING = "ceiling"
    PRECEDENCE = "precedence"
    PERMISSION = "permission"
    OTHER = "other"


Passed = tuple[Span, str]
"""What would be passed over, and the key of the help."""


def check_effects(draft: Draft) -> None:
    """D027 for each line, and each part of one, that nobody would judge by; D054 where a day does not return."""
    circular = {name for ring in order_and_circles(excepted_by(draft))[1] for name in ring}
    for placed in draft.names.placed:
        if isinstance(placed.rule, Duty) and any(isinstance(each, MAIN) for each in placed.rule.clauses):
            # Of what excepts from itself that is told.
            excepts = () if placed.rule.declared.name in circular else _excepts(placed.rule, draft)
            for span, reason in (*_passed_over(placed.rule), *excepts):
                draft.report("D027", span, help=reason, text=draft.quote(span))
            for span in _asked_once(placed.rule):
                draft.report("D054", span, severity=Severity.WARNING, text=draft.quote(span))


def excepted_by(draft: Draft) -> dict[str, tuple[str, ...]]:
    """The rules to which each rule calls itself an exception."""
    duties = [placed.rule for placed in draft.names.placed if isinstance(placed.rule, Duty)]
    return {
        duty.declared.name: tuple(each.rule.text for each in duty.clauses if isinstance(each, ExceptionTo))
        for duty in duties
    }


def is_ceiling(obligation: Obligation) -> bool:
    """Whether it allows so many acts at most, and demands none."""
    kinds = [bound.kind for bound in obligation.bounds if isinstance(bound, Times)]
    return bool(kinds) and all(kind is TimesKind.AT_MOST for kind in kinds)


def _passed_over(duty: Duty) -> Iterator[Passed]:
    kind = _kind_of(duty)
    above: Obligation | None = None
    for clause in duty.clauses:
        reason = _line(clause, kind, duty)
        if reason is not None:
            yield clause.span, reason
        elif isinstance(clause, Obligation):
            yield from _parts(clause, kind)
            above = clause
        elif isinstance(clause, Step):
            yield from _parts(clause.obligation, _Kind.DEMAND, is_step=True)
            if clause.kind is StepKind.IF_LATE and above is not None and _never_late(above, duty):
                yield clause.span, "never_late"
            above = clause.obligation


def _excepts(duty: Duty, draft: Draft) -> Iterator[Passed]:
    """Exceptions that excuse nobody: permissions alone except, from what forbids one of their acts."""
    rules = {each.rule.declared.name: each.rule for each in draft.names.placed}
    acts = _acts(duty)
    for clause in duty.clauses:
        if not isinstance(clause, ExceptionTo):
            continue
        rule = rules.get(clause.rule.text)
        if rule is None:
            continue  # a name that is not known is told
        if duty.kind is not RuleKind.PERMISSION:
            yield clause.span, "exception"
        elif not acts & _forbidden(rule):
            yield clause.span, "excepts"


def _acts(duty: Duty) -> set[str]:
    mains = [clause for clause in duty.clauses if isinstance(clause, Obligation | OnlyAfter)]
    return {name.text for clause in mains for name in clause.act.events}


def _forbidden(rule: object) -> set[str]:
    """The acts that a rule forbids, at all or unless something came before."""
    if not isinstance(rule, Duty) or _kind_of(rule) not in (_Kind.BAN, _Kind.PRECEDENCE):
        return set()
    return _acts(rule)


def _kind_of(duty: Duty) -> _Kind:
    if duty.kind is RuleKind.PERMISSION:
        return _Kind.PERMISSION
    for clause in duty.clauses:
        if isinstance(clause, OnlyAfter):
            return _Kind.PRECEDENCE
        if isinstance(clause, Obligation):
            if clause.modal in FORBIDS:
                return _Kind.BAN
            return _Kind.CEILING if is_ceiling(clause) else _Kind.DEMAND
    return _Kind.OTHER


def _line(clause: Clause, kind: _Kind, duty: Duty) -> str | None:
    """Why a line of a rule would say nothing; None where it says something."""
    match clause:
        case Step() if kind not in (_Kind.DEMAND, _Kind.BAN, _Kind.PERMISSION):
            return "step"
        case Discharged() if kind is not _Kind.DEMAND:
            return "release"
        case Discharged() if any(isinstance(each, Obligation) and _is_next(each) for each in duty.clauses):
            return "next"
        case Suspended() if not _counts_a_period(duty, kind):
            return "suspended"
        case RecordedWithin() if kind is not _Kind.DEMAND:
            return "recorded"
        case ModeLine(mode=Mode.LAPSES | Mode.STAYS_OWED) if kind is not _Kind.DEMAND:
            return "mode"
        case ModeLine(mode=Mode.ALREADY_COUNTS | Mode.EACH_ITS_OWN) if kind not in (
            _Kind.DEMAND,
            _Kind.PRECEDENCE,
        ):
            return "mode"
        case OnlyAfter() if kind is _Kind.PERMISSION:
            return "permission"
        case _ if kind is _Kind.PERMISSION and isinstance(clause, (*OPENINGS, AppliesTo)):
            return "permission"
        case _:
            return None


def _counts_a_period(duty: Duty, kind: _Kind) -> bool:
    """Whether some deadline may stand still."""
    if kind not in (_Kind.DEMAND, _Kind.BAN, _Kind.CEILING):
        return False
    found = [clause.obligation if isinstance(clause, Step) else clause for clause in duty.clauses]
    limits = [limit for each in found if isinstance(each, Obligation) for limit in _limits(each)]
    since_last = any(isinstance(clause, EverySince) for clause in duty.clauses)
    return since_last or any(isinstance(limit, Within) for limit in limits)


def _limits(obligation: Obligation) -> list[Limit]:
    """All that may be its deadline, each of several that are picked from."""
    own = [bound for bound in obligation.bounds if isinstance(bound, Limit)]
    every = [*own, *(each.limit for each in obligation.instead)]
    return [each for limit in every for each in (limit.limits if isinstance(limit, Pick) else (limit,))]


def _has_moment(obligation: Obligation) -> bool:
    """Whether something other than an event to come may be its deadline."""
    return any(not isinstance(limit, BeforeEvent | AtLeastBefore) for limit in _limits(obligation))


def _never_late(obligation: Obligation, duty: Duty) -> bool:
    """Whether what is done after its time stays undone: it lapses, or has no deadline but an event to come."""
    if obligation not in duty.clauses:
        return not _has_moment(obligation)
    modes = {clause.mode for clause in duty.clauses if isinstance(clause, ModeLine)}
    if Mode.STAYS_OWED in modes:
        return False
    lapses = Mode.LAPSES in modes or any(isinstance(clause, Every | OnDayOf) for clause in duty.clauses)
    since_last = any(isinstance(clause, EverySince) for clause in duty.clauses)
    return lapses or not (since_last or _has_moment(obligation))


def _parts(obligation: Obligation, kind: _Kind, *, is_step: bool = False) -> Iterator[Passed]:
    """The parts of an obligation that would say nothing."""
    yield from _twice(obligation)
    if is_step and is_ceiling(obligation):
        yield obligation.span, "step_ceiling"
        return
    several = obligation.act.joint and len(obligation.act.events) > 1
    if several and (is_step or kind in (_Kind.BAN, _Kind.CEILING)):
        yield obligation.act.span, "step_joint" if is_step else "joint"
    for bound in obligation.bounds:
        useless = _bound(bound, obligation, kind)
        if useless is not None:
            yield bound.span, useless
    if kind in (_Kind.BAN, _Kind.CEILING, _Kind.PERMISSION):
        reason = "permission" if kind is _Kind.PERMISSION else "changed"
        yield from ((each.span, reason) for each in obligation.instead)
        yield from ((each.span, reason) for each in obligation.extended)
    elif not any(not isinstance(limit, BeforeEvent) for limit in _limits(obligation)):
        yield from ((each.span, "extended") for each in obligation.extended)
    together = obligation.together
    if together is not None and (kind is not _Kind.DEMAND or _is_next(obligation)):
        yield together.span, "next" if kind is _Kind.DEMAND else "together"
    if kind is _Kind.PERMISSION and obligation.unless is not None:
        yield obligation.unless.span, "permission"
    if obligation.each and (is_step or kind is _Kind.CEILING):
        yield obligation.span, "step_each" if is_step else "each"


def _bound(bound: object, obligation: Obligation, kind: _Kind) -> str | None:
    if kind is _Kind.PERMISSION:
        return None if isinstance(bound, ForTheSame | ByOtherThan) else "permission"
    match bound:
        case Times() if kind is _Kind.BAN:
            return "times"
        case Times() | ByDifferentPersons() if kind is _Kind.DEMAND and _is_next(obligation):
            return "next"
        case ByDifferentPersons() if kind is not _Kind.DEMAND or obligation.act.joint:
            return "distinct"
        case AsNextEvent() if kind is _Kind.CEILING:
            return "next"
        case _:
            return None


def _asked_once(duty: Duty) -> Iterator[Span]:
    """`by the 10th of each month` where the rule does not recur every month: it is asked once."""
    opens = [clause for clause in duty.clauses if isinstance(clause, After | OnDayOf | Every | EverySince)]
    for clause in duty.clauses:
        if not isinstance(clause, Obligation | Step):
            continue
        obligation = clause.obligation if isinstance(clause, Step) else clause
        own = [bound for bound in obligation.bounds if isinstance(bound, ByDay)][:1]
        for day in _days(obligation):
            recurs = any(isinstance(each, Every) and each.unit is RECURRING[day.of] for each in opens)
            by_itself = not opens and own == [day]
            if isinstance(clause, Step) or not (recurs or by_itself):
                yield day.span


def _days(obligation: Obligation) -> list[ByDay]:
    """The days of periods that return."""
    return [each for each in _limits(obligation) if isinstance(each, ByDay) and each.of in RECURRING]


def _is_next(obligation: Obligation) -> bool:
    return any(isinstance(bound, AsNextEvent) for bound in obligation.bounds)


def _twice(obligation: Obligation) -> Iterator[Passed]:
    """A part that may be said once only; of several deadlines the earliest counts."""
    counts = [bound for bound in obligation.bounds if isinstance(bound, Times)]
    seen: set[object] = set()
    for bound in obligation.bounds:
        if isinstance(bound, Limit):
            continue
        what: object = (Times, bound.kind) if isinstance(bound, Times) else type(bound)
        exact = isinstance(bound, Times) and bound.kind is TimesKind.EXACTLY
        if what in seen or (exact and len(counts) > 1):
            yield bound.span, "twice"
        seen.add(what)

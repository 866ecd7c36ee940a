"""Who must do what, as written: obligations, their steps, and the further lines of a duty."""

from __future__ import annotations

import enum

from dutylang.source import Span
from dutylang.syntax.ast.activation import After, Before, Between, Every, EverySince, FromUntil, OnDayOf
from dutylang.syntax.ast.base import Declared, Name, node, place
from dutylang.syntax.ast.expressions import Duration, Expr
from dutylang.syntax.ast.limits import Limit, Within


class Modal(enum.Enum):
    """The force of an obligation. MUST_ENSURE counts anyone's act."""

    MUST = "must"
    MUST_ENSURE = "must_ensure"
    SHOULD = "should"
    MUST_NOT = "must_not"
    SHOULD_NOT = "should_not"
    MAY = "may"


@node
class Act:
    """`visit_site`, `visit_site or call`, `visit_site and file_report` (when `joint`)."""

    events: tuple[Name, ...]
    joint: bool = False
    span: Span = place()


class TimesKind(enum.Enum):
    """A bound on how often."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    EXACTLY = "exactly"


@node
class Times:
    """`at least 2 times`, `at most once`, `exactly 3 times`."""

    kind: TimesKind
    count: int
    span: Span = place()


@node
class ForTheSame:
    """`for the same site, borrower`: those attributes equal the trigger's."""

    attributes: tuple[Name, ...]
    span: Span = place()


@node
class ByDifferentPersons:
    """`by different persons`: no actor counts twice."""

    span: Span = place()


@node
class ByOtherThan:
    """`by someone other than who accept_application`: not one of that event's actors."""

    event: Name
    span: Span = place()


@node
class AsNextEvent:
    """`as the next event`: the very next event of the case."""

    span: Span = place()


Bound = Times | ForTheSame | ByDifferentPersons | ByOtherThan | AsNextEvent | Limit


@node
class Instead:
    """`instead within 60 days when no_suspect`: another limit under a condition; the first that holds counts."""

    limit: Limit
    when: Expr
    span: Span = place()


@node
class ExtendedBy:
    """`extended by 30 days on grant_extension [by department_head]`, if granted by the then-current due."""

    duration: Duration
    event: Name
    by: Name | None = None
    span: Span = place()


class Upward(enum.Enum):
    """Bearers of a level found along `reports to`."""

    SUPERIOR = "superior"  # of the bearer of the level before
    EACH_SUPERIOR = "each_superior"  # one level after the other, up to the top


@node
class Obligation:
    """`R must visit_site within 3 working days with … unless … when …`.

    Empty `bearers`: of a prohibition, nobody may; of a step, the bearer of the step before or, with
    `upward`, who stands above that bearer.
    """

    bearers: tuple[Name, ...]
    modal: Modal
    act: Act
    bounds: tuple[Bound, ...] = ()
    each: bool = False
    where: Expr | None = None
    together: Expr | None = None
    unless: Expr | None = None
    when: Expr | None = None
    instead: tuple[Instead, ...] = ()
    extended: tuple[ExtendedBy, ...] = ()
    upward: Upward | None = None
    span: Span = place()


@node
class OnlyAfter:
    """`R may use_limit only after approve [within 24 hours]`; `directly` for the event just before."""

    bearers: tuple[Name, ...]
    act: Act
    prior: Name
    directly: bool = False
    within: Within | None = None
    same: ForTheSame | None = None
    prior_where: Expr | None = None
    unless: Expr | None = None
    when: Expr | None = None
    span: Span = place()


@node
class Keep:
    """`keep COND`, `values valid for 12 months`, `restored within 30 days`."""

    bearers: tuple[Name, ...]
    condition: Expr
    valid_for: Duration | None = None
    restored_within: Within | None = None
    span: Span = place()


@node
class FourEyes:
    """`accept and approve by different persons`: activated by the later act."""

    events: tuple[Name, ...]
    span: Span = place()


@node
class NeverBoth:
    """`never both cancel and accept`: activated by the first named."""

    first: Name
    second: Name
    span: Span = place()


@node
class CaseEdge:
    """`the first event must be X`, or `the last event must be X` when `last` (judged at closing)."""

    event: Name
    last: bool
    span: Span = place()


class StepKind(enum.Enum):
    """How a further obligation follows from what stands before it."""

    THEN = "then"  # opens on the actual performance of the step before
    AND = "and"  # opens with the duty's trigger
    ONCE = "once"  # opens on a named event after the step before
    OTHERWISE = "otherwise"  # opens when the step above is missed
    IF_ANY_MISSED = "if_any_missed"  # opens when any step of the chain is missed
    IF_LATE = "if_late"  # opens when the step above was done late; cures nothing


@node
class Step:
    """`then must …`, `otherwise R must …`, `once X, R must …`."""

    kind: StepKind
    obligation: Obligation
    event: Name | None = None
    span: Span = place()


class Mode(enum.Enum):
    """Lines that change how acts answer instances, or when an instance is judged."""

    ALREADY_COUNTS = "already_counts"
    EACH_ITS_OWN = "each_its_own"
    LAPSES = "lapses"
    STAYS_OWED = "stays_owed"
    AT_WINDOW_CLOSE = "at_window_close"


@node
class ModeLine:
    """One of the modes."""

    mode: Mode
    span: Span = place()


@node
class When:
    """`when COND` before the obligation: false makes no instance."""

    condition: Expr
    span: Span = place()


@node
class RecordedWithin:
    """`counts only if recorded within 2 days` of the act."""

    duration: Duration
    span: Span = place()


@node
class Suspended:
    """`suspended from A until B`: those days are not counted."""

    start: Name
    end: Name
    span: Span = place()


@node
class Discharged:
    """`discharged on withdraw` or, when `waived`, `waived on waive [by R]`."""

    event: Name
    waived: bool
    by: Name | None = None
    span: Span = place()


@node
class ExceptionTo:
    """`exception to RULE`: under its conditions that rule's instances are exempt."""

    rule: Name
    span: Span = place()


@node
class AppliesTo:
    """`applies to customer`: which kind of case the rule is about, where a policy has several."""

    case: Name
    span: Span = place()


Clause = (
    After | Between | FromUntil | Every | EverySince | Before | OnDayOf | When | Obligation | OnlyAfter | Keep
    | FourEyes | NeverBoth | CaseEdge | Step | ModeLine | RecordedWithin | Suspended | Discharged | ExceptionTo
    | AppliesTo
)  # fmt: skip


class RuleKind(enum.Enum):
    """`duty` holds only demands, `prohibition` only `must not`, `permission` only `may`."""

    DUTY = "duty"
    PROHIBITION = "prohibition"
    PERMISSION = "permission"


@node
class Duty:
    """A named rule with its lines in the order written."""

    kind: RuleKind
    declared: Declared
    clauses: tuple[Clause, ...]
    span: Span = place()

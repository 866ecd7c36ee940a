"""Duties, prohibitions, permissions, checklists and tables, as written."""

from __future__ import annotations

import datetime as dt
import enum

from dutylang.source import Span
from dutylang.syntax.ast.base import Declared, Name, node, place
from dutylang.syntax.ast.expressions import CompareOp, Duration, Expr, Which
from dutylang.values import Unit

# ---- when it applies -------------------------------------------------------------------------


@node
class After:
    """`after each emergency with …`; FIRST is the plain `after issue_report`."""

    which: Which
    event: Name
    where: Expr | None = None
    span: Span = place()


@node
class Between:
    """`between A and B`: only a window that B has closed is judged."""

    start: Name
    end: Name
    span: Span = place()


@node
class FromUntil:
    """`from A until B`: open from A to the next B; either end may be missing, not both."""

    start: Name | None
    end: Name | None
    span: Span = place()


@node
class Every:
    """`every quarter [from A until B]`."""

    unit: Unit
    scope: FromUntil | None = None
    span: Span = place()


@node
class EverySince:
    """`every 30 days since the last [from A until B]`: the next counts from the actual performance."""

    duration: Duration
    scope: FromUntil | None = None
    span: Span = place()


@node
class Before:
    """`before issue_report` as a scope: until the first such event."""

    event: Name
    span: Span = place()


@node
class OnDayOf:
    """`on the day of sign_contract`: punctual."""

    event: Name
    span: Span = place()


# ---- until when ------------------------------------------------------------------------------


class Roll(enum.Enum):
    """Whether a last day that is a rest day moves to the next working day."""

    BY_CONVENTION = "by_convention"
    ROLLING = "rolling"
    NOT_ROLLING = "not_rolling"


@node
class Settings:
    """How one deadline is counted where that differs from the policy's head."""

    counting: str | None = None
    calendar: str | None = None
    roll: Roll = Roll.BY_CONVENTION
    span: Span = place()


@node
class Within:
    """`within 3 working days [after X]`; `strictly within` excludes the last moment."""

    duration: Duration
    after: Name | None = None
    strict: bool = False
    settings: Settings = Settings()
    span: Span = place()


@node
class AtLeastBefore:
    """`at least 5 working days before release`."""

    duration: Duration
    event: Name
    settings: Settings = Settings()
    span: Span = place()


@node
class BeforeEvent:
    """`before E`, or `before the next E` when `next`."""

    event: Name
    next: bool = False
    span: Span = place()


class PeriodRef(enum.Enum):
    """Which period a day of a period belongs to, seen from the trigger or from the period of recurrence."""

    EACH_MONTH = "each_month"
    EACH_QUARTER = "each_quarter"
    EACH_YEAR = "each_year"
    FOLLOWING_MONTH = "following_month"
    FOLLOWING_QUARTER = "following_quarter"
    FOLLOWING_YEAR = "following_year"


@node
class ByDay:
    """`by the 10th of each month` (day 10), `by 30 April of the following year` (month 4, day 30)."""

    day: int
    month: int | None
    of: PeriodRef
    settings: Settings = Settings()
    span: Span = place()


@node
class ByDate:
    """`by 2024-06-30`."""

    date: dt.date
    settings: Settings = Settings()
    span: Span = place()


@node
class ByTime:
    """`by 17:00` on the trigger's day, or on the next day or next working day."""

    time: dt.time
    day: str = "same_day"  # same_day | next_day | next_working_day
    span: Span = place()


@node
class EndOf:
    """`by the end of the month`: of the trigger's month, quarter, year, week or day."""

    unit: Unit
    settings: Settings = Settings()
    span: Span = place()


@node
class SameDay:
    """`on the same day [as X]`."""

    event: Name | None = None
    span: Span = place()


@node
class Pick:
    """`by the earlier of A and B`, `by the later of A and B`."""

    later: bool
    limits: tuple[Limit, ...]
    span: Span = place()


Limit = Within | AtLeastBefore | BeforeEvent | ByDay | ByDate | ByTime | EndOf | SameDay | Pick

# ---- who must do what ------------------------------------------------------------------------


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


@node
class Obligation:
    """`R must visit_site within 3 working days with … unless … when …`.

    Empty `bearers`: of a prohibition, nobody may; of a step, the bearer of the step before.
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


# ---- further lines of a duty -----------------------------------------------------------------


class Mode(enum.Enum):
    """Lines that change how acts answer instances."""

    ALREADY_COUNTS = "already_counts"
    EACH_ITS_OWN = "each_its_own"
    LAPSES = "lapses"
    STAYS_OWED = "stays_owed"


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
    After | Between | FromUntil | Every | EverySince | Before | OnDayOf | When | Obligation | OnlyAfter | Keep | FourEyes
    | NeverBoth | CaseEdge | Step | ModeLine | RecordedWithin | Suspended | Discharged | ExceptionTo | AppliesTo
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


@node
class ChecklistItem:
    """`audited_statements original for the last 3 years, or since established when …`."""

    document: Declared
    original: bool = False
    for_the_last: Duration | None = None
    or_since: Name | None = None
    valid: bool = False
    when: Expr | None = None
    unless: Expr | None = None
    span: Span = place()


@node
class Checklist:
    """`R must have on file [and verified]`, the items, and the event before which they are judged."""

    declared: Declared
    bearers: tuple[Name, ...]
    modal: Modal
    verified: bool
    items: tuple[ChecklistItem, ...]
    before: Name
    span: Span = place()


class Hit(enum.Enum):
    """Hit policies of decision tables."""

    FIRST = "first"
    UNIQUE = "unique"
    HIGHEST = "highest"  # rows go from the mildest outcome to the gravest
    COLLECT = "collect"


@node
class AnyCell:
    """`any`: matches whatever stands there, also an unknown."""

    span: Span = place()


@node
class ElseCell:
    """`otherwise`: matches when no row above does."""

    span: Span = place()


@node
class CompareCell:
    """`>= 120%`."""

    op: CompareOp
    value: Expr
    span: Span = place()


@node
class RangeCell:
    """`1 to 90`, both ends included."""

    low: Expr
    high: Expr
    span: Span = place()


@node
class ValueCell:
    """`normal`, `0`, or several values separated by commas: equal to one of them."""

    values: tuple[Expr, ...]
    span: Span = place()


Cell = AnyCell | ElseCell | CompareCell | RangeCell | ValueCell


@node
class TableRow:
    """The conditions of a row and its outcome."""

    cells: tuple[Cell, ...]
    outcome: Expr
    span: Span = place()


@node
class Table:
    """A decision table; its name stands for its outcome in expressions."""

    declared: Declared
    hit: Hit
    columns: tuple[Name, ...]
    outcome: Declared
    rows: tuple[TableRow, ...]
    span: Span = place()

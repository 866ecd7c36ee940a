"""Prohibitions and precedence, for all acts at once."""

from __future__ import annotations

import attrs
import numpy as np

from dutylang.assessment.bulk.acts import Acts, fitting, found_from, grouped, reads_trigger
from dutylang.assessment.bulk.blocks import Block, block_from
from dutylang.assessment.bulk.board import NO_ROW, UNKNOWN, YES, Board, NoColumnsError, lower_bound
from dutylang.assessment.bulk.limits import dues_of
from dutylang.assessment.bulk.openings import in_force
from dutylang.assessment.bulk.readings import Frame, truth
from dutylang.assessment.bulk.shape import Openings, Outcomes, Task, reason_code, whole_cases
from dutylang.assessment.model import Flag, Verdict
from dutylang.cases.columns.model import NO_DAY, Flags, Ints
from dutylang.plan.deadlines import AfterLimit
from dutylang.plan.model import Ban, Precedence, RulePlan, Scope, TriggerKind
from dutylang.policy.typed import ReadParameter, Typed


@attrs.frozen(eq=False)
class Judged:
    """The blocks of a rule, and by case the reason why it found nothing where it found nothing.

    `reason` are reason codes, -1 where the rule never opened.
    """

    blocks: list[Block]
    reason: Ints


def refuse_act_rule(rule: RulePlan) -> None:
    """Raises for what rules about acts ask that has no columnar form."""
    asked = {"scope": rule.scope != Scope(), "exception": rule.exceptions, "permission": rule.excuses}
    for construct, there in asked.items():
        if there:
            raise NoColumnsError(construct)


def judge_ban(rule: RulePlan, ban: Ban, task: Task) -> Judged:
    """One finding for each forbidden act, else the one that says that nothing was done."""
    refuse_act_rule(rule)
    asked = {
        "act_trigger": rule.trigger.kind is not TriggerKind.SCOPE,
        "limited_ban": ban.limits,
        "level": ban.levels,
        "next_event": ban.match.next,
    }
    for construct, there in asked.items():
        if there:
            raise NoColumnsError(construct)
    board = task.board
    whole = whole_cases(board)
    rows = _acts_in_force(rule, ban.match.events, board)
    acts = np.intersect1d(fitting(ban.match, rule, task).rows, rows)
    openings = attrs.evolve(_at_acts(acts, board), from_start=np.ones(len(acts), np.bool_))
    outcomes = _of_acts(openings, acts)
    outcomes.trigger[:] = NO_ROW
    house = _settle_conditions(outcomes, (rule.when, ban.when), "when_false", openings, task)
    _break(outcomes, "forbidden_act", acts, board)
    if ban.unless is not None:
        excused = _holds(ban.unless, openings, task, outcomes.is_breach, house)
        mine = excused & outcomes.is_breach
        outcomes.verdict[mine] = -1
        outcomes.settle(mine, Verdict.EXEMPT, "exception")
        outcomes.missed_day[mine] = NO_DAY
    outcomes.flag(outcomes.is_breach & house, Flag.HOUSE_DEFAULT)
    found = block_from(rule, openings, outcomes, roles=ban.match.roles, advisory=ban.advisory)
    found = found.taken(~outcomes.is_verdict(Verdict.NOT_APPLICABLE))
    done = np.zeros(board.count, np.bool_)
    done[found.case] = True
    clean, reason = _clean(rule, ban, whole, ~done, task)
    return Judged([found, clean], reason)


def _clean(rule: RulePlan, ban: Ban, whole: Openings, free: Flags, task: Task) -> tuple[Block, Ints]:
    """Satisfied where nothing forbidden was done, ongoing while the case is open."""
    board = task.board
    outcomes = Outcomes.blank(whole)
    as_of = board.horizon.as_of.day
    reason = np.full(board.count, -1, np.int64)
    frame = Frame(board, whole.case, np.full(board.count, as_of.toordinal(), np.int64))
    held = np.ones(board.count, np.bool_)
    for condition in (rule.when, ban.when):
        if condition is None:
            continue
        found = truth(condition, frame)
        task.route(whole.case[free & held & (found == UNKNOWN)])
        held &= found == YES
    reason[~held] = reason_code("when_false")
    forced = np.full(board.count, rule.since <= as_of)
    if rule.until is not None:
        forced &= board.first_day <= rule.until.toordinal()
    reason[held & ~forced] = reason_code("not_forbidden")
    kept = outcomes.settle(free & held & forced, Verdict.SATISFIED, "nothing_forbidden")
    running = rule.until is None or rule.until >= as_of
    if running:
        outcomes.flag(kept & (board.closed_day == NO_DAY), Flag.ONGOING)
    block = block_from(
        rule,
        attrs.evolve(whole, labels=("clean",)),
        outcomes,
        roles=ban.match.roles,
        advisory=ban.advisory,
    )
    return block.taken(kept), reason


def judge_precedence(rule: RulePlan, body: Precedence, task: Task) -> Judged:
    """One finding for each act that needs another before it."""
    refuse_act_rule(rule)
    asked = {
        "act_trigger": rule.trigger.kind is not TriggerKind.SCOPE,
        "exception": body.unless is not None,
        "trigger_in_act": body.prior_where is not None and reads_trigger(body.prior_where),
        "within_event": body.within is not None and body.within.anchor is not None,
    }
    for construct, there in asked.items():
        if there:
            raise NoColumnsError(construct)
    board = task.board
    every = board.of_types(body.match.events)
    acts = np.intersect1d(
        fitting(body.match, rule, task).rows, _acts_in_force(rule, body.match.events, board)
    )
    openings = _at_acts(acts, board)
    outcomes = _of_acts(openings, acts, columns=2)
    house = _settle_conditions(outcomes, (rule.when, body.when), "not_forbidden", openings, task)
    prior, within_house = _priors(body, every, openings, task)
    there = prior != NO_ROW
    kept = outcomes.settle(there, Verdict.SATISFIED, "prior_found")
    outcomes.evidence[kept, 0], outcomes.evidence[kept, 1] = prior[kept], acts[kept]
    other = np.where(there, prior, 0)
    if len(board.case):
        alike = (board.first[other] == board.first[acts]) & ~board.timed[acts] & (body.directly is False)
        outcomes.flag(kept & alike, Flag.ORDER_ASSUMED)
    _break(outcomes, "no_prior", acts, board)
    outcomes.flag(outcomes.is_breach & (house | within_house), Flag.HOUSE_DEFAULT)
    found = block_from(rule, openings, outcomes, roles=body.match.roles)
    found = found.taken(~outcomes.is_verdict(Verdict.NOT_APPLICABLE))
    return Judged([found], _reason_of_dropped(openings, outcomes, board))


def _reason_of_dropped(openings: Openings, outcomes: Outcomes, board: Board) -> Ints:
    """By case, the reason of its first act that made no finding."""
    reason = np.full(board.count, -1, np.int64)
    dropped = outcomes.is_verdict(Verdict.NOT_APPLICABLE)
    cases, reasons = openings.case[dropped][::-1], outcomes.reason[dropped][::-1]
    reason[cases] = reasons
    return reason


def _priors(body: Precedence, every: Ints, openings: Openings, task: Task) -> tuple[Ints, Flags]:
    """For each act the earliest event before it that it needs, in time; `every` are all acts of its kind."""
    board = task.board
    house = np.zeros(openings.size, np.bool_)
    rows = board.of_type(body.prior)
    if body.prior_where is not None:
        frame = Frame(board, board.case[rows], board.day[rows], event=rows)
        found = truth(body.prior_where, frame)
        if frame.house.any():
            raise NoColumnsError("default_in_act")
        task.route(board.case[rows[found == UNKNOWN]])
        rows = rows[found == YES]
    if body.directly:
        return _directly(rows, openings, body, task), house
    low, high = _before(body, every, openings, task)
    known = grouped(rows, body.same, task, openings)
    if body.within is None:
        return found_from(known, openings, low, high).nth(0), house
    first, house = _not_too_early(body.within, known, openings, task)
    place = found_from(known, openings, low, high)
    start = np.maximum(place.place, first)
    return attrs.evolve(place, place=np.minimum(start, place.end)).nth(0), house


def _before(body: Precedence, every: Ints, openings: Openings, task: Task) -> tuple[Ints, Ints]:
    """The rows among which what came before an act lies; of one day without times either order fits."""
    board, acts = task.board, openings.row
    if not len(acts):
        return acts, acts
    low = board.starts[openings.case]
    high = np.where(board.timed[acts], acts, board.last[acts])
    if body.own_prior:
        edge = np.where(board.timed[acts], acts, board.first[acts])
        place = np.searchsorted(every, edge) - 1
        last = every[np.maximum(place, 0)]
        there = (place >= 0) & (last >= low)
        since = np.where(board.timed[last], last, board.first[last])
        low = np.where(there, since, low)
    return low, high


def _not_too_early(within: AfterLimit, known: Acts, openings: Openings, task: Task) -> tuple[Ints, Flags]:
    """The place of the first event whose period still reaches the act. Periods must not overtake one another."""
    board, acts = task.board, openings.row
    rows = known.rows
    starts = _at_acts(rows, board)
    if isinstance(within.period, ReadParameter):
        raise NoColumnsError("within_parameter")
    dues = dues_of((within,), starts, task)
    task.route(starts.case[dues.vague])
    end = board.latest(dues.day, dues.instant) - dues.exclusive
    same_group = known.key[1:] - rows[1:] == known.key[:-1] - rows[:-1]
    alike = same_group & (board.case[rows[1:]] == board.case[rows[:-1]])
    if (alike & (end[1:] < end[:-1])).any():
        raise NoColumnsError("within_overtakes")
    reach = np.where(board.timed[acts], board.clock[acts], board.starts_of_days(board.day[acts]))
    if dues.on_clock.any() and (~board.timed[acts]).any():
        task.route(openings.case[~board.timed[acts]])
    base = known.group_of_opening * known.width
    low = np.searchsorted(known.key, base + board.starts[openings.case])
    high = np.searchsorted(known.key, base + board.ends[openings.case])
    # The end of a whole day is 24:00, which no act of the day itself reaches.
    return lower_bound(end - ~dues.on_clock, low, high, reach), np.zeros(openings.size, np.bool_)


def _directly(rows: Ints, openings: Openings, body: Precedence, task: Task) -> Ints:
    """The event just before each act, where it is of the right type."""
    board, acts = task.board, openings.row
    if body.same or body.own_prior or body.within is not None:
        raise NoColumnsError("directly_with")
    if not len(acts):
        return acts
    alone = board.timed[acts] | (board.last[acts] - board.first[acts] == 1)
    task.route(openings.case[~alone])
    before = acts - 1
    there = (before >= board.starts[openings.case]) & np.isin(before, rows)
    previous = np.maximum(before, 0)
    lonely = board.timed[previous] | (board.last[previous] - board.first[previous] == 1)
    task.route(openings.case[(before >= board.starts[openings.case]) & ~lonely])
    if board.incomplete(tuple(board.setting.plan.vocabulary.events)).any():
        task.route(np.flatnonzero(board.incomplete(tuple(board.setting.plan.vocabulary.events))))
    return np.where(there, before, NO_ROW)


# ---- shared ------------------------------------------------------------------------------------


def _acts_in_force(rule: RulePlan, events: tuple[str, ...], board: Board) -> Ints:
    rows = board.of_types(events)
    found: Ints = rows[in_force(rule, board.day[rows])]
    return found


def _at_acts(rows: Ints, board: Board) -> Openings:
    size = len(rows)
    return Openings(
        case=board.case[rows],
        row=rows,
        day=board.day[rows],
        instant=board.instant[rows],
        from_start=np.zeros(size, np.bool_),
        inclusive=np.zeros(size, np.bool_),
        subject=rows,
    )


def _of_acts(openings: Openings, acts: Ints, columns: int = 1) -> Outcomes:
    """Outcomes of acts, with the act as what was done and the evidence for it."""
    outcomes = Outcomes.blank(openings, columns)
    outcomes.done[:] = acts
    outcomes.evidence[:, 0] = acts
    return outcomes


def _break(outcomes: Outcomes, reason: str, acts: Ints, board: Board) -> None:
    """What is not settled is broken, at the act."""
    broken = outcomes.settle(np.ones(len(acts), np.bool_), Verdict.VIOLATED, reason)
    outcomes.missed_day[broken] = board.day[acts[broken]]
    outcomes.missed_instant[broken] = board.instant[acts[broken]]


def _settle_conditions(
    outcomes: Outcomes, conditions: tuple[Typed | None, ...], reason: str, openings: Openings, task: Task
) -> Flags:
    """Drops acts where a condition, read at the act, is known not to hold; routes where that is unknown."""
    house = np.zeros(openings.size, np.bool_)
    for condition in conditions:
        if condition is not None:
            holds = _holds(condition, openings, task, outcomes.verdict < 0, house)
            outcomes.settle(~holds, Verdict.NOT_APPLICABLE, reason)
    return house


def _holds(condition: Typed, openings: Openings, task: Task, asked: Flags, house: Flags) -> Flags:
    board = task.board
    frame = Frame(board, openings.case, openings.day, event=openings.row, act=openings.row)
    found = truth(condition, frame)
    task.route(openings.case[asked & (found == UNKNOWN)])
    np.logical_or(house, frame.house, out=house)
    holds: Flags = found == YES
    return holds

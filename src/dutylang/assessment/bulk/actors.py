"""Who acted and who held a role, for many events at once."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np

from dutylang.assessment.bulk.board import Board
from dutylang.cases.columns.model import HolderColumns
from dutylang.ops.columns import NO, UNKNOWN, YES, Flags, Ints, Truths, is_any


@attrs.frozen(eq=False)
class Ragged:
    """Lists of codes: those of item i are `values[starts[i]:starts[i + 1]]`."""

    starts: Ints
    values: Ints

    def at(self, place: int) -> list[int]:
        """One list."""
        found: list[int] = self.values[self.starts[place] : self.starts[place + 1]].tolist()
        return found


def acted_as(board: Board, rows: Ints, roles: Sequence[str]) -> Truths:
    """Whether each act was done by a holder of one of the roles: NO, YES or UNKNOWN. No roles: anyone's counts."""
    if not roles:
        return np.full(len(rows), YES, np.int8)
    owner, person, claimed = participants(board, rows)
    acts = rows if board.has_one_actor else rows[owner]
    truths = _claims(board, roles[0], acts, person, claimed)
    for role in roles[1:]:
        truths = _either(truths, _claims(board, role, acts, person, claimed))
    if board.has_one_actor:
        return truths
    size = len(rows)
    some = np.bincount(owner, minlength=size) > 0
    yes = np.bincount(owner, weights=truths == YES, minlength=size) > 0
    maybe = np.bincount(owner, weights=truths == UNKNOWN, minlength=size) > 0
    return np.where(yes, YES, np.where(maybe | ~some, UNKNOWN, NO)).astype(np.int8)


def type_acted_as(board: Board, name: str, roles: Sequence[str]) -> Truths:
    """The same of every event of a type; each role is looked up once for all rules."""
    rows = board.of_type(name)
    found = np.full(len(rows), NO if roles else YES, np.int8)
    for role in roles:
        known = board.acted.get((name, role))
        if known is None:
            known = board.acted[name, role] = acted_as(board, rows, (role,))
        found = known if len(roles) == 1 else _either(found, known)
    return found


def participants(board: Board, rows: Ints) -> tuple[Ints, Ints, Ints]:
    """Of each participant of some events: the place of the event in `rows`, the person, the role claimed."""
    actors = board.columns.events.actors
    source = board.sources(rows)
    if board.has_one_actor:
        return np.arange(len(rows), dtype=np.int64), actors.person.take(source), actors.role.take(source)
    owner, place = expanded(actors.starts[source], actors.starts[source + 1])
    return owner, actors.person[place], actors.role[place]


def acted_by(board: Board, rows: Ints, roles: Sequence[str], persons: Ints) -> Truths:
    """Whether each act was done by a certain person, who holds one of the roles; acts without an actor: by role."""
    owner, person, _ = participants(board, rows)
    acted, told = np.zeros(len(rows), np.bool_), np.zeros(len(rows), np.bool_)
    acted[owner[person == persons[owner]]] = True
    told[owner] = True
    claimed = np.full(len(rows), -1, np.int64)
    held = np.full(len(rows), NO if roles else YES, np.int8)
    for role in roles:
        mine = _claims(board, role, rows, np.maximum(persons, 0), claimed)
        held = _either(held, mine)
    found = np.where(acted, held, NO)
    return np.where(told, found, UNKNOWN if roles else YES).astype(np.int8)


def registers(board: Board, roles: Sequence[str]) -> Flags:
    """The cases whose register of holders tells who holds the roles, or that nobody does."""
    found = _has_holders(board.columns.holders, board.count)
    if not board.columns.registered.isdisjoint(roles):
        found[:] = True
    return found


def by_another(board: Board, rows: Ints, event: str) -> Truths:
    """Whether nobody who did an act did an event of the type in that case; unknown where somebody is not told."""
    owner, person, _ = participants(board, rows)
    others = board.of_type(event)
    theirs, barred, _ = participants(board, others)
    width = max(len(board.columns.persons), 1)
    keys = board.case[others][theirs] * width + barred
    same = np.zeros(len(rows), np.bool_)
    same[owner[np.isin(board.case[rows][owner] * width + person, keys)]] = True
    told = np.zeros(len(rows), np.bool_)
    told[owner] = True
    blank = np.ones(len(others), np.bool_)
    blank[theirs] = False
    unclear = np.zeros(board.count, np.bool_)
    unclear[board.case[others[blank]]] = True
    unknown = ~told | unclear[board.case[rows]]
    return np.where(same, NO, np.where(unknown, UNKNOWN, YES)).astype(np.int8)


def expanded(starts: Ints, ends: Ints) -> tuple[Ints, Ints]:
    """Ranges as the place of each of their indices, and the indices."""
    counts = ends - starts
    owner = np.repeat(np.arange(len(starts), dtype=np.int64), counts)
    before = np.concatenate([[0], np.cumsum(counts)[:-1]]) if len(counts) else np.zeros(0, np.int64)
    place = np.arange(len(owner), dtype=np.int64) - before[owner] + starts[owner]
    return owner, place


def _either(one: Truths, other: Truths) -> Truths:
    yes = (one == YES) | (other == YES)
    return np.where(yes, YES, np.where((one == UNKNOWN) | (other == UNKNOWN), UNKNOWN, NO)).astype(np.int8)


def _claims(board: Board, role: str, acts: Ints, person: Ints, claimed: Ints) -> Truths:
    """Whether persons acted in `acts` as holders of a role: the register beats what the event claims."""
    columns = board.columns
    code = columns.roles.index(role) if role in columns.roles else -2
    if not len(columns.holders.case) and role not in columns.registered:
        # Codes of -1, for nothing claimed, take the last place.
        by_code = np.full(len(columns.roles) + 1, NO, np.int8)
        by_code[-1] = UNKNOWN
        if code >= 0:
            by_code[code] = YES
        return by_code.take(claimed)
    cases, days = board.case[acts], board.day[acts]
    some = _has_holders(columns.holders, board.count)
    own = columns.holders.role == code
    registered = np.zeros(board.count, np.bool_)
    registered[columns.holders.case[own]] = True
    if role in columns.registered:
        registered[:] = True
    held = _held(columns.holders, own, cases, days, person, len(columns.persons))
    by_claim = np.where(claimed == code, YES, NO)
    by_claim = np.where(claimed == -1, np.where(some[cases], NO, UNKNOWN), by_claim)
    return np.where(registered[cases], np.where(held, YES, NO), by_claim).astype(np.int8)


def _has_holders(holders: HolderColumns, count: int) -> Flags:
    found = np.zeros(count, np.bool_)
    found[holders.case] = True
    return found


def _held(holders: HolderColumns, own: Flags, cases: Ints, days: Ints, person: Ints, persons: int) -> Flags:
    """Whether a person held the role on a day; a person may hold it several times."""
    keys = holders.case[own].astype(np.int64) * max(persons, 1) + holders.person[own]
    order = np.argsort(keys, kind="stable")
    keys, since, until = keys[order], holders.since[own][order], holders.until[own][order]
    wanted = cases.astype(np.int64) * max(persons, 1) + person
    low, high = np.searchsorted(keys, wanted, "left"), np.searchsorted(keys, wanted, "right")
    found = np.zeros(len(wanted), np.bool_)
    for nth in range(int((high - low).max()) if len(wanted) else 0):
        place = np.minimum(low + nth, max(len(keys) - 1, 0))
        found |= (low + nth < high) & (since[place] <= days) & (days <= until[place])
    return found


def persons_of(board: Board, rows: Ints) -> Ragged:
    """The persons who acted, each once."""
    owner, person, _ = participants(board, rows)
    if board.has_one_actor:
        return Ragged(np.arange(len(rows) + 1, dtype=np.int64), person)
    return _distinct(owner, person, len(rows))


def holders_on(board: Board, cases: Ints, days: Ints, roles: Sequence[str]) -> Ragged:
    """The persons who hold one of the roles on a day, in the order of the record, each once."""
    columns = board.columns
    codes = [code for code, name in enumerate(columns.roles) if name in roles]
    held = columns.holders
    wanted = np.flatnonzero(is_any(held.role, codes))
    if not len(wanted):
        return Ragged(np.zeros(len(cases) + 1, np.int64), held.person[:0])
    starts = np.searchsorted(held.case[wanted], cases, "left")
    ends = np.searchsorted(held.case[wanted], cases, "right")
    owner, place = expanded(starts, ends)
    at = wanted[place]
    there = (held.since[at] <= days[owner]) & (days[owner] <= held.until[at])
    return _distinct(owner[there], held.person[at[there]], len(cases))


def _distinct(owner: Ints, codes: Ints, size: int) -> Ragged:
    """Lists without the codes that stand in them already."""
    if len(owner):
        order = np.lexsort((np.arange(len(owner)), codes, owner))
        again = np.zeros(len(owner), np.bool_)
        o, c = owner[order], codes[order]
        again[order[1:]] = (o[1:] == o[:-1]) & (c[1:] == c[:-1])
        owner, codes = owner[~again], codes[~again]
    starts = np.concatenate([[0], np.cumsum(np.bincount(owner, minlength=size))]).astype(np.int64)
    return Ragged(starts, codes)

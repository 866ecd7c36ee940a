"""The register of holders that many cases share, joined to the cases by the columns of their fields."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

import attrs
import numpy as np

from dutylang.cases.columns.model import LAST_DAY, HolderColumns
from dutylang.cases.columns.table_actors import Numbers, places_of
from dutylang.cases.columns.table_figures import digits_of
from dutylang.cases.columns.zones import microseconds
from dutylang.cases.record import Holding
from dutylang.cases.shared_holders import SharedHolders
from dutylang.ops.columns import Column, Flags, Ints
from dutylang.ops.types import Kind
from dutylang.values import Money

_SHOWN = ("case", "role", "person", "since", "until")


@attrs.frozen(eq=False)
class Joined:
    """The holders that a register gives to cases, and the cases of which it cannot be told from columns."""

    holders: HolderColumns
    untold: Flags


def joined_holders(
    register: SharedHolders,
    kinds: Sequence[str | None],
    book: Ints,
    fields_of: Callable[[str], Mapping[str, Column]],
    persons: Numbers,
    roles: Numbers,
) -> Joined:
    """The holdings of the register by case.

    `kinds` are those of the books, and `book` says in which each case is. `fields_of` gives the fields of a
    kind, of one that links the ids.
    """
    count = len(book)
    untold = np.full(count, bool(register.untold))
    every = np.arange(count)
    found = [_given(every, [register.everywhere], persons, roles, np.zeros(count, np.int64))]
    for kind, groups in register.grouped.items():
        cases = np.flatnonzero(np.isin(book, [number for number, name in enumerate(kinds) if name == kind]))
        fields = fields_of(kind)
        for names, group in groups.items():
            columns = [fields.get(name) for name in names]
            told = [column for column in columns if column is not None]
            if len(told) < len(columns):
                untold[cases] = True
                continue
            known = np.ones(len(cases), np.bool_)
            for column in told:
                known &= column.known[cases]
            untold[cases[~known]] = True
            found += _matched(cases[known], told, group, persons, roles)
    return Joined(holders_joined(found), untold)


def _matched(
    cases: Ints,
    columns: Sequence[Column],
    group: Mapping[tuple[object, ...], list[Holding]],
    persons: Numbers,
    roles: Numbers,
) -> list[HolderColumns]:
    """The holdings of the cases whose fields have the values that these go by."""
    numbered = {
        tuple(_number(value, column) for value, column in zip(wanted, columns, strict=True)): holdings
        for wanted, holdings in group.items()
    }
    wanted = [(numbers, held) for numbers, held in numbered.items() if None not in numbers]
    if not wanted or not len(cases):
        return []
    keys, codes = np.zeros(len(wanted), np.int64), np.zeros(len(cases), np.int64)
    fits = np.ones(len(cases), np.bool_)
    for place, column in enumerate(columns):
        numbers, by_key = np.unique(
            np.array([key[place] for key, _ in wanted], np.int64), return_inverse=True
        )
        values = column.values[cases].astype(np.int64)
        by_case = np.minimum(np.searchsorted(numbers, values), len(numbers) - 1)
        fits &= numbers[by_case] == values
        keys, codes = keys * len(numbers) + by_key, codes * len(numbers) + by_case
    order = np.argsort(keys)
    at = order[np.minimum(np.searchsorted(keys[order], codes), len(keys) - 1)]
    fits &= keys[at] == codes
    return [_given(cases[fits], [held for _, held in wanted], persons, roles, at[fits])]


def _number(value: object, column: Column) -> int | None:
    """A value as it stands in a column; None where it cannot stand there."""
    match value:
        case bool():
            return int(value) if column.kind is Kind.YES_NO else None
        case Money():
            return _scaled(value.amount, column) if value.currency == column.currency else None
        case Decimal():
            return _scaled(value, column)
        case dt.datetime():
            return microseconds(value)
        case dt.date():
            return value.toordinal()
        case str() if value in column.words:
            return column.words.index(value)
        case _:
            return None


def _scaled(figure: Decimal, column: Column) -> int | None:
    digits = digits_of(figure)
    if digits is None or digits[1] > column.scale:
        return None
    whole: int = digits[0] * 10 ** (column.scale - digits[1])
    return whole if abs(whole) < 2**63 else None


def _given(
    cases: Ints, lists: Sequence[Sequence[Holding]], persons: Numbers, roles: Numbers, at: Ints
) -> HolderColumns:
    """Every holding of a list in each of some cases; `at` says which list is for which case."""
    parts = np.array(
        [
            (
                roles.of(each.role),
                persons.of(each.person),
                each.since.toordinal(),
                LAST_DAY if each.until is None else each.until.toordinal(),
            )
            for holdings in lists
            for each in holdings
        ],
        np.int64,
    ).reshape(-1, 4)
    counts = np.array([len(holdings) for holdings in lists], np.int64)
    places = places_of(counts, at)
    role, person, since, until = parts[places].T
    return HolderColumns(np.repeat(cases, counts[at]), role, person, since, until)


def holders_joined(parts: Sequence[HolderColumns]) -> HolderColumns:
    """Holders one after the other, in the order of their cases."""
    empty = np.empty(0, np.int64)
    joined = {name: np.concatenate([empty, *(getattr(part, name) for part in parts)]) for name in _SHOWN}
    order = np.argsort(joined["case"], kind="stable")
    case, role, person, since, until = (joined[name][order].astype(np.int32) for name in _SHOWN)
    return HolderColumns(case, role, person, since, until)

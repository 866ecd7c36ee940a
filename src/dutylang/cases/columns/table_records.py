"""Single cases out of tables that are held whole: their rows are read again, one by one, as tables always are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import attrs
import numpy as np
import polars as pl

from dutylang.cases.columns.table_frames import Frame
from dutylang.cases.links import Links, linked_kinds
from dutylang.cases.mapping import RowTable, Table
from dutylang.cases.table_load import (
    Loaded,
    Loading,
    case_columns,
    loaded_from_tables,
    object_from_row,
    row_columns,
)
from dutylang.cases.table_plan import TablePlan
from dutylang.cases.table_rows import Row
from dutylang.cases.tables import Found, cases_from_loaded, links_from_loaded
from dutylang.diagnostics import Diagnostic
from dutylang.ops.columns import Ints

FrameKey = tuple[Table, tuple[str, ...]]


@attrs.frozen
class Again(Loading):
    """Loads the rows of some ids, given as sorted codes, out of frames."""

    frames: Mapping[FrameKey, Frame] = attrs.field(factory=dict)
    wanted: Ints = attrs.field(factory=lambda: np.empty(0, np.int64), eq=False)

    def rows(self, table: Table, columns: Sequence[str]) -> Iterator[Row | Diagnostic]:
        """The rows of a table that name one of the ids."""
        frame = self.frames[table, tuple(columns)]
        return frame.at(frame.rows_of(self.wanted))


@attrs.frozen(eq=False)
class Records:
    """Cases one by one. `plan` holds the links and the shared holders of the whole input."""

    plan: TablePlan
    loading: Loading
    frames: Mapping[FrameKey, Frame]

    def loaded(self, wanted: Ints) -> Loaded:
        """The rows of some ids."""
        loading = self.loading
        again = Again(
            loading.base,
            loading.tz,
            loading.local,
            loading.limits,
            zoned=loading.zoned,
            frames=self.frames,
            wanted=wanted,
        )
        return loaded_from_tables(self.plan.mapping, self.plan.lookup.events, again)

    def found(self, wanted: Ints) -> list[Found]:
        """The cases of some ids, and what is said of them, in the order in which the whole input gives them."""
        return list(cases_from_loaded(self.loaded(wanted), self.plan))


class LinkedFields(dict[str, object]):
    """The raw fields of the cases of a kind by id, put together when they are asked for."""

    def __init__(self, kind: str, codes: Mapping[str, int], records: Records) -> None:
        super().__init__(codes)
        self._kind = kind
        self._records = records
        self._whole: dict[str, object] | None = None

    def __getitem__(self, identity: str) -> object:
        records = self._records
        if self._kind == records.plan.kind:
            # Rows of many tables may belong to a case of the mapping's own kind.
            loaded = records.loaded(np.array([super().__getitem__(identity)]))
            return links_from_loaded(loaded, records.plan).fields[self._kind][identity]
        if self._whole is None:
            self._whole = _whole(self._kind, records)
        return self._whole[identity]


def _whole(kind: str, records: Records) -> dict[str, object]:
    """The raw fields of all cases of a kind other than the mapping's own."""
    plan = records.plan
    (name,) = [name for name, linked in plan.linked.items() if linked.kind == kind]
    table = plan.mapping.linked[name]
    frame = records.frames[table.table, tuple(row_columns(table))]
    found: dict[str, object] = {}
    for key, (line, cells, ragged) in zip(frame.keys, frame.at(np.arange(len(frame))), strict=True):
        if key is not None and not ragged and key not in found:
            found[key] = object_from_row(table, (line, cells), plan.linked[name].fields)
    return found


def links_of(records: Records, ids: pl.Series) -> Links:
    """The cases that can be named by id, by kind."""
    plan, links = records.plan, Links()
    kinds = linked_kinds(plan.lookup)
    tables: list[tuple[str | None, RowTable | None, list[str]]] = [
        (linked.kind, plan.mapping.linked[name], row_columns(plan.mapping.linked[name]))
        for name, linked in plan.linked.items()
    ]
    for kind, table, columns in [(plan.kind, plan.mapping.cases, _case_columns(plan)), *tables]:
        if kind is None or kind not in kinds:
            continue
        found: dict[str, int] = {}
        if table is not None:
            frame = records.frames[table.table, tuple(columns)]
            codes = np.unique(frame.codes[~frame.ragged & (frame.codes >= 0)])
            found = dict(zip(ids.gather(pl.Series(codes)).to_list(), codes.tolist(), strict=True))
        links.fields[kind] = LinkedFields(kind, found, records)
    return links


def _case_columns(plan: TablePlan) -> list[str]:
    return [] if plan.mapping.cases is None else case_columns(plan.mapping.cases, plan.mapping)

"""Where the cases of a book stand → columns of cases, a part at a time. What is unread comes with its part."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from dutylang.assessment.model import Horizon
from dutylang.cases.files import (
    JSON_LINES,
    Found,
    case_files,
    cases_from_path,
    shared_from_register,
)
from dutylang.cases.lookup import lookup_from_vocabulary
from dutylang.cases.mapping import TableMapping
from dutylang.cases.mapping_file import mapping_from_file
from dutylang.cases.raw import DEFAULT_LIMITS, Limits
from dutylang.cases.source_model import Base, Database
from dutylang.cases.source_url import base_from_text
from dutylang.cases.sources import count_of_rows
from dutylang.cases.table_rows import rows_of
from dutylang.diagnostics import Diagnostic
from dutylang.pipeline import Loaded, zone_of

if TYPE_CHECKING:
    from dutylang.cases.columns.model import CaseColumns

CASES_AT_ONCE = 20_000
"""So many case documents are held at once, however many there are."""

BYTES_OF_A_CASE = 10_000
"""A document of more than so many bytes is likely a list of cases."""


@attrs.frozen
class BookInput:
    """A book to be audited: case documents at a path, or tables in a folder or database with their mapping.

    `holders` is a register of holders for all cases. `at_once` bounds how many documents are held.
    """

    loaded: Loaded
    base: Base
    mapping: TableMapping | None
    horizon: Horizon
    holders: Path | None = None
    limits: Limits = DEFAULT_LIMITS
    at_once: int = CASES_AT_ONCE

    def cases(self) -> Iterator[Found]:
        """The cases one by one, as records."""
        return cases_from_path(
            self.base,
            self.loaded.policy.vocabulary,
            zone_of(self.loaded),
            mapping=self.mapping,
            as_of=self.horizon.as_of,
            holders=self.holders,
            limits=self.limits,
        )

    def chunks(self) -> Iterator[CaseColumns]:
        """The cases in columns: tables whole, documents some thousands at a time."""
        if self.mapping is not None:
            yield self._tables(self.mapping)
            return
        found = self.cases()
        while part := list(islice(found, self.at_once)):
            yield columns_of_part(part, self.loaded, self.horizon)

    def _tables(self, mapping: TableMapping) -> CaseColumns:
        from dutylang.cases.columns.from_tables import columns_from_tables
        from dutylang.cases.columns.one_by_one import odd_columns

        lookup, tz = lookup_from_vocabulary(self.loaded.policy.vocabulary), zone_of(self.loaded)
        shared, faults = shared_from_register(self.holders, lookup, tz, self.limits)
        as_of = self.horizon.as_of
        found = columns_from_tables(self.base, mapping, lookup, tz, as_of, self.limits, shared)
        if isinstance(found, tuple):
            found = odd_columns([], {}, ((None, found),), frozenset(shared.roles))
        return attrs.evolve(found, unread=((None, faults), *found.unread)) if faults else found

    def has_at_least(self, wanted: int) -> bool:
        """Whether there are about so many cases; counted no further. True where counting would take long."""
        try:
            return self._seen(wanted) >= wanted
        except OSError:
            return False

    def _seen(self, wanted: int) -> int:
        if self.mapping is not None:
            return self._rows(self.mapping, wanted)
        if isinstance(self.base, Database):
            return wanted
        if self.base.is_dir():
            return _documents(case_files(self.base), wanted)
        return _documents([self.base], wanted)

    def _rows(self, mapping: TableMapping, wanted: int) -> int:
        if mapping.cases is None:
            return wanted
        table = mapping.cases.table
        source = table.source(self.base)
        if source is not None:
            count = count_of_rows(source)
            return wanted if count is None else count
        rows = rows_of(self.base, table, [table.key], self.limits)
        return sum(not isinstance(row, Diagnostic) for row in islice(rows, wanted))


def input_from_path(
    loaded: Loaded,
    path: Path | str,
    horizon: Horizon,
    mapping_path: Path | None = None,
    holders: Path | None = None,
) -> tuple[BookInput | None, tuple[Diagnostic, ...]]:
    """The book at a path, or at the URL of a database; None with the faults of the URL or of the mapping."""
    base, faults = base_from_text(path, mapped=mapping_path is not None)
    if base is None:
        return None, faults
    if mapping_path is None:
        return BookInput(loaded, base, None, horizon, holders), ()
    mapping, faults = mapping_from_file(mapping_path)
    return (None if mapping is None else BookInput(loaded, base, mapping, horizon, holders)), faults


def columns_of_part(found: list[Found], loaded: Loaded, horizon: Horizon) -> CaseColumns:
    """Cases that were read one by one, in columns, with what is said of each and in place of some."""
    from dutylang.cases.columns.from_records import columns_from_records
    from dutylang.cases.columns.one_by_one import unread_of

    records = [case for case, _ in found if case is not None]
    columns = columns_from_records(records, zone_of(loaded), horizon.as_of)
    told = [problems for case, problems in found if case is not None]
    problems = {index: said for index, said in enumerate(told) if said}
    return attrs.evolve(columns, problems=problems, unread=unread_of(found))


def _documents(files: list[Path], wanted: int) -> int:
    """About how many cases stand in files: in JSON Lines one in each line, else as many as fit, one at least."""
    count = 0
    for file in files:
        if count >= wanted:
            break
        if file.suffix.lower() in JSON_LINES:
            with file.open("rb") as lines:
                count += sum(1 for line in islice(lines, wanted) if line.strip())
        else:
            count += max(file.stat().st_size // BYTES_OF_A_CASE, 1)
    return count

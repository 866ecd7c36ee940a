"""A book of any size, audited bucket by bucket: each holds some of the cases, and is judged as a small book.

What is done stands in a work folder, so that a run that was cut off goes on where it stopped. The same book in
the same buckets gives the same bytes, however often the run was cut off.
"""

from __future__ import annotations

import io
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import Any

import attrs

from dutylang.books.counts_json import json_of_summary, summary_of_json
from dutylang.books.crew import Crew
from dutylang.books.document_buckets import DocumentBuckets
from dutylang.books.inputs import BookInput
from dutylang.books.journal import Journal
from dutylang.books.output import TableWriter, not_needed
from dutylang.books.peak import peak_memory
from dutylang.books.row_ranges import DamagedTableError
from dutylang.books.run import BulkRun, add_summary
from dutylang.books.sizes import Sizes
from dutylang.books.table_buckets import TableBuckets
from dutylang.books.told import Entry, Told
from dutylang.cases.columns.model import CaseColumns
from dutylang.cases.faults import Place, fault
from dutylang.cases.links import linked_kinds
from dutylang.cases.lookup import lookup_from_vocabulary
from dutylang.cases.table_load import left_out_note
from dutylang.diagnostics import Diagnostic
from dutylang.pipeline import figures_of
from dutylang.reports.audit import AuditSummary

MOST_COUNTED = 200_000
"""So many periods are remembered from bucket to bucket; days come again, instants hardly ever."""

MIXED_OFFSETS, LEFT_OUT = "C055", "C057"

Watch = Callable[[str, int, int], None]
"""Is told what is done of it: the key of a stage (`spread`, `judged`, `joined`), how much, and of how much."""


@attrs.define
class Bucket:
    """What one bucket came to, or many together."""

    summary: AuditSummary = attrs.field(factory=AuditSummary)
    told: Told = attrs.field(factory=Told)
    failed: bool = False
    left_out: Counter[str] = attrs.field(factory=Counter)
    offsets: tuple[int | None, int | None] = (None, None)

    def join(self, other: Bucket) -> None:
        """Adds another bucket."""
        add_summary(self.summary, other.summary)
        self.told.join(other.told)
        self.failed = self.failed or other.failed
        self.left_out.update(other.left_out)
        self.offsets = _earliest(self.offsets, other.offsets)

    def json(self) -> dict[str, object]:
        """As plain JSON values."""
        return {
            "summary": json_of_summary(self.summary),
            "told": self.told.json(),
            "failed": bool(self.failed),
            "left_out": dict(self.left_out),
            "offsets": list(self.offsets),
        }

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> Bucket:
        """What `json` wrote."""
        return cls(
            summary_of_json(found["summary"]),
            Told.from_json(found["told"]),
            found["failed"],
            Counter(found["left_out"]),
            (found["offsets"][0], found["offsets"][1]),
        )


def _earliest(
    one: tuple[int | None, int | None], two: tuple[int | None, int | None]
) -> tuple[int | None, int | None]:
    first, second = (
        min((line for line in lines if line is not None), default=None)
        for lines in zip(one, two, strict=True)
    )
    return first, second


@attrs.frozen
class FinishedBucket:
    """A bucket that is done: what it came to, and which process did it, with the bytes that it has taken so far."""

    came_to: Mapping[str, object]
    process: int
    peak: int


@attrs.frozen(eq=False)
class BucketWork:
    """What is done with a bucket, here or in a process of its own. The periods counted in one serve the next."""

    run: BulkRun
    buckets: TableBuckets | DocumentBuckets
    journal: Journal
    tables: tuple[str, ...]
    columns: Sequence[str] | None

    def __call__(self, number: int) -> FinishedBucket:
        """What a bucket came to; it is judged where it was not yet."""
        done = self.journal.done(_step(number))
        if done is None:
            self.run.forget_beyond(MOST_COUNTED)
            done = self._judged(number).json()
            self.journal.mark(_step(number), done)
        return FinishedBucket(done, os.getpid(), peak_memory() or 0)

    def _judged(self, number: int) -> Bucket:
        """Judges a bucket, and keeps its rows."""
        found = Bucket(self.run.totals().summary)
        with ExitStack() as stack:
            writers = {}
            for table in self.tables:
                out = stack.enter_context(self.journal.writing(_file(number, table)))
                writers[table] = TableWriter(out, None, self.run.names, table, self.columns)
            for columns in _chunks(self.buckets, number):
                self._judge(columns, writers, found)
            for writer in writers.values():
                writer.close()
        return found

    def _judge(self, columns: CaseColumns, writers: Mapping[str, TableWriter], found: Bucket) -> None:
        """Judges some cases. What is said of the whole input is kept apart: every bucket says it."""
        for name, problems in columns.unread:
            if name is None:
                found.told.add_entry(_without_left_out(problems) if columns.left_out else problems)
        of_cases = tuple(each for each in columns.unread if each[0] is not None)
        judged = self.run.judged(attrs.evolve(columns, unread=of_cases))
        for table, writer in writers.items():
            piece = io.BytesIO()
            judged.piece(table, self.columns, piece)
            writer.join(piece)
        add_summary(found.summary, judged.summary)
        found.told.add(judged.problems)
        found.failed = found.failed or judged.failed
        found.left_out.update(columns.left_out)
        found.offsets = _earliest(found.offsets, columns.offsets)


@attrs.frozen(eq=False)
class BucketedAudit:
    """An audit of a book in buckets. `tables` are those that are kept to be written; `watch` is told of progress.

    `columns` are those of the tables, None for all; `jobs` is how many buckets are judged at once, each by a process
    of its own where there are several: those of `crew`, where as many were begun before. `peaks` are the bytes that
    each of these has taken at most, by its number.
    """

    run: BulkRun
    book: BookInput
    journal: Journal
    sizes: Sizes
    tables: tuple[str, ...]
    watch: Watch
    columns: Sequence[str] | None = None
    jobs: int = 1
    peaks: dict[int, int] = attrs.field(factory=dict)
    crew: Crew | None = None

    def audited(
        self, finished: Callable[[int], None] = lambda _: None
    ) -> tuple[Bucket | None, tuple[Diagnostic, ...]]:
        """The counts of the whole book and what is said of it; None, with the reasons, where it cannot be read.

        `finished` is told of each bucket that is done, in their order, while others are judged. OSError when the
        disk is full, LostWorkerError when a process was ended from outside: what was done so far stands in the work
        folder.
        """
        try:
            return self._audited(finished)
        except DamagedTableError as damaged:
            return None, (fault("C050", Place(str(damaged.args[0])), help="parquet"),)

    def _audited(self, finished: Callable[[int], None]) -> tuple[Bucket | None, tuple[Diagnostic, ...]]:
        count = self.sizes.buckets
        jobs = min(self.jobs, count)
        with self.crew if self.crew is not None and self.crew.jobs == jobs else Crew(jobs) as crew:
            buckets = self._buckets()
            unusable = self._spread(buckets)
            if unusable:
                return None, unusable
            run = self._with_figures(buckets)
            total = Bucket(run.totals().summary)
            self.watch("judged", 0, count)
            work = BucketWork(run, buckets, self.journal, self.tables, self.columns)
            for number, done in enumerate(crew.in_order(work, range(count)), start=1):
                total.join(Bucket.from_json(done.came_to))
                if done.process != os.getpid():
                    self.peaks[done.process] = done.peak
                finished(number - 1)
                self.watch("judged", number, count)
        mixed = self._mixed_offsets(total)
        if mixed is not None:
            return None, (mixed,)
        self._note_left_out(total)
        total.summary.unread += total.told.unread
        return total, ()

    def write(self, table: str, writer: TableWriter) -> None:
        """Writes the rows of a table, bucket by bucket."""
        for number in range(self.sizes.buckets):
            self.watch("joined", number, self.sizes.buckets)
            self.join(number, table, writer)
        self.watch("joined", self.sizes.buckets, self.sizes.buckets)

    def join(self, number: int, table: str, writer: TableWriter) -> None:
        """Writes the rows of a table of a bucket that is done."""
        with self.journal.path(_file(number, table)).open("rb") as piece:
            writer.join(piece)
            not_needed(piece)

    def _buckets(self) -> TableBuckets | DocumentBuckets:
        book, journal, sizes = self.book, self.journal, self.sizes
        if book.mapping is not None:
            return TableBuckets(book, book.mapping, journal, sizes.buckets, sizes.held_bytes)
        return DocumentBuckets(book, journal, sizes.buckets, sizes.held_bytes, sizes.cases_at_once)

    def _spread(self, buckets: TableBuckets | DocumentBuckets) -> tuple[Diagnostic, ...]:
        found: list[Diagnostic] = []
        self.watch("spread", 0, 0)
        for done, unusable in enumerate(buckets.spread(), start=1):
            found += unusable
            self.watch("spread", done, 0)
        return tuple(found)

    def _with_figures(self, buckets: TableBuckets | DocumentBuckets) -> BulkRun:
        """The figures over all cases, in a pass of their own over the buckets, where the policy asks for any."""
        run = self.run

        def read() -> Iterator[tuple[Any, tuple[Diagnostic, ...]]]:
            for number in range(self.sizes.buckets):
                self.watch("figures", number, self.sizes.buckets)
                for columns in _chunks(buckets, number):
                    yield from ((None, problems) for _, problems in columns.unread)
                    yield from ((case, ()) for case in columns.records(range(columns.count)))

        return attrs.evolve(run, figures=figures_of(run.loaded, read, run.horizon, run.overrides))

    def _mixed_offsets(self, total: Bucket) -> Diagnostic | None:
        """The fault of an event table in which some times have an offset and others have none.

        It refuses the whole book, whether the two meet in one bucket or stand in several.
        """
        for each in (each for entry in total.told.of_input for each in entry):
            if each.code == MIXED_OFFSETS:
                return each
        mapping = self.book.mapping
        if mapping is None or mapping.events is None or None in total.offsets:
            return None
        line = max(each for each in total.offsets if each is not None)
        column = mapping.events.time.column
        place = Place(mapping.events.table.address(self.book.base), column, line)
        return fault(MIXED_OFFSETS, place, column=column)

    def _note_left_out(self, total: Bucket) -> None:
        """One note on all rows that the mapping leaves out."""
        mapping = self.book.mapping
        if total.left_out and mapping is not None and mapping.events is not None:
            events = mapping.events
            note = left_out_note(total.left_out, events.activity, events.table.address(self.book.base))
            total.told.add_entry((note,))


def crossing_links(book: BookInput) -> tuple[str, ...]:
    """The kinds of cases that other cases link to: what is read of them would be in another bucket."""
    return tuple(sorted(linked_kinds(lookup_from_vocabulary(book.loaded.policy.vocabulary))))


def _chunks(buckets: TableBuckets | DocumentBuckets, number: int) -> Iterator[CaseColumns]:
    if isinstance(buckets, TableBuckets):
        yield buckets.columns(number)
    else:
        yield from buckets.chunks(number)


def _without_left_out(problems: Entry) -> Entry:
    return tuple(each for each in problems if each.code != LEFT_OUT)


def _step(number: int) -> str:
    return f"bucket-{number:05}"


def _file(number: int, table: str) -> str:
    return f"{_step(number)}.{table}.parquet"

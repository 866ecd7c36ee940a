"""A book of any size, audited bucket by bucket: each holds some of the cases, and is judged as a small book.

What is done stands in a work folder, so that a run that was cut off goes on where it stopped. The same book in
the same buckets gives the same bytes, however often the run was cut off.
"""

from __future__ import annotations

import io
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import attrs

from dutylang.books.counts_json import json_of_summary, summary_of_json
from dutylang.books.crew import Crew
from dutylang.books.document_buckets import DocumentBuckets
from dutylang.books.draft import Draft, Wanted, draft_in, put, stands
from dutylang.books.inputs import BookInput
from dutylang.books.journal import BUFFER, Journal
from dutylang.books.output import TableWriter
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

HAND = "hand"
"""The files in which the rows of a bucket are handed on begin so."""

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
    """What is done with a bucket, here or in a process of its own. The periods counted in one serve the next.

    The rows of a bucket are handed on in a file of the work folder, one of `hands` in turn: each is written again
    when what stood in it was taken.
    """

    run: BulkRun
    buckets: TableBuckets | DocumentBuckets
    folder: Path
    wanted: Wanted | None
    hands: int

    def __call__(self, number: int) -> FinishedBucket:
        """What a bucket came to."""
        self.run.forget_beyond(MOST_COUNTED)
        return FinishedBucket(self._judged(number).json(), os.getpid(), peak_memory() or 0)

    def hand(self, number: int) -> Path:
        """Where the rows of a bucket are handed on."""
        return self.folder / f"{HAND}-{number % self.hands}.part"

    def _judged(self, number: int) -> Bucket:
        """Judges a bucket, and hands on its rows."""
        found = Bucket(self.run.totals().summary)
        with ExitStack() as stack:
            writer = None
            if self.wanted is not None:
                out = stack.enter_context(_written_over(self.hand(number)))
                writer = TableWriter(out, None, self.run.names, self.wanted.table, self.wanted.columns)
            for columns in _chunks(self.buckets, number):
                self._judge(columns, writer, found)
            if writer is not None:
                writer.close()
        return found

    def _judge(self, columns: CaseColumns, writer: TableWriter | None, found: Bucket) -> None:
        """Judges some cases. What is said of the whole input is kept apart: every bucket says it."""
        for name, problems in columns.unread:
            if name is None:
                found.told.add_entry(_without_left_out(problems) if columns.left_out else problems)
        of_cases = tuple(each for each in columns.unread if each[0] is not None)
        judged = self.run.judged(attrs.evolve(columns, unread=of_cases))
        if writer is not None:
            piece = io.BytesIO()
            judged.piece(writer.table, writer.columns, piece)
            writer.join(piece)
        add_summary(found.summary, judged.summary)
        found.told.add(judged.problems)
        found.failed = found.failed or judged.failed
        found.left_out.update(columns.left_out)
        found.offsets = _earliest(found.offsets, columns.offsets)


@contextmanager
def _written_over(path: Path) -> Iterator[BinaryIO]:
    """A file that is written from its beginning, in the room that it has on the disk, and ends where that ends."""
    with path.open("r+b" if path.exists() else "w+b", BUFFER) as file:
        yield file
        file.truncate()


@attrs.frozen(eq=False)
class BucketedAudit:
    """An audit of a book in buckets. `wanted` is what is written of it, if anything; `watch` is told of progress.

    `jobs` is how many buckets are judged at once, each by a process of its own where there are several: those of
    `crew`, where as many were begun before. `peaks` are the bytes that each of these has taken at most, by its number.
    `before` is called when the tables are divided and nothing is judged yet.
    """

    run: BulkRun
    book: BookInput
    journal: Journal
    sizes: Sizes
    wanted: Wanted | None
    watch: Watch
    jobs: int = 1
    peaks: dict[int, int] = attrs.field(factory=dict)
    crew: Crew | None = None
    before: Callable[[], None] | None = None

    def audited(self) -> tuple[Bucket | None, tuple[Diagnostic, ...]]:
        """The counts of the whole book and what is said of it; None, with the reasons, where it cannot be read.

        The report is whole then, and stands in the work folder until it is `put`. OSError when the disk is full,
        LostWorkerError when a process was ended from outside: what was done so far stands in the work folder.
        """
        count = self.sizes.buckets
        jobs = min(self.jobs, count)
        try:
            with self.crew if self.crew is not None and self.crew.jobs == jobs else Crew(jobs) as crew:
                return self._audited(crew)
        except DamagedTableError as damaged:
            return None, (fault("C050", Place(str(damaged.args[0])), help="parquet"),)
        finally:
            self.journal.forget(*(path.name for path in self.journal.folder.glob(f"{HAND}-*")))

    def put(self, path: Path) -> None:
        """Puts the report where it belongs. OutputError where that cannot be written."""
        put(self.journal, path, lambda done, count: self.watch("joined", done, count))

    def _audited(self, crew: Crew) -> tuple[Bucket | None, tuple[Diagnostic, ...]]:
        buckets = self._buckets()
        unusable = self._spread(buckets)
        if unusable:
            return None, unusable
        if self.before is not None:
            self.before()
        run = self._with_figures(buckets)
        total = Bucket(run.totals().summary)
        with ExitStack() as stack:
            before = self._done_before()
            draft = None
            if self.wanted is not None:
                noted = [each["rows"] for each in before]
                draft = stack.enter_context(draft_in(self.journal, self.wanted, run.names, noted))
            for mark in before:
                total.join(Bucket.from_json(mark["came_to"]))
            work = BucketWork(run, buckets, self.journal.folder, self.wanted, crew.jobs + 1)
            self._judge(crew, work, len(before), draft, total)
            mixed = self._mixed_offsets(total)
            if mixed is not None:
                return None, (mixed,)
            if draft is not None:
                draft.close()
        self._note_left_out(total)
        total.summary.unread += total.told.unread
        return total, ()

    def _done_before(self) -> list[Mapping[str, Any]]:
        """The marks of the buckets that an earlier run has done, up to the first that it has not."""
        found: list[Mapping[str, Any]] = []
        for number in range(self.sizes.buckets):
            mark = self.journal.done(_step(number))
            if mark is None or ("rows" in mark and not stands(self.journal, mark["rows"])):
                break
            found.append(mark)
        return found

    def _judge(self, crew: Crew, work: BucketWork, begin: int, draft: Draft | None, total: Bucket) -> None:
        """Judges the buckets from one on; the rows of each are added to the draft while others are judged."""
        count = self.sizes.buckets
        self.watch("judged", begin, count)
        for number, done in enumerate(crew.in_order(work, range(begin, count)), start=begin):
            mark: dict[str, object] = {"came_to": done.came_to}
            if draft is not None:
                with work.hand(number).open("rb") as piece:
                    mark["rows"] = draft.add(piece)
            self.journal.mark(_step(number), mark)
            total.join(Bucket.from_json(done.came_to))
            if done.process != os.getpid():
                self.peaks[done.process] = done.peak
            self.watch("judged", number + 1, count)

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

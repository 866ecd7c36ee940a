"""`duty audit --memory`: a book of any size, audited in buckets on disk, resumed where a run was cut off."""

from __future__ import annotations

import hashlib
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from dutylang.books.budget import LEAST, OWN_BUDGET, memory_from_text, size_written, workers_within
from dutylang.cli.bucket_progress import watching
from dutylang.cli.casework import UNREAD, Asked
from dutylang.cli.people import names_of
from dutylang.cli.program import program_version
from dutylang.cli.spoken import USAGE, Session
from dutylang.diagnostics import Diagnostic, Severity
from dutylang.diagnostics.catalogue import find
from dutylang.source import NOWHERE

if TYPE_CHECKING:
    from dutylang.books.buckets import Bucket, BucketedAudit
    from dutylang.books.crew import Crew
    from dutylang.books.inputs import BookInput
    from dutylang.books.journal import Journal
    from dutylang.books.sizes import Sizes
    from dutylang.cli.audit import Shape
    from dutylang.cli.auditing import Audit

FOUND = 1
WORK = "duty-audit.work"
MANY_BYTES = 40 * 2**20
"""Parquet files of so many bytes hold more rows, as a rule, than are held whole."""


@attrs.frozen
class Budget:
    """The memory that an audit may take, in bytes, and the folder for its buckets."""

    memory: int
    work: Path


def budget_from_options(
    memory: str | None, work: Path | None, engine: str, output: Path | None, session: Session
) -> Budget | int | None:
    """The budget of `--memory` and `--work`; None without them, the exit code where they cannot be used."""
    problem = None
    size = None if memory is None else memory_from_text(memory)
    if memory is None:
        problem = None if work is None else Diagnostic("G068", NOWHERE)
    elif size is None:
        problem = Diagnostic("G060", NOWHERE, {"written": memory})
    elif size < LEAST:
        problem = Diagnostic("G061", NOWHERE, {"written": memory, "least": size_written(LEAST)})
    elif engine == "single":
        problem = Diagnostic("G068", NOWHERE, help="engine")
    if problem is not None:
        session.report([problem])
        return USAGE
    if size is None:
        return None
    if work is None:
        work = Path(WORK) if output is None else output.with_name(f"{output.name}.work")
    return Budget(size, work)


def own_budget(book: BookInput, output: Path | None) -> Budget | None:
    """The budget of tables that are too large to be held whole where none is named; None for smaller books."""
    from dutylang.books.sizes import fits_whole

    if fits_whole(book):
        return None
    from dutylang.books.buckets import crossing_links

    if crossing_links(book):
        return None
    if output is not None:
        return Budget(OWN_BUDGET, output.with_name(f"{output.name}.work"))
    same = hashlib.sha256(f"{book.loaded.plan.sha256} {book.base}".encode()).hexdigest()
    return Budget(OWN_BUDGET, Path(tempfile.gettempdir()) / f"duty-audit-{same[:12]}.work")


def begun_crew(cases: Path | str, engine: str, jobs: int | None, memory: str | None) -> Crew | None:
    """Workers that load what they need while the tables are looked at, where the book looks as if it needed them.

    It looks so by the size of its Parquet files. They end by themselves when they are not needed after all.
    """
    budget = OWN_BUDGET if memory is None else memory_from_text(memory) or 0
    if engine == "single" or workers_within(budget) == 1 or not isinstance(cases, Path):
        return None
    if sum(file.stat().st_size for file in cases.glob("*.parquet") if file.is_file()) < MANY_BYTES:
        return None
    from dutylang.books.crew import Crew, jobs_here

    count = min(jobs or jobs_here(), workers_within(budget))
    return Crew(count) if count > 1 else None


def audited_in_buckets(
    audit: Audit,
    book: BookInput,
    shape: Shape,
    budget: Budget,
    asked: Asked,
    session: Session,
    crew: Crew | None = None,
    before: Callable[[], None] | None = None,
) -> int:
    """Audits a book bucket by bucket; the exit code. `shape` is one that columns can be written in.

    `before` is called when nothing is judged yet.
    """
    from dutylang.books.buckets import crossing_links
    from dutylang.books.journal import opened_journal
    from dutylang.books.sizes import sizes_of

    links = crossing_links(book)
    if links:
        session.report([Diagnostic("G066", NOWHERE, {"kinds": links})])
        return USAGE
    job = _Job(audit, book, shape, budget, sizes_of(book, budget.memory), session, crew, before)
    with _failure_told(job):
        journal, faults = opened_journal(budget.work, job.manifest(asked))
        if journal is None:
            session.report([_with_words(each, session) for each in faults])
            return USAGE
        job.journal = journal
        try:
            job.code = job.audited(journal)
        finally:
            journal.close()
    if job.code != USAGE:
        _tell_excess(budget, job.peaks, session)
    return job.code


@attrs.define
class _Job:
    """One audit in buckets. `code` is its exit code: that of a full disk until it is done.

    `peaks` are the bytes that each of its workers has taken at most.
    """

    audit: Audit
    book: BookInput
    shape: Shape
    budget: Budget
    sizes: Sizes
    session: Session
    crew: Crew | None = None
    before: Callable[[], None] | None = None
    journal: Journal | None = None
    code: int = USAGE
    writes: bool = False
    written: bool = False
    peaks: dict[int, int] = attrs.field(factory=dict)

    @property
    def table(self) -> str | None:
        """The table that is written, if any."""
        return (self.shape.rows or "findings") if self.shape.format == "parquet" else None

    def run(self) -> Any:
        """What judges every bucket."""
        from dutylang.books.run import BulkRun

        audit, names = self.audit, names_of(self.audit, self.session)
        return BulkRun(audit.loaded, audit.horizon, names, audit.overrides, fail_on=self.shape.fail_on)

    def manifest(self, asked: Asked) -> dict[str, object]:
        """What the audit is of."""
        from dutylang.books.manifest import manifest_of

        files = {"mapping": asked.mapping, "holders": asked.holders}
        run, columns = self.run(), self.shape.columns
        tables = () if self.table is None else (self.table,)
        return manifest_of(run, self.book, self.sizes.buckets, tables, files, program_version(), columns)

    def audited(self, journal: Journal) -> int:
        """Judges the buckets and writes; the exit code."""
        from dutylang.books.buckets import BucketedAudit
        from dutylang.books.crew import jobs_here
        from dutylang.books.draft import Wanted

        run = self.run()
        self._tell_resumed(journal)
        with watching(self.session) as watch:
            jobs = min(self.shape.jobs or jobs_here(), workers_within(self.budget.memory))
            wanted = None
            if self.table is not None:
                wanted = Wanted(self.table, self.shape.columns, self.audit.run())
            bucketed = BucketedAudit(
                run, self.book, journal, self.sizes, wanted, watch, jobs, self.peaks, self.crew, self.before
            )
            with self._unwritable_told():
                total, unusable = bucketed.audited()
                if total is None:
                    journal.remove()
                    self.session.report(unusable)
                    return UNREAD
                self.writes = True
                self._write(bucketed, total, run)
        if not self.written:
            return USAGE
        journal.remove()
        self._tell_problems(total, run)
        if total.failed:
            return FOUND
        return UNREAD if total.summary.unread else 0

    def _write(self, bucketed: BucketedAudit, total: Bucket, run: Any) -> None:
        """Puts the table where it belongs, or writes the counts as text."""
        from dutylang.cli.audit import opened
        from dutylang.reports.audit import Ending
        from dutylang.reports.formats import report_in

        if self.table is not None:
            bucketed.put(self.shape.output or Path("-"))
        else:
            with opened(self.shape.output) as text:
                color = self.shape.output is None and self.session.paints(sys.stdout)
                report = report_in("text", text, run.names, color=color, brief=True)
                report.begin(self.audit.run())
                report.end(Ending(total.summary, ()))
        self.written = True

    @contextmanager
    def _unwritable_told(self) -> Iterator[None]:
        """Says so where the report cannot be written. OSError when the disk is full."""
        from dutylang.books.journal import FULL
        from dutylang.books.output import OutputError
        from dutylang.cli.audit import UnwritableError, not_written

        try:
            yield
        except (UnwritableError, OutputError) as fault:
            self.written = False
            if isinstance(fault.__cause__, OSError) and fault.__cause__.errno in FULL:
                raise fault.__cause__ from None
            not_written(self.shape, fault.reason, self.session)

    def _tell_resumed(self, journal: Journal) -> None:
        if journal.resumed and not self.session.quiet:
            count = self.sizes.buckets
            done = sum(journal.done(f"bucket-{number:05}") is not None for number in range(count))
            told = {"folder": str(journal.folder), "done": done, "count": count}
            self.session.tell(self.session.text("buckets.resumed", **told))

    def _tell_problems(self, total: Bucket, run: Any) -> None:
        """A few problems of each code, the errors first, and how many more there are."""
        from dutylang.reports.problem_words import spoken

        shown, more = total.told.shown()
        for problem in shown:
            if not self.session.quiet or problem.severity is Severity.ERROR:
                self.session.report([spoken(problem, run.names)])
        for code, count in more.items() if not self.session.quiet else ():
            self.session.tell(self.session.text("audit.and_more_problems", count=count, code=code))

    def full_disk(self) -> Diagnostic:
        """What is said when the disk is full: where, and how much room would do."""
        from dutylang.books.space import size_of_draft, space_needed

        output, folder, needed = self.shape.output, self.budget.work, 0
        if self.writes and output is not None:
            folder = output.parent
        if self.journal is not None and self.writes:
            needed = size_of_draft(self.journal)
        elif self.journal is not None:
            needed = space_needed(self.journal, self.sizes.buckets)
        if not needed:
            return Diagnostic("G067", NOWHERE, {"folder": str(folder)})
        told = {"folder": str(folder), "needed": size_written(needed)}
        return Diagnostic("G067", NOWHERE, told, help="needed")


@contextmanager
def _failure_told(job: _Job) -> Iterator[None]:
    """Says that the disk is full, a worker lost or a table changed; what is done so far stays in the work folder."""
    from dutylang.books.crew import LostWorkerError
    from dutylang.books.journal import FULL
    from dutylang.books.row_ranges import ChangedTableError

    try:
        yield
    except LostWorkerError:
        job.session.report([Diagnostic("G059", NOWHERE, {"folder": str(job.budget.work)})])
    except ChangedTableError as fault:
        told = {"table": str(fault.args[0]), "folder": str(job.budget.work)}
        job.session.report([Diagnostic("G058", NOWHERE, told)])
    except OSError as fault:
        if fault.errno not in FULL:
            raise
        job.session.report([job.full_disk()])


def _with_words(problem: Diagnostic, session: Session) -> Diagnostic:
    """The fault of a work folder, with what has changed since in words."""
    changed = problem.args.get("changed")
    if not isinstance(changed, tuple):
        return problem
    keys = (f"buckets.changed.{name}" for name in changed)
    words = dict.fromkeys(
        session.text(key if find(key) is not None else "buckets.changed.other") for key in keys
    )
    return attrs.evolve(problem, args={**problem.args, "changed": tuple(words)})


def _tell_excess(budget: Budget, peaks: Mapping[int, int], session: Session) -> None:
    """Says so when more memory was taken than was given. What processes share is counted in each of them."""
    from dutylang.books.peak import peak_memory

    taken = (peak_memory() or 0) + sum(peaks.values())
    if taken > budget.memory and not session.quiet:
        told = {"taken": size_written(taken), "memory": size_written(budget.memory)}
        session.report([Diagnostic("G069", NOWHERE, told, Severity.NOTE)])

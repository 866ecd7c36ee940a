"""Findings of a whole book as Arrow tables, under the columns of the Parquet report.

What is told in words (`remedy`, `explanation`) stays empty: `duty explain` says it of a case. The rows stand
by duty, not by case.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import attrs
import numpy as np

from dutylang.assessment.bulk.blocks import Block, period_name, persons_of_block
from dutylang.assessment.bulk.board import NO_ROW, Board, is_any
from dutylang.assessment.bulk.bystanders import count_of_bystanders
from dutylang.assessment.bulk.event_names import EventNames
from dutylang.assessment.bulk.result import BookResult
from dutylang.assessment.bulk.shape import BIT_OF, CODE_OF, REASONS, VERDICTS
from dutylang.assessment.model import Finding, Flag, Verdict
from dutylang.assessment.persons import Result
from dutylang.cases.columns.model import NO_DAY, NO_INSTANT, Ints
from dutylang.diagnostics.shown import visible
from dutylang.reports.audit import AuditSummary, DutyCounts
from dutylang.reports.names import Names
from dutylang.reports.parquet_rows import SCHEMAS, finding_cells, safe_row
from dutylang.reports.person_rows import FINDINGS

if TYPE_CHECKING:
    import pyarrow as pa

EPOCH_DAY = 719_163
"""1970-01-01 as `date.toordinal()` counts."""


def finding_tables(found: BookResult, names: Names, schema: pa.Schema) -> Iterator[pa.Table]:
    """The findings, some thousands to some hundred thousands at a time."""
    import pyarrow as pa

    ids = _texts(found.board.columns.ids)
    status = _words([each.value for each in VERDICTS]).take(pa.array(found.status.astype(np.int32)))
    events = _Events.of(found.board)
    for _, block in found.blocks:
        yield _Table(block, found.board, names, events).table(ids, status, schema)
    rows = [
        _row(finding, VERDICTS[found.status[case]], names)
        for _, case, findings in found.singles
        for finding in findings
    ]
    rows += [
        _row(finding, assessed.status, names)
        for assessed in found.whole.values()
        for finding in assessed.findings
    ]
    if rows:
        yield pa.Table.from_pylist(rows, schema=schema)


def _row(finding: Finding, status: Verdict, names: Names) -> dict[str, object]:
    head: dict[str, object] = {"case": finding.case_id, "status": status.value}
    told = {"remedy": None, "explanation": None}
    return safe_row(head | finding_cells(finding, names) | told)


def _texts(values: Sequence[str | None]) -> pa.Array:
    """Texts as an Arrow array, harmless as in every report."""
    import pyarrow as pa

    array = pa.array(values, pa.string())
    if not _is_plain(array):
        array = pa.array(
            [None if value is None else visible(value) for value in array.to_pylist()], pa.string()
        )
    return array


def _is_plain(array: pa.Array) -> bool:
    """Whether texts hold nothing but letters, digits and plain signs, as ids mostly do."""
    import pyarrow.compute as pc

    odd = pc.any(pc.invert(pc.match_substring_regex(array, r"^[\x20-\x7e一-鿿]*$")))
    return not odd.as_py()


def _words(values: Sequence[str]) -> pa.Array:
    import pyarrow as pa

    return pa.array([visible(value) for value in values], pa.string())


@attrs.frozen(eq=False)
class _Events:
    """The names of the events of a book. `ids` are their own, in the order of the columns."""

    board: Board
    ids: pa.Array | None
    names: EventNames

    @classmethod
    def of(cls, board: Board) -> _Events:
        """Of the events on a board."""
        ids = board.columns.events.ids
        return cls(board, None if ids is None else _texts(ids), EventNames(board))

    def of_rows(self, rows: Ints) -> pa.Array:
        """The names of the events in rows; one without an id is named by its content."""
        import pyarrow as pa

        if self.ids is not None:
            found = self.ids.take(pa.array(self.board.kept[rows]))
            if not found.null_count:
                return found
        different, place = np.unique(rows, return_inverse=True)
        return _texts(self.names.many(different)).take(pa.array(place))


class _Table:
    """The columns of one block."""

    def __init__(self, block: Block, board: Board, names: Names, events: _Events) -> None:
        self._block = block
        self._events = events
        self._board = board
        self._names = names
        self._size = block.size

    def table(self, ids: pa.Array, status: pa.Array, schema: pa.Schema) -> pa.Table:
        """All columns, in the order of the schema."""
        import pyarrow as pa

        block, board, found = self._block, self._board, self._block.outcomes
        case = pa.array(block.case)
        labels = self._labels()
        positions = board.columns.events.position[board.kept].astype(np.int64)
        late = found.late >= 0
        breach = is_any(found.arisen_verdict, [CODE_OF[Verdict.VIOLATED], CODE_OF[Verdict.LATE]])
        columns: dict[str, Any] = {
            "case": ids.take(case),
            "status": status.take(case),
            "key": self._keys(ids.take(case), labels),
            "rule": self._same(block.rule.name),
            "duty": self._same(self._names.name(block.rule.name)),
            "article": self._same(block.rule.article),
            "level": self._same(block.level),
            "part": self._same(block.part),
            "verdict": _words([each.value for each in VERDICTS]).take(
                pa.array(found.verdict.astype(np.int32))
            ),
            "advisory": pa.array(np.full(self._size, block.advisory)),
            "flags": self._flags(),
            "roles": self._lists(list(block.roles)),
            "persons": self._persons(),
            "trigger": _numbers(_at(positions, found.trigger), found.trigger == NO_ROW),
            "evidence": self._evidence(positions),
            "period": self._periods() if block.recurring else pa.nulls(self._size, pa.string()),
            **_moment("opened", found.opened_day, found.opened_instant),
            **_moment("due", found.due_day, found.due_instant),
            **_moment("done", *self._done()),
            **_moment(
                "breached_at",
                np.where(breach, found.missed_day, NO_DAY),
                np.where(breach, found.missed_instant, NO_INSTANT),
            ),
            "lateness": _numbers(found.late, ~late),
            "lateness_unit": _where(self._same(found.late_unit.value), late),
            "reason": _words(REASONS).take(pa.array(found.reason.astype(np.int32))),
            "remedy": pa.nulls(self._size, pa.string()),
            "explanation": pa.nulls(self._size, pa.string()),
        }
        return pa.table([columns[name] for name in SCHEMAS[FINDINGS]], schema=schema)

    def _same(self, word: str) -> pa.Array:
        import pyarrow as pa

        return pa.repeat(pa.scalar(visible(word), pa.string()), self._size)

    def _labels(self) -> pa.Array:
        """What tells the findings of a rule in a case apart: the period or event, and who owes it alone."""
        import pyarrow.compute as pc

        block, plain = self._block, self._plain_labels()
        if block.holder is not None:
            plain = self._with_holders(plain)
        return pc.binary_join_element_wise(plain, visible(block.suffix), "") if block.suffix else plain

    def _with_holders(self, plain: pa.Array) -> pa.Array:
        import pyarrow as pa
        import pyarrow.compute as pc

        block = self._block
        if block.holder is None:
            return plain
        alone = pa.array(block.holder >= 0)
        names = _texts(self._board.columns.persons)
        who = names.take(pa.array(np.maximum(block.holder, 0))) if len(names) else plain
        return pc.if_else(alone, pc.binary_join_element_wise(plain, who, "/"), plain)

    def _plain_labels(self) -> pa.Array:
        import pyarrow as pa

        block = self._block
        if block.label is not None:
            return _words(block.labels).take(pa.array(block.label))
        return self._events.of_rows(block.named_by)

    def _periods(self) -> pa.Array:
        import pyarrow as pa

        names = [period_name(label) for label in self._block.labels]
        return _words(names).take(pa.array(self._block.label))

    def _keys(self, ids: pa.Array, labels: pa.Array) -> pa.Array:
        import pyarrow.compute as pc

        block = self._block
        head = visible(f"{self._board.setting.plan.name}/{block.rule.name}/")
        tail = "".join(f"/{each}" for each in (block.part, block.level) if each)
        return pc.binary_join_element_wise(head, ids, "/", labels, visible(tail), "")

    def _flags(self) -> pa.Array:
        """The flags of each finding in the order of the language; few sets stand for many findings."""
        import pyarrow as pa

        bits, place = np.unique(self._block.outcomes.flags, return_inverse=True)
        sets = [[flag.value for flag in Flag if each & BIT_OF[flag]] for each in bits.tolist()]
        return pa.array(sets, pa.list_(pa.string())).take(pa.array(place))

    def _lists(self, words: list[str]) -> pa.Array:
        import pyarrow as pa

        once = pa.array([[visible(word) for word in words]], pa.list_(pa.string()))
        return once.take(pa.array(np.zeros(self._size, np.int64)))

    def _persons(self) -> pa.Array:
        import pyarrow as pa

        persons = persons_of_block(self._block, self._board)
        names = _texts(self._board.columns.persons).take(pa.array(persons.values))
        return pa.ListArray.from_arrays(pa.array(persons.starts.astype(np.int32)), names)

    def _evidence(self, positions: Ints) -> pa.Array:
        import pyarrow as pa

        evidence = self._block.outcomes.evidence
        there = evidence != NO_ROW
        starts = np.concatenate([[0], np.cumsum(there.sum(axis=1))]).astype(np.int32)
        return pa.ListArray.from_arrays(pa.array(starts), pa.array(positions[evidence[there]]))

    def _done(self) -> tuple[Ints, Ints]:
        done, board = self._block.outcomes.done, self._board
        there = (done != NO_ROW) & (self._block.outcomes.hangs == NO_ROW)
        return (
            np.where(there, _at(board.day, done), NO_DAY),
            np.where(there, _at(board.instant, done), NO_INSTANT),
        )


def _at(values: Ints, rows: Ints) -> Ints:
    """Values at rows; anything where there is none."""
    if not len(values):
        return np.zeros(len(rows), np.int64)
    found: Ints = values[np.maximum(rows, 0)]
    return found


def _numbers(values: Ints, missing: Any) -> pa.Array:
    import pyarrow as pa

    return pa.array(values.astype(np.int64), pa.int64(), mask=missing)


def _where(array: pa.Array, there: Any) -> pa.Array:
    import pyarrow as pa
    import pyarrow.compute as pc

    return pc.if_else(pa.array(there), array, pa.scalar(None, pa.string()))


def _moment(name: str, day: Ints, instant: Ints) -> dict[str, pa.Array]:
    """A local day and, where it is known, an instant."""
    import pyarrow as pa

    days = np.where(day == NO_DAY, 0, day - EPOCH_DAY).astype(np.int32)
    instants = np.where(instant == NO_INSTANT, 0, instant)
    return {
        name: pa.array(days, pa.int32(), mask=day == NO_DAY).cast(pa.date32()),
        f"{name}_instant": pa.array(
            instants, pa.int64(), mask=(instant == NO_INSTANT) | (day == NO_DAY)
        ).cast(pa.timestamp("us", tz="UTC")),
    }


def add_to_summary(found: BookResult, summary: AuditSummary) -> None:
    """Counts a book, as each of its cases would have been counted."""
    board = found.board
    for code, count in zip(*np.unique(found.status, return_counts=True), strict=True):
        summary.cases[VERDICTS[code]] += int(count)
    for assessed in found.whole.values():
        alone = AuditSummary()
        alone.add(assessed)
        summary.results.update(alone.results)
        summary.advisory += alone.advisory
        for name, each in alone.duties.items():
            counts = summary.duties.setdefault(name, DutyCounts())
            counts.instances.update(each.instances)
            counts.cases.update(each.cases)
    summary.results[Result.NONE] += count_of_bystanders(found)
    gravest: dict[str, Ints] = {}
    for _, block in found.blocks:
        name = block.rule.name
        counts = summary.duties.setdefault(name, DutyCounts())
        worst = gravest.setdefault(name, np.full(board.count, len(VERDICTS), np.int8))
        np.minimum.at(worst, block.case, block.outcomes.verdict)
        for code, count in zip(*np.unique(block.outcomes.verdict, return_counts=True), strict=True):
            counts.instances[VERDICTS[code]] += int(count)
            if block.advisory and VERDICTS[code] in (Verdict.CONFLICT, Verdict.VIOLATED, Verdict.LATE):
                summary.advisory += int(count)
    for _, case, findings in found.singles:
        for finding in findings:
            counts = summary.duties.setdefault(finding.rule, DutyCounts())
            counts.instances[finding.verdict] += 1
            worst = gravest.setdefault(finding.rule, np.full(board.count, len(VERDICTS), np.int8))
            worst[case] = min(int(worst[case]), VERDICTS.index(finding.verdict))
            grave = finding.verdict in (Verdict.CONFLICT, Verdict.VIOLATED, Verdict.LATE)
            summary.advisory += finding.advisory and grave
    for name, worst in gravest.items():
        for code, count in zip(*np.unique(worst, return_counts=True), strict=True):
            if code < len(VERDICTS):
                summary.duties[name].cases[VERDICTS[code]] += int(count)

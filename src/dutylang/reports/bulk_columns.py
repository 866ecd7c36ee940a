"""Blocks of findings → Arrow columns. What has few values is written as codes into words, each word once.

The words are those of all blocks together, so that the blocks of a book can follow one another in a file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from dutylang.assessment.bulk.blocks import Block, period_name, persons_of_block
from dutylang.assessment.bulk.board import NO_ROW
from dutylang.assessment.bulk.event_names import EventNames
from dutylang.assessment.bulk.result import BookResult
from dutylang.assessment.bulk.shape import BIT_OF, CODE_OF, REASONS, VERDICTS
from dutylang.assessment.model import Flag, Verdict
from dutylang.diagnostics.shown import visible
from dutylang.ops.columns import Flags, Ints, is_any
from dutylang.reports.bulk_instances import Instances, instances_of
from dutylang.reports.bulk_words import (
    Words,
    days_of,
    harmless,
    instants_of,
    joined_texts,
    numeric,
    ragged,
    starts_of,
    taken_at,
    text_array,
    words_at,
    yes_or_no,
)
from dutylang.reports.names import Names

if TYPE_CHECKING:
    import pyarrow as pa


class FindingColumns:
    """Makes the columns of the blocks of a book."""

    def __init__(self, found: BookResult, names: Names) -> None:
        self.found = found
        self.names = names
        self._board = found.board
        blocks = [block for _, block in found.blocks]
        rules = {block.rule.name: block.rule for block in blocks}
        self._words: dict[str, Words] = {
            "status": Words(each.value for each in VERDICTS),
            "rule": Words(rules),
            "duty": Words(names.name(rule) for rule in rules),
            "article": Words(rule.article for rule in rules.values()),
            "level": Words(block.level for block in blocks),
            "part": Words(block.part for block in blocks),
            "roles": Words(role for block in blocks for role in block.roles),
            "flags": Words(flag.value for flag in Flag),
            "lateness_unit": Words(block.outcomes.late_unit.value for block in blocks),
            "period": Words(
                period_name(each) for block in blocks if block.recurring for each in block.labels
            ),
        }

    def columns(self, block: Block, wanted: Sequence[str]) -> list[pa.Array]:
        """Some columns of a block."""
        made = _BlockColumns(block, self)
        return [made.column(name) for name in wanted]

    def words(self, name: str) -> Words:
        """The words of a column."""
        return self._words[name]

    @cached_property
    def reasons(self) -> tuple[Words, Ints]:
        """The reasons that are given, as words, and the code there of each reason that there is.

        The codes of reasons hang on what was judged before, the words do not.
        """
        given = np.zeros(len(REASONS), np.bool_)
        for _, block in self.found.blocks:
            given[block.outcomes.reason] = True
        words = Words(sorted(REASONS[code] for code in np.flatnonzero(given).tolist()))
        return words, words.codes(REASONS)

    @cached_property
    def ids(self) -> pl.Series:
        """The ids of the cases."""
        return harmless(self._board.columns.ids)

    @cached_property
    def middles(self) -> pl.Series:
        """The ids of the cases as they stand in keys."""
        return "/" + self.ids + "/"

    @cached_property
    def id_words(self) -> pa.Array:
        """The ids of the cases, as words."""
        return text_array(self.ids)

    @cached_property
    def person_words(self) -> pa.Array:
        """The names of persons, as words."""
        return text_array(self.persons)

    @cached_property
    def persons(self) -> pl.Series:
        """The names of persons."""
        return harmless(self._board.columns.persons)

    @cached_property
    def positions(self) -> Ints:
        """The place of each event in the file of its case."""
        board = self._board
        found: Ints = board.columns.events.position[board.kept].astype(np.int64)
        return found

    @cached_property
    def _event_ids(self) -> pl.Series | None:
        ids = self._board.columns.events.ids
        return None if ids is None else harmless(ids)

    @cached_property
    def instances(self) -> Instances | None:
        """What the findings are told apart by, as words; None where that is no gain."""
        return instances_of([block for _, block in self.found.blocks], self._event_ids, self._board.kept)

    @cached_property
    def _event_names(self) -> EventNames:
        return EventNames(self._board)

    def events(self, rows: Ints) -> pl.Series:
        """The names of the events in rows; one without an id is named by its content."""
        if self._event_ids is not None:
            found = self._event_ids.gather(pl.Series(self._board.kept[rows]))
            if not found.null_count():
                return found
        different, place = np.unique(rows, return_inverse=True)
        return harmless(self._event_names.many(different)).gather(pl.Series(place))


class _BlockColumns:
    """The columns of one block."""

    def __init__(self, block: Block, book: FindingColumns) -> None:
        self._block = block
        self._book = book
        self._size = block.size

    def column(self, name: str) -> pa.Array:
        """One column, under its name in the schema."""
        block = self._block
        same: Mapping[str, str] = {
            "rule": block.rule.name,
            "duty": self._book.names.name(block.rule.name),
            "article": block.rule.article,
            "level": block.level,
            "part": block.part,
        }
        if name in same:
            return self._book.words(name).same(same[name], self._size)
        return _MAKERS[name](self)

    def case(self) -> pa.Array:
        return words_at(self._block.case, self._book.id_words)

    def status(self) -> pa.Array:
        return self._book.words("status").coded(self._book.found.status[self._block.case])

    def key(self) -> pa.Array:
        """Policy, rule, case, period or event, part and level, joined by strokes."""
        block = self._block
        head = visible(f"{self._book.found.board.setting.plan.name}/{block.rule.name}")
        tail = visible("".join(f"/{each}" for each in (block.part, block.level) if each))
        cases = self._book.middles.gather(pl.Series(block.case))
        if (only := self._only_label) is not None:
            return joined_texts(head, cases, only + tail)
        return joined_texts(head, cases, self._labels(), tail)

    def instance(self) -> pa.Array:
        """The period or event of a finding, and who owes it alone, as in its key."""
        words = self._book.instances
        if words is not None:
            return words.of(self._block)
        return self._labels().to_arrow(compat_level=pl.CompatLevel.oldest())

    @property
    def _only_label(self) -> str | None:
        """The period of all findings, or what stands for the whole case; None where there are several."""
        block = self._block
        is_one = block.label is not None and len(block.labels) == 1 and block.holder is None
        return visible(block.labels[0]) + visible(block.suffix) if is_one else None

    def _labels(self) -> pl.Series:
        """What tells the findings of a rule in a case apart: the period or event, and who owes it alone."""
        block = self._block
        if block.label is not None:
            plain = harmless(block.labels).gather(pl.Series(block.label))
        else:
            plain = self._book.events(block.named_by)
        if block.holder is not None and len(self._book.persons):
            alone = pl.Series(block.holder >= 0)
            who = plain + "/" + self._book.persons.gather(pl.Series(np.maximum(block.holder, 0)))
            plain = who.zip_with(alone, plain)
        return plain + visible(block.suffix) if block.suffix else plain

    def period(self) -> pa.Array:
        import pyarrow as pa

        block, words = self._block, self._book.words("period")
        if not block.recurring or block.label is None:
            return pa.DictionaryArray.from_arrays(pa.nulls(self._size, pa.int32()), words.array)
        return words.coded(words.codes([period_name(label) for label in block.labels])[block.label])

    def verdict(self) -> pa.Array:
        return self._book.words("status").coded(self._block.outcomes.verdict)

    def reason(self) -> pa.Array:
        words, codes = self._book.reasons
        return words.coded(codes[self._block.outcomes.reason])

    def advisory(self) -> pa.Array:
        return yes_or_no(self._block.advisory, self._size)

    def flags(self) -> pa.Array:
        """The flags of each finding in the order of the language; few sets stand for many findings."""
        found, words = self._block.outcomes.flags, self._book.words("flags")
        if not found.any():
            return words.same_lists([], self._size)
        rows = np.flatnonzero(found)
        bits, place = np.unique(found[rows], return_inverse=True)
        sets = [words.codes([flag.value for flag in Flag if each & BIT_OF[flag]]) for each in bits.tolist()]
        sizes = np.zeros(self._size, np.int64)
        sizes[rows] = np.array([len(each) for each in sets], np.int64)[place]
        codes = np.zeros((len(sets), max(map(len, sets))), np.int32)
        for row, each in enumerate(sets):
            codes[row, : len(each)] = each
        there = np.arange(codes.shape[1]) < sizes[rows][:, None]
        return ragged(starts_of(sizes), words.coded(codes[place][there]))

    def roles(self) -> pa.Array:
        words = self._book.words("roles")
        return words.same_lists(words.codes(self._block.roles), self._size)

    def persons(self) -> pa.Array:
        found = persons_of_block(self._block, self._book.found.board)
        return ragged(found.starts, words_at(found.values, self._book.person_words))

    def trigger(self) -> pa.Array:
        import pyarrow as pa

        rows = self._block.outcomes.trigger
        return numeric(pa.int64(), taken_at(self._book.positions, rows), rows == NO_ROW)

    def evidence(self) -> pa.Array:
        import pyarrow as pa

        evidence = self._block.outcomes.evidence
        there = evidence != NO_ROW
        rows = evidence.ravel() if there.all() else evidence.ravel().compress(there.ravel())
        sizes = np.zeros(len(there), np.int32)
        for column in there.T:
            sizes += column
        return ragged(starts_of(sizes), numeric(pa.int64(), taken_at(self._book.positions, rows), None))

    def opened(self) -> pa.Array:
        return days_of(self._block.outcomes.opened_day)

    def opened_instant(self) -> pa.Array:
        found = self._block.outcomes
        return instants_of(found.opened_instant, found.opened_day)

    def due(self) -> pa.Array:
        return days_of(self._block.outcomes.due_day)

    def due_instant(self) -> pa.Array:
        found = self._block.outcomes
        return instants_of(found.due_instant, found.due_day)

    @cached_property
    def _undone(self) -> Flags:
        """Where no act is told of."""
        found: Flags = (self._block.outcomes.done == NO_ROW) | (self._block.outcomes.hangs != NO_ROW)
        return found

    def done(self) -> pa.Array:
        return days_of(taken_at(self._book.found.board.day, self._block.outcomes.done), self._undone)

    def done_instant(self) -> pa.Array:
        board, done = self._book.found.board, self._block.outcomes.done
        return instants_of(taken_at(board.instant, done), None, self._undone)

    @cached_property
    def _unbroken(self) -> Flags:
        breaches = [CODE_OF[Verdict.VIOLATED], CODE_OF[Verdict.LATE]]
        return ~is_any(self._block.outcomes.arisen_verdict, breaches)

    def breached_at(self) -> pa.Array:
        return days_of(self._block.outcomes.missed_day, self._unbroken)

    def breached_at_instant(self) -> pa.Array:
        found = self._block.outcomes
        return instants_of(found.missed_instant, found.missed_day, self._unbroken)

    def lateness(self) -> pa.Array:
        import pyarrow as pa

        late = self._block.outcomes.late
        return numeric(pa.int64(), late.astype(np.int64, copy=False), late < 0)

    def lateness_unit(self) -> pa.Array:
        found, words = self._block.outcomes, self._book.words("lateness_unit")
        return words.coded(np.repeat(words.codes([found.late_unit.value]), self._size), found.late < 0)

    def nothing(self) -> pa.Array:
        """What is told in words, case by case, and not in columns."""
        import pyarrow as pa

        return pa.DictionaryArray.from_arrays(pa.nulls(self._size, pa.int32()), Words(()).array)


_MAKERS: Mapping[str, Callable[[_BlockColumns], Any]] = {
    name: getattr(_BlockColumns, name)
    for name in (
        *(
            "case",
            "status",
            "key",
            "instance",
            "verdict",
            "advisory",
            "flags",
            "roles",
            "persons",
            "trigger",
            "evidence",
        ),
        *("period", "opened", "opened_instant", "due", "due_instant", "done", "done_instant", "breached_at"),
        *("breached_at_instant", "lateness", "lateness_unit", "reason"),
    )
} | {"remedy": _BlockColumns.nothing, "explanation": _BlockColumns.nothing}

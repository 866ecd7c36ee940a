"""What the findings of a book are told apart by, each text once: ids of events, and the names of periods.

Several duties hang on one event, so that codes into the ids need less room than the ids, and less time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import attrs
import numpy as np
import polars as pl

from dutylang.assessment.bulk.blocks import Block
from dutylang.cases.columns.table_cells import coded_texts
from dutylang.diagnostics.shown import visible
from dutylang.ops.columns import Ints
from dutylang.reports.bulk_words import taken_at, text_array, words_at

if TYPE_CHECKING:
    import pyarrow as pa

TIMES_NAMED = 2
"""Codes are a gain where each event is named so often, on average."""

TRIED = 1_000
"""So many ids tell whether ids come again from case to case."""


@attrs.frozen(eq=False)
class Instances:
    """The words: those of labels by their text, and those of events by the rows of the board."""

    array: pa.Array
    by_label: Mapping[str, int]
    by_row: Ints

    def of(self, block: Block) -> pa.Array:
        """What each finding of a block is told apart by."""
        if block.label is None:
            codes = taken_at(self.by_row, block.named_by)
        else:
            codes = np.array([self.by_label[each] for each in _labels(block)], np.int32).take(block.label)
        return words_at(codes, self.array)


def instances_of(blocks: Sequence[Block], ids: pl.Series | None, kept: Ints) -> Instances | None:
    """The words of some blocks; `ids` are those of all events, of which the board has the rows `kept`.

    None where codes would be no gain: events without ids, persons in the names, or hardly any event named twice.
    """
    if any(block.holder is not None or (block.label is None and block.suffix) for block in blocks):
        return None
    labels = list(
        dict.fromkeys(each for block in blocks if block.label is not None for each in _labels(block))
    )
    by_event = [block.named_by for block in blocks if block.label is None]
    named = np.zeros(len(kept), np.bool_)
    for rows in by_event:
        named[rows] = True
    rows = np.flatnonzero(named)
    if ids is None and len(rows):
        return None
    texts = pl.Series(labels, dtype=pl.String)
    by_row = np.zeros(len(kept), np.int32)
    if ids is not None and len(rows):
        of_events = ids.gather(pl.Series(kept[rows]))
        if of_events.null_count() or TIMES_NAMED * len(rows) > sum(map(len, by_event)):
            return None
        tried = of_events.head(TRIED)
        if tried.n_unique() < len(tried):
            codes, words = coded_texts(of_events)
            of_events = pl.Series(words, dtype=pl.String)
        else:
            codes = np.arange(len(rows), dtype=np.int32)
        by_row[rows] = codes + len(labels)
        texts = texts.append(of_events)
    return Instances(text_array(texts), {label: code for code, label in enumerate(labels)}, by_row)


def _labels(block: Block) -> list[str]:
    return [visible(label) + visible(block.suffix) for label in block.labels]

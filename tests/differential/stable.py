"""What must not change a result: the order of cases and of their rows, and how an engine cuts its work into parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from random import Random
from zoneinfo import ZoneInfo

import attrs

from dutylang.assessment.model import CaseAssessment
from dutylang.assessment.rows import Row, rows_of
from dutylang.cases.moments import order_key
from dutylang.cases.record import CaseRecord
from tests.differential.engines import Assessed, Engine, RefusedError
from tests.differential.trials import Trial

EngineOf = Callable[..., Engine]
"""Makes an engine with settings by name, such as `chunk=3`; a setting that it lacks raises TypeError."""

SETTINGS: tuple[Mapping[str, int], ...] = (
    {"chunk": 1},
    {"chunk": 3},
    {"buckets": 1},
    {"buckets": 2},
    {"buckets": 7},
    {"threads": 1},
    {"threads": 2},
    {"chunk": 2, "buckets": 3, "threads": 2},
)
"""Cases a chunk, buckets by the id of a case, threads."""


def cuts_that_matter(make: EngineOf, settings: Mapping[str, int], trials: Iterable[Trial]) -> list[str]:
    """What the engine says otherwise with the settings than without any, a text for each trial."""
    return _unlike(make(), make(**settings), trials)


def orders_that_matter(engine: Engine, trials: Iterable[Trial], seed: int = 0) -> list[str]:
    """What the engine says otherwise of the same cases in another order, a text for each trial."""
    random = Random(seed)

    def shuffled(loaded, cases, horizon):  # type: ignore[no-untyped-def]
        order = random.sample(range(len(cases)), len(cases))
        found = engine(loaded, [cases[place] for place in order], horizon)
        back = dict(zip(order, found, strict=True))
        return [back[place] for place in range(len(cases))]

    return _unlike(engine, shuffled, trials)


def rows_that_matter(engine: Engine, trials: Iterable[Trial], seed: int = 0) -> list[str]:
    """What the engine says otherwise where the events of a case stand elsewhere in its file, a text for each case.

    Of events at one moment the order in the file is that of time, and stays.
    """
    random = Random(seed)
    said = []
    for trial in trials:
        tz = ZoneInfo(trial.loaded.plan.timezone)
        moved, places = zip(*(_moved(case, tz, random) for case in trial.cases), strict=True)
        try:
            expected = engine(trial.loaded, trial.cases, trial.horizon)
        except RefusedError:
            continue
        found = engine(trial.loaded, moved, trial.horizon)
        for one, other, place in zip(expected, found, places, strict=True):
            rows = [_told_of(row, place) for row in _rows(one)]
            said += [
                f"{row!r}\n  or {again!r}"
                for row, again in zip(rows, _rows(other), strict=True)
                if row != again
            ]
    return said


def _rows(found: Assessed) -> tuple[Row, ...]:
    return rows_of(found) if isinstance(found, CaseAssessment) else found.rows


def _told_of(row: Row, places: Mapping[int, int]) -> Row:
    """The row as it reads where the events have other places."""
    leaves = (
        leaf if leaf.event is None else attrs.evolve(leaf, event=places[leaf.event]) for leaf in row.deciders
    )
    return attrs.evolve(
        row,
        trigger=None if row.trigger is None else places[row.trigger],
        evidence=tuple(places[each] for each in row.evidence),
        deciders=tuple(leaves),
    )


def _moved(case: CaseRecord, tz: ZoneInfo, random: Random) -> tuple[CaseRecord, Mapping[int, int]]:
    """The case with its events elsewhere in the file, and the new place of each."""
    free = random.sample(range(len(case.events)), len(case.events))
    groups: dict[object, list[int]] = {}
    for event in case.events:
        moment = order_key(event.at, tz), event.seq is None, event.seq
        groups.setdefault(moment, []).append(event.position)
    places: dict[int, int] = {}
    for group in groups.values():
        taken, free = sorted(free[: len(group)]), free[len(group) :]
        places.update(zip(sorted(group), taken, strict=True))
    events = tuple(attrs.evolve(event, position=places[event.position]) for event in case.events)
    return attrs.evolve(case, events=events), places


def _unlike(one: Engine, other: Engine, trials: Iterable[Trial]) -> list[str]:
    said = []
    for trial in trials:
        try:
            expected = one(trial.loaded, trial.cases, trial.horizon)
        except RefusedError:
            continue
        said += _told(expected, other(trial.loaded, trial.cases, trial.horizon))
    return said


def _told(expected: Sequence[Assessed], found: Sequence[Assessed]) -> list[str]:
    if len(expected) != len(found):
        return [f"{len(found)} results for {len(expected)} cases"]
    pairs = zip(expected, found, strict=True)
    return [f"{one.case_id}: {one!r}\n  or {other!r}" for one, other in pairs if one != other]

"""What must not change a result: the order of the cases, and how an engine cuts its work into parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from random import Random

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

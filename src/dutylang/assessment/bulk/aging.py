"""Values that are valid for so long: cases in which one may have expired are left to the reference."""

from __future__ import annotations

import attrs
import numpy as np

from dutylang.assessment.bulk.limits import dues_of
from dutylang.assessment.bulk.series import is_beginning, tracked_of
from dutylang.assessment.bulk.shape import Openings, Task
from dutylang.assessment.single.reading import parts_of
from dutylang.cases.columns.model import NO_INSTANT
from dutylang.plan.deadlines import AfterLimit, Counting, PeriodSource
from dutylang.policy import typed as t
from dutylang.policy.model import Vocabulary


def route_expired(condition: t.Typed, valid_for: PeriodSource, task: Task) -> None:
    """Routes cases in which a tracked field that the condition reads was not renewed in time."""
    board, tracked = task.board, tracked_of(task.board)
    counting = Counting("calendar_days", board.setting.policy_calendar)
    limit = AfterLimit(valid_for, None, False, counting)
    plain = attrs.evolve(task, rule=attrs.evolve(task.rule, suspensions=()))
    as_of = board.horizon.as_of.day.toordinal()
    for name in _fields_of(condition, board.setting.plan.vocabulary):
        places = tracked.of_field(name)
        case, day = tracked.case[places], tracked.day[places]
        dues = dues_of((limit,), _at(case, day), plain)
        renewed = np.zeros(len(places), np.bool_)
        renewed[:-1] = (case[1:] == case[:-1]) & (day[1:] < dues.day[:-1])
        expired = ~is_beginning(day) & ~renewed & (dues.day <= as_of)
        task.route(case[expired | dues.house | dues.vague])


def _at(case: np.ndarray, day: np.ndarray) -> Openings:
    """Openings on the days on which values begin to hold."""
    size = len(case)
    nothing = np.full(size, -1, np.int64)
    return Openings(
        case=case,
        row=nothing,
        day=day,
        instant=np.full(size, NO_INSTANT, np.int64),
        from_start=np.zeros(size, np.bool_),
        inclusive=np.zeros(size, np.bool_),
        subject=nothing,
    )


def _fields_of(expression: t.Typed, vocabulary: Vocabulary) -> set[str]:
    """The fields that a condition reads, tracked or not, through definitions and tables."""
    if isinstance(expression, t.ReadDefinition):
        return _fields_of(vocabulary.definitions[expression.name].body, vocabulary)
    found: set[str] = set()
    if isinstance(expression, t.ReadTable):
        for row in vocabulary.tables[expression.name].rows:
            found.update(*(_fields_of(test, vocabulary) for test in row.tests if test is not None))
    # What ages further down has no columns: such cases are unclear, and left to the reference.
    found.update(getattr(expression, "path", ())[:1])
    return found.union(*(_fields_of(part, vocabulary) for part in parts_of(expression)))

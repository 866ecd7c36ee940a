"""Portfolio figures: what was worked out over many cases, by group and period. Data only."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from dutylang.values import UNKNOWN

WHOLE = ""
"""The group of a figure that is not grouped, and the period of one that is not counted by periods."""

MOST_CASES_NAMED = 5
"""So many cases are named as the reason for an unknown figure."""


@attrs.frozen
class FigureValue:
    """One figure of one group in one period.

    `group` is the person, or the value of the field, that the cases are grouped by; `period` the label of a
    calendar period such as `2024-Q2`; both are empty where there is none. `value` is a run-time value or
    `UNKNOWN`; then `why` is the key of the reason: `unreadable_cases`, `unknown_element`, `unknown_group`,
    `division_by_zero`, `no_value`. `cases` are ids of the first cases to blame and `subjects`
    what is not known of them; `members` counts the cases of the group.
    """

    figure: str
    group: str
    period: str
    value: object
    why: str = ""
    cases: tuple[str, ...] = ()
    members: int = 0
    subjects: tuple[str, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether there is a value."""
        return self.value is not UNKNOWN


@attrs.frozen
class Figures:
    """All figures of a book: `values` by figure, group and period, `empty` what each is of no case at all.

    A figure that is in neither was not worked out: a case that stands alone must supply it.
    """

    values: Mapping[tuple[str, str, str], FigureValue] = attrs.field(factory=dict)
    empty: Mapping[str, FigureValue] = attrs.field(factory=dict)

    def of(self, figure: str, group: str, period: str) -> FigureValue | None:
        """The figure of a group in a period, also of one without cases; None where it was not worked out."""
        return self.values.get((figure, group, period)) or self.empty.get(figure)

    def joined(self, other: Figures) -> Figures:
        """Both together."""
        return Figures({**self.values, **other.values}, {**self.empty, **other.empty})


NO_FIGURES = Figures()

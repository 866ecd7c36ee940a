"""A scenario that the program suggests: what it is given, what it would show, and what was found. Data only."""

from __future__ import annotations

import attrs

from dutylang.assessment.coverage import Covered, Way
from dutylang.assessment.model import CaseAssessment
from dutylang.syntax.ast import Scenario


@attrs.frozen
class Suggestion:
    """A scenario without expectations; `shows` are the missing ways that it brings about, `ways` all that it shows.

    `assessment` is what the policy finds as it stands, which is not to say that it is what is wanted.
    """

    scenario: Scenario
    shows: tuple[Way, ...]
    ways: frozenset[Way]
    assessment: CaseAssessment


@attrs.frozen
class Suggested:
    """All that was found. `wanted` counts the missing ways, `unsolved` are clauses for which some found nothing."""

    suggestions: tuple[Suggestion, ...]
    wanted: int
    unsolved: tuple[Covered, ...]

    @property
    def solved(self) -> int:
        """How many of the missing ways the suggestions bring about."""
        return self.wanted - sum(len(each.missing) for each in self.unsolved)

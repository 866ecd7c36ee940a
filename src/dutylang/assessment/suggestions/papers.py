"""Documents of a checklist put on file in every way that an item may ask for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from dutylang.assessment.suggestions import givens as g
from dutylang.assessment.suggestions.ground import actors_of
from dutylang.syntax.ast import GivenDocument, Name, Scenario

YEARS = 4
"""For so many years back each document is there: `for the last 3 years` may count from last year."""


def papers_on_file(
    scenario: Scenario, documents: Sequence[str], day: dt.date, roles: Sequence[str]
) -> Scenario:
    """Originals on file and verified, without a period and for each of the last years."""
    by = actors_of(scenario, roles)
    for document in documents:
        for period in (None, *(str(day.year - back) for back in range(YEARS))):
            paper = GivenDocument(
                Name(document),
                period,
                original=True,
                filed=day,
                verified=day,
                verified_by=by[0].person if by else None,
                valid_until=day + 3660 * g.ONE_DAY,
            )
            scenario = g.added(scenario, paper)
    return scenario

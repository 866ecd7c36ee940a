"""A case with what was found in it, as the stories of its persons read it."""

from __future__ import annotations

import attrs

from dutylang.assessment.figures import FigureValue
from dutylang.assessment.model import CaseAssessment
from dutylang.cases.record import CaseRecord
from dutylang.reports.names import Events, Names, events_by_position


@attrs.frozen
class Account:
    """A case, its assessment, its events by position, the words to tell them in, and figures of its book."""

    case: CaseRecord
    assessed: CaseAssessment
    events: Events
    names: Names
    figures: tuple[FigureValue, ...] = ()


def account_of(
    case: CaseRecord, assessed: CaseAssessment, names: Names, figures: tuple[FigureValue, ...] = ()
) -> Account:
    """The account of an assessed case; `figures` are those of the book that it stands in."""
    return Account(case, assessed, events_by_position(case), names, figures)

"""A case with what was found in it, as the stories of its persons read it."""

from __future__ import annotations

import attrs

from dutylang.assessment.model import CaseAssessment
from dutylang.cases.record import CaseRecord
from dutylang.reports.names import Events, Names, events_by_position


@attrs.frozen
class Account:
    """A case, its assessment, its events by position, and the words to tell them in."""

    case: CaseRecord
    assessed: CaseAssessment
    events: Events
    names: Names


def account_of(case: CaseRecord, assessed: CaseAssessment, names: Names) -> Account:
    """The account of an assessed case."""
    return Account(case, assessed, events_by_position(case), names)

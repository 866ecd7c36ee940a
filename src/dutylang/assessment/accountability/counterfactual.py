"""The smallest changes to a record that would have changed a person's result, found by judging it again.

Single changes are tried first, then pairs, up to a number of judgements; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations

import attrs

from dutylang.assessment.accountability.changes import Candidate, candidates
from dutylang.assessment.model import Finding
from dutylang.assessment.persons import Counterfactual, PersonResult, Result
from dutylang.assessment.single.context import Setting
from dutylang.cases.record import CaseRecord

MOST_JUDGED = 40
"""Changed records that are judged for one case at most."""
MOST_SHOWN = 3
"""Sets of changes that are told of one result."""
MOST_PAIRED = 6
"""Single changes of one result that are tried in pairs."""

IMPROVABLE = (Result.LIABLE, Result.MITIGATED, Result.AWAITING_DECISION, Result.UNKNOWN)

Judge = Callable[[CaseRecord], Sequence[PersonResult]]


@attrs.define
class _Search:
    """Changed records that have been judged, by the candidates applied; `left` is what may still be tried."""

    case: CaseRecord
    judge: Judge
    left: int = MOST_JUDGED
    known: dict[frozenset[object], dict[tuple[str, str], Result]] = attrs.field(factory=dict)

    def result(self, changed: Sequence[Candidate], of: PersonResult) -> Result | None:
        """The person's result on the changed record; None when no more may be tried."""
        key = frozenset[object](each.change for each in changed)
        if key not in self.known:
            if self.left <= 0:
                return None
            self.left -= 1
            record = self.case
            for each in changed:
                record = each.applied(record)
            self.known[key] = {(each.liability, each.person): each.result for each in self.judge(record)}
        return self.known[key].get((of.liability, of.person), Result.NONE)


def with_counterfactuals(
    persons: Sequence[PersonResult],
    findings: Sequence[Finding],
    settings: tuple[Setting, ...],
    judge: Judge,
) -> tuple[PersonResult, ...]:
    """The results with what would have made each better. `judge` gives the persons of a changed record."""
    search = _Search(settings[-1].timeline.case, judge)
    return tuple(
        attrs.evolve(each, counterfactuals=tuple(_smallest(each, findings, settings, search)))
        if each.result in IMPROVABLE and each.person
        else each
        for each in persons
    )


def _smallest(
    result: PersonResult, findings: Sequence[Finding], settings: tuple[Setting, ...], search: _Search
) -> Iterator[Counterfactual]:
    """The best of the smallest sets of changes, best result first."""
    options = candidates(result, findings, settings)
    pairs = list(combinations(options[:MOST_PAIRED], 2)) if result.result is not Result.UNKNOWN else []
    for sets in ([(each,) for each in options], pairs):
        found = [
            Counterfactual(tuple(each.change for each in changed), better)
            for changed in sets
            if _is_consistent(changed)
            and (better := search.result(changed, result)) is not None
            and _is_better(better, result.result)
        ]
        if found:
            yield from sorted(found, key=lambda each: -each.result.rank)[:MOST_SHOWN]
            return


def _is_better(found: Result, now: Result) -> bool:
    """A certain result milder than the one there is; of an unknown one, that the person is free."""
    if found is Result.UNKNOWN:
        return False
    if now is Result.UNKNOWN:
        return found in (Result.EXEMPT, Result.NONE)
    return found.rank > now.rank


def _is_consistent(changed: Sequence[Candidate]) -> bool:
    """Two changes may not say two things of one field or decision."""
    subjects = [
        (each.change.kind, each.change.subject, each.change.person)
        for each in changed
        if each.change.value is not None
    ]
    return len(subjects) == len(set(subjects))

"""Points: what each finding or fact earns a person, and the sanctions that follow in one case."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence

from dutylang.assessment.accountability.attribution import breach_moment
from dutylang.assessment.accountability.view import View
from dutylang.assessment.book import book_sanctions, sanction_of
from dutylang.assessment.persons import Entry, PersonResult, Result, Sanction
from dutylang.assessment.single.context import Context, Setting, Trace
from dutylang.assessment.single.world import World
from dutylang.values import Moment

EARNS = (Result.LIABLE, Result.MITIGATED)
"""Points are earned once it is certain that something remains: not while a decision is awaited."""


def entries_of(results: Iterable[PersonResult], view: View) -> Iterator[Entry]:
    """One entry for each finding at its breach date, or the one of a fact or opening at its date."""
    points = view.liability.points
    if points is None:
        return
    moments = {finding.key: breach_moment(finding, view.setting) for finding in view.findings}
    for result in results:
        if result.result not in EARNS or not result.person:
            continue
        # Where some finding may be none of the ground, those that certainly are earn theirs all the same.
        sources: list[tuple[str, Moment]] = [(key, moments[key]) for key in result.findings]
        if not sources and result.points is not None:
            sources = [(", ".join(result.facts) or view.liability.name, view.bound)]
        for source, at in sources:
            yield Entry(result.person, result.liability, at, points, source, result.case_id)


def sanctions_of_case(
    entries: Sequence[Entry], setting: Setting, open_persons: Container[str]
) -> list[Sanction]:
    """Each person's points under every scale: of a case, or of this case's share where all cases count.

    Of `open_persons` it is not known what else they earned.
    """
    context = Context(setting, World(), Trace(), setting.timeline.horizon.as_of)
    found = [
        sanction_of(
            scale,
            person,
            [each for each in entries if each.person == person],
            complete=person not in open_persons,
        )
        for scale in setting.plan.scales
        if not scale.per_person
        for person in dict.fromkeys(entry.person for entry in entries)
    ]
    return [*found, *book_sanctions(setting.plan, entries, context, complete=False)]

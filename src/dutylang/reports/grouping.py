"""The counts of an audit grouped by person, article, duty, or a field of the cases."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping

import attrs

from dutylang.assessment.model import CaseAssessment, Verdict
from dutylang.assessment.persons import Result
from dutylang.cases.record import CaseRecord, NoValue, RecordValue, Series

Group = str | None
"""What a group is called; None: it is not known."""

GROUPINGS = ("person", "article", "duty")
"""What cases and results can be grouped by besides fields."""


@attrs.define
class GroupCounts:
    """Of one group: its cases by the gravest verdict in it, and results on persons."""

    cases: Counter[Verdict] = attrs.field(factory=Counter)
    results: Counter[Result] = attrs.field(factory=Counter)


@attrs.define
class Groups:
    """Counts by group, in the order in which the groups appear.

    `by` is `person`, `article`, `duty`, or the path of a field such as `customer.branch`; `as_of` is the day
    whose value counts of a field with a history. Advisory findings and what does not apply stand outside.
    """

    by: str
    as_of: dt.date
    is_field: bool = False
    counts: dict[Group, GroupCounts] = attrs.field(factory=dict)

    def add(self, case: CaseRecord, assessed: CaseAssessment) -> None:
        """Counts one case."""
        place = field_value(case.fields, self.by, self.as_of) if self.is_field else None
        gravest: dict[Group, Verdict] = {}
        for finding in assessed.findings:
            if finding.advisory or finding.verdict is Verdict.NOT_APPLICABLE:
                continue
            for group in self._groups(place, finding.persons, finding.article, finding.rule):
                known = gravest.get(group)
                if known is None or finding.verdict.rank < known.rank:
                    gravest[group] = finding.verdict
        if self.is_field and not gravest:
            gravest[place] = assessed.status
        for group, verdict in gravest.items():
            self._of(group).cases[verdict] += 1
        for found in assessed.persons:
            for group in self._groups(place, (found.person,), found.article, found.liability):
                self._of(group).results[found.result] += 1

    def _groups(self, place: Group, persons: Iterable[str], article: str, name: str) -> Iterable[Group]:
        if self.is_field:
            return (place,)
        match self.by:
            case "person":
                return [person or None for person in persons]
            case "article":
                return (article or None,)
            case _:
                return (name,)

    def _of(self, group: Group) -> GroupCounts:
        return self.counts.setdefault(group, GroupCounts())


def field_value(fields: Mapping[str, object], path: str, day: dt.date) -> Group:
    """What a case, or a case that it links to, holds in a field on a day; None where that is not known."""
    name, _, rest = path.partition(".")
    value = fields.get(name)
    if isinstance(value, Series):
        known = [entry.value for entry in value.entries if entry.effective_at.day <= day]
        value = known[-1] if known else None
    if rest:
        return field_value(value.fields, rest, day) if isinstance(value, RecordValue) else None
    match value:
        case None | NoValue() | tuple():
            return None
        case RecordValue():
            return value.id
        case bool():
            return "yes" if value else "no"
        case _:
            return str(value)


def groups_json(groups: Groups) -> dict[str, object]:
    """The groups as plain JSON values."""
    return {
        "by": groups.by,
        "is_field": groups.is_field,
        "groups": [
            {
                "group": group,
                "cases": {verdict.value: counts.cases[verdict] for verdict in Verdict},
                "persons": {result.value: counts.results[result] for result in Result},
            }
            for group, counts in groups.counts.items()
        ],
    }

"""What the page keeps of the cases as they come: counts of all of them, and a bounded number in full."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import attrs

from dutylang.assessment.model import CaseAssessment, Verdict
from dutylang.assessment.persons import Result
from dutylang.cases.record import CaseRecord
from dutylang.reports.agenda import Agenda, agenda_of, agenda_of_case
from dutylang.reports.grouping import Groups
from dutylang.reports.names import Names
from dutylang.values import Moment

MOST_CASES = 400
"""So many cases stand in the page in full, those with the gravest verdicts first; all are counted."""

MOST_ITEMS = 60
"""At most so many open items are listed."""

MATTERS = (Verdict.CONFLICT, Verdict.VIOLATED, Verdict.LATE, Verdict.UNKNOWN)
"""The verdicts that ask for attention."""


@attrs.frozen
class Kept:
    """A case that stands in the page; `place` is its place in the book."""

    case: CaseRecord
    assessed: CaseAssessment
    place: int

    @property
    def counts(self) -> Counter[Verdict]:
        """Its findings by verdict, without advice."""
        return Counter(finding.verdict for finding in self.assessed.findings if not finding.advisory)

    @property
    def weight(self) -> tuple[int, ...]:
        """The more grave verdicts, the earlier; persons who answer before others; then the book's order."""
        counts = self.counts
        results = Counter(found.result for found in self.assessed.persons)
        grave = [-counts[verdict] for verdict in MATTERS]
        return (*grave, *(-results[result] for result in Result if result is not Result.NONE), self.place)


@attrs.define
class HtmlTally:
    """Counts by person, by article and by both, and the cases that are kept.

    `heat` counts findings by person and article; advisory findings and what does not apply stand outside,
    as they do in the groups of the other formats.
    """

    names: Names
    as_of: Moment
    most_cases: int = MOST_CASES
    persons: Groups = attrs.field(init=False)
    articles: Groups = attrs.field(init=False)
    heat: dict[tuple[str, str], Counter[Verdict]] = attrs.field(factory=dict)
    kept: list[Kept] = attrs.field(factory=list)
    seen: int = 0
    findings: Counter[Verdict] = attrs.field(factory=Counter)
    open_items: Agenda = attrs.field(factory=lambda: Agenda(()))
    items: int = 0
    overdue: int = 0
    questions: int = 0

    def __attrs_post_init__(self) -> None:
        day: dt.date = self.as_of.day
        self.persons, self.articles = Groups("person", day), Groups("article", day)

    def add(self, case: CaseRecord, assessed: CaseAssessment) -> None:
        """Counts one case, and keeps it if it is among the gravest."""
        self.persons.add(case, assessed)
        self.articles.add(case, assessed)
        for finding in assessed.findings:
            self.findings[finding.verdict] += 1
            if finding.advisory or finding.verdict is Verdict.NOT_APPLICABLE:
                continue
            for person in finding.persons:
                self.heat.setdefault((person, finding.article), Counter())[finding.verdict] += 1
        self._agenda(case, assessed)
        self.kept.append(Kept(case, assessed, self.seen))
        self.seen += 1
        if len(self.kept) > 2 * self.most_cases:
            self._trim()

    def gravest(self) -> list[Kept]:
        """The cases that are kept, the gravest first."""
        self._trim()
        return self.kept

    def _agenda(self, case: CaseRecord, assessed: CaseAssessment) -> None:
        found = agenda_of_case(case, assessed, self.as_of, self.names)
        self.items += len(found.items)
        self.overdue += sum(item.overdue for item in found.items)
        self.questions += len(found.questions)
        joined = agenda_of([self.open_items, found])
        self.open_items = Agenda(joined.items[:MOST_ITEMS], joined.undated, joined.questions[:MOST_ITEMS])

    def _trim(self) -> None:
        self.kept.sort(key=lambda each: each.weight)
        del self.kept[self.most_cases :]

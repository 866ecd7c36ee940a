"""What became of a scenario in the words of one tongue. Data only; each writer lays it out in its own way."""

from __future__ import annotations

import enum

import attrs

from dutylang.assessment.model import Verdict
from dutylang.assessment.persons import Result
from dutylang.diagnostics import Diagnostic
from dutylang.reports.story import Story
from dutylang.source import Span


class Outcome(enum.Enum):
    """How a scenario ended. `OPEN`: it says nothing of what is expected; `UNREADABLE`: its case is faulty."""

    PASSED = "passed"
    OPEN = "open"
    FAILED = "failed"
    UNREADABLE = "unreadable"

    @property
    def holds(self) -> bool:
        """Whether nothing speaks against it."""
        return self in (Outcome.PASSED, Outcome.OPEN)


@attrs.frozen
class Difference:
    """One thing that is not as expected: `what` is its key, the rest is in words.

    `wanted` and `seen` are the keys of what was expected and found, as in `Mismatch`.
    """

    what: str
    wanted: str
    seen: str
    aspect: str
    expected: str
    found: str


@attrs.frozen
class Told:
    """What was found, told: a story with the verdict or result that colours its heading."""

    story: Story
    colour: Verdict | Result | None = None


@attrs.frozen
class Failure:
    """An expectation that does not hold: of what it speaks, how it differs, and what was found instead.

    `subject` is the rule, ground or scale in words, with the person where it speaks of one; `person` is empty
    for nobody and None where it speaks of a duty. `needed` says what would have had to be on record.
    """

    rule: str
    person: str | None
    subject: str
    place: Span
    differences: tuple[Difference, ...]
    needed: tuple[str, ...] = ()
    found: tuple[Told, ...] = ()


@attrs.frozen
class ScenarioReport:
    """A scenario with what became of it. `problems` are faults of its case, and warnings on it."""

    title: str
    place: Span
    outcome: Outcome
    failures: tuple[Failure, ...] = ()
    problems: tuple[Diagnostic, ...] = ()


@attrs.frozen
class SuiteReport:
    """All scenarios that were run. `policy` is its title in words."""

    policy: str
    scenarios: tuple[ScenarioReport, ...]

    @property
    def held(self) -> int:
        """How many scenarios hold."""
        return sum(each.outcome.holds for each in self.scenarios)

    @property
    def holds(self) -> bool:
        """Whether all of them do."""
        return self.held == len(self.scenarios)

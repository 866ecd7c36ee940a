"""A case that a policy has prepared, and what the policy finds of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dutylang.assessment.generated.codes import VERDICTS
from dutylang.assessment.generated.compiled import Outcome
from dutylang.assessment.generated.engine import Seen, Then
from dutylang.assessment.model import CaseAssessment, Finding, Horizon, Verdict
from dutylang.assessment.persons import OpenQuestion, PersonResult
from dutylang.assessment.rows import Row
from dutylang.cases.record import CaseRecord
from dutylang.diagnostics import Diagnostic

if TYPE_CHECKING:
    from dutylang.embedding.policy import Policy


class PreparedCase:
    """A case that a policy has read, checked and sorted: assess it as often as you like.

    Made by `Policy.prepare`. `record` is the case as it was read, `problems` its warnings. It can be shared by
    threads, and pickled together with its policy.
    """

    __slots__ = ("policy", "problems", "record", "seen")

    def __init__(self, policy: Policy, record: CaseRecord, problems: tuple[Diagnostic, ...] = ()) -> None:
        self.policy = policy
        self.record = record
        self.problems = problems
        self.seen: Seen = policy.engine.seen(record)

    @property
    def id(self) -> str:
        """The id of the case."""
        return self.record.id

    def __repr__(self) -> str:
        """Its id and how many events it has."""
        return f"PreparedCase({self.record.id!r}, {len(self.record.events)} events)"

    def __reduce__(self) -> tuple[object, ...]:
        """A pickled case is prepared anew where it is read."""
        return PreparedCase, (self.policy, self.record, self.problems)


class Assessment:
    """What a policy finds of one case as of one moment. It does not change.

    The verdicts are there at once. Rows are made when they are first asked for; findings with their reasons,
    and what follows for persons, are worked out by the reference evaluator when they are first asked for. Two
    assessments are equal when the same policy was asked about the same record as of the same moment.
    """

    __slots__ = ("_case", "_full", "_outcomes", "_rows", "_then")

    def __init__(self, case: PreparedCase, then: Then, outcomes: list[Outcome] | None) -> None:
        self._case = case
        self._then = then
        self._outcomes = outcomes
        self._rows: tuple[Row, ...] | None = None
        self._full: CaseAssessment | None = None

    @property
    def case_id(self) -> str:
        """The id of the case."""
        return self._case.record.id

    @property
    def horizon(self) -> Horizon:
        """The moment that the assessment speaks of."""
        return self._then.now.horizon

    @property
    def status(self) -> Verdict:
        """The gravest verdict that is not advisory; not applicable when there is none."""
        if self._outcomes is not None:
            told = self._case.policy.engine.status(self._outcomes, self._case.seen, self._then)
            if told is not None:
                return told
        verdicts = [row.verdict for row in self.rows if not row.advisory]
        return min(verdicts, key=lambda verdict: verdict.rank, default=Verdict.NOT_APPLICABLE)

    @property
    def verdicts(self) -> tuple[tuple[str, Verdict], ...]:
        """The name of the rule and the verdict of every finding, in the order of `rows`."""
        outcomes, compiled = self._outcomes, self._then.compiled
        if outcomes is None or compiled is None or not self._case.seen.owes_nothing:
            return tuple((row.rule, row.verdict) for row in self.rows)
        rules, found = compiled.plan.rules, [(o[0], o[1]) for o in outcomes]
        if any(not code for _, code in found):
            return tuple((row.rule, row.verdict) for row in self.rows)
        return tuple((rules[rule].name, VERDICTS[code]) for rule, code in found)

    @property
    def rows(self) -> tuple[Row, ...]:
        """The findings in their order, each in compact form."""
        if self._rows is None:
            self._rows = self._case.policy.engine.rows(self._outcomes, self._case.seen, self._then)
        return self._rows

    @property
    def complete(self) -> CaseAssessment:
        """All that the reference evaluator says of the case: points and escalations too, and problems of the record."""
        if self._full is None:
            self._full = self._case.policy.engine.whole(self._case.record, self.horizon)
        return self._full

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings with all their reasons: how periods were counted, what nearly counted, what is unknown."""
        return self.complete.findings

    @property
    def persons(self) -> tuple[PersonResult, ...]:
        """Who answers for what; empty at once where the policy names no liability."""
        return self.complete.persons if self._case.policy.engine.has_liabilities else ()

    @property
    def open_questions(self) -> tuple[OpenQuestion, ...]:
        """What only a person can decide and nobody has, where it could change a result."""
        return self.complete.open_questions

    def explain(self, row: Row) -> Finding:
        """The finding of a row with all its reasons. Only its rule is judged again, by the reference.

        Raises `ValueError` for a row of another assessment.
        """
        finding = self._case.policy.engine.finding(row, self._case.record, self._then)
        if finding is None:
            raise ValueError(f"no finding of case {self.case_id!r} has the key {row.key!r}")
        return finding

    def __repr__(self) -> str:
        """The case, the day and the status."""
        return f"Assessment({self.case_id!r}, as of {self.horizon.as_of.day}, {self.status.value})"

    def _asked(self) -> tuple[object, ...]:
        policy = self._case.policy
        return policy.sha256, dict(policy.parameters), self.horizon, self._case.record

    def __eq__(self, other: object) -> bool:
        """Whether the same was asked."""
        return self._asked() == other._asked() if isinstance(other, Assessment) else NotImplemented

    def __hash__(self) -> int:
        """Of what was asked."""
        return hash((self._case.policy.sha256, self.case_id, self.horizon))

    def __reduce__(self) -> tuple[object, ...]:
        """A pickled assessment is made anew where it is read."""
        return _assessed, (self._case, self.horizon)


def _assessed(case: PreparedCase, horizon: Horizon) -> Assessment:
    return case.policy.assess(case, horizon)

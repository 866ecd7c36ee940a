"""Which clauses of a policy its scenarios have seen, and how: a watch while they run, and what it has found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_FLOOR, Decimal

import attrs

from dutylang.assessment.clauses import OF_TRUTH, Clause, ClauseKind, Seen, clauses_of
from dutylang.assessment.model import CaseAssessment, Verdict
from dutylang.assessment.persons import ExemptionState, Result
from dutylang.ops.types import YES_NO
from dutylang.plan.model import Plan
from dutylang.policy import typed as t
from dutylang.policy.model import Policy
from dutylang.source import Span
from dutylang.values import Truth

_Key = tuple[Span, ClauseKind]
Way = tuple[Span, ClauseKind, Seen]
"""One way in which one clause turns out."""

_VERDICTS = {
    Verdict.SATISFIED: Seen.SATISFIED,
    Verdict.VIOLATED: Seen.BREACHED,
    Verdict.LATE: Seen.BREACHED,
}
_RESULTS = {
    Result.LIABLE: Seen.LIABLE,
    Result.MITIGATED: Seen.LIABLE,
    Result.EXEMPT: Seen.NOT_LIABLE,
    Result.NONE: Seen.NOT_LIABLE,
}
_STATES = {
    ExemptionState.GRANTED: Seen.GRANTED,
    ExemptionState.REFUSED: Seen.NOT_GRANTED,
    ExemptionState.BARRED: Seen.NOT_GRANTED,
    ExemptionState.NOT_MET: Seen.NOT_GRANTED,
    ExemptionState.VOID: Seen.NOT_GRANTED,
}


@attrs.frozen
class Covered:
    """A clause and the ways in which it was seen to turn out."""

    clause: Clause
    seen: frozenset[Seen]

    @property
    def ways(self) -> tuple[Way, ...]:
        """The same, with the clause."""
        return tuple((self.clause.span, self.clause.kind, each) for each in self.missing)

    @property
    def missing(self) -> tuple[Seen, ...]:
        """The ways that it can turn out and was not seen to."""
        return tuple(each for each in self.clause.wanted if each not in self.seen)

    @property
    def is_full(self) -> bool:
        """Whether it was seen in every way."""
        return not self.missing


@attrs.frozen
class Coverage:
    """The clauses of a policy, or of one article, with what was seen of each. A clause counts when it is full."""

    clauses: tuple[Covered, ...]

    @property
    def full(self) -> int:
        """How many clauses were seen in every way."""
        return sum(each.is_full for each in self.clauses)

    @property
    def share(self) -> Decimal:
        """Those in percent, rounded down to a tenth; without any clause all is seen."""
        if not self.clauses:
            return Decimal(100)
        exact = Decimal(self.full * 100) / len(self.clauses)
        return exact.quantize(Decimal("0.1"), ROUND_FLOOR)

    def reaches(self, percent: Decimal) -> bool:
        """Whether the share, unrounded, is at least so many percent."""
        return self.full * 100 >= percent * len(self.clauses)

    @property
    def uncovered(self) -> tuple[Covered, ...]:
        """The clauses of which something was not seen."""
        return tuple(each for each in self.clauses if not each.is_full)

    def by_article(self) -> Iterator[tuple[str, Coverage]]:
        """The coverage of each article in the order of their numbers, what stands outside any before them."""
        articles = sorted({each.clause.article for each in self.clauses}, key=_order)
        for article in articles:
            yield article, Coverage(tuple(each for each in self.clauses if each.clause.article == article))


def _order(article: str) -> tuple[tuple[int, str], ...]:
    """`4.5.10` after `4.5.9`, `14-1` after `14`."""
    parts = (part for each in article.split(".") for part in each.split("-"))
    return tuple((int(part), "") if part.isdigit() else (0, part) for part in parts)


@attrs.define(eq=False)
class Watch:
    """Remembers what scenarios show of the clauses of a policy: an observer of conditions, and of results."""

    _clauses: dict[_Key, Clause] = attrs.field(factory=dict)
    _seen: dict[_Key, set[Seen]] = attrs.field(factory=dict)
    _conditions: dict[int, tuple[t.Typed, _Key]] = attrs.field(factory=dict)
    _acts: dict[t.PersonDidTest, list[_Key]] = attrs.field(factory=dict)
    _judged: dict[tuple[str, str], dict[str, _Key]] = attrs.field(factory=dict)  # by version

    def add(self, clause: Clause, condition: t.Typed | None) -> None:
        """Watches a clause; of a text that several versions share every reading counts for one clause."""
        key = (clause.span, clause.kind)
        self._clauses.setdefault(key, clause)
        self._seen.setdefault(key, set())
        if condition is None:
            for part in clause.parts:
                self._judged.setdefault((clause.rule, part), {})[clause.version] = key
            return
        self._conditions[id(condition)] = (condition, key)  # kept, so that no other takes its id
        if clause.kind is ClauseKind.BAR and isinstance(condition, t.HappensTest):
            # Of an act that bars an exemption it is asked whether the person did it.
            self._acts.setdefault(t.PersonDidTest(condition.event, condition.where, YES_NO), []).append(key)

    def wants(self, condition: t.Typed) -> bool:
        """Whether a condition is a clause that was not yet seen in every way."""
        return any(not self._seen[key].issuperset(self._clauses[key].wanted) for key in self._keys(condition))

    def saw(self, condition: t.Typed, truth: Truth) -> None:
        """A condition was read."""
        for key in self._keys(condition):
            self._seen[key].add(OF_TRUTH[truth])

    def assessed(self, assessment: CaseAssessment) -> None:
        """A case was assessed: what its results show of duties, grounds and exemptions."""
        for finding in assessment.findings:
            place = (finding.rule, finding.level or finding.part)
            if place not in self._judged:  # an act of a joint duty
                place = (finding.rule, finding.level)
            self._note(place, _VERDICTS.get(finding.verdict), finding.version)
        for result in assessment.persons:
            self._note((result.liability, ""), _RESULTS.get(result.result))
            for each in result.exemptions:
                self._note((each.exemption, ""), _STATES.get(each.state))

    def coverage(self) -> Coverage:
        """What has been seen so far."""
        return Coverage(
            tuple(Covered(clause, frozenset(self._seen[key])) for key, clause in self._clauses.items())
        )

    @property
    def ways(self) -> frozenset[Way]:
        """Every way in which a clause was seen to turn out."""
        return frozenset((*key, each) for key, seen in self._seen.items() for each in seen)

    def conditions(self) -> dict[_Key, t.Typed]:
        """The condition that each clause is; what is judged has none."""
        found: dict[_Key, t.Typed] = {}
        for condition, key in self._conditions.values():
            found.setdefault(key, condition)
        return found

    def of_rule(self, rule: str) -> frozenset[_Key]:
        """The clauses of a rule."""
        return frozenset(key for key, clause in self._clauses.items() if clause.rule == rule)

    def all_ways(self) -> Iterator[Way]:
        """Every way in which the clauses can turn out, in the order of the text."""
        for key, clause in self._clauses.items():
            yield from ((*key, each) for each in clause.wanted)

    def join(self, other: Watch) -> None:
        """Takes in what a fresh watch of the same clauses has seen."""
        for key, seen in other._seen.items():
            self._seen[key] |= seen

    def fresh(self) -> Watch:
        """A watch over the same clauses that has seen nothing."""
        nothing: dict[_Key, set[Seen]] = {key: set() for key in self._clauses}
        return Watch(self._clauses, nothing, self._conditions, self._acts, self._judged)

    def _keys(self, condition: t.Typed) -> Sequence[_Key]:
        known = self._conditions.get(id(condition))
        if known is not None:
            return (known[1],)
        return self._acts.get(condition, ()) if isinstance(condition, t.PersonDidTest) else ()

    def _note(self, place: tuple[str, str], seen: Seen | None, version: str = "") -> None:
        """What was found of a rule in one version of the policy; without one, in each that has it."""
        for judged, key in self._judged.get(place, {}).items():
            if seen is not None and version in ("", judged):
                self._seen[key].add(seen)


def watch_of(policy: Policy, plan: Plan) -> Watch:
    """A watch over all clauses of a policy and of its earlier versions."""
    watch = Watch()
    for clause, condition in clauses_of(policy, plan):
        watch.add(clause, condition)
    return watch

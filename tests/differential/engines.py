"""The evaluators that are held against each other, by name. The reference comes first: it is the meaning."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import attrs

from dutylang.assessment.model import CaseAssessment, Horizon, Verdict
from dutylang.assessment.persons import Entry, Escalation, OpenQuestion, PersonResult, Sanction
from dutylang.assessment.rows import Row
from dutylang.cases.record import CaseRecord
from dutylang.diagnostics import Diagnostic
from dutylang.pipeline import Loaded, assess, figures_of


@attrs.frozen
class CaseRows:
    """What an engine says of one case that gives compact findings. What it leaves None it does not say at all.

    `own` are the rules that it judged itself in this case: the rest it asked the reference, which agrees with
    itself.
    """

    case_id: str
    rows: tuple[Row, ...]
    status: Verdict | None = None
    problems: tuple[Diagnostic, ...] | None = None
    open_questions: tuple[OpenQuestion, ...] | None = None
    persons: tuple[PersonResult, ...] | None = None
    sanctions: tuple[Sanction, ...] | None = None
    escalations: tuple[Escalation, ...] | None = None
    entries: tuple[Entry, ...] | None = None
    own: frozenset[str] = frozenset()


class RefusedError(Exception):
    """An engine does not take a policy; the message names the constructs that it lacks, with commas."""


Assessed = CaseAssessment | CaseRows
Engine = Callable[[Loaded, Sequence[CaseRecord], Horizon], Sequence[Assessed]]
"""Assesses a book: one result a case, in the order of the cases."""


def reference(loaded: Loaded, cases: Sequence[CaseRecord], horizon: Horizon) -> Sequence[CaseAssessment]:
    """The reference evaluator over the whole book."""
    figures = figures_of(loaded, lambda: iter([(case, ()) for case in cases]), horizon)
    return [assess(loaded, case, horizon, figures=figures) for case in cases]


def backwards(loaded: Loaded, cases: Sequence[CaseRecord], horizon: Horizon) -> Sequence[CaseAssessment]:
    """The reference evaluator, the cases in reverse."""
    return reference(loaded, cases[::-1], horizon)[::-1]


def one_by_one(loaded: Loaded, cases: Sequence[CaseRecord], horizon: Horizon) -> Sequence[CaseAssessment]:
    """The reference evaluator, each case as a book of its own, where no figure spans the book."""
    if any(plan.vocabulary.figures for plan in (loaded.plan, *loaded.plan.earlier)):
        raise RefusedError("portfolio figures")
    return [found for case in cases for found in reference(loaded, [case], horizon)]


def generated(loaded: Loaded, cases: Sequence[CaseRecord], horizon: Horizon) -> Sequence[CaseRows]:
    """The policy as a generated function, one case at a time."""
    from dutylang.assessment.generated.codes import (
        LEAVE,
    )  # here: a fault in one engine leaves the others standing
    from dutylang.embedding import Policy

    def own(case: CaseRecord) -> frozenset[str]:
        then = policy.engine.then(horizon)
        outcomes = policy.engine.outcomes(policy.engine.seen(case), then)
        if outcomes is None or then.compiled is None:
            return frozenset()
        rules = then.compiled.plan.rules
        return frozenset(rules[outcome[0]].name for outcome in outcomes if outcome[1] != LEAVE)

    if any(plan.vocabulary.figures for plan in (loaded.plan, *loaded.plan.earlier)):
        raise RefusedError("portfolio figures")
    policy = Policy(loaded)
    found = [policy.assess(policy.prepare(case), horizon) for case in cases]
    return [
        CaseRows(each.case_id, each.rows, each.status, persons=each.persons, own=own(case))
        for each, case in zip(found, cases, strict=True)
    ]


def bulk(loaded: Loaded, cases: Sequence[CaseRecord], horizon: Horizon) -> Sequence[CaseRows]:
    """The whole book in columns."""
    from tests.differential.columnar import in_columns

    return in_columns(loaded, cases, horizon)


ENGINES: dict[str, Engine] = {
    "reference": reference,
    "backwards": backwards,
    "one_by_one": one_by_one,
    "generated": generated,
    "bulk": bulk,
}
"""Every engine by name. One more is one more entry here, and every test and the tool hold it against the first."""

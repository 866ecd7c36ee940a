"""All versions of a policy as functions: which one a moment asks for, and what each sees of a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from dutylang.assessment.case import assess_case
from dutylang.assessment.generated.codes import LEAVE, RANKS
from dutylang.assessment.generated.compiled import Compiled, Now, Outcome
from dutylang.assessment.generated.prepared import View
from dutylang.assessment.model import CaseAssessment, Finding, Horizon, Verdict
from dutylang.assessment.rows import Row, row_of
from dutylang.assessment.single.versions import versions_at
from dutylang.calendars import Calendar
from dutylang.cases.record import CaseRecord
from dutylang.plan.model import Plan, is_advisory
from dutylang.policy.typed import Const

MOST_CUTS = 16
"""So many earlier moments are remembered of one case."""
BY_RANK = tuple(Verdict)


@attrs.frozen(eq=False)
class Then:
    """An as-of moment: the one version that is at stake, compiled, or None where there are several."""

    now: Now
    compiled: Compiled | None
    number: int


class Seen:
    """A case as the versions of one policy see it. `owes_nothing`: plainly no body owes a decision in it."""

    __slots__ = ("_cuts", "owes_nothing", "record", "views")

    def __init__(self, record: CaseRecord, versions: int, *, owes_nothing: bool) -> None:
        self.record = record
        self.owes_nothing = owes_nothing
        self.views: list[View | None] = [None] * versions
        self._cuts: dict[tuple[int, Horizon], View] = {}

    def view(self, compiled: Compiled, number: int, now: Now) -> View:
        """What one version sees of the case as of a moment. Two threads may make it twice, and alike."""
        view = self.views[number]
        if view is None:
            self.views[number] = view = compiled.view(self.record, None)
        if view.last_day <= now.seen:
            return view
        key = (number, now.horizon)
        cut = self._cuts.get(key)
        if cut is None:
            if len(self._cuts) >= MOST_CUTS:
                self._cuts.clear()
            self._cuts[key] = cut = compiled.view(self.record, now.horizon)
        return cut


class Engine:
    """A policy that assesses one case at a time. What it has no form for is judged by the reference."""

    def __init__(
        self, plan: Plan, calendars: Mapping[str, Calendar], overrides: Mapping[str, Const] | None = None
    ) -> None:
        self.plan = plan
        self.calendars = calendars
        self.overrides = dict(overrides or {})
        self.plans = (*plan.earlier, plan)
        self.compiled = tuple(Compiled(each, calendars, self.overrides, plan.timezone) for each in self.plans)
        self.advisory = tuple(
            frozenset(n for n, rule in enumerate(each.rules) if is_advisory(rule)) for each in self.plans
        )
        self.has_liabilities = any(each.liabilities for each in self.plans)

    def then(self, horizon: Horizon) -> Then:
        """An as-of moment with the version that it asks for."""
        versions = versions_at(self.plan, horizon)
        only = next((n for n, plan in enumerate(self.plans) if plan is versions[0]), -1)
        single = len(versions) == 1 and only >= 0
        return Then(self.compiled[-1].now(horizon), self.compiled[only] if single else None, only)

    def seen(self, record: CaseRecord) -> Seen:
        """A case ready to be assessed; the latest version sees it at once."""
        seen = Seen(record, len(self.plans), owes_nothing=self._owes_nothing(record))
        seen.views[-1] = self.compiled[-1].view(record, None)
        return seen

    def _owes_nothing(self, record: CaseRecord) -> bool:
        for plan in self.plans:
            if plan.liabilities and any(each.limit is not None for each in plan.exemptions):
                return False
        judgements = self.plan.vocabulary.judgements.values()
        withins = [info.within for info in judgements if info.within is not None]
        anchors = {within.after.text for within in withins if within.after is not None}
        return not any(event.type in anchors for event in record.events)

    def outcomes(self, seen: Seen, then: Then) -> list[Outcome] | None:
        """What becomes of every rule, told in short; None where several versions are at stake."""
        compiled = then.compiled
        if compiled is None:
            return None
        view = seen.views[then.number]
        if view is None or view.last_day > then.now.seen:
            view = seen.view(compiled, then.number, then.now)
        return compiled.outcomes(view, then.now)

    def status(self, outcomes: Sequence[Outcome], seen: Seen, then: Then) -> Verdict | None:
        """The gravest verdict that is not advisory; None where the reference must be asked."""
        if not seen.owes_nothing:
            return None
        told, advisory = [o[1] for o in outcomes], self.advisory[then.number]
        if LEAVE in told:
            return None
        if advisory:
            told = [o[1] for o in outcomes if o[0] not in advisory]
        return BY_RANK[min([RANKS[code] for code in told], default=-1)]

    def rows(self, outcomes: Sequence[Outcome] | None, seen: Seen, then: Then) -> tuple[Row, ...]:
        """The findings of a case in compact form, those of bodies that had to decide among them."""
        horizon = then.now.horizon
        if outcomes is None or then.compiled is None:
            return tuple(row_of(finding) for finding in self.whole(seen.record, horizon).findings)
        rows = then.compiled.rows(outcomes, seen.record, horizon)
        if seen.owes_nothing:
            return rows
        findings = self.whole(seen.record, horizon).findings
        return rows + tuple(row_of(finding) for finding in findings[len(rows) :])

    def whole(self, record: CaseRecord, horizon: Horizon) -> CaseAssessment:
        """All that the reference says of a case."""
        return assess_case(self.plan, record, horizon, overrides=self.overrides, calendars=self.calendars)

    def finding(self, row: Row, record: CaseRecord, then: Then) -> Finding | None:
        """The finding of a row; its rule alone is judged, unless several versions are at stake."""
        horizon = then.now.horizon
        if then.compiled is not None:
            setting = then.compiled.setting(record, horizon)
            for place, rule in enumerate(then.compiled.plan.rules):
                if rule.name == row.rule:
                    for finding in then.compiled.findings(place, setting):
                        if finding.key == row.key:
                            return finding
        findings = self.whole(record, horizon).findings
        return next((finding for finding in findings if finding.key == row.key), None)

"""A duty and what should become of it → scenarios in which it may: opened, done in time, missed, forbidden acts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

import attrs

from dutylang.assessment.clauses import Seen
from dutylang.assessment.model import Finding, Verdict
from dutylang.assessment.suggestions import givens as g
from dutylang.assessment.suggestions.conditions import Wish, solved
from dutylang.assessment.suggestions.facts import settings
from dutylang.assessment.suggestions.ground import Ground, days_around, first_day, in_turn, reads_of, staffed
from dutylang.assessment.suggestions.happening import fallen, happened
from dutylang.assessment.suggestions.papers import papers_on_file
from dutylang.assessment.suggestions.values import samples
from dutylang.plan import model as p
from dutylang.plan.deadlines import EventLimit
from dutylang.policy.typed import Typed
from dutylang.syntax.ast import Actor, GivenDocument, Scenario
from dutylang.values import Truth

FEW = 6
Found = Callable[[Scenario], Sequence[Finding]]
"""What is found of the duty at hand in a scenario; nothing where its case is faulty."""


@attrs.frozen(eq=False)
class Deeds:
    """The duty whose clauses are tried, with its findings in a scenario."""

    rule: p.RulePlan
    ground: Ground
    found: Found

    def roles(self) -> tuple[str, ...]:
        """The roles that bear it or act in it."""
        named: list[str] = []
        for demand in demands_of(self.rule):
            named += [*demand.bearers, *demand.match.roles]
        match self.rule.body:
            case p.Ban(match=match):
                named += match.roles
            case p.Ceiling(match=match, bearers=bearers):
                named += [*bearers, *match.roles]
            case p.Precedence(match=match):
                named += match.roles
            case p.Upkeep(bearers=bearers) | p.ChecklistBody(bearers=bearers):
                named += bearers
            case _:
                pass
        return tuple(dict.fromkeys(named))

    def live(self, scenario: Scenario, level: str = "") -> list[Finding]:
        """The findings that apply, of the main obligation or of a level."""
        return [
            each
            for each in self.found(scenario)
            if each.verdict is not Verdict.NOT_APPLICABLE and each.level == level
        ]

    # ---- opened ------------------------------------------------------------------------------

    def opened(self, scenario: Scenario) -> Iterator[Scenario]:
        """The duty applies: its stretch has begun, its trigger has come, its conditions hold."""
        if self.live(scenario):
            yield scenario
        manned = staffed(scenario, self.roles(), self.ground)
        opening = list(dict.fromkeys(each for each in self.openings() if each is not None))
        for begun in islice(self._begun(manned, opening), 3 * FEW):
            yield from islice(self._conditioned(begun), FEW)

    def openings(self) -> tuple[str | None, ...]:
        """The events that open it; of an order of acts the act that is judged, of a checklist that before which."""
        rule = self.rule
        match rule.body:
            case p.Precedence(match=match):
                return rule.scope.start, rule.trigger.event, match.events[0]
            case p.ChecklistBody(before=before):
                return rule.scope.start, rule.trigger.event, before
            case p.NeverBothBody(first=first):
                return rule.scope.start, first
            case p.FourEyesBody(events=events):
                return (rule.scope.start, *events)
            case _:
                return rule.scope.start, rule.trigger.event

    def _begun(self, scenario: Scenario, opening: Sequence[str]) -> Iterator[Scenario]:
        missing = [event for event in opening if not g.events_of(scenario, event)]
        if not missing:
            yield scenario
            missing = list(opening[-1:])
        if not missing:
            return
        first, *others = missing
        for begun in happened(scenario, first, self.roles(), self.ground):
            yield from islice(self._begun(begun, others), 2) if others else (begun,)

    def _conditioned(self, scenario: Scenario) -> Iterator[Scenario]:
        """The conditions of trigger and duty hold."""
        rule, bases = self.rule, [scenario]
        conditions: list[tuple[Typed | None, tuple[str, ...]]] = [
            (rule.trigger.where, (rule.trigger.event or "",)),
            (rule.when, ()),
        ]
        conditions += [(demand.when, ()) for demand in demands_of(rule)[:1]]
        match rule.body:
            case p.Ban(when=when) | p.Ceiling(when=when) | p.Precedence(when=when):
                conditions.append((when, ()))
            case _:
                pass
        for condition, types in conditions:
            if condition is not None:
                wish = Wish(condition, Truth.YES, types)
                solving = [solved(base, wish, self.ground) for base in bases]
                bases = list(dict.fromkeys([*islice(in_turn(solving), 2 * FEW), *bases]))[: 3 * FEW]
        yield from bases

    # ---- what becomes of it ------------------------------------------------------------------

    def become(self, scenario: Scenario, seen: Seen, parts: tuple[str, ...]) -> Iterator[Scenario]:
        """Scenarios in which the duty, or the parts of it, may be satisfied or breached."""
        met = seen is Seen.SATISFIED
        rule = self.rule
        levels = [step for step in p.steps_of(rule) if step.level in parts]
        openings = islice(self.opened(scenario), 2 * FEW)
        if levels:
            yield from in_turn([self._steps(opened, levels, met) for opened in openings])
        else:
            yield from in_turn([self._body(opened, met, parts) for opened in openings])

    def _steps(self, scenario: Scenario, steps: Sequence[p.StepPlan], met: bool) -> Iterator[Scenario]:
        for step in steps:
            reached = islice(self._reached(scenario, step), FEW)
            yield from in_turn([self._demanded(each, step.demand, met, step.level) for each in reached])

    def _body(self, scenario: Scenario, met: bool, parts: tuple[str, ...]) -> Iterator[Scenario]:
        body, ground = self.rule.body, self.ground
        match body:
            case p.DemandBody(main=main):
                yield from self._demanded(scenario, main, met, "")
            case p.Ban(match=match) | p.Ceiling(match=match):
                yield from self._limited(scenario, match, met)
            case p.Precedence():
                yield from self._preceded(scenario, body, met)
            case p.Upkeep(condition=condition):
                wish = Wish(condition, Truth.YES if met else Truth.NO)
                yield from solved(scenario, wish, ground)
                for apart in solved(scenario, attrs.evolve(wish, truth=~wish.truth), ground):
                    yield from islice(solved(apart, wish, ground), 2)
            case p.FourEyesBody(events=events):
                yield from self._by_two(scenario, events, met)
            case p.NeverBothBody(first=first, second=second):
                if met:
                    yield g.without_events(scenario, second)
                    yield g.without_events(scenario, first)
                yield from happened(scenario, second, (), ground)
            case p.EdgeBody(event=event):
                yield from self._at_the_edge(scenario, event, met)
            case p.ChecklistBody():
                yield from self._filed(scenario, body, met, parts)

    # ---- demands -----------------------------------------------------------------------------

    def _demanded(self, scenario: Scenario, demand: p.Demand, met: bool, level: str) -> Iterator[Scenario]:
        """The act is done on one of the days that could count, or never, or too late."""
        events = demand.match.events
        if not met:
            for missed in fallen(scenario, *events):
                yield missed
                yield g.closed(missed)
                yield from self._long_ago(missed, events)
                for end in self._ends(demand):
                    if not g.events_of(missed, end):
                        yield from islice(happened(missed, end, self.roles(), self.ground), FEW)
                yield g.but(missed, as_of=g.but(missed.as_of, day=_later(missed, self.live(missed, level))))
        days = self._act_days(scenario, level, met)
        bare = g.without_events(scenario, *events)
        if self.rule.trigger.event in events or self.rule.scope.start in events:
            bare = scenario
        for base in (scenario, bare):
            for day in days:
                yield from islice(self.acted(base, demand, day), FEW)

    def _long_ago(self, scenario: Scenario, events: Sequence[str]) -> Iterator[Scenario]:
        """The case began long before: something else happened in it."""
        other = next((each for each in self.ground.words.events if each not in events), None)
        if other is not None:
            yield g.with_event(scenario, other, first_day(scenario, self.ground))

    def _ends(self, demand: p.Demand) -> list[str]:
        """The events that end the time for it, where no date does."""
        named = [limit.event for limit in demand.limits if isinstance(limit, EventLimit)]
        return [*named, *([self.rule.scope.end] if self.rule.scope.end is not None else [])]

    def _act_days(self, scenario: Scenario, level: str, met: bool) -> list[dt.date]:
        """Due days, days of opening and the days after them; the day after it was due first, where it is missed."""
        findings = self.live(scenario, level) or self.live(scenario)
        due = [each.due.day for each in findings if each.due is not None]
        began = [each.opened.day for each in findings if each.opened is not None]
        after = [day + g.ONE_DAY for day in due]
        found = [*due, *began, *(day + g.ONE_DAY for day in began)]
        found = [*found, *after] if met else [*after, *found]
        return list(dict.fromkeys([*found, *days_around(scenario)]))[: 2 * FEW]

    def acted(self, scenario: Scenario, demand: p.Demand, day: dt.date) -> Iterator[Scenario]:
        """The act as often as it takes on a day, by who must, as it must be."""
        match = demand.match
        manned = staffed(scenario, match.roles or demand.bearers, self.ground)
        events = match.events if demand.joint else match.events[:1]
        for plain in self._done(manned, [*events] * max(match.minimum, 1), match, day):
            yield plain
            for condition in (match.where, match.together):
                if condition is not None:
                    yield from islice(solved(plain, Wish(condition, Truth.YES, events), self.ground), FEW)

    def _done(
        self, scenario: Scenario, events: Sequence[str], match: p.Match, day: dt.date
    ) -> Iterator[Scenario]:
        if not events:
            yield scenario
            return
        first, *others = events
        for done in islice(happened(scenario, first, match.roles, self.ground, (day,)), 3):
            yield from islice(self._done(done, others, match, day), 2)

    def _reached(self, scenario: Scenario, step: p.StepPlan) -> Iterator[Scenario]:
        """The step is open: what it hangs on was done, or missed."""
        steps = p.steps_of(self.rule)
        before = steps[step.of - 1] if step.of > 0 else None
        missed = step.relation in (
            p.StepRelation.OTHERWISE,
            p.StepRelation.IF_ANY_MISSED,
            p.StepRelation.IF_LATE,
        )
        bases = islice(self._reached(scenario, before), FEW) if before is not None else iter([scenario])
        for base in bases:
            if step.event is not None and not g.events_of(base, step.event):
                yield from islice(happened(base, step.event, (), self.ground), FEW)
            if before is not None:
                yield from islice(self._demanded(base, before.demand, not missed, before.level), 3 * FEW)
            else:
                yield from islice(self._body(base, not missed, ("",)), 3 * FEW)
            yield base

    # ---- what is forbidden, limited or ordered -----------------------------------------------

    def _limited(self, scenario: Scenario, match: p.Match, met: bool) -> Iterator[Scenario]:
        if met:
            yield from fallen(scenario, *match.events)
            yield scenario
            return
        most = (match.maximum or 0) + 1
        manned = staffed(scenario, match.roles, self.ground)
        for day in self._act_days(manned, "", met=True):
            for event in match.events:
                acts = attrs.evolve(match, events=(event,))
                for done in islice(self._done(manned, [event] * most, acts, day), FEW):
                    yield done
                    if match.where is not None:
                        yield from islice(
                            solved(done, Wish(match.where, Truth.YES, (event,)), self.ground), FEW
                        )

    def _preceded(self, scenario: Scenario, body: p.Precedence, met: bool) -> Iterator[Scenario]:
        acts = g.events_of(scenario, *body.match.events)
        bare = g.without_events(scenario, body.prior)
        if not met:
            yield bare
        for _, act in acts:
            days = (act.at.day - g.ONE_DAY, act.at.day) if met else (act.at.day + g.ONE_DAY,)
            for day in days:
                for base in (scenario, bare):
                    for done in islice(happened(base, body.prior, self.roles(), self.ground, (day,)), FEW):
                        yield done
                        if body.prior_where is not None:
                            wish = Wish(body.prior_where, Truth.YES, (body.prior,))
                            yield from islice(solved(done, wish, self.ground), FEW)
        if not acts:
            for done in islice(happened(scenario, body.match.events[0], self.roles(), self.ground), FEW):
                yield from self._preceded(done, body, met)

    def _by_two(self, scenario: Scenario, events: Sequence[str], met: bool) -> Iterator[Scenario]:
        """Each act by somebody else, or all by one."""
        changed = g.without_events(scenario, *events)
        for number, event in enumerate(events):
            person = f"P{number if met else 0}"
            day = days_around(scenario)[0]
            changed = g.with_event(changed, event, day, (Actor(person),))
        yield changed

    def _at_the_edge(self, scenario: Scenario, event: str, met: bool) -> Iterator[Scenario]:
        """The event comes and another besides, before it or after it; what is last shows when the case is closed."""
        others = [given.event.text for _, given in g.events_of(scenario) if given.event.text != event]
        strange = next((each for each in self.ground.words.events if each != event), event)
        bases = [scenario, g.without_events(scenario, *others) if others else scenario]
        for base in bases:
            for came in (base, *islice(happened(base, event, (), self.ground), FEW)):
                yield g.closed(came)
                for more in islice(happened(came, strange, (), self.ground), 0 if met else FEW):
                    yield g.closed(more)

    def _filed(
        self, scenario: Scenario, body: p.ChecklistBody, met: bool, parts: tuple[str, ...]
    ) -> Iterator[Scenario]:
        """The documents of an item (of all, where none is named) on file in every way that it may ask for, or none."""
        items = [each for each in body.items if each.document in parts] or body.items
        parts = tuple(each.document for each in items)
        bare = tuple(
            each
            for each in scenario.givens
            if not (isinstance(each, GivenDocument) and each.document.text in parts)
        )
        scenario = g.with_givens(scenario, bare)
        acts = g.events_of(scenario, body.before)
        day = (acts[0][1].at.day if acts else scenario.as_of.day) - 30 * g.ONE_DAY
        yield papers_on_file(scenario, parts, day, self.roles()) if met else scenario
        for held in (each for item in items for each in islice(self._asked_for(scenario, item), FEW)):
            yield papers_on_file(held, parts, day, self.roles()) if met else held

    def _asked_for(self, scenario: Scenario, item: p.ItemPlan) -> Iterator[Scenario]:
        """The item's condition holds; the date from which it is asked for is long ago."""
        if item.when is not None:
            yield from solved(scenario, Wish(item.when, Truth.YES), self.ground)
        if item.or_since is not None:
            for read in reads_of(item.or_since, self.ground.words):
                for values in samples(read.type, days_around(scenario)[::-1]):
                    yield from settings(scenario, read, values, (), self.ground)


def demands_of(rule: p.RulePlan) -> list[p.Demand]:
    """The main demand, where the duty has one, and those of its steps."""
    main = [rule.body.main] if isinstance(rule.body, p.DemandBody) else []
    return [*main, *(step.demand for step in p.steps_of(rule))]


def _later(scenario: Scenario, findings: Sequence[Finding]) -> dt.date:
    """A day on which all that was due is overdue for long."""
    due = [each.due.day for each in findings if each.due is not None]
    return max([scenario.as_of.day, *due]) + 400 * g.ONE_DAY

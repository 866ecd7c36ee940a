"""Which scenarios are missing: for every clause not seen in some way, one that is tried and shows it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

import attrs

from dutylang.assessment.clauses import OF_TRUTH, Clause, ClauseKind, Seen
from dutylang.assessment.coverage import Coverage, Covered, Watch, Way
from dutylang.assessment.model import Finding, Verdict
from dutylang.assessment.persons import Result
from dutylang.assessment.suggestions import givens as g
from dutylang.assessment.suggestions.answers import Answers
from dutylang.assessment.suggestions.conditions import WIDTH, Wish, ground_of, solved
from dutylang.assessment.suggestions.deeds import FEW, Deeds, demands_of
from dutylang.assessment.suggestions.fewer import fewest
from dutylang.assessment.suggestions.ground import Ground, in_turn, reads_of, staffed
from dutylang.assessment.suggestions.model import Suggested, Suggestion
from dutylang.assessment.suggestions.settling import settled_too
from dutylang.assessment.suggestions.sweep import swept
from dutylang.assessment.suggestions.trial import Bench, Shown, part_of, readers_of
from dutylang.calendars import Calendar
from dutylang.plan.model import Plan, RulePlan
from dutylang.policy.model import Policy
from dutylang.policy.typed import BreachTest, Typed
from dutylang.syntax.ast import Scenario, WrittenMoment
from dutylang.values import Truth

MOST_TRIALS = 300
"""So often a scenario is tried for one way of one clause."""
MOST_CHECKS = 5
"""So many scenarios that show it under a part of the policy may fail to under the whole."""
MOST_SEEDS = 4
OF_SEEN = {seen: truth for truth, seen in OF_TRUTH.items()}
ANSWERS = (ClauseKind.LIABILITY, ClauseKind.EXEMPTION)


def suggested(
    policy: Policy,
    plan: Plan,
    scenarios: Sequence[Scenario],
    watch: Watch,
    calendars: Mapping[str, Calendar] | None = None,
    ways: Sequence[frozenset[Way]] | None = None,
) -> Suggested:
    """Scenarios for what `watch` has not seen while `scenarios` ran, in the order of the text.

    Each was judged by the whole policy, and shows at least one missing way that none before it shows. `ways` are
    what each of the scenarios shows, where that is known already.
    """
    search = _Search(policy, plan, tuple(scenarios), watch, Bench(policy, calendars or {}, watch))
    search.begin(ways)
    return search.run()


@attrs.define(eq=False)
class _Search:
    policy: Policy
    plan: Plan
    scenarios: tuple[Scenario, ...]
    watch: Watch
    bench: Bench
    seeds: list[tuple[Scenario, frozenset[Way]]] = attrs.field(factory=list)
    _parts: dict[tuple[tuple[str, ...], tuple[str, ...]], Plan] = attrs.field(factory=dict)

    ground: Ground = attrs.field(init=False)

    @ground.default
    def _standing_on(self) -> Ground:
        return ground_of(self.policy, self.plan, self.scenarios, self._missed)

    def begin(self, ways: Sequence[frozenset[Way]] | None) -> None:
        """What the scenarios of the policy show: a search begins with those that come nearest."""
        if ways is not None:
            self.seeds.extend(zip(self.scenarios, ways, strict=True))
            return
        for scenario in self.scenarios:
            shown = self.bench.shown(scenario, self.plan)
            self.seeds.append((scenario, shown.ways if shown is not None else frozenset()))

    def run(self) -> Suggested:
        """Clause by clause."""
        before = self.watch.coverage()
        conditions = self.watch.conditions()
        missing = {way for each in before.uncovered for way in each.ways}
        wanted, found = len(missing), []
        for covered in before.uncovered:
            for way in covered.ways:
                if way not in missing:
                    continue
                made = self._made(covered.clause, conditions.get(way[:2]), way, missing)
                if made is not None:
                    found.append(made)
                    missing -= set(made.shows)
                    self.seeds.append((made.scenario, made.ways))
        return Suggested(tuple(found), wanted, tuple(_unsolved(before, missing)))

    # ---- one way ------------------------------------------------------------------------------

    def _made(
        self, clause: Clause, condition: Typed | None, way: Way, missing: set[Way]
    ) -> Suggestion | None:
        """A scenario that shows the way, as short as it gets, judged by the whole policy."""
        part = self._part(clause)
        trials = failed = 0
        tried: set[str] = set()
        candidates = self._candidates(clause, condition, way[2], part)
        if way[2] is not Seen.UNKNOWN:
            candidates = settled_too(candidates, lambda each: self.bench.shown(each, part), self.ground)
        for candidate in candidates:
            key = repr((candidate.as_of, candidate.givens))
            if key in tried:
                continue
            tried.add(key)
            trials += 1
            if trials > MOST_TRIALS:
                return None
            shown = self.bench.shown(candidate, part)
            if shown is not None and way in shown.ways:
                made = self._checked(clause, candidate, way, shown, missing, part)
                if made is not None:
                    return made
                failed += 1
                if failed == MOST_CHECKS:
                    return None
        return None

    def _checked(
        self, clause: Clause, found: Scenario, way: Way, shown: Shown, missing: set[Way], part: Plan
    ) -> Suggestion | None:
        own = self.watch.of_rule(clause.rule)
        kept = {each for each in shown.ways & missing if each[:2] in own} | {way}
        open_ones = _left_open(shown)
        short = fewest(found, lambda each: self._shows(each, kept, open_ones, part))
        for scenario in (short, found):
            whole = self.bench.shown(scenario, self.plan)
            if whole is not None and way in whole.ways:
                titled = g.but(scenario, title="", expects=())
                shows = tuple(each for each in self.watch.all_ways() if each in whole.ways & missing)
                return Suggestion(titled, shows, whole.ways, whole.assessment)
        return None

    def _shows(self, scenario: Scenario, ways: set[Way], open_ones: int, part: Plan) -> bool:
        """Whether it shows the ways, and leaves no more open: an act by nobody would settle nothing."""
        shown = self.bench.shown(scenario, part)
        return shown is not None and ways <= shown.ways and _left_open(shown) <= open_ones

    # ---- candidates ----------------------------------------------------------------------------

    def _candidates(
        self, clause: Clause, condition: Typed | None, seen: Seen, part: Plan
    ) -> Iterator[Scenario]:
        """Scenarios that may show it: from those that come nearest, directly at first, then by any small change."""
        seeds = self._seeds(clause, part)
        for seed in seeds:
            yield from islice(self._direct(seed, clause, condition, seen, part), MOST_TRIALS // 4)
        for seed in seeds[:2]:
            yield from islice(swept(seed, self.ground), MOST_TRIALS // 4)

    def _direct(
        self, seed: Scenario, clause: Clause, condition: Typed | None, seen: Seen, part: Plan
    ) -> Iterator[Scenario]:
        yield seed
        if condition is None:
            yield from self._judged(seed, clause, seen, part)
            return
        wish = Wish(condition, OF_SEEN[seen], self._spoken_of(clause))
        yield from islice(solved(seed, wish, self.ground), MOST_TRIALS // 8)
        for reached in islice(self._reaching(seed, part), 4 * FEW):
            yield reached
            yield from islice(solved(reached, wish, self.ground), MOST_TRIALS // 16)

    def _spoken_of(self, clause: Clause) -> tuple[str, ...]:
        """The types of the acts that a condition on them speaks of; empty where it may be any."""
        rule = self.ground.rule(clause.rule, clause.version)
        if rule is None or clause.kind not in (ClauseKind.WITH, ClauseKind.TOGETHER):
            return ()
        acts = [event for demand in demands_of(rule) for event in demand.match.events]
        return tuple(dict.fromkeys([*acts, *([rule.trigger.event] if rule.trigger.event else [])]))

    def _judged(self, seed: Scenario, clause: Clause, seen: Seen, part: Plan) -> Iterator[Scenario]:
        """What is judged of a duty, a ground or an exemption."""
        if clause.kind is ClauseKind.LIABILITY:
            for ground in (each for each in part.liabilities if each.name == clause.rule):
                yield from self._answers(part).held(seed, ground, breached=seen is Seen.LIABLE)
        elif clause.kind is ClauseKind.EXEMPTION:
            for exemption in (each for each in part.exemptions if each.name == clause.rule):
                answers = self._answers(part)
                yield from answers.exempted(seed, exemption, part.liabilities, seen is Seen.GRANTED)
        else:
            deeds = self._deeds(clause.rule, part, clause.version)
            if deeds is not None:
                yield from deeds.become(seed, seen, clause.parts)

    def _reaching(self, seed: Scenario, part: Plan) -> Iterator[Scenario]:
        """Scenarios in which the condition may be asked: its duty opened and something done, its ground held."""
        if part.liabilities:
            yield from self._answers(part).liable(seed, part.liabilities)
            return
        for rule in part.rules[:2]:
            deeds = self._deeds(rule.name, part, "")
            if deeds is not None:
                ways = (
                    deeds.become(seed, Seen.SATISFIED, ("",)),
                    deeds.become(seed, Seen.BREACHED, ("",)),
                    deeds.opened(seed),
                )
                yield from islice(in_turn(ways), 3 * FEW)

    def _deeds(self, name: str, part: Plan, version: str) -> Deeds | None:
        rule = self.ground.rule(name, version) or self.ground.rule(name)
        if rule is None:
            return None

        def found(scenario: Scenario) -> Sequence[Finding]:
            shown = self.bench.shown(scenario, part)
            return () if shown is None else [each for each in shown.assessment.findings if each.rule == name]

        return Deeds(rule, self.ground, found)

    def _missed(self, scenario: Scenario, rule: RulePlan, truth: Truth) -> Iterator[Scenario]:
        """The duty is missed (YES) or kept, or nothing is known of what it asks for."""
        alone = self._cut([rule.name], [])
        deeds = self._deeds(rule.name, alone, "")
        if deeds is None:
            return
        if truth is Truth.UNKNOWN:
            for opened in islice(deeds.opened(scenario), FEW):
                for event in dict.fromkeys(e for each in demands_of(rule) for e in each.match.events):
                    yield g.with_register(opened, event, self.plan.since - g.ONE_DAY)
            return
        yield from deeds.become(scenario, Seen.BREACHED if truth is Truth.YES else Seen.SATISFIED, ("",))

    def _answers(self, part: Plan) -> Answers:
        def held(scenario: Scenario, liability: str) -> bool:
            shown = self.bench.shown(scenario, part)
            persons = () if shown is None else shown.assessment.persons
            return any(each.liability == liability and each.result is not Result.NONE for each in persons)

        return Answers(self.ground, lambda name: self._deeds(name, part, ""), held)

    # ---- where to begin ------------------------------------------------------------------------

    def _seeds(self, clause: Clause, part: Plan) -> list[Scenario]:
        """The scenarios that come nearest to the clause, short ones first, and an empty one."""
        own = self.watch.of_rule(clause.rule)
        key = (clause.span, clause.kind)
        ranked: list[tuple[int, int, int]] = []
        for place, (scenario, ways) in enumerate(self.seeds):
            met = {each[:2] for each in ways}
            rank = 0 if key in met else 1 if met & own else 2
            ranked.append((rank, len(scenario.givens), place))
        near = [self.seeds[place][0] for rank, _, place in sorted(ranked) if rank < 2]
        return [*near[: MOST_SEEDS - 1], self._blank(part)]

    def _blank(self, part: Plan) -> Scenario:
        """Nothing but the holders of the roles that matter, told late enough that all is due."""
        days = [each.as_of.day for each in self.scenarios]
        as_of = max(days, default=self.plan.since + dt.timedelta(days=730))
        blank = Scenario("", WrittenMoment(as_of), (), ())
        roles = [role for each in part.liabilities for role in (held.role for held in each.held)]
        for rule in part.rules[:1]:
            roles += Deeds(rule, self.ground, lambda _: ()).roles()
        return staffed(blank, tuple(dict.fromkeys(roles)), self.ground)

    def _part(self, clause: Clause) -> Plan:
        """As much of the plan as the clause needs to be judged."""
        return self._cut(*self._home(clause))

    def _cut(self, duties: Sequence[str], grounds: Sequence[str]) -> Plan:
        key = (tuple(duties), tuple(grounds))
        if key not in self._parts:
            self._parts[key] = part_of(self.plan, *key)
        return self._parts[key]

    def _home(self, clause: Clause) -> tuple[list[str], list[str]]:
        """The duties and the grounds that the clause belongs to, or that read it."""
        plans = (*self.plan.earlier, self.plan)
        if any(rule.name == clause.rule for plan in plans for rule in plan.rules):
            return [clause.rule], []
        lifted = [rule.name for plan in plans for rule in plan.rules if _is_excepted(rule, clause.rule)]
        if lifted:
            return list(dict.fromkeys(lifted))[:3], []
        grounds = [each for plan in plans for each in plan.liabilities if each.name == clause.rule]
        for plan in plans:
            names = {n for each in plan.exemptions if each.name == clause.rule for n in each.liabilities}
            grounds += [each for each in plan.liabilities if each.name in names]
        if not grounds:
            duties, names_of_grounds = readers_of(clause.rule, self.plan)
            if duties:
                return duties[:3], []
            grounds = [each for each in self.plan.liabilities if each.name in names_of_grounds]
        behind = {name for each in grounds for breach in each.breaches for name in breach.rules}
        behind.update(self._meant({each.name for each in grounds}))
        return sorted(behind), list(dict.fromkeys(each.name for each in grounds))

    def _meant(self, grounds: set[str]) -> Iterator[str]:
        """Some of the duties whose breach speaks against an exemption from the grounds: one will do to breach it."""
        for exemption in self.plan.exemptions:
            if exemption.liabilities & grounds and exemption.when is not None:
                for read in reads_of(exemption.when, self.plan.vocabulary):
                    if isinstance(read, BreachTest):
                        yield from (rule.name for rule in self.ground.rules_meant(read)[:WIDTH])


def _is_excepted(rule: RulePlan, name: str) -> bool:
    """Whether the name is an exception from the duty, or a permission that excuses it."""
    return any(each.name == name for each in rule.exceptions) or any(
        each.rule == name for each in rule.excuses
    )


def _left_open(shown: Shown) -> int:
    """How many verdicts and results are unknown."""
    verdicts = sum(each.verdict is Verdict.UNKNOWN for each in shown.assessment.findings)
    return verdicts + sum(each.result is Result.UNKNOWN for each in shown.assessment.persons)


def _unsolved(before: Coverage, missing: set[Way]) -> Iterator[Covered]:
    """The clauses of which some way is still missing, as if all others had been seen."""
    for each in before.uncovered:
        left = [way for way in each.ways if way in missing]
        if left:
            seen = frozenset(each.clause.wanted) - {way[2] for way in left}
            yield Covered(each.clause, seen)

"""What could have been different in a record: candidates for one person, each with how it changes the record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping

import attrs

from dutylang.assessment.accountability.performing import attributes_for, match_of
from dutylang.assessment.leaves import Leaf, LeafKind
from dutylang.assessment.model import Finding, Verdict
from dutylang.assessment.persons import Change, ChangeKind, ExemptionState, PersonResult
from dutylang.assessment.single.actors import holders
from dutylang.assessment.single.context import Setting
from dutylang.assessment.single.reading import parts_of
from dutylang.calendars.moments import earliest_instant, latest_instant
from dutylang.cases.record import CaseRecord, EventRecord, JudgementRecord, Participant
from dutylang.ops.types import Kind, Type
from dutylang.plan.accountability import ExemptionPlan
from dutylang.policy import typed as t
from dutylang.policy.model import Vocabulary
from dutylang.values import Moment

BREACHES = (Verdict.VIOLATED, Verdict.LATE, Verdict.UNKNOWN)
ONE_DAY = dt.timedelta(days=1)
ONE_MINUTE = dt.timedelta(minutes=1)


@attrs.frozen
class Candidate:
    """A difference that could be tried, and the record with it."""

    change: Change
    applied: Callable[[CaseRecord], CaseRecord] = attrs.field(eq=False)


def candidates(
    result: PersonResult, findings: Iterable[Finding], settings: tuple[Setting, ...]
) -> list[Candidate]:
    """What could have been different for one result, likeliest first; the opening of the ground is no candidate."""
    found: dict[Change, Candidate] = {}
    for options in (_of_duties, _of_exemptions, _of_ground):
        for each in options(result, list(findings), settings):
            found.setdefault(each.change, each)
    return list(found.values())


def _of_duties(
    result: PersonResult, findings: list[Finding], settings: tuple[Setting, ...]
) -> Iterator[Candidate]:
    """The duties behind the ground, then those that the person bore, for which an exemption may ask."""
    behind = set(result.findings)
    mine = [each for each in findings if each.key in behind]
    mine += [each for each in findings if each.key not in behind and result.person in each.persons]
    for finding in mine:
        if finding.verdict in BREACHES:
            yield from _of_finding(finding, result.person, settings)


def _of_exemptions(
    result: PersonResult, _findings: list[Finding], settings: tuple[Setting, ...]
) -> Iterator[Candidate]:
    current = settings[-1]
    exemptions = {each.name: each for s in settings for each in s.plan.exemptions}
    for each in result.exemptions:
        plan = exemptions.get(each.exemption)
        if plan is None:
            continue
        if each.state in (ExemptionState.AWAITING, ExemptionState.REFUSED):
            yield from _decided(each.exemption, (plan.decided_by or "",), result.person, True, current)
        elif each.state is ExemptionState.BARRED:
            yield from _without_bars(plan, each.bars, result.person, current)
        elif each.state is not ExemptionState.GRANTED and plan.when is not None:
            yield from _of_condition(plan.when, result, current)
        yield from _of_leaves(each.deciders, result.person, current)


def _of_ground(
    result: PersonResult, _findings: list[Finding], settings: tuple[Setting, ...]
) -> Iterator[Candidate]:
    """What is not known, then the facts of the ground itself."""
    current = settings[-1]
    yield from _of_leaves(result.deciders, result.person, current)
    for setting in settings:
        for liability in setting.plan.liabilities:
            if liability.name == result.liability:
                whens = (liability.when,) if liability.when is not None else ()
                for fact in (*liability.facts, *whens):
                    yield from _of_fact(fact, result, current)


def _of_fact(fact: t.Typed, result: PersonResult, setting: Setting) -> Iterator[Candidate]:
    """The fact of a ground had not been: an act of the person left out, a field or a judgement otherwise."""
    for part in _atoms(fact, setting.plan.vocabulary):
        match part:
            case t.HappensTest(event=event):
                for act in setting.timeline.by_type.get(event, ()):
                    if any(actor.person == result.person for actor in act.actors):
                        yield _left_out(act)
            case t.ReadJudgement(name=name):
                by = setting.plan.vocabulary.judgements[name].by
                yield from _decided(name, by, result.person, False, setting)
            case t.ReadField(path=(name,), type=type_, tracked=False):
                yield from _fields(name, type_)
            case _:
                pass


# ---- acts --------------------------------------------------------------------------------------


def _of_finding(finding: Finding, person: str, settings: tuple[Setting, ...]) -> Iterator[Candidate]:
    """A forbidden act left out, or the missed act done in time."""
    setting = next((s for s in settings if s.plan.version == finding.version), settings[-1])
    events = {event.position: event for event in setting.timeline.events}
    if finding.reason in ("forbidden_act", "too_many", "not_before_act"):
        for position in finding.evidence[-1:]:
            yield _left_out(events[position])
        return
    at = finding.due or finding.breached_at or next(iter(finding.moments), None)
    match = match_of(finding, setting.plan)
    if match is None or at is None:
        return
    moment = _just_before(at, setting) if _is_bound_by_event(at, setting) else at
    bearer = _bearer(finding, person, moment, setting)
    trigger = events.get(finding.trigger) if finding.trigger is not None else None
    for event in (finding.part,) if finding.part in match.events else match.events[:1]:
        yield _done(event, bearer, moment, attributes_for(match, trigger), setting)


def _is_bound_by_event(at: Moment, setting: Setting) -> bool:
    return any(event.at == at for event in setting.timeline.events)


def _just_before(at: Moment, setting: Setting) -> Moment:
    if at.instant is None:
        return Moment(at.day - ONE_DAY)
    earlier = at.instant - ONE_MINUTE
    return Moment(earlier.astimezone(setting.tz).date(), earlier)


def _bearer(finding: Finding, person: str, at: Moment, setting: Setting) -> str | None:
    """The person who had to act, where that is who is spoken of; else who held the role."""
    held = holders(finding.roles, at.day, setting.timeline.case)
    return person if person in held else next(iter(held), None)


def _done(
    event: str, person: str | None, at: Moment, attributes: Mapping[str, object], setting: Setting
) -> Candidate:
    def applied(case: CaseRecord) -> CaseRecord:
        position = max((each.position for each in case.events), default=-1) + 1
        actors = (Participant(person),) if person is not None else ()
        act = EventRecord(event, at, position, actors, attributes)
        tz = setting.tz
        events = sorted(
            (*case.events, act),
            key=lambda each: (latest_instant(each.at, tz), earliest_instant(each.at, tz), each.position),
        )
        return attrs.evolve(case, events=tuple(events))

    return Candidate(Change(ChangeKind.DONE, event, person, at), applied)


def _left_out(event: EventRecord) -> Candidate:
    def applied(case: CaseRecord) -> CaseRecord:
        return attrs.evolve(
            case, events=tuple(each for each in case.events if each.position != event.position)
        )

    person = event.actors[0].person if event.actors else None
    change = Change(ChangeKind.NOT_DONE, event.type, person, event.at, event=event.position)
    return Candidate(change, applied)


# ---- decisions ---------------------------------------------------------------------------------


def _decided(
    name: str, roles: tuple[str, ...], person: str | None, value: bool, setting: Setting
) -> Iterator[Candidate]:
    """The body had decided so, on the day of the audit."""
    at = setting.timeline.horizon.as_of
    role = next((role for role in roles if holders([role], at.day, setting.timeline.case)), roles[0])
    held = holders([role], at.day, setting.timeline.case)
    who = Participant(held[0] if held else role, role)

    def applied(case: CaseRecord) -> CaseRecord:
        others = tuple(
            each for each in case.judgements if each.name != name or each.about not in (None, person)
        )
        kept = (*others, JudgementRecord(name, value, at, who, about=person))
        return attrs.evolve(case, judgements=kept)

    yield Candidate(Change(ChangeKind.DECIDED, name, person, None, value), applied)


def _without_bars(
    plan: ExemptionPlan, bars: tuple[str, ...], person: str, setting: Setting
) -> Iterator[Candidate]:
    """None of what bars the exemption had been so."""
    for bar in plan.bars:
        if bar.name not in bars:
            continue
        match bar.test:
            case t.HappensTest(event=event):
                for act in setting.timeline.by_type.get(event, ()):
                    if any(actor.person == person for actor in act.actors):
                        yield _left_out(act)
            case t.ReadJudgement(name=name):
                yield from _decided(name, setting.plan.vocabulary.judgements[name].by, person, False, setting)
            case t.ReadField(path=(name,), type=type_):
                yield from _fields(name, type_)
            case _:
                pass


# ---- conditions --------------------------------------------------------------------------------


def _of_condition(condition: t.Typed, result: PersonResult, setting: Setting) -> Iterator[Candidate]:
    """The judgements, fields and acts of the person on which a condition rests, each as it could have been."""
    for part in _atoms(condition, setting.plan.vocabulary):
        match part:
            case t.ReadJudgement(name=name):
                for value in (True, False):
                    by = setting.plan.vocabulary.judgements[name].by
                    yield from _decided(name, by, result.person, value, setting)
            case t.ReadField(path=(name,), type=type_):
                yield from _fields(name, type_)
            case t.PersonDidTest(event=event):
                at = result.opened or setting.timeline.horizon.as_of
                yield _done(event, result.person, _just_before(at, setting), {}, setting)
            case _:
                pass


def _atoms(condition: t.Typed, words: Vocabulary, depth: int = 0) -> Iterator[t.Typed]:
    yield condition
    parts = parts_of(condition)
    if isinstance(condition, t.ReadDefinition) and depth < 20:
        parts = (words.definitions[condition.name].body,)
    for part in parts:
        yield from _atoms(part, words, depth + 1)


def _of_leaves(leaves: Iterable[Leaf], person: str, setting: Setting) -> Iterator[Candidate]:
    """What is not known, as it could turn out."""
    words = setting.plan.vocabulary
    fields = {name: info for case in words.cases.values() for name, info in case.fields.items()}
    for leaf in leaves:
        if leaf.kind is LeafKind.JUDGEMENT and leaf.subject in words.judgements:
            for value in (True, False):
                yield from _decided(leaf.subject, words.judgements[leaf.subject].by, person, value, setting)
        elif leaf.kind is LeafKind.FIELD and leaf.subject in fields and not fields[leaf.subject].tracked:
            yield from _fields(leaf.subject, fields[leaf.subject].type)


def _fields(name: str, type_: Type) -> Iterator[Candidate]:
    """The field with each value that it can have; only yes/no and enumerations have few enough."""
    values: tuple[object, ...] = ()
    if type_.kind is Kind.YES_NO:
        values = (True, False)
    elif type_.kind is Kind.ONE_OF:
        values = tuple(type_.values)
    for value in values:

        def applied(case: CaseRecord, value: object = value) -> CaseRecord:
            return attrs.evolve(case, fields={**case.fields, name: value})

        yield Candidate(Change(ChangeKind.FIELD, name, value=value), applied)

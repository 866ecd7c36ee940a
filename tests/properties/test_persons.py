"""What must hold of persons' results whatever the policy and the case say."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import attrs
from hypothesis import given
from hypothesis import strategies as st

from dutylang.assessment.accountability.judging import UNTOLD
from dutylang.assessment.case import assess_case
from dutylang.assessment.leaves import LeafKind
from dutylang.assessment.model import CaseAssessment, Finding, Horizon, Verdict
from dutylang.assessment.persons import ExemptionState, PersonResult, Result
from dutylang.cases.record import CaseRecord, EventRecord, JudgementRecord, NoValue, Participant
from dutylang.pipeline import Loaded, loaded_from_text
from dutylang.plan.model import Plan
from tests.strategies.completions import completions, deciding, unknown_fields, with_field
from tests.strategies.grounds import Draft, drafts, exemptions, names
from tests.strategies.persons_cases import (
    FIELDS,
    PEOPLE,
    VALUES,
    after_first,
    cases,
    happenings,
    horizons,
    with_event,
)

Of = tuple[str, str]
"""A liability and a person."""


ANYTHING = frozenset(Result) - {Result.UNKNOWN}
"""What is possible where more facts are open than the evaluator tries."""


@cache
def loaded_of(text: str) -> Loaded:
    """A generated policy, which must check."""
    loaded, problems = loaded_from_text(text)
    assert loaded is not None, [(each.code, dict(each.args), each.span.line) for each in problems]
    return loaded


def plan_of(draft: Draft) -> Plan:
    """Its plan."""
    return loaded_of(draft.text()).plan


def persons(assessment: CaseAssessment) -> dict[Of, PersonResult]:
    """The results, each person and ground once."""
    found = {(each.liability, each.person): each for each in assessment.persons}
    assert len(found) == len(assessment.persons), "somebody has two results on one ground"
    return found


def may_be(result: PersonResult | None) -> frozenset[Result]:
    """The results that a result leaves open; nothing is held against who is not spoken of."""
    if result is None:
        return frozenset({Result.NONE})
    return result.possible or frozenset({result.result})


def verdicts(finding: Finding) -> frozenset[Verdict]:
    """The verdicts that a finding leaves open."""
    return finding.possible or frozenset({finding.verdict})


def gravest(open_: Iterable[Result] | Iterable[Verdict]) -> int:
    """The rank of the worst; the lower the graver."""
    return min(each.rank for each in open_)


def in_short(result: PersonResult) -> object:
    """A result without the order of what it lists."""
    states = {(each.exemption, each.state, each.bars, each.due, each.overdue) for each in result.exemptions}
    lists = (result.roles, result.kinds, result.waived, result.findings, result.facts, result.climbed)
    values = (
        result.result,
        result.reason,
        result.degree,
        result.share,
        result.grade,
        result.points,
        result.opened,
    )
    return values, tuple(frozenset(each) for each in lists), result.deputy, result.possible, frozenset(states)


# ---- of every assessment --------------------------------------------------------------------------


@given(draft=drafts(), case=cases(), horizon=horizons)
def test_what_is_unknown_says_what_it_may_be_and_what_decides(
    draft: Draft, case: CaseRecord, horizon: Horizon
) -> None:
    assessment = assess_case(plan_of(draft), case, horizon)
    for finding in assessment.findings:
        assert bool(finding.possible) == (finding.verdict is Verdict.UNKNOWN), finding
        assert not finding.possible or (len(finding.possible) > 1 and finding.deciders), finding
    for each in persons(assessment).values():
        assert Result.UNKNOWN not in each.possible, each
        if each.result is Result.UNKNOWN:
            assert len(each.possible) > 1, each
            assert each.deciders, each
        else:
            assert not each.possible, each
        if each.result in (Result.NONE, Result.EXEMPT):
            assert (each.grade, each.points) == (None, None), each


@given(draft=drafts(), case=cases(), horizon=horizons)
def test_only_the_fields_that_are_named_decide(draft: Draft, case: CaseRecord, horizon: Horizon) -> None:
    plan = plan_of(draft)
    before = persons(assess_case(plan, case, horizon))
    for name in unknown_fields(case):
        for value in VALUES[name]:
            after = persons(assess_case(plan, with_field(case, name, value), horizon))
            for of, result in before.items():
                deciding_ = {leaf.subject for leaf in result.deciders if leaf.kind is LeafKind.FIELD}
                if name in deciding_:
                    assert may_be(after.get(of)) <= may_be(result), (name, value, result, after.get(of))
                else:
                    assert may_be(after.get(of)) == may_be(result), (name, value, result, after.get(of))


# ---- with more told -------------------------------------------------------------------------------


def has_blank_actors(case: CaseRecord) -> bool:
    """Whether it is open who acted or who held a role: persons may yet come into it."""
    return not case.holders or any(not event.actors for event in case.events)


def opens_earlier(plan: Plan, more: CaseRecord, less: CaseRecord) -> bool:
    """Whether a ground that is on record opened earlier with more told: the first that is recorded counts."""
    return any(
        first(each.opens_on, less) not in (None, first(each.opens_on, more))
        for each in plan.liabilities
        if each.opens_on is not None
    )


def first(event: str, case: CaseRecord) -> str | None:
    """The first event of a type."""
    return next((each.id for each in case.events if each.type == event), None)


def assert_open_to(plan: Plan, more: CaseRecord, less: CaseRecord, horizon: Horizon) -> None:
    """What is found of each person with more told is something that was open with less told."""
    if opens_earlier(plan, more, less):
        return
    told, open_ = persons(assess_case(plan, more, horizon)), persons(assess_case(plan, less, horizon))
    for of in told.keys() | open_.keys():
        if of not in open_ and (has_blank_actors(less) or len(more.events) > len(less.events)):
            continue
        assert may_be(told.get(of)) <= may_be(open_.get(of)), (told.get(of), open_.get(of))


@given(draft=drafts(), case=cases(), horizon=horizons, data=st.data())
def test_what_is_found_when_all_is_told_was_possible(
    draft: Draft, case: CaseRecord, horizon: Horizon, data: st.DataObject
) -> None:
    assert_open_to(plan_of(draft), data.draw(completions(case, horizon)), case, horizon)


@given(
    draft=drafts(),
    case=cases(),
    horizon=horizons,
    name=st.sampled_from(FIELDS),
    hidden=st.sampled_from([None, NoValue.STATED_UNKNOWN]),
)
def test_knowing_less_of_a_field_exempts_nobody(
    draft: Draft, case: CaseRecord, horizon: Horizon, name: str, hidden: NoValue | None
) -> None:
    plan = plan_of(draft)
    fields = {key: value for key, value in case.fields.items() if key != name}
    less = attrs.evolve(case, fields=fields if hidden is None else {**fields, name: hidden})
    before, after = assess_case(plan, case, horizon), assess_case(plan, less, horizon)
    known = {each.key: each.verdict for each in before.findings}
    for each in after.findings:
        if each.verdict in (Verdict.SATISFIED, Verdict.EXEMPT):
            assert known.get(each.key) is each.verdict, each
    was = persons(before)
    for of, result in persons(after).items():
        if result.result in (Result.EXEMPT, Result.NONE):
            assert may_be(was.get(of)) == {result.result}, (result, was.get(of))
    assert_open_to(plan, case, less, horizon)


# ---- exemptions -----------------------------------------------------------------------------------


@st.composite
def exempting(draw: st.DrawFn) -> tuple[Draft, str]:
    """A policy and the name of one of its exemptions."""
    draft = draw(drafts())
    added = draw(exemptions("f2", names(draft.liabilities), names(draft.duties)))
    return attrs.evolve(draft, exemptions=(*draft.exemptions[:2], added)), "f2"


def without(plan: Plan, exemption: str) -> Plan:
    """The plan without one exemption."""
    return attrs.evolve(plan, exemptions=tuple(each for each in plan.exemptions if each.name != exemption))


@given(made=exempting(), case=cases(), horizon=horizons)
def test_one_more_exemption_never_adds_liability(
    made: tuple[Draft, str], case: CaseRecord, horizon: Horizon
) -> None:
    plan = plan_of(made[0])
    less = persons(assess_case(without(plan, made[1]), case, horizon))
    more = persons(assess_case(plan, case, horizon))
    assert less.keys() == more.keys()
    for of, result in more.items():
        # Where more is unknown than is tried, all is left open: the exemption asks for more.
        if result.possible != UNTOLD:
            assert gravest(may_be(result)) >= gravest(may_be(less[of])), (less[of], result)
        if result.result is Result.LIABLE:
            assert less[of].result is Result.LIABLE, (less[of], result)


@given(made=exempting(), case=cases(), horizon=horizons, person=st.sampled_from(PEOPLE))
def test_what_is_barred_frees_nobody_even_when_it_was_granted(
    made: tuple[Draft, str], case: CaseRecord, horizon: Horizon, person: str
) -> None:
    draft, name = made
    kept = [line for line in draft.exemptions[-1].splitlines(keepends=True) if "barred" not in line]
    barred = "".join([*kept, "    barred by conceal\n"])
    plan = plan_of(attrs.evolve(draft, exemptions=(*draft.exemptions[:-1], barred)))
    case = with_event(case, EventRecord("conceal", after_first(0), 0, (Participant(person),)))
    by = deciding(("board",), horizon.as_of.day, case)
    if by is not None:
        grant = JudgementRecord(name, True, horizon.as_of, by)
        case = attrs.evolve(case, judgements=(*case.judgements, grant))
    more = persons(assess_case(plan, case, horizon))
    less = persons(assess_case(without(plan, name), case, horizon))
    for of, result in more.items():
        if of[1] == person and result.possible != ANYTHING:
            states = [each.state for each in result.exemptions if each.exemption == name]
            assert states in ([], [ExemptionState.BARRED]), result
            others = tuple(each for each in result.exemptions if each.exemption != name)
            assert in_short(attrs.evolve(result, exemptions=others)) == in_short(less[of])


# ---- events that ask for nothing ------------------------------------------------------------------


@given(
    draft=drafts(),
    case=cases(),
    horizon=horizons,
    event=happenings(("visit", "report", "object", "noise")),
)
def test_an_event_that_only_performs_worsens_no_verdict(
    draft: Draft, case: CaseRecord, horizon: Horizon, event: EventRecord
) -> None:
    plan = plan_of(draft)
    before = {each.key: each for each in assess_case(plan, case, horizon).findings}
    for each in assess_case(plan, with_event(case, event), horizon).findings:
        was = before.get(each.key)
        assert was is not None or each.level, each
        if was is not None:
            # What is done is no worse than what is no longer owed, since a later trigger took its place.
            owed = min(gravest(verdicts(was)), Verdict.SATISFIED.rank)
            assert gravest(verdicts(each)) >= owed, (was, each)


@given(draft=drafts(), case=cases(), horizon=horizons, event=happenings(("noise",)))
def test_an_event_that_the_policy_does_not_mention_changes_nothing(
    draft: Draft, case: CaseRecord, horizon: Horizon, event: EventRecord
) -> None:
    plan = plan_of(draft)
    blank = attrs.evolve(event, actors=())
    # What somebody did at another time in the case is an act: one without an actor leaves open who handled it.
    events = [attrs.evolve(each, actors=()) if each.type == "noise" else each for each in case.events]
    case = attrs.evolve(case, events=tuple(events))
    before, after = assess_case(plan, case, horizon), assess_case(plan, with_event(case, blank), horizon)
    assert before == after

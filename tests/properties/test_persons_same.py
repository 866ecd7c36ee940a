"""What makes no difference to persons' results: order, tongue, versions; and what is said to make one does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dutylang.assessment.case import assess_case
from dutylang.assessment.model import CaseAssessment, Finding, Horizon
from dutylang.assessment.persons import Change, ChangeKind, Counterfactual, PersonResult, Result
from dutylang.assessment.single.world import World
from dutylang.cases.record import CaseRecord, EventRecord, JudgementRecord, Participant
from dutylang.diagnostics import Diagnostic
from dutylang.pipeline import audit
from dutylang.plan.from_policy import plan_from_policy
from dutylang.plan.model import Plan
from dutylang.policy.versions import policy_from_texts
from dutylang.source import Source
from dutylang.syntax.from_text import document_from_text
from dutylang.syntax.to_text import text_from_document
from tests.properties.test_persons import in_short, loaded_of, may_be, persons, plan_of
from tests.strategies.completions import deciding, with_field
from tests.strategies.grounds import Draft, drafts
from tests.strategies.persons_cases import FIRST, cases, horizons, with_event

ONE_DAY = dt.timedelta(days=1)
FEWER = settings(max_examples=max(10, settings().max_examples // 4))
"""For what judges a case, or reads a text, many times over."""


def found(finding: Finding) -> object:
    """A finding without the order of what it lists, and without the version that governs it."""
    return (
        (finding.verdict, finding.reason, finding.flags, finding.possible, finding.opened, finding.due),
        (finding.done, finding.breached_at, finding.evidence, finding.roles),
        (frozenset(finding.persons), frozenset(finding.exceptions)),
    )


def judged(finding: Finding) -> object:
    """A finding without the words of its reason: of what no version found to judge, the latest tells why."""
    return finding.verdict, finding.possible, finding.due, finding.done, finding.breached_at, finding.evidence


def assert_same(one: CaseAssessment, other: CaseAssessment) -> None:
    """The same findings by key and the same results by person, whatever their order."""
    findings = [{each.key: found(each) for each in side.findings} for side in (one, other)]
    assert findings[0] == findings[1]
    results = [{of: in_short(each) for of, each in persons(side).items()} for side in (one, other)]
    assert results[0] == results[1]
    assert sorted(one.sanctions, key=str) == sorted(other.sanctions, key=str)


# ---- order and tongue -----------------------------------------------------------------------------


@given(draft=drafts(), case=cases(), horizon=horizons, data=st.data())
def test_the_order_of_what_a_policy_says_changes_nothing(
    draft: Draft, case: CaseRecord, horizon: Horizon, data: st.DataObject
) -> None:
    parts = {
        name: tuple(data.draw(st.permutations(value))) for name, value in attrs.asdict(draft).items() if value
    }
    turned = attrs.evolve(draft, **parts)
    assert_same(assess_case(plan_of(draft), case, horizon), assess_case(plan_of(turned), case, horizon))


@FEWER
@given(draft=drafts(), book=st.tuples(cases("A"), cases("B"), cases("C")), horizon=horizons, data=st.data())
def test_the_order_of_the_cases_changes_nothing(
    draft: Draft, book: tuple[CaseRecord, ...], horizon: Horizon, data: st.DataObject
) -> None:
    loaded = loaded_of(draft.text())
    told = []
    for order in (book, data.draw(st.permutations(book))):

        def read(
            order: tuple[CaseRecord, ...] = tuple(order),
        ) -> Iterator[tuple[CaseRecord, tuple[Diagnostic, ...]]]:
            return iter([(case, ()) for case in order])

        audited, finish = audit(loaded, read, horizon)
        by_case = {each.case.id: each.assessment for each in audited if each.case and each.assessment}
        told.append((by_case, finish()))
    (there, first), (back, second) = told
    assert there.keys() == back.keys()
    for name, assessment in there.items():
        assert assessment == back[name]
    assert sorted(first.sanctions, key=str) == sorted(second.sanctions, key=str)
    values = [{of: (e.value, e.why) for of, e in each.figures.values.items()} for each in (first, second)]
    assert values[0] == values[1]


@FEWER
@given(draft=drafts(), case=cases(), horizon=horizons)
def test_the_policy_in_chinese_says_the_same_of_persons(
    draft: Draft, case: CaseRecord, horizon: Horizon
) -> None:
    document, _ = document_from_text(Source("p.duty", draft.text()))
    chinese, _ = document_from_text(Source("p.duty", text_from_document(document, "zh")), tongue="zh")
    english = text_from_document(chinese, "en")
    there, problems = policy_from_texts([(Source("p.duty", english), chinese)])
    assert there is not None, problems
    plan = plan_from_policy(there)
    assert_same(assess_case(plan_of(draft), case, horizon), assess_case(plan, case, horizon))
    assert_same(assess_case(plan, case, horizon), assess_case(loaded_of(english).plan, case, horizon))


# ---- what was worked out before ---------------------------------------------------------------------


@FEWER
@given(draft=drafts(), case=cases(), horizon=horizons)
def test_what_is_remembered_changes_nothing(draft: Draft, case: CaseRecord, horizon: Horizon) -> None:
    plan = plan_of(draft)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(World, "once", lambda self, what, things, compute, values=(): compute())
        anew = assess_case(plan, case, horizon)
    assert assess_case(plan, case, horizon) == anew


# ---- versions -------------------------------------------------------------------------------------


def in_two_versions(draft: Draft, last: dt.date) -> Plan:
    """The plan of a policy that is amended after a day, and says the same before and after."""
    texts = (draft.text("1", f"2024-01-01 until {last}"), draft.text("2", f"{last + ONE_DAY}"))
    sources = [Source(f"v{place}.duty", text) for place, text in enumerate(texts, 1)]
    policy, problems = policy_from_texts([(source, document_from_text(source)[0]) for source in sources])
    assert policy is not None, problems
    return plan_from_policy(policy)


@given(
    draft=drafts(),
    case=cases(),
    horizon=horizons,
    last=st.integers(-3, 45).map(lambda n: FIRST + dt.timedelta(days=n)),
)
def test_an_amendment_that_changes_nothing_changes_nothing(
    draft: Draft, case: CaseRecord, horizon: Horizon, last: dt.date
) -> None:
    one = assess_case(plan_of(draft), case, horizon)
    two = assess_case(in_two_versions(draft, last), case, horizon)
    # A prohibition that was kept under one version and broken under the other is told of both.
    kept = [
        {each.key: judged(each) for each in side.findings if not each.key.endswith("/clean")}
        for side in (one, two)
    ]
    assert kept[0] == kept[1]
    there, here = persons(two), persons(one)
    assert there.keys() == here.keys()
    for of, result in here.items():
        assert may_be(there[of]) == may_be(result), (result, there[of])


# ---- what would have been different ---------------------------------------------------------------


def changed(case: CaseRecord, change: Change, plan: Plan, horizon: Horizon) -> CaseRecord:
    """The record with a change made by hand, as a reader of the report would make it."""
    match change.kind:
        case ChangeKind.DONE:
            assert change.at is not None
            actors = (Participant(change.person),) if change.person else ()
            return with_event(case, EventRecord(change.subject, change.at, 0, actors))
        case ChangeKind.NOT_DONE:
            kept = tuple(each for each in case.events if each.position != change.event)
            assert len(kept) == len(case.events) - 1
            return attrs.evolve(case, events=kept)
        case ChangeKind.FIELD:
            return with_field(case, change.subject, change.value)
        case ChangeKind.DECIDED:
            return _decided(case, change, plan, horizon)


def _decided(case: CaseRecord, change: Change, plan: Plan, horizon: Horizon) -> CaseRecord:
    info = plan.vocabulary.judgements.get(change.subject)
    bodies = info.by if info is not None else _body(change.subject, plan)
    by = deciding(bodies, horizon.as_of.day, case) or Participant(bodies[0], bodies[0])
    kept = tuple(
        each
        for each in case.judgements
        if each.name != change.subject or each.about not in (None, change.person)
    )
    made = JudgementRecord(change.subject, bool(change.value), horizon.as_of, by, about=change.person)
    return attrs.evolve(case, judgements=(*kept, made))


def _body(exemption: str, plan: Plan) -> tuple[str, ...]:
    return tuple(each.decided_by for each in plan.exemptions if each.name == exemption and each.decided_by)


@FEWER
@given(draft=drafts(), case=cases(), horizon=horizons)
def test_what_would_have_changed_a_result_does(draft: Draft, case: CaseRecord, horizon: Horizon) -> None:
    plan = plan_of(draft)

    def with_changes(of: PersonResult, changes: tuple[Change, ...]) -> frozenset[Result]:
        record = case
        for change in changes:
            record = changed(record, change, plan, horizon)
        return may_be(persons(assess_case(plan, record, horizon)).get((of.liability, of.person)))

    for result in assess_case(plan, case, horizon, counterfactuals=True).persons:
        for each in result.counterfactuals:
            assert_better(result, each)
            assert with_changes(result, each.changes) == {each.result}, (result, each)
            if len(each.changes) > 1:
                for change in each.changes:
                    alone = with_changes(result, (change,))
                    assert alone != {each.result}, (result, each, change)


def assert_better(result: PersonResult, change: Counterfactual) -> None:
    """What is told is milder than what was found."""
    if result.result is Result.UNKNOWN:
        assert change.result in (Result.EXEMPT, Result.NONE)
    else:
        assert change.result.rank > result.result.rank
        assert change.result is not Result.UNKNOWN

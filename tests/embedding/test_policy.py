"""A policy inside a program: what is asked for, what is worked out only then, and what goes wrong."""

from __future__ import annotations

import datetime as dt
import pickle
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import dutylang
from dutylang.assessment.generated import compiled, engine
from dutylang.assessment.model import Verdict
from dutylang.policy.typed import Const
from dutylang.values import Moment, Period, Unit

POLICY = """policy house "House rules"
  version "1.0"
  in force from 2024-01-01
  calendar weekdays
  timezone "Asia/Shanghai"
  counting civil_code
role clerk
role leader
case loan
  amount money CNY
event alarm
event visit
event report
parameter visit_within = 3 working days
article 1 "On site"
  duty visit_in_time
    after each alarm
    clerk must visit within visit_within
  duty advice
    after each alarm
    clerk should report within 1 day
article 2 "Liability"
  liability missed
    for each breach of visit_in_time
    holds clerk as principal
"""
CASE = {
    "id": "L-1",
    "fields": {"amount": "3000000 CNY"},
    "events": [
        {"type": "alarm", "at": "2024-05-06T09:00:00+08:00", "id": "a1"},
        {"type": "visit", "at": "2024-05-13T10:00:00+08:00", "by": "Li Na"},
    ],
    "holders": [{"role": "clerk", "person": "Li Na", "from": "2024-01-01"}],
    "complete": ["alarm", "visit", "report"],
}
AS_OF = dt.date(2024, 5, 31)
ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture(scope="module")
def policy() -> dutylang.Policy:
    return dutylang.loads(POLICY, "house.duty")


def test_a_case_is_assessed(policy: dutylang.Policy) -> None:
    assessment = policy.assess(CASE, AS_OF)
    assert (assessment.case_id, assessment.status) == ("L-1", Verdict.LATE)
    visit, advice = assessment.rows
    assert (visit.key, visit.verdict, visit.due, visit.lateness) == (
        "house/visit_in_time/L-1/a1",
        Verdict.LATE,
        Moment(dt.date(2024, 5, 9)),
        Period(2, Unit.WORKING_DAY),
    )
    assert (advice.advisory, advice.verdict) == (True, Verdict.VIOLATED)
    assert assessment.verdicts == (("visit_in_time", Verdict.LATE), ("advice", Verdict.VIOLATED))
    assert [(each.person, each.result.value) for each in assessment.persons] == [("Li Na", "liable")]
    assert assessment.open_questions == ()
    assert repr(assessment) == "Assessment('L-1', as of 2024-05-31, late)"
    assert repr(policy.prepare(CASE)) == "PreparedCase('L-1', 2 events)"
    assert repr(policy) == "Policy('house', version '1.0')"


def test_reasons_are_worked_out_when_they_are_asked_for(
    policy: dutylang.Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = {"rule": 0, "case": 0}
    by_rule, by_case = compiled.findings_of_rule, engine.assess_case

    def of_rule(*args: object) -> object:
        calls["rule"] += 1
        return by_rule(*args)  # type: ignore[arg-type]

    def of_case(*args: object, **more: object) -> object:
        calls["case"] += 1
        return by_case(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(compiled, "findings_of_rule", of_rule)
    monkeypatch.setattr(engine, "assess_case", of_case)
    assessment = policy.assess(CASE, AS_OF)
    assert (assessment.status, len(assessment.verdicts), len(assessment.rows)) == (Verdict.LATE, 2, 2)
    assert calls == {"rule": 0, "case": 0}
    finding = assessment.explain(assessment.rows[0])
    assert [count.due for count in finding.counts] == [Moment(dt.date(2024, 5, 9))]
    assert calls == {"rule": 1, "case": 0}
    assert assessment.findings[0] == finding
    assert len(assessment.persons) == 1
    assert assessment.complete.status is Verdict.LATE
    assert calls == {"rule": 1, "case": 1}


def test_what_is_not_plain_is_judged_by_the_reference(policy: dutylang.Policy) -> None:
    gone = {**CASE, "events": [CASE["events"][0], {"type": "visit", "at": "2024-05-07"}]}  # type: ignore[index]
    assessment = policy.assess(gone, AS_OF)
    assert assessment.status is Verdict.UNKNOWN
    assert assessment.verdicts[0] == ("visit_in_time", Verdict.UNKNOWN)
    assert [leaf.why for leaf in assessment.rows[0].deciders] == ["no_actor"]
    assert assessment.explain(assessment.rows[0]).verdict is Verdict.UNKNOWN


@pytest.mark.parametrize(
    ("as_of", "verdict"),
    [
        (dt.date(2024, 5, 9), Verdict.PENDING),
        (dt.date(2024, 5, 10), Verdict.VIOLATED),
        (dt.datetime(2024, 5, 10, 0, 0, tzinfo=ZONE), Verdict.PENDING),
        (dt.datetime(2024, 5, 9, 16, 1, tzinfo=dt.UTC), Verdict.VIOLATED),
        (dt.datetime(2024, 5, 13, 9, 59, tzinfo=ZONE), Verdict.VIOLATED),
        (dt.datetime(2024, 5, 13, 10, 0, tzinfo=ZONE), Verdict.LATE),
        (dutylang.Horizon(Moment(dt.date(2024, 5, 31)), Moment(dt.date(2024, 5, 12))), Verdict.VIOLATED),
    ],
)
def test_a_prepared_case_is_assessed_as_of_any_moment(
    policy: dutylang.Policy, as_of: dutylang.embedding.AsOf, verdict: Verdict
) -> None:
    case = policy.prepare(CASE)
    for _ in range(2):
        assert policy.assess(case, as_of).rows[0].verdict is verdict
    assert policy.assess(case.record, as_of).rows[0].verdict is verdict


def test_many_moments_and_cuts_are_forgotten_again(
    policy: dutylang.Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dutylang.embedding.policy.MOST_MOMENTS", 3)
    monkeypatch.setattr(engine, "MOST_CUTS", 2)
    case = policy.prepare(CASE)
    days = [dt.date(2024, 5, day) for day in range(5, 13)] * 2
    found = [policy.assess(case, day).verdicts[0][1] for day in days]
    assert found[:8] == found[8:]
    assert found[0] is Verdict.NOT_APPLICABLE


def test_a_naive_datetime_names_no_instant(policy: dutylang.Policy) -> None:
    with pytest.raises(ValueError, match="timezone"):
        policy.assess(CASE, dt.datetime(2024, 5, 31, 12))


def test_a_case_of_another_policy_is_refused(policy: dutylang.Policy) -> None:
    other = dutylang.loads(POLICY.replace("3 working days", "4 working days"))
    with pytest.raises(ValueError, match="another policy"):
        policy.assess(other.prepare(CASE), AS_OF)
    same = dutylang.loads(POLICY, "house.duty")
    assert policy.assess(same.prepare(CASE), AS_OF).status is Verdict.LATE


def test_a_row_of_another_case_is_refused(policy: dutylang.Policy) -> None:
    row = policy.assess({**CASE, "id": "L-2"}, AS_OF).rows[0]
    with pytest.raises(ValueError, match="L-2"):
        policy.assess(CASE, AS_OF).explain(row)


def test_faults_of_a_case_are_told(policy: dutylang.Policy) -> None:
    with pytest.raises(dutylang.CaseError) as raised:
        policy.assess({"id": "L-1", "fields": {"amount": "much"}, "complete": ["alarm"]}, AS_OF)
    assert [each.code for each in raised.value.diagnostics if each.severity.value == "error"] == ["C015"]
    assert "/fields/amount" in str(raised.value)
    assert [each.code for each in policy.prepare({"id": "L-1"}).problems] == ["C031"]
    with pytest.raises(dutylang.CaseError):
        policy.assess({"id": "L-1", "fields": {"amount": 2.5}}, AS_OF)


def test_faults_of_a_policy_are_told(tmp_path: Path) -> None:
    with pytest.raises(dutylang.PolicyError) as raised:
        dutylang.loads(POLICY.replace("clerk must visit", "clark must visit"), "house.duty")
    assert "clark" in str(raised.value)
    assert "house.duty:18" in str(raised.value)
    assert raised.value.diagnostics[0].code == "N001"
    copy = pickle.loads(pickle.dumps(raised.value))
    assert str(copy) == str(raised.value)
    with pytest.raises(dutylang.PolicyError):
        dutylang.load(tmp_path / "none.duty")
    (tmp_path / "house.duty").write_text(POLICY, encoding="utf-8")
    assert dutylang.load(str(tmp_path / "house.duty")).assess(CASE, AS_OF).status is Verdict.LATE


def test_parameters_can_be_replaced(policy: dutylang.Policy) -> None:
    kind = policy.loaded.plan.vocabulary.parameters["visit_within"].type
    longer = policy.with_parameters({"visit_within": Const(Period(5, Unit.WORKING_DAY), kind)})
    assert longer.assess(CASE, AS_OF).rows[0].verdict is Verdict.SATISFIED
    assert longer.assess(CASE, AS_OF) != policy.assess(CASE, AS_OF)
    assert policy.assess(CASE, AS_OF).rows[0].verdict is Verdict.LATE
    with pytest.raises(ValueError, match="another policy"):
        longer.assess(policy.prepare(CASE), AS_OF)


def test_assessments_are_values(policy: dutylang.Policy) -> None:
    one, other = policy.assess(CASE, AS_OF), policy.assess(CASE, AS_OF)
    assert one == other
    assert hash(one) == hash(other)
    assert one != policy.assess(CASE, dt.date(2024, 6, 1))
    assert one != policy.assess({**CASE, "events": []}, AS_OF)
    assert one != "L-1"
    for name in ("rows", "status", "findings"):
        with pytest.raises(AttributeError):
            setattr(one, name, ())


def test_everything_can_be_pickled(policy: dutylang.Policy) -> None:
    case = policy.prepare(CASE)
    assessment = policy.assess(case, AS_OF)
    again, same_case, same = pickle.loads(pickle.dumps((policy, case, assessment)))
    assert same_case.policy is again
    assert same == assessment
    assert same.rows == assessment.rows == again.assess(same_case, AS_OF).rows
    assert policy.assess(same_case, AS_OF).rows == assessment.rows


def test_threads_share_a_policy_and_a_case() -> None:
    fresh = dutylang.loads(POLICY)
    days = [dt.date(2024, 5, 1) + dt.timedelta(days=n) for n in range(31)] * 8
    alone = dutylang.loads(POLICY)
    wanted = [alone.assess(CASE, day).verdicts for day in days]
    case = fresh.prepare(CASE)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda day: fresh.assess(case, day).verdicts, days))
    assert found == wanted


def test_it_is_compiled_once_whatever_the_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    original = compiled.generated_from_plan
    monkeypatch.setattr(compiled, "generated_from_plan", lambda *args: made.append(1) or original(*args))
    fresh = dutylang.loads(POLICY)
    assert made == []
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: fresh.assess(CASE, AS_OF).status, range(32)))
    assert made == [1]


def test_several_versions_are_one_policy(tmp_path: Path) -> None:
    later = (
        POLICY.replace('"1.0"', '"2.0"').replace("2024-01-01", "2024-06-01").replace("3 working", "1 working")
    )
    first = POLICY.replace("from 2024-01-01\n", "from 2024-01-01 until 2024-05-31\n")
    (tmp_path / "v1.duty").write_text(first, encoding="utf-8")
    (tmp_path / "v2.duty").write_text(later, encoding="utf-8")
    both = dutylang.load(tmp_path)
    old = both.assess(CASE, AS_OF)  # the second version is not in force yet
    assert (old.rows[0].verdict, old.rows[0].version) == (Verdict.LATE, "")
    assert old.status is Verdict.LATE
    new = both.assess(CASE, dt.date(2024, 6, 30))
    assert (new.rows[0].verdict, new.rows[0].version) == (Verdict.LATE, "1.0")
    assert new.verdicts[0] == ("visit_in_time", Verdict.LATE)
    assert new.explain(new.rows[0]).version == "1.0"
    assert both.assess(CASE, dt.date(2023, 6, 30)).rows[0].reason == "never_opened"


def test_what_a_body_owes_is_a_finding_too() -> None:
    text = POLICY.replace(
        "article 1",
        "judgement serious by leader within 5 working days after visit\narticle 1",
    )
    policy = dutylang.loads(text)
    quiet = policy.assess({**CASE, "events": CASE["events"][:1]}, AS_OF)  # type: ignore[index]
    assert [row.rule for row in quiet.rows] == ["visit_in_time", "advice"]
    told = policy.assess(CASE, AS_OF)
    assert [row.rule for row in told.rows] == ["visit_in_time", "advice", "serious"]
    assert told.verdicts[-1] == ("serious", Verdict.VIOLATED)
    assert told.status is Verdict.VIOLATED
    assert told.explain(told.rows[-1]).reason == "decision_overdue"


def test_figures_of_a_document_may_be_values(policy: dutylang.Policy) -> None:
    fields = {"amount": {"amount": Decimal(3000000), "currency": "CNY"}}
    events = [{"type": "alarm", "at": dt.date(2024, 5, 6)}]
    assert policy.assess({**CASE, "fields": fields, "events": events}, AS_OF).status is Verdict.VIOLATED


def test_the_names_of_the_package_are_there() -> None:
    assert set(dutylang.__all__) <= set(dir(dutylang))
    assert all(getattr(dutylang, name) is not None for name in dutylang.__all__)
    with pytest.raises(AttributeError, match="nothing"):
        _ = dutylang.nothing

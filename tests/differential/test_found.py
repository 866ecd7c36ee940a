"""Differences that long runs have found: what is meant is said here, and every engine says it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dutylang.assessment.model import Finding, Flag, Verdict
from dutylang.cases.document import case_from_document
from dutylang.cases.faults import Place
from dutylang.pipeline import horizon_from_text, loaded_from_text, zone_of
from tests.differential.compare import differences
from tests.differential.engines import ENGINES, reference

HEAD = """
policy house "House"
  version   "1"
  in force  from 2024-01-01
  calendar  china
  timezone  "Asia/Shanghai"
  counting  civil_code

role clerk reports to head
role head

case deal
  frozen tracked yes/no
event alarm
  level number
event grant
event issue
event release
event report
event visit
parameter many = 2 house default
parameter soon = 3 working days house default

article 1 "One"
"""
EVERY = ["alarm", "grant", "issue", "release", "report", "visit"]


def found(rule: str, as_of: str, *documents: Mapping[str, Any]) -> Sequence[Sequence[Finding]]:
    """The findings of the reference on each case, once every engine has said the same."""
    loaded, problems = loaded_from_text(HEAD + rule, "found.duty")
    assert loaded is not None, problems
    horizon = horizon_from_text(as_of, loaded)
    assert horizon is not None
    cases = []
    for number, document in enumerate(documents):
        whole = {"id": f"C-{number}", "kind": "deal", "complete": EVERY} | dict(document)
        case, faults = case_from_document(whole, loaded.policy.vocabulary, zone_of(loaded), Place("found"))
        assert case is not None, faults
        cases.append(case)
    expected = reference(loaded, cases, horizon)
    for name, engine in ENGINES.items():
        unlike = differences(expected, engine(loaded, cases, horizon))
        assert not unlike, (name, [each.text() for each in unlike])
    return [assessed.findings for assessed in expected]


def test_a_field_of_which_the_order_on_a_day_is_not_told_is_not_missing():
    """A whole day and a time meet on one day. Another case beside it gives the field a column."""
    mixed = {
        "frozen": [
            {"from": "2024-02-05", "value": True},
            {"from": "2024-02-05T23:00:00+08:00", "value": False},
        ]
    }
    plain = {"frozen": [{"from": "2024-02-05T23:00:00+08:00", "value": False}]}
    rule = "  prohibition calm\n    nobody may visit when not (frozen is missing)\n"
    both = found(rule, "2024-02-15", {"fields": mixed}, {"fields": plain})
    assert [[each.verdict for each in findings] for findings in both] == [[Verdict.SATISFIED]] * 2


def test_a_default_by_which_an_act_was_recorded_late_is_told():
    """The release ends the stretch, so that it does not count; that it was recorded in time was read."""
    rule = (
        "  duty told\n    from issue until release\n    head must report or release\n"
        "    counts only if recorded within soon\n"
    )
    events = [
        {"type": "issue", "at": "2024-10-04T09:00:00+08:00"},
        {"type": "release", "at": "2024-10-09T09:00:00+08:00", "recorded_at": "2024-10-10", "by": ["Di"]},
    ]
    holders = [{"role": "head", "person": "Di", "from": "2024-08-15"}]
    ((finding,),) = found(rule, "2024-11-09", {"events": events, "holders": holders})
    assert finding.verdict is Verdict.VIOLATED
    assert Flag.HOUSE_DEFAULT in finding.flags


LATER = """
  duty both
    clerk must report within 5 days after alarm
    and must visit within 5 days after alarm
    discharged on grant
  exception more_time
    to both
    instead within 10 days after alarm
"""


def test_an_exception_that_changes_a_deadline_lifts_no_step():
    """What was done before the discharge stays done, as it would without the exception."""
    events = [
        {"type": "alarm", "at": "2024-05-06T09:00:00+08:00"},
        {"type": "visit", "at": "2024-05-07T09:00:00+08:00", "by": ["Bo"]},
        {"type": "grant", "at": "2024-05-08T09:00:00+08:00"},
    ]
    holders = [{"role": "clerk", "person": "Bo", "from": "2024-01-01"}]
    (findings,) = found(LATER, "2024-06-30", {"events": events, "holders": holders})
    told = {each.level: (each.verdict, each.evidence) for each in findings}
    assert told == {"": (Verdict.EXEMPT, (2,)), "and-1": (Verdict.SATISFIED, (1,))}


def test_what_cancels_an_act_is_no_act_before_that_one_comes():
    """As of a day before the visit that was cancelled, nobody has visited."""
    events = [
        {"type": "visit", "at": "2024-05-15T09:00:00+08:00", "voids": "planned", "by": ["Bo"]},
        {"type": "visit", "at": "2024-06-16T09:00:00+08:00", "id": "planned"},
    ]
    rule = "  duty seen\n    clerk must visit by 2024-06-10\n"
    holders = [{"role": "clerk", "person": "Bo", "from": "2024-01-01"}]
    ((finding,),) = found(rule, "2024-06-12", {"events": events, "holders": holders})
    assert (finding.verdict, finding.evidence) == (Verdict.VIOLATED, ())


def test_an_act_stands_until_the_day_of_its_cancellation():
    """Both are gone once all is known; as of a day between them, the open case has a last event."""
    events = [
        {"type": "release", "at": "2024-09-27T09:00:00+08:00", "id": "first"},
        {"type": "release", "at": "2024-11-17T09:00:00+08:00", "voids": "first"},
    ]
    rule = "  duty ends\n    the last event must be release\n"
    ((between,),) = found(rule, "2024-09-29", {"events": events})
    assert between.verdict is Verdict.PENDING
    ((after,),) = found(rule, "2024-11-18", {"events": events})
    assert after.verdict is Verdict.NOT_APPLICABLE


BIG = [{"type": "alarm", "at": "2024-05-06T09:00:00+08:00", "with": {"level": 3}}]
HOLDERS = [{"role": "clerk", "person": "Bo", "from": "2024-01-01"}]


def test_a_step_that_is_owed_at_once_rests_on_the_default_in_the_condition_of_its_trigger():
    """Without the default it were not owed; a level that opens later asks that condition no more."""
    rule = (
        "  duty both\n    after each alarm with level > many\n    clerk must report within 2 days\n"
        "    and must visit within 3 days\n    if any step is missed\n    head must visit within 2 days\n"
    )
    (findings,) = found(rule, "2024-06-30", {"events": BIG, "holders": HOLDERS})
    told = {each.level: (each.verdict, Flag.HOUSE_DEFAULT in each.flags) for each in findings}
    broken = Verdict.VIOLATED
    assert told == {"": (broken, True), "and-1": (broken, True), "if-any-missed-1": (broken, False)}


def test_a_deadline_that_one_exception_changes_rests_on_a_default_that_another_reads():
    """With another value of the parameter the first exception would hold, and there were no breach."""
    rule = (
        "  duty told\n    after each alarm\n    clerk must report within 2 days\n"
        "  exception small\n    to told\n    when many > 3\n"
        "  exception kept\n    to told\n    when frozen\n    instead within 5 days\n"
    )
    kept = {"frozen": [{"from": "2024-01-01", "value": True}]}
    ((finding,),) = found(rule, "2024-06-30", {"events": BIG, "holders": HOLDERS, "fields": kept})
    assert (finding.verdict, finding.exceptions) == (Verdict.VIOLATED, ("kept",))
    assert Flag.HOUSE_DEFAULT in finding.flags


def test_what_was_to_be_done_before_the_next_of_its_kind_is_not_superseded_by_that_one():
    """On days without hours too: the time is over when the next comes, and the duty was not done by then."""
    grants = [{"type": "grant", "at": day} for day in ("2024-11-01", "2024-11-03")]
    rule = "  duty told\n    after the latest grant\n    clerk must visit before the next grant\n"
    (findings,) = found(rule, "2024-12-09", {"events": grants, "holders": HOLDERS})
    assert [each.verdict for each in findings] == [Verdict.VIOLATED, Verdict.PENDING]


def test_an_act_that_breaks_a_rule_of_every_month_is_told_by_the_act_and_has_no_period():
    """Where nothing was broken neither."""
    events = [
        {"type": "issue", "at": "2024-05-06T09:00:00+08:00"},
        {"type": "visit", "at": "2024-05-07T09:00:00+08:00", "by": ["Bo"]},
    ]
    rule = "  prohibition {0}\n    every month from issue until release\n    clerk must not {0}\n"
    both = "".join(rule.format(act) for act in ("visit", "report"))
    (findings,) = found(both, "2024-06-30", {"events": events, "holders": HOLDERS})
    told = {each.rule: (each.verdict, each.period) for each in findings}
    assert told == {"visit": (Verdict.VIOLATED, None), "report": (Verdict.SATISFIED, None)}


def test_an_act_answers_one_instance_of_a_chain_under_a_deadline_that_an_exception_gives_too():
    """It comes on the day, without an hour, on which the chain begins, and begins the next instance."""
    rule = (
        "  duty told\n    every soon since the last from report\n    clerk must release or report\n"
        "  exception kept\n    to told\n    when frozen\n    instead within 2 working days\n"
    )
    kept = {"frozen": [{"from": "2024-01-01", "value": True}]}
    plain = [{"type": "release", "at": "2024-05-24", "by": ["Bo"]}, {"type": "report", "at": "2024-05-22"}]
    events = [{"type": act, "at": "2024-05-06", "by": ["Bo"]} for act in ("release", "report")]
    _, findings = found(
        rule,
        "2024-06-13",
        {"events": plain, "holders": HOLDERS, "fields": {"frozen": [{"from": "2024-01-01", "value": False}]}},
        {"events": events, "holders": HOLDERS, "fields": kept},
    )
    assert [each.verdict for each in findings] == [Verdict.SATISFIED, Verdict.VIOLATED]


def test_a_deadline_that_stands_still_is_no_deadline_though_an_event_must_not_come_first():
    """No alarm came, and the clock stands still from the visit on: nothing is due, not even by the end of the month."""
    rule = (
        "  duty told\n    every month from report\n    clerk should release before the next alarm within soon\n"
        "    suspended from visit until release\n"
    )
    events = [
        {"type": "report", "at": "2024-11-01T12:30:00+08:00"},
        {"type": "visit", "at": "2024-11-04T12:30:00+08:00"},
    ]
    ended = [*events, {"type": "alarm", "at": "2024-11-20T12:30:00+08:00"}]
    on, over = found(rule, "2024-12-01", {"events": events}, {"events": ended})
    assert {(each.verdict, each.due) for each in on} == {(Verdict.PENDING, None)}
    assert all(Flag.SUSPENDED in each.flags for each in on)
    assert over[0].verdict is Verdict.VIOLATED


def test_the_later_of_two_deadlines_stands_still_with_what_is_left_of_it():
    """Suspended is pending also in a case that is closed, unless the other can no longer begin."""
    rule = (
        "  duty told\n    after each alarm\n"
        "    clerk must report by the later of within soon and within 5 days after grant\n"
        "    suspended from visit until release\n"
    )
    alarm, grant, visit = (
        {"type": kind, "at": f"2024-11-0{day}T12:30:00+08:00"}
        for day, kind in ((4, "alarm"), (5, "grant"), (6, "visit"))
    )
    closed = {"closed_at": "2024-11-30T10:00:00+08:00"}
    cases = [
        {"events": each} | closed for each in ([alarm], [alarm, grant], [alarm, grant, visit], [alarm, visit])
    ]
    told = [
        [(each.verdict, each.due is None, Flag.SUSPENDED in each.flags) for each in findings]
        for findings in found(rule, "2024-12-20", *cases)
    ]
    assert told == [
        [(Verdict.NOT_APPLICABLE, True, False)],
        [(Verdict.VIOLATED, False, False)],
        [(Verdict.PENDING, True, True)],
        [(Verdict.NOT_APPLICABLE, True, False)],
    ]


def test_an_exception_that_takes_the_order_of_a_day_for_granted_says_so():
    """Visit and report are of one day, without hours: that the visit came first is assumed."""
    rule = (
        "  prohibition told\n    nobody may report\n"
        "  exception visited\n    to told\n    when visit within 3 working days before\n"
    )
    events = [{"type": kind, "at": "2024-05-17"} for kind in ("visit", "report")]
    ((finding,),) = found(rule, "2024-06-03", {"events": events})
    assert (finding.verdict, finding.flags) == (Verdict.EXEMPT, {Flag.ORDER_ASSUMED})

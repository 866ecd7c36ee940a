"""What holds of every assessment, whatever the case: over generated records with gaps, ties and missing times."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import cache

import attrs
from hypothesis import given
from hypothesis import strategies as st

from dutylang.assessment.case import assess_case
from dutylang.assessment.model import CaseAssessment, Finding, Horizon, Verdict
from dutylang.calendars.moments import earliest_instant, latest_instant
from dutylang.cases.record import CaseRecord, Entry, EventRecord, Holding, NoValue, Participant, Series
from dutylang.pipeline import loaded_from_text
from dutylang.plan.model import Plan
from dutylang.values import Moment, Money
from tests.assessment.common import ZONE

HEAD = """policy rich "Rules of every kind"
  version "1.0"
  in force from 2020-01-01
  calendar weekdays
  timezone "Asia/Shanghai"
  counting civil_code
role clerk
role leader reports to clerk
case loan
  amount money CNY
  urgent yes/no
  group optional text
  rating tracked one of good, poor
event alarm
  site text
  severe yes/no
event visit
  site text
  written yes/no
event review
event report
event issue
event release
event freeze
event thaw
event grant
event noise
"""

# Every kind of rule, counted in days and weeks alone, so that whole weeks shift it.
WEEKLY = """article 1 "Demands"
  duty plain
    after each alarm
    clerk must ensure visit within 3 days
  duty by_holder
    after each alarm with severe
    clerk must visit within 2 working days for the same site
  duty when_urgent
    after alarm
    when urgent and amount > 100 CNY
    each clerk must review within 1 week
  duty on_the_clock
    after each alarm
    clerk must ensure review strictly within 30 hours
  duty own
    after each alarm
    each its own
    clerk must ensure visit within 5 days with written
    otherwise leader must ensure report within 2 days
  duty chain
    after the latest issue
    clerk must ensure review or report within 4 working days
    then must ensure visit within 2 days
    if any step is missed
      leader must ensure grant within 2 days
  duty freed
    from issue until release
    after each alarm
    clerk must ensure report within 3 days unless grant
    suspended from freeze until thaw
    discharged on release
    waived on grant by leader
    extended by 2 days on grant by leader
  duty ahead
    after each issue
    clerk must ensure review at least 2 working days before release
  duty in_window
    between issue and release
    clerk must ensure visit at least 2 times by different persons
  duty joint
    after each issue
    clerk must ensure visit and review before the next issue
  duty again
    every 4 days since the last from issue until release
    clerk must ensure visit
  duty each_week
    every week from issue until release
    clerk must ensure visit
  duty very_day
    on the day of issue
    clerk must ensure review
  duty advice
    after each alarm
    clerk should report within 2 days
    if late, leader must ensure grant within 1 day
article 2 "Bans"
  prohibition no_report
    after alarm
    clerk must not report within 5 days unless grant on the same day
  prohibition before_review
    before review
    nobody may issue when urgent
  prohibition at_release
    from issue until release
    judged when the window closes
    nobody may report
    otherwise leader must ensure review within 9 days
  permission but_leader
    leader may report
    exception to no_report
  prohibition prior
    anyone may issue only after review within 3 days
  duty few_by_release
    until release
    judged when the window closes
    clerk must ensure visit at most 1 time
  duty few
    clerk must ensure visit at most 2 times within 10 days after alarm
article 3 "Patterns"
  duty eyes
    review and report by different persons
  duty not_both
    never both freeze and grant
  duty covered
    from issue until release
    keep rating is good
    restored within 4 days
article 4 "Documents"
  checklist file
    clerk must have on file
      licence
      mandate when urgent
    before issue
"""

# And those that hang on the order of all events or on the calendar.
FIXED = """article 5 "Order and calendar"
  duty adjacent
    after each alarm
    clerk must ensure visit as the next event
  prohibition directly
    anyone may report only directly after review
  duty begins
    the first event must be issue
  duty ends
    the last event must be release
  duty monthly
    every month from issue until release
    clerk must ensure visit by the 10th of the following month
  duty by_date
    after alarm
    clerk must ensure report by the earlier of 2024-05-15 and 1 month
"""
ORDERED = ("adjacent", "directly", "begins", "ends")


@cache
def plan_of(rules: str) -> Plan:
    """The plan of some of the rules."""
    loaded, problems = loaded_from_text(HEAD + rules)
    assert loaded is not None, [(each.code, dict(each.args), each.span.line) for each in problems]
    return loaded.plan


# ---- cases ------------------------------------------------------------------------------------

TYPES = ("alarm", "visit", "review", "report", "issue", "release", "freeze", "thaw", "grant")
FIRST = dt.date(2024, 5, 6)
PERSONS = st.sampled_from(["An", "Bo", "Lu"])
days = st.integers(0, 16).map(lambda n: FIRST + dt.timedelta(days=n))


def moment(day: dt.date, hour: int | None) -> Moment:
    """A local day, or an hour of it."""
    if hour is None:
        return Moment(day)
    return Moment(day, dt.datetime(day.year, day.month, day.day, hour, tzinfo=ZONE).astimezone(dt.UTC))


moments = st.builds(moment, days, st.none() | st.sampled_from([0, 9, 9, 17]))
truths = st.sampled_from([True, False, NoValue.STATED_UNKNOWN])


def optional_keys(**values: st.SearchStrategy[object]) -> st.SearchStrategy[dict[str, object]]:
    """Some of the keys."""
    return st.fixed_dictionaries({}, optional=values)  # type: ignore[arg-type]


ATTRIBUTES = {
    "alarm": optional_keys(site=st.sampled_from("xy"), severe=truths),
    "visit": optional_keys(site=st.sampled_from("xy"), written=truths),
}
participants = st.builds(Participant, PERSONS, st.sampled_from([None, "clerk", "leader"]))


@st.composite
def happenings(draw: st.DrawFn) -> EventRecord:
    """One event, with or without a time, actors and attributes."""
    what = draw(st.sampled_from(TYPES))
    actors = tuple(draw(st.lists(participants, max_size=2)))
    attributes = draw(ATTRIBUTES.get(what, st.just({})))
    return EventRecord(what, draw(moments), 0, actors, attributes)


def in_order(events: list[EventRecord]) -> tuple[EventRecord, ...]:
    """In the order of a record, placed and with ids, so that the keys of findings name them."""
    ordered = sorted(events, key=lambda event: earliest_instant(event.at, ZONE))
    return tuple(attrs.evolve(e, position=n, id=f"e{n}") for n, e in enumerate(ordered))


fields = optional_keys(
    amount=st.sampled_from([Money(Decimal(n), "CNY") for n in (50, 500)]),
    urgent=truths,
    group=st.sampled_from(["g", NoValue.ABSENT]),
    rating=st.lists(st.builds(Entry, moments, st.sampled_from(["good", "poor"])), max_size=3).map(
        lambda entries: Series(tuple(entries))
    ),
)
registers = st.one_of(
    st.just(dict.fromkeys(TYPES)),
    st.dictionaries(st.sampled_from(TYPES), st.none() | moments),
)
holdings = st.lists(
    st.builds(Holding, st.sampled_from(["clerk", "leader"]), PERSONS, st.just(FIRST), st.none() | days),
    max_size=3,
).map(tuple)
cases = st.builds(
    CaseRecord,
    st.just("C"),
    fields=fields,
    events=st.lists(happenings(), max_size=7).map(in_order),
    holders=holdings,
    registers=registers,
    documents_complete=st.booleans(),
    closed_at=st.none() | moments,
)
horizons = st.builds(
    moment, st.integers(0, 30).map(lambda n: FIRST + dt.timedelta(days=n)), st.sampled_from([None, 12])
).map(Horizon)


def assessed(case: CaseRecord, horizon: Horizon, rules: str = WEEKLY + FIXED) -> CaseAssessment:
    """The assessment of a case."""
    return assess_case(plan_of(rules), case, horizon)


# ---- of every assessment ------------------------------------------------------------------------


@given(case=cases, horizon=horizons)
def test_the_same_case_has_the_same_assessment(case: CaseRecord, horizon: Horizon) -> None:
    assert assessed(case, horizon) == assessed(case, horizon)


@given(case=cases, horizon=horizons)
def test_every_rule_has_a_finding_and_every_finding_a_key_of_its_own(
    case: CaseRecord, horizon: Horizon
) -> None:
    found = assessed(case, horizon).findings
    assert {each.rule for each in found} == {rule.name for rule in plan_of(WEEKLY + FIXED).rules}
    keys = [each.key for each in found]
    assert len(set(keys)) == len(keys)


@given(case=cases, horizon=horizons)
def test_the_order_of_the_rules_changes_nothing(case: CaseRecord, horizon: Horizon) -> None:
    plan = plan_of(WEEKLY + FIXED)
    turned = attrs.evolve(plan, rules=plan.rules[::-1])
    there, back = assess_case(plan, case, horizon).findings, assess_case(turned, case, horizon).findings
    for rule in plan.rules:
        assert [e for e in there if e.rule == rule.name] == [e for e in back if e.rule == rule.name]


@given(case=cases)
def test_before_the_first_event_nothing_is_broken(case: CaseRecord) -> None:
    found = assessed(case, Horizon(Moment(FIRST - dt.timedelta(days=1)))).findings
    assert not {each.verdict for each in found} & {Verdict.VIOLATED, Verdict.LATE}


@given(case=cases, horizon=horizons)
def test_what_is_pending_is_not_overdue(case: CaseRecord, horizon: Horizon) -> None:
    now = latest_instant(horizon.as_of, ZONE)
    for each in assessed(case, horizon).findings:
        if each.verdict is Verdict.PENDING and each.due is not None:
            assert now <= latest_instant(each.due, ZONE), each


@given(case=cases, horizon=horizons)
def test_every_breach_says_when_or_by_what(case: CaseRecord, horizon: Horizon) -> None:
    for each in assessed(case, horizon).findings:
        if each.verdict in (Verdict.VIOLATED, Verdict.LATE):
            assert each.due or each.evidence or each.breaches or case.closed_at, each
        if each.verdict is Verdict.LATE:
            assert each.due is not None, each


@given(case=cases, horizon=horizons)
def test_what_is_unknown_names_what_would_decide_it(case: CaseRecord, horizon: Horizon) -> None:
    for each in assessed(case, horizon).findings:
        if each.verdict is Verdict.UNKNOWN:
            assert each.deciders, each
            assert len(each.possible) > 1, each
        else:
            assert not each.possible, each


# ---- of two cases that differ -------------------------------------------------------------------


def is_open_to(known: Finding | None, hidden: Finding | None) -> bool:
    """Whether what is found with less known leaves room for what is found with more."""
    if known is None or hidden is None:
        shown = known or hidden
        return shown is None or shown.verdict in (Verdict.NOT_APPLICABLE, Verdict.UNKNOWN)
    if hidden.verdict is not Verdict.UNKNOWN:
        return known.verdict is hidden.verdict
    return known.verdict is Verdict.UNKNOWN or known.verdict in hidden.possible


def assert_open_to(more: CaseRecord, less: CaseRecord, horizon: Horizon) -> None:
    """Every verdict on the case of which less is known is that of the other, or unknown with room for it."""
    known = {each.key: each for each in assessed(more, horizon).findings}
    hidden = {each.key: each for each in assessed(less, horizon).findings}
    open_rules = {each.rule for each in hidden.values() if each.verdict is Verdict.UNKNOWN}
    for key in known.keys() | hidden.keys():
        one, other = known.get(key), hidden.get(key)
        if key.endswith("/clean") and one is not None and other is None:
            assert one.rule in open_rules, one  # an act that may be forbidden stands in its place
        else:
            assert is_open_to(one, other), (one, other)


@given(case=cases, horizon=horizons, name=st.sampled_from(["amount", "urgent", "group", "rating"]))
def test_knowing_less_of_a_field_never_makes_compliant(case: CaseRecord, horizon: Horizon, name: str) -> None:
    fewer = {key: value for key, value in case.fields.items() if key != name}
    assert_open_to(case, attrs.evolve(case, fields=fewer), horizon)


@given(case=cases, horizon=horizons, data=st.data())
def test_knowing_less_of_an_event_never_makes_compliant(
    case: CaseRecord, horizon: Horizon, data: st.DataObject
) -> None:
    if not case.events:
        return
    place = data.draw(st.integers(0, len(case.events) - 1))
    blank = data.draw(st.sampled_from(["attributes", "actors"]))
    value: object = {} if blank == "attributes" else ()
    events = tuple(attrs.evolve(e, **{blank: value}) if e.position == place else e for e in case.events)
    assert_open_to(case, attrs.evolve(case, events=events), horizon)


def shifted(at: Moment | None, days: int) -> Moment | None:
    """The moment so many days later; the zone has no summer time."""
    if at is None:
        return None
    by = dt.timedelta(days=days)
    return Moment(at.day + by, at.instant + by if at.instant else None)


def moved(case: CaseRecord, days: int) -> CaseRecord:
    """The whole case so many days later."""
    by = dt.timedelta(days=days)
    own = dict(case.fields)
    if isinstance(own.get("rating"), Series):
        own["rating"] = Series(
            tuple(attrs.evolve(e, effective_at=shifted(e.effective_at, days)) for e in own["rating"].entries)  # type: ignore[attr-defined]
        )
    return attrs.evolve(
        case,
        fields=own,
        events=tuple(attrs.evolve(e, at=shifted(e.at, days)) for e in case.events),
        holders=tuple(
            attrs.evolve(h, since=h.since + by, until=h.until + by if h.until else None) for h in case.holders
        ),
        registers={name: shifted(until, days) for name, until in case.registers.items()},
        closed_at=shifted(case.closed_at, days),
    )


@given(case=cases, horizon=horizons, weeks=st.integers(-100, 100))
def test_whole_weeks_later_everything_is_due_whole_weeks_later(
    case: CaseRecord, horizon: Horizon, weeks: int
) -> None:
    here = assessed(case, horizon, WEEKLY).findings
    as_of = shifted(horizon.as_of, 7 * weeks)
    assert as_of is not None
    there = assessed(moved(case, 7 * weeks), Horizon(as_of), WEEKLY).findings
    assert [(e.rule, e.verdict, shifted(e.due, 7 * weeks)) for e in here] == [
        (e.rule, e.verdict, e.due) for e in there
    ]


@given(case=cases, horizon=horizons, when=moments)
def test_an_event_that_no_rule_mentions_changes_nothing(
    case: CaseRecord, horizon: Horizon, when: Moment
) -> None:
    if not case.events or when.day <= case.events[0].at.day:
        return
    noise = EventRecord("noise", when, len(case.events))
    events = sorted((*case.events, noise), key=lambda event: earliest_instant(event.at, ZONE))
    before = assessed(case, horizon).findings
    after = assessed(attrs.evolve(case, events=tuple(events)), horizon).findings
    assert [in_short(e) for e in before if e.rule not in ORDERED] == [
        in_short(e) for e in after if e.rule not in ORDERED
    ]


def in_short(finding: Finding) -> Finding:
    """Of `keep` without the facts that decide and when it was broken: it asks for a value at each event there is."""
    if finding.rule != "covered":
        return finding
    return attrs.evolve(
        finding, deciders=(), possible=frozenset(), breached_at=None, moments=(), moment_deciders=()
    )

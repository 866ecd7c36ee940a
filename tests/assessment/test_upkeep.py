"""Conditions to be kept: looked at whenever something changes, from the start of the stretch to its end."""

import attrs

from dutylang.assessment.model import Finding, Verdict
from dutylang.cases.record import BEGINNING, Entry, EventRecord, Series
from tests.assessment.common import at, case_of, flags, found, happened, only

RULES = "  duty d\n{lines}    from issue until release\n    keep {what}\n{more}"
ISSUE = happened("issue", "2024-03-01")


def rated(*values: tuple[str, str]) -> dict[str, object]:
    return {"rating": Series(tuple(Entry(at(when), value) for when, value in values))}


def kept(
    *events: EventRecord,
    lines: str = "",
    what: str = "rating is good",
    more: str = "",
    as_of: str = "2024-12-31",
    words: str = "",
    **case: object,
) -> Finding:
    return only(
        found(RULES.format(lines=lines, what=what, more=more), case_of(*events, **case), as_of, words)
    )


GOOD = rated(("2024-01-01", "good"))
FALL = rated(("2024-01-01", "good"), ("2024-05-01", "poor"))
CURED = rated(("2024-01-01", "good"), ("2024-05-01", "poor"), ("2024-05-20", "good"))


def test_kept_so_far_and_to_the_end():
    finding = kept(ISSUE, fields=GOOD)
    assert (finding.verdict, flags(finding)) == (Verdict.SATISFIED, {"ongoing"})
    ended = kept(ISSUE, happened("release", "2024-04-01"), fields=FALL)
    assert (ended.verdict, flags(ended)) == (Verdict.SATISFIED, set())


def test_a_fall_is_a_breach_from_that_day():
    finding = kept(ISSUE, fields=FALL)
    assert (finding.verdict, finding.reason) == (Verdict.VIOLATED, "not_kept")
    assert [(b.since.day.isoformat(), b.until) for b in finding.breaches] == [("2024-05-01", None)]


def test_restored_it_stays_violated_and_is_repaired_only_within_a_stated_period():
    finding = kept(ISSUE, fields=CURED)
    assert (finding.verdict, finding.reason, flags(finding)) == (Verdict.VIOLATED, "not_kept_restored", set())
    assert flags(kept(ISSUE, more="    restored within 30 days\n", fields=CURED)) == {"repaired"}
    assert flags(kept(ISSUE, more="    restored within 10 days\n", fields=CURED)) == set()
    assert flags(kept(ISSUE, more="    restored within 10 days\n", fields=FALL)) == set()


def test_each_fall_is_listed():
    twice = rated(
        ("2024-01-01", "good"), ("2024-05-01", "poor"), ("2024-05-20", "good"), ("2024-07-01", "poor")
    )
    finding = kept(ISSUE, happened("release", "2024-08-01"), fields=twice)
    assert [b.since.day.month for b in finding.breaches] == [5, 7]
    assert finding.breaches[-1].until == at("2024-08-01")


def test_nothing_opens_without_the_start():
    assert kept(fields=FALL).verdict is Verdict.NOT_APPLICABLE


def test_a_value_that_is_not_known_leaves_it_open():
    assert kept(ISSUE).verdict is Verdict.UNKNOWN
    later = rated(("2024-06-01", "good"))
    finding = kept(ISSUE, fields=later)
    assert (finding.verdict, finding.deciders[0].why) == (Verdict.UNKNOWN, "no_value_yet")


def test_under_a_condition():
    assert (
        kept(ISSUE, lines="    when urgent\n", fields=FALL | {"urgent": False}).verdict
        is Verdict.NOT_APPLICABLE
    )
    assert kept(ISSUE, lines="    when urgent\n", fields=FALL | {"urgent": True}).verdict is Verdict.VIOLATED


def test_a_release_that_the_register_does_not_show():
    finding = kept(ISSUE, fields=FALL, registers=dict.fromkeys(["issue"]))
    assert finding.verdict is Verdict.UNKNOWN


VALID = "    values valid for 6 months\n"


def test_values_age():
    fresh = rated(("2024-01-01", "good"), ("2024-06-01", "good"))
    assert kept(ISSUE, more=VALID, fields=fresh, as_of="2024-11-30").verdict is Verdict.SATISFIED
    aged = kept(ISSUE, more=VALID, fields=fresh)
    assert (aged.verdict, aged.deciders[0].why) == (Verdict.UNKNOWN, "expired")


def test_a_value_without_a_date_does_not_age():
    always = {"rating": Series((Entry(BEGINNING, "good"),))}
    assert kept(ISSUE, more=VALID, fields=always).verdict is Verdict.SATISFIED


def test_ageing_is_asked_of_the_values_that_the_condition_reads():
    words = "define sound means rating is good"
    fresh = rated(("2024-01-01", "good"))
    assert kept(ISSUE, what="sound", more=VALID, fields=fresh, words=words).verdict is Verdict.UNKNOWN
    both = kept(ISSUE, what="rating is good or urgent", more=VALID, fields=fresh | {"urgent": True})
    assert both.verdict is Verdict.UNKNOWN
    urgent = kept(ISSUE, what="urgent", more=VALID, fields=fresh | {"urgent": True})
    assert urgent.verdict is Verdict.SATISFIED


def test_a_value_that_is_not_there_yet_does_not_age():
    late = rated(("2024-11-01", "good"))
    finding = kept(ISSUE, more=VALID, fields=late)
    assert (finding.verdict, finding.deciders[0].why) == (Verdict.UNKNOWN, "no_value_yet")
    assert kept(ISSUE, more=VALID).deciders[0].why == "not_supplied"


def test_a_value_of_the_day_before_the_start_is_no_breach():
    events = attrs.evolve(ISSUE, at=at("2024-03-01 00:00"))
    fields = {"rating": Series((Entry(at("2024-02-29"), "poor"), Entry(at("2024-03-01 00:00"), "good")))}
    assert kept(events, fields=fields).verdict is Verdict.SATISFIED


def test_records_in_lists_age_with_their_series():
    words = """case deal
  pledges list of pledge
record pledge
  value money CNY"""
    finding = kept(ISSUE, what="count of pledges >= 1", more=VALID, words=words, fields={"pledges": ()})
    assert finding.verdict is Verdict.VIOLATED


TABLE = """  table soundness first match
    | rating    | outcome  |
    | good      | sound    |
    | otherwise | unsound  |
"""


def test_values_that_a_table_reads_age_too():
    rules = TABLE + RULES.format(lines="", what="soundness is sound", more=VALID)
    fresh = rated(("2024-01-01", "good"))
    assert only(found(rules, case_of(ISSUE, fields=fresh), "2024-06-01")).verdict is Verdict.SATISFIED
    assert only(found(rules, case_of(ISSUE, fields=fresh), "2024-12-31")).verdict is Verdict.UNKNOWN


IN_FORCE = "article 2\n  in force from 2024-04-01 until 2024-06-30\n" + RULES


def in_force(**fields: object) -> Finding:
    rules = "  duty other\n    never both visit and report\n" + IN_FORCE
    text = rules.format(lines="", what="rating is good", more="")
    findings = found(text, case_of(ISSUE, fields=fields), "2024-12-31")
    return next(finding for finding in findings if finding.rule == "d")


def test_kept_while_the_article_is_in_force():
    before = rated(("2024-01-01", "poor"), ("2024-03-20", "good"))
    during = rated(("2024-01-01", "good"), ("2024-05-01", "poor"))
    after = rated(("2024-01-01", "good"), ("2024-07-01", "poor"))
    assert in_force(**before).verdict is Verdict.SATISFIED
    assert in_force(**during).verdict is Verdict.VIOLATED
    assert in_force(**after).verdict is Verdict.SATISFIED


def test_a_value_that_aged_restores_nothing():
    finding = kept(ISSUE, more=VALID, fields=rated(("2024-01-01", "good"), ("2024-05-01", "poor")))
    assert finding.verdict is Verdict.VIOLATED
    assert [breach.until for breach in finding.breaches] == [None]


def test_what_is_kept_until_its_window_closes_is_judged_then():
    release = happened("release", "2024-05-13")
    waits = "    judged when the window closes\n"
    broken = rated(("2024-01-02", "good"), ("2024-04-01", "poor"), ("2024-04-08", "good"))
    whole = rated(("2024-01-02", "good"))
    for fields, verdict in ((broken, Verdict.VIOLATED), (whole, Verdict.SATISFIED)):
        finding = kept(ISSUE, lines=waits, fields=fields)
        assert (finding.verdict, finding.reason, flags(finding)) == (
            Verdict.PENDING,
            "window_not_closed",
            set(),
        )
        finding = kept(ISSUE, lines=waits, fields=fields, closed_at=at("2024-06-03"))
        assert (finding.verdict, finding.reason) == (Verdict.NOT_APPLICABLE, "window_never_closed")
        assert kept(ISSUE, release, lines=waits, fields=fields).verdict is verdict

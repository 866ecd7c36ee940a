"""Constructs that few policies have, in columns: each is judged there, and comes to what the rule says."""

import datetime as dt

from dutylang.assessment.bulk.engine import formless_rules
from dutylang.assessment.single.versions import versions_at
from tests.assessment.bulk.held import HEAD, held
from tests.differential.trials import trial_of_seed

HOLDERS = '\n  given clerk "Li" from 2024-01-01\n  given head "Wu" from 2024-01-01\n'


def scenario(name, *lines, as_of="2024-06-30"):
    return f'\nscenario "{name}" as of {as_of}{HOLDERS}' + "".join(f"  given {line}\n" for line in lines)


def test_no_construct_of_the_language_lacks_columns():
    for number in range(150):
        trial = trial_of_seed(f"formless/{number}", 1)
        for plan in versions_at(trial.loaded.plan, trial.horizon):
            assert formless_rules(plan, trial.horizon) == {}, trial.draft.texts()


def test_directly_after_for_the_same():
    found = held(
        """
article 1 "A"
  prohibition p
    anyone may visit only directly after alarm for the same site
"""
        + scenario("same", 'alarm at 2024-05-01 09:00 with site "a"',
                   'visit at 2024-05-02 09:00 with site "a"')
        + scenario("other", 'alarm at 2024-05-01 09:00 with site "a"',
                   'visit at 2024-05-02 09:00 with site "b"')
        + scenario("not directly", 'alarm at 2024-05-01 09:00 with site "a"', "noise at 2024-05-01 12:00",
                   'visit at 2024-05-02 09:00 with site "a"')
        + scenario("twice", 'alarm at 2024-05-01 09:00 with site "a"',
                   'visit at 2024-05-02 09:00 with site "a"', 'visit at 2024-05-03 09:00 with site "a"')
        + scenario("first of all", 'visit at 2024-05-02 09:00 with site "a"')
    )  # fmt: skip
    assert found.formless == {}
    assert found.said("same", "p") == ["satisfied"]
    assert found.said("other", "p") == ["violated"]
    assert found.said("not directly", "p") == ["violated"]
    assert found.said("twice", "p") == ["satisfied", "violated"]
    assert found.said("first of all", "p") == ["violated"]
    assert not found.routed


def test_directly_after_within_a_stretch():
    found = held(
        """
article 1 "A"
  prohibition p
    from call until close_file
    anyone may grant only directly after visit
"""
        + scenario("within", "call at 2024-05-01 09:00", "visit at 2024-05-02 09:00",
                   "grant at 2024-05-03 09:00")
        + scenario("the visit came before", "visit at 2024-05-01 09:00", "call at 2024-05-01 10:00",
                   "grant at 2024-05-03 09:00")
    )  # fmt: skip
    assert found.said("within", "p") == ["satisfied"]
    assert found.said("the visit came before", "p") == ["violated"]
    assert not found.routed


def test_a_prior_event_that_must_fit_the_act():
    found = held(
        """
article 1 "A"
  prohibition p
    anyone may visit only after alarm with site is site of visit
  prohibition q
    anyone may visit only after alarm within 10 days with severe and site is site of visit
"""
        + scenario("the second fits", 'alarm at 2024-05-01 09:00 with severe yes, site "a"',
                   'alarm at 2024-05-02 09:00 with severe yes, site "b"',
                   'visit at 2024-05-03 09:00 with site "b"')
        + scenario("none fits", 'alarm at 2024-05-01 09:00 with severe yes, site "a"',
                   'visit at 2024-05-03 09:00 with site "b"')
        + scenario("too early", 'alarm at 2024-05-01 09:00 with severe yes, site "a"',
                   'visit at 2024-05-23 09:00 with site "a"')
        + scenario("comes after", 'visit at 2024-05-03 09:00 with site "b"',
                   'alarm at 2024-05-04 09:00 with severe yes, site "b"')
        + scenario("not told", "alarm at 2024-05-01 09:00 with severe yes",
                   'visit at 2024-05-03 09:00 with site "b"')
    )  # fmt: skip
    assert found.formless == {}
    assert found.rows["the second fits", "p"][0].evidence == (1, 2)
    assert found.said("the second fits", "q") == ["satisfied"]
    assert (found.said("none fits", "p"), found.said("none fits", "q")) == (["violated"], ["violated"])
    assert (found.said("too early", "p"), found.said("too early", "q")) == (["satisfied"], ["violated"])
    assert found.said("comes after", "p") == ["violated"]
    assert found.said("not told", "p") == ["unknown"]
    assert found.routed == {("not told", "p"), ("not told", "q")}


def test_a_period_whose_length_changes():
    """The length is that of the day of the act."""
    found = held(
        """
parameter reach = 30 days in force from 2024-01-01 until 2024-05-31
parameter reach = 2 days in force from 2024-06-01
article 1 "A"
  prohibition p
    anyone may grant only after visit within reach
"""
        + scenario("long", "visit at 2024-05-01 09:00", "grant at 2024-05-30 09:00")
        + scenario("short", "visit at 2024-05-20 09:00", "grant at 2024-06-04 09:00")
        + scenario("short and met", "visit at 2024-05-20 09:00", "visit at 2024-06-03 09:00",
                   "grant at 2024-06-04 09:00")
    )  # fmt: skip
    assert found.said("long", "p") == ["satisfied"]
    assert found.said("short", "p") == ["violated"]
    assert found.rows["short and met", "p"][0].evidence == (1, 2)
    assert not found.routed


def test_a_period_that_ends_before_one_that_began_earlier():
    """By the clock a month from 31 January ends on 29 February as one from the 30th does, at its own hour."""
    found = held(
        """
article 1 "A"
  prohibition p
    anyone may grant only after visit within 1 month
"""
        + scenario("the first reaches", "visit at 2024-01-30 22:00", "visit at 2024-01-31 20:00",
                   "grant at 2024-02-29 21:00")
        + scenario("none reaches", "visit at 2024-01-30 22:00", "visit at 2024-01-31 20:00",
                   "grant at 2024-02-29 23:00")
        + scenario("the second reaches", "visit at 2024-01-29 19:00", "visit at 2024-01-31 20:00",
                   "grant at 2024-02-29 19:30")
    )  # fmt: skip
    assert found.rows["the first reaches", "p"][0].evidence == (0, 2)
    assert found.said("none reaches", "p") == ["violated"]
    assert found.rows["the second reaches", "p"][0].evidence == (1, 2)
    assert not found.routed


def test_at_most_so_many_that_fit_the_trigger():
    found = held(
        """
article 1 "A"
  duty d
    after each alarm
    clerk must visit at most 1 time with site is site of alarm
"""
        + scenario("one each", 'alarm at 2024-05-01 09:00 with site "a"',
                   'alarm at 2024-05-02 09:00 with site "b"',
                   'visit at 2024-05-03 09:00 by "Li" with site "a"',
                   'visit at 2024-05-04 09:00 by "Li" with site "b"')
        + scenario("two of one", 'alarm at 2024-05-01 09:00 with site "a"',
                   'visit at 2024-05-03 09:00 by "Li" with site "a"',
                   'visit at 2024-05-04 09:00 by "Li" with site "a"')
        + scenario("one before", 'visit at 2024-04-03 09:00 by "Li" with site "a"',
                   'alarm at 2024-05-01 09:00 with site "a"',
                   'visit at 2024-05-04 09:00 by "Li" with site "a"')
    )  # fmt: skip
    assert found.formless == {}
    assert found.said("one each", "d") == ["satisfied", "satisfied"]
    assert found.said("two of one", "d") == ["violated"]
    assert found.said("one before", "d") == ["satisfied"]
    assert not found.routed


def test_a_lead_by_the_clock():
    found = held(
        """
article 1 "A"
  duty d
    after alarm
    clerk must visit at least 36 hours before grant
"""
        + scenario("in time", "alarm at 2024-05-01 09:00", 'visit at 2024-05-02 21:00 by "Li"',
                   "grant at 2024-05-04 09:00")
        + scenario("a minute late", "alarm at 2024-05-01 09:00", 'visit at 2024-05-02 21:01 by "Li"',
                   "grant at 2024-05-04 09:00")
        + scenario("not yet", "alarm at 2024-05-01 09:00")
        + scenario("no hour", "alarm at 2024-05-01", 'visit at 2024-05-02 by "Li"', "grant at 2024-05-04")
    )  # fmt: skip
    assert found.formless == {}
    assert found.said("in time", "d") == ["satisfied"]
    # What is owed before an event lapses with it.
    assert found.said("a minute late", "d") == ["violated"]
    assert found.rows["in time", "d"][0].due.instant == dt.datetime(2024, 5, 2, 21, tzinfo=dt.UTC)
    assert found.said("not yet", "d") == ["pending"]
    assert found.routed == {("no hour", "d")}


def test_the_later_of_two_of_which_one_comes_before_an_event():
    found = held(
        """
article 1 "A"
  duty d
    after alarm
    clerk must visit by the later of 5 days after alarm and at least 2 days before grant
"""
        + scenario("the lead is later", "alarm at 2024-05-01 09:00", 'visit at 2024-05-18 09:00 by "Li"',
                   "grant at 2024-05-20 09:00")
        + scenario("the days are later", "alarm at 2024-05-01 09:00", 'visit at 2024-05-06 09:00 by "Li"',
                   "grant at 2024-05-07 09:00")
        + scenario("one is to come", "alarm at 2024-05-01 09:00")
    )  # fmt: skip
    assert found.said("the lead is later", "d") == ["satisfied"]
    assert found.rows["the lead is later", "d"][0].due.day == dt.date(2024, 5, 18)
    assert found.said("the days are later", "d") == ["satisfied"]
    assert found.rows["the days are later", "d"][0].due.day == dt.date(2024, 5, 6)
    assert found.said("one is to come", "d") == ["pending"]
    assert not found.routed


def test_since_the_last_as_the_next_event():
    found = held(
        """
article 1 "A"
  duty d
    every 10 days since the last from alarm
    clerk must visit as the next event
"""
        + scenario("twice", "alarm at 2024-05-01 09:00", 'visit at 2024-05-05 09:00 by "Li"',
                   'visit at 2024-05-14 09:00 by "Li"', as_of="2024-05-20")
        + scenario("another came", "alarm at 2024-05-01 09:00", "noise at 2024-05-04 09:00",
                   'visit at 2024-05-05 09:00 by "Li"', as_of="2024-05-20")
        + scenario("late", "alarm at 2024-05-01 09:00", 'visit at 2024-05-15 09:00 by "Li"',
                   as_of="2024-05-20")
    )  # fmt: skip
    assert found.formless == {}
    assert found.said("twice", "d") == ["satisfied", "satisfied", "pending"]
    assert found.reasons("another came", "d") == ["other_came_next"]
    assert found.said("late", "d") == ["late", "pending"]
    assert not found.routed


def test_what_is_kept_on_another_record_ages():
    head = HEAD.replace("record pledge\n", "record guard\n  sound yes/no\nrecord pledge\n").replace(
        "  pledges list of pledge\n", "  pledges list of pledge\n  keeper single guard\n"
    )
    found = held(
        """
article 1 "A"
  duty d
    from alarm until grant
    keep sound of keeper or balance > 10 CNY
    values valid for 10 days
"""
        + scenario("fresh", "case balance 50 CNY at 2024-05-01", "alarm at 2024-05-02 09:00",
                   "grant at 2024-05-08 09:00", as_of="2024-05-09")
        + scenario("aged", "case balance 50 CNY at 2024-04-01", "alarm at 2024-05-02 09:00",
                   "grant at 2024-05-08 09:00"),
        head,
    )  # fmt: skip
    assert found.formless == {}
    assert found.said("fresh", "d") == ["satisfied"]
    assert found.said("aged", "d") == ["unknown"]
    assert found.routed == {("aged", "d")}


def test_for_the_same_list():
    found = held(
        """
article 1 "A"
  duty d
    after each visit
    clerk must report for the same covers within 10 days
"""
        + scenario("same", "visit at 2024-05-01 09:00 with covers (funds, progress)",
                   'report at 2024-05-03 09:00 by "Li" with covers (progress, funds)')
        + scenario("less", "visit at 2024-05-01 09:00 with covers (funds, progress)",
                   'report at 2024-05-03 09:00 by "Li" with covers (funds)')
        + scenario("not told", "visit at 2024-05-01 09:00 with covers (funds)",
                   'report at 2024-05-03 09:00 by "Li"'),
        HEAD.replace("event report\n", "event report\n  covers set of one of funds, progress, site_plan\n"),
    )  # fmt: skip
    assert found.formless == {}
    assert found.said("same", "d") == ["satisfied"]
    assert found.said("less", "d") == ["violated"]
    assert found.said("not told", "d") == ["unknown"]
    assert found.routed == {("not told", "d")}


def test_a_parameter_of_which_the_unit_changes():
    found = held(
        """
parameter soon = 36 hours in force from 2024-01-01 until 2024-05-05
parameter soon = 2 working days in force from 2024-05-06
article 1 "A"
  duty d
    after each alarm
    clerk must visit within soon
"""
        + scenario("hours", "alarm at 2024-05-03 09:00", 'visit at 2024-05-04 21:00 by "Li"')
        + scenario("hours over", "alarm at 2024-05-03 09:00", 'visit at 2024-05-04 21:01 by "Li"')
        + scenario("working days", "alarm at 2024-05-10 09:00", 'visit at 2024-05-14 23:00 by "Li"')
        + scenario("both", "alarm at 2024-05-03 09:00", "alarm at 2024-05-10 09:00",
                   'visit at 2024-05-14 23:00 by "Li"')
    )  # fmt: skip
    assert found.formless == {}
    assert found.said("hours", "d") == ["satisfied"]
    assert found.said("hours over", "d") == ["late"]
    assert found.said("working days", "d") == ["satisfied"]
    assert found.said("both", "d") == ["late", "satisfied"]
    assert not found.routed


PATTERNS = """
article 1 "A"
  duty eyes
    {when}
    visit and report by different persons
  duty both
    {when}
    never both visit and report
"""


def test_two_acts_within_a_stretch():
    found = held(
        PATTERNS.replace("{when}", "from alarm until close_file")
        + scenario("inside", "alarm at 2024-05-01 09:00", 'visit at 2024-05-02 09:00 by "Li"',
                   'report at 2024-05-03 09:00 by "Li"', "close_file at 2024-05-04 09:00")
        + scenario("two persons", "alarm at 2024-05-01 09:00", 'visit at 2024-05-02 09:00 by "Li"',
                   'report at 2024-05-03 09:00 by "Wu"', "close_file at 2024-05-04 09:00")
        + scenario("one is outside", "alarm at 2024-05-01 09:00", 'visit at 2024-05-02 09:00 by "Li"',
                   "close_file at 2024-05-04 09:00", 'report at 2024-05-05 09:00 by "Li"')
        + scenario("each in a stretch of its own", "alarm at 2024-05-01 09:00",
                   'visit at 2024-05-02 09:00 by "Li"', "close_file at 2024-05-04 09:00",
                   "alarm at 2024-05-05 09:00", 'report at 2024-05-06 09:00 by "Li"')
        + scenario("not told who", "alarm at 2024-05-01 09:00", "visit at 2024-05-02 09:00",
                   'report at 2024-05-03 09:00 by "Li"', "close_file at 2024-05-04 09:00")
    )  # fmt: skip
    assert found.formless == {}
    assert (found.said("inside", "eyes"), found.said("inside", "both")) == (["violated"], ["violated"])
    assert found.rows["inside", "eyes"][0].evidence == (1, 2)
    assert found.said("two persons", "eyes") == ["satisfied"]
    assert found.said("one is outside", "eyes") == ["not_applicable"]
    assert found.said("one is outside", "both") == ["satisfied"]
    assert found.said("each in a stretch of its own", "eyes") == ["not_applicable"]
    assert found.said("each in a stretch of its own", "both") == ["satisfied"]
    assert found.routed == {("not told who", "eyes")}


def test_two_acts_in_a_month_on_a_day_after_a_trigger():
    events = ('visit at 2024-05-02 09:00 by "Li"', "alarm at 2024-05-02 12:00")
    expected = {
        "every month": ("violated", "violated", "satisfied"),
        "on the day of alarm": ("violated", "satisfied", "satisfied"),
        "after each alarm": ("not_applicable", "not_applicable", "not_applicable"),
    }
    for when, verdicts in expected.items():
        found = held(
            PATTERNS.replace("{when}", when)
            + scenario("that day", *events, 'report at 2024-05-02 15:00 by "Li"')
            + scenario("that month", *events, 'report at 2024-05-20 09:00 by "Li"')
            + scenario("a month later", *events, 'report at 2024-06-20 09:00 by "Li"')
        )
        assert found.formless == {}
        for name, verdict in zip(("that day", "that month", "a month later"), verdicts, strict=True):
            assert found.said(name, "both") == [verdict], (when, name)
        assert not found.routed


def test_what_is_forbidden_on_a_day_and_counted_in_a_month():
    found = held(
        """
article 1 "A"
  prohibition gift
    on the day of alarm
    nobody may grant
  prohibition order
    on the day of alarm
    anyone may grant only after call
  duty often
    every month
    clerk must visit at most 1 time
"""
        + scenario("that day", "alarm at 2024-05-02 12:00", "grant at 2024-05-02 09:00")
        + scenario("the day after", "alarm at 2024-05-02 12:00", "grant at 2024-05-03 09:00")
        + scenario("called", "call at 2024-05-02 08:00", "grant at 2024-05-02 09:00",
                   "alarm at 2024-05-02 12:00")
        + scenario("two months", 'visit at 2024-05-30 09:00 by "Li"', 'visit at 2024-06-02 09:00 by "Li"')
        + scenario("one month", 'visit at 2024-05-29 09:00 by "Li"', 'visit at 2024-05-30 09:00 by "Li"')
    )  # fmt: skip
    assert found.formless == {}
    assert (found.said("that day", "gift"), found.said("that day", "order")) == (["violated"], ["violated"])
    assert found.said("the day after", "gift") == ["satisfied"]
    assert found.said("the day after", "order") == ["not_applicable"]
    assert found.said("called", "order") == ["satisfied"]
    assert found.said("two months", "often") == ["satisfied", "satisfied"]
    assert found.said("one month", "often") == ["violated", "satisfied"]
    assert not found.routed

"""Duties to do something in columns: what changes a deadline, what frees, what counts, whose it is."""

from tests.assessment.bulk.held import held

OPENED = """
  given clerk "Li" from 2024-01-01
  given head "Wu" from 2024-01-01
  given alarm at 2024-05-06 09:00 with site "a"
"""


def scenario(name, *lines, as_of="2024-06-30", opened=OPENED):
    return f'\nscenario "{name}" as of {as_of}{opened}' + "".join(f"  given {line}\n" for line in lines)


def test_discharged_and_waived():
    found = held(
        """
article 1 "A"
  duty d
    after each alarm
    clerk must call within 10 days
    discharged on cancel
    waived on grant by head
"""
        + scenario("discharged", "cancel at 2024-05-10 09:00")
        + scenario("too late", "cancel at 2024-05-30 09:00")
        + scenario("waived", 'grant at 2024-05-08 09:00 by "Wu"')
        + scenario("waived by another", 'grant at 2024-05-08 09:00 by "Li"')
        + scenario("waived by nobody", "grant at 2024-05-08 09:00")
        + scenario("late, then discharged", 'call at 2024-05-20 09:00 by "Li"', "cancel at 2024-05-25 09:00")
        + scenario("discharged, then done", "cancel at 2024-05-18 09:00", 'call at 2024-05-20 09:00 by "Li"')
        + scenario("before it opened", "cancel at 2024-05-02 09:00")
    )
    assert found.reasons("discharged", "d") == ["discharged"]
    assert found.said("too late", "d") == ["violated"]
    assert found.reasons("waived", "d") == ["waived"]
    assert found.said("waived by another", "d") == ["violated"]
    assert found.said("late, then discharged", "d") == ["late"]
    assert found.reasons("discharged, then done", "d") == ["done_after_window"]
    assert found.routed == {("waived by nobody", "d")}


def test_exceptions_excuse_change_deadlines_block_and_clash():
    found = held(
        """
article 1 "A"
  duty d
    after each alarm
    clerk must call within 10 days
    then clerk must report within 5 days
  exception far
    to d
    when city is "far"
  exception farther
    to d
    when city is "far" or city is "wide"
    instead within 30 days
  exception slow
    to d
    when city is "slow"
    instead within 30 days
  exception never
    to far
    when urgent
"""
        + scenario("plain", 'case city "near"', "case urgent no")
        + scenario("more time", 'case city "slow"', "case urgent no", 'call at 2024-05-30 09:00 by "Li"')
        + scenario("clash", 'case city "far"', "case urgent no")
        + scenario("one of them lifted", 'case city "far"', "case urgent yes")
        + scenario("not known", "case urgent no")
    )
    assert found.said("plain", "d") == ["violated", "pending"]
    assert found.said("more time", "d")[0] == "satisfied"
    assert found.rows["more time", "d"][0].exceptions == ("slow",)
    assert found.said("clash", "d") == ["conflict", "conflict"]
    assert found.rows["one of them lifted", "d"][0].exceptions == ("farther",)
    assert found.routed == {("not known", "d")}


def test_another_deadline_under_a_condition_more_time_and_time_that_stands_still():
    found = held(
        """
article 1 "A"
  duty d
    after each alarm
    clerk must call within 20 days
      instead within 5 days when urgent
    extended by 7 days on grant by head
  duty s
    after each alarm
    clerk must report within 20 days
    suspended from stop until resume
"""
        + scenario("urgent", "case urgent yes", 'call at 2024-05-20 09:00 by "Li"')
        + scenario("extended", "case urgent yes", 'grant at 2024-05-08 09:00 by "Wu"',
                   'grant at 2024-05-15 09:00 by "Wu"', 'call at 2024-05-24 09:00 by "Li"')
        + scenario("too late to extend", "case urgent yes", 'grant at 2024-05-12 09:00 by "Wu"',
                   'call at 2024-05-16 09:00 by "Li"')
        + scenario("by whom", "case urgent yes", "grant at 2024-05-08 09:00")
        + scenario("not known", 'call at 2024-05-20 09:00 by "Li"')
        + scenario("stopped", "case urgent no", "stop at 2024-05-10 09:00", "resume at 2024-05-15 09:00",
                   'report at 2024-05-30 09:00 by "Li"')
        + scenario("still stopped", "case urgent no", "stop at 2024-05-10 09:00")
    )  # fmt: skip
    assert found.said("urgent", "d") == ["late"]
    assert found.said("extended", "d") == ["satisfied"]
    assert found.said("too late to extend", "d") == ["late"]
    assert found.said("stopped", "s") == ["satisfied"]
    assert {flag.value for flag in found.rows["stopped", "s"][0].flags} == {"suspended"}
    assert found.reasons("still stopped", "s") == ["suspended"]
    assert found.routed == {("by whom", "d"), ("not known", "d")}


def test_acts_that_perform_only_together():
    found = held(
        """
article 1 "A"
  duty union
    after each alarm
    clerk must visit within 10 days
      together with covers including funds, progress
  duty several
    after each alarm
    clerk must ensure call at least 2 times by different persons within 10 days
"""
        + scenario("two halves", 'visit at 2024-05-08 09:00 by "Li" with covers funds',
                   'visit at 2024-05-09 09:00 by "Li" with covers progress',
                   'call at 2024-05-08 09:00 by "Li"', 'call at 2024-05-09 09:00 by "Li"',
                   'call at 2024-05-10 09:00 by "Wu"')
        + scenario("one half late", 'visit at 2024-05-08 09:00 by "Li" with covers funds',
                   'visit at 2024-05-29 09:00 by "Li" with covers progress', 'call at 2024-05-08 09:00 by "Li"')
        + scenario("not told what", 'visit at 2024-05-08 09:00 by "Li"', 'call at 2024-05-08 09:00 by "Li"',
                   "call at 2024-05-09 09:00")
    )  # fmt: skip
    assert found.said("two halves", "union") == ["satisfied"]
    assert found.said("two halves", "several") == ["satisfied"]
    assert len(found.rows["two halves", "several"][0].evidence) == 2
    assert found.said("one half late", "union") == ["late"]
    assert found.said("one half late", "several") == ["violated"]
    assert found.routed == {("not told what", "union"), ("not told what", "several")}


def test_the_very_next_event():
    found = held(
        """
article 1 "A"
  duty d
    after each alarm
    clerk must call as the next event within 5 days
"""
        + scenario("next", 'call at 2024-05-08 09:00 by "Li"', "noise at 2024-05-09 09:00")
        + scenario("other", "noise at 2024-05-07 09:00", 'call at 2024-05-08 09:00 by "Li"')
        + scenario("late", 'call at 2024-05-28 09:00 by "Li"')
        + scenario("nothing yet", as_of="2024-05-08")
        + scenario("nothing")
        + scenario("one day", "call at 2024-05-06", opened="\n  given alarm at 2024-05-06\n")
    )
    assert found.reasons("next", "d") == ["done_in_time"]
    assert found.reasons("other", "d") == ["other_came_next"]
    assert found.said("late", "d") == ["late"]
    assert found.said("nothing yet", "d") == ["pending"]
    assert found.said("nothing", "d") == ["violated"]
    assert found.routed == {("one day", "d")}


def test_each_its_own():
    found = held(
        """
article 1 "A"
  duty d
    after each alarm
    clerk must call within 10 days
    each its own
  exception far
    to d
    when city is "far"
"""
        + scenario("one for two", 'case city "near"', "alarm at 2024-05-08 09:00", 'call at 2024-05-09 09:00 by "Li"')
        + scenario("two for two", 'case city "near"', "alarm at 2024-05-08 09:00", 'call at 2024-05-09 09:00 by "Li"',
                   'call at 2024-05-10 09:00 by "Li"')
        + scenario("late for the first", 'case city "near"', "alarm at 2024-06-08 09:00",
                   'call at 2024-06-09 09:00 by "Li"', 'call at 2024-06-10 09:00 by "Li"')
        + scenario("excused", 'case city "far"', "alarm at 2024-05-08 09:00", 'call at 2024-05-09 09:00 by "Li"')
    )  # fmt: skip
    assert found.said("one for two", "d") == ["satisfied", "violated"]
    assert found.said("two for two", "d") == ["satisfied", "satisfied"]
    assert found.said("late for the first", "d") == ["late", "satisfied"]
    assert found.routed == {("excused", "d")}


def test_each_holder_owes_it_alone():
    found = held(
        """
article 1 "A"
  duty d
    after each alarm
    each clerk must call within 10 days
    then clerk must report within 5 days
"""
        + scenario("both", 'clerk "An" from 2024-01-01', 'call at 2024-05-08 09:00 by "Li"',
                   'call at 2024-05-30 09:00 by "An"')
        + scenario("without an actor", "call at 2024-05-08 09:00")
        + scenario("nobody", opened="\n  given alarm at 2024-05-06 09:00\n")
        + scenario("vacant", opened='\n  given head "Wu" from 2024-01-01\n  given alarm at 2024-05-06 09:00\n')
    )  # fmt: skip
    assert found.said("both", "d") == ["satisfied", "violated", "late", "violated"]
    assert [row.persons for row in found.rows["both", "d"]] == [("Li",), ("Li",), ("An",), ("An",)]
    assert found.said("vacant", "d")[0] == "violated"
    assert found.routed == {("without an actor", "d"), ("nobody", "d")}


def test_parts_of_a_duty_with_steps():
    found = held(
        """
article 1 "A"
  duty d
    after each alarm
    clerk must call and visit within 10 days
    otherwise head must report within 5 days
"""
        + scenario("one missing", 'call at 2024-05-08 09:00 by "Li"', 'report at 2024-05-18 09:00 by "Wu"')
        + scenario("both", 'call at 2024-05-08 09:00 by "Li"', 'visit at 2024-05-08 10:00 by "Li"')
    )
    assert found.said("one missing", "d") == ["satisfied", "violated", "satisfied"]
    assert found.said("both", "d") == ["satisfied", "satisfied"]
    assert not found.routed


def test_since_the_last():
    start = '\n  given clerk "Li" from 2024-01-01\n  given alarm at 2024-03-01 09:00\n'
    found = held(
        """
article 1 "A"
  duty d
    every 30 days since the last from alarm until close_file
    clerk must visit
    otherwise clerk must report within 5 days
"""
        + scenario("chain", 'visit at 2024-03-20 09:00 by "Li"', 'visit at 2024-05-01 09:00 by "Li"',
                   as_of="2024-05-15", opened=start)
        + scenario("missed", as_of="2024-05-15", opened=start)
        + scenario("ended", 'visit at 2024-03-20 09:00 by "Li"', "close_file at 2024-04-01 09:00", opened=start)
        + scenario("twice on a day", "visit at 2024-03-20", "visit at 2024-03-20",
                   opened="\n  given alarm at 2024-03-01\n", as_of="2024-04-01")
        + scenario("never", opened='\n  given clerk "Li" from 2024-01-01\n')
    )  # fmt: skip
    assert found.said("chain", "d") == ["satisfied", "late", "violated", "pending"]
    assert found.said("missed", "d") == ["violated", "violated"]
    assert found.said("ended", "d") == ["satisfied", "exempt"]
    assert found.reasons("never", "d") == ["never_opened"]
    assert not {each for each in found.routed if each[0] != "twice on a day"}


def test_on_the_very_day():
    found = held(
        """
article 1 "A"
  duty d
    on the day of alarm
    clerk must call
"""
        + scenario("that day", 'call at 2024-05-06 07:00 by "Li"')
        + scenario("the next", 'call at 2024-05-07 07:00 by "Li"')
        + scenario("still that day", as_of="2024-05-06 10:00")
    )
    assert found.said("that day", "d") == ["satisfied"]
    assert found.said("the next", "d") == ["violated"]
    assert found.said("still that day", "d") == ["pending"]
    assert not found.routed


def test_more_time_by_a_parameter_that_changed():
    found = held(
        """
parameter longer = 3 days in force from 2024-01-01 until 2024-05-09
parameter longer = 10 days house default in force from 2024-05-10
article 1 "A"
  duty d
    after each alarm
    clerk must call within 10 days
    extended by longer on grant by head
"""
        + scenario("early grant", 'grant at 2024-05-08 09:00 by "Wu"', 'call at 2024-05-22 09:00 by "Li"')
        + scenario("later grant", 'grant at 2024-05-12 09:00 by "Wu"', 'call at 2024-05-22 09:00 by "Li"')
    )
    assert found.said("early grant", "d") == ["late"]
    assert found.said("later grant", "d") == ["satisfied"]
    assert not found.routed

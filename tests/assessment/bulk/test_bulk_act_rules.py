"""Prohibitions and precedence in columns: which opening reaches an act, and what lifts a breach."""

from tests.assessment.bulk.held import held

HOLDERS = '\n  given clerk "Li" from 2024-01-01\n  given head "Wu" from 2024-01-01\n'


def scenario(name, *lines, as_of="2024-06-30"):
    return f'\nscenario "{name}" as of {as_of}{HOLDERS}' + "".join(f"  given {line}\n" for line in lines)


def test_the_first_opening_that_forbids_an_act():
    found = held(
        """
article 1 "A"
  prohibition p
    after each alarm with severe
    nobody may grant within 10 days
    otherwise head must report within 5 days
"""
        + scenario("second forbids", "alarm at 2024-05-01 09:00 with severe no",
                   "alarm at 2024-05-03 09:00 with severe yes", "grant at 2024-05-04 09:00",
                   'report at 2024-05-06 09:00 by "Wu"')
        + scenario("over", "alarm at 2024-05-01 09:00 with severe yes", "grant at 2024-05-24 09:00")
        + scenario("not told", "alarm at 2024-05-01 09:00", "grant at 2024-05-04 09:00")
        + scenario("same day", "alarm at 2024-05-01 with severe yes", "grant at 2024-05-01")
    )  # fmt: skip
    assert found.said("second forbids", "p") == ["violated", "satisfied"]
    assert found.rows["second forbids", "p"][0].trigger == 1
    assert found.said("over", "p") == ["satisfied"]
    assert found.routed == {("not told", "p"), ("same day", "p")}


def test_the_very_next_act_and_the_same_site():
    found = held(
        """
article 1 "A"
  prohibition n
    after each alarm
    nobody may grant as the next event
  prohibition s
    after each alarm
    nobody may visit for the same site
"""
        + scenario("next", 'alarm at 2024-05-01 09:00 with site \"a\"', "grant at 2024-05-02 09:00",
                   "grant at 2024-05-03 09:00", 'visit at 2024-05-04 09:00 with site \"a\"',
                   'visit at 2024-05-05 09:00 with site \"b\"')
        + scenario("no site", 'alarm at 2024-05-01 09:00 with site \"a\"', "visit at 2024-05-04 09:00")
    )  # fmt: skip
    assert found.said("next", "n") == ["violated"]
    assert found.said("next", "s") == ["violated"]
    assert found.routed == {("no site", "s")}


def test_permissions_exceptions_and_excuses():
    found = held(
        """
article 1 "A"
  prohibition p
    after alarm
    nobody may grant unless report on the same day
  permission of_head
    exception to p
    head may grant when urgent
  exception far
    to p
    when city is "far"
"""
        + scenario("permitted", "case urgent yes", 'case city "near"', "alarm at 2024-05-01 09:00",
                   'grant at 2024-05-04 09:00 by "Wu"')
        + scenario("by another", "case urgent yes", 'case city "near"', "alarm at 2024-05-01 09:00",
                   'grant at 2024-05-04 09:00 by "Li"')
        + scenario("excepted", "case urgent no", 'case city "far"', "alarm at 2024-05-01 09:00",
                   'grant at 2024-05-04 09:00 by "Li"')
        + scenario("excused", "case urgent no", 'case city "near"', "alarm at 2024-05-01 09:00",
                   'grant at 2024-05-04 09:00 by "Li"', "report at 2024-05-04 15:00")
        + scenario("may come", "case urgent no", 'case city "near"', "alarm at 2024-05-01 09:00",
                   'grant at 2024-05-04 09:00 by "Li"', as_of="2024-05-04 12:00")
        + scenario("who", "case urgent yes", 'case city "near"', "alarm at 2024-05-01 09:00",
                   "grant at 2024-05-04 09:00")
    )  # fmt: skip
    assert found.reasons("permitted", "p") == ["permitted"]
    assert found.said("by another", "p") == ["violated"]
    assert found.rows["excepted", "p"][0].exceptions == ("far",)
    assert found.reasons("excused", "p") == ["exception"]
    assert found.reasons("may come", "p") == ["excuse_may_come"]
    assert found.routed == {("who", "p")}


def test_a_default_that_no_act_asks_for_is_not_noted():
    found = held(
        """
parameter many = 2 house default
article 1 "A"
  prohibition p
    nobody may grant
  permission of_head
    exception to p
    head may grant when size is not many
"""
        + scenario("not the head", "case size 3 at 2024-01-01", 'grant at 2024-05-04 09:00 by "Li"')
        + scenario("the head", "case size 2 at 2024-01-01", 'grant at 2024-05-04 09:00 by "Wu"')
        + scenario("permitted", "case size 3 at 2024-01-01", 'grant at 2024-05-04 09:00 by "Wu"')
    )
    assert found.said("not the head", "p") == found.said("the head", "p") == ["violated"]
    assert found.rows["not the head", "p"][0].flags == frozenset()
    assert {flag.value for flag in found.rows["the head", "p"][0].flags} == {"house_default"}
    assert found.said("permitted", "p") == ["exempt"]
    assert not found.routed


def test_a_permission_permits_while_it_is_in_force():
    found = held(
        """
article 1 "A"
  prohibition p
    nobody may grant
article 2 "B"
  in force from 2024-05-01 until 2024-05-31
  permission of_head
    exception to p
    head may grant
"""
        + scenario("in force", 'grant at 2024-05-04 09:00 by "Wu"')
        + scenario("not yet", 'grant at 2024-04-30 09:00 by "Wu"')
        + scenario("no more", 'grant at 2024-06-01 09:00 by "Wu"')
    )
    assert found.said("in force", "p") == ["exempt"]
    assert found.said("not yet", "p") == ["violated"]
    assert found.said("no more", "p") == ["violated"]
    assert not found.routed


def test_precedence_with_a_parameter_and_an_exception():
    found = held(
        """
parameter reach = 10 days house default
article 1 "A"
  prohibition p
    anyone may grant only after visit within reach
  exception far
    to p
    when urgent
"""
        + scenario("in time", "case urgent no", "visit at 2024-05-01 09:00", "grant at 2024-05-04 09:00")
        + scenario("too early", "case urgent no", "visit at 2024-05-01 09:00", "grant at 2024-05-24 09:00")
        + scenario("excepted", "case urgent yes", "grant at 2024-05-24 09:00")
    )
    assert found.said("in time", "p") == ["satisfied"]
    assert found.said("too early", "p") == ["violated"]
    assert {flag.value for flag in found.rows["too early", "p"][0].flags} == {"house_default"}
    assert found.said("excepted", "p") == ["exempt"]
    assert not found.routed


def test_patterns_with_exceptions():
    found = held(
        """
article 1 "A"
  duty few
    after each alarm
    clerk must ensure call at most 1 time within 30 days unless cancel
  exception calls
    to few
    when urgent
  prohibition both
    never both grant and cancel
  exception halves
    to both
    when urgent
"""
        + scenario("too many", "case urgent no", "alarm at 2024-05-01 09:00", "call at 2024-05-02 09:00",
                   "call at 2024-05-03 09:00")
        + scenario("excused", "case urgent no", "alarm at 2024-05-01 09:00", "cancel at 2024-05-03 09:00",
                   "grant at 2024-05-04 09:00")
        + scenario("excepted", "case urgent yes", "alarm at 2024-05-01 09:00", "cancel at 2024-05-03 09:00",
                   "grant at 2024-05-04 09:00")
        + scenario("not known", "alarm at 2024-05-01 09:00", "cancel at 2024-05-03 09:00")
    )  # fmt: skip
    assert found.said("too many", "few") == ["violated"]
    assert found.reasons("excused", "few") == ["exception"]
    assert found.said("excused", "both") == ["violated"]
    assert found.rows["excepted", "few"][0].exceptions == ("calls",)
    assert found.said("excepted", "both") == ["exempt"]
    assert found.routed == {("not known", "few")}


def test_precedence_since_the_latest_opening():
    found = held(
        """
article 1 "A"
  prohibition p
    after each alarm with severe
    anyone may grant only after visit
"""
        + scenario("anew", "alarm at 2024-05-01 09:00 with severe yes", "visit at 2024-05-02 09:00",
                   "grant at 2024-05-03 09:00", "alarm at 2024-05-04 09:00 with severe yes",
                   "grant at 2024-05-05 09:00")
        + scenario("not severe", "alarm at 2024-05-01 09:00 with severe yes", "visit at 2024-05-02 09:00",
                   "alarm at 2024-05-04 09:00 with severe no", "grant at 2024-05-05 09:00")
        + scenario("outside", "grant at 2024-05-05 09:00")
    )  # fmt: skip
    assert found.said("anew", "p") == ["satisfied", "violated"]
    assert found.said("not severe", "p") == ["satisfied"]
    assert found.said("outside", "p") == ["not_applicable"]
    assert not found.routed

"""A policy of rules that have a generated form, one or more of every template."""

from __future__ import annotations

from functools import cache

from dutylang.pipeline import Loaded, loaded_from_text
from tests.properties.test_evaluator import HEAD

FORMS = """parameter pause = 3 days
parameter grace = 2 working days house default
term minor
term middling
term grave
article 1 "Demands"
  table sort_of first match
    | urgent    | rating | size  |
    | yes       | good   | minor |
    | yes       | any    | grave |
    | otherwise | any    | middling |
  table one_of_them unique match
    | urgent | rating | weight |
    | yes    | any    | grave  |
    | any    | poor   | minor  |
  table worst highest match
    | urgent | rating | degree   |
    | any    | any    | minor    |
    | any    | good   | middling |
    | yes    | any    | grave    |
  table all_of_them collect all matches
    | urgent | rating | mark     |
    | any    | any    | minor    |
    | any    | good   | middling |
    | yes    | any    | grave    |
  duty by_table
    after each alarm
    when sort_of is grave
    clerk must ensure visit within 3 days
  duty by_unique
    after each alarm
    when one_of_them is grave
    clerk must ensure visit within 3 days
  duty by_highest
    after each alarm
    when worst in middling, grave
    clerk must ensure visit within 3 days
  duty by_all
    after each alarm
    when all_of_them including middling
    clerk must ensure visit within 3 days
  duty lately
    after each alarm
    when opened_on > 5 days ago
    clerk must ensure visit within 3 days
  duty plain
    after each alarm
    clerk must ensure visit within 3 days
  duty by_holder
    after each alarm with severe
    clerk must visit within 2 working days for the same site
  duty urgently
    after alarm
    when urgent and amount > 100 CNY
    clerk, leader must review within 1 week
  duty on_the_clock
    after each alarm
    clerk must ensure review within 30 hours
  duty strictly_so
    after each issue
    clerk must ensure review strictly within 30 hours
  duty strict_days
    after each issue
    clerk must ensure review strictly within 3 days
  duty in_a_month
    after each issue
    clerk must ensure release within 1 month
  duty paused
    after each alarm
    clerk must ensure report within pause
  duty graced
    after each alarm
    clerk must report within grace
  duty rolling
    after each issue
    clerk must ensure release within 4 days rolling
  duty lapsing
    after each alarm
    lapses
    clerk must ensure visit within 2 days
  duty counted
    after each issue
    clerk must ensure visit at least 2 times within 5 days
  duty just_one
    after each issue
    clerk must ensure visit exactly 1 time within 5 days
  duty pre
    after each alarm
    already counts
    clerk must ensure review within 3 days
  duty some_day
    after each alarm
    clerk must ensure report
  duty anyway
    clerk must ensure review
  duty ahead
    after each issue
    clerk must ensure review at least 2 working days before release
  duty ahead_owed
    after each issue
    stays owed
    clerk must ensure review at least 2 days before release
  duty before_event
    after each issue
    clerk must ensure report before release
  duty before_next
    after each issue
    clerk must ensure report before the next issue
  duty same_day
    after each issue
    clerk must ensure report on the same day
  duty end_of_week
    after each issue
    clerk must ensure report by the end of the week
  duty tenth
    after alarm
    clerk must ensure report by the 10th of the following month
  duty fixed
    after alarm
    clerk must ensure report by 2024-05-15
  duty anchored
    clerk must ensure review within 3 days after alarm
  duty anchored_too
    after each issue
    clerk must ensure review within 3 days after release
  duty unless_granted
    after each alarm
    clerk must ensure visit within 3 days unless grant
  duty unless_that_day
    after each alarm
    clerk must ensure visit within 3 days unless grant on the same day
  duty unless_urgent
    after each alarm
    clerk must ensure visit within 3 days unless not urgent
  duty when_granted
    after each alarm
    when grant
    clerk must ensure visit within 3 days
  duty freed
    after each alarm
    clerk must ensure report within 3 days
    suspended from freeze until thaw
    discharged on release
  duty in_window
    between issue and release
    clerk must ensure visit
  duty in_window_twice
    between issue and release
    clerk must ensure visit at least 2 times
  duty in_scope
    from issue until release
    clerk must visit within 5 days
  duty in_scope_owed
    from issue until release
    stays owed
    clerk must ensure visit
  duty from_on
    from issue
    clerk must ensure visit within 5 days
  duty before_release
    before release
    clerk must ensure review
  duty from_to_the_same
    from alarm until alarm
    clerk must ensure visit within 5 days
  duty each_in_scope
    from issue until release
    after each alarm
    clerk must ensure visit within 3 days
  duty each_between
    between issue and release
    after each alarm
    clerk must ensure report
  duty first_severe
    after alarm with severe
    clerk must ensure visit within 4 days with written
  duty each_week
    every week from issue until release
    clerk must ensure visit
  duty all_weeks
    every week
    clerk must visit
  duty monthly
    every month from issue until release
    clerk must ensure visit by the 10th of each month
  duty if_known
    after each alarm
    when group is missing
    clerk must ensure visit within 3 days
  duty otherwise_due
    after each alarm
    clerk must ensure visit within 2 days
    instead within 6 working days when urgent
    instead within 10 hours when amount > 100 CNY
  duty lengthened
    after each alarm
    clerk must ensure visit within 2 days
    extended by 2 days on grant by leader
  duty all_covered
    after each issue
    clerk must ensure visit within 6 days
      together with written and site is "x"
  duty both_written
    between issue and release
    clerk must ensure visit
      together with written
  duty when_rated
    after each alarm
    when rating is good
    clerk must ensure visit within 3 days unless rating is poor
  duty rated_weeks
    every week from issue until release
    clerk must ensure visit when rating is good
  duty with_levels
    after each alarm
    clerk must ensure visit within 3 days
    otherwise leader must ensure review within 2 days
    if late, leader must ensure grant within 1 day
  duty with_levels_counted
    after each issue
    clerk must ensure visit exactly 1 time within 3 days
    if any step is missed
      leader must ensure grant within 2 days
  duty levels_by_week
    every week from issue until release
    clerk must ensure visit
    otherwise leader must ensure review within 2 days
  duty chained
    after each alarm with severe
    clerk must ensure visit within 3 days
    then must ensure report within 2 days
  duty own
    after each alarm
    each its own
    clerk must ensure visit within 5 days with written
  duty own_first
    after issue
    each its own
    clerk must ensure visit within 5 days
  duty advice
    after each alarm
    clerk should report within 2 days
article 2 "Bans"
  prohibition no_report
    after alarm
    clerk must not report within 5 days
  prohibition no_report_unless
    after each alarm
    clerk must not report unless grant on the same day
  prohibition no_thaw
    nobody may thaw unless freeze
  prohibition before_review
    before review
    nobody may issue when urgent
  prohibition at_release
    from issue until release
    clerk must not report
  prohibition between_them
    between issue and release
    clerk must not report
  prohibition never_written
    nobody may visit with written
  prohibition excepted
    nobody may freeze
  exception urgency
    to excepted
    when urgent
  prohibition rated
    nobody may review when rating is good
  prohibition rated_at
    after alarm
    nobody may report unless rating is poor
    otherwise leader must ensure grant within 2 days
  prohibition permitted
    nobody may grant
  permission but_leader
    leader may grant
    exception to permitted
  prohibition prior
    anyone may issue only after review within 3 days
  prohibition prior_ever
    clerk may report only after review
  prohibition prior_same
    anyone may visit only after alarm for the same site
  prohibition own_prior
    each its own
    anyone may report only after review
  prohibition prior_in_scope
    from issue until release
    anyone may report only after review
  duty few
    clerk must ensure visit at most 2 times
  duty few_soon
    after each issue
    clerk must visit at most 1 time within 4 days
  duty few_in_scope
    from issue until release
    clerk must ensure visit at most 1 time unless urgent
  duty few_between
    between issue and release
    clerk must ensure visit at most 1 time
article 3 "Patterns"
  duty eyes
    review and report by different persons
  duty not_both
    never both freeze and grant
  duty begins
    the first event must be issue
  duty ends
    the last event must be release
"""


@cache
def forms() -> Loaded:
    """The policy, which must check."""
    head = HEAD.replace("  urgent yes/no\n", "  urgent yes/no\n  opened_on date\n", 1)
    loaded, problems = loaded_from_text(head + FORMS)
    assert loaded is not None, [(each.code, dict(each.args), each.span.line) for each in problems]
    return loaded

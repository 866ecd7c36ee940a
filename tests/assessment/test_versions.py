"""An amendment between trigger and deadline, and everything else that two versions of a policy may meet."""

from __future__ import annotations

import pytest

from dutylang.pipeline import horizon_from_text, horizon_problems, load_policy, run_scenarios

OLD = """policy lending "Lending"
  version "2024"
  in force from 2024-01-01 until 2024-12-31
  calendar china
  timezone "Asia/Shanghai"
  counting civil_code
"""
NEW = """policy lending "Lending"
  version "2025"
  in force from 2025-01-01
  calendar china
  timezone "Asia/Shanghai"
  counting civil_code
"""
WORDS = """
role manager "client manager"
event issue
event release
event visit
event gift
case deal
  cover tracked percent
"""


def outcome(tmp_path, old, new, *scenarios, new_head=NEW, old_head=OLD):
    """Whether every scenario holds; what does not is shown."""
    (tmp_path / "words.duty").write_text(WORDS)
    (tmp_path / "a.duty").write_text(old_head + 'use "words.duty"\n' + old)
    (tmp_path / "b.duty").write_text(new_head + 'use "words.duty"\n' + new + "".join(scenarios))
    loaded, _, problems = load_policy(tmp_path)
    assert loaded is not None, [(each.code, dict(each.args)) for each in problems]
    return [
        (result.scenario.title, each.rule, each.what, each.expected, each.found)
        for result in run_scenarios(loaded)
        for each in result.mismatches
    ] + [(each.code, dict(each.args)) for result in run_scenarios(loaded) for each in result.problems]


def visit(within):
    return f'article 1 "Visits"\n  duty d\n    after each issue\n    manager must visit within {within}\n'


GIVEN = """  given manager "Li" from 2024-01-01
"""


def scenario(as_of, *lines):
    return f'scenario "s{as_of}" as of {as_of}\n{GIVEN}' + "".join(f"  {line}\n" for line in lines)


def test_a_deadline_opened_under_the_old_version_keeps_it(tmp_path):
    # 5 days from 2024-12-30 end on 2025-01-04, a Saturday, and roll to Monday the 6th.
    assert not outcome(
        tmp_path,
        visit("5 days"),
        visit("30 days"),
        scenario(
            "2025-01-31",
            "given issue at 2024-12-30",
            'given visit at 2025-01-10 by "Li"',
            "expect d late due 2025-01-06",
        ),
    )


def test_a_trigger_on_the_first_day_of_the_new_version_is_governed_by_it(tmp_path):
    assert not outcome(
        tmp_path,
        visit("5 days"),
        visit("30 days"),
        scenario(
            "2025-02-28",
            "given issue at 2025-01-01",
            'given visit at 2025-01-30 by "Li"',
            "expect d satisfied due 2025-02-05",  # 31 January is in the holidays of the Spring Festival
        ),
    )


def test_each_trigger_has_its_own_version(tmp_path):
    assert not outcome(
        tmp_path,
        visit("5 days"),
        visit("30 days"),
        scenario(
            "2025-02-28",
            "given issue at 2024-12-02",
            "given issue at 2025-01-02",
            'given visit at 2025-01-20 by "Li"',
            "expect d late, satisfied",
        ),
    )


def test_a_transitional_clause_lets_open_deadlines_follow_the_new_version(tmp_path):
    assert not outcome(
        tmp_path,
        visit("5 days"),
        visit("30 days"),
        scenario(
            "2025-02-28",
            "given issue at 2024-12-02",
            "given issue at 2024-12-30",
            'given visit at 2025-01-10 by "Li"',
            "expect d late, satisfied",  # the first was due on 9 December and stays with the old version
        ),
        new_head=NEW + "  open deadlines follow this version\n",
    )


def test_a_version_that_begins_after_the_as_of_moment_is_ignored(tmp_path):
    assert not outcome(
        tmp_path,
        visit("5 days"),
        visit("1 day"),
        scenario("2024-12-31", "given issue at 2024-12-30", "expect d pending due 2025-01-06"),
    )


def test_a_version_published_after_the_as_of_moment_is_ignored(tmp_path):
    late = NEW + "  published 2025-03-01\n"
    given = ["given issue at 2025-01-02"]
    assert not outcome(
        tmp_path,
        visit("5 days"),
        visit("5 days"),
        scenario("2025-02-28", *given, "expect d not applicable"),
        scenario("2025-03-01", *given, "expect d violated"),
        new_head=late,
    )


def test_a_duty_that_the_new_version_drops_is_still_owed_from_before(tmp_path):
    nothing = 'article 2 "Gifts"\n  prohibition no_gifts\n    nobody may gift\n'
    old = visit("5 days") + scenario(
        "2025-02-28", "given issue at 2024-12-02", "given issue at 2025-01-02", "expect d violated"
    ).replace('"s', '"old ')
    assert not outcome(tmp_path, old, nothing)


def test_keep_is_split_at_the_amendment(tmp_path):
    def keep(least):
        return (
            'article 3 "Cover"\n  duty cover_kept\n    from issue until release\n'
            f"    manager must keep cover >= {least}\n"
        )

    given = [
        "given case cover 130% at 2024-06-01",
        "given issue at 2024-06-01",
    ]
    # 130 % is enough for the old version (120 %) and not for the new one (150 %).
    assert not outcome(
        tmp_path,
        keep("120%"),
        keep("150%"),
        scenario("2025-02-28", *given, "expect cover_kept satisfied, violated"),
    )


def test_a_prohibition_asks_for_the_version_at_the_act(tmp_path):
    old = 'article 2 "Gifts"\n  prohibition no_gifts\n    nobody may gift\n'
    new = visit("5 days")
    acts = ["given gift at 2024-05-01", "given gift at 2025-05-01"]
    held = scenario("2025-06-30", *acts, "expect no_gifts violated")
    assert not outcome(tmp_path, old + held.replace('"s', '"old '), new)


def test_a_yearly_duty_is_governed_by_the_version_at_the_start_of_the_period(tmp_path):
    def yearly(times):
        return (
            f'article 4 "Each half"\n  duty q\n    every quarter from issue until release\n'
            f"    manager must visit at least {times} times\n"
        )

    acts = [
        f'given visit at {day} by "Li"' for day in ("2024-10-08", "2024-11-08", "2025-01-08", "2025-02-08")
    ]
    # Two visits are enough in the fourth quarter of 2024; three are owed in the first of 2025.
    assert not outcome(
        tmp_path,
        yearly(2),
        yearly(3),
        scenario("2025-04-30", "given issue at 2024-10-01", *acts, "expect q satisfied, violated, pending"),
    )


@pytest.mark.parametrize("as_of", ["2024-06-30", "2025-06-30"])
def test_a_rule_with_nothing_to_judge_is_told_once(tmp_path, as_of):
    assert not outcome(
        tmp_path,
        visit("5 days"),
        visit("30 days"),
        scenario(as_of, "given no issue", "expect d not applicable"),
    )


def test_a_policy_of_one_version_that_is_published_later_judges_nothing(tmp_path):
    (tmp_path / "p.duty").write_text(
        NEW.replace("2025-01-01", "2024-01-01")
        + "  published 2025-03-01\n"
        + WORDS
        + visit("5 days")
        + scenario("2025-02-28", "given issue at 2025-01-02", "expect d not applicable")
        + scenario("2025-03-01", "given issue at 2025-01-02", "expect d violated")
    )
    loaded, _, _ = load_policy(tmp_path)
    assert loaded is not None
    assert [result.mismatches for result in run_scenarios(loaded)] == [(), ()]


@pytest.mark.parametrize(
    ("head", "as_of", "code"),
    [
        ("  in force from 2024-01-01\n  published 2024-06-01\n", "2024-05-31", "A007"),
        ("  in force from 2024-01-01\n", "2023-12-31", "A003"),
        ("  in force from 2024-01-01 until 2024-06-30\n", "2024-07-01", "A008"),
        ("  in force from 2024-01-01 until 2024-06-30\n", "2024-06-30", None),
    ],
)
def test_that_no_known_version_is_in_force_is_told(tmp_path, head, as_of, code):
    (tmp_path / "p.duty").write_text(
        NEW.replace("  in force from 2025-01-01\n", head) + WORDS + visit("5 days")
    )
    loaded, _, _ = load_policy(tmp_path)
    horizon = horizon_from_text(as_of, loaded)
    assert [each.code for each in horizon_problems(loaded, horizon)] == ([code] if code else [])


def test_a_folder_of_one_policy_in_two_tongues_is_read_in_one(tmp_path):
    for tongue in ("en", "zh"):
        (tmp_path / tongue).mkdir()
        (tmp_path / tongue / "p.duty").write_text(NEW + WORDS + visit("5 days"))
    loaded, texts, problems = load_policy(tmp_path)
    assert loaded is not None, problems
    assert [name.rsplit("/", 2)[-2] for name in texts.sources] == ["en"]

"""What a scenario expects, held against what was found: each way to differ."""

import pytest

from tests.assessment.common import scenario

RULES = """  duty d
    after each alarm
    when urgent
    clerk must ensure visit within 3 days
    then must ensure review within 2 days
  duty e
    after each alarm
    clerk must ensure visit and report within 3 days
"""
GIVEN = "given case urgent yes\ngiven alarm at 2024-05-06\n"


def differences(lines: str) -> list[tuple[str, str, str, str]]:
    result = scenario(RULES, GIVEN + lines)
    assert result.assessment is not None, result.problems
    return [(each.rule, each.what, each.expected, each.found) for each in result.mismatches]


@pytest.mark.parametrize(
    "expect",
    [
        "expect d violated",
        "expect d violated and still owed",
        "expect d violated due 2024-05-09",
        "expect d step 1 violated",
        "expect d step 2 pending",
        "expect e item visit violated",
        "expect e violated, violated",
    ],
)
def test_an_expectation_that_is_met(expect):
    assert differences(expect) == []


@pytest.mark.parametrize(
    ("expect", "difference"),
    [
        ("expect d satisfied", ("d", "verdict", "satisfied", "violated")),
        ("expect d violated, violated", ("d", "instances", "violated, violated", "violated")),
        ("expect d violated due 2024-05-10", ("d", "due", "2024-05-10", "2024-05-09")),
        ("expect d violated and repaired", ("d", "flag", "repaired", "still_owed")),
        ("expect d step 2 satisfied", ("d", "verdict", "satisfied", "pending")),
        ("expect e item report satisfied", ("e", "verdict", "satisfied", "violated")),
    ],
)
def test_each_way_to_differ(expect, difference):
    assert differences(expect) == [difference]


def test_lateness_that_differs():
    lines = "given visit at 2024-05-13\nexpect d late by {} days"
    assert differences(lines.format(4)) == []
    assert differences(lines.format(2)) == [("d", "late_by", "2 day", "4 day")]


def test_late_by_alone_expects_late():
    assert differences("expect d late by 2 days") == [
        ("d", "verdict", "late", "violated"),
        ("d", "late_by", "2 day", ""),
    ]


def test_the_fact_that_decides():
    def told(because: str) -> list[str]:
        result = scenario(RULES, f"given alarm at 2024-05-06\nexpect d unknown because {because}")
        return [f"{each.what} {each.expected} {each.found}" for each in result.mismatches]

    assert told("urgent") == []
    assert told("amount") == ["because amount urgent"]


PERSONS = (
    RULES
    + """article 2 "Persons"
  liability ground
    for each breach of d
    holds clerk as principal 70%, leader as joint 30%
    kinds assessment, economic
    grade warning
    points 3
  liability bare
    for urgent
    holds leader as principal
    grade warning when amount > 5 CNY
  scale points_here
    counted per case
    reaching 3 points grade warning
"""
)
MORE = "grades note, warning\nterm principal\nterm joint\n"
PEOPLE = 'given clerk "Li" from 2024-01-01\n'


def persons_differ(lines: str) -> list[tuple[str, str, str, str]]:
    result = scenario(PERSONS, GIVEN + PEOPLE + lines, more=MORE)
    assert result.assessment is not None, result.problems
    return [(each.rule, each.what, each.expected, each.found) for each in result.mismatches]


@pytest.mark.parametrize(
    "expect",
    [
        'expect "Li" liable for ground',
        'expect "Li" liable for ground as principal 70% at warning, kinds economic, assessment, points 3',
        "expect nobody liable for ground as joint",
        'expect "Ma" not liable for ground',
        'expect "Li" 3 points under points_here at warning',
        'expect "Ma" 0 points under points_here',
        'given leader "Ma" from 2024-01-01\nexpect "Ma" liable for bare',
    ],
)
def test_an_expectation_of_persons_that_is_met(expect):
    assert persons_differ(expect) == []


@pytest.mark.parametrize(
    ("expect", "difference"),
    [
        ('expect "Li" exempt for ground', ("ground", "result", "exempt", "liable")),
        ('expect "Ma" liable for ground', ("ground", "result", "liable", "none")),
        ('expect "Li" liable for ground as joint', ("ground", "degree", "joint", "principal")),
        ('expect "Li" liable for ground as principal 60%', ("ground", "share", "60", "70")),
        ('expect "Li" liable for ground at note', ("ground", "grade", "note", "warning")),
        (
            'expect "Li" liable for ground, kinds economic',
            ("ground", "kinds", "economic", "assessment, economic"),
        ),
        ('expect "Li" liable for ground, points 10', ("ground", "points", "10", "3")),
        ('expect "Li" 6 points under points_here', ("points_here", "points", "6", "3")),
        ('expect "Li" 3 points under points_here at note', ("points_here", "grade", "note", "warning")),
        ('expect "Li" 3 points under points_here', ("points_here", "grade", "", "warning")),
    ],
)
def test_each_way_to_differ_about_persons(expect, difference):
    assert persons_differ(expect) == [difference]


def test_what_decides_about_a_person():
    lines = 'given case urgent unknown\ngiven leader "Ma" from 2024-01-01\nexpect "Ma" unknown for bare because {}'
    unknown = GIVEN.replace("given case urgent yes\n", "") + PEOPLE
    found = scenario(PERSONS, unknown + lines.format("urgent"), more=MORE)
    assert found.passed, found.mismatches
    other = scenario(PERSONS, unknown + lines.format("amount"), more=MORE)
    assert [(each.what, each.found) for each in other.mismatches] == [("because", "urgent")]

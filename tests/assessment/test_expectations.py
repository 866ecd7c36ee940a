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


LIABLE = (
    RULES
    + """  liability careless
    opens on issue
    for each breach of d
    holds clerk as principal
    grade warning
"""
)


def test_expectations_of_persons_are_not_met_before_persons_are_assessed():
    words = "grades warning, demerit"
    result = scenario(LIABLE, GIVEN + 'expect "An" liable for careless at warning', more=words)
    assert [(each.what, each.expected, each.found) for each in result.mismatches] == [
        ("persons", "warning", "not_assessed")
    ]

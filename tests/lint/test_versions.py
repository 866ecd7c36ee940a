"""A policy in several versions: each is looked at with its own names, and what two versions share is no repetition."""

from collections.abc import Sequence

from dutylang.diagnostics import Diagnostic
from dutylang.lint import findings_from_ground, ground_from_policy
from dutylang.pipeline import loaded_from_sources
from dutylang.source import Source
from tests.lint.prelude import PRELUDE

NAMES = PRELUDE["en"][PRELUDE["en"].index("role manager") :]
HEAD = """policy house
  version "{version}"
  in force from {since}
  calendar china
  timezone "Asia/Shanghai"
  counting {counting}
"""
RULES = """
define large means amount is more than {limit} CNY
article 3 "Visits"
  duty visit
    after each apply
    when large and amount is at most 10 CNY
    manager must visit_site within {days} days counting civil_code
    otherwise head must escalate within 4 days after apply
  exception agents
    to visit
    when by_agent
"""


def version(name: str, since: str, limit: int, days: int = 3, counting: str = "civil_code") -> Source:
    head = HEAD.format(version=name, since=since, counting=counting)
    return Source(f"{name}.duty", head + NAMES + RULES.format(limit=limit, days=days))


def found(sources: Sequence[Source], select: Sequence[str]) -> tuple[Diagnostic, ...]:
    loaded, texts, problems = loaded_from_sources(sources, {})
    assert loaded is not None, problems
    return findings_from_ground(ground_from_policy(loaded.policy, texts.documents), select)


def two(first_limit: int, second_limit: int, **more: object) -> list[Source]:
    return [
        version("1.0", "2024-01-01 until 2024-12-31", first_limit),
        version("2.0", "2025-01-01", second_limit, **more),  # type: ignore[arg-type]
    ]


def test_each_version_reads_its_own_definitions():
    for limits, where in (((20, 5), ["1.0.duty"]), ((5, 20), ["2.0.duty"]), ((5, 5), [])):
        assert [each.span.source for each in found(two(*limits), ["L209"])] == where


def test_what_stands_in_both_versions_is_no_repetition():
    assert found(two(5, 5), ["L203", "L503", "L210"]) == ()


def test_a_rule_that_no_scenario_tries_is_told_in_each_version():
    assert [each.span.source for each in found(two(5, 5), ["L101"])] == ["1.0.duty", "2.0.duty"]


def test_a_setting_repeats_the_head_only_where_all_heads_agree():
    assert len(found(two(5, 5), ["L213"])) == 2
    assert found(two(5, 5, counting="exact"), ["L213"]) == ()


def test_deadlines_are_compared_version_by_version():
    problems = found(two(5, 5, days=9), ["L201"])
    assert [each.span.source for each in problems] == []  # one is counted otherwise than the other
    sources = [
        Source(each.name, each.text.replace(" counting civil_code\n", "\n")) for each in two(5, 5, days=9)
    ]
    assert [each.span.source for each in found(sources, ["L201"])] == ["2.0.duty"]

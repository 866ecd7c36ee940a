"""Fields that link to another case: `single` with a kind of case."""

import pytest

from dutylang.diagnostics import Severity
from dutylang.pipeline import loaded_from_text, run_scenarios
from dutylang.policy.model import Policy
from dutylang.policy.typed import Apply, ReadField, Typed
from tests.policy.texts import DUTY, Checked, below_head, checked

KINDS = """
case deal
  firm single company_file
  worth money CNY
case company_file
  assets money CNY
  score tracked number
  mother optional single company_file
"""


def text(condition: str, kinds: str = KINDS) -> str:
    line = "    after each emergency\n"
    return kinds + DUTY.replace(line, f"    applies to deal\n{line}    when {condition}\n")


def policy_with(condition: str) -> Policy:
    found = checked(text(condition))
    assert [each for each in found.problems if each.severity is Severity.ERROR] == []
    assert found.policy is not None
    return found.policy


def left_of(policy: Policy) -> Typed:
    (found,) = (each for each in policy.typed.values() if isinstance(each, Apply))
    return found.args[0]


@pytest.mark.parametrize(("condition", "path", "tracked", "steps"), [
    ("assets of firm < 3 CNY", ("firm", "assets"), False, 1),
    ("score of firm < 3", ("firm", "score"), True, 1),
    ("assets of mother of firm < worth", ("firm", "mother", "assets"), False, 2),
    ("score of mother of mother of firm < 3", ("firm", "mother", "mother", "score"), True, 3),
])  # fmt: skip
def test_a_field_of_the_linked_case_is_read_along_the_path(
    condition: str, path: tuple[str, ...], tracked: bool, steps: int
):
    policy = policy_with(condition)
    left = left_of(policy)
    assert isinstance(left, ReadField)
    assert (left.path, left.tracked) == (path, tracked)
    assert policy.vocabulary.steps == steps


def test_a_policy_that_reads_through_no_link_follows_none():
    assert policy_with("worth < 3 CNY").vocabulary.steps == 0


def test_a_link_may_be_missing():
    assert policy_with("firm is missing or mother of firm is missing").vocabulary.steps == 1


@pytest.mark.parametrize(("condition", "code", "at"), [
    ("asset of firm < 3 CNY", "N015", "asset"),
    ("worth of firm < 3 CNY", "N015", "worth"),
    ("assets of worth < 3 CNY", "T017", "assets of worth"),
    ("assets of company_file < 3 CNY", "N002", "company_file"),
    ("assets of firm < 3", "T001", "assets of firm < 3"),
])  # fmt: skip
def test_what_cannot_be_read_through_a_link(condition: str, code: str, at: str):
    found = checked(text(condition))
    assert found.written(found.only(code)) == at


@pytest.mark.parametrize(("field", "at"), [
    ("others list of company_file", "company_file"),
    ("other single emergency", "emergency"),
])  # fmt: skip
def test_only_single_cases_can_be_linked_to(field: str, at: str):
    found: Checked = checked(KINDS + f"  {field}\n" + DUTY)
    assert found.written(found.only("N002")) == at


def test_a_scenario_gives_the_linked_case_as_a_record():
    given = """
scenario "a poor firm" as of 2024-06-30
  given case worth 9 CNY
  given record company_file in firm assets 7 CNY
  given emergency at 2024-05-06
  given no visit_site
  expect visit violated
"""
    source = below_head(text("assets of firm < worth") + given)
    loaded, problems = loaded_from_text(source.text)
    assert loaded is not None, [(each.code, dict(each.args), each.span.line) for each in problems]
    assert [(each.passed, each.mismatches, each.problems) for each in run_scenarios(loaded)] == [
        (True, (), ())
    ]


def test_a_link_in_chinese_text():
    kinds = "案件 交易\n  主办企业 单项 企业档案\n案件 企业档案\n  总资产 金额 元\n"
    rule = (
        "第十条\n  义务 实查\n    突发事件之后，当主办企业的总资产＜3元时，部门负责人必须在3日内实地调查。\n"
    )
    found = checked(kinds + rule, "zh")
    assert found.syntax == ()
    assert found.codes() == []
    assert found.policy is not None
    left = left_of(found.policy)
    assert isinstance(left, ReadField)
    assert left.path == ("主办企业", "总资产")

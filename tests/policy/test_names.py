"""Names: what is unknown, what was meant, what is declared twice."""

import pytest

from dutylang.diagnostics import Severity
from dutylang.diagnostics.render import help_text, message
from dutylang.policy.from_ast import policy_from_ast
from dutylang.source import Source
from dutylang.syntax.from_text import document_from_text
from tests.policy.texts import DUTY, HEAD, checked, checked_source

DUTY_TEXT = """
article 10
  duty visit
    {opening}
    {line}
"""

UNKNOWN = [
    # line of the duty, what is pointed at, the fix
    ("client_manger must visit_site within 3 days", "client_manger", "client_manager"),
    ("client_manager must visit_sit within 3 days", "visit_sit", "visit_site"),
    ("client_manager must visit_site within report_withn", "report_withn", "report_within"),
    ("client_manager must visit_site within 3 days after emergncy", "emergncy", "emergency"),
    ("client_manager must visit_site before isue_report", "isue_report", "issue_report"),
    ("client_manager must visit_site within 3 days with reprt", "reprt", "report"),
    ("client_manager must visit_site within 3 days when amunt > 3 CNY", "amunt", "amount"),
    ("client_manager must visit_site within 3 days when total value of pledgs > 3 CNY", "pledgs", "pledges"),
    (
        "client_manager must visit_site within 3 days unless isue_report on the same day",
        "isue_report",
        "issue_report",
    ),
    (
        "client_manager must visit_site within 3 days by someone other than who isue_report",
        "isue_report",
        "issue_report",
    ),
    ("keep amunt > 3 CNY", "amunt", "amount"),
]


@pytest.mark.parametrize(("line", "at", "fix"), UNKNOWN)
def test_an_unknown_name_is_found_with_the_one_that_was_meant(line: str, at: str, fix: str):
    found = checked(DUTY_TEXT.format(opening="after each emergency", line=line))
    diagnostic = found.only("N001")
    assert found.written(diagnostic) == at
    assert diagnostic.fix is not None
    assert diagnostic.fix.text == fix
    assert f"`{fix}`" in help_text(diagnostic, "en")
    assert found.policy is None
    assert checked_source(Source("test.duty", found.mended(diagnostic))).policy is not None


def test_the_place_is_told_by_line_and_column():
    found = checked(
        DUTY_TEXT.format(opening="after each emergency", line="client_manager must visit_sit within 3 days")
    )
    span = found.only("N001").span
    assert found.source.line(span.line)[span.column - 1 :].startswith("visit_sit within")


def test_a_name_like_no_other_gets_no_fix():
    found = checked(
        DUTY_TEXT.format(opening="after each emergency", line="zzzz must visit_site within 3 days")
    )
    diagnostic = found.only("N001")
    assert diagnostic.fix is None
    assert help_text(diagnostic, "en").startswith("declare it")


def test_the_same_in_chinese_offers_the_chinese_name():
    found = checked(
        """
第十条
  义务 走访
    每次发生突发事件之后
    客户经历必须在3个工作日内实地调查""",
        "zh",
    )
    diagnostic = found.only("N001")
    assert diagnostic.fix is not None
    assert diagnostic.fix.text == "客户经理"
    assert message(diagnostic, "zh") == "“客户经历”未声明为角色"


@pytest.mark.parametrize(
    ("line", "at"),
    [
        ("client_manager must client_manager within 3 days", "client_manager"),
        ("visit_site must visit_site within 3 days", "visit_site"),
        ("client_manager must visit_site within 3 days when client_manager", "client_manager"),
        ("client_manager must visit_site within 3 days when net_assets > 3 CNY", "net_assets"),
    ],
)
def test_a_name_of_another_sort_is_told_apart(line: str, at: str):
    found = checked(DUTY_TEXT.format(opening="after each emergency", line=line))
    assert found.written(found.only("N002")) == at


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("role client_manager", "client_manager"),
        ("event amount", "amount"),
        ("record loan\n  x number", "loan"),
        ("parameter visit_site = 3", "visit_site"),
        ("define amount means 3", "amount"),
        ("record thing\n  size number\n  size text", "size"),
        ("record thing\n  size one of x, y, x", "x"),
        (
            "article 11\n  duty visit\n    after each issue_report\n    client_manager must visit_site",
            "visit",
        ),
    ],
)
def test_a_second_declaration_points_at_the_first(text: str, at: str):
    found = checked(DUTY + text)
    diagnostic = found.only("N003")
    assert found.written(diagnostic) == at
    assert diagnostic.labels[0].span < diagnostic.span


def test_a_role_may_be_called_like_a_field():
    assert checked(DUTY + "role amount").policy is not None


def test_two_versions_of_an_article_may_stand_side_by_side():
    text = """
article 10
  in force from 2024-01-01 until 2024-12-31
  prohibition no_visit
    nobody may visit_site
article 10
  in force from 2025-01-01
  prohibition no_visit_any_more
    nobody may visit_site
"""
    assert checked(text).codes() == []


def test_versions_of_a_parameter_are_ordered_and_may_not_overlap():
    good = checked(
        DUTY
        + """
parameter grace = 5 days in force from 2025-01-01
parameter grace = 3 days in force from 2024-01-01 until 2024-12-31
"""
    )
    assert good.policy is not None
    versions = good.policy.vocabulary.parameters["grace"].versions
    assert [str(each.value.value.count) for each in versions] == ["3", "5"]
    bad = checked(
        DUTY
        + """
parameter grace = 3 days in force from 2024-01-01 until 2025-01-01
parameter grace = 5 days in force from 2025-01-01
"""
    )
    assert bad.only("N011").labels


def test_unread_names_are_notes_and_stop_nothing():
    found = checked(DUTY)
    notes = [each.args["names"] for each in found.problems if each.severity is Severity.NOTE]
    assert notes == [("report_within", "least_amount")]
    assert found.policy is not None


def test_unread_names_of_a_shared_vocabulary_are_nobodys_business():
    head, shared = Source("main.duty", HEAD + DUTY), Source("shared.duty", "event never_read\n")
    documents = [(source, document_from_text(source)[0]) for source in (head, shared)]
    policy, problems = policy_from_ast(documents)
    assert policy is not None
    assert "never_read" in policy.vocabulary.events
    assert all(each.span.source == "main.duty" for each in problems)


@pytest.mark.parametrize(
    ("head", "code"),
    [
        ('policy p\n  in force from 2024-01-01\n  timezone "Asia/Shanghi"\n', "N010"),
        ("policy p\n  in force from 2024-01-01\n  counting roman\n", "N010"),
        ("policy p\n", "N006"),
        ("role r\n", "N004"),
    ],
)
def test_faults_of_the_head(head: str, code: str):
    assert checked_source(Source("test.duty", head)).codes() == [code]


def test_settings_that_matter_are_asked_for():
    text = """
policy p
  in force from 2024-01-01
role clerk
event ask
event answer
article 1
  duty d
    after each ask
    clerk must answer within 3 working days
  duty e
    after each ask
    clerk must answer within 3 hours
"""
    found = checked_source(Source("test.duty", text))
    assert found.codes() == ["N009", "N009", "N009"]
    assert found.policy is not None
    assert (found.policy.calendar, found.policy.timezone, found.policy.counting) == (
        "weekdays", "UTC", "calendar_days",
    )  # fmt: skip


def test_fields_that_two_kinds_of_case_declare_differently_need_applies_to():
    cases = "case deposit\n  form text\n  amount money CNY\n"
    line = "client_manager must visit_site within 3 days when form is company"
    text = cases + DUTY_TEXT.format(opening="after each emergency", line=line)
    assert checked(text).codes() == ["N013"]
    good = cases + DUTY_TEXT.format(opening="applies to loan\n    after each emergency", line=line)
    assert checked(good).policy is not None


def test_a_chinese_name_that_swallowed_its_keyword():
    found = checked("角色 主管上级为总裁\n事件 筛查限30日", "zh")
    swallowed = [each for each in found.problems if each.code == "N012"]
    assert [found.written(each)[:2] for each in swallowed] == ["主管", "筛查"]
    assert [each.args["word"] for each in swallowed] == ["上级为", "30日"]
    assert [each.severity for each in swallowed] == [Severity.ERROR, Severity.WARNING]


def test_a_rule_may_be_called_after_what_it_demands():
    found = checked("第十条\n  禁止事项 不得擅自走访\n    任何人不得实地调查", "zh")
    assert found.codes() == []


def test_chapters_and_articles_are_found_by_number():
    text = """
chapter 2 "x"
article 27
  liability slow
    for each breach of visit
    holds client_manager as principal
  exemption diligent
    from every liability of article 27
    when no unrepaired breach of the duties of chapters 3 to 5 that the person bore
    effect full
"""
    found = checked(DUTY + text)
    assert found.codes() == ["N017"]

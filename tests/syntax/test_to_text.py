"""What the formatter prints, as a compliance officer would want to read it."""

from decimal import Decimal

import pytest

from dutylang.source import Source
from dutylang.syntax import ast
from dutylang.syntax.from_text import document_from_text, known_names
from dutylang.syntax.to_text import formatted, text_from_document, text_from_duration, text_from_expression
from dutylang.syntax.to_text.words import chinese_numeral, number_text, ordinal_text
from dutylang.values import Unit

NAMES_ZH = """\
角色 客户经理        英文 client_manager     上级为部门负责人
角色 部门负责人      英文 department_head
角色 担保审查委员会  英文 review_committee   机构

事件 突发事件          英文 emergency
事件 实地调查          英文 visit_site
事件 向领导汇报        英文 brief_leader
事件 出具分析评价报告  英文 issue_report
事件 更改报告          英文 amend_report
事件 另附说明          英文 attach_explanation
事件 担保实施          英文 issue_guarantee
事件 担保解除          英文 release_guarantee
事件 提交监测报告      英文 file_report
  监测内容  英文 covers  多项 取值于 资金用途 英文 funds、项目进展 英文 progress、财务状况 英文 finances

参数 报告时限 英文 report_within = 1个工作日
"""

# The articles of the design, letter by letter, but for figures and 每次发生, which the formatter writes in one way.
RULES_ZH = """\
第十四条 “客户突发事件”
  义务 突发事件实地调查
    每次突发事件之后，客户经理必须在3个工作日内实地调查；
    然后必须在报告时限内向领导汇报；
    任一步骤未完成的，部门负责人必须在2个工作日内实地调查。

第十九条 “报告报出后不得更改”
  禁止事项 擅自更改报告
    出具分析评价报告之后，客户经理不得更改报告，但当日另附说明的除外。

第二十一条 “持续监测”
  义务 季度监测
    自担保实施起至担保解除止每季度，客户经理必须提交监测报告，
    且须监测内容包括资金用途、项目进展、财务状况。

第二十八条 “尽职免责”
  免责 勤勉尽职
    免除第二十七条项下全部责任；
    当本人对第二章至第五章的各项义务均无未补救的违反时；
    予以全部免除，由部门负责人在30个工作日内决定。
"""

RULES_EN = """\
article 14 zh "客户突发事件"
  duty 突发事件实地调查
    after each emergency
    client_manager must visit_site within 3 working days
    then must brief_leader within report_within
    if any step is missed
      department_head must visit_site within 2 working days

article 19 zh "报告报出后不得更改"
  prohibition 擅自更改报告
    after issue_report
    client_manager must not amend_report
      unless attach_explanation on the same day

article 21 zh "持续监测"
  duty 季度监测
    every quarter from issue_guarantee until release_guarantee
    client_manager must file_report
      with covers including funds, progress, finances

article 28 zh "尽职免责"
  exemption 勤勉尽职
    from every liability of article 27
    when no unrepaired breach of the duties of chapters 2 to 5 that the person bore
    effect full, on decision of department_head within 30 working days
"""


def read(text: str) -> ast.Document:
    """The document of a text without faults."""
    document, problems = document_from_text(Source("a.duty", text))
    assert problems == ()
    return document


def reprinted(text: str, tongue: str) -> str:
    """A text, read and printed in a tongue."""
    return text_from_document(read(text), tongue)


def test_chinese_rules_stay_as_chinese_writes_them():
    assert reprinted(f"{NAMES_ZH}\n{RULES_ZH}", "zh").endswith(f"\n\n{RULES_ZH}")


def test_chinese_rules_read_aloud_in_english():
    assert reprinted(f"{NAMES_ZH}\n{RULES_ZH}", "en").endswith(f"\n\n{RULES_EN}")


def test_columns_are_aligned_where_chinese_characters_take_two():
    assert NAMES_ZH.splitlines()[4] in reprinted(NAMES_ZH, "zh").splitlines()


def test_a_policy_head_and_fields_stand_in_columns():
    text = """\
policy p "A policy"
  version "1.0"
  in force from 2024-01-01
  timezone "Asia/Shanghai"
case deal
  amount money CNY
  group "the group" optional text
"""
    assert (
        reprinted(text, "en")
        == """\
policy p "A policy"
  version   "1.0"
  in force  from 2024-01-01
  timezone  "Asia/Shanghai"

case deal
  amount               money CNY
  group   "the group"  optional text
"""
    )


def test_a_table_stands_in_columns_and_keeps_symbols():
    text = """\
article 21
  table risk first match
    | overdue | cover | class |
    | 0 | is at least 120% | normal |
    | 1 to 90 | any | special_mention |
    | otherwise | < 3 | loss |
"""
    assert (
        reprinted(text, "en")
        == """\
article 21
  table risk first match
    | overdue   | cover   | class           |
    | 0         | >= 120% | normal          |
    | 1 to 90   | any     | special_mention |
    | otherwise | < 3     | loss            |
"""
    )


# ---- values ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "currency", "english", "chinese"),
    [
        ("3000000", "CNY", "3,000,000 CNY", "300万元"),
        ("250000000", "CNY", "250,000,000 CNY", "2.5亿元"),
        ("12345.67", "CNY", "12,345.67 CNY", "12345.67元"),
        ("100000001", "CNY", "100,000,001 CNY", "100000001元"),
        ("-20000", "CNY", "-20,000 CNY", "-2万元"),
        ("0.10", "CNY", "0.1 CNY", "0.1元"),
        ("3000000", "EUR", "3,000,000 EUR", "3000000 EUR"),
    ],
)
def test_money(amount, currency, english, chinese):
    money = ast.MoneyAmount(Decimal(amount), currency)
    assert text_from_expression(money, "en") == english
    assert text_from_expression(money, "zh") == chinese


def test_numbers_are_written_out():
    assert number_text(Decimal("1E+3")) == "1000"
    assert number_text(Decimal("1.500")) == "1.5"
    assert number_text(Decimal("123456789012345678901234567890.5")) == "123456789012345678901234567890.5"
    assert number_text(Decimal("1234567.25"), ",") == "1,234,567.25"


@pytest.mark.parametrize(
    ("number", "numeral"),
    [(1, "一"), (10, "十"), (14, "十四"), (20, "二十"), (27, "二十七"), (100, "一百"),
     (101, "一百零一"), (110, "一百一十"), (1005, "一千零五"), (1010, "一千零一十"), (1200, "一千二百"),
     (9999, "九千九百九十九")],
)  # fmt: skip
def test_chinese_numerals(number, numeral):
    assert chinese_numeral(number) == numeral


def test_ordinals():
    assert [ordinal_text(day) for day in (1, 2, 3, 4, 11, 12, 13, 21, 22, 23, 31)] == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "23rd", "31st",
    ]  # fmt: skip


def test_durations_in_both_tongues_with_singular_and_plural():
    assert text_from_duration(ast.Duration(1, Unit.WORKING_DAY), "en") == "1 working day"
    assert text_from_duration(ast.Duration(3, Unit.WORKING_DAY), "en") == "3 working days"
    assert text_from_duration(ast.Duration(3, Unit.WORKING_DAY), "zh") == "3个工作日"
    named = ast.Duration(None, None, ast.Name("report_within"))
    assert text_from_duration(named, "zh", {"report_within": "报告时限"}) == "报告时限"
    assert text_from_duration(named, "en") == "report_within"


def test_parentheses_only_where_the_tree_needs_them():
    text = "article 1\n  define x means ((a or (b)) and not (c)) or (2 + 3) * 4 - (5 - 6) is (7)\n"
    assert "means (a or b) and not c or (2 + 3) * 4 - (5 - 6) is 7" in reprinted(text, "en")


def test_strings_are_protected():
    text = 'use "a \\"b\\" \\\\ ”c“ \\n d"\n'
    assert reprinted(text, "en") == 'use "a \\"b\\" \\\\ ”c“ \\n d"\n'
    assert reprinted(text, "zh") == '引用 “a "b" \\\\ \\”c“ \\n d”\n'


# ---- headings ----------------------------------------------------------------------------------


def test_headings_in_both_tongues():
    text = 'chapter 12 "T" zh "题"\n\narticle 14-1 paragraph 2 item 3 "T" zh "题"\n\narticle A1\n'
    chinese = "第十二章 “题” 英文 “T”\n\n第十四条之一第二款第（三）项 “题” 英文 “T”\n\n第A1条\n"
    assert reprinted(text, "zh") == chinese
    assert reprinted(chinese, "en") == text


# ---- names -------------------------------------------------------------------------------------


def test_a_label_that_cannot_be_a_name_stands_beside_the_id():
    text = 'event visit zh "现场 走访"\nevent call zh "每日"\nevent meet zh "会面"\nevent talk zh "会面"\n'
    assert reprinted(text, "zh") == (
        "事件 visit  “现场 走访”\n事件 call   “每日”\n事件 meet   “会面”\n事件 talk   “会面”\n"
    )


def test_a_label_of_another_id_is_not_used():
    text = 'event 走访\nevent visit zh "走访"\n'
    assert reprinted(text, "zh") == "事件 走访\n事件 visit  “走访”\n"


def test_names_of_other_files_are_written_as_there():
    known = known_names([read('role keeper zh "保管员"\nevent inspect zh "查库"\n')])
    document = read("article 1\n  duty d\n    keeper must inspect within 3 days\n")
    text = text_from_document(document, "zh", known)
    assert text == "第一条\n  义务 d\n    保管员必须在3日内查库。\n"
    assert formatted(Source("a.duty", ""), document, "zh", known) == (text, ())


def test_names_that_could_be_cut_otherwise_are_set_apart_by_spaces():
    text = """\
role keeper zh "保管员"
event inspect zh "查库"
event alarm zh "报警"
event inspect_after_alarm zh "报警查库"

article 1
  duty d zh "及时"
    keeper must inspect_after_alarm within 3 days
    keeper must inspect within 3 days when alarm
"""
    chinese = reprinted(text, "zh")
    assert "    保管员 必须在3日内 报警查库；\n    保管员必须在3日内查库，当报警时。\n" in chinese
    assert read(chinese).items == read(text).items


def test_a_label_that_swallows_a_keyword_stands_beside_the_id():
    text = 'event inspect zh "查库"\nevent in_time zh "在3日内查库"\n'
    assert reprinted(text, "zh") == "事件 查库     英文 inspect\n事件 in_time  “在3日内查库”\n"


def test_latin_names_stand_apart_from_chinese_words():
    text = "role keeper\nevent inspect\narticle 1\n  duty d\n    keeper must inspect within 3 days\n"
    assert reprinted(text, "zh").endswith("    keeper 必须在3日内 inspect。\n")


# ---- comments ----------------------------------------------------------------------------------


def test_comments_keep_their_places():
    text = """\
-- first
policy p   # the policy
  calendar china # days
  timezone "Asia/Shanghai" -- zone

-- about roles
role r
-- last
"""
    assert (
        reprinted(text, "en")
        == """\
-- first
policy p  -- the policy
  calendar  china  -- days
  timezone  "Asia/Shanghai"  -- zone

-- about roles
role r
-- last
"""
    )


def test_comments_of_a_tree_without_places_stand_on_top():
    tree = ast.Document(
        (ast.Use("a.duty"),), tuple(ast.Comment(text, own_line=False) for text in ("one", "two"))
    )
    assert text_from_document(tree, "en") == '-- one\n-- two\nuse "a.duty"\n'


def test_two_comments_on_one_sentence_both_survive():
    text = """\
role r
event e
article 1
  duty d
    after e      -- when
    r must e     -- what
"""
    assert reprinted(text, "zh").endswith("    -- when\n    e 之后，r 必须 e。  -- what\n")


# ---- safety ------------------------------------------------------------------------------------


def test_a_text_that_would_read_differently_is_left_alone():
    source = Source("a.duty", "role x\n")
    tree = ast.Document((ast.Role(ast.Declared("not a name")),))
    text, problems = formatted(source, tree, "en")
    assert text == source.text
    assert [(problem.code, problem.args["line"]) for problem in problems] == [("F001", 1)]


def test_a_tree_that_is_read_as_another_is_reported_at_its_item():
    source = Source("a.duty", "")
    condition = ast.PercentOf(ast.Ref(ast.Name("share")), ast.Ref(ast.Name("worth")))
    items = (ast.Use("a.duty"), ast.Definition(ast.Declared("x"), condition))
    text, problems = formatted(source, ast.Document(items), "en")
    assert text == ""
    assert problems[0].args == {"line": 3, "text": "define x means share of worth"}


def test_a_lost_item_is_reported():
    tree = ast.Document((ast.Chapter(1, ast.Title()), ast.Article("1", ast.Title(), ()),
                         ast.Definition(ast.Declared("x"), ast.YesNo(value=True))))  # fmt: skip
    assert formatted(Source("a.duty", ""), tree, "en")[1][0].code == "F001"


def test_a_comment_that_would_change_is_reported_too():
    tree = ast.Document((ast.Use("a.duty"),), (ast.Comment(" padded ", own_line=True),))
    problems = formatted(Source("a.duty", ""), tree, "en")[1]
    assert [problem.args["line"] for problem in problems] == [1]


# ---- what only Chinese says in its own way ------------------------------------------------------


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("2 years", "近两年"),
        ("3 working days", "近三个工作日"),
        ("10 days", "近十日"),
        ("12 months", "近12个月"),
        ("reply_within", "近 reply_within"),
    ],
)
def test_a_checklist_spells_small_counts(english: str, chinese: str):
    text = (
        "role clerk\nevent file\nparameter reply_within = 3 days\narticle 1\n  checklist papers\n"
        f"    clerk must have on file\n      licence for the last {english}\n    before file\n"
    )
    assert f"- licence {chinese}\n" in reprinted(text, "zh")


@pytest.mark.parametrize(
    ("name", "written"),
    [("china", "中国"), ("weekdays", "双休"), ('"中国"', "“中国”"), ("bank", "bank"), ('"a-b"', "“a-b”")],
)
def test_shipped_calendars_have_chinese_words(name: str, written: str):
    text = f"policy p\n  calendar {name}\n"
    chinese = reprinted(text, "zh")
    assert f"日历 {written}" in " ".join(chinese.split())
    assert read(chinese).items == read(text).items


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("opened > 3 years ago", "opened 晚于3年前"),
        ("2024-05-06 + 3 months <= opened", "2024年5月6日 + 3个月不晚于 opened"),
        ("2024-05-06 - 3 days < opened", "2024年5月6日 - 3日早于 opened"),
        ("date of last file >= opened", "最近一次 file 的日期不早于 opened"),
        ("2024-05-06 - 2024-05-01 > 3 days", "2024年5月6日 - 2024年5月1日超过3日"),
        ("opened > closed_on", "opened 超过 closed_on"),
    ],
)
def test_dates_come_before_and_after(english: str, chinese: str):
    text = f"case deal\n  opened date\n  closed_on date\nevent file\ndefine young means {english}\n"
    assert f"是指 {chinese}\n" in reprinted(text, "zh")

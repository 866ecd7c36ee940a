"""What cannot be read: each mistake is reported once, where it is, and says what was being written."""

import pytest

from dutylang.diagnostics import catalogue
from dutylang.diagnostics.model import Diagnostic
from dutylang.diagnostics.render import message, render
from dutylang.source import Source
from dutylang.syntax import ast
from dutylang.syntax.from_text import document_from_text
from dutylang.syntax.from_text.constructs import CONSTRUCTS

HEAD_ZH = """\
角色 客户经理
角色 部门负责人
事件 实地调查
事件 突发事件
案件 担保
  法律形式 取值于 有限公司、股份公司
  已核实 是否
第一条
  义务 甲
"""


def faults(written: str) -> tuple[Diagnostic, ...]:
    return document_from_text(Source("t", written))[1]


def fault(written: str) -> Diagnostic:
    found = faults(written)
    assert len(found) == 1, [message(one, "en") for one in found]
    return found[0]


def in_duty(line: str) -> Diagnostic:
    return fault(f"article 1\n  duty visit\n    {line}\n    r must v within 3 days\n")


def in_chinese_duty(line: str) -> Diagnostic:
    return fault(f"{HEAD_ZH}    {line}\n")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("r must v within days", "in `duty visit`: a number is missing before `days`"),
        ("r must v within 3", "in `duty visit`: `3` needs a unit after it"),
        ("r must v within", "in `duty visit`: a period is missing after `within`"),
        ("r must v at least 2", "in `duty visit`: `times` is missing after `2`"),
        ("r must", "in `duty visit`: a name is missing after `must`"),
        ("r v within 3 days", "in `duty visit`: `must`, `should` or `may` is missing after `r`"),
        ("must v", "in `duty visit`: nobody is named before `must`"),
        ("r must v v", "in `duty visit`: `v` is too much after `v`"),
        ("r mst v", "in `duty visit`: `mst` is no word of the language; did you mean `must`?"),
        ("R Must v", "in `duty visit`: `Must` is no word of the language; did you mean `must`?"),
        ("afer each e", "in `duty visit`: `afer` is no word of the language; did you mean `after`?"),
        ("than must v", "in `duty visit`: `than` is no word of the language; did you mean `then`?"),
        (
            "r must v within 3 workng days",
            "in `duty visit`: `workng days` is no word of the language; did you mean `working days`?",
        ),
        (
            "if any step is mised r must v",
            "in `duty visit`: `if any step is mised` is no word of the language; "
            "did you mean `if any step is missed`?",
        ),
        ("when a or", "in `duty visit`: a value or a condition is missing after `or`"),
        ("when (a or b", "in `duty visit`: a parenthesis is not closed"),
        ("when a in b,", "in `duty visit`: the list ends with a comma"),
        ("after each event", "in `duty visit`: a name is needed here, but `event` is a word of the language"),
        ("r must v by 2024-02-30", "there is no day `2024-02-30`"),
        ("r must v by 12017-12-31", "there is no day `12017-12-31`"),
        ("r must v by 2024/05/06", "`2024/05/06` is not how a date is written here"),
        ("r must v by 25:00", "there is no time of day `25:00`"),
        ("r must v by the 10th of every month", "in `duty visit`: `of` does not fit after `10th`"),
        ("r must v by the 32nd of each month", "no period of this kind has a day 32"),
        ("r must v by 30 February of each year", "no period of this kind has a day 30"),
        ("r must v by the end of the hour", "`hour` cannot be used in a limit of this form"),
        ("r must v within 2.5 days", "`2.5` must be a whole number here"),
        (
            "r must v before e rolling",
            "this limit is not counted in days, so it takes no counting, calendar or rolling",
        ),
        ("r must v within 3 days rolling not rolling", "the same setting is given twice for one limit"),
        ('r must v when a is "b', "the quotation mark is never closed"),
        ("r must v @", "the sign `@` means nothing here"),
        (f"when a > {'9' * 40}", "the number has more than 30 digits"),
        ("| a | b |", "in `duty visit`: no line of it begins with `|`"),
        ("r must not v", "a `duty` cannot say this"),
        ("r may v", "a `duty` cannot say this"),
        ("unless a", "this line belongs to an obligation, and none stands before it"),
        ("restored within 3 days", "this line belongs to an obligation, and none stands before it"),
        ("extended by 3 days on e", "this line belongs to an obligation, and none stands before it"),
        ("r must not keep a", "`must not` does not fit this sentence"),
        ("suspended from a", "a suspension needs a beginning and an end"),
        ("instead at least once when a", "`instead` replaces a deadline, and this is none"),
        ("after e with a\n    with b", "this is said twice"),
        ("keep a restored within 3 days restored within 4 days", "this is said twice"),
        ("r must v unless a\n    unless b", "this is said twice"),
        (
            "r may v only after e at least once",
            "`only after` takes one `within`, one `for the same`, and conditions, but not this",
        ),
        (
            "r may v only after e together with b",
            "`only after` takes one `within`, one `for the same`, and conditions, but not this",
        ),
        ("every one of a meets b", "in `duty visit`: `when` is missing before `every one of`"),
    ],
)
def test_a_slip_in_a_duty_is_reported_once(line: str, said: str) -> None:
    assert message(in_duty(line), "en") == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("policy p\n  version 1.0\n", "in `policy p`: `1.0` must stand in quotation marks"),
        ("policy p\n  version\n", "in `policy p`: words in quotation marks are missing after `version`"),
        ("policy p\n  in force from\n", "in `policy p`: a date is missing after `from`"),
        ('policy p\n  version "1"\n  version "2"\n', "`p` has this line twice"),
        (
            "policy p\n  in force from 2024-01-02 until 2024-01-01\n",
            "the period in force ends on 2024-01-01, before it begins on 2024-01-02",
        ),
        ("role event\n", "in `role event`: a name is needed here, but `event` is a word of the language"),
        ("role document\n", "`document` is a word of the language and cannot be a name here"),
        ("event\n  a text\n", "in `event`: a name is missing after `event`"),
        ("case c\n  a\n", "in `case c`: `a` has no type"),
        ("case c\n  a colour\n", "in `case c`: a type must stand here, not `colour`"),
        (
            "case c\n  a integer\n",
            "in `case c`: `integer` is no word of the language; did you mean `number`?",
        ),
        ("case c\n  a money\n", "in `case c`: the currency is missing after `money`"),
        ("case c\n  a money yuan\n", "`yuan` is no currency"),
        ("grades a, b,\n", "in `grades a`: the list ends with a comma"),
        ("chapter last\n", "in `chapter last`: a number must stand here, not `last`"),
        ("chapter two\n", "the number `two` is written in words"),
        ('article "x"\n', 'in `article "x"`: the number of the article is missing'),
        ("role a en b\n", "`a` is given a second name in its own tongue"),
        ("chapter 2 zh b\n", "a heading has words, not names"),
        ("parameter p\n", "in `parameter p`: the value is missing after `p`"),
        ("article 1\n  table t\n", "in `table t`: how rows are chosen is missing after `t`"),
        (
            "article 1\n  table t first match\n    | a | b |\n    | 1 |\n",
            "the row has 1 cell, the table 2 columns",
        ),
        (
            "article 1\n  table t first match\n    | a | b |\n    | 1 | any |\n",
            "the last cell of a row is its outcome: one value",
        ),
        (
            'article 1\n  table t first match\n    | a "x" | b |\n',
            "column `a` is declared elsewhere and takes no label here",
        ),
        (
            "article 1\n  table t first match\n    | a | b\n    | 1 | 2 |\n",
            "in `table t`: the row needs a `|` here",
        ),
        (
            "article 1\n  table t first match\n    | a | b |\n    | 1 | 2\n",
            "in `table t`: the row needs a `|` here",
        ),
        (
            "article 1\n  checklist q\n    - a\n    before e\n",
            "checklist `q` does not say who must have the documents",
        ),
        (
            "article 1\n  checklist q\n    r must have on file\n",
            "checklist `q` does not say before which event it is judged",
        ),
        (
            "article 1\n  checklist q\n    r must have on file\n    before e\n    before f\n",
            "this is said twice",
        ),
        (
            "article 1\n  checklist q\n    r must have on file\n    a original original\n    before e\n",
            "this is said twice",
        ),
        (
            "article 1\n  checklist q\n    r must not have on file\n    before e\n",
            "`must not` does not fit this sentence",
        ),
        (
            "article 1\n  liability l\n    holds r principal\n",
            "in `liability l`: `as` is missing before `principal`",
        ),
        (
            "article 1\n  exemption e\n    effect ful\n",
            "in `exemption e`: `ful` is no word of the language; did you mean `full`?",
        ),
        ("article 1\n  prohibition p\n    r must v\n", "a `prohibition` cannot say this"),
        ("article 1\n  permission p\n    r must not v\n", "a `permission` cannot say this"),
        ("article 1\n  duty a\n    if any step is missed\n", "the text ends in the middle of a sentence"),
        ("duty a\n  r must v\nduty b\n  r must v\n", "`a` stands under no article"),
        ("r must v\nr must w\n", "`r` stands outside any block"),
        ('scenario "s"\n', 'in `scenario "s"`: the day of the scenario is missing'),
        ('scenario "s" 2024-01-01\n', 'in `scenario "s"`: `as of` is missing before `2024-01-01`'),
        ('scenario "s" as of 2024-01-01\n  given v\n', 'in `scenario "s"`: the moment is missing after `v`'),
        (
            'scenario "s" as of 2024-01-01\n  given v at noon\n',
            'in `scenario "s"`: a date must stand here, not `noon`',
        ),
        ('scenario "s" as of 2024-01-01\n  expect a\n', "nothing is expected of `a`"),
        (
            'scenario "s" as of 2024-01-01\n  expect a satisfed\n',
            'in `scenario "s"`: `satisfed` is no word of the language; did you mean `satisfied`?',
        ),
        (
            'scenario "s" as of 2024-01-01\n  expect a done\n',
            'in `scenario "s"`: a verdict must stand here, not `done`',
        ),
        ('scenario "s" as of 2024-01-01\n  given document d copy copy\n', "this is said twice"),
    ],
)
def test_a_slip_elsewhere_is_reported_once(written: str, said: str) -> None:
    assert message(fault(written), "en") == said


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("客户经理必需在3日内实地调查", "S012", "义务 甲：“必需”不是关键词，是否应为“必须”？"),
        ("每次发生突发事间之后", "S062", "“突发事间”没有声明"),
        ("必须实地调查", "S122", "义务 甲：“必须”之前没有写明由谁"),
        ("客户经理必须", "S103", "义务 甲：“必须”之后缺少名称"),
        ("客户经理不得实地调查", "S044", "“义务”中不能这样写"),
        ("当法律形式属于有限公司，股份公司时", "S014", "义务 甲：“股份公司”之前的逗号把列表断开了"),
        ("除非", "S123", "义务 甲：“除非”之后缺少取值或条件"),
        ("客户经理@必须实地调查", "S002", "此处的符号“@”没有意义"),
        ("客户经理必须在3日内实地调查，但“甲", "S001", "引号没有闭合"),
        ("客户经理未经实地调查必须突发事件", "S039", "此句中不能用“必须”"),
        (
            "客户经理应当保持突发事件的实地调查次数超过3",
            "S033",
            "次数、合计等须针对记录列表或事件，此处应只写其名称",
        ),
        ("客户经理必须在每周10日前实地调查", "S036", "此种时限不能使用“周”"),
        ("客户经理必须在每月10月前实地调查", "S036", "此种时限不能使用“月”"),
        ("任一步骤未完成的", "S011", "文本在一句话中间结束"),
        ("，".join(["客户经理必须实地调查"] * 2) + "，" + "客" * 2001, "S008", "该分句超过2000个字符"),
    ],
)
def test_a_slip_in_chinese_is_reported_once(line: str, code: str, said: str) -> None:
    found = in_chinese_duty(line)
    assert (found.code, message(found, "zh")) == (code, said)


def test_a_slip_is_mended_for_the_rest_of_the_text() -> None:
    document, found = document_from_text(
        Source("t", "article 1\n  dutty a\n    r must v\n    afer w\n    then must x\n")
    )
    assert [one.code for one in found] == ["S012", "S012"]
    assert [one.fix and one.fix.text for one in found] == ["duty", "after"]
    article = document.items[0]
    assert isinstance(article, ast.Article)
    duty = article.rules[0]
    assert isinstance(duty, ast.Duty)
    assert [type(clause) for clause in duty.clauses] == [ast.Obligation, ast.After, ast.Step]


def test_a_broken_head_does_not_break_its_block() -> None:
    written = (
        "case 5\n  a number\n  b nmber\nevent e\n  c text\narticle\n  duty 7\n"
        "    r must v\n    r must\nscenario 8\n  given x at y\n"
    )
    assert [(one.code, one.span.line) for one in faults(written)] == [
        ("S136", 1),
        ("S012", 3),
        ("S110", 6),
        ("S136", 7),
        ("S103", 9),
        ("S010", 10),
        ("S132", 11),
    ]


def test_conditions_below_a_broken_obligation_are_not_blamed() -> None:
    assert in_duty("r must v within\n    unless a\n    instead within 3 days when b").code == "S102"


def test_every_mistake_is_reported_and_no_other() -> None:
    good = "article 1\n" + "".join(
        f"  duty d{n}\n    after each e\n    r must v within {n + 1} days\n    then must w unless a\n"
        for n in range(200)
    )
    lines = good.splitlines()
    for index in range(3, len(lines), 40):
        lines[index] = lines[index].replace("must", "must must")
    found = faults("\n".join(lines))
    assert [one.span.line for one in found] == [index + 1 for index in range(3, len(lines), 40)]


def test_two_ways_to_cut_are_an_error_that_a_space_settles() -> None:
    head = "角色 部门\n角色 部门经理\n事件 经理批准\n事件 批准\n第一条\n  义务 甲\n    经"
    found = fault(f"{head}部门经理批准豁免\n")
    assert found.code == "S060"
    assert found.args["first"] != found.args["second"]
    assert "`部门 经理批准 豁免`" in message(found, "en")
    assert "“部门经理 批准 豁免”" in message(found, "zh")
    for settled in ("部门 经理批准豁免", "部门经理 批准豁免"):
        assert faults(f"{head}{settled}\n") == ()


def test_a_declared_name_that_swallows_a_keyword() -> None:
    found = fault("角色 部门负责人\n角色 客户经理上级为部门负责人\n")
    assert found.code == "S063"
    assert found.fix is not None
    assert (found.fix.text, found.fix.span.start) == (" ", len("角色 部门负责人\n角色 客户经理"))
    assert fault("案件 c\n  种类取值于 甲、乙\n").code == "S063"
    assert faults("角色 监管机构\n角色 行业组织\n事件 日期变更\n") == ()


def test_undeclared_names_are_reported_once_each() -> None:
    written = "第一条\n  义务 甲\n    客户经理必须实地调查；\n    然后客户经理必须实地调查。\n"
    assert [one.args["name"] for one in faults(written)] == ["客户经理", "实地调查"]
    near = fault("角色 客户经理\n事件 调查\n第一条\n  义务 甲\n    客户经里必须调查\n")
    assert near.fix is not None
    assert near.fix.text == "客户经理"


def test_one_written_name_has_one_id() -> None:
    found = fault("事件 报告 英文 file_report\n事件 报告 英文 send_report\n")
    assert (found.code, found.args["second"]) == ("S061", "send_report")
    assert faults("记录 a\n  种类 英文 kind 文本\n记录 b\n  种类 英文 kind 文本\n") == ()


def test_a_keyword_cannot_be_declared_in_chinese() -> None:
    assert [one.code for one in faults("角色 事件\n")] == ["S020"]


def test_a_name_has_no_signs_in_it() -> None:
    assert fault("角色 客户-经理\n").code == "S026"


def test_every_construct_has_a_note() -> None:
    for tongue in ("en", "zh"):
        words = catalogue.words(tongue)
        assert {f"written.{construct}" for construct in CONSTRUCTS} <= words.keys()


def test_notes_show_how_the_line_is_written() -> None:
    source = Source("t", "article 1\n  duty visit\n    r must v within\n")
    shown = render(document_from_text(source)[1][0], {"t": source}, "en")
    assert "a deadline is written `within 3 working days`" in shown
    assert "add a number and a unit" in shown


def test_messages_name_no_terminals() -> None:
    for tongue in ("en", "zh"):
        for key, words in catalogue.words(tongue).items():
            if key[0] == "S" and key[1:4].isdigit() and not key.endswith("example"):
                assert "_NL" not in words
                assert "NAME" not in words.replace("define NAME", "").replace("policy NAME", "")

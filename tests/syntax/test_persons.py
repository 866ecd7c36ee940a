"""Exceptions, handovers, liability, points and figures over many cases: text and tree in both tongues."""

from decimal import Decimal

import pytest

from dutylang.diagnostics.model import Diagnostic
from dutylang.diagnostics.render import message
from dutylang.source import Source
from dutylang.syntax import ast
from dutylang.syntax.from_text import document_from_text
from dutylang.syntax.to_text import text_from_document

NAMES = """\
角色 经理 英文 manager
角色 主任 英文 head
案件 项目 英文 project
  金额数 英文 amount 金额 元
  不良 英文 bad 是否
  立项日 英文 opened_on 日期
事件 走访 英文 visit
  属实 英文 true_report 是否
事件 交接签字 英文 sign_over
处分等级 警告 英文 warning、记过 英文 demerit
认定事项 过失 英文 fault 由主任认定
第一条
  义务 巡查 英文 look
    经理必须走访
  责任 漏查 英文 missed
    由经理承担主责 英文 main
    责任种类为考核 英文 pay、经济 英文 money_back
"""


def rule(kind: str, lines: str, tongue: str) -> object:
    """The last rule of a text that has one more rule of a kind."""
    head = f"{NAMES}  {kind} 新规\n" if tongue == "zh" else f"article 1\n  {kind} 新规\n"
    body = "".join(f"    {line}\n" for line in lines.split(" / "))
    document, found = document_from_text(Source("t", head + body), tongue=tongue)
    assert found == (), [(each.code, each.span.line, dict(each.args)) for each in found]
    article = document.items[-1]
    assert isinstance(article, ast.Article)
    return article.rules[-1]


def fault(text: str, tongue: str = "en") -> Diagnostic:
    """The only fault of a text."""
    _, found = document_from_text(Source("t", text), tongue=tongue)
    assert len(found) == 1, [(each.code, dict(each.args)) for each in found]
    return found[0]


@pytest.mark.parametrize(
    ("kinds", "chinese", "english"),
    [
        (
            "例外 exception",
            "针对巡查，当金额数低于500元时改为当日",
            "to look / when amount is less than 500 CNY / instead on the same day",
        ),
        ("例外 exception", "改为在5日内（按民法典计算）", "instead within 5 days counting civil_code"),
        (
            "例外 exception",
            "改为以5日与走访后3日中较早者为准",
            "instead by the earlier of 5 days and 3 days after visit",
        ),
        ("交接规则 handover", "对象为经理", "of manager"),
        ("交接规则 handover", "适用于经理、主任", "of manager, head"),
        ("交接规则 handover", "须由主任、接收人签字", "signed by the incoming holder, head"),
        ("责任 liability", "每次违反巡查", "for each violation of look"),
        (
            "责任 liability",
            "每次未履行第二章至第五章且未补救的",
            "for each unrepaired failure of chapters 2 to 5",
        ),
        (
            "责任 liability",
            "由经理承担70%的主责、主任承担主责30%",
            "holds manager as main 70%, head as main 30%",
        ),
        ("责任 liability", "当不良时给予记过", "grade demerit when bad"),
        ("责任 liability", "当不良时，给予记过", "grade demerit when bad"),
        ("责任 liability", "仅当不良时，给予记过", "when bad / grade demerit"),
        ("责任 liability", "每次记0.5分", "points 0.5"),
        (
            "责任 liability",
            "归责于触发时的任职人40%、到期时60%",
            "attributed 60% at the deadline, 40% at the trigger",
        ),
        (
            "责任 liability",
            "义务触发时的任职人承担40%、到期时的任职人承担60%",
            "attributed 40% at the trigger, 60% at the deadline",
        ),
        ("责任 liability", "归责于到期时任职人", "attributed at the deadline"),
        ("责任 liability", "因不良", "for bad"),
        ("责任 liability", "因不良的", "for bad"),
        ("责任 liability", "因项目的不良的", "for bad of project"),
        ("免责 exemption", "免除漏查", "from missed"),
        ("免责 exemption", "针对的责任为漏查", "from missed"),
        ("免责 exemption", "适用责任为第一条项下全部责任", "from every liability of article 1"),
        ("免责 exemption", "当本人曾走访时", "when the person did visit"),
        (
            "免责 exemption",
            "当本人曾附有属实的走访且并非过失时",
            "when the person did visit with true_report and not fault",
        ),
        ("免责 exemption", "当本人曾有属实的走访时", "when the person did visit with true_report"),
        (
            "免责 exemption",
            "当本人曾有符合（属实且不良）的走访时",
            "when the person did visit with (true_report and bad)",
        ),
        ("免责 exemption", "减轻至警告", "effect mitigated to warning"),
        ("免责 exemption", "减轻至警告，由主任决定", "effect mitigated to warning, on decision of head"),
        ("免责 exemption", "当对第一条均无违反时", "when no breach of the duties of article 1"),
        ("免责 exemption", "当对巡查均无违反时", "when no breach of look"),
        (
            "免责 exemption",
            "针对考核、经济予以部分免除，由主任决定",
            "effect partial for pay, money_back, on decision of head",
        ),
        (
            "免责 exemption",
            "予以减轻至警告，由主任在走访后3日内决定",
            "effect mitigated to warning on decision of head within 3 days after visit",
        ),
        ("积分制 scale", "满6分，给予记过", "reaching 6 points grade demerit"),
        ("积分制 scale", "满6分的，给予记过", "reaching 6 points grade demerit"),
        ("积分制 scale", "按人每年累计", "counted per person every year"),
        ("积分制 scale", "按人按年累计", "counted per person every year"),
        ("积分制 scale", "按人在3个月内累计", "counted per person within 3 months"),
        ("积分制 scale", "按人滚动3个月累计", "counted per person within 3 months"),
        (
            "组合指标 portfolio",
            "按经理分组，按立项日每年归集",
            "by manager / every year by the date opened_on",
        ),
    ],
)
def test_each_line_has_one_tree_in_both_tongues(kinds: str, chinese: str, english: str) -> None:
    zh, en = kinds.split()
    one, other = rule(zh, chinese, "zh"), rule(en, english, "en")
    assert getattr(one, "clauses", None) == getattr(other, "clauses", 0)


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("预期“李娜”因漏查被追责给予警告", 'expect "李娜" liable for missed at warning'),
        (
            "预期“李娜”因漏查承担责任，责任程度为主责，责任种类为考核、经济，记3分，因不良、金额数",
            'expect "李娜" liable for missed as main kinds pay, money_back, points 3 because bad, amount',
        ),
        ("预期“李娜”因漏查减轻责任30%", 'expect "李娜" mitigated for missed 30%'),
        ("预期无人因漏查不追责", "expect nobody not liable for missed"),
        ("预期“李娜”按漏查累计6分，给予警告", 'expect "李娜" 6 points under missed at warning'),
        (
            "已知认定过失对“李娜”否于2024年6月1日由“王军”",
            'given judgement fault no about "李娜" at 2024-06-01 by "王军"',
        ),
        (
            "已知认定过失为否，于2024年6月1日由“王军”以主任身份作出",
            'given judgement fault no at 2024-06-01 by "王军" as head',
        ),
        (
            "已知对“李娜”认定过失为待定，于2024年6月1日由“王军”认定",
            'given judgement fault open about "李娜" at 2024-06-01 by "王军"',
        ),
        ("已知认定过失未定于2024年6月1日由“王军”", 'given judgement fault open at 2024-06-01 by "王军"'),
        (
            "预期“李娜”就漏查是否追责不明，取决于不良、金额数",
            'expect "李娜" unknown for missed because bad, amount',
        ),
        ("预期“李娜”因漏查责任不明，因不良", 'expect "李娜" unknown for missed because bad'),
        ("预期“李娜”就漏查免予追责", 'expect "李娜" exempt for missed'),
        ("预期“李娜”因漏查免责", 'expect "李娜" exempt for missed'),
        (
            "预期“李娜”就漏查承担责任，具体责任取决于过失",
            'expect "李娜" liable for missed because fault',
        ),
        ("预期巡查不明，取决于走访", "expect look unknown because visit"),
        ("预期巡查不明 因走访 并且已补救", "expect look unknown because visit and repaired"),
        ("已知“李娜”的组合指标漏查为2.9%", 'given portfolio missed 2.9% for "李娜"'),
        ("已知“李娜”的组合指标漏查不明", 'given portfolio missed unknown for "李娜"'),
        ("已知组合指标漏查为2.9%对“李娜”", 'given portfolio missed 2.9% for "李娜"'),
        ("已知组合指标漏查不明", "given portfolio missed unknown"),
    ],
)
def test_each_line_of_a_scenario_has_one_tree_in_both_tongues(chinese: str, english: str) -> None:
    text = f"{NAMES}情形 “s” 截至 2024年6月30日\n  {chinese}\n"
    one, found = document_from_text(Source("t", text), tongue="zh")
    assert found == ()
    other, found = document_from_text(Source("t", f'scenario "s" as of 2024-06-30\n  {english}\n'))
    assert found == ()
    assert one.items[-1] == other.items[-1]


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("当不良时，由经理承担主责，给予警告", "when bad / holds manager as main / grade warning"),
        ("当不良时，当过失时，给予警告", "when bad / grade warning when fault"),
        (
            "当不良时，同一案件超过2次的，给予警告",
            "when bad / grade warning when more than 2 in the case",
        ),
        ("给予警告，当不良时", "grade warning / when bad"),
    ],
)
def test_a_condition_on_its_own_line_is_of_the_ground_or_of_the_grade_below(
    chinese: str, english: str
) -> None:
    one, other = rule("责任", chinese, "zh"), rule("liability", english, "en")
    assert getattr(one, "clauses", None) == getattr(other, "clauses", 0)


def test_a_share_is_no_part_of_a_degree_in_chinese() -> None:
    made = rule("责任", "由经理承担责任2 70%、主任承担责任二70%", "zh")
    assert isinstance(made, ast.Liability)
    (holds,) = made.clauses
    assert isinstance(holds, ast.Holds)
    assert [(part.degree.name, part.share) for part in holds.parts] == [
        ("责任2", Decimal(70)),
        ("责任二", Decimal(70)),
    ]


def test_a_condition_and_a_limit_read_as_one_sentence_in_chinese() -> None:
    document, _ = document_from_text(
        Source("t", "article 1\n  exception e\n    to r\n    when a\n    instead within 3 days\n")
    )
    assert text_from_document(document, "zh").splitlines()[1:] == [
        "  例外 e",
        "    针对 r；",
        "    当 a 时，改为在3日内。",
    ]


def test_chinese_reads_as_a_rule_is_written() -> None:
    liability, exemption, scale = (
        "  责任 新责\n    因不良的；\n    义务触发时的任职人承担40%、到期时的任职人承担60%。\n",
        "  免责 新免\n    针对的责任为漏查；\n    当本人曾有属实的走访时；\n    减轻至警告。\n",
        "  积分制 新制\n    按人滚动3个月累计；\n    满6分的，给予警告。\n",
    )
    full = "  免责 全免\n    免除漏查；\n    予以全部免除。\n"
    counted = "定义 超数 是指 贷款笔数超过3且走访次数低于2\n"
    scenario = (
        "\n情形 “s” 截至 2024年6月30日\n"
        "  已知对“李娜”认定过失为待定，于2024年6月1日由“王军”以主任身份作出\n"
        "  已知“李娜”的组合指标 book 为2.9%\n"
        "  预期“李娜”就漏查是否追责不明，取决于不良、金额数\n"
        "  预期“李娜”就漏查承担责任，给予警告，具体责任取决于过失\n"
        "  预期无人就漏查不予追责\n"
        "  预期巡查 不明，取决于走访\n"
    )
    rules = f"案件 贷款\n{NAMES}{liability}{exemption}{scale}{full}{counted}{scenario}"
    document, found = document_from_text(Source("t", rules))
    assert found == ()
    printed = text_from_document(document, "zh")
    for part in (liability, exemption, scale, full, counted, scenario):
        assert part in printed


def test_words_that_open_lines_may_still_be_names() -> None:
    fields = "case c\n  points number\n  kinds text\n  about text\nevent liable\n"
    text = f"{fields}article 1\n  duty d\n    r must liable when points > 3\n"
    assert document_from_text(Source("t", text))[1] == ()


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("exception e\n to r s", "in `exception e`: `,` is missing before `s`"),
        ("exception e\n instead at least once", "`instead` replaces a deadline, and this is none"),
        ("handover h\n signed by the outgoing holder, the outgoing holder", "this is said twice"),
        ("liability l\n holds r as d 70", "in `liability l`: `70` must be a percentage here"),
        ("liability l\n points three", "the number `three` is written in words"),
        ("liability l\n attributed 40% at the trigger, 60% at the trigger", "this is said twice"),
        (
            "liability l\n milder aplies",
            "in `liability l`: `milder aplies` is no word of the language; did you mean `milder applies`?",
        ),
        ("exemption x\n on decision of r", "in `exemption x`: no line of it begins with `on decision of`"),
        ("exemption x\n effect full for k", "`full` does not fit this sentence"),
        (
            "exemption x\n effect mitigate to g",
            "in `exemption x`: `mitigate to` is no word of the language; did you mean `mitigated to`?",
        ),
        (
            "scale s\n count per case",
            "in `scale s`: `count per case` is no word of the language; did you mean `counted per case`?",
        ),
        ("portfolio p\n per r", "in `portfolio p`: no line of it begins with `per`"),
    ],
)
def test_a_slip_is_reported_once(lines: str, said: str) -> None:
    assert message(fault(f"article 1\n {lines}\n"), "en") == said


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('expect "P" liable l', 'in `scenario "s"`: `for` is missing before `l`'),
        ('expect "P" liable for l at g at h', "this is said twice"),
        ('expect "P" liable for l at g, h', "in `l`: `h` does not fit after `,`"),
    ],
)
def test_a_slip_about_persons_is_reported_once(line: str, said: str) -> None:
    assert message(fault(f'scenario "s" as of 2024-01-01\n  {line}\n'), "en") == said


@pytest.mark.parametrize(
    ("line", "code"),
    [("责任 甲\n 同一案件不超过2次的，给予警告", "S039"), ("免责 甲\n 由主任决定", "S051")],
)
def test_a_slip_in_chinese_is_reported_once(line: str, code: str) -> None:
    assert fault(f"{NAMES}  {line}。\n", "zh").code == code


def test_a_rule_whose_head_cannot_be_read_is_left_out() -> None:
    for kind in ("exception", "handover", "liability", "exemption", "scale", "portfolio"):
        document, found = document_from_text(Source("t", f"article 1\n  {kind} 5\n  duty d\n    r must v\n"))
        assert [each.code for each in found] == ["S136"]
        article = document.items[0]
        assert isinstance(article, ast.Article)
        assert [type(each) for each in article.rules] == [ast.Duty]


def test_a_line_that_cannot_be_read_leaves_its_block() -> None:
    for kind, line in {
        "exception": "to r",
        "handover": "of r",
        "scale": "counted per case",
        "portfolio": "by r",
    }.items():
        document, found = document_from_text(Source("t", f"article 1\n  {kind} x\n    ???\n    {line}\n"))
        assert len(found) == 1
        article = document.items[0]
        assert isinstance(article, ast.Article)
        assert [len(getattr(each, "clauses", ())) for each in article.rules] == [1]

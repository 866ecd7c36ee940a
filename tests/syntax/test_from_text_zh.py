"""Chinese as Chinese is written: no spaces, Chinese punctuation, numerals; and both word orders, one tree."""

import datetime as dt
from decimal import Decimal

import pytest

from dutylang.source import Source
from dutylang.syntax import ast
from dutylang.syntax.from_text import document_from_text
from dutylang.syntax.from_text.numerals_zh import number_from_numeral

NAMES = """\
角色 客户经理 英文 client_manager 上级为部门负责人
角色 部门负责人 英文 department_head
角色 担保审查委员会 英文 review_committee
案件 担保业务 英文 guarantee
  担保金额 英文 amount 金额 元
  担保余额 英文 outstanding 金额 元
  成立日期 英文 established 日期
  法律形式 英文 legal_form 取值于 有限责任公司 英文 limited、股份有限公司 英文 joint_stock
  抵押物 英文 pledges 列表 反担保物
记录 反担保物 英文 pledge
  价值 英文 value 金额 元
  已核实 英文 verified 是否
事件 担保申请受理 英文 receive_application
事件 实地调查 英文 visit_site
  调查报告 英文 report 是否
事件 突发事件 英文 emergency
事件 提交监测报告 英文 file_monitoring_report
  监测内容 英文 covers 多项 取值于 资金用途 英文 use_of_funds、项目进展 英文 progress
事件 出具分析评价报告 英文 issue_report
事件 向领导汇报 英文 brief_leader
事件 更改报告 英文 amend_report
事件 另附说明 英文 attach_explanation
事件 担保实施 英文 issue_guarantee
事件 担保解除 英文 release_guarantee
事件 准予延期 英文 grant_delay
参数 报告时限 英文 report_within = 1个工作日
认定事项 隐瞒真情 英文 concealment 由担保审查委员会
"""


def rules(written: str, tongue: str) -> tuple[ast.Rule, ...]:
    """The rules of the articles of a text without fault; Chinese texts come with the names above."""
    head = NAMES if tongue == "zh" else ""
    document, diagnostics = document_from_text(Source("t", head + written), tongue=tongue)
    assert diagnostics == ()
    articles = [item for item in document.items if isinstance(item, ast.Article)]
    return tuple(rule for article in articles for rule in article.rules)


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("每次发生突发事件之后", "after each emergency"),
        ("每次突发事件之后", "after each emergency"),
        ("在突发事件之后", "after emergency"),
        ("突发事件后", "after emergency"),
        ("最近一次突发事件之后", "after the latest emergency"),
        ("首次突发事件之后", "after emergency"),
        ("每次发生突发事件之后，且须已核实", "after each emergency with verified"),
        ("在担保申请受理与出具分析评价报告之间", "between receive_application and issue_report"),
        ("自担保实施起至担保解除止", "from issue_guarantee until release_guarantee"),
        ("自担保实施起", "from issue_guarantee"),
        ("至担保解除止", "until release_guarantee"),
        ("自担保实施起至担保解除止每季度", "every quarter from issue_guarantee until release_guarantee"),
        ("每个工作日", "every working day"),
        ("自上次起每30日", "every 30 days since the last"),
        ("自上次起每隔30日", "every 30 days since the last"),
        (
            "自担保实施起至担保解除止自上次起每30日",
            "every 30 days since the last from issue_guarantee until release_guarantee",
        ),
        ("在出具分析评价报告之前", "before issue_report"),
        ("在担保解除当日", "on the day of release_guarantee"),
        ("当已核实时", "when verified"),
        ("适用于担保业务", "applies to guarantee"),
        ("客户经理必须在三个工作日内实地调查", "client_manager must visit_site within 3 working days"),
        ("客户经理必须期限３日实地调查", "client_manager must visit_site within 3 days"),
        ("客户经理必须在报告时限内实地调查", "client_manager must visit_site within report_within"),
        (
            "客户经理必须在突发事件后2小时内实地调查",
            "client_manager must visit_site within 2 hours after emergency",
        ),
        (
            "客户经理必须自突发事件之日起十日内实地调查",
            "client_manager must visit_site within 10 days after emergency",
        ),
        ("客户经理必须严格在两日内实地调查", "client_manager must visit_site strictly within 2 days"),
        (
            "客户经理必须严格在突发事件后两日内实地调查",
            "client_manager must visit_site strictly within 2 days after emergency",
        ),
        ("客户经理应当在每月十日前向领导汇报", "client_manager must brief_leader by the 10th of each month"),
        (
            "客户经理应在次月10日前向领导汇报",
            "client_manager must brief_leader by the 10th of the following month",
        ),
        ("客户经理应在每年4月30日前向领导汇报", "client_manager must brief_leader by 30 April of each year"),
        ("客户经理应在2024年6月30日前向领导汇报", "client_manager must brief_leader by 2024-06-30"),
        ("客户经理应在二〇二四年六月三十日前向领导汇报", "client_manager must brief_leader by 2024-06-30"),
        ("客户经理必须次日17：00前向领导汇报", "client_manager must brief_leader by 17:00 of the next day"),
        ("客户经理必须当日向领导汇报", "client_manager must brief_leader on the same day"),
        ("客户经理必须至少实地调查一次", "client_manager must visit_site at least once"),
        ("客户经理必须实地调查至少两次", "client_manager must visit_site at least 2 times"),
        ("每名客户经理必须实地调查", "each client_manager must visit_site"),
        ("客户经理、部门负责人各自必须实地调查", "each client_manager, department_head must visit_site"),
        (
            "客户经理必须在3日内按exact计算依china日历顺延实地调查",
            "client_manager must visit_site within 3 days counting exact on calendar china rolling",
        ),
        (
            "客户经理必须以突发事件后4小时与24小时中较早者为准实地调查",
            "client_manager must visit_site by the earlier of 4 hours after emergency and 24 hours",
        ),
        ("客户经理宜实地调查或向领导汇报", "client_manager should visit_site or brief_leader"),
        ("客户经理必须确保实地调查并且向领导汇报", "client_manager must ensure visit_site and brief_leader"),
        ("客户经理必须实地调查，除非已核实", "client_manager must visit_site unless verified"),
        ("客户经理必须实地调查，但已核实的除外", "client_manager must visit_site unless verified"),
        (
            "客户经理未经实地调查不得出具分析评价报告",
            "client_manager may issue_report only after visit_site",
        ),
        (
            "客户经理在实地调查后24小时内方可出具分析评价报告",
            "client_manager may issue_report only after visit_site within 24 hours",
        ),
        ("任何人未经实地调查不得担保实施", "anyone may issue_guarantee only after visit_site"),
        (
            "客户经理须紧接实地调查之后方可出具分析评价报告",
            "client_manager may issue_report only directly after visit_site",
        ),
        (
            "客户经理必须实地调查；\n当已核实时改为在60日内",
            "client_manager must visit_site\ninstead within 60 days when verified",
        ),
        (
            "客户经理必须实地调查，经担保审查委员会准予延期延长30日",
            "client_manager must visit_site\nextended by 30 days on grant_delay by review_committee",
        ),
        ("经准予延期豁免", "waived on grant_delay"),
        ("自突发事件至担保解除中止计算", "suspended from emergency until release_guarantee"),
        ("为甲的例外", "exception to 甲"),
        (
            "保持附有调查报告的实地调查次数不少于２",
            "keep count of visit_site with report is at least 2",
        ),
        (
            "应当保持已核实抵押物的价值合计≥担保余额的120％，数值有效期12个月，在30日内恢复",
            "keep total value of verified pledges >= 120% of outstanding\n"
            "values valid for 12 months\nrestored within 30 days",
        ),
        ("客户经理应当保持担保金额超过300万元", "client_manager must keep amount > 3,000,000 CNY"),
        ("客户经理应当保持担保金额超过三百万元", "client_manager must keep amount > 3,000,000 CNY"),
        ("客户经理应当保持担保金额不足2.5亿元", "client_manager must keep amount < 250,000,000 CNY"),
        ("客户经理应当保持担保金额低于100 EUR", "client_manager must keep amount < 100 EUR"),
        ("当法律形式属于有限责任公司、股份有限公司时", "when legal_form in limited, joint_stock"),
        ("当成立日期早于三年前时", "when established < 3 years ago"),
        ("当抵押物均满足已核实时", "when every one of pledges meets verified"),
        ("当抵押物中有满足（价值超过5元）时", "when any one of pledges meets (value > 5 CNY)"),
        (
            "当自成立日期至最近一次实地调查的日期的工作日数超过3时",
            "when working days from established to date of last visit_site > 3",
        ),
        ("当前3日内附有（调查报告）的实地调查时", "when visit_site with (report) within 3 days before"),
        ("当最近一次实地调查的调查报告为是时", "when report of last visit_site is yes"),
        ("一旦突发事件，客户经理必须实地调查", "once emergency, client_manager must visit_site"),
        ("每次附有已核实的突发事件之后", "after each emergency with verified"),
        ("附有已核实的突发事件之后", "after emergency with verified"),
        ("最近一次符合（并非已核实）的突发事件之后", "after the latest emergency with not verified"),
        ("首次附有已核实的突发事件之后", "after emergency with verified"),
        (
            "任何人未经附有调查报告的实地调查不得担保实施",
            "anyone may issue_guarantee only after visit_site\nwith report",
        ),
        (
            "任何人未经针对同一法律形式、成立日期的实地调查不得担保实施",
            "anyone may issue_guarantee only after visit_site for the same legal_form, established",
        ),
        (
            "任何人未经实地调查不得担保实施针对同一法律形式、成立日期，且须调查报告",
            "anyone may issue_guarantee only after visit_site for the same legal_form, established\nwith report",
        ),
        (
            "客户经理在针对同一法律形式的符合（调查报告）的实地调查后24小时内方可担保实施",
            "client_manager may issue_guarantee only after visit_site within 24 hours for the same legal_form\n"
            "with report",
        ),
        (
            "客户经理须紧接附有调查报告的实地调查之后方可担保实施",
            "client_manager may issue_guarantee only directly after visit_site\nwith report",
        ),
        ("自突发事件起至担保解除止，期间中止计算", "suspended from emergency until release_guarantee"),
        ("自突发事件起至担保解除止中止计算", "suspended from emergency until release_guarantee"),
        (
            "保持担保金额不低于担保余额，不足的，须在30日内恢复",
            "keep amount >= outstanding\nrestored within 30 days",
        ),
        (
            "保持担保金额不低于担保余额，不符合的，应当在报告时限内恢复",
            "keep amount >= outstanding\nrestored within report_within",
        ),
        (
            "保持担保金额不低于担保余额必须在30日内恢复",
            "keep amount >= outstanding restored within 30 days",
        ),
        ("当成立日期不早于2024年5月6日时", "when established >= 2024-05-06"),
        ("当成立日期不晚于三年前时", "when established <= 3 years ago"),
        (
            "客户经理必须在3日内（按自然日计算、依“holidays:DE”日历、不顺延）实地调查",
            "client_manager must visit_site within 3 days counting calendar_days "
            'on calendar "holidays:DE" not rolling',
        ),
        (
            "客户经理必须以2024年6月28日（顺延）与突发事件后10日中较晚者为准实地调查",
            "client_manager must visit_site by the later of 2024-06-28 rolling and 10 days after emergency",
        ),
        (
            "客户经理必须以17:00与次日9:30中较早者为准实地调查",
            "client_manager must visit_site by the earlier of 17:00 and 09:30 of the next day",
        ),
        ("客户经理必须在本季度末前实地调查", "client_manager must visit_site by the end of the quarter"),
        ("当抵押物均符合已核实时", "when every one of pledges meets verified"),
        ("当抵押物中有一项符合（价值超过5元）时", "when any one of pledges meets (value > 5 CNY)"),
        (
            "客户经理必须在3日内按实际时长计算依中国日历实地调查",
            "client_manager must visit_site within 3 days counting exact on calendar china",
        ),
        (
            "任一步骤未完成的，部门负责人必须实地调查",
            "if any step is missed\ndepartment_head must visit_site",
        ),
    ],
)
def test_each_phrase_has_one_tree_in_both_tongues(chinese: str, english: str) -> None:
    assert rules(f"第一条\n  义务 甲\n    {chinese}。\n", "zh") == rules(
        f"article 1\nduty 甲\n{english}\n", "en"
    )


@pytest.mark.parametrize(
    ("chinese", "english"),
    [
        ("已知部门负责人“李娜”自2024年1月1日起任职", 'given department_head "李娜" from 2024-01-01'),
        (
            "已知部门负责人“李娜”自2024年1月1日起至2024年6月30日止代理任职",
            'given department_head "李娜" from 2024-01-01 until 2024-06-30 as deputy',
        ),
        ("已知部门负责人“李娜”自2024年1月1日起", 'given department_head "李娜" from 2024-01-01'),
        (
            "已知本案 担保金额为250万元、法律形式为有限责任公司、成立日期不明 于2024年6月2日",
            "given case amount 2,500,000 CNY, legal_form limited, established unknown at 2024-06-02",
        ),
        ("已知突发事件于2024年5月6日 附有已核实 是", "given emergency at 2024-05-06 with verified yes"),
        ("已知信息截至2024年6月2日", "given known at 2024-06-02"),
        ("已知知悉截至2024年6月2日", "given known at 2024-06-02"),
        ("已知文件 报表 所属期间“2023”", 'given document 报表 for "2023"'),
        ("已知文件 报表 期间“2023”", 'given document 报表 for "2023"'),
        ("已知突发事件发生于2024年5月6日", "given emergency at 2024-05-06"),
        (
            "预期甲违反 到期日2024年5月9日 并且无人补救、待节假日公布、补登、曾中止",
            "expect 甲 violated due 2024-05-09 and terminal, provisional, back dated, suspended",
        ),
        (
            "预期甲违反 到期2024年5月9日 并且终局、暂定、倒签、已中止",
            "expect 甲 violated due 2024-05-09 and terminal, provisional, back dated, suspended",
        ),
    ],
)
def test_each_line_of_a_scenario_has_one_tree_in_both_tongues(chinese: str, english: str) -> None:
    extra = "事件 报表\n第一条\n义务 甲\n  客户经理必须实地调查\n"
    document, diagnostics = document_from_text(
        Source("t", f"{NAMES}{extra}情形 “s” 截至 2024年6月30日\n  {chinese}\n"), tongue="zh"
    )
    assert diagnostics == ()
    other, diagnostics = document_from_text(
        Source("t", f'scenario "s" as of 2024-06-30\n  {english}\n'), tongue="en"
    )
    assert diagnostics == ()
    assert document.items[-1] == other.items[-1]


def test_the_clock_stands_in_a_scope_only() -> None:
    written = f"{NAMES}第一条\n  义务 甲\n    客户经理必须实地调查；\n    期间中止计算。\n"
    assert [each.code for each in document_from_text(Source("t", written))[1]] == ["S045"]
    written = f"{NAMES}第一条\n  义务 甲\n    客户经理必须实地调查；\n    自突发事件起，期间中止计算。\n"
    assert [each.code for each in document_from_text(Source("t", written))[1]] == ["S043"]


def test_a_fact_is_equal_to_its_value() -> None:
    written = f"{NAMES}情形 “s” 截至 2024年6月30日\n  已知本案 担保金额超过5元\n"
    assert [each.code for each in document_from_text(Source("t", written))[1]] == ["S039"]


def test_what_is_restored_must_be() -> None:
    written = f"{NAMES}第一条\n  义务 甲\n    保持担保金额为5元，不符合的，宜在3日内恢复。\n"
    assert [each.code for each in document_from_text(Source("t", written))[1]] == ["S039"]


def test_a_calendar_in_quotation_marks_is_named_as_it_is() -> None:
    document, diagnostics = document_from_text(Source("t", "制度 办法\n  日历 “中国”\n  期间计算 “民法典”\n"))
    assert diagnostics == ()
    head = document.items[0]
    assert isinstance(head, ast.PolicyHead)
    assert (head.calendar, head.counting) == ("中国", "民法典")


def test_the_articles_of_the_design() -> None:
    chinese = """
第十四条 “客户突发事件”
  义务 突发事件实地调查
    每次发生突发事件之后，客户经理必须在三个工作日内实地调查；
    然后必须在报告时限内向领导汇报；
    任一步骤未完成的，部门负责人必须在２个工作日内实地调查。

第十九条 “报告报出后不得更改”
  禁止事项 擅自更改报告
    出具分析评价报告后，客户经理不得更改报告，但当日另附说明的除外。

第二十一条 “持续监测”
  义务 季度监测
    自担保实施起至担保解除止每季度，客户经理必须提交监测报告，
    且须监测内容包括资金用途、项目进展。

第二十八条 “尽职免责”
  免责 勤勉尽职
    免除第二十七条项下全部责任；
    当本人对第二章至第五章的各项义务均无未补救的违反时；
    予以全部免除，由部门负责人在30个工作日内决定；
    不予免责的情形为隐瞒真情。
"""
    english = """
article 14
  duty 突发事件实地调查
    after each emergency
    client_manager must visit_site within 3 working days
    then must brief_leader within report_within
    if any step is missed
      department_head must visit_site within 2 working days
article 19
  prohibition 擅自更改报告
    after issue_report
    client_manager must not amend_report
    unless attach_explanation on the same day
article 21
  duty 季度监测
    every quarter from issue_guarantee until release_guarantee
    client_manager must file_monitoring_report
      with covers including use_of_funds, progress
article 28
  exemption 勤勉尽职
    from every liability of article 27
    when no unrepaired breach of the duties of chapters 2 to 5 that the person bore
    effect full, on decision of department_head within 30 working days
    barred by concealment
"""
    assert rules(chinese, "zh") == rules(english, "en")


def test_a_checklist_may_be_one_sentence() -> None:
    chinese = """第九条
  清单 基本资料
    客户经理必须在出具分析评价报告之前取得并核实：
      - 营业执照 原件
      - 审计报表 近三年或自成立日期起
      - 董事会决议 当法律形式属于有限责任公司时
"""
    english = """article 9
  checklist 基本资料
    client_manager must have on file and verified
      营业执照 original
      审计报表 for the last 3 years, or since established
      董事会决议 when legal_form in limited
    before issue_report
"""
    assert rules(chinese, "zh") == rules(english, "en")


def test_a_table_and_its_outcomes() -> None:
    chinese = """第九条
  分类表 风险等级 首个命中
    | 担保金额 | 法律形式 | 类别 |
    | 1至90 | 任意 | 正常 |
    | ≥１２０％ | 有限责任公司、股份有限公司 | 关注 |
    | 否则 | 任意 | 损失 |
"""
    english = """article 9
  table 风险等级 first match
    | amount | legal_form | 类别 |
    | 1 to 90 | any | 正常 |
    | >= 120% | limited, joint_stock | 关注 |
    | otherwise | any | 损失 |
"""
    assert rules(chinese, "zh") == rules(english, "en")


def test_written_names_stand_for_ids_and_ids_for_themselves() -> None:
    assert rules("第一条\n义务 甲\n客户经理必须实地调查\n", "zh") == rules(
        "第一条\n义务 甲\nclient_manager 必须 visit_site\n", "zh"
    )


def test_a_label_in_quotation_marks_may_be_written_too() -> None:
    written = "角色 keeper “保管员”\n事件 inspect “查库” 英文 “inspection”\n第一条\n义务 甲\n保管员必须查库\n"
    document, diagnostics = document_from_text(Source("t", written))
    assert diagnostics == ()
    role, event, article = document.items
    assert isinstance(role, ast.Role)
    assert role.declared == ast.Declared("keeper", (("zh", "保管员"),))
    assert isinstance(event, ast.Event)
    assert event.declared == ast.Declared("inspect", (("en", "inspection"), ("zh", "查库")))
    assert isinstance(article, ast.Article)
    duty = article.rules[0]
    assert isinstance(duty, ast.Duty)
    made = duty.clauses[0]
    assert isinstance(made, ast.Obligation)
    assert (made.bearers, made.act.events) == ((ast.Name("keeper"),), (ast.Name("inspect"),))


def test_labels_of_two_names_stand_for_neither() -> None:
    written = "事件 a “资料”\n事件 b “资料”\n第一条\n义务 甲\n任何人未经a不得b\n"
    assert document_from_text(Source("t", written))[1] == ()


def test_an_id_may_be_chinese() -> None:
    written = "角色 经理 英文 由营业执照\n事件 查库\n第一条\n义务 甲\n经理必须查库\n"
    document, diagnostics = document_from_text(Source("t", written))
    assert diagnostics == ()
    role = document.items[0]
    assert isinstance(role, ast.Role)
    assert role.declared == ast.Declared("由营业执照", (("zh", "经理"),))


def test_names_are_looked_up_before_numerals() -> None:
    written = "角色 甲\n事件 三个月报表\n第一条\n义务 乙\n甲必须在三个月内三个月报表\n"
    document, diagnostics = document_from_text(Source("t", written))
    assert diagnostics == ()
    article = document.items[2]
    assert isinstance(article, ast.Article)
    duty = article.rules[0]
    assert isinstance(duty, ast.Duty)
    made = duty.clauses[0]
    assert isinstance(made, ast.Obligation)
    assert made.act.events == (ast.Name("三个月报表"),)


def test_commas_between_digits_do_not_end_a_clause() -> None:
    written = "参数 限额 = 3,000,000元；参数 下限 = 0.5\n"
    document, diagnostics = document_from_text(Source("t", written))
    assert diagnostics == ()
    first, second = document.items
    assert isinstance(first, ast.Parameter)
    assert isinstance(second, ast.Parameter)
    assert first.value == ast.MoneyAmount(Decimal(3_000_000), "CNY")
    assert second.value == ast.Number(Decimal("0.5"))


def test_the_head_of_a_policy() -> None:
    written = """制度 办法 “担保尽职办法” 英文 “Diligence”
  版本 “1.0”
  自2024年1月1日起至2030年12月31日止施行
  日历 中国
  时区 “Asia/Shanghai”
  期间计算 民法典
  事件登记期限 3日
"""
    document, diagnostics = document_from_text(Source("t", written))
    assert diagnostics == ()
    assert document.items == (
        ast.PolicyHead(
            ast.Declared("办法", (("en", "Diligence"), ("zh", "担保尽职办法"))),
            version="1.0",
            in_force=ast.InForce(dt.date(2024, 1, 1), dt.date(2030, 12, 31)),
            calendar="china",
            timezone="Asia/Shanghai",
            counting="civil_code",
            recorded_within=ast.Duration(3, document.items[0].recorded_within.unit),  # type: ignore[union-attr]
        ),
    )


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("三", 3),
        ("两", 2),
        ("十", 10),
        ("十四", 14),
        ("二十", 20),
        ("一百零五", 105),
        ("三百万", 3_000_000),
        ("一亿二千万", 120_000_000),
        ("二〇二四", 2024),
        ("", None),
        ("万", None),
        ("零十", None),
        ("一" * 40, None),
    ],
)
def test_numerals(numeral: str, value: int | None) -> None:
    assert number_from_numeral(numeral) == value


@pytest.mark.parametrize("written", ["编号５（甲）％", "1，000，000元", "甲，乙＝丙"])
def test_what_stands_in_quotation_marks_is_taken_as_it_stands(written: str) -> None:
    for tongue, text in (("zh", f"角色 经理 英文 manager “{written}”"), ("en", f'role manager "{written}"')):
        document, diagnostics = document_from_text(Source("t", text), tongue=tongue)
        assert diagnostics == ()
        (role,) = document.items
        assert written in str(role)


def test_thousands_separated_by_a_full_width_comma_are_told_and_read() -> None:
    text = NAMES + "第一条\n  义务 甲\n    当担保金额超过３，０００，０００元时，客户经理必须实地调查。\n"
    document, (told,) = document_from_text(Source("t", text), tongue="zh")
    plain, nothing = document_from_text(
        Source("t", text.replace("３，０００，０００", "3000000")), tongue="zh"
    )
    assert (told.code, nothing) == ("S064", ())
    assert document == plain
    assert told.fix is not None
    assert told.fix.text == "3,000,000"

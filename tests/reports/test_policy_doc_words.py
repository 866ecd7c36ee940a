"""What a document says of each kind of rule, in English and in Chinese."""

import pytest

from dutylang.reports.policy_doc.model import plain
from tests.reports.policy_docs import HEAD, PACK, doc, doc_at, facts, row, rows, rule, said

CHAIN = """article 14 "Sudden events" zh "突发事件"
  duty answered "events answered" zh "处置突发事件"
    after each emergency
    manager must visit_site within arrive_within
      instead within 10 days when large
      extended by 5 days on approve by panel
    then must brief_leader within 1 day
    otherwise the superior must escalate within 2 days
    if any step is missed
      director must ensure visit_site within 30 days not rolling
    discharged on release
"""


def test_a_chain_in_english():
    assert said(doc(CHAIN, "en"), "answered") == [
        "After each emergency, the manager must visit site within 3 working days※ (time of arrival), but within "
        "10 days when ‘large’ applies, extended by 5 days on approve by the panel."
        .replace("when ‘large’ applies", "when large"),
        "Then the manager must brief leader within 1 day.",
        "If that is not done in time, the superior must escalate within 2 days.",
        "If any step is missed, the director must, in person or through others, visit site within 30 days not rolling.",
        "The duty ends on release.",
    ]  # fmt: skip


def test_a_chain_in_chinese():
    assert said(doc(CHAIN, "zh"), "answered") == [
        "每次突发事件之后，客户经理应当在到场时限（3个工作日※）内实地调查，当大额时，期限改为在10日内，"
        "经评审会审批的，期限延长5日。",
        "随后，客户经理应当在1日内汇报。",
        "未按期履行的，其上级应当在2日内上报。",
        "任一步骤未按期完成的，总经理应当确保在30日内（不顺延）实地调查。",
        "解除担保后，本项义务解除。",
    ]  # fmt: skip


def test_the_rows_of_a_chain():
    assert rows(doc(CHAIN, "zh"), "answered") == [
        (
            "客户经理", "实地调查", "每次突发事件之后",
            "在到场时限（3个工作日※）内；当大额时，期限改为在10日内；经评审会审批的，期限延长5日", "总经理",
        ),
        ("客户经理", "汇报", "上一步骤完成后", "在1日内", "部门负责人、总经理"),
        ("部门负责人", "上报", "上一项未按期履行时", "在2日内", "—"),
        ("总经理", "实地调查", "任一步骤未按期完成时", "在30日内（不顺延）", "—"),
    ]  # fmt: skip


def test_each_way_of_counting_is_told_once():
    (counting,) = facts(rule(doc(CHAIN, "en"), "answered"))["Counting"]
    assert counting == (
        "working days of the calendar “china”; calendar days; a last day that is a rest day of the calendar "
        "“china” moves to the next working day; calendar days; a last day that is a rest day does not move"
    )


def test_each_superior_in_turn_has_a_row_of_its_own():
    text = """article 1
  duty visited
    after each emergency
    manager must visit_site within 3 days
    otherwise each superior in turn must escalate within 2 days
"""
    assert [each[0] for each in rows(doc(text, "zh"), "visited")] == ["客户经理", "部门负责人", "总经理"]
    assert [each[4] for each in rows(doc(text, "zh"), "visited")] == ["部门负责人", "总经理", "—"]
    assert said(doc(text, "en"), "visited")[1] == (
        "If that is not done in time, each superior in turn must escalate within 2 days."
    )


@pytest.mark.parametrize(
    ("lines", "english", "chinese", "deadline"),
    [
        (
            "on the day of disburse / manager must visit_site",
            "On the day of disburse, the manager must visit site.",
            "在放款当日，客户经理应当实地调查。",
            "于放款当日",
        ),
        (
            "every quarter from disburse until release / manager must visit_site",
            "Every quarter from disburse until release, the manager must visit site.",
            "自放款起至解除担保止每季度，客户经理应当实地调查。",
            "在本季度末前",
        ),
        (
            "every 30 days since the last from disburse until release / manager must visit_site",
            "Every 30 days since the last one, from disburse until release, the manager must visit site.",
            "自放款起至解除担保止，自上次履行起每满30日，客户经理应当实地调查。",
            "自上次履行起每满30日",
        ),
        (
            "every working day from disburse until release / manager must visit_site",
            "Every working day from disburse until release, the manager must visit site.",
            "自放款起至解除担保止每个工作日，客户经理应当实地调查。",
            "在本日底前",
        ),
        (
            "before disburse / manager must visit_site",
            "Before disburse, the manager must visit site.",
            "在放款之前，客户经理应当实地调查。",
            "在放款之前",
        ),
        (
            "from disburse until release / manager must visit_site",
            "From disburse until release, the manager must visit site.",
            "自放款起至解除担保止，客户经理应当实地调查。",
            "在解除担保之前",
        ),
        (
            "after each emergency / manager must visit_site for the same site",
            "After each emergency, the manager must visit site for the same site.",
            "每次突发事件之后，客户经理应当针对同一地点实地调查。",
            "结案之前",
        ),
        (
            "after each emergency / each manager should visit_site at least 2 times",
            "After each emergency, each manager should visit site at least 2 times.",
            "每次突发事件之后，每名客户经理宜至少2次实地调查。",
            "结案之前",
        ),
        (
            "after each emergency / when large / manager must visit_site at most once within 3 days",
            "After each emergency, when ‘large’ applies, the manager must visit site at most once within 3 days.",
            "每次突发事件之后，当大额时，客户经理应当至多一次在3日内实地调查。",
            "在3日内",
        ),
        (
            "manager may disburse only after approve",
            "The manager may disburse only after approve.",
            "客户经理未经审批不得放款。",
            "实施该行为之前",
        ),
        (
            "from disburse until release / keep amount >= 5 CNY / restored within 30 days",
            "From disburse until release, amount is at least 5 CNY, and where it fails, it must be restored within "
            "30 days.",
            "自放款起至解除担保止，应当保持担保金额不低于5元，不符合的，应当在30日内恢复。",
            "持续遵守；不符合的，在30日内恢复",
        ),
        (
            "from disburse until release / manager must keep large",
            "From disburse until release, the manager must see to it that ‘large’ holds.",
            "自放款起至解除担保止，客户经理应当保持大额。",
            "持续遵守",
        ),
        (
            "visit_site and approve by different persons",
            "On-site investigation and approve must be done by different persons.",
            "实地调查与审批应当由不同人员经办。",
            "持续遵守",
        ),
        (
            "never both approve and escalate",
            "Approve and escalate must not both occur in one case.",
            "同一案件中，审批与上报不得并存。",
            "持续遵守",
        ),
        (
            "the first event must be emergency",
            "The first event must be emergency.",
            "首个事件应当是突发事件。",
            "案件开始时",
        ),
        (
            "the last event must be release",
            "The last event must be release.",
            "末个事件应当是解除担保。",
            "结案时",
        ),
    ],
)
def test_a_duty(lines: str, english: str, chinese: str, deadline: str):
    text = 'article 1 "One"\n  duty one\n' + "".join(f"    {line}\n" for line in lines.split(" / "))
    assert said(doc(text, "en"), "one") == [english]
    assert said(doc(text, "zh"), "one") == [chinese]
    assert [each[3] for each in rows(doc(text, "zh"), "one")] == [deadline]


def test_further_lines_are_sentences_of_their_own():
    text = """article 1
  duty one
    after each emergency
    already counts
    manager must visit_site within 3 days
    each its own
    lapses
    counts only if recorded within 2 days
    suspended from approve until attach_note
    waived on approve by panel
"""
    assert said(doc(text, "zh"), "one") == [
        "每次突发事件之后，客户经理应当在3日内实地调查。",
        "触发之前已经履行的，视为履行。",
        "每次发生均须分别履行。",
        "期限届满后补做的，不视为履行。",
        "有关行为须在2日内登记方为有效。",
        "自审批起至另附说明止，期间中止计算。",
        "经评审会审批的，予以豁免。",
    ]


BAN = """article 19 "The report"
  prohibition quiet "quiet change" zh "擅自放款"
    after emergency
    nobody may disburse
      with large
      unless attach_note on the same day
    otherwise head must brief_leader within 2 days
  permission noted zh "附说明的放款"
    exception to quiet
    manager may disburse when attach_note on the same day
  exception small zh "小额"
    to quiet
    when not large
  exception urgent zh "紧急"
    to small
    when large
"""


def test_a_prohibition_is_broken_where_a_duty_is_not_done():
    assert said(doc(BAN, "en"), "quiet") == [
        "After emergency, nobody may disburse, with large, unless attach note on the same day.",
        "If it is broken, the head must brief leader within 2 days.",
    ]
    assert said(doc(BAN, "zh"), "quiet") == [
        "突发事件之后，任何人不得放款，以大额为限，但当日另附说明的除外。",
        "违反的，部门负责人应当在2日内汇报。",
    ]
    assert rows(doc(BAN, "zh"), "quiet") == [
        ("任何人", "不得放款，以大额为限，但当日另附说明的除外", "突发事件之后", "持续遵守", "部门负责人"),
        ("部门负责人", "汇报", "违反时", "在2日内", "—"),
    ]


def test_exceptions_are_told_at_the_rule_and_say_what_they_do():
    found = doc(BAN, "zh")
    assert facts(rule(found, "quiet"))["例外"] == ["附说明的放款、小额"]
    assert said(found, "noted") == ["客户经理可以放款，条件是当日另附说明。", "本项为擅自放款的例外。"]
    assert said(found, "small") == ["符合下列情形的，有关义务免予履行。"]
    assert said(found, "urgent") == ["符合下列情形的，有关例外不适用。"]
    assert [task.rule for task in found.tasks] == ["quiet", "quiet"]


PERSONS = """article 15
  duty visited zh "实地走访"
    after each emergency
    manager must visit_site within 10 days
article 27 "Grounds of liability"
  liability missed zh "漏访"
    for each unrepaired breach of visited
    for large
    holds manager as principal zh "主要责任" 70%, head as supervisor zh "监督责任" 30%
    kinds economic zh "经济责任"
    grade demerit when large
    points 3
    attributed 40% at the trigger, 60% at the deadline
  exemption spoken_up zh "已提异议"
    from every liability of article 27
    for manager
    when no unrepaired breach of the duties of article 15
    effect full, on decision of panel within 30 working days
    barred by reckless
  scale yearly zh "年度积分"
    counted per person every year
    reaching 6 points grade demerit
  handover signed zh "交接"
    of manager
    on attach_note
    signed by the outgoing holder, head
"""
JUDGED = (
    HEAD + 'judgement reckless zh "轻率" by panel within 30 days after release\ngrades demerit zh "记过"\n'
)


def test_grounds_exemptions_scales_and_handovers():
    found = doc(PERSONS, "zh", JUDGED)
    assert facts(rule(found, "missed")) == {
        "追责情形（具备其一即可）": ["每次违反“实地走访”且未补救", "大额"],
        "责任人": ["客户经理承担主要责任70%、部门负责人承担监督责任30%"],
        "责任种类": ["经济责任"],
        "处分（符合多项的从重）": ["当大额时，记过"],
        "记分": ["每项结论记3分"],
        "责任归属": ["义务触发时的任职人承担40%、期限届满时的任职人承担60%"],
    }
    assert facts(rule(found, "spoken_up")) == {
        "免除的责任": ["第二十七条项下全部责任"],
        "适用对象": ["客户经理"],
        "条件（须同时具备）": ["对第十五条的各项义务均无未补救的违反"],
        "免责方式": ["全部免除，由评审会在30个工作日内决定"],
        "不予免责的情形": ["轻率"],
    }
    assert facts(rule(found, "yearly")) == {
        "累计方式": ["每人按年累计全部案件"],
        "达到分值的处分": ["满6分：记过"],
    }
    assert facts(rule(found, "signed"))["签字人"] == ["移交人、部门负责人"]
    assert facts(rule(found, "visited"))["追责依据"] == ["漏访"]


def test_bodies_have_rows_for_what_they_decide():
    found = doc(PERSONS, "en", JUDGED)
    decisions = {task.rule: row(task) for task in found.tasks if task.rule in ("spoken_up", "reckless")}
    assert decisions == {
        "spoken_up": (
            "Panel", "Decide on the exemption", "When an exemption is in question", "Within 30 working days", "—",
        ),
        "reckless": (
            "Panel", "Decide whether it is so", "When the question arises", "Within 30 days after release", "—",
        ),
    }  # fmt: skip


def test_citations_lead_to_their_articles():
    found = doc(PERSONS, "en", JUDGED)
    spoken = rule(found, "spoken_up")
    links = {run.text: run.to for fact in spoken.facts for text in fact.texts for run in text if run.to}
    assert links["article 27"] == "article-27"
    assert links["article 15"] == "article-15"
    assert links["Reckless"] == "judgement-reckless"


def test_checklists_and_tables_are_tables():
    text = """article 9 "On file"
  checklist papers zh "资料"
    manager must have on file and verified
      - licence zh "营业执照" original valid
      - statements zh "财务报表" for the last 3 years
      - power zh "授权书" when large
      - chart zh "结构图" unless large
    before disburse
  table risk zh "风险" unique match
    | amount           | level zh "级别" |
    | >= 3,000,000 CNY | high            |
    | otherwise        | low             |
"""
    found = doc(text, "zh")
    (grid,) = rule(found, "papers").grids
    assert [[plain(cell[0]) for cell in line.cells] for line in grid.rows] == [
        ["1", "营业执照", "原件、有效", "一律需要"],
        ["2", "财务报表", "近三年", "一律需要"],
        ["3", "授权书", "—", "当大额时"],
        ["4", "结构图", "—", "除非大额"],
    ]
    assert said(found, "papers") == ["在放款之前，客户经理应当取得并核实下列资料："]
    assert rows(found, "papers") == [("客户经理", "取得并核实（共4项）", "始终适用", "在放款之前", "—")]
    (table,) = rule(found, "risk").grids
    assert table.head == ("担保金额", "级别")
    assert [[plain(cell[0]) for cell in line.cells] for line in table.rows] == [
        ["≥300万元", "high"],
        ["否则", "low"],
    ]


def test_a_parameter_in_versions_shows_each_with_its_days():
    head = HEAD.replace(
        "= 120%",
        "= 120% in force from 2024-01-01 until 2024-12-31\nparameter cover = 130% in force from 2025-01-01",
    )
    text = "article 1\n  duty one\n    keep cover of amount > 5 CNY\n"
    found = doc(text, "zh", head)
    (article,) = found.articles
    assert article.parameters is not None
    assert [plain(line) for line in article.parameters.rows[0].cells[1]] == [
        "120%，自2024年1月1日起至2024年12月31日止施行",
        "130%，自2025年1月1日起施行",
    ]


def test_the_pack_reads_as_a_chinese_officer_writes():
    found = doc_at(PACK, "zh")
    assert said(found, "emergency_answered") == [
        "每次突发事件之后，客户经理应当在到场时限（3个工作日※）内实地调查。",
        "随后，客户经理应当在汇报时限（1个工作日※）内向领导汇报。",
        "随后，客户经理应当在成文时限（5个工作日※）内提交突发事件报告。",
        "任一步骤未按期完成的，部门负责人应当在补查时限（2个工作日※）内实地调查。",
        "担保解除后，本项义务解除。",
    ]
    assert said(found, "quiet_change") == [
        "出具分析评价报告之后，任何人不得作原则性更改，但当日另附说明的除外。"
    ]

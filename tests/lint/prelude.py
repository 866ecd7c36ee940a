"""What the examples of lint stand below: a head, and the names that they use, in each tongue."""

from collections.abc import Iterable

from dutylang.diagnostics import Diagnostic, Severity
from dutylang.lint import findings_from_ground, ground_from_policy
from dutylang.pipeline import loaded_from_sources
from dutylang.source import Source

PRELUDE = {
    "en": """\
policy house zh "担保细则"
  version "1.0"
  in force from 2024-01-01
  calendar china
  timezone "Asia/Shanghai"
  counting civil_code
role manager zh "客户经理" reports to head
role head zh "部门负责人"
role committee zh "评审会" body
case loan zh "贷款项目"
  amount zh "贷款金额" money CNY
  days_overdue zh "逾期天数" number
  by_agent zh "代理人代办" yes/no
  region zh "所属地区" text
  product zh "业务品种" one of credit zh "信用贷款", bill zh "票据"
  group_name zh "所属集团" optional text
  rated zh "已评级" optional yes/no
event apply zh "受理申请"
event visit_site zh "实地调查"
  site zh "现场" text
event report_visit zh "报告调查"
event escalate zh "上报"
event change_report zh "更改报告"
event release zh "结清"
event disburse zh "放款"
judgement reckless zh "轻率" by committee
grades warning zh "警告", demerit zh "记过", dismissal zh "开除"
""",
    "zh": """\
制度 担保细则 英文 house
  版本 “1.0”
  自2024年1月1日起施行
  日历 中国
  时区 “Asia/Shanghai”
  期间计算 民法典
角色 部门负责人 英文 head
角色 客户经理 英文 manager 上级为部门负责人
角色 评审会 英文 committee 机构
案件 贷款项目 英文 loan
  贷款金额 英文 amount 金额 元
  逾期天数 英文 days_overdue 数值
  代理人代办 英文 by_agent 是否
  所属地区 英文 region 文本
  业务品种 英文 product 取值于 信用贷款 英文 credit、票据 英文 bill
  所属集团 英文 group_name 可选 文本
  已评级 英文 rated 可选 是否
事件 受理申请 英文 apply
事件 实地调查 英文 visit_site
  现场 英文 site 文本
事件 报告调查 英文 report_visit
事件 上报 英文 escalate
事件 更改报告 英文 change_report
事件 结清 英文 release
事件 放款 英文 disburse
认定事项 轻率 英文 reckless 由评审会认定
处分等级 警告 英文 warning、记过 英文 demerit、开除 英文 dismissal
""",
}


def found(
    text: str, select: Iterable[str] = (), tongue: str = "en", ignore: Iterable[str] = ()
) -> list[Diagnostic]:
    """The findings in a text below the prelude; the text must check."""
    return found_in(Source("test.duty", PRELUDE[tongue] + text.strip("\n") + "\n"), select, tongue, ignore)


def found_in(
    source: Source, select: Iterable[str] = (), tongue: str = "en", ignore: Iterable[str] = ()
) -> list[Diagnostic]:
    """The findings in a text that stand below the prelude at its beginning."""
    loaded, texts, problems = loaded_from_sources([source], {})
    errors = [(each.code, dict(each.args), source.line(each.span.line)) for each in problems
              if each.severity is Severity.ERROR]  # fmt: skip
    assert loaded is not None, errors
    assert not errors, errors
    findings = findings_from_ground(ground_from_policy(loaded.policy, texts.documents), select, ignore)
    return [each for each in findings if each.span.start >= len(PRELUDE[tongue])]


def codes(text: str, select: Iterable[str] = (), tongue: str = "en") -> list[str]:
    """The codes of the findings in a text below the prelude."""
    return [each.code for each in found(text, select, tongue)]

"""Policy texts for the tests of the checker: a head with declarations, and what is asked of it."""

import attrs

from dutylang.diagnostics import Diagnostic, Severity
from dutylang.policy.from_ast import policy_from_ast
from dutylang.policy.model import Policy
from dutylang.source import Source
from dutylang.syntax.from_text import document_from_text

HEAD = """
policy example
  version "1.0"
  in force from 2024-01-01
  calendar china
  timezone "Asia/Shanghai"
  counting civil_code
role client_manager
role department_head
case loan
  amount money CNY
  credit_line money USD
  cover percent
  days_overdue number
  established date
  signed_at date and time
  form one of company, person
  covers set of one of finances, repayment
  handled_by_agent yes/no
  pledges list of pledge
  customer single customer
record pledge
  value money CNY
  verified yes/no
record customer
  net_assets money CNY
event emergency
  site text
event visit_site
  report yes/no
  site text
event issue_report
parameter report_within = 3 days
parameter least_amount = 1000 CNY
"""

HEAD_ZH = """
制度 示例
  版本 “1.0”
  自2024年1月1日起施行
  日历 china
  时区 “Asia/Shanghai”
  期间计算 civil_code
角色 客户经理
角色 部门负责人
案件 贷款
  贷款额 金额 元
  授信额 金额 USD
  覆盖率 百分比
  逾期天数 数值
  成立日 日期
  签约时间 日期时间
  客户类型 取值于 企业、个人
  监测内容 多项 取值于 财务状况、还款情况
  代理办理 是否
  抵押物清册 列表 抵押物
  主体 单项 主体档案
记录 抵押物
  估值 金额 元
  已核实 是否
记录 主体档案
  净资产 金额 元
事件 突发事件
  现场 文本
事件 实地调查
  书面 是否
  现场 文本
事件 出具报告
参数 报告时限 = 3日
参数 起点额 = 1000元
"""


@attrs.frozen
class Checked:
    """A policy or None, what the parser said, what the checker said, and the text."""

    policy: Policy | None
    syntax: tuple[Diagnostic, ...]
    problems: tuple[Diagnostic, ...]
    source: Source

    def codes(self) -> list[str]:
        """The codes in the order of the text, without notes."""
        return [each.code for each in self.problems if each.severity is not Severity.NOTE]

    def only(self, code: str) -> Diagnostic:
        """The one diagnostic of a code."""
        found = [each for each in self.problems if each.code == code]
        assert len(found) == 1, (
            code,
            [(each.code, self.written(each)) for each in self.problems],
            self.syntax,
        )
        return found[0]

    def written(self, diagnostic: Diagnostic) -> str:
        """The words that a diagnostic points at, on one line."""
        return " ".join(self.source.text[diagnostic.span.start : diagnostic.span.end].split())

    def mended(self, diagnostic: Diagnostic) -> str:
        """The text with the fix of a diagnostic carried out."""
        fix = diagnostic.fix
        assert fix is not None
        return self.source.text[: fix.span.start] + fix.text + self.source.text[fix.span.end :]


DUTY = """
article 10
  duty visit
    after each emergency
    client_manager must visit_site within 3 working days
"""


def below_head(text: str, tongue: str = "en") -> Source:
    """The text below the common head of its tongue."""
    head = HEAD_ZH if tongue == "zh" else HEAD
    return Source("test.duty", head.lstrip("\n") + text.strip("\n") + "\n")


def checked(text: str, tongue: str = "en") -> Checked:
    """What the checker says of a text below the common head."""
    return checked_source(below_head(text, tongue))


def checked_cleanly(text: str) -> Checked:
    """What the checker says of a text in which the parser found nothing."""
    found = checked(text)
    assert found.syntax == ()
    return found


def checked_source(source: Source) -> Checked:
    """What the checker says of a text as it stands."""
    document, said = document_from_text(source)
    policy, more = policy_from_ast([(source, document)])
    return Checked(policy, said, more, source)

"""The examples of `docs/cases.md` are read as they stand, in both tongues."""

import re
import sqlite3
from pathlib import Path

import pytest

from dutylang.cases.files import cases_from_path
from dutylang.cases.mapping_file import mapping_from_text
from dutylang.policy.from_ast import policy_from_ast
from dutylang.policy.model import Vocabulary
from dutylang.source import Source
from dutylang.syntax.from_text import document_from_text
from tests.cases.vocabulary import SHANGHAI, vocabulary
from tests.house.tree import ROOT

GUIDES = {
    tongue: (ROOT / "docs" / page).read_text(encoding="utf-8")
    for tongue, page in (("en", "cases.md"), ("zh", "zh/cases.md"))
}
TONGUES = pytest.mark.parametrize("tongue", GUIDES)
LEFT_OUT = {"en": ["Visit|start (1)", "Tea (1)"], "zh": ["走访|开始 (1)", "茶歇 (1)"]}
CHINESE = """制度 担保尽职 英文 guarantee_diligence
  自2024年1月1日起施行
  日历      中国
  时区      “Asia/Shanghai”
  期间计算  民法典
角色 客户经理    英文 client_manager
角色 部门负责人  英文 department_head
案件 担保项目 英文 guarantee
  担保金额  英文 amount       金额 元
  担保品种  英文 product      取值于 流动资金贷款担保 英文 working_capital、信用证担保 英文 letter_of_credit
  成立日期  英文 established  日期
  担保费率  英文 rate         百分比
  员工人数  英文 staff        数值
  备注      英文 note         文本
  所属集团  英文 group        可选 文本
  监测内容  英文 covers       多项 取值于 财务状况 英文 finances、项目进展 英文 progress
  押品清单  英文 pledges      列表 押品
  在保余额  英文 outstanding  跟踪 金额 元
记录 押品 英文 pledge
  评估价值  英文 value     金额 元
  已核实    英文 verified  是否
事件 突发事件 英文 emergency
事件 实地调查 英文 visit_site
  形成书面记录 英文 report 是否
事件 代偿 英文 pay_compensation
认定事项 重大过失 英文 gross_negligence 由部门负责人认定
第一条
  清单 资料
    在实地调查之前，客户经理必须取得：
      - 营业执照 英文 business_licence
"""


def names_of(tongue: str) -> Vocabulary:
    """The names that the examples of a page speak of."""
    if tongue == "en":
        return vocabulary()
    source = Source("policy", CHINESE)
    document, problems = document_from_text(source)
    assert problems == ()
    policy, _ = policy_from_ast(((source, document),))
    assert policy is not None
    return policy.vocabulary


def blocks(tongue: str, kind: str) -> list[str]:
    found = re.findall(r"^```(\w+)\n(.*?)^```", GUIDES[tongue], flags=re.DOTALL | re.MULTILINE)
    return [text for name, text in found if name == kind]


@TONGUES
def test_the_documents_are_read(tongue: str, tmp_path: Path):
    (tmp_path / "a.json").write_text(blocks(tongue, "json")[0], encoding="utf-8")
    (tmp_path / "b.yaml").write_text(blocks(tongue, "yaml")[0], encoding="utf-8")
    (one, problems), (two, more) = cases_from_path(tmp_path, names_of(tongue), SHANGHAI)
    assert problems == more == ()
    assert one is not None
    assert two is not None
    assert [event.type for event in one.events] == ["emergency", "visit_site", "visit_site"]
    assert two.events[0].actors[0].role == "client_manager"
    assert two.documents[0].original is True


@TONGUES
def test_the_tables_are_read(tongue: str, tmp_path: Path):
    cases, events = blocks(tongue, "csv")[:2]
    (tmp_path / "cases.csv").write_text(cases, encoding="utf-8")
    (tmp_path / "events.csv").write_text(events, encoding="utf-8")
    mapping, problems = mapping_from_text(blocks(tongue, "toml")[0], "mapping.toml")
    assert problems == ()
    (one, first), (two, second), (nobody, notes) = cases_from_path(
        tmp_path, names_of(tongue), SHANGHAI, mapping=mapping
    )
    assert first == second == ()
    assert one is not None
    assert two is not None
    assert nobody is None
    assert [note.args["activities"] for note in notes] == [LEFT_OUT[tongue]]
    assert [event.type for event in one.events] == ["emergency", "visit_site"]
    assert one.events[1].attributes == {"report": True}
    assert set(one.fields) == {"amount", "established"}
    assert two.events == ()


@TONGUES
def test_the_tables_of_a_database_are_read(tongue: str, tmp_path: Path):
    what = {"en": ("emergency", "draft"), "zh": ("突发事件", "草稿")}[tongue]
    connection = sqlite3.connect(tmp_path / "book.db")
    connection.execute("CREATE TABLE guarantees (id text, amount text)")
    connection.execute("CREATE TABLE log (guarantee text, what text, day text)")
    connection.execute("INSERT INTO guarantees VALUES ('G-001', '5')")
    connection.execute("INSERT INTO log VALUES ('G-001', ?, '2024-05-06'), ('G-001', ?, '2024-05-05')", what)
    connection.commit()
    connection.close()
    (text,) = [text for text in blocks(tongue, "toml") if "sqlite:" in text]
    mapping, problems = mapping_from_text(text, "mapping.toml")
    assert problems == ()
    ((one, problems),) = cases_from_path(tmp_path, names_of(tongue), SHANGHAI, mapping=mapping)
    assert problems == ()
    assert one is not None
    assert [event.type for event in one.events] == ["emergency"]

"""Documents of policies as the tests of documents read them."""

from functools import cache
from pathlib import Path

from dutylang.pipeline import Loaded, check_policy, loaded_from_text
from dutylang.reports.policy_doc.document import Imprint, policy_doc
from dutylang.reports.policy_doc.model import Fact, PolicyDoc, RuleBlock, Task, plain
from tests.house.tree import ROOT

TONGUES = ("en", "zh")
IMPRINT = Imprint("china 2026.1", "0.1.0")
PACK = ROOT / "policies" / "guarantee"

HEAD = """policy care "Care" zh "尽职规则"
  version "1.0"
  in force from 2024-01-01
  calendar china
  timezone "Asia/Shanghai"
  counting civil_code
role manager zh "客户经理" reports to head
role head zh "部门负责人" reports to director
role director zh "总经理"
role panel zh "评审会" body
case guarantee zh "担保项目"
  amount zh "担保金额" money CNY
  large zh "大额" yes/no
event visit_site "on-site investigation" zh "实地调查"
  site zh "地点" text
event emergency zh "突发事件"
  site zh "地点" text
event brief_leader zh "汇报"
event escalate zh "上报"
event disburse zh "放款"
event release zh "解除担保"
event approve zh "审批"
event attach_note zh "另附说明"
parameter arrive_within "time of arrival" zh "到场时限" = 3 working days house default
parameter cover zh "规定比例" = 120%
"""


def loaded(text: str, head: str = HEAD) -> Loaded:
    """A sound policy of some rules."""
    found, problems = loaded_from_text(head + text)
    assert found is not None, [(each.code, dict(each.args)) for each in problems]
    return found


def doc_of(found: Loaded, tongue: str) -> PolicyDoc:
    """Its document."""
    return policy_doc(found.policy, found.texts.documents, tongue, IMPRINT)


def doc(text: str, tongue: str, head: str = HEAD) -> PolicyDoc:
    """The document of some rules."""
    return doc_of(loaded(text, head), tongue)


@cache
def doc_at(path: Path, tongue: str) -> PolicyDoc:
    """The document of a policy in a file or folder."""
    policy, texts, problems = check_policy(path)
    assert policy is not None, [(each.code, dict(each.args)) for each in problems]
    return policy_doc(policy, texts.documents, tongue, IMPRINT)


def rule(found: PolicyDoc, name: str) -> RuleBlock:
    """The one block of a rule."""
    (only,) = (each for each in found.rules if each.name == name)
    return only


def said(found: PolicyDoc, name: str) -> list[str]:
    """The sentences of a rule."""
    return [plain(text) for text in rule(found, name).sentences]


def facts(block: RuleBlock) -> dict[str, list[str]]:
    """What a rule's block says under each term."""
    return {fact.term: words(fact) for fact in block.facts}


def words(fact: Fact) -> list[str]:
    """The lines under a term."""
    return [plain(text) for text in fact.texts]


def row(task: Task) -> tuple[str, ...]:
    """A row of the responsibility table without its duty and its article."""
    cells = (task.bearer, task.act, task.trigger, task.deadline, task.escalates)
    return tuple(plain(cell) for cell in cells)


def rows(found: PolicyDoc, name: str) -> list[tuple[str, ...]]:
    """The rows of a rule."""
    return [row(task) for task in found.tasks if task.rule == name]


def shape(found: PolicyDoc) -> object:
    """What must be the same in every tongue: everything but the words."""
    return (
        [
            (
                article.anchor,
                article.parameters and len(article.parameters.rows),
                [_rule(each) for each in article.rules],
            )
            for article in found.articles
        ],
        [(task.rule, task.part, task.roles, bool(task.counting)) for task in found.tasks],
        [(group.role, len(group.tasks)) for group in found.by_role],
        [
            (annex.anchor, [[row.anchor for row in grid.rows] for grid in annex.grids])
            for annex in found.annexes
        ],
    )


def _rule(block: RuleBlock) -> object:
    grids = [(len(grid.head), len(grid.rows)) for grid in block.grids]
    lines = [len(fact.texts) for fact in block.facts]
    return block.name, block.kind, len(block.sentences), lines, grids

"""What would have complied, for every kind of body."""

import datetime as dt

import attrs
import pytest

from dutylang.assessment.leaves import Leaf, LeafKind
from dutylang.assessment.model import Verdict
from dutylang.ops.types import YES_NO
from dutylang.plan import model as p
from dutylang.plan.deadlines import EventLimit
from dutylang.policy.typed import Const
from dutylang.reports.remedy import Remedy, event_that_ends, remedy_from_finding, sentence_from_remedy
from tests.reports.common import EVENTS, day, finding, late_finding, names_in

VISIT = p.Match(events=("visit",), roles=("manager",))
ANY = Const(True, YES_NO)


def rule_of(body: p.Body, **parts: object) -> p.RulePlan:
    settings = {
        "name": "prompt_visit",
        "article": "14",
        "chapter": None,
        "since": dt.date(2024, 1, 1),
        "until": None,
        "applies_to": None,
        "scope": p.Scope(),
        "trigger": p.Trigger(p.TriggerKind.SCOPE),
        "when": None,
        "body": body,
    }
    return p.RulePlan(**settings | parts)  # type: ignore[arg-type]


def demand(match: p.Match = VISIT, **parts: object) -> p.Demand:
    return p.Demand(bearers=("manager",), match=match, limits=(), **parts)  # type: ignore[arg-type]


def sentence(body: p.Body, one: object, tongue: str = "en", **parts: object) -> str:
    names = names_in(tongue, rules={"prompt_visit": rule_of(body, **parts)})
    remedy = remedy_from_finding(one, names)  # type: ignore[arg-type]
    assert remedy is not None
    return sentence_from_remedy(remedy, one, names, EVENTS)  # type: ignore[arg-type]


VIOLATED = finding(Verdict.VIOLATED, "not_done", roles=("manager",), due=day("2024-05-09"))
BROKEN = finding(Verdict.VIOLATED, "forbidden_act", roles=("manager",))


@pytest.mark.parametrize(
    ("match", "en", "zh"),
    [
        (VISIT, "visit to the site, done by client manager", "由客户经理实地调查"),
        (
            attrs.evolve(VISIT, roles=("manager", "head")),
            "visit to the site, done by client manager or head of department",
            "由客户经理或者部门负责人实地调查",
        ),
        (
            attrs.evolve(VISIT, events=("visit", "call")),
            "visit to the site or call, done by client manager",
            "由客户经理实地调查或者call",
        ),
        (
            attrs.evolve(VISIT, minimum=2),
            "visit to the site, 2 times, done by client manager",
            "由客户经理实地调查2次",
        ),
        (
            attrs.evolve(VISIT, minimum=2, distinct=True),
            "visit to the site by 2 different persons in the role client manager",
            "由2名不同的客户经理实地调查",
        ),
        (
            attrs.evolve(VISIT, next=True),
            "visit to the site as the very next event, done by client manager",
            "由客户经理以“实地调查”作为紧接的下一事件",
        ),
    ],
)
def test_an_act_that_was_owed(match: p.Match, en: str, zh: str):
    body = p.DemandBody(demand(match))
    assert sentence(body, VIOLATED) == f"To comply: {en}, by the end of 9 May 2024."
    assert sentence(body, VIOLATED, "zh") == f"合规的做法：最迟于2024年5月9日（含当日），{zh}。"


def test_what_is_pending_is_still_to_do():
    body = p.DemandBody(demand())
    one = attrs.evolve(VIOLATED, verdict=Verdict.PENDING)
    assert sentence(body, one) == (
        "Still to do: visit to the site, done by client manager, by the end of 9 May 2024."
    )


def test_a_part_of_a_joint_duty_names_its_own_act():
    body = p.DemandBody(demand(attrs.evolve(VISIT, events=("visit", "call")), joint=True))
    one = attrs.evolve(VIOLATED, part="call", due=None)
    assert sentence(body, one) == "To comply: call, done by client manager."


def test_a_step_names_its_own_act():
    step = p.StepPlan(p.StepRelation.THEN, demand(attrs.evolve(VISIT, events=("call",))), 0, "then-1")
    one = attrs.evolve(VIOLATED, level="then-1", due=None)
    assert sentence(p.DemandBody(demand(), (step,)), one) == "To comply: call, done by client manager."
    ban = p.Ban(VISIT, (), None, None, False, (step,))
    assert sentence(ban, one) == "To comply: call, done by client manager."
    unknown_level = attrs.evolve(one, level="then-9")
    assert sentence(ban, unknown_level) == "To comply: what the rule asks for, done by client manager."


def test_an_event_that_ends_the_time_is_named_and_not_its_date():
    until = p.Demand(("manager",), VISIT, (EventLimit("emergency", False),))
    assert sentence(p.DemandBody(until), VIOLATED) == (
        "To comply: visit to the site, done by client manager, before sudden event."
    )
    between = p.Scope("call", "emergency", True)
    assert "在突发事件之前" in sentence(p.DemandBody(demand()), VIOLATED, "zh", scope=between)
    counted = late_finding()
    assert event_that_ends(counted, rule_of(p.DemandBody(until))) is None


def test_prohibitions():
    plain = p.Ban(VISIT, (), None, None, False)
    assert sentence(plain, BROKEN) == "To comply: no visit to the site."
    assert sentence(plain, BROKEN, "zh") == "合规的做法：不实地调查。"
    excused = attrs.evolve(plain, unless=ANY)
    assert sentence(excused, BROKEN, "zh") == "合规的做法：不实地调查，但符合除外情形的除外。"
    names = names_in(
        "zh",
        rules={"prompt_visit": rule_of(excused)},
        conditions={("prompt_visit", "unless"): "当日另附说明"},
    )
    remedy = remedy_from_finding(BROKEN, names)
    assert remedy is not None
    assert (
        sentence_from_remedy(remedy, BROKEN, names, EVENTS)
        == "合规的做法：不实地调查，但当日另附说明的除外。"
    )


CHECKLIST = p.ChecklistBody(
    bearers=("manager",),
    verified=True,
    items=(p.ItemPlan("licence", True, None, None, False, None, None),),
    before="emergency",
    advisory=False,
)


@pytest.mark.parametrize(
    ("body", "one", "en", "zh"),
    [
        (
            p.Ceiling(
                match=attrs.evolve(VISIT, maximum=1),
                bearers=(),
                limits=(),
                unless=None,
                when=None,
                advisory=False,
            ),
            BROKEN,
            "visit to the site at most 1 time",
            "实地调查不超过1次",
        ),
        (
            p.Precedence(VISIT, "emergency", None, False, None, (), None, None),
            BROKEN,
            "sudden event before visit to the site",
            "在“实地调查”之前完成“突发事件”",
        ),
        (
            p.Precedence(VISIT, "emergency", None, True, None, (), None, None),
            BROKEN,
            "sudden event directly before visit to the site",
            "“突发事件”紧接在“实地调查”之前",
        ),
        (
            p.Upkeep(("manager",), ANY, None, None),
            BROKEN,
            "the condition kept all along",
            "始终保持规定的条件",
        ),
        (
            p.FourEyesBody(("visit", "emergency")),
            BROKEN,
            "visit to the site and sudden event by different persons",
            "“实地调查”与“突发事件”由不同人员经办",
        ),
        (
            p.NeverBothBody("visit", "emergency"),
            BROKEN,
            "either visit to the site or sudden event, never both",
            "“实地调查”与“突发事件”不得并存",
        ),
        (
            p.EdgeBody("visit", False),
            BROKEN,
            "visit to the site as the first event of the case",
            "以“实地调查”作为案件的首个事件",
        ),
        (
            p.EdgeBody("visit", True),
            BROKEN,
            "visit to the site as the last event of the case",
            "以“实地调查”作为案件的末个事件",
        ),
        (
            CHECKLIST,
            finding(Verdict.VIOLATED, "not_on_file", part="licence", due=day("2024-05-09")),
            "the original of business licence on file and verified, before sudden event",
            "在突发事件之前，取得并核实营业执照原件",
        ),
        (
            attrs.evolve(CHECKLIST, verified=False),
            finding(Verdict.VIOLATED, "not_on_file", part="other"),
            "other on file, before sudden event",
            "在突发事件之前，取得other",
        ),
        (
            p.DemandBody(demand(attrs.evolve(VISIT, maximum=2))),
            finding(Verdict.VIOLATED, "too_many"),
            "visit to the site at most 2 times",
            "实地调查不超过2次",
        ),
    ],
)
def test_other_bodies(body: p.Body, one: object, en: str, zh: str):
    assert sentence(body, one) == f"To comply: {en}."
    assert sentence(body, one, "zh") == f"合规的做法：{zh}。"


@pytest.mark.parametrize("verdict", [Verdict.SATISFIED, Verdict.EXEMPT, Verdict.NOT_APPLICABLE])
def test_nothing_is_to_be_done_where_nothing_is_wrong(verdict: Verdict):
    assert remedy_from_finding(finding(verdict, "done"), names_in("en")) is None


def test_an_unknown_asks_for_facts_and_a_conflict_to_be_settled():
    leaf = Leaf(LeafKind.FIELD, "amount")
    unknown = finding(Verdict.UNKNOWN, "hangs_on_unknown", deciders=(leaf,))
    assert remedy_from_finding(unknown, names_in("en")) == Remedy("supply", facts=(leaf,))
    assert remedy_from_finding(attrs.evolve(unknown, deciders=()), names_in("en")) is None
    conflict = finding(Verdict.CONFLICT, "table_conflict")
    assert remedy_from_finding(conflict, names_in("en")) == Remedy("settle")

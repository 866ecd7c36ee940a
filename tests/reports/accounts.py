"""A case with results on persons, written by hand: every state of an exemption, points, escalations."""

import datetime as dt
from decimal import Decimal

import attrs

from dutylang.assessment.book import Book
from dutylang.assessment.figures import Figures, FigureValue
from dutylang.assessment.leaves import Leaf, LeafKind
from dutylang.assessment.model import CaseAssessment, Flag, Verdict
from dutylang.assessment.persons import (
    Change,
    ChangeKind,
    Counterfactual,
    Entry,
    Escalation,
    EscalationState,
    ExemptionResult,
    ExemptionState,
    OpenQuestion,
    PersonResult,
    Result,
    Sanction,
)
from dutylang.cases.record import CaseRecord, EventRecord, Holding, Participant, RecordValue, Series
from dutylang.cases.record import Entry as Value
from dutylang.reports.names import Names
from dutylang.values import UNKNOWN, Money
from tests.reports.common import LABELS, SHANGHAI, TITLES, at, day, finding

WORDS = LABELS | {
    "missed_visit": {"en": "missed visit", "zh": "未及时调查"},
    "diligent": {"en": "diligence", "zh": "勤勉尽职"},
    "tolerance": {"en": "tolerance", "zh": "容错"},
    "committee": {"en": "review committee", "zh": "评审委员会"},
    "principal": {"en": "principal", "zh": "主要责任"},
    "demerit": {"en": "demerit", "zh": "记过"},
    "warning": {"en": "warning", "zh": "警告"},
    "economic": {"en": "economic", "zh": "经济责任"},
    "assessment": {"en": "assessment", "zh": "考核责任"},
    "annual": {"en": "annual points", "zh": "年度积分"},
    "bad_share": {"en": "bad share", "zh": "不良率"},
    "report": {"en": "report", "zh": "报告"},
    "branch": {"en": "branch", "zh": "分支机构"},
    "negligence": {"en": "gross negligence", "zh": "重大过失"},
    "tell_head": {"en": "telling the head", "zh": "上报"},
}


def names_of(tongue: str) -> Names:
    titles = TITLES | {"missed_visit": {"en": "Accountability", "zh": "责任追究"}}
    grades = ("warning", "demerit")
    return Names(tongue, SHANGHAI, WORDS, titles, grades=grades, percents=frozenset({"bad_share"}))


HOLDERS = (
    Holding("manager", "Li Na", dt.date(2024, 1, 1), dt.date(2024, 5, 31)),
    Holding("manager", "Wang Wu", dt.date(2024, 6, 1)),
    Holding("head", "Zhao Lei", dt.date(2024, 1, 1)),
    Holding("head", "Chen Jing", dt.date(2024, 5, 1), dt.date(2024, 5, 20), deputy=True),
)
CASE = CaseRecord(
    "G-1",
    fields={
        "branch": "East",
        "new": True,
        "customer": RecordValue({"branch": "West"}, "C-9"),
        "class": Series((Value(day("2024-01-01"), "normal"), Value(day("2024-07-01"), "loss"))),
    },
    events=(
        EventRecord("emergency", at("2024-04-29T09:00"), 0),
        EventRecord("visit", day("2024-05-11"), 1, (Participant("Li Na", "manager"),), id="v-2"),
    ),
    holders=HOLDERS,
)
MISSED = finding(
    Verdict.VIOLATED,
    "not_done",
    key="k-visit",
    roles=("manager",),
    persons=("Li Na",),
    trigger=0,
    opened=at("2024-04-29T09:00"),
    due=day("2024-05-07"),
    breached_at=day("2024-05-07"),
    flags=frozenset({Flag.STILL_OWED}),
)
TELL = finding(
    Verdict.PENDING,
    "not_yet_due",
    key="k-tell",
    rule="tell_head",
    roles=("head",),
    persons=("Zhao Lei",),
    level="otherwise-1",
    opened=day("2024-05-07"),
    due=day("2024-07-05"),
)
DECISION = finding(
    Verdict.VIOLATED,
    "decision_overdue",
    key="k-decision",
    rule="diligent",
    article="28",
    level="decision",
    roles=("committee",),
    opened=day("2024-05-07"),
    due=day("2024-06-20"),
)
QUESTION_LEAF = Leaf(LeafKind.JUDGEMENT, "negligence", "committee", "open")
GRADED = {
    "roles": ("manager",),
    "degree": "principal",
    "share": Decimal("70.00"),
    "grade": "demerit",
    "kinds": ("assessment",),
    "points": Decimal(3),
    "findings": ("k-visit",),
}


def result(person: str, kind: Result, reason: str = "breaches", **parts: object) -> PersonResult:
    settings = {"case_id": "G-1", "liability": "missed_visit", "article": "27", "reason_args": {}}
    return PersonResult(**settings | {"person": person, "result": kind, "reason": reason} | parts)  # type: ignore[arg-type]


LIABLE = result(
    "Li Na",
    Result.LIABLE,
    reason_args={"count": 1},
    opened=day("2024-06-01"),
    exemptions=(
        ExemptionResult("diligent", "28", ExemptionState.NOT_MET),
        ExemptionResult("tolerance", "", ExemptionState.BARRED, bars=("negligence",)),
    ),
    counterfactuals=(
        Counterfactual((Change(ChangeKind.DONE, "visit", "Li Na", day("2024-05-07")),), Result.NONE),
        Counterfactual(
            (
                Change(ChangeKind.FIELD, "amount", value=Money(Decimal(5), "CNY")),
                Change(ChangeKind.NOT_DONE, "emergency", event=0),
                Change(ChangeKind.DECIDED, "diligent", value=True),
            ),
            Result.EXEMPT,
        ),
    ),
    **GRADED,
)
AWAITING = result(
    "Chen Jing",
    Result.AWAITING_DECISION,
    roles=("head",),
    deputy=True,
    climbed=("manager",),
    exemptions=(
        ExemptionResult(
            "diligent",
            "28",
            ExemptionState.AWAITING,
            waits_for="committee",
            due=day("2024-06-20"),
            overdue=True,
        ),
    ),
)
UNKNOWN_RESULT = result(
    "Zhao Lei",
    Result.UNKNOWN,
    "hangs_on_unknown",
    possible=frozenset({Result.LIABLE, Result.EXEMPT}),
    deciders=(QUESTION_LEAF,),
    exemptions=(ExemptionResult("diligent", "28", ExemptionState.UNKNOWN, deciders=(QUESTION_LEAF,)),),
)
MITIGATED = result(
    "Wang Wu",
    Result.MITIGATED,
    waived=("economic",),
    exemptions=(
        ExemptionResult(
            "diligent", "28", ExemptionState.GRANTED, decided_by="Sun Li", decided_at=day("2024-06-10")
        ),
    ),
    **GRADED | {"grade": "warning", "share": None},
)
EXEMPT = result(
    "Sun Li",
    Result.EXEMPT,
    exemptions=(
        ExemptionResult("diligent", "28", ExemptionState.VOID, decided_by="Sun Li"),
        ExemptionResult("tolerance", "29", ExemptionState.REFUSED),
    ),
)
NOBODY = result("", Result.LIABLE, "unattributed", reason_args={"roles": "manager, head"})
NONE = result("Qian Bo", Result.NONE, "no_ground")
ENTRY = Entry("Li Na", "missed_visit", day("2024-05-07"), Decimal(3), "k-visit", "G-1")
PER_CASE = Sanction("Li Na", "annual", "30", Decimal("3.0"), None, entries=(ENTRY,))
OVER_ALL = Sanction("Li Na", "annual", "30", Decimal(12), "demerit", "2024", (ENTRY,))
PARTIAL = Sanction("Wang Wu", "annual", "30", Decimal(1), "warning", "2024-06-30", complete=False)
LEVEL = Escalation(
    key="k-tell",
    primary="k-visit",
    rule="tell_head",
    article="14",
    level="otherwise-1",
    depth=1,
    acts=("report",),
    roles=("head",),
    persons=("Zhao Lei",),
    state=EscalationState.OPEN,
    opened=day("2024-05-07"),
    due=day("2024-07-05"),
)
MET = attrs.evolve(LEVEL, key="k-met", state=EscalationState.MET, persons=(), due=None)
QUESTION = OpenQuestion(QUESTION_LEAF, ("committee",), day("2024-07-10"))
ASSESSED = CaseAssessment(
    "G-1",
    Verdict.VIOLATED,
    (MISSED, TELL, DECISION),
    open_questions=(QUESTION,),
    persons=(LIABLE, AWAITING, UNKNOWN_RESULT, MITIGATED, EXEMPT, NOBODY, NONE),
    sanctions=(PER_CASE, PARTIAL),
    escalations=(LEVEL, MET),
)
FIGURES = (
    FigureValue("bad_share", "Li Na", "2024", Decimal(2) / Decimal(3), members=4),
    FigureValue("bad_share", "East", "", UNKNOWN, "unknown_element", ("G-1", "G-2"), 2, ("amount",)),
    FigureValue("outstanding", "", "", Money(Decimal(500), "CNY")),
    FigureValue("count", "", "", Decimal(7)),
    FigureValue("ratio", "", "", UNKNOWN, "division_by_zero"),
)
BOOK = Book(Figures({(each.figure, each.group, each.period): each for each in FIGURES}), (OVER_ALL,), cases=3)

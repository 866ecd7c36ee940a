"""A dossier of hand-made results: every state of an exemption, handovers, points, values of all kinds, bounds."""

import datetime as dt
import io
from decimal import Decimal

import attrs
import docx
import pytest

from dutylang.assessment.figures import FigureValue
from dutylang.assessment.leaves import Leaf, LeafKind
from dutylang.assessment.model import CaseAssessment, NearMiss, Verdict
from dutylang.assessment.persons import ExemptionResult, ExemptionState, Requirement, Result
from dutylang.cases.record import (
    BEGINNING,
    CaseRecord,
    DocumentRecord,
    Entry,
    EventRecord,
    JudgementRecord,
    NoValue,
    Participant,
    RecordValue,
    Series,
    SuppliedFigure,
)
from dutylang.diagnostics import Diagnostic
from dutylang.plan.accountability import HandoverPlan
from dutylang.reports.account import Account, account_of
from dutylang.reports.dossier.as_docx import docx_from_dossier
from dutylang.reports.dossier.as_html import html_from_dossier
from dutylang.reports.dossier.contents import MOST_PROBLEMS, dossier_of
from dutylang.reports.dossier.evidence import MOST_LISTED, evidence_words
from dutylang.reports.dossier.model import Dossier, Facts, Rows, Words
from dutylang.reports.dossier.record import MOST_EVENTS, value_words
from dutylang.reports.names import Names
from dutylang.source import NOWHERE
from dutylang.values import Money, Truth
from tests.reports.accounts import ASSESSED, CASE, QUESTION_LEAF, names_of, result
from tests.reports.common import RUN, at, day, finding, late_finding
from tests.reports.pages import page_of, words_of

TONGUES = ("en", "zh")
PEOPLE = ("Li Na", "Chen Jing", "Zhao Lei", "Wang Wu", "Sun Li", "Qian Bo")
HANDOVER = HandoverPlan("handing_over", "5", ("manager",), "hand_over", True, True, ())
FULL = attrs.evolve(
    CASE,
    fields={**CASE.fields, "loss": Money(Decimal(500), "CNY"), "rating": NoValue.STATED_UNKNOWN},
    events=(
        *CASE.events,
        EventRecord(
            "hand_over",
            day("2024-06-01"),
            2,
            (Participant("Li Na"), Participant("Wang Wu", "manager")),
            {"amount": Decimal(5), "urgent": True, "note": NoValue.ABSENT},
            recorded_at=at("2024-06-02T09:00"),
            id="h-1",
            replaces="h-0",
        ),
    ),
    documents=(
        DocumentRecord(
            "licence", "2023", True, dt.date(2024, 1, 2), dt.date(2024, 1, 3), "Li Na", dt.date(2026, 1, 1)
        ),
        DocumentRecord("licence"),
    ),
    judgements=(
        JudgementRecord(
            "diligent", True, day("2024-06-10"), Participant("Sun Li", "committee"), "kept to it"
        ),
        JudgementRecord("tolerance", False, day("2024-06-11"), Participant("Sun Li"), about="Sun Li"),
    ),
)


def names_in(tongue: str) -> Names:
    return attrs.evolve(names_of(tongue), handovers=(HANDOVER,), decided_on={"negligence": ("report",)})


def dossier(person: str, tongue: str = "en", **parts: object) -> Dossier:
    account = attrs.evolve(account_of(FULL, ASSESSED, names_in(tongue)), **parts)
    return dossier_of(person, account, RUN)


def shown(person: str, tongue: str = "en", **parts: object) -> str:
    return words_of(html_from_dossier(dossier(person, tongue, **parts), names_in(tongue)))


@pytest.mark.parametrize("tongue", TONGUES)
@pytest.mark.parametrize("person", PEOPLE)
def test_page_and_document_say_the_same(person: str, tongue: str):
    made = dossier(person, tongue)
    page = html_from_dossier(made, names_in(tongue))
    found = docx.Document(io.BytesIO(docx_from_dossier(made, tongue)))
    page_of(page)
    words = words_of(page)
    for block in (block for part in made.parts for block in part.blocks):
        if isinstance(block, Words):
            assert block.text in words
    tables = [block for part in made.parts for block in part.blocks if isinstance(block, (Rows, Facts))]
    assert len(found.tables) == len(tables) + 1
    for made_table, table in zip(tables, found.tables[1:], strict=True):
        size = len(made_table.rows) + 1 if isinstance(made_table, Rows) else len(made_table.pairs)
        assert len(table.rows) == size


def test_roles_with_who_came_before_and_after_and_who_stood_in():
    text = shown("Li Na")
    assert "client manager 1 January 2024 31 May 2024" in text
    assert "client manager 1 June 2024 to this day Li Na" in shown("Wang Wu")
    assert "Chen Jing (1 May 2024 to 20 May 2024)" in shown("Zhao Lei")
    assert "deputy head of department" in shown("Chen Jing")
    assert "Handovers on record:" in text
    assert (
        "3 · h-1 1 June 2024 hand_over (amount: 5; urgent: yes; note: none) (takes the place of h-0)" in text
    )
    assert "Handovers on record:" not in shown("Zhao Lei")


def test_a_decision_that_was_refused_or_void_is_told_with_its_sign():
    text = shown("Sun Li")
    assert "The exemption “tolerance” (article 29) was refused." in text
    assert "that decision is void" in text


def test_a_decision_that_is_waited_for_and_one_that_is_not_called_for():
    waiting = shown("Chen Jing")
    assert (
        "decision of review committee on Chen Jing ? awaited not decided yet to be decided by the end of"
        in waiting
    )
    assert "The time for the decision has passed." in waiting
    not_met = ExemptionResult(
        "diligent", "28", ExemptionState.NOT_MET, waits_for="committee", due=day("2024-07-01")
    )
    person = result("Li Na", Result.LIABLE, exemptions=(not_met,))
    text = shown("Li Na", assessed=attrs.evolve(ASSESSED, persons=(person,)))
    assert "– not called for nothing to decide" in text
    granted = ExemptionResult(
        "diligent",
        "28",
        ExemptionState.GRANTED,
        waits_for="committee",
        decided_by="Sun Li",
        decided_at=day("2024-06-10"),
    )
    freed = attrs.evolve(person, result=Result.EXEMPT, exemptions=(granted,))
    text = shown("Li Na", assessed=attrs.evolve(ASSESSED, persons=(freed,)))
    assert (
        "✓ granted “diligence”: yes, decided on 10 June 2024 by Sun Li (review committee); grounds: kept to it"
        in text
    )
    unnamed = attrs.evolve(granted, decided_by="Nobody")
    text = shown(
        "Li Na", assessed=attrs.evolve(ASSESSED, persons=(attrs.evolve(freed, exemptions=(unnamed,)),))
    )
    assert "✕ refused Nobody" in text


def test_grades_that_are_not_settled_and_grounds_on_facts():
    open_one = result(
        "Li Na",
        Result.UNKNOWN,
        "hangs_on_unknown",
        possible_grades=("warning", "demerit"),
        possible=frozenset({Result.LIABLE, Result.NONE}),
        deciders=(QUESTION_LEAF,),
        facts=("diligent",),
    )
    text = shown("Li Na", assessed=attrs.evolve(ASSESSED, persons=(open_one,)))
    assert "warning or demerit (not settled)" in text
    assert "Facts on which it rests diligence" in text
    assert "missed visit (article 27): liable, not liable" in text


def test_duties_with_near_misses_documents_and_breaches():
    checklist = finding(
        Verdict.VIOLATED,
        "not_done",
        key="k-doc",
        rule="papers",
        part="licence",
        persons=("Li Na",),
        due=day("2024-05-02"),
    )
    findings = (late_finding(near_misses=(NearMiss(0, "not_a_holder"),)), checklist)
    text = shown("Li Na", assessed=attrs.evolve(ASSESSED, findings=findings))
    assert "whoever acted did not hold the role at the time" in text
    assert "Late by 4 working days" in text
    assert "business licence 2023 yes 2 January 2024 3 January 2024 Li Na 1 January 2026" in text


def test_who_has_no_role_no_duty_and_no_ground():
    bare = attrs.evolve(ASSESSED, findings=(), persons=(), sanctions=(), open_questions=(), escalations=())
    account = Account(CaseRecord("G-9"), bare, {}, names_in("en"))
    made = dossier_of("Anybody", account, RUN)
    text = words_of(html_from_dossier(made, names_in("en")))
    for words in (
        "The record names no role that Anybody held.",
        "No duty of Anybody arose.",
        "No ground of liability speaks of Anybody.",
        "No decision on the person is awaited.",
        "Nothing that would change a verdict or a result is missing.",
    ):
        assert words in text
    assert docx_from_dossier(made, "en").startswith(b"PK")


def test_problems_of_the_record_are_listed_up_to_a_bound():
    problem = Diagnostic("G016", NOWHERE, {"path": "x", "near": "y"}, help="near")
    account = account_of(FULL, ASSESSED, names_in("en"))
    made = dossier_of("Li Na", account, RUN, [problem] * (MOST_PROBLEMS + 3))
    assert "… and 3 more" in words_of(html_from_dossier(made, names_in("en")))


def test_events_are_listed_up_to_a_bound():
    events = tuple(EventRecord("visit", day("2024-05-01"), place) for place in range(MOST_EVENTS + 2))
    assert "… and 2 more" in shown("Li Na", case=attrs.evolve(FULL, events=events))


# ---- evidence --------------------------------------------------------------------------------


def evidence(requirement: Requirement, **parts: object) -> tuple[str, ...]:
    account = attrs.evolve(account_of(FULL, ASSESSED, names_in("en")), **parts)
    return evidence_words(requirement, "Li Na", account).texts


def test_evidence_is_what_the_record_holds_under_the_names_that_are_read():
    assert evidence(Requirement(Truth.YES, subjects=("branch", "visit"))) == (
        "branch: East",
        "visit to the site on 11 May 2024 by Li Na (event v-2)",
    )
    assert evidence(Requirement(Truth.YES, subjects=("diligent",)))[0].startswith(
        "“diligence”: yes, decided on"
    )
    assert evidence(Requirement(Truth.UNKNOWN, deciders=(Leaf(LeafKind.FIELD, "amount"),))) == (
        "the field “amount” is not supplied",
    )
    assert evidence(Requirement(Truth.NO, findings=("k-visit", "k-gone"))) == (
        "violated: prompt visit (prompt_visit), article 14 “Sudden events” (7 May 2024)",
    )
    assert evidence(Requirement(Truth.NO)) == ("nothing on record",)


def test_evidence_of_figures_is_that_of_the_person_or_of_all():
    values = tuple(FigureValue("bad_share", group, "", Decimal("2.5")) for group in ("Li Na", "Wang Wu", ""))
    found = evidence(Requirement(Truth.YES, subjects=("bad_share",)), figures=values)
    assert found == ("bad share, Li Na: 2.5%", "bad share: 2.5%")
    supplied = attrs.evolve(FULL, figures=(SuppliedFigure("bad_share", Decimal(3)),))
    assert evidence(Requirement(Truth.YES, subjects=("bad_share",)), case=supplied) == ("bad share: 3",)


def test_much_evidence_is_cut_short():
    events = tuple(EventRecord("visit", day("2024-05-01"), place) for place in range(MOST_LISTED + 4))
    found = evidence(
        Requirement(Truth.YES, subjects=("visit",)),
        case=attrs.evolve(FULL, events=events),
        events={each.position: each for each in events},
    )
    assert found[-1] == "… and 4 more"
    findings = tuple(
        finding(Verdict.VIOLATED, "not_done", key=f"k{place}", due=day(f"2024-05-{place + 1:02}"))
        for place in range(MOST_LISTED + 1)
    )
    many = Requirement(Truth.NO, findings=tuple(each.key for each in findings))
    assert evidence(many, assessed=CaseAssessment("G-1", Verdict.VIOLATED, findings))[-1] == "… and 1 more"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (NoValue.STATED_UNKNOWN, "stated to be unknown"),
        (NoValue.ABSENT, "none"),
        (False, "no"),
        (Series((Entry(BEGINNING, "x"), Entry(day("2024-07-01"), True))), "x; yes from 1 July 2024"),
        (RecordValue({"amount": Decimal(2), "link": RecordValue({}, "C-1")}, "C-9"), "C-9, amount: 2"),
        (RecordValue({"amount": Decimal(2)}), "amount: 2"),
        ((RecordValue({"amount": Decimal(2)}), RecordValue({"amount": Decimal(3)})), "amount: 2; amount: 3"),
        (frozenset({"b", "a"}), "a, b"),
        (dt.date(2024, 5, 1), "1 May 2024"),
    ],
)
def test_values_in_words(value: object, words: str):
    assert value_words(value, names_in("en")) == words

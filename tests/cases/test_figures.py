"""Figures that a case supplies, and decisions that are about a person."""

from __future__ import annotations

from decimal import Decimal

import pytest

from dutylang.cases.record import CaseRecord, JudgementRecord, Participant, SuppliedFigure
from dutylang.cases.to_document import document_from_case
from dutylang.values import Money
from tests.cases.reading import COMPLETE, faults_of, sound
from tests.cases.vocabulary import vocabulary


def figures(raw: object) -> tuple[SuppliedFigure, ...]:
    return sound({"portfolio": raw}).figures


def test_a_figure_holds_for_everybody_or_by_person():
    assert figures({"bad_share": "2.9%"}) == (SuppliedFigure("bad_share", Decimal("2.9")),)
    assert figures({"bad_share": {"Li Na": "2.9%", "Wang Wei": "5"}}) == (
        SuppliedFigure("bad_share", Decimal("2.9"), "Li Na"),
        SuppliedFigure("bad_share", Decimal(5), "Wang Wei"),
    )


def test_a_label_names_a_figure():
    assert figures({"不良率": "3%"}) == (SuppliedFigure("bad_share", Decimal(3)),)


def test_a_figure_that_is_stated_unknown_has_no_value():
    assert figures({"bad_share": {"unknown": True}}) == (SuppliedFigure("bad_share", None),)
    assert figures({"bad_share": {"Li Na": {"unknown": True}}}) == (
        SuppliedFigure("bad_share", None, "Li Na"),
    )


@pytest.mark.parametrize("name", ["exposure", "exposure_of_manager"])
def test_an_amount_that_is_an_object_is_no_list_of_persons(name: str):
    given = {"amount": "3000000", "currency": "CNY"}
    assert figures({name: given}) == (SuppliedFigure(name, Money(Decimal(3000000), "CNY")),)


@pytest.mark.parametrize(
    ("raw", "code", "place"),
    [
        ([], "C015", "/portfolio"),
        ({"bad_shares": "2.9%"}, "C014", "/portfolio/bad_shares"),
        ({"bad_share": "some"}, "C015", "/portfolio/bad_share"),
        ({"bad_share": None}, "C020", "/portfolio/bad_share"),
        ({"bad_share": {"Li Na": "some"}}, "C015", "/portfolio/bad_share/Li Na"),
        ({"bad_share": {"": "3%"}}, "C015", "/portfolio/bad_share/"),
        ({"bad_share": "3%", "不良率": "3%"}, "C011", "/portfolio/不良率"),
        ({"exposure": {"Li Na": "3 CNY"}}, "C013", "/portfolio/exposure/Li Na"),
    ],
)
def test_a_faulty_figure_is_told(raw: object, code: str, place: str):
    assert (code, place) in faults_of({"portfolio": raw})


def test_a_decision_on_an_exemption_is_about_a_person():
    decision = {"name": "尽职免责", "decided": True, "at": "2024-06-20", "by": "Zhao Min", "about": "Li Na"}
    [record] = sound({"judgements": [decision]}).judgements
    assert (record.name, record.about, record.decided) == ("diligent", "Li Na", True)


def test_a_judgement_without_a_person_is_about_the_case():
    decision = {"name": "gross_negligence", "at": "2024-06-20", "by": "Zhao Min"}
    [record] = sound({"judgements": [decision]}).judgements
    assert record.about is None


def test_about_names_somebody():
    decision = {"name": "gross_negligence", "at": "2024-06-20", "by": "Zhao Min", "about": " "}
    assert faults_of({"judgements": [decision]}) == [("C015", "/judgements/0/about")]


def test_a_record_survives_its_document():
    moment = sound({"closed_at": "2024-06-20"}).closed_at
    assert moment is not None
    case = CaseRecord(
        "G-001",
        kind="guarantee",
        judgements=(
            JudgementRecord("diligent", True, moment, Participant("Zhao Min"), "minutes", "Li Na"),
            JudgementRecord("gross_negligence", None, moment, Participant("Zhao Min")),
        ),
        figures=(
            SuppliedFigure("bad_share", Decimal("2.9"), "Li Na"),
            SuppliedFigure("bad_share", None, "Wang Wei"),
            SuppliedFigure("exposure", Money(Decimal(3), "CNY")),
            SuppliedFigure("exposure_of_manager", None),
        ),
    )
    read = sound({**document_from_case(case, vocabulary()), **COMPLETE})
    assert (read.judgements, read.figures) == (case.judgements, case.figures)

"""Scenarios → case records."""

import datetime as dt
from decimal import Decimal

import attrs

from dutylang.cases.record import (
    DocumentRecord,
    Entry,
    Holding,
    JudgementRecord,
    NoValue,
    Participant,
    RecordValue,
    Series,
    SuppliedFigure,
)
from dutylang.cases.scenario import BEGINNING, case_from_scenario
from dutylang.ops.types import NUMBER, PERIOD, TEXT
from dutylang.policy.typed import Const
from dutylang.syntax.ast import (
    Actor,
    DateLiteral,
    Duration,
    DurationLiteral,
    Expr,
    Given,
    GivenCase,
    GivenClosed,
    GivenDocument,
    GivenEvent,
    GivenFigure,
    GivenHolder,
    GivenJudgement,
    GivenKnown,
    GivenNone,
    GivenParameter,
    GivenRecord,
    GivenRegister,
    MoneyAmount,
    Name,
    Number,
    Pair,
    Percent,
    Ref,
    Scenario,
    TextLiteral,
    WrittenMoment,
    YesNo,
)
from dutylang.values import Moment, Money, Period, Unit
from tests.cases.reading import told
from tests.cases.vocabulary import GUARANTEE, SHANGHAI, field, policy, shape, shapes, vocabulary

MAY = dt.date(2024, 5, 11)
CNY_5 = MoneyAmount(Decimal(5), "CNY")
MONEY_5 = Money(Decimal(5), "CNY")


def scenario(*givens: Given) -> Scenario:
    return Scenario("visited late", WrittenMoment(dt.date(2024, 6, 30)), givens, ())


def pair(field: str, *values: Expr) -> Pair:
    return Pair(Name(field), values or None)


def ref(name: str) -> Ref:
    return Ref(Name(name))


def test_registers_are_complete_and_the_rest_is_not_supplied():
    case, as_of, known_at, overrides, problems = case_from_scenario(scenario(), policy())
    assert case.id == "visited late"
    assert case.kind == "guarantee"
    assert case.registers == {"visit_site": None, "emergency": None, "pay_compensation": None}
    assert case.documents_complete
    assert case.fields == {}
    assert as_of == Moment(dt.date(2024, 6, 30))
    assert known_at is None
    assert overrides == {}
    assert problems == ()


def test_every_given_has_its_place_in_the_record():
    case, _, known_at, overrides, problems = case_from_scenario(
        scenario(
            GivenCase(
                (
                    pair("amount", CNY_5),
                    pair("product", ref("working_capital")),
                    pair("staff"),
                    pair("covers", ref("progress"), ref("finances")),
                    pair("established", DateLiteral(MAY)),
                    pair("note", TextLiteral("on a hill")),
                    pair("term", DurationLiteral(Duration(3, Unit.MONTH))),
                    pair("outstanding", CNY_5),
                )
            ),
            GivenCase((pair("outstanding", MoneyAmount(Decimal(4), "CNY")),), WrittenMoment(MAY)),
            GivenRecord(Name("pledge"), Name("pledges"), (pair("value", CNY_5),)),
            GivenRecord(Name("pledge"), Name("pledges"), (pair("verified", YesNo(True)),)),
            GivenRecord(Name("customer"), Name("customer"), (pair("name", TextLiteral("Acme")),)),
            GivenNone(Name("group")),
            GivenNone(Name("emergency")),
            GivenEvent(
                Name("visit_site"),
                WrittenMoment(MAY, dt.time(9)),
                (Actor("Li Na", Name("client_manager")), Actor("Wang Wei")),
                (pair("report", YesNo(True)),),
                WrittenMoment(dt.date(2024, 5, 12)),
                "v2",
                "v1",
            ),
            GivenEvent(Name("visit_site"), WrittenMoment(dt.date(2024, 5, 1)), id="v1"),
            GivenHolder(Name("client_manager"), "Li Na", MAY, None, True),
            GivenRegister(Name("emergency"), WrittenMoment(MAY)),
            GivenDocument(Name("business_licence"), "2023", True, MAY, MAY, "Li Na", MAY),
            GivenJudgement(Name("gross_negligence"), None, WrittenMoment(MAY), Actor("Wang Wei")),
            GivenClosed(WrittenMoment(MAY)),
            GivenKnown(WrittenMoment(MAY)),
            GivenParameter(Name("report_within"), DurationLiteral(Duration(2, Unit.WORKING_DAY))),
        ),
        policy(),
    )
    assert problems == ()
    assert case.fields == {
        "amount": MONEY_5,
        "product": "working_capital",
        "staff": NoValue.STATED_UNKNOWN,
        "covers": frozenset({"progress", "finances"}),
        "established": MAY,
        "note": "on a hill",
        "term": Period(3, Unit.MONTH),
        "pledges": (RecordValue({"value": MONEY_5}), RecordValue({"verified": True})),
        "customer": RecordValue({"name": "Acme"}),
        "group": NoValue.ABSENT,
        "outstanding": Series((Entry(BEGINNING, MONEY_5), Entry(Moment(MAY), Money(Decimal(4), "CNY")))),
    }
    early, late = case.events
    assert (early.id, early.position) == ("v1", 1)
    assert (late.voids, late.position) == ("v1", 0)
    assert late.at == Moment(MAY, dt.datetime(2024, 5, 11, 9, tzinfo=SHANGHAI))
    assert late.actors == (Participant("Li Na", "client_manager"), Participant("Wang Wei"))
    assert late.attributes == {"report": True}
    assert case.holders == (Holding("client_manager", "Li Na", MAY, None, True),)
    assert case.registers["emergency"] == Moment(MAY)
    assert case.documents == (DocumentRecord("business_licence", "2023", True, MAY, MAY, "Li Na", MAY, 0),)
    assert case.judgements == (
        JudgementRecord("gross_negligence", None, Moment(MAY), Participant("Wang Wei")),
    )
    assert case.closed_at == known_at == Moment(MAY)
    assert overrides == {"report_within": Const(Period(2, Unit.WORKING_DAY), PERIOD)}


def test_no_list_is_an_empty_list():
    case, *_ = case_from_scenario(scenario(GivenNone(Name("pledges")), GivenNone(Name("covers"))), policy())
    assert case.fields == {"pledges": (), "covers": frozenset()}


def faults(*givens: Given) -> list[str]:
    *_, problems = case_from_scenario(scenario(*givens), policy())
    return [code for code, _ in told(problems)]


def test_faults_are_told():
    at = WrittenMoment(MAY)
    assert faults(GivenCase((pair("amnt", CNY_5),))) == ["C014"]
    assert faults(GivenCase((pair("amount", Number(Decimal(5))),))) == ["C021"]
    assert faults(GivenCase((pair("staff", ref("many")),))) == ["C015"]
    assert faults(GivenCase((pair("term", DurationLiteral(Duration(None, None, Name("x")))),))) != []
    assert faults(GivenNone(Name("amount"))) == ["C020"]
    assert faults(GivenNone(Name("amnt"))) == ["C014"]
    assert faults(GivenRecord(Name("customer"), Name("pledges"), ())) == ["C039"]
    assert faults(GivenEvent(Name("visit_sight"), at)) == ["C014"]
    assert faults(GivenEvent(Name("emergency"), at, id="1"), GivenEvent(Name("emergency"), at, id="1")) == [
        "C027"
    ]
    assert faults(GivenEvent(Name("emergency"), at, voids="9")) == ["C028"]
    assert faults(GivenEvent(Name("emergency"), at, id="1", voids="1")) == ["C029"]
    assert faults(GivenEvent(Name("emergency"), at, recorded_at=WrittenMoment(dt.date(2024, 5, 10)))) == [
        "C026"
    ]
    assert faults(GivenHolder(Name("boss"), "A", MAY)) == ["C014"]
    assert faults(GivenHolder(Name("client_manager"), "A", MAY, dt.date(2024, 1, 1))) == ["C025"]
    assert faults(GivenParameter(Name("x"), Number(Decimal(1)))) == ["C014"]
    assert faults(GivenClosed(WrittenMoment(dt.date(1, 1, 1)))) == ["C035"]


def test_the_kind_is_the_one_that_has_the_fields():
    kinds = shapes(GUARANTEE, shape("review", field("note", TEXT), field("score", NUMBER)))
    two = attrs.evolve(policy(), vocabulary=vocabulary(cases=kinds))

    def kind_and_codes(*givens: Given) -> tuple[str | None, list[str]]:
        case, *_, problems = case_from_scenario(scenario(*givens), two)
        return case.kind, [code for code, _ in told(problems)]

    score = GivenCase((pair("score", Number(Decimal(1))),))
    both = GivenCase((pair("note", TextLiteral("x")),))
    assert kind_and_codes(score) == ("review", [])
    assert kind_and_codes() == (None, [])
    assert kind_and_codes(both) == (None, ["C019"])


def test_a_policy_without_case_has_no_fields():
    bare = attrs.evolve(policy(), vocabulary=vocabulary(cases={}))
    case, *_, problems = case_from_scenario(scenario(GivenCase((pair("amount", CNY_5),))), bare)
    assert case.kind is None
    assert [code for code, _ in told(problems)] == ["C013"]


def test_a_local_time_that_the_clock_skips():
    dutch = attrs.evolve(policy(), timezone="Europe/Amsterdam")
    skipped = WrittenMoment(dt.date(2024, 3, 31), dt.time(2, 30))
    case, *_, problems = case_from_scenario(scenario(GivenEvent(Name("emergency"), skipped)), dutch)
    assert case.events == ()
    assert [code for code, _ in told(problems)] == ["C033"]


def test_a_figure_over_cases_is_given_for_everybody_or_for_one_person():
    share = Name("bad_share")
    case, _, _, _, problems = case_from_scenario(
        scenario(
            GivenFigure(Name("exposure"), CNY_5),
            GivenFigure(share, Percent(Decimal("2.9")), "Li Na"),
            GivenFigure(Name("不良率"), None, "Wang Wei"),
        ),
        policy(),
    )
    assert problems == ()
    assert case.figures == (
        SuppliedFigure("exposure", MONEY_5),
        SuppliedFigure("bad_share", Decimal("2.9"), "Li Na"),
        SuppliedFigure("bad_share", None, "Wang Wei"),
    )


def test_a_figure_is_given_once_for_one_person_or_for_everybody():
    share, value = Name("bad_share"), Percent(Decimal(3))
    for first, second in ((None, None), (None, "Li Na"), ("Li Na", None), ("Li Na", "Li Na")):
        givens = (GivenFigure(share, value, first), GivenFigure(share, value, second))
        *_, problems = case_from_scenario(scenario(*givens), policy())
        assert [code for code, _ in told(problems)] == ["C011"]


def test_a_faulty_figure_is_told():
    for given, code in (
        (GivenFigure(Name("bad_shares"), Percent(Decimal(3))), "C014"),
        (GivenFigure(Name("exposure"), Percent(Decimal(3))), "C021"),
    ):
        case, *_, problems = case_from_scenario(scenario(given), policy())
        assert [code for code, _ in told(problems)] == [code]
        assert case.figures == ()


def test_a_decision_on_an_exemption_says_whom_it_is_about():
    given = GivenJudgement(Name("diligent"), True, WrittenMoment(MAY), Actor("Zhao Min"), "Li Na")
    case, *_, problems = case_from_scenario(scenario(given), policy())
    assert problems == ()
    decided = JudgementRecord("diligent", True, Moment(MAY), Participant("Zhao Min"), about="Li Na")
    assert case.judgements == (decided,)

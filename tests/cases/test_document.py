"""Case documents as language.md 3.1 and settled questions 1 to 5 and 17 ask."""

import datetime as dt
from decimal import Decimal

import pytest

from dutylang.cases.document import case_from_document
from dutylang.cases.faults import Place
from dutylang.cases.record import (
    DocumentRecord,
    Entry,
    EventRecord,
    Holding,
    JudgementRecord,
    NoValue,
    Participant,
    RecordValue,
    Series,
)
from dutylang.diagnostics import Severity
from dutylang.values import Moment, Money, Period, Unit
from tests.cases.reading import faults_of, read, sound, told
from tests.cases.vocabulary import AMSTERDAM, EVENTS, GUARANTEE, RECORDS, SHANGHAI, shape, shapes, vocabulary

NINE = Moment(dt.date(2024, 5, 11), dt.datetime(2024, 5, 11, 9, tzinfo=SHANGHAI))
DAY = Moment(dt.date(2024, 5, 11))


def field(name: str, value: object) -> object:
    return sound({"fields": {name: value}}).fields[name]


@pytest.mark.parametrize(
    ("name", "written", "value"),
    [
        ("amount", "3000000 CNY", Money(Decimal(3000000), "CNY")),
        ("amount", "3,000,000.50 CNY", Money(Decimal("3000000.50"), "CNY")),
        ("amount", {"amount": "0.1", "currency": "CNY"}, Money(Decimal("0.1"), "CNY")),
        ("amount", {"amount": Decimal("0.1"), "currency": "CNY"}, Money(Decimal("0.1"), "CNY")),
        ("product", "working_capital", "working_capital"),
        ("established", "2024-02-29", dt.date(2024, 2, 29)),
        ("established", "9999-12-31", dt.date(9999, 12, 31)),
        ("established", "2024-02-28T23:00:00Z", dt.date(2024, 2, 29)),
        ("established", dt.date(2024, 2, 29), dt.date(2024, 2, 29)),
        ("signed_at", "2024-05-11T01:00:00Z", NINE.instant),
        ("signed_at", "2024-05-11 09:00", NINE.instant),
        ("rate", "120%", Decimal(120)),
        ("rate", "120％", Decimal(120)),
        ("rate", Decimal("4.5"), Decimal("4.5")),
        ("staff", 12, Decimal(12)),
        ("staff", "1e3", Decimal(1000)),
        ("note", "NA", "NA"),
        ("listed", True, True),
        ("listed", "no", False),
        ("listed", "是", True),
        ("term", "3 working days", Period(3, Unit.WORKING_DAY)),
        ("term", "3个工作日", Period(3, Unit.WORKING_DAY)),
        ("term", {"count": 2, "unit": "month"}, Period(2, Unit.MONTH)),
        ("covers", ["progress", "use_of_funds"], frozenset({"progress", "use_of_funds"})),
        ("covers", [], frozenset()),
        ("group", None, NoValue.ABSENT),
        ("group", "Group A", "Group A"),
        ("amount", {"unknown": True}, NoValue.STATED_UNKNOWN),
        ("outstanding", {"unknown": True}, NoValue.STATED_UNKNOWN),
        ("pledges", [], ()),
        (
            "pledges",
            [{"value": "1 CNY", "verified": True}, {"value": {"unknown": True}}],
            (
                RecordValue({"value": Money(Decimal(1), "CNY"), "verified": True}),
                RecordValue({"value": NoValue.STATED_UNKNOWN}),
            ),
        ),
        ("customer", {"name": "Acme"}, RecordValue({"name": "Acme"})),
    ],
)
def test_a_value_has_its_declared_type(name: str, written: object, value: object):
    assert field(name, written) == value


def test_a_field_that_is_not_there_is_not_supplied():
    assert sound({"fields": {"group": None}}).fields == {"group": NoValue.ABSENT}


def test_a_tracked_field_is_a_series_in_order_of_its_moments():
    found = field(
        "outstanding",
        [
            {"from": "2024-03-01", "value": "2 CNY", "recorded_at": "2024-03-02"},
            {"from": "2024-01-01", "value": "1 CNY"},
            {"from": "2024-04-01", "value": {"unknown": True}},
        ],
    )
    march = Entry(Moment(dt.date(2024, 3, 1)), Money(Decimal(2), "CNY"), Moment(dt.date(2024, 3, 2)))
    january = Entry(Moment(dt.date(2024, 1, 1)), Money(Decimal(1), "CNY"))
    april = Entry(Moment(dt.date(2024, 4, 1)), NoValue.STATED_UNKNOWN)
    assert found == Series((january, march, april))


def test_labels_stand_for_names_as_keys_and_as_values():
    case = sound(
        {
            "kind": "担保项目",
            "fields": {"金额": "5 CNY", "产品": "流动资金贷款担保"},
            "events": [{"type": "实地调查", "at": "2024-05-11", "by": "李娜", "as": "客户经理"}],
            "documents": [{"kind": "营业执照", "form": "复印件"}],
            "complete": ["on-site investigation"],
        }
        | {"complete": ["on-site investigation", "emergency", "pay_compensation"]}
    )
    assert case.fields == {"amount": Money(Decimal(5), "CNY"), "product": "working_capital"}
    assert case.events[0].type == "visit_site"
    assert case.events[0].actors == (Participant("李娜", "client_manager"),)
    assert case.documents[0].original is False


def test_events_are_in_order_of_time_seq_and_place():
    case = sound(
        {
            "events": [
                {"type": "emergency", "at": "2024-05-11T09:00", "seq": 2},
                {"type": "visit_site", "at": "2024-05-11T09:00", "seq": 1},
                {"type": "visit_site", "at": "2024-05-11T09:00"},
                {"type": "visit_site", "at": "2024-05-11T00:59:59Z"},
                {"type": "emergency", "at": "2024-05-11"},
            ]
        }
    )
    assert [event.position for event in case.events] == [4, 3, 1, 0, 2]


def test_events_in_the_hour_that_comes_twice_are_in_order_of_their_instants():
    events = [
        {"type": "emergency", "at": "2024-10-27T02:10:00+01:00"},
        {"type": "visit_site", "at": "2024-10-27T02:50:00+02:00"},
    ]
    raw = {"id": "1", "complete": "all", "events": events}
    case, _ = case_from_document(raw, vocabulary(), AMSTERDAM, Place("x"))
    assert case is not None
    assert [event.type for event in case.events] == ["visit_site", "emergency"]


def test_an_event_with_everything():
    case = sound(
        {
            "events": [
                {"type": "emergency", "at": "2024-05-11", "id": "e1"},
                {
                    "type": "visit_site",
                    "at": "2024-05-11T09:00:00+08:00",
                    "by": ["Li Na", {"person": "Wang Wei", "role": "department_head"}],
                    "as": "client_manager",
                    "with": {"report": True},
                    "recorded_at": "2024-05-12",
                    "id": "v1",
                    "seq": 7,
                    "replaces": "e1",
                },
            ]
        }
    )
    assert case.events[1] == EventRecord(
        type="visit_site",
        at=NINE,
        position=1,
        actors=(Participant("Li Na", "client_manager"), Participant("Wang Wei", "department_head")),
        attributes={"report": True},
        recorded_at=Moment(dt.date(2024, 5, 12)),
        seq=7,
        id="v1",
        replaces="e1",
    )


def test_a_voided_event_stays_in_the_record():
    case = sound(
        {
            "events": [
                {"type": "visit_site", "at": "2024-05-11", "id": "v1"},
                {"type": "visit_site", "at": "2024-05-12", "voids": "v1"},
            ]
        }
    )
    assert [(event.id, event.voids) for event in case.events] == [("v1", None), (None, "v1")]


def test_holders_documents_and_judgements():
    case = sound(
        {
            "holders": [
                {"role": "client_manager", "person": "Li Na", "from": "2024-01-01", "until": "2024-06-30"},
                {"role": "client_manager", "person": "Wang Wei", "from": "2024-07-01", "deputy": True},
            ],
            "documents": [
                {
                    "kind": "business_licence",
                    "period": "2023",
                    "form": "original",
                    "filed": "2024-05-06",
                    "verified_at": "2024-05-07",
                    "verified_by": "Li Na",
                    "valid_until": "9999-12-31",
                }
            ],
            "judgements": [
                {"name": "gross_negligence", "at": "2024-05-11", "by": "Wang Wei", "as": "department_head"},
                {
                    "name": "gross_negligence",
                    "decided": False,
                    "at": "2024-05-11T09:00",
                    "by": {"person": "Wang Wei"},
                    "grounds": "notes of the meeting",
                },
            ],
        }
    )
    first, last = dt.date(2024, 1, 1), dt.date(2024, 6, 30)
    assert case.holders == (
        Holding("client_manager", "Li Na", first, last),
        Holding("client_manager", "Wang Wei", dt.date(2024, 7, 1), None, deputy=True),
    )
    assert case.documents == (
        DocumentRecord(
            "business_licence",
            "2023",
            True,
            dt.date(2024, 5, 6),
            dt.date(2024, 5, 7),
            "Li Na",
            dt.date(9999, 12, 31),
            0,
        ),
    )
    assert case.documents_complete
    assert case.judgements == (
        JudgementRecord("gross_negligence", None, DAY, Participant("Wang Wei", "department_head")),
        JudgementRecord("gross_negligence", False, NINE, Participant("Wang Wei"), "notes of the meeting"),
    )


def test_registers_are_complete_only_where_the_document_says_so():
    raw = {"id": "G-001", "complete": ["visit_site"], "complete_until": {"emergency": "2024-05-11"}}
    case, problems = read(raw)
    assert case is not None
    assert case.registers == {"visit_site": None, "emergency": DAY}
    assert told(problems) == [("C031", "case.json")]
    assert problems[0].severity is Severity.WARNING
    assert problems[0].args["types"] == ["pay_compensation"]


def test_an_end_narrows_a_register_that_is_complete():
    case = sound({"complete": "all", "complete_until": {"emergency": "2024-05-11"}})
    assert case.registers == {"visit_site": None, "emergency": DAY, "pay_compensation": None}


def test_silence_about_documents_proves_nothing():
    assert not sound({}).documents_complete
    assert sound({"documents": []}).documents_complete
    assert sound({"documents_complete": True}).documents_complete
    assert not sound({"documents": [], "documents_complete": False}).documents_complete


def test_a_closed_case():
    assert sound({"closed_at": "2024-05-11"}).closed_at == DAY


def test_recorded_before_it_happened_is_told_and_the_case_is_kept():
    event = {"type": "visit_site", "at": "2024-05-11", "recorded_at": "2024-05-10"}
    case, problems = read({"id": "G-001", "complete": "all", "events": [event]})
    assert case is not None
    assert case.events[0].recorded_at == Moment(dt.date(2024, 5, 10))
    assert told(problems) == [("C026", "/events/0/recorded_at")]
    assert problems[0].severity is Severity.WARNING


def test_recorded_on_the_day_it_happened_is_in_order():
    sound({"events": [{"type": "visit_site", "at": "2024-05-11T09:00", "recorded_at": "2024-05-11"}]})


EVENT = {"type": "visit_site", "at": "2024-05-11"}
HOLDER = {"role": "client_manager", "person": "Li Na", "from": "2024-01-01"}
JUDGEMENT = {"name": "gross_negligence", "at": "2024-05-11", "by": "Li Na"}


@pytest.mark.parametrize(
    ("raw", "code", "place"),
    [
        ({"evens": []}, "C013", "/evens"),
        ({"zzz": []}, "C013", "/zzz"),
        ({"id": ""}, "C015", "/id"),
        ({"id": 7}, "C015", "/id"),
        ({"kind": "guaranty"}, "C014", "/kind"),
        ({"fields": []}, "C015", "/fields"),
        ({"fields": {"amnt": "1 CNY"}}, "C014", "/fields/amnt"),
        ({"fields": {"amount": "1 CNY", "金额": "1 CNY"}}, "C011", "/fields/金额"),
        ({"fields": {"amount": 3000000}}, "C021", "/fields/amount"),
        ({"fields": {"amount": "3000000"}}, "C021", "/fields/amount"),
        ({"fields": {"amount": "3 USD"}}, "C022", "/fields/amount"),
        ({"fields": {"amount": "three CNY"}}, "C015", "/fields/amount"),
        ({"fields": {"amount": "CNY"}}, "C015", "/fields/amount"),
        ({"fields": {"amount": {"amount": "3"}}}, "C012", "/fields/amount"),
        ({"fields": {"amount": {"amount": "3", "currency": "yuan"}}}, "C015", "/fields/amount"),
        ({"fields": {"amount": {"amount": 1.5, "currency": "CNY"}}}, "C016", "/fields/amount"),
        ({"fields": {"amount": None}}, "C020", "/fields/amount"),
        ({"fields": {"staff": 1.5}}, "C016", "/fields/staff"),
        ({"fields": {"staff": Decimal("NaN")}}, "C016", "/fields/staff"),
        ({"fields": {"staff": Decimal("1e400")}}, "C016", "/fields/staff"),
        ({"fields": {"staff": 10**400}}, "C016", "/fields/staff"),
        ({"fields": {"staff": "1e400"}}, "C016", "/fields/staff"),
        ({"fields": {"staff": True}}, "C015", "/fields/staff"),
        ({"fields": {"staff": "1,0000"}}, "C015", "/fields/staff"),
        ({"fields": {"rate": "much"}}, "C015", "/fields/rate"),
        ({"fields": {"rate": "1e999%"}}, "C015", "/fields/rate"),
        ({"fields": {"product": "working_capitol"}}, "C014", "/fields/product"),
        ({"fields": {"product": 1}}, "C015", "/fields/product"),
        ({"fields": {"established": "2023-02-29"}}, "C015", "/fields/established"),
        ({"fields": {"established": "06/05/2024"}}, "C015", "/fields/established"),
        ({"fields": {"established": "20240506"}}, "C015", "/fields/established"),
        ({"fields": {"established": "1024-01-01"}}, "C035", "/fields/established"),
        ({"fields": {"signed_at": "2024-05-06"}}, "C015", "/fields/signed_at"),
        ({"fields": {"signed_at": "2024-05-06T25:00"}}, "C015", "/fields/signed_at"),
        ({"fields": {"note": 5}}, "C015", "/fields/note"),
        ({"fields": {"note": "\ud800"}}, "C037", "/fields/note"),
        ({"fields": {"note": "x" * 40_000}}, "C036", "/fields/note"),
        ({"fields": {"listed": "maybe"}}, "C015", "/fields/listed"),
        ({"fields": {"term": "3 fortnights"}}, "C015", "/fields/term"),
        ({"fields": {"term": {"count": "1.5", "unit": "day"}}}, "C015", "/fields/term"),
        ({"fields": {"term": 3}}, "C015", "/fields/term"),
        ({"fields": {"covers": "progress"}}, "C015", "/fields/covers"),
        ({"fields": {"covers": ["progres"]}}, "C014", "/fields/covers/0"),
        ({"fields": {"covers": ["资金"]}}, "C017", "/fields/covers/0"),
        ({"fields": {"pledges": {}}}, "C015", "/fields/pledges"),
        ({"fields": {"pledges": ["house"]}}, "C015", "/fields/pledges/0"),
        ({"fields": {"pledges": [{"worth": "1 CNY"}]}}, "C014", "/fields/pledges/0/worth"),
        ({"fields": {"customer": {"net_assets": 1}}}, "C021", "/fields/customer/net_assets"),
        ({"fields": {"outstanding": "5 CNY"}}, "C023", "/fields/outstanding"),
        ({"fields": {"outstanding": [{"value": "5 CNY"}]}}, "C012", "/fields/outstanding/0"),
        ({"fields": {"outstanding": [5]}}, "C015", "/fields/outstanding/0"),
        (
            {"fields": {"outstanding": [{"from": "2024-01-01", "value": None}]}},
            "C015",
            "/fields/outstanding/0/value",
        ),
        (
            {"fields": {"outstanding": [{"from": "2024-01-01", "value": "1 CNY"}] * 2}},
            "C024",
            "/fields/outstanding/1",
        ),
        ({"events": {}}, "C015", "/events"),
        ({"events": ""}, "C015", "/events"),
        ({"events": ["visit_site"]}, "C015", "/events/0"),
        ({"events": [{"type": "visit_site"}]}, "C012", "/events/0"),
        ({"events": [{**EVENT, "type": "visit_sight"}]}, "C014", "/events/0/type"),
        ({"events": [{**EVENT, "at": "yesterday"}]}, "C015", "/events/0/at"),
        ({"events": [{**EVENT, "at": "0001-01-01"}]}, "C035", "/events/0/at"),
        ({"events": [{**EVENT, "on": "2024-05-11"}]}, "C013", "/events/0/on"),
        ({"events": [{**EVENT, "as": "client_manager"}]}, "C030", "/events/0/as"),
        ({"events": [{**EVENT, "by": 5}]}, "C015", "/events/0/by"),
        ({"events": [{**EVENT, "by": [""]}]}, "C015", "/events/0/by/0"),
        ({"events": [{**EVENT, "by": {"role": "client_manager"}}]}, "C012", "/events/0/by"),
        ({"events": [{**EVENT, "by": {"person": "A", "role": "boss"}}]}, "C014", "/events/0/by/role"),
        ({"events": [{**EVENT, "seq": "1.5"}]}, "C015", "/events/0/seq"),
        ({"events": [{**EVENT, "with": {"reprt": True}}]}, "C014", "/events/0/with/reprt"),
        ({"events": [{**EVENT, "with": []}]}, "C015", "/events/0/with"),
        ({"events": [{**EVENT, "id": "v1"}] * 2}, "C027", "/events/1/id"),
        ({"events": [{**EVENT, "voids": "v9"}]}, "C028", "/events/0/voids"),
        ({"events": [{**EVENT, "id": "v1", "replaces": "v1"}]}, "C029", "/events/0/replaces"),
        ({"holders": [{**HOLDER, "until": "2023-12-31"}]}, "C025", "/holders/0/until"),
        ({"holders": [{"role": "client_manager", "person": "Li Na"}]}, "C012", "/holders/0"),
        ({"holders": [{**HOLDER, "role": "boss"}]}, "C014", "/holders/0/role"),
        ({"holders": [{**HOLDER, "deputy": "perhaps"}]}, "C015", "/holders/0/deputy"),
        ({"documents": [{}]}, "C012", "/documents/0"),
        ({"documents": [{"kind": "licence"}]}, "C014", "/documents/0/kind"),
        ({"documents": [{"kind": "business_licence", "form": "fax"}]}, "C015", "/documents/0/form"),
        ({"documents": [{"kind": "business_licence", "period": 2023}]}, "C015", "/documents/0/period"),
        ({"documents_complete": "so so"}, "C015", "/documents_complete"),
        ({"judgements": [{"name": "gross_negligence"}]}, "C012", "/judgements/0"),
        ({"judgements": [{**JUDGEMENT, "name": "negligence"}]}, "C014", "/judgements/0/name"),
        ({"judgements": [{**JUDGEMENT, "by": ["A", "B"]}]}, "C015", "/judgements/0/by"),
        ({"judgements": [{**JUDGEMENT, "decided": "unsure"}]}, "C015", "/judgements/0/decided"),
        ({"complete": "everything"}, "C015", "/complete"),
        ({"complete": ["visit"]}, "C014", "/complete/0"),
        ({"complete_until": []}, "C015", "/complete_until"),
        ({"complete_until": {"visit_site": "soon"}}, "C015", "/complete_until/visit_site"),
        ({"closed_at": "soon"}, "C015", "/closed_at"),
    ],
)
def test_a_fault_is_told_with_its_place(raw: dict[str, object], code: str, place: str):
    assert (code, place) in faults_of(raw)


def test_all_faults_of_a_case_are_told_at_once():
    raw = {"fields": {"amount": 3, "staff": "few"}, "events": [{**EVENT, "at": "soon"}]}
    assert [code for code, _ in faults_of(raw)] == ["C021", "C015", "C015"]


@pytest.mark.parametrize("raw", [None, [], "G-001", 5])
def test_what_is_no_document_is_refused(raw: object):
    case, problems = read(raw)
    assert case is None
    assert told(problems) == [("C015", "case.json")]


def test_a_case_needs_an_id():
    case, problems = read({})
    assert case is None
    assert told(problems) == [("C012", "case.json")]


def test_local_times_that_the_clock_skips_or_repeats_are_refused():
    times = ["2024-03-31T02:30", "2024-10-27 02:30"]
    events = [{"type": "emergency", "at": time} for time in times]
    raw = {"id": "1", "complete": "all", "events": events}
    case, problems = case_from_document(raw, vocabulary(), AMSTERDAM, Place("x"))
    assert case is None
    assert told(problems) == [("C033", "/events/0/at"), ("C034", "/events/1/at")]


def test_with_several_kinds_the_document_names_its_own():
    two = vocabulary(cases=shapes(GUARANTEE, shape("customer_review")))
    case, problems = case_from_document({"id": "1", "complete": "all"}, two, SHANGHAI, Place("x"))
    assert case is None
    assert told(problems) == [("C019", "x")]
    raw = {"id": "1", "kind": "customer_review", "complete": "all"}
    case, _ = case_from_document(raw, two, SHANGHAI, Place("x"))
    assert case is not None
    assert case.kind == "customer_review"


def test_a_policy_without_fields_takes_none():
    bare = vocabulary(cases={}, events={})
    case, problems = case_from_document({"id": "1"}, bare, SHANGHAI, Place("x"))
    assert case is not None
    assert problems == ()
    case, problems = case_from_document({"id": "1", "fields": {"a": 1}}, bare, SHANGHAI, Place("x"))
    assert case is None
    assert told(problems) == [("C013", "/fields")]


def test_a_slip_is_met_with_the_nearest_name():
    _, problems = read({"id": "1", "complete": "all", "events": [{**EVENT, "type": "visit_sight"}]})
    assert problems[0].help == "near"
    assert problems[0].args["near"] == "visit_site"


def test_a_flood_of_faults_is_counted():
    _, problems = read({"id": "1", "complete": "all", "events": [{}] * 500})
    assert len(problems) == 51
    assert problems[-1].code == "C018"
    assert problems[-1].args["count"] == 950


def test_the_vocabulary_of_these_tests_is_whole():
    assert set(RECORDS) == {"pledge", "customer"}
    assert set(EVENTS) == {"visit_site", "emergency", "pay_compensation"}

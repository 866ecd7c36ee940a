"""Any document at all is read or refused; a record survives its document."""

import datetime as dt
import json
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from dutylang.cases.document import case_from_document
from dutylang.cases.faults import Place
from dutylang.cases.json_text import raw_from_json
from dutylang.cases.record import (
    CaseRecord,
    DocumentRecord,
    Entry,
    EventRecord,
    Holding,
    JudgementRecord,
    NoValue,
    Participant,
    RecordValue,
    Series,
    SuppliedFigure,
)
from dutylang.cases.to_document import document_from_case
from dutylang.cases.yaml_text import raws_from_yaml
from dutylang.diagnostics import Severity
from dutylang.diagnostics.render import to_json
from dutylang.values import Moment, Money, Period, Unit
from tests.cases.vocabulary import AMSTERDAM, vocabulary

VOCABULARY = vocabulary()
WORDS = st.sampled_from(
    [
        "id", "kind", "fields", "events", "holders", "documents", "judgements", "complete", "type", "at",
        "portfolio", "bad_share",
        "by",
        "as", "with", "amount", "outstanding", "pledges", "customer", "from", "value", "visit_site",
        "2024-05-11",
        "3 CNY", "all", "unknown", "G-001", "client_manager", "covers", "seq", "voids",
    ]
)  # fmt: skip
TEXTS = st.text(max_size=8) | WORDS
ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=6),
    max_leaves=25,
)


@given(ANY | st.dictionaries(WORDS, ANY))
def test_any_document_is_read_or_refused(raw: object):
    case, problems = case_from_document(raw, VOCABULARY, AMSTERDAM, Place("x.json"))
    assert (case is None) == any(problem.severity is Severity.ERROR for problem in problems)
    for problem in problems:
        json.dumps(to_json(problem, "zh"))


@given(st.text(max_size=60) | st.text(alphabet='{}[]",:0123456789eE.-NaIinfty\\u \n', max_size=60))
def test_any_text_is_json_or_refused(text: str):
    raw, problems = raw_from_json(text, Place("x.json"))
    assert raw is None or not problems


@given(st.text(max_size=60) | st.text(alphabet="{}[]&*!|>-:?#'\" ab\n", max_size=60))
def test_any_text_is_yaml_or_refused(text: str):
    raws_from_yaml(text, "x.yaml", 20)


days = st.dates(dt.date(1900, 1, 1), dt.date(2900, 1, 1))
instants = st.datetimes(dt.datetime(1980, 1, 1), dt.datetime(2100, 1, 1), timezones=st.just(dt.UTC)).map(
    lambda found: found.astimezone(AMSTERDAM)
)
date_times = instants
moments = days.map(Moment) | instants.map(lambda found: Moment(found.date(), found))
figures = st.decimals(-(10**12), 10**12, places=2)
moneys = figures.map(lambda amount: Money(amount, "CNY"))
names = st.text(min_size=1, max_size=8).filter(lambda text: text.strip() != "")
texts = st.text(max_size=12)
unknown = st.just(NoValue.STATED_UNKNOWN)
roles = st.sampled_from(["client_manager", "department_head"])
persons = st.builds(Participant, names, st.none() | roles)
sets = st.frozensets(st.sampled_from(["use_of_funds", "progress", "finances"]))
pledges = st.fixed_dictionaries({}, optional={"value": moneys | unknown, "verified": st.booleans()})


def in_order(entries: list[Entry]) -> Series:
    return Series(tuple(sorted(entries, key=lambda entry: entry.effective_at.day)))


series = st.lists(
    st.builds(Entry, days.map(Moment), moneys | unknown),
    unique_by=lambda entry: entry.effective_at,
    max_size=3,
).map(in_order)
fields = st.fixed_dictionaries(
    {},
    optional={
        "amount": moneys | unknown,
        "product": st.sampled_from(["working_capital", "letter_of_credit"]),
        "established": days,
        "signed_at": date_times,
        "rate": figures,
        "staff": figures,
        "note": texts,
        "listed": st.booleans(),
        "term": st.builds(Period, st.integers(0, 9999), st.sampled_from(Unit)),
        "covers": sets,
        "group": texts | st.just(NoValue.ABSENT),
        "pledges": st.lists(pledges.map(RecordValue), max_size=2).map(tuple),
        "outstanding": series,
    },
)
holders = st.builds(Holding, roles, names, days, st.none(), st.booleans())
documents = st.builds(
    DocumentRecord,
    st.just("business_licence"),
    st.none() | names,
    st.none() | st.booleans(),
    st.none() | days,
    st.none() | days,
    st.none() | names,
    st.none() | days,
)
judgements = st.builds(
    JudgementRecord,
    st.sampled_from(["gross_negligence", "diligent"]),
    st.none() | st.booleans(),
    moments,
    persons,
    st.none() | texts,
    st.none() | names,
)
supplied = st.one_of(
    st.builds(SuppliedFigure, st.just("bad_share"), st.none() | figures).map(lambda found: (found,)),
    st.lists(
        st.builds(SuppliedFigure, st.just("bad_share"), st.none() | figures, names),
        unique_by=lambda found: found.person,
        max_size=3,
    ).map(tuple),
)


@st.composite
def cases(draw: st.DrawFn) -> CaseRecord:
    ats = sorted(draw(st.lists(days, max_size=4)))
    ids = draw(st.lists(names, min_size=len(ats), max_size=len(ats), unique=True))
    events = [
        EventRecord(
            type="visit_site",
            at=Moment(day),
            position=index,
            actors=tuple(draw(st.lists(persons, max_size=2))),
            attributes=draw(st.fixed_dictionaries({}, optional={"report": st.booleans(), "covers": sets})),
            recorded_at=draw(st.none() | st.just(Moment(day))),
            id=ids[index],
            voids=ids[0] if index else None,
        )
        for index, day in enumerate(ats)
    ]
    found = draw(st.lists(documents, max_size=2))
    return CaseRecord(
        id=draw(names),
        kind="guarantee",
        fields=draw(fields),
        events=tuple(events),
        holders=tuple(draw(st.lists(holders, max_size=2))),
        documents=tuple(
            DocumentRecord(
                d.kind, d.period, d.original, d.filed, d.verified_at, d.verified_by, d.valid_until, at
            )
            for at, d in enumerate(found)
        ),
        judgements=tuple(draw(st.lists(judgements, max_size=2))),
        figures=draw(supplied),
        registers=draw(
            st.dictionaries(
                st.sampled_from(["visit_site", "emergency", "pay_compensation"]), st.none() | moments
            )
        ),
        documents_complete=draw(st.booleans()),
        closed_at=draw(st.none() | moments),
        source="x.json",
    )


@given(cases())
def test_a_record_survives_its_document(case: CaseRecord):
    document = document_from_case(case, VOCABULARY)
    raw, problems = raw_from_json(json.dumps(document), Place("x.json"))
    assert problems == ()
    again, problems = case_from_document(raw, VOCABULARY, AMSTERDAM, Place("x.json"))
    assert [problem.code for problem in problems if problem.code != "C031"] == []
    assert again == case


def test_figures_are_written_as_text():
    case = CaseRecord("1", "guarantee", {"amount": Money(Decimal("0.10"), "CNY"), "staff": Decimal("1E+3")})
    document = document_from_case(case, VOCABULARY)
    assert document["fields"] == {"amount": "0.10 CNY", "staff": "1000"}

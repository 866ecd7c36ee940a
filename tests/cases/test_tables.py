"""Tables through a mapping: CSV, plain and packed, workbooks, Parquet."""

import datetime as dt
import gzip
from decimal import Decimal
from pathlib import Path

import pytest

from dutylang.cases.faults import Place
from dutylang.cases.files import cases_from_path, count_hint
from dutylang.cases.mapping_file import mapping_from_text
from dutylang.cases.raw import Limits
from dutylang.cases.record import (
    CaseRecord,
    DocumentRecord,
    Entry,
    Holding,
    JudgementRecord,
    NoValue,
    Participant,
    RecordValue,
    Series,
)
from dutylang.diagnostics import Diagnostic, Severity
from dutylang.policy.model import Vocabulary
from dutylang.values import Moment, Money
from tests.cases.reading import told
from tests.cases.vocabulary import GUARANTEE, SHANGHAI, shape, shapes, vocabulary

CASES = """
complete = "all"
[cases]
file = "cases.csv"
key = "id"
[cases.fields]
note = "note"
amount = { column = "amount", currency = "CNY" }
"""
EVENTS = """
complete = "all"
[events]
file = "events.csv"
key = "case"
time = "at"
activity = "what"
"""


def read(
    folder: Path,
    mapping_text: str,
    limits: Limits | None = None,
    as_of: Moment | None = None,
    words: Vocabulary | None = None,
) -> tuple[list[CaseRecord], list[Diagnostic]]:
    mapping, problems = mapping_from_text(mapping_text, "mapping.toml")
    assert problems == ()
    found = list(
        cases_from_path(
            folder, words or vocabulary(), SHANGHAI, mapping=mapping, as_of=as_of, limits=limits or Limits()
        )
    )
    told(problem for _, problems in found for problem in problems)
    return [case for case, _ in found if case], [problem for _, problems in found for problem in problems]


def write(folder: Path, **tables: str) -> None:
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")


def only(folder: Path, mapping: str, limits: Limits | None = None) -> tuple[str, object, int]:
    cases, problems = read(folder, mapping, limits)
    assert cases == []
    (problem,) = problems
    return problem.code, problem.args["place"], problem.span.line


def test_one_row_a_case(tmp_path: Path):
    write(tmp_path, cases="id,note,amount\nNA,on a hill,3000000\n007,,\n")
    cases, problems = read(tmp_path, CASES)
    assert problems == []
    assert [case.id for case in cases] == ["NA", "007"]
    assert cases[0].fields == {"note": "on a hill", "amount": Money(Decimal(3000000), "CNY")}
    assert cases[1].fields == {}
    assert cases[0].registers == {"visit_site": None, "emergency": None, "pay_compensation": None}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("packed", [True, False])
def test_csv_plain_or_packed_with_or_without_a_byte_order_mark(tmp_path: Path, encoding: str, packed: bool):
    content = "id,note,amount\r\n1,李娜,5\r\n".encode(encoding)
    name = "cases.csv.gz" if packed else "cases.csv"
    (tmp_path / name).write_bytes(gzip.compress(content) if packed else content)
    cases, problems = read(tmp_path, CASES.replace("cases.csv", name))
    assert problems == []
    assert cases[0].fields["note"] == "李娜"


def test_the_mapping_names_another_encoding_and_other_signs(tmp_path: Path):
    (tmp_path / "cases.csv").write_bytes("id;note;amount\n1;担保;1.234,50\n2;;1.5\n".encode("gb18030"))
    signs = 'key = "id"\nencoding = "gb18030"\ndelimiter = ";"\ndecimal = ","\n'
    cases, problems = read(tmp_path, CASES.replace('key = "id"', signs + 'thousands = "."'))
    assert cases[0].fields == {"note": "担保", "amount": Money(Decimal("1234.50"), "CNY")}
    assert cases[1].fields == {"amount": Money(Decimal(15), "CNY")}
    cases, problems = read(tmp_path, CASES.replace('key = "id"', signs))
    assert [problem.code for problem in problems] == ["C016", "C016"]


def test_events_of_all_kinds_of_columns(tmp_path: Path):
    write(
        tmp_path,
        events=(
            "case,seq,what,phase,at,recorded,id,who,other,as,report,covers,paid\n"
            "2,1,E,start,11.05.2024 09:00,,,,,,,,\n"
            "1,2,V,start,11.05.2024 09:00,2024-05-12,v1,Li Na,A;B,CM,yes,F/progress,\n"
            '1,1,P,done,11.05.2024 09:00,,,NIL,,,,,"1,000"\n'
        ),
    )
    mapping = """
complete = "all"
closed = "last_event"
[events]
file = "events.csv"
key = "case"
time = { column = "at", format = "%d.%m.%Y %H:%M" }
recorded = "recorded"
order = "seq"
id = "id"
unknown = ["", "NIL"]
actors = [
  "who",
  { column = "other", role_column = "as", roles = { CM = "client_manager" }, split = ";" },
]
[events.activity]
column = "what"
lifecycle = "phase"
lifecycle_when = ["V*"]
separator = "-"
[events.activity.names]
E = "emergency"
"V-start" = "visit_site"
P = "pay_compensation"
[events.attributes]
report = "report"
covers = { column = "covers", split = "/", values = { F = "finances" } }
paid = { column = "paid", currency = "CNY" }
"""
    cases, problems = read(tmp_path, mapping)
    assert problems == []
    assert [case.id for case in cases] == ["2", "1"]
    paid, visit = cases[1].events
    nine = Moment(dt.date(2024, 5, 11), dt.datetime(2024, 5, 11, 9, tzinfo=SHANGHAI))
    assert [paid.type, paid.position, paid.seq, paid.actors] == ["pay_compensation", 0, 1, ()]
    assert paid.attributes == {"paid": Money(Decimal(1000), "CNY")}
    assert visit.at == cases[1].closed_at == nine
    assert visit.recorded_at == Moment(dt.date(2024, 5, 12))
    assert visit.id == "v1"
    assert visit.actors == (
        Participant("Li Na"),
        Participant("A", "client_manager"),
        Participant("B", "client_manager"),
    )
    assert visit.attributes == {"report": True, "covers": frozenset({"finances", "progress"})}


def test_every_other_table(tmp_path: Path):
    write(
        tmp_path,
        cases="id,note,amount,group,closed\n1,x,5,-,2024-06-01\n",
        pledges="case,worth,seen\n1,7,yes\n1,8,\n",
        outstanding="case,since,sum\n1,2024-02-01,2\n1,2024-01-01,1\n",
        holders="case,name,since,until\n1,Li Na,2024-01-01,\n",
        documents="case,kind,year,form,day\n1,营业执照,2023,original,2024-05-06\n",
    )
    mapping = """
complete = "all"
closed = { column = "closed" }
[cases]
file = "cases.csv"
key = "id"
absent = ["-"]
fields = { group = "group", amount = { column = "amount", currency = "CNY" } }
[lists.pledges]
file = "pledges.csv"
key = "case"
fields = { value = { column = "worth", currency = "CNY" }, verified = "seen" }
[tracked.outstanding]
file = "outstanding.csv"
key = "case"
from = "since"
value = { column = "sum", currency = "CNY" }
[holders]
file = "holders.csv"
key = "case"
role = { constant = "client_manager" }
person = "name"
from = "since"
until = "until"
[documents]
file = "documents.csv"
key = "case"
kind = "kind"
period = "year"
form = "form"
filed = "day"
"""
    (case,), problems = read(tmp_path, mapping)
    assert problems == []

    def money(amount: int) -> Money:
        return Money(Decimal(amount), "CNY")

    january, february = Moment(dt.date(2024, 1, 1)), Moment(dt.date(2024, 2, 1))
    assert case.fields == {
        "amount": money(5),
        "group": NoValue.ABSENT,
        "pledges": (RecordValue({"value": money(7), "verified": True}), RecordValue({"value": money(8)})),
        "outstanding": Series((Entry(january, money(1)), Entry(february, money(2)))),
    }
    assert case.holders == (Holding("client_manager", "Li Na", dt.date(2024, 1, 1)),)
    assert case.documents == (
        DocumentRecord("business_licence", "2023", True, dt.date(2024, 5, 6), position=0),
    )
    assert case.documents_complete
    assert case.closed_at == Moment(dt.date(2024, 6, 1))


def test_a_faulty_row_costs_its_own_case_only(tmp_path: Path):
    write(
        tmp_path,
        cases="id,note,amount\n1,a,5\n2,b,five\n3,c,7\n",
        events="case,at,what\n1,2024-05-11,visit_site\n3,soon,visit_site\n",
    )
    cases, problems = read(tmp_path, CASES + EVENTS.replace('complete = "all"', ""))
    assert [case.id for case in cases] == ["1"]
    assert [(p.code, p.args["case"], p.args["place"], p.span.line) for p in problems] == [
        ("C015", "2", "amount", 3),
        ("C015", "3", "at", 3),
    ]


@pytest.mark.parametrize(
    ("table", "code", "place", "line"),
    [
        ("id,note\n1,a\n", "C047", "cases.csv", 1),
        ("", "C047", "cases.csv", 1),
        ("id,note,amount,note\n1,a,1,b\n", "C046", "cases.csv", 1),
        ("id,note,amount\n1,a\n", "C048", "cases.csv", 2),
        ('id,note,amount\n1,"a,2\n', "C049", "cases.csv", 2),
        (f"id,note,amount\n1,{'x' * 200_000},2\n", "C049", "cases.csv", 2),
        (f"id,note,amount\n1,{'x' * 50_000},2\n", "C036", "note", 2),
        ("id,note,amount\n,a,1\n", "C056", "id", 2),
        ('id,note,amount\n1,"a\nb",x\n', "C015", "amount", 2),
    ],
)
def test_faults_of_a_table(tmp_path: Path, table: str, code: str, place: str, line: int):
    write(tmp_path, cases=table)
    cases, problems = read(tmp_path, CASES)
    assert cases == []
    assert (code, place, line) in [(p.code, p.args["place"], p.span.line) for p in problems]


@pytest.mark.parametrize(
    ("table", "code", "place"),
    [
        ("case,at,what\n1,2024-05-11,visit\n", "C054", "what"),
        ("case,at,what\n1,2024-05-11T25:00,visit_site\n", "C015", "at"),
        ("case,at,what\n1,0024-05-11,visit_site\n", "C035", "at"),
        ("case,at,what\n1,2024-05-11 09:00,visit_site\n2,2024-05-11 09:00Z,visit_site\n", "C055", "at"),
    ],
)
def test_faults_of_events(tmp_path: Path, table: str, code: str, place: str):
    write(tmp_path, events=table)
    assert only(tmp_path, EVENTS)[:2] == (code, place)


def test_local_times_of_the_mapping_s_zone(tmp_path: Path):
    write(tmp_path, events="case,at,what\n1,2024-03-31 02:30,emergency\n2,2024-03-31 12:00,emergency\n")
    cases, problems = read(tmp_path, 'zone = "Europe/Amsterdam"\n' + EVENTS)
    assert [problem.code for problem in problems] == ["C033"]
    assert cases[0].events[0].at.instant == dt.datetime(2024, 3, 31, 18, tzinfo=SHANGHAI)


def test_an_order_that_is_no_number(tmp_path: Path):
    write(tmp_path, events="case,at,what,seq\n1,2024-05-11,visit_site,--1\n2,2024-05-11,visit_site,\n")
    cases, problems = read(tmp_path, EVENTS + 'order = "seq"')
    assert [case.id for case in cases] == ["2"]
    assert told(problems) == [("C015", "seq")]


def test_unix_times(tmp_path: Path):
    write(tmp_path, events="case,at,what\n1,1715389200,visit_site\n2,1e30,visit_site\n3,x,visit_site\n")
    cases, problems = read(tmp_path, EVENTS.replace('"at"', '{ column = "at", format = "unix_seconds" }'))
    assert cases[0].events[0].at.instant == dt.datetime(2024, 5, 11, 9, tzinfo=SHANGHAI)
    assert [problem.code for problem in problems] == ["C015", "C015"]


def test_activities_that_the_mapping_ignores_are_counted(tmp_path: Path):
    write(
        tmp_path,
        events="case,at,what\n1,2024-05-11,tea\n1,2024-05-11,tea\n1,2024-05-12,visit_site\n2,x,tea\n",
    )
    cases, problems = read(tmp_path, EVENTS.replace('"what"', '{ column = "what", unmapped = "ignore" }'))
    assert [(case.id, len(case.events)) for case in cases] == [("1", 1), ("2", 0)]
    assert [(p.code, p.severity, p.args["count"]) for p in problems] == [("C057", Severity.NOTE, 3)]
    assert problems[0].args["activities"] == ["tea (3)"]


def test_two_rows_for_one_case(tmp_path: Path):
    write(tmp_path, cases="id,note,amount\n1,a,1\n1,b,2\n2,c,3\n")
    cases, problems = read(tmp_path, CASES)
    assert [case.id for case in cases] == ["2"]
    assert [(problem.code, problem.span.line) for problem in problems] == [("C032", 3)]


def test_rows_of_a_case_that_the_table_of_cases_does_not_have(tmp_path: Path):
    write(tmp_path, cases="id,note,amount\n1,a,1\n", events="case,at,what\n9,2024-05-11,visit_site\n")
    cases, problems = read(tmp_path, CASES + EVENTS.replace('complete = "all"', ""))
    assert [case.id for case in cases] == ["1"]
    assert [(p.code, p.args["case"], p.span.line) for p in problems] == [("C058", "9", 2)]


def test_rows_of_a_case_that_no_event_names(tmp_path: Path):
    holders = '[holders]\nfile = "holders.csv"\nkey = "case"\nrole = "role"\nperson = "name"\nfrom = "day"\n'
    write(
        tmp_path,
        events="case,at,what\n1,2024-05-11,visit_site\n",
        holders="case,role,name,day\n1,client_manager,A,2024-01-01\n8,client_manager,B,2024-01-01\n",
    )
    cases, problems = read(tmp_path, EVENTS + holders)
    assert [(case.id, len(case.holders)) for case in cases] == [("1", 1)]
    assert [(p.code, p.args["case"], p.span.line) for p in problems] == [("C058", "8", 3)]


def test_a_case_whose_only_rows_are_faulty_is_not_lost(tmp_path: Path):
    write(tmp_path, events="case,at,what\n1,2024-05-11\n2,soon,visit_site\n")
    cases, problems = read(tmp_path, EVENTS)
    assert cases == []
    assert {(p.code, p.args["case"]) for p in problems} == {("C048", "1"), ("C015", "2")}


@pytest.mark.parametrize(
    ("mapping", "code"),
    [
        (CASES + 'staf = "note"\n', "C014"),
        (EVENTS + '[events.attributes]\nweather = "x"\n', "C013"),
        (EVENTS + 'actors = [{ column = "x", role = "boss" }]\n', "C014"),
        (EVENTS.replace('"what"', '{ column = "what", names = { a = "visit" } }'), "C014"),
        ('kind = "review"\n' + CASES, "C014"),
        (CASES.replace('"all"', '["visit"]'), "C014"),
        (CASES + '[lists.pledges]\nfile = "p.csv"\nkey = "k"\nfields = { worth = "w" }', "C014"),
    ],
)
def test_names_of_the_mapping_are_the_policy_s(tmp_path: Path, mapping: str, code: str):
    cases, problems = read(tmp_path, mapping)
    assert cases == []
    assert problems[0].code == code


def test_a_mapping_for_a_policy_with_several_kinds_or_none(tmp_path: Path):
    write(tmp_path, cases="id,note,amount\n1,a,1\n")
    two = vocabulary(cases=shapes(GUARANTEE, shape("review")))
    assert told(read(tmp_path, CASES, words=two)[1])[0][0] == "C019"
    assert len(read(tmp_path, 'kind = "guarantee"\n' + CASES, words=two)[0]) == 1
    assert told(read(tmp_path, CASES, words=vocabulary(cases={}))[1])[0][0] == "C013"


def test_registers_that_the_mapping_does_not_name_are_told_once(tmp_path: Path):
    write(tmp_path, cases="id,note,amount\n1,a,1\n2,b,2\n")
    cases, problems = read(tmp_path, CASES.replace('"all"', '["visit_site"]'))
    assert len(cases) == 2
    assert [(problem.code, problem.severity) for problem in problems] == [("C031", Severity.WARNING)]


def test_cases_closed_at_the_as_of_moment(tmp_path: Path):
    write(tmp_path, cases="id,note,amount\n1,a,1\n")
    day = Moment(dt.date(2024, 6, 30))
    assert read(tmp_path, 'closed = "as_of"\n' + CASES, as_of=day)[0][0].closed_at == day
    with pytest.raises(ValueError, match="as_of"):
        read(tmp_path, 'closed = "as_of"\n' + CASES)


def test_tables_that_are_missing_broken_or_too_large(tmp_path: Path):
    assert only(tmp_path, CASES)[0] == "C044"
    packed = CASES.replace("cases.csv", "cases.csv.gz")
    (tmp_path / "cases.csv.gz").write_bytes(b"no archive")
    assert only(tmp_path, packed)[0] == "C050"
    (tmp_path / "cases.csv.gz").write_bytes(gzip.compress(b"id,note,amount\n" * 9999)[:-40])
    assert only(tmp_path, packed)[0] == "C050"
    (tmp_path / "cases.csv.gz").write_bytes(gzip.compress(b"id,note,amount\n" + b"1,a,1\n" * 10**6))
    assert only(tmp_path, packed, Limits(table_bytes=2**20))[0] == "C003"
    (tmp_path / "cases.csv").write_bytes(b"id,note,amount\n1,\xff,1\n")
    assert only(tmp_path, CASES)[0] == "C009"


def test_count_hints(tmp_path: Path):
    write(tmp_path, cases="id,note,amount\n1,a,1\n2,b,2\n")
    assert count_hint(tmp_path, mapping_from_text(CASES, "m")[0]) == 2
    assert count_hint(tmp_path, mapping_from_text(EVENTS, "m")[0]) is None
    assert count_hint(tmp_path, mapping_from_text(CASES.replace("cases.csv", "no.csv"), "m")[0]) is None


def test_a_place_without_pointer_is_its_file():
    assert str(Place("folder/cases.csv")) == "cases.csv"
    assert Place("a.jsonl", "/events", 3).address == "a.jsonl:3#/events"


def test_faults_of_every_table_have_their_row_and_column(tmp_path: Path):
    write(
        tmp_path,
        cases="id,note,amount,closed\n1,a,1,soon\n",
        events="case,at,what,told,id,who,ok\n1,2024-05-11,visit_site,soon,v1,,sure\n1,2024-05-12,emergency,,v1,,\n",
        pledges="case,worth\n1,x\n",
        outstanding="case,since,sum\n1,soon,1\n",
        holders="case,role,name,day\n1,boss,A,2024-01-01\n",
        documents="case,kind\n1,nothing\n",
    )
    mapping = """
complete = "all"
closed = { column = "closed" }
[cases]
file = "cases.csv"
key = "id"
[events]
file = "events.csv"
key = "case"
time = "at"
activity = "what"
recorded = "told"
id = "id"
actors = ["who"]
attributes = { report = "ok" }
[lists.pledges]
file = "pledges.csv"
key = "case"
fields = { value = { column = "worth", currency = "CNY" } }
[tracked.outstanding]
file = "outstanding.csv"
key = "case"
from = "since"
value = { column = "sum", currency = "CNY" }
[holders]
file = "holders.csv"
key = "case"
role = "role"
person = "name"
from = "day"
[documents]
file = "documents.csv"
key = "case"
kind = "kind"
"""
    cases, problems = read(tmp_path, mapping)
    assert cases == []
    assert {(Path(p.span.source).stem, p.args["place"], p.span.line) for p in problems} == {
        ("cases", "cases.csv", 2),
        ("events", "told", 2),
        ("events", "ok", 2),
        ("events", "id", 3),
        ("pledges", "worth", 2),
        ("outstanding", "since", 2),
        ("holders", "role", 2),
        ("documents", "kind", 2),
    }


JUDGEMENTS = """
complete = "all"
[cases]
file = "cases.csv"
key = "id"
[judgements]
file = "judgements.csv"
key = "case"
name = "what"
decided = { column = "outcome", values = { "同意" = "yes", "驳回" = "no" } }
at = "day"
by = "who"
as = { constant = "department_head" }
about = "person"
grounds = "why"
"""


def test_decisions_stand_in_a_table_of_their_own(tmp_path: Path):
    rows = [
        "case,what,outcome,day,who,person,why",
        "1,尽职免责,同意,2024-06-20,赵敏,李娜,会议纪要",
        "1,gross_negligence,驳回,2024-06-21 09:30,赵敏,,",
        "2,gross_negligence,,2024-06-21,赵敏,,",
    ]
    write(tmp_path, cases="id\n1\n2\n", judgements="\n".join(rows) + "\n")
    (first, second), problems = read(tmp_path, JUDGEMENTS)
    assert problems == []
    head = Participant("赵敏", "department_head")
    granted, refused = first.judgements
    day = Moment(dt.date(2024, 6, 20))
    assert granted == JudgementRecord("diligent", True, day, head, "会议纪要", "李娜")
    assert (refused.decided, refused.about, refused.at.day) == (False, None, dt.date(2024, 6, 21))
    assert refused.at.instant is not None
    assert [found.decided for found in second.judgements] == [None]


def test_a_faulty_decision_has_its_row_and_column(tmp_path: Path):
    text = "case,what,outcome,day,who,person,why\n1,diligent,perhaps,2024-06-20,A,,\n"
    write(tmp_path, cases="id\n1\n", judgements=text)
    assert only(tmp_path, JUDGEMENTS) == ("C015", "outcome", 2)


def test_a_decision_on_a_case_that_is_not_there_is_told(tmp_path: Path):
    text = "case,what,outcome,day,who,person,why\n9,diligent,yes,2024-06-20,A,,\n"
    write(tmp_path, cases="id\n1\n", judgements=text)
    cases, problems = read(tmp_path, JUDGEMENTS)
    assert [case.id for case in cases] == ["1"]
    assert [(problem.code, problem.args["case"], problem.span.line) for problem in problems] == [
        ("C058", "9", 2)
    ]

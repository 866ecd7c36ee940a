"""Cases of several kinds in tables: a column links to the cases of another table by id."""

from pathlib import Path

import pytest

from dutylang.assessment.horizons import horizon_of_text
from dutylang.assessment.model import CaseAssessment
from dutylang.cases.files import cases_from_path
from dutylang.cases.mapping_file import mapping_from_text
from dutylang.cases.record import CaseRecord, NoValue, RecordValue
from dutylang.diagnostics import Diagnostic
from dutylang.pipeline import Loaded, assess, loaded_from_text
from dutylang.values import Money
from tests.cases.reading import told
from tests.cases.test_links import CHAIN, POLICY, lines, verdicts
from tests.cases.vocabulary import SHANGHAI

MAPPING = """
kind = "deal"
complete = "all"
[cases]
file = "deals.csv"
key = "id"
[cases.fields]
amount = { column = "amount", currency = "CNY" }
customer = "customer"
[linked.客户]
file = "customers.csv"
key = "number"
absent = ["none"]
[linked.客户.fields]
净资产 = { column = "assets", currency = "CNY" }
parent = "parent"
[events]
file = "events.csv"
key = "case"
activity = "what"
time = "at"
""".replace("客户", '"客户"').replace("净资产 =", '"净资产" =')
EVENTS = "case,what,at\nD-1,draw,2024-05-06\nD-2,draw,2024-05-06\n"
DEALS = "id,amount,customer\nD-1,5,1\nD-2,5,2\n"
CUSTOMERS = "number,assets,parent\n1,7,none\n2,100,1\n"


def read(
    folder: Path, mapping_text: str = MAPPING, loaded: Loaded | None = None, **tables: str
) -> tuple[dict[str, CaseRecord], list[Diagnostic]]:
    every = {"deals": DEALS, "customers": CUSTOMERS, "events": EVENTS, **tables}
    for name, text in every.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    mapping, faults = mapping_from_text(mapping_text, "mapping.toml")
    assert mapping is not None, faults
    words = (loaded or lines()).policy.vocabulary
    found = list(cases_from_path(folder, words, SHANGHAI, mapping=mapping))
    problems = [problem for _, more in found for problem in more]
    told(problems)
    return {case.id: case for case, _ in found if case is not None}, problems


def audited(loaded: Loaded, case: CaseRecord) -> CaseAssessment:
    horizon = horizon_of_text("2024-06-30", SHANGHAI)
    assert horizon is not None
    return assess(loaded, case, horizon)


def test_a_column_links_to_the_cases_of_another_table(tmp_path: Path):
    cases, problems = read(tmp_path)
    assert problems == []
    assert [(name, case.kind) for name, case in cases.items()] == [
        ("D-1", "deal"), ("D-2", "deal"), ("1", "customer"), ("2", "customer"),
    ]  # fmt: skip
    weak = cases["D-1"].fields["customer"]
    assert isinstance(weak, RecordValue)
    assert weak.id == "1"
    assert weak.fields == {"net_assets": Money(7, "CNY"), "parent": NoValue.ABSENT}
    assert cases["1"].fields == weak.fields
    assert cases["1"].source.endswith("customers.csv:2")
    assert verdicts(audited(lines(), cases["D-1"]), "weak") == ["violated"]
    assert verdicts(audited(lines(), cases["D-2"]), "weak") == ["not_applicable"]


def test_links_lead_on_from_table_to_table(tmp_path: Path):
    loaded = lines(CHAIN)
    customers = "number,assets,parent\n1,7,1\n2,100,1\n"
    cases, problems = read(tmp_path, loaded=loaded, customers=customers)
    assert problems == []
    assert verdicts(audited(loaded, cases["D-2"]), "parents") == ["violated"]


def test_links_to_the_mapping_s_own_kind(tmp_path: Path):
    text = 'kind = "customer"\ncomplete = "all"\n[cases]\nfile = "customers.csv"\nkey = "number"\n'
    text += 'absent = ["none"]\nfields = { parent = "parent" }\n'
    cases, problems = read(tmp_path, text)
    assert problems == []
    parent = cases["2"].fields["parent"]
    assert isinstance(parent, RecordValue)
    assert parent.id == "1"


def test_events_of_linked_cases_stand_among_the_others(tmp_path: Path):
    cases, problems = read(tmp_path, events=EVENTS + "2,release,2024-05-07\n")
    assert problems == []
    assert [event.type for event in cases["2"].events] == ["release"]


def test_without_a_table_of_cases_events_name_them(tmp_path: Path):
    text = MAPPING[: MAPPING.index("[cases]")] + MAPPING[MAPPING.index("[linked") :]
    cases, problems = read(tmp_path, text, events=EVENTS + "2,release,2024-05-07\n")
    assert problems == []
    assert [(name, case.kind) for name, case in cases.items()] == [
        ("D-1", "deal"), ("D-2", "deal"), ("1", "customer"), ("2", "customer"),
    ]  # fmt: skip


def test_closing_goes_by_the_table_of_cases(tmp_path: Path):
    text = MAPPING.replace("complete =", 'closed = { column = "until" }\ncomplete =', 1)
    cases, problems = read(
        tmp_path, text, deals="id,amount,customer,until\nD-1,5,1,2024-06-01\n", events="case,what,at\n"
    )
    assert problems == []
    assert cases["D-1"].closed_at is not None
    assert cases["1"].closed_at is None


@pytest.mark.parametrize(("tables", "codes", "left"), [
    ({"deals": DEALS + "D-3,5,9\n"}, [("C059", "customer", 4)], ["D-1", "D-2", "1", "2"]),
    ({"customers": "number,assets,parent\n1,much,none\n2,100,\n"},
     [("C060", "customer", 2), ("C015", "assets", 2)], ["D-2", "2"]),
    ({"customers": CUSTOMERS + "2,3,none\n"}, [("C032", "number", 4)], ["D-1", "D-2", "1"]),
    ({"deals": DEALS + "1,5,2\n"}, [("C032", None, 1)], ["D-1", "D-2", "1", "2"]),
])  # fmt: skip
def test_faults_of_links(
    tmp_path: Path, tables: dict[str, str], codes: list[tuple[str, str | None, int]], left: list[str]
):
    cases, problems = read(tmp_path, **tables)
    assert list(cases) == left
    places = [str(each.args["place"]) for each in problems]
    found = zip(problems, places, codes, strict=True)
    assert [
        (each.code, None if code[1] is None else place, each.span.line) for each, place, code in found
    ] == codes


def test_a_linked_table_that_is_not_there_ends_the_reading(tmp_path: Path):
    cases, problems = read(tmp_path, MAPPING.replace("customers.csv", "clients.csv"))
    assert cases == {}
    assert [problem.code for problem in problems] == ["C044"]


def test_documents_and_tables_give_the_same_record(tmp_path: Path):
    loaded, _ = loaded_from_text(POLICY.format(more=""))
    assert loaded is not None
    cases, _ = read(tmp_path)
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "a.yaml").write_text(
        "- {id: D-1, kind: deal, complete: all, fields: {amount: 5 CNY, customer: '1'}}\n"
        "- {id: '1', kind: customer, complete: all, fields: {net_assets: 7 CNY, parent: null}}\n",
        encoding="utf-8",
    )
    found = {each.id: each for each, _ in cases_from_path(folder, loaded.policy.vocabulary, SHANGHAI) if each}
    assert {name: case.fields for name, case in found.items()} == {
        name: cases[name].fields for name in ("D-1", "1")
    }

"""Registers of holders that many cases share: in a folder, named by hand, and in tables."""

import datetime as dt
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dutylang.cases.faults import Faults, Place
from dutylang.cases.files import cases_from_path
from dutylang.cases.mapping_file import mapping_from_text
from dutylang.cases.record import CaseRecord, Holding, NoValue, RecordValue
from dutylang.cases.shared_holders import SharedHolders, SharedHolding, with_shared
from dutylang.diagnostics import Diagnostic, Severity
from dutylang.diagnostics.render import message
from dutylang.pipeline import Loaded, loaded_from_text
from tests.cases.reading import told
from tests.cases.test_guide import blocks
from tests.cases.vocabulary import SHANGHAI

POLICY = """policy branches
  version "1.0"
  in force from 2024-01-01
  calendar weekdays
  timezone "Asia/Shanghai"
  counting civil_code
role manager zh "经理"
role head
case branch
  region text
case deal zh "交易"
  amount zh "金额" money CNY
  office zh "机构" one of north zh "北部", south zh "南部"
  branch single branch
  region text
  line optional text
  covers set of one of fire, flood
  rating tracked number
event draw
event review
article 1
  duty looked
    applies to deal
    after each draw
    manager must review within 3 days
"""
SINCE = "2024-01-01"


@cache
def branches() -> Loaded:
    loaded, found = loaded_from_text(POLICY)
    assert loaded is not None, [(each.code, dict(each.args), each.span.line) for each in found]
    return loaded


def deal(identity: str = "D", holders: Iterable[object] = (), **fields: object) -> dict[str, object]:
    return {"id": identity, "kind": "deal", "fields": fields, "holders": list(holders), "complete": "all"}


def holder(person: str, where: object = None, role: str = "manager", **more: object) -> dict[str, object]:
    return {"role": role, "person": person, "from": SINCE, "where": where, **more}


def branch(identity: str) -> dict[str, object]:
    return {"id": identity, "kind": "branch", "complete": "all"}


def written(folder: Path, register: object, *raws: object, name: str = "holders.json") -> None:
    text = register if isinstance(register, str) else json.dumps({"holders": register}, ensure_ascii=False)
    (folder / name).write_text(text, encoding="utf-8")
    if raws:
        text = "\n".join(json.dumps(raw) for raw in raws)
        (folder / "cases.jsonl").write_text(text, encoding="utf-8")


def found_at(path: Path, holders: Path | None = None) -> tuple[dict[str, CaseRecord], list[Diagnostic]]:
    words = branches().policy.vocabulary
    found = list(cases_from_path(path, words, SHANGHAI, holders=holders))
    problems = [problem for _, more in found for problem in more]
    told(problems)
    return {case.id: case for case, _ in found if case is not None}, problems


def persons(case: CaseRecord) -> list[str]:
    return [holding.person for holding in case.holders]


@pytest.mark.parametrize("where", [None, {}])
def test_a_holding_without_conditions_is_for_every_case_beside_its_own_holders(tmp_path: Path, where: object):
    own = {"role": "manager", "person": "Own", "from": SINCE}
    written(tmp_path, [holder("All", where)], deal("D", [own]), branch("B"))
    cases, problems = found_at(tmp_path)
    assert problems == []
    assert persons(cases["D"]) == ["Own", "All"]
    assert persons(cases["B"]) == ["All"]
    assert cases["D"].shared_roles == {"manager"}
    assert cases["D"].untold_roles == frozenset()


@pytest.mark.parametrize(("where", "is_held"), [
    ({"office": "north"}, True),
    ({"机构": "北部"}, True),
    ({"office": "south"}, False),
    ({"amount": "5.00 CNY"}, True),
    ({"amount": {"amount": "6", "currency": "CNY"}}, False),
    ({"branch": "B-1"}, True),
    ({"branch": "B-2"}, False),
    ({"line": None}, True),
    ({"line": "credit"}, False),
    ({"office": "north", "branch": "B-1", "金额": "5 CNY"}, True),
    ({"office": "north", "branch": "B-2"}, False),
])  # fmt: skip
def test_a_holding_is_for_the_cases_that_have_every_value(tmp_path: Path, where: object, is_held: bool):
    raw = deal(amount="5 CNY", office="北部", branch="B-1", line=None)
    written(tmp_path, [holder("P", where)], raw, branch("B-1"), branch("B-2"))
    cases, problems = found_at(tmp_path)
    assert problems == []
    assert persons(cases["D"]) == (["P"] if is_held else [])
    assert cases["D"].shared_roles == {"manager"}
    assert persons(cases["B-1"]) == []


def test_a_field_of_two_kinds_joins_both(tmp_path: Path):
    there = {**branch("B"), "fields": {"region": "east"}}
    written(tmp_path, [holder("P", {"region": "east"})], deal(region="east"), there)
    cases, _ = found_at(tmp_path)
    assert [persons(case) for case in cases.values()] == [["P"], ["P"]]


@pytest.mark.parametrize("fields", [
    {"office": "north"},
    {"office": "north", "branch": {"unknown": True}},
    {"office": "north", "branch": {"region": "x"}},
])  # fmt: skip
def test_where_a_field_is_not_known_the_holders_cannot_be_told(tmp_path: Path, fields: dict[str, object]):
    register = [
        holder("P", {"branch": "B", "office": "north"}),
        holder("Q", {"branch": "B", "office": "south"}, "head"),
    ]
    written(tmp_path, register, deal(**fields), branch("B"))
    cases, (problem,) = found_at(tmp_path)
    assert persons(cases["D"]) == []
    assert cases["D"].untold_roles == {"manager"}
    assert cases["D"].shared_roles == {"manager", "head"}
    assert problem.severity is Severity.WARNING
    assert message(problem, "en") == (
        "case `D`: who holds manager cannot be told, since a field that the register of holders goes by is "
        "not known: branch"
    )
    assert problem.span.source.endswith("cases.jsonl")


def test_what_is_known_may_exclude_a_holding_in_spite_of_an_unknown_field(tmp_path: Path):
    written(tmp_path, [holder("P", {"branch": "B", "office": "north"})], deal(office="south"), branch("B"))
    cases, problems = found_at(tmp_path)
    assert problems == []
    assert cases["D"].untold_roles == frozenset()


def test_registers_may_stand_anywhere_in_the_folder_and_add_up(tmp_path: Path):
    (tmp_path / "people").mkdir()
    written(tmp_path, [holder("A")], deal())
    written(tmp_path / "people", [holder("B")], name="Holders.YML")
    text = f"holders:\n- role: 经理\n  person: 李娜\n  from: {SINCE}\n  deputy: yes\n"
    written(tmp_path / "people", text, name="holders.yaml")
    (tmp_path / ".old").mkdir()
    written(tmp_path / ".old", [holder("Hidden")])
    cases, problems = found_at(tmp_path)
    assert problems == []
    assert sorted(persons(cases["D"])) == ["A", "B", "李娜"]


def test_a_register_may_be_named_by_hand(tmp_path: Path):
    folder = tmp_path / "cases"
    folder.mkdir()
    written(folder, [holder("A")], deal())
    written(tmp_path, [holder("B")], name="people.json")
    for path in (folder, folder / "cases.jsonl"):
        cases, problems = found_at(path, tmp_path / "people.json")
        assert problems == []
        assert persons(cases["D"]) == (["B", "A"] if path is folder else ["B"])


@pytest.mark.parametrize("name", ["holders.json", "people.json"])
def test_a_register_in_the_folder_that_is_named_by_hand_is_read_once(tmp_path: Path, name: str):
    written(tmp_path, [holder("A")], deal(), name=name)
    cases, problems = found_at(tmp_path, tmp_path / name)
    assert problems == []
    assert persons(cases["D"]) == ["A"]


def test_a_single_file_has_no_register_beside_it(tmp_path: Path):
    written(tmp_path, [holder("A")], deal())
    cases, _ = found_at(tmp_path / "cases.jsonl")
    assert persons(cases["D"]) == []
    assert cases["D"].shared_roles == frozenset()


def test_every_fault_of_a_register_is_told_and_the_cases_are_read(tmp_path: Path):
    lines = [
        '{"holders": [',
        ' {"role": "head", "person": "P", "from": "2024-01-01", "where": {"rating": 5}},',
        ' {"role": "head", "person": "P", "from": "2024-01-01", "where": {"covers": ["fire"]}},',
        ' {"role": "head", "person": "P", "from": "soon", "where": {"offic": "north"}},',
        ' {"role": "head", "person": "P", "from": "2024-01-01", "where": {"office": "west"}},',
        ' {"role": "head", "person": "P", "from": "2024-01-01", "where": {"amount": 5}},',
        ' {"role": "head", "person": "P", "from": "2024-01-01", "where": ["office"]},',
        ' {"role": "head", "person": "P", "from": "2024-01-01", "until": "2023-01-01"},',
        ' {"role": "head", "person": "P", "from": "2024-01-01", "where": {"office": null}},',
        ' {"role": "manager", "person": "Q", "from": "2024-01-01"}',
        "]}",
    ]
    written(tmp_path, "\n".join(lines), deal(office="north"))
    cases, problems = found_at(tmp_path)
    assert [(each.code, each.span.line) for each in problems] == [
        ("C062", 2), ("C062", 3), ("C015", 4), ("C014", 4), ("C014", 5), ("C021", 6), ("C015", 7),
        ("C025", 8), ("C015", 9),
    ]  # fmt: skip
    assert {each.span.source for each in problems} == {str(tmp_path / "holders.json")}
    assert [each.help for each in problems[:2]] == ["tracked", "several"]
    assert problems[0].span.column == 76
    assert message(problems[0], "en") == (
        "`/holders/0/where/rating`: `rating` cannot say which cases a holder is for"
    )
    assert persons(cases["D"]) == ["Q"]
    assert cases["D"].untold_roles == {"head"}


@pytest.mark.parametrize(("name", "text", "code"), [
    ("holders.json", '{"holders": [}', "C004"),
    ("holders.yaml", "", "C012"),
    ("holders.yaml", "holders: []\nx: 1", "C013"),
    ("holders.json", "{}", "C012"),
    ("holders.json", "3", "C015"),
    ("holders.json", '{"holders": {}}', "C015"),
    ("holders.json", '{"holders": [{"role": "chief", "person": "P", "from": "2024-01-01"}]}', "C014"),
    ("holders.json", '{"holders": [3]}', "C015"),
])  # fmt: skip
def test_where_a_register_cannot_be_read_no_holder_is_told(tmp_path: Path, name: str, text: str, code: str):
    written(tmp_path, text, deal(), name=name)
    cases, problems = found_at(tmp_path)
    assert [problem.code for problem in problems] == [code]
    assert cases["D"].untold_roles == {"manager", "head"}


def test_fields_of_several_kinds_join_no_case(tmp_path: Path):
    text = POLICY.replace("  region text\ncase deal", "  region text\n  tier text\ncase deal")
    loaded, _ = loaded_from_text(text)
    assert loaded is not None
    written(tmp_path, [holder("P", {"tier": "a", "office": "north"})], deal())
    found = list(cases_from_path(tmp_path, loaded.policy.vocabulary, SHANGHAI))
    assert [problem.code for _, more in found for problem in more] == ["C061"]


def test_ids_that_are_no_case_are_told_once(tmp_path: Path):
    register = [holder("P", {"branch": name}) for name in ("B-1", "B-2", "B-9", "B-9")]
    written(tmp_path, register, deal(branch="B-1"), branch("B-1"))
    cases, (problem,) = found_at(tmp_path)
    assert persons(cases["D"]) == ["P"]
    assert (problem.code, problem.severity) == ("C063", Severity.WARNING)
    assert problem.args["ids"] == ["B-2", "B-9"]


def test_a_register_is_json_or_yaml(tmp_path: Path):
    written(tmp_path, "role,person\n", deal(), name="holders.csv")
    cases, (problem,) = found_at(tmp_path / "cases.jsonl", tmp_path / "holders.csv")
    assert problem.code == "C065"
    assert cases["D"].untold_roles == {"manager", "head"}


def test_a_folder_with_a_register_alone_has_no_cases(tmp_path: Path):
    written(tmp_path, [holder("P")])
    cases, problems = found_at(tmp_path)
    assert cases == {}
    assert [problem.code for problem in problems] == ["C001"]


MAPPING = """
kind = "deal"
complete = "all"
[cases]
file = "deals.csv"
key = "id"
fields = { office = "office", branch = "branch" }
[linked.branch]
file = "branches.csv"
key = "id"
[[holders]]
file = "own.csv"
key = "deal"
role = { constant = "head" }
person = "who"
from = "since"
[[holders]]
file = "people.csv"
role = "role"
person = "who"
from = { column = "since", format = "%d.%m.%Y" }
until = "until"
where = { branch = "branch", "机构" = { column = "office", values = { N = "north" } } }
[[holders]]
file = "company.csv"
role = "role"
person = "who"
from = "since"
where = {}
"""


def tabled(folder: Path, mapping_text: str = MAPPING, **tables: str) -> None:
    every = {
        "deals": "id,office,branch\nD,north,7\nE,south,7\nF,,7\n",
        "branches": "id\n7\n8\n",
        "own": "deal,who,since\nE,Own,2024-01-01\n",
        "people": "role,who,since,until,branch,office\nmanager,P,01.01.2024,2024-06-30,7,N\n",
        "company": "role,who,since\nhead,H,2024-01-01\n",
    }
    for name, text in {**every, **tables}.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")


def of_tables(
    folder: Path, text: str = MAPPING, holders: Path | None = None
) -> tuple[dict[str, CaseRecord], list[Diagnostic]]:
    mapping, faults = mapping_from_text(text, "mapping.toml")
    told(faults)
    assert mapping is not None, faults
    words = branches().policy.vocabulary
    found = list(cases_from_path(folder, words, SHANGHAI, mapping=mapping, holders=holders))
    problems = [problem for _, more in found for problem in more]
    told(problems)
    return {case.id: case for case, _ in found if case is not None}, problems


def test_tables_of_holders_are_joined_by_fields(tmp_path: Path):
    tabled(tmp_path)
    cases, (problem,) = of_tables(tmp_path)
    assert {name: persons(case) for name, case in cases.items()} == {
        "D": ["H", "P"], "E": ["Own", "H"], "F": ["H"], "7": ["H"], "8": ["H"],
    }  # fmt: skip
    assert cases["D"].holders[1].until is not None
    assert (problem.code, problem.args["case"], problem.span.line) == ("C064", "F", 4)
    assert cases["F"].untold_roles == {"manager"}


def test_one_table_of_shared_holders_and_a_register_beside_it(tmp_path: Path):
    tabled(tmp_path)
    text = MAPPING[: MAPPING.index("[[holders]]")]
    text += '[holders]\nfile = "company.csv"\nrole = "role"\nperson = "who"\nfrom = "since"\nwhere = {}\n'
    (tmp_path / "people.json").write_text(json.dumps({"holders": [holder("R")]}), encoding="utf-8")
    cases, problems = of_tables(tmp_path, text, tmp_path / "people.json")
    assert problems == []
    assert persons(cases["D"]) == ["R", "H"]


def test_faulty_rows_of_holders_leave_their_roles_untold(tmp_path: Path):
    head = "role,who,since,until,branch,office\n"
    rows = ["manager,P,01.01.2024,,,N", "head,P,soon,,7,N"]
    rows += [f"manager,{who},01.01.2024,,{there},N" for who, there in (("P", 9), ("Q", 7))]
    tabled(tmp_path, people=head + "\n".join(rows) + "\n")
    cases, problems = of_tables(tmp_path)
    assert [(each.code, each.args["place"], each.span.line) for each in problems[:3]] == [
        ("C068", "branch", 2), ("C015", "since", 3), ("C063", "branch", 4),
    ]  # fmt: skip
    assert persons(cases["D"]) == ["H", "Q"]
    assert cases["D"].untold_roles == {"manager", "head"}


@pytest.mark.parametrize(("people", "code"), [
    ("role,who,since,until,branch,office\nmanager,P\n", "C048"),
    ("role,who,since,until,branch\n", "C047"),
])  # fmt: skip
def test_a_table_of_holders_that_is_not_sound(tmp_path: Path, people: str, code: str):
    tabled(tmp_path, people=people)
    cases, problems = of_tables(tmp_path)
    assert problems[0].code == code
    assert cases["D"].untold_roles == {"manager", "head"}


@pytest.mark.parametrize(("old", "new", "code"), [
    ('file = "people.csv"', 'file = "people.csv"\nkey = "who"', "C066"),
    ("where = {}", 'key = "who"', "C067"),
    ("where = {}", "where = 3", "C015"),
    ('[linked.branch]\nfile = "branches.csv"', "[linked.branch]", "C012"),
])  # fmt: skip
def test_faults_of_the_mapping_itself(old: str, new: str, code: str):
    mapping, faults = mapping_from_text(MAPPING.replace(old, new), "mapping.toml")
    assert mapping is None
    assert [each.code for each in faults] == [code]
    told(faults)


@pytest.mark.parametrize(("old", "new", "code", "place"), [
    ("where = {}", 'where = { rating = "since" }', "C062", "/holders/2/where/rating"),
    ("where = {}", 'where = { ratin = "since" }', "C014", "/holders/2/where/ratin"),
    ("[linked.branch]", "[linked.brunch]", "C014", "/linked/brunch"),
    ("[linked.branch]", "[linked.交易]", "C069", "/linked/交易"),
    ("[linked.branch]", '[linked.branch]\nfields = { name = "id" }', "C014", "/linked/branch/fields/name"),
])  # fmt: skip
def test_faults_of_the_mapping_against_the_policy(tmp_path: Path, old: str, new: str, code: str, place: str):
    tabled(tmp_path)
    new = new.replace("交易", '"交易"')
    cases, problems = of_tables(tmp_path, MAPPING.replace(old, new))
    assert cases == {}
    assert [(each.code, each.args["place"]) for each in problems] == [(code, place)]


def test_the_example_of_the_guide_is_read(tmp_path: Path):
    (tmp_path / "holders.yaml").write_text(blocks("en", "yaml")[1], encoding="utf-8")
    raws = [deal("D-1", office="north", branch="B-7"), deal("D-2", office="south"), branch("B-7")]
    (tmp_path / "cases.jsonl").write_text("\n".join(map(json.dumps, raws)), encoding="utf-8")
    cases, (problem,) = found_at(tmp_path)
    assert persons(cases["D-1"]) == ["Zhao Min", "Li Na", "Wang Wei"]
    assert persons(cases["D-2"]) == ["Zhao Min"]
    assert (problem.code, problem.args["case"]) == ("C064", "D-2")


def test_the_tables_of_the_guide_are_read(tmp_path: Path):
    for name, text in zip(("deals", "branches", "people"), blocks("en", "csv")[2:], strict=True):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    cases, problems = of_tables(tmp_path, blocks("en", "toml")[1])
    assert problems == []
    assert {name: persons(case) for name, case in cases.items()} == {
        "D-1": ["Li Na"], "D-2": [], "7": [], "8": [],
    }  # fmt: skip
    branch = cases["D-1"].fields["branch"]
    assert isinstance(branch, RecordValue)
    assert branch.id == "7"


VALUES = st.sampled_from(["a", "b", NoValue.ABSENT])
FIELDS = ("line", "region", "office")


@given(
    entries=st.lists(st.dictionaries(st.sampled_from(FIELDS), VALUES), max_size=6),
    fields=st.dictionaries(st.sampled_from(FIELDS), VALUES | st.just(NoValue.STATED_UNKNOWN)),
)
def test_a_holding_is_for_a_case_as_its_conditions_say_one_by_one(
    entries: list[dict[str, object]], fields: dict[str, object]
):
    register = SharedHolders()
    truths = []
    for number, where in enumerate(entries):
        role = f"role-{number}"
        holding = Holding(role, f"person-{number}", dt.date(2024, 1, 1))
        register.add(SharedHolding(holding, {"deal": where} if where else None))
        known = {name: fields.get(name, NoValue.STATED_UNKNOWN) for name in where}
        unsaid = [name for name, value in known.items() if value is NoValue.STATED_UNKNOWN]
        excluded = any(value != where[name] for name, value in known.items() if name not in unsaid)
        truths.append((role, "no" if excluded else "unknown" if unsaid else "yes"))
    faults = Faults(Place("x"))
    case = with_shared(CaseRecord("D", "deal", fields), register, faults)
    assert {holding.role for holding in case.holders} == {role for role, truth in truths if truth == "yes"}
    assert case.untold_roles == {role for role, truth in truths if truth == "unknown"}
    assert [problem.code for problem in faults.told()] == (["C064"] if case.untold_roles else [])

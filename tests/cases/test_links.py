"""Cases that name other cases by id: files, faults, chains and circles, and what is audited of them."""

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

from dutylang.assessment.horizons import horizon_of_text
from dutylang.assessment.model import CaseAssessment
from dutylang.cases.document import case_from_document
from dutylang.cases.faults import Place
from dutylang.cases.files import cases_from_path
from dutylang.cases.mapping_file import mapping_from_text
from dutylang.cases.record import CaseRecord, NoValue, RecordValue
from dutylang.cases.to_document import document_from_case
from dutylang.diagnostics import Diagnostic
from dutylang.diagnostics.render import message
from dutylang.pipeline import Loaded, assess, cases_of, loaded_from_text
from dutylang.values import Money
from tests.cases.reading import told
from tests.cases.test_guide import blocks
from tests.cases.vocabulary import SHANGHAI

POLICY = """policy lines
  version "1.0"
  in force from 2024-01-01
  calendar weekdays
  timezone "Asia/Shanghai"
  counting civil_code
role manager
case customer zh "客户"
  net_assets zh "净资产" money CNY
  score tracked number
  parent optional single customer
case deal zh "交易"
  amount money CNY
  customer single customer
event draw
event review
event release
article 1
  duty weak
    applies to deal
    after each draw
    when net_assets of customer is less than 100 CNY
    manager must review within 3 days
{more}"""
DRAW = [{"type": "draw", "at": "2024-05-06"}]


@cache
def lines(more: str = "") -> Loaded:
    loaded, found = loaded_from_text(POLICY.format(more=more))
    assert loaded is not None, [(each.code, dict(each.args), each.span.line) for each in found]
    return loaded


def case(identity: str, kind: str, events: Iterable[object] = (), **fields: object) -> dict[str, object]:
    return {"id": identity, "kind": kind, "fields": fields, "events": list(events), "complete": "all"}


def read(
    folder: Path, *raws: object, loaded: Loaded | None = None
) -> tuple[dict[str, CaseRecord], list[Diagnostic]]:
    (folder / "cases.jsonl").write_text("\n".join(json.dumps(raw) for raw in raws), encoding="utf-8")
    words = (loaded or lines()).policy.vocabulary
    found = list(cases_from_path(folder, words, SHANGHAI))
    told(problem for _, problems in found for problem in problems)
    cases = {each.id: each for each, _ in found if each is not None}
    return cases, [problem for _, problems in found for problem in problems]


def audited(loaded: Loaded, path: Path, as_of: str = "2024-06-30") -> dict[str, CaseAssessment]:
    horizon = horizon_of_text(as_of, SHANGHAI)
    assert horizon is not None
    cases, _, problems = cases_of(loaded, path, horizon=horizon)
    found = list(cases)
    assert problems == ()
    assert [more for _, more in found if more] == []
    return {each.id: assess(loaded, each, horizon) for each, _ in found if each is not None}


def verdicts(assessment: CaseAssessment, rule: str) -> list[str]:
    return [each.verdict.value for each in assessment.findings if each.rule == rule]


def test_a_duty_reads_the_customer_that_the_deal_names(tmp_path: Path):
    weak, strong = (case(f"K-{n}", "customer", net_assets=f"{n}00 CNY") for n in (0, 1))
    (tmp_path / "z.json").write_text(json.dumps([weak, strong]), encoding="utf-8")
    for name, customer in (("a", "K-0"), ("b", "K-1")):
        text = json.dumps(case(name, "deal", DRAW, customer=customer))
        (tmp_path / f"{name}.json").write_text(text, encoding="utf-8")
    found = audited(lines(), tmp_path)
    assert list(found) == ["a", "b", "K-0", "K-1"]
    assert verdicts(found["a"], "weak") == ["violated"]
    assert verdicts(found["b"], "weak") == ["not_applicable"]
    assert verdicts(found["K-0"], "weak") == ["not_applicable"]


@pytest.mark.parametrize("name", ["cases.json", "cases.jsonl", "cases.yaml"])
def test_every_kind_of_file_holds_both(tmp_path: Path, name: str):
    raws = [case("D", "deal", DRAW, customer="K"), case("K", "客户", 净资产="7 CNY")]
    text = json.dumps(raws, ensure_ascii=False)
    if name.endswith("jsonl"):
        text = "\n".join(json.dumps(raw) for raw in raws)
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert verdicts(audited(lines(), tmp_path / name)["D"], "weak") == ["violated"]


def test_the_fields_may_stand_in_place_of_the_id(tmp_path: Path):
    raw = case("D", "deal", DRAW, customer={"net_assets": "7 CNY"})
    (tmp_path / "d.json").write_text(json.dumps(raw), encoding="utf-8")
    assert verdicts(audited(lines(), tmp_path)["D"], "weak") == ["violated"]


def test_an_id_that_is_no_case_of_the_kind_is_a_fault_of_the_case(tmp_path: Path):
    cases, problems = read(
        tmp_path,
        case("D-1", "deal", customer="K-9"),
        case("D-2", "deal", customer="D-1"),
        case("D-3", "deal", customer=["K-1"]),
        case("D-4", "deal", customer={"unknown": True}),
        case("K-1", "customer"),
    )
    assert list(cases) == ["D-4", "K-1"]
    assert cases["D-4"].fields == {"customer": NoValue.STATED_UNKNOWN}
    assert told(problems) == [
        ("C059", "/fields/customer"),
        ("C059", "/fields/customer"),
        ("C015", "/fields/customer"),
    ]
    assert [problem.span.line for problem in problems] == [1, 2, 3]
    said = "case `D-1`: `/fields/customer` names the customer `K-9`, which is not among the cases"
    assert message(problems[0], "en") == said


def test_a_document_that_stands_alone_has_no_others():
    words = lines().policy.vocabulary
    raw = case("D", "deal", customer="K")
    found, problems = case_from_document(raw, words, SHANGHAI, Place("x"))
    assert found is None
    assert told(problems) == [("C059", "/fields/customer")]


def test_faulty_fields_of_a_customer_cannot_decide_a_deal(tmp_path: Path):
    cases, problems = read(
        tmp_path, case("D", "deal", customer="K"), case("K", "customer", net_assets="much")
    )
    assert cases == {}
    assert told(problems) == [("C060", "/fields/customer"), ("C015", "/fields/net_assets")]


def test_of_two_customers_with_one_id_the_first_is_meant(tmp_path: Path):
    raws = [case("K", "customer", net_assets=f"{n} CNY") for n in (1, 2)]
    cases, problems = read(tmp_path, case("D", "deal", customer="K"), *raws)
    assert [problem.code for problem in problems] == ["C032"]
    assert cases["D"].fields["customer"] == RecordValue({"net_assets": Money(1, "CNY")})


def test_what_is_no_case_is_passed_over_and_told_once(tmp_path: Path):
    _, problems = read(
        tmp_path, 3, {"id": 4}, {"id": "a"}, {"id": "b", "kind": 3}, {"id": "c", "kind": "none"}
    )
    assert [problem.code for problem in problems if problem.code != "C031"] == [
        "C015", "C015", "C019", "C019", "C015", "C014",
    ]  # fmt: skip


CHAIN = """  duty parents
    applies to deal
    after each draw
    when net_assets of parent of parent of customer is less than 100 CNY
    manager must review within 3 days
"""


def test_links_lead_on_and_round_as_far_as_the_policy_reads(tmp_path: Path):
    raws = [
        case("D", "deal", DRAW, customer="A"),
        case("A", "customer", net_assets="100 CNY", parent="B"),
        case("B", "customer", net_assets="7 CNY", parent="A"),
        case("S", "customer", net_assets="7 CNY", parent="S"),
        case("E", "deal", DRAW, customer="S"),
    ]
    read(tmp_path, *raws)
    found = audited(lines(CHAIN), tmp_path)
    assert verdicts(found["D"], "parents") == ["not_applicable"]  # A, whose parent's parent is A
    assert verdicts(found["E"], "parents") == ["violated"]


def test_a_case_is_written_with_what_was_read_of_its_links(tmp_path: Path):
    loaded = lines(CHAIN)
    cases, _ = read(
        tmp_path,
        case("D", "deal", customer="A"),
        case("A", "customer", net_assets="1 CNY", parent="A", score=[{"from": "2024-01-01", "value": 3}]),
        loaded=loaded,
    )
    words = loaded.policy.vocabulary
    document = json.loads(json.dumps(document_from_case(cases["D"], words)))
    again, problems = case_from_document(document, words, SHANGHAI, Place("x"))
    assert problems == ()
    assert again is not None
    assert again.fields == cases["D"].fields


KEPT = """  duty scored
    applies to deal
    from draw until release
    keep score of customer >= 50
"""
AGING = "    values valid for 1 month\n"


@pytest.mark.parametrize(("more", "as_of", "verdict"), [
    ("", "2024-06-09", "satisfied"),
    ("", "2024-06-10", "violated"),
    (AGING, "2024-06-01", "satisfied"),
    (AGING, "2024-06-02", "unknown"),
])  # fmt: skip
def test_a_tracked_field_of_the_customer_is_read_at_each_moment(
    tmp_path: Path, more: str, as_of: str, verdict: str
):
    score = [{"from": "2024-05-01", "value": 60}, {"from": "2024-06-10", "value": 40}]
    read(tmp_path, case("D", "deal", DRAW, customer="K"), case("K", "customer", score=score))
    found = audited(lines(KEPT + more), tmp_path, as_of)
    assert verdicts(found["D"], "scored") == [verdict]


@pytest.mark.parametrize(("as_of", "verdict"), [("2024-05-31", "satisfied"), ("2024-06-01", "violated")])
def test_a_link_may_itself_change_over_time(tmp_path: Path, as_of: str, verdict: str):
    text = POLICY.format(more=KEPT).replace("customer single customer", "customer tracked single customer")
    loaded, _ = loaded_from_text(text)
    assert loaded is not None
    links = [{"from": "2024-01-01", "value": "K"}, {"from": "2024-06-01", "value": "L"}]
    scores = {"K": 60, "L": 40}
    raws = [case(k, "customer", score=[{"from": "2024-01-01", "value": n}]) for k, n in scores.items()]
    read(tmp_path, case("D", "deal", DRAW, customer=links), *raws, loaded=loaded)
    assert verdicts(audited(loaded, tmp_path, as_of)["D"], "scored") == [verdict]


def test_without_a_table_of_linked_cases_an_id_names_none(tmp_path: Path):
    (tmp_path / "cases.csv").write_text("number,who\nD-1,K-1\n", encoding="utf-8")
    text = 'kind = "deal"\ncomplete = "all"\n[cases]\nfile = "cases.csv"\nkey = "number"\n'
    mapping, problems = mapping_from_text(text + '[cases.fields]\ncustomer = "who"\n', "mapping.toml")
    assert problems == ()
    found = list(cases_from_path(tmp_path, lines().policy.vocabulary, SHANGHAI, mapping=mapping))
    assert [one for one, _ in found if one] == []
    assert [problem.code for _, more in found for problem in more] == ["C059"]


def test_the_example_of_the_guide_is_read(tmp_path: Path):
    (tmp_path / "cases.jsonl").write_text(blocks("en", "jsonl")[0], encoding="utf-8")
    cases = {
        each.id: each for each, _ in cases_from_path(tmp_path, lines().policy.vocabulary, SHANGHAI) if each
    }
    assert list(cases) == ["D-1", "K-1", "D-2"]
    assert cases["D-1"].fields["customer"] == RecordValue(cases["K-1"].fields)
    assert cases["D-2"].fields["customer"] == RecordValue({"net_assets": Money(7, "CNY")})

"""The JSON of an audit: one document in the form of its schema, or one finding a line."""

import csv
import io
import json
from decimal import Decimal

import jsonschema
import pytest

from dutylang.assessment.leaves import Leaf, LeafKind
from dutylang.assessment.model import Breach, CaseAssessment, Flag, NearMiss, Verdict
from dutylang.assessment.persons import OpenQuestion
from dutylang.calendars import count_backward, count_forward
from dutylang.calendars.named import china
from dutylang.diagnostics import Diagnostic
from dutylang.reports.audit import Ending, summary_of
from dutylang.reports.finding_json import SCHEMA, finding_json, plain, run_json
from dutylang.reports.formats import report_in
from dutylang.source import NOWHERE, Span
from dutylang.values import Money, Period, Unit
from tests.reports.common import CASE, EVENTS, RUN, SHANGHAI, at, day, finding, late_finding, names_in

LEAF = Leaf(LeafKind.FIELD, "amount")
RICH = late_finding(
    flags=frozenset(Flag),
    near_misses=(NearMiss(1, "not_a_holder"),),
    breaches=(Breach(day("2024-05-01"), None), Breach(at("2024-05-01T10:00"), day("2024-05-02"))),
    reason_args={"event": 1, "names": ["a"], "none": None},
    counts=(
        count_forward(day("2024-09-26"), Period(7, Unit.DAY), "civil_code", china(), SHANGHAI),
        count_forward(day("2024-05-06"), Period(3, Unit.HOUR), "exact", china(), SHANGHAI, strict=True),
        count_backward(day("2024-05-20"), Period(2, Unit.WEEK), "civil_code", china(), SHANGHAI),
        count_forward(
            day("2024-05-06"),
            Period(5, Unit.DAY),
            "civil_code",
            china(),
            SHANGHAI,
            suspensions=[(day("2024-05-07").day, day("2024-05-09").day)],
        ),
    ),
)
UNKNOWN = finding(
    Verdict.UNKNOWN,
    "hangs_on_unknown",
    possible=frozenset([Verdict.LATE, Verdict.VIOLATED]),
    deciders=(LEAF,),
)
ASSESSED = [
    CaseAssessment(
        "G-1",
        Verdict.LATE,
        (RICH, UNKNOWN),
        open_questions=(OpenQuestion(LEAF, ("head",), day("2024-07-01"), overdue=True),),
    ),
    CaseAssessment("G-2", Verdict.NOT_APPLICABLE, ()),
    *(CaseAssessment(v.value, v, (finding(v, "done", advisory=True),)) for v in Verdict),
]
PROBLEMS = (
    Diagnostic("G016", NOWHERE, {"path": "x", "near": "y"}, help="near"),
    Diagnostic("G001", Span("cases/a.json", 0, 0, 3, 7), {"path": "a"}),
)


def written(format_: str, tongue: str = "en", assessed: list[CaseAssessment] = ASSESSED) -> str:
    out = io.StringIO()
    report = report_in(format_, out, names_in(tongue))
    summary = summary_of(["prompt_visit", "unused"])
    report.begin(RUN)
    for each in assessed:
        summary.add(each)
        report.case(CASE, each)
    report.end(Ending(summary, PROBLEMS))
    return out.getvalue()


@pytest.fixture(scope="module")
def schema() -> jsonschema.Draft202012Validator:
    content = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(content)
    return jsonschema.Draft202012Validator(content)


@pytest.mark.parametrize("tongue", ["en", "zh"])
@pytest.mark.parametrize("assessed", [ASSESSED, ASSESSED[:1], []])
def test_a_document_follows_the_schema(schema: jsonschema.Draft202012Validator, tongue: str, assessed: list):
    schema.validate(json.loads(written("json", tongue, assessed)))


def test_the_schema_knows_every_verdict_flag_and_leaf():
    definitions = json.loads(SCHEMA.read_text(encoding="utf-8"))["$defs"]
    assert definitions["verdict"]["enum"] == [verdict.value for verdict in Verdict]
    assert set(definitions["finding"]["properties"]["flags"]["items"]["enum"]) == {f.value for f in Flag}
    assert set(definitions["leaf"]["properties"]["kind"]["enum"]) == {kind.value for kind in LeafKind}
    assert set(definitions["period"]["properties"]["unit"]["enum"]) == {unit.value for unit in Unit}


def test_the_schema_refuses_what_is_not_an_audit(schema: jsonschema.Draft202012Validator):
    document = json.loads(written("json"))
    document["cases"][0]["findings"][0]["verdict"] = "guilty"
    with pytest.raises(jsonschema.ValidationError):
        schema.validate(document)


def test_the_parts_that_the_run_promises():
    document = json.loads(written("json"))
    assert document["run"] == run_json(RUN, names_in("en"))
    assert document["run"]["as_of"] == "2024-06-30"
    assert document["run"]["calendar_version"] == "2026.1"
    assert [case["id"] for case in document["cases"]][:2] == ["G-1", "G-2"]
    assert document["cases"][0]["status"] == "late"
    assert document["problems"][0]["message"] == "there is no file or folder `x`"
    assert document["summary"]["duties"]["prompt_visit"]["cases"]["late"] == 2
    assert document["summary"]["duties"]["unused"]["instances"]["late"] == 0
    assert document["summary"]["cases"]["not_applicable"] == 2


def test_a_finding_carries_its_reasons():
    found = finding_json(late_finding(), EVENTS, names_in("zh"))
    assert found["verdict"] == "late"
    assert found["lateness"] == {"count": 4, "unit": "working_day"}
    assert found["opened"] == "2024-04-29T09:00:00+08:00"
    assert found["due"] == "2024-05-07"
    assert found["evidence"] == [2]
    assert {"day": "2024-05-01", "reason": "labour_day"} in found["counts"][0]["skipped"]  # type: ignore[index]
    assert str(found["explanation"]).startswith("义务主体：客户经理（Li Na）。触发事件：")
    assert found["remedy"]["by"] == "2024-05-07"  # type: ignore[index]


def test_cases_are_written_as_they_come():
    out = io.StringIO()
    report = report_in("json", out, names_in("en"))
    report.begin(RUN)
    sizes = []
    for each in ASSESSED[:3]:
        report.case(CASE, each)
        sizes.append(len(out.getvalue()))
    assert sizes == sorted(set(sizes))


def test_lines_hold_one_finding_each():
    run, *lines = [json.loads(line) for line in written("jsonl", "zh").splitlines()]
    assert run == {"kind": "run"} | run_json(RUN, names_in("zh")) | {"table": "findings"}
    assert len(lines) == sum(len(each.findings) for each in ASSESSED)
    assert lines[0]["case"] == "G-1"
    assert lines[0]["status"] == "late"
    assert set(finding_json(UNKNOWN, EVENTS, names_in("zh"))) < set(lines[1])


def test_values_of_every_kind_are_plain_json():
    values = [Money(Decimal("1.50"), "CNY"), Period(1, Unit.DAY), day("2024-05-06"), day("2024-05-06").day]
    values += [{"a": Decimal("2.50")}, frozenset({"b", "a"}), (1, None)]
    assert [plain(value, names_in("en")) for value in values] == [
        {"amount": "1.50", "currency": "CNY"},
        {"count": 1, "unit": "day"},
        "2024-05-06",
        "2024-05-06",
        {"a": "2.50"},
        ["a", "b"],
        [1, None],
    ]


# ---- tables ----------------------------------------------------------------------------------


def rows(tongue: str, *findings: object) -> list[list[str]]:
    assessed = [CaseAssessment("=G-1", Verdict.LATE, findings)]  # type: ignore[arg-type]
    text = written("csv", tongue, assessed)
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def test_a_table_has_headings_and_words_in_the_reader_s_tongue():
    headings, row = rows("zh", late_finding(level="then-1", flags=frozenset([Flag.REPAIRED])))
    cells = dict(zip(headings, row, strict=True))
    assert cells["案件结论"] == "逾期"
    assert cells["义务"] == "及时调查"
    assert cells["条款名称"] == "prompt_visit"
    assert cells["条文"] == "第十四条"
    assert cells["步骤"] == "第1个后续步骤"
    assert cells["标记"] == "已补救"
    assert (cells["逾期"], cells["逾期单位"]) == ("4", "工作日")
    assert cells["期限"] == "2024-05-07"
    assert cells["理由"] == "已履行，但逾期4个工作日。"
    assert "劳动节" in cells["说明"]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_cells_that_look_like_formulas_are_text(sign: str):
    one = finding(Verdict.VIOLATED, "not_done", persons=(f"{sign}HYPERLINK(1)",), case_id="-1")
    _, row = rows("en", one)
    shown = {"\t": "␉", "\r": "␍"}.get(sign, f"'{sign}")
    assert f"{shown}HYPERLINK(1)" in row
    assert row[0] == "'-1"
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)


def test_empty_parts_are_empty_cells():
    headings, row = rows("en", finding(Verdict.UNKNOWN, "hangs_on_unknown"))
    cells = dict(zip(headings, row, strict=True))
    assert [cells[name] for name in ("due", "lateness", "lateness unit", "step", "period")] == [""] * 5

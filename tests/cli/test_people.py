"""Persons on the command line: audit by group and by rows, a person's story, deadlines and their calendar."""

import csv
import io
import json
from pathlib import Path

import jsonschema
import pytest
from icalendar import Calendar

from dutylang.reports.finding_json import SCHEMA
from tests.cli.common import flat, run

POLICY = Path(__file__).parent / "samples" / "complaints.duty"
AS_OF = ("--as-of", "2024-05-31")


def case(number: int, branch: str, amount: str, clerk: str = "Li Na") -> dict[str, object]:
    return {
        "id": f"C-{number}",
        "fields": {"amount": amount, "branch": branch},
        "holders": [
            {"role": "clerk", "person": clerk, "from": "2024-01-01"},
            {"role": "supervisor", "person": "Wang Jun", "from": "2024-01-01"},
        ],
        "events": [{"type": "receive_complaint", "at": "2024-05-06T10:00", "by": clerk}],
        "complete": "all",
    }


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    """Nobody answered: two complaints of one clerk, one of another that a committee may excuse."""
    folder = tmp_path / "cases"
    folder.mkdir()
    found = [case(1, "East", "5000 CNY"), case(2, "East", "9000 CNY"), case(3, "West", "500 CNY", "Zhao Lei")]
    for each in found:
        (folder / f"{each['id']}.json").write_text(json.dumps(each), encoding="utf-8")
    return folder


# ---- audit -----------------------------------------------------------------------------------


def test_an_audit_tells_who_answers(cases: Path):
    result = run("audit", POLICY, cases, *AS_OF)
    text = flat(result.output)
    assert result.exit_code == 0
    assert "6 results on persons: 5 liable, 1 unknown" in text
    assert "3 liable Wang Jun · no answer (article 2) as leading, 30% · grade warning" in text
    assert "2 liable Li Na · no answer (article 2) as principal, 70%" in text
    assert "Wang Jun: 9 points under “annual points” (article 3), 2024, grade demerit" in text
    assert "Worked out over 3 cases; all could be read." in text
    assert "C-1 · timely answer (article 1): answer to the customer, done by supervisor" in text


def test_an_audit_tells_it_in_chinese(cases: Path):
    text = run("audit", POLICY, cases, *AS_OF, tongue="zh").output
    assert "人员责任结果共6项：承担责任5项、是否追责不明1项" in text
    assert "  承担责任2项  Li Na · “未按时答复”（第二条）" in text
    assert "承担主要责任，比例70% · 给予警告" in text


@pytest.mark.parametrize(
    ("by", "heading", "rows"),
    [
        ("branch", "Cases by branch and verdict", ["East", "West"]),
        ("分支机构", "Cases by branch and verdict", ["East", "West"]),
        ("person", "Cases by person and verdict", ["Li Na", "Zhao Lei"]),
        ("article", "Cases by article and verdict", ["article 1"]),
        ("duty", "Cases by duty and verdict", ["timely answer"]),
    ],
)
def test_an_audit_is_grouped(cases: Path, by: str, heading: str, rows: list[str]):
    lines = run("audit", POLICY, cases, *AS_OF, "--by", by).output.splitlines()
    start = lines.index(heading)
    for row in rows:
        assert any(line.strip().startswith(row) for line in lines[start + 2 : start + 6])


def test_what_cannot_group_is_refused(cases: Path):
    result = run("audit", POLICY, cases, *AS_OF, "--by", "brench")
    assert result.exit_code == 2
    assert "did you mean `branch`?" in result.stderr
    far = run("audit", POLICY, cases, *AS_OF, "--by", "zzz", tongue="zh")
    assert "涉及金额、分支机构" in far.stderr
    assert run("audit", POLICY, cases, *AS_OF, "--by", "branch.zzz").exit_code == 2
    assert run("audit", POLICY, cases, *AS_OF, "--by", "branch.amount").exit_code == 0


def test_the_document_follows_the_schema(cases: Path):
    document = json.loads(run("audit", POLICY, cases, *AS_OF, "--json", "--by", "branch").stdout)
    jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(document)
    assert [each["result"] for each in document["cases"][0]["persons"]] == ["liable", "liable"]
    assert document["cases"][0]["escalations"][0]["state"] == "open"
    assert document["book"]["complete"] is True
    assert document["summary"]["persons"]["unknown"] == 1
    assert [each["group"] for each in document["summary"]["groups"]["groups"]] == ["East", "West"]


def test_rows_of_persons(cases: Path):
    text = run("audit", POLICY, cases, *AS_OF, "--format", "csv", "--table", "persons", tongue="zh").output
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [(row["人员"], row["追责结果"]) for row in rows[:2]] == [
        ("Li Na", "承担责任"),
        ("Wang Jun", "承担责任"),
    ]
    _, *lines = run(
        "audit", POLICY, cases, *AS_OF, "--format", "jsonl", "--table", "points"
    ).output.splitlines()
    assert {json.loads(line)["person"] for line in lines} >= {"Li Na", "Wang Jun"}


def test_what_would_have_changed_a_result_is_told_when_asked_for(cases: Path):
    table = ("--format", "csv", "--table", "persons")
    assert "If Li Na had" not in run("audit", POLICY, cases, *AS_OF, *table).output
    told = run("audit", POLICY, cases, *AS_OF, *table, "--counterfactuals").output
    assert "If Li Na had done this by the end of 11 May 2024: answer to the customer" in told


@pytest.mark.parametrize("format_", ["text", "json"])
def test_rows_are_for_formats_that_have_them(cases: Path, format_: str):
    result = run("audit", POLICY, cases, *AS_OF, "--table", "persons", "--format", format_)
    assert result.exit_code == 2
    assert "G026" in result.stderr


@pytest.mark.parametrize("format_", ["csv", "jsonl"])
def test_groups_are_for_formats_that_count(cases: Path, format_: str):
    result = run("audit", POLICY, cases, *AS_OF, "--by", "person", "--format", format_)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "G030" in result.stderr


# ---- explain ---------------------------------------------------------------------------------


def test_a_person_s_story_over_the_cases(cases: Path):
    result = run("explain", POLICY, cases, *AS_OF, "--person", "Li Na")
    assert result.exit_code == 0
    assert [line for line in result.output.splitlines() if line.startswith("Li Na in case")] == [
        "Li Na in case C-1",
        "Li Na in case C-2",
    ]
    text = flat(result.output)
    assert "clerk: from 1 January 2024 on" in text
    assert "They answer: as principal, 70%; grade warning; kinds: assessment, economic; 3 points." in text
    assert (
        "If Li Na had done this by the end of 11 May 2024: answer to the customer, the result would" in text
    )
    assert "Still open timely answer: answer to the customer, done by clerk" in text


def test_a_person_s_story_in_chinese(cases: Path):
    text = run("explain", POLICY, cases, *AS_OF, "--person", "Zhao Lei", tongue="zh").output
    assert "【是否追责不明】未按时答复（no_answer），第二条“责任追究”" in text
    assert (
        "如予追责，责任内容为：承担主要责任，比例70%；给予警告；责任种类为考核责任、经济责任；记3分。"
        in "".join(text.split())
    )
    assert "“重大过失”尚待评审委员会认定" in text


def test_a_person_s_story_as_json(cases: Path):
    told = json.loads(run("explain", POLICY, cases, *AS_OF, "--person", "Wang Jun", "--json").output)
    assert [each["case"] for each in told] == ["C-1", "C-2", "C-3"]
    assert told[0]["roles"] == [{"role": "supervisor", "since": "2024-01-01", "until": None, "deputy": False}]
    assert told[0]["persons"][0]["degree"] == "leading"
    assert told[0]["escalations"][0]["persons"] == ["Wang Jun"]
    assert told[0]["story"][0]["title"] == "Roles held"


def test_a_person_of_one_duty(cases: Path):
    result = run("explain", POLICY, cases, *AS_OF, "--person", "Li Na", "--duty", "timely_answer")
    assert "liable: no answer" in result.output


def test_a_stranger_is_refused_with_the_nearest_name(cases: Path):
    for command in ("explain", "due"):
        result = run(command, POLICY, cases, *AS_OF, "--person", "Li Ma")
        assert result.exit_code == 2
        assert "did you mean `Li Na`?" in result.stderr


def test_the_story_of_a_case_ends_with_who_answers(cases: Path):
    result = run("explain", POLICY, cases / "C-3.json", *AS_OF)
    assert "Wang Jun: liable: no answer (no_answer), article 2 “Who answers”" in result.output
    assert (
        "Open question: the judgement “gross negligence” is still to be decided by committee."
        in result.output
    )


def test_of_a_single_case_it_is_said_what_only_all_cases_show(cases: Path):
    english = flat(run("explain", POLICY, cases / "C-3.json", *AS_OF).output)
    assert (
        "Only one case was read: points that count over all cases (“annual points”) are those of this case alone."
        in english
    )
    chinese = "".join(run("explain", POLICY, cases / "C-3.json", *AS_OF, tongue="zh").output.split())
    assert "本次只读取一件案件：“年度积分”按全部案件累计，此处仅为本案的积分。" in chinese
    for silent in (("--quiet",), ("--json",)):
        assert "Only one case" not in run("explain", POLICY, cases / "C-3.json", *AS_OF, *silent).output
    assert "Only one case" not in run("explain", POLICY, cases, *AS_OF, "--case", "C-3").output


# ---- due -------------------------------------------------------------------------------------


def test_deadlines(cases: Path):
    result = run("due", POLICY, cases, *AS_OF)
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert lines[0].startswith("As of 31 May 2024: ")
    assert "11 May 2024 (overdue)" in lines
    assert "  C-1 · duty · timely answer (article 1): answer to the customer, done by clerk (Li Na)" in lines
    assert "7 June 2024" in lines


def test_deadlines_of_a_person_until_a_day_in_chinese(cases: Path):
    result = run("due", POLICY, cases, *AS_OF, "--person", "Wang Jun", "--until", "2024-06-30", tongue="zh")
    assert result.output.splitlines()[0] == "截至2024年5月31日，2024年6月30日之前到期的待办事项3项"
    assert "C-1 · 逐级上报 · “按时答复”（第一条）：由主管答复客户（Wang Jun）" in result.output
    none = run("due", POLICY, cases, *AS_OF, "--person", "Wang Jun", "--until", "2024-06-01")
    assert none.output == "As of 31 May 2024: 0 open items due by 1 June 2024\n"


def test_deadlines_as_json(cases: Path):
    told = json.loads(run("due", POLICY, cases, *AS_OF, "--json").output)
    assert told["as_of"] == "2024-05-31"
    assert {each["kind"] for each in told["items"]} >= {"duty", "escalation"}
    assert [each["due"] for each in told["items"]] == sorted(each["due"] for each in told["items"])


def test_deadlines_as_a_calendar(cases: Path, tmp_path: Path):
    target = tmp_path / "deadlines.ics"
    result = run("due", POLICY, cases, *AS_OF, "--ics", target, tongue="zh")
    assert result.exit_code == 0
    events = list(Calendar.from_ical(target.read_bytes()).walk("VEVENT"))
    assert f"已写入{target}，共{len(events)}项。" in result.stderr
    assert "C-1：按时答复（已逾期）" in {str(each["SUMMARY"]) for each in events}
    before = target.read_bytes()
    quiet = run("due", POLICY, cases, *AS_OF, "--ics", target, "--quiet", tongue="zh")
    assert (quiet.stderr, target.read_bytes()) == ("", before)


def test_a_calendar_that_cannot_be_written(cases: Path, tmp_path: Path):
    result = run("due", POLICY, cases, *AS_OF, "--ics", tmp_path / "missing" / "d.ics")
    assert result.exit_code == 2
    assert "G020" in result.stderr


@pytest.mark.parametrize(("until", "code"), [("2024-05-01", "G029"), ("soon", "G017")])
def test_a_last_day_that_makes_no_sense(cases: Path, until: str, code: str):
    result = run("due", POLICY, cases, *AS_OF, "--until", until)
    assert result.exit_code == 2
    assert code in result.stderr


def test_exit_codes_are_those_of_other_commands(cases: Path, tmp_path: Path):
    (cases / "bad.json").write_text('{"id": "C-9", "fields": {"amount": "many"}}', encoding="utf-8")
    result = run("due", POLICY, cases, *AS_OF)
    assert result.exit_code == 4
    assert "bad.json" in result.stderr
    faulty = tmp_path / "p.duty"
    faulty.write_text("policy p\n", encoding="utf-8")
    assert run("due", faulty, cases, *AS_OF).exit_code == 3
    assert run("due", POLICY, tmp_path / "nowhere", *AS_OF).exit_code == 2
    assert run("due", POLICY, cases, "--as-of", "soon").exit_code == 2
    mapping = tmp_path / "mapping.toml"
    mapping.write_text("nonsense = 1", encoding="utf-8")
    assert run("due", POLICY, cases, *AS_OF, "--mapping", mapping).exit_code == 2
    calendar = tmp_path / "bad.toml"
    calendar.write_text("name = 1", encoding="utf-8")
    assert run("due", POLICY, cases, *AS_OF, "--calendar", calendar).exit_code == 2


# ---- scenarios -------------------------------------------------------------------------------


def test_expectations_of_persons_that_do_not_hold():
    result = run("test", POLICY)
    assert result.exit_code == 1
    text = flat(result.output)
    assert (
        "Wang Jun, no answer tests/cli/samples/complaints.duty:55 expected found result exempt liable" in text
    )
    assert "Li Na, no answer tests/cli/samples/complaints.duty:56 expected found" in text
    assert "degree leading principal share 50% 70%" in text
    assert "the result would have been: not liable." in text
    chinese = flat(run("test", POLICY, tongue="zh").output)
    assert "Wang Jun，未按时答复" in chinese
    assert "追责结果 免予追责 承担责任" in chinese
    assert "责任程度 领导责任 主要责任" in chinese
    [told] = json.loads(run("test", POLICY, "--json").output)["scenarios"]
    assert [each["person"] for each in told["failures"]] == ["Wang Jun", "Li Na"]

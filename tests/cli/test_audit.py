"""audit and explain: exit codes, formats, settings, streams."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from dutylang.reports.finding_json import SCHEMA
from tests.cli.common import AS_OF, CASE, CASES, POLICY, ZH_CASES, ZH_POLICY, flat, run
from tests.house.tree import ROOT

PARAMETER = '\nparameter answer_within "time to answer" zh "答复时限" = 5 working days\n'


@pytest.fixture
def cases(tmp_path: Path) -> Path:
    """Three cases: one broken, one sound, one that cannot be read."""
    folder = tmp_path / "cases"
    folder.mkdir()
    (folder / "1.json").write_bytes(CASE.read_bytes())
    sound = json.loads(CASE.read_text(encoding="utf-8")) | {"id": "C-002", "events": []}
    (folder / "2.json").write_text(json.dumps(sound), encoding="utf-8")
    (folder / "3.json").write_text('{"id": "C-003", "fields": {"amount": "many"}}', encoding="utf-8")
    return folder


def test_an_audit_as_text():
    result = run("audit", POLICY, CASES, *AS_OF)
    assert result.exit_code == 0
    assert "1 case audited: 1 violated" in result.output
    assert "C-001 · timely answer, article 1 “Answer in time”" in result.output
    assert "no closing of the complaint, unless approval of the closing" in flat(result.output)


def test_an_audit_in_chinese():
    result = run("audit", ZH_POLICY, ZH_CASES, *AS_OF, tongue="zh")
    assert result.exit_code == 0
    assert "共审查1件案件：违反1件" in result.output
    assert "T-001 · 按时答复，第一条“及时答复”" in result.output
    assert "最迟于2024年5月9日（含当日），由经办人答复客户" in result.output


def test_an_english_policy_is_audited_for_a_chinese_reader():
    result = run("audit", POLICY, CASES, *AS_OF, tongue="zh")
    assert "C-001 · 按时答复，第一条“及时答复”" in result.output


def test_the_json_follows_the_schema(cases: Path):
    result = run("audit", POLICY, cases, *AS_OF, "--format", "json")
    assert result.exit_code == 4
    document = json.loads(result.stdout)
    jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(document)
    assert [case["id"] for case in document["cases"]] == ["C-001", "C-002"]
    assert document["summary"]["duties"]["timely_answer"]["cases"]["late"] == 1
    assert any(problem["span"]["source"].endswith("3.json") for problem in document["problems"])
    assert document["run"]["policy"] == "complaint_handling"
    assert run("audit", POLICY, cases, *AS_OF, "--json").stdout == result.stdout


def test_json_lines_and_tables():
    first, *lines = run("audit", POLICY, CASES, *AS_OF, "--format", "jsonl").output.splitlines()
    assert json.loads(first)["kind"] == "run"
    assert {json.loads(line)["rule"] for line in lines} == {"timely_answer", "closing_without_approval"}
    table = run("audit", POLICY, CASES, *AS_OF, "--format", "csv", tongue="zh").output
    rows = list(csv.reader(io.StringIO(table.removeprefix("\ufeff"))))
    assert rows[0][0] == "案件"
    assert len(rows) == len(lines) + 1


@pytest.mark.parametrize(("fail_on", "code"), [("never", 0), ("violated", 1), ("late", 1), ("unknown", 1)])
def test_exit_code_1_is_a_finding_that_fails(fail_on: str, code: int):
    assert run("audit", POLICY, CASES, *AS_OF, "--fail-on", fail_on).exit_code == code


def test_exit_code_1_outranks_4(cases: Path):
    assert run("audit", POLICY, cases, *AS_OF, "--fail-on", "violated").exit_code == 1
    assert run("audit", POLICY, cases, *AS_OF).exit_code == 4


def test_exit_code_3_is_a_policy_that_does_not_check(tmp_path: Path):
    path = tmp_path / "p.duty"
    path.write_text("policy p\n", encoding="utf-8")
    for command in ("audit", "explain"):
        result = run(command, path, CASES, *AS_OF)
        assert result.exit_code == 3
        assert "error[" in result.stderr


def test_a_late_finding_does_not_fail_where_violations_do(tmp_path: Path):
    case = json.loads(CASE.read_text(encoding="utf-8"))
    case["events"] = case["events"][:2]
    path = tmp_path / "late.json"
    path.write_text(json.dumps(case), encoding="utf-8")
    assert run("audit", POLICY, path, *AS_OF, "--fail-on", "violated").exit_code == 0
    assert run("audit", POLICY, path, *AS_OF, "--fail-on", "late").exit_code == 1


def test_faults_of_cases_are_told_and_the_rest_is_audited(cases: Path):
    result = run("audit", POLICY, cases, *AS_OF)
    assert "2 cases audited" in result.stdout
    assert "1 case could not be read." in result.stdout
    assert "3.json" in result.stderr


def test_many_faults_of_one_kind_are_counted(cases: Path):
    for number in range(10, 20):
        text = f'{{"id": "C-{number}", "fields": {{"amount": "many"}}, "complete": "all"}}'
        (cases / f"{number}.json").write_text(text, encoding="utf-8")
    result = run("audit", POLICY, cases, *AS_OF)
    assert "more like this" in result.stderr
    assert "more like this" not in run("audit", POLICY, cases, *AS_OF, "--quiet").stderr


def test_a_report_into_a_file(tmp_path: Path):
    target = tmp_path / "report.csv"
    result = run("audit", POLICY, CASES, *AS_OF, "--format", "csv", "--output", target)
    assert (result.exit_code, result.stdout) == (0, "")
    assert target.read_bytes().startswith(b"\xef\xbb\xbfcase,")
    assert target.read_bytes().count(b"\r\r\n") == 0


def test_a_file_that_cannot_be_written(tmp_path: Path):
    result = run("audit", POLICY, CASES, *AS_OF, "-o", tmp_path / "missing" / "report.txt")
    assert result.exit_code == 2
    assert "G020" in result.stderr


def test_quiet_is_the_counts_alone():
    lines = run("audit", POLICY, CASES, *AS_OF, "--quiet").output.splitlines()
    assert lines[-1] == "1 case audited: 1 violated"


def test_what_was_not_known_yet_is_hidden():
    before = run("audit", POLICY, CASES, "--as-of", "2024-05-06")
    assert "1 pending" in before.output or "1 satisfied" in before.output
    assert "as known on 1 May 2024" in run("audit", POLICY, CASES, *AS_OF, "--known-at", "2024-05-01").output


def test_a_moment_as_horizon():
    assert run("audit", POLICY, CASES, "--as-of", "2024-05-09T12:00").exit_code == 0


@pytest.fixture
def with_parameter(tmp_path: Path) -> Path:
    text = POLICY.read_text(encoding="utf-8").replace("within 5 working days", "within answer_within")
    path = tmp_path / "policy.duty"
    path.write_text(text.replace("\narticle 1 ", PARAMETER + "\narticle 1 ", 1), encoding="utf-8")
    return path


@pytest.mark.parametrize("setting", ["answer_within=9 working days", "答复时限=9 working days"])
def test_a_parameter_is_set_by_its_name_or_label(with_parameter: Path, setting: str):
    plain = json.loads(run("audit", with_parameter, CASES, *AS_OF, "--json").stdout)
    assert plain["summary"]["duties"]["timely_answer"]["cases"]["late"] == 1
    result = run("audit", with_parameter, CASES, *AS_OF, "--json", "--set", setting)
    assert json.loads(result.stdout)["summary"]["duties"]["timely_answer"]["cases"]["satisfied"] == 1


def test_a_parameter_that_is_not_there_or_has_no_such_value(with_parameter: Path):
    near = run("audit", with_parameter, CASES, *AS_OF, "--set", "anser_within=2 days")
    assert near.exit_code == 2
    assert "did you mean `answer_within`?" in near.stderr
    far = run("audit", with_parameter, CASES, *AS_OF, "--set", "zzz=2 days")
    assert "its parameters are" in far.stderr
    bad = run("audit", with_parameter, CASES, *AS_OF, "--set", "answer_within=soon")
    assert bad.exit_code == 2
    assert "error[C" in bad.stderr


def test_a_calendar_of_one_s_own(tmp_path: Path):
    calendar = tmp_path / "bank.toml"
    calendar.write_text(
        'name = "china"\nversion = "bank"\nbase = "china"\nholidays = [2024-05-09, 2024-05-10]\n',
        encoding="utf-8",
    )
    result = run("audit", POLICY, CASES, *AS_OF, "--json", "--calendar", calendar)
    assert result.exit_code == 0
    document = json.loads(result.stdout)
    assert document["summary"]["duties"]["timely_answer"]["cases"]["satisfied"] == 1
    assert document["run"]["calendar"].startswith("china ")
    bad = tmp_path / "bad.toml"
    bad.write_text("name = 1", encoding="utf-8")
    assert run("audit", POLICY, CASES, *AS_OF, "--calendar", bad).exit_code == 2


def test_a_faulty_mapping_is_refused(tmp_path: Path):
    mapping = tmp_path / "mapping.toml"
    mapping.write_text("nonsense = 1", encoding="utf-8")
    for command in ("audit", "explain"):
        assert run(command, POLICY, CASES, *AS_OF, "--mapping", mapping).exit_code == 2


# ---- explain ---------------------------------------------------------------------------------


def test_the_story_of_a_case():
    result = run("explain", POLICY, CASE, *AS_OF)
    assert result.exit_code == 0
    assert result.output.startswith("Case C-001: violated\n\nviolated: closing without approval")
    assert "The exception: approval of the closing." in result.output
    assert "Not counted: 1 May 2024 to 3 May 2024 (Labour Day)" in flat(result.output)


def test_what_asks_for_no_attention_is_counted_and_told_on_request():
    told, whole = (run("explain", POLICY, CASE, *AS_OF, *more).output for more in ((), ("--all",)))
    findings = json.loads(run("explain", POLICY, CASE, *AS_OF, "--json").output)[0]["findings"]
    quiet = [each for each in findings if each["verdict"] in ("satisfied", "exempt", "not_applicable")]
    assert quiet
    assert "`--all` tells these too" in told
    assert "`--all`" not in whole
    for verdict in {each["verdict"] for each in quiet}:
        count = sum(each["verdict"] == verdict for each in quiet)
        assert f"{count} {verdict.replace('_', ' ')}" in flat(told)
        assert f"\n{verdict.replace('_', ' ')}" not in told
        assert f"\n{verdict.replace('_', ' ')}" in whole
    assert "此外：" in run("explain", POLICY, CASE, *AS_OF, tongue="zh").output


def test_a_case_in_which_nothing_deviates_says_so(cases: Path):
    told = run("explain", POLICY, cases, *AS_OF, "--case", "C-002").output
    assert "Nothing deviates and nothing is open: " in told


def test_the_story_in_chinese():
    result = run("explain", ZH_POLICY, ZH_CASES, *AS_OF, "--lang", "zh")
    assert "【逾期1个工作日】按时答复，第一条“及时答复”" in result.output
    assert "除外情形：批准办结。" in result.output


@pytest.mark.parametrize("name", ["timely_answer", "timely answer", "按时答复"])
def test_one_duty_by_name_or_label(name: str):
    result = run("explain", POLICY, CASE, *AS_OF, "--duty", name)
    assert "timely answer" in result.output
    assert "closing without approval" not in result.output


def test_stories_as_json():
    (told,) = json.loads(run("explain", POLICY, CASES, *AS_OF, "--case", "C-001", "--json").output)
    assert told["id"] == "C-001"
    assert told["findings"][0]["explanation"]


def test_a_case_that_cannot_be_read_is_told(cases: Path):
    result = run("explain", POLICY, cases, *AS_OF)
    assert result.exit_code == 4
    assert "3.json" in result.stderr
    assert "Case C-002" in result.output


# ---- streams ---------------------------------------------------------------------------------


def process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG", "COV", "DUTY"))
    }
    return subprocess.run(
        [sys.executable, "-m", "dutylang", *arguments],
        capture_output=True,
        env={**kept, "PYTHONPATH": str(ROOT / "src"), **environment},
        check=False,
    )


def test_chinese_is_utf8_whatever_the_locale():
    done = process("rule", "K001", "--lang", "zh", LC_ALL="C", PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert "日历" in done.stdout.decode("utf-8")


def test_a_reader_that_leaves_is_no_fault():
    script = f"{sys.executable} -m dutylang rule --json | head -c 10"
    done = subprocess.run(
        ["bash", "-c", f"{script}; code=${{PIPESTATUS[0]}}; echo; echo $code"],
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        check=False,
    )
    assert b"Traceback" not in done.stderr
    assert b"Exception" not in done.stderr
    assert done.stdout.splitlines()[-1] in (b"141", b"0")

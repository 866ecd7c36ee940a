"""`duty test`: what holds, what does not and why, which scenarios are meant, and the formats for programs."""

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
import yaml

from tests.cli.common import POLICY, ZH_POLICY, flat, run


@pytest.fixture
def failing(tmp_path: Path) -> Path:
    path = tmp_path / "failing.duty"
    text = POLICY.read_text(encoding="utf-8") + "  expect closing_without_approval violated\n"
    text = text.replace("late by 1 working day", "late by 3 working days and repaired")
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def several(failing: Path) -> Path:
    """A scenario that fails, one that expects nothing yet, and one whose case cannot be read."""
    text = failing.read_text(encoding="utf-8")
    text += '\nscenario "not # filled in" as of 2024-01-01\n'
    text += '\nscenario "twice the id" as of 2024-06-30\n  given receive_complaint at 2024-05-06 id "a"\n'
    text += '  given receive_complaint at 2024-05-07 id "a"\n  expect timely_answer violated\n'
    failing.write_text(text, encoding="utf-8")
    return failing


def test_scenarios_that_hold():
    result = run("test", POLICY)
    assert result.exit_code == 0
    assert result.output == "ok   answered a day late\n1 scenario: 1 as expected.\n"
    assert run("test", POLICY, "--quiet").output == "1 scenario: 1 as expected.\n"


# ---- what does not hold ------------------------------------------------------------------------


def test_expected_and_found_stand_side_by_side(failing: Path):
    result = run("test", failing)
    assert result.exit_code == 1
    lines = [line.strip() for line in result.output.splitlines()]
    assert lines[0] == "FAIL answered a day late"
    assert lines[1].startswith("timely answer  ")
    assert lines[1].endswith("failing.duty:38")
    assert lines[2:5] == [
        "expected         found",
        "lateness   3 working days   1 working day",
        "flags      repaired         nothing",
    ]
    columns = {line.index(word) for line, word in zip(lines[3:5], ("1 working day", "nothing"), strict=True)}
    assert len(columns) == 1


def test_the_story_of_what_was_found_stands_beside(failing: Path):
    text = flat(run("test", failing).output)
    assert "late by 1 working day: timely answer (timely_answer), article 1" in text
    assert "Due by the end of 11 May 2024." in text
    assert "To comply: answer to the customer, done by clerk, by the end of 11 May 2024." in text


def test_differences_are_told_in_chinese(failing: Path):
    lines = [line.split() for line in run("test", failing, tongue="zh").output.splitlines()]
    assert ["预期", "实际"] in lines
    assert ["逾期时长", "3个工作日", "1个工作日"] in lines
    assert ["标记", "已补救", "无"] in lines
    assert ["结论", "违反", "不适用"] in lines


NEEDED = {
    ("given case amount 500 CNY", "closing_without_approval violated"): (
        "To apply, its condition would have to hold: amount is at least 10,000 CNY."
    ),
    ("given case amount 500 CNY", "timely_answer late"): (
        "To apply, the duty needs on record: “receipt of the complaint”."
    ),
    ("given receive_complaint at 2024-05-06", "timely_answer not applicable"): (
        "For `not applicable`, nothing may open the duty: “receipt of the complaint”."
    ),
    ("given receive_complaint at 2024-05-06", "timely_answer late"): (
        "For `late`, “answer to the customer” must have come, but not by the end of 11 May 2024."
    ),
    ("given receive_complaint at 2024-05-06", "timely_answer pending"): (
        "For `pending`, the scenario must be told before the time is over: it ended by the end of 11 May 2024."
    ),
    ("given receive_complaint at 2024-05-06", "timely_answer unknown"): (
        "For `unknown`, something that the verdict hangs on must be missing from the record."
    ),
    ("given receive_complaint at 2024-05-06", "timely_answer exempt"): (
        "For `exempt`, an exception must hold."
    ),
    (
        'given receive_complaint at 2024-05-06; given answer_customer at 2024-05-07 by "Li"; '
        'given clerk "Li" from 2024-01-01',
        "timely_answer violated",
    ): "For `violated`, “answer to the customer” must not have come by the end of 11 May 2024, nor since.",
    ("given case amount 20,000 CNY", "closing_without_approval exempt"): (
        "For `exempt`, the exception must hold: approval of the closing."
    ),
}


@pytest.mark.parametrize(("given", "expect"), NEEDED)
def test_what_would_have_had_to_be_is_said(tmp_path: Path, given: str, expect: str):
    text = POLICY.read_text(encoding="utf-8").partition("scenario")[0]
    text += 'scenario "s" as of 2024-06-30\n' + "".join(f"  {line}\n" for line in given.split("; "))
    path = tmp_path / "p.duty"
    path.write_text(f"{text}  expect {expect}\n", encoding="utf-8")
    result = run("test", path)
    assert result.exit_code == 1
    assert NEEDED[given, expect] in flat(result.output)


def test_a_scenario_that_expects_nothing_is_open_and_a_faulty_one_fails(several: Path):
    result = run("test", several)
    assert result.exit_code == 1
    assert "open not # filled in — nothing is expected yet" in result.stdout
    assert "FAIL twice the id" in result.stdout
    assert "C027" in result.stderr
    assert result.stdout.splitlines()[-1] == "3 scenarios: 1 as expected."


# ---- which ones --------------------------------------------------------------------------------

CHOICES = {
    "A Day": True,
    "answered and late": True,
    "answered and early": False,
    "early or (late and not early)": True,
    "not late": False,
    "policy.duty": True,
    "timely_answer": True,
    "按时答复": True,
    "closing_without_approval": False,
    "late and": False,
    "(late": False,
    "()": False,
    "late early)": False,
}


@pytest.mark.parametrize("name", CHOICES)
def test_scenarios_are_chosen_by_name(name: str):
    result = run("test", POLICY, "--run", name)
    assert result.exit_code == (0 if CHOICES[name] else 2)
    if not CHOICES[name]:
        assert result.output == "There is no such scenario.\n"


def test_a_title_may_hold_the_words_that_combine(tmp_path: Path):
    path = tmp_path / "p.duty"
    text = POLICY.read_text(encoding="utf-8").replace("answered a day late", "not in time and (not) told")
    path.write_text(text, encoding="utf-8")
    assert run("test", path, "--run", "not in time and (not)").exit_code == 0


def test_several_names_mean_any_and_scenario_is_a_synonym():
    assert run("test", POLICY, "--run", "nothing", "--scenario", "late").exit_code == 0
    assert run("test", POLICY, "--scenario", "no such").output == "There is no such scenario.\n"


def test_a_policy_without_scenarios(tmp_path: Path):
    path = tmp_path / "p.duty"
    path.write_text(POLICY.read_text(encoding="utf-8").partition("scenario")[0], encoding="utf-8")
    assert run("test", path).output == "The policy has no scenario.\n"
    assert run("test", path, "--coverage").output == "The policy has no scenario.\n"
    assert run("test", path, "--format", "tap").output == "TAP version 14\n1..0\n"


# ---- formats -----------------------------------------------------------------------------------


def test_scenarios_as_json(several: Path):
    result = run("test", several, "--format", "json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert result.stdout == run("test", several, "--json").stdout
    assert (told["policy"], told["count"], told["passed"]) == ("Handling of complaints", 3, 1)
    late, open_, faulty = told["scenarios"]
    assert [each["outcome"] for each in (late, open_, faulty)] == ["failed", "open", "unreadable"]
    assert [each["passed"] for each in (late, open_, faulty)] == [False, True, False]
    assert [each["code"] for each in faulty["problems"]] == ["C027"]
    first, second = late["failures"]
    assert [each["what"] for each in first["differences"]] == ["late_by", "flag"]
    assert first["differences"][0] == {
        "what": "late_by",
        "expected": "3 working_day",
        "found": "1 working_day",
        "words": {"what": "lateness", "expected": "3 working days", "found": "1 working day"},
    }
    assert first["explanation"][0]["heading"].startswith("late by 1 working day")
    assert second["needed"] == ["To apply, its condition would have to hold: amount is at least 10,000 CNY."]
    assert (first["person"], first["line"], late["line"]) == (None, 38, 33)


def test_scenarios_as_junit(several: Path):
    result = run("test", several, "--format", "junit", "--coverage")
    assert result.exit_code == 1
    root = ET.fromstring(result.stdout.encode())
    [suite] = root
    counts = {name: suite.get(name) for name in ("tests", "failures", "errors", "skipped")}
    assert counts == {"tests": "3", "failures": "1", "errors": "1", "skipped": "1"}
    late, open_, faulty = suite.iter("testcase")
    assert (late.get("classname"), late.get("name"), late.get("line")) == (
        "failing",
        "answered a day late",
        "33",
    )
    [failure] = late
    assert failure.get("type") == "late_by+flag+verdict"
    assert "lateness: expected 3 working days, found 1 working day" in str(failure.get("message"))
    assert "Due by the end of 11 May 2024." in str(failure.text)
    assert [each.tag for each in (*open_, *faulty)] == ["skipped", "error"]
    assert faulty[0].get("type") == "C027"
    assert [each.get("name") for each in suite.iter("property")] == ["coverage"]


def test_scenarios_that_hold_as_junit():
    [suite] = ET.fromstring(run("test", POLICY, "--format", "junit").stdout.encode())
    [test] = suite.iter("testcase")
    assert list(test) == []


def test_scenarios_as_tap(several: Path):
    result = run("test", several, "--format", "tap", "--coverage", tongue="zh")
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert lines[:3] == ["TAP version 14", "1..3", "not ok 1 - answered a day late"]
    assert "ok 2 - not \\# filled in # SKIP 尚未写明预期" in lines
    assert "not ok 3 - twice the id" in lines
    begin, end = lines.index("  ---"), lines.index("  ...")
    told = yaml.safe_load("\n".join(line[2:] for line in lines[begin + 1 : end]))
    assert told["severity"] == "fail"
    assert told["at"]["line"] == 33
    assert [each["what"] for each in told["differences"]] == ["late_by", "flag", "verdict"]
    assert "履行期限：最迟于2024年5月11日（含当日）。" in told["explanation"]
    assert any(line.startswith("# ") and "尚未出现" in line for line in lines)
    assert (
        run("test", POLICY, "--format", "tap").stdout == "TAP version 14\n1..1\nok 1 - answered a day late\n"
    )


# ---- coverage ----------------------------------------------------------------------------------


def test_coverage_shows_what_was_not_seen_in_the_text():
    result = run("test", POLICY, "--coverage")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "note[A020]: `timely answer`, duty: not seen satisfied" in result.output
    assert f"{POLICY.parent.name}/{POLICY.name}:22:8" in result.output
    assert "^^^^" in result.output
    assert result.output.splitlines()[-1].split()[0] == "together"
    quiet = run("test", POLICY, "--coverage", "--quiet").output
    assert quiet.splitlines()[-1].split() == result.output.splitlines()[-1].split()
    assert "article" not in quiet
    assert "A020" not in quiet
    assert "`duty test --suggest` writes what the missing scenarios are given." in result.output
    assert "--suggest" not in quiet


def test_coverage_is_told_in_chinese():
    result = run("test", ZH_POLICY, "--coverage", tongue="zh")
    assert "（义务）：尚未出现“已履行”的情形" in result.output
    assert "各种结果均已出现的条文：" in result.output
    assert "合计" in result.output.splitlines()[-1]


def test_coverage_as_json(failing: Path):
    result = run("test", failing, "--coverage", "--json")
    assert result.exit_code == 1  # a scenario does not hold
    told = json.loads(result.output)
    assert [each["passed"] for each in told["scenarios"]] == [False]
    coverage = told["coverage"]
    assert coverage["full"] == coverage["clauses"] - len(coverage["uncovered"])
    assert sum(each["clauses"] for each in coverage["articles"]) == coverage["clauses"]
    first = coverage["uncovered"][0]
    assert (first["kind"], first["rule"], first["seen"], first["missing"]) == (
        "duty",
        "timely_answer",
        ["breached"],
        ["satisfied"],
    )
    assert Path(first["file"]) == failing
    lines = failing.read_text(encoding="utf-8").splitlines()
    assert lines[first["line"] - 1][first["column"] - 1 :].startswith(first["text"])


def test_too_little_coverage_fails():
    below = run("test", POLICY, "--fail-under", "99.5")
    assert below.exit_code == 1
    assert below.stderr == "The coverage is 0.0%, below 99.5%.\n"
    assert "together" in below.stdout
    assert run("test", POLICY, "--fail-under", "0").exit_code == 0
    assert run("test", POLICY, "--fail-under", "101").exit_code == 2
    assert "低于99.5%" in run("test", ZH_POLICY, "--fail-under", "99.5", tongue="zh").stderr


def test_no_scenario_covers_nothing():
    result = run("test", POLICY, "--coverage", "--scenario", "no such")
    assert (result.exit_code, result.output) == (2, "There is no such scenario.\n")


# ---- steps, items, persons and points ----------------------------------------------------------

GRAVE = """policy house "House rules"
  version "1.0"
  in force from 2024-01-01
  calendar weekdays
  timezone "Asia/Shanghai"
  counting civil_code
role clerk
case loan
  amount money CNY
event alarm
event visit
event report
event pay
term principal
term licence
grades note, warning
article 1 "Rules"
  duty after_alarm
    after each alarm
    clerk must visit within 3 days
    then must report within 2 days
  checklist papers
    clerk must have on file
      - licence
    before pay
article 2 "Persons"
  liability missed
    for each breach of after_alarm
    holds clerk as principal
    grade note
    points 2
  scale case_points
    counted per case
    reaching 2 points grade warning

scenario "grave" as of 2024-12-31
  given clerk "Li" from 2024-01-01
  given alarm at 2024-05-06
  given pay at 2024-06-03
  expect after_alarm step 2 satisfied
  expect papers item licence satisfied
  expect "Li" exempt for missed
  expect "Wu" liable for missed
  expect "Li" 3 points under case_points
  expect "Wu" 3 points under case_points
"""


def test_steps_items_persons_and_points_are_named(tmp_path: Path):
    path = tmp_path / "grave.duty"
    path.write_text(GRAVE, encoding="utf-8")
    result = run("test", path)
    assert result.exit_code == 1
    text = flat(result.output)
    assert "after_alarm: step 2 " in text
    assert "papers: licence " in text
    assert "Li, missed " in text
    assert "result exempt liable" in text
    assert "liable: missed, article 2" in text
    assert "Wu, missed " in text
    assert (
        "result liable not liable The ground speaks of those who hold a role: Wu must have held “clerk”."
        in text
    )
    assert "points 3 2 Li: 2 points under “case_points” (article 2), grade warning" in text
    assert "points 3 0" in text
    told = json.loads(run("test", path, "--json").output)["scenarios"][0]["failures"]
    assert [each["person"] for each in told] == [None, None, "Li", "Wu", "Li", "Wu"]
    chinese = flat(run("test", path, tongue="zh").output)
    assert "after_alarm：第2步" in chinese

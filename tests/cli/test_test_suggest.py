"""`duty test --suggest`: policy text that parses in both tongues, expects nothing, and covers what was missing."""

import json
import re
from pathlib import Path

import pytest

from dutylang.source import Source
from dutylang.syntax.ast import Scenario
from dutylang.syntax.from_text import document_from_text
from tests.cli.common import run
from tests.cli.test_test import failing  # noqa: F401  (a fixture)

POLICIES = Path(__file__).parents[2] / "examples" / "seven_articles"

TEXT = """policy house "House rules" zh "内部规定"
  version "1.0"
  in force from 2024-01-01
  calendar weekdays
  timezone "Asia/Shanghai"
  counting civil_code
role clerk "clerk" zh "经办人"
case loan zh "贷款"
  amount zh "金额" money CNY
event alarm "alarm" zh "预警"
  severe zh "严重" yes/no
event visit "visit" zh "走访"
event report "report" zh "报告"
event pay "payment" zh "代偿"
article 1 "Rules" zh "规则"
  duty after_alarm "after an alarm" zh "预警处置"
    after each alarm
    when amount is at least 5,000 CNY
    clerk must visit within 3 days
    then must report within 2 days
article 2 "Persons" zh "责任"
  liability missed "missed" zh "未尽职"
    for each breach of after_alarm
    holds clerk as principal
    grade note
  checklist papers "papers" zh "资料"
    clerk must have on file
      - licence
    before pay
term principal zh "主要责任"
term licence zh "执照"
grades note zh "提醒"
"""


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    path = tmp_path / "house.duty"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.mark.parametrize("tongue", ["en", "zh"])
def test_what_is_suggested_parses_and_covers_the_policy(policy: Path, tongue: str):
    result = run("test", policy, "--suggest", tongue=tongue)
    assert result.exit_code == 0
    source = Source("suggested.duty", result.stdout)
    document, problems = document_from_text(source, tongue=tongue, known=_known(policy))
    assert problems == ()
    scenarios = [each for each in document.items if isinstance(each, Scenario)]
    assert len(scenarios) == len(document.items) > 0
    assert all(each.expects == () for each in scenarios)
    assert len({each.title for each in scenarios}) == len(scenarios)

    english = run("test", policy, "--suggest").stdout
    policy.write_text(TEXT + "\n" + english, encoding="utf-8")
    assert run("check", policy).exit_code == 0
    covered = run("test", policy, "--coverage", "--fail-under", "100")
    assert covered.exit_code == 0, covered.output
    assert covered.stdout.count("open ") == len(scenarios)


def _known(policy: Path) -> object:
    from dutylang.syntax.written_names import known_names

    document, _ = document_from_text(Source("house.duty", policy.read_text(encoding="utf-8")))
    return known_names([document])


def test_nobody_but_the_author_says_what_is_expected(policy: Path):
    """Each gap is a remark; filled in and taken out of it, the line is an expectation that holds as it was found."""
    text = run("test", policy, "--suggest").stdout
    gaps = [line for line in text.splitlines() if "______" in line]
    assert gaps
    assert all(line.startswith("  -- expect ") for line in gaps)
    filled = re.sub(r"  -- (expect .*)______(.*?)    \(found: ([^,)]*).*\)", r"  \1\3\2", text)
    assert "______" not in filled
    policy.write_text(TEXT + "\n" + filled, encoding="utf-8")
    result = run("test", policy)
    assert result.exit_code == 0, result.output


def test_steps_items_and_persons_have_gaps_of_their_own(policy: Path):
    text = run("test", policy, "--suggest").stdout
    assert "-- expect after_alarm step 2 ______" in text
    assert "-- expect papers item licence ______" in text
    assert '-- expect "Zhang San" ______ for missed' in text
    chinese = run("test", policy, "--suggest", tongue="zh").stdout
    assert "-- 预期预警处置第2步 ______" in chinese
    assert "（实际：" in chinese


@pytest.mark.parametrize("tongue", ["en", "zh"])
def test_suggestions_for_several_texts_say_which_they_use(tmp_path: Path, tongue: str):
    head, article, rest = TEXT.partition("article 1")
    rules, term, words = rest.partition("term principal")
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "all.duty").write_text(
        head.partition("role clerk")[1] + head.partition("role clerk")[2] + term + words, encoding="utf-8"
    )
    main = head.partition("role clerk")[0] + 'use "words/all.duty"\n' + article + rules
    (tmp_path / "house.duty").write_text(main, encoding="utf-8")
    text = run("test", tmp_path, "--suggest", tongue=tongue).stdout
    (tmp_path / "missing.duty").write_text(text, encoding="utf-8")
    used = [line for line in text.splitlines() if "all.duty" in line]
    assert len(used) == 1
    checked = run("check", tmp_path)
    assert checked.exit_code == 0, checked.output
    assert run("test", tmp_path, "--fail-under", "100").exit_code == 0


def test_what_is_told_beside_goes_to_standard_error(policy: Path):
    result = run("test", policy, "--suggest")
    assert "The policy has no scenario." in result.stderr
    assert re.search(
        r"(\d+) of \1 ways that were missing are shown by \d+ suggested scenarios\.", result.stderr
    )
    assert "种结果，建议的" in run("test", policy, "--suggest", tongue="zh").stderr


def test_scenarios_that_fail_are_told_and_counted(failing: Path):  # noqa: F811  (a fixture)
    result = run("test", failing, "--suggest")
    assert result.exit_code == 1
    assert "FAIL answered a day late" in result.stderr
    assert "FAIL" not in result.stdout
    assert "at 2024-05-06 09:00" in result.stdout  # the search began with the scenario that is there


def test_nothing_is_missing(policy: Path):
    text = run("test", policy, "--suggest").stdout
    policy.write_text(TEXT + "\n" + text, encoding="utf-8")
    result = run("test", policy, "--suggest")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.endswith("Every clause was seen in every way: nothing is missing.\n")


def test_what_cannot_be_shown_is_named(tmp_path: Path):
    path = tmp_path / "p.duty"
    impossible = "amount is at least 5,000 CNY and amount is at most 4,000 CNY"
    path.write_text(TEXT.replace("amount is at least 5,000 CNY", impossible), encoding="utf-8")
    result = run("test", path, "--suggest")
    tail = result.stdout.partition("-- Nothing was found for:\n")[2].splitlines()
    assert any("after an alarm, condition after `when`: true" in line for line in tail)
    assert all(line.startswith("--   ") for line in tail)
    told = json.loads(run("test", path, "--suggest", "--json").stdout)["suggestions"]
    assert len(told["unsolved"]) == len(tail)


def test_suggestions_as_json(policy: Path):
    told = json.loads(run("test", policy, "--suggest", "--format", "json").stdout)["suggestions"]
    assert told["solved"] == told["wanted"]
    first = told["scenarios"][0]
    assert first["text"].count("scenario ") == 1
    assert first["title"] in first["text"]
    assert first["shows"]
    assert first["found"]


def test_reports_for_programs_have_no_place_for_suggestions(policy: Path):
    result = run("test", policy, "--suggest", "--format", "tap")
    assert result.exit_code == 2
    assert "G071" in result.stderr

"""The phases in their order: files and the files they use, faults of every phase, as-of moments, audits."""

import datetime as dt
from pathlib import Path

import pytest

from dutylang import pipeline, texts
from dutylang.assessment.model import Horizon, Verdict
from dutylang.pipeline import (
    assess,
    cases_of,
    check_policy,
    has_errors,
    horizon_from_text,
    horizon_problems,
    load_policy,
    loaded_from_text,
    policy_files,
    read_texts,
    run_scenarios,
    zone_of,
)
from dutylang.values import Moment

HEAD = """policy {name} "Visits"
  version "1.0"
  in force from 2024-01-01
  calendar weekdays
  timezone "Asia/Shanghai"
  counting civil_code
"""
WORDS = "role clerk\nevent alarm\nevent visit\n"
RULES = """article 1 "Visits"
  duty visit_soon
    after each alarm
    clerk must ensure visit within 3 days
"""
SCENARIO = """scenario "{title}" as of 2024-05-31
  given alarm at 2024-05-06
  expect visit_soon {verdict}
"""
WHOLE = HEAD.format(name="visits") + WORDS + RULES


def write(folder: Path, **texts: str) -> Path:
    """Writes `name=text` as `name.duty` (`a__b` as `a/b`); returns the first."""
    paths = []
    for name, text in texts.items():
        path = folder / f"{name.replace('__', '/')}.duty"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return paths[0]


def codes(diagnostics: pipeline.Diagnostics) -> list[str]:
    return [each.code for each in diagnostics]


# ---- files ------------------------------------------------------------------------------------


def test_a_policy_of_one_file(tmp_path):
    loaded, texts, problems = load_policy(write(tmp_path, visits=WHOLE))
    assert problems == ()
    assert loaded is not None
    assert [rule.name for rule in loaded.plan.rules] == ["visit_soon"]
    assert loaded.sources == texts.sources


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path):
    path = tmp_path / "visits.duty"
    path.write_bytes(b"\xef\xbb\xbf" + WHOLE.encode())
    assert load_policy(path)[2] == ()


def test_a_chain_of_uses(tmp_path):
    main = write(
        tmp_path,
        visits=HEAD.format(name="visits") + 'use "parts/rules.duty"\n',
        parts__rules='use "words.duty"\n' + RULES,
        parts__words=WORDS,
    )
    loaded, texts, problems = load_policy(main)
    assert problems == ()
    assert loaded is not None
    assert [rule.name for rule in loaded.plan.rules] == ["visit_soon"]
    assert [Path(source.name).name for source, _ in texts.documents] == [
        "visits.duty",
        "words.duty",
        "rules.duty",
    ]


def test_a_text_that_two_others_use_is_read_once(tmp_path):
    main = write(
        tmp_path,
        visits=HEAD.format(name="visits") + 'use "rules.duty"\nuse "words.duty"\n',
        rules='use "words.duty"\n' + RULES,
        words=WORDS,
    )
    _, texts, problems = load_policy(main)
    assert problems == ()
    assert len(texts.documents) == 3


def test_a_path_above_the_root_is_refused_at_its_line(tmp_path):
    write(tmp_path, words=WORDS)
    main = write(tmp_path / "inner", visits=HEAD.format(name="visits") + 'use "../words.duty"\n' + RULES)
    policy, texts, problems = check_policy(main)
    assert policy is None
    above = problems[0]
    assert above.code == "G005"
    assert above.args["path"] == "../words.duty"
    assert above.span.line == HEAD.count("\n") + 1
    assert len(texts.documents) == 1


def test_texts_that_use_one_another_in_a_circle(tmp_path):
    main = write(
        tmp_path,
        visits=HEAD.format(name="visits") + 'use "rules.duty"\n' + WORDS,
        rules='use "visits.duty"\n' + RULES,
    )
    policy, _, problems = check_policy(main)
    assert policy is None
    assert "G006" in codes(problems)


def test_a_text_that_uses_itself(tmp_path):
    main = write(tmp_path, visits=WHOLE + 'use "visits.duty"\n')
    assert "G006" in codes(check_policy(main)[2])


def test_a_file_that_is_not_there(tmp_path):
    policy, texts, problems = check_policy(tmp_path / "none.duty")
    assert (policy, codes(problems)) == (None, ["G001"])
    assert texts.documents == ()
    assert load_policy(tmp_path / "none.duty")[0] is None


def test_a_use_that_is_not_there_is_reported_at_its_line(tmp_path):
    main = write(tmp_path, visits=WHOLE + 'use "none.duty"\n')
    [problem] = check_policy(main)[2]
    assert (problem.code, problem.span.line) == ("G001", WHOLE.count("\n") + 1)


def test_a_file_that_is_no_text(tmp_path):
    path = tmp_path / "visits.duty"
    path.write_bytes(b"policy \xff\xfe")
    assert codes(check_policy(path)[2]) == ["G002"]


def test_a_file_that_is_too_large(tmp_path, monkeypatch):
    monkeypatch.setattr(texts, "MOST_BYTES", 1_000)
    path = write(tmp_path, visits="-- " + "x" * 1_000)
    assert codes(check_policy(path)[2]) == ["G004"]


def test_a_chain_that_is_too_long(tmp_path, monkeypatch):
    monkeypatch.setattr(texts, "MOST_FILES", 2)
    main = write(tmp_path, a='use "b.duty"\n', b='use "c.duty"\n', c=WORDS)
    assert "G003" in codes(read_texts(main)[1])


def test_a_folder_is_every_policy_file_in_it(tmp_path):
    write(tmp_path, b_visits=HEAD.format(name="visits") + 'use "a_words.duty"\n' + RULES, a_words=WORDS)
    (tmp_path / "notes.txt").write_text("no policy")
    assert [path.name for path in policy_files(tmp_path)] == ["a_words.duty", "b_visits.duty"]
    loaded, texts, problems = load_policy(tmp_path)
    assert problems == ()
    assert loaded is not None
    assert Path(texts.documents[0][0].name).name == "b_visits.duty"  # the one with the head comes first


def test_an_empty_folder_holds_no_policy(tmp_path):
    policy, _, problems = check_policy(tmp_path)
    assert (policy, codes(problems)) == (None, ["G003"])


# ---- faults -----------------------------------------------------------------------------------


def test_faults_of_syntax_and_of_names_are_both_reported(tmp_path):
    text = WHOLE + "  duty second\n    after each alrm\n    clerk must ensure visit within days\n"
    loaded, problems = loaded_from_text(text)
    assert loaded is None
    assert has_errors(problems)
    assert any(code.startswith("S") for code in codes(problems))
    assert "N001" in codes(problems)
    assert codes(check_policy(write(tmp_path, visits=text))[2]) == codes(problems)


def test_a_name_that_is_not_declared_stops_the_policy():
    loaded, problems = loaded_from_text(WHOLE.replace("after each alarm", "after each alrm"))
    assert (loaded, codes(problems)) == (None, ["N001"])


def test_a_policy_that_checks_has_no_errors():
    loaded, problems = loaded_from_text(WHOLE)
    assert loaded is not None
    assert not has_errors(problems)


# ---- as-of ------------------------------------------------------------------------------------


@pytest.fixture
def visits() -> pipeline.Loaded:
    loaded, _ = loaded_from_text(WHOLE)
    assert loaded is not None
    return loaded


def test_a_date_is_the_whole_day(visits):
    assert horizon_from_text("2024-06-30") == Horizon(Moment(dt.date(2024, 6, 30)))
    assert horizon_from_text("2024-06-30", visits) == horizon_from_text("2024-06-30")


def test_a_moment_is_read_in_the_zone_of_the_policy(visits):
    instant = dt.datetime(2024, 6, 30, 4, tzinfo=dt.UTC)
    assert horizon_from_text("2024-06-30T12:00", visits) == Horizon(Moment(dt.date(2024, 6, 30), instant))
    assert zone_of(visits).key == "Asia/Shanghai"


def test_without_a_policy_a_moment_is_universal_time():
    instant = dt.datetime(2024, 6, 30, 12, tzinfo=dt.UTC)
    assert horizon_from_text("2024-06-30T12:00") == Horizon(Moment(dt.date(2024, 6, 30), instant))


def test_a_moment_with_an_offset_falls_on_the_local_day(visits):
    horizon = horizon_from_text("2024-06-30T23:00+00:00", visits)
    assert horizon is not None
    assert horizon.as_of.day == dt.date(2024, 7, 1)


@pytest.mark.parametrize(
    "text", ["", "soon", "2024-13-01", "2024-06-3x", "30.06.2024 12:00", "2024-06-30T25:00"]
)
def test_what_is_no_moment_is_none(text, visits):
    assert horizon_from_text(text, visits) is None


def test_an_as_of_before_the_policy_is_in_force_is_warned_of(visits):
    assert codes(horizon_problems(visits, horizon_from_text("2023-12-31", visits))) == ["A003"]
    assert horizon_problems(visits, horizon_from_text("2024-01-01", visits)) == ()


# ---- cases and scenarios ----------------------------------------------------------------------

CASE = """{"id": "C-1", "complete": "all",
  "events": [{"type": "alarm", "at": "2024-05-06"}]}"""


def test_cases_are_read_and_assessed(visits, tmp_path):
    path = tmp_path / "case.json"
    path.write_text(CASE, encoding="utf-8")
    horizon = horizon_from_text("2024-05-31", visits)
    cases, count, problems = cases_of(visits, path, horizon=horizon)
    [(case, faults)] = cases
    assert (count, problems) == (1, ())
    assert not has_errors(faults)
    assert assess(visits, case, horizon).status is Verdict.VIOLATED


def test_a_faulty_mapping_is_reported_before_any_case(visits, tmp_path):
    mapping = tmp_path / "mapping.toml"
    mapping.write_text("tables = 1", encoding="utf-8")
    cases, count, problems = cases_of(visits, tmp_path, mapping)
    assert (list(cases), count) == ([], 0)
    assert has_errors(problems)


def scenarios_of(*titles: str, verdict: str = "violated and still owed") -> pipeline.Loaded:
    text = WHOLE + "".join(SCENARIO.format(title=title, verdict=verdict) for title in titles)
    loaded, problems = loaded_from_text(text)
    assert loaded is not None, codes(problems)
    return loaded


def test_every_scenario_is_run_or_those_that_are_wanted():
    loaded = scenarios_of("late visit", "no visit")
    assert [result.passed for result in run_scenarios(loaded)] == [True, True]
    assert [result.scenario.title for result in run_scenarios(loaded, "no ")] == ["no visit"]


def test_a_scenario_that_is_not_met_says_where():
    [result] = run_scenarios(scenarios_of("no visit", verdict="satisfied"))
    [mismatch] = result.mismatches
    assert not result.passed
    assert (mismatch.what, mismatch.expected, mismatch.found) == ("verdict", "satisfied", "violated")


def test_a_scenario_whose_case_is_faulty_is_not_judged():
    given = '  given alarm at 2024-05-06 voids "never"\n'
    text = WHOLE + SCENARIO.format(title="bad", verdict="violated").replace("  expect", given + "  expect")
    loaded, problems = loaded_from_text(text)
    assert loaded is not None, codes(problems)
    [result] = run_scenarios(loaded)
    assert result.assessment is None
    assert not result.passed
    assert has_errors(result.problems)

"""A ground that was amended: the version in force at the breach speaks, and the milder where it says so."""

from dutylang.pipeline import load_policy, run_scenarios
from tests.assessment.accountability.common import result_of

HEAD = """policy lending "Lending"
  version "{version}"
  in force from {since}
  calendar weekdays
  timezone "Asia/Shanghai"
  counting civil_code
use "words.duty"
article 1 "Visits"
  duty visits
    after each alarm
    lead must visit within 10 days
article 2 "Persons"
  liability ground
    for each breach of visits
    holds {held} as principal
    grade {grade}
    points 1
"""
WORDS = "role lead\nrole head\nevent alarm\nevent visit\nterm principal\ngrades note, warning, demerit\n"
OLD = "2024-01-01 until 2024-12-31"


def graded(tmp_path, old, new, *lines, since="2024-01-01", held=("lead", "lead")):
    """The assessment under two versions. Li leads `since` a day; `held` is answerable under the old and the new."""
    (tmp_path / "words.duty").write_text(WORDS)
    (tmp_path / "a.duty").write_text(HEAD.format(version="1", since=OLD, grade=old, held=held[0]))
    given = "".join(f"  given {line}\n" for line in lines)
    scenario = (
        f'scenario "s" as of 2025-12-31\n  given lead "Li" from {since}\n{given}  expect visits violated\n'
    )
    (tmp_path / "b.duty").write_text(
        HEAD.format(version="2", since="2025-01-01", grade=new, held=held[1]) + scenario
    )
    loaded, _, problems = load_policy(tmp_path)
    assert loaded is not None, [(each.code, dict(each.args)) for each in problems]
    [result] = run_scenarios(loaded)
    assert result.assessment is not None
    return result.assessment


def test_the_version_in_force_at_the_breach_gives_the_grade(tmp_path):
    assert result_of(graded(tmp_path, "demerit", "note", "alarm at 2024-05-06"), "Li").grade == "demerit"
    assert result_of(graded(tmp_path, "demerit", "note", "alarm at 2025-05-06"), "Li").grade == "note"


def test_where_the_milder_applies_it_is_the_milder_of_both(tmp_path):
    milder = "note\n    milder applies"
    assert result_of(graded(tmp_path, "demerit", milder, "alarm at 2024-05-06"), "Li").grade == "note"
    freed = "note when more than 5 in the case\n    milder applies"
    assert result_of(graded(tmp_path, "warning", freed, "alarm at 2024-05-06"), "Li").grade is None
    severe = "demerit\n    milder applies"
    assert result_of(graded(tmp_path, "warning", severe, "alarm at 2024-05-06"), "Li").grade == "warning"


def test_breaches_under_two_versions_have_one_result_with_the_gravest_grade_and_all_points(tmp_path):
    assessment = graded(tmp_path, "demerit", "note", "alarm at 2024-05-06", "alarm at 2025-05-06")
    result = result_of(assessment, "Li")
    assert (result.grade, result.points, len(result.findings), len(assessment.entries)) == (
        "demerit",
        2,
        2,
        2,
    )


def test_breaches_under_two_versions_that_fall_to_nobody_name_every_role_that_nobody_held(tmp_path):
    """Li led from December 2025 on: at both breaches the roles were vacant."""
    lines = ("alarm at 2024-05-06", "alarm at 2025-05-06")
    assessment = graded(tmp_path, "note", "note", *lines, since="2025-12-01", held=("lead", "head"))
    [nobody] = [each for each in assessment.persons if not each.person]
    assert (nobody.result.value, nobody.reason, len(nobody.findings)) == ("liable", "unattributed", 2)
    assert [problem.args["roles"] for problem in assessment.problems if problem.code == "A006"] == [
        "lead, head"
    ]

"""`duty audit` of a policy that asks something of all cases together."""

import json
from pathlib import Path

import pytest

from tests.cli.common import run

POLICY = """policy house "House rules"
  version "1.0"
  in force from 2024-01-01
  calendar weekdays
  timezone "Asia/Shanghai"
  counting civil_code
role manager
grades warning, demerit
case guarantee
  outstanding money CNY
  bad yes/no
event complain
event answer
article 1 "Rules"
  portfolio bad_share
    by manager
    means total outstanding of guarantee with (bad) / total outstanding of guarantee
  duty answer_soon
    after complain
    manager must answer within 3 days
  liability slow
    for each breach of answer_soon
    holds manager as principal
    grade warning
    points 3
  exemption tolerant
    from slow
    when bad_share < 3%
    effect full
  scale yearly
    counted per person every year
    reaching 6 points grade demerit
"""


def guarantee(name: str, outstanding: int, bad: object, **more: object) -> dict[str, object]:
    return {
        "id": name,
        "fields": {"outstanding": f"{outstanding} CNY", "bad": bad},
        "holders": [{"role": "manager", "person": "Li Na", "from": "2024-01-01"}],
        "events": [{"type": "complain", "at": "2024-06-03"}],
        "complete": "all",
        **more,
    }


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    path = tmp_path / "policy.duty"
    path.write_text(POLICY, encoding="utf-8")
    return path


def audited(policy: Path, *cases: dict[str, object], code: int = 0) -> dict[str, object]:
    path = policy.parent / "cases.jsonl"
    path.write_text("".join(json.dumps(each) + "\n" for each in cases), encoding="utf-8")
    result = run("audit", policy, path, "--as-of", "2024-12-31", "--json")
    assert result.exit_code == code, result.output
    found: dict[str, object] = json.loads(result.stdout)
    return found


def results(found: dict[str, object]) -> list[str]:
    cases = found["cases"]
    assert isinstance(cases, list)
    return [person["result"] for each in cases for person in each["persons"]]


@pytest.mark.parametrize(("bad", "expected"), [(29, "exempt"), (30, "liable")])
def test_a_figure_over_all_cases_is_read_in_each(policy: Path, bad: int, expected: str):
    found = audited(policy, guarantee("G-1", 1000 - bad, False), guarantee("G-2", bad, True))
    assert results(found) == [expected, expected]


def test_points_of_all_cases_add_up(policy: Path):
    book = audited(policy, guarantee("G-1", 5, True), guarantee("G-2", 5, True))["book"]
    assert isinstance(book, dict)
    [sanction] = book["sanctions"]
    assert (sanction["person"], sanction["grade"], sanction["complete"]) == ("Li Na", "demerit", True)


def test_one_unread_case_leaves_the_figure_open(policy: Path):
    faulty = guarantee("G-2", 5, "perhaps")
    found = audited(policy, guarantee("G-1", 5, False), faulty, code=4)
    assert results(found) == ["unknown"]
    problems = found["problems"]
    assert isinstance(problems, list)
    assert [each["code"] for each in problems].count("C015") == 1  # told once, though it was read twice


def test_what_the_book_shows_counts_before_what_a_case_supplies(policy: Path):
    supplied = guarantee("G-1", 5, True, portfolio={"bad_share": {"Li Na": "2.9%"}})
    assert results(audited(policy, supplied, guarantee("G-2", 5, True))) == ["liable", "liable"]


def test_what_a_case_supplies_stands_in_for_a_book_that_does_not_tell(policy: Path):
    supplied = guarantee("G-1", 5, True, portfolio={"bad_share": {"Li Na": "2.9%"}})
    assert results(audited(policy, supplied, guarantee("G-2", 5, "perhaps"), code=4)) == ["exempt"]


def test_a_policy_that_asks_nothing_of_all_has_no_book(policy: Path):
    text = (
        POLICY[: POLICY.index("  portfolio")] + POLICY[POLICY.index("  duty") : POLICY.index("  exemption")]
    )
    policy.write_text(text, encoding="utf-8")
    assert audited(policy, guarantee("G-1", 5, True))["book"] is None

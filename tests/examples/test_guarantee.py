"""The book on the guarantee company's rules: the audit finds what its README says, and nothing else amiss."""

from __future__ import annotations

import functools
import re
from collections import Counter
from pathlib import Path

import pytest

from dutylang.assessment.model import CaseAssessment, Flag, Verdict
from dutylang.assessment.persons import ExemptionState, PersonResult, Result
from dutylang.cases.record import CaseRecord
from dutylang.diagnostics.model import Severity
from dutylang.pipeline import Loaded, audit, cases_of, horizon_from_text, load_policy

REPOSITORY = Path(__file__).parents[2]
ROOT = REPOSITORY / "examples" / "guarantee"
PACK = REPOSITORY / "policies" / "guarantee"
AS_OF = "2026-06-30"
NOT_SAID = "–"
LEAST_CASES = 40
AMISS = (Verdict.CONFLICT, Verdict.VIOLATED, Verdict.LATE, Verdict.UNKNOWN)
HANZI = re.compile(r"[一-鿿]")

Book = dict[str, tuple[CaseRecord, CaseAssessment]]


@functools.cache
def pack(tongue: str) -> Loaded:
    found, _, problems = load_policy(PACK / tongue)
    assert found is not None, problems
    return found


@functools.cache
def audited(tongue: str = "en") -> Book:
    policy = pack(tongue)
    horizon = horizon_from_text(AS_OF, policy)
    assert horizon is not None
    results, _ = audit(policy, lambda: cases_of(policy, ROOT / "cases", None, horizon)[0], horizon)
    found = {}
    for one in results:
        assert one.case is not None, one.problems
        assert one.assessment is not None
        assert not [each for each in one.problems if each.severity is Severity.ERROR]
        found[one.case.id] = (one.case, one.assessment)
    return found


def assessments(tongue: str = "en") -> dict[str, CaseAssessment]:
    return {case: assessed for case, (_, assessed) in audited(tongue).items()}


@functools.cache
def readme() -> str:
    return (ROOT / "README.md").read_text(encoding="utf-8")


def table(heading: str) -> list[dict[str, str]]:
    """The table under a heading of the README, row by row: column → cell."""
    section = readme().split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = [
        [cell.strip() for cell in line.strip("|\n").split("|")]
        for line in section.splitlines()
        if line.startswith("|") and not line.startswith("|-")
    ]
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


CASES = {row["case"]: row for row in table(f"What each case shows, as of {AS_OF}")}
Row = tuple[str, str, str, str, str]


def found_rows() -> Counter[Row]:
    """Every finding as a row of the README's table: case, duty, part or step, verdict, due day."""
    return Counter(
        (
            case,
            each.rule,
            each.part or each.level or NOT_SAID,
            each.verdict.value.replace("_", " "),
            NOT_SAID if each.due is None else each.due.day.isoformat(),
        )
        for case, assessed in assessments().items()
        for each in assessed.findings
    )


def stated_rows() -> list[Row]:
    return [
        (row["case"], row["duty"], row["part"], row["verdict"], row["due"]) for row in table("The findings")
    ]


def person(case: str, name: str, ground: str) -> PersonResult:
    (found,) = (
        each for each in assessments()[case].persons if (each.person, each.liability) == (name, ground)
    )
    return found


# ---- the book ----------------------------------------------------------------------------------


def test_the_readme_names_every_case_with_its_file() -> None:
    assert set(CASES) == set(audited())
    assert len(CASES) >= LEAST_CASES
    files = {path.name for path in (ROOT / "cases").iterdir()} - {"holders.yaml"}
    assert {f"`{name}`" for name in files} == {row["file"] for row in CASES.values()}
    for case, row in CASES.items():
        assert re.search(
            rf'"?id"?: "?{case}"?,?\n', (ROOT / "cases" / row["file"].strip("`")).read_text("utf-8")
        )


def test_the_book_is_of_many_kinds() -> None:
    fields = {case: record.fields for case, (record, _) in audited().items()}
    for name, least in (("product", 4), ("legal_form", 6), ("purpose", 4), ("enterprise_size", 4)):
        kinds = {each[name] for each in fields.values() if isinstance(each.get(name), str)}
        assert len(kinds) >= least, name
    assert sum(bool(HANZI.search(f"{each['customer']}")) for each in fields.values()) >= 10
    years = {event.at.day.year for record, _ in audited().values() for event in record.events}
    assert {2024, 2025, 2026} <= years
    assert len(list((ROOT / "cases").glob("DB-*.yaml"))) >= 3


def test_nothing_is_recorded_after_the_day_of_the_audit() -> None:
    for record, _ in audited().values():
        assert max(event.at.day.isoformat() for event in record.events) <= AS_OF


@pytest.mark.parametrize("case", sorted(CASES))
def test_the_status_is_that_of_the_readme(case: str) -> None:
    assert assessments()[case].status.value == CASES[case]["status"]


def test_more_than_half_of_the_book_is_clean() -> None:
    clean = [case for case, assessed in assessments().items() if assessed.status not in AMISS]
    assert 2 * len(clean) > len(CASES)
    assert f"{len(clean)} of {len(CASES)} cases" in readme()


@pytest.mark.slow
def test_the_chinese_pack_finds_the_same() -> None:
    assert assessments("zh") == assessments("en")


# ---- findings ----------------------------------------------------------------------------------


def test_all_that_is_amiss_is_in_the_readme() -> None:
    amiss = {verdict.value for verdict in AMISS}
    found = Counter({row: count for row, count in found_rows().items() if row[3] in amiss})
    assert found == Counter(row for row in stated_rows() if row[3] in amiss)


@pytest.mark.parametrize("row", stated_rows(), ids="/".join)
def test_what_the_readme_tells_besides_is_found(row: Row) -> None:
    *what, due = row
    dues = {found[4] for found in found_rows() if list(found[:4]) == what}
    # A day that the README leaves out is one that does not matter to the story.
    assert dues if due == NOT_SAID else due in dues


def test_every_verdict_is_found_but_that_of_a_faulty_policy() -> None:
    found = {each.verdict for assessed in assessments().values() for each in assessed.findings}
    assert found == set(Verdict) - {Verdict.CONFLICT}


def test_the_pack_cannot_come_into_conflict() -> None:
    assert not [rule.name for rule in pack("en").plan.rules if rule.exceptions]
    for path in (PACK / "en").glob("*.duty"):
        assert "unique match" not in path.read_text(encoding="utf-8")


def test_the_flags_are_those_of_the_readme() -> None:
    section = " ".join(readme().split("## The findings")[1].split("## The persons")[0].split())
    for flag in (
        Flag.REPAIRED,
        Flag.STILL_OWED,
        Flag.TERMINAL,
        Flag.BACK_DATED,
        Flag.ORDER_ASSUMED,
        Flag.SUSPENDED,
    ):
        told = re.search(rf"`{flag.value.replace('_', ' ')}` in ([^;]+);", section)
        assert told is not None, flag
        flagged = {
            case
            for case, assessed in assessments().items()
            for each in assessed.findings
            if flag in each.flags
        }
        assert flagged == set(re.findall(r"(?:DB-|担)\d{4}-\d{3}", told[1])), flag


# ---- persons -----------------------------------------------------------------------------------


def test_the_results_of_persons_are_those_of_the_readme() -> None:
    found = [
        {
            "case": each.case_id,
            "person": each.person,
            "ground": each.liability,
            "result": each.result.value.replace("_", " "),
            "grade": each.grade or NOT_SAID,
        }
        for assessed in assessments().values()
        for each in assessed.persons
        if each.result is not Result.NONE
    ]
    key = dict.__repr__
    assert sorted(found, key=key) == sorted(table("The persons"), key=key)


def test_every_result_occurs_that_the_pack_can_give() -> None:
    found = {each.result for assessed in assessments().values() for each in assessed.persons}
    # The only exemption of the pack frees in full: none is mitigated.
    assert found == set(Result) - {Result.MITIGATED}
    (exemption,) = pack("en").plan.exemptions
    assert exemption.name == "diligent_manager"


@pytest.mark.parametrize(
    ("case", "name", "ground", "state"),
    [
        ("DB-2024-072", "Li Na", "visit_missed", ExemptionState.GRANTED),
        ("担2025-035", "何芳", "untrue_work", ExemptionState.GRANTED),
        ("DB-2025-004", "Sun Qiang", "visit_missed", ExemptionState.AWAITING),
        ("DB-2025-008", "Zhao Lei", "visit_missed", ExemptionState.BARRED),
        ("DB-2025-015", "Chen Jing", "checks_missed", ExemptionState.VOID),
        ("DB-2025-012", "Sun Qiang", "visit_missed", ExemptionState.REFUSED),
        ("DB-2025-031", "Sun Qiang", "untrue_work", ExemptionState.BARRED),
        ("DB-2025-018", "Zhou Min", "visit_missed", ExemptionState.NOT_MET),
        ("担2025-029", "李思远", "visit_missed", ExemptionState.NOT_MET),
    ],
)
def test_what_became_of_the_exemption(case: str, name: str, ground: str, state: ExemptionState) -> None:
    (exemption,) = person(case, name, ground).exemptions
    assert exemption.state is state


def test_a_vacancy_climbs() -> None:
    found = person("DB-2025-021", "Wang Jun", "visit_missed")
    assert found.climbed == ("client_manager",)
    stand_in = next(each for each in assessments()["担2025-029"].findings if each.level == "if-any-missed-1")
    assert stand_in.persons == ()


def test_a_deputy_answers_for_the_days_of_the_office() -> None:
    assert person("DB-2025-058", "Zhao Lei", "measures_missed").deputy
    assert person("DB-2025-058", "Li Na", "measures_missed").result is Result.NONE

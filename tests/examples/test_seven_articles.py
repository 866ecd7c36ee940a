"""The guarantee company's rules: one policy in two tongues, and the audit that the README describes."""

from __future__ import annotations

import functools
from pathlib import Path

import pytest

from dutylang.assessment.book import Book
from dutylang.assessment.model import CaseAssessment, Finding, Flag, Verdict
from dutylang.assessment.persons import ExemptionState, PersonResult, Result
from dutylang.diagnostics.model import Diagnostic, Severity
from dutylang.pipeline import (
    Loaded,
    ScenarioResult,
    audit,
    cases_of,
    horizon_from_text,
    load_policy,
    run_scenarios,
)
from dutylang.syntax.to_text import text_from_document

ROOT = Path(__file__).parents[2] / "examples" / "seven_articles"
AS_OF = "2026-06-30"
TONGUES = ("en", "zh")
NOT_SAID = "–"


@functools.cache
def policy_of(tongue: str) -> tuple[Loaded | None, tuple[Diagnostic, ...]]:
    found, _, problems = load_policy(ROOT / tongue)
    return found, problems


def loaded(tongue: str) -> Loaded:
    found, problems = policy_of(tongue)
    assert found is not None, problems
    return found


@functools.cache
def audited(tongue: str) -> tuple[dict[str, CaseAssessment], Book]:
    policy = loaded(tongue)
    horizon = horizon_from_text(AS_OF, policy)
    assert horizon is not None
    assert cases_of(policy, ROOT / "cases")[2] == ()
    results, book = audit(policy, lambda: cases_of(policy, ROOT / "cases")[0], horizon)
    found = {}
    for one in results:
        assert one.case is not None, one.problems
        assert one.assessment is not None
        assert not [each for each in one.problems if each.severity is Severity.ERROR]
        found[one.case.id] = one.assessment
    return found, book()


def assessments(tongue: str = "en") -> dict[str, CaseAssessment]:
    return audited(tongue)[0]


def findings(case: str, rule: str) -> list[Finding]:
    return [each for each in assessments()[case].findings if each.rule == rule]


def main_finding(case: str, rule: str) -> Finding:
    return next(each for each in findings(case, rule) if not each.level)


def table(heading: str) -> list[dict[str, str]]:
    """The table under a heading of the README, row by row: column → cell."""
    section = (ROOT / "README.md").read_text(encoding="utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    rows = [
        [cell.strip() for cell in line.strip("|\n").split("|")]
        for line in section.splitlines()
        if line.startswith("|") and not line.startswith("|-")
    ]
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def stated() -> dict[str, dict[str, str]]:
    """The verdicts of the README: case → column → verdict."""
    return {
        row["case"]: {
            name: "not_applicable" if cell == NOT_SAID else cell
            for name, cell in row.items()
            if name != "case"
        }
        for row in table("The verdicts")
    }


def person(case: str, name: str, ground: str) -> PersonResult:
    (found,) = (
        each for each in assessments()[case].persons if (each.person, each.liability) == (name, ground)
    )
    return found


def dated(finding: Finding) -> tuple[str, str | None]:
    return finding.verdict.value, None if finding.due is None else finding.due.day.isoformat()


# ---- the two texts -----------------------------------------------------------------------------


def test_both_tongues_say_the_same() -> None:
    english, chinese = (loaded(tongue).texts.documents[0][1] for tongue in TONGUES)
    assert english.items == chinese.items


@pytest.mark.parametrize("tongue", TONGUES)
def test_the_text_is_in_canonical_form(tongue: str) -> None:
    source, document = loaded(tongue).texts.documents[0]
    assert text_from_document(document, tongue) == source.text


@pytest.mark.parametrize("tongue", TONGUES)
def test_the_policy_checks_without_remarks(tongue: str) -> None:
    assert policy_of(tongue)[1] == ()


@functools.cache
def scenario_results(tongue: str) -> tuple[ScenarioResult, ...]:
    return tuple(run_scenarios(loaded(tongue)))


@pytest.mark.parametrize("tongue", TONGUES)
def test_every_scenario_passes(tongue: str) -> None:
    results = scenario_results(tongue)
    failed = {each.scenario.title: (each.mismatches, each.problems) for each in results if not each.passed}
    assert failed == {}
    assert len(results) >= 12


# ---- the cases ---------------------------------------------------------------------------------


def test_the_readme_names_every_case() -> None:
    assert set(stated()) == set(assessments())
    assert len(assessments()) >= 12
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    for path in (ROOT / "cases").iterdir():
        assert f"`{path.name}`" in text


@pytest.mark.parametrize("case", sorted(stated()))
def test_the_verdicts_are_those_of_the_readme(case: str) -> None:
    expected = stated()[case]
    assessment = assessments()[case]
    found = {"status": assessment.status.value}
    for rule in list(expected)[1:]:
        verdicts = [each.verdict for each in findings(case, rule)] or [Verdict.NOT_APPLICABLE]
        found[rule] = min(verdicts, key=lambda verdict: verdict.rank).value
    assert found == expected
    # What the committee owes is found only where it has something to decide.
    assert {each.rule for each in assessment.findings} | {"diligent"} == set(expected) - {"status"}


def test_the_chinese_policy_finds_the_same() -> None:
    assert assessments("zh") == assessments("en")


def test_every_verdict_is_a_finding_and_all_but_one_a_status() -> None:
    found = {each.verdict for one in assessments().values() for each in one.findings}
    assert found == set(Verdict)
    # No case is there in which nothing at all applies.
    assert {one.status for one in assessments().values()} == set(Verdict) - {Verdict.NOT_APPLICABLE}


def test_every_flag_is_shown() -> None:
    in_cases = {flag for one in assessments().values() for each in one.findings for flag in each.flags}
    assert in_cases == set(Flag) - {Flag.PROVISIONAL}
    in_scenarios = {
        flag
        for result in scenario_results("en")
        if result.assessment is not None
        for each in result.assessment.findings
        for flag in each.flags
    }
    assert Flag.PROVISIONAL in in_scenarios


# ---- article 9 ---------------------------------------------------------------------------------


def test_every_paper_is_a_finding_of_its_own() -> None:
    papers = {each.part: each.verdict.value for each in findings("担2024-066", "basic_documents")}
    assert papers == {
        "business_licence": "violated",  # ran out on 2024-12-15, the report is of the 25th
        "representative_identity": "satisfied",
        "audited_statements": "violated",  # 2021 and 2023, not 2022
        "articles_of_association": "satisfied",
        "board_resolution": "violated",  # checked on 2024-12-30
        "power_of_attorney": "violated",  # a copy
        "project_approvals": "not_applicable",  # working capital
    }


def test_papers_that_depend_on_the_customer() -> None:
    papers = {each.part: each.verdict.value for each in findings("DB-2025-047", "basic_documents")}
    assert set(papers.values()) == {"satisfied"}  # joint stock, with agent, a project: all seven are owed
    papers = {each.part: each.verdict.value for each in findings("DB-2024-031", "basic_documents")}
    assert papers["power_of_attorney"] == papers["project_approvals"] == "not_applicable"


def test_unknown_facts_are_named() -> None:
    papers = {each.part: each for each in findings("DB-2025-052", "basic_documents")}
    resolution, attorney = papers["board_resolution"], papers["power_of_attorney"]
    assert resolution.possible == attorney.possible == {Verdict.VIOLATED, Verdict.NOT_APPLICABLE}
    assert [(leaf.subject, leaf.why) for leaf in resolution.deciders] == [("legal_form", "not_supplied")]
    assert [(leaf.subject, leaf.why) for leaf in attorney.deciders] == [
        ("handled_by_agent", "stated_unknown")
    ]
    assert [leaf.subject for leaf in main_finding("DB-2025-052", "keep_covered").deciders] == ["outstanding"]
    assert [leaf.subject for leaf in main_finding("DB-2025-052", "respond_to_emergency").deciders] == [
        "emergency"
    ]


# ---- article 10 --------------------------------------------------------------------------------


def test_a_visit_after_the_report_is_no_visit_before_it() -> None:
    finding = main_finding("DB-2024-049", "visit_before_report")
    assert finding.verdict is Verdict.VIOLATED
    assert [miss.reason for miss in finding.near_misses] == ["after_window"]


def test_a_visit_entered_40_days_later_is_flagged() -> None:
    finding = main_finding("担2024-066", "visit_before_report")
    assert finding.flags == {Flag.BACK_DATED}


def test_indirect_checks_are_a_should() -> None:
    finding = main_finding("DB-2024-042", "supplement_indirectly")
    assert (finding.verdict, finding.advisory) == (Verdict.VIOLATED, True)


def test_two_rows_of_the_table_hit_at_exactly_5_million() -> None:
    finding = main_finding("DB-2025-061", "credit_bureau_enquiry")
    assert finding.verdict is Verdict.CONFLICT
    assert finding.article == "10"


# ---- article 14 --------------------------------------------------------------------------------


def test_the_visit_two_working_days_late() -> None:
    # 2025-04-30 is a Wednesday, 1 to 5 May the holiday: 6, 7 and 8 May are the three working days.
    found = {each.level: each for each in findings("DB-2024-042", "respond_to_emergency")}
    visit = found[""]
    assert dated(visit) == ("late", "2025-05-08")
    assert visit.lateness is not None
    assert (visit.lateness.count, visit.lateness.unit.value) == (2, "working_day")
    assert visit.flags == {Flag.HOUSE_DEFAULT}
    assert visit.persons == ("Li Na",)
    assert [each.verdict.value for each in found.values()] == ["late", "satisfied", "satisfied", "exempt"]


def test_the_head_of_department_makes_good_what_was_missed() -> None:
    found = {each.level: each for each in findings("DB-2025-018", "respond_to_emergency")}
    visit, brief, write_up, stand_in = found.values()
    assert dated(visit) == ("violated", "2025-11-06")
    assert visit.flags == {Flag.REPAIRED, Flag.STILL_OWED, Flag.HOUSE_DEFAULT}
    assert visit.persons == ("Zhou Min",)
    assert {miss.event for miss in visit.near_misses if miss.reason == "not_a_holder"} == {8, 9}
    assert brief.verdict is write_up.verdict is Verdict.PENDING
    assert dated(stand_in) == ("satisfied", "2025-11-10")


def test_nobody_goes() -> None:
    found = {each.level: each for each in findings("DB-2025-039", "respond_to_emergency")}
    visit, *_, stand_in = found.values()
    assert dated(visit) == ("violated", "2026-03-05")
    assert Flag.TERMINAL in visit.flags
    assert dated(stand_in) == ("violated", "2026-03-09")
    assert stand_in.persons == ("Wang Jun",)


def test_event_and_visit_on_one_day_without_times() -> None:
    visit, brief, write_up = findings("DB-2025-011", "respond_to_emergency")
    assert (visit.verdict, visit.flags) == (Verdict.SATISFIED, {Flag.ORDER_ASSUMED})
    assert dated(brief) == ("satisfied", "2025-07-16")
    assert dated(write_up) == ("satisfied", "2025-07-23")


# ---- article 19 --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("case", "verdict", "due"),
    [
        ("DB-2024-031", "satisfied", "2024-07-02"),  # the Dragon Boat Festival lies between
        ("DB-2024-049", "late", "2024-11-11"),
        ("DB-2025-018", "satisfied", "2025-06-10"),
        ("DB-2025-047", "satisfied", "2025-10-11"),  # a Saturday worked after the October holiday
        ("DB-2026-014", "pending", "2026-07-07"),  # 18 May to 14 June not counted
    ],
)
def test_the_report_is_due_after_20_working_days(case: str, verdict: str, due: str) -> None:
    assert dated(main_finding(case, "written_report")) == (verdict, due)


def test_flags_of_the_written_report() -> None:
    assert main_finding("DB-2024-049", "written_report").flags == {Flag.HOUSE_DEFAULT}
    assert Flag.SUSPENDED in main_finding("DB-2026-014", "written_report").flags
    assert main_finding("DB-2026-009", "written_report").reason == "discharged"


def test_a_change_of_substance_needs_its_explanation_that_day() -> None:
    assert main_finding("DB-2025-011", "quiet_change").verdict is Verdict.EXEMPT
    finding = main_finding("DB-2025-033", "quiet_change")
    assert (finding.verdict, finding.persons) == (Verdict.VIOLATED, ("Chen Jing",))


# ---- article 21 --------------------------------------------------------------------------------


def quarters(case: str) -> dict[str | None, str]:
    return {each.period: each.verdict.value for each in findings(case, "quarterly_monitoring")}


def test_quarters_missed_and_half_reported() -> None:
    assert quarters("DB-2024-058") == {
        "2024-Q4": "satisfied",
        "2025-Q1": "satisfied",
        "2025-Q2": "violated",
        "2025-Q3": "violated",
        "2025-Q4": "satisfied",
    }
    missed = next(
        each for each in findings("DB-2024-058", "quarterly_monitoring") if each.period == "2025-Q2"
    )
    assert missed.persons == ("Zhao Lei",)  # the file was handed over on 1 June


def test_the_last_quarter_of_a_guarantee() -> None:
    assert quarters("担2024-066")["2026-Q1"] == "exempt"
    assert list(quarters("DB-2024-031")) == ["2024-Q3", "2024-Q4", "2025-Q1", "2025-Q2"]
    assert quarters("DB-2025-047") == {"2025-Q4": "satisfied", "2026-Q1": "satisfied", "2026-Q2": "pending"}


def test_cover_lost_and_restored() -> None:
    finding = main_finding("DB-2025-026", "keep_covered")
    assert finding.flags == {Flag.REPAIRED, Flag.HOUSE_DEFAULT}
    (breach,) = finding.breaches
    assert breach.until is not None
    assert (str(breach.since.day), str(breach.until.day)) == ("2025-11-17", "2025-12-05")


def test_security_that_nobody_verified_does_not_count() -> None:
    finding = main_finding("DB-2025-033", "keep_covered")
    assert finding.flags == {Flag.HOUSE_DEFAULT}
    (breach,) = finding.breaches
    assert (str(breach.since.day), breach.until) == ("2025-07-14", None)


def test_exactly_120_percent_is_enough() -> None:
    finding = main_finding("DB-2025-061", "keep_covered")
    assert (finding.verdict, finding.flags) == (Verdict.SATISFIED, {Flag.ONGOING})


# ---- articles 27 and 28 ------------------------------------------------------------------------


def shown(value: object) -> str:
    return NOT_SAID if value is None else f"{value}"


def test_the_results_of_persons_are_those_of_the_readme() -> None:
    found = [
        {
            "case": each.case_id,
            "person": each.person,
            "ground": each.liability,
            "result": each.result.value.replace("_", " "),
            "degree": shown(each.degree),
            "share": NOT_SAID if each.share is None else f"{each.share}%",
            "grade": shown(each.grade),
            "points": shown(each.points),
        }
        for one in assessments().values()
        for each in one.persons
        if each.result is not Result.NONE
    ]
    expected = table("The persons")
    assert sorted(found, key=lambda row: [*row.values()]) == sorted(expected, key=lambda row: [*row.values()])


def test_every_result_is_shown() -> None:
    assert {each.result for one in assessments().values() for each in one.persons} == set(Result)


def test_a_decision_that_does_not_come() -> None:
    result = person("DB-2025-004", "Sun Qiang", "bad_outcome")
    diligent, tolerated = result.exemptions
    assert (result.result, diligent.state) == (Result.AWAITING_DECISION, ExemptionState.AWAITING)
    assert diligent.due is not None
    assert (diligent.overdue, diligent.due.day.isoformat()) == (True, "2026-05-14")
    assert tolerated.state is ExemptionState.NOT_MET
    owed = findings("DB-2025-004", "diligent")
    assert [dated(each) for each in owed] == [("violated", "2026-05-14")] * 2  # client manager, head


def test_concealment_bars_what_was_granted_before() -> None:
    result = person("DB-2025-008", "Zhao Lei", "bad_outcome")
    assert {each.state for each in result.exemptions} == {ExemptionState.BARRED}
    assert {each.bars for each in result.exemptions} == {("concealment",)}
    assert person("DB-2025-008", "Wang Jun", "bad_outcome").result is Result.EXEMPT


def test_within_the_tolerance_only_the_money_is_waived() -> None:
    result = person("DB-2025-015", "Chen Jing", "bad_outcome")
    assert (result.kinds, result.waived) == (("disciplinary",), ("economic",))


def test_a_handover_without_the_third_signature() -> None:
    assert person("DB-2025-021", "Sun Qiang", "missed_duty").result is Result.LIABLE
    assert person("DB-2025-021", "Zhao Lei", "missed_duty").result is Result.NONE
    # With three signatures it is the other way round.
    assert person("DB-2024-058", "Chen Jing", "missed_duty").result is Result.NONE
    assert person("DB-2024-058", "Zhao Lei", "missed_duty").result is Result.LIABLE


def test_a_vacant_post_climbs() -> None:
    result = person("担2025-029", "刘洋", "missed_duty")
    assert (result.climbed, result.degree) == (("department_head",), "supervisor")
    assert len(result.findings) == 2  # what the manager missed, and the stand-in
    left = person("担2025-029", "高飞", "bad_outcome")
    assert left.possible == {Result.LIABLE, Result.AWAITING_DECISION}
    assert [leaf.subject for leaf in left.deciders] == ["evidence_sufficient"]


def test_an_unknown_never_exempts() -> None:
    result = person("DB-2025-036", "Zhou Min", "bad_outcome")
    assert result.possible == {Result.EXEMPT, Result.MITIGATED}
    assert [(leaf.subject, leaf.why) for leaf in result.deciders] == [("legal_form", "not_supplied")]


def test_points_and_figures_run_over_the_whole_book() -> None:
    _, book = audited("en")
    points = {(each.person, each.period): (int(each.points), each.grade) for each in book.sanctions}
    assert points["Wang Jun", "2025"] == (7, "warning")
    assert points["Chen Jing", "2025"] == (6, "warning")
    assert points["Zhao Lei", "2025"] == (2, None)
    shares = {each.group: each.value for each in book.figures.values.values()}
    assert {"Li Na": 25, "Chen Jing": 25, "Zhou Min": 20, "Zhao Lei": 50}.items() <= shares.items()
    assert shares["Sun Qiang"] == shares["何芳"] == 100

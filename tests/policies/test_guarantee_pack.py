"""The guarantee company's rules: whole, one policy in two tongues, and every rule put to the test."""

from __future__ import annotations

import functools
import re
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import pytest

from dutylang.assessment.coverage import Coverage, watch_of
from dutylang.diagnostics.model import Diagnostic
from dutylang.pipeline import Loaded, ScenarioResult, load_policy, run_scenarios
from dutylang.syntax.ast import Document
from dutylang.syntax.ast.declarations import Parameter
from dutylang.syntax.ast.document import Article
from dutylang.syntax.ast.duties import Discharged, Duty, Obligation, RuleKind
from dutylang.syntax.ast.liability import Exemption, Liability
from dutylang.syntax.ast.limits import Within
from dutylang.syntax.ast.scenarios import (
    ExpectDuty,
    ExpectedFlag,
    ExpectedResult,
    ExpectedVerdict,
    ExpectPerson,
    GivenJudgement,
    Scenario,
)
from dutylang.syntax.ast.tables import Checklist, Table
from dutylang.syntax.from_text import known_names
from dutylang.syntax.to_text import text_from_document
from dutylang.texts import read_texts

ROOT = Path(__file__).parents[2] / "policies" / "guarantee"
TONGUES = ("en", "zh")
OBLIGE_NOBODY = {1, 3, 29, 30}
SIGNALS = {"character": 12, "account": 8, "management": 10, "operations": 5, "finance": 12, "other": 4}
SIGNS = 13
LEAST_COVERAGE = Decimal(99)
GROUNDS = 7
FIGURES_OF_THE_LAW = {"single_limit", "related_limit"}

R = TypeVar("R", Duty, Checklist, Table, Liability, Exemption)

NAMED = re.compile(r"`(\w+)`")
LATIN = re.compile(r"[A-Za-z_]{2,}")
SAID_IN_ENGLISH = re.compile(r"英文 (?:\w+ ?)?(?:“[^”]*”)?|“[^”]*”|Asia/Shanghai|--.*")


@functools.cache
def policy_of(tongue: str) -> tuple[Loaded | None, tuple[Diagnostic, ...]]:
    found, _, problems = load_policy(ROOT / tongue)
    return found, problems


def loaded(tongue: str = "en") -> Loaded:
    found, problems = policy_of(tongue)
    assert found is not None, problems
    return found


def trees(tongue: str = "en") -> dict[str, Document]:
    """The trees of a tongue by the names of their files."""
    return {Path(source.name).name: tree for source, tree in loaded(tongue).texts.documents}


def articles() -> list[Article]:
    return [item for tree in trees().values() for item in tree.items if isinstance(item, Article)]


def rules(kind: type[R]) -> dict[str, R]:
    """The rules of a kind by name."""
    return {rule.declared.name: rule for one in articles() for rule in one.rules if isinstance(rule, kind)}


def parameters() -> dict[str, Parameter]:
    found = [item for tree in trees().values() for item in tree.items if isinstance(item, Parameter)]
    return {one.declared.name: one for one in found}


def scenarios() -> list[Scenario]:
    return [item for tree in trees().values() for item in tree.items if isinstance(item, Scenario)]


@functools.cache
def expected_of_rules() -> dict[str, set[ExpectedVerdict]]:
    """The verdicts that the scenarios expect of each rule, in any of its parts."""
    found: dict[str, set[ExpectedVerdict]] = {}
    for scenario in scenarios():
        for expect in scenario.expects:
            if isinstance(expect, ExpectDuty):
                found.setdefault(expect.rule.text, set()).update(expect.verdicts)
    return found


def expected_of_persons() -> dict[str, set[ExpectedResult]]:
    """The results that the scenarios expect of persons on each ground."""
    found: dict[str, set[ExpectedResult]] = {}
    for scenario in scenarios():
        for expect in scenario.expects:
            if isinstance(expect, ExpectPerson):
                found.setdefault(expect.liability.text, set()).add(expect.result)
    return found


# ---- two tongues, one policy -------------------------------------------------------------------


def test_both_tongues_are_the_same_trees() -> None:
    english, chinese = trees("en"), trees("zh")
    assert set(english) == set(chinese)
    assert [name for name in english if english[name].items != chinese[name].items] == []


@pytest.mark.parametrize("tongue", TONGUES)
def test_the_policy_checks_without_remarks(tongue: str) -> None:
    assert policy_of(tongue)[1] == ()


@pytest.mark.parametrize("tongue", TONGUES)
def test_every_text_is_in_canonical_form(tongue: str) -> None:
    for path in sorted((ROOT / tongue).glob("*.duty")):
        known, _ = read_texts(path)
        mine = next(tree for source, tree in known.documents if Path(source.name).name == path.name)
        used = known_names(tree for source, tree in known.documents if Path(source.name).name != path.name)
        assert text_from_document(mine, tongue, used) == path.read_text(encoding="utf-8"), path.name


def test_the_chinese_texts_say_everything_in_chinese() -> None:
    """A name without a Chinese label would stand in English; labels that reports show beside it may."""
    for path in sorted((ROOT / "zh").glob("*.duty")):
        for line in path.read_text(encoding="utf-8").splitlines():
            assert LATIN.findall(SAID_IN_ENGLISH.sub("", line)) == [], f"{path.name}: {line}"


def test_comments_are_in_the_tongue_of_the_text() -> None:
    for name, tree in trees("zh").items():
        for comment in tree.comments:
            assert re.search(r"[一-鿿]", comment.text), f"{name}: {comment.text}"


# ---- the whole rule book -----------------------------------------------------------------------


def sources() -> str:
    return (ROOT / "SOURCES.md").read_text(encoding="utf-8")


def rows(heading: str) -> list[list[str]]:
    """The cells of the first table under a heading of the note on sources."""
    lines = sources().split(f"## {heading}")[1].split("\n## ")[0].splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return cells[2:]


def test_every_article_is_encoded_or_obliges_nobody() -> None:
    told = {int(re.match(r"\d+", row[0])[0]): row[2] for row in rows("Article by article")}  # type: ignore[index]
    assert set(told) == set(range(1, 31))
    assert {number for number, text in told.items() if text.startswith("obliges nobody: ")} == OBLIGE_NOBODY
    assert {int(one.number) for one in articles() if one.rules} == set(range(1, 31)) - OBLIGE_NOBODY


def test_the_sources_name_every_rule_under_its_article() -> None:
    cited = {row[0]: set(NAMED.findall(row[2])) for row in rows("Article by article")}
    for one in articles():
        if one.number == "4" and one.paragraph is not None:
            continue
        address = one.number + "".join(f"({part})" for part in (one.paragraph, one.item) if part is not None)
        named = {rule.declared.name for rule in one.rules}
        assert named <= cited[address], address
        assert cited[address] - named <= {"product", "client_manager"}, address


def test_every_part_of_the_appendix_is_encoded() -> None:
    cited = {row[0]: set(NAMED.findall(row[2])) for row in rows("The appendix")}
    parts = [one for one in articles() if one.number == "4" and one.paragraph is not None]
    assert {one.paragraph for one in parts} == set(range(1, 7))
    named = {rule.declared.name for one in parts for rule in one.rules}
    every = set().union(*cited.values())
    assert every <= named
    # What is left are the definitions that the tables read.
    assert all(name.endswith(("_sign", "_seen")) for name in named - every)


def test_every_signal_and_every_sign_has_its_row() -> None:
    tables = rules(Table)
    assert {name: len(tables[f"{name}_urgency"].rows) for name in SIGNALS} == SIGNALS
    assert len(tables["performance_outlook"].rows) == SIGNS


def test_every_ground_of_liability_is_there() -> None:
    items = {one.item for one in articles() if one.number == "27"}
    assert items == set(range(1, GROUNDS + 1))
    assert len(rules(Liability)) == GROUNDS
    assert set(rules(Exemption)) == {"diligent_manager"}


def test_figures_of_the_house_are_marked_and_told() -> None:
    told = {NAMED.findall(row[0])[0] for row in rows("What the house has added")}
    marked = {name for name, one in parameters().items() if one.house_default}
    assert told == marked
    assert set(parameters()) - marked == FIGURES_OF_THE_LAW


def test_every_duty_that_runs_against_a_clock_names_a_parameter() -> None:
    for name, duty in rules(Duty).items():
        for clause in duty.clauses:
            if isinstance(clause, Obligation):
                limits = [bound for bound in clause.bounds if isinstance(bound, Within)]
                assert all(limit.duration.parameter is not None for limit in limits), name


# ---- put to the test ---------------------------------------------------------------------------


@functools.cache
def scenario_results() -> tuple[tuple[ScenarioResult, ...], Coverage]:
    watch = watch_of(loaded().policy, loaded().plan)
    return tuple(run_scenarios(loaded(), None, watch)), watch.coverage()


def test_every_scenario_passes() -> None:
    results, _ = scenario_results()
    failed = {each.scenario.title: (each.mismatches, each.problems) for each in results if not each.passed}
    assert failed == {}
    assert len(results) >= 100


def test_the_scenarios_see_every_clause_in_every_way() -> None:
    _, coverage = scenario_results()
    uncovered = [(each.clause.rule, each.clause.kind, each.missing) for each in coverage.uncovered]
    assert coverage.reaches(LEAST_COVERAGE), uncovered
    assert len(coverage.clauses) > 250


@pytest.mark.parametrize(
    "verdict", [ExpectedVerdict.SATISFIED, ExpectedVerdict.VIOLATED, ExpectedVerdict.UNKNOWN]
)
def test_every_rule_is_seen_met_broken_and_unknown(verdict: ExpectedVerdict) -> None:
    expected = expected_of_rules()
    judged = set(rules(Checklist)) | set(rules(Duty))
    assert {name for name in judged if verdict not in expected[name]} == set()


def timed(duty: Duty) -> bool:
    """Whether the duty runs against a clock of its own, so that it can be late."""
    main = next((clause for clause in duty.clauses if isinstance(clause, Obligation)), None)
    return main is not None and any(isinstance(bound, Within) for bound in main.bounds)


def excused(duty: Duty) -> bool:
    """Whether the duty has a discharge, a waiver or an exception."""
    obligations = [clause for clause in duty.clauses if isinstance(clause, Obligation)]
    return any(isinstance(clause, Discharged) for clause in duty.clauses) or any(
        one.unless is not None for one in obligations
    )


def test_what_can_be_late_is_seen_late() -> None:
    expected = expected_of_rules()
    late = {name for name, duty in rules(Duty).items() if timed(duty)}
    assert len(late) > 20
    assert {name for name in late if ExpectedVerdict.LATE not in expected[name]} == set()


def test_what_can_be_excused_is_seen_exempt() -> None:
    expected = expected_of_rules()
    exempt = {name for name, duty in rules(Duty).items() if excused(duty)}
    assert len(exempt) > 20
    assert {name for name in exempt if ExpectedVerdict.EXEMPT not in expected[name]} == set()


def test_every_ground_is_seen_to_hold_not_to_hold_and_unknown() -> None:
    expected = expected_of_persons()
    assert set(expected) == set(rules(Liability))
    wanted = {ExpectedResult.LIABLE, ExpectedResult.NONE, ExpectedResult.UNKNOWN}
    assert {name for name, results in expected.items() if not wanted <= results} == set()


def test_the_exemption_is_seen_granted_refused_awaited_and_unknown() -> None:
    results = expected_of_persons()["visit_missed"]
    wanted = {"LIABLE", "EXEMPT", "AWAITING_DECISION", "UNKNOWN", "NONE"}
    assert {each.name for each in results} == wanted


@pytest.mark.parametrize(
    ("decided", "barred_by", "result"),
    [
        (True, None, ExpectedResult.EXEMPT),
        (False, None, ExpectedResult.LIABLE),
        (True, "concealment", ExpectedResult.LIABLE),
        (True, "false_record", ExpectedResult.LIABLE),
    ],
    ids=["granted", "refused", "barred by concealment", "barred by a false record"],
)
def test_the_exemption_is_seen_granted_refused_and_barred(
    decided: bool, barred_by: str | None, result: ExpectedResult
) -> None:
    bars = {"concealment", "false_record"}
    found = set()
    for scenario in scenarios():
        given = {
            each.judgement.text: each.decided for each in scenario.givens if isinstance(each, GivenJudgement)
        }
        shut = {name for name in bars if given.get(name)}
        if given.get("diligent_manager") is decided and shut == ({barred_by} - {None}):
            found |= {one.result for one in scenario.expects if isinstance(one, ExpectPerson)}
    assert result in found


def test_prohibitions_are_seen_to_run_on() -> None:
    ongoing = {
        expect.rule.text
        for scenario in scenarios()
        for expect in scenario.expects
        if isinstance(expect, ExpectDuty) and ExpectedFlag.ONGOING in expect.flags
    }
    bans = {name for name, duty in rules(Duty).items() if duty.kind is RuleKind.PROHIBITION}
    assert bans <= ongoing

"""Golden cases: small policies in two tongues whose scenarios show every kind of duty and every verdict."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from dutylang.diagnostics import Diagnostic, Severity
from dutylang.pipeline import Loaded, ScenarioResult, loaded_from_text, run_scenarios
from dutylang.source import Source
from dutylang.syntax.ast import Document, ExpectDuty, ExpectedFlag, ExpectedVerdict, Scenario
from dutylang.syntax.from_text import document_from_text

HERE = Path(__file__).parent
TONGUES = ("en", "zh")
LEAST_SCENARIOS = 150
TITLE = re.compile(r'^(?:scenario|情形) ["“](.*?)["”]', re.MULTILINE)
STEMS = sorted(
    {re.sub(r"\.(en|zh)\.duty$", "", str(path.relative_to(HERE))) for path in HERE.rglob("*.duty")}
)
FILES = [f"{stem}.{tongue}.duty" for stem in STEMS for tongue in TONGUES]


@cache
def text_of(name: str) -> str:
    """The text of a golden file."""
    return (HERE / name).read_text(encoding="utf-8")


@cache
def parsed(name: str) -> tuple[Document, tuple[Diagnostic, ...]]:
    """Its tree and what the parser has to say."""
    document, found = document_from_text(Source(name, text_of(name)))
    return document, tuple(found)


@cache
def loaded(name: str) -> tuple[Loaded | None, tuple[Diagnostic, ...]]:
    """The checked and planned policy, and every diagnostic."""
    policy, found = loaded_from_text(text_of(name), name)
    return policy, tuple(found)


@cache
def results(name: str) -> dict[str, ScenarioResult]:
    """What became of each scenario, by its title."""
    policy, _ = loaded(name)
    if policy is None:
        return {}
    return {result.scenario.title: result for result in run_scenarios(policy)}


def scenarios_of(name: str) -> tuple[Scenario, ...]:
    """The scenarios that the parser found."""
    return tuple(item for item in parsed(name)[0].items if isinstance(item, Scenario))


def titles_in(name: str) -> list[str]:
    """The titles of its scenarios, read off the text so that collecting the tests parses nothing."""
    return TITLE.findall(text_of(name)) if (HERE / name).exists() else []


GOLDEN_CASES = [
    pytest.param(name, title, id=f"{name}: {title}") for name in FILES for title in titles_in(name)
]


def shown(diagnostics: tuple[Diagnostic, ...]) -> list[str]:
    """Each diagnostic in short, for the message of a failing test."""
    return [f"{each.span.line}:{each.span.column} {each.code} {dict(each.args)}" for each in diagnostics]


def told(result: ScenarioResult, name: str) -> str:
    """The scenario as written, and where it is not met."""
    scenario = result.scenario
    words = text_of(name)[scenario.span.start : scenario.span.end]
    lines = [f"{name}:{scenario.span.line} {scenario.title}", words]
    for each in result.mismatches:
        lines.append(
            f"line {each.span.line}, {each.rule}, {each.what}: expected {each.expected}, found {each.found}"
        )
    return "\n".join([*lines, *shown(result.problems)])


@pytest.mark.parametrize("name", FILES)
def test_every_golden_file_reads_and_checks(name: str) -> None:
    assert shown(parsed(name)[1]) == []
    policy, found = loaded(name)
    assert shown(tuple(each for each in found if each.severity is not Severity.NOTE)) == []
    assert policy is not None


@pytest.mark.parametrize("stem", STEMS)
def test_both_tongues_say_the_same(stem: str) -> None:
    english, chinese = (parsed(f"{stem}.{tongue}.duty")[0] for tongue in TONGUES)
    assert len(english.items) == len(chinese.items)
    for one, other in zip(english.items, chinese.items, strict=True):
        assert one == other


@pytest.mark.parametrize(("name", "title"), GOLDEN_CASES)
def test_golden_case(name: str, title: str) -> None:
    result = results(name).get(title)
    assert result is not None, f"{name} does not check, so `{title}` was not judged"
    if not result.passed:
        pytest.fail(told(result, name), pytrace=False)


@pytest.mark.parametrize("name", FILES)
def test_every_title_is_read_once(name: str) -> None:
    titles = Counter(scenario.title for scenario in scenarios_of(name))
    assert set(titles.values()) <= {1}
    assert sorted(titles) == sorted(titles_in(name))


@pytest.mark.parametrize("tongue", TONGUES)
def test_there_are_enough_golden_cases(tongue: str) -> None:
    found = [scenario for stem in STEMS for scenario in scenarios_of(f"{stem}.{tongue}.duty")]
    assert len(found) >= LEAST_SCENARIOS
    assert all(scenario.expects for scenario in found)


@pytest.mark.parametrize("tongue", TONGUES)
def test_every_verdict_and_flag_is_expected_somewhere(tongue: str) -> None:
    expected = [
        each
        for stem in STEMS
        for scenario in scenarios_of(f"{stem}.{tongue}.duty")
        for each in scenario.expects
        if isinstance(each, ExpectDuty)
    ]
    assert {verdict for each in expected for verdict in each.verdicts} == set(ExpectedVerdict)
    assert {flag for each in expected for flag in each.flags} == set(ExpectedFlag)

"""A policy's scenarios run, and told: results of the pipeline → the report on all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import attrs

from dutylang.cli.people import names_of_policy
from dutylang.cli.testing_choice import chosen

if TYPE_CHECKING:
    from dutylang.assessment.coverage import Watch, Way
    from dutylang.assessment.model import CaseAssessment
    from dutylang.pipeline import Loaded, ScenarioResult
    from dutylang.reports.names import Names
    from dutylang.reports.scenarios.model import ScenarioReport, SuiteReport


def narrowed(loaded: Loaded, wanted: Sequence[str]) -> Loaded:
    """The policy with the scenarios that are asked for."""
    policy = loaded.policy
    scenarios = chosen(policy.scenarios, wanted, policy.vocabulary.labels)
    return attrs.evolve(loaded, policy=attrs.evolve(policy, scenarios=scenarios))


def suite_of(
    loaded: Loaded, tongue: str, watch: Watch | None = None, ways: list[frozenset[Way]] | None = None
) -> SuiteReport:
    """Every scenario run and told in a tongue; `watch` sees which clauses they try.

    To `ways` is added what each scenario shows by itself, which takes somewhat longer to see.
    """
    from dutylang.reports.scenarios.model import SuiteReport

    names = names_of_policy(loaded, tongue)
    reports: list[ScenarioReport] = []
    if watch is None or ways is None:
        reports.extend(_reports(loaded, names, watch))
    else:
        for scenario in loaded.policy.scenarios:
            own = watch.fresh()
            alone = attrs.evolve(loaded, policy=attrs.evolve(loaded.policy, scenarios=(scenario,)))
            reports.extend(_reports(alone, names, own))
            watch.join(own)
            ways.append(own.ways)
    return SuiteReport(names.name(loaded.policy.declared.name), tuple(reports))


def _reports(loaded: Loaded, names: Names, watch: Watch | None) -> Iterator[ScenarioReport]:
    from dutylang.pipeline import run_scenarios
    from dutylang.reports.scenarios.telling import Judged, report_from_judged, report_of_faulty

    for result in run_scenarios(loaded, None, watch):
        if result.assessment is None:
            yield report_of_faulty(result.scenario, result.problems)
            continue
        judged = Judged(result.case, result.assessment, loaded.plan, _better(result, loaded))
        raw = [(each.rule, each.what, each.expected, each.found, each.span) for each in result.mismatches]
        yield report_from_judged(result.scenario, judged, raw, result.problems, names)


def _better(result: ScenarioResult, loaded: Loaded) -> CaseAssessment | None:
    """The case assessed again with what would have made results better, where one on a person is not as expected."""
    from dutylang.assessment.model import Horizon
    from dutylang.cases.scenario import case_from_scenario
    from dutylang.pipeline import assess
    from dutylang.syntax.ast import ExpectPerson

    failed = {each.span for each in result.mismatches}
    if not any(isinstance(each, ExpectPerson) and each.span in failed for each in result.scenario.expects):
        return None
    case, as_of, known_at, overrides, _ = case_from_scenario(result.scenario, loaded.policy)
    return assess(loaded, case, Horizon(as_of, known_at), overrides, counterfactuals=True)

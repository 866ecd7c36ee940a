"""The phases in their order: text → tree → checked policy → plan; records in; assessments out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from dutylang.diagnostics import Diagnostic, Severity
from dutylang.source import Source, Span
from dutylang.syntax.ast import Scenario
from dutylang.texts import Texts, policy_files, read_texts, texts_from_sources

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from dutylang.assessment.book import Book
    from dutylang.assessment.coverage import Watch
    from dutylang.assessment.figures import Figures
    from dutylang.assessment.model import CaseAssessment, Horizon
    from dutylang.assessment.single.context import Observer
    from dutylang.calendars import Calendar
    from dutylang.cases.record import CaseRecord
    from dutylang.plan.model import Plan
    from dutylang.policy.model import Policy
    from dutylang.policy.typed import Const

    Calendars = Mapping[str, Calendar]

Diagnostics = tuple[Diagnostic, ...]


@attrs.frozen
class Loaded:
    """A policy that has been read, checked and planned."""

    policy: Policy
    plan: Plan
    texts: Texts
    calendars: Calendars = attrs.field(factory=dict)

    @property
    def sources(self) -> Mapping[str, Source]:
        """The texts by name, for showing diagnostics."""
        return self.texts.sources


def has_errors(diagnostics: Diagnostics) -> bool:
    """Whether any of the problems stops what follows."""
    return any(each.severity is Severity.ERROR for each in diagnostics)


def check_policy(path: Path, calendars: Calendars | None = None) -> tuple[Policy | None, Texts, Diagnostics]:
    """Reads and checks a policy; `calendars` are the user's own. No evaluator is loaded."""
    texts, problems = read_texts(path)
    policy, problems = _checked(texts, problems, calendars or {})
    return policy, texts, problems


def _checked(
    texts: Texts, problems: Diagnostics, calendars: Calendars | None
) -> tuple[Policy | None, Diagnostics]:
    """Checks the trees; beside faults of syntax only what is certain in spite of them is said."""
    from dutylang.policy.partial import sure_problems
    from dutylang.policy.versions import policy_from_texts

    if not texts.documents:
        return None, problems
    policy, found = policy_from_texts(texts.documents)
    if has_errors(problems):
        return None, problems + sure_problems(found, problems, texts.documents)
    problems += found + (() if calendars is None else _calendar_problems(policy, texts, calendars))
    return (None if has_errors(problems) else policy), problems


def _calendar_problems(policy: Policy | None, texts: Texts, calendars: Calendars) -> Diagnostics:
    """Calendars that a policy names and that are neither built in nor the user's own."""
    from dutylang.calendars import calendar_named
    from dutylang.policy.walk import nodes
    from dutylang.syntax.ast import PolicyHead, Settings

    if policy is None:
        return ()
    named: dict[str, Span] = {policy.calendar: policy.documents[0].span}
    for _, document in texts.documents:
        for node in nodes(document):
            if isinstance(node, PolicyHead | Settings) and node.calendar is not None:
                named[node.calendar] = node.span
    return tuple(fault for name, span in named.items() for fault in calendar_named(name, calendars, span)[1])


def load_policy(path: Path, calendars: Calendars | None = None) -> tuple[Loaded | None, Texts, Diagnostics]:
    """Reads, checks and plans a policy; None with the reasons when it does not check."""
    policy, texts, problems = check_policy(path, calendars)
    return _planned(policy, texts, calendars), texts, problems


def loaded_from_text(text: str, name: str = "<string>") -> tuple[Loaded | None, Diagnostics]:
    """A policy from a text in memory, without `use`."""
    return loaded_from_sources([Source(name, text)], {})[::2]


def loaded_from_sources(
    sources: Iterable[Source], calendars: Calendars | None = None
) -> tuple[Loaded | None, Texts, Diagnostics]:
    """A policy from its texts in memory. Without `calendars` (the user's own) it is not asked which there are."""
    texts, problems = texts_from_sources(sources)
    policy, problems = _checked(texts, problems, calendars)
    return _planned(policy, texts, calendars), texts, problems


def _planned(policy: Policy | None, texts: Texts, calendars: Calendars | None) -> Loaded | None:
    from dutylang.plan.from_policy import plan_from_policy

    return Loaded(policy, plan_from_policy(policy), texts, calendars or {}) if policy is not None else None


# ---- records and assessments -------------------------------------------------------------------


def zone_of(loaded: Loaded) -> ZoneInfo:
    """The policy's timezone."""
    from zoneinfo import ZoneInfo

    return ZoneInfo(loaded.plan.timezone)


def horizon_problems(loaded: Loaded, horizon: Horizon) -> Diagnostics:
    """A warning when no version of the policy that is known at the as-of moment is in force then.

    A003: it begins later; A007: it is published later; A008: it has ended, and nothing known follows it.
    """
    day, versions = horizon.as_of.day, (*loaded.plan.earlier, loaded.plan)
    known = [each for each in versions if each.published is None or each.published <= day]
    code, args = "", {"day": day}
    if not known:
        code, args["published"] = "A007", min(each.published for each in versions if each.published)
    elif known[0].since > day:
        code, args["since"] = "A003", known[0].since
    elif (until := known[-1].until) is not None and until < day:
        code, args["until"] = "A008", until
    head = loaded.policy.documents[0].span
    return (Diagnostic(code, head, dict(args), Severity.WARNING),) if code else ()


def horizon_from_text(text: str, loaded: Loaded | None = None) -> Horizon | None:
    """An as-of text in the policy's zone (UTC without a policy); None when it is none."""
    from dutylang.assessment.horizons import horizon_of_text

    return horizon_of_text(text, zone_of(loaded) if loaded is not None else dt.UTC)


def cases_of(
    loaded: Loaded,
    path: Path | str,
    mapping_path: Path | None = None,
    horizon: Horizon | None = None,
    holders: Path | None = None,
) -> tuple[Iterator[tuple[CaseRecord | None, Diagnostics]], int | None, Diagnostics]:
    """The cases at a path, about how many there are, and faults of the mapping. `holders`: a register for all.

    In place of a path there may be the URL of a database that holds the tables of the mapping.
    """
    from dutylang.cases.files import cases_from_path, count_hint
    from dutylang.cases.mapping_file import mapping_from_file
    from dutylang.cases.source_url import base_from_text

    base, faults = base_from_text(path, mapped=mapping_path is not None)
    if base is None:
        return iter(()), 0, faults
    mapping = None
    if mapping_path is not None:
        mapping, faults = mapping_from_file(mapping_path)
        if mapping is None:
            return iter(()), 0, faults
    as_of = horizon.as_of if horizon is not None else None
    words, zone = loaded.policy.vocabulary, zone_of(loaded)
    cases = cases_from_path(base, words, zone, mapping=mapping, as_of=as_of, holders=holders)
    return cases, count_hint(base, mapping), ()


def assess(
    loaded: Loaded,
    case: CaseRecord,
    horizon: Horizon,
    overrides: Mapping[str, Const] | None = None,
    figures: Figures | None = None,
    *,
    counterfactuals: bool = False,
    observer: Observer | None = None,
) -> CaseAssessment:
    """Every finding of a policy on one case, by the reference evaluator.

    `figures` are those of the book that the case stands in; None: the case stands alone. With
    `counterfactuals` each person's result says what would have made it better. `observer` is told how
    each condition is read.
    """
    from dutylang.assessment.case import assess_case
    from dutylang.assessment.figures import NO_FIGURES

    return assess_case(
        loaded.plan,
        case,
        horizon,
        overrides=overrides,
        calendars=loaded.calendars,
        figures=figures or NO_FIGURES,
        counterfactuals=counterfactuals,
        observer=observer,
    )


Cases = Iterator[tuple["CaseRecord | None", Diagnostics]]
"""Cases as they are read; in place of one that could not be read its errors, or notes on the whole input."""


def figures_of(
    loaded: Loaded,
    read: Callable[[], Cases],
    horizon: Horizon,
    overrides: Mapping[str, Const] | None = None,
) -> Figures:
    """The portfolio figures of a book. `read` reads it anew; it is not called when no figure is declared."""
    from dutylang.assessment.portfolio import figures_from_book

    return figures_from_book(loaded.plan, read, horizon, overrides=overrides, calendars=loaded.calendars)


@attrs.frozen
class Audited:
    """One case of an audit, or what is said in place of it."""

    case: CaseRecord | None
    assessment: CaseAssessment | None
    problems: Diagnostics


def audit(
    loaded: Loaded,
    read: Callable[[], Cases],
    horizon: Horizon,
    overrides: Mapping[str, Const] | None = None,
    *,
    counterfactuals: bool = False,
) -> tuple[Iterator[Audited], Callable[[], Book]]:
    """The cases of a book as they are assessed, and the book, to be asked for when the last one is done.

    A case is not kept once it is assessed. A policy with portfolio figures reads the book several times.
    """
    from dutylang.assessment.book import Tally
    from dutylang.assessment.single.standing import context_of_case
    from dutylang.assessment.single.versions import versions_at
    from dutylang.cases.record import CaseRecord

    versions = versions_at(loaded.plan, horizon)
    blank = context_of_case(
        versions[-1], CaseRecord(""), horizon, overrides=overrides, calendars=loaded.calendars
    )
    tally = Tally(versions, blank)

    def audited() -> Iterator[Audited]:
        tally.figures = figures_of(loaded, read, horizon, overrides)
        for case, problems in read():
            if case is None:
                tally.unread += has_errors(problems)
                yield Audited(None, None, problems)
                continue
            assessed = assess(
                loaded, case, horizon, overrides, tally.figures, counterfactuals=counterfactuals
            )
            tally.add(assessed)
            yield Audited(case, assessed, problems)

    return audited(), tally.book


@attrs.frozen
class Mismatch:
    """An expectation that the findings do not meet. `expected` and `found` are keys such as verdicts."""

    rule: str
    what: str
    expected: str
    found: str
    span: Span


@attrs.frozen
class ScenarioResult:
    """What became of a scenario."""

    scenario: Scenario
    case: CaseRecord
    assessment: CaseAssessment | None
    mismatches: tuple[Mismatch, ...]
    problems: Diagnostics

    @property
    def passed(self) -> bool:
        """Every expectation is met and the case could be read."""
        return self.assessment is not None and not self.mismatches


def run_scenarios(
    loaded: Loaded, wanted: str | None = None, watch: Watch | None = None
) -> Iterator[ScenarioResult]:
    """Every scenario of a policy, or those whose title holds `wanted`; `watch` sees which clauses they try."""
    from dutylang.assessment.expectations import mismatches_of
    from dutylang.assessment.model import Horizon
    from dutylang.cases.scenario import case_from_scenario

    for scenario in loaded.policy.scenarios:
        if wanted is not None and wanted not in scenario.title:
            continue
        case, as_of, known_at, overrides, problems = case_from_scenario(scenario, loaded.policy)
        if has_errors(problems):
            yield ScenarioResult(scenario, case, None, (), problems)
            continue
        assessment = assess(loaded, case, Horizon(as_of, known_at), overrides, observer=watch)
        if watch is not None:
            watch.assessed(assessment)
        found = mismatches_of(scenario, assessment, loaded.plan)
        shown = tuple(Mismatch(*each) for each in found)
        yield ScenarioResult(scenario, case, assessment, shown, problems)


__all__ = [
    "Audited",
    "Loaded",
    "Mismatch",
    "ScenarioResult",
    "Texts",
    "assess",
    "audit",
    "cases_of",
    "check_policy",
    "figures_of",
    "has_errors",
    "horizon_from_text",
    "horizon_problems",
    "load_policy",
    "loaded_from_text",
    "policy_files",
    "read_texts",
    "run_scenarios",
    "zone_of",
]

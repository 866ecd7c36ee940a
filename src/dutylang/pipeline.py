"""The phases in their order: text → tree → checked policy → plan; records in; assessments out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from dutylang.diagnostics import Diagnostic, Severity
from dutylang.source import Source, Span
from dutylang.syntax.ast import Document, Scenario, Use

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from dutylang.assessment.model import CaseAssessment, Horizon
    from dutylang.calendars import Calendar
    from dutylang.cases.record import CaseRecord
    from dutylang.plan.model import Plan
    from dutylang.policy.model import Policy
    from dutylang.policy.typed import Const

SUFFIX = ".duty"
MOST_FILES = 500
MOST_BYTES = 2_000_000

Diagnostics = tuple[Diagnostic, ...]


@attrs.frozen
class Texts:
    """The texts of a policy: the main one first, then those it uses, with their trees."""

    sources: Mapping[str, Source]
    documents: tuple[tuple[Source, Document], ...]


@attrs.frozen
class Loaded:
    """A policy that has been read, checked and planned."""

    policy: Policy
    plan: Plan
    texts: Texts
    calendars: Mapping[str, Calendar] = attrs.field(factory=dict)

    @property
    def sources(self) -> Mapping[str, Source]:
        """The texts by name, for showing diagnostics."""
        return self.texts.sources


def has_errors(diagnostics: Diagnostics) -> bool:
    """Whether any of the problems stops what follows."""
    return any(each.severity is Severity.ERROR for each in diagnostics)


def policy_files(path: Path) -> list[Path]:
    """The texts at a path: a file itself, of a folder every `.duty` file in order of names."""
    if path.is_dir():
        return sorted(path.rglob(f"*{SUFFIX}"))[:MOST_FILES]
    return [path]


def read_texts(path: Path) -> tuple[Texts, Diagnostics]:
    """Every text of a policy with its tree. Unreadable files and paths above the root are reported."""
    loader = _Loader(path if path.is_dir() else path.parent)
    files = policy_files(path)
    if path.is_dir() and not files:
        loader.report("G003", path, {"path": str(path)})
    for file in files:
        loader.load(file)
    return Texts(loader.sources, tuple(loader.ordered())), tuple(loader.diagnostics)


@attrs.define
class _Loader:
    """Follows `use` lines below one root; a text that is used is parsed before the one that uses it."""

    root: Path
    sources: dict[str, Source] = attrs.field(factory=dict)
    trees: dict[str, Document] = attrs.field(factory=dict)
    diagnostics: list[Diagnostic] = attrs.field(factory=list)
    main: list[str] = attrs.field(factory=list)
    loading: list[str] = attrs.field(factory=list)

    def report(self, code: str, path: Path, args: Mapping[str, object], span: Span | None = None) -> None:
        """Adds a problem, at the `use` line where there is one."""
        self.diagnostics.append(Diagnostic(code, span or Span(str(path), 0, 0, 1, 1), args))

    def load(self, file: Path, span: Span | None = None) -> None:
        """Reads and parses a text and, first, those that it uses."""
        from dutylang.syntax.from_text import document_from_text, known_names, uses_of

        name = self._name(file)
        if name in self.trees or name in self.loading:
            if name in self.loading:
                self.report("G006", file, {"path": name}, span)
            return
        text = self._read(file, span)
        if text is None:
            return
        if len(self.loading) >= MOST_FILES:
            self.report("G003", file, {"path": name}, span)
            return
        source = Source(name, text)
        self.sources[name] = source
        self.loading.append(name)
        known = []
        for use in uses_of(source):
            target = (file.parent / use.path).resolve()
            if not target.is_relative_to(self.root.resolve()):
                self.report("G005", file, {"path": use.path}, use.span)
                continue
            self.load(target, use.span)
            tree = self.trees.get(self._name(target))
            if tree is not None:
                known.append(tree)
        document, problems = document_from_text(source, known=known_names(known))
        self.trees[name] = document
        self.diagnostics.extend(problems)
        self.loading.remove(name)
        self.main.append(name)

    def _name(self, file: Path) -> str:
        try:
            return str(file.resolve().relative_to(Path.cwd()))
        except ValueError:
            return str(file)

    def _read(self, file: Path, span: Span | None) -> str | None:
        try:
            if file.stat().st_size > MOST_BYTES:
                self.report("G004", file, {"path": str(file), "limit": MOST_BYTES // 1_000_000}, span)
                return None
            return file.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            self.report("G002", file, {"path": str(file)}, span)
        except OSError:
            self.report("G001", file, {"path": str(file)}, span)
        return None

    def ordered(self) -> Iterator[tuple[Source, Document]]:
        """The text with the policy head first, the others in the order in which they were read."""
        from dutylang.syntax.ast import PolicyHead

        heads = [n for n in self.main if any(isinstance(i, PolicyHead) for i in self.trees[n].items)]
        rest = [name for name in self.main if name not in heads]
        for name in [*heads, *rest]:
            yield self.sources[name], self.trees[name]


def check_policy(
    path: Path, calendars: Mapping[str, Calendar] | None = None
) -> tuple[Policy | None, Texts, Diagnostics]:
    """Reads and checks a policy; `calendars` are the user's own. No evaluator is loaded."""
    texts, problems = read_texts(path)
    policy, problems = _checked(texts, problems, calendars or {})
    return policy, texts, problems


def _checked(
    texts: Texts, problems: Diagnostics, calendars: Mapping[str, Calendar]
) -> tuple[Policy | None, Diagnostics]:
    """Checks the trees; beside faults of syntax only what is certain in spite of them is said."""
    from dutylang.policy.from_ast import policy_from_ast
    from dutylang.policy.partial import sure_problems

    if not texts.documents:
        return None, problems
    policy, found = policy_from_ast(texts.documents)
    if has_errors(problems):
        return None, problems + sure_problems(found, problems, texts.documents)
    problems += found + _calendar_problems(policy, texts, calendars)
    return (None if has_errors(problems) else policy), problems


def _calendar_problems(policy: Policy | None, texts: Texts, calendars: Mapping[str, Calendar]) -> Diagnostics:
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


def load_policy(
    path: Path, calendars: Mapping[str, Calendar] | None = None
) -> tuple[Loaded | None, Texts, Diagnostics]:
    """Reads, checks and plans a policy; None with the reasons when it does not check."""
    from dutylang.plan.from_policy import plan_from_policy

    policy, texts, problems = check_policy(path, calendars)
    if policy is None:
        return None, texts, problems
    return Loaded(policy, plan_from_policy(policy), texts, calendars or {}), texts, problems


def loaded_from_text(text: str, name: str = "<string>") -> tuple[Loaded | None, Diagnostics]:
    """A policy from a text in memory, without `use`."""
    from dutylang.plan.from_policy import plan_from_policy
    from dutylang.syntax.from_text import document_from_text

    source = Source(name, text)
    document, problems = document_from_text(source)
    texts = Texts({name: source}, ((source, document),))
    policy, problems = _checked(texts, problems, {})
    if policy is None:
        return None, problems
    return Loaded(policy, plan_from_policy(policy), texts), problems


# ---- records and assessments -------------------------------------------------------------------


def zone_of(loaded: Loaded) -> ZoneInfo:
    """The policy's timezone."""
    from zoneinfo import ZoneInfo

    return ZoneInfo(loaded.plan.timezone)


def horizon_problems(loaded: Loaded, horizon: Horizon) -> Diagnostics:
    """A warning when the policy is not in force at the as-of moment: nothing it says applies by then."""
    day, plan = horizon.as_of.day, loaded.plan
    if plan.since <= day:
        return ()
    head = loaded.policy.documents[0].span
    return (Diagnostic("A003", head, {"day": day, "since": plan.since}, Severity.WARNING),)


def horizon_from_text(text: str, loaded: Loaded | None = None) -> Horizon | None:
    """An as-of text in the policy's zone (UTC without a policy); None when it is none."""
    from dutylang.assessment.horizons import horizon_of_text

    return horizon_of_text(text, zone_of(loaded) if loaded is not None else dt.UTC)


def cases_of(
    loaded: Loaded, path: Path, mapping_path: Path | None = None, horizon: Horizon | None = None
) -> tuple[Iterator[tuple[CaseRecord | None, Diagnostics]], int | None, Diagnostics]:
    """The cases at a path, about how many there are, and faults of the mapping."""
    from dutylang.cases.files import cases_from_path, count_hint
    from dutylang.cases.mapping_file import mapping_from_file

    mapping = None
    if mapping_path is not None:
        mapping, faults = mapping_from_file(mapping_path)
        if mapping is None:
            return iter(()), 0, faults
    as_of = horizon.as_of if horizon is not None else None
    cases = cases_from_path(path, loaded.policy.vocabulary, zone_of(loaded), mapping=mapping, as_of=as_of)
    return cases, count_hint(path, mapping), ()


def assess(
    loaded: Loaded,
    case: CaseRecord,
    horizon: Horizon,
    overrides: Mapping[str, Const] | None = None,
) -> CaseAssessment:
    """Every finding of a policy on one case, by the reference evaluator."""
    from dutylang.assessment.single import assess_case

    return assess_case(loaded.plan, case, horizon, overrides=overrides, calendars=loaded.calendars)


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


def run_scenarios(loaded: Loaded, wanted: str | None = None) -> Iterator[ScenarioResult]:
    """Every scenario of a policy, or those whose title holds `wanted`."""
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
        assessment = assess(loaded, case, Horizon(as_of, known_at), overrides)
        found = mismatches_of(scenario, assessment, loaded.plan)
        shown = tuple(Mismatch(*each) for each in found)
        yield ScenarioResult(scenario, case, assessment, shown, problems)


__all__ = [
    "Loaded",
    "Mismatch",
    "ScenarioResult",
    "Texts",
    "Use",
    "assess",
    "cases_of",
    "check_policy",
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

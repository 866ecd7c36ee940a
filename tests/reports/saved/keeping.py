"""An audit kept in memory, written in any format at first hand or from what was saved of it."""

import io
from collections.abc import Iterable
from pathlib import Path

import attrs

from dutylang.assessment.book import Book
from dutylang.assessment.model import CaseAssessment, Horizon
from dutylang.cases.record import CaseRecord
from dutylang.cases.scenario import case_from_scenario
from dutylang.cli.people import names_of_policy
from dutylang.diagnostics import Diagnostic
from dutylang.pipeline import Loaded, assess, load_policy, loaded_from_sources
from dutylang.reports.audit import AuditRun, Ending, summary_of
from dutylang.reports.formats import report_in
from dutylang.reports.grouping import Groups
from dutylang.reports.names import Names
from dutylang.reports.person_rows import FINDINGS
from dutylang.reports.saved.document import audit_from_document, document_from_saved
from dutylang.values import Moment

FORMATS = ("text", "html", "json", "jsonl", "csv", "xlsx", "parquet", "markdown", "junit", "sarif")
TONGUES = ("en", "zh")

Cases = tuple[tuple[CaseRecord, CaseAssessment], ...]


@attrs.frozen
class Kept:
    """All that an audit hands to its report."""

    run: AuditRun
    cases: Cases
    ending: Ending


def written(
    kept: Kept, format_: str, names: Names, rows: str = FINDINGS, groups: Groups | None = None
) -> bytes:
    """The report of an audit."""
    buffer = io.BytesIO()
    out = io.TextIOWrapper(buffer, encoding="utf-8", newline="")
    report = report_in(format_, out, names, rows=rows, groups=groups)
    report.begin(kept.run)
    for case, assessed in kept.cases:
        report.case(case, assessed)
    report.end(kept.ending)
    out.flush()
    return buffer.getvalue()


def read_back(text: str, tongue: str, names: Names | None = None) -> tuple[Kept, Names, Groups | None]:
    """What was saved, and the words of the policy in it unless words are given."""
    document, problems = document_from_saved(text, "saved.json")
    assert document is not None, problems
    labels: tuple[tuple[str, str], ...] = ()
    if names is None:
        loaded, _, faults = loaded_from_sources(document.texts)
        assert loaded is not None, faults
        assert loaded.policy.sha256 == document.run.sha256
        labels, names = loaded.policy.declared.labels, names_of_policy(loaded, tongue)
    audit, problems = audit_from_document(document, tongue, tuple(names.requirements))
    assert audit is not None, problems
    run = attrs.evolve(audit.run, labels=labels, texts=audit.texts)
    return Kept(run, audit.cases, audit.ending), names, audit.groups


def kept_of(
    run: AuditRun, cases: Cases, book: Book | None = None, problems: Iterable[Diagnostic] = ()
) -> Kept:
    """The ending counts the cases."""
    summary = summary_of([])
    for _, assessed in cases:
        summary.add(assessed)
    return Kept(run, cases, Ending(summary, tuple(problems), book))


def scenarios_kept(path: Path) -> tuple[Kept, Loaded]:
    """The cases of a policy's scenarios as if they had been audited together, each as of its own day."""
    loaded, texts, problems = load_policy(path)
    assert loaded is not None, problems
    found = []
    faults: list[Diagnostic] = []
    for number, scenario in enumerate(loaded.policy.scenarios):
        case, as_of, known_at, overrides, told = case_from_scenario(scenario, loaded.policy)
        case = attrs.evolve(case, id=f"{case.id}-{number}")
        assessed = assess(loaded, case, Horizon(as_of, known_at), overrides, counterfactuals=number % 3 == 0)
        found.append((case, assessed))
        faults += [*told, *assessed.problems]
    policy = loaded.policy
    run = AuditRun(
        policy=policy.declared.name,
        version=policy.version,
        sha256=policy.sha256,
        as_of=Moment(as_of.day),
        known_at=None,
        calendar="china 2026.1",
        timezone=policy.timezone,
        program_version="0.1.0",
        labels=policy.declared.labels,
        texts=tuple(source for source, _ in texts.documents),
    )
    return kept_of(run, tuple(found), problems=faults), loaded

"""A finding as a row of a table, in the reader's tongue."""

from __future__ import annotations

from dutylang.assessment.model import Finding, Flag, Verdict
from dutylang.reports.cells import Cell
from dutylang.reports.names import Events, Names
from dutylang.reports.story import explanation_of, level_words, reason_of

FINDING_COLUMNS = (
    "case", "status", "duty", "rule", "article", "part", "level", "verdict", "advisory", "flags", "roles",
    "persons", "period", "opened", "due", "done", "lateness", "lateness_unit", "reason", "explanation", "key",
)  # fmt: skip


def finding_row(finding: Finding, status: Verdict, events: Events, names: Names) -> list[Cell]:
    """The cells under `FINDING_COLUMNS`; `status` is that of the case."""
    lateness = finding.lateness
    flags = (names.text(f"flag.{flag.value}") for flag in Flag if flag in finding.flags)
    return [
        finding.case_id,
        names.text(f"verdict.{status.value}"),
        names.name(finding.rule),
        finding.rule,
        names.article(finding.article),
        names.name(finding.part),
        level_words(finding.level, names) if finding.level else "",
        names.text(f"verdict.{finding.verdict.value}"),
        finding.advisory,
        names.joined(flags),
        names.names(finding.roles),
        names.joined(finding.persons),
        finding.period,
        finding.opened,
        finding.due,
        finding.done,
        lateness.count if lateness is not None else None,
        names.text(f"unit.{lateness.unit.value}") if lateness is not None else "",
        reason_of(finding, events, names),
        explanation_of(finding, events, names),
        finding.key,
    ]

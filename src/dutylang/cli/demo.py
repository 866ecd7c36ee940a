"""`duty demo`: audits the book that ships with the program, writes its report, explains a finding and a person."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import attrs
import click

from dutylang.assessment.model import CaseAssessment, Finding, Verdict, horizon_of_day
from dutylang.assessment.persons import ExemptionState, PersonResult, Result
from dutylang.cases.record import CaseRecord
from dutylang.cli.opening import NOT_CHECKED, loaded_policy
from dutylang.cli.spoken import USAGE, Session, SpokenCommand, common, option, session_of
from dutylang.diagnostics import Diagnostic, Severity
from dutylang.reports.audit import AuditRun, AuditSummary, Ending
from dutylang.reports.formats import Report
from dutylang.source import NOWHERE

if TYPE_CHECKING:
    from dutylang.cli.auditing import Audit
    from dutylang.reports.layout import Paint
    from dutylang.reports.names import Names

AS_OF = dt.date(2026, 6, 30)
MOST_DUTIES = 8
"""So many duties are listed, those that most cases deviate from; the report has them all."""

MATTERS = (Verdict.CONFLICT, Verdict.VIOLATED, Verdict.LATE, Verdict.UNKNOWN)


@click.command("demo", cls=SpokenCommand)
@option("--out", "folder", type=click.Path(path_type=Path, file_okay=False), default=Path("out"))
@common
@click.pass_context
def command(ctx: click.Context, folder: Path) -> int:
    """Exit code 0 when the book was audited and its report written, 2 when that cannot be written."""
    from dutylang.cli.auditing import Audit
    from dutylang.cli.people import names_of
    from dutylang.reports.layout import BOLD, Paint
    from dutylang.shipped import guarantee_dir, policies_dir

    session = session_of(ctx)
    policy, cases = policy_in(policies_dir() / "guarantee", session.tongue), guarantee_dir() / "cases"
    loaded = loaded_policy(policy, session)
    if loaded is None:
        return NOT_CHECKED
    audit = Audit(loaded, horizon_of_day(AS_OF))
    names = names_of(audit, session)
    page = folder / f"guarantee.{session.tongue}.html"
    try:
        told = _audited(audit, cases, page, names)
    except OSError as fault:
        reason = fault.strerror or type(fault).__name__
        session.report([Diagnostic("G020", NOWHERE, {"path": str(page), "reason": reason})])
        return USAGE
    session.report([each for each in told.problems if each.severity is Severity.ERROR])
    paint = Paint(session.paints(sys.stdout))
    lines = _lines_of_counts(told.summary, names, session)
    if not session.quiet:
        declared = loaded.policy.declared
        label = dict(declared.labels).get(session.tongue, declared.name)
        head = names.text("audit.title", policy=label)
        facts = session.text("said.demo.facts", duties=len(loaded.plan.rules), as_of=names.day(AS_OF))
        lines = [paint(BOLD, head), facts, "", *lines, *_lines_of_duties(told.summary, names, paint)]
        lines += _lines_of_finding(told, names, paint)
        lines += _lines_of_person(told, names, paint)
    lines.append(session.text("said.demo.report", path=_from_here(page)))
    if not session.quiet:
        paths = {"policy": _from_here(policy), "cases": _from_here(cases), "case": told.example}
        lines.append(session.text("said.demo.next", **paths, as_of=AS_OF.isoformat()))
    session.say("\n".join(lines))
    return 0


def policy_in(folder: Path, tongue: str) -> Path:
    """The texts of a policy in the reader's tongue; the folder, of which the first tongue is read, without."""
    own = folder / tongue
    return own if own.is_dir() else folder


def _audited(audit: Audit, cases: Path, page: Path, names: Names) -> _Told:
    """What there is to tell of the book, after its report has been written; OSError when it cannot be."""
    from dutylang.cli.auditing import write_audit
    from dutylang.pipeline import cases_of
    from dutylang.reports.formats import report_in

    page.parent.mkdir(parents=True, exist_ok=True)
    with page.open("w", encoding="utf-8", newline="") as out:
        told = _Told(report_in("html", out, names))
        write_audit(audit, lambda: cases_of(audit.loaded, cases, None, audit.horizon)[0], told)
    return told


@attrs.define
class _Told:
    """Passes an audit on to a report; keeps the counts, and the finding and the result with most to tell."""

    report: Report
    summary: AuditSummary = attrs.field(factory=AuditSummary)
    problems: tuple[Diagnostic, ...] = ()
    finding: tuple[CaseRecord, Finding] | None = None
    person: tuple[CaseRecord, CaseAssessment, PersonResult] | None = None
    _most: int = 0
    _most_of_person: int = 0

    @property
    def example(self) -> str:
        """The case of the finding that is explained; empty without one."""
        return "" if self.finding is None else self.finding[0].id

    def begin(self, run: AuditRun) -> None:
        """Passed on."""
        self.report.begin(run)

    def case(self, case: CaseRecord, assessed: CaseAssessment) -> None:
        """Passed on; a finding or result with more to tell than the best so far takes its place."""
        self.report.case(case, assessed)
        for finding in assessed.findings:
            told = _to_tell(finding)
            if told > self._most:
                self._most, self.finding = (
                    told,
                    (case, finding),
                )
        for result in assessed.persons:
            told = _to_tell_of_person(result)
            if told > self._most_of_person:
                self._most_of_person, self.person = told, (case, assessed, result)

    def end(self, ending: Ending) -> None:
        """Passed on."""
        self.summary, self.problems = ending.summary, ending.problems
        self.report.end(ending)


def _to_tell(finding: Finding) -> int:
    """How much a breach has to tell: kinds of days left out, acts that do not count, lateness."""
    if finding.verdict not in (Verdict.LATE, Verdict.VIOLATED) or finding.advisory or finding.level:
        return 0
    reasons = {why for count in finding.counts for _, why in count.skipped}
    return 1 + 4 * len(reasons) + 2 * bool(finding.near_misses) + 2 * (finding.lateness is not None)


def _to_tell_of_person(found: PersonResult) -> int:
    """How much a result has to tell: breaches, exemptions that were decided, and still more that are barred."""
    if found.result in (Result.NONE, Result.UNKNOWN):
        return 0
    decided = sum(each.decided_by is not None for each in found.exemptions)
    barred = sum(each.state is ExemptionState.BARRED for each in found.exemptions)
    return 1 + decided + 2 * barred + bool(found.findings)


# ---- what is said ------------------------------------------------------------------------------


def _lines_of_counts(summary: AuditSummary, names: Names, session: Session) -> list[str]:
    """How many cases are clean, and what the others come to; how many results on persons there are."""
    total = summary.cases.total()
    counted = [(session.text(f"verdict.{each.value}"), summary.cases[each]) for each in MATTERS]
    found = [names.text("audit.count", count=count, verdict=words) for words, count in counted if count]
    open_cases = sum(summary.cases[each] for each in MATTERS)
    told = {"count": total, "clean": total - open_cases, "open": open_cases}
    results = [
        names.text(
            "audit.result_count", count=summary.results[each], result=session.text(f"result.{each.value}")
        )
        for each in Result
        if summary.results[each] and each is not Result.NONE
    ]
    return [
        session.text("said.demo.cases", **told, found=names.joined(found)),
        session.text("said.demo.results", found=names.joined(results)),
    ]


def _lines_of_duties(summary: AuditSummary, names: Names, paint: Paint) -> list[str]:
    """All findings by verdict, then the duties that most cases deviate from."""
    from dutylang.reports.groups_text import counts_table
    from dutylang.reports.layout import BOLD

    duties = summary.duties.items()
    words = {each: names.text(f"verdict.{each.value}") for each in Verdict}
    findings = {each: sum(counts.instances[each] for _, counts in duties) for each in Verdict}
    widest = max(len(str(count)) for count in findings.values())
    lines = ["", paint(BOLD, names.text("said.demo.findings", count=sum(findings.values())))]
    lines += [
        f"  {paint.verdict(each, str(findings[each]).rjust(widest))}  {words[each]}" for each in Verdict
    ]
    rows = [(names.name(rule), [counts.cases[each] for each in MATTERS]) for rule, counts in duties]
    rows = sorted((row for row in rows if any(row[1])), key=lambda row: -sum(row[1]))
    more = len(rows) - MOST_DUTIES
    head, title = names.text("audit.duty"), names.text("said.demo.duties")
    kinds, paints = [words[each] for each in MATTERS], (paint, paint.verdict)
    lines += ["", *counts_table(title, head, rows[:MOST_DUTIES], MATTERS, kinds, paints, names)]
    return [*lines, *([names.text("said.demo.more", count=more)] if more > 0 else []), ""]


def _lines_of_finding(told: _Told, names: Names, paint: Paint) -> list[str]:
    """The story of the finding with most to tell."""
    from dutylang.reports.as_text import story_lines
    from dutylang.reports.names import events_by_position
    from dutylang.reports.story import story_from_finding

    if told.finding is None:
        return []
    case, finding = told.finding
    story = story_from_finding(finding, events_by_position(case), names)
    lines = story_lines(story.heading, story.paragraphs, finding.verdict, paint)
    return [names.text("said.demo.story", case=case.id), "", *lines, ""]


def _lines_of_person(told: _Told, names: Names, paint: Paint) -> list[str]:
    """Why one person answers or not, in the case where there is most to tell of it."""
    from dutylang.cli.people import lines_of_results
    from dutylang.reports.account import account_of

    if told.person is None:
        return []
    case, assessed, found = told.person
    account = account_of(case, attrs.evolve(assessed, persons=(found,)), names)
    return [names.text("said.demo.person", case=case.id), "", *lines_of_results(account, paint)]


def _from_here(path: Path) -> str:
    """The path as short as it can be typed."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)

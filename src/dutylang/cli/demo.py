"""`duty demo`: audits the worked example that ships with the program, then explains a finding and a person."""

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
from dutylang.cli.spoken import Session, SpokenCommand, common, session_of
from dutylang.reports.audit import AuditRun, Ending
from dutylang.reports.formats import Report

if TYPE_CHECKING:
    from dutylang.reports.names import Names

AS_OF = dt.date(2026, 6, 30)


@click.command("demo", cls=SpokenCommand)
@common
@click.pass_context
def command(ctx: click.Context) -> int:
    """Exit code 0 when the example was audited."""
    from dutylang.cli.auditing import Audit, tell_problems, write_audit
    from dutylang.cli.explain import lines_of_case
    from dutylang.cli.phrases import conditions_of
    from dutylang.pipeline import cases_of
    from dutylang.reports.formats import report_in
    from dutylang.reports.names import names_from_policy
    from dutylang.shipped import guarantee_dir

    session = session_of(ctx)
    folder = guarantee_dir()
    policy = example_policy(folder, session.tongue)
    loaded = loaded_policy(policy, session)
    if loaded is None:
        return NOT_CHECKED
    horizon = horizon_of_day(AS_OF)
    audit = Audit(loaded, horizon)
    conditions = conditions_of(loaded.policy, session.tongue)
    names = names_from_policy(loaded.policy, loaded.plan, session.tongue, conditions)
    keeper = _Keeper(
        report_in("text", sys.stdout, names, color=session.paints(sys.stdout), brief=session.quiet)
    )
    ending, _ = write_audit(audit, lambda: cases_of(loaded, folder / "cases", None, horizon)[0], keeper)
    tell_problems(ending.problems, session)
    if keeper.best is not None and not session.quiet:
        case, assessed = keeper.best
        session.say("\n" + session.text("said.demo.story"))
        for line in lines_of_case(case, assessed, names, session)[1:]:
            session.say(line)
        for line in _lines_of_person(keeper, names, session):
            session.say(line)
        paths = {"policy": _from_here(policy), "cases": _from_here(folder / "cases")}
        session.say(session.text("said.demo.next", **paths, as_of=AS_OF.isoformat()))
    return 0


def _lines_of_person(keeper: _Keeper, names: Names, session: Session) -> list[str]:
    """Why one person answers or not, in the case where there is most to tell of it."""
    from dutylang.cli.people import lines_of_results
    from dutylang.reports.account import account_of
    from dutylang.reports.layout import Paint

    if keeper.person is None:
        return []
    case, assessed, found = keeper.person
    account = account_of(case, attrs.evolve(assessed, persons=(found,)), names)
    head = session.text("said.demo.person", case=case.id)
    return [head, "", *lines_of_results(account, Paint(session.paints(sys.stdout)))]


def _from_here(path: Path) -> str:
    """The path as short as it can be typed."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def example_policy(folder: Path, tongue: str) -> Path:
    """The example's text in the reader's tongue, else any: `zh/policy.duty` or `policy.zh.duty`."""
    own = [*folder.glob(f"{tongue}/*.duty"), *folder.glob(f"*.{tongue}.duty")]
    return min(own or folder.rglob("*.duty"))


@attrs.define
class _Keeper:
    """Passes an audit on to a report; keeps the finding and the result on a person that have most to tell."""

    report: Report
    best: tuple[CaseRecord, CaseAssessment] | None = None
    person: tuple[CaseRecord, CaseAssessment, PersonResult] | None = None
    _most: int = 0
    _most_of_person: int = 0

    def begin(self, run: AuditRun) -> None:
        """Passed on."""
        self.report.begin(run)

    def case(self, case: CaseRecord, assessed: CaseAssessment) -> None:
        """Passed on; a finding with more to tell than the best so far takes its place."""
        self.report.case(case, assessed)
        for finding in assessed.findings:
            told = _to_tell(finding)
            if told > self._most:
                self._most, self.best = told, (case, attrs.evolve(assessed, findings=(finding,), persons=()))
        for result in assessed.persons:
            told = _to_tell_of_person(result)
            if told > self._most_of_person:
                self._most_of_person, self.person = told, (case, assessed, result)

    def end(self, ending: Ending) -> None:
        """Passed on."""
        self.report.end(ending)


def _to_tell_of_person(found: PersonResult) -> int:
    """How much a result has to tell: exemptions that were decided, and still more that are barred."""
    if found.result in (Result.NONE, Result.UNKNOWN):
        return 0
    decided = sum(each.decided_by is not None for each in found.exemptions)
    barred = sum(each.state is ExemptionState.BARRED for each in found.exemptions)
    return 1 + decided + 2 * barred + bool(found.waived)


def _to_tell(finding: Finding) -> int:
    """How much a breach has to tell: days left out, acts that do not count, lateness."""
    if finding.verdict not in (Verdict.LATE, Verdict.VIOLATED) or finding.advisory:
        return 0
    skipped = any(count.skipped for count in finding.counts)
    return 1 + 4 * skipped + 2 * bool(finding.near_misses) + 2 * (finding.lateness is not None)

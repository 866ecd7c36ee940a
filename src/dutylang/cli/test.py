"""`duty test`: runs the scenarios of a policy and says where the findings are not as expected."""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dutylang.cli.covering import coverage_json, tell_below, tell_coverage
from dutylang.cli.opening import NOT_CHECKED, all_there, loaded_policy, user_calendars
from dutylang.cli.spoken import USAGE, Session, SpokenCommand, common, option, session_of

if TYPE_CHECKING:
    from dutylang.assessment.coverage import Coverage
    from dutylang.pipeline import Loaded, Mismatch, ScenarioResult

FAILED = 1


@click.command("test", cls=SpokenCommand)
@click.argument("policy", type=click.Path(path_type=Path))
@option("--scenario", metavar="TEXT")
@option("--calendar", "calendars", multiple=True, type=click.Path(path_type=Path), metavar="FILE")
@option("--coverage", is_flag=True)
@option("--fail-under", type=click.FloatRange(0, 100), metavar="PERCENT")
@option("--json", "as_json", is_flag=True)
@common
@click.pass_context
def command(
    ctx: click.Context,
    policy: Path,
    scenario: str | None,
    calendars: tuple[Path, ...],
    coverage: bool,
    fail_under: float | None,
    as_json: bool,
) -> int:
    """Exit code 0 when every scenario holds, 1 when one does not or too little is covered, 3 without a policy."""
    from dutylang.assessment.coverage import watch_of
    from dutylang.pipeline import run_scenarios

    session = session_of(ctx)
    if not all_there(session, policy, *calendars):
        return USAGE
    own = user_calendars(calendars, session)
    if own is None:
        return USAGE
    loaded = loaded_policy(policy, session, own)
    if loaded is None:
        return NOT_CHECKED
    watch = watch_of(loaded.policy, loaded.plan) if coverage or fail_under is not None else None
    results = list(run_scenarios(loaded, scenario, watch))
    covered = watch.coverage() if watch is not None else None
    if as_json:
        _say_json(results, covered, loaded, session)
    else:
        _tell(results, loaded, session)
        if covered is not None and results:
            tell_coverage(covered, loaded, session)
    if scenario is not None and not results:
        return USAGE  # a slip in the name must not look like success
    wanted = Decimal(str(fail_under or 0))
    if covered is not None and not covered.reaches(wanted):
        tell_below(covered, wanted, session)
        return FAILED
    return 0 if all(result.passed for result in results) else FAILED


def _say_json(
    results: list[ScenarioResult], covered: Coverage | None, loaded: Loaded, session: Session
) -> None:
    """The scenarios as a list; with coverage an object that holds both."""
    told: object = [_as_json(result, session) for result in results]
    if covered is not None:
        told = {"scenarios": told, "coverage": coverage_json(covered, loaded)}
    session.say(json.dumps(told, ensure_ascii=False, indent=2))


def _tell(results: list[ScenarioResult], loaded: Loaded, session: Session) -> None:
    from dutylang.reports.layout import VERDICT_COLOURS, Paint

    paint = Paint(session.paints(sys.stdout))
    for result in results:
        if result.passed:
            if not session.quiet:
                mark = paint(VERDICT_COLOURS["satisfied"], session.text("said.test.passed"))
                session.say(f"{mark} {result.scenario.title}")
            continue
        mark = paint(VERDICT_COLOURS["violated"], session.text("said.test.failed"))
        session.say(f"{mark} {result.scenario.title}")
        for mismatch in result.mismatches:
            session.say("    " + _mismatch(mismatch, result, loaded, session))
        session.report(result.problems, loaded.sources)
    passed = sum(result.passed for result in results)
    if not results:
        session.say(session.text("said.test.none"))
    else:
        session.say(session.text("said.test.count", passed=passed, count=len(results)))


def _mismatch(mismatch: Mismatch, result: ScenarioResult, loaded: Loaded, session: Session) -> str:
    rule = loaded.policy.vocabulary.label(mismatch.rule, session.tongue)
    person = person_of(mismatch, result)
    if person is not None:
        who = person or session.text("person.nobody")
        rule = session.text("said.test.of_person", person=who, rule=rule)
    place = f"{mismatch.span.source}:{mismatch.span.line}"
    return session.text(
        "said.test.mismatch",
        rule=rule,
        what=session.text(f"expected_of.{mismatch.what}"),
        expected=_words(mismatch.expected, mismatch.what, loaded, session),
        found=_words(mismatch.found, mismatch.what, loaded, session),
        place=place,
    )


def person_of(mismatch: Mismatch, result: ScenarioResult) -> str | None:
    """Of whom the expectation speaks: a name, empty for nobody, None where it speaks of a duty."""
    from dutylang.syntax.ast import ExpectPerson, ExpectPoints

    for expect in result.scenario.expects:
        if expect.span == mismatch.span and isinstance(expect, ExpectPerson | ExpectPoints):
            return expect.person or ""
    return None


def _words(text: str, what: str, loaded: Loaded, session: Session) -> str:
    """What a mismatch names, in words: verdicts, results, flags, periods, names of the policy."""
    told = [_word(part, what, loaded, session) for part in text.split(", ")]
    return session.text("list.comma").join(told)


def _word(part: str, what: str, loaded: Loaded, session: Session) -> str:
    from dutylang.diagnostics import catalogue

    if not part:
        return session.text("said.test.nothing")
    if what == "share":
        return f"{part}%"
    if what == "unattributed":
        return session.text("said.test.unattributed" if part == what else "said.test.attributed")
    count, _, unit = part.partition(" ")
    if count.isdigit() and unit:
        return session.text(f"period.{unit}", n=int(count))
    for section in ("result",) if what == "result" else ("verdict", "flag"):
        found = catalogue.find(f"{section}.{part}", session.tongue)
        if found is not None:
            return found
    return loaded.policy.vocabulary.label(part, session.tongue)


def _as_json(result: ScenarioResult, session: Session) -> dict[str, object]:
    return {
        "scenario": result.scenario.title,
        "passed": result.passed,
        "mismatches": [
            {
                "rule": mismatch.rule,
                "person": person_of(mismatch, result),
                "what": mismatch.what,
                "expected": mismatch.expected,
                "found": mismatch.found,
                "line": mismatch.span.line,
            }
            for mismatch in result.mismatches
        ],
        "problems": session.problems_json(result.problems),
    }

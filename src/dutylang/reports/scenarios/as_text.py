"""Scenarios on a terminal: a line for each, and beneath one that fails its differences side by side, explained."""

from __future__ import annotations

from collections.abc import Iterator

from dutylang.assessment.model import Verdict
from dutylang.diagnostics import catalogue
from dutylang.reports.cells import safe_text
from dutylang.reports.layout import BOLD, DIM, VERDICT_COLOURS, Paint, padded, width, wrapped
from dutylang.reports.scenarios.model import Failure, Outcome, ScenarioReport, SuiteReport, Told

WIDEST = 100
MARGIN = "     "
GAP = "   "

_COLOURS = {
    Outcome.PASSED: VERDICT_COLOURS["satisfied"],
    Outcome.OPEN: VERDICT_COLOURS["pending"],
    Outcome.FAILED: VERDICT_COLOURS["violated"],
    Outcome.UNREADABLE: VERDICT_COLOURS["violated"],
}


def scenario_lines(report: ScenarioReport, tongue: str, paint: Paint, *, quiet: bool) -> Iterator[str]:
    """A scenario with its failures; told quietly one that holds has no line. Problems are not among them."""
    if report.outcome.holds and quiet:
        return
    mark = paint(_COLOURS[report.outcome], catalogue.text(f"testing.{report.outcome.value}", tongue))
    line = f"{mark} {safe_text(report.title)}"
    if report.outcome is Outcome.OPEN:
        line += paint(DIM, catalogue.text("testing.expects_nothing", tongue))
    yield line
    for failure in report.failures:
        yield from failure_lines(failure, tongue, paint)
        yield ""


def failure_lines(failure: Failure, tongue: str, paint: Paint, margin: str = MARGIN) -> Iterator[str]:
    """An expectation that does not hold: where it stands, expected beside found, what it takes, the story."""
    place = f"{failure.place.source}:{failure.place.line}"
    yield margin + paint(BOLD, failure.subject) + paint(DIM, f"  {place}")
    for row in _table(failure, tongue):
        yield f"{margin}  {row}"
    for words in failure.needed:
        yield from _beneath(words, margin + "  ")
    for told in failure.found:
        yield from _story_lines(told, margin + "  ", paint)


def _table(failure: Failure, tongue: str) -> Iterator[str]:
    """The differences, a row each, under a head that says which side is which."""
    rows = [("", catalogue.text("testing.expected", tongue), catalogue.text("testing.found", tongue))]
    rows += [(each.aspect, each.expected, each.found) for each in failure.differences]
    first, second = (max(width(row[place]) for row in rows) for place in (0, 1))
    for aspect, expected, found in rows:
        yield f"{padded(aspect, first)}{GAP}{padded(expected, second)}{GAP}{found}"


def _story_lines(told: Told, margin: str, paint: Paint) -> Iterator[str]:
    for line in _beneath(told.story.heading, margin):
        if told.colour is None:
            yield line
        elif isinstance(told.colour, Verdict):
            yield paint.verdict(told.colour, line)
        else:
            yield paint.result(told.colour, line)
    for paragraph in told.story.paragraphs:
        yield from _beneath(paragraph, margin + "  ")


def _beneath(words: str, margin: str) -> list[str]:
    return [margin + line for line in wrapped(words, WIDEST - len(margin))]


def total_line(suite: SuiteReport, tongue: str, *, chosen: bool) -> str:
    """How many scenarios there were, and how many hold; `chosen`: only some were asked for, by name."""
    if not suite.scenarios:
        return catalogue.text("testing.none" if chosen else "testing.none_yet", tongue)
    return catalogue.text("testing.count", tongue, passed=suite.held, count=len(suite.scenarios))


# ---- short -------------------------------------------------------------------------------------


def summaries(failure: Failure, tongue: str) -> list[str]:
    """Each difference in one line, for formats that have one message."""
    return [
        catalogue.text(
            "testing.mismatch",
            tongue,
            rule=failure.subject,
            what=each.aspect,
            expected=each.expected,
            found=each.found,
        )
        for each in failure.differences
    ]


def explanation(report: ScenarioReport, tongue: str) -> str:
    """The failures of a scenario as plain text that any format can hold."""
    plain = Paint(color=False)
    lines = (line for each in report.failures for line in (*failure_lines(each, tongue, plain, ""), ""))
    return "\n".join(safe_text(line) for line in lines).rstrip("\n")

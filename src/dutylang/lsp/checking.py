"""Texts → all that is wrong with them, and what becomes of their scenarios. It runs in a process of its own.

What goes in and comes out is plain: texts by name, and words with places. The phases are those of the commands.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from dutylang.diagnostics import Diagnostic, Severity, catalogue
from dutylang.diagnostics.render import fix_text, help_text, label_text, message
from dutylang.source import NOWHERE, Source, Span

if TYPE_CHECKING:
    from dutylang.calendars import Calendar
    from dutylang.pipeline import Loaded, Mismatch, ScenarioResult


@attrs.frozen
class Job:
    """The texts of a policy by name, the one with the head first, and how to look at them.

    `tongues`: by text, the tongue in which to speak of it. `asked`: the texts that are not only used.
    `calendars` are files with the user's own calendars. `lint` also says what is probably not meant.
    """

    texts: Mapping[str, str]
    tongues: Mapping[str, str]
    calendars: tuple[str, ...] = ()
    lint: bool = True


@attrs.frozen
class Mending:
    """A text to put in the place of characters `[start, end)`; an unsafe one may change what is meant."""

    source: str
    start: int
    end: int
    text: str
    safe: bool
    title: str


@attrs.frozen
class Elsewhere:
    """A second place that matters, and why."""

    source: str
    start: int
    end: int
    message: str


@attrs.frozen
class Told:
    """A problem in the words of the tongue in which its text is spoken of."""

    code: str
    severity: Severity
    source: str
    start: int
    end: int
    message: str
    elsewhere: tuple[Elsewhere, ...] = ()
    mending: Mending | None = None


@attrs.frozen
class Checked:
    """What a check found. `sound`: the policy checks, and its scenarios can be run."""

    problems: tuple[Told, ...]
    sound: bool


@attrs.frozen
class Outcome:
    """What became of a scenario: it holds, or what it expects and what was found."""

    title: str
    passed: bool
    words: tuple[str, ...]


def ready() -> bool:
    """Loads what a check needs, so that the first one does not wait for it."""
    from dutylang.pipeline import loaded_from_text

    return loaded_from_text("")[0] is None


def checked(job: Job) -> Checked:
    """Everything that is wrong with a policy, as `duty check` and `duty lint` say it."""
    loaded, problems = _loaded(job)
    if loaded is not None and job.lint:
        problems = [*problems, *_findings(loaded)]
    sources = {name: Source(name, text) for name, text in job.texts.items()}
    return Checked(tuple(told(each, job.tongues, sources) for each in problems), loaded is not None)


def outcomes(job: Job, source: str, title: str | None) -> tuple[Outcome, ...] | None:
    """What becomes of the scenario of that title in a text, or of all in it; None when the policy does not check."""
    from dutylang.pipeline import run_scenarios

    loaded, _ = _loaded(job)
    if loaded is None:
        return None
    wanted = [
        each
        for each in loaded.policy.scenarios
        if each.span.source == source and (title is None or each.title == title)
    ]
    alone = attrs.evolve(loaded, policy=attrs.evolve(loaded.policy, scenarios=tuple(wanted)))
    tongue = job.tongues.get(source, catalogue.FALLBACK)
    return tuple(_outcome(result, loaded, tongue) for result in run_scenarios(alone))


def _outcome(result: ScenarioResult, loaded: Loaded, tongue: str) -> Outcome:
    words = [_mismatch(each, loaded, tongue) for each in result.mismatches]
    words += [message(each, tongue) for each in result.problems if each.severity is Severity.ERROR]
    return Outcome(result.scenario.title, result.passed, tuple(words))


def _mismatch(mismatch: Mismatch, loaded: Loaded, tongue: str) -> str:
    """What was expected and what was found, in words."""
    from dutylang.pipeline import zone_of
    from dutylang.reports.names import Names
    from dutylang.reports.scenarios.words import value_words

    names = Names(tongue, zone_of(loaded), loaded.policy.vocabulary.labels)
    nothing = catalogue.text("lsp.lens.nothing", tongue)
    return catalogue.text(
        "lsp.lens.mismatch",
        tongue,
        rule=names.name(mismatch.rule),
        expected=value_words(mismatch.expected, mismatch.what, names) or nothing,
        found=value_words(mismatch.found, mismatch.what, names) or nothing,
    )


# ---- the phases --------------------------------------------------------------------------------


def _loaded(job: Job) -> tuple[Loaded | None, list[Diagnostic]]:
    from dutylang.pipeline import loaded_from_sources

    calendars, problems = _calendars(job.calendars)
    sources = [Source(name, text) for name, text in job.texts.items()]
    problems += _lost_uses(sources)
    loaded, _, found = loaded_from_sources(sources, calendars)
    problems += found
    errors = any(each.severity is Severity.ERROR for each in problems)
    return None if errors else loaded, problems


def _calendars(files: Iterable[str]) -> tuple[dict[str, Calendar], list[Diagnostic]]:
    from dutylang.calendars.from_file import calendar_from_file

    found: dict[str, Calendar] = {}
    problems: list[Diagnostic] = []
    for file in files:
        calendar, faults = calendar_from_file(Path(file), found)
        problems += faults
        if calendar is not None:
            found[calendar.name] = calendar
    return found, problems


def _lost_uses(sources: Iterable[Source]) -> Iterator[Diagnostic]:
    """A `use` that leads nowhere."""
    from dutylang.syntax.from_text import uses_of

    texts = {source.name: source for source in sources}
    for name, source in texts.items():
        for use in uses_of(source):
            path = posixpath.normpath(posixpath.join(posixpath.dirname(name), use.path))
            if path not in texts:
                yield Diagnostic("G001", use.span, {"path": use.path})


def _findings(loaded: Loaded) -> tuple[Diagnostic, ...]:
    from dutylang.lint import findings_from_ground, ground_from_policy

    return findings_from_ground(ground_from_policy(loaded.policy, loaded.texts.documents))


# ---- words -------------------------------------------------------------------------------------


def told(problem: Diagnostic, tongues: Mapping[str, str], sources: Mapping[str, Source]) -> Told:
    """A problem in words; help that is not the fix itself is said behind the message."""
    tongue = tongues.get(problem.span.source, catalogue.FALLBACK)
    notes = [label_text(each, problem, tongue) for each in problem.labels if each.span == NOWHERE]
    words = [message(problem, tongue), help_text(problem, tongue), *notes]
    fix = problem.fix
    return Told(
        problem.code,
        problem.severity,
        *_place(problem.span),
        "\n".join(each for each in words if each),
        tuple(
            Elsewhere(*_place(each.span), label_text(each, problem, tongue))
            for each in problem.labels
            if each.span != NOWHERE
        ),
        None
        if fix is None
        else Mending(*_place(fix.span), fix.text, fix.safe, fix_text(fix, sources, tongue)),
    )


def _place(span: Span) -> tuple[str, int, int]:
    return span.source, span.start, span.end

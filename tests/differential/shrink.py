"""A trial that shows a difference, made smaller as long as it still shows one: rules, lines, events, values."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import attrs

from dutylang.assessment.model import Horizon
from dutylang.cases.record import CaseRecord, EventRecord, Series
from tests.differential.policies import Article, Draft, Version, loaded_from_draft
from tests.differential.trials import Trial

Differs = Callable[[Trial], bool]
TAIL = re.compile(r" (?:unless|when|with|together with|for the same|by different persons|at least \d) ?.*$")


def smallest(trial: Trial, differs: Differs, seconds: float = 30.0) -> Trial:
    """The smallest trial that was found in so many seconds and still differs; the trial itself differs."""
    until = time.monotonic() + seconds
    shrinking = True
    while shrinking and time.monotonic() < until:
        shrinking = False
        for make in (_fewer_cases, _shorter_drafts, _shorter_cases, _plainer_horizons):
            found = _first(make, trial, differs, until)
            if found is not None:
                trial, shrinking = found, True
    return trial


def _first(
    make: Callable[[Trial], Iterator[Trial]], trial: Trial, differs: Differs, until: float
) -> Trial | None:
    """What is left after every step of one kind that keeps the difference; None where no step does."""
    best: Trial | None = None
    going = True
    while going and time.monotonic() < until:
        going = False
        for smaller in make(best or trial):
            if time.monotonic() >= until:
                break
            if differs(smaller):
                best, going = smaller, True
                break
    return best


def _fewer_cases(trial: Trial) -> Iterator[Trial]:
    if len(trial.cases) > 1:
        for case in trial.cases:
            yield attrs.evolve(trial, cases=(case,))
        for place in range(len(trial.cases)):
            yield attrs.evolve(trial, cases=trial.cases[:place] + trial.cases[place + 1 :])


def _plainer_horizons(trial: Trial) -> Iterator[Trial]:
    if trial.horizon.known_at is not None:
        yield attrs.evolve(trial, horizon=Horizon(trial.horizon.as_of))


# ---- policies -------------------------------------------------------------------------------------


def _shorter_drafts(trial: Trial) -> Iterator[Trial]:
    for draft in _drafts(trial.draft):
        loaded, _ = loaded_from_draft(draft)
        if loaded is not None:
            yield attrs.evolve(trial, draft=draft, loaded=loaded)


def _drafts(draft: Draft) -> Iterator[Draft]:
    if len(draft.versions) > 1:
        for version in draft.versions:
            yield Draft((version,))
    for place, version in enumerate(draft.versions):
        for shorter in _versions(version):
            yield Draft((*draft.versions[:place], shorter, *draft.versions[place + 1 :]))


def _versions(version: Version) -> Iterator[Version]:
    for place, article in enumerate(version.articles):
        for shorter in _articles(article):
            articles = (*version.articles[:place], shorter, *version.articles[place + 1 :])
            yield attrs.evolve(version, articles=articles)
    for line in version.head[5:]:
        yield attrs.evolve(version, head=tuple(each for each in version.head if each is not line))


def _articles(article: Article) -> Iterator[Article]:
    if article.items:
        yield attrs.evolve(article, items=())
    for place in range(len(article.items)):
        yield attrs.evolve(article, items=article.items[:place] + article.items[place + 1 :])
    for place, item in enumerate(article.items):
        for shorter in _items(item):
            yield attrs.evolve(article, items=(*article.items[:place], shorter, *article.items[place + 1 :]))
    if article.in_force:
        yield attrs.evolve(article, in_force="")


def _items(item: str) -> Iterator[str]:
    lines = item.splitlines(keepends=True)
    for place in range(1, len(lines)):
        yield "".join(lines[:place] + lines[place + 1 :])
    for place in range(1, len(lines)):
        cut = TAIL.sub("", lines[place].rstrip("\n")) + "\n"
        if cut != lines[place]:
            yield "".join([*lines[:place], cut, *lines[place + 1 :]])


# ---- cases ----------------------------------------------------------------------------------------


def _shorter_cases(trial: Trial) -> Iterator[Trial]:
    for place, case in enumerate(trial.cases):
        for shorter in _cases(case):
            yield attrs.evolve(trial, cases=(*trial.cases[:place], shorter, *trial.cases[place + 1 :]))


def _cases(case: CaseRecord) -> Iterator[CaseRecord]:
    for name in ("events", "holders", "documents", "judgements", "figures"):
        values = getattr(case, name)
        for place in range(len(values)):
            yield attrs.evolve(case, **{name: values[:place] + values[place + 1 :]})
    for name in case.fields:
        yield attrs.evolve(case, fields=_without(case.fields, name))
    for name, value in case.fields.items():
        if isinstance(value, Series):
            for entry in value.entries:
                kept = Series(tuple(each for each in value.entries if each is not entry))
                yield attrs.evolve(case, fields={**case.fields, name: kept})
    for place, event in enumerate(case.events):
        for plainer in _events(event):
            yield attrs.evolve(case, events=(*case.events[:place], plainer, *case.events[place + 1 :]))
    for name in ("closed_at", "shared_roles", "untold_roles", "documents_complete"):
        default: Any = attrs.fields_dict(CaseRecord)[name].default
        if getattr(case, name) != default:
            yield attrs.evolve(case, **{name: default})
    if any(until is not None for until in case.registers.values()):
        yield attrs.evolve(case, registers=dict.fromkeys(case.registers))


def _events(event: EventRecord) -> Iterator[EventRecord]:
    left_out: Any = {"recorded_at": None, "seq": None, "id": None, "voids": None, "replaces": None}
    for name in left_out:
        if getattr(event, name) is not None:
            yield attrs.evolve(event, **{name: left_out[name]})
    for place in range(len(event.actors)):
        yield attrs.evolve(event, actors=event.actors[:place] + event.actors[place + 1 :])
    for actor in event.actors:
        if actor.role is not None:
            plain = tuple(attrs.evolve(each, role=None) for each in event.actors)
            yield attrs.evolve(event, actors=plain)
            break
    for name in event.attributes:
        yield attrs.evolve(event, attributes=_without(event.attributes, name))


def _without(values: Mapping[str, object], name: str) -> dict[str, object]:
    return {key: value for key, value in values.items() if key != name}

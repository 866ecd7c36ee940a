"""Above each scenario: what has become of it, and a way to run it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from dutylang.diagnostics import catalogue
from dutylang.lsp.checking import Outcome
from dutylang.lsp.workspace import View
from dutylang.syntax import ast

RUN = "duty.runScenario"
LONGEST = 80
"""Characters of a mismatch that a lens shows."""


@attrs.frozen
class Lens:
    """Words above a line; a click runs the scenario of that title, or all of the text (None)."""

    start: int
    end: int
    words: str
    title: str | None


@attrs.frozen
class Ran:
    """What became of a scenario, and the texts of the policy when it was run."""

    outcome: Outcome
    texts: Mapping[str, str] = attrs.field(hash=False)


def lenses(view: View, ran: Mapping[str, Ran], texts: Mapping[str, str], tongue: str) -> Iterator[Lens]:
    """A lens for each scenario of a text, by title what has become of it, and one above the first for all."""
    found = [
        (item, start + item.span.start, start + item.span.end)
        for reading, start in view.analysis.readings(view.parsed)
        for item in reading.document.items
        if isinstance(item, ast.Scenario)
    ]
    for number, (scenario, start, end) in enumerate(found):
        words = verdict(ran.get(scenario.title), texts, tongue)
        yield Lens(start, end, words, scenario.title)
        if number == 0 and len(found) > 1:
            yield Lens(start, end, catalogue.text("lsp.lens.run_all", tongue, count=len(found)), None)


def verdict(ran: Ran | None, texts: Mapping[str, str], tongue: str) -> str:
    """What has become of a scenario, in a few words; whether the policy has changed since then."""
    if ran is None:
        return catalogue.text("lsp.lens.run", tongue)
    if ran.outcome.passed:
        words = catalogue.text("lsp.lens.passed", tongue)
    else:
        first, count = next(iter(ran.outcome.words), ""), len(ran.outcome.words) - 1
        shown = first if len(first) <= LONGEST else f"{first[: LONGEST - 1]}…"
        key = "lsp.lens.failed_more" if count > 0 else "lsp.lens.failed"
        words = catalogue.text(key, tongue, text=shown, count=count)
    return words if ran.texts == texts else catalogue.text("lsp.lens.before", tongue, text=words)

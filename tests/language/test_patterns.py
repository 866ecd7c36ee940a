"""Every row of docs/patterns.md over every short trace, held against the meaning in `pattern_meanings`."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dutylang.assessment.case import assess_case
from dutylang.assessment.model import Horizon, Verdict
from dutylang.cases.record import CaseRecord, Entry, EventRecord, Participant, Series
from dutylang.pipeline import Loaded, loaded_from_text
from dutylang.values import Moment
from tests.language.pattern_meanings import MEANINGS, Trace

DOC = Path(__file__).parents[2] / "docs" / "patterns.md"
LETTERS = "pqrst"
BANK = (Participant("clerk", "bank"),)
HEAD = """policy patterns "patterns"
  version "1"
  in force from 2024-01-01
  calendar weekdays
  timezone "UTC"
  counting exact
role bank organisation
case trace
  ok tracked yes/no
"""


def rows() -> list[tuple[str, tuple[str, ...], str]]:
    """Name, rules and meaning of each row of the page."""
    found = []
    for line in DOC.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if not line.startswith("| ") or "`" not in line:
            continue
        rules = tuple(re.findall(r"`([^`]*)`", cells[-2]))
        found.append((" ".join(cells[:-2]), rules, cells[-1].rstrip(" |")))
    return found


ROWS = rows()


@cache
def loaded(rules: tuple[str, ...]) -> Loaded:
    """The policy of a row."""
    text = HEAD + "".join(f"event {letter}\n  x number\n" for letter in (*LETTERS, "z"))
    for number, rule in enumerate(rules, 1):
        kind = "prohibition" if "nobody may" in rule else "duty"
        lines = "".join(f"    {line}\n" for line in rule.split(" / "))
        text += f'article {number} "row"\n  {kind} rule_{number}\n{lines}'
    policy, problems = loaded_from_text(text)
    assert policy is not None, (text, problems)
    return policy


def case_of(trace: Trace) -> CaseRecord:
    """A closed case with one event an hour, all registers complete."""
    start = dt.datetime(2024, 5, 6, tzinfo=dt.UTC)
    events = []
    for place, (letter, x) in enumerate(trace):
        instant = start + dt.timedelta(hours=place)
        events.append(
            EventRecord(
                letter, Moment(instant.date(), instant), place, actors=BANK, attributes={"x": Decimal(x)}
            )
        )
    return CaseRecord(
        "trace",
        events=tuple(events),
        fields={
            "ok": Series(tuple(Entry(event.at, x == 1) for event, (_, x) in zip(events, trace, strict=True)))
        },
        registers=dict.fromkeys((*LETTERS, "z")),
        closed_at=events[-1].at,
    )


HORIZON = Horizon(Moment(dt.date(2024, 12, 31)))


def holds(policy: Loaded, trace: Trace) -> bool:
    """Whether no rule of the row is broken; the trace is finished, so nothing may be open or unknown."""
    findings = assess_case(policy.plan, case_of(trace), HORIZON).findings
    verdicts = {finding.verdict for finding in findings if not finding.advisory}
    assert verdicts <= {Verdict.SATISFIED, Verdict.VIOLATED, Verdict.LATE, Verdict.NOT_APPLICABLE}, verdicts
    return not verdicts & {Verdict.VIOLATED, Verdict.LATE}


def letters_of(meaning: str, rules: tuple[str, ...]) -> str:
    """The letters that a row speaks of, and one that it does not."""
    words = re.findall(r"\b[a-z]\b", " ".join(rules))
    return "".join(letter for letter in LETTERS if letter in words) + "z"


@pytest.mark.parametrize(("name", "rules", "meaning"), ROWS, ids=[row[0] for row in ROWS])
def test_every_short_trace(name: str, rules: tuple[str, ...], meaning: str) -> None:
    policy = loaded(rules)
    letters = letters_of(meaning, rules)
    steps = [(letter, 1) for letter in letters]
    if meaning.startswith(("data.", "universality.")):
        steps = [(letter, x) for letter in letters for x in (1, 2)]
    for length in range(1, 5):
        for trace in itertools.product(steps, repeat=length):
            assert holds(policy, trace) == MEANINGS[meaning](trace), trace


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_longer_traces(data: st.DataObject) -> None:
    _, rules, meaning = data.draw(st.sampled_from(ROWS))
    letters = letters_of(meaning, rules)
    step = st.tuples(st.sampled_from(letters), st.integers(1, 2))
    trace = data.draw(st.lists(step, min_size=4, max_size=9))
    assert holds(loaded(rules), trace) == MEANINGS[meaning](trace)


def test_the_page_holds_every_pattern_and_template() -> None:
    assert {meaning for _, _, meaning in ROWS} == set(MEANINGS)

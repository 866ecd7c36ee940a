"""Short ways to read a case in a test."""

from __future__ import annotations

from collections.abc import Iterable

from dutylang.cases.document import case_from_document
from dutylang.cases.faults import Place
from dutylang.cases.record import CaseRecord
from dutylang.diagnostics import Diagnostic
from dutylang.diagnostics.render import help_text, message
from tests.cases.vocabulary import SHANGHAI, vocabulary

COMPLETE = {"complete": "all"}


def read(raw: object) -> tuple[CaseRecord | None, tuple[Diagnostic, ...]]:
    return case_from_document(raw, vocabulary(), SHANGHAI, Place("case.json"))


def sound(raw: dict[str, object]) -> CaseRecord:
    case, problems = read({"id": "G-001", **COMPLETE, **raw})
    assert problems == ()
    assert case is not None
    return case


def faults_of(raw: dict[str, object]) -> list[tuple[str, object]]:
    case, problems = read({"id": "G-001", **COMPLETE, **raw})
    assert case is None
    return told(problems)


def told(problems: Iterable[Diagnostic]) -> list[tuple[str, object]]:
    """Codes and places; every problem has its words filled in, in both tongues."""
    for problem in problems:
        for tongue in ("en", "zh"):
            words = message(problem, tongue) + help_text(problem, tongue)
            assert "{" not in words.replace("{…}", "").replace('{"', ""), words
            assert help_text(problem, tongue), problem.code
    return [(problem.code, problem.args["place"]) for problem in problems]

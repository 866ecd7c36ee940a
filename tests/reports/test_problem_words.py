"""Problems speak of what the policy declares by the labels that the reader knows, in every report."""

import io
import json

import openpyxl
import pytest

from dutylang.diagnostics import Diagnostic, Severity, catalogue
from dutylang.reports.problem_words import DECLARED, help_of, message_of, spoken
from dutylang.source import Span
from tests.reports.accounts import names_of
from tests.reports.writing import bytes_in, text_in

PLACE = Span("cases/b.json", 0, 0, 3, 7)
ARGS = {
    "case": "visit",
    "name": "diligent",
    "person": "Li Na",
    "roles": "committee, head",
    "event": "emergency",
    "position": 3,
    "day": "2024-05-06",
}
"""The id of the case is by chance a name of the policy."""


def problem(code: str) -> Diagnostic:
    return Diagnostic(code, PLACE, ARGS, Severity.WARNING)


@pytest.mark.parametrize("code", DECLARED)
def test_names_of_the_policy_stand_as_labels(code: str):
    names = names_of("zh")
    told = message_of(problem(code), names) + help_of(problem(code), names)
    declared = [name for key in DECLARED[code] for name in str(ARGS[key]).split(", ")]
    for name in declared:
        assert names.name(name) != name
        assert names.name(name) in told
        assert name not in told
    assert "“visit”" in told


def test_several_roles_are_joined_as_the_tongue_joins():
    names = names_of("zh")
    both = f"{names.name('committee')}、{names.name('head')}"
    assert spoken(problem("A006"), names).args["roles"] == both


def test_what_a_case_brings_in_stays():
    fault = Diagnostic("C032", PLACE, {"case": "visit", "place": "emergency", "first": "head"})
    assert spoken(fault, names_of("zh")) is fault


def test_every_code_that_is_told_by_labels_is_in_the_catalogue():
    assert all(catalogue.find(f"{code}.message", "en") for code in DECLARED)


@pytest.mark.parametrize("format_", ["html", "markdown", "json", "sarif", "xlsx"])
def test_each_report_says_the_label(format_: str):
    names, found = names_of("zh"), (problem("A005"),)
    words = message_of(found[0], names)
    if format_ == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(bytes_in("xlsx", names, problems=found)))
        cells = {cell.value for row in book.worksheets[-1].iter_rows() for cell in row}
        assert words in cells
        return
    text = text_in(format_, names, problems=found)
    if format_ in ("json", "sarif"):
        text = json.dumps(json.loads(text), ensure_ascii=False)
    assert names.name("diligent") in text
    assert words.partition("：")[2].partition("，")[0] in text

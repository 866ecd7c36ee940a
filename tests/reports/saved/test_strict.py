"""What is no saved audit, or one that somebody edited, is told with its place; nothing is guessed."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dutylang.cli.people import names_of_policy
from dutylang.diagnostics import Diagnostic
from dutylang.reports.saved.document import audit_from_document, document_from_saved
from tests.cli.common import AS_OF, CASES, POLICY, flat, run
from tests.house.tree import ROOT
from tests.reports.accounts import ASSESSED, BOOK, CASE, names_of
from tests.reports.common import RUN
from tests.reports.saved.keeping import kept_of, scenarios_kept, written
from tests.reports.saved.test_same_bytes import PROBLEMS

NAMES = names_of("en")
DOCUMENT = json.loads(written(kept_of(RUN, ((CASE, ASSESSED),), BOOK, PROBLEMS), "json", NAMES))

OPTIONAL = {"typed", "version", "unsure", "unsure_deciders", "sanctions", "open_questions", "groups"}
"""Fields that are there only where they say something."""

UNREAD = {
    "label",
    "calendar_version",
    "tongue",
    "text",
    "explanation",
    "remedy",
    "status",
    "complete",
    "decisions",
    "decided_on",
}
"""Fields for readers of the document alone: reports make them anew."""


def problems_of(document: object) -> tuple[Diagnostic, ...]:
    found, problems = document_from_saved(json.dumps(document), "saved.json")
    if found is None:
        return problems
    return audit_from_document(found, "en", ())[1]


def places_of(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every place in a document."""
    found = [path] if path else []
    if isinstance(value, dict):
        for name, inner in value.items():
            found += places_of(inner, (*path, name))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            found += places_of(inner, (*path, number))
    return found


PLACES = places_of(DOCUMENT)


def parent_of(document: Any, path: tuple[str | int, ...]) -> Any:
    for step in path[:-1]:
        document = document[step]
    return document


def test_what_was_saved_is_read():
    assert problems_of(DOCUMENT) == ()


@pytest.mark.parametrize(
    "text", ["", "{", '{"schema": ', "[1, 2", '{"a": NaN}', "\x00", "[" * 100_000, "1" * 9_999]
)
def test_what_is_no_json(text: str):
    document, (problem,) = document_from_saved(text, "saved.json")
    assert document is None
    assert problem.code == "G040"
    assert problem.span.source == "saved.json"


def test_broken_json_is_shown_where_it_breaks():
    _, (problem,) = document_from_saved('{"schema": 1,\n "run": }', "saved.json")
    assert (problem.span.line, problem.span.column) == (2, 9)


@pytest.mark.parametrize(
    ("document", "helped"),
    [([], None), ({}, None), ({"schema": 1}, None), ({"schema": "urn:dutylang:audit:2"}, "version")],
)
def test_another_form_is_not_read(document: object, helped: str | None):
    (problem,) = problems_of(document)
    assert (problem.code, problem.help) == ("G041", helped)


@pytest.mark.parametrize("path", [path for path in PLACES if isinstance(path[-1], str) and len(path) <= 5])
def test_a_field_that_is_taken_away_is_missed(path: tuple[str | int, ...]):
    document = copy.deepcopy(DOCUMENT)
    del parent_of(document, path)[path[-1]]
    found = problems_of(document)
    inside_free = {"args", "reason_args", "duties", "record", "typed", "value", "decisions"} & set(path[:-1])
    said_anew = path[0] == "problems" and "said" not in path and path[-1] in ("message", "help")
    if path[-1] in OPTIONAL | UNREAD or inside_free or said_anew:
        assert {each.code for each in found} <= {"G042", "G043", "G044"}
    elif path == ("schema",):
        assert [each.code for each in found] == ["G041"]
    else:
        assert [each.code for each in found] in (["G042"], ["G044"]), path


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(PLACES),
    st.one_of(
        st.none(), st.booleans(), st.integers(-9, 9), st.just(1.5), st.text(max_size=3), st.just([]), st.just({}),
        st.just([{}]), st.just({"decimal": "x"}),
    ),
)  # fmt: skip
def test_a_value_that_is_replaced_never_breaks_the_reader(path: tuple[str | int, ...], value: object):
    document = copy.deepcopy(DOCUMENT)
    parent_of(document, path)[path[-1]] = value
    for problem in problems_of(document):
        assert problem.code in ("G041", "G042", "G043", "G044")
        assert problem.args["path"] == "saved.json"


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        (("run", "as_of"), "yesterday", "run.as_of"),
        (("cases", 0, "findings", 0, "verdict"), "fine", "cases[0].findings[0].verdict"),
        (("cases", 0, "findings", 0, "advisory"), 0, "cases[0].findings[0].advisory"),
        (("cases", 0, "findings", 0, "due"), "2024-05-07T10:00:00", "cases[0].findings[0].due"),
        (("cases", 0, "persons", 0, "share"), "NaN", "cases[0].persons[0].share"),
        (("cases", 0, "record", "events", 0, "at"), 7, "cases[0].record.events[0].at"),
        (("policy", "texts"), {}, "policy.texts"),
        (("problems", 0, "said", "labels"), [{}], "problems[0].said.labels"),
        (("book", "unread"), True, "book.unread"),
    ],
)
def test_the_place_is_named(path: tuple[str | int, ...], value: object, place: str):
    document = copy.deepcopy(DOCUMENT)
    parent_of(document, path)[path[-1]] = value
    (problem,) = problems_of(document)
    assert (problem.code, problem.args["place"]) == ("G043", place)


def test_a_finding_that_was_taken_out_is_missed():
    document = copy.deepcopy(DOCUMENT)
    del document["cases"][0]["findings"][0]
    assert [each.code for each in problems_of(document)] == ["G044"]


def test_the_number_of_a_condition_is_one_of_the_policy():
    kept, loaded = scenarios_kept(ROOT / "tests" / "language" / "persons" / "exemption_effects.en.duty")
    names = names_of_policy(loaded, "en")
    text = written(kept, "json", names).decode()
    document, _ = document_from_saved(text, "saved.json")
    assert document is not None
    assert audit_from_document(document, "en", tuple(names.requirements))[1] == ()
    (problem,) = audit_from_document(document, "en", ())[1]
    assert str(problem.args["place"]).endswith(".number")


# ---- the command -----------------------------------------------------------------------------


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "saved.json"
    assert run("audit", POLICY, CASES, *AS_OF, "--format", "json", "-o", path).exit_code == 0
    return path


@pytest.mark.parametrize(
    ("tongue", "words"),
    [
        ("en", "`cases[0].findings[0]` lacks the field `due` = help: save the audit anew"),
        ("zh", "“cases[0].findings[0]”缺少字段“due” = 提示：请重新保存"),
    ],
)
def test_a_missing_field_is_told_with_place_and_help(saved: Path, tongue: str, words: str):
    document = json.loads(saved.read_text(encoding="utf-8"))
    del document["cases"][0]["findings"][0]["due"]
    saved.write_text(json.dumps(document), encoding="utf-8")
    result = run("report", saved, tongue=tongue)
    assert (result.exit_code, result.stdout) == (4, "")
    assert words in flat(result.stderr)


def test_a_policy_that_was_edited_is_not_taken_for_the_one_that_was_audited_by(saved: Path):
    document = json.loads(saved.read_text(encoding="utf-8"))
    document["policy"]["texts"][0]["text"] += "\n-- a note\n"
    saved.write_text(json.dumps(document), encoding="utf-8")
    result = run("report", saved)
    assert result.exit_code == 3
    assert "G045" in result.stderr
    document["policy"]["texts"][0]["text"] = "polic"
    saved.write_text(json.dumps(document), encoding="utf-8")
    assert run("report", saved).exit_code == 3


def test_exit_codes_are_those_of_the_audit(saved: Path, tmp_path: Path):
    assert run("report", saved, "--fail-on", "late").exit_code == 1
    assert run("report", saved, "--fail-on", "never").exit_code == 0
    assert run("report", tmp_path / "none.json").exit_code == 2
    assert run("report", saved, "--by", "branch").exit_code == 2
    assert run("report", saved, "--by", "duty").exit_code == 0
    assert run("report", saved, "--format", "xlsx").exit_code == 2
    assert run("report", saved, "-o", tmp_path / "no" / "where").exit_code == 2
    assert run("report", tmp_path).exit_code == 4
    broken = tmp_path / "broken.json"
    broken.write_bytes(b"\xff\xfe")
    assert run("report", broken).exit_code == 4
    broken.write_text('{"schema": "urn', encoding="utf-8")
    result = run("report", broken)
    assert result.exit_code == 4
    assert "broken.json:1:12" in result.stderr

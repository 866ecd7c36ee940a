"""What was found in policies, as terminals and pipelines read it: the same problems in every form."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET

import pytest

from dutylang.diagnostics import Diagnostic, Fix, Label, Severity, catalogue
from dutylang.diagnostics.formats import FORMATS, Checked, in_text_order, written
from dutylang.source import NOWHERE, Source, Span

TEXT = 'role 客户经理, "50%"\n\tevent visit: x\nduty\n'
SOURCE = Source("rules/care 1.duty", TEXT)


def span(start: int, end: int) -> Span:
    line, column = SOURCE.position(start)
    return Span(SOURCE.name, start, end, line, column)


VISIT = TEXT.index("visit")
SLIP = Diagnostic(
    "S012",
    span(VISIT, VISIT + 5),
    {"block": "event, 50%: {x}", "written": "visit", "keyword": "visits"},
    fix=Fix(span(VISIT, VISIT + 5), "visits", safe=False),
)
TWICE = Diagnostic(
    "N003",
    span(5, 9),
    {"name": "[客户](http://x)"},
    Severity.WARNING,
    (Label(span(0, 4), "policy.declared"),),
)
UNREAD = Diagnostic("N007", span(0, len(TEXT)), {"names": ("a", "b")}, Severity.NOTE)
PLACELESS = Diagnostic("G016", NOWHERE, {"path": "x\x1b[0m", "near": ""})
CHECKED = [
    Checked("rules", (SLIP, TWICE, UNREAD, PLACELESS), {SOURCE.name: SOURCE}, sound=False),
    Checked("other.duty", ()),
]


def test_every_form_is_known_and_no_other() -> None:
    for form in FORMATS:
        assert "S012" in written(CHECKED, form, "en")
        assert written(CHECKED, form, "zh") != written(CHECKED, form, "en")
    with pytest.raises(KeyError):
        written(CHECKED, "xml", "en")


def test_human_shows_every_problem_with_its_line() -> None:
    shown = written(CHECKED, "human", "en")
    assert shown.count("\n\n") == 3
    assert " --> rules/care 1.duty:2:8" in shown
    assert "\x1b" not in shown
    assert "\x1b[1;31m" in written(CHECKED, "human", "en", color=True)


def test_json() -> None:
    told = json.loads(written(CHECKED, "json", "en"))
    assert [(each["policy"], each["checks"], len(each["problems"])) for each in told] == [
        ("rules", False, 4),
        ("other.duty", True, 0),
    ]
    first = told[0]["problems"][0]
    assert first["fix"] == {"text": "visits", "safe": False, "span": first["span"]}


def test_a_lone_surrogate_does_not_stop_any_form() -> None:
    odd = Source("o\ud800", "role \ud800\x00\ufffe x")
    told = Diagnostic("S002", Span(odd.name, 5, 8, 1, 6), {"character": "\ud800"}, fix=Fix(NOWHERE, "\ud800"))
    for form in FORMATS:
        written([Checked(odd.name, (told,), {odd.name: odd})], form, "en").encode()


def test_problems_stand_in_the_order_of_the_texts() -> None:
    used = Diagnostic("S001", Span("used.duty", 0, 1, 1, 1))
    found = in_text_order((used, SLIP, TWICE, PLACELESS), {SOURCE.name: SOURCE, "used.duty": SOURCE})
    assert found == (PLACELESS, TWICE, SLIP, used)


# ---- SARIF -----------------------------------------------------------------------------------


def sarif(tongue: str = "en") -> dict:
    document = json.loads(written(CHECKED, "sarif", tongue))
    assert document["version"] == "2.1.0"
    assert document["$schema"].endswith("sarif-schema-2.1.0.json")
    (run,) = document["runs"]
    return run


def test_sarif_names_its_rules_by_code() -> None:
    run = sarif()
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == sorted(rules) == ["G016", "N003", "N007", "S012"]
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in run["results"])
    assert run["tool"]["driver"]["rules"][3]["shortDescription"]["text"] == catalogue.raw("S012.explain")
    assert [result["level"] for result in run["results"]] == ["error", "warning", "note", "error"]


def test_sarif_places_count_code_points_and_end_behind_the_last() -> None:
    run = sarif()
    assert run["columnKind"] == "unicodeCodePoints"
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "rules/care%201.duty", "index": 0}
    assert place["region"] == {
        "startLine": 2, "startColumn": 8, "endLine": 2, "endColumn": 13,
        "charOffset": VISIT, "charLength": 5, "snippet": {"text": "visit"},
    }  # fmt: skip
    assert run["artifacts"][0]["location"]["uri"] == "rules/care%201.duty"
    assert "locations" not in run["results"][3]


def test_sarif_fixes_say_what_to_replace_by_what() -> None:
    (fix,) = sarif()["results"][0]["fixes"]
    (change,) = fix["artifactChanges"]
    (replacement,) = change["replacements"]
    assert replacement["deletedRegion"]["charOffset"] == VISIT
    assert replacement["insertedContent"] == {"text": "visits"}
    assert fix["properties"] == {"safe": False}
    assert fix["description"]["text"]


def test_sarif_messages_hold_no_placeholders_and_no_links() -> None:
    results = sarif()["results"]
    assert "{{x}}" in results[0]["message"]["text"]
    assert r"[客户\](http://x)" in results[1]["message"]["text"]
    (related,) = results[1]["relatedLocations"]
    assert related["physicalLocation"]["region"]["startLine"] == 1


def test_sarif_fingerprints_do_not_hang_on_the_line_number() -> None:
    moved = Source(SOURCE.name, "\n" + TEXT)
    line, column = moved.position(VISIT + 1)
    later = Diagnostic("S012", Span(SOURCE.name, VISIT + 1, VISIT + 6, line, column), SLIP.args)
    document = json.loads(written([Checked("rules", (later,), {SOURCE.name: moved})], "sarif", "en"))
    found = document["runs"][0]["results"][0]["partialFingerprints"]
    assert found == sarif()["results"][0]["partialFingerprints"]


def test_sarif_of_nothing_is_a_run_without_results() -> None:
    document = json.loads(written([], "sarif", "en"))
    assert document["runs"][0]["results"] == []


# ---- GitHub ----------------------------------------------------------------------------------


def test_github_writes_one_command_a_problem() -> None:
    lines = written(CHECKED, "github", "en").split("\n")
    assert [line.split(" ")[0] for line in lines] == ["::error", "::warning", "::notice", "::error"]
    assert lines[0].startswith(
        "::error file=rules/care 1.duty,line=2,endLine=2,col=8,endColumn=12,title=S012::in `event, 50%25: {x}`"
    )
    assert lines[0].endswith("%0Awrite `visits`")
    assert "col=" not in lines[2]
    assert lines[3].startswith("::error title=G016::")
    assert "\x1b" not in lines[3]


def test_github_properties_are_escaped() -> None:
    odd = Source("a,b:c%.duty", "x")
    told = Diagnostic("S002", Span(odd.name, 0, 1, 1, 1), {"character": "x"})
    line = written([Checked(odd.name, (told,), {odd.name: odd})], "github", "en")
    assert line.startswith("::error file=a%2Cb%3Ac%25.duty,line=1,")


# ---- JUnit -----------------------------------------------------------------------------------


def test_junit_counts_what_it_holds() -> None:
    root = ET.fromstring(written(CHECKED, "junit", "en"))
    assert root.attrib == {"name": "duty check", "tests": "5", "failures": "2", "errors": "0"}
    broken, sound = root.findall("testsuite")
    assert (broken.get("tests"), broken.get("failures"), broken.get("skipped")) == ("4", "2", "2")
    assert [test.get("classname") for test in broken] == ["S012", "N003", "N007", "G016"]
    failure = broken[0].find("failure")
    assert failure is not None
    assert failure.get("type") == "S012"
    assert "^^^^^" in (failure.text or "")
    assert broken[0].get("line") == "2"
    assert broken[1].find("skipped") is not None
    (passed,) = sound
    assert (sound.get("tests"), passed.get("name"), list(passed)) == ("1", "other.duty", [])


def test_junit_names_the_command() -> None:
    root = ET.fromstring(written(CHECKED, "junit", "en", command="duty lint"))
    assert root.get("name") == "duty lint"

"""JUnit and SARIF: what a pipeline shows of each finding, at the file of its case."""

import json
import xml.etree.ElementTree as ET

import attrs
import pytest

from dutylang.assessment.model import Verdict
from dutylang.diagnostics import Diagnostic, Severity
from dutylang.reports.as_sarif import FINGERPRINT, message_text
from dutylang.reports.pipelines import FilePlace, place_of_source
from dutylang.source import NOWHERE, Span
from tests.reports.accounts import ASSESSED, CASE, MISSED, names_of
from tests.reports.common import RUN, finding, late_finding
from tests.reports.writing import text_in

SOURCE = "cases/G 1.jsonl:17"
PLACED = attrs.evolve(CASE, source=SOURCE)
FINDINGS = (
    MISSED,
    late_finding(key="k-late"),
    finding(Verdict.CONFLICT, "conflict", key="k-conflict"),
    finding(Verdict.UNKNOWN, "hangs_on_unknown", key="k-unknown"),
    finding(Verdict.PENDING, "not_yet_due", key="k-pending"),
    finding(Verdict.SATISFIED, "done_in_time", key="k-done"),
    finding(Verdict.NOT_APPLICABLE, "when_false", key="k-none"),
    attrs.evolve(MISSED, key="k-advice", advisory=True),
    finding(Verdict.UNKNOWN, "hangs_on_unknown", key="k-maybe", advisory=True),
)
BOOK = ((PLACED, attrs.evolve(ASSESSED, findings=FINDINGS)),)
PROBLEMS = (
    Diagnostic("C032", Span("cases/b.json", 0, 0, 3, 7), {"case": "G-1", "place": "b", "first": "a"}),
    Diagnostic("C031", NOWHERE, {"types": ["visit"], "count": 1}, Severity.WARNING),
    Diagnostic("C001", NOWHERE, {}),
)


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ("cases/a.json", FilePlace("cases/a.json")),
        ("cases.jsonl:17", FilePlace("cases.jsonl", 17)),
        ("cases.json#/3", FilePlace("cases.json", None, "/3")),
        ("a.yaml:9#/1", FilePlace("a.yaml", 9, "/1")),
        ("", None),
    ],
)
def test_a_case_says_where_it_was_read(source: str, place: FilePlace | None):
    assert place_of_source(source) == place


def test_a_path_is_a_uri():
    assert FilePlace("cases/a b#1.json").uri == "cases/a%20b%231.json"
    assert FilePlace("案件/甲.json").uri == "%E6%A1%88%E4%BB%B6/%E7%94%B2.json"
    assert FilePlace("/cases/a.json").uri == "file:///cases/a.json"
    assert FilePlace("javascript:alert(1)").uri == "javascript%3Aalert%281%29"


# ---- JUnit -----------------------------------------------------------------------------------


def suites(**settings: object) -> list[ET.Element]:
    return list(ET.fromstring(text_in("junit", **settings)))


def test_each_finding_that_was_judged_is_a_test_case():
    suite, records = suites(cases=BOOK)
    ended = {
        each.get("name", "").rpartition("[")[2].rstrip("]"): [child.tag for child in each]
        for each in suite.iter("testcase")
    }
    assert ended == {
        "k-visit": ["failure"],
        "k-late": ["failure"],
        "k-conflict": ["failure"],
        "k-unknown": ["error"],
        "k-pending": ["skipped"],
        "k-done": [],
        "k-advice": ["skipped"],
        "k-maybe": ["skipped"],
    }
    counts = {name: suite.get(name) for name in ("tests", "failures", "errors", "skipped")}
    assert counts == {"tests": "8", "failures": "3", "errors": "1", "skipped": "3"}
    assert records.get("tests") == "0"


def test_the_counts_of_junit_are_those_of_the_json_document():
    settings = {"cases": BOOK}
    instances = json.loads(text_in("json", **settings))["summary"]["duties"]["prompt_visit"]["instances"]
    suite = suites(**settings)[0]
    breaches = sum(instances[verdict] for verdict in ("conflict", "violated", "late"))
    advice = 1
    assert int(suite.get("failures", "")) == breaches - advice


def test_a_test_case_names_rule_article_and_file():
    case = next(suites(cases=BOOK)[0].iter("testcase"))
    assert case.get("classname") == "guarantee.prompt_visit"
    assert case.get("name") == "prompt visit (article 14) [k-visit]"
    assert (case.get("file"), case.get("line")) == ("cases/G 1.jsonl", "17")
    failure = case[0]
    assert failure.get("type") == "violated"
    assert failure.get("message") == (
        "violated: prompt visit (prompt_visit), article 14 “Sudden events”. It was not done in time."
    )
    assert "Due by the end of 7 May 2024." in (failure.text or "")


def test_junit_in_chinese():
    text = text_in("junit", names_of("zh"), cases=BOOK)
    assert "【违反】及时调查（prompt_visit），第十四条“客户突发事件”。未按期履行。" in text


def test_every_suite_says_what_was_audited_by_what():
    for suite in suites(cases=BOOK):
        told = {each.get("name"): each.get("value") for each in suite.iter("property")}
        assert told["version"] == RUN.version
        assert told["sha256"] == RUN.sha256
        assert told["as_of"] == "2024-06-30"
        assert told["calendar_version"] == "2026.1"
        assert told["program_version"] == "0.1.0"
        assert "known_at" not in told


def test_errors_of_the_records_are_errors():
    records = suites(cases=BOOK, problems=PROBLEMS)[-1]
    assert records.get("name") == "Records"
    tests = list(records.iter("testcase"))
    assert [case.get("classname") for case in tests] == ["C032", "C001"]
    assert tests[0].get("file") == "cases/b.json"
    assert tests[0][0].tag == "error"


def test_a_case_without_a_file_names_none():
    suite = suites()[0]
    assert suite.get("file") is None


# ---- SARIF -----------------------------------------------------------------------------------


def log(**settings: object) -> dict[str, object]:
    document = json.loads(text_in("sarif", **settings))
    assert document["version"] == "2.1.0"
    (run,) = document["runs"]
    return run


def test_each_finding_that_matters_is_a_result():
    results = log(cases=BOOK)["results"]
    found = {each["properties"]["key"]: (each["kind"], each["level"]) for each in results}
    assert found == {
        "k-visit": ("fail", "error"),
        "k-late": ("fail", "warning"),
        "k-conflict": ("fail", "error"),
        "k-unknown": ("open", "none"),
        "k-advice": ("fail", "note"),
    }
    assert len({each["partialFingerprints"][FINGERPRINT] for each in results}) == len(results)


def test_a_result_names_rule_article_message_and_file():
    result = log(cases=BOOK)["results"][0]
    assert result["ruleId"] == "prompt_visit"
    assert result["properties"]["article"] == "14"
    assert result["properties"]["due"] == "2024-05-07"
    text = result["message"]["text"]
    assert text.startswith("violated: prompt visit (prompt_visit), article 14 “Sudden events”. Borne by:")
    (location,) = result["locations"]
    assert location["physicalLocation"] == {
        "artifactLocation": {"uri": "cases/G%201.jsonl"},
        "region": {"startLine": 17},
    }
    assert location["logicalLocations"] == [{"name": "G-1", "kind": "case"}]


def test_the_rules_and_the_run():
    run = log(cases=BOOK, problems=PROBLEMS, unread=1)
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("dutylang", "0.1.0")
    assert [rule["id"] for rule in driver["rules"]] == ["prompt_visit"]
    assert driver["rules"][0]["shortDescription"]["text"] == "prompt visit (article 14)"
    assert run["properties"] == json.loads(text_in("json"))["run"]
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    notified = invocation["toolExecutionNotifications"]
    assert [(each["level"], each["descriptor"]["id"]) for each in notified] == [
        ("error", "C032"),
        ("warning", "C031"),
        ("error", "C001"),
    ]
    assert notified[0]["locations"][0]["physicalLocation"]["region"] == {"startLine": 3}
    assert "locations" not in notified[1]


def test_an_audit_without_results_is_a_log():
    run = log(cases=(), book=None)
    assert run["results"] == []
    assert run["invocations"][0]["executionSuccessful"] is True


def test_a_message_holds_neither_placeholder_nor_link():
    assert message_text("{0} [see](https://example.org) [a] (b)") == (
        "{{0}} [see\\](https://example.org) [a] (b)"
    )

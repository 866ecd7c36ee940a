"""The JSON of results on persons, of escalations and of the book keeps to the schema."""

import json

import attrs
import jsonschema
import pytest

from dutylang.assessment.persons import ChangeKind, Counterfactual, ExemptionState, Result
from dutylang.reports.account import account_of
from dutylang.reports.finding_json import SCHEMA, case_json
from dutylang.reports.person_json import book_json, person_json
from tests.reports.accounts import ASSESSED, BOOK, CASE, LIABLE, names_of
from tests.reports.common import day

_DOCUMENT = json.loads(SCHEMA.read_text(encoding="utf-8"))


def schema_of(part: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator({"$ref": f"#/$defs/{part}", "$defs": _DOCUMENT["$defs"]})


@pytest.mark.parametrize("tongue", ["en", "zh"])
def test_a_case_with_persons_follows_the_schema(tongue: str):
    found = json.loads(json.dumps(case_json(CASE, ASSESSED, names_of(tongue))))
    schema_of("case").validate(found)
    assert [each["result"] for each in found["persons"]][:2] == ["liable", "awaiting_decision"]
    assert found["escalations"][0]["state"] == "open"
    assert found["open_questions"][0]["waits_for"] == ["committee"]
    assert found["sanctions"][0]["points"] == "3"


def test_a_result_carries_its_reasons():
    found = person_json(LIABLE, account_of(CASE, ASSESSED, names_of("zh")))
    assert (found["share"], found["points"], found["grade"]) == ("70", "3", "demerit")
    assert found["findings"] == ["k-visit"]
    assert found["counterfactuals"][0]["result"] == "none"  # type: ignore[index]
    assert "如Li Na" in str(found["explanation"])


def test_an_empty_counterfactual_says_nothing():
    found = attrs.evolve(LIABLE, counterfactuals=(Counterfactual((), Result.NONE),))
    assert person_json(found, account_of(CASE, ASSESSED, names_of("en")))["counterfactuals"] == [
        {"changes": [], "result": "none", "text": ""}
    ]


def test_the_book_follows_the_schema():
    found = json.loads(json.dumps(book_json(BOOK, names_of("en"))))
    schema_of("book").validate(found)
    assert found["complete"] is True
    assert found["figures"][1]["value"] is None
    assert found["figures"][1]["why"] == "unknown_element"
    assert found["figures"][2]["value"] == {"amount": "500", "currency": "CNY"}


def test_the_schema_knows_every_result_and_state():
    definitions = _DOCUMENT["$defs"]
    assert definitions["result"]["enum"] == [each.value for each in Result]
    assert list(definitions["results"]["properties"]) == [each.value for each in Result]
    assert definitions["exemption"]["properties"]["state"]["enum"] == [each.value for each in ExemptionState]
    assert definitions["change"]["properties"]["kind"]["enum"] == [each.value for each in ChangeKind]


def test_the_schema_refuses_a_result_that_is_none_of_them():
    found = person_json(
        attrs.evolve(LIABLE, opened=day("2024-06-01")), account_of(CASE, ASSESSED, names_of("en"))
    )
    with pytest.raises(jsonschema.ValidationError):
        schema_of("person").validate(found | {"result": "guilty"})

"""The 65 cases of the DMN TCK on three-valued logic: null is unknown, and so is whatever is no yes or no."""

import re
from decimal import Decimal
from typing import Any

import attrs
import pytest

from dutylang.pipeline import loaded_from_text
from dutylang.values import UNKNOWN
from tests.conformance.language import case_of, loaded, policy_text, result_of
from tests.conformance.shared import MISSING, tck_cases

CASES = tck_cases("dmn_tck_three_valued_logic.json")
WRITTEN = {"true": "yes", "false": "no"}

pytestmark = pytest.mark.skipif(not CASES, reason=MISSING)


def key_of(case: dict[str, Any]) -> str:
    return f"{case['suite']}/{case['case']}/{case['decision']}"


def parts_of(expression: str) -> tuple[str, tuple[str, ...]]:
    """The operator and its operands, as FEEL writes them."""
    if denied := re.fullmatch(r"not\((.+)\)", expression):
        return "not", (denied[1],)
    left, op, right = re.split(r" (and|or) ", expression)
    return op, (left, right)


def joined(op: str, operands: list[str]) -> str:
    return f"not {operands[0]}" if op == "not" else f" {op} ".join(operands)


def truth(value: dict[str, Any]) -> object:
    return UNKNOWN if value.get("nil") else value["value"] == "true"


def strange(operand: str) -> object | None:
    """The run-time value of an operand that is neither yes, no nor null."""
    if operand.startswith('"'):
        return operand.strip('"')
    return Decimal(operand) if operand[0].isdigit() else None


NOT_CONDITIONS = [
    case for case in CASES if any(strange(part) is not None for part in parts_of(case["expr"])[1])
]


@pytest.mark.parametrize("case", CASES, ids=key_of)
def test_a_case_passes(case):
    """Yes and no are written; null is a field that the record does not supply.

    A number or a text, which the checker refuses and a record cannot hold, is put in the field by force.
    """
    op, operands = parts_of(case["expr"])
    fields = {f"field_{place}": operand for place, operand in enumerate(operands) if operand not in WRITTEN}
    names = {operand: name for name, operand in fields.items()}
    policy = loaded(
        policy_text(
            joined(op, [WRITTEN.get(operand) or names[operand] for operand in operands]),
            dict.fromkeys(fields, "yes/no"),
        )
    )
    supplied = {
        name: case["inputs"][operand] for name, operand in fields.items() if operand in case["inputs"]
    }
    record, problems = case_of(
        policy, {name: truth(value) for name, value in supplied.items() if not value.get("nil")}
    )
    assert record is not None, problems
    forced = {name: strange(operand) for name, operand in fields.items() if strange(operand) is not None}
    record = attrs.evolve(record, fields={**record.fields, **forced})
    assert result_of(policy, record) is truth(case["expected"])


@pytest.mark.parametrize("case", NOT_CONDITIONS, ids=key_of)
def test_an_operand_that_is_no_condition_is_refused_where_it_is_written(case):
    op, operands = parts_of(case["expr"])
    text = policy_text(joined(op, [WRITTEN.get(operand, operand) for operand in operands]), {})
    policy, problems = loaded_from_text(text)
    assert policy is None
    assert "T006" in {problem.code for problem in problems}


@pytest.mark.parametrize("value", [123, 0, "maybe"])
def test_a_record_with_something_else_than_yes_or_no_is_refused(value):
    policy = loaded(policy_text("not verified", {"verified": "yes/no"}))
    record, problems = case_of(policy, {"verified": value})
    assert record is None
    assert problems


def test_there_are_65_of_them():
    assert len(CASES) == 65

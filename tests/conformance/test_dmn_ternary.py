"""The 65 cases of the DMN TCK on three-valued logic: null is unknown, and so is whatever is no yes or no."""

import re
from decimal import Decimal
from typing import Any

import pytest

from dutylang.ops import OPERATORS, mismatch
from dutylang.ops.types import NUMBER, TEXT, YES_NO
from dutylang.values import UNKNOWN
from tests.conformance.shared import MISSING, tck_cases

CASES = tck_cases("dmn_tck_three_valued_logic.json")

pytestmark = pytest.mark.skipif(not CASES, reason=MISSING)


def key_of(case: dict[str, Any]) -> str:
    return f"{case['suite']}/{case['case']}/{case['decision']}"


def parts_of(expression: str) -> tuple[str, tuple[str, ...]]:
    """The operator and its operands, as FEEL writes them."""
    if denied := re.fullmatch(r"not\((.+)\)", expression):
        return "not", (denied[1],)
    left, op, right = re.split(r" (and|or) ", expression)
    return op, (left, right)


def value_of(operand: str, inputs: dict[str, Any]) -> object:
    """A run-time value: of an input, or as written."""
    if operand in inputs:
        return UNKNOWN if inputs[operand].get("nil") else inputs[operand]["value"] == "true"
    if operand in ("true", "false", "null"):
        return {"true": True, "false": False, "null": UNKNOWN}[operand]
    return operand.strip('"') if operand.startswith('"') else Decimal(operand)


@pytest.mark.parametrize("case", CASES, ids=key_of)
def test_a_case_passes(case):
    op, operands = parts_of(case["expr"])
    expected = UNKNOWN if case["expected"].get("nil") else case["expected"]["value"] == "true"
    assert OPERATORS[op].apply([value_of(operand, case["inputs"]) for operand in operands]) is expected


@pytest.mark.parametrize("case", [case for case in CASES if re.search(r'[0-9"]', case["expr"])], ids=key_of)
def test_an_operand_that_is_no_condition_is_refused_where_it_is_written(case):
    op, operands = parts_of(case["expr"])
    types = [TEXT if '"' in each else NUMBER if each.isdigit() else YES_NO for each in operands]
    assert mismatch(op, types) == "needs_yes_no"


def test_there_are_65_of_them():
    assert len(CASES) == 65

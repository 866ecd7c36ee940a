"""The compact form says of every finding what the finding says."""

from __future__ import annotations

import attrs
import pytest

from dutylang.assessment.model import Flag, Verdict
from dutylang.assessment.rows import ROW_FIELDS, Row, row_of, rows_of
from tests.assessment.common import assessed, case_of, happened, plan_of

RULES = """  duty called
    after each alarm
    clerk must ensure visit within 3 days
    otherwise leader must ensure report within 2 days
"""


def example():
    case = case_of(happened("alarm", "2024-05-06", id="a1"), happened("visit", "2024-05-11", "An"))
    return assessed(plan_of(RULES), case, "2024-05-31")


def test_every_field_of_a_row_is_that_of_the_finding():
    for finding in example().findings:
        row = row_of(finding)
        assert {name: getattr(row, name) for name in ROW_FIELDS} == {
            name: getattr(finding, name) for name in ROW_FIELDS
        }


def test_rows_stand_in_the_order_of_the_findings():
    late, level = rows_of(example())
    assert (late.rule, late.level, late.verdict, late.evidence) == ("called", "", Verdict.LATE, (1,))
    assert (level.level, level.verdict) == ("otherwise-1", Verdict.EXEMPT)
    assert late.key != level.key


def test_a_row_is_a_value():
    row = rows_of(example())[0]
    assert row == row_of(example().findings[0])
    assert hash(row) == hash(row_of(example().findings[0]))
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        row.verdict = Verdict.SATISFIED  # type: ignore[misc]
    assert attrs.evolve(row, flags=frozenset({Flag.TERMINAL})) != row
    assert tuple(field.name for field in attrs.fields(Row)) == ROW_FIELDS

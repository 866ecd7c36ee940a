"""What buckets leave of a figure's groups, joined: the same whichever comes first."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from dutylang.spark.elements import Elements
from dutylang.spark.figures import Group
from dutylang.values import UNKNOWN, Truth


def group(*cases: str, subjects: dict[str, str] | None = None) -> Group:
    elements = Elements({None: Decimal(1)}, Counter({(Truth.YES, UNKNOWN): 1}))
    return Group((elements,), len(cases), cases, subjects or {})


def test_the_first_cases_to_blame_are_named_whatever_the_order() -> None:
    one = group("A-1", "A-3", "A-5", "A-7", "A-9", subjects={"amount": "A-3", "bad": "A-5"})
    two = group("A-2", "A-4", subjects={"amount": "A-2", "branch": "A-4"})
    joined = one.joined(two)
    assert joined == two.joined(one)
    assert joined.blamed == ("A-1", "A-2", "A-3", "A-4", "A-5")
    assert joined.subjects == {"amount": "A-2", "branch": "A-4", "bad": "A-5"}
    assert joined.count == 7
    assert joined.elements[0].sums == {None: Decimal(2)}
    assert joined.elements[0].others == {(Truth.YES, UNKNOWN): 2}


def test_only_the_first_few_subjects_are_kept() -> None:
    many = group("A-1", subjects={f"field_{number}": f"A-{number}" for number in range(5)})
    more = group("B-1", subjects={"first": "A-00", "last": "Z"})
    assert list(many.joined(more).subjects) == ["field_0", "first", "field_1", "field_2", "field_3"]

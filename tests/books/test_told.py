"""Problems that are kept with the buckets: a few of each code, all counted, and told once of the whole input."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

from dutylang.books.told import MOST_ALIKE, Told
from dutylang.cases.faults import Expected, Place, fault
from dutylang.diagnostics import Diagnostic, Severity
from dutylang.source import NOWHERE


def again(told: Told) -> Told:
    return Told.from_json(json.loads(json.dumps(told.json())))


def test_what_is_kept_is_the_same_when_it_is_read():
    args = {
        "expected": Expected.MONEY,
        "names": ("a", "b"),
        "list": ["c", 1, None, True],
        "day": dt.date(2024, 2, 29),
        "figure": Decimal("1.50"),
    }
    told = Told()
    told.add([fault("C015", Place("cases.csv", "amount", 7), help="near", **args)])
    told.add_entry((Diagnostic("C057", NOWHERE, {"count": 3}, Severity.NOTE),))
    assert again(told) == told


def test_other_values_are_kept_as_they_are_shown():
    told = Told()
    told.add([Diagnostic("C015", NOWHERE, {"set": frozenset({"b", "a"}), "other": dt.time(9, 30)})])
    assert dict(again(told).few[0].args) == {"set": ("a", "b"), "other": "09:30:00"}


def test_an_enum_of_another_program_is_no_enum():
    told = Told.from_json(
        {
            "of_input": [],
            "few": [
                {
                    "code": "C015",
                    "span": ["", 0, 0, 1, 1],
                    "args": {"x": {"enum": ["os", "name", "x"]}},
                    "severity": "error",
                    "help": None,
                }
            ],
            "counts": {},
        }
    )
    assert told.few[0].args["x"] == {"enum": ["os", "name", "x"]}


def test_many_alike_are_counted():
    one, two = Told(), Told()
    for told in (one, two):
        told.add(Diagnostic("C015", NOWHERE, {"line": line}, Severity.WARNING) for line in range(5))
        told.add_entry((Diagnostic("C063", NOWHERE),))
        told.add_entry(())
    two.add([Diagnostic("C032", NOWHERE)])
    one.join(again(two))
    shown, more = one.shown()
    assert [each.code for each in shown] == ["C063", "C032", *["C015"] * MOST_ALIKE]
    assert more == {"C015": 10 - MOST_ALIKE}
    assert one.unread == 1

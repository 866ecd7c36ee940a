"""Real event logs through their mappings: nothing is lost on the way."""

import os
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from dutylang.cases.files import cases_from_path, count_hint
from dutylang.cases.mapping_file import mapping_from_file, mapping_from_text
from dutylang.ops.types import DATE_TIME, NUMBER, TEXT, Kind, Type
from dutylang.values import Money
from tests.cases.vocabulary import AMSTERDAM, field, shape, shapes, vocabulary
from tests.house.tree import ROOT

LOGS = Path(os.environ.get("DUTYLANG_SHARED", ROOT.parent / "shared")) / "data" / "logs"
EUR = Type(Kind.MONEY, currency="EUR")

needs_logs = pytest.mark.skipif(not LOGS.is_dir(), reason="the shared folder with the event logs is not here")


@needs_logs
@pytest.mark.slow
@pytest.mark.no_cover
def test_loan_applications():
    mapping, problems = mapping_from_file(ROOT / "examples" / "loan_applications" / "mapping.toml")
    assert problems == ()
    assert mapping is not None
    assert mapping.events is not None
    names = mapping.events.activity.names or {}
    assert all(name == re.sub(r"\W+", "_", activity.lower()) for activity, name in names.items())
    application = shape("application", field("registered", DATE_TIME), field("amount", EUR))
    words = vocabulary(cases=shapes(application), events=shapes(*(shape(name) for name in names.values())))
    folder = LOGS / "bpic2012"
    assert count_hint(folder, mapping) == 13_087
    counts: Counter[str] = Counter()
    for case, problems in cases_from_path(folder, words, AMSTERDAM, mapping=mapping):
        assert problems == ()
        assert case is not None
        counts["cases"] += 1
        counts.update(event.type for event in case.events)
        assert [event.position for event in case.events] == list(range(len(case.events)))
        assert case.closed_at == case.events[-1].at
    assert counts.pop("cases") == 13_087
    assert counts.total() == 262_200
    assert set(counts) == set(names.values())
    assert counts["o_sent"] == 7_030
    assert counts["w_valideren_aanvraag_start"] == 7_891


ROAD = """
complete = "all"
[events]
file = "events.csv.gz"
key = "case_id"
time = "timestamp"
order = "seq"
unknown = ["", "NIL"]
actors = ["resource"]
[events.activity]
column = "activity"
unmapped = "ignore"
names = { "Create Fine" = "create_fine", "Payment" = "payment" }
[events.attributes]
amount = { column = "amount", currency = "EUR" }
paid = { column = "paymentAmount", currency = "EUR" }
points = "points"
"""


@needs_logs
def test_traffic_fines():
    mapping, _ = mapping_from_text(ROAD, "road.toml")
    events = shapes(
        shape("create_fine", field("amount", EUR), field("points", NUMBER)),
        shape("payment", field("paid", EUR)),
    )
    found = list(
        cases_from_path(
            LOGS / "road_traffic_100", vocabulary(cases={}, events=events), AMSTERDAM, mapping=mapping
        )
    )
    cases = [case for case, _ in found if case is not None]
    assert len(cases) == 100
    (note,) = [problem for _, problems in found for problem in problems]
    assert note.code == "C057"
    first = cases[0].events[0]
    assert first.attributes == {"amount": Money(Decimal(35), "EUR"), "points": Decimal(0)}
    assert first.at.day.isoformat() == "2005-03-23"


RECEIPT = """
complete = "all"
[cases]
file = "cases.csv.gz"
key = "case_id"
[cases.fields]
channel = "case:channel"
ended = "case:enddate"
[events]
file = "events.csv.gz"
key = "case_id"
time = "timestamp_local"
order = "seq"
id = "concept:instance"
actors = ["resource"]
activity = { column = "activity", unmapped = "ignore", names = { "Confirmation of receipt" = "confirm" } }
"""


@needs_logs
def test_receipts():
    mapping, _ = mapping_from_text(RECEIPT, "receipt.toml")
    receipt = shape("receipt", field("channel", TEXT), field("ended", DATE_TIME))
    words = vocabulary(cases=shapes(receipt), events=shapes(shape("confirm")))
    found = list(cases_from_path(LOGS / "receipt", words, AMSTERDAM, mapping=mapping))
    cases = [case for case, _ in found if case is not None]
    assert len(cases) == 1434
    assert sum(len(case.events) for case in cases) == 1434
    assert cases[0].fields == {"channel": "Internet"}

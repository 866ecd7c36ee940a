"""The log of 13,087 loan applications as columns: the same cases and counts as its records."""

import sys
import time
from collections import Counter

import numpy as np
import pytest

from dutylang.cases.columns.from_tables import columns_from_tables
from dutylang.cases.columns.model import CaseColumns
from dutylang.cases.files import without_twins
from dutylang.cases.lookup import lookup_from_vocabulary
from dutylang.cases.mapping_file import mapping_from_file
from dutylang.cases.raw import Limits
from dutylang.cases.shared_holders import SharedHolders
from dutylang.cases.tables import cases_from_tables
from dutylang.ops.types import DATE_TIME
from tests.cases.columns.sameness import assert_same
from tests.cases.test_real_logs import EUR, LOGS, needs_logs
from tests.cases.vocabulary import AMSTERDAM, field, shape, shapes, vocabulary
from tests.house.tree import ROOT


@needs_logs
@pytest.mark.slow
@pytest.mark.no_cover
def test_loan_applications(capsys: pytest.CaptureFixture[str]):
    mapping, problems = mapping_from_file(ROOT / "examples" / "loan_applications" / "mapping.toml")
    assert problems == ()
    assert mapping is not None
    assert mapping.events is not None
    application = shape("application", field("registered", DATE_TIME), field("amount", EUR))
    events = shapes(*(shape(name) for name in (mapping.events.activity.names or {}).values()))
    lookup = lookup_from_vocabulary(vocabulary(cases=shapes(application), events=events))
    given = (LOGS / "bpic2012", mapping, lookup, AMSTERDAM, None, Limits())
    seconds = []
    for _ in range(2):
        begun = time.perf_counter()
        columns = columns_from_tables(*given, SharedHolders())
        seconds.append(time.perf_counter() - begun)
    with capsys.disabled():
        sys.stdout.write(f"\nthe loan log as columns: {seconds[0]:.2f} s, again {seconds[1]:.2f} s\n")
    assert isinstance(columns, CaseColumns)
    assert (columns.count, columns.events.starts[-1]) == (13_087, 262_200)
    assert not columns.odd.any()
    assert columns.problems == {}
    assert columns.unread == ()
    counts = Counter(dict(zip(columns.events.types, np.bincount(columns.events.type).tolist(), strict=True)))
    assert counts["o_sent"] == 7_030
    assert counts["w_valideren_aanvraag_start"] == 7_891
    found = list(without_twins(cases_from_tables(*given, SharedHolders())))
    assert_same(columns, found, range(0, columns.count, 41))

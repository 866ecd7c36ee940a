"""Values of every kind come back from a saved audit as they were."""

import datetime as dt
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dutylang.assessment.model import Verdict
from dutylang.diagnostics.catalogue import fill
from dutylang.reports.saved.typed import ByTongue, is_plain, typed_json, typed_parts, typed_value
from dutylang.values import Moment, Money, Period, Unit

DAYS = st.dates()
INSTANTS = st.datetimes(timezones=st.just(dt.UTC))
DECIMALS = st.decimals(allow_nan=False, allow_infinity=False)
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(), DECIMALS, DAYS, INSTANTS, st.times(),
    st.builds(Money, DECIMALS, st.sampled_from(["CNY", "EUR"])),
    st.builds(Period, st.integers(), st.sampled_from(Unit)),
    st.builds(Moment, DAYS, st.none() | INSTANTS),
)  # fmt: skip
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3).map(tuple), st.frozensets(inner, max_size=3)),
    max_leaves=10,
)


@given(VALUES)
def test_values_come_back(value: object):
    back = typed_value(json.loads(json.dumps(typed_json(value))), "en")
    assert back == value
    assert type(back) is type(value)


@pytest.mark.parametrize(("tongue", "words"), [("en", "late"), ("zh", "逾期")])
def test_what_is_only_shown_keeps_its_words_in_each_tongue(tongue: str, words: str):
    saved = typed_json(Verdict.LATE)
    back = typed_value(saved, tongue)
    assert isinstance(back, ByTongue)
    assert (
        fill("{value}", {"value": back}, tongue) == fill("{value}", {"value": Verdict.LATE}, tongue) == words
    )
    assert typed_json(back) == saved


def test_only_what_json_would_flatten_is_typed():
    values = {"a": 1, "b": "x", "c": ["x"], "d": Decimal(1), "e": [1], "f": None, "g": Verdict.LATE}
    assert [key for key, value in values.items() if is_plain(value)] == ["a", "b", "c", "f"]
    assert set(typed_parts(values)) == {"d", "e", "g"}


@pytest.mark.parametrize(
    "value",
    [
        1.5, [], {}, {"decimal": "1", "date": "x"}, {"decimal": "x"}, {"decimal": 1.5}, {"date": "x"},
        {"date": 1}, {"money": {}}, {"money": []}, {"period": {"count": "1", "unit": "day"}},
        {"period": {"count": 1, "unit": "age"}}, {"moment": {"instant": "2024-01-01"}}, {"list": 1},
        {"set": [{"list": [{"set": 1}]}]}, {"words": {"en": 1}}, {"other": 1},
    ],
)  # fmt: skip
def test_anything_else_is_refused(value: object):
    with pytest.raises(ValueError):  # noqa: PT011  (of whatever kind of value it is)
        typed_value(value, "en")

"""Local days of instants in columns are those of `datetime`, also on the days when the clocks are changed."""

import datetime as dt
from zoneinfo import ZoneInfo, available_timezones

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dutylang.cases.columns.zones import local_days

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
ZONES = (
    "UTC",
    "Asia/Shanghai",
    "Europe/Amsterdam",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
)
MICROSECOND = dt.timedelta(microseconds=1)


def expected(instants: list[int], tz: ZoneInfo) -> list[int]:
    return [(EPOCH + each * MICROSECOND).astimezone(tz).toordinal() for each in instants]


@pytest.mark.parametrize("zone", ZONES)
@given(
    times=st.lists(
        st.datetimes(dt.datetime(1890, 1, 1), dt.datetime(2250, 1, 1), timezones=st.just(dt.UTC)), max_size=20
    )
)
def test_days_are_those_of_the_zone(zone: str, times: list[dt.datetime]):
    tz = ZoneInfo(zone)
    instants = [(each - EPOCH) // MICROSECOND for each in times]
    assert local_days(np.array(instants, np.int64), tz).tolist() == expected(instants, tz)


@pytest.mark.parametrize("zone", ["Africa/Cairo", "America/Havana", "Asia/Beirut", "America/Sao_Paulo"])
def test_clocks_that_are_changed_at_midnight(zone: str):
    tz = ZoneInfo(zone)
    begin = (dt.datetime(2010, 1, 1, tzinfo=dt.UTC) - EPOCH) // MICROSECOND
    quarters = [begin + 900_000_000 * number - 1 for number in range(4 * 24 * 366)]
    assert local_days(np.array(quarters, np.int64), tz).tolist() == expected(quarters, tz)


def test_no_instants():
    assert local_days(np.empty(0, np.int64), ZoneInfo("Asia/Shanghai")).tolist() == []


def test_no_zone_changes_its_clocks_twice_in_a_day_of_utc():
    inside = pytest.importorskip("zoneinfo._zoneinfo")  # only there a zone tells when it changes
    for name in sorted(available_timezones()):
        zone = inside.ZoneInfo.no_cache(name)
        days = [seconds // 86_400 for seconds in zone._trans_utc if seconds >= 0]
        assert len(set(days)) == len(days), name

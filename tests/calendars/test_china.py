"""The PRC calendar: known facts of the notices, and the data file is what the tool generates."""

import datetime as dt
import tomllib

import pytest

from tests.calendars.common import CHINA, day
from tools import make_china_calendar as tool


@pytest.mark.parametrize(
    ("first", "last", "reason"),
    [
        ("2024-05-01", "2024-05-03", "labour_day"),
        ("2024-02-12", "2024-02-16", "spring_festival"),
        ("2025-10-01", "2025-10-03", "national_day"),
        ("2015-09-03", "2015-09-04", "victory_day"),
        ("2020-01-31", "2020-01-31", "spring_festival"),
        ("2004-01-01", "2004-01-01", "new_years_day"),
    ],
)
def test_days_off_carry_their_holiday(first: str, last: str, reason: str):
    for ordinal in range(day(first).toordinal(), day(last).toordinal() + 1):
        off = dt.date.fromordinal(ordinal)
        assert not CHINA.is_working(off)
        assert CHINA.why_rest(off) == reason


def test_national_day_2025_and_mid_autumn_last_eight_days():
    assert not any(CHINA.is_working(dt.date(2025, 10, number)) for number in range(1, 9))
    assert CHINA.is_working(day("2025-10-09"))
    assert CHINA.is_working(day("2025-09-28"))
    assert CHINA.is_working(day("2025-10-11"))


@pytest.mark.parametrize(
    "make_up",
    ["2024-02-04", "2024-02-18", "2024-04-07", "2024-04-28", "2024-05-11", "2005-12-31", "2006-12-31"],
)
def test_make_up_days_are_working_days(make_up: str):
    assert day(make_up).weekday() >= 5
    assert CHINA.is_working(day(make_up))
    assert CHINA.why_rest(day(make_up)) is None


def test_weekends_rest_by_their_own_name():
    assert CHINA.why_rest(day("2024-05-18")) == "saturday"
    assert CHINA.why_rest(day("2024-05-19")) == "sunday"


def test_published_from_2004_to_2026():
    assert [CHINA.is_published(dt.date(year, 6, 1)) for year in (2003, 2004, 2026, 2027)] == [
        False,
        True,
        True,
        False,
    ]


def test_the_version_names_the_last_published_year():
    assert CHINA.label == f"china {CHINA.version}"
    assert CHINA.version.startswith(f"{CHINA.last_year}.")


def test_the_committed_file_is_what_the_tool_generates():
    committed = tomllib.loads(tool.TARGET.read_text(encoding="utf-8"))
    data = tool.generated(committed["first_year"], committed["last_year"])
    again = tomllib.loads(tool.text_of(data, committed["version"]))
    for key in ("name", "version", "first_year", "last_year", "settled", "years"):
        assert again[key] == committed[key]


def test_the_two_libraries_differ_on_one_day_and_the_notice_settles_it():
    differences = tool.generated(2004, 2026).differences
    assert [(each.day, each.chinesecalendar, each.holidays) for each in differences] == [
        (day("2005-12-31"), False, True)
    ]
    assert differences[0].settled is not None
    assert differences[0].settled[0] is True


def test_check_compares_and_writes_nothing(capsys: pytest.CaptureFixture[str]):
    before = tool.TARGET.read_bytes()
    assert tool.main(["--check"]) == 0
    printed = capsys.readouterr().out
    assert "2005-12-31 Saturday: chinesecalendar says rest, holidays says working; settled as" in printed
    assert "the committed file holds the same days" in printed
    assert tool.TARGET.read_bytes() == before


def test_an_unsettled_difference_stops_the_tool(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(tool, "SETTLED", {})
    before = tool.TARGET.read_bytes()
    assert tool.main([]) == 1
    assert "not settled: read the notice" in capsys.readouterr().out
    assert tool.TARGET.read_bytes() == before

"""Calendar files: they override and extend, and every fault is shown where it stands."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dutylang.calendars import Calendar, calendar_from_file
from dutylang.calendars.from_file import LARGEST_FILE_BYTES, calendar_from_text
from dutylang.diagnostics import Diagnostic, Severity
from dutylang.source import Source
from tests.calendars.common import CHINA, day


def read(text: str, **user: Calendar) -> tuple[Calendar | None, tuple[Diagnostic, ...]]:
    return calendar_from_text(Source("own.toml", text), user)


def good(text: str, **user: Calendar) -> Calendar:
    calendar, problems = read(text, **user)
    assert problems == ()
    assert calendar is not None
    return calendar


def test_a_file_overrides_and_extends_its_base():
    own = good(
        'name = "own"\nversion = "3"\nbase = "china"\npublished = [2004, 2027]\n'
        "holidays = [2024-05-11, 2024-05-08, 2027-01-01]\nworking = [2024-05-01]\n"
    )
    assert own.label == f"own 3 on china {CHINA.version}"
    assert not own.is_working(day("2024-05-11"))  # a make-up day of the base
    assert not own.is_working(day("2024-05-08"))
    assert own.why_rest(day("2024-05-08")) == "own_holiday"
    assert own.is_working(day("2024-05-01"))  # a holiday of the base
    assert own.is_working(day("2024-02-04"))
    assert own.is_published(day("2027-01-01"))
    assert not CHINA.is_published(day("2027-01-01"))


def test_without_a_base_the_years_of_its_days_are_published():
    own = good('name = "own"\nholidays = [2024-05-08, 2025-05-08]')
    assert [own.is_published(dt.date(year, 1, 1)) for year in (2023, 2024, 2025, 2026)] == [
        False,
        True,
        True,
        False,
    ]
    assert good('name = "own"').is_published(day("2050-01-01"))


def test_without_a_version_the_content_is_the_version():
    one, two = good('name = "own"'), good('name = "own" # again')
    assert one.version != two.version
    assert one.version == good('name = "own"').version


def test_a_user_calendar_may_be_the_base():
    own = good('name = "branch"\nversion = "1"\nbase = "bank"', bank=Calendar("bank", "9"))
    assert own.label == "branch 1 on bank 9"


def test_weekend_and_ranges():
    own = good(
        'name = "own"\nweekend = ["friday", "saturday"]\npublished = [2024, 2024]\n'
        'holidays = [{ first = 2024-05-06, last = 2024-05-08, name = "fair" }]'
    )
    assert own.is_working(day("2024-05-12"))
    assert own.why_rest(day("2024-05-10")) == "friday"
    assert [own.why_rest(dt.date(2024, 5, number)) for number in (6, 7, 8)] == ["fair"] * 3


@pytest.mark.parametrize(
    ("text", "code", "help_", "shown"),
    [
        ("name = ", "K006", None, None),
        ("= 3", "K006", None, "="),
        ('name = "own"\nhollidays = []', "K007", "near", "hollidays"),
        ('name = "own"\nqqq = 1', "K007", "known", "qqq"),
        ('base = "china"', "K008", None, ""),
        ("name = 3", "K009", "text", "name"),
        ('name = " own"', "K009", "text", "name"),
        ('name = "own"\nversion = "a\\nb"', "K009", "text", "version"),
        ('name = "own"\nbase = "chima"', "K001", "near", "chima"),
        ('name = "own"\nholidays = "2024-05-06"', "K009", "days", "holidays"),
        ('name = "own"\nholidays = ["2024-05-06"]', "K009", "days", "holidays"),
        ('name = "own"\nholidays = [2024-05-06T10:00:00]', "K009", "days", "holidays"),
        ('name = "own"\nworking = [{ day = 2024-05-06, why = "x" }]', "K009", "days", "working"),
        ('name = "own"\nworking = [{ day = 2024-05-06, name = 3 }]', "K009", "days", "working"),
        ('name = "own"\nholidays = [{ first = 2024-01-01, last = 2025-01-01 }]', "K009", "days", "holidays"),
        ('name = "own"\nholidays = [{ first = 2024-05-07, last = 2024-05-06 }]', "K009", "days", "holidays"),
        ('name = "own"\nholidays = [{ first = 2024-05-07 }]', "K009", "days", "holidays"),
        ('name = "own"\npublished = 2024', "K009", "published", "published"),
        ('name = "own"\npublished = [2024, true]', "K009", "published", "published"),
        ('name = "own"\npublished = [2026, 2024]', "K011", None, "published"),
        ('name = "own"\nweekend = ["funday"]', "K009", "weekend", "weekend"),
        ('name = "own"\nholidays = [2024-05-11]\nworking = [2024-05-11]', "K010", None, "2024-05-11"),
    ],
)
def test_a_fault_is_an_error_with_its_place(text: str, code: str, help_: str | None, shown: str | None):
    calendar, problems = read(text)
    assert calendar is None
    assert [(each.code, each.help) for each in problems] == [(code, help_)]
    span = problems[0].span
    assert (span.line, span.column) == Source("", text).position(span.start)
    if shown is not None:
        assert text[span.start : span.end] == shown


def test_a_day_listed_twice_is_shown_in_the_second_list():
    text = 'name = "own"\nholidays = [2024-05-11]\nworking = [2024-05-11]'
    assert read(text)[1][0].span.line == 3


def test_a_week_of_rest_is_refused():
    days = '"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"'
    assert [each.code for each in read(f'name = "own"\nweekend = [{days}]')[1]] == ["K009"]


def test_every_fault_is_reported_at_once():
    _, problems = read('nam = "own"\nbase = "chima"\nholidays = 3\nweekend = 4\n')
    assert [each.code for each in problems] == ["K007", "K008", "K001", "K009", "K009"]


def test_slips_of_the_pen_are_warnings():
    calendar, problems = read(
        'name = "own"\npublished = [2024, 2024]\nworking = [2024-05-07]\nholidays = [2025-05-06]'
    )
    assert calendar is not None
    assert [(each.code, each.severity) for each in problems] == [
        ("K013", Severity.WARNING),
        ("K012", Severity.WARNING),
    ]
    assert not calendar.is_working(day("2025-05-06"))


def test_files_that_cannot_be_read(tmp_path: Path):
    def why(path: Path) -> tuple[str, str | None]:
        calendar, problems = calendar_from_file(path)
        assert calendar is None
        return problems[0].code, problems[0].help

    (tmp_path / "binary.toml").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "large.toml").write_bytes(b"#" * (LARGEST_FILE_BYTES + 1))
    assert why(tmp_path / "none.toml") == ("K005", "absent")
    assert why(tmp_path) == ("K005", "closed")
    assert why(tmp_path / "binary.toml") == ("K005", "not_text")
    assert why(tmp_path / "large.toml") == ("K005", "large")


def test_a_byte_order_mark_does_no_harm(tmp_path: Path):
    (tmp_path / "own.toml").write_text('name = "own"', encoding="utf-8-sig")
    assert calendar_from_file(str(tmp_path / "own.toml"))[1] == ()


def test_absurd_texts_are_refused():
    assert [each.code for each in read("a = " + "[" * 100_000)[1]] == ["K006"]
    assert [each.code for each in read("a = " + "9" * 10_000)[1]] == ["K006"]


@given(st.text())
def test_any_text_gives_a_calendar_or_diagnostics(text: str):
    for whole in (text, f'name = "own"\nholidays = {text}', f'name = "{text}"\nworking = [{text}]'):
        calendar, problems = read(whole)
        assert calendar is not None or problems

"""docs/counting.md is true: each line of its tables of examples is counted here."""

from pathlib import Path

import pytest

from dutylang.calendars import calendar_from_file, count_backward
from tests.calendars.common import (
    AMSTERDAM,
    BRUSSELS,
    CHINA,
    SHANGHAI,
    WEEKDAYS,
    at,
    day,
    forward,
    named,
    period,
)

PAGE = Path(__file__).resolve().parents[2] / "docs" / "counting.md"
SETTINGS = {
    "civil_code": (CHINA, SHANGHAI),
    "eu_1182_71": (WEEKDAYS, BRUSSELS),
    "exact": (WEEKDAYS, AMSTERDAM),
    "calendar_days": (CHINA, SHANGHAI),
}


def rows(header: str) -> list[tuple[str, list[str]]]:
    """The rows of every table with this header, with the heading they stand under."""
    found, heading, inside = [], "", False
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            heading = line[3:]
        if not line.startswith("|"):
            inside = False
        elif line.startswith(header):
            inside = True
        elif inside and not line.startswith("|---"):
            found.append((heading, [cell.strip() for cell in line.strip("|").split("|")]))
    return found


@pytest.mark.parametrize(("convention", "row"), rows("| trigger |"))
def test_each_period_ends_as_the_page_says(convention: str, row: list[str]):
    calendar, tz = SETTINGS[convention]
    start, length, due, _ = row
    assert forward(start, length, convention, calendar, tz).due == at(due, tz)


@pytest.mark.parametrize(("heading", "row"), rows("| event |"))
def test_each_count_back_ends_as_the_page_says(heading: str, row: list[str]):
    event, convention, length, latest, _ = row
    counted = count_backward(at(event), period(length), convention, CHINA, SHANGHAI)
    assert counted.due == at(latest)


def test_every_convention_has_examples():
    assert {heading for heading, _ in rows("| trigger |")} == set(SETTINGS)


def test_the_calendar_file_of_the_page_works(tmp_path: Path):
    text = PAGE.read_text(encoding="utf-8").split("```toml\n")[1].split("```")[0]
    file = tmp_path / "our_bank.toml"
    file.write_text(text, encoding="utf-8")
    calendar, problems = calendar_from_file(file)
    assert problems == ()
    assert calendar is not None
    assert calendar.label == f"our_bank 2024.2 on {named('china').label}"
    assert calendar.is_working(day("2024-06-30"))
    assert calendar.why_rest(day("2024-12-30")) == "closing of the books"
    assert calendar.why_rest(day("2024-10-01")) == "national_day"

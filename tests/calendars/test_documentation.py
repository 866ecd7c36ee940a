"""docs/counting.md is true in both tongues: each line of its tables of examples is counted here."""

import re
from pathlib import Path

import pytest

from dutylang.calendars import calendar_from_file, count_backward
from dutylang.syntax.lexicon import lexicon
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

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGES = {"en": DOCS / "counting.md", "zh": DOCS / "zh" / "counting.md"}
FORWARD = {"en": "| trigger |", "zh": "| 触发 |"}
BACKWARD = {"en": "| event |", "zh": "| 事件 |"}
CLOSING = {"en": "closing of the books", "zh": "年终决算"}
SETTINGS = {
    "civil_code": (CHINA, SHANGHAI),
    "eu_1182_71": (WEEKDAYS, BRUSSELS),
    "exact": (WEEKDAYS, AMSTERDAM),
    "calendar_days": (CHINA, SHANGHAI),
}
Row = tuple[str, list[str]]


def rows(tongue: str, header: str) -> list[Row]:
    """The rows of every table with this header, with the convention or heading they stand under, in English."""
    found, heading, inside = [], "", False
    for line in PAGES[tongue].read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            heading = _in_english(line[3:])
        if not line.startswith("|"):
            inside = False
        elif line.startswith(header):
            inside = True
        elif inside and not line.startswith("|---"):
            found.append((heading, [_in_english(cell.strip()) for cell in line.strip("|").split("|")]))
    return found


def _in_english(cell: str) -> str:
    """The name of a convention, or a period, as English writes it; any other text as it stands."""
    words = lexicon("zh")
    if cell in words.shipped:
        return words.shipped[cell]
    found = re.fullmatch(r"(\d+)(\D+)", cell)
    units = (
        [each.value for each in words.meanings.get(found[2], ()) if each.terminal == "UNIT"] if found else []
    )
    return f"{found[1]} {units[0].replace('_', ' ')}s" if found and units else cell


@pytest.mark.parametrize(
    ("convention", "row"), [row for tongue in PAGES for row in rows(tongue, FORWARD[tongue])]
)
def test_each_period_ends_as_the_page_says(convention: str, row: list[str]):
    calendar, tz = SETTINGS[convention]
    start, length, due, _ = row
    assert forward(start, length, convention, calendar, tz).due == at(due, tz)


@pytest.mark.parametrize(
    ("heading", "row"), [row for tongue in PAGES for row in rows(tongue, BACKWARD[tongue])]
)
def test_each_count_back_ends_as_the_page_says(heading: str, row: list[str]):
    event, convention, length, latest, _ = row
    counted = count_backward(at(event), period(length), convention, CHINA, SHANGHAI)
    assert counted.due == at(latest)


@pytest.mark.parametrize("tongue", PAGES)
def test_every_convention_has_examples(tongue: str):
    assert {heading for heading, _ in rows(tongue, FORWARD[tongue])} == set(SETTINGS)


def test_both_pages_count_the_same_examples():
    for header in (FORWARD, BACKWARD):
        english, chinese = ([row[:-1] for _, row in rows(tongue, header[tongue])] for tongue in PAGES)
        assert [[re.sub(r"s$", "", cell) for cell in row] for row in english] == [
            [re.sub(r"s$", "", cell) for cell in row] for row in chinese
        ]


@pytest.mark.parametrize("tongue", PAGES)
def test_the_calendar_file_of_the_page_works(tongue: str, tmp_path: Path):
    text = PAGES[tongue].read_text(encoding="utf-8").split("```toml\n")[1].split("```")[0]
    file = tmp_path / "our_bank.toml"
    file.write_text(text, encoding="utf-8")
    calendar, problems = calendar_from_file(file)
    assert problems == ()
    assert calendar is not None
    assert calendar.label == f"our_bank 2024.2 on {named('china').label}"
    assert calendar.is_working(day("2024-06-30"))
    assert calendar.why_rest(day("2024-12-30")) == CLOSING[tongue]
    assert calendar.why_rest(day("2024-10-01")) == "national_day"

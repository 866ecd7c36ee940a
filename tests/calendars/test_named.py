"""Names of calendars: built in, of other countries, of the user, and what is said about the rest."""

import builtins
import sys

import pytest

from dutylang.calendars import WEEKDAYS, Calendar, calendar_named
from dutylang.calendars.named import _computed
from dutylang.source import Span
from tests.calendars.common import CHINA, day, named

HERE = Span("policy.duty", 10, 14, 2, 3)


def test_built_in_calendars_are_loaded_once():
    assert named("china") is CHINA
    assert named("weekdays") is WEEKDAYS
    assert named("holidays:DE") is named("holidays:DE")


def test_a_user_calendar_comes_first_even_before_a_built_in_one():
    own = Calendar("china", "7")
    assert calendar_named("china", {"china": own}) == (own, ())


@pytest.mark.parametrize(
    ("name", "code", "help_"),
    [
        ("chima", "K001", "near"),
        ("our_bnak", "K001", "near"),
        ("x", "K001", "known"),
        ("holidays:ZZ9", "K003", "codes"),
        ("holidays:de", "K003", "near"),
        ("holidays:ECB-BY", "K003", None),
        ("holidays:", "K003", "codes"),
        ("holidays:DE-ZZ", "K004", "known"),
        ("holidays:TD-ZZ", "K004", "none"),
    ],
)
def test_an_unknown_name_is_reported_where_it_stands(name: str, code: str, help_: str | None):
    calendar, problems = calendar_named(name, {"our_bank": CHINA}, HERE)
    assert calendar is None
    assert [(each.code, each.span) for each in problems] == [(code, HERE)]
    assert help_ is None or problems[0].help == help_


def test_the_nearest_name_is_offered():
    assert calendar_named("chima")[1][0].args["near"] == "china"
    assert calendar_named("holidays:de")[1][0].args["near"] == "holidays:DE"


def test_a_country_its_parts_and_a_market():
    germany, bavaria, target = named("holidays:DE"), named("holidays:DE-BY"), named("holidays:ECB")
    assert not germany.is_working(day("2024-10-03"))
    assert germany.is_working(day("2024-05-30"))
    assert not bavaria.is_working(day("2024-05-30"))
    assert not target.is_working(day("2024-12-26"))
    assert germany.why_rest(day("2024-12-25")) == "Christmas Day"
    assert germany.label.startswith("holidays:DE ")


def test_days_are_named_alike_on_every_machine(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LANGUAGE", "de_DE")
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    _computed.cache_clear()
    assert named("holidays:DE").why_rest(day("2024-12-25")) == "Christmas Day"


def test_a_country_that_changed_its_weekend():
    saudi = named("holidays:SA")
    assert (saudi.is_working(day("2012-05-03")), saudi.is_working(day("2012-05-05"))) == (False, True)
    assert (saudi.is_working(day("2024-05-02")), saudi.is_working(day("2024-05-04"))) == (True, False)
    assert saudi.why_rest(day("2012-05-03")) == "weekend"


def test_the_library_agrees_with_the_china_data():
    library = named("holidays:CN")
    first, last = day("2004-01-01"), day("2026-12-31")
    assert library.ordinals(first, last) == CHINA.ordinals(first, last)


def test_computed_years_are_published_up_to_the_last_reviewed_one():
    germany = named("holidays:DE")
    assert germany.is_published(day("2026-05-06"))
    assert not germany.is_published(day("2027-05-06"))
    assert not germany.is_published(day("1990-05-06"))  # the library begins with 1991
    assert not germany.is_working(day("2027-12-25"))


def test_without_the_library_only_its_calendars_are_missing(monkeypatch: pytest.MonkeyPatch):
    real = builtins.__import__

    def without(name: str, *rest: object) -> object:
        if name == "holidays":
            raise ImportError(name)
        return real(name, *rest)  # type: ignore[arg-type]

    monkeypatch.delitem(sys.modules, "holidays", raising=False)
    monkeypatch.setattr(builtins, "__import__", without)
    calendar, problems = calendar_named("holidays:FR", span=HERE)
    assert calendar is None
    assert [each.code for each in problems] == ["K002"]
    assert calendar_named("china")[0] is CHINA

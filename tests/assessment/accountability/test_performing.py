"""What an act must be like to meet a duty: its attributes, as far as plain conditions name them."""

import datetime as dt

import pytest

from dutylang.assessment.accountability.performing import attributes_for, match_of
from dutylang.assessment.model import Finding, horizon_of_day
from dutylang.cases.record import CaseRecord, EventRecord
from dutylang.pipeline import Loaded, assess, loaded_from_text
from dutylang.values import Moment

HEAD = """policy p
  in force from 2024-01-01
  calendar weekdays
  timezone "UTC"
  counting civil_code
  events recorded within 2 days

role manager
role head
event emergency
  site  text
event visit
  site     text
  written  yes/no
  urgent   yes/no
  pages    number
  kind     one of desk, field
  covers   set of one of funds, progress
event report

article 1
"""
DAY = dt.date(2024, 5, 6)


def policy(rule: str) -> Loaded:
    loaded, problems = loaded_from_text(HEAD + rule)
    assert loaded is not None, problems
    return loaded


def missed(loaded: Loaded) -> list[Finding]:
    """What is found where nobody did anything after an emergency in the north."""
    event = EventRecord(position=0, type="emergency", at=Moment(DAY), attributes={"site": "north"})
    case = CaseRecord(id="C", events=(event,), registers=dict.fromkeys(("emergency", "visit", "report")))
    return list(assess(loaded, case, horizon_of_day(dt.date(2024, 6, 30))).findings)


def asked_of(condition: str, trigger: EventRecord | None = None) -> dict[str, object]:
    loaded = policy(
        f"  duty d\n    after each emergency\n    manager must visit within 3 days\n      {condition}\n"
    )
    match = match_of(missed(loaded)[0], loaded.plan)
    assert match is not None
    return attributes_for(match, trigger)


@pytest.mark.parametrize(
    ("condition", "attributes"),
    [
        ("with written", {"written": True}),
        ("with not urgent", {"urgent": False}),
        ("with written and not urgent", {"written": True, "urgent": False}),
        ("with written or urgent", {"written": True}),
        ("with pages is at least 3", {"pages": 3}),
        ("with kind is field", {"kind": "field"}),
        ("with kind in field, desk", {"kind": "desk"}),
        ("with pages is more than 3", {}),
        ("together with covers including funds", {"covers": frozenset({"funds"})}),
    ],
)
def test_attributes_that_meet_a_condition(condition: str, attributes: dict[str, object]):
    assert asked_of(condition) == attributes


def test_what_must_be_the_trigger_s_is_the_trigger_s():
    trigger = EventRecord(position=0, type="emergency", at=Moment(DAY), attributes={"site": "north"})
    assert asked_of("for the same site", trigger) == {"site": "north"}
    assert asked_of("for the same site") == {}


LEVELS = """  duty d
    after each emergency
    manager must visit within 3 days
    otherwise head must report within 2 days
"""


def test_each_level_has_its_own_acts():
    loaded = policy(LEVELS)
    found = {each.level: match_of(each, loaded.plan) for each in missed(loaded)}
    assert {level: match and match.events for level, match in found.items()} == {
        "": ("visit",),
        "otherwise-1": ("report",),
    }


def test_a_rule_that_asks_for_no_act_has_none():
    loaded = policy("  prohibition d\n    nobody may report\n")
    report = EventRecord(position=0, type="report", at=Moment(DAY))
    case = CaseRecord(id="C", events=(report,), registers={"report": None})
    (finding,) = assess(loaded, case, horizon_of_day(dt.date(2024, 6, 30))).findings
    assert match_of(finding, loaded.plan) is None
    other = policy(LEVELS.replace("duty d", "duty other"))
    assert match_of(finding, other.plan) is None

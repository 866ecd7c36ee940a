"""What hangs on one unknown attribute or field is told in columns: what it would be, and what would tell."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from dutylang.assessment.bulk.engine import Judgements, judged_in_columns, rows_from
from dutylang.assessment.case import assess_case
from dutylang.assessment.leaves import Leaf, LeafKind
from dutylang.assessment.model import Horizon, Verdict
from dutylang.assessment.rows import Row, rows_of
from dutylang.cases.columns.from_records import columns_from_records
from dutylang.cases.record import CaseRecord, EventRecord, NoValue, Participant
from dutylang.pipeline import Loaded, loaded_from_text
from dutylang.values import Moment

POLICY = """policy house "House"
  version "1"
  in force from 2024-01-01
  calendar weekdays
  timezone "Asia/Shanghai"
  counting calendar_days
case loan "loan"
  amount number
  rate   optional number
role manager
event alarm
  score number
  site   optional text
event visit
event release
event approve
event sign
article 1 "Rules"
  duty visited
    after each alarm with score is at least 50
      manager must ensure visit within 3 days
  duty visited_sites
    after each alarm with site is "harbour"
      manager must ensure visit within 3 days
  duty visited_grave
    after each alarm with score is at least 50
      manager must ensure visit within 3 days when amount is more than 100
  prohibition kept
    nobody may release when amount is more than 100
  duty by_two
    approve and sign by different persons
"""
AS_OF = Moment(dt.date(2024, 6, 30))
TZ = ZoneInfo("Asia/Shanghai")


def loaded() -> Loaded:
    found, problems = loaded_from_text(POLICY)
    assert found is not None, problems
    return found


LOADED = loaded()


def happening(position: int, kind: str, day: int, *who: str, **attributes: object) -> EventRecord:
    at = dt.datetime(2024, 6, day, 10, tzinfo=TZ)
    return EventRecord(
        type=kind,
        at=Moment(at.date(), at),
        position=position,
        actors=tuple(Participant(person) for person in who),
        attributes=attributes,
    )


def case(*events: EventRecord, **fields: object) -> CaseRecord:
    registers = dict.fromkeys(("alarm", "visit", "release", "approve", "sign"))
    return CaseRecord("C-1", kind="loan", fields=fields, events=events, registers=registers)


def judged(record: CaseRecord) -> tuple[Judgements, dict[str, list[Row]]]:
    """What columns say of a case by rule; they must say what the reference says."""
    horizon = Horizon(AS_OF)
    found = judged_in_columns(LOADED.plan, columns_from_records([record], TZ, AS_OF), horizon)
    ((_, rows),) = rows_from(found)
    assert rows == rows_of(assess_case(LOADED.plan, record, horizon))
    by_rule: dict[str, list[Row]] = {}
    for row in rows:
        by_rule.setdefault(row.rule, []).append(row)
    return found, by_rule


def routed(found: Judgements) -> set[str]:
    return {each.rule.name for each in found.rules if each.routed.any()}


@pytest.mark.parametrize(
    ("visit", "verdict", "breached"),
    [
        (4, Verdict.SATISFIED, None),
        (None, Verdict.VIOLATED, dt.date(2024, 6, 6)),
        (9, Verdict.LATE, dt.date(2024, 6, 6)),
    ],
)
def test_an_unknown_score_leaves_what_it_would_be(
    visit: int | None, verdict: Verdict, breached: dt.date | None
) -> None:
    events = [happening(0, "alarm", 3)] + ([happening(1, "visit", visit)] if visit else [])
    found, rows = judged(case(*events, amount=Decimal(200)))
    (row,) = rows["visited"]
    assert row.verdict is Verdict.UNKNOWN
    assert row.possible == {verdict, Verdict.NOT_APPLICABLE}
    assert row.deciders == (Leaf(LeafKind.ATTRIBUTE, "score", "alarm", "not_supplied", 0),)
    assert (row.breached_at.day if row.breached_at else None) == breached
    assert (row.due.day if row.due else None) == dt.date(2024, 6, 6)
    assert (row.evidence, row.done, row.lateness) == ((), None, None)
    assert "visited" not in routed(found)


def test_a_score_that_is_stated_unknown_says_so() -> None:
    _, rows = judged(case(happening(0, "alarm", 3, score=NoValue.STATED_UNKNOWN), amount=Decimal(1)))
    assert rows["visited"][0].deciders[0].why == "stated_unknown"


def test_an_optional_attribute_without_a_value_is_left_to_the_reference() -> None:
    found, rows = judged(
        case(happening(0, "alarm", 3, score=Decimal(1), site=NoValue.ABSENT), amount=Decimal(1))
    )
    assert rows["visited_sites"][0].verdict is Verdict.NOT_APPLICABLE
    assert "visited_sites" in routed(found)


def test_two_unknowns_are_left_to_the_reference() -> None:
    found, rows = judged(case(happening(0, "alarm", 3)))
    assert len(rows["visited_grave"][0].deciders) == 2
    assert "visited_grave" in routed(found)


def test_a_forbidden_act_hangs_on_the_field() -> None:
    found, rows = judged(case(happening(0, "release", 3, "Li Na")))
    (row,) = rows["kept"]
    assert row.possible == {Verdict.VIOLATED, Verdict.NOT_APPLICABLE}
    assert row.deciders == (Leaf(LeafKind.FIELD, "amount"),)
    assert row.persons == ("Li Na",)
    assert row.breached_at is not None
    assert "kept" not in routed(found)


def test_without_an_act_the_prohibition_itself_hangs() -> None:
    found, rows = judged(case(happening(0, "visit", 3)))
    (row,) = rows["kept"]
    assert row.possible == {Verdict.SATISFIED, Verdict.NOT_APPLICABLE}
    assert "kept" not in routed(found)


@pytest.mark.parametrize(
    ("approvers", "signers", "verdict", "evidence"),
    [
        (("Li Na",), ("Wang Wei",), Verdict.SATISFIED, (0, 1)),
        (("Li Na",), ("Li Na",), Verdict.VIOLATED, (0, 1)),
        (("Li Na", "Zhao Lei"), ("Wang Wei", "Zhao Lei"), Verdict.VIOLATED, (0, 1)),
    ],
)
def test_four_eyes(
    approvers: tuple[str, ...], signers: tuple[str, ...], verdict: Verdict, evidence: tuple[int, ...]
) -> None:
    found, rows = judged(case(happening(0, "approve", 3, *approvers), happening(1, "sign", 4, *signers)))
    (row,) = rows["by_two"]
    assert (row.verdict, row.evidence) == (verdict, evidence)
    assert "by_two" not in routed(found)


def test_four_eyes_shows_only_the_acts_of_who_did_both() -> None:
    events = (
        happening(0, "approve", 3, "Li Na"),
        happening(1, "sign", 4, "Wang Wei"),
        happening(2, "sign", 5),
        happening(3, "sign", 6, "Li Na"),
    )
    found, rows = judged(case(*events))
    assert rows["by_two"][0].evidence == (0, 3)
    assert "by_two" not in routed(found)


def test_four_eyes_with_nobody_told_are_left_to_the_reference() -> None:
    found, rows = judged(case(happening(0, "approve", 3, "Li Na"), happening(1, "sign", 4)))
    assert rows["by_two"][0].verdict is Verdict.UNKNOWN
    assert "by_two" in routed(found)

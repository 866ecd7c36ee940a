"""Holders of a shared register: whose acts count, and what is unknown where it cannot be told who they are."""

import datetime as dt

import pytest

from dutylang.assessment.model import Finding, Verdict
from dutylang.assessment.single.actors import claims_role, is_registered
from dutylang.cases.record import CaseRecord, DocumentRecord, EventRecord, Holding, Participant
from dutylang.values import Truth
from tests.assessment.common import case_of, found, happened, only, verdicts

JANUARY = dt.date(2024, 1, 1)
AN = Holding("clerk", "An", JANUARY)
DAY = dt.date(2024, 5, 7)
ALARM = happened("alarm", "2024-05-06 09:00")
VISIT = "  duty d\n    after each alarm\n    clerk must visit within 3 days\n"
EACH = VISIT.replace("    clerk", "    each clerk")
BAN = "  prohibition p\n    clerk must not visit\n"
UNTOLD = frozenset({"clerk"})


def visit(who: str | tuple[str, ...] = ()) -> EventRecord:
    return happened("visit", "2024-05-07", by=who)


def judged(rules: str, *events: EventRecord, **case: object) -> list[Finding]:
    return found(rules, case_of(ALARM, *events, **case), "2024-05-31")


def possible(finding: Finding) -> set[str]:
    return {each.value for each in finding.possible}


def told(who: str, role: str | None = None, **case: object) -> Truth:
    record = CaseRecord("C", **case)  # type: ignore[arg-type]
    return claims_role(Participant(who, role), ["clerk"], DAY, record)


def test_a_role_that_the_shared_register_knows_is_held_by_no_one_else():
    assert told("Bo", "clerk", shared_roles=UNTOLD) is Truth.NO
    assert told("Bo", "clerk", shared_roles=frozenset({"leader"})) is Truth.YES
    assert told("Bo", "clerk", shared_roles=UNTOLD, holders=(Holding("clerk", "Bo", JANUARY),)) is Truth.YES
    assert is_registered("clerk", CaseRecord("C", untold_roles=UNTOLD))


def test_where_the_holders_cannot_be_told_only_a_known_one_is_certain():
    assert told("Bo", untold_roles=UNTOLD) is Truth.UNKNOWN
    assert told("Bo", "clerk", untold_roles=UNTOLD) is Truth.UNKNOWN
    assert told("Bo", "leader", untold_roles=UNTOLD, holders=(AN,)) is Truth.UNKNOWN
    assert told("An", untold_roles=UNTOLD, holders=(AN,)) is Truth.YES
    late = Holding("clerk", "An", dt.date(2024, 6, 1))
    assert told("An", untold_roles=UNTOLD, holders=(late,)) is Truth.UNKNOWN
    assert told("Bo", untold_roles=frozenset({"leader"}), holders=(AN,)) is Truth.NO


def test_a_duty_that_hangs_on_it_is_unknown():
    finding = only(judged(VISIT, visit("Bo"), untold_roles=UNTOLD, holders=(AN,)))
    assert finding.verdict is Verdict.UNKNOWN
    assert possible(finding) == {"satisfied", "violated"}
    assert [(leaf.subject, leaf.detail, leaf.why) for leaf in finding.deciders] == [
        ("visit", "clerk", "untold_holders")
    ]
    blank = only(judged(VISIT, visit(), untold_roles=UNTOLD))
    assert [leaf.why for leaf in blank.deciders] == ["no_actor"]


def test_a_duty_that_does_not_hang_on_it_is_decided():
    assert verdicts(judged(VISIT, visit("An"), untold_roles=UNTOLD, holders=(AN,))) == ["satisfied"]
    assert verdicts(judged(VISIT, untold_roles=UNTOLD)) == ["violated"]
    ensure = VISIT.replace("must", "must ensure")
    assert verdicts(judged(ensure, visit("Bo"), untold_roles=UNTOLD)) == ["satisfied"]


def test_a_prohibition_of_those_who_hold_a_role():
    finding = only(judged(BAN, visit("Bo"), untold_roles=UNTOLD))
    assert finding.verdict is Verdict.UNKNOWN
    assert "violated" in possible(finding)
    assert verdicts(judged(BAN, visit("An"), untold_roles=UNTOLD, holders=(AN,))) == ["violated"]


def test_each_holder_where_there_may_be_others():
    mine, others = judged(EACH, visit("An"), untold_roles=UNTOLD, holders=(AN,))
    assert (mine.verdict, mine.persons) == (Verdict.SATISFIED, ("An",))
    assert others.verdict is Verdict.UNKNOWN
    assert possible(others) == {"not_applicable", "satisfied", "violated"}
    assert {leaf.why for leaf in others.deciders} == {"untold_holders"}
    assert mine.key != others.key


def test_each_holder_where_none_is_known():
    assert possible(only(judged(EACH, visit("Bo"), untold_roles=UNTOLD))) == {"satisfied", "violated"}
    assert verdicts(judged(EACH, untold_roles=UNTOLD)) == ["violated"]


def test_a_vacancy_that_the_shared_register_knows_of_is_none_that_could_be_filled():
    assert verdicts(judged(EACH, visit("Bo"), shared_roles=UNTOLD)) == ["violated"]


@pytest.mark.parametrize(("more", "decided"), [
    ("    waived on grant by leader\n", {"exempt", "violated"}),
    ("    extended by 9 days on grant by leader\n", {"satisfied", "late"}),
])  # fmt: skip
def test_a_grant_by_one_who_may_hold_the_power(more: str, decided: set[str]):
    rules = VISIT.replace("clerk must", "clerk must ensure") + more
    events = [happened("grant", "2024-05-07", by="Lu")]
    if "extended" in more:
        events.append(happened("visit", "2024-05-12"))
    finding = only(judged(rules, *events, untold_roles=frozenset({"leader"})))
    assert possible(finding) == decided
    assert {leaf.why for leaf in finding.deciders} == {"untold_holders"}


def test_a_document_verified_by_one_who_may_hold_the_role():
    rules = "  checklist file\n    clerk must have on file and verified\n      - licence\n    before report\n"
    document = DocumentRecord("licence", verified_at=DAY, verified_by="Bo")
    report = happened("report", "2024-05-10")
    finding = only(judged(rules, report, documents=(document,), untold_roles=UNTOLD))
    assert possible(finding) == {"satisfied", "violated"}
    known = judged(rules, report, documents=(document,), holders=(Holding("clerk", "Bo", JANUARY),))
    assert verdicts(known) == ["satisfied"]

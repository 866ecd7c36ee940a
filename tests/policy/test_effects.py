"""What a rule of its kind takes no account of is refused: nothing that is written is passed over in silence."""

import pytest

from dutylang.diagnostics import Severity
from tests.policy.texts import checked

AFTER = "after each emergency"
MUST = "client_manager must visit_site within 3 days"
SOME = "client_manager must visit_site at most 2 times"
NOT = "client_manager must not visit_site"
ONLY = "client_manager may visit_site only after emergency"
KEEP = "keep amount > 3 CNY"
EYES = "visit_site and issue_report by different persons"
BOTH = "never both visit_site and issue_report"
FIRST = "the first event must be visit_site"
MODES = ("already counts", "each its own", "lapses", "stays owed")
LINES = (
    "suspended from emergency until issue_report",
    "discharged on issue_report",
    "waived on issue_report",
    "counts only if recorded within 2 days",
    *MODES,
)
STEP = "otherwise department_head must issue_report within 2 days"


def rule(*lines: str, kind: str = "duty", more: str = "") -> str:
    return "\n    ".join((f"article 10\n  {kind} visit", *lines)) + "\n" + more


def refused(*lines: str, kind: str = "duty", more: str = "") -> list[str | None]:
    found = checked(rule(*lines, kind=kind, more=more))
    assert found.syntax == ()
    assert set(found.codes()) <= {"D027"}
    assert (found.policy is None) == bool(found.codes())
    return [each.help for each in found.problems if each.code == "D027"]


@pytest.mark.parametrize("main", [SOME, ONLY, KEEP, EYES, BOTH, FIRST])
def test_a_step_follows_what_must_be_done_or_is_forbidden(main: str):
    assert refused(main, STEP) == ["step"]
    assert refused(AFTER, MUST, STEP) == []
    assert refused(NOT, STEP, kind="prohibition") == []


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("main", [SOME, NOT, KEEP, EYES, BOTH, FIRST])
def test_what_belongs_to_a_performance(main: str, line: str):
    assert len(refused(main, line, kind="prohibition" if main == NOT else "duty")) == 1
    assert refused(AFTER, MUST, line) == []


@pytest.mark.parametrize("line", [line for line in LINES if line not in MODES[:2]])
def test_what_precedence_takes(line: str):
    assert len(refused(ONLY, line)) == 1
    assert [refused(ONLY, mode) for mode in MODES[:2]] == [[], []]


def test_a_period_that_is_counted_may_stand_still():
    suspended = "suspended from emergency until issue_report"
    assert refused(AFTER, f"{NOT} within 5 days", suspended, kind="prohibition") == []
    assert refused(AFTER, f"{SOME} within 5 days", suspended) == []


@pytest.mark.parametrize(
    ("part", "reason"),
    [
        ("at least 2 times", "times"),
        ("at most 2 times", "times"),
        ("together with amount > 3 CNY", "together"),
        ("within 9 days\n      instead within 3 days when amount > 3 CNY", "changed"),
        ("within 9 days\n      extended by 3 days on issue_report", "changed"),
    ],
)
def test_what_a_prohibition_does_not_take(part: str, reason: str):
    assert refused(AFTER, f"{NOT} {part}", kind="prohibition") == [reason]


def test_both_of_two_acts_are_neither_forbidden_nor_counted_together():
    assert refused(AFTER, "nobody may visit_site and issue_report", kind="prohibition") == ["joint"]
    assert refused(AFTER, "nobody may visit_site or issue_report", kind="prohibition") == []
    assert refused("client_manager must visit_site and issue_report at most 2 times") == ["joint"]
    assert refused("client_manager must visit_site or issue_report at most 2 times") == []


def test_what_a_ceiling_does_not_take():
    assert refused(AFTER, f"{SOME} as the next event") == ["next"]
    assert refused("client_manager must visit_site or issue_report by different persons at most 2 times") == [
        "distinct"
    ]
    assert refused("each client_manager must visit_site at most 2 times") == ["each"]
    assert refused(f"{SOME} together with amount > 3 CNY") == ["together"]


def test_different_persons_for_two_acts_are_a_rule_of_their_own():
    assert refused("client_manager must ensure visit_site and issue_report by different persons") == [
        "distinct"
    ]
    assert refused("client_manager must ensure visit_site at least 2 times by different persons") == []


def test_the_next_event_is_one_act():
    following = "client_manager must visit_site {} as the next event"
    assert refused(AFTER, following.format("at least 2 times")) == ["next"]
    assert refused(AFTER, following.format("by someone other than who emergency")) == []


def test_a_step_demands_one_act():
    assert refused(AFTER, MUST, "then must visit_site and issue_report within 5 days") == ["step_joint"]
    assert refused(AFTER, MUST, "then must visit_site or issue_report within 5 days") == []
    assert refused(AFTER, MUST, "and must issue_report at most 1 time") == ["step_ceiling"]
    assert refused(AFTER, MUST, "and must issue_report at least 1 time at most 3 times") == []


def once(*lines: str) -> list[str]:
    found = checked(rule(*lines))
    assert found.policy is not None
    return [each.code for each in found.problems if each.severity is Severity.WARNING]


def test_a_day_returns_only_where_the_rule_does():
    tenth = "client_manager must visit_site by the 10th of each month"
    assert once(tenth) == once("from emergency", tenth) == once("every month", tenth) == []
    assert once(AFTER, tenth) == once("on the day of emergency", tenth) == ["D054"]
    assert once("every quarter", tenth) == ["D054"]
    assert once(AFTER, MUST, "then must issue_report by the 10th of each month") == ["D054"]
    either = "by the earlier of the 10th of each month and the end of the month"
    assert once(f"client_manager must visit_site {either}") == ["D054"]


def test_a_step_is_met_by_one_holder():
    assert refused(AFTER, MUST, "then each department_head must issue_report within 5 days") == ["step_each"]
    assert refused(AFTER, "each client_manager must visit_site within 3 days") == []


LATE = "if late, department_head must issue_report within 2 days"


@pytest.mark.parametrize(
    "lines",
    [
        (AFTER, "client_manager must visit_site before issue_report"),
        (AFTER, "client_manager must visit_site"),
        (AFTER, "client_manager must visit_site at least 5 days before issue_report"),
        ("every month", "client_manager must visit_site"),
        ("on the day of emergency", "client_manager must visit_site"),
        (AFTER, MUST, "lapses"),
    ],
)
def test_what_lapses_is_never_late(lines: tuple[str, ...]):
    assert refused(*lines, LATE) == ["never_late"]


@pytest.mark.parametrize(
    "lines",
    [
        (AFTER, MUST),
        ("every month", "client_manager must visit_site", "stays owed"),
        ("every 30 days since the last", "client_manager must visit_site"),
        (AFTER, "client_manager must visit_site by the end of the month"),
        (AFTER, "client_manager must visit_site before issue_report", "then must approve within 3 days"),
    ],
)
def test_what_stays_owed_may_be_late(lines: tuple[str, ...]):
    names = "event approve\n"
    found = checked(names + rule(*lines, LATE))
    assert [each.help for each in found.problems if each.code == "D027"] == []


def test_what_ends_a_duty_is_itself_the_next_event():
    following = "client_manager must visit_site as the next event"
    assert refused(AFTER, following, "discharged on issue_report") == ["next"]
    assert refused(AFTER, following, "waived on issue_report") == ["next"]


def test_only_a_period_stands_still_and_only_a_day_is_extended():
    suspended = "suspended from emergency until issue_report"
    assert refused(AFTER, "client_manager must visit_site before issue_report", suspended) == ["suspended"]
    assert refused("every 30 days since the last", "client_manager must visit_site", suspended) == []
    extended = "\n      extended by 3 days on issue_report"
    assert refused(AFTER, f"client_manager must visit_site before issue_report{extended}") == ["extended"]
    assert refused(AFTER, f"client_manager must visit_site by the end of the month{extended}") == []


def test_what_is_said_twice():
    assert refused("client_manager must visit_site at least 2 times at least 3 times") == ["twice"]
    assert refused("client_manager must visit_site exactly 2 times at most 3 times") == ["twice"]
    who = "by someone other than who"
    assert refused(AFTER, f"client_manager must visit_site {who} emergency {who} issue_report") == ["twice"]


NO_VISIT = "  prohibition no_visit\n    nobody may visit_site\n"


def test_what_a_permission_takes():
    excepts = "exception to no_visit"
    may = "client_manager may visit_site"
    given = {"kind": "permission", "more": NO_VISIT}
    assert refused(excepts, may, **given) == []
    assert refused(excepts, f"{may} when amount > 3 CNY", **given) == []
    assert refused(excepts, AFTER, may, **given) == ["permission"]
    assert refused(excepts, f"{may} within 3 days", **given) == ["permission"]
    assert refused(excepts, f"{may} unless amount > 3 CNY", **given) == ["permission"]
    assert refused(excepts, f"{may} only after emergency", **given) == ["permission"]


def test_what_an_exception_excepts_from():
    given = {"kind": "permission", "more": NO_VISIT}
    assert refused("exception to no_visit", "client_manager may issue_report", **given) == ["excepts"]
    demand = "  duty other\n    client_manager must visit_site within 3 days after emergency\n"
    assert refused("exception to other", "client_manager may visit_site", kind="permission", more=demand) == [
        "excepts"
    ]
    assert refused("exception to no_visit", "client_manager must issue_report", more=NO_VISIT) == [
        "exception"
    ]

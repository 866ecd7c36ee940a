"""Duties: who, what, when; deadlines that nobody can meet; rules that never apply; circles."""

import pytest

from dutylang.diagnostics import Severity
from dutylang.diagnostics.render import help_text
from tests.policy.texts import checked


def rule(*lines: str, kind: str = "duty") -> str:
    return "\n    ".join(("article 10\n  " + kind + " visit", *lines)) + "\n"


AFTER = "after each emergency"
CLOSE = "judged when the window closes"
MUST = "client_manager must visit_site within 3 days"

FAULTS = [
    ((AFTER,), "duty", "D002"),
    ((AFTER, MUST, "client_manager must issue_report"), "duty", "D022"),
    ((AFTER, "anyone must visit_site within 3 days"), "duty", "D001"),
    ((AFTER, "anyone must ensure visit_site within 3 days", "then must issue_report"), "duty", "D001"),
    ((AFTER, "each client_manager must visit_site", "client_manager must issue_report"), "duty", "D022"),
    (("keep amount > 3 CNY",), "prohibition", "D004"),
    (("keep amount > 3 CNY",), "permission", "D004"),
    (("visit_site and visit_site by different persons",), "duty", "D016"),
    (("never both visit_site and visit_site",), "duty", "D016"),
    ((AFTER, "client_manager must visit_site by different persons"), "duty", "D016"),
    ((AFTER, "client_manager must visit_site or visit_site"), "duty", "D014"),
    ((AFTER, "after each issue_report", MUST), "duty", "D021"),
    ((AFTER, MUST, "lapses", "stays owed"), "duty", "D018"),
    ((AFTER, "anyone may visit_site only after emergency", CLOSE), "duty", "D025"),
    (("from emergency", "keep amount > 3 CNY", CLOSE), "duty", "D025"),
    (("every month", "client_manager must visit_site at most 2 times", CLOSE), "duty", "D025"),
    (("until issue_report", "client_manager must visit_site", CLOSE), "duty", "D025"),
    (("until issue_report", "client_manager must visit_site exactly 2 times", CLOSE), "duty", "D025"),
    (("until issue_report", "never both visit_site and emergency", CLOSE), "duty", "D025"),
    (("every 30 days since the last", "client_manager must visit_site at most 2 times"), "duty", "D026"),
    (("every 30 days since the last", "client_manager must not visit_site"), "prohibition", "D026"),
    (("every 30 days since the last", "anyone may visit_site only after emergency"), "duty", "D026"),
    (("every 30 days since the last", "never both visit_site and emergency"), "duty", "D026"),
    (("every month", "keep amount > 3 CNY"), "duty", "D026"),
    (("on the day of emergency", "keep amount > 3 CNY"), "duty", "D026"),
    (("every 30 days since the last", "keep amount > 3 CNY"), "duty", "D026"),
    ((AFTER, "the first event must be visit_site"), "duty", "D026"),
    (("from emergency", "the last event must be visit_site"), "duty", "D026"),
    (
        (AFTER, "client_manager must not visit_site", "then client_manager must issue_report"),
        "prohibition",
        "D023",
    ),
    (("client_manager may visit_site", "otherwise client_manager must issue_report"), "permission", "D023"),
    ((AFTER, MUST, "otherwise client_manager must not issue_report"), "duty", "D004"),
    ((AFTER, "client_manager must issue_report within 3 days for the same site"), "duty", "D015"),
    (("client_manager must visit_site for the same site",), "duty", "D015"),
    (("exception to visit", "client_manager must not visit_site"), "prohibition", "D012"),
    (("exception to visits", "client_manager must not visit_site"), "prohibition", "N001"),
]


@pytest.mark.parametrize(("lines", "kind", "code"), FAULTS)
def test_faults_of_build(lines: tuple[str, ...], kind: str, code: str):
    found = checked(rule(*lines, kind=kind))
    assert (found.codes(), found.syntax) == ([code], ())


IMPOSSIBLE = [
    ((AFTER, "client_manager must visit_site before emergency"), "before_trigger"),
    ((AFTER, "client_manager must visit_site at least 5 days before emergency"), "before_trigger"),
    (
        (
            AFTER,
            "client_manager must visit_site by the earlier of 3 days after emergency and before emergency",
        ),
        None,
    ),
    (("client_manager must visit_site before visit_site",), "itself"),
    (("client_manager may visit_site only after visit_site",), "itself"),
    ((AFTER, "client_manager must visit_site by 2023-06-30"), "too_early"),
    ((AFTER, "client_manager must visit_site at most 0 times"), "no_times"),
    ((AFTER, "client_manager must visit_site exactly 0 times"), "no_times"),
    ((AFTER, "client_manager must visit_site at least 3 times at most 2 times"), "contradiction"),
    ((AFTER, "before emergency", "client_manager must visit_site"), "before_trigger"),
]


@pytest.mark.parametrize(("lines", "reason"), IMPOSSIBLE)
def test_deadlines_that_can_never_be_met(lines: tuple[str, ...], reason: str | None):
    if reason is None:
        return
    found = checked(rule(*lines))
    diagnostic = found.only("D005")
    assert diagnostic.help == reason
    assert found.policy is None


POSSIBLE = [
    (AFTER, "client_manager must visit_site before the next emergency"),
    (AFTER, "client_manager must visit_site by 2024-06-30"),
    (AFTER, "client_manager must visit_site by 29 February of the following year"),
    ("client_manager must visit_site by the 31st of each month",),
    (AFTER, "client_manager must visit_site at least 2 times at most 3 times"),
    (AFTER, "client_manager must visit_site before issue_report"),
    (AFTER, "client_manager must visit_site at least 5 days before issue_report"),
    (AFTER, MUST, "then must issue_report within 5 days", "otherwise department_head must visit_site"),
    (AFTER, "client_manager must visit_site within 3 days for the same site"),
    (AFTER, "anyone must ensure visit_site within 3 days"),
    (AFTER, "from emergency until issue_report", MUST),
    ("between emergency and issue_report", "client_manager may visit_site only after emergency", CLOSE),
    ("until issue_report", "keep amount > 3 CNY", CLOSE),
    (
        "every month from emergency until issue_report",
        "client_manager must visit_site at most 2 times",
        CLOSE,
    ),
]


def test_a_prohibition_may_wait_for_its_window_to_close():
    found = checked(rule("before issue_report", "nobody may visit_site", CLOSE, kind="prohibition"))
    assert (found.codes(), found.syntax) == ([], ())


@pytest.mark.parametrize("lines", POSSIBLE)
def test_deadlines_that_can_be_met(lines: tuple[str, ...]):
    found = checked(rule(*lines))
    assert (found.codes(), found.syntax) == ([], ())


@pytest.mark.parametrize(
    ("condition", "truth"),
    [
        ("days_overdue > 90 and days_overdue < 30", False),
        ("days_overdue > 90 and days_overdue <= 90", False),
        ("days_overdue is 1 and days_overdue is 2", False),
        ("form is company and form is person", False),
        ("3 > 2", True),
        ("no", False),
        ("not no", True),
        ("handled_by_agent or yes", True),
        ("handled_by_agent or no", None),
        ("days_overdue >= 90 and days_overdue <= 90", None),
        ("days_overdue > 30 and days_overdue < 90", None),
    ],
)
def test_conditions_that_no_case_can_change(condition: str, truth: bool | None):
    found = checked(rule(AFTER, MUST, f"when {condition}"))
    assert found.policy is not None
    if truth is None:
        assert found.codes() == []
    else:
        diagnostic = found.only("D006")
        assert diagnostic.severity is Severity.WARNING
        assert diagnostic.args["truth"] is truth
        assert diagnostic.help == ("idle" if truth else "never")


def test_an_excuse_that_always_holds_makes_the_rule_void():
    found = checked(rule(AFTER, MUST, "unless yes"))
    assert found.only("D006").help == "never"


def test_a_demand_against_a_prohibition_is_a_warning():
    text = rule(AFTER, MUST) + "  prohibition still\n    {}\n    client_manager must not visit_site{}\n"
    assert checked(text.format(AFTER, "")).codes() == ["D013"]
    assert checked(text.format("", "")).codes() == ["D013"]
    assert checked(text.format("after each issue_report", "")).codes() == []
    assert checked(text.format(AFTER, " unless issue_report")).codes() == []
    other = text.replace("client_manager must not", "department_head must not")
    assert checked(other.format(AFTER, "")).codes() == []


def test_of_alternatives_one_may_be_forbidden():
    text = rule(AFTER, "client_manager must visit_site or issue_report within 3 days")
    text += "  prohibition still\n    client_manager must not visit_site\n"
    assert checked(text).codes() == []


def test_a_circle_of_roles_and_of_definitions_is_named():
    found = checked(
        "role one reports to two\nrole two reports to one\ndefine c means not d\ndefine d means not c\n"
    )
    assert found.codes() == ["D011", "D009"]
    assert found.only("D009").args["ring"] == ("c", "d", "c")
    assert found.only("D011").args["ring"] == ("one", "two", "one")


TABLE = """article 30
  table risk {hit}
    | days_overdue | form    | class  |
{rows}
"""


def table(*rows: str, hit: str = "first match") -> str:
    return TABLE.format(hit=hit, rows="\n".join(f"    | {row} |" for row in rows))


@pytest.mark.parametrize(
    ("rows", "hit", "codes"),
    [
        (("> 90 | any | loss", "otherwise | any | normal"), "first match", []),
        (("1 to 90 | company | loss", "0 | person | normal"), "first match", []),
        (("1, 2, 3 | company, person | loss",), "collect all matches", []),
        (("otherwise | any | normal", "> 90 | any | loss"), "first match", ["D008"]),
        (("any | any | normal", "> 90 | any | loss"), "first match", ["D008"]),
        (("> 90 | any | normal", "> 90 | company | loss"), "first match", ["D008"]),
        (("1, 2 | any | normal", "2 | any | loss"), "first match", ["D008"]),
        (("> 90 | any | normal", "> 90 | any | loss"), "unique match", ["D008"]),
        (("> 90 | any | normal", "> 90 | any | loss"), "collect all matches", ["D008"]),
        (("> 90% | any | loss",), "first match", ["T003"]),
        (("> 90 | limited | loss",), "first match", ["T013"]),
        (("> 90 | any | loss", "> 3 | any | 5 CNY"), "first match", ["T029"]),
        (("> 90 | any | 3 CNY", "> 3 | any | 5 USD"), "first match", ["T029"]),
        (("> 90 | any | amount + amount",), "first match", ["T028"]),
        (("otherwise | company | loss",), "first match", ["D017"]),
    ],
)
def test_tables(rows: tuple[str, ...], hit: str, codes: list[str]):
    found = checked(table(*rows, hit=hit))
    assert (found.codes(), found.syntax) == (codes, ())


def test_the_outcome_of_a_table_is_read_by_its_name():
    rows = table("> 90 | any | loss", "otherwise | any | normal")
    found = checked(rows + rule(AFTER, MUST, "when risk is loss").replace("article 10", "article 11"))
    assert found.codes() == []
    assert found.policy is not None
    assert found.policy.vocabulary.tables["risk"].type.values == ("loss", "normal")
    wrong = checked(rows + rule(AFTER, MUST, "when risk is los").replace("article 10", "article 11"))
    assert help_text(wrong.only("T013"), "en") == "did you mean `loss`?"


def test_a_checklist_is_checked():
    text = """article 9
  checklist papers
    client_manager must have on file
      licence for the last 3 years, or since {since}
      licence2 when {when}
    before {before}
"""
    good = {"since": "established", "when": "form is company", "before": "issue_report"}
    assert checked(text.format(**good)).codes() == []
    assert checked(text.format(**good | {"since": "amount"})).codes() == ["T027"]
    assert checked(text.format(**good | {"since": "establishd"})).codes() == ["N001"]
    assert checked(text.format(**good | {"when": "form"})).codes() == ["T006"]
    assert checked(text.format(**good | {"before": "issue"})).codes() == ["N001"]
    assert checked(text.format(**good).replace("licence2", "licence")).codes() == ["D014"]


def test_the_names_in_a_liability_and_an_exemption_are_checked():
    text = (
        rule(AFTER, MUST)
        + """grades warning, demerit
judgement concealment by department_head
article 27
  liability missed
    opens on issue_report
    for each unrepaired breach of {rule}
    holds client_manager as principal, {role} as supervisor
    grade {grade}
    grade demerit when more than 2 in the case
article 28
  exemption diligent
    from every liability of article 27
    for client_manager
    when no unrepaired breach of the duties of article 10 that the person bore
    effect full, on decision of department_head within 30 working days
    barred by {fact}
"""
    )
    good = {"rule": "visit", "role": "department_head", "grade": "warning", "fact": "concealment"}
    found = checked(text.format(**good))
    assert found.codes() == []
    for key, value in (("rule", "visits"), ("role", "head"), ("grade", "warn"), ("fact", "concealed")):
        assert checked(text.format(**good | {key: value})).codes() == ["N001"], key


def test_every_error_is_reported_at_once():
    text = """
role r reports to nobody_here
define c means not d
define d means not c
article 10
  duty one
    after each emergncy
    client_manger must visit_site within 0 days with reprt
    when amount > credit_line and cover > 3
  duty two
    after each emergency
    anyone must visit_site
  table t first match
    | amount | class |
    | > 3    | x     |
"""
    found = checked(text)
    assert found.codes() == ["N001", "D009", "N001", "N001", "T011", "N001", "T002", "T003", "D001", "T001"]
    assert [each.span for each in found.problems] == sorted(each.span for each in found.problems)


def test_superiors_in_turn_are_as_many_steps_as_roles_stand_above():
    text = """
role chair
role head reports to chair
role clerk reports to head
article 10
  duty visit
    after each emergency
    clerk must visit_site within 3 days
    otherwise each superior in turn must issue_report within 2 days
scenario "s" as of 2024-06-30
  expect visit step {} violated
"""
    assert [checked(text.format(step)).codes() for step in (1, 3, 4)] == [[], [], ["D024"]]

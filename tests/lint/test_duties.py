"""Rules about duties, prohibitions and deadlines: where they speak, and where they do not."""

import pytest

from dutylang.diagnostics import Severity
from tests.lint.prelude import codes, found

ARTICLE = 'article 3 "Visits"\n'


def duty(lines: str, more: str = "") -> str:
    body = "".join(f"    {line.strip()}\n" for line in lines.strip().split("/"))
    return f"{more}{ARTICLE}  duty visit\n{body}"


# ---- L201: an escalation before the duty's own deadline ------------------------------------------

AFTER = "after each apply / manager must visit_site"


@pytest.mark.parametrize(
    "tail",
    [
        "within 10 days / otherwise head must escalate within 5 days after apply",
        "within 10 days / otherwise head must escalate within 10 days after apply",
        "within 10 working days / otherwise head must escalate within 10 days after apply",
        "within 2 weeks / otherwise head must escalate within 10 days after apply",
        "within 3 months / otherwise head must escalate within 1 month after apply",
        "within 3 days / if any step is missed, head must escalate within 2 days after apply",
        "within 3 days / otherwise head must escalate on the same day as apply",
        "by 2024-06-30 / otherwise head must escalate by 2024-05-31",
        "by the 10th of each month / otherwise head must escalate by the 5th of each month",
        "at least 5 days before release / otherwise head must escalate at least 10 days before release",
        "before release / otherwise head must escalate at least 2 days before release",
        "before release / otherwise head must escalate before release",
        "within 3 days after disburse / if late, head must escalate within 2 days after disburse",
    ],
)
def test_an_escalation_that_is_due_before_the_miss_is_found(tail: str):
    assert codes(duty(f"{AFTER} {tail}"), ["L201"]) == ["L201"]


@pytest.mark.parametrize(
    "tail",
    [
        "within 10 days / otherwise head must escalate within 5 days",
        "within 10 days / otherwise head must escalate within 11 days after apply",
        "within 10 days / otherwise head must escalate within 10 working days after apply",
        "within 10 days / otherwise head must escalate within 1 month after apply",
        "within 10 days / otherwise head must escalate within 5 days after disburse",
        "within 10 days counting exact / otherwise head must escalate within 5 days after apply",
        "strictly within 3 days / otherwise head must escalate within 3 days after apply",
        "by 2024-06-30 / otherwise head must escalate by 2024-07-31",
        "by the 10th of each month / otherwise head must escalate by the 5th of each quarter",
        "at least 5 days before release / otherwise head must escalate before release",
        "within 5 days / then must report_visit within 3 days after apply",
        "within 10 days / otherwise head must escalate",
    ],
)
def test_an_escalation_that_can_still_come_in_time_is_left_alone(tail: str):
    assert codes(duty(f"{AFTER} {tail}"), ["L201"]) == []


def test_a_parameter_of_one_value_is_a_period_like_any_other():
    text = duty(f"{AFTER} within long / otherwise head must escalate within short after apply",
                "parameter long = 10 days\nparameter short = 5 days\n")  # fmt: skip
    assert codes(text, ["L201"]) == ["L201"]
    versions = "parameter long = 2 days in force from 2024-01-01 until 2024-06-30\n"
    versions += "parameter long = 10 days in force from 2024-07-01\nparameter short = 5 days\n"
    assert codes(text[text.index("article") :].join([versions, ""]), ["L201"]) == []


def test_a_level_above_the_first_is_measured_against_the_level_below_it():
    text = f"{AFTER} within 3 days / otherwise head must escalate within 5 days after apply"
    further = f"{text} / otherwise head must report_visit within 4 days after apply"
    assert codes(duty(text), ["L201"]) == []
    assert codes(duty(further), ["L201"]) == ["L201"]


def test_a_changed_deadline_is_not_compared():
    text = f"{AFTER} within 10 days / instead within 2 days when by_agent"
    text += " / otherwise head must escalate within 5 days after apply"
    assert codes(duty(text), ["L201"]) == []


# ---- L202 ----------------------------------------------------------------------------------------


def test_a_figure_of_the_house_is_told_where_it_is_a_deadline_and_nowhere_else():
    cover = "parameter threshold = 5,000,000 CNY house default\n"
    text = duty(
        "after each apply / when amount is at least threshold / manager must visit_site within 3 days", cover
    )
    assert codes(text, ["L202"]) == []
    time = "parameter visit_time = 3 days house default\nparameter unused_time = 3 days house default\n"
    (problem,) = found(duty(f"{AFTER} within visit_time", time), ["L202"])
    assert problem.args == {"name": "visit_time", "value": "3 days"}
    assert problem.severity is Severity.NOTE


# ---- L203 ----------------------------------------------------------------------------------------


def two_duties(first: str, second: str) -> str:
    one, two = (line.replace(" / ", "\n    ") for line in (first, second))
    return f"{ARTICLE}  duty one\n    {one}\n  duty two\n    {two}\n"


@pytest.mark.parametrize(
    ("first", "second", "how"),
    [
        ("after each apply / manager must visit_site within 3 days",) * 2 + ("same",),
        (
            "after each apply / manager must visit_site within 3 days",
            "after each apply / manager must visit_site before release",
            "deadline",
        ),
        (
            "after each apply / manager must visit_site within 3 days / then must report_visit within 1 day",
            "after each apply / manager must visit_site within 3 days / then must report_visit within 2 days",
            "deadline",
        ),
    ],
)
def test_duties_that_read_alike_are_found(first: str, second: str, how: str):
    (problem,) = found(two_duties(first, second), ["L203"])
    assert problem.help == how
    assert problem.args == {"name": "two", "other": "one"}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            "after each apply / manager must visit_site within 3 days",
            "after each apply / head must visit_site within 3 days",
        ),
        (
            "after each apply / manager must visit_site within 3 days",
            "after apply / manager must visit_site within 3 days",
        ),
        (
            "after each apply / manager must visit_site within 3 days",
            'after each apply / manager must visit_site within 3 days with site is "north"',
        ),
        ("every month until release / manager must visit_site", "every year until release / manager must visit_site"),
    ],
)  # fmt: skip
def test_duties_that_differ_in_more_than_the_deadline_are_left_alone(first: str, second: str):
    assert codes(two_duties(first, second), ["L203"]) == []


def test_duties_that_follow_one_another_in_time_may_read_alike():
    text = """
article 3 "Visits"
  in force from 2024-01-01 until 2024-12-31
  duty visit
    after each apply
    manager must visit_site within 3 days
article 4 "Visits from 2025"
  in force from 2025-01-01
  duty visit_again
    after each apply
    manager must visit_site within 3 days
"""
    assert codes(text, ["L203"]) == []


def test_two_checklists_that_ask_for_the_same_are_found():
    items = "    manager must have on file\n      - licence\n    before release\n"
    text = f"{ARTICLE}  checklist one\n{items}  checklist two\n{items}"
    assert codes(text, ["L203"]) == ["L203"]


# ---- L204 ----------------------------------------------------------------------------------------

BAN = 'chapter 2 "Reports"\narticle 3 "The report stands"\n  prohibition no_change\n    nobody may change_report\n'


@pytest.mark.parametrize(
    "ground",
    [
        "for each breach of no_change",
        "for each breach of article 3",
        "for each breach of chapters 2 to 3",
        "for each lateness of visit / for each unrepaired breach of chapter 2",
    ],
)
def test_a_prohibition_that_a_liability_is_for_has_a_consequence(ground: str):
    visit = "  duty visit\n    after each apply\n    manager must visit_site within 3 days\n"
    lines = ground.replace(" / ", "\n    ")
    text = f'{BAN}{visit}article 9 "Who answers"\n  liability changed\n    {lines}\n    holds manager as principal\n'
    assert codes(text, ["L204"]) == []


def test_a_prohibition_has_a_consequence_where_it_costs_an_exemption():
    text = f"""{BAN}
article 9 "Who answers"
  liability careless
    for reckless
    holds manager as principal
  exemption diligent
    from careless
    when no breach of the duties of article 3 that the person bore
    effect full
"""
    assert codes(text, ["L204"]) == []


def test_a_prohibition_that_only_other_rules_are_about_has_none():
    text = f'{BAN}article 9 "Who answers"\n  liability careless\n    for reckless\n    holds manager as principal\n'
    assert codes(text, ["L204"]) == ["L204"]
    assert codes(duty(f"{AFTER} within 3 days"), ["L204"]) == []


# ---- L205, L206 ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "lines",
    [
        AFTER,
        "from disburse / manager must visit_site",
        "after apply / manager must ensure visit_site at least 2 times",
        "between apply and release / manager must visit_site / then must report_visit",
        f"{AFTER} within 3 days / otherwise head must escalate",
    ],
)
def test_a_demand_without_an_end_is_found(lines: str):
    assert codes(duty(lines), ["L205"]) == ["L205"]


@pytest.mark.parametrize(
    "lines",
    [
        f"{AFTER} within 3 days",
        f"{AFTER} before release",
        f"{AFTER} as the next event",
        "between apply and release / manager must visit_site",
        "from disburse until release / manager must visit_site",
        "before release / manager must visit_site",
        "on the day of disburse / manager must visit_site",
        "every month from disburse until release / manager must visit_site",
        "after each apply / manager should visit_site",
        "after apply / manager must visit_site at most 2 times",
        "manager may disburse only after apply",
    ],
)
def test_a_demand_that_ends_is_left_alone(lines: str):
    assert codes(duty(lines), ["L205"]) == []


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        ("every month / manager must visit_site", 1),
        ("every month from disburse / manager must visit_site", 1),
        ("every 30 days since the last from disburse / manager must visit_site", 1),
        ("every month until release / manager must visit_site", 0),
        ("every month from disburse / manager must visit_site / discharged on release", 0),
        ("from disburse until release / every month / manager must visit_site", 0),
    ],
)
def test_a_recurrence_without_an_end(lines: str, wanted: int):
    assert len(found(duty(lines), ["L206"])) == wanted


# ---- L207, L208 ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("otherwise", "wanted"),
    [
        ("otherwise manager must visit_site within 2 days", 1),
        ("otherwise must visit_site within 2 days", 1),
        ("otherwise manager must report_visit within 2 days", 0),
        ("otherwise head must visit_site within 2 days", 0),
        ("otherwise the superior must visit_site within 2 days", 0),
        ("then must visit_site within 2 days", 0),
        ("otherwise head must visit_site within 2 days / otherwise head must visit_site within 3 days", 1),
    ],
)
def test_an_escalation_to_whom_has_missed_it(otherwise: str, wanted: int):
    assert len(found(duty(f"{AFTER} within 3 days / {otherwise}"), ["L207"])) == wanted


def habits(working: int, others: str) -> str:
    rules = "".join(
        f"  duty habit_{at}\n    after each apply\n    manager must visit_site within {at + 2} working days\n"
        for at in range(working)
    )
    return f"{ARTICLE}{rules}  duty odd\n    after each apply\n    manager must escalate within {others}\n"


@pytest.mark.parametrize(
    ("working", "others", "wanted"),
    [(4, "3 days", 1), (3, "3 days", 0), (4, "30 days", 0), (4, "1 week", 0), (4, "24 hours", 0)],
)
def test_few_calendar_days_among_working_days(working: int, others: str, wanted: int):
    assert len(found(habits(working, others), ["L208"])) == wanted


# ---- L209, L210, L211 ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "lines",
    [
        "when by_agent / when not by_agent",
        "when product is bill / when product in credit",
        "when amount is less than 10 CNY / when amount is at least 10 CNY",
        'when region is "north" / when region is "south"',
        "when days_overdue is at most 30 / when by_agent and days_overdue is more than 60",
        "when amount is more than 5 CNY or by_agent / when amount is at most 5 CNY and not by_agent",
    ],
)
def test_conditions_that_exclude_one_another_are_found(lines: str):
    text = duty(f"after each apply / {lines} / manager must visit_site within 3 days")
    assert codes(text, ["L209"]) == ["L209"]


@pytest.mark.parametrize(
    "lines",
    [
        "when by_agent / when amount is more than 5 CNY",
        "when amount is at most 10 CNY / when amount is at least 10 CNY",
        'when region is "north" / when region is not "south"',
        "when reckless / when visit_site",
        "when days_overdue is more than 30 / when days_overdue is less than 31",
    ],
)
def test_conditions_that_a_case_can_meet_are_left_alone(lines: str):
    text = duty(f"after each apply / {lines} / manager must visit_site within 3 days")
    assert codes(text, ["L209"]) == []


def test_an_exception_with_a_condition_of_its_own_is_left_alone():
    rule = duty("after each apply / when amount is more than 5 CNY / manager must visit_site within 3 days")
    assert codes(f"{rule}  exception agents\n    to visit\n    when by_agent\n", ["L210"]) == []
    clash = f"{rule}  exception small\n    to visit\n    when by_agent and amount is at most 5 CNY\n"
    assert codes(clash, ["L210"]) == ["L210"]


@pytest.mark.parametrize(
    ("second", "how"),
    [
        ("amount is more than 20 CNY", "earlier"),
        ("amount is more than 5 CNY and amount is less than 4 CNY", "earlier"),
        ("amount is more than 5 CNY", None),
        ("by_agent", None),
    ],
)
def test_a_second_deadline_that_the_first_leaves_nothing(second: str, how: str | None):
    text = duty(
        "after each apply / manager must visit_site within 3 days"
        f" / instead within 5 days when amount is more than 10 CNY / instead within 9 days when {second}"
    )
    assert [each.help for each in found(text, ["L211"])] == ([how] if how else [])


def test_a_deadline_under_a_condition_that_the_duty_excludes_never_counts():
    text = duty(
        "after each apply / when by_agent / manager must visit_site within 3 days"
        " / instead within 5 days when not by_agent"
    )
    assert [each.help for each in found(text, ["L211"])] == ["never"]


# ---- L212, L213 ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        ("on the day of disburse / manager must visit_site / lapses", 1),
        ("every month until release / manager must visit_site / stays owed", 0),
        ("after each apply / manager must visit_site within 3 days / lapses", 0),
    ],
)
def test_lapsing_said_where_it_goes_without_saying(lines: str, wanted: int):
    assert len(found(duty(lines), ["L212"])) == wanted


@pytest.mark.parametrize(
    ("tail", "wanted"),
    [
        ("counting civil_code", 1),
        ('on calendar "china"', 1),
        ("counting exact", 0),
        ('on calendar "weekdays"', 0),
        ("not rolling", 0),
        ("counting civil_code not rolling", 0),
    ],
)
def test_a_deadline_that_repeats_the_head(tail: str, wanted: int):
    assert len(found(duty(f"{AFTER} within 3 days {tail}"), ["L213"])) == wanted

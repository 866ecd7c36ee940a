"""Types and units: what may meet what, and what is said when it may not."""

import pytest

from dutylang.diagnostics.render import help_text
from dutylang.source import Source
from tests.policy.texts import DUTY, checked, checked_source

FAULTS = [
    # expression, code, what is pointed at
    ("amount > 3", "T001", "amount > 3"),
    ("amount > 3 days", "T001", "amount > 3 days"),
    ("amount > credit_line", "T002", "amount > credit_line"),
    ("amount + 3 USD > 3 CNY", "T002", "amount + 3 USD"),
    ("cover >= 120", "T003", "cover >= 120"),
    ("cover + 1 > 120%", "T003", "cover + 1"),
    ("report_within > 2 months", "T004", "report_within > 2 months"),
    ("report_within > 2 working days", "T004", "report_within > 2 working days"),
    ("report_within > 48 hours", "T004", "report_within > 48 hours"),
    ("form > company", "T005", "form > company"),
    ("handled_by_agent > yes", "T005", "handled_by_agent > yes"),
    ("amount and handled_by_agent", "T006", "amount"),
    ("not days_overdue", "T006", "days_overdue"),
    ("amount * amount > 3 CNY", "T007", "amount * amount"),
    ("20% * amount > 3 CNY", "T007", "20% * amount"),
    ("signed_at - signed_at > 3 days", "T007", "signed_at - signed_at"),
    ("total value of amount > 3 CNY", "T008", "amount"),
    ("total verified of pledges > 3", "T009", "verified"),
    ("largest verified of pledges is yes", "T009", "verified"),
    ("form is limited", "T013", "limited"),
    ("form in company, limited", "T013", "limited"),
    ("covers including finance", "T013", "finance"),
    ("established + 3 working days > 2024-01-01", "T015", "established + 3 working days"),
    ("established + 3 hours > 2024-01-01", "T015", "established + 3 hours"),
    ("signed_at > 2024-01-01", "T016", "signed_at > 2024-01-01"),
    ("established < 2024-01-01 09:00", "T016", "established < 2024-01-01 09:00"),
    ('site of visit_site is "x"', "T017", "site of visit_site"),
    ("value of pledges > 3 CNY", "T017", "value of pledges"),
    ("value of amount > 3 CNY", "T017", "value of amount"),
    ("covers in finances, repayment", "T018", "covers in finances, repayment"),
    ("form including company", "T018", "form including company"),
    ("amount > least_amount of amount", "T019", "least_amount of amount"),
    ('form is "company"', "T020", '"company"'),
    ('form is "firm"', "T020", '"firm"'),
    ("company", "T024", "company"),
    ("visit_site is missing", "T025", "visit_site is missing"),
    ("least_amount is missing", None, ""),
    ("3 is missing", "T025", "3 is missing"),
    ("last visit_site > 2024-01-01", "T026", "last visit_site"),
    ("days from amount to established > 3", "T027", "amount"),
    ("hours from established to signed_at > 3", "T027", "established"),
    ("reporting of last visit_site", "N015", "reporting"),
    ("net_asset of customer > 3 CNY", "N015", "net_asset"),
    ("count of visit_site with reports > 3", "N001", "reports"),
    ("date of last vist > 2024-01-01", "N001", "vist"),
    ("no breach of the duties of article 10", "D010", "no breach of the duties of article 10"),
]


@pytest.mark.parametrize(("expression", "code", "at"), FAULTS)
def test_faults_in_a_condition(expression: str, code: str | None, at: str):
    found = checked(f"{DUTY}    when {expression}\n")
    assert found.syntax == ()
    if code is None:
        assert found.codes() == []
        return
    diagnostic = found.only(code)
    assert found.written(diagnostic) == at
    assert found.codes() == [code]
    assert found.policy is None


@pytest.mark.parametrize(("expression", "code", "at"), FAULTS)
def test_the_same_in_a_definition(expression: str, code: str | None, at: str):
    found = checked(f"{DUTY}define d means {expression}\n")
    # A definition may hold any value, so only what needs a condition is different.
    assert code in (None, "T006") or found.codes() == [code]


@pytest.mark.parametrize(
    ("expression", "mended"),
    [
        ("cover >= 120", "cover >= 120%"),
        ('form is "company"', "form is company"),
        ("form is compny", "form is company"),
        ("net_asset of customer > 3 CNY", "net_assets of customer > 3 CNY"),
    ],
)
def test_a_fix_mends_the_text(expression: str, mended: str):
    found = checked(f"{DUTY}    when {expression}\n")
    (diagnostic,) = (each for each in found.problems if each.fix is not None)
    text = found.mended(diagnostic)
    assert f"when {mended}" in text
    assert checked_source(Source("test.duty", text)).codes() == []


def test_a_period_is_not_compared_with_a_number_of_days():
    found = checked(f"{DUTY}    when days from established to 2024-05-01 > 3 days\n")
    assert "without a unit" in help_text(found.only("T001"), "en")


SOUND = [
    "amount >= 3,000,000 CNY",
    "amount >= 120% of amount",
    "cover >= 120%",
    "form is company",
    "company is form",
    "form in company, person",
    "days_overdue in 1, 2, 3",
    "covers including finances, repayment",
    "handled_by_agent",
    "handled_by_agent is yes",
    "not handled_by_agent or amount > 3 CNY and days_overdue < 3",
    "total value of pledges >= 120% of amount",
    "total value of verified pledges >= amount",
    "count of visit_site with report > 1",
    "every one of pledges meets verified",
    "any one of pledges meets (value > 3 CNY)",
    "largest value of pledges > 3 CNY",
    "established < 3 years ago",
    "signed_at < 3 hours ago",
    "date of last visit_site > established",
    "time of last visit_site > signed_at",
    'site of last visit_site is "x"',
    'site of emergency is "x"',
    "report of first visit_site",
    "net_assets of customer > 3 CNY",
    "working days from established to 2024-05-01 > 3",
    "hours from signed_at to time of last visit_site > 3",
    "established + 3 months > 2024-01-01",
    "visit_site",
    "issue_report on the same day",
    "issue_report within 3 days",
    "last visit_site is missing",
    "amount is missing",
    "customer is missing",
    "amount / amount > 2",
    "2 * amount > least_amount",
]


@pytest.mark.parametrize("expression", SOUND)
def test_sound_conditions(expression: str):
    found = checked(f"{DUTY}    when {expression}\n")
    assert (found.codes(), found.syntax) == ([], ())
    assert found.policy is not None


def test_parameters_hold_constants_of_one_kind():
    assert checked(DUTY + "parameter p = amount\n").codes() == ["T022"]
    assert checked(DUTY + "parameter p = 0 days\n").codes() == ["T011"]


def test_a_faulty_declaration_is_reported_once():
    found = checked(f"parameter p = amount\n{DUTY}    when p > 3 CNY\n")
    assert found.codes() == ["T022"]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("client_manager must visit_site within least_amount", "T010"),
        ("client_manager must visit_site within 0 days", "T011"),
        ("client_manager must visit_site at least 0 days before issue_report", "T011"),
        ("client_manager must visit_site within 3 days counting roman", "N010"),
        ("client_manager must visit_site within 3 hours rolling", "D019"),
    ],
)
def test_deadlines(line: str, code: str):
    text = f"article 10\n  duty visit\n    after each emergency\n    {line}\n"
    assert checked(text).codes() == [code]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("given case amount 3", "T012"),
        ("given case amount 3 USD", "T012"),
        ("given case cover 3", "T012"),
        ("given case form limited", "T013"),
        ("given case amunt 3 CNY", "N001"),
        ("given case amount 3 CNY at 2024-05-01", "T014"),
        ("given record pledge in amount value 3 CNY", "T021"),
        ("given record pledge in pledge value 3 CNY", "N001"),
        ("given record pledge in pledges valu 3 CNY", "N015"),
        ("given record customers in pledges value 3 CNY", "N001"),
        ("given vist at 2024-05-01", "N001"),
        ("given visit_site at 2024-05-01 with reports yes", "N015"),
        ('given visit_site at 2024-05-01 by "Li" as manager', "N001"),
        ("given no visits", "N001"),
        ('given manager "Li" from 2024-01-01', "N001"),
        ("given register vist until 2024-05-01", "N001"),
        ("given document licence original", "N001"),
        ('given judgement fault yes at 2024-05-01 by "Li"', "N001"),
        ("given parameter report_within = 3", "T012"),
        ("given parameter visit_site = 3", "N002"),
        ("expect visits satisfied", "N001"),
        ("expect visit unknown because amunt", "N001"),
        ('expect "Li" liable for x at y', "N001"),
    ],
)
def test_scenarios(given: str, code: str):
    last = "" if given.startswith("expect") else "\n  expect visit satisfied"
    found = checked(f'{DUTY}scenario "s" as of 2024-06-30\n  {given}{last}\n')
    assert set(found.codes()) == {code}


def test_sound_scenarios():
    found = checked(
        f"""{DUTY}  checklist papers
    client_manager must have on file
      licence
    before issue_report
judgement gross_negligence by department_head
scenario "all of it" as of 2024-06-30
  given case amount 3 CNY, form company, covers (finances, repayment), credit_line unknown
  given record pledge in pledges value 3 CNY, verified yes
  given record customer in customer net_assets 3 CNY
  given client_manager "Li Na" from 2024-01-01
  given emergency at 2024-05-06 09:00 with site "x"
  given visit_site at 2024-05-07 by "Li Na" as client_manager with report yes
  given no established
  given register issue_report until 2024-05-31
  given document licence original filed 2024-02-01
  given judgement gross_negligence no at 2024-06-01 by "Wu" as department_head
  given parameter report_within = 2 working days
  given closed at 2024-06-01
  expect visit satisfied
"""
    )
    assert found.codes() == []
    assert found.policy is not None
    amount = found.policy.scenarios[0].givens[0].pairs[0].values[0]
    assert found.policy.typed[amount.span].value.currency == "CNY"

"""A sound text gives a policy: its vocabulary, its rules in their places, its typed conditions."""

import datetime as dt
from decimal import Decimal

import pytest

from dutylang.ops.types import DATE, NUMBER, YES_NO, Kind
from dutylang.policy.draft import draft_from
from dutylang.policy.from_ast import policy_from_ast, typed_from_expression
from dutylang.policy.model import Policy
from dutylang.policy.scope import Scope
from dutylang.policy.typed import (
    AgoDate,
    Apply,
    BreachTest,
    Const,
    ElapsedUnits,
    FoldEvents,
    FoldRecords,
    HappensTest,
    Missing,
    ReadAttribute,
    ReadDefinition,
    ReadField,
    ReadItem,
    ReadJudgement,
    ReadParameter,
    ReadPicked,
    ReadTable,
    ReadTrigger,
    Typed,
)
from dutylang.source import Source
from dutylang.syntax.ast import (
    AggregateKind,
    Duty,
    MoneyAmount,
    Obligation,
    OnlyAfter,
    Relation,
    Step,
    Which,
)
from dutylang.syntax.from_text import document_from_text
from dutylang.values import Money, Period, Unit
from tests.policy.texts import DUTY, HEAD, Checked, checked, checked_source

GUARANTEE = """
policy guarantee_diligence "Client-manager diligence in SME credit guarantees"
  version   "1.0"
  in force  from 2024-01-01 until 2029-12-31
  calendar  china
  timezone  "Asia/Shanghai"
  counting  civil_code

role client_manager    "client manager"     zh "客户经理"    reports to department_head
role department_head   "department head"    zh "部门负责人"  reports to general_manager
role general_manager
role review_committee body

case guarantee
  product          one of working_capital zh "流动资金", project_finance
  amount           money CNY
  outstanding      tracked money CNY
  established      date
  group            optional text
  handled_by_agent yes/no
  pledges          list of pledge

record pledge
  kind             one of mortgage, pledge, guarantor
  value            money CNY
  verified         yes/no

event receive_application
event visit_site         "on-site investigation"
  report           yes/no
event emergency          "sudden event at the customer"
event file_monitoring_report
  covers           set of one of use_of_funds, finances
event brief_leader
event submit_report
event issue_report
event amend_report
event attach_explanation
event issue_guarantee
event release_guarantee
event pay_compensation

judgement concealment by review_committee
parameter report_within = 1 working day
term principal zh "主责"
grades warning zh "警告", demerit

chapter 2 "Investigation and acceptance"

article 9 "Verification of what the customer supplies"
  checklist basic_documents
    client_manager must have on file and verified
      business_licence zh "营业执照"
      audited_statements for the last 3 years, or since established
      power_of_attorney original                 when handled_by_agent
    before issue_report

article 10 "On site first"
  duty visit_before_report
    client_manager must visit_site at least once
    between receive_application and issue_report

article 14 "Sudden events"
  in force from 2023-01-01 until 2025-12-31
  duty visit_after_emergency
    after each emergency
    client_manager must visit_site within 3 working days
    then must brief_leader within report_within
    then must submit_report within 5 working days
    if any step is missed
      department_head must visit_site within 2 working days

article 19 "The report stands as issued"
  prohibition quiet_amendment
    after issue_report
    client_manager must not amend_report
    unless attach_explanation on the same day

article 21 "Continuous monitoring"
  duty quarterly_monitoring
    every quarter from issue_guarantee until release_guarantee
    client_manager must file_monitoring_report
      with covers including use_of_funds, finances
  duty keep_covered
    from issue_guarantee until release_guarantee
    keep total value of verified pledges >= 120% of outstanding

article 27 "Grounds of liability"
  liability missed_inspection
    opens on pay_compensation
    for each unrepaired breach of quarterly_monitoring
    holds client_manager as principal, department_head as supervisor
    grade warning
    grade demerit when more than 2 in the case

article 28 "The diligent manager"
  exemption diligent
    from every liability of article 27
    for client_manager
    when no unrepaired breach of the duties of chapters 2 to 5 that the person bore
    effect full, on decision of review_committee within 30 working days
    barred by concealment

scenario "visited two days late" as of 2024-06-30
  given case amount 3,000,000 CNY, product working_capital
  given client_manager "Li Na" from 2024-01-01
  given emergency at 2024-05-06 09:00
  given visit_site at 2024-05-11 by "Li Na"
  expect visit_after_emergency late by 2 working days
"""


@pytest.fixture(scope="module")
def guarantee() -> Checked:
    return checked_source(Source("guarantee.duty", GUARANTEE))


def policy_of(found: Checked) -> Policy:
    assert found.policy is not None, (found.syntax, found.problems)
    return found.policy


def test_the_head(guarantee: Checked):
    policy = policy_of(guarantee)
    assert policy.declared.name == "guarantee_diligence"
    assert (policy.version, policy.calendar, policy.timezone, policy.counting) == (
        "1.0", "china", "Asia/Shanghai", "civil_code",
    )  # fmt: skip
    assert (policy.since, policy.until) == (dt.date(2024, 1, 1), dt.date(2029, 12, 31))
    assert len(policy.sha256) == 64
    assert [each.title for each in policy.scenarios] == ["visited two days late"]


def test_the_vocabulary(guarantee: Checked):
    words = policy_of(guarantee).vocabulary
    assert words.roles["client_manager"].reports_to == "department_head"
    assert words.roles["review_committee"].kind.value == "body"
    assert words.cases["guarantee"].fields["outstanding"].tracked
    assert words.cases["guarantee"].fields["group"].optional
    assert words.cases["guarantee"].fields["pledges"].type.record == "pledge"
    assert words.cases["guarantee"].fields["product"].type.values == ("working_capital", "project_finance")
    assert words.records["pledge"].fields["value"].type.currency == "CNY"
    assert words.events["visit_site"].fields["report"].type == YES_NO
    assert words.parameters["report_within"].versions[0].value.value == Period(1, Unit.WORKING_DAY)
    assert words.judgements["concealment"].by == ("review_committee",)
    assert list(words.documents) == ["business_licence", "audited_statements", "power_of_attorney"]
    assert words.grades == ("warning", "demerit")


def test_labels_of_every_sort(guarantee: Checked):
    words = policy_of(guarantee).vocabulary
    shown = {name: words.label(name, "zh") for name in words.labels}
    assert shown["client_manager"] == "客户经理"
    assert shown["working_capital"] == "流动资金"
    assert shown["business_licence"] == "营业执照"
    assert shown["principal"] == "主责"
    assert shown["warning"] == "警告"
    assert words.label("visit_site", "en") == "on-site investigation"
    assert words.label("visit_site", "zh") == "visit_site"


def test_rules_stand_in_their_articles_and_days_in_force(guarantee: Checked):
    rules = {each.rule.declared.name: each for each in policy_of(guarantee).rules}
    placed = rules["visit_after_emergency"]
    assert placed.article is not None
    assert (placed.article.number, placed.chapter) == ("14", 2)
    assert (placed.since, placed.until) == (dt.date(2024, 1, 1), dt.date(2025, 12, 31))
    assert rules["keep_covered"].until == dt.date(2029, 12, 31)


def clause(found: Checked, rule: str, kind: type) -> object:
    rules = {each.rule.declared.name: each.rule for each in policy_of(found).rules}
    duty = rules[rule]
    assert isinstance(duty, Duty)
    return next(each for each in duty.clauses if isinstance(each, kind))


def test_conditions_are_filed_under_their_places(guarantee: Checked):
    policy = policy_of(guarantee)
    ban = clause(guarantee, "quiet_amendment", Obligation)
    assert policy.typed[ban.unless.span] == HappensTest(
        "attach_explanation", Relation.SAME_DAY, None, None, YES_NO
    )
    demand = clause(guarantee, "quarterly_monitoring", Obligation)
    typed = policy.typed[demand.where.span]
    assert isinstance(typed, Apply)
    assert typed.op == "includes"
    assert isinstance(typed.args[0], ReadAttribute)
    assert typed.args[1].value == frozenset({"use_of_funds", "finances"})


def test_notes_alone_do_not_stop_a_policy(guarantee: Checked):
    assert guarantee.codes() == []
    noted = checked(DUTY + "define late means days_overdue > 3\n")
    assert [each.code for each in noted.problems] == ["N007"]
    assert noted.policy is not None


def test_the_digest_depends_on_the_texts_alone():
    def digest(*texts: str) -> str:
        documents = [(Source(f"{at}.duty", text), document_from_text(Source(f"{at}.duty", text))[0])
                     for at, text in enumerate(texts)]  # fmt: skip
        policy, _ = policy_from_ast(documents)
        assert policy is not None
        return policy.sha256

    assert digest(HEAD) == digest(HEAD)
    assert digest(HEAD) != digest(HEAD + "-- more\n")
    assert digest(HEAD, "event x\n") != digest(HEAD)


def test_a_digest_given_is_kept():
    document = document_from_text(Source("x", HEAD))[0]
    policy, _ = policy_from_ast([(Source("x", HEAD), document)], sha256="abc")
    assert policy is not None
    assert policy.sha256 == "abc"


def typed(expression: str, more: str = "") -> Typed:
    """The typed form of a condition of a duty that an emergency opens."""
    text = f"""{more}
article 10
  duty visit
    after each emergency
    client_manager must visit_site within 3 days
    when {expression}
"""
    found = checked(text)
    policy = policy_of(found)
    duty = next(each.rule for each in policy.rules if each.rule.declared.name == "visit")
    demand = next(each for each in duty.clauses if isinstance(each, Obligation))
    return policy.typed[demand.when.span]


MONEY = Kind.MONEY

READINGS = [
    ("handled_by_agent", ReadField(("handled_by_agent",), YES_NO)),
    ("visit_site", HappensTest("visit_site", Relation.EVER_BEFORE, None, None, YES_NO)),
    ("issue_report within 3 days", HappensTest(
        "issue_report", Relation.WITHIN_AFTER, Period(3, Unit.DAY), None, YES_NO)),
    ("report of last visit_site", ReadPicked(Which.LAST, "visit_site", None, "report", YES_NO)),
    ("fault", ReadJudgement("fault", YES_NO)),
    ("sound", ReadDefinition("sound", YES_NO)),
]  # fmt: skip


@pytest.mark.parametrize(("expression", "expected"), READINGS)
def test_readings(expression: str, expected: Typed):
    more = "judgement fault by client_manager\ndefine sound means not handled_by_agent"
    assert typed(expression, more) == expected


def args_of(expression: str, more: str = "") -> tuple[Typed, ...]:
    found = typed(expression, more)
    assert isinstance(found, Apply)
    return found.args


def test_an_attribute_of_the_opening_event():
    left, right = args_of('site of emergency is "x"')
    assert isinstance(left, ReadTrigger)
    assert (left.event, left.attribute) == ("emergency", "site")
    assert isinstance(right, Const)


def test_a_value_gets_the_type_of_the_other_side():
    left, right = args_of("form is company")
    assert right == Const("company", left.type)
    left, right = args_of("company is form")
    assert left == Const("company", right.type)


def test_membership_of_values_is_a_set_and_of_numbers_a_choice():
    _, right = args_of("form in company, person")
    assert right.value == frozenset({"company", "person"})
    choice = typed("days_overdue in 1, 2")
    assert isinstance(choice, Apply)
    assert choice.op == "or"
    assert [each.op for each in choice.args] == ["==", "=="]


def test_figures_over_records_and_events():
    left, _ = args_of("total value of verified pledges > 3 CNY")
    assert isinstance(left, FoldRecords)
    assert (left.kind, left.path) == (AggregateKind.TOTAL, ("pledges",))
    assert isinstance(left.value, ReadItem)
    assert left.where == ReadItem("verified", YES_NO)
    left, _ = args_of("count of visit_site with report > 1")
    assert left == FoldEvents(
        AggregateKind.COUNT, "visit_site", None, ReadAttribute("report", YES_NO), NUMBER
    )


def test_a_share_by_a_parameter():
    _, right = args_of("amount >= floor of amount", "parameter floor = 120%")
    assert isinstance(right, Apply)
    assert right.op == "percent_of"
    assert isinstance(right.args[0], ReadParameter)


def test_fields_of_single_records_and_dates_of_events():
    left, _ = args_of("net_assets of customer > 3 CNY")
    assert isinstance(left, ReadField)
    assert left.path == ("customer", "net_assets")
    left, _ = args_of("date of last visit_site > established")
    assert left == ReadPicked(Which.LAST, "visit_site", None, "@date", DATE)


def test_spans_of_time():
    _, right = args_of("established < 3 years ago")
    assert right == AgoDate(Period(3, Unit.YEAR), DATE)
    left, _ = args_of("working days from established to 2024-05-01 > 3")
    assert isinstance(left, ElapsedUnits)
    assert left.unit is Unit.WORKING_DAY


def test_missing_data():
    assert isinstance(typed("amount is missing"), Missing)
    missing = typed("last visit_site is missing")
    assert isinstance(missing, Missing)
    assert isinstance(missing.of, ReadPicked)


def test_definitions_over_records_are_read_inside_figures():
    more = "define sound of pledge means verified and value > 3 CNY"
    left, _ = args_of("count of pledges with sound > 1", more)
    assert isinstance(left, FoldRecords)
    assert left.where == ReadDefinition("sound", YES_NO)


def test_definitions_are_typed_after_what_they_read():
    more = "define late means worse or days_overdue > 3\ndefine worse means days_overdue > 90"
    assert typed("late", more) == ReadDefinition("late", YES_NO)


def test_date_times_are_in_the_policys_timezone():
    _, right = args_of("signed_at > 2024-05-06 09:00")
    assert isinstance(right, Const)
    assert right.value.isoformat() == "2024-05-06T09:00:00+08:00"


def test_the_act_of_a_prohibition_and_of_a_precedence_can_be_asked():
    text = """
event disburse
  sum money CNY
event approve
  sum money CNY
article 10
  prohibition too_much
    client_manager must not disburse
    when sum of disburse > 3 CNY
  duty approved_first
    client_manager may disburse only after approve with sum >= sum of disburse
"""
    found = checked(text)
    policy = policy_of(found)
    ban = clause(found, "too_much", Obligation)
    left = policy.typed[ban.when.span].args[0]
    assert (left.event, left.attribute) == ("disburse", "sum")
    prior = clause(found, "approved_first", OnlyAfter)
    condition = policy.typed[prior.prior_where.span]
    assert [type(each) for each in condition.args] == [ReadAttribute, ReadTrigger]


def test_a_then_step_is_opened_by_the_act_before_it():
    text = """
article 10
  duty visit
    after each emergency
    client_manager must visit_site within 3 days
    then must issue_report within 3 days when report of visit_site
"""
    found = checked(text)
    step = clause(found, "visit", Step)
    typed_step = policy_of(found).typed[step.obligation.when.span]
    assert isinstance(typed_step, ReadTrigger)
    assert typed_step.event == "visit_site"


def test_a_table_reads_cells_as_conditions():
    text = """
article 30
  table risk first match
    | days_overdue | form            | class  |
    | 1 to 90      | any             | normal |
    | > 90         | company, person | loss   |
    | otherwise    | any             | doubt  |
"""
    table = policy_of(checked(text)).vocabulary.tables["risk"]
    first, second, last = table.rows
    assert [None if each is None else each.op for each in first.tests] == ["and", None]
    assert [None if each is None else each.op for each in second.tests] == [">", "or"]
    assert last.is_else
    assert [row.outcome.value for row in table.rows] == ["normal", "loss", "doubt"]
    left, right = args_of("risk is loss", text)
    assert isinstance(left, ReadTable)
    assert right.value == "loss"


def test_liability_may_read_breaches(guarantee: Checked):
    tests = [each for each in policy_of(guarantee).typed.values() if isinstance(each, BreachTest)]
    assert tests == [BreachTest(2, 5, None, True, True, YES_NO)]


def test_one_expression_can_be_typed_alone():
    source = Source("x", HEAD)
    draft = draft_from([(source, document_from_text(source)[0])])
    typed_form, problems = typed_from_expression(MoneyAmount(Decimal(3), "CNY"), Scope(draft))
    assert typed_form is not None
    assert typed_form.value == Money(Decimal(3), "CNY")
    assert problems == ()

"""Portfolios: what they count, how they are grouped, and that nothing reads upward."""

import pytest

from dutylang.ops.types import NUMBER, PERCENT, YES_NO, Kind
from dutylang.policy.model import FigureInfo
from dutylang.policy.typed import (
    Apply,
    BreachTest,
    FoldCases,
    ReadDefinition,
    ReadField,
    ReadFigure,
    ReadParameter,
)
from dutylang.syntax.ast import AggregateKind
from dutylang.values import Unit
from tests.policy.texts import DUTY, Checked, checked_cleanly

SHARE = "means total amount of handled_by_agent loan / total amount of loan"
COUNT = "means count of loan"


def with_portfolio(*lines: str, before: str = "", after: str = "") -> Checked:
    body = "".join(f"    {line}\n" for line in lines)
    return checked_cleanly(before + DUTY + "article 30\n  portfolio figure\n" + body + after)


def figure_of(*lines: str, before: str = "", after: str = "") -> FigureInfo:
    found = with_portfolio(*lines, before=before, after=after)
    assert found.policy is not None, found.problems
    return found.policy.vocabulary.figures["figure"]


def test_a_share_is_in_percent():
    figure = figure_of(SHARE)
    assert isinstance(figure.body, Apply)
    assert (figure.type, figure.body.type) == (PERCENT, NUMBER)
    bad, whole = figure.body.args
    assert isinstance(bad, FoldCases)
    assert isinstance(whole, FoldCases)
    assert (bad.kind, bad.case) == (AggregateKind.TOTAL, "loan")
    assert isinstance(bad.where, ReadField)
    assert isinstance(bad.value, ReadField)
    assert (bad.where.path, bad.value.path, whole.where) == (("handled_by_agent",), ("amount",), None)


@pytest.mark.parametrize(
    ("means", "kind"),
    [
        (COUNT, NUMBER),
        ("means count of loan / 12", NUMBER),
        ("means count of loan with (handled_by_agent) / count of loan", PERCENT),
        ("means any one of loan meets handled_by_agent", YES_NO),
        ("means largest days_overdue of loan", NUMBER),
        ("means count of loan with (visit_site) + 1", NUMBER),
    ],
)
def test_the_type_of_a_figure(means, kind):
    assert figure_of(means).type == kind


def test_an_average_keeps_its_currency():
    figure = figure_of("means total amount of loan / count of loan")
    assert (figure.type.kind, figure.type.currency) == (Kind.MONEY, "CNY")


def test_a_figure_is_grouped_and_placed():
    plain = figure_of(COUNT)
    assert (plain.role, plain.field, plain.unit, plain.date) == (None, None, None, None)
    by_role = figure_of("by client_manager", "every year by the date established", COUNT)
    assert (by_role.role, by_role.field, by_role.unit) == ("client_manager", None, Unit.YEAR)
    assert isinstance(by_role.date, ReadField)
    by_field = figure_of("by form", COUNT)
    assert by_field.role is None
    assert isinstance(by_field.field, ReadField)


def test_a_figure_may_be_grouped_by_a_definition():
    big = "define big means amount > 1000 CNY\n"
    for figure in (figure_of("by big", COUNT, before=big), figure_of("by big", COUNT, after=big)):
        assert isinstance(figure.field, ReadDefinition)


@pytest.mark.parametrize(
    ("lines", "codes"),
    [
        (("by client_manager",), ["D042"]),
        ((COUNT, COUNT), ["D043"]),
        (("by client_manager", "by form", COUNT), ["D043"]),
        (("by nobody_known", COUNT), ["N015"]),
        (("by pledges", COUNT), ["D048"]),
        (("every year by the date amount", COUNT), ["T027"]),
        (("every year by the date opened", COUNT), ["N015"]),
        (("means count of loan with (height > 3)",), ["N001"]),
        (("means total height of loan",), ["N015"]),
        (("means total form of loan",), ["T009"]),
        (("means largest form of loan",), ["T009"]),
        (("means amount / count of loan",), ["D046"]),
        (("means count of visit_site",), ["D046"]),
        (("means report_within",), ["D046"]),
        (("means count of loan with (count of loan > 3)",), ["D045"]),
        (("means count of loan with (the person did visit_site)",), ["D044"]),
        (("means no breach of article 10",), ["D010"]),
    ],
)
def test_what_a_portfolio_must_say(lines, codes):
    assert with_portfolio(*lines).codes() == codes


def test_a_definition_of_one_case_is_read_inside_a_figure_alone():
    before = "define big means amount > 1000 CNY\ndefine soon means report_within\n"
    assert figure_of("means count of loan with (big)", before=before).type == NUMBER
    outside = with_portfolio("means count of loan with (amount > 3 CNY) > 3 and big", before=before)
    assert outside.written(outside.only("D046")) == "big"


def test_a_parameter_may_stand_beside_a_figure():
    figure = figure_of("means count of loan * factor", before="parameter factor = 3\n")
    assert isinstance(figure.body, Apply)
    assert isinstance(figure.body.args[1], ReadParameter)


def test_a_field_must_mean_the_same_in_every_kind_of_case():
    more = "case guarantee\n  form text\n  amount money CNY\n"
    both = "means count of loan + count of guarantee"
    assert with_portfolio("by form", both, before=more).codes() == ["N013"]
    assert with_portfolio("by amount", both, before=more).codes() == []
    assert with_portfolio("by established", both, before=more).codes() == ["N015"]


def test_a_figure_over_facts_is_read_by_a_duty():
    after = "  duty again\n    when figure > 3%\n    client_manager must issue_report\n"
    found = with_portfolio(SHARE, after=after)
    assert found.codes() == []
    assert found.policy is not None
    assert ReadFigure("figure", PERCENT) in [
        arg for each in found.policy.typed.values() if isinstance(each, Apply) for arg in each.args
    ]


def test_a_figure_reads_another():
    after = "  portfolio twice\n    means figure * 2\n"
    assert with_portfolio(COUNT, after=after).codes() == []


def test_a_quotient_of_portfolios_is_a_share_too():
    after = "  portfolio share\n    means figure / count of loan\n"
    found = with_portfolio("means count of loan with (handled_by_agent)", after=after)
    assert found.policy is not None
    assert found.policy.vocabulary.figures["share"].type == PERCENT


def test_figures_in_a_circle_are_told():
    after = "  portfolio twice\n    means figure * 2\n"
    assert with_portfolio("means count of loan + twice", after=after).codes() == ["D009"]


CLEAN = "means count of loan with (no unrepaired breach of article 10)"


def test_a_figure_that_counts_findings_is_over_verdicts():
    figure = figure_of(CLEAN)
    assert figure.over_verdicts
    assert isinstance(figure.body, FoldCases)
    assert isinstance(figure.body.where, BreachTest)
    assert not figure_of(COUNT).over_verdicts


UPWARD = [
    "  duty again\n    when figure > 3\n    client_manager must issue_report\n",
    "  duty again\n    client_manager must issue_report unless many\ndefine many means figure > 3\n",
    "  duty again\n    client_manager must issue_report unless other > 3\n"
    "  portfolio other\n    means figure + 1\n",
    "  checklist papers\n    client_manager must have on file\n      - licence when figure > 3\n"
    "    before issue_report\n",
    "  exception small\n    to visit\n    when figure > 3\n",
    "  duty again\n    client_manager must issue_report when size is many\n"
    "  table size first match\n    | figure | class |\n    | > 3 | many |\n    | otherwise | few |\n",
]


@pytest.mark.parametrize("after", UPWARD)
def test_nothing_reads_upward(after):
    assert with_portfolio(CLEAN, after=after).codes() == ["D049"]


@pytest.mark.parametrize("after", UPWARD)
def test_the_same_figure_over_facts_may_be_read(after):
    assert with_portfolio("means count of loan with (handled_by_agent)", after=after).codes() == []


def test_rules_about_persons_read_figures_over_verdicts():
    after = """article 31
  liability many
    for figure > 3
    holds client_manager as principal
  exemption small
    from many
    when figure < 9
    effect full
"""
    assert with_portfolio(CLEAN, after=after).codes() == []


def test_cases_are_counted_in_a_portfolio_alone():
    text = DUTY + "  duty again\n    when count of loan > 3\n    client_manager must issue_report\n"
    found = checked_cleanly(text)
    assert found.written(found.only("D045")) == "count of loan"
    assert found.codes() == ["D045"]


def test_a_fault_in_a_portfolio_is_told_once():
    after = "  duty again\n    when figure > 3\n    client_manager must issue_report\n"
    assert with_portfolio("means count of loan with (height > 3)", after=after).codes() == ["N001"]

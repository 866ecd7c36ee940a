"""A text with faults of syntax: what is sure is still said, what may come of a gap is not."""

from dutylang.policy.from_ast import policy_from_ast
from dutylang.policy.partial import sure_problems
from dutylang.syntax.from_text import document_from_text
from tests.policy.texts import below_head


def sure(text: str) -> list[str]:
    source = below_head(text)
    document, syntax = document_from_text(source)
    assert syntax
    problems = policy_from_ast([(source, document)])[1]
    return [each.code for each in sure_problems(problems, syntax, [(source, document)])]


RULES = """
article 10
  duty visit
    after each emergency
    client_manager must visit_site within {}
    when amount > credit_line
  duty again
    after each emergncy
    client_manager must visit_site within 3 days
"""


def test_without_faults_of_syntax_everything_is_said():
    source = below_head(RULES.format("3 days"))
    document, syntax = document_from_text(source)
    assert syntax == ()
    problems = policy_from_ast([(source, document)])[1]
    assert sure_problems(problems, (), [(source, document)]) == problems


def test_a_broken_obligation_hides_no_other_fault():
    assert sure(RULES.format("working days days")) == ["N001"]


def test_a_broken_declaration_makes_its_own_names_unsure_and_no_others():
    text = RULES.format("3 days")
    assert sure("event emergncy 5\n" + text) == ["T002"]
    assert sure("event 5\n" + text) == ["T002", "N001"]


def test_a_lost_block_takes_its_names_with_it():
    text = """
record 5
  plot  text
article 10
  duty visit
    after each emergency
    client_manager must visit_site within 3 days with plot is "1"
"""
    assert sure(text) == []


def test_what_is_read_with_its_fix_leaves_no_gap():
    assert sure("event sign ing\n" + RULES.format("3 days")) == ["T002", "N001"]
    slip = RULES.replace("must visit_site within {}", "mst vist_site within 3 days")
    assert sure(slip) == ["N001", "T002", "N001"]


def test_a_gap_in_one_rule_says_nothing_of_another():
    text = """
article 10
  duty visit
    after each emergency
    client_manager must visit_site within days
  duty again
    after each emergency
"""
    assert sure(text) == ["D002"]


def test_a_text_that_is_not_used_makes_all_names_unsure():
    assert sure("use vocabulary\n" + RULES.format("3 days")) == ["T002"]


def test_a_name_that_stands_in_a_broken_line_is_not_called_unknown():
    text = """
article 9
  define late mean days_overdue > 3
article 10
  duty visit
    after each emergency
    client_manager must visit_site within 0 days
    when late
"""
    assert sure(text) == ["T011"]

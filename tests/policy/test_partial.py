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


def test_a_broken_declaration_makes_unknown_names_unsure():
    assert sure("event sign ing\n" + RULES.format("3 days")) == ["T002"]


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

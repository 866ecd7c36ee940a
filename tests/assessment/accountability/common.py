"""A small policy about guarantees with grounds written in a line, and what follows for its persons."""

from functools import cache

from dutylang.assessment.model import CaseAssessment
from dutylang.assessment.persons import ExemptionResult, PersonResult
from dutylang.pipeline import Loaded, loaded_from_text, run_scenarios

HEAD = """policy house "Guarantees"
  version "1.0"
  in force from 2024-01-01
  calendar weekdays
  timezone "Asia/Shanghai"
  counting civil_code
role lead reports to head
role second reports to head
role head reports to chief
role chief
role board body reports to council
role council body
case guarantee
  loss money CNY
  urgent yes/no
  bad yes/no
  rating one of normal, doubtful
event alarm
event visit
event report
event amend
event pay
event conceal
  grave yes/no
event object
event apply
event inquire
event hand
judgement negligent by board, council within 10 days after inquire
judgement fair by board, council
term principal
term joint
term supervisor
grades note, warning, demerit
chapter 2 "Duties"
article 2 "Visit"
  duty visits
    after each alarm
    lead must visit within 10 days
article 3 "Report"
  duty reports
    after each alarm
    lead must report within 20 days
    otherwise head must report within 10 days
article 4 "No amendment"
  prohibition amends
    lead must not amend
chapter 3 "Persons"
article 9 "Liability"
"""

PEOPLE = """given lead "Li" from 2024-01-01
given head "Wang" from 2024-01-01
given chief "Chen" from 2024-01-01
given board "Sun" from 2024-01-01
given council "Xu" from 2024-01-01
"""
"""Li leads, Wang is head, Chen the chief; Sun decides for the board and Xu for the council above it."""

MISSED = 'given alarm at 2024-05-06\ngiven report at 2024-05-07 by "Li"\n'
"""The report came, the visit was due on 2024-05-16 and never came."""


@cache
def policy_of(rules: str, more: str = "") -> Loaded:
    """The policy with these grounds (indented as in an article), which must check."""
    head = HEAD.replace("term principal\n", f"term principal\n{more}")
    loaded, found = loaded_from_text(head + rules)
    assert loaded is not None, [(each.code, dict(each.args), each.span.line) for each in found]
    return loaded


def assessed(rules: str, lines: str, as_of: str = "2024-12-31", more: str = "") -> CaseAssessment:
    """The assessment of a case written in the lines of a scenario."""
    body = "".join(f"  {line.strip()}\n" for line in lines.strip().splitlines())
    text = f'{rules}scenario "s" as of {as_of}\n{body}  expect visits satisfied\n'
    [result] = run_scenarios(policy_of(text, more))
    assert result.assessment is not None, result.problems
    return result.assessment


def result_of(assessment: CaseAssessment, person: str, liability: str = "ground") -> PersonResult:
    """The one result of a person on a ground."""
    [result] = [each for each in assessment.persons if (each.person, each.liability) == (person, liability)]
    return result


def results(assessment: CaseAssessment) -> dict[str, str]:
    """Every person's result in short, of those who answer or may."""
    return {each.person: each.result.value for each in assessment.persons if each.result.value != "none"}


def exemption_of(assessment: CaseAssessment, person: str = "Li") -> ExemptionResult:
    """The one exemption of a person."""
    [exemption] = result_of(assessment, person).exemptions
    return exemption


def codes(assessment: CaseAssessment) -> list[str]:
    """The codes of the problems."""
    return [each.code for each in assessment.problems]


def subjects(result: PersonResult) -> set[str]:
    """What would decide a result."""
    return {leaf.subject for leaf in result.deciders}

"""A policy with scenarios as a book: columns against the reference, and which cases the columns judged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from zoneinfo import ZoneInfo

import attrs

from dutylang.assessment.bulk.engine import judged_in_columns, rows_from
from dutylang.assessment.model import Horizon
from dutylang.assessment.rows import Row, row_of
from dutylang.assessment.single.rules import findings_of_rule
from dutylang.assessment.single.standing import context_of_case
from dutylang.cases.columns.from_records import columns_from_records
from dutylang.cases.record import CaseRecord
from dutylang.cases.scenario import case_from_scenario
from dutylang.pipeline import loaded_from_text
from dutylang.values import Moment

HEAD = """
policy house "House"
  version "1"
  in force from 2024-01-01
  calendar weekdays
  timezone "UTC"
  counting exact

role clerk reports to head
role head

case file
  urgent yes/no
  city text
  amount money CNY
  balance tracked money CNY
  size tracked number
  pledges list of pledge
record pledge
  value money CNY
  good yes/no

event alarm
  site text
  severe yes/no
event visit
  site text
  covers set of one of funds, progress, site_plan
event call
event grant
event stop
event resume
event cancel
event close_file
event noise
event report
"""


@attrs.frozen
class Held:
    """What a book came to. `rows` and `routed` go by scenario and rule."""

    rows: Mapping[tuple[str, str], tuple[Row, ...]]
    routed: frozenset[tuple[str, str]]
    formless: Mapping[str, str]

    def said(self, scenario: str, rule: str) -> list[str]:
        """The verdicts of a rule in a scenario."""
        return [row.verdict.value for row in self.rows[scenario, rule]]

    def reasons(self, scenario: str, rule: str) -> list[str]:
        """The reasons of a rule in a scenario."""
        return [row.reason for row in self.rows[scenario, rule]]


def held(body: str, head: str = HEAD) -> Held:
    """Judges the scenarios of a policy both ways; they must come to the same rows, in the same order."""
    loaded, problems = loaded_from_text(head + body, "house.duty")
    assert loaded is not None, problems
    plan = loaded.plan
    books: dict[Moment, list[CaseRecord]] = defaultdict(list)
    for scenario in loaded.policy.scenarios:
        case, as_of, _, _, _ = case_from_scenario(scenario, loaded.policy)
        books[as_of].append(attrs.evolve(case, id=scenario.title))
    rows: dict[tuple[str, str], tuple[Row, ...]] = {}
    routed: set[tuple[str, str]] = set()
    formless: dict[str, str] = {}
    for as_of, cases in books.items():
        judged = judged_in_columns(
            plan, columns_from_records(cases, ZoneInfo(plan.timezone), as_of), Horizon(as_of)
        )
        formless |= judged.formless
        for place, found in rows_from(judged):
            case = cases[place]
            setting = context_of_case(plan, case, Horizon(as_of)).setting
            expected = [row_of(each) for rule in plan.rules for each in findings_of_rule(rule, setting)]
            assert list(found) == expected, case.id
            for rule in judged.rules:
                name = rule.rule.name
                rows[case.id, name] = tuple(row for row in found if row.rule == name)
                if rule.routed[place]:
                    routed.add((case.id, name))
    return Held(rows, frozenset(routed), formless)

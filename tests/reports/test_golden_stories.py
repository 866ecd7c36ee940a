"""Every scenario on persons can be told: each person's story, the deadlines, and JSON that keeps to the schema."""

import json
import re
from pathlib import Path

import jsonschema
import pytest

from dutylang.assessment.model import Horizon
from dutylang.cases.scenario import case_from_scenario
from dutylang.pipeline import Loaded, assess, load_policy
from dutylang.reports.agenda import agenda_of, agenda_of_case
from dutylang.reports.agenda_shown import agenda_lines
from dutylang.reports.as_text import person_lines
from dutylang.reports.finding_json import SCHEMA, case_json
from dutylang.reports.layout import Paint
from dutylang.reports.names import names_from_policy
from dutylang.reports.person_story import persons_in, story_of_person
from dutylang.syntax.ast import Scenario
from tests.house.tree import ROOT

POLICIES = sorted((ROOT / "tests" / "language" / "persons").glob("*.duty"))
PLAIN = Paint(color=False)
# A key without words is shown as itself, an argument that is not there in its braces.
UNTOLD = re.compile(
    r"\{|\b(?:ground|reason|exempted|answer|person|changed|why|leaf|level|agenda|remedy)\.[a-z_]+\b"
)
_DOCUMENT = json.loads(SCHEMA.read_text(encoding="utf-8"))
CASE_SCHEMA = jsonschema.Draft202012Validator({"$ref": "#/$defs/case", "$defs": _DOCUMENT["$defs"]})


def lines_of(scenario: Scenario, loaded: Loaded, tongue: str) -> list[str]:
    """All that is told of a scenario; its JSON is held against the schema."""
    names = names_from_policy(loaded.policy, loaded.plan, tongue)
    case, as_of, known_at, overrides, _ = case_from_scenario(scenario, loaded.policy)
    assessed = assess(loaded, case, Horizon(as_of, known_at), overrides)
    CASE_SCHEMA.validate(json.loads(json.dumps(case_json(case, assessed, names))))
    agenda = agenda_of([agenda_of_case(case, assessed, as_of, names)])
    lines = agenda_lines(agenda, as_of, None, names, PLAIN)
    for person in persons_in(case, assessed):
        lines += person_lines(story_of_person(person, case, assessed, names, as_of.day), PLAIN)
    return lines


@pytest.mark.parametrize("path", POLICIES, ids=lambda path: path.name)
def test_scenarios_on_persons_can_be_told(path: Path):
    loaded, _, problems = load_policy(path)
    assert loaded is not None, problems
    tongue = "zh" if ".zh." in path.name else "en"
    for scenario in loaded.policy.scenarios:
        assert [line for line in lines_of(scenario, loaded, tongue) if UNTOLD.search(line)] == []

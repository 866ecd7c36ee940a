"""Any finding can be told: it has a story, a row, and JSON that keeps to the schema."""

import datetime as dt
import json

import jsonschema
from hypothesis import given
from hypothesis import strategies as st

from dutylang.assessment.leaves import Leaf, LeafKind
from dutylang.assessment.model import Breach, Finding, Flag, NearMiss, Verdict
from dutylang.reports.cells import cell_text
from dutylang.reports.finding_json import SCHEMA, finding_json
from dutylang.reports.finding_rows import FINDING_COLUMNS, finding_row
from dutylang.reports.story import story_from_finding
from dutylang.values import Moment, Period, Unit
from tests.reports.common import COUNT, EVENTS, names_in

TEXTS = st.text(max_size=8)
DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2100, 1, 1))
INSTANTS = st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2100, 1, 1), timezones=st.just(dt.UTC))
MOMENTS = st.builds(Moment, DAYS) | st.builds(lambda at: Moment(at.date(), at), INSTANTS)
POSITIONS = st.integers(0, 4)
LEAVES = st.builds(Leaf, st.sampled_from(LeafKind), TEXTS, TEXTS, TEXTS, st.none() | POSITIONS)
ARGUMENTS = st.dictionaries(
    st.sampled_from(["event", "type", "count", "lacking", "article", "rule", "persons"]),
    TEXTS | POSITIONS | MOMENTS | st.lists(TEXTS, max_size=3) | st.none(),
)
FINDINGS = st.builds(
    Finding,
    key=TEXTS,
    case_id=TEXTS,
    rule=TEXTS,
    article=TEXTS,
    verdict=st.sampled_from(Verdict),
    reason=TEXTS | st.sampled_from(["done_late", "too_many", "not_on_file", "other_came_next"]),
    reason_args=ARGUMENTS,
    flags=st.frozensets(st.sampled_from(Flag)),
    advisory=st.booleans(),
    part=TEXTS,
    level=TEXTS | st.just("then-1"),
    roles=st.lists(TEXTS, max_size=2).map(tuple),
    persons=st.lists(TEXTS, max_size=2).map(tuple),
    trigger=st.none() | POSITIONS,
    period=st.none() | TEXTS | st.just("2024-Q3"),
    opened=st.none() | MOMENTS,
    due=st.none() | MOMENTS,
    done=st.none() | MOMENTS,
    lateness=st.none() | st.builds(Period, st.integers(-3, 99), st.sampled_from(Unit)),
    evidence=st.lists(POSITIONS, max_size=2).map(tuple),
    counts=st.sampled_from([(), (COUNT,)]),
    near_misses=st.lists(st.builds(NearMiss, POSITIONS, TEXTS), max_size=2).map(tuple),
    breaches=st.lists(st.builds(Breach, MOMENTS, st.none() | MOMENTS), max_size=2).map(tuple),
    possible=st.frozensets(st.sampled_from(Verdict)),
    deciders=st.lists(LEAVES, max_size=2).map(tuple),
)
_DOCUMENT = json.loads(SCHEMA.read_text(encoding="utf-8"))
FINDING_SCHEMA = jsonschema.Draft202012Validator({"$ref": "#/$defs/finding", "$defs": _DOCUMENT["$defs"]})


@given(FINDINGS, st.sampled_from(["en", "zh"]))
def test_any_finding_has_a_story(finding: Finding, tongue: str):
    story = story_from_finding(finding, EVENTS, names_in(tongue))
    assert all(text.strip() for text in [story.heading, *story.paragraphs])
    assert not any(character in text for text in story.paragraphs for character in "\n\r\x1b")


@given(FINDINGS, st.sampled_from(["en", "zh"]))
def test_any_finding_is_json_of_the_schema(finding: Finding, tongue: str):
    found = json.loads(json.dumps(finding_json(finding, EVENTS, names_in(tongue))))
    FINDING_SCHEMA.validate(found)


@given(FINDINGS)
def test_any_finding_is_a_row(finding: Finding):
    names = names_in("en")
    cells = finding_row(finding, finding.verdict, EVENTS, names)
    assert len(cells) == len(FINDING_COLUMNS)
    assert all(isinstance(cell_text(cell, names), str) for cell in cells)

"""What bodies decide on and what they decided: in stories, agendas and JSON, in both tongues."""

import datetime as dt
import json

import attrs
import jsonschema
import pytest

from dutylang.assessment.model import CaseAssessment, Verdict
from dutylang.assessment.persons import ExemptionResult, ExemptionState, Requirement, Result
from dutylang.cases.record import JudgementRecord, Participant
from dutylang.reports.agenda import agenda_of_case
from dutylang.reports.agenda_shown import agenda_json, item_words
from dutylang.reports.decisions import decided_on_words, decision_json, decision_words, decisions_about
from dutylang.reports.finding_json import SCHEMA, case_json
from dutylang.reports.names import Names
from dutylang.reports.person_story import story_of_person
from dutylang.reports.person_words import open_question_words, requirement_words
from dutylang.values import Truth
from tests.cli.common import flat, run
from tests.house.tree import ROOT
from tests.reports.accounts import ASSESSED, CASE, QUESTION, names_of, result
from tests.reports.common import EVENTS, RUN, day

MADE = JudgementRecord(
    "negligence",
    False,
    day("2024-06-10"),
    Participant("Sun Li", "committee"),
    "the minutes of 10 June",
    "Li Na",
)
OPENED = JudgementRecord("negligence", None, day("2024-06-01"), Participant("Sun Li"))
GRANTED = JudgementRecord(
    "diligent", True, day("2024-06-12"), Participant("Sun Li", "committee"), "kept to it"
)
EXAMPLE = ROOT / "examples" / "seven_articles"
AS_OF = ("--as-of", "2026-06-30")


def names_in(tongue: str) -> Names:
    return attrs.evolve(names_of(tongue), decided_on={"negligence": ("report", "visit")})


@pytest.mark.parametrize(
    ("tongue", "made", "opened"),
    [
        (
            "en",
            "“gross negligence”: no, decided on 10 June 2024 by Sun Li (review committee); about Li Na; "
            "grounds: the minutes of 10 June",
            "“gross negligence”: opened on 1 June 2024 by Sun Li, not decided yet",
        ),
        (
            "zh",
            "“重大过失”：Sun Li（评审委员会）于2024年6月10日认定为“否”，涉及Li Na，理由：the minutes of 10 June",
            "“重大过失”：Sun Li于2024年6月1日提出，尚未决定",
        ),
    ],
)
def test_a_decision_in_words(tongue: str, made: str, opened: str):
    names = names_in(tongue)
    assert decision_words(MADE, names) == made
    assert decision_words(OPENED, names) == opened


@pytest.mark.parametrize(
    ("tongue", "words"),
    [("en", "to be decided on: “report”, “visit to the site”"), ("zh", "认定依据：“报告”、“实地调查”")],
)
def test_an_open_question_says_what_it_is_decided_on(tongue: str, words: str):
    names = names_in(tongue)
    assert open_question_words(QUESTION, EVENTS, names).endswith(words)
    assert decided_on_words("x", "diligent", names) == "x"
    story = story_of_person("Zhao Lei", CASE, ASSESSED, names)
    told = [block.heading for section in story.sections for _, block in section.blocks]
    assert any(each.endswith(words) for each in told)
    agenda = agenda_of_case(CASE, ASSESSED, RUN.as_of, names)
    (item,) = [each for each in agenda.items if each.subject == "negligence"]
    assert words in item_words(item, names)
    shown = agenda_json(agenda, RUN.as_of, None, names)
    assert [each["decided_on"] for each in shown["items"] if each["subject"] == "negligence"] == [
        ["report", "visit"]
    ]  # type: ignore[index, union-attr]


def test_decisions_about_a_person_are_those_about_the_case_too():
    case = attrs.evolve(CASE, judgements=(MADE, OPENED))
    assert decisions_about("Li Na", case) == [MADE, OPENED]
    assert decisions_about("Wang Wu", case) == [OPENED]
    story = story_of_person("Li Na", case, ASSESSED, names_in("en"))
    (decided,) = [section for section in story.sections if section.title == "Decided so far"]
    assert [block.heading for _, block in decided.blocks] == [
        decision_words(each, names_in("en")) for each in (MADE, OPENED)
    ]


def test_a_granted_exemption_names_the_grounds_of_the_decision():
    granted = ExemptionResult(
        "diligent", "28", ExemptionState.GRANTED, decided_by="Sun Li", decided_at=day("2024-06-12")
    )
    assessed = attrs.evolve(ASSESSED, persons=(result("Li Na", Result.EXEMPT, exemptions=(granted,)),))
    case = attrs.evolve(CASE, judgements=(GRANTED,))
    for tongue, words in (("en", "Grounds of the decision: kept to it."), ("zh", "决定理由：kept to it。")):
        story = story_of_person("Li Na", case, assessed, names_in(tongue))
        told = [
            text for section in story.sections for _, block in section.blocks for text in block.paragraphs
        ]
        assert any(words in each for each in told)


def test_the_json_of_a_case_follows_the_schema():
    asked = ExemptionResult(
        "diligent",
        "28",
        ExemptionState.NOT_MET,
        requirements=(
            Requirement(Truth.NO, subjects=("amount",), findings=("k-visit",)),
            Requirement(Truth.UNKNOWN, "negligence", ("negligence",), deciders=(QUESTION.leaf,)),
        ),
    )
    case = attrs.evolve(CASE, judgements=(MADE, OPENED))
    assessed = CaseAssessment(
        "G-1",
        Verdict.SATISFIED,
        (),
        open_questions=(QUESTION,),
        persons=(result("Li Na", Result.LIABLE, exemptions=(asked,)),),
    )
    told = json.loads(json.dumps(case_json(case, assessed, names_in("en"))))
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator({"$defs": schema["$defs"], **schema["$defs"]["case"]}).validate(told)
    assert told["open_questions"][0]["decided_on"] == ["report", "visit"]
    first, second = told["decisions"]
    assert (first["decided"], first["about"], first["grounds"]) == (False, "Li Na", "the minutes of 10 June")
    assert (second["decided"], second["role"], second["grounds"]) == (None, None, None)
    requirements = told["persons"][0]["exemptions"][0]["requirements"]
    assert [(each["kind"], each["holds"]) for each in requirements] == [
        ("condition", "no"),
        ("bar", "unknown"),
    ]
    assert decision_json(MADE, names_in("en"))["decided_on"] == ["report", "visit"]


def test_a_requirement_without_words_of_its_own_names_what_it_reads():
    names = names_in("en")
    assert requirement_words(Requirement(Truth.YES, subjects=("amount",)), names) == "“amount”"
    assert requirement_words(Requirement(Truth.YES), names) == "a condition of the policy"
    assert (
        requirement_words(Requirement(Truth.YES, "negligence", ("negligence",)), names) == "gross negligence"
    )


# ---- on the command line ---------------------------------------------------------------------


def test_explain_and_due_say_what_the_body_decides_on():
    path = EXAMPLE / "cases" / "DB-2025-029.json"
    grounds = "“issue of the analysis and evaluation report”, “monitoring report”"
    told = flat(run("explain", EXAMPLE / "en", path, *AS_OF).output)
    assert f"to be decided on: {grounds}" in told
    assert "On record: “concealment of the facts”: no, decided on 18 June 2026 by 孙丽" in told
    due = flat(run("due", EXAMPLE / "en", path, *AS_OF).output)
    assert f"to be decided on: {grounds}" in due
    chinese = "".join(run("due", EXAMPLE / "zh", path, *AS_OF, tongue="zh").output.split())
    assert "认定依据：“出具分析评价报告”、“提交监测报告”" in chinese


def test_the_person_s_json_holds_decisions_and_their_grounds():
    path = EXAMPLE / "cases" / "DB-2025-029.json"
    (told,) = json.loads(run("explain", EXAMPLE / "en", path, *AS_OF, "--person", "高飞", "--json").stdout)
    assert [each["grounds"] for each in told["decisions"]] == ["2026年6月18日会议纪要"]
    assert told["open_questions"][0]["decided_on"] == ["issue_report", "file_monitoring_report"]
    assert dt.date.fromisoformat(told["decisions"][0]["at"]) == dt.date(2026, 6, 18)

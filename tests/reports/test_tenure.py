"""What fell to a person by their roles, what passed to others, and why who left may go on answering."""

import datetime as dt

import attrs
import pytest

from dutylang.assessment.model import CaseAssessment, Verdict
from dutylang.cases.record import Holding
from dutylang.reports.account import account_of
from dutylang.reports.person_story import story_from_result, story_of_person
from dutylang.reports.tenure import findings_of, handover_words, has_passed
from tests.reports.accounts import ASSESSED, CASE, LIABLE, MISSED, NONE, names_of
from tests.reports.common import day

LATER = attrs.evolve(MISSED, key="k-later", persons=(), due=day("2024-06-10"), breached_at=day("2024-06-10"))
SATISFIED = attrs.evolve(LATER, key="k-done", verdict=Verdict.SATISFIED)
BOTH = CaseAssessment("G-1", Verdict.VIOLATED, (LATER, SATISFIED))


def test_what_fell_due_after_they_left_comes_last_and_says_so():
    assert [each.key for each in findings_of("Li Na", CASE, BOTH)] == ["k-done", "k-later"]
    story = story_of_person("Li Na", CASE, BOTH, names_of("en"))
    (told,) = story.sections[1].blocks[1][1].paragraphs
    assert told.endswith("It fell due only after the role had passed to Wang Wu.")
    chinese = story_of_person("Li Na", CASE, BOTH, names_of("zh")).sections[1].blocks[1][1].paragraphs[0]
    assert chinese.endswith("到期时该岗位已由Wang Wu接任。")


def test_without_a_successor_they_had_just_left():
    alone = attrs.evolve(CASE, holders=CASE.holders[:1])
    (told,) = story_of_person("Li Na", alone, BOTH, names_of("en")).sections[1].blocks[1][1].paragraphs
    assert told.endswith("It fell due only after they had left the role.")


def test_what_is_held_against_them_has_not_passed():
    held = attrs.evolve(LIABLE, findings=("k-later",))
    assert not has_passed("Li Na", LATER, CASE, attrs.evolve(BOTH, persons=(held,)))
    assert not has_passed("Wang Wu", LATER, CASE, BOTH)
    assert not has_passed("Zhao Lei", LATER, CASE, BOTH)
    assert not has_passed("Li Na", MISSED, CASE, BOTH)


# ---- handovers that did not count --------------------------------------------------------------

NAMES = attrs.evolve(
    names_of("en"), labels=dict(names_of("en").labels) | {"passing_on": {"en": "handover", "zh": "移交单"}}
)
UNSIGNED = attrs.evolve(LIABLE, handover="passing_on", unsigned=("head",))


@pytest.mark.parametrize(
    ("unsigned", "english", "chinese"),
    [
        (
            ("head",),
            "Wang Wu took over on 1 June 2024, but “handover” is not signed by head of department: they go on "
            "answering.",
            "自2024年6月1日起由Wang Wu接任，但“移交单”缺部门负责人签字，移交未生效，仍由其承担责任。",
        ),
        (
            ("outgoing", "incoming"),
            "Wang Wu took over on 1 June 2024, but “handover” is not signed by the outgoing holder, the incoming "
            "holder: they go on answering.",
            "自2024年6月1日起由Wang Wu接任，但“移交单”缺移交人、接收人签字，移交未生效，仍由其承担责任。",
        ),
        (
            (),
            "Wang Wu took over on 1 June 2024, but there was no “handover”: they go on answering.",
            "自2024年6月1日起由Wang Wu接任，但未办理“移交单”，仍由其承担责任。",
        ),
    ],
)
def test_who_left_without_a_handover_is_told_what_was_wanting(
    unsigned: tuple[str, ...], english: str, chinese: str
):
    found = attrs.evolve(UNSIGNED, unsigned=unsigned)
    assert handover_words(found, CASE, NAMES) == english
    assert handover_words(found, CASE, attrs.evolve(NAMES, tongue="zh")) == chinese
    assert english in story_from_result(found, account_of(CASE, ASSESSED, NAMES)).paragraphs


def test_nobody_took_over():
    alone = attrs.evolve(CASE, holders=CASE.holders[:1])
    assert handover_words(UNSIGNED, alone, NAMES) == (
        "They left the role on 31 May 2024, but “handover” is not signed by head of department: they go on answering."
    )
    none = attrs.evolve(UNSIGNED, unsigned=())
    assert handover_words(none, alone, NAMES) == (
        "They left the role on 31 May 2024, but there was no “handover”: they go on answering."
    )


def test_who_has_not_left_is_told_nothing():
    stays = attrs.evolve(CASE, holders=(Holding("manager", "Li Na", dt.date(2024, 1, 1)),))
    assert handover_words(UNSIGNED, stays, NAMES) == ""
    assert handover_words(LIABLE, CASE, NAMES) == ""


def test_a_breach_that_falls_to_others_names_them():
    found = attrs.evolve(NONE, reason="another_answers", reason_args={"persons": "Wang Wu, Zhao Lei"})
    told = {
        tongue: story_from_result(found, account_of(CASE, ASSESSED, names_of(tongue))).paragraphs[0]
        for tongue in ("en", "zh")
    }
    assert told == {
        "en": "The breach stands, but others answer for it: Wang Wu, Zhao Lei.",
        "zh": "违反虽然成立，但应由Wang Wu、Zhao Lei承担责任。",
    }

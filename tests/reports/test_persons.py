"""Results on persons as a reader sees them: stories, terms, exemptions, what would have changed them."""

import datetime as dt
from decimal import Decimal

import attrs
import pytest

from dutylang.assessment.persons import (
    Change,
    ChangeKind,
    ExemptionResult,
    ExemptionState,
    Result,
)
from dutylang.reports.account import Account, account_of
from dutylang.reports.as_text import person_lines
from dutylang.reports.exemption_words import exemption_words
from dutylang.reports.layout import Paint
from dutylang.reports.names import events_by_position
from dutylang.reports.person_story import (
    persons_in,
    story_from_result,
    story_of_person,
)
from dutylang.reports.person_words import (
    change_words,
    heading_of_result,
    sanction_words,
    terms_of,
)
from dutylang.reports.tenure import findings_of
from dutylang.values import Money
from tests.reports.accounts import (
    ASSESSED,
    AWAITING,
    CASE,
    LIABLE,
    MISSED,
    MITIGATED,
    NOBODY,
    OVER_ALL,
    PARTIAL,
    QUESTION_LEAF,
    UNKNOWN_RESULT,
    names_of,
    result,
)

EVENTS = events_by_position(CASE)
TODAY = dt.date(2024, 6, 30)


def account(tongue: str = "en") -> Account:
    return account_of(CASE, ASSESSED, names_of(tongue))


def told(person: str, tongue: str = "en") -> dict[str, list[str]]:
    """The lines of a person's story by section."""
    story = story_of_person(person, CASE, ASSESSED, names_of(tongue), TODAY)
    return {
        section.title: [" ".join([block.heading, *block.paragraphs]).strip() for _, block in section.blocks]
        for section in story.sections
    }


def paragraphs(found: object, tongue: str = "en") -> str:
    return "\n".join(story_from_result(found, account(tongue)).paragraphs)  # type: ignore[arg-type]


# ---- one result ------------------------------------------------------------------------------


def test_a_result_is_headed_by_ground_and_article():
    assert heading_of_result(LIABLE, names_of("en")) == (
        "liable: missed visit (missed_visit), article 27 “Accountability”"
    )
    assert (
        heading_of_result(LIABLE, names_of("zh"))
        == "【承担责任】未及时调查（missed_visit），第二十七条“责任追究”"
    )


def test_the_terms_name_degree_share_grade_kinds_and_points():
    assert terms_of(LIABLE, names_of("en")) == [
        "as principal, 70%",
        "grade demerit",
        "kinds: assessment",
        "3 points",
    ]
    assert terms_of(LIABLE, names_of("zh")) == [
        "承担主要责任，比例70%",
        "给予记过",
        "责任种类为考核责任",
        "记3分",
    ]
    assert terms_of(MITIGATED, names_of("zh"))[0] == "承担主要责任"
    assert "已免除经济责任" in terms_of(MITIGATED, names_of("zh"))
    assert terms_of(attrs.evolve(LIABLE, degree=None, points=Decimal(1)), names_of("en"))[::3] == [
        "70%",
        "1 point",
    ]


def test_kinds_that_hang_on_something_unknown_are_told_apart():
    names = attrs.evolve(names_of("en"), kinds={"missed_visit": ("economic", "assessment")})
    unknown = attrs.evolve(UNKNOWN_RESULT, kinds=("assessment",))
    assert terms_of(unknown, names) == ["kinds: assessment", "not settled yet: economic"]
    assert terms_of(attrs.evolve(unknown, kinds=()), names) == []
    assert terms_of(attrs.evolve(unknown, result=Result.LIABLE), names) == ["kinds: assessment"]
    assert terms_of(unknown, attrs.evolve(names, tongue="zh"))[1] == "是否承担经济责任尚不明"


def test_a_liable_person_is_told_why_and_what_would_have_helped():
    text = paragraphs(LIABLE)
    assert "The ground holds: 1 breach counts." in text
    assert (
        "Behind it: violated: prompt visit (prompt_visit), article 14 “Sudden events”. Due by the end of"
        in text
    )
    assert "The conditions of the exemption “diligence” (article 28) do not hold." in text
    assert "The exemption “tolerance” is barred by: gross negligence." in text
    assert (
        "If Li Na had done this by the end of 7 May 2024: visit to the site, the result would have been: not liable."
        in text
    )
    chinese = paragraphs(LIABLE, "zh")
    assert "所涉义务：【违反】及时调查（prompt_visit），第十四条“客户突发事件”。履行期限：" in chinese
    assert "如Li Na最迟于2024年5月7日（含当日）完成“实地调查”，则结果为：不予追责。" in chinese


def test_several_changes_are_told_together():
    text = paragraphs(LIABLE)
    assert (
        "If “amount” had been “5 CNY”, this had not happened: sudden event on 29 April 2024, 09:00 (event 1)"
        in text
    )
    assert "and “diligence” had been decided with “yes”, the result would have been: exempt." in text


@pytest.mark.parametrize(
    ("change", "english", "chinese"),
    [
        (
            Change(ChangeKind.DONE, "visit"),
            "this had been done in time: visit to the site",
            "“实地调查”按期完成",
        ),
        (
            Change(ChangeKind.DECIDED, "diligent", "Li Na", value=False),
            "“diligence” had been decided with “no” for Li Na",
            "Li Na的“勤勉尽职”经认定或者决定为“否”",
        ),
        (
            Change(ChangeKind.NOT_DONE, "visit"),
            "this had not happened: visit to the site",
            "未发生“实地调查”",
        ),
        (
            Change(ChangeKind.FIELD, "amount", value=Money(Decimal(5), "CNY")),
            "“amount” had been “5 CNY”",
            "“担保金额”为“5元”",
        ),
        (Change(ChangeKind.FIELD, "branch", value=True), "“branch” had been “yes”", "“分支机构”为“是”"),
    ],
)
def test_each_kind_of_change(change: Change, english: str, chinese: str):
    assert change_words(change, EVENTS, names_of("en")) == english
    assert change_words(change, EVENTS, names_of("zh")) == chinese


def test_a_decision_is_awaited_from_somebody_until_a_day():
    assert paragraphs(AWAITING).endswith(
        "The conditions of the exemption “diligence” (article 28) hold; it still needs a decision. "
        "It waits for: review committee, by the end of 20 June 2024. The time for the decision has passed."
    )
    assert "当时该岗位空缺，由上级承担责任。空缺岗位：客户经理。" in paragraphs(AWAITING, "zh")
    assert "尚待评审委员会决定，最迟于2024年6月20日（含当日）。决定期限已过。" in paragraphs(AWAITING, "zh")


def test_a_decision_without_a_deadline_still_names_whom_it_waits_for():
    waiting = ExemptionResult("diligent", "28", ExemptionState.AWAITING, waits_for="committee")
    assert exemption_words(waiting, LIABLE, account()).endswith("It waits for: review committee.")


@pytest.mark.parametrize("tongue", ["en", "zh"])
@pytest.mark.parametrize("state", ExemptionState)
def test_every_state_of_an_exemption_is_a_sentence(state: ExemptionState, tongue: str):
    found = ExemptionResult("diligent", "28", state, bars=("negligence",), deciders=(QUESTION_LEAF,))
    words = exemption_words(found, LIABLE, account(tongue))
    assert words.endswith("." if tongue == "en" else "。")
    assert "{" not in words


def test_an_unknown_names_what_would_decide_it():
    text = paragraphs(UNKNOWN_RESULT)
    assert "Possible results: liable or exempt." in text
    assert (
        "What would decide it: the judgement “gross negligence” is still to be decided by review committee."
        in text
    )
    certain = attrs.evolve(LIABLE, deciders=(QUESTION_LEAF,), grade=None)
    assert "What they answer with still hangs on: the judgement “gross negligence”" in paragraphs(certain)


def test_nobody_answers_where_nobody_held_the_role():
    text = paragraphs(NOBODY)
    assert "nobody held the role (client manager, head of department) or one above it" in text
    assert "该岗位（客户经理、部门负责人）及其上级均无人任职" in paragraphs(NOBODY, "zh")


def test_many_findings_behind_a_ground_are_counted():
    many = [attrs.evolve(MISSED, key=f"k-{number}") for number in range(15)]
    assessed = attrs.evolve(ASSESSED, findings=tuple(many))
    found = attrs.evolve(LIABLE, findings=tuple(each.key for each in many))
    story = story_from_result(found, account_of(CASE, assessed, names_of("en")))
    assert "3 more findings stand behind it." in story.paragraphs


def test_a_fact_is_the_ground():
    found = result("Li Na", Result.LIABLE, "facts", facts=("negligence",))
    assert paragraphs(found) == "The ground holds on this fact: gross negligence."
    both = attrs.evolve(LIABLE, facts=("negligence",))
    assert "Facts: gross negligence." in paragraphs(both)


@pytest.mark.parametrize("tongue", ["en", "zh"])
@pytest.mark.parametrize(
    "reason", ["breaches", "facts", "opened", "not_opened", "no_ground", "not_in_force", "hangs_on_unknown"]
)
def test_every_ground_is_told_without_gaps(reason: str, tongue: str):
    text = paragraphs(result("Li Na", Result.NONE, reason, facts=("negligence",)), tongue)
    assert text
    assert "{" not in text


# ---- a person --------------------------------------------------------------------------------


def test_a_person_is_told_their_roles_duties_answers_points_and_what_is_open():
    story = told("Li Na")
    assert story["Roles held"] == ["client manager: 1 January 2024 to 31 May 2024"]
    assert story["What there was to do, and what the record shows"] == [
        "violated: prompt visit (prompt_visit), article 14 “Sudden events” Trigger: sudden event on "
        "29 April 2024, 09:00 (event 1). Due by the end of 7 May 2024. It was not done in time."
    ]
    assert story["What they answer for, and why"][0].startswith("liable: missed visit")
    assert story["Points"] == [
        "Li Na: 3 points under “annual points” (article 30) 3 points on 7 May 2024 for missed visit (case G-1)"
    ]
    assert story["Still open"] == ["Nothing."]


def test_who_takes_over_the_role_takes_over_what_is_still_owed():
    story = told("Wang Wu")
    assert story["Still open"] == [
        "prompt visit: what the rule asks for, done by client manager, by the end of 7 May 2024"
    ]
    assert [each.key for each in findings_of("Wang Wu", CASE, ASSESSED)] == ["k-visit"]


def test_what_is_open_names_escalations_and_questions():
    assert told("Zhao Lei", "zh")["尚待办理"] == [
        "上报：最迟于2024年7月5日（含当日），由部门负责人完成本条要求的事项",
        "“重大过失”尚待评审委员会认定，最迟于2024年7月10日（含当日）",
    ]


def test_an_escalation_without_a_finding_is_told_by_its_acts():
    bare = attrs.evolve(ASSESSED, findings=(MISSED,))
    story = story_of_person("Zhao Lei", CASE, bare, names_of("en"), TODAY)
    lines = [block.heading for _, block in story.sections[-1].blocks]
    assert lines[0] == "telling the head: report, done by head of department, by the end of 5 July 2024"


def test_a_deputy_is_told_as_one():
    story = told("Chen Jing")
    assert story["Roles held"] == ["deputy head of department: 1 May 2024 to 20 May 2024"]
    assert story["Still open"] == [
        "the decision on “diligence” waits for: review committee, by the end of 20 June 2024"
    ]


def test_a_bystander_is_told_that_there_is_nothing():
    story = told("Qian Bo")
    assert story["Roles held"] == ["The record names no role that Qian Bo held."]
    assert story["What there was to do, and what the record shows"] == ["No duty of Qian Bo arose."]
    assert story["What they answer for, and why"] == [
        "not liable: missed visit (missed_visit), article 27 “Accountability” "
        "Nothing was found on which the ground could rest."
    ]
    assert told("Somebody", "zh")["追责情况及理由"] == ["没有涉及Somebody的归责事由。"]


def test_everyone_whom_the_case_knows():
    assert persons_in(CASE, ASSESSED) == [
        "Li Na", "Wang Wu", "Zhao Lei", "Chen Jing", "Sun Li", "Qian Bo"
    ]  # fmt: skip


def test_the_story_is_laid_out_in_sections():
    story = story_of_person("Li Na", CASE, ASSESSED, names_of("zh"), TODAY)
    lines = person_lines(story, Paint(color=False))
    assert lines[:4] == ["Li Na，案件G-1", "", "  任职情况", "    客户经理：2024年1月1日至2024年5月31日"]
    assert any("\x1b" in line for line in person_lines(story, Paint(color=True)))


def test_without_a_day_every_role_ever_held_counts():
    story = story_of_person("Li Na", CASE, ASSESSED, names_of("en"))
    assert "prompt visit" in story.sections[-1].blocks[0][1].heading


def test_points_are_told_with_their_period_and_whether_they_are_complete():
    assert sanction_words(OVER_ALL, names_of("en")) == (
        "Li Na: 12 points under “annual points” (article 30), 2024, grade demerit"
    )
    assert sanction_words(PARTIAL, names_of("zh")) == (
        "Wang Wu：截至2024年6月30日的期间，按“年度积分”（第三十条）计1分，给予警告（仅为目前已知部分）"
    )

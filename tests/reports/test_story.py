"""The story of a finding, word for word, in both tongues."""

import datetime as dt

import attrs
import pytest

from dutylang.assessment.leaves import Leaf, LeafKind
from dutylang.assessment.model import Breach, Flag, NearMiss, Verdict
from dutylang.cases.record import CaseRecord, Holding
from dutylang.reports.names import events_by_position
from dutylang.reports.story import (
    MOST_BREACHES,
    MOST_NEAR_MISSES,
    explanation_of,
    heading_of,
    level_words,
    remarks_from_finding,
    story_from_finding,
)
from tests.reports.common import CASE, EVENTS, at, day, finding, late_finding, names_in


def told(one: object, tongue: str, **parts: object) -> list[str]:
    story = story_from_finding(one, EVENTS, names_in(tongue, **parts))  # type: ignore[arg-type]
    return [story.heading, *story.paragraphs]


VACANT = attrs.evolve(
    CASE,
    holders=(
        Holding("manager", "Li Na", dt.date(2024, 1, 1), dt.date(2024, 5, 6)),
        Holding("manager", "Wang Wu", dt.date(2024, 5, 8)),
    ),
)


def vacancy(case: CaseRecord, tongue: str = "en", **parts: object) -> list[str]:
    missed = late_finding(**{"persons": (), "breached_at": day("2024-05-07")} | parts)
    told = story_from_finding(missed, events_by_position(case), names_in(tongue)).paragraphs
    return [words for words in told if "vacant" in words or "空缺" in words]


def test_a_duty_that_nobody_held_the_post_for_says_so():
    said = "The post was vacant on 7 May 2024: nobody held the role “client manager”."
    assert vacancy(VACANT) == [said]
    assert vacancy(VACANT, "zh") == ["2024年5月7日该岗位空缺，无人担任客户经理。"]
    missed = late_finding(persons=(), breached_at=day("2024-05-07"))
    assert said in remarks_from_finding(missed, events_by_position(VACANT), names_in("en"))


def test_a_post_that_is_held_or_not_known_is_not_called_vacant():
    assert vacancy(VACANT, breached_at=day("2024-05-08")) == []
    assert vacancy(VACANT, persons=("Wang Wu",)) == []
    assert vacancy(VACANT, breached_at=None) == []
    assert vacancy(VACANT, roles=()) == []
    assert vacancy(VACANT, roles=("manager", "head")) == []  # the record names no head at all
    assert vacancy(CASE) == []
    assert vacancy(attrs.evolve(VACANT, untold_roles=frozenset({"manager"}))) == []


def test_a_late_act_in_english():
    one = late_finding(near_misses=(NearMiss(1, "not_a_holder"),), flags=frozenset([Flag.HOUSE_DEFAULT]))
    assert told(one, "en") == [
        "late by 4 working days: prompt visit (prompt_visit), article 14 “Sudden events”",
        "Borne by: client manager (Li Na).",
        "Trigger: sudden event on 29 April 2024, 09:00 (event 1).",
        "The period of 3 working days runs from 30 April 2024 to 7 May 2024. Not counted: 1 May 2024 to 3 "
        "May 2024 (Labour Day), 4 May 2024 to 5 May 2024 (weekend). Calendar: china 2026.1. Rule: "
        "Civil Code, article 201, paragraph 1: the day of the trigger is not counted.",
        "Due by the end of 7 May 2024.",
        "Evidence: visit to the site on 11 May 2024 by Li Na (event v-2).",
        "Does not count: visit to the site on 1 May 2024 by Wang Wu (event 2), whoever acted did not hold "
        "the role at the time.",
        "It was done 4 working days late.",
        "It rests on a figure that the policy leaves at its provisional default.",
        "To comply: what the rule asks for, done by client manager, by the end of 7 May 2024.",
    ]


def test_a_late_act_in_chinese():
    one = late_finding(near_misses=(NearMiss(1, "not_a_holder"),), flags=frozenset([Flag.PROVISIONAL]))
    assert told(one, "zh") == [
        "【逾期4个工作日】及时调查（prompt_visit），第十四条“客户突发事件”",
        "义务主体：客户经理（Li Na）。",
        "触发事件：突发事件（2024年4月29日09:00，事件1）。",
        "期间为3个工作日，自2024年4月30日起算，至2024年5月7日届满。不计入期间的日期：2024年5月1日至"
        "2024年5月3日（劳动节）、2024年5月4日至2024年5月5日（周末）。所用日历：china 2026.1。"
        "计算依据：《民法典》第二百零一条第一款：开始的当日不计入。",
        "履行期限：最迟于2024年5月7日（含当日）。",
        "依据：实地调查（2024年5月11日，Li Na，事件v-2）。",
        "不予计入：实地调查（2024年5月1日，Wang Wu，事件2），原因是行为人当时不担任规定的角色。",
        "已履行，但逾期4个工作日。",
        "结果为暂定：所涉年度的休息日安排尚未公布。",
        "合规的做法：最迟于2024年5月7日（含当日），由客户经理完成本条要求的事项。",
    ]


UNKNOWN = finding(
    Verdict.UNKNOWN,
    "hangs_on_unknown",
    roles=("manager",),
    period="2024-Q2",
    possible=frozenset([Verdict.SATISFIED, Verdict.VIOLATED, Verdict.LATE]),
    deciders=(
        Leaf(LeafKind.FIELD, "amount", why="stated_unknown"),
        Leaf(LeafKind.REGISTER, "visit", why="incomplete"),
    ),
)


def test_an_unknown_says_what_would_decide_it():
    assert told(UNKNOWN, "en")[1:] == [
        "Borne by: client manager.",
        "For quarter 2 of 2024.",
        "It cannot be decided on the facts at hand.",
        "Possible verdicts: violated, late or satisfied.",
        "What would decide it: the field “amount” is stated to be unknown; the register of “visit to the site” "
        "is not complete up to the date that matters.",
    ]
    assert told(UNKNOWN, "zh")[1:] == [
        "义务主体：客户经理。",
        "所属期间：2024年第2季度。",
        "现有事实不足以得出结论。",
        "可能的结论：违反、逾期或者已履行。",
        "查明以下事实即可得出结论：字段“担保金额”注明为不明；“实地调查”的登记簿未完整登记至所需日期。",
    ]


def test_breaches_of_a_kept_condition():
    one = finding(
        Verdict.VIOLATED,
        "not_kept_restored",
        rule="cover",
        article="",
        persons=("Li Na",),
        opened=day("2024-01-05"),
        breaches=(Breach(day("2024-03-01"), at("2024-04-01T10:00")), Breach(day("2024-05-01"), None)),
        flags=frozenset([Flag.REPAIRED]),
    )
    conditions = {("cover", "keep"): "抵押物价值不低于担保余额的120%"}
    assert told(one, "zh", conditions=conditions) == [
        "【违反】足额反担保（cover）",
        "义务主体：Li Na。",
        "起始时间：2024年1月5日。",
        "自2024年3月1日起，应保持的条件未得到满足，2024年4月1日10:00恢复。",
        "自2024年5月1日起，应保持的条件一直未得到满足。",
        "应保持的条件曾未得到满足，后已恢复。",
        "应保持的条件：抵押物价值不低于担保余额的120%。",
        "该违反已获补救，但违反记录保留。",
        "合规的做法：完成本条要求的事项。",
    ]


def test_an_advisory_finding_with_a_part_says_so():
    one = finding(Verdict.VIOLATED, "not_done", advisory=True, part="visit")
    assert heading_of(one, names_in("en")) == (
        "violated (advisory): prompt visit (prompt_visit): visit to the site, article 14 “Sudden events”"
    )
    assert heading_of(one, names_in("zh")).startswith("【违反，仅作提示】及时调查（prompt_visit）：实地调查")


@pytest.mark.parametrize("kind", ["then", "and", "once", "otherwise", "if-any-missed", "if-late"])
@pytest.mark.parametrize("tongue", ["en", "zh"])
def test_every_level_has_words(kind: str, tongue: str):
    words = level_words(f"{kind}-2", names_in(tongue))
    assert "2" in words
    assert "level" not in words


@pytest.mark.parametrize(
    ("lacking", "en", "zh"),
    [
        (["not_verified"], "it was not verified", "未经核实"),
        (
            ["2022", "2023: copy_only"],
            "2022 is not on file, 2023 (only a copy, not the original)",
            "缺2022年度、2023年度（仅有复印件，没有原件）",
        ),
    ],
)
def test_what_a_document_lacks(lacking: list[str], en: str, zh: str):
    one = finding(Verdict.VIOLATED, "not_on_file", reason_args={"lacking": lacking})
    assert f"The document was not on file as required: {en}." in told(one, "en")
    assert f"文件未按要求取得：{zh}。" in told(one, "zh")


def test_arguments_of_reasons_are_told_as_words():
    other = finding(Verdict.VIOLATED, "other_came_next", reason_args={"event": 0, "type": "emergency"})
    assert "下一事件不是规定的事件，而是：突发事件（2024年4月29日09:00，事件1）。" in told(other, "zh")
    permitted = finding(Verdict.EXEMPT, "permitted", reason_args={"rule": "cover", "article": "9.1"})
    assert "The permission “cover” (article 9, paragraph 1) covers the act." in told(permitted, "en")
    waits = finding(Verdict.PENDING, "waits_for_event", level="once-1", reason_args={"event": "visit"})
    assert "以下事件发生后才产生：实地调查。" in told(waits, "zh")
    document = finding(Verdict.PENDING, "waits_for_event", reason_args={"event": "visit"})
    assert "待实地调查时判定。" in told(document, "zh")
    once = finding(Verdict.VIOLATED, "too_many", reason_args={"maximum": 1, "count": 2})
    assert "It was done 2 times; at most 1 is allowed." in told(once, "en")


def test_what_says_nothing_is_told_in_short():
    every = frozenset(Verdict) - {Verdict.UNKNOWN, Verdict.CONFLICT}
    assert "任何结论都有可能。" in told(finding(Verdict.UNKNOWN, "hangs_on_unknown", possible=every), "zh")


def test_an_exception_is_told_with_the_condition_of_the_policy():
    one = finding(Verdict.EXEMPT, "exception")
    conditions = {
        ("prompt_visit", "unless"): "the customer is closed",
        ("prompt_visit", "when"): "amount > 1",
    }
    assert "The exception: the customer is closed." in told(one, "en", conditions=conditions)
    assert not any("amount" in text for text in told(one, "en", conditions=conditions))


def test_a_near_miss_of_a_condition_is_told_with_the_condition():
    one = late_finding(near_misses=(NearMiss(1, "condition_not_met"),))
    conditions = {("prompt_visit", "with"): "report"}
    assert "What the act must meet: report." in told(one, "en", conditions=conditions)


def test_conditions_of_the_main_obligation_are_not_those_of_a_step():
    one = finding(Verdict.EXEMPT, "exception", level="then-1")
    assert not any(
        "closed" in text for text in told(one, "en", conditions={("prompt_visit", "unless"): "closed"})
    )


def test_late_without_a_figure():
    assert "It was done late." in told(late_finding(lateness=None), "en")


def test_long_lists_are_cut_and_counted():
    misses = tuple(NearMiss(n, "too_late") for n in range(MOST_NEAR_MISSES + 3))
    breaches = tuple(Breach(day("2024-05-01"), None) for _ in range(MOST_BREACHES + 1))
    story = told(late_finding(near_misses=misses, breaches=breaches), "en")
    assert "3 more acts do not count." in story
    assert "It failed to hold 1 more time." in story


def test_the_explanation_is_the_story_in_one_text():
    assert explanation_of(UNKNOWN, EVENTS, names_in("zh")) == "".join(told(UNKNOWN, "zh")[1:])
    assert explanation_of(UNKNOWN, EVENTS, names_in("en")) == " ".join(told(UNKNOWN, "en")[1:])


def test_what_a_case_says_cannot_command_the_terminal():
    one = finding(Verdict.VIOLATED, "not_done", persons=("Li\x1b[31m Na\n",))
    assert "\x1b" not in "".join(told(one, "en"))
    assert "\n" not in "".join(told(one, "en"))

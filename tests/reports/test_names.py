"""Names, articles, days and moments in each tongue."""

import datetime as dt
from decimal import Decimal

import attrs
import pytest

from dutylang.assessment.leaves import Leaf, LeafKind
from dutylang.pipeline import loaded_from_text
from dutylang.reports.names import chinese_numeral, names_from_policy
from dutylang.values import Money, Period, Unit
from tests.reports.common import EVENTS, at, day, names_in


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "零"),
        (7, "七"),
        (10, "十"),
        (14, "十四"),
        (20, "二十"),
        (21, "二十一"),
        (100, "一百"),
        (105, "一百零五"),
        (110, "一百一十"),
        (1259, "一千二百五十九"),
        (2001, "二千零一"),
        (12345, "12345"),
    ],
)
def test_chinese_numerals_as_articles_are_numbered(number: int, words: str):
    assert chinese_numeral(number) == words


@pytest.mark.parametrize(
    ("reference", "en", "zh"),
    [
        ("", "", ""),
        ("14", "article 14", "第十四条"),
        ("14-1", "article 14-1", "第十四条之一"),
        ("27.1", "article 27, paragraph 1", "第二十七条第一款"),
        ("27.1.3", "article 27, paragraph 1, item 3", "第二十七条第一款第（三）项"),
        ("27..3", "article 27, item 3", "第二十七条第（三）项"),
        ("A1", "article A1", "第A1条"),
        ("3a-b", "article 3a-b", "第3a-b条"),
    ],
)
def test_articles_are_cited_as_the_tongue_cites_them(reference: str, en: str, zh: str):
    assert names_in("en").article(reference) == en
    assert names_in("zh").article(reference) == zh


def test_an_article_carries_the_title_of_the_policy():
    assert names_in("en").article_of("prompt_visit", "14") == "article 14 “Sudden events”"
    assert names_in("zh").article_of("prompt_visit", "14") == "第十四条“客户突发事件”"
    assert names_in("zh").article_of("other", "15") == "第十五条"


def test_names_are_shown_by_their_label_else_as_they_are():
    assert names_in("zh").name("visit") == "实地调查"
    assert names_in("zh").name("unlabelled") == "unlabelled"
    assert names_in("en").name("concealment") == "concealment"
    assert names_in("zh").name("customer.amount") == "customer.担保金额"
    assert names_in("zh").rule("prompt_visit") == "及时调查（prompt_visit）"
    assert names_in("zh").rule("plain") == "plain"


PAPERS = """policy papers "Papers"
  version "1.0"
  in force from 2024-01-01
case guarantee
role manager
event file
article 7 "Papers"
  checklist basic_papers
    manager must have on file
      - business_licence
      - tax_card "tax card"
    before file
"""


def test_a_document_without_a_label_is_readable_and_other_names_stay():
    loaded, problems = loaded_from_text(PAPERS)
    assert loaded is not None, problems
    english, chinese = (names_from_policy(loaded.policy, loaded.plan, tongue) for tongue in ("en", "zh"))
    assert [english.name(each) for each in ("business_licence", "tax_card")] == [
        "business licence",
        "tax card",
    ]
    assert chinese.name("tax_card") == "tax card"
    assert english.name("basic_papers") == "basic_papers"


def test_days_and_moments():
    en, zh = names_in("en"), names_in("zh")
    assert en.day(dt.date(2024, 5, 11)) == "11 May 2024"
    assert zh.day(dt.date(2024, 5, 11)) == "2024年5月11日"
    assert en.moment(at("2024-05-11T09:05")) == "11 May 2024, 09:05"
    assert zh.moment(at("2024-05-11T09:05:07")) == "2024年5月11日09:05:07"
    assert en.days(dt.date(2024, 5, 1), dt.date(2024, 5, 1)) == "1 May 2024"
    assert zh.days(dt.date(2024, 5, 1), dt.date(2024, 5, 3)) == "2024年5月1日至2024年5月3日"


@pytest.mark.parametrize(
    ("label", "en", "zh"),
    [
        ("2024", "2024", "2024年度"),
        ("2024-Q2", "quarter 2 of 2024", "2024年第2季度"),
        ("2024-05", "May 2024", "2024年5月"),
        ("2024-W07", "week 7 of 2024", "2024年第7周"),
        ("2024-05-06", "6 May 2024", "2024年5月6日"),
        ("case#3", "case#3", "case#3"),
    ],
)
def test_calendar_periods(label: str, en: str, zh: str):
    assert names_in("en").span(label) == en
    assert names_in("zh").span(label) == zh


def test_events_say_what_when_by_whom_and_where_in_the_record():
    assert names_in("en").event(2, EVENTS) == "visit to the site on 11 May 2024 by Li Na (event v-2)"
    assert names_in("en").event(0, EVENTS) == "sudden event on 29 April 2024, 09:00 (event 1)"
    assert names_in("zh").event(2, EVENTS) == "实地调查（2024年5月11日，Li Na，事件v-2）"
    assert names_in("zh").event(9, EVENTS) == "事件10"


@pytest.mark.parametrize(
    ("value", "en", "zh"),
    [
        (Money(Decimal(3000000), "CNY"), "3,000,000 CNY", "3,000,000元"),
        (Money(Decimal("0.5"), "EUR"), "0.5 EUR", "0.5 EUR"),
        (Period(2, Unit.WORKING_DAY), "2 working days", "2个工作日"),
        (dt.date(2024, 5, 6), "6 May 2024", "2024年5月6日"),
        (day("2024-05-06"), "6 May 2024", "2024年5月6日"),
        (at("2024-05-06T09:00").instant, "6 May 2024, 09:00", "2024年5月6日09:00"),
        ("visit", "visit to the site", "实地调查"),
        (["visit", "amount"], "visit to the site, amount", "实地调查、担保金额"),
        (frozenset({"b", "a"}), "a, b", "a、b"),
        (True, "yes", "是"),
    ],
)
def test_values(value: object, en: str, zh: str):
    assert names_in("en").figure(value) == en
    assert names_in("zh").figure(value) == zh


@pytest.mark.parametrize(
    ("leaf", "en", "zh"),
    [
        (Leaf(LeafKind.FIELD, "amount"), "the field “amount” is not supplied", "字段“担保金额”未提供"),
        (
            Leaf(LeafKind.JUDGEMENT, "concealment", "manager, head", "open"),
            "the judgement “concealment” is still to be decided by client manager, head of department",
            "认定事项“隐瞒”尚待客户经理、部门负责人认定",
        ),
        (
            Leaf(LeafKind.JUDGEMENT, "concealment", "", "open"),
            "the judgement “concealment” is still to be decided by someone empowered",
            "认定事项“隐瞒”尚待有权人员认定",
        ),
        (
            Leaf(LeafKind.ACTOR, "visit", "manager", "no_actor", 0),
            "the person who acted (sudden event on 29 April 2024, 09:00 (event 1)) is not recorded",
            "经办人（突发事件（2024年4月29日09:00，事件1））未登记",
        ),
        (
            Leaf(LeafKind.REGISTER, "visit", why="incomplete"),
            "the register of “visit to the site” is not complete up to the date that matters",
            "“实地调查”的登记簿未完整登记至所需日期",
        ),
    ],
)
def test_unknown_facts(leaf: Leaf, en: str, zh: str):
    assert names_in("en").leaf(leaf, EVENTS) == en
    assert names_in("zh").leaf(leaf, EVENTS) == zh


def test_rest_days_of_a_calendar_of_one_s_own_keep_their_name():
    assert names_in("zh").rest_day("national_day") == "国庆节"
    assert names_in("zh").rest_day("行庆日") == "行庆日"


def test_a_decision_that_is_awaited_on_an_exemption_is_no_judgement():
    leaf = Leaf(LeafKind.JUDGEMENT, "diligent", "head", "open")
    for tongue, words in (
        ("en", "the decision on the exemption “diligent” is still to be made by head of department"),
        ("zh", "关于免责条款“diligent”的决定尚待部门负责人作出"),
    ):
        names = attrs.evolve(names_in(tongue), exemptions={"diligent": None})
        assert names.leaf(leaf, {}) == words

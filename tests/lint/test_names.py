"""Rules about names, labels, articles and scenarios: where they speak, and where they do not."""

import pytest

from dutylang.lint import findings_from_ground, ground_from_policy
from dutylang.lint.spelling import is_slip, slips_among
from dutylang.pipeline import loaded_from_sources
from dutylang.source import Source
from tests.lint.prelude import PRELUDE, codes, found

VISIT = 'article 3 "Visits"\n  duty visit\n    after each apply\n    manager must visit_site within 3 days\n'


# ---- L501 ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("visit_site", "visit_sites"),
        ("visit_site", "vist_site"),
        ("visit_site", "visit_siet"),
        ("visit_site", "visit_sita"),
        ("visit_site", "visitsite"),
        ("Visit_Site", "visit_sit"),
        ("变更账户", "变更帐户"),
    ],
)
def test_words_a_letter_apart_are_slips(one: str, other: str):
    assert is_slip(one, other)
    assert is_slip(other, one)
    assert list(slips_among([one, "release", other])) == [(0, 2)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("form", "firm"),
        ("visit_1", "visit_2"),
        ("visit_site_1", "visit_site_2"),
        ("rule_a", "rule_b"),
        ("part_a_of", "part_b_of"),
        ("short_term", "long_term"),
        ("visit_site", "visit_the_site"),
        ("accept", "except"),
        ("申请人甲方", "申请人乙方"),
        ("实地调查", "实地调查了"),
        ("贷前调查", "贷后调查"),
    ],
)
def test_words_that_differ_by_more_are_not(one: str, other: str):
    assert not is_slip(one, other)
    assert list(slips_among([one, other])) == []


def two_rules(first: str, second: str) -> str:
    return f"""event visit_sites
article 3 "Visits"
  duty one
    after each {first}
    manager must report_visit within 3 days
  duty two
    after each {second}
    manager must escalate within 3 days
"""


def test_a_name_that_two_rules_use_is_no_slip():
    third = "  duty three\n    visit_site and apply by different persons\n"
    fourth = "  duty four\n    visit_site and escalate by different persons\n"
    assert codes(two_rules("visit_site", "visit_sites"), ["L501"]) == ["L501"]
    assert codes(two_rules("visit_sites", "visit_sites") + third, ["L501"]) == ["L501"]
    assert codes(two_rules("visit_sites", "visit_sites") + third + fourth, ["L501"]) == []


def test_two_names_that_one_rule_tells_apart_are_no_slips():
    text = (
        two_rules("visit_site", "release")
        + "  duty three\n    visit_site and visit_sites by different persons\n"
    )
    assert codes(text, ["L501"]) == []


def test_a_name_that_no_rule_uses_is_no_slip():
    assert codes(two_rules("visit_site", "visit_site"), ["L501"]) == []


@pytest.mark.parametrize(("text", "wanted"), [("nothern", 1), ("southern", 0), ("northern", 0)])
def test_texts_that_one_field_is_compared_with(text: str, wanted: int):
    rule = f'define north means region is "northern" or region is "northern"\n{VISIT}'
    rule = rule.replace("    after each apply\n", f'    after each apply\n    when region is "{text}"\n')
    problems = found(rule, ["L501"])
    assert len(problems) == wanted
    for problem in problems:
        assert problem.fix is not None
        assert (problem.fix.text, problem.fix.safe) == ('"northern"', False)


def test_texts_of_different_fields_are_not_compared():
    rule = 'define one means region is "northern"\ndefine two means group_name is "nothern"\n' + VISIT
    assert codes(rule, ["L501"]) == []


# ---- L502, L503 ----------------------------------------------------------------------------------


def test_a_label_may_stand_anywhere():
    text = 'event lose_file\nterm lose_file zh "遗失档案"\n'
    assert codes("event lose_file\n", ["L502"]) == ["L502"]
    assert codes(text, ["L502"]) == []


def test_a_heading_without_words_in_a_tongue_that_the_others_have():
    many = "".join(f'article {at} "Article" zh "条"\n' for at in range(1, 4))
    assert [each.args["name"] for each in found(f'{many}article 9 "Bare"\n', ["L502"])] == ["Bare"]
    assert codes('article 1 "One"\narticle 2 "Two" zh "二"\n', ["L502"]) == []


def test_a_chinese_name_has_its_words():
    assert codes("事件 遗失档案 英文 lose_file\n", ["L502"], "zh") == []
    (problem,) = found("事件 遗失档案\n", ["L502"], "zh")
    assert problem.help == "en"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('event one "the event"\nevent two "The event"\n', 1),
        ('event one "the event"\nrole two "the event"\n', 0),
        ('event one "the event" zh "事件一"\nevent two "another" zh "事件一"\n', 1),
        ('event one\n  site "place"\nevent two\n  site "place"\n', 0),
        ('event one\n  a_site "place" text\n  b_site "place" text\n', 1),
    ],
)
def test_labels_that_look_the_same(text: str, wanted: int):
    text = text.replace('site "place"\n', 'site "place" text\n')
    assert len(found(text, ["L503"])) == wanted


# ---- L504 to L508 --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code", "wanted"),
    [
        ("role examiner\n", "L504", 1),
        ("role examiner\nrole assistant reports to examiner\n", "L504", 1),
        ("role examiner\njudgement hopeless by examiner\n", "L504", 0),
        ("event close\n", "L505", 1),
        ("event close\ndefine closed means close\n", "L505", 0),
        ("event close\n  why text\n", "L506", 1),
        ("record pledge\n  worth money CNY\n", "L506", 1),
        ("judgement hopeless by committee\n", "L507", 1),
        ("judgement hopeless by committee\ndefine lost means hopeless\n", "L507", 0),
        ("grades reprimand\n", "L508", 1),
    ],
)
def test_what_no_rule_names(text: str, code: str, wanted: int):
    assert len(found(text, [code])) == wanted


def test_a_scenario_is_no_use():
    text = 'event close\nscenario "closing" as of 2024-06-30\n  given close at 2024-05-06\n'
    assert codes(text, ["L505"]) == ["L505"]


def test_what_a_text_only_uses_need_not_be_used_in_full():
    main = Source("main.duty", f'use "words.duty"\n{VISIT}')
    loaded, texts, _ = loaded_from_sources([Source("words.duty", PRELUDE["en"]), main])
    assert loaded is not None
    every = findings_from_ground(ground_from_policy(loaded.policy, texts.documents), ["L505", "L101"])
    assert {each.span.source for each in every} == {"words.duty", "main.duty"}
    asked = ground_from_policy(loaded.policy, texts.documents, frozenset(["main.duty"]))
    assert {each.span.source for each in findings_from_ground(asked, ["L505", "L101"])} == {"main.duty"}


# ---- L509 to L513 --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("comment", "wanted"),
    [
        ("-- as article 3 says", 0),
        ("-- as article 30 says", 1),
        ("-- as articles 30 and 31 say", 1),
        ("-- State Council Decree 683, article 16", 0),
        ("-- Civil Code, article 1259", 0),
        ("-- article 16 of the Company Law", 0),
        ("-- article 5(1) of the Directive", 0),
        ("-- 依第三条", 0),
        ("-- 依第三十条", 1),
        ("-- 依《民法典》第一千二百五十九条", 0),
        ("-- 依公司法第十六条", 0),
        ("# article 30", 1),
    ],
)
def test_articles_that_words_cite(comment: str, wanted: int):
    assert len(found(f"{comment}\n{VISIT}", ["L511"])) == wanted


def test_headings_labels_and_titles_cite_too():
    text = VISIT.replace("Visits", "Visits (article 31)").replace(
        "duty visit\n", 'duty visit "as in article 32"\n'
    )
    text += 'scenario "article 33" as of 2024-06-30\n  given apply at 2024-05-06\n  expect visit violated\n'
    assert [each.args["number"] for each in found(text, ["L511"])] == ["31", "32", "33"]


def test_a_policy_without_articles_cites_none():
    assert codes("-- see article 30\nevent close\n", ["L511"]) == []


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        ("TBD", 1),
        ("To do: visits", 1),
        ("Visits", 0),
        ("走访（待定）", 1),
        ("Copy of visits", 1),
        ("Today's visits", 0),
    ],
)
def test_words_that_say_unfinished(title: str, wanted: int):
    assert len(found(VISIT.replace("Visits", title), ["L512"])) == wanted
    assert codes(f"-- {title}\n{VISIT}", ["L512"]) == []


def test_articles_in_their_order():
    assert codes('article 1 "A"\narticle 2 "B"\narticle 2 paragraph 1 "C"\narticle 10 "D"\n', ["L513"]) == []
    assert codes('article 2 item 2 "A"\narticle 2 item 1 "B"\n', ["L513"]) == ["L513"]
    assert codes('article 10 "A"\narticle 9 "B"\n', ["L513"]) == ["L513"]


# ---- scenarios -----------------------------------------------------------------------------------


def scenario(title: str, lines: str, as_of: str = "2024-06-30") -> str:
    return f'scenario "{title}" as of {as_of}\n' + "".join(f"  {line.strip()}\n" for line in lines.split("/"))


def test_a_permission_and_a_definition_need_no_scenario():
    text = (
        f"{VISIT}  prohibition quiet\n    nobody may escalate\n"
        "  permission later\n    exception to quiet\n    manager may escalate\n"
    )
    assert [each.args["name"] for each in found(text, ["L101"])] == ["visit", "quiet"]


def test_a_checklist_needs_one():
    text = 'article 3 "Files"\n  checklist papers\n    manager must have on file\n      - licence\n    before release\n'
    assert codes(text, ["L101"]) == ["L101"]
    tried = scenario("none", "given release at 2024-05-06 / expect papers item licence violated")
    assert codes(text + tried, ["L101"]) == []


def test_titles_are_compared_without_case_and_spaces():
    one = scenario("No  visit", "given apply at 2024-05-06 / expect visit violated")
    two = scenario("no visit", "given apply at 2024-05-07 / expect visit violated")
    assert codes(VISIT + one + two, ["L104"]) == ["L104"]


def test_the_order_of_facts_makes_no_other_scenario():
    one = scenario("one", "given apply at 2024-05-06 / given release at 2024-05-07 / expect visit violated")
    two = scenario("two", "given release at 2024-05-07 / given apply at 2024-05-06 / expect visit violated")
    later = scenario(
        "two", "given release at 2024-05-07 / given apply at 2024-05-06 / expect visit violated", "2024-07-31"
    )
    assert codes(VISIT + one + two, ["L105"]) == ["L105"]
    assert codes(VISIT + one + later, ["L105"]) == []


@pytest.mark.parametrize(
    ("as_of", "at", "wanted"),
    [
        ("2024-05-06", "2024-05-06", 0),
        ("2024-05-06", "2024-05-06 23:00", 0),
        ("2024-05-06", "2024-05-07", 1),
        ("2024-05-06 12:00", "2024-05-06 13:00", 1),
        ("2024-05-06 12:00", "2024-05-06", 0),
    ],
)
def test_events_after_the_moment_of_the_scenario(as_of: str, at: str, wanted: int):
    text = VISIT + scenario("one", f"given apply at {at} / expect visit pending", as_of)
    assert len(found(text, ["L106"])) == wanted

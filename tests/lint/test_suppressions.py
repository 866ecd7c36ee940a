"""Comments that allow a finding: where they reach, in which tongues, and what is wrong with them."""

import pytest

from dutylang.diagnostics.fixing import fixed
from dutylang.source import Source
from tests.lint.prelude import PRELUDE, codes, found, found_in

BAN = """
{above_article}
article 3 "Reports"
  {above_rule}
  prohibition no_change{behind}
    nobody may change_report
  prohibition no_escalation
    nobody may escalate
article 4 "More"
  prohibition no_release
    nobody may release
"""
REASON = "because the law itself punishes it"


def bans(**places: str) -> str:
    """Three prohibitions without consequence; a comment stands at some of the places."""
    text = BAN.format(**{"above_article": "", "above_rule": "", "behind": ""} | places)
    return "\n".join(line for line in text.splitlines() if line.strip()) + "\n"


def told(text: str, tongue: str = "en") -> list[str]:
    """The codes of all findings about prohibitions and comments, with the names of the prohibitions."""
    return [str(each.args.get("name", each.code)) for each in found(text, ["L0", "L204"], tongue)]


@pytest.mark.parametrize(
    ("places", "left"),
    [
        ({}, ["no_change", "no_escalation", "no_release"]),
        ({"behind": f"  -- lint: allow L204 {REASON}"}, ["no_escalation", "no_release"]),
        ({"above_rule": f"-- lint: allow L204 {REASON}"}, ["no_escalation", "no_release"]),
        ({"above_article": f"-- lint: allow L204 {REASON}"}, ["no_release"]),
        ({"above_article": f"-- lint: allow L204 {REASON}\n-- and a further remark\n"}, ["no_release"]),
        ({"above_rule": f"-- lint: allow L204 throughout {REASON}"}, []),
        ({"above_rule": f"-- LINT: Allow l204 {REASON}"}, ["no_escalation", "no_release"]),
        ({"above_rule": "-- 审校：允许 L204，因为法律另有处罚"}, ["no_escalation", "no_release"]),
        ({"above_rule": "-- 审校：全文允许 L204，因为法律另有处罚"}, []),
        ({"above_rule": "# lint: allow L204 because: it is punished"}, ["no_escalation", "no_release"]),
    ],
)
def test_a_comment_allows_what_it_stands_at(places: dict[str, str], left: list[str]):
    assert told(bans(**places)) == left


def test_a_chapter_is_allowed_with_all_its_articles():
    text = f'-- lint: allow L204 {REASON}\nchapter 2 "Reports"\n{bans()}'
    assert told(text) == []
    further = 'chapter 3 "More"\narticle 9 "End"\n  prohibition no_apply\n    nobody may apply\n'
    assert told(text + further) == ["no_apply"]


def test_a_chinese_text_is_read_alike():
    text = "第三条 “报告”\n  {}\n  禁止事项 擅改报告\n    任何人不得更改报告。\n"
    assert told(text.format("-- 审校：允许 L204，因为法律另有处罚"), "zh") == []
    assert told(text.format(f"-- lint: allow L204 {REASON}"), "zh") == []
    assert told(text.format("-- 没有后果"), "zh") == ["擅改报告"]


@pytest.mark.parametrize(
    "comment",
    [
        "-- lint: allow L204",
        "-- lint: allow L204 because",
        "-- lint: allow L204 because …",
        "-- 审校：允许 L204，因为",
    ],
)
def test_without_a_reason_nothing_is_allowed(comment: str):
    assert told(bans(above_rule=comment)) == ["L001", "no_change", "no_escalation", "no_release"]


def test_a_comment_that_allows_what_is_not_found_is_told_with_a_fix():
    text = bans(above_rule=f"-- lint: allow L204, L401 {REASON}")
    (problem,) = [each for each in found(text) if each.code == "L002"]
    assert problem.args["codes"] == ("L401",)
    assert problem.fix is None  # the other code is needed
    for comment in (
        {"above_rule": f"-- lint: allow L401 {REASON}"},
        {"behind": f"  -- lint: allow L401 {REASON}"},
    ):
        source = Source("test.duty", PRELUDE["en"] + bans(**comment))
        (problem,) = [each for each in found_in(source) if each.code == "L002"]
        assert problem.fix is not None
        assert problem.fix.safe
        assert fixed(source.text, [problem.fix]) == PRELUDE["en"] + bans()


def test_what_is_not_looked_at_is_not_called_idle():
    text = bans(above_rule=f"-- lint: allow L401 {REASON}")
    assert codes(text, ["L0", "L2"]) == ["L204", "L204", "L204"]
    assert "L002" in codes(text, ["L0", "L4"])
    assert [each.code for each in found(text, ignore=["L401"])].count("L002") == 0


@pytest.mark.parametrize(
    ("comment", "how"),
    [
        (f"-- lint: allow L999 {REASON}", "codes"),
        (f"-- lint: allow {REASON}", "none"),
        (f"-- lint: allow everything {REASON}", "none"),
        ("-- 审校：允许，因为法律另有处罚", "none"),
    ],
)
def test_a_comment_that_names_no_rule_is_told(comment: str, how: str):
    problems = [each for each in found(bans(above_rule=comment)) if each.code == "L003"]
    assert [each.help for each in problems] == [how]


@pytest.mark.parametrize(
    "comment", ["-- lint is useful", "-- we allow L204 because of the law", "-- lint: L204"]
)
def test_other_comments_are_no_business_of_lint(comment: str):
    assert told(bans(above_rule=comment)) == ["no_change", "no_escalation", "no_release"]


def test_a_comment_at_the_end_of_a_text_allows_nothing():
    text = f"{bans()}-- lint: allow L204 {REASON}\n"
    assert told(text) == ["no_change", "no_escalation", "no_release", "L002"]

"""Rules about how a text is written, and what their fixes make of it."""

import pytest

from dutylang.diagnostics.fixing import fixed, fixes_of
from dutylang.source import Source
from tests.lint.prelude import PRELUDE, codes, found, found_in

VISIT = """article 3 "Visits"
  duty visit
    after each apply
    when {}
    manager must visit_site within 3 days
"""
ZH = "第三条 “调查”\n  义务 走访\n    每次受理申请之后，当{}时，客户经理必须在3日内实地调查。\n"


def mended(text: str, code: str, tongue: str = "en", unsafe: bool = False) -> str:
    """A text below the prelude with the fixes of a rule carried out once."""
    source = Source("test.duty", PRELUDE[tongue] + text)
    fixes = [fix for fix, _ in fixes_of(found_in(source, [code], tongue), "test.duty", unsafe=unsafe)]
    after = fixed(source.text, fixes)
    found_in(Source("test.duty", after), [code], tongue)  # it still checks
    return after[len(PRELUDE[tongue]) :]


# ---- L601 ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "how"),
    [
        (VISIT.format("by_agent"), []),
        (VISIT.format("by_agent").replace("  duty", "duty"), ["in"]),
        (VISIT.format("by_agent").replace("    when", "  when"), ["in"]),
        ("  " + VISIT.format("by_agent"), ["out"]),
        ('scenario "one" as of 2024-06-30\ngiven apply at 2024-05-06\n', ["in"]),
        ('scenario "one" as of 2024-06-30\n    given apply at 2024-05-06\n', []),
        (VISIT.format("by_agent") + "define agents means by_agent\n", []),
    ],
)
def test_indentation_that_disagrees(text: str, how: list[str]):
    problems = found(text, ["L601"])
    assert [each.help for each in problems][: len(how)] == how
    assert bool(problems) == bool(how)


def test_a_text_without_any_indentation_is_left_alone():
    flat = "\n".join(line.strip() for line in (PRELUDE["en"] + VISIT.format("by_agent")).splitlines())
    assert found_in(Source("test.duty", flat), ["L601"]) == []


def test_indentation_is_put_right():
    text = VISIT.format("by_agent").replace("  duty", "duty").replace("    when", "when")
    assert mended(text, "L601") == VISIT.format("by_agent")
    assert mended("    " + VISIT.format("by_agent"), "L601") == VISIT.format("by_agent")


# ---- L602 ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "plain", "unsafe"),
    [
        ("by_agent is yes", "by_agent", False),
        ("by_agent is yes and amount > 5 CNY", "by_agent and amount > 5 CNY", False),
        ("by_agent is no", "not by_agent", True),
        ("by_agent is not yes", "not by_agent", True),
    ],
)
def test_a_yes_or_no_says_itself(written: str, plain: str, unsafe: bool):
    text = VISIT.format(written)
    assert mended(text, "L602", unsafe=unsafe) == VISIT.format(plain)
    assert (mended(text, "L602") == text) is unsafe


@pytest.mark.parametrize(
    ("written", "plain"), [("代理人代办为是", "代理人代办"), ("代理人代办为否", "并非代理人代办")]
)
def test_a_yes_or_no_says_itself_in_chinese(written: str, plain: str):
    assert mended(ZH.format(written), "L602", "zh", unsafe=True) == ZH.format(plain)


def test_what_may_be_absent_is_told_and_not_mended():
    (problem,) = found(VISIT.format("rated is no"), ["L602"])
    assert problem.fix is None


@pytest.mark.parametrize("condition", ["by_agent", "not by_agent", 'region is "yes"', "product is bill"])
def test_other_conditions_are_left_alone(condition: str):
    assert codes(VISIT.format(condition), ["L602"]) == []


# ---- L603 ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("by_agent and by_agent", "by_agent"),
        ("by_agent or amount > 5 CNY or by_agent", "by_agent or amount > 5 CNY"),
        ("by_agent and amount > 5 CNY and amount > 5 CNY", "by_agent and amount > 5 CNY"),
    ],
)
def test_what_is_said_twice_is_said_once(written: str, plain: str):
    assert mended(VISIT.format(written), "L603") == VISIT.format(plain)


def test_what_is_said_twice_in_chinese_is_said_once():
    assert mended(ZH.format("代理人代办且代理人代办"), "L603", "zh") == ZH.format("代理人代办")


def test_brackets_are_left_to_the_author():
    (problem,) = found(VISIT.format("by_agent and (by_agent)"), ["L603"])
    assert problem.fix is None


@pytest.mark.parametrize("condition", ["by_agent and not by_agent", "amount > 5 CNY and amount > 6 CNY"])
def test_what_differs_is_not_said_twice(condition: str):
    assert codes(VISIT.format(condition), ["L603"]) == []


# ---- the fixes of other rules --------------------------------------------------------------------


def test_a_line_that_adds_nothing_is_taken_out_whole():
    text = 'article 3 "M"\n  duty check\n    every month until release\n    manager must visit_site\n    lapses\n'
    assert mended(text, "L212") == text.replace("    lapses\n", "")


def test_a_setting_is_taken_out_with_its_brackets_in_chinese():
    text = "第三条 “调查”\n  义务 走访\n    每次受理申请之后，客户经理必须在5日内（按民法典计算）实地调查。\n"
    assert mended(text, "L213", "zh") == text.replace("（按民法典计算）", "")


def test_a_name_is_changed_only_where_that_is_asked_for():
    text = 'event visit_sites\narticle 3 "V"\n  duty one\n    after each visit_site\n'
    text += "    manager must escalate within 3 days\n"
    text += "  duty two\n    after each visit_sites\n    manager must escalate within 3 days\n"
    assert mended(text, "L501") == text
    assert mended(text, "L501", unsafe=True) == text.replace("each visit_sites", "each visit_site")

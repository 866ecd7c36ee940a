"""How articles are cited, and which rules a range holds."""

import datetime as dt

import pytest

from dutylang.policy.draft import draft_from
from dutylang.policy.exemptions import check_exemption
from dutylang.policy.model import PlacedRule
from dutylang.policy.places import article_reference, can_be_breached, duties_within, holds
from dutylang.policy.scope import case_scope
from dutylang.source import Source
from dutylang.syntax.ast import (
    Article,
    ChapterRange,
    Declared,
    Definition,
    Document,
    Duty,
    Effect,
    EffectKind,
    Exemption,
    FromLiabilities,
    Name,
    RuleKind,
    Title,
    YesNo,
)

SINCE = dt.date(2024, 1, 1)


def placed(
    name: str, number: str, chapter: int | None, kind: RuleKind = RuleKind.DUTY, **more: int
) -> PlacedRule:
    article = Article(number, Title(), (), **more)
    return PlacedRule(Duty(kind, Declared(name), ()), article, chapter, SINCE, None)


RULES = (
    placed("a", "1", None),
    placed("b", "2", 1, paragraph=1),
    placed("c", "2", 1, paragraph=2, item=3),
    placed("d", "3", 2),
    placed("leave", "3", 2, RuleKind.PERMISSION),
    PlacedRule(Definition(Declared("e"), YesNo(True)), None, 2, SINCE, None),
)


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (ChapterRange(None, None, "1"), ("a",)),
        (ChapterRange(None, None, "2"), ("b", "c")),
        (ChapterRange(None, None, "2.1"), ("b",)),
        (ChapterRange(None, None, "2.2.3"), ("c",)),
        (ChapterRange(None, None, "4"), ()),
        (ChapterRange(1, 1), ("b", "c")),
        (ChapterRange(1, None), ("b", "c")),
        (ChapterRange(1, 2), ("b", "c", "d")),
        (ChapterRange(None, None), ()),
        (ChapterRange(None, None, rules=(Name("d"), Name("a"))), ("a", "d")),
    ],
)
def test_a_range_holds_the_duties_under_it(wanted, names):
    assert duties_within(wanted, RULES) == names


def test_what_stands_outside_articles_is_in_chapters_alone():
    definition = RULES[-1]
    assert article_reference(definition.article) == ""
    assert not holds(ChapterRange(None, None, "3"), definition)
    assert holds(ChapterRange(2, 2), definition)
    assert not can_be_breached(definition)


def test_a_mitigating_exemption_names_its_grade():
    effect = Effect(EffectKind.MITIGATED)
    rule = Exemption(Declared("e"), (FromLiabilities((Name("slow"),)), effect))
    draft = draft_from([(Source("t", ""), Document(()))])
    check_exemption(rule, case_scope(draft))
    assert [(each.code, each.help) for each in draft.problems] == [("N001", "declare"), ("D036", "grade")]

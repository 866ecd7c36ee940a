"""Articles in their order: by number, an appendix after the chapters, what has no article last."""

import attrs
import pytest

from dutylang.assessment.model import CaseAssessment, Verdict
from dutylang.cases.record import CaseRecord
from dutylang.pipeline import load_policy
from dutylang.reports.articles import order_of_articles, rules_in_order, short_reference
from dutylang.reports.html.groups import MANY_ARTICLES, heat_view
from dutylang.reports.html.tally import HtmlTally
from tests.house.tree import ROOT
from tests.reports.accounts import names_of
from tests.reports.common import RUN, finding

PACK = ROOT / "policies" / "guarantee" / "en"


def test_the_appendix_comes_after_the_chapters():
    loaded, _, problems = load_policy(PACK)
    assert loaded is not None, problems
    rules = {rule.name: rule for rule in loaded.plan.rules}
    ordered = [rules[name] for name in rules_in_order(loaded.plan.rules)]
    assert len(ordered) == len(rules)
    outside = [rule.chapter is None for rule in ordered]
    assert outside == sorted(outside)
    assert True in outside
    cited = [int(rule.article.partition(".")[0]) for rule in ordered if rule.chapter is not None]
    assert cited == sorted(cited)
    order = order_of_articles(attrs.evolve(names_of("en"), rules=rules))
    appendix = next(rule.article for rule in ordered if rule.chapter is None)
    assert sorted(["", appendix, "28", "27..2", "27..1", "5"], key=order) == [
        "5", "27..1", "27..2", "28", appendix, "",
    ]  # fmt: skip


def test_without_chapters_only_numbers_count():
    order = order_of_articles(names_of("en"))
    assert sorted(["14-1", "2", "14", "x", "27.1"], key=order) == ["2", "14", "14-1", "27.1", "x"]


@pytest.mark.parametrize(
    ("reference", "short"), [("25..1", "25(1)"), ("4.4.1", "4.4.1"), ("14-1", "14-1"), ("", "–")]
)
def test_an_article_in_a_narrow_column(reference: str, short: str):
    assert short_reference(reference) == short


def test_of_many_articles_those_that_ask_for_attention_have_a_column():
    tally = HtmlTally(names_of("en"), RUN.as_of)
    findings = tuple(
        finding(
            Verdict.VIOLATED if number == 7 else Verdict.SATISFIED,
            "not_done",
            article=str(number),
            persons=("Li Na",),
        )
        for number in range(1, MANY_ARTICLES + 2)
    )
    tally.add(CaseRecord("G-1"), CaseAssessment("G-1", Verdict.VIOLATED, findings))
    heat = heat_view(tally, names_of("en"))
    assert [short for short, _ in heat.columns] == ["7"]
    assert heat.quiet == tuple(str(number) for number in range(1, MANY_ARTICLES + 2) if number != 7)
    few = HtmlTally(names_of("en"), RUN.as_of)
    few.add(CaseRecord("G-1"), CaseAssessment("G-1", Verdict.VIOLATED, findings[:MANY_ARTICLES]))
    heat = heat_view(few, names_of("en"))
    assert len(heat.columns) == MANY_ARTICLES
    assert heat.quiet == ()

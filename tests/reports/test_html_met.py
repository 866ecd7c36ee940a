"""What the page tells of duties that were met and of what does not apply: short, and nothing hidden."""

import io
import re

import attrs
import pytest

from dutylang.assessment.model import CaseAssessment, Finding, Verdict
from dutylang.cases.record import BEGINNING
from dutylang.diagnostics import catalogue
from dutylang.reports.audit import Ending, summary_of
from dutylang.reports.html.met import met_views
from dutylang.reports.html.report import HtmlReport
from tests.reports.common import CASE, COUNT, RUN, day, finding, late_finding, names_in
from tests.reports.pages import page_of, part, words_of

MET = finding(
    Verdict.SATISFIED,
    "done_in_time",
    roles=("manager",),
    persons=("Li Na",),
    trigger=0,
    due=day("2024-05-14"),
    done=day("2024-05-11"),
    evidence=(2,),
    counts=(COUNT,),
)
PAPERS = tuple(
    finding(Verdict.SATISFIED, "on_file", rule="papers", article="7", part=each, due=day("2024-05-07"))
    for each in ("licence", "cover")
)
APART = tuple(
    finding(Verdict.NOT_APPLICABLE, "never_opened", key=f"k-{rule}-{each}", rule=rule, article="9", part=each)
    for rule, each in (("quiet", ""), ("papers", "licence"), ("papers", "cover"))
)


def page(*findings: Finding, tongue: str = "en") -> str:
    out = io.StringIO()
    report = HtmlReport(out, names_in(tongue))
    assessed = CaseAssessment("G-1", Verdict.LATE, findings)
    summary = summary_of(["prompt_visit"])
    report.begin(RUN)
    summary.add(assessed)
    report.case(CASE, assessed)
    report.end(Ending(summary, ()))
    return out.getvalue()


def test_a_duty_that_was_met_is_a_line_with_who_when_and_by_what():
    (line,) = met_views([MET], names_in("en"))
    assert (line.duty, line.count, line.persons) == ("prompt visit", 1, ("Li Na",))
    assert line.told == "article 14 · Li Na · due 14 May 2024 · done 11 May 2024 · event 3"
    (line,) = met_views([MET], names_in("zh"))
    assert line.told == "第十四条 · Li Na · 期限2024年5月14日 · 2024年5月11日履行 · 事件3"


def test_parts_that_ran_alike_stand_together():
    (line,) = met_views(PAPERS, names_in("en"))
    assert line.told == "article 7 · business licence, cover: due 7 May 2024"
    assert line.count == 2


def test_of_several_persons_each_stands_by_what_they_did():
    other = attrs.evolve(
        MET, period="2024-Q2", persons=("Wang Wu",), evidence=(1, 2), due=None, done=BEGINNING
    )
    (line,) = met_views([attrs.evolve(MET, level="then-1"), other], names_in("en"))
    assert line.persons == ("Li Na", "Wang Wu")
    assert line.told.endswith("event 3; quarter 2 of 2024: Wang Wu · events 2, 3")


@pytest.mark.parametrize(("advisory", "told"), [(False, ""), (True, "satisfied (advisory)")])
def test_what_was_always_kept_has_no_day(advisory: bool, told: str):
    (line,) = met_views([finding(Verdict.SATISFIED, "kept", article="", advisory=advisory)], names_in("en"))
    assert line.told == told


@pytest.mark.parametrize("tongue", ["en", "zh"])
def test_the_page_says_what_it_leaves_out(tongue: str):
    cases = part(page(MET, late_finding(), *APART, tongue=tongue), "cases")
    assert catalogue.text("html.left_out", tongue) in words_of(cases)
    assert catalogue.text("html.met", tongue, count=1) in words_of(cases)
    assert catalogue.text("html.inapplicable", tongue, count=3) in words_of(cases)
    assert catalogue.text("html.duty_times", tongue, duty="papers", count=2) in words_of(cases)


def test_only_what_asks_for_attention_has_a_story_and_a_strip():
    assert 'class="strip"' not in page(MET)
    assert page(MET, late_finding()).count('class="strip"') == 1


def test_filters_reach_duties_that_were_met():
    found = page_of(page(MET, attrs.evolve(MET, rule="papers", article="7", persons=("Wang Wu",))))
    lines = [each for each in found.all("li") if each.get("data-verdict") == "satisfied"]
    options = {each["value"] for each in found.all("option")}
    assert {each["data-persons"] for each in lines} | {each["data-article"] for each in lines} <= options
    assert len(lines) == 2


def test_a_title_is_known_from_a_duty_that_was_met():
    assert "article 14 “Sudden events”" in words_of(part(page(MET), "articles"))


def test_many_findings_that_ask_for_nothing_cost_little():
    many = [attrs.evolve(MET, key=f"k-{number}", part=f"paper {number}") for number in range(200)]
    grown = len(page(late_finding(), *many)) - len(page(late_finding()))
    assert grown < 100 * len(many)
    assert re.search(r"200 satisfied", page(*many))

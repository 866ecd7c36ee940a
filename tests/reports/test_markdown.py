"""The minutes: what must be spoken of and decided, in Markdown that holds no markup of its cases."""

import io

import attrs
import pytest

from dutylang.assessment.model import Verdict
from dutylang.diagnostics import Diagnostic
from dutylang.reports.as_markdown import MarkdownReport
from dutylang.reports.audit import Ending, summary_of
from dutylang.reports.markdown_text import shown_in_markdown, table_of
from dutylang.source import NOWHERE
from tests.reports.accounts import ASSESSED, BOOK, CASE, MISSED, names_of
from tests.reports.common import RUN, finding
from tests.reports.writing import text_in


def sections(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {"": []}
    title = ""
    for line in text.splitlines():
        if line.startswith("## "):
            title = line.removeprefix("## ")
            found[title] = []
        elif line:
            found[title].append(line)
    return found


def test_the_sections_of_the_minutes():
    text = text_in("markdown")
    assert text.startswith("# Minutes: audit of Diligence\n")
    assert "\n\n\n" not in text
    found = sections(text)
    assert list(found)[1:] == [
        "What was audited",
        "Summary",
        "Findings to deliberate",
        "Persons",
        "Open deadlines",
        "Decisions to take",
        "Points over the book",
        "Problems in the records",
        "Resolution",
    ]
    assert "### Case G-1: violated" in found["Findings to deliberate"]
    assert "| violated | 1 |" in found["Summary"]
    assert "| liable | 2 |" in found["Summary"]
    assert len(found["Decisions to take"]) == 4
    assert found["Problems in the records"] == ["None."]


def test_minutes_say_what_was_audited_by_what():
    facts = " ".join(sections(text_in("markdown"))["What was audited"])
    for fact in ("Version: 1.0", RUN.sha256, "As of: 30 June 2024", "china 2026.1", "dutylang 0.1.0"):
        assert fact in facts


def test_minutes_in_chinese():
    text = text_in("markdown", names_of("zh"))
    assert text.startswith("# 会议纪要：尽职规则审查\n")
    assert "- **【违反】及时调查（prompt\\_visit），第十四条“客户突发事件”**" in text
    assert "   - 决定：\\_" in text


def test_nothing_to_speak_of():
    sound = attrs.evolve(
        ASSESSED,
        status=Verdict.SATISFIED,
        findings=(finding(Verdict.SATISFIED, "done_in_time"),),
        persons=(),
        open_questions=(),
        escalations=(),
    )
    found = sections(text_in("markdown", cases=((CASE, sound),), book=None))
    assert "Points over the book" not in found
    for title in ("Findings to deliberate", "Persons", "Open deadlines", "Decisions to take"):
        assert found[title] == ["None."]


def test_problems_are_listed():
    problem = Diagnostic("C032", NOWHERE, {"case": "G-1", "place": "b", "first": "a"})
    (line,) = sections(text_in("markdown", problems=(problem,)))["Problems in the records"]
    assert line.startswith("- C032: ")


def test_only_the_gravest_are_written_out():
    names, out = names_of("en"), io.StringIO()
    report = MarkdownReport(out, names, most_cases=2, most_items=1)
    report.begin(RUN)
    summary = summary_of([])
    for number in range(6):
        grave = tuple(attrs.evolve(MISSED, key=f"k-{number}-{each}") for each in range(number + 1))
        assessed = attrs.evolve(ASSESSED, case_id=f"G-{number}", findings=grave)
        summary.add(assessed)
        report.case(attrs.evolve(CASE, id=f"G-{number}"), assessed)
    problem = Diagnostic("C032", NOWHERE, {"case": "G-1", "place": "b", "first": "a"})
    report.end(Ending(summary, (problem, problem), BOOK))
    found = sections(out.getvalue())
    headings = [line for line in found["Findings to deliberate"] if line.startswith("###")]
    assert headings == ["### Case G-5: violated", "### Case G-4: violated"]
    assert found["Findings to deliberate"][-1] == "- … and 4 more; the format json holds them all."
    assert found["Problems in the records"][-1] == "- … and 1 more; the format json holds them all."
    assert found["Open deadlines"][-1].startswith("- … and")
    assert found["Decisions to take"][-1].startswith("- … and")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<b>x</b>", "\\<b\\>x\\</b\\>"),
        ("[a](b) ![c](d)", "\\[a\\](b) !\\[c\\](d)"),
        ("a|b", "a\\|b"),
        ("`a` *b* _c_ ~d~ $e$ &lt;", "\\`a\\` \\*b\\* \\_c\\_ \\~d\\~ \\$e\\$ \\&lt;"),
        ("# a", "\\# a"),
        ("- a", "\\- a"),
        ("+ a", "\\+ a"),
        ("=====", "\\====="),
        ("1. a", "1&#8288;. a"),
        ("1900", "1900"),
        ("see https://a.example", "see https&#8288;://a.example"),
        ("www.a.example", "www&#8288;.a.example"),
        ("@team #12", "\\@&#8288;team \\#&#8288;12"),
        ("    code", "code"),
        ("a\nb\u202e", "a␊b<U+202E>".replace("<", "\\<").replace(">", "\\>")),
    ],
)
def test_nothing_marks_up(text: str, shown: str):
    assert shown_in_markdown(text) == shown


def test_a_table():
    assert table_of(("a", "b"), [("1", "x|y")]) == ["| a | b |", "| --- | --- |", "| 1 | x\\|y |"]

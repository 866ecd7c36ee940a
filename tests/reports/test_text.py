"""The summary that a person reads at a glance, and how text is laid out."""

import io
import re

from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from dutylang.assessment.model import CaseAssessment, Verdict
from dutylang.reports.as_text import MOST_CASES, MOST_FINDINGS, TextReport, story_lines
from dutylang.reports.audit import AuditRun, Ending, summary_of
from dutylang.reports.layout import Paint, padded, table, width, wrapped
from tests.reports.common import CASE, RUN, day, finding, late_finding, names_in

VIOLATED = finding(Verdict.VIOLATED, "not_done", roles=("manager",), due=day("2024-05-09"))
SATISFIED = finding(Verdict.SATISFIED, "done_in_time")


def written(
    assessed: list[CaseAssessment],
    tongue: str = "en",
    run: AuditRun = RUN,
    unread: int = 0,
    **settings: object,
) -> str:
    out = io.StringIO()
    report = TextReport(out, names_in(tongue), **settings)  # type: ignore[arg-type]
    summary = summary_of(["prompt_visit", "cover"])
    report.begin(run)
    for each in assessed:
        summary.add(each)
        report.case(CASE, each)
    summary.unread = unread
    report.end(Ending(summary, ()))
    return out.getvalue()


MIXED = [
    CaseAssessment("G-1", Verdict.LATE, (late_finding(),)),
    CaseAssessment("G-2", Verdict.VIOLATED, (VIOLATED, VIOLATED)),
    CaseAssessment("G-3", Verdict.SATISFIED, (SATISFIED,)),
]


def test_an_audit_at_a_glance():
    assert written(MIXED).splitlines() == [
        "Audit of Diligence (guarantee)",
        "version 1.0 (sha256 000000000000…) · as of 30 June 2024 · calendar china 2026.1 · dutylang 0.1.0",
        "",
        "3 cases audited: 1 violated, 1 late, 1 satisfied",
        "",
        "Cases by duty and verdict",
        "  duty          violated  late  satisfied",
        "  prompt visit         1     1          1",
        "  cover                ·     ·          ·",
        "",
        "Cases that need attention",
        "  G-2  2 violated",
        "  G-1  1 late",
        "",
        "Findings that matter",
        "  violated  G-1 · prompt visit, article 14 “Sudden events”",
        "    It was not done in time. To comply: what the rule asks for, done by client manager, by the end",
        "    of 9 May 2024.",
        "  late by 4 working days  G-1 · prompt visit, article 14 “Sudden events”",
        "    It was done 4 working days late. To comply: what the rule asks for, done by client manager, by",
        "    the end of 7 May 2024.",
        "  violated  G-1 · prompt visit, article 14 “Sudden events”",
        "    It was not done in time. To comply: what the rule asks for, done by client manager, by the end",
        "    of 9 May 2024.",
    ]


def test_an_audit_at_a_glance_in_chinese():
    lines = written(MIXED, "zh").splitlines()
    assert lines[0] == "尽职规则（guarantee）审查报告"
    assert "共审查3件案件：违反1件、逾期1件、已履行1件" in lines
    assert "  义务        违反  逾期  已履行" in lines
    assert "  及时调查       1     1       1" in lines
    assert "    未按期履行。合规的做法：最迟于2024年5月9日（含当日），由客户经理完成本条要求的事项。" in lines


def test_a_clean_audit_says_so():
    text = written(MIXED[2:])
    assert "No breach was found and nothing is unknown." in text
    assert "attention" not in text


def test_brief_is_the_counts_alone():
    assert len(written(MIXED, brief=True).splitlines()) == 4


def test_an_audit_of_nothing_and_of_unreadable_cases():
    text = written([], unread=2)
    assert "No case was audited." in text
    assert "2 cases could not be read." in text


def test_advisory_findings_are_told_apart():
    advisory = finding(Verdict.VIOLATED, "not_done", advisory=True)
    text = written([CaseAssessment("G-1", Verdict.SATISFIED, (advisory,))])
    assert "1 advisory finding besides, outside of these counts." in text
    assert "attention" not in text


def test_what_was_known_and_a_policy_without_label():
    import attrs

    run = attrs.evolve(RUN, known_at=day("2024-03-01"), labels=())
    assert written(MIXED, run=run).splitlines()[:2] == [
        "Audit of guarantee",
        "version 1.0 (sha256 000000000000…) · as of 30 June 2024 · calendar china 2026.1 · dutylang 0.1.0 · "
        "as known on 1 March 2024",
    ]


def test_a_large_audit_stays_readable():
    many = [
        CaseAssessment(
            f"G-{n:04}", Verdict.VIOLATED, (finding(Verdict.VIOLATED, "not_done", rule=f"r{n % 40}"),)
        )
        for n in range(1000)
    ]
    many[-1] = CaseAssessment("worst", Verdict.VIOLATED, (VIOLATED, VIOLATED))
    text = written(many)
    attention = text.split("Cases that need attention\n")[1].split("\n\n")[0].splitlines()
    assert len(attention) == MOST_CASES + 1
    assert attention[0].split() == ["worst", "2", "violated"]
    assert attention[-1].strip() == f"… and {1000 - MOST_CASES} more cases"
    assert f"… and {1001 - MOST_FINDINGS} more; the formats json, jsonl and csv hold them all" in text


def test_colours_change_nothing_but_colour():
    colored = written(MIXED, paint=Paint(color=True))
    assert "\x1b[" in colored
    assert re.sub(r"\x1b\[[0-9;]*m", "", colored) == written(MIXED)


def test_a_finding_without_article_and_with_part():
    one = finding(Verdict.VIOLATED, "not_done", article="", part="visit")
    assert "violated  G-1 · prompt visit: visit to the site\n" in written(
        [CaseAssessment("G-1", Verdict.VIOLATED, (one,))]
    )


# ---- layout ----------------------------------------------------------------------------------

# No text of ours puts a space before a closing sign.
TEXTS = st.text("ab c，。（）实地调查", max_size=80).map(lambda text: re.sub(r" +(?=[，。）])", "", text))


@given(TEXTS, st.integers(8, 40))
def test_wrapping_loses_no_sign_and_keeps_to_the_width(text: str, columns: int):
    lines = wrapped(text, columns)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    for line in lines:
        pieces = [piece for piece in re.split(r" |(?<=[^ -~])", line) if piece]
        # A closing sign stays with what it closes, beyond the edge if need be.
        hanging = re.sub(r"[，。）]+$", "", line)
        assert wcswidth(hanging) <= columns or len(pieces) == 1 or re.search(r"[，。）（]{3}", line)


@given(TEXTS)
def test_no_line_opens_with_a_closing_sign(text: str):
    assert not any(
        line.startswith(("，", "。", "）")) for line in wrapped("字" + text, 20)[1:] if line.strip("，。） ")
    )


def test_a_long_word_stays_whole():
    assert wrapped("see aaaaaaaaaaaaaaaaaaaa there", 8) == ["see", "aaaaaaaaaaaaaaaaaaaa", "there"]
    assert wrapped("", 8) == [""]


def test_a_full_stop_stays_with_the_quotation_mark_before_it():
    text = "article 14 “Sudden events”. Due (“x”), then."
    for columns in range(8, 40):
        assert not any(line.startswith((".", ",", ")", "”")) for line in wrapped(text, columns))


def test_columns_count_chinese_characters_twice():
    assert width("实地") == 4
    assert width("a\x1b") == 2
    assert padded("实地", 6) == "实地  "
    assert padded("1", 3, right=True) == "  1"
    assert table([["义务", "1"], ["visit", "22"]]) == [["义务 ", " 1"], ["visit", "22"]]
    assert table([]) == []


def test_a_story_is_indented_under_its_heading():
    lines = story_lines("heading", ("one", "two"), Verdict.LATE, Paint(color=False))
    assert lines == ["heading", "  one", "  two"]

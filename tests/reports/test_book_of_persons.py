"""An audit that speaks of persons: the part in text, rows of tables, groups, and the JSON document."""

import csv
import io
import json

import attrs
import jsonschema
import pytest

from dutylang.assessment.book import Book
from dutylang.assessment.model import CaseAssessment, Verdict
from dutylang.assessment.persons import Result
from dutylang.cases.record import NoValue
from dutylang.reports.as_csv import RUN_COLUMNS
from dutylang.reports.audit import Ending, summary_of
from dutylang.reports.finding_json import SCHEMA
from dutylang.reports.formats import report_in
from dutylang.reports.grouping import Groups, field_value, groups_json
from dutylang.reports.person_rows import COLUMNS_OF, TABLES
from dutylang.reports.persons_text import MOST_ESCALATIONS, MOST_PERSONS
from tests.reports.accounts import (
    ASSESSED,
    AWAITING,
    BOOK,
    CASE,
    FIGURES,
    LEVEL,
    LIABLE,
    NONE,
    PER_CASE,
    names_of,
    result,
)
from tests.reports.common import RUN, day

TODAY = day("2024-06-30").day


def written(
    format_: str = "text",
    tongue: str = "en",
    assessed: tuple[CaseAssessment, ...] = (ASSESSED,),
    book: Book | None = BOOK,
    **settings: object,
) -> str:
    out = io.StringIO()
    report = report_in(format_, out, names_of(tongue), **settings)  # type: ignore[arg-type]
    summary = summary_of(["prompt_visit"])
    report.begin(RUN)
    for each in assessed:
        summary.add(each)
        report.case(attrs.evolve(CASE, id=each.case_id), each)
    report.end(Ending(summary, (), book))
    return out.getvalue()


# ---- text ------------------------------------------------------------------------------------


def test_persons_stand_after_the_findings():
    lines = written().splitlines()
    start = lines.index("Who answers for it")
    assert start > lines.index("Findings that matter")
    assert lines[start + 1] == (
        "  7 results on persons: 2 liable, 1 mitigated, 1 awaiting decision, 1 unknown, 1 exempt, 1 not liable"
    )
    assert lines[start + 2] == "  liable  Li Na · missed visit (article 27)"
    assert "as principal, 70% · grade demerit · kinds: assessment · 3 points" in lines[start + 3]
    assert not any("Qian Bo" in line for line in lines)


def test_persons_in_chinese():
    text = written(tongue="zh")
    assert (
        "人员责任结果共7项：承担责任2项、减轻责任1项、待决定1项、是否追责不明1项、免予追责1项、不予追责1项"
        in text
    )
    assert "  承担责任  Li Na · “未及时调查”（第二十七条）" in text
    assert "勤勉尽职：待决定" in text
    assert "待办的逐级上报与补救事项" in text


def test_points_figures_and_whether_the_book_is_complete():
    text = written()
    assert "Points\n  Li Na: 12 points under “annual points” (article 30), 2024, grade demerit\n" in text
    assert "  bad share, Li Na, 2024: 0.6667%\n" in text
    assert "  bad share, East: unknown, because a value of a case is not known (amount): G-1, G-2\n" in text
    assert (
        "  outstanding: 500 CNY\n  count: 7\n  ratio: unknown, because there is nothing to divide by\n"
        in text
    )
    assert "Worked out over 3 cases; all could be read." in text
    partial = written(book=attrs.evolve(BOOK, unread=2))
    assert "The set is not complete: 2 cases could not be read." in partial
    assert "案件不齐全：有2件无法读取" in written(tongue="zh", book=attrs.evolve(BOOK, unread=2))


def test_open_escalations_say_who_must_do_what_by_when():
    text = " ".join(written().split())
    assert (
        "G-1 · telling the head (article 14): report, done by head of department, by the end of 5 July"
        in text
    )


def test_an_audit_without_persons_says_nothing_of_them():
    plain = attrs.evolve(ASSESSED, persons=(), sanctions=(), escalations=(), open_questions=())
    text = written(assessed=(plain,), book=Book(cases=1))
    assert "Who answers" not in text
    assert "Points" not in text
    assert "complete" not in text


def test_one_person_in_many_cases_is_one_row():
    cases = tuple(
        CaseAssessment(f"G-{n}", Verdict.VIOLATED, (), persons=(attrs.evolve(LIABLE, case_id=f"G-{n}"),))
        for n in range(5)
    )
    lighter = attrs.evolve(LIABLE, case_id="G-9", result=Result.EXEMPT, grade="warning", points=None)
    cases += (CaseAssessment("G-9", Verdict.SATISFIED, (), persons=(lighter, NONE)),)
    text = written(assessed=cases, book=None)
    assert text.count("Li Na") == 1
    assert "  5 liable, 1 exempt  Li Na" in text
    assert "grade demerit" in text
    assert "15 points" in text
    assert "cases G-0, G-1, G-2 and 2 more" in " ".join(text.split())


def test_the_gravest_grade_comes_first_and_what_is_not_settled_stands_apart():
    overdue = attrs.evolve(AWAITING, person="Overdue", case_id="G-3")
    persons = (
        result("Unknown", Result.UNKNOWN),
        result("Light", Result.LIABLE, grade="warning"),
        result("Twice", Result.LIABLE, grade="warning"),
        overdue,
        result("Grave", Result.MITIGATED, grade="demerit"),
        result("Free", Result.EXEMPT),
    )
    graver = CaseAssessment(
        "G-2",
        Verdict.VIOLATED,
        (),
        persons=(
            result("Twice", Result.LIABLE, grade="demerit", case_id="G-2"),
            result("Light", Result.UNKNOWN),
        ),
    )
    first = attrs.evolve(ASSESSED, persons=persons, findings=())
    lines = written(assessed=(first, graver), book=None).splitlines()
    start = lines.index(
        "Not settled yet (a decision is awaited or a fact not known), and what it would come to"
    )
    people = ("Unknown", "Light", "Twice", "Overdue", "Grave", "Free")
    told = [
        [each for line in part for each in people if f"  {each} · " in line]
        for part in (lines[:start], lines[start:])
    ]
    assert told == [["Twice", "Grave", "Light", "Free"], ["Overdue", "Unknown", "Light"]]
    assert "cases G-2, G-1" in " ".join(lines)
    assert "diligence: awaiting decision (overdue)" in " ".join(" ".join(lines).split())


def test_what_is_too_much_is_counted():
    persons = tuple(result(f"P-{n}", Result.LIABLE) for n in range(MOST_PERSONS + 2))
    levels = tuple(attrs.evolve(LEVEL, key=f"k-{n}") for n in range(MOST_ESCALATIONS + 3))
    points = tuple(attrs.evolve(PER_CASE, person=f"P-{n}") for n in range(16 * MOST_PERSONS + 1))
    figures = {(f"f{n}", "", ""): attrs.evolve(FIGURES[3], figure=f"f{n}") for n in range(25)}
    crowded = CaseAssessment(
        "G-1", Verdict.VIOLATED, (), persons=persons, escalations=levels, sanctions=points
    )
    book = attrs.evolve(BOOK, figures=attrs.evolve(BOOK.figures, values=figures))
    text = written(assessed=(crowded,), book=book)
    assert "… and 2 more; the formats" in text
    assert "… and 3 more; `duty due` lists them all" in text
    assert f"… and {len(points) + 1 - MOST_PERSONS} more; the formats" in text
    assert "… and 5 more; the format json holds them all" in text


def test_a_brief_audit_counts_them():
    text = written(brief=True)
    assert "7 results on persons: 2 liable" in text
    assert "Who answers" not in text


# ---- groups ----------------------------------------------------------------------------------


def grouped(by: str, is_field: bool = False) -> Groups:
    groups = Groups(by, TODAY, is_field)
    groups.add(CASE, ASSESSED)
    return groups


def test_groups_of_persons_count_duties_and_results():
    groups = grouped("person")
    assert groups.counts["Li Na"].cases == {Verdict.VIOLATED: 1}
    assert groups.counts["Li Na"].results == {Result.LIABLE: 1}
    assert groups.counts["Zhao Lei"].cases == {Verdict.PENDING: 1}
    assert groups.counts[None].results == {Result.LIABLE: 1}


def test_groups_of_articles_and_duties():
    assert set(grouped("article").counts) == {"14", "28", "27"}
    assert set(grouped("duty").counts) == {"prompt_visit", "tell_head", "diligent", "missed_visit"}


@pytest.mark.parametrize(
    ("path", "group"),
    [
        ("branch", "East"),
        ("new", "yes"),
        ("class", "normal"),
        ("customer", "C-9"),
        ("customer.branch", "West"),
        ("customer.branch.more", None),
        ("missing", None),
    ],
)
def test_groups_of_a_field(path: str, group: str | None):
    groups = grouped(path, is_field=True)
    assert list(groups.counts) == [group]
    assert groups.counts[group].cases == {Verdict.VIOLATED: 1}
    assert groups.counts[group].results.total() == 7


def test_a_field_without_a_value_is_not_known():
    fields = {"a": NoValue.ABSENT, "b": (), "c": False}
    assert [field_value(fields, name, TODAY) for name in "abc"] == [None, None, "no"]
    early = day("2023-01-01").day
    assert field_value(CASE.fields, "class", early) is None


def test_a_case_without_findings_still_counts_in_its_field():
    groups = Groups("branch", TODAY, is_field=True)
    groups.add(CASE, CaseAssessment("G-1", Verdict.NOT_APPLICABLE, ()))
    assert groups.counts["East"].cases == {Verdict.NOT_APPLICABLE: 1}


def test_the_text_is_grouped():
    text = written(groups=Groups("person", TODAY))
    assert (
        "Cases by person and verdict\n  person    violated  pending\n  Li Na            1        ·\n" in text
    )
    assert "Results on persons by person\n" in text
    assert "(not known)" in text
    chinese = written(tongue="zh", groups=Groups("article", TODAY))
    assert "各条文的案件数（按结论）\n  条文        违反\n  第十四条       1\n  第二十八条     1\n" in chinese
    assert "各条文的追责结果（项数）" in chinese
    field = written(tongue="zh", groups=Groups("new", TODAY, is_field=True))
    assert "各new的案件数（按结论）\n  new  违反\n  是      1\n" in field
    duty = written(groups=Groups("duty", TODAY))
    assert "Results on persons by ground\n" in duty


def test_the_json_is_grouped():
    document = json.loads(written("json", groups=Groups("branch", TODAY, is_field=True)))
    jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(document)
    groups = document["summary"]["groups"]
    assert groups["by"] == "branch"
    assert groups["groups"][0]["group"] == "East"
    assert groups["groups"][0]["persons"]["liable"] == 2
    assert groups_json(Groups("person", TODAY)) == {"by": "person", "is_field": False, "groups": []}


# ---- rows ------------------------------------------------------------------------------------


def rows(table: str, tongue: str = "en") -> list[dict[str, str]]:
    text = written("csv", tongue, rows=table).removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(text)))


def test_a_row_for_each_result_on_a_person():
    found = rows("persons", "zh")
    assert len(found) == 7
    assert found[0]["人员"] == "Li Na"
    assert found[0]["追责结果"] == "承担责任"
    assert found[0]["责任比例（%）"] == "70"
    assert found[0]["免责条款"] == "勤勉尽职：不符合条件；容错：排除适用"
    assert found[0]["条文"] == "第二十七条"
    assert found[5]["人员"] == "无人"


def test_a_row_for_each_level():
    found = rows("escalations")
    assert [each["state"] for each in found] == ["open", "met"]
    assert found[0]["due"] == "2024-07-05"
    assert found[0]["acts"] == "report"


def test_a_row_for_each_person_with_points():
    found = rows("points")
    assert [(each["case"], each["points"], each["grade"]) for each in found] == [
        ("G-1", "3", ""),
        ("", "12", "demerit"),
    ]
    assert found[1]["entries"] == "2024-05-07 missed visit 3"


@pytest.mark.parametrize("table", TABLES)
def test_lines_have_the_form_of_the_document(table: str):
    document = json.loads(SCHEMA.read_text(encoding="utf-8"))
    part = {"findings": "finding", "persons": "person", "escalations": "escalation", "points": "sanction"}[
        table
    ]
    schema = jsonschema.Draft202012Validator({"$ref": f"#/$defs/{part}", "$defs": document["$defs"]})
    run, *lines = [json.loads(line) for line in written("jsonl", "zh", rows=table).splitlines()]
    assert (run["kind"], run["table"], run["sha256"]) == ("run", table, RUN.sha256)
    assert len(lines) == {"findings": 3, "persons": 7, "escalations": 2, "points": 2}[table]
    for line in lines:
        assert line.pop("case") in ("G-1", None)
        line.pop("status")
        assert line.pop("kind") == {"sanction": "points"}.get(part, part)
        schema.validate(line)


def test_every_table_has_headings_of_its_own():
    for table, columns in COLUMNS_OF.items():
        assert len(
            next(csv.reader(io.StringIO(written("csv", "zh", rows=table).removeprefix("\ufeff"))))
        ) == len(columns) + len(RUN_COLUMNS)


# ---- the document ----------------------------------------------------------------------------


@pytest.mark.parametrize("tongue", ["en", "zh"])
@pytest.mark.parametrize("book", [BOOK, None])
def test_a_document_with_persons_follows_the_schema(tongue: str, book: Book | None):
    document = json.loads(written("json", tongue, book=book))
    jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(document)
    assert document["summary"]["persons"]["liable"] == 2
    assert (document["book"] is None) == (book is None)

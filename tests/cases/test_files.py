"""Files and folders of case documents."""

import json
from pathlib import Path

import pytest

from dutylang.cases.files import cases_from_path, count_hint
from dutylang.cases.raw import Limits
from dutylang.cases.record import CaseRecord, NoValue
from dutylang.diagnostics import Diagnostic
from tests.cases.reading import told
from tests.cases.vocabulary import SHANGHAI, vocabulary

ALL = {"complete": "all"}
GOOD = '{"id": "G-001", "complete": "all"}'


def read(path: Path, limits: Limits | None = None) -> tuple[list[CaseRecord], list[Diagnostic]]:
    found = list(cases_from_path(path, vocabulary(), SHANGHAI, limits=limits or Limits()))
    told(problem for _, problems in found for problem in problems)
    return [case for case, _ in found if case], [problem for _, problems in found for problem in problems]


def written(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def only(path: Path, limits: Limits | None = None) -> tuple[str, int, int]:
    cases, problems = read(path, limits)
    assert cases == []
    (problem,) = problems
    return problem.code, problem.span.line, problem.span.column


def test_a_file_may_begin_with_a_byte_order_mark(tmp_path: Path):
    for name in ("a.json", "b.jsonl", "c.yaml"):
        cases, problems = read(written(tmp_path, name, b"\xef\xbb\xbf" + GOOD.encode()))
        assert [case.id for case in cases] == ["G-001"]
        assert problems == []


def test_json_holds_one_case_or_a_list(tmp_path: Path):
    text = json.dumps(
        [{"id": "1", "complete": "all"}, {"id": "2", "evens": []}, {"id": "3", "complete": "all"}]
    )
    cases, problems = read(written(tmp_path, "a.json", text))
    assert [case.id for case in cases] == ["1", "3"]
    assert [case.source.rsplit("/", 1)[-1] for case in cases] == ["0", "2"]
    assert ("C013", "/1/evens") in told(problems)


def test_a_fault_in_json_has_its_line_and_column(tmp_path: Path):
    text = '{\n  "id": "1", "complete": "all",\n  "events": [\n'
    text += '    {"type": "emergency",\n     "at": "soon"}\n  ]\n}\n'
    assert only(written(tmp_path, "a.json", text)) == ("C015", 5, 12)


def test_a_missing_key_is_told_at_its_object(tmp_path: Path):
    text = '{"id": "1", "complete": "all",\n "events": [{"type": "emergency", "at": "2024-05-11"},\n'
    text += '   {"at": "2024-05-11"}]}'
    assert only(written(tmp_path, "a.json", text)) == ("C012", 3, 4)


@pytest.mark.parametrize(
    ("name", "text", "code", "line", "column"),
    [
        ("a.json", '{"id": "1",\n "fields": }', "C004", 2, 12),
        ("a.json", "", "C004", 1, 1),
        ("a.json", "[" * 100_000, "C006", 1, 1),
        ("a.json", '{"id": "1", "id": "2", "complete": "all"}', "C011", 1, 19),
        ("a.json", '{"id": "1", "complete": "all", "fields": {"staff": NaN}}', "C016", 1, 52),
        ("a.json", '{"id": "1", "complete": "all", "fields": {"staff": -Infinity}}', "C016", 1, 52),
        ("a.json", '{"id": "1", "complete": "all", "fields": {"staff": 1e400}}', "C016", 1, 52),
        ("a.json", '{"id": 1, "complete": "all"}', "C015", 1, 8),
        ("a.json", b'{"id": "1"\n, "note": "\xb5"}', "C009", 2, 1),
        ("a.json", "[]", "C038", 1, 1),
        ("a.jsonl", "\n\n", "C038", 1, 1),
        ("a.jsonl", "\n{", "C004", 2, 2),
        ("a.jsonl", b"\n\xff", "C009", 2, 1),
        ("a.yaml", "", "C038", 1, 1),
        ("a.yaml", "id: '1'\ncomplete: all\nevents: [\n", "C005", 4, 1),
        ("a.yaml", "id: \x07", "C005", 1, 1),
        ("a.yaml", "id: &a '1'\nkind: *a", "C007", 1, 5),
        ("a.yaml", "id: !!python/object:os.system x", "C007", 1, 5),
        ("a.yaml", "id: '1'\n[a]: 2", "C008", 2, 1),
        ("a.yaml", "id: '1'\nx: " + "[" * 60 + "]" * 60, "C006", 2, 53),
        ("a.yaml", "id: '1'\ncomplete: all\nid: '2'", "C011", 3, 5),
        ("a.yaml", "id: '1'\ncomplete: all\nevents:\n- type: emergency\n  at: soon", "C015", 5, 7),
        ("a.txt", "", "C010", 1, 1),
    ],
)
def test_what_cannot_be_read_is_told_with_line_and_column(
    tmp_path: Path, name: str, text: str | bytes, code: str, line: int, column: int
):
    assert only(written(tmp_path, name, text)) == (code, line, column)


def test_json_lines_go_on_after_a_faulty_line(tmp_path: Path):
    text = '{"id": "1", "complete": "all"}\n\nnot json\n'
    text += '{"id": "2",\t"closed_at": 5, "complete": "all"}\n{"id": "3", "complete": "all"}'
    cases, problems = read(written(tmp_path, "a.jsonl", text))
    assert [case.id for case in cases] == ["1", "3"]
    assert [(found.code, found.span.line, found.span.column) for found in problems] == [
        ("C004", 3, 1),
        ("C015", 4, 26),
    ]


def test_yaml_scalars_are_what_their_type_says(tmp_path: Path):
    text = """
id: 007
complete: all
fields:
  note: NO
  listed: yes
  staff: 0012
  established: 2024-05-06
  amount: 5 CNY
  group: ~
documents:
- {kind: business_licence, period: 2023}
---
- {id: null-like, complete: all, fields: {note: "null"}}
- id: two
  complete: all
"""
    cases, problems = read(written(tmp_path, "a.yaml", text))
    assert problems == []
    assert [case.id for case in cases] == ["007", "null-like", "two"]
    assert cases[0].fields["note"] == "NO"
    assert cases[0].fields["listed"] is True
    assert cases[0].documents[0].period == "2023"
    assert cases[0].fields["group"] is NoValue.ABSENT
    assert cases[1].fields["note"] == "null"


def test_yaml_documents_before_a_fault_are_read(tmp_path: Path):
    cases, problems = read(written(tmp_path, "a.yaml", "id: '1'\ncomplete: all\n---\n*a"))
    assert [case.id for case in cases] == ["1"]
    assert [problem.code for problem in problems] == ["C007"]


def test_a_folder_is_read_in_the_order_of_names(tmp_path: Path):
    (tmp_path / "sub").mkdir()
    (tmp_path / ".hidden").mkdir()
    for name, identity in [("b.json", "2"), ("a.yaml", "1"), ("sub/c.json", "3"), (".hidden/d.json", "4")]:
        written(tmp_path, name, json.dumps({"id": identity, "complete": "all"}))
    written(tmp_path, "README.md", "not a case")
    cases, problems = read(tmp_path)
    assert [case.id for case in cases] == ["1", "2", "3"]
    assert problems == []
    assert count_hint(tmp_path, None) == 3


def test_of_two_cases_with_one_id_the_later_is_refused(tmp_path: Path):
    written(tmp_path, "a.json", GOOD)
    written(tmp_path, "b.json", GOOD)
    cases, problems = read(tmp_path)
    assert len(cases) == 1
    assert [problem.code for problem in problems] == ["C032"]
    assert problems[0].span.source.endswith("b.json")
    assert str(problems[0].args["first"]).endswith("a.json")


def test_a_folder_without_cases(tmp_path: Path):
    assert only(tmp_path)[0] == "C001"
    assert read(tmp_path)[1][0].help == "none"
    written(tmp_path, "events.csv", "")
    assert read(tmp_path)[1][0].help == "tables"


def test_a_path_that_is_not_there(tmp_path: Path):
    assert only(tmp_path / "nothing.json")[0] == "C002"
    assert count_hint(tmp_path / "nothing.jsonl", None) is None


def test_files_beyond_the_limit_are_refused(tmp_path: Path):
    small = Limits(document_bytes=20)
    assert only(written(tmp_path, "a.json", GOOD), small)[0] == "C003"
    assert only(written(tmp_path, "a.jsonl", GOOD), small)[0] == "C003"


def test_count_hints(tmp_path: Path):
    lines = written(tmp_path, "a.jsonl", f"{GOOD}\n\n{GOOD}\n")
    assert count_hint(lines, None) == 2
    assert count_hint(written(tmp_path, "b.json", GOOD), None) == 1
    assert count_hint(tmp_path, None) is None


def test_a_path_that_is_a_folder_by_a_file_s_name(tmp_path: Path):
    (tmp_path / "odd.json").mkdir()
    assert only(tmp_path / "odd.json")[0] == "C001"

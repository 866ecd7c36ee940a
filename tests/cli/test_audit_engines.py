"""`duty audit --engine`: columns find, count and tell what single cases do; where they cannot serve, they say so."""

import json
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from dutylang.cli.casework import UNREAD
from dutylang.cli.spoken import USAGE
from tests.cli.common import AS_OF, CASES, POLICY, flat, run
from tests.cli.test_audit_book import POLICY as HOUSE
from tests.cli.test_audit_book import guarantee
from tests.house.tree import ROOT

EXAMPLES = ROOT / "examples"
BOOKS = {
    "seven_articles": (
        EXAMPLES / "seven_articles" / "en",
        EXAMPLES / "seven_articles" / "cases",
        "2025-06-30",
    ),
    "guarantee": (ROOT / "policies" / "guarantee", EXAMPLES / "guarantee" / "cases", "2026-06-30"),
}
TEXTS = ("explanation", "remedy")
Rows = list[dict[str, object]]


def rows_in(path: Path, table: str) -> Rows:
    found = pq.read_table(path).to_pylist()
    if table == "findings":
        found = [row | dict.fromkeys(TEXTS) for row in found]
    return sorted(
        found, key=lambda row: [str(row.get(name)) for name in ("case", "key", "person", "liability")]
    )


def audited(engine: str, table: str, folder: Path, *arguments: str | Path) -> tuple[Rows, int, str]:
    """The rows of a table, the exit code and what was told; what is told before the run in columns is left out."""
    target = folder / f"{engine}.{table}.parquet"
    given = (*arguments, "--engine", engine, "--format", "parquet", "--table", table, "-o", target)
    result = run("audit", *given)
    told = "\n".join(each for each in result.stderr.split("\n\n") if "note[G055]" not in each)
    return rows_in(target, table), result.exit_code, told


def summed_up(engine: str, *arguments: str | Path, tongue: str | None = None) -> str:
    return run("audit", *arguments, "--engine", engine, "--quiet", tongue=tongue).stdout


def assert_same(folder: Path, *arguments: str | Path, tongues: tuple[str, ...] = ("en", "zh")) -> Rows:
    """Both engines give the same rows, counts, problems and exit codes; the findings."""
    for table in ("persons", "findings"):
        single, columns = (audited(engine, table, folder, *arguments) for engine in ("single", "bulk"))
        assert columns == single
    for tongue in tongues:
        assert summed_up("bulk", *arguments, tongue=tongue) == summed_up("single", *arguments, tongue=tongue)
    return columns[0]


@pytest.mark.no_cover
@pytest.mark.parametrize("name", BOOKS)
def test_the_examples(name: str, tmp_path: Path):
    policy, cases, as_of = BOOKS[name]
    assert len(assert_same(tmp_path, policy, cases, "--as-of", as_of, tongues=("en",))) > 300


@pytest.fixture
def house(tmp_path: Path) -> Path:
    path = tmp_path / "policy.duty"
    path.write_text(HOUSE, encoding="utf-8")
    return path


def lines(folder: Path, *cases: dict[str, object] | str) -> Path:
    path = folder / "cases.jsonl"
    texts = [each if isinstance(each, str) else json.dumps(each) for each in cases]
    path.write_text("".join(f"{text}\n" for text in texts), encoding="utf-8")
    return path


def test_json_lines_with_figures_twins_and_faults(house: Path, tmp_path: Path):
    answered = [
        {"type": "complain", "at": "2024-06-03"},
        {"type": "answer", "at": "2024-06-05", "by": "Li Na"},
    ]
    book = lines(
        tmp_path,
        guarantee("G-1", 950, False),
        guarantee("G-2", 50, True, events=answered),
        guarantee("G-3", 5, "perhaps"),
        "{",
        guarantee("G-1", 7, True),
        guarantee("G-4", 10, True, complete=[]),
        guarantee("G-5", 10, True, events=[]),
    )
    assert_same(tmp_path, house, book, "--as-of", "2024-12-31")
    sound = lines(tmp_path, guarantee("G-1", 950, False), guarantee("G-2", 50, True, events=answered))
    assert_same(tmp_path, house, sound, "--as-of", "2024-12-31")
    result = run("audit", house, sound, "--as-of", "2024-12-31", "--engine", "bulk", "--quiet")
    assert "1 liable" in result.stdout


@pytest.mark.parametrize("threshold", ["violated", "late", "unknown", "never"])
@pytest.mark.parametrize("events", [[], ["2024-06-04"], ["2024-06-09"]])
def test_exit_codes(threshold: str, events: list[str], house: Path, tmp_path: Path):
    acts = [{"type": "answer", "at": day, "by": "Li Na"} for day in events]
    case = guarantee("G-1", 5, False, events=[{"type": "complain", "at": "2024-06-03"}, *acts])
    for book in (lines(tmp_path, case), lines(tmp_path, case, guarantee("G-2", 5, "perhaps"))):
        given = ("audit", house, book, "--as-of", "2024-12-31", "--fail-on", threshold, "--quiet", "--engine")
        single, columns = run(*given, "single"), run(*given, "bulk")
        assert columns.exit_code == single.exit_code
        assert columns.stdout == single.stdout
        assert columns.exit_code in (0, 1, UNREAD)


def test_a_policy_that_is_not_in_force_yet(house: Path, tmp_path: Path):
    house.write_text(HOUSE.replace("2024-01-01", "2025-01-01"), encoding="utf-8")
    found = assert_same(tmp_path, house, lines(tmp_path, guarantee("G-1", 5, True)), "--as-of", "2024-12-31")
    assert {row["verdict"] for row in found} == {"not_applicable"}


MAPPING = """
complete = "all"
[cases]
file = "cases.csv"
key = "id"
fields = { outstanding = { column = "outstanding", currency = "CNY" }, bad = "bad" }
[events]
file = "events.csv"
key = "id"
activity = "what"
time = "at"
actors = ["who"]
[holders]
file = "holders.csv"
key = "id"
role = "role"
person = "person"
from = "since"
"""


def tables(folder: Path) -> tuple[Path, Path]:
    """A book in three tables, some rows of which cannot be read."""
    mapping = folder / "mapping.toml"
    mapping.write_text(MAPPING, encoding="utf-8")
    book = folder / "tables"
    book.mkdir()
    ids = [f"G-{n}" for n in range(1, 9)]
    cases = [
        f"{id_},{10 * n},{'perhaps' if n == 3 else 'yes' if n % 2 else 'no'}" for n, id_ in enumerate(ids)
    ]
    events = [f"{id_},complain,2024-06-03," for id_ in ids[:6]]
    events += ["G-1,answer,2024-06-05,Li Na", "G-2,answer,2024-06-20,Wang Wei", "G-9,answer,2024-06-20,Li Na"]
    events += ["G-4,answer,once,Li Na", "G-5,answer,2024-06-04T10:00,Li Na"]
    held = [f"{id_},manager,{'Wang Wei' if n % 2 else 'Li Na'},2024-01-01" for n, id_ in enumerate(ids[:7])]
    for name, head, rows in (
        ("cases", "id,outstanding,bad", cases),
        ("events", "id,what,at,who", events),
        ("holders", "id,role,person,since", held),
    ):
        (book / f"{name}.csv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return mapping, book


def test_mapped_tables(house: Path, tmp_path: Path):
    mapping, book = tables(tmp_path)
    given = (house, book, "--mapping", mapping, "--as-of", "2024-12-31")
    assert {row["verdict"] for row in assert_same(tmp_path, *given)} >= {"satisfied", "late", "violated"}


def test_auto_judges_in_columns_from_about_a_hundred_cases(
    house: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    given = ("--as-of", "2024-12-31", "--format", "parquet", "-o")
    for count, is_told in ((99, True), (100, False)):
        book = lines(tmp_path, *(guarantee(f"G-{n}", 5, False) for n in range(count)))
        target = tmp_path / f"{count}.parquet"
        assert run("audit", house, book, *given, target).exit_code == 0
        assert any(pq.read_table(target)["explanation"].to_pylist()) is is_told
    monkeypatch.setitem(sys.modules, "polars", None)
    assert run("audit", house, book, *given, target).exit_code == 0
    assert any(pq.read_table(target)["explanation"].to_pylist())
    result = run("audit", house, book, *given, target, "--engine", "bulk")
    assert result.exit_code == USAGE
    assert "pip install 'dutylang[bulk]'" in result.stderr


REFUSED = (
    (("--format", "html"), "G050"),
    ((), "G050"),
    (("--format", "parquet", "--table", "points", "-o", "x.parquet"), "G051"),
    (("--quiet", "--known-at", "2024-05-31"), "G052"),
    (("--quiet", "--counterfactuals"), "G052"),
    (("--quiet", "--by", "duty"), "G052"),
)


@pytest.mark.parametrize(("options", "code"), REFUSED)
@pytest.mark.parametrize("tongue", ["en", "zh"])
def test_what_columns_cannot_serve_is_told(options: tuple[str, ...], code: str, tongue: str):
    result = run("audit", POLICY, CASES, *AS_OF, "--engine", "bulk", *options, tongue=tongue)
    assert (result.exit_code, result.stdout) == (USAGE, "")
    assert code in result.stderr
    assert "--engine single" in flat(result.stderr)


@pytest.mark.parametrize(("options", "code"), [each for each in REFUSED if "-o" not in each[0]])
def test_auto_leaves_it_to_single_cases(options: tuple[str, ...], code: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("dutylang.cli.bulk_audit.MANY", 1)
    result = run("audit", POLICY, CASES, *AS_OF, *options)
    assert (result.exit_code, result.stderr) == (0, "")


def test_several_versions(tmp_path: Path):
    (tmp_path / "old.duty").write_text(
        HOUSE.replace("2024-01-01", "2023-01-01 until 2023-12-31", 1).replace('"1.0"', '"0.9"')
    )
    (tmp_path / "new.duty").write_text(HOUSE)
    book = lines(tmp_path, guarantee("G-1", 5, True))
    given = ("audit", tmp_path, book, "--as-of", "2024-12-31", "--engine", "bulk", "--quiet")
    result = run(*given)
    assert result.exit_code == USAGE
    assert "G053" in result.stderr


def test_what_has_no_columns_is_named_before_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    given = ("audit", POLICY, CASES, *AS_OF, "--quiet", "--engine")
    monkeypatch.setattr(
        "dutylang.assessment.bulk.engine.formless_rules",
        lambda *_: {"timely_answer": "keep", "prompt_visit": "what_nobody_named"},
    )
    told = flat(run(*given, "bulk").stderr)
    assert "note[G055]" in told
    assert "2 rules have no form in columns" in told
    assert "prompt_visit" in told
    monkeypatch.setattr("dutylang.cli.bulk_audit.MANY", 1)
    assert run(*given, "auto").stderr == ""


def test_a_book_that_is_not_there(house: Path, tmp_path: Path):
    mapping, book = tables(tmp_path)
    (book / "events.csv").unlink()
    given = ("audit", house, book, "--mapping", mapping, "--as-of", "2024-12-31", "--quiet", "--engine")
    single, columns = run(*given, "single"), run(*given, "bulk")
    assert (columns.exit_code, columns.stdout, columns.stderr) == (
        single.exit_code,
        single.stdout,
        single.stderr,
    )
    mapping.write_text("nonsense = 1", encoding="utf-8")
    single, columns = run(*given, "single"), run(*given, "bulk")
    assert (columns.exit_code, columns.stderr) == (single.exit_code, single.stderr)
    assert columns.exit_code == USAGE


def test_a_report_that_cannot_be_written(house: Path, tmp_path: Path):
    book = lines(tmp_path, guarantee("G-1", 5, True))
    nowhere = tmp_path / "nowhere" / "findings.parquet"
    given = ("audit", house, book, "--as-of", "2024-12-31", "--engine", "bulk", "-o", nowhere)
    for form in (("--format", "parquet"), ("--quiet",)):
        result = run(*given, *form)
        assert result.exit_code == USAGE
        assert "G020" in result.stderr
        assert str(nowhere) in flat(result.stderr)

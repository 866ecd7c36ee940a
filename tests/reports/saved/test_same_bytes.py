"""A report of a saved audit is byte for byte the report of the audit, in every format and either tongue."""

import io
import json
from pathlib import Path

import attrs
import jsonschema
import pytest

from dutylang.assessment.book import Book
from dutylang.cli.people import names_of_policy
from dutylang.diagnostics import Diagnostic, Severity
from dutylang.diagnostics.model import Fix, Label
from dutylang.pipeline import Loaded
from dutylang.reports.finding_json import SCHEMA
from dutylang.reports.grouping import Groups
from dutylang.reports.person_rows import TABLES
from dutylang.source import NOWHERE, Span
from tests.cli.common import run
from tests.house.tree import ROOT
from tests.reports.accounts import ASSESSED, BOOK, CASE, names_of
from tests.reports.common import RUN
from tests.reports.saved.keeping import FORMATS, TONGUES, Kept, kept_of, read_back, scenarios_kept, written

VALIDATOR = jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
GOLDEN = (
    "persons/barred.en",
    "persons/handover_signed.zh",
    "persons/points.en",
    "persons/several_unknowns.zh",
    "versions/amended_article.en",
    "checklist/file_basics.zh",
)
SPAN = Span("cases/b.json", 4, 9, 3, 7)
PROBLEMS = (
    Diagnostic("C032", SPAN, {"case": "G-1", "place": "b", "first": "a"}),
    Diagnostic(
        "N001",
        NOWHERE,
        {"name": "x", "severity": Severity.NOTE, "all": ["a", "b"], "day": RUN.as_of},
        Severity.WARNING,
        labels=(Label(SPAN, "labels.here", {"count": 2}),),
        help="near",
        fix=Fix(SPAN, "y"),
    ),
)


@pytest.mark.parametrize("name", GOLDEN)
def test_scenarios_of_golden_policies(name: str):
    kept, loaded = scenarios_kept(ROOT / "tests" / "language" / f"{name}.duty")
    assert kept.cases
    text = written(kept, "json", names_of_policy(loaded, "en")).decode()
    VALIDATOR.validate(json.loads(text))
    for tongue in TONGUES:
        back, names, _ = read_back(text, tongue)
        for format_ in FORMATS:
            assert written(back, format_, names) == written(kept, format_, names_of_policy(loaded, tongue))


@pytest.fixture(scope="module")
def with_persons() -> tuple[Kept, Loaded]:
    return scenarios_kept(ROOT / "tests" / "language" / "persons" / "exemption_effects.en.duty")


@pytest.mark.parametrize("rows", TABLES)
@pytest.mark.parametrize("format_", ["csv", "jsonl", "parquet"])
def test_every_table_of_rows(with_persons: tuple[Kept, Loaded], format_: str, rows: str):
    kept, loaded = with_persons
    for tongue in TONGUES:
        own = names_of_policy(loaded, tongue)
        back, names, _ = read_back(written(kept, "json", own).decode(), tongue)
        assert written(back, format_, names, rows) == written(kept, format_, own, rows)


@pytest.mark.parametrize("by", ["person", "article", "duty"])
def test_groups_are_those_of_the_audit(with_persons: tuple[Kept, Loaded], by: str):
    kept, loaded = with_persons
    own, day = names_of_policy(loaded, "en"), kept.run.as_of.day
    saved = written(kept, "json", own, groups=Groups(by, day)).decode()
    for format_ in ("text", "html", "json"):
        back, names, groups = read_back(saved, "en")
        assert written(back, format_, names, groups=groups) == written(
            kept, format_, own, groups=Groups(by, day)
        )


def test_the_groups_of_a_field_are_saved_with_their_counts():
    kept, names = kept_of(RUN, ((CASE, ASSESSED),)), names_of("en")
    saved = written(kept, "json", names, groups=Groups("branch", RUN.as_of.day, is_field=True)).decode()
    back, _, groups = read_back(saved, "en", names)
    assert groups is not None
    assert groups.is_field
    assert written(back, "json", names, groups=groups).decode() == saved.replace(*_labels_out(saved))


@pytest.mark.parametrize("book", [BOOK, None])
@pytest.mark.parametrize("tongue", TONGUES)
def test_every_part_of_an_audit_by_hand(tongue: str, book: Book | None):
    kept = kept_of(attrs.evolve(RUN, labels=()), ((CASE, ASSESSED),), book, PROBLEMS)
    kept.ending.summary.unread = 2
    text = written(kept, "json", names_of("en")).decode()
    VALIDATOR.validate(json.loads(text))
    names = names_of(tongue)
    back, _, _ = read_back(text, tongue, names)
    assert back.ending.summary.unread == 2
    for format_ in FORMATS:
        assert written(back, format_, names) == written(kept, format_, names)


def _labels_out(saved: str) -> tuple[str, str]:
    """Without the policy's text its label is not known."""
    label = json.dumps(json.loads(saved)["run"]["label"], ensure_ascii=False)
    return f'"label": {label}', '"label": null'


# ---- the command -----------------------------------------------------------------------------

EXAMPLE = ROOT / "examples" / "seven_articles"
AS_OF = ("--as-of", "2026-06-30")


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("saved") / "saved.json"
    shape = ("--format", "json", "-o", path, "--by", "person")
    assert run("audit", EXAMPLE / "zh", EXAMPLE / "cases", *AS_OF, *shape).exit_code == 0
    return path


@pytest.mark.parametrize("tongue", TONGUES)
@pytest.mark.parametrize("format_", FORMATS)
def test_the_command_writes_what_the_audit_would_have(saved: Path, tmp_path: Path, format_: str, tongue: str):
    own, back = tmp_path / "own", tmp_path / "back"
    by = ("--by", "person") if format_ in ("text", "html", "json") else ()
    cases = (EXAMPLE / "zh", EXAMPLE / "cases", *AS_OF)
    direct = run("audit", *cases, "--format", format_, *by, "-o", own, tongue=tongue)
    result = run("report", saved, "--format", format_, "-o", back, tongue=tongue)
    assert result.exit_code == direct.exit_code == 0
    assert back.read_bytes() == own.read_bytes()
    assert result.stderr == direct.stderr


def test_a_policy_in_several_texts_and_versions_comes_back(tmp_path: Path):
    folder = ROOT / "policies" / "guarantee" / "en"
    case = next(iter(sorted((ROOT / "examples" / "guarantee" / "cases").glob("*.json"))))
    path = tmp_path / "saved.json"
    assert run("audit", folder, case, *AS_OF, "--format", "json", "-o", path).exit_code == 0
    assert run("report", path, tongue="zh").output == run("audit", folder, case, *AS_OF, tongue="zh").output


def test_the_same_workbook_again_is_the_same_bytes(with_persons: tuple[Kept, Loaded]):
    import zipfile

    kept, loaded = with_persons
    first = written(kept, "xlsx", names_of_policy(loaded, "en"))
    with zipfile.ZipFile(io.BytesIO(first)) as found:
        day = kept.run.as_of.day
        assert {each.date_time[:3] for each in found.infolist()} == {(day.year, day.month, day.day)}
        assert f">{day.isoformat()}T00:00:00Z<" in found.read("docProps/core.xml").decode()

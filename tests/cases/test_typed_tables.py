"""Workbooks and Parquet files: typed cells, and files that were made to do harm."""

import builtins
import datetime as dt
import re
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dutylang.cases.raw import Limits
from dutylang.values import Money
from tests.cases.test_tables import CASES, read

XLSX = CASES.replace("cases.csv", "cases.xlsx")
MORE = 'established = "day"\nsigned_at = "signed"\nlisted = "listed"\nstaff = "staff"\n'
PARQUET = CASES.replace("cases.csv", "cases.parquet")
HEADINGS = ["id", "note", "amount"]


def book(folder: Path, *rows: list[object], edit: Callable[[object], None] | None = None) -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    if edit is not None:
        edit(sheet)
    made.save(folder / "cases.xlsx")


def code(folder: Path, mapping: str, limits: Limits | None = None) -> str:
    cases, problems = read(folder, mapping, limits)
    assert cases == []
    return problems[0].code


def test_cells_of_a_workbook_are_typed(tmp_path: Path):
    def edit(sheet: object) -> None:
        sheet["A3"].number_format = "0000"  # type: ignore[index]

    book(
        tmp_path,
        [*HEADINGS, "day", "signed", "listed", "staff", None],
        ["G1", "=not a formula"[1:], 0.1, dt.date(2024, 5, 6), dt.datetime(2024, 5, 6, 9), True, 12],
        [7, 2024, 3000000, None, None, None, None],
        [],
        [173688, None, None, None, None, None, 1.5],
        edit=edit,
    )
    cases, problems = read(tmp_path, XLSX + MORE)
    assert problems == []
    assert [case.id for case in cases] == ["G1", "0007", "173688"]
    assert cases[0].fields["amount"] == Money(Decimal("0.1"), "CNY")
    assert cases[0].fields["established"] == dt.date(2024, 5, 6)
    assert str(cases[0].fields["signed_at"]) == "2024-05-06 09:00:00+08:00"
    assert cases[0].fields["listed"] is True
    assert cases[1].fields["note"] == "2024"
    assert cases[2].fields["staff"] == Decimal("1.5")


def test_formulas_and_errors_are_refused(tmp_path: Path):
    def edit(sheet: object) -> None:
        sheet["B3"].value = "#N/A"  # type: ignore[index]
        sheet["B3"].data_type = "e"  # type: ignore[index]

    book(tmp_path, HEADINGS, ["1", "a", "=1+1"], ["2", "x", 1], ["3", "b", 1], edit=edit)
    cases, problems = read(tmp_path, XLSX)
    assert [case.id for case in cases] == ["3"]
    found = [(p.code, p.help, p.args["place"], p.span.line) for p in problems]
    assert found == [("C053", "formula", "amount", 2), ("C053", "error", "note", 3)]


def test_a_cell_at_the_far_end_of_the_sheet_does_no_harm(tmp_path: Path):
    def edit(sheet: object) -> None:
        sheet["XFD1048576"] = "x"  # type: ignore[index]

    book(tmp_path, HEADINGS, ["1", "a", 1], edit=edit)
    cases, problems = read(tmp_path, XLSX)
    assert problems == []
    assert len(cases) == 1


def test_a_sheet_is_named_or_the_first(tmp_path: Path):
    book(tmp_path, HEADINGS, ["1", "a", 1])
    assert len(read(tmp_path, XLSX.replace('key = "id"', 'key = "id"\nsheet = "Sheet"'))[0]) == 1
    assert code(tmp_path, XLSX.replace('key = "id"', 'key = "id"\nsheet = "Other"')) == "C052"


def test_an_empty_sheet_has_no_columns(tmp_path: Path):
    book(tmp_path)
    assert code(tmp_path, XLSX) == "C047"


def packed(path: Path, **parts: bytes) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(f"{name}.xml", content)


def test_archives_made_to_unfold_are_refused(tmp_path: Path):
    path = tmp_path / "cases.xlsx"
    packed(path, sheet=b" " * 2**23)
    assert code(tmp_path, XLSX) == "C003"
    book(tmp_path, HEADINGS)
    assert code(tmp_path, XLSX, Limits(workbook_bytes=100)) == "C003"
    packed(path, sheet=b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a/>')
    assert code(tmp_path, XLSX) == "C050"
    packed(path, sheet=b"<a/>")
    assert code(tmp_path, XLSX) == "C050"
    path.write_bytes(b"<html>")
    assert code(tmp_path, XLSX) == "C050"


def test_a_workbook_that_breaks_off_is_refused_whole(tmp_path: Path):
    book(tmp_path, HEADINGS, ["1", "a", 1], ["2", "b", 1])
    whole = zipfile.ZipFile(tmp_path / "cases.xlsx")
    parts = {name: whole.read(name) for name in whole.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = re.sub(rb'<row r="3".*', b"<row", sheet, flags=re.DOTALL)
    with zipfile.ZipFile(tmp_path / "cases.xlsx", "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert code(tmp_path, XLSX) == "C050"


def table(folder: Path, **columns: pa.Array) -> None:
    pq.write_table(pa.table(columns), folder / "cases.parquet")


def test_cells_of_parquet_are_typed(tmp_path: Path):
    table(
        tmp_path,
        id=pa.array([173688, 2]),
        note=pa.array(["a", None]).dictionary_encode(),
        amount=pa.array([0.1, None]),
        day=pa.array([dt.date(2024, 5, 6), None]),
        signed=pa.array([1714957200000000001, None], pa.timestamp("ns", "UTC")),
        listed=pa.array([True, None]),
        staff=pa.array([Decimal("1.50"), None]),
    )
    cases, problems = read(tmp_path, PARQUET + MORE)
    assert problems == []
    assert [case.id for case in cases] == ["173688", "2"]
    assert cases[0].fields["amount"] == Money(Decimal("0.1"), "CNY")
    assert cases[0].fields["established"] == dt.date(2024, 5, 6)
    assert str(cases[0].fields["signed_at"]) == "2024-05-06 09:00:00+08:00"
    assert cases[1].fields == {}


def test_nan_and_nested_cells_are_refused(tmp_path: Path):
    table(
        tmp_path,
        id=pa.array(["1", "2"]),
        note=pa.array([[1], None]),
        amount=pa.array([1.0, float("nan")], from_pandas=False),
    )
    cases, problems = read(tmp_path, PARQUET)
    assert cases == []
    assert [(problem.code, problem.span.line) for problem in problems] == [("C053", 1), ("C016", 2)]


def test_parquet_files_that_cannot_be_used(tmp_path: Path):
    table(tmp_path, id=pa.array(["1"]))
    assert code(tmp_path, PARQUET) == "C047"
    assert code(tmp_path, PARQUET, Limits(rows=0)) == "C003"
    (tmp_path / "cases.parquet").write_bytes(b"PAR1")
    assert code(tmp_path, PARQUET) == "C050"


@pytest.mark.parametrize(("mapping", "library"), [(XLSX, "openpyxl"), (PARQUET, "pyarrow")])
def test_a_library_that_is_not_installed_is_named(
    tmp_path: Path, mapping: str, library: str, monkeypatch: pytest.MonkeyPatch
):
    for name in ("cases.xlsx", "cases.parquet"):
        (tmp_path / name).write_bytes(b"")
    real = builtins.__import__

    def without(name: str, *args: object, **kwargs: object) -> object:
        if name.split(".", maxsplit=1)[0] == library:
            raise ImportError(name)
        return real(name, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without)
    assert code(tmp_path, mapping) == "C045"

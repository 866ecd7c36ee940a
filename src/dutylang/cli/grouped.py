"""What an audit is grouped by and which rows it lists, as asked for on the command line."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING

from dutylang.cli.opening import near_name
from dutylang.cli.settings import names_by_text
from dutylang.cli.spoken import Session
from dutylang.diagnostics import Diagnostic
from dutylang.source import NOWHERE

if TYPE_CHECKING:
    from dutylang.cli.auditing import Audit
    from dutylang.reports.grouping import Groups

ROW_FORMATS = ("jsonl", "csv", "parquet")
GROUPED_FORMATS = ("text", "html", "json")
LIBRARIES = {"xlsx": "openpyxl", "parquet": "pyarrow", "docx": "docx"}
"""The formats that are no text, with the library that writes each."""


def format_fits(format_: str, output: Path | None, session: Session) -> bool:
    """Whether a report in the format can be written there, and its library is installed; reports it if not."""
    library = LIBRARIES.get(format_)
    if library is None:
        return True
    if output is None:
        session.report([Diagnostic("G031", NOWHERE, {"format": format_})])
        return False
    if importlib.util.find_spec(library) is None:
        session.report([Diagnostic("G032", NOWHERE, {"format": format_, "library": library})])
        return False
    return True


def rows_fit(rows: str | None, format_: str, session: Session) -> bool:
    """Whether a choice of rows was given to a format that has rows; reports it if not."""
    if rows is None or format_ in ROW_FORMATS:
        return True
    session.report([Diagnostic("G026", NOWHERE, {"format": format_, "formats": list(ROW_FORMATS)})])
    return False


def columns_from_option(
    written: str | None, rows: str, format_: str, session: Session
) -> tuple[tuple[str, ...] | None, bool]:
    """The columns that a report is to have (None: all of them), and whether they are columns of it."""
    if written is None:
        return None, True
    if format_ != "parquet":
        session.report([Diagnostic("G056", NOWHERE, {"format": format_})])
        return None, False
    from dutylang.reports.parquet_rows import SCHEMAS

    names = tuple(dict.fromkeys(name.strip() for name in written.split(",") if name.strip()))
    known = list(SCHEMAS[rows])
    strange = [name for name in names if name not in known]
    if names and not strange:
        return names, True
    near = near_name(strange[0], known) if strange else None
    told = {"name": strange[0] if strange else written, "table": rows, "near": near, "known": known}
    session.report([Diagnostic("G057", NOWHERE, told, help="near" if near else None)])
    return None, False


def groups_fit(by: str | None, format_: str, session: Session) -> bool:
    """Whether a grouping was asked of a format that counts; reports it if not."""
    if by is None or format_ in GROUPED_FORMATS:
        return True
    session.report([Diagnostic("G030", NOWHERE, {"format": format_})])
    return False


def groups_from_option(by: str | None, audit: Audit, session: Session) -> tuple[Groups | None, bool]:
    """Empty groups of what was asked for (None: nothing was), and whether it is known."""
    from dutylang.reports.grouping import GROUPINGS, Groups

    if by is None:
        return None, True
    day = audit.horizon.as_of.day
    path = field_path(by, audit)
    if path is not None:
        return Groups(path, day, is_field=True), True
    if by in GROUPINGS:
        return Groups(by, day), True
    fields = _fields(audit)
    near = near_name(by, [*GROUPINGS, *fields])
    label = audit.loaded.policy.vocabulary.label
    shown = [label(field, session.tongue) for field in dict.fromkeys(fields.values())]
    told = {"name": by, "near": near, "known": [*GROUPINGS, *shown]}
    session.report([Diagnostic("G027", NOWHERE, told, help="near" if near else None)])
    return None, False


def field_path(by: str, audit: Audit) -> str | None:
    """The path that a text such as `branch` or `customer.branch` stands for, its parts by name or label.

    None for what is no field of a case, and for the groupings that are no fields.
    """
    from dutylang.reports.grouping import GROUPINGS

    if by in GROUPINGS:
        return None
    first, *rest = by.split(".")
    name = _fields(audit).get(first)
    if name is None:
        return None
    vocabulary = audit.loaded.policy.vocabulary
    shapes = [*vocabulary.cases.values(), *vocabulary.records.values()]
    inner = names_by_text([field for shape in shapes for field in shape.fields], vocabulary.labels)
    parts = [inner.get(part) for part in rest]
    return None if None in parts else ".".join([name, *(part for part in parts if part)])


def _fields(audit: Audit) -> dict[str, str]:
    """The fields of the policy's cases by name and by label."""
    vocabulary = audit.loaded.policy.vocabulary
    fields = [field for shape in vocabulary.cases.values() for field in shape.fields]
    return names_by_text(list(dict.fromkeys(fields)), vocabulary.labels)

"""Problems as workflow commands of GitHub Actions: each becomes an annotation at its line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dutylang.diagnostics.formats.model import Checked, end_of, printable, words_of
from dutylang.diagnostics.model import Diagnostic, Severity
from dutylang.source import NOWHERE, Source

COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def github(checked: Sequence[Checked], tongue: str) -> str:
    """`::error file=…,line=…,col=…,title=S012::message`, one line for each problem."""
    return "\n".join(_command(problem, each.sources, tongue) for each in checked for problem in each.problems)


def _command(problem: Diagnostic, sources: Mapping[str, Source], tongue: str) -> str:
    said, advice = words_of(problem, tongue)
    properties: dict[str, object] = {}
    span = problem.span
    if span != NOWHERE:
        line, column = end_of(span, sources)
        properties |= {"file": span.source.replace("\\", "/"), "line": span.line, "endLine": line}
        # Columns are shown only within one line; the last one is itself marked.
        if line == span.line:
            properties |= {"col": span.column, "endColumn": max(column - 1, span.column)}
    properties["title"] = problem.code
    told = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    words = f"{said}\n{advice}" if advice else said
    return f"::{COMMANDS[problem.severity]} {told}::{_data(words)}"


def _data(text: str) -> str:
    """What stands behind the colons: a per cent sign and line ends would end or change it."""
    return printable(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: object) -> str:
    """A value before the colons: there colons and commas separate."""
    return _data(str(value)).replace(":", "%3A").replace(",", "%2C")

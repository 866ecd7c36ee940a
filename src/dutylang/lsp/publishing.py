"""Problems → what the editor is told of a text, in JSON: there can be thousands of them after every key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from json import JSONEncoder

from lsprotocol import types

from dutylang.diagnostics import Severity
from dutylang.lsp.checking import Elsewhere, Told
from dutylang.lsp.text import Text
from dutylang.lsp.wire import Written
from dutylang.lsp.workspace import Workspace

SEVERITIES: Mapping[Severity, types.DiagnosticSeverity] = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.NOTE: types.DiagnosticSeverity.Information,
}
_quoted = JSONEncoder().encode


def published(name: str, problems: Iterable[Told], texts: Workspace, program: str) -> Written:
    """The parameters of the notification that tells of all problems of a text; of a text that is gone, of none."""
    text = texts.text(name)
    told = [] if text is None else [_diagnostic(each, text, texts, program) for each in problems]
    version = f',"version":{text.version}' if text is not None and name in texts.open else ""
    return Written(f'{{"uri":{_quoted(texts.uri(name))},"diagnostics":[{",".join(told)}]{version}}}')


def _diagnostic(problem: Told, text: Text, texts: Workspace, program: str) -> str:
    others = [
        _elsewhere(each, other, texts)
        for each in problem.elsewhere
        if (other := texts.text(each.source)) is not None
    ]
    related = f',"relatedInformation":[{",".join(others)}]' if others else ""
    return (
        f'{{"range":{_range(text, problem.start, problem.end)},"message":{_quoted(problem.message)}'
        f',"severity":{SEVERITIES[problem.severity].value},"code":{_quoted(problem.code)}'
        f',"source":{_quoted(program)}{related}}}'
    )


def _elsewhere(place: Elsewhere, text: Text, texts: Workspace) -> str:
    location = f'{{"uri":{_quoted(texts.uri(place.source))},"range":{_range(text, place.start, place.end)}}}'
    return f'{{"location":{location},"message":{_quoted(place.message)}}}'


def _range(text: Text, start: int, end: int) -> str:
    (line, column), (last, last_column) = text.point(start), text.point(end)
    return f'{{"start":{{"line":{line},"character":{column}}},"end":{{"line":{last},"character":{last_column}}}}}'

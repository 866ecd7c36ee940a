"""A fix for each problem that has one, and all safe fixes of a text at once."""

from __future__ import annotations

from collections.abc import Iterable

from lsprotocol import types

from dutylang.diagnostics import catalogue
from dutylang.lsp.checking import Mending, Told
from dutylang.lsp.problems import mendings
from dutylang.lsp.server import DutyServer
from dutylang.lsp.workspace import View

ALL = types.CodeActionKind.SourceFixAll


def actions(server: DutyServer, params: types.CodeActionParams) -> list[types.CodeAction]:
    """The fixes of problems that touch a range, the certain ones preferred, and the one for the whole text."""
    view = server.view(params.text_document.uri)
    if view is None:
        return []
    first, last = view.text.offset(params.range.start), view.text.offset(params.range.end)
    problems = server.problems(view, first, last)
    wanted = params.context.only
    found = []
    if wanted is None or any(types.CodeActionKind.QuickFix.startswith(each) for each in wanted):
        found += [
            _fix(server, view, problem, problem.mending)
            for problem in problems
            if problem.mending is not None and problem.start <= last and first <= problem.end
        ]
    safe = [mending for _, mending in mendings(problems, view.parsed.name, unsafe=False)]
    if (
        safe
        and (len(safe) > 1 or wanted is not None)
        and (wanted is None or any(ALL.startswith(e) for e in wanted))
    ):
        title = catalogue.text("lsp.action.all", server.tongue_of(view), count=len(safe))
        found.append(types.CodeAction(title, ALL, edit=_edit(server, safe)))
    return found


def _fix(server: DutyServer, view: View, problem: Told, mending: Mending) -> types.CodeAction:
    key = "lsp.action.safe" if mending.safe else "lsp.action.unsafe"
    title = catalogue.text(key, server.tongue_of(view), title=mending.title)
    return types.CodeAction(
        title,
        types.CodeActionKind.QuickFix,
        is_preferred=mending.safe or _is_likely(view, mending),
        diagnostics=[server.diagnostic(problem)],
        edit=_edit(server, [mending]),
    )


def _is_likely(view: View, mending: Mending) -> bool:
    """Whether a guess puts a name that is one slip away from what stands there, and no other name is."""
    place = view.text.string[mending.start : mending.end]
    own = mending.source == view.parsed.name
    return own and view.analysis.index.slips(place) == {mending.text}


def _edit(server: DutyServer, fixes: Iterable[Mending]) -> types.WorkspaceEdit:
    changes: dict[str, list[types.TextEdit]] = {}
    for each in fixes:
        edit = types.TextEdit(server.range(each.source, each.start, each.end), each.text)
        changes.setdefault(server.texts.uri(each.source), []).append(edit)
    return types.WorkspaceEdit(changes)

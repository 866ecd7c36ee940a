"""What an editor can ask, each answered by its feature and put into the words of the protocol."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Protocol

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from dutylang.lsp import completion, hints, hover, lenses, navigation
from dutylang.lsp import rename as renaming
from dutylang.lsp import tokens as colours
from dutylang.lsp.actions import actions
from dutylang.lsp.analysis import Place
from dutylang.lsp.formatting import formatting
from dutylang.lsp.server import DutyServer
from dutylang.lsp.wire import Written, listed
from dutylang.lsp.workspace import View, sources_of

LEGEND = types.SemanticTokensLegend(list(colours.TYPES), list(colours.MODIFIERS))


def register(server: DutyServer) -> None:
    """Makes the server answer every request."""
    for method, answer, options in _ANSWERS:
        server.feature(method, *([options] if options is not None else []))(answer)
    server.command(lenses.RUN)(run_scenario)


class _Asked(Protocol):
    """A request about a place in a text."""

    text_document: types.TextDocumentIdentifier
    position: types.Position


def _at(server: DutyServer, params: _Asked) -> tuple[View, int] | None:
    """The text that a request is about, and the character."""
    view = server.view(params.text_document.uri)
    return None if view is None else (view, view.text.offset(params.position))


def _location(server: DutyServer, place: Place) -> types.Location:
    return types.Location(server.texts.uri(place.text), server.range(place.text, place.start, place.end))


# ---- at a place --------------------------------------------------------------------------------


def on_hover(server: DutyServer, params: types.HoverParams) -> types.Hover | None:
    """What stands there, in words."""
    asked = _at(server, params)
    if asked is None:
        return None
    view, offset = asked
    problems = [each for each in server.problems(view, offset, offset) if each.code.startswith("L")]
    found = hover.hover(view, offset, server.tongue_of(view), problems)
    if found is None:
        return None
    words, place = found
    content = types.MarkupContent(types.MarkupKind.Markdown, words)
    return types.Hover(content, server.range(place.text, place.start, place.end))


def on_completion(server: DutyServer, params: types.CompletionParams) -> types.CompletionList:
    """What can be written there."""
    asked = _at(server, params)
    items = completion.completion(*asked, server.tongue_of(asked[0])) if asked is not None else []
    return types.CompletionList(is_incomplete=True, items=items)


def on_definition(server: DutyServer, params: types.DefinitionParams) -> list[types.Location]:
    """Where it is declared."""
    asked = _at(server, params)
    return [] if asked is None else [_location(server, each) for each in navigation.definition(*asked)]


def on_references(server: DutyServer, params: types.ReferenceParams) -> list[types.Location]:
    """Every place that means it."""
    asked = _at(server, params)
    if asked is None:
        return []
    found = navigation.references(*asked, declarations=params.context.include_declaration)
    return [_location(server, each) for each in found]


def on_highlight(server: DutyServer, params: types.DocumentHighlightParams) -> list[types.DocumentHighlight]:
    """The places in this text."""
    asked = _at(server, params)
    return [
        types.DocumentHighlight(
            server.range(place.text, place.start, place.end),
            types.DocumentHighlightKind.Write if declares else types.DocumentHighlightKind.Read,
        )
        for place, declares in (navigation.highlights(*asked) if asked is not None else ())
    ]


def on_prepare_rename(
    server: DutyServer, params: types.PrepareRenameParams
) -> types.PrepareRenamePlaceholder | None:
    """The name that would be renamed."""
    asked = _at(server, params)
    found = renaming.renameable(*asked) if asked is not None else None
    if found is None:
        return None
    place, written = found
    return types.PrepareRenamePlaceholder(server.range(place.text, place.start, place.end), written)


async def on_rename(server: DutyServer, params: types.RenameParams) -> types.WorkspaceEdit | None:
    """The edits in all texts of the policy; a name that cannot be given is refused."""
    view = await server.settled(params.text_document.uri)
    if view is None:
        return None
    offset = view.text.offset(params.position)
    try:
        renamed = renaming.rename(view, offset, params.new_name, server.tongue_of(view))
    except renaming.RenameError as fault:
        raise JsonRpcInvalidParams(str(fault)) from fault
    edits: dict[str, list[types.TextEdit]] = {}
    for place in renamed.places:
        edit = types.TextEdit(server.range(place.text, place.start, place.end), params.new_name)
        edits.setdefault(place.text, []).append(edit)
    return types.WorkspaceEdit(
        document_changes=[
            types.TextDocumentEdit(
                types.OptionalVersionedTextDocumentIdentifier(server.texts.uri(name), _version(server, name)),
                list(changes),
            )
            for name, changes in edits.items()
        ]
    )


def _version(server: DutyServer, name: str) -> int | None:
    text = server.texts.open.get(name)
    return None if text is None else text.version


# ---- of a text ---------------------------------------------------------------------------------


def on_symbols(server: DutyServer, params: types.DocumentSymbolParams) -> Written:
    """Its outline."""
    view = server.view(params.text_document.uri)
    if view is None:
        return listed([])
    return server.outlines.symbols(view.parsed, view.analysis, server.tongue_of(view))


def on_folding(server: DutyServer, params: types.FoldingRangeParams) -> Written:
    """What can be folded away."""
    view = server.view(params.text_document.uri)
    if view is None:
        return listed([])
    found = server.outlines.folds(view.parsed, view.analysis, server.tongue_of(view))
    return listed(fold.written for fold in found)


def on_tokens(server: DutyServer, params: types.SemanticTokensParams) -> Written:
    """The colours of all of it."""
    now = _coloured(server, params.text_document.uri)
    return _tokens(now.placed, now.number)


def on_tokens_delta(server: DutyServer, params: types.SemanticTokensDeltaParams) -> Written:
    """What has changed of the colours since they were sent."""
    before = server.sent_tokens.get(params.text_document.uri)
    now = _coloured(server, params.text_document.uri)
    if before is None or before.number != params.previous_result_id:
        return _tokens(now.placed, now.number)
    start, cut, new = colours.changed(before.placed, now.placed)
    edit = f'{{"start":{start},"deleteCount":{cut},"data":{new}}}' if cut or new else ""
    return Written(f'{{"edits":[{edit}],"resultId":"{now.number}"}}')


def on_tokens_range(server: DutyServer, params: types.SemanticTokensRangeParams) -> Written:
    """The colours of what the editor shows."""
    view = server.view(params.text_document.uri)
    if view is None:
        return _tokens((), "")
    first, last = view.text.offset(params.range.start), view.text.offset(params.range.end)
    return _tokens(server.tokens.placed(view.parsed, view.analysis, first, last), "")


def _coloured(server: DutyServer, uri: str) -> colours.Sent:
    """The colours of a text, noted as sent under a number of their own."""
    view, before = server.view(uri), server.sent_tokens.get(uri)
    placed = server.tokens.placed(view.parsed, view.analysis) if view is not None else ()
    number = 1 if before is None else int(before.number) + 1
    now = colours.Sent(str(number), None if view is None else view.text, placed)
    server.sent_tokens[uri] = now
    return now


def _tokens(placed: Iterable[colours.Placed], number: str) -> Written:
    data = ",".join(each.written for each in placed)
    result = f',"resultId":"{number}"' if number else ""
    return Written(f'{{"data":[{data}]{result}}}')


async def on_formatting(
    server: DutyServer, params: types.DocumentFormattingParams
) -> list[types.TextEdit] | None:
    """The edits that bring it into its canonical form."""
    return await formatting(server, params.text_document.uri)


def on_actions(server: DutyServer, params: types.CodeActionParams) -> list[types.CodeAction]:
    """The fixes around a place."""
    return actions(server, params)


def on_lenses(server: DutyServer, params: types.CodeLensParams) -> list[types.CodeLens]:
    """What has become of each scenario, and ways to run it."""
    uri = params.text_document.uri
    view = server.view(uri)
    if view is None:
        return []
    ran = server.ran.get(view.parsed.name, {})
    return [
        types.CodeLens(
            view.text.range(each.start, each.start),
            types.Command(each.words, lenses.RUN, None, [uri, each.title]),
        )
        for each in lenses.lenses(view, ran, sources_of(view.analysis), server.tongue_of(view))
    ]


async def run_scenario(server: DutyServer, uri: str, title: str | None = None) -> list[dict[str, Any]] | None:
    """The command of the lenses: runs a scenario of a text, or all of them, and gives what became of them."""
    found = await server.run_scenarios(uri, title)
    if found is None:
        return None
    return [{"title": each.title, "passed": each.passed, "words": list(each.words)} for each in found]


def on_hints(server: DutyServer, params: types.InlayHintParams) -> list[types.InlayHint]:
    """The values of parameters beside their names."""
    view = server.view(params.text_document.uri)
    if view is None:
        return []
    first, last = view.text.offset(params.range.start), view.text.offset(params.range.end)
    return [
        types.InlayHint(view.text.position(at), words, types.InlayHintKind.Parameter)
        for at, words in hints.hints(view, first, last, server.tongue_of(view))
    ]


_ANSWERS: tuple[tuple[str, Callable[..., Any], Any], ...] = (
    (types.TEXT_DOCUMENT_HOVER, on_hover, None),
    (
        types.TEXT_DOCUMENT_COMPLETION,
        on_completion,
        types.CompletionOptions(trigger_characters=[" ", '"', "“", "，", "、", "|", "的", "为"]),
    ),
    (types.TEXT_DOCUMENT_DEFINITION, on_definition, None),
    (types.TEXT_DOCUMENT_REFERENCES, on_references, None),
    (types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT, on_highlight, None),
    (types.TEXT_DOCUMENT_PREPARE_RENAME, on_prepare_rename, None),
    (types.TEXT_DOCUMENT_RENAME, on_rename, types.RenameOptions(prepare_provider=True)),
    (types.TEXT_DOCUMENT_DOCUMENT_SYMBOL, on_symbols, None),
    (types.TEXT_DOCUMENT_FOLDING_RANGE, on_folding, None),
    (types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL, on_tokens, LEGEND),
    (types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL_DELTA, on_tokens_delta, LEGEND),
    (types.TEXT_DOCUMENT_SEMANTIC_TOKENS_RANGE, on_tokens_range, LEGEND),
    (types.TEXT_DOCUMENT_FORMATTING, on_formatting, None),
    (
        types.TEXT_DOCUMENT_CODE_ACTION,
        on_actions,
        types.CodeActionOptions([types.CodeActionKind.QuickFix, types.CodeActionKind.SourceFixAll]),
    ),
    (types.TEXT_DOCUMENT_CODE_LENS, on_lenses, types.CodeLensOptions(resolve_provider=False)),
    (types.TEXT_DOCUMENT_INLAY_HINT, on_hints, None),
)

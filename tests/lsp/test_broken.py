"""While a text is broken everything else goes on answering; nothing that is typed makes the server fail."""

import itertools

import pytest
from lsprotocol import types

from tests.lsp.common import ENGLISH, TONGUES, WORDS, text_in

pytestmark = pytest.mark.asyncio(loop_scope="module")

BREAKS = {
    "en": ("    manager must visit within arrival_time", "    manager must visit within ( arrival_time"),
    "zh": ("先行走访 英文 look_first", "先行走访 英文 look_first “"),
}
ENDINGS = {
    "en": [
        "",
        "article",
        'article 3 "',
        "article 3\n  duty x\n    after each",
        "\x00",
        "(" * 80,
        "manager 😀",
    ],
    "zh": ["", "第", "第三条 “", "第三条\n  义务 某义务\n    每次", "\x00", "（" * 80, "客户经理😀"],
}


async def everything(editor, uri, where):
    """Asks all that can be asked about a place and its text."""
    client = editor.client
    document = where["text_document"]
    whole = editor.range(uri, 0, len(editor.texts[uri]))
    lenses = await client.text_document_code_lens_async(types.CodeLensParams(document))
    actions = types.CodeActionParams(document, whole, types.CodeActionContext([]))
    return {
        "hover": await client.text_document_hover_async(types.HoverParams(**where)),
        "completion": (await client.text_document_completion_async(types.CompletionParams(**where))).items,
        "definition": await client.text_document_definition_async(types.DefinitionParams(**where)),
        "references": await client.text_document_references_async(
            types.ReferenceParams(context=types.ReferenceContext(include_declaration=True), **where)
        ),
        "rename": await client.text_document_prepare_rename_async(types.PrepareRenameParams(**where)),
        "symbols": await client.text_document_document_symbol_async(types.DocumentSymbolParams(document)),
        "folding": await client.text_document_folding_range_async(types.FoldingRangeParams(document)),
        "tokens": (
            await client.text_document_semantic_tokens_full_async(types.SemanticTokensParams(document))
        ).data,
        "hints": await client.text_document_inlay_hint_async(types.InlayHintParams(document, whole)),
        "lenses": lenses,
        "actions": await client.text_document_code_action_async(actions),
    }


@pytest.mark.parametrize("tongue", TONGUES)
async def test_a_broken_line_takes_nothing_from_the_others(editor, tongue):
    uri = editor.open("care.duty", text_in(tongue))
    sound = await everything(editor, uri, editor.at(uri, WORDS[tongue]["role"]))
    editor.replace(uri, *BREAKS[tongue])
    broken = await everything(editor, uri, editor.at(uri, WORDS[tongue]["role"]))
    assert broken["hover"].contents.value.split("\n")[0] == sound["hover"].contents.value.split("\n")[0]
    assert broken["definition"] == sound["definition"]
    assert len(broken["references"]) >= len(sound["references"]) - 2
    assert len(broken["lenses"]) == len(sound["lenses"])
    names = [each.name for each in flat(broken["symbols"])]
    articles = {"en": ["article 1", "article 2"], "zh": ["第一条", "第二条"]}[tongue]
    assert [name for name in names if name in articles] == articles
    assert len(broken["tokens"]) > len(sound["tokens"]) * 0.8
    editor.replace(uri, *reversed(BREAKS[tongue]))
    again = await everything(editor, uri, editor.at(uri, WORDS[tongue]["role"]))
    del again["actions"], sound["actions"]  # these depend on how far the check beside the editor has come
    assert again == sound


def flat(symbols):
    for symbol in symbols:
        yield symbol
        yield from flat(symbol.children or ())


async def test_names_on_a_broken_line_are_still_known(editor):
    uri = editor.open("care.duty", ENGLISH)
    editor.replace(uri, *BREAKS["en"])
    found = await everything(editor, uri, editor.at(uri, "arrival_time", nth=1))
    assert "3 working days" in found["hover"].contents.value
    assert len(found["definition"]) == 1
    assert found["rename"].placeholder == "arrival_time"


@pytest.mark.parametrize(("tongue", "ending"), [(t, e) for t in TONGUES for e in ENDINGS[t]])
async def test_half_a_text_is_answered(editor, tongue, ending):
    text = text_in(tongue)
    half = text[: text.index({"en": "article 2", "zh": "第二条"}[tongue])]
    uri = editor.open("care.duty", half + ending)
    end = {
        "text_document": types.TextDocumentIdentifier(uri),
        "position": editor.position(uri, len(half + ending)),
    }
    found = await everything(editor, uri, end)
    assert len(found["symbols"]) > 5


@pytest.mark.parametrize("tongue", TONGUES)
async def test_a_text_is_answered_at_every_step_of_being_typed(editor, tongue):
    text = text_in(tongue)
    start = text.index({"en": "  duty answer", "zh": "  义务 处置"}[tongue])
    end = text.index({"en": "\nscenario", "zh": "\n情形"}[tongue])
    uri = editor.open("care.duty", text[:start] + text[end:])
    typed = start
    for letters in (
        itertools.batched(text[start:end], 7) if hasattr(itertools, "batched") else sevens(text[start:end])
    ):
        new = "".join(letters)
        version = editor.versions[uri] = editor.versions[uri] + 1
        place = editor.range(uri, typed, typed)
        change = types.TextDocumentContentChangePartial(place, new)
        document = types.VersionedTextDocumentIdentifier(version, uri)
        editor.client.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))
        editor.texts[uri] = editor.texts[uri][:typed] + new + editor.texts[uri][typed:]
        typed += len(new)
        where = {"text_document": types.TextDocumentIdentifier(uri), "position": editor.position(uri, typed)}
        await editor.client.text_document_completion_async(types.CompletionParams(**where))
        await editor.client.text_document_hover_async(types.HoverParams(**where))
    assert editor.texts[uri] == text
    found = await editor.problems(uri)
    assert [each for each in found if each.severity == types.DiagnosticSeverity.Error] == []


def sevens(text):
    return (text[at : at + 7] for at in range(0, len(text), 7))


async def test_a_text_without_anything(editor):
    uri = editor.open("empty.duty", "")
    where = {"text_document": types.TextDocumentIdentifier(uri), "position": types.Position(0, 0)}
    found = await everything(editor, uri, where)
    assert found["symbols"] == []
    assert {"policy", "role"} <= {item.label for item in found["completion"]}

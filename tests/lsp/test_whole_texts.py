"""What an editor asks of a whole text: outline, folding, colours, scenarios. Over the protocol, in both tongues."""

import asyncio

import pytest
from lsprotocol import types

from dutylang.lsp.tokens import MODIFIERS, TYPES
from tests.lsp.common import ENGLISH, SECONDS, TONGUES, WORDS, text_in

pytestmark = pytest.mark.asyncio(loop_scope="module")


def document(uri):
    return types.TextDocumentIdentifier(uri)


def tree(symbols):
    return {symbol.name: tree(symbol.children or ()) for symbol in symbols}


@pytest.mark.parametrize("tongue", TONGUES)
async def test_the_outline_goes_by_chapter_and_article(editor, tongue):
    uri = editor.open("care.duty", text_in(tongue))
    found = await editor.client.text_document_document_symbol_async(types.DocumentSymbolParams(document(uri)))
    told = tree(found)
    names = {"en": ("chapter 1", "article 1", "article 2"), "zh": ("第一章", "第一条", "第二条")}[tongue]
    chapter, first, second = names
    assert list(told[chapter]) == [first, second]
    assert list(told[chapter][first]) == [WORDS[tongue]["duty"]]
    assert "in time" in told
    assert WORDS[tongue]["field"] in told[{"en": "guarantee", "zh": "担保项目"}[tongue]]
    (heading,) = [each for each in found if each.name == chapter]
    assert heading.detail == {"en": "Checks", "zh": "调查"}[tongue]
    assert editor.words(uri, heading.children[0].selection_range) == first
    assert editor.words(uri, heading.range).startswith(chapter)
    check_nesting(found)


def check_nesting(symbols, around=None):
    """As the protocol wants it: a name lies in its symbol, and a symbol in the one above it."""

    def inside(inner, outer):
        key = lambda position: (position.line, position.character)  # noqa: E731
        return key(outer.start) <= key(inner.start) and key(inner.end) <= key(outer.end)

    for symbol in symbols:
        assert inside(symbol.selection_range, symbol.range)
        assert around is None or inside(symbol.range, around)
        check_nesting(symbol.children or (), symbol.range)


@pytest.mark.parametrize("tongue", TONGUES)
async def test_blocks_fold_away(editor, tongue):
    uri = editor.open("care.duty", text_in(tongue))
    found = await editor.client.text_document_folding_range_async(types.FoldingRangeParams(document(uri)))
    lines = editor.texts[uri].split("\n")
    by_first = {lines[each.start_line].split('"')[0].split("“")[0].strip(): each for each in found}
    article = {"en": "article 1", "zh": "第一条"}[tongue]
    last = lines[by_first[article].end_line]
    assert last.strip() == {"en": "manager must visit within arrival_time"}.get(tongue, last.strip())
    assert any(each.kind == types.FoldingRangeKind.Comment for each in found)
    assert {"en": "chapter 1", "zh": "第一章"}[tongue] in by_first


def told_tokens(editor, uri, data):
    """Each token as its words, type and modifiers."""
    line = column = 0
    for at in range(0, len(data), 5):
        down, right, length, kind, modifiers = data[at : at + 5]
        line, column = line + down, right if down else column + right
        place = types.Range(types.Position(line, column), types.Position(line, column + length))
        named = {name for bit, name in enumerate(MODIFIERS) if modifiers & (1 << bit)}
        yield editor.words(uri, place), TYPES[kind], named


@pytest.mark.parametrize("tongue", TONGUES)
async def test_words_are_coloured_by_what_they_mean(editor, tongue):
    uri = editor.open("care.duty", text_in(tongue))
    found = await editor.client.text_document_semantic_tokens_full_async(
        types.SemanticTokensParams(document(uri))
    )
    told = list(told_tokens(editor, uri, found.data))
    names = WORDS[tongue]
    kinds = {words: kind for words, kind, _ in told}
    assert kinds[names["role"]] == "class"
    assert kinds[names["event"]] == "event"
    assert kinds[names["field"]] == "property"
    assert kinds[names["value"]] == "enumMember"
    assert kinds[names["parameter"]] == "variable"
    assert kinds[names["duty"]] == "function"
    assert kinds[{"en": "must", "zh": "必须"}[tongue]] == "modifier"
    assert kinds["-- On the spot first."] == "comment"
    assert (names["role"], "class", {"declaration"}) in told
    assert (names["parameter"], "variable", {"readonly"}) in told


async def test_colours_of_a_screen_and_colours_that_changed(editor):
    text = ENGLISH.replace('"client manager"', '"client 😀 manager"')
    uri = editor.open("care.duty", text)
    asked = types.SemanticTokensParams(document(uri))
    before = await editor.client.text_document_semantic_tokens_full_async(asked)
    screen = editor.range(uri, text.index("chapter 1"), text.index("article 2"))
    part = await editor.client.text_document_semantic_tokens_range_async(
        types.SemanticTokensRangeParams(document(uri), screen)
    )
    shown = list(told_tokens(editor, uri, part.data))
    everything = list(told_tokens(editor, uri, before.data))
    assert 0 < len(shown) < len(everything)
    assert any(shown == everything[at : at + len(shown)] for at in range(len(everything)))
    editor.replace(uri, "-- And soon.", "-- And soon, too.\n-- In writing.")
    delta = await editor.client.text_document_semantic_tokens_full_delta_async(
        types.SemanticTokensDeltaParams(document(uri), before.result_id)
    )
    data = list(before.data)
    for edit in delta.edits:
        data[edit.start : edit.start + edit.delete_count] = edit.data or []
    after = await editor.client.text_document_semantic_tokens_full_async(asked)
    assert data == list(after.data)
    assert sum(len(edit.data or []) for edit in delta.edits) < 20


@pytest.mark.parametrize("tongue", TONGUES)
async def test_colours_that_hang_on_a_name_just_typed_are_fetched_anew(editor, tongue):
    uri = editor.open("care.duty", text_in(tongue))
    await editor.problems(uri)
    asked = types.SemanticTokensParams(document(uri))
    old = {"en": "event visit ", "zh": "事件 实地调查"}[tongue]
    refreshed = len(editor.client.token_refreshes)
    editor.replace(uri, old, {"en": "event visited ", "zh": "事件 实地调查表"}[tongue])
    await editor.client.text_document_semantic_tokens_full_async(asked)
    async with asyncio.timeout(SECONDS):
        while len(editor.client.token_refreshes) == refreshed:
            await asyncio.sleep(0.01)
    found = await editor.client.text_document_semantic_tokens_full_async(asked)
    kinds = [
        kind for words, kind, _ in told_tokens(editor, uri, found.data) if words == WORDS[tongue]["event"]
    ]
    assert "event" not in kinds


# ---- scenarios ---------------------------------------------------------------------------------


async def lenses(editor, uri):
    found = await editor.client.text_document_code_lens_async(types.CodeLensParams(document(uri)))
    return {
        (editor.texts[uri].split("\n")[each.range.start.line], each.command.arguments[1]): each.command
        for each in found
    }


async def run(editor, command):
    return await editor.client.workspace_execute_command_async(
        types.ExecuteCommandParams(command.command, command.arguments)
    )


@pytest.mark.parametrize("tongue", TONGUES)
async def test_a_lens_runs_a_scenario_and_shows_its_verdict(editor, tongue):
    uri = editor.open("care.duty", text_in(tongue))
    commands = {title: command for (_, title), command in (await lenses(editor, uri)).items()}
    assert set(commands) == {"in time", "told wrongly", None}
    assert {each.command for each in commands.values()} == {"duty.runScenario"}
    (sound,) = await run(editor, commands["in time"])
    assert of(sound, "passed")
    assert len(await run(editor, commands["told wrongly"])) == 1
    after = {title: command.title for (_, title), command in (await lenses(editor, uri)).items()}
    assert after["in time"] == {"en": "✓ as expected", "zh": "✓ 与预期相符"}[tongue]
    found = {"en": "expected satisfied, found late", "zh": "预期已履行，实为逾期"}[tongue]
    assert after["told wrongly"].startswith("✗ ")
    assert found in after["told wrongly"]
    editor.replace(uri, "told wrongly", "told rightly")
    stale = {title: command.title for (_, title), command in (await lenses(editor, uri)).items()}
    assert stale["in time"].startswith("✓")
    assert stale["in time"] != after["in time"]


async def test_all_scenarios_of_a_text_at_once(editor):
    uri = editor.open("care.duty", ENGLISH)
    refreshed = len(editor.client.lens_refreshes)
    commands = {title: command for (_, title), command in (await lenses(editor, uri)).items()}
    found = await run(editor, commands[None])
    assert [of(each, "passed") for each in found] == [True, False]
    async with asyncio.timeout(SECONDS):
        while len(editor.client.lens_refreshes) == refreshed:
            await asyncio.sleep(0.01)


def of(told, key):
    return told[key] if isinstance(told, dict) else getattr(told, key)


async def test_a_policy_that_does_not_check_runs_nothing_and_says_so(editor):
    uri = editor.open("care.duty", ENGLISH.replace("product is loan", "produce is loan"))
    commands = {title: command for (_, title), command in (await lenses(editor, uri)).items()}
    before = len(editor.client.messages)
    assert await run(editor, commands["in time"]) is None
    assert len(editor.client.messages) == before + 1

"""What an editor is told of a place, over the protocol, in both tongues."""

import pytest
from lsprotocol import types

from tests.lsp.common import TONGUES, WORDS, text_in

pytestmark = pytest.mark.asyncio(loop_scope="module")

DEADLINE = {"en": "Within 3 working days※ (time to be there)", "zh": "3个工作日"}


async def hovered(editor, uri, words, **where):
    found = await editor.client.text_document_hover_async(types.HoverParams(**editor.at(uri, words, **where)))
    return None if found is None else found.contents.value


@pytest.mark.parametrize("tongue", TONGUES)
async def test_a_duty_is_told_with_its_deadline_in_words(editor, tongue):
    uri = editor.open("care.duty", text_in(tongue))
    told = await hovered(editor, uri, WORDS[tongue]["duty"])
    assert "look_first" in told
    assert DEADLINE[tongue] in told
    assert {"en": "Client manager", "zh": "客户经理"}[tongue] in told


@pytest.mark.parametrize("tongue", TONGUES)
async def test_between_the_names_of_a_duty_its_deadline_is_told_too(editor, tongue):
    uri = editor.open("care.duty", text_in(tongue))
    assert DEADLINE[tongue] in await hovered(editor, uri, WORDS[tongue]["within"])


@pytest.mark.parametrize("tongue", TONGUES)
async def test_a_role_is_told_with_its_superior_and_its_holders(editor, tongue):
    uri = editor.open("care.duty", text_in(tongue))
    told = await hovered(editor, uri, WORDS[tongue]["role"])
    assert {"en": "reports to: head of department", "zh": "上级：部门负责人"}[tongue] in told
    assert "Li Na" in told
    assert "2024-01-01" in told


@pytest.mark.parametrize("tongue", TONGUES)
async def test_a_parameter_is_told_with_its_value(editor, tongue):
    uri = editor.open("care.duty", text_in(tongue))
    told = await hovered(editor, uri, WORDS[tongue]["parameter"])
    assert {"en": "3 working days", "zh": "3个工作日"}[tongue] in told
    assert {"en": "The house has set", "zh": "由本制度暂定"}[tongue] in told


@pytest.mark.parametrize("tongue", TONGUES)
async def test_fields_and_values_are_told(editor, tongue):
    uri = editor.open("care.duty", text_in(tongue))
    names = WORDS[tongue]
    assert {"en": "of guarantee", "zh": "属于担保项目"}[tongue] in await hovered(editor, uri, names["field"])
    told = await hovered(editor, uri, names["value"])
    assert {"en": "a value of: product", "zh": "担保品种"}[tongue] in told


async def test_where_nothing_stands_nothing_is_told(editor):
    uri = editor.open("care.duty", text_in("en") + "\n\n")
    where = {"text_document": types.TextDocumentIdentifier(uri), "position": types.Position(900, 3)}
    assert await editor.client.text_document_hover_async(types.HoverParams(**where)) is None


@pytest.mark.parametrize("tongue", TONGUES)
async def test_from_a_name_to_its_declaration(editor, tongue):
    uri = editor.open("care.duty", text_in(tongue))
    for sort in ("role", "event", "parameter", "field", "value"):
        word = WORDS[tongue][sort]
        last = editor.texts[uri].count(word) - 1
        where = editor.at(uri, word, nth=last)
        (found,) = await editor.client.text_document_definition_async(types.DefinitionParams(**where))
        assert editor.words(uri, found.range) == word
        assert found.range.start.line < where["position"].line


@pytest.mark.parametrize("tongue", TONGUES)
async def test_every_place_that_means_it(editor, tongue):
    uri = editor.open("care.duty", text_in(tongue))
    word = WORDS[tongue]["event"]
    where = editor.at(uri, word)
    found = await editor.client.text_document_references_async(
        types.ReferenceParams(context=types.ReferenceContext(include_declaration=True), **where)
    )
    written = [editor.words(uri, each.range) for each in found]
    assert written.count(word) == 5  # declared, demanded twice, given twice
    assert set(written) == {word, "visit"}  # a Chinese declaration gives the id too
    used = await editor.client.text_document_references_async(
        types.ReferenceParams(context=types.ReferenceContext(include_declaration=False), **where)
    )
    assert len(used) == 4
    marked = await editor.client.text_document_document_highlight_async(
        types.DocumentHighlightParams(**where)
    )
    assert {each.kind for each in marked} == {
        types.DocumentHighlightKind.Write,
        types.DocumentHighlightKind.Read,
    }


@pytest.mark.parametrize("tongue", TONGUES)
async def test_values_of_parameters_beside_their_names(editor, tongue):
    uri = editor.open("care.duty", text_in(tongue))
    whole = editor.range(uri, 0, len(editor.texts[uri]))
    document = types.TextDocumentIdentifier(uri)
    (hint,) = await editor.client.text_document_inlay_hint_async(types.InlayHintParams(document, whole))
    assert hint.label == {"en": " = 3 working days※", "zh": "（3个工作日※）"}[tongue]
    before = types.Range(types.Position(hint.position.line, 0), hint.position)
    assert editor.words(uri, before).endswith(WORDS[tongue]["parameter"])


async def test_positions_count_as_the_protocol_does(editor):
    text = text_in("en").replace('zh "实地"', 'zh "实地😀𠀀"').replace("-- And soon.", "-- 😀 and soon.")
    text = text.replace("    manager must visit", '    -- "😀"\n    manager must visit')
    uri = editor.open("care.duty", text + '-- 😀😀 visit\nterm 😀\nrole other "😀" reports to head\n')
    where = editor.at(uri, "head", nth=editor.texts[uri].count("head") - 1)
    (found,) = await editor.client.text_document_definition_async(types.DefinitionParams(**where))
    assert editor.words(uri, found.range) == "head"
    highlight = types.DocumentHighlightParams(**where)
    marked = await editor.client.text_document_document_highlight_async(highlight)
    assert {editor.words(uri, each.range) for each in marked} == {"head"}

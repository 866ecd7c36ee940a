"""What helps while a text is being written: problems, completion, fixes, renaming, formatting. Over the protocol."""

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcException

from tests.lsp.common import ENGLISH, TONGUES, WORDS, chinese, edited, text_in

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def offered(editor, uri, words, **where):
    found = await editor.client.text_document_completion_async(
        types.CompletionParams(**editor.at(uri, words, **where))
    )
    return {item.label: item for item in found.items}


# ---- problems ----------------------------------------------------------------------------------


@pytest.mark.parametrize("tongue", TONGUES)
async def test_problems_come_as_one_types_and_go_when_mended(editor, tongue):
    uri = editor.open("care.duty", text_in(tongue))
    first = await editor.problems(uri)
    assert [each for each in first if each.severity is types.DiagnosticSeverity.Error] == []
    name, value = WORDS[tongue]["field"], WORDS[tongue]["value"]
    words = {"en": f"when {name} is {value}", "zh": f"当{name}为{value}"}[tongue]
    wrong = {"en": "when produkt is loan", "zh": "当担保金额为贷款"}[tongue]
    editor.replace(uri, words, wrong)
    found = await editor.problems(uri)
    (error,) = [each for each in found if each.severity is types.DiagnosticSeverity.Error]
    assert error.source == "duty"
    assert editor.words(uri, error.range) in wrong
    assert ("字段" in error.message) == (tongue == "zh")
    editor.replace(uri, wrong, words)
    assert await editor.problems(uri) == first


@pytest.mark.parametrize("tongue", TONGUES)
async def test_spelling_is_told_before_the_policy_is_checked(editor, tongue):
    uri = editor.open("care.duty", text_in(tongue))
    await editor.problems(uri)
    editor.replace(
        uri,
        {"en": "must visit within", "zh": "必须在"}[tongue],
        {"en": "must visit wihtin", "zh": "必須在"}[tongue],
    )
    found = await editor.problems(uri, checked=False)
    assert any(each.code.startswith("S") for each in found)


async def test_problems_that_were_not_touched_stay_where_their_words_are(editor):
    uri = editor.open("care.duty", ENGLISH.replace("after each accept", "after each acept"))
    before = [each for each in await editor.problems(uri) if each.code == "N001"]
    editor.replace(uri, "-- And soon.", "-- And soon.\n-- Very soon.")
    after = [each for each in await editor.problems(uri, checked=False) if each.code == "N001"]
    assert [editor.words(uri, each.range) for each in after] == ["acept"]
    assert after[0].range.start.line == before[0].range.start.line + 1


# ---- completion --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tongue", "line", "names", "words"),
    [
        ("en", "    manager must |", {"visit", "accept", "warning"}, {"at least"}),
        ("en", "    manager must visit within |", {"arrival_time"}, set()),
        ("en", "    manager must visit at le|", set(), {"at least"}),
        ("en", "    after each |", {"visit", "accept", "warning"}, set()),
        ("en", "    after each warning with |", {"nature"}, {"not"}),
        ("en", "    after each warning with nature is |", {"strike", "lawsuit"}, set()),
        ("en", "    when product is |", {"loan", "letter"}, set()),
        ("en", "    when am|", {"amount"}, set()),
        ("en", "    otherwise |", {"manager", "head"}, {"the superior"}),
        ("en", "  dut|", set(), {"duty"}),
        ("zh", "    客户经理必须|", {"实地调查", "受理申请", "预警"}, {"至少"}),
        ("zh", "    客户经理必须在|", {"到场时限"}, set()),
        ("zh", "    客户经|", {"客户经理"}, set()),
        ("zh", "    每次|", {"实地调查", "受理申请", "预警"}, set()),
        ("zh", "    当担保品种为|", {"贷款", "信用证"}, set()),
        ("zh", "    客户经理必|", set(), {"必须", "必须确保"}),
    ],
)  # fmt: skip
async def test_what_fits_is_offered_in_the_tongue_of_the_text(editor, tongue, line, names, words):
    heading = {"en": '  duty look_first "look first" zh "先行走访"\n', "zh": "义务 先行走访 "}[tongue]
    text = text_in(tongue)
    end = text.index("\n", text.index(heading.rstrip("\n"))) + 1
    uri = editor.open("care.duty", text[:end] + line.replace("|", "") + "\n" + text[end:])
    found = await offered(editor, uri, line.replace("|", ""), inside=line.index("|"))
    assert names | words <= set(found)
    if names:
        kinds = {item.kind for label, item in found.items() if label in names}
        assert types.CompletionItemKind.Keyword not in kinds
        other = {"en": {"客户经理", "必须"}, "zh": {"manager", "must", "visit"}}[tongue]
        assert other.isdisjoint(found)


async def test_only_values_are_offered_where_a_value_is_meant(editor):
    uri = editor.open("care.duty", ENGLISH)
    found = await offered(editor, uri, "when product is ", inside=len("when product is "))
    names = {label for label, item in found.items() if item.kind != types.CompletionItemKind.Keyword}
    assert names == {"loan", "letter"}


async def test_what_is_offered_can_be_taken(editor):
    uri = editor.open("care.duty", ENGLISH.replace("within arrival_time", "within arr"))
    found = await offered(editor, uri, "within arr", inside=len("within arr"))
    assert edited(editor.texts[uri], [found["arrival_time"].text_edit]) == ENGLISH


async def test_the_texts_of_a_folder_are_offered_after_use(editor):
    editor.on_disk("words.duty", 'role other "other"\n')
    uri = editor.open("care.duty", ENGLISH.replace("role manager", 'use "\nrole manager', 1))
    assert set(await offered(editor, uri, 'use "', inside=5)) == {"words.duty"}


async def test_nothing_is_offered_in_remarks(editor):
    uri = editor.open("care.duty", ENGLISH)
    assert await offered(editor, uri, "-- On the", inside=6) == {}


# ---- fixes -------------------------------------------------------------------------------------


async def fixes(editor, uri, words):
    start = editor.texts[uri].index(words)
    where = editor.range(uri, start, start + len(words))
    asked = types.CodeActionParams(types.TextDocumentIdentifier(uri), where, types.CodeActionContext([]))
    return await editor.client.text_document_code_action_async(asked)


@pytest.mark.parametrize(
    ("tongue", "right", "wrong"),
    [
        ("en", "must visit within arrival_time", "must visit wihtin arrival_time"),
        ("en", "after each accept", "after each acept"),
        ("zh", "每次受理申请", "每次受理审请"),
    ],
)
async def test_a_fix_mends_what_it_is_offered_for(editor, tongue, right, wrong):
    text = text_in(tongue)
    uri = editor.open("care.duty", text.replace(right, wrong))
    await editor.problems(uri)
    found = await fixes(editor, uri, wrong)
    action = next(each for each in found if each.kind == types.CodeActionKind.QuickFix)
    assert action.diagnostics
    assert edited(editor.texts[uri], action.edit.changes[uri]) == text


@pytest.mark.parametrize(
    ("right", "wrong", "others", "preferred"),
    [
        ("after each warning", "after each warnin", (), True),
        ("after each warning", "after each warming", (), True),
        ("after each warning", "after each warrning", ("warring",), False),  # one slip away from either
        ("after each warning", "after each waring", (), True),
        ("after each warning", "after each warn", (), False),
        ("must visit within arrival_time", "must visit wihtin arrival_time", (), True),  # a keyword: no guess
        ('timezone  "Asia/Shanghai"', 'timezone  "Asia/Shanghi"', (), False),
    ],
)
async def test_a_guess_is_preferred_where_one_slip_leads_to_one_name_alone(
    editor, right, wrong, others, preferred
):
    more = "".join(f"event {name}\n" for name in others)
    uri = editor.open(
        "care.duty", ENGLISH.replace(right, wrong).replace("event warning", f"{more}event warning")
    )
    problems = await editor.problems(uri)
    found = await fixes(editor, uri, wrong)
    (action,) = [each for each in found if each.kind == types.CodeActionKind.QuickFix]
    guessed = "a guess" in action.title
    assert (guessed, action.is_preferred) == ("wihtin" not in wrong, preferred)
    assert action.diagnostics[0] in problems
    assert guessed == all(
        each.kind != types.CodeActionKind.SourceFixAll for each in await all_fixes(editor, uri)
    )


async def all_fixes(editor, uri):
    """What an editor asks for when it saves a text: the fixes of all of it that are certain."""
    only = types.CodeActionContext([], [types.CodeActionKind.SourceFixAll])
    asked = types.CodeActionParams(types.TextDocumentIdentifier(uri), editor.range(uri, 0, 1), only)
    return await editor.client.text_document_code_action_async(asked)


async def test_all_safe_fixes_at_once(editor):
    text = ENGLISH.replace("must visit within arrival", "must visit wihtin arrival").replace(
        "visit within 2", "visit wihtin 2"
    )
    uri = editor.open("care.duty", text)
    await editor.problems(uri)
    found = await fixes(editor, uri, "must visit wihtin arrival_time")
    whole = next(each for each in found if each.kind == types.CodeActionKind.SourceFixAll)
    assert edited(text, whole.edit.changes[uri]) == ENGLISH


# ---- renaming ----------------------------------------------------------------------------------


def changes_of(edit):
    return {each.text_document.uri: each.edits for each in edit.document_changes}


async def renamed(editor, uri, words, new, **where):
    return await editor.client.text_document_rename_async(
        types.RenameParams(new_name=new, **editor.at(uri, words, **where))
    )


@pytest.mark.parametrize(("tongue", "new"), [("en", "inspect"), ("zh", "现场走访")])
async def test_a_name_is_renamed_wherever_it_is_written(editor, tongue, new):
    text = text_in(tongue)
    uri = editor.open("care.duty", text)
    old = WORDS[tongue]["event"]
    asked = types.PrepareRenameParams(**editor.at(uri, old))
    prepared = await editor.client.text_document_prepare_rename_async(asked)
    assert prepared.placeholder == old
    after = edited(text, changes_of(await renamed(editor, uri, old, new))[uri])
    assert old not in after
    assert after.count(new) == text.count(old)
    assert loaded(after) is not None


def loaded(text):
    from dutylang.pipeline import loaded_from_text

    return loaded_from_text(text)[0]


@pytest.mark.parametrize(
    ("tongue", "new"), [("en", "must"), ("en", "two words"), ("en", "accept"), ("zh", "必须"), ("zh", "预警")]
)
async def test_a_name_that_cannot_stand_there_is_refused(editor, tongue, new):
    uri = editor.open("care.duty", text_in(tongue))
    with pytest.raises(JsonRpcException) as refused:
        await renamed(editor, uri, WORDS[tongue]["event"], new)
    assert new in str(refused.value)


async def test_renaming_reaches_the_texts_of_the_policy_and_unsaved_ones_first(editor):
    head, rest = ENGLISH.split("chapter 1", 1)
    roles, _, others = head.partition("role manager")
    editor.on_disk(
        "care.duty", f'{roles}use "roles.duty"\n' + "case" + others.split("case", 1)[1] + "chapter 1" + rest
    )
    vocabulary = "role manager" + others.split("case", 1)[0]
    disk = editor.on_disk("roles.duty", "-- an older text\n" + vocabulary)
    main = editor.open("care.duty", (editor.folder / "care.duty").read_text(encoding="utf-8"))
    used = editor.open("roles.duty", vocabulary)
    assert used == disk
    edit = await renamed(editor, main, "manager must visit", "officer", inside=2)
    changes = changes_of(edit)
    assert set(changes) == {main, used}
    assert edited(editor.texts[used], changes[used]).startswith('role officer "client manager"')
    assert "officer must visit" in edited(editor.texts[main], changes[main])
    (found,) = await editor.client.text_document_definition_async(
        types.DefinitionParams(**editor.at(main, "manager must"))
    )
    assert (found.uri, found.range.start.line) == (used, 0)
    (file,) = await editor.client.text_document_definition_async(
        types.DefinitionParams(**editor.at(main, 'use "roles'))
    )
    assert file.uri == used


async def test_renaming_a_chinese_word_reaches_its_label_in_an_english_vocabulary(editor):
    head, _ = ENGLISH.split("chapter 1", 1)
    _, _, rest = chinese().partition("第一章")
    vocabulary = head[head.index("role manager") :]
    editor.on_disk("words.duty", vocabulary)
    heading = chinese().partition("角色")[0]
    main = editor.open("care.duty", f"{heading}引用 “words.duty”\n\n第一章{rest}")
    changes = changes_of(await renamed(editor, main, "实地调查", "现场走访"))
    words = next(uri for uri in changes if uri.endswith("words.duty"))
    assert 'event visit   zh "现场走访"' in edited(vocabulary, changes[words])
    assert "实地调查" not in edited(editor.texts[main], changes[main])


# ---- formatting --------------------------------------------------------------------------------


@pytest.mark.parametrize("tongue", TONGUES)
async def test_a_text_is_laid_out_as_the_formatter_does_it(editor, tongue):
    text = text_in("zh") if tongue == "zh" else formatted(ENGLISH)
    messy = text.replace("\n\n", "\n\n\n", 1).replace("  ", "   ", 2)
    uri = editor.open("care.duty", messy)
    asked = types.DocumentFormattingParams(
        types.TextDocumentIdentifier(uri), types.FormattingOptions(tab_size=2, insert_spaces=True)
    )
    assert edited(messy, await editor.client.text_document_formatting_async(asked)) == text


def formatted(text):
    from dutylang.source import Source
    from dutylang.syntax.from_text import document_from_text
    from dutylang.syntax.to_text import text_from_document

    return text_from_document(document_from_text(Source("care.duty", text))[0], "en")


async def test_a_broken_text_is_not_laid_out(editor):
    uri = editor.open("care.duty", ENGLISH.replace("must visit within", "must must visit"))
    asked = types.DocumentFormattingParams(
        types.TextDocumentIdentifier(uri), types.FormattingOptions(tab_size=2, insert_spaces=True)
    )
    assert await editor.client.text_document_formatting_async(asked) is None
    assert editor.client.messages


# ---- lint --------------------------------------------------------------------------------------


@pytest.mark.parametrize("tongue", TONGUES)
async def test_lint_is_told_and_its_page_is_shown_where_it_is(editor, tongue):
    uri = editor.open("care.duty", text_in(tongue))
    found = [each for each in await editor.problems(uri) if each.code.startswith("L")]
    assert found
    place = types.HoverParams(types.TextDocumentIdentifier(uri), found[0].range.start)
    told = (await editor.client.text_document_hover_async(place)).contents.value
    assert f"**{found[0].code}**" in told
    assert "```duty" in told

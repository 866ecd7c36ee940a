"""A session from the first text to the end, written down: what the editor says and what the server answers.

The transcripts beside this file are meant to be read. With DUTYLANG_WRITE_TRANSCRIPT set they are written anew.
"""

import json
import os
from pathlib import Path

import pytest
from lsprotocol import converters, types

from tests.lsp.common import CONFIG, TONGUES, WORDS, Editor, capabilities, text_in

pytestmark = pytest.mark.asyncio
HERE = Path(__file__).parent

SLIPS = {"en": ("after each accept", "after each acept"), "zh": ("每次受理申请", "每次受理审请")}


class Transcript:
    """What is said, in the order in which it is said; places as line:column from 0, as the protocol has them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.as_uri()
        self.lines: list[str] = []
        self.converter = converters.get_converter()

    def say(self, heading: str) -> None:
        self.lines += ["", f"## {heading}", ""]

    def ask(self, what: str) -> None:
        self.lines.append(f"→ {what}")

    def hear(self, answer: object) -> None:
        told = json.loads(json.dumps(self.converter.unstructure(answer), ensure_ascii=False))
        for each in told if isinstance(told, list) else [told]:
            shown = self.shown(each)
            words = shown if isinstance(shown, str) else json.dumps(shown, ensure_ascii=False)
            self.lines += [
                f"← {line}" if line else "←" for line in words.replace(self.folder, "…").split("\n")
            ]

    def shown(self, told: object) -> object:
        if isinstance(told, dict):
            if set(told) == {"start", "end"}:
                return "{0[line]}:{0[character]}–{1[line]}:{1[character]}".format(told["start"], told["end"])
            if set(told) == {"line", "character"}:
                return "{line}:{character}".format(**told)
            if set(told) == {"kind", "value"}:
                return told["value"]
            if set(told) == {"contents", "range"}:
                return f"{self.shown(told['range'])}\n{self.shown(told['contents'])}"
            return {key: self.shown(value) for key, value in told.items()}
        return [self.shown(each) for each in told] if isinstance(told, list) else told


@pytest.mark.parametrize("tongue", TONGUES)
async def test_a_session_goes_as_it_is_written_down(tmp_path, tongue):
    client = await CONFIG.start()
    await client.initialize_session(types.InitializeParams(capabilities=capabilities()))
    editor, names = Editor(client, tmp_path), WORDS[tongue]
    script = Transcript(tmp_path)
    right, wrong = SLIPS[tongue]
    text = text_in(tongue).replace(right, wrong)
    script.lines += [f"# A session in the tongue `{tongue}`", "", "```duty", *text.split("\n"), "```"]

    script.say("The text is opened, with a slip in it")
    script.ask("textDocument/didOpen")
    uri = editor.open("care.duty", text)
    problems = await editor.problems(uri)
    script.hear([each for each in problems if each.severity == types.DiagnosticSeverity.Error])

    script.say("How can it be mended?")
    document = types.TextDocumentIdentifier(uri)
    place = editor.range(uri, text.index(wrong), text.index(wrong) + len(wrong))
    script.ask(f"textDocument/codeAction {wrong!r}")
    asked = types.CodeActionParams(
        document, place, types.CodeActionContext([], [types.CodeActionKind.QuickFix])
    )
    (action,) = await client.text_document_code_action_async(asked)
    script.hear({"title": action.title, "isPreferred": action.is_preferred, "edit": action.edit.changes[uri]})
    script.ask("textDocument/didChange")
    editor.replace(uri, wrong, right)
    problems = await editor.problems(uri)
    script.hear({"errors": sum(each.severity == types.DiagnosticSeverity.Error for each in problems)})

    script.say("What does the duty ask, and until when?")
    script.ask(f"textDocument/hover {names['duty']!r}")
    script.hear(await client.text_document_hover_async(types.HoverParams(**editor.at(uri, names["duty"]))))

    script.say("Who holds the role?")
    script.ask(f"textDocument/hover {names['role']!r}")
    script.hear(await client.text_document_hover_async(types.HoverParams(**editor.at(uri, names["role"]))))

    script.say("Where is it declared, and where is it used?")
    last = editor.texts[uri].count(names["event"]) - 1
    where = editor.at(uri, names["event"], nth=last)
    script.ask(f"textDocument/definition {names['event']!r}")
    script.hear(await client.text_document_definition_async(types.DefinitionParams(**where)))
    script.ask("textDocument/references")
    context = types.ReferenceContext(include_declaration=False)
    script.hear(await client.text_document_references_async(types.ReferenceParams(context=context, **where)))

    script.say("What can be written behind the condition?")
    words = {"en": "when product is ", "zh": "当担保品种为"}[tongue]
    script.ask(f"textDocument/completion {words!r}")
    found = await client.text_document_completion_async(
        types.CompletionParams(**editor.at(uri, words, inside=len(words)))
    )
    for item in found.items:
        if item.kind != types.CompletionItemKind.Keyword:
            script.hear(f"{item.label}  ({item.detail})")

    script.say("The scenarios are run")
    for lens in await client.text_document_code_lens_async(types.CodeLensParams(document)):
        script.ask(f"{lens.command.title}  {lens.range.start.line}")
    await client.workspace_execute_command_async(types.ExecuteCommandParams("duty.runScenario", [uri, None]))
    for lens in await client.text_document_code_lens_async(types.CodeLensParams(document)):
        script.hear(f"{lens.command.title}  {lens.range.start.line}")

    script.say("The end")
    script.ask("shutdown, exit")
    server = client._server
    await client.shutdown_session()
    script.hear({"exit code": server.returncode})
    await client.stop()

    file = HERE / f"transcript.{tongue}.md"
    told = "\n".join(script.lines) + "\n"
    if os.environ.get("DUTYLANG_WRITE_TRANSCRIPT"):
        file.write_text(told, encoding="utf-8")
    assert told == file.read_text(encoding="utf-8")

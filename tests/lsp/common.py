"""An editor in a test: a real client over standard input and output, with texts in a folder of its own."""

import asyncio
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities, make_test_lsp_client

from tests.house.tree import ROOT

TONGUES = ("en", "zh")
SECONDS = 120
"""A net under a check that never comes, far above what it takes."""

ENGLISH = """policy care "Care" zh "尽职"
  version   "1"
  in force  from 2024-01-01
  calendar  china
  timezone  "Asia/Shanghai"
  counting  civil_code

role manager "client manager" zh "客户经理" reports to head
role head    "head of department" zh "部门负责人"

case guarantee "guarantee" zh "担保项目"
  product zh "担保品种" one of loan zh "贷款", letter zh "信用证"
  amount  zh "担保金额" money CNY

event accept  zh "受理申请"
event visit   zh "实地调查"
event warning zh "预警"
  nature zh "性质" one of strike zh "停产", lawsuit zh "诉讼"

parameter arrival_time "time to be there" zh "到场时限" = 3 working days house default

chapter 1 "Checks" zh "调查"

-- On the spot first.
-- And soon.
article 1 "Visits" zh "实地"
  duty look_first "look first" zh "先行走访"
    after each accept
    when product is loan
    manager must visit within arrival_time

article 2 "Warnings" zh "预警处置"
  duty answer_warning "answer a warning" zh "处置预警"
    after each warning with nature is lawsuit
    head must visit within 2 days

scenario "in time" as of 2024-06-30
  given case product loan, amount 100 CNY
  given accept at 2024-05-06
  given visit at 2024-05-07 by "Li Na" as manager
  given manager "Li Na" from 2024-01-01
  expect look_first satisfied

scenario "told wrongly" as of 2024-06-30
  given case product loan, amount 100 CNY
  given accept at 2024-05-06
  given visit at 2024-05-20 by "Li Na" as manager
  expect look_first satisfied
"""


def chinese() -> str:
    """The same policy as `duty fmt --to zh` writes it."""
    from dutylang.source import Source
    from dutylang.syntax.from_text import document_from_text
    from dutylang.syntax.to_text import text_from_document

    document, problems = document_from_text(Source("care.duty", ENGLISH))
    assert not problems
    return text_from_document(document, "zh")


def text_in(tongue: str) -> str:
    return ENGLISH if tongue == "en" else chinese()


WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "role": "manager", "duty": "look_first", "parameter": "arrival_time", "event": "visit",
        "field": "product", "value": "loan", "within": "within ",
    },
    "zh": {
        "role": "客户经理", "duty": "先行走访", "parameter": "到场时限", "event": "实地调查",
        "field": "担保品种", "value": "贷款", "within": "必须在",
    },
}  # fmt: skip
"""How each tongue writes the names of the policy."""


def make_client() -> LanguageClient:
    """A client that also knows how to be asked for code lenses anew."""
    client = make_test_lsp_client()
    refreshed: list[None] = []
    client.lens_refreshes = refreshed

    @client.feature(types.WORKSPACE_CODE_LENS_REFRESH)
    def refresh(_params: None) -> None:
        refreshed.append(None)

    recoloured: list[None] = []
    client.token_refreshes = recoloured

    @client.feature(types.WORKSPACE_SEMANTIC_TOKENS_REFRESH)
    def recolour(_params: None) -> None:
        recoloured.append(None)

    @client.feature(types.CLIENT_REGISTER_CAPABILITY)
    def registered(params: types.RegistrationParams) -> None:
        client.registrations = params.registrations

    return client


CONFIG = ClientServerConfig(
    client_factory=make_client,
    server_command=[sys.executable, "-m", "dutylang", "lsp"],
    server_env={
        **{key: value for key, value in os.environ.items() if not key.startswith("COV")},
        "PYTHONPATH": str(ROOT / "src"),
        "PYTHONUTF8": "1",
    },
)


def capabilities(client: str = "visual-studio-code") -> types.ClientCapabilities:
    found = client_capabilities(client)
    workspace = found.workspace
    assert workspace is not None
    workspace.code_lens = types.CodeLensWorkspaceClientCapabilities(refresh_support=True)
    return found


class Editor:
    """A client with the texts that it has open, by the places in them."""

    def __init__(self, client: LanguageClient, folder: Path) -> None:
        self.client = client
        self.folder = folder
        self.texts: dict[str, str] = {}
        self.versions: dict[str, int] = {}
        # Two answers may come in one go: whoever waits for one after the other would miss the second.
        self.told: asyncio.Queue[types.PublishDiagnosticsParams] = asyncio.Queue()
        self._listen()

    def _listen(self, *told: types.PublishDiagnosticsParams) -> None:
        for each in told:
            self.told.put_nowait(each)
        self.client.protocol.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, self._listen)

    def uri(self, name: str) -> str:
        return (self.folder / name).as_uri()

    def on_disk(self, name: str, text: str) -> str:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path.as_uri()

    def open(self, name: str, text: str) -> str:
        uri = self.uri(name)
        self.texts[uri], self.versions[uri] = text, 1
        item = types.TextDocumentItem(uri, "duty", 1, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return uri

    def close(self, uri: str) -> None:
        document = types.TextDocumentIdentifier(uri)
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(document))

    def replace(self, uri: str, old: str, new: str) -> None:
        """Types over the first place that says `old`."""
        text = self.texts[uri]
        start = text.index(old)
        change = types.TextDocumentContentChangePartial(self.range(uri, start, start + len(old)), new)
        self.texts[uri] = text[:start] + new + text[start + len(old) :]
        self.versions[uri] += 1
        document = types.VersionedTextDocumentIdentifier(self.versions[uri], uri)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))

    # ---- places: the protocol counts in UTF-16 ----

    def position(self, uri: str, offset: int) -> types.Position:
        before = self.texts[uri][:offset]
        line = before.count("\n")
        column = before[before.rfind("\n") + 1 :]
        return types.Position(line, len(column.encode("utf-16-le")) // 2)

    def range(self, uri: str, start: int, end: int) -> types.Range:
        return types.Range(self.position(uri, start), self.position(uri, end))

    def at(self, uri: str, words: str, inside: int = 1, nth: int = 0) -> dict[str, object]:
        """The place some characters inside the nth place that says `words`."""
        start = -1
        for _ in range(nth + 1):
            start = self.texts[uri].index(words, start + 1)
        return {
            "text_document": types.TextDocumentIdentifier(uri),
            "position": self.position(uri, start + inside),
        }

    def words(self, uri: str, place: types.Range) -> str:
        """What stands in a range."""
        lines = self.texts[uri].split("\n")

        def offset(position: types.Position) -> int:
            coded = lines[position.line].encode("utf-16-le")[: 2 * position.character]
            return sum(len(line) + 1 for line in lines[: position.line]) + len(coded.decode("utf-16-le"))

        return self.texts[uri][offset(place.start) : offset(place.end)]

    async def problems(self, uri: str, *, checked: bool = True) -> list[types.Diagnostic]:
        """The problems of the text as it stands. The first answer tells of spelling, the second of all."""
        for _ in range(2 if checked else 1):
            while True:
                async with asyncio.timeout(SECONDS):
                    told = await self.told.get()
                if told.uri == uri and told.version == self.versions[uri]:
                    break
        return list(self.client.diagnostics[uri])


def edited(text: str, edits: list[types.TextEdit]) -> str:
    """A text after edits that do not touch each other, in the units of the protocol."""
    lines = text.split("\n")

    def offset(position: types.Position) -> int:
        if position.line >= len(lines):
            return len(text)
        coded = lines[position.line].encode("utf-16-le")[: 2 * position.character]
        return sum(len(line) + 1 for line in lines[: position.line]) + len(coded.decode("utf-16-le"))

    for edit in sorted(edits, key=lambda each: offset(each.range.start), reverse=True):
        text = text[: offset(edit.range.start)] + edit.new_text + text[offset(edit.range.end) :]
    return text

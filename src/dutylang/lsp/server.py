"""The server: texts come in, problems go out; what an editor asks is handed to the features."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Mapping
from importlib.metadata import version
from typing import BinaryIO, cast

import attrs
from lsprotocol import types
from pygls.lsp.server import LanguageServer

from dutylang.diagnostics import catalogue
from dutylang.lsp.analysis import Analysis, Place
from dutylang.lsp.checking import Job, Outcome, Told, checked, outcomes, ready
from dutylang.lsp.layout import Layouts
from dutylang.lsp.lenses import Ran
from dutylang.lsp.problems import Known, problems_now
from dutylang.lsp.publishing import SEVERITIES, published
from dutylang.lsp.symbols import Outlines
from dutylang.lsp.tidying import Tidying, searched_when_asked
from dutylang.lsp.tokens import Sent, Tokens, changed
from dutylang.lsp.wire import Protocol, serve
from dutylang.lsp.worker import Worker, WorkerError
from dutylang.lsp.workspace import View, Workspace, name_of, sources_of
from dutylang.reports.policy_doc.prose import prose_words
from dutylang.syntax.lexicon import tongues

NAME = "duty"
SPELLING_AFTER, CHECK_AFTER = 0.1, 0.3
"""Seconds after the last keystroke until spelling is told, and until the policy is checked."""
LONGEST = 0.4
"""Seconds that problems wait at most for the answers that the editor is asking for."""


@attrs.frozen
class Options:
    """How the server was started: the user's own calendars, and whether to lint."""

    calendars: tuple[str, ...] = ()
    lint: bool = True


class DutyServer(LanguageServer):
    """A language server with the texts that are open and what is known of their policies."""

    def __init__(self, options: Options) -> None:
        """Knows no text yet."""
        super().__init__(NAME, version("dutylang"), protocol_cls=Protocol)
        # Texts are kept by our own workspace: pygls cuts lines also where the protocol does not.
        for method in (
            types.TEXT_DOCUMENT_DID_OPEN,
            types.TEXT_DOCUMENT_DID_CHANGE,
            types.TEXT_DOCUMENT_DID_CLOSE,
        ):
            self.protocol.fm.builtin_features.pop(method, None)
        self.options = options
        self.texts = Workspace()
        self.tokens = Tokens()
        self.outlines = Outlines()
        self.layouts = Layouts()
        self.worker = Worker()
        self.tongue = ""
        self.ended = False
        self.ran: dict[str, dict[str, Ran]] = {}
        self.sent_tokens: dict[str, Sent] = {}
        self.tidying = Tidying()
        self._known: dict[str, Known] = {}
        self._told: dict[str, set[str]] = {}
        self._waiting: dict[str, asyncio.Task[None]] = {}
        self._reading: set[asyncio.Task[None]] = set()

    def start_io(self, stdin: BinaryIO | None = None, stdout: BinaryIO | None = None) -> None:
        """Serves an editor over two files, standard input and output unless others are given."""
        serve(self, self.wire, stdin or sys.stdin.buffer, stdout or sys.stdout.buffer)

    # ---- tongues -------------------------------------------------------------------------------

    def tongue_of(self, view: View) -> str:
        """The tongue in which a text is spoken of: the one that was asked for, else its own."""
        return self.tongue or view.parsed.tongue

    def tongues_of(self, analysis: Analysis) -> Mapping[str, str]:
        """By text, the tongue in which it is spoken of."""
        return {name: self.tongue or parsed.tongue for name, parsed in analysis.texts.items()}

    def speak(self, wanted: object) -> None:
        """Takes the tongue that the editor asks for; any other word means each text's own."""
        self.tongue = wanted if isinstance(wanted, str) and wanted in tongues() else ""

    # ---- texts ---------------------------------------------------------------------------------

    def view(self, uri: str) -> View | None:
        """A text and its policy as they stand."""
        return self.texts.view(uri)

    def job(self, analysis: Analysis) -> Job:
        """What the checker is to look at."""
        return Job(sources_of(analysis), self.tongues_of(analysis), self.options.calendars, self.options.lint)

    def start_worker(self) -> None:
        """Lets the process load what it needs while nobody waits, and loads the words of both tongues here."""
        searched_when_asked()
        for tongue in tongues():
            catalogue.words(tongue)
            prose_words(tongue, frozenset())
        self._keep(asyncio.get_running_loop().create_task(self._ready()))

    async def _ready(self) -> None:
        try:
            await self.worker.run(ready)
        except WorkerError as fault:
            self.complain(str(fault))

    def complain(self, fault: str) -> None:
        """Tells of a fault of the program in the editor's log, as long as the session lasts."""
        if self.ended:
            return
        words = catalogue.text("lsp.said.fault", self.tongue or catalogue.FALLBACK, text=fault)
        self.window_log_message(types.LogMessageParams(types.MessageType.Error, words))

    # ---- problems ------------------------------------------------------------------------------

    def problems(self, view: View, first: int, last: int) -> tuple[Told, ...]:
        """What is known to be wrong with characters `[first, last]` of a text as it stands, and what has a fix."""
        near = Place(view.parsed.name, first, last)
        found = self._problems(view.analysis, next(iter(view.analysis.texts)), near)
        return tuple(each for each in found if each.source == view.parsed.name)

    def _problems(self, analysis: Analysis, key: str, near: Place | None = None) -> tuple[Told, ...]:
        return problems_now(analysis, self._known.get(key, Known()), self.tongues_of(analysis), near)

    def check_soon(self, uri: str) -> None:
        """Checks the policy of a text once nothing has been typed for a moment."""
        view = self.view(uri)
        if view is None:
            return
        key = next(iter(view.analysis.texts))
        waiting = self._waiting.pop(key, None)
        if waiting is not None:
            waiting.cancel()
        self._waiting[key] = asyncio.get_running_loop().create_task(self._check(uri, key))

    def read_on(self, uri: str) -> None:
        """Reads the rest of a policy while nobody asks for anything."""
        self._keep(asyncio.get_running_loop().create_task(self._read_on(uri)))

    def _keep(self, task: asyncio.Task[None]) -> None:
        self._reading.add(task)
        task.add_done_callback(self._reading.discard)

    async def _read_on(self, uri: str) -> None:
        for _ in self.texts.read_on(uri):
            await self.wire.quiet()

    async def settled(self, uri: str, patience: float = 0) -> View | None:
        """A text and its policy when all of it has been read with the names of now.

        `patience`: seconds in which the editor's questions go first.
        """
        end = time.monotonic() + patience
        for _ in self.texts.read_on(uri):
            await self.wire.quiet(max(0, end - time.monotonic()))
        return self.view(uri)

    async def _check(self, uri: str, key: str) -> None:
        """Spelling first, then the whole check in the worker; what is stale by then is not told."""
        await asyncio.sleep(SPELLING_AFTER)
        await self.wire.quiet(LONGEST)
        view = await self.settled(uri, LONGEST)
        if view is None:
            return
        self._refresh_tokens(uri, view)
        self._publish(view.analysis, key)
        preparing = asyncio.get_running_loop().create_task(self._prepare(view))
        try:
            await asyncio.sleep(CHECK_AFTER - SPELLING_AFTER)
            await self._checked(uri, key, self.job(view.analysis))
            await preparing
        finally:
            preparing.cancel()

    async def _checked(self, uri: str, key: str, job: Job) -> None:
        try:
            result = await self.worker.run(checked, job)
        except WorkerError as fault:
            self.complain(str(fault))
            return
        await self.wire.quiet(LONGEST)
        now = self.view(uri)
        if now is not None and sources_of(now.analysis) == job.texts:
            self._known[key] = Known(result.problems, job.texts, result.sound)
            self._publish(now.analysis, key)
            if result.sound:
                self.refresh_lenses()

    async def _prepare(self, view: View) -> None:
        """Gets ready what is asked of whole texts, piece by piece; the next keystroke ends it."""
        parsed, analysis = view.parsed, view.analysis
        alive = self.texts.alive()
        for cache in (self.tokens, self.outlines, self.layouts):
            cache.forget(alive)
        for piece in parsed.pieces:
            self.tokens.of(piece, parsed, analysis)
            await self.wire.quiet()
        for _ in self.outlines.sketches(parsed, analysis, self.tongue_of(view)):
            await self.wire.quiet()
        for piece in list(self.layouts.missing(parsed, analysis)):
            self.layouts.lay_out(piece, parsed, analysis)
            await self.wire.quiet()
        self.tidying.quiet()

    def _publish(self, analysis: Analysis, key: str) -> None:
        """Sends the problems of every text of a policy that has some, or had some."""
        by_text: dict[str, list[Told]] = {name: [] for name in self._told.get(key, set())}
        for problem in self._problems(analysis, key):
            by_text.setdefault(problem.source, []).append(problem)
        for name in analysis.texts:
            if name in self.texts.open:
                by_text.setdefault(name, [])
        self._told[key] = {name for name, problems in by_text.items() if problems}
        for name, problems in by_text.items():
            told = published(name, problems, self.texts, NAME)
            self.wire.tell(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, told)

    def diagnostic(self, problem: Told) -> types.Diagnostic:
        """A problem as the protocol tells it."""
        return types.Diagnostic(
            self.range(problem.source, problem.start, problem.end),
            problem.message,
            SEVERITIES[problem.severity],
            problem.code,
            source=NAME,
            related_information=[
                types.DiagnosticRelatedInformation(
                    types.Location(
                        self.texts.uri(each.source), self.range(each.source, each.start, each.end)
                    ),
                    each.message,
                )
                for each in problem.elsewhere
                if self.texts.text(each.source) is not None
            ]
            or None,
        )

    @property
    def wire(self) -> Protocol:
        """How messages come and go."""
        return cast("Protocol", self.protocol)

    def range(self, name: str, start: int, end: int) -> types.Range:
        """The editor's range of characters of a text."""
        text = self.texts.text(name)
        zero = types.Position(0, 0)
        return types.Range(zero, zero) if text is None else text.range(start, end)

    # ---- scenarios -----------------------------------------------------------------------------

    async def run_scenarios(self, uri: str, title: str | None) -> tuple[Outcome, ...] | None:
        """Runs a scenario of a text, or all of them, and shows what became of them above each."""
        view = self.view(uri)
        if view is None:
            return None
        job = self.job(view.analysis)
        try:
            found = await self.worker.run(outcomes, job, view.parsed.name, title)
        except WorkerError as fault:
            self.complain(str(fault))
            return None
        if found is None:
            words = catalogue.text("lsp.lens.unsound", self.tongue_of(view))
            self.window_show_message(types.ShowMessageParams(types.MessageType.Warning, words))
            return None
        kept = self.ran.setdefault(view.parsed.name, {})
        kept.update({each.title: Ran(each, job.texts) for each in found})
        self.refresh_lenses()
        return found

    def refresh_lenses(self) -> None:
        """Asks the editor to fetch code lenses anew, if it can."""
        workspace = self.client_capabilities.workspace
        if workspace is not None and workspace.code_lens is not None and workspace.code_lens.refresh_support:
            self.workspace_code_lens_refresh(None)

    def _refresh_tokens(self, uri: str, view: View) -> None:
        """Asks the editor to fetch colours anew, if it can and they have changed since it did."""
        workspace = self.client_capabilities.workspace
        able = workspace.semantic_tokens if workspace is not None else None
        sent = self.sent_tokens.get(uri)
        if able is None or not able.refresh_support or sent is None or sent.text is not view.text:
            return
        now = self.tokens.placed(view.parsed, view.analysis)
        if any(changed(sent.placed, now)[1:]):
            self.workspace_semantic_tokens_refresh(None)

    def forget(self, uri: str) -> None:
        """A text is closed: its problems are taken off the editor's list, unless its policy is still open."""
        name = name_of(uri)
        self.sent_tokens.pop(uri, None)
        if not any(each in self.texts.open for each in self.texts.members(name)):
            self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

"""The server: texts come in, problems go out; what an editor asks is handed to the features."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from importlib.metadata import version

import attrs
from lsprotocol import types
from pygls.lsp.server import LanguageServer

from dutylang.diagnostics import Severity, catalogue
from dutylang.lsp.analysis import Analysis
from dutylang.lsp.checking import Job, Outcome, Told, checked, outcomes, ready
from dutylang.lsp.layout import Layouts
from dutylang.lsp.lenses import Ran
from dutylang.lsp.problems import Known, problems_now
from dutylang.lsp.symbols import Outlines
from dutylang.lsp.tokens import Tokens
from dutylang.lsp.worker import Worker, WorkerError
from dutylang.lsp.workspace import View, Workspace, name_of, sources_of
from dutylang.reports.policy_doc.prose import prose_words
from dutylang.syntax.lexicon import tongues

NAME = "duty"
SPELLING_AFTER, CHECK_AFTER = 0.1, 0.3
"""Seconds after the last keystroke until spelling is told, and until the policy is checked."""

_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.NOTE: types.DiagnosticSeverity.Information,
}


@attrs.frozen
class Options:
    """How the server was started: the user's own calendars, and whether to lint."""

    calendars: tuple[str, ...] = ()
    lint: bool = True


class DutyServer(LanguageServer):
    """A language server with the texts that are open and what is known of their policies."""

    def __init__(self, options: Options) -> None:
        """Knows no text yet."""
        super().__init__(NAME, version("dutylang"))
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
        self.sent_tokens: dict[str, tuple[str, list[int]]] = {}
        self._known: dict[str, Known] = {}
        self._told: dict[str, set[str]] = {}
        self._waiting: dict[str, asyncio.Task[None]] = {}
        self._reading: set[asyncio.Task[None]] = set()

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
        """Tells of a fault of the program in the editor's log."""
        words = catalogue.text("lsp.said.fault", self.tongue or catalogue.FALLBACK, text=fault)
        self.window_log_message(types.LogMessageParams(types.MessageType.Error, words))

    # ---- problems ------------------------------------------------------------------------------

    def problems(self, view: View) -> tuple[Told, ...]:
        """What is known to be wrong with a text as it stands."""
        known = self._known.get(next(iter(view.analysis.texts)), Known())
        found = problems_now(view.analysis, known, self.tongues_of(view.analysis))
        return tuple(each for each in found if each.source == view.parsed.name)

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
        view = self.view(uri)
        if view is not None:
            for _ in view.analysis.unread:
                await asyncio.sleep(0)
                if self.view(uri) is None:
                    return

    async def _check(self, uri: str, key: str) -> None:
        """Spelling first, then the whole check in the worker; what is stale by then is not told."""
        await asyncio.sleep(SPELLING_AFTER)
        view = self.view(uri)
        if view is None:
            return
        for _ in view.analysis.unread:
            await asyncio.sleep(0)
        self._publish(view.analysis, key)
        await asyncio.sleep(CHECK_AFTER - SPELLING_AFTER)
        job = self.job(view.analysis)
        try:
            result = await self.worker.run(checked, job)
        except WorkerError as fault:
            self.complain(str(fault))
            return
        now = self.view(uri)
        if now is not None and sources_of(now.analysis) == job.texts:
            self._known[key] = Known(result.problems, job.texts, result.sound)
            self._publish(now.analysis, key, checked=True)
            if result.sound:
                self.refresh_lenses()
            await self._prepare(now)

    async def _prepare(self, view: View) -> None:
        """Gets ready what is asked of whole texts, piece by piece; the next keystroke ends it."""
        parsed, analysis = view.parsed, view.analysis
        alive = self.texts.alive()
        for cache in (self.tokens, self.outlines, self.layouts):
            cache.forget(alive)
        for piece in parsed.pieces:
            self.tokens.of(piece, parsed, analysis)
            await asyncio.sleep(0)
        for _ in self.outlines.sketches(parsed, analysis, self.tongue_of(view)):
            await asyncio.sleep(0)
        for piece in list(self.layouts.missing(parsed, analysis)):
            self.layouts.lay_out(piece, parsed, analysis)
            await asyncio.sleep(0)

    def _publish(self, analysis: Analysis, key: str, *, checked: bool = False) -> None:
        """Sends the problems of every text of a policy that has some, or had some."""
        known = self._known.get(key, Known())
        found = known.problems if checked else problems_now(analysis, known, self.tongues_of(analysis))
        by_text: dict[str, list[Told]] = {name: [] for name in self._told.get(key, set())}
        for problem in found:
            by_text.setdefault(problem.source, []).append(problem)
        for name in analysis.texts:
            if name in self.texts.open:
                by_text.setdefault(name, [])
        self._told[key] = {name for name, problems in by_text.items() if problems}
        for name, problems in by_text.items():
            text = self.texts.text(name)
            self.text_document_publish_diagnostics(
                types.PublishDiagnosticsParams(
                    self.texts.uri(name),
                    [self.diagnostic(each) for each in problems] if text is not None else [],
                    text.version if text is not None and name in self.texts.open else None,
                )
            )

    def diagnostic(self, problem: Told) -> types.Diagnostic:
        """A problem as the protocol tells it."""
        return types.Diagnostic(
            self.range(problem.source, problem.start, problem.end),
            problem.message,
            _SEVERITIES[problem.severity],
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

    def forget(self, uri: str) -> None:
        """A text is closed: its problems are taken off the editor's list, unless its policy is still open."""
        name = name_of(uri)
        self.sent_tokens.pop(uri, None)
        if not any(each in self.texts.open for each in self.texts.members(name)):
            self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

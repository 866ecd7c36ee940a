"""The session: it begins, texts are opened, changed and closed, files change on disk, it ends."""

from __future__ import annotations

from lsprotocol import types

from dutylang.lsp.requests import register
from dutylang.lsp.server import DutyServer, Options
from dutylang.lsp.workspace import Workspace, name_of
from dutylang.texts import SUFFIX


def server_from_options(options: Options) -> DutyServer:
    """A server that is ready to be started."""
    server = DutyServer(options)
    server.feature(types.INITIALIZE)(on_initialize)
    server.feature(types.INITIALIZED)(on_initialized)
    server.feature(types.TEXT_DOCUMENT_DID_OPEN)(on_open)
    server.feature(types.TEXT_DOCUMENT_DID_CHANGE)(on_change)
    server.feature(types.TEXT_DOCUMENT_DID_SAVE)(on_save)
    server.feature(types.TEXT_DOCUMENT_DID_CLOSE)(on_close)
    server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)(on_files)
    server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)(on_configuration)
    server.feature(types.SHUTDOWN)(on_shutdown)
    register(server)
    return server


def on_initialize(server: DutyServer, params: types.InitializeParams) -> None:
    """Learns the editor's folder, the units of its positions and the tongue it speaks."""
    folders = params.workspace_folders or []
    top = folders[0].uri if folders else params.root_uri
    encoding = server.workspace.position_encoding or types.PositionEncodingKind.Utf16
    server.texts = Workspace(name_of(top) if top else None, str(getattr(encoding, "value", encoding)))
    options = params.initialization_options
    server.speak(options.get("tongue") if isinstance(options, dict) else "")


def on_initialized(server: DutyServer, _params: types.InitializedParams) -> None:
    """Warms up the checker, and asks to be told of texts that change on disk."""
    server.start_worker()
    workspace = server.client_capabilities.workspace
    watching = workspace.did_change_watched_files if workspace is not None else None
    if watching is not None and watching.dynamic_registration:
        options = types.DidChangeWatchedFilesRegistrationOptions([types.FileSystemWatcher(f"**/*{SUFFIX}")])
        what = types.Registration("duty-files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
        server.client_register_capability(types.RegistrationParams([what]))


def on_open(server: DutyServer, params: types.DidOpenTextDocumentParams) -> None:
    """A text is open."""
    document = params.text_document
    server.texts.opened(document.uri, document.text, document.version)
    server.read_on(document.uri)
    server.check_soon(document.uri)


def on_change(server: DutyServer, params: types.DidChangeTextDocumentParams) -> None:
    """A text has changed."""
    document = params.text_document
    server.texts.changed(document.uri, params.content_changes, document.version)
    server.check_soon(document.uri)


def on_save(server: DutyServer, params: types.DidSaveTextDocumentParams) -> None:
    """A text is on disk as it is open."""
    server.check_soon(params.text_document.uri)


def on_close(server: DutyServer, params: types.DidCloseTextDocumentParams) -> None:
    """A text is read from disk again."""
    uri = params.text_document.uri
    server.texts.closed(uri)
    server.forget(uri)


def on_files(server: DutyServer, params: types.DidChangeWatchedFilesParams) -> None:
    """Texts were written, made or removed by someone else."""
    server.texts.touched(name_of(change.uri) for change in params.changes)
    for name in list(server.texts.open):
        server.check_soon(server.texts.uri(name))


def on_configuration(server: DutyServer, params: types.DidChangeConfigurationParams) -> None:
    """The editor's settings have changed: `duty.tongue` among them."""
    settings = params.settings
    own = settings.get("duty") if isinstance(settings, dict) else None
    if isinstance(own, dict) and "tongue" in own:
        server.speak(own["tongue"])
        for name in list(server.texts.open):
            server.check_soon(server.texts.uri(name))


def on_shutdown(server: DutyServer, _params: None) -> None:
    """Nothing is checked any more."""
    server.ended = True
    server.worker.stop()

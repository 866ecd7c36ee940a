"""The session: what is agreed on at its beginning, what goes wrong in it, and how it ends."""

import asyncio
import os
import sys
import threading
import time

import pytest
from lsprotocol import types

from tests.lsp.common import CONFIG, ENGLISH, SECONDS, Editor, capabilities, chinese

pytestmark = pytest.mark.asyncio


async def begun(**settings):
    client = await CONFIG.start()
    settings.setdefault("capabilities", capabilities())
    result = await client.initialize_session(types.InitializeParams(**settings))
    return client, result


async def test_what_the_server_can_do_and_how_it_ends(tmp_path):
    client, result = await begun()
    can = result.capabilities
    assert list(can.execute_command_provider.commands) == ["duty.runScenario"]
    assert can.position_encoding == types.PositionEncodingKind.Utf16
    assert can.rename_provider.prepare_provider
    for provider in (
        can.hover_provider, can.completion_provider, can.definition_provider, can.references_provider,
        can.document_symbol_provider, can.folding_range_provider, can.semantic_tokens_provider,
        can.document_formatting_provider, can.code_action_provider, can.code_lens_provider, can.inlay_hint_provider,
    ):  # fmt: skip
        assert provider
    assert result.server_info.name == "duty"
    editor = Editor(client, tmp_path)
    editor.open("care.duty", ENGLISH)  # a check is under way when the session ends
    server = client._server
    await client.shutdown_session()
    assert server.returncode == 0
    await client.stop()


async def test_an_editor_that_leaves_without_a_word_leaves_no_process_behind(tmp_path):
    client, _ = await begun()
    editor = Editor(client, tmp_path)
    uri = editor.open("care.duty", ENGLISH)
    await editor.problems(uri)
    server = client._server
    server.stdin.close()
    async with asyncio.timeout(SECONDS):
        await server.wait()
    assert server.returncode != 0
    await client.stop()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
async def test_positions_are_counted_in_the_units_that_the_editor_prefers(tmp_path, encoding):
    wanted = capabilities()
    wanted.general = types.GeneralClientCapabilities(
        position_encodings=[types.PositionEncodingKind(encoding)]
    )
    client, result = await begun(capabilities=wanted)
    assert result.capabilities.position_encoding == encoding
    editor = Editor(client, tmp_path)
    text = ENGLISH.replace('role head    "head of department"', 'role head    "😀é头"')
    line = next(line for line in text.split("\n") if line.startswith("role head"))
    uri = editor.open("care.duty", text)
    asked = types.SemanticTokensParams(types.TextDocumentIdentifier(uri))
    found = await client.text_document_semantic_tokens_full_async(asked)
    row = text.split("\n").index(line)
    at = columns = 0
    lengths = {}
    for n in range(0, len(found.data), 5):
        at += found.data[n]
        columns = found.data[n + 1] + (0 if found.data[n] else columns)
        if at == row:
            lengths[columns] = found.data[n + 2]
    size = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[encoding]
    coded = {"utf-8": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}[encoding]
    label, before = '"😀é头"', line[: line.index('"😀')]
    assert lengths[len(before.encode(coded)) // size] == len(label.encode(coded)) // size
    await client.shutdown_session()
    await client.stop()


@pytest.mark.parametrize(("tongue", "spoken"), [("zh", "逾期"), ("en", "late"), ("", "late"), ("xx", "late")])
async def test_the_editor_says_in_which_tongue_it_wants_to_be_spoken_to(tmp_path, tongue, spoken):
    client, _ = await begun(initialization_options={"tongue": tongue})
    editor = Editor(client, tmp_path)
    uri = editor.open("care.duty", ENGLISH)
    (told,) = await client.workspace_execute_command_async(
        types.ExecuteCommandParams("duty.runScenario", [uri, "told wrongly"])
    )
    words = told["words"] if isinstance(told, dict) else told.words
    assert spoken in words[0]
    await client.shutdown_session()
    await client.stop()


async def test_a_folder_is_one_policy_and_files_that_change_on_disk_are_read_anew(tmp_path):
    head, _, rest = ENGLISH.partition("role manager")
    roles, _, others = ("role manager" + rest).partition("case guarantee")
    client, _ = await begun(root_uri=tmp_path.as_uri())
    editor = Editor(client, tmp_path)
    used = editor.on_disk("roles.duty", roles)
    main = editor.open("care.duty", f'{head}use "roles.duty"\n\ncase guarantee{others}')
    assert [each.code for each in await editor.problems(main) if each.severity == 1] == []
    editor.on_disk("roles.duty", roles.replace("role manager", "role officer"))
    change = types.FileEvent(used, types.FileChangeType.Changed)
    client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([change]))
    found = await editor.problems(main)
    assert {each.code for each in found if each.severity == types.DiagnosticSeverity.Error} == {"N001"}
    assert [each.glob_pattern for each in watched(client)] == ["**/*.duty"]
    await client.shutdown_session()
    await client.stop()


def watched(client):
    (registration,) = client.registrations
    options = registration.register_options
    watchers = options["watchers"] if isinstance(options, dict) else options.watchers
    return [types.FileSystemWatcher(of(each, "globPattern", "glob_pattern")) for each in watchers]


def of(told, key, name):
    return told[key] if isinstance(told, dict) else getattr(told, name, None) or getattr(told, key)


async def test_a_use_that_leads_nowhere_is_told(tmp_path):
    client, _ = await begun()
    editor = Editor(client, tmp_path)
    uri = editor.open("care.duty", chinese().replace("角色", "引用 “无此文件.duty”\n角色", 1))
    found = [each for each in await editor.problems(uri) if each.code == "G001"]
    assert [editor.words(uri, each.range) for each in found] == ["引用 “无此文件.duty”"]
    editor.close(uri)
    async with asyncio.timeout(SECONDS):
        while editor.client.diagnostics[uri]:
            await asyncio.sleep(0.01)
    await client.shutdown_session()
    await client.stop()


async def test_the_server_listens_on_a_port_where_it_is_asked_to(unused_tcp_port):
    environment = {**CONFIG.server_env}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "dutylang", "lsp", "--tcp", str(unused_tcp_port), env=environment
    )
    async with asyncio.timeout(SECONDS):
        while True:
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", unused_tcp_port)
                break
            except OSError:
                await asyncio.sleep(0.1)
    body = b'{"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {}}}'
    writer.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
    async with asyncio.timeout(SECONDS):
        assert (await reader.readline()).startswith(b"Content-Length")
    writer.close()
    process.terminate()
    await process.wait()


async def test_a_worker_that_was_killed_is_started_anew():
    from dutylang.lsp.worker import Worker, WorkerError

    worker = Worker()
    first = await worker.run(os.getpid)
    with pytest.raises(WorkerError, match="ZeroDivisionError"):
        await worker.run(divmod, 1, 0)
    assert await worker.run(os.getpid) == first
    worker._process.kill()
    worker._process.join()
    assert await worker.run(os.getpid) != first
    worker.stop()


async def test_a_worker_that_is_stopped_while_it_starts_leaves_no_process(monkeypatch):
    from multiprocessing.context import SpawnProcess

    from dutylang.lsp.worker import Worker, WorkerError

    begun, go_on = threading.Event(), threading.Event()
    start = SpawnProcess.start
    started = []

    def slow(process):
        begun.set()
        go_on.wait(SECONDS)
        start(process)
        started.append(process)

    monkeypatch.setattr(SpawnProcess, "start", slow)
    worker = Worker()
    asked = asyncio.create_task(worker.run(time.sleep, SECONDS))
    await asyncio.to_thread(begun.wait, SECONDS)
    stopping = asyncio.create_task(asyncio.to_thread(worker.stop))
    go_on.set()
    await stopping
    with pytest.raises(WorkerError):
        await asked  # its process was ended, and no second one is started
    (process,) = started
    process.join(SECONDS)
    assert process.exitcode is not None


async def test_a_worker_that_was_stopped_starts_nothing():
    from dutylang.lsp.worker import Worker, WorkerError

    worker = Worker()
    assert await worker.run(os.getpid) != os.getpid()
    worker.stop()
    with pytest.raises(WorkerError, match="stopped"):
        worker._asked(os.getpid, ())

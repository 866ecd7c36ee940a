"""The command by which the extension starts the server starts one that speaks the protocol."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.editors.node import evaluated, needs_node

pytest.importorskip("pygls", reason="the server's library is not installed")

BROKEN = "policy p\n  in force from 2024-01-01\nrole manager\nevent visit\narticle 1\nduty d\n  manager mst visit\n"


class Client:
    """Speaks the protocol over the standard streams of a server."""

    def __init__(self, server: "subprocess.Popen[bytes]") -> None:
        self.server = server
        self.number = 0

    def send(self, method: str, params: object, number: int | None = None) -> None:
        message: dict[str, object] = {"jsonrpc": "2.0", "method": method, "params": params}
        if number is not None:
            message["id"] = number
        body = json.dumps(message).encode()
        assert self.server.stdin is not None
        self.server.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.server.stdin.flush()

    def read(self) -> dict[str, Any]:
        out = self.server.stdout
        assert out is not None
        length = 0
        while (line := out.readline().strip()) != b"":
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        assert length, "the server has ended"
        message: dict[str, Any] = json.loads(out.read(length))
        return message

    def ask(self, method: str, params: object) -> Any:
        self.number += 1
        self.send(method, params, self.number)
        while True:
            message = self.read()
            if message.get("id") == self.number and "method" not in message:
                assert "error" not in message, message
                return message["result"]

    def told(self, method: str) -> Any:
        while True:
            message = self.read()
            if message.get("method") == method:
                return message["params"]


def command_of_the_extension(**where: object) -> list[str]:
    """What the extension starts; node finds it as in the editor."""
    found = evaluated(
        f"""
        import {{ candidates, firstWithServer }} from "./src/python.js";
        tell(await firstWithServer(candidates({json.dumps(where)})));
        """
    )
    assert isinstance(found, dict)
    assert "candidate" in found, found
    return [found["candidate"]["command"], *found["candidate"]["args"]]


@contextmanager
def started(command: list[str], folder: Path, **env: str) -> Iterator[Client]:
    server = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder, env={**os.environ, **env}
    )
    try:
        yield Client(server)
    finally:
        server.kill()
        server.communicate()


@needs_node
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_server_of_the_command_tells_what_is_wrong(tmp_path: Path, lang: str):
    command = command_of_the_extension(setting=sys.executable)
    assert command == [sys.executable, "-m", "dutylang", "lsp"]
    with started(command, tmp_path, DUTY_LANG=lang) as client:
        answer = client.ask(
            "initialize",
            {
                "processId": os.getpid(),
                "rootUri": tmp_path.as_uri(),
                "capabilities": {},
                "initializationOptions": {"tongue": lang},
            },
        )
        assert "duty.runScenario" in answer["capabilities"]["executeCommandProvider"]["commands"]
        client.send("initialized", {})
        uri = (tmp_path / "p.duty").as_uri()
        document = {"uri": uri, "languageId": "duty", "version": 1, "text": BROKEN}
        client.send("textDocument/didOpen", {"textDocument": document})
        problems = []
        while not problems:
            told = client.told("textDocument/publishDiagnostics")
            problems = [each for each in told["diagnostics"] if each["range"]["start"]["line"] == 6]
        assert "must" in problems[0]["message"]
        assert ("不" in problems[0]["message"] or "，" in problems[0]["message"]) == (lang == "zh")
        client.ask("shutdown", None)
        client.send("exit", None)
        assert client.server.wait(timeout=60) == 0


@needs_node
def test_a_python_without_the_program_is_not_started(tmp_path: Path):
    bare = tmp_path / "python"
    bare.write_text(f'#!/bin/sh\nexec "{sys.executable}" -S -I "$@"\n')
    bare.chmod(0o755)
    found = evaluated(
        f"""
        import {{ candidates, firstWithServer }} from "./src/python.js";
        import {{ told }} from "./src/words.js";
        const missing = await firstWithServer(candidates({{ setting: {json.dumps(str(bare))} }}));
        tell([missing.missing, told("zh", missing).text]);
        """
    )
    assert isinstance(found, list)
    assert found[0] == "package"
    assert f'{bare} -m pip install "dutylang[lsp]"' in found[1]

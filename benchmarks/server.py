"""How long an editor waits for the language server on a policy of 1,000 articles, also while the text is broken.

The client is a process of its own that speaks the protocol over a pipe: what is measured is from the request's first
byte until the answer is there whole. Each round types one character into an article and asks everything; every
second round leaves the text broken.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs

from benchmarks.articles import write_both
from benchmarks.measure import ROOT, load, print_table

ARTICLES = 1_000
ROUNDS = 6
PAUSE = 20
"""Seconds without a key, in which the server lays out what it may be asked for."""
URI = "untitled:articles.duty"
PLACES = {
    "en": {"event": "manager must ", "line": "    manager must "},
    "zh": {"event": "经理必须", "line": "    客户经理必须"},
}

RENAME = "textDocument/rename"

Json = dict[str, Any]


@attrs.frozen
class Taken:
    """Milliseconds of one request: on the clock, and of a processor."""

    wall: float
    cpu: float


Answers = dict[str, list[Taken]]


class Client:
    """A client that waits for each answer. Notifications that come in between are counted by their method."""

    def __init__(self) -> None:
        """Starts a server."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "dutylang", "lsp"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._number = 0
        self.told: list[tuple[float, str, object]] = []

    def notify(self, method: str, params: Json) -> None:
        """Tells the server something."""
        self._send({"jsonrpc": "2.0", "method": method, "params": params})

    def ask(self, method: str, params: Json | None) -> tuple[Taken, Any]:
        """Milliseconds until the answer was there, and the answer. Only a new name may be refused."""
        self._number += 1
        busy = self._busy()
        begun = time.perf_counter()
        self._send({"jsonrpc": "2.0", "id": self._number, "method": method, "params": params})
        while True:
            message = self._receive()
            if message.get("id") == self._number and "method" not in message:
                taken = (time.perf_counter() - begun) * 1000
                assert "error" not in message or method == RENAME, message
                return Taken(taken, (self._busy() - busy) * 1000), message.get("result")
            self._note(message)

    def _busy(self) -> float:
        """Seconds that the server's main thread has been on a processor; 0 where the system does not tell."""
        path = Path(f"/proc/{self._process.pid}/schedstat")
        return int(path.read_text().split()[0]) / 1e9 if path.exists() else 0.0

    def wait_for(self, method: str, version: int, times: int) -> float:
        """The moment at which something has been told so often of a version of the text."""
        while True:
            told = [at for at, name, of in self.told if name == method and of == version]
            if len(told) >= times:
                return told[times - 1]
            self._note(self._receive())

    def _note(self, message: Json) -> None:
        if "id" in message and "method" in message:
            self._send({"jsonrpc": "2.0", "id": message["id"], "result": None})
        # No more is kept: thousands of problems after every key would be searched for garbage in between.
        version = (message.get("params") or {}).get("version")
        self.told.append((time.perf_counter(), message.get("method", ""), version))

    def _send(self, message: Json) -> None:
        assert self._process.stdin is not None
        body = json.dumps(message).encode()
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._process.stdin.flush()

    def _receive(self) -> Json:
        assert self._process.stdout is not None
        size = 0
        while (line := self._process.stdout.readline().strip()) or not size:
            if line.lower().startswith(b"content-length:"):
                size = int(line.split(b":")[1])
        found: Json = json.loads(self._process.stdout.read(size))
        return found

    def end(self) -> None:
        """Ends the session."""
        self.ask("shutdown", None)
        self.notify("exit", {})
        self._process.wait(30)


def requests(text: str, line: int, tongue: str) -> Iterator[tuple[str, str, Json]]:
    """What an editor asks about a text and about a line of it: how the table calls it, the method, the parameters."""
    document = {"textDocument": {"uri": URI}}
    lines = text.split("\n")
    words = PLACES[tongue]["event"]
    column = lines[line].find(words) + len(words) + 1
    place = {**document, "position": {"line": line, "character": max(column, 1)}}
    shown = {"start": {"line": max(line - 30, 0), "character": 0}, "end": {"line": line + 30, "character": 0}}
    yield "hover", "textDocument/hover", place
    yield "completion", "textDocument/completion", place
    yield "definition", "textDocument/definition", place
    yield "references", "textDocument/references", {**place, "context": {"includeDeclaration": True}}
    yield "highlights", "textDocument/documentHighlight", place
    yield "prepare rename", "textDocument/prepareRename", place
    yield "rename", RENAME, {**place, "newName": {"en": "renamed", "zh": "改名之后"}[tongue]}
    yield "inlay hints of a screen", "textDocument/inlayHint", {**document, "range": shown}
    yield "tokens of a screen", "textDocument/semanticTokens/range", {**document, "range": shown}
    yield "tokens of all", "textDocument/semanticTokens/full", document
    yield "symbols", "textDocument/documentSymbol", document
    yield "folding", "textDocument/foldingRange", document
    yield "code lenses", "textDocument/codeLens", document
    actions = {**document, "range": shown, "context": {"diagnostics": []}}
    yield "code actions", "textDocument/codeAction", actions


def measured(tongue: str, path: Path) -> tuple[Answers, Answers, list[float], Json]:
    """Milliseconds of each request while the text is sound and while it is broken, of checks, and of the opening."""
    text = path.read_text(encoding="utf-8")
    client = Client()
    started, _ = client.ask("initialize", {"processId": None, "rootUri": None, "capabilities": {}})
    client.notify("initialized", {})
    begun = time.perf_counter()
    item = {"uri": URI, "languageId": "duty", "version": 1, "text": text}
    client.notify("textDocument/didOpen", {"textDocument": item})
    first, _ = client.ask("textDocument/documentSymbol", {"textDocument": {"uri": URI}})
    opened = (client.wait_for("textDocument/publishDiagnostics", 1, 2) - begun) * 1000
    number = [n for n, line in enumerate(text.split("\n")) if line.startswith(PLACES[tongue]["line"])]
    sound: Answers = {}
    broken: Answers = {}
    checks: list[float] = []
    version, result = 1, ""
    for nth in range(2 * ROUNDS):
        line = number[(nth // 2 * 37) % len(number)]
        version += 1
        breaks = nth % 2 == 0
        place = {"line": line, "character": 4}
        end = {"line": line, "character": 4 if breaks else 5}
        change = {"range": {"start": place, "end": end}, "text": "(" if breaks else ""}
        edited = text.split("\n")
        if breaks:
            edited[line] = f"{edited[line][:4]}({edited[line][4:]}"
        typed = time.perf_counter()
        client.notify(
            "textDocument/didChange",
            {"textDocument": {"uri": URI, "version": version}, "contentChanges": [change]},
        )
        rows = broken if breaks else sound
        for name, method, params in requests("\n".join(edited), line, tongue):
            taken, answer = client.ask(method, params)
            rows.setdefault(name, []).append(taken)
            if name == "tokens of all":
                if result:
                    delta = {"textDocument": {"uri": URI}, "previousResultId": result}
                    taken, answer = client.ask("textDocument/semanticTokens/full/delta", delta)
                    rows.setdefault("tokens that changed", []).append(taken)
                result = answer["resultId"]
        if nth % 6 == 5:
            checks.append((client.wait_for("textDocument/publishDiagnostics", version, 2) - typed) * 1000)
    options = {"tabSize": 2, "insertSpaces": True}
    laid_out, _ = client.ask("textDocument/formatting", {"textDocument": {"uri": URI}, "options": options})
    time.sleep(PAUSE)
    again, _ = client.ask("textDocument/formatting", {"textDocument": {"uri": URI}, "options": options})
    slowest, method = while_a_name_is_typed(client, text, tongue, version)
    client.end()
    once = {
        "start": started.wall,
        "first answer after opening": first.wall,
        "opening to all problems": opened,
        "formatting right after a change": laid_out.wall,
        f"formatting after a pause of {PAUSE} s": again.wall,
        f"slowest answer while the name of a role is typed ({method})": slowest.wall,
    }
    return sound, broken, checks, once


def while_a_name_is_typed(client: Client, text: str, tongue: str, version: int) -> tuple[Taken, str]:
    """The slowest of all answers right after each of some letters at the name of a role that most articles mention."""
    lines = text.split("\n")
    mentioned = PLACES[tongue]["line"].split("必须")[0].split()[0]
    number = next(n for n, line in enumerate(lines) if line.split()[:2][1:] == [mentioned])
    found: list[tuple[Taken, str]] = []
    for letter in {"en": "ment", "zh": "甲乙丙丁"}[tongue]:
        version += 1
        column = lines[number].index(mentioned) + len(mentioned)
        place = {"line": number, "character": column}
        change = {"range": {"start": place, "end": place}, "text": letter}
        document = {"uri": URI, "version": version}
        client.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [change]})
        lines[number] = f"{lines[number][:column]}{letter}{lines[number][column:]}"
        for name, method, params in requests("\n".join(lines), number, tongue):
            if method != RENAME:
                found.append((client.ask(method, params)[0], name))
    return max(found, key=lambda each: each[0].wall)


HEADER = ("median", "worst", "CPU median", "CPU worst")


def figures(taken: list[Taken]) -> list[float]:
    """Median and worst on the clock, then of a processor: a busy machine makes only the first ones worse."""
    found = []
    for values in ([each.wall for each in taken], [each.cpu for each in taken]):
        found += [statistics.median(values), max(values)]
    return found


def main() -> None:
    """Prints a table of the requests in each tongue, and one of what happens once."""
    rows: list[list[object]] = []
    once_rows: list[list[object]] = []
    with tempfile.TemporaryDirectory() as name:
        for tongue, path in write_both(ARTICLES, Path(name)).items():
            sound, broken, checks, once = measured(tongue, path)
            for request, taken in sound.items():
                rows.append([tongue, request, *figures(taken), *figures(broken[request])])
            once_rows += [[tongue, what, taken] for what, taken in once.items()]
            once_rows.append([tongue, "last key to all problems, median", statistics.median(checks)])
    print(
        f"Milliseconds until an answer is there, {ARTICLES:,} articles, {ROUNDS} rounds each right after a"
        f" key was pressed; load of the machine {load()}.\n"
    )
    print_table(["tongue", "request", *HEADER, *(f"broken: {name}" for name in HEADER)], rows)
    print("Milliseconds of what happens once, or beside the editor.\n")
    print_table(["tongue", "what", "ms"], once_rows)


if __name__ == "__main__":
    main()

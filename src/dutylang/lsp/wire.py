"""How messages come and go: an answer that is written already goes out as it is, and the editor goes first."""

from __future__ import annotations

import asyncio
import json
import os
import threading
import time
from collections.abc import Iterable
from typing import Any, BinaryIO

import attrs
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.io_ import StdoutWriter, run_async
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol

MOMENT = 0.1
"""Seconds without a message after which the editor is taken to wait for nothing."""
_CHUNK = 65_536


@attrs.frozen
class Written:
    """An answer in JSON, in ASCII."""

    json: str


def listed(parts: Iterable[str]) -> Written:
    """An answer of several values, each in JSON."""
    return Written(f"[{','.join(parts)}]")


class Protocol(LanguageServerProtocol):
    """The protocol, with answers that are written already: long lists cost more to write than to know."""

    heard = 0.0

    def handle_message(self, message: Any) -> None:
        """Hands a message to its feature, and notes when the editor was last answered."""
        super().handle_message(message)
        self.heard = time.monotonic()

    def _send_response(
        self, msg_id: Any, result: Any = None, error: types.ResponseError | None = None
    ) -> None:
        if error is None and isinstance(result, Written):
            self._result_types.pop(msg_id, None)
            self._send_json(f'{{"jsonrpc":"2.0","id":{json.dumps(msg_id)},"result":{result.json}}}')
        else:
            super()._send_response(msg_id, result, error)

    def tell(self, method: str, params: Written) -> None:
        """Sends a notification."""
        self._send_json(f'{{"jsonrpc":"2.0","method":"{method}","params":{params.json}}}')

    def _send_json(self, body: str) -> None:
        if self.writer is None:
            return
        head = f"Content-Length: {len(body)}\r\nContent-Type: {self.CONTENT_TYPE}; charset={self.CHARSET}\r\n\r\n"
        self.writer.write(f"{head}{body}".encode("ascii"))

    async def quiet(self, longest: float | None = None) -> None:
        """Lets the editor go first: until it has asked for nothing for a moment, or for `longest` seconds."""
        await asyncio.sleep(0)
        end = None if longest is None else time.monotonic() + longest
        while (left := self.heard + MOMENT - (now := time.monotonic())) > 0 and (end is None or now < end):
            await asyncio.sleep(left if end is None else min(left, end - now))


def serve(server: LanguageServer, protocol: Protocol, source: BinaryIO, wire: BinaryIO) -> None:
    """Answers what comes out of a file until it ends, into another one."""
    protocol.set_writer(StdoutWriter(wire))
    try:
        asyncio.run(_answered(server, protocol, source.fileno()))
    except (BrokenPipeError, asyncio.IncompleteReadError, KeyboardInterrupt, SystemExit):
        pass
    finally:
        server.shutdown()  # type: ignore[no-untyped-call]


async def _answered(server: LanguageServer, protocol: Protocol, source: int) -> None:
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    threading.Thread(target=_fed, args=(source, reader, loop), name="duty-reader", daemon=True).start()

    def complain(fault: Exception, _kind: type[JsonRpcException]) -> None:
        server.report_server_error(fault, JsonRpcException)

    await run_async(threading.Event(), reader, protocol, error_handler=complain)


def _fed(source: int, reader: asyncio.StreamReader, loop: asyncio.AbstractEventLoop) -> None:
    """Hands on what arrives, without a turn of the loop for each line of it."""
    try:
        while chunk := os.read(source, _CHUNK):
            loop.call_soon_threadsafe(reader.feed_data, chunk)
        loop.call_soon_threadsafe(reader.feed_eof)
    except (OSError, RuntimeError):
        return  # The loop has ended before the editor did.

"""JSON text → raw values, exactly: figures as `Decimal`, keys that stand twice and NaN kept as faults."""

from __future__ import annotations

import json
import re

from dutylang.cases.faults import Path, Place, fault
from dutylang.cases.raw import figure_from_text, object_from_pairs
from dutylang.diagnostics import Diagnostic

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+', re.DOTALL)


def raw_from_json(text: str, place: Place) -> tuple[object, tuple[Diagnostic, ...]]:
    """The value that the text holds; None and a diagnostic with line and column when it is no JSON.

    `place` is where the text begins; a text of one line keeps the line of its place.
    """
    try:
        return _DECODER.decode(text), ()
    except json.JSONDecodeError as error:
        line = place.line + error.lineno - 1
        return None, (fault("C004", Place(place.source, "", line, error.colno)),)
    except RecursionError:
        return None, (fault("C006", place),)


_DECODER = json.JSONDecoder(
    object_pairs_hook=object_from_pairs,
    parse_float=figure_from_text,
    parse_int=figure_from_text,
    parse_constant=figure_from_text,
)


def positions_in_json(text: str) -> dict[Path, int]:
    """The character offset at which the value of each path begins, in a text that is JSON.

    Of a key that stands twice it is the last.
    """
    found: dict[Path, int] = {}
    path: list[str | int] = []
    in_object: list[bool] = []
    key_next = False
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token in "}]":
            in_object.pop()
            path = path[: len(in_object)]
            key_next = False
        elif token == ",":
            key_next = in_object[-1]
            if not key_next:
                last = path[-1]
                path[-1] = last + 1 if isinstance(last, int) else 0
        elif key_next and token != ":":
            path[-1] = json.loads(token)
            key_next = False
        elif token != ":":
            found[tuple(path)] = match.start()
            if token in "{[":
                in_object.append(token == "{")
                key_next = token == "{"
                path.append("" if key_next else 0)
    return found

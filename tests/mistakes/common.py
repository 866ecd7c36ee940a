"""The mistakes of newcomers: read from the TOML files beside this one, placed on a sound policy, and checked."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

import attrs

from dutylang.diagnostics import Diagnostic
from dutylang.pipeline import loaded_from_sources
from dutylang.source import Source

HERE = Path(__file__).parent
TONGUES = ("en", "zh")
OPEN, CLOSE = "⟦", "⟧"
_MARKED = re.compile(f"{OPEN}([^{CLOSE}]*){CLOSE}")


@attrs.frozen
class Expected:
    """One problem: its code, the characters of the snippet that it is about, and its words."""

    code: str
    start: int
    end: int
    message: str
    help: str


@attrs.frozen
class Mistake:
    """A snippet with a mistake in it; `becomes` are the lines that the offered fix writes, None without one."""

    tongue: str
    name: str
    snippet: str
    whole: bool
    expected: tuple[Expected, ...]
    becomes: str | None

    @property
    def offset(self) -> int:
        """Where the snippet begins in the text."""
        return 0 if self.whole else len(ground(self.tongue))

    @property
    def text(self) -> str:
        """The whole text with the mistake."""
        return self.snippet if self.whole else ground(self.tongue) + self.snippet


@cache
def ground(tongue: str) -> str:
    """A sound policy to whose end a snippet is joined."""
    return (HERE / f"ground_{tongue}.duty").read_text(encoding="utf-8") + "\n"


@cache
def mistakes(tongue: str) -> tuple[Mistake, ...]:
    """All mistakes of a tongue, in the order of their files."""
    found = []
    for path in sorted((HERE / tongue).glob("*.toml")):
        for entry in tomllib.loads(path.read_text(encoding="utf-8"))["mistake"]:
            found.append(_mistake(tongue, entry))
    return tuple(found)


def problems_of(text: str) -> tuple[Diagnostic, ...]:
    """Everything that `duty check` says about a text."""
    return loaded_from_sources([Source("policy.duty", text)], {})[2]


def _mistake(tongue: str, entry: dict[str, object]) -> Mistake:
    marked = str(entry["text"])
    places = []
    for shift, match in enumerate(_MARKED.finditer(marked)):
        start = match.start() - 2 * shift
        places.append((start, start + len(match[1])))
    snippet = marked.replace(OPEN, "").replace(CLOSE, "")
    codes = _several(entry, "code")
    told = zip(codes, places, _several(entry, "message"), _several(entry, "help"), strict=True)
    expected = tuple(Expected(code, *place, message, advice) for code, place, message, advice in told)
    becomes = entry.get("becomes")
    return Mistake(
        tongue,
        str(entry["name"]),
        snippet,
        bool(entry.get("whole", False)),
        expected,
        None if becomes is None else str(becomes),
    )


def _several(entry: dict[str, object], key: str) -> list[str]:
    found = entry.get(f"{key}s")
    return list(map(str, found)) if isinstance(found, list) else [str(entry[key])]


def in_order(problems: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    """Problems in the order of the text."""
    return tuple(sorted(problems, key=lambda each: (each.span.start, each.code)))

"""The words of every diagnostic and report, in each tongue, read from `messages/<tongue>/*.toml`.

A section file holds tables. A table named by a code (`[N001]`) has `message`, and may have `help`, `helps`
(several, by name), `labels` (by name), `explain` and `example`, of lint `why` and `instead` besides; any other
table holds general words:
`satisfied = "…"` under `[verdict]` has the key `verdict.satisfied`.

Texts name their arguments in braces: `{case}`. English plurals are written `{n|day|days}`: the first word
when `n` is one, else the second. `{{` and `}}` are plain braces. `explain`, `example`, `why` and `instead` are
shown as they stand. An argument that is a member of an enum is shown by its words: `Verdict.LATE` by `verdict.late`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import attrs

from dutylang.diagnostics import shown

MESSAGES = Path(__file__).resolve().parent / "messages"
FALLBACK = "en"

_CODE = re.compile(r"[A-Z]\d{3}")


@attrs.frozen
class Entry:
    """What the catalogue holds of one code, unformatted; absent parts are empty."""

    code: str
    message: str
    help: str = ""
    helps: Mapping[str, str] = attrs.field(factory=dict, hash=False)
    explain: str = ""
    example: str = ""
    why: str = ""
    instead: str = ""


@cache
def tongues() -> tuple[str, ...]:
    """The tongues that have words, English first."""
    found = sorted(folder.name for folder in MESSAGES.iterdir() if any(folder.glob("*.toml")))
    return tuple(sorted(found, key=lambda name: name != FALLBACK))


def sections(tongue: str) -> dict[str, dict[str, object]]:
    """The parsed section files of a tongue by file name, in the order of their names."""
    files = sorted((MESSAGES / tongue).glob("*.toml"))
    return {file.stem: tomllib.loads(file.read_text(encoding="utf-8")) for file in files}


@cache
def words(tongue: str) -> Mapping[str, str]:
    """All texts of a tongue by dotted key, unformatted; empty for a tongue without words."""
    flat: dict[str, str] = {}
    if tongue in tongues():
        for tables in sections(tongue).values():
            flat.update(flattened(tables))
    return MappingProxyType(flat)


def flattened(tables: Mapping[str, object], prefix: str = "") -> dict[str, str]:
    """Nested tables as dotted keys: `{"a": {"b": "x"}}` gives `{"a.b": "x"}`."""
    flat: dict[str, str] = {}
    for name, value in tables.items():
        if isinstance(value, Mapping):
            flat.update(flattened(value, f"{prefix}{name}."))
        else:
            flat[f"{prefix}{name}"] = str(value).strip("\n")
    return flat


@cache
def codes() -> tuple[str, ...]:
    """Every code that has words, sorted."""
    heads = {key.split(".")[0] for key in words(FALLBACK)}
    return tuple(sorted(head for head in heads if _CODE.fullmatch(head)))


@cache
def entry(code: str, tongue: str = FALLBACK) -> Entry | None:
    """What is known of a code, each part in English where the tongue lacks it; None for an unknown code."""
    if code not in codes():
        return None
    own = f"{code}."
    parts = {key.removeprefix(own): raw(key, tongue) for key in words(FALLBACK) if key.startswith(own)}
    helps = {name.removeprefix("helps."): text for name, text in parts.items() if name.startswith("helps.")}
    return Entry(
        code=code,
        message=parts.get("message", code),
        help=parts.get("help", ""),
        helps=MappingProxyType(helps),
        explain=parts.get("explain", ""),
        example=parts.get("example", ""),
        why=parts.get("why", ""),
        instead=parts.get("instead", ""),
    )


def find(key: str, tongue: str = FALLBACK) -> str | None:
    """The unformatted text of a key; English where the tongue lacks it; None where both do."""
    found = words(tongue).get(key)
    return words(FALLBACK).get(key) if found is None else found


def raw(key: str, tongue: str = FALLBACK) -> str:
    """The unformatted text of a key; a key that no tongue has is its own text."""
    found = find(key, tongue)
    return shown.visible(key) if found is None else found


def fill(template: str, args: Mapping[str, object], tongue: str = FALLBACK) -> str:
    """A template with its arguments shown in the tongue; a missing one stays visible as `{name}`."""
    return shown.fill(template, args, lambda key: find(key, tongue))


def text(key: str, /, tongue: str = FALLBACK, **args: object) -> str:
    """The text of a key with its arguments filled in. It never raises: an unknown key is its own text."""
    return fill(raw(key, tongue), args, tongue)

"""Values and foreign text as one line that a person reads and a terminal only prints. Nothing here raises."""

from __future__ import annotations

import datetime as dt
import enum
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from dutylang.values import Moment, Money, Period

LONGEST_ARGUMENT = 2_000
"""Characters of one argument that a text shows: a huge cell must not become a huge message."""

Lookup = Callable[[str], str | None]
"""From the key of a general word to its text in the reader's tongue; None where there is none."""

_PLACEHOLDER = re.compile(r"\{\{|\}\}|\{(?P<name>[A-Za-z_]\w*)(?:\|(?P<one>[^{}|]*)\|(?P<many>[^{}|]*))?\}")
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def fill(template: str, args: Mapping[str, object], lookup: Lookup) -> str:
    """A template with its arguments; one that is missing stays visible as `{name}`.

    Arguments are shown, never read: braces in them are plain and control characters become visible.
    """

    def filled(match: re.Match[str]) -> str:
        name = match["name"]
        if name is None:
            return match[0][0]
        if name not in args:
            return match[0]
        if match["one"] is not None:
            return match["one"] if args[name] == 1 else match["many"]
        return shown_value(args[name], lookup)

    return _PLACEHOLDER.sub(filled, template)


def placeholders(template: str) -> frozenset[str]:
    """The names of the arguments that a template shows (not those that only choose a plural)."""
    return frozenset(
        match["name"] for match in _PLACEHOLDER.finditer(template) if match["name"] and match["one"] is None
    )


def leftover_braces(template: str) -> str:
    """What remains of a template's braces once its placeholders are taken away; empty when it is sound."""
    return "".join(character for character in _PLACEHOLDER.sub("", template) if character in "{}")


def shown_value(value: object, lookup: Lookup) -> str:
    """A value as a reader of the tongue writes it, whatever it is; lists are joined with commas."""
    if isinstance(value, (list, tuple, set, frozenset)):
        items: Iterable[object] = value if isinstance(value, (list, tuple)) else sorted(value, key=_safe_str)
        return (lookup("list.comma") or ", ").join(shown_value(item, lookup) for item in items)
    shown = visible(_plain(value, lookup))
    return shown if len(shown) <= LONGEST_ARGUMENT else f"{shown[:LONGEST_ARGUMENT]}…"


def visible(text: str) -> str:
    """The text with control, formatting and lone surrogate characters as printable stand-ins."""
    if text.isprintable():
        return text
    return "".join(visible_character(character) for character in text)


def visible_character(character: str) -> str:
    """A printable stand-in: `␛` for escape, `<U+202E>` for an invisible mark; others stay as they are."""
    point = ord(character)
    if point < 0x20:
        return chr(0x2400 + point)
    if point == 0x7F:
        return "␡"
    # The last two places of each plane are no characters: XML cannot hold them (1.0, 2.2).
    if unicodedata.category(character) in _INVISIBLE or point & 0xFFFE == 0xFFFE:
        return f"<U+{point:04X}>"
    return character


def _plain(value: object, lookup: Lookup) -> str:
    match value:
        case str():
            return value
        case bool():
            return lookup("value.yes" if value else "value.no") or str(value)
        case None:
            return lookup("value.missing") or "nothing"
        case Decimal():
            return format(value, "f")
        case Money():
            return f"{value.amount:,f} {value.currency}"
        case Period():
            template = lookup(f"period.{value.unit.value}") or f"{{n}} {value.unit.value}"
            return fill(template, {"n": value.count}, lookup)
        case Moment():
            return _moment(value.instant or value.day)
        case dt.datetime() | dt.date() | dt.time():
            return _moment(value)
        case enum.Enum():
            return lookup(f"{_snake_case(type(value).__name__)}.{value.value}") or _safe_str(value.value)
        case _:
            return _safe_str(value)


def _moment(value: dt.datetime | dt.date | dt.time) -> str:
    """ISO 8601 with a space; the zone is the policy's and stays unsaid."""
    if isinstance(value, dt.datetime):
        return value.replace(tzinfo=None).isoformat(sep=" ", timespec="auto" if value.second else "minutes")
    return value.isoformat()


def _snake_case(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def _safe_str(value: object) -> str:
    """`str` that survives values whose own `__str__` fails: a message about a fault must not be one."""
    try:
        return str(value)
    except Exception:
        return f"<{type(value).__name__}>"

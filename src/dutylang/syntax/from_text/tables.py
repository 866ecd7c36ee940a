"""The tables of the shipped grammar: from the cache of this machine, or built from `duty.lark` and kept there."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import attrs
from platformdirs import user_cache_path

from dutylang.shipped import grammar_dir


@attrs.frozen(eq=False)
class Production:
    """One alternative of a rule.

    `kept` holds, for each part, None when it leaves no trace, else the number of absent optional parts
    before it. `builder` names the method that makes the node; empty for a rule that passes its only part
    on, and for parts that are spliced into the rule that uses them. `passes`: the rule has one part and
    always passes it on.
    """

    rule: str
    builder: str
    size: int
    parts: tuple[tuple[bool, int], ...]
    trailing: int
    splice: bool
    single: bool
    passes: bool
    layout: tuple[int | None, ...] = attrs.field(init=False)
    """What the builder is given: for each place the number of a part, or None for an absent one."""

    @layout.default
    def _layout(self) -> tuple[int | None, ...]:
        places: list[int | None] = []
        for index, (keep, gap) in enumerate(self.parts):
            places += [None] * gap + [index] * keep
        return (*places, *[None] * self.trailing)


Action = int | Production
"""The next state of a shift, or the production to reduce by."""


@attrs.frozen(eq=False)
class Tables:
    """`actions[state][terminal]`, `gotos[state][rule]` and the state to start in."""

    actions: tuple[Mapping[str, Action], ...]
    gotos: tuple[Mapping[str, int], ...]
    start: int
    builders: frozenset[str]


FORM = 1
"""The form of the kept tables; a change of it makes those of before unreadable on purpose."""


@cache
def tables() -> Tables:
    """The tables of the shipped grammar; lark.exceptions.GrammarError when it has a conflict.

    Building takes about a second, so they are kept as JSON, named by the grammar's content. A cache that
    cannot be read or written costs that second and nothing else.
    """
    text = (grammar_dir() / "duty.lark").read_text(encoding="utf-8")
    kept = _place_of(text)
    found = _from_json(kept)
    if found is None:
        from dutylang.syntax.from_text.tables_from_grammar import tables_from_grammar

        found = tables_from_grammar(text)
        _keep(found, kept)
    return found


def _place_of(text: str) -> Path:
    digest = hashlib.sha256(f"{FORM}\n{text}".encode()).hexdigest()[:24]
    chosen = os.environ.get("DUTY_CACHE_DIR")
    folder = Path(chosen) if chosen else user_cache_path("dutylang", appauthor=False)
    return folder / f"tables-{digest}.json"


def _from_json(path: Path) -> Tables | None:
    """The kept tables, or None when they are not there or not whole."""
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        productions = [_production(each) for each in kept["productions"]]
        actions = tuple(
            {name: target if target >= 0 else productions[-1 - target] for name, target in row.items()}
            for row in kept["actions"]
        )
        return Tables(actions, tuple(kept["gotos"]), kept["start"], frozenset(kept["builders"]))
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError):
        return None


def _production(kept: dict[str, Any]) -> Production:
    parts = tuple((bool(leaves), int(gap)) for leaves, gap in kept.pop("parts"))
    return Production(parts=parts, **kept)


def _is_given(attribute: attrs.Attribute[Any], _value: object) -> bool:
    return attribute.init


def _keep(made: Tables, path: Path) -> None:
    """Writes the tables beside their place and moves them there, so that no reader sees half of them."""
    numbers: dict[int, int] = {}
    productions: list[Production] = []
    rows = []
    for row in made.actions:
        line: dict[str, int] = {}
        for name, target in row.items():
            if isinstance(target, Production):
                if id(target) not in numbers:
                    productions.append(target)
                    numbers[id(target)] = -len(productions)
                line[name] = numbers[id(target)]
            else:
                line[name] = target
        rows.append(line)
    whole = {
        "productions": [attrs.asdict(each, filter=_is_given) for each in productions],
        "actions": rows,
        "gotos": [dict(row) for row in made.gotos],
        "start": made.start,
        "builders": sorted(made.builders),
    }
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}")
        draft.write_text(json.dumps(whole, separators=(",", ":")), encoding="utf-8")
        draft.replace(path)

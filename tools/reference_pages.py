"""The reference pages of the site, made from the grammar, the lexicons, the operators, the commands and the catalogue.

`pages_of("en")` gives the pages of a tongue by their names below the folder of its pages. Nothing in them is written by
hand but headings and a sentence or two (`reference_words.toml`), so they cannot fall behind the program.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import click

from dutylang.cli.help_page import help_page
from dutylang.cli.root import duty
from dutylang.cli.spoken import Session
from dutylang.diagnostics import catalogue
from dutylang.ops import OPERATORS
from dutylang.ops.types import (
    DATE,
    DATE_TIME,
    NUMBER,
    PERCENT,
    TEXT,
    YES_NO,
    Kind,
    Type,
    money_type,
    period_type,
)
from dutylang.shipped import grammar_dir
from dutylang.syntax.lexicon import Meaning, lexicon
from dutylang.values import Unit
from tools.reference_grammar import grammar_html

WORDS = Path(__file__).with_name("reference_words.toml")
LINT = "L"
"""The letter of the rules of lint, which have pages of their own."""


_BETWEEN = {"en": ", ", "zh": "、"}
"""What stands between the parts of a list."""


@cache
def words_of(tongue: str) -> Mapping[str, Any]:
    """The headings and sentences of the pages in a tongue."""
    found: Mapping[str, Any] = tomllib.loads(WORDS.read_text(encoding="utf-8"))[tongue]
    return found


def pages_of(tongue: str) -> dict[str, str]:
    """The generated pages of a tongue, by their paths below the folder of its pages."""
    pages = {
        "reference/words.md": words_page(tongue),
        "reference/grammar.md": grammar_page(tongue),
        "reference/operators.md": operators_page(tongue),
        "reference/commands.md": commands_page(tongue),
        "reference/codes.md": codes_page(tongue),
    }
    own = [code for code in catalogue.codes() if code[0] != LINT]
    return pages | {f"reference/codes/{code}.md": code_page(code, tongue) for code in own}


def _page(key: str, tongue: str, body: str) -> str:
    words = words_of(tongue)
    return f"# {words[key]}\n\n{words[f'{key}_lead']}\n\n{body.strip()}\n"


def _table(head: list[str], rows: Iterator[list[str]] | list[list[str]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join([*lines, *("| " + " | ".join(cells) + " |" for cells in rows)])


def _code(text: str) -> str:
    """Text as code in a cell of a table."""
    return f"`{text}`".replace("|", "\\|")


# ---- words -----------------------------------------------------------------------------------


def words_page(tongue: str) -> str:
    """Every keyword in both tongues, in the groups of the tongue's own lexicon; then the words with values."""
    words = words_of(tongue)
    parts = []
    for group, terminals in _groups(tongue):
        rows = [_spellings_row(Meaning(each), tongue) for each in terminals]
        parts.append(f"## {group}\n\n{_table([words['english'], words['chinese']], rows)}")
    parts.append(f"## {words['values']}")
    for terminal in _terminals_with_values(tongue):
        shown = terminal.lower().replace("_", " ")
        meanings = [each for each in _all_meanings() if each.terminal == terminal]
        rows = [_spellings_row(each, tongue) for each in meanings]
        table = _table([words["english"], words["chinese"]], rows)
        parts.append(f"### {shown} {{ #{terminal.lower()} }}\n\n{table}")
    return _page("words", tongue, "\n\n".join(parts))


def _groups(tongue: str) -> Iterator[tuple[str, list[str]]]:
    """The comments of the lexicon's `[words]` table, each with the terminals below it."""
    text = (grammar_dir() / "lexicon" / f"{tongue}.toml").read_text(encoding="utf-8")
    block = text.partition("[words]\n")[2].partition("\n[values.")[0]
    name, found = "", list[str]()
    for line in block.splitlines():
        if line.startswith("# "):
            if found:
                yield name, found
            name, found = line.removeprefix("# ").strip().capitalize(), []
        elif terminal := re.match(r"^(\w+) = ", line):
            found.append(terminal[1])
    yield name, found


def _all_meanings() -> list[Meaning]:
    """What any tongue has a spelling for."""
    return list(dict.fromkeys([*lexicon("en").spellings, *lexicon("zh").spellings]))


def _terminals_with_values(tongue: str) -> list[str]:
    return list(dict.fromkeys(each.terminal for each in lexicon(tongue).spellings if each.value))


def _spellings_row(meaning: Meaning, tongue: str) -> list[str]:
    cells = []
    for each in ("en", "zh"):
        spellings = lexicon(each).spellings.get(meaning, ())
        cells.append(_BETWEEN[tongue].join(_code(word) for word in spellings) or "–")
    return cells


# ---- grammar, operators ----------------------------------------------------------------------


def grammar_page(tongue: str) -> str:
    """Every rule of the grammar with the words of the tongue."""
    words = words_of(tongue)
    return _page("grammar", tongue, grammar_html(tongue, words["tokens"], words.get("parts", {})))


def operators_page(tongue: str) -> str:
    """Which types each operator takes, and what it gives, asked of the operators themselves."""
    words = words_of(tongue)
    known = _types(tongue)
    rows = []
    for operator in OPERATORS.values():
        count = operator.arity or 2
        for operands in product(known.items(), repeat=count):
            result = operator.signature([each for _, each in operands])
            if result is not None:
                taken = _BETWEEN[tongue].join(name for name, _ in operands)
                rows.append([_code(operator.name), taken, _type_name(result, known)])
    table = _table([words["operator"], words["operands"], words["result"]], rows)
    return _page("operators", tongue, table)


def _types(tongue: str) -> dict[str, Type]:
    words, spelled = words_of(tongue), lexicon(tongue)
    plain = {
        "number": NUMBER,
        "percent": PERCENT,
        "date": DATE,
        "date_time": DATE_TIME,
        "text": TEXT,
        "yes_no": YES_NO,
    }
    found = {spelled.word("TYPE", name): each for name, each in plain.items()}
    found[words["money_of_one"]] = money_type("CNY")
    found[words["hours"]] = period_type(Unit.HOUR)
    found[words["days"]] = period_type(Unit.DAY)
    found[words["working_days"]] = period_type(Unit.WORKING_DAY)
    found[words["months"]] = period_type(Unit.MONTH)
    found[words["one_of"]] = Type(Kind.ONE_OF, values=("a", "b"))
    found[words["set_of"]] = Type(Kind.SET_OF, values=("a", "b"))
    return found


def _type_name(result: Type, known: Mapping[str, Type]) -> str:
    return next((name for name, each in known.items() if each == result), result.kind.value)


# ---- commands, codes -------------------------------------------------------------------------


def commands_page(tongue: str) -> str:
    """What each command says with `--help`."""
    parts = []
    group = click.Context(duty, info_name="duty", obj=Session(tongue, color=False))
    for name in duty.list_commands(group):
        command = duty.get_command(group, name)
        if command is not None:
            context = click.Context(command, parent=group, info_name=name, obj=group.obj)
            parts.append(f"## duty {name} {{ #{name} }}\n\n```text\n{help_page(command, context)}```")
    return _page("commands", tongue, "\n\n".join(parts))


def codes_page(tongue: str) -> str:
    """All codes with their messages, letter by letter."""
    words = words_of(tongue)
    parts = []
    for letter in sorted({code[0] for code in catalogue.codes()}):
        rows = [
            [
                f"[{code}]({'../lint' if letter == LINT else 'codes'}/{code}.md)",
                _plain(catalogue.raw(f"{code}.message", tongue)),
            ]
            for code in catalogue.codes()
            if code[0] == letter
        ]
        heading = words["letters"].get(letter, letter)
        parts.append(f"## {heading}\n\n{_table([words['code'], words['message']], rows)}")
    return _page("codes", tongue, "\n\n".join(parts))


def code_page(code: str, tongue: str) -> str:
    """A code's page: what `duty rule` says."""
    words = words_of(tongue)
    entry = catalogue.entry(code, tongue)
    assert entry is not None
    parts = [f"# {code}", f"**{_plain(entry.message)}**", entry.explain]
    helps = [text for text in (entry.help, *entry.helps.values()) if text]
    if helps:
        parts.append(f"## {words['help']}\n\n" + "\n".join(f"- {_plain(text)}" for text in helps))
    if entry.example:
        parts.append(f"## {words['example']}\n\n```text\n{entry.example}\n```")
    return "\n\n".join(part.strip() for part in parts if part.strip()) + "\n"


def _plain(text: str) -> str:
    """A text of the catalogue in a page: braces name what a message fills in, and bars and signs are only signs."""
    return text.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")

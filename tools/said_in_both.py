"""The tables of docs/patterns.md in both tongues: each rule is formatted in Chinese by the program itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

import attrs

from dutylang.source import Source
from dutylang.syntax.ast import Article
from dutylang.syntax.from_text import document_from_text
from dutylang.syntax.to_text import text_from_document

HEAD = """policy patterns
  in force from 2024-01-01
role bank zh "银行" organisation
case trace
  ok zh "达标" tracked yes/no
"""
EVENTS = {"p": "甲", "q": "乙", "r": "丙", "s": "丁", "t": "戊"}
ROWS = re.compile(r"^<!-- rows: (?P<heading>.+) -->$", flags=re.MULTILINE)
SKIPPED_LINES = 2
"""Of a rule's block: the line of its article and the line of its name."""


@attrs.frozen
class Table:
    """A table of the page: the heading that it stands under, its head, its rows."""

    heading: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def tables_of(text: str) -> Iterator[Table]:
    """The tables of a page of patterns; the last column, the meaning that tests hold them to, is left out."""
    heading, rows = "", list[tuple[str, ...]]()
    for line in [*text.splitlines(), ""]:
        if line.startswith("|"):
            rows.append(tuple(cell.strip() for cell in line.strip("|").split(" | ")))
        elif rows:
            head, _, *body = rows
            yield Table(heading, head[:-1], tuple(row[:-1] for row in body))
            rows = []
        if line.startswith("## "):
            heading = line.removeprefix("## ")


@cache
def in_chinese(rule: str) -> str:
    """A rule whose lines are parted by ` / `, as the formatter writes it in Chinese, where a mark ends a line."""
    events = "".join(f'event {name} zh "{label}"\n  x zh "类别" number\n' for name, label in EVENTS.items())
    kind = "prohibition" if "nobody may" in rule else "duty"
    lines = "".join(f"    {line}\n" for line in rule.split(" / "))
    source = Source("row", f"{HEAD}{events}article 1\n  {kind} row\n{lines}")
    document, problems = document_from_text(source)
    assert problems == (), (rule, problems)
    assert isinstance(document.items[-1], Article)
    written = text_from_document(document, "zh")
    block = written[written.index("第一条") :].splitlines()[SKIPPED_LINES:]
    return "".join(line.strip() for line in block)


def table_text(table: Table, words: Mapping[str, str]) -> str:
    """A table with a column of Chinese beside the English; names are those of `words`, where it has them."""
    head = [words.get(cell, cell) for cell in table.head] + [words["chinese"]]
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for row in table.rows:
        rules = re.findall(r"`([^`]+)`", row[-1])
        chinese = "，".join(f"`{in_chinese(rule)}`" for rule in rules)
        names = [words.get(cell, cell) for cell in row[:-1]]
        lines.append("| " + " | ".join([*names, row[-1], chinese]) + " |")
    return "\n".join(lines)


def with_both_tongues(page: str, english: str, words: Mapping[str, str]) -> str:
    """The page of patterns of a tongue with its tables in both; `<!-- rows: HEADING -->` stands for a table."""
    tables = {table.heading: table_text(table, words) for table in tables_of(english)}
    if ROWS.search(page):
        return ROWS.sub(lambda found: tables[found["heading"]], page)
    for table in tables_of(page):
        start = page.index("| " + table.head[0], page.index(f"## {table.heading}"))
        end = page.find("\n\n", start)
        page = page[:start] + tables[table.heading] + (page[end:] if end >= 0 else "\n")
    return page

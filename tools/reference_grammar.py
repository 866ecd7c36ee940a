"""The grammar as a page of HTML: each rule with the words of one tongue, linked to the rules that it is made of."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping

import attrs

from dutylang.shipped import grammar_dir
from dutylang.syntax.lexicon import Lexicon, lexicon

PART = re.compile(r"^// ---- (?P<words>[^-]+?) -+$")
HEAD = re.compile(r"^[?!]?(?P<name>_?[a-z]\w*): (?P<body>.*)$")
TOKEN = re.compile(r"\[|\]|\(|\)|\||\*|\+|\?|\w+")
MOST_WORDS = 6
"""A terminal with more values than this leads to the page of words instead of listing them."""


@attrs.frozen
class Rule:
    """A rule of the grammar: its part of the file, its name, its alternatives as written."""

    part: str
    name: str
    body: str


def rules_of_grammar() -> Iterator[Rule]:
    """The rules of `duty.lark` in their order, without the terminals at its end."""
    part, name, body = "", "", ""
    text = (grammar_dir() / "duty.lark").read_text(encoding="utf-8")
    for line in text.splitlines():
        heading, head = PART.match(line), HEAD.match(line)
        if heading or head:
            if name:
                yield Rule(part, name, body)
            name, body = "", ""
        if heading:
            part = heading["words"]
        elif head:
            name, body = head["name"], head["body"]
        elif name and not line.startswith(("//", "%")):
            body += " " + line.strip()


@attrs.define
class Speller:
    """Spells what a rule is made of; what the tongue has no word for falls away."""

    words: Lexicon
    tokens: Mapping[str, str]
    names: frozenset[str]
    anchor_of_words: str = "words.html"

    def alternatives(self, body: str) -> list[str]:
        """The alternatives that can be written in the tongue, as HTML."""
        tokens = TOKEN.findall(re.sub(r"->\s*\w+", "", body))
        found, rest = self._choice(tokens)
        assert rest == [], body
        return found

    def _choice(self, tokens: list[str]) -> tuple[list[str], list[str]]:
        found = []
        while True:
            parts, tokens = self._sequence(tokens)
            if parts:
                found.append(" ".join(parts))
            if not tokens or tokens[0] != "|":
                return found, tokens
            tokens = tokens[1:]

    def _sequence(self, tokens: list[str]) -> tuple[list[str] | None, list[str]]:
        """The parts up to the next `|` or closing bracket; None where one of them cannot be written."""
        parts: list[str] | None = []
        while tokens and tokens[0] not in ("|", "]", ")"):
            part, tokens = self._atom(tokens)
            if part is None:
                parts = None
            elif parts is not None and part:
                parts.append(part)
        return parts, tokens

    def _atom(self, tokens: list[str]) -> tuple[str | None, list[str]]:
        first, rest = tokens[0], tokens[1:]
        spelled: str | None
        if first in ("[", "("):
            inner, rest = self._choice(rest)
            rest = rest[1:]
            text = " | ".join(inner)
            if first == "[":
                return (f"[{text}]" if inner else ""), rest
            spelled = f"({text})" if inner else None
        else:
            spelled = self._spelled(first)
        if rest and rest[0] in ("*", "+", "?"):
            sign, rest = rest[0], rest[1:]
            if spelled is None:
                return ("" if sign in "*?" else None), rest
            return (f"[{spelled}]" if sign == "?" else f"{spelled}{sign}"), rest
        return spelled, rest

    def _spelled(self, name: str) -> str | None:
        if name == "BAD":
            return None
        if name in self.names:
            return f'<a href="#{name}">{html.escape(name.strip("_").replace("_", " "))}</a>'
        if name in self.tokens:
            return f"<i>{html.escape(self.tokens[name])}</i>"
        terminal = name.lstrip("_")
        values = [
            spellings[0]
            for meaning, spellings in self.words.spellings.items()
            if meaning.terminal == terminal
        ]
        if not values:
            return None
        if len(values) > MOST_WORDS:
            words = terminal.lower().replace("_", " ")
            return f'<a href="{self.anchor_of_words}#{terminal.lower()}"><i>{words}</i></a>'
        shown = " | ".join(f"<b>{html.escape(value)}</b>" for value in values)
        return f"({shown})" if len(values) > 1 else shown


def grammar_html(tongue: str, tokens: Mapping[str, str], parts: Mapping[str, str]) -> str:
    """The rules of a tongue under the headings of their parts."""
    rules = list(rules_of_grammar())
    writable = _writable(rules, tongue, tokens)
    speller = Speller(lexicon(tongue), tokens, frozenset(writable))
    lines, part = [], ""
    for rule in rules:
        if rule.name not in writable:
            continue
        if rule.part != part:
            part = rule.part
            lines += ["", f"## {parts.get(part, part.capitalize())}", ""]
        told = "\n".join(f"  {each}" for each in speller.alternatives(rule.body))
        shown = html.escape(rule.name.strip("_").replace("_", " "))
        lines.append(f'<pre class="grammar" id="{rule.name}"><u>{shown}</u>\n{told}</pre>')
    return "\n".join(lines)


def _writable(rules: list[Rule], tongue: str, tokens: Mapping[str, str]) -> set[str]:
    """The rules that a tongue can write: a rule without an alternative takes others with it."""
    names = {rule.name for rule in rules}
    while True:
        speller = Speller(lexicon(tongue), tokens, frozenset(names))
        left = {rule.name for rule in rules if rule.name in names and speller.alternatives(rule.body)}
        if left == names:
            return left
        names = left

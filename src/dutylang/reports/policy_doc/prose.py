"""The formatter's words as a document says them: names by their labels, parameters with their values, links."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import attrs

from dutylang.diagnostics import catalogue
from dutylang.reports.names import Names
from dutylang.reports.policy_doc.model import Run, Text
from dutylang.syntax.ast import Expr, Limit, Parameter
from dutylang.syntax.to_text.declarations import in_force_text
from dutylang.syntax.to_text.expressions import expression_text
from dutylang.syntax.to_text.limits import limit_text
from dutylang.syntax.to_text.phrases import DEEPER, Phrases, phrases_of
from dutylang.syntax.to_text.words import CLOSE, OPEN, Words, article_parts, heading_number

FOLDER = Path(__file__).resolve().parent / "phrases"
ACT = "!"
"""Before the name of an event that is demanded or forbidden: an English text says it by its verb."""
PLACE = "\ufdd4"
"""Inside a fence, between what an article or chapter is cited as and the words that cite it."""
HOUSE_DEFAULT = "※"

_PART = re.compile(
    rf"(?P<quoted>“(?!{OPEN})(?:[^”\\]|\\.)*”|\"(?:[^\"\\]|\\.)*\")|{OPEN}(?P<name>[^{CLOSE}]*){CLOSE}|(?P<plain>[^{OPEN}“\"]+|.)",
    re.DOTALL,
)


@attrs.frozen
class ProseWords(Words):
    """The formatter's words, with a document's own phrases in their place where it has them."""

    def keyword(self, terminal: str, value: str = "") -> str:
        """A word that needs no phrase around it; `modal.must` of the document's phrases goes first."""
        own = f"{terminal.lower()}.{value}"
        if value and self.phrases.has(own):
            return self.phrases.word(own)
        return super().keyword(terminal, value)

    def fill(self, key: str, **parts: str | int | None) -> str:
        """A phrase with its holes filled; the citation of an article or chapters is fenced as a link."""
        of = parts.get("of")
        if key.startswith("liability.for_each") and _is_name(of) and PLACE not in str(of):
            parts["of"] = self.word("liability.named").format(of)
        if self.phrases.has(f"{key}_name") and _is_name(parts.get("condition")):
            key = f"{key}_name"
        text = super().fill(key, **parts)
        if key in ("expression.article", "expression.chapter"):
            return self.fenced(f"{text}{PLACE}{text}")
        if key == "expression.chapters":
            first = super().fill("expression.chapter", number=parts["first"])
            return self.fenced(f"{first}{PLACE}{text}")
        return text

    def varied(self, key: str, instead: str) -> ProseWords:
        """The same words with one phrase in the place of another."""
        texts = {**self.phrases.texts, key: self.phrases.word(instead)}
        return attrs.evolve(self, phrases=Phrases(self.tongue, texts))


@cache
def _own_phrases(tongue: str) -> Phrases:
    """The formatter's phrases with those of documents laid over them."""
    tables = tomllib.loads((FOLDER / f"{tongue}.toml").read_text(encoding="utf-8"))
    own = {f"{table}.{key}": str(text) for table, keys in tables.items() for key, text in keys.items()}
    return Phrases(tongue, {**phrases_of(tongue).texts, **own})


def prose_words(tongue: str, cases: frozenset[str]) -> ProseWords:
    """The words of a document in a tongue; `cases` are the names of the kinds of case."""
    return ProseWords(_own_phrases(tongue), {}, cases)


@attrs.frozen(eq=False)
class Teller:
    """Says the parts of a policy in one tongue.

    `anchors` go from the name of a rule, parameter, role or judgement to its place in the document,
    `cited` from what an article or chapter is cited as to its place.
    """

    names: Names
    words: ProseWords
    anchors: Mapping[str, str]
    cited: Mapping[str, str]
    roles: frozenset[str]
    parameters: Mapping[str, tuple[Parameter, ...]]

    @property
    def tongue(self) -> str:
        """The code of the tongue."""
        return self.names.tongue

    def text(self, key: str, /, **args: object) -> str:
        """A text of the catalogue."""
        return self.names.text(f"doc.{key}", **args)

    def text_of(self, key: str) -> Text:
        """A text of the catalogue as a text of the document."""
        return (Run(self.text(key)),)

    def text_around(self, key: str, inner: Text) -> Text:
        """A text of the catalogue with a text of the document in the place of its `{inner}`."""
        before, _, after = catalogue.raw(f"doc.{key}", self.tongue).partition("{inner}")
        return _merged([Run(before), *inner, Run(after)])

    # ---- names -------------------------------------------------------------------------------

    def label(self, name: str) -> str:
        """The label of a name, else the name with its words apart."""
        found = self.names.labels.get(name, {}).get(self.tongue)
        return found or _apart(name)

    def linked(self, name: str) -> Text:
        """The label of a name, leading to its place."""
        return (Run(self.label(name), self.anchors.get(name, "")),)

    def linked_all(self, names: Iterable[str]) -> Text:
        """Labels with the tongue's commas between them."""
        return self.list_of(self.linked(name) for name in names)

    def list_of(self, texts: Iterable[Text], gap: str | None = None) -> Text:
        """Texts with commas, or another gap, between them."""
        comma = Run(self.names.text("list.comma") if gap is None else gap)
        found: list[Run] = []
        for text in texts:
            found += [comma, *text] if found else text
        return tuple(found)

    # ---- parts of the policy -----------------------------------------------------------------

    def expression(self, expr: Expr) -> Text:
        """A condition or figure as the formatter writes it."""
        return self.runs(expression_text(expr, self.words))

    def limit(self, limit: Limit) -> Text:
        """A limit as the formatter writes it."""
        return self.runs(limit_text(limit, self.words))

    def sentence(self, text: str) -> Text:
        """A text of the formatter as a sentence: it opens with a capital and ends with a full stop."""
        return self.opened(self.runs(text + self.words.word("layout.full_stop")))

    def opened(self, text: Text) -> Text:
        """A text that opens with a capital, where the tongue has capitals."""
        if not text or self.words.word("layout.capitals") != "True":
            return text
        first = text[0]
        return (attrs.evolve(first, text=first.text[:1].upper() + first.text[1:]), *text[1:])

    def runs(self, text: str) -> Text:
        """A text of the formatter with every fenced name in words."""
        found: list[Run] = []
        for match in _PART.finditer(text.replace(DEEPER, " ")):
            if match["name"] is None:
                found.append(Run(match[0]))
            else:
                found += self._spaced(self._named(match["name"], _tail(found)), _tail(found))
        return _merged(self._spaced_after(found))

    def _named(self, name: str, before: str) -> Text:
        if PLACE in name:
            cited, _, words = name.partition(PLACE)
            return (Run(words, self.cited.get(cited, "")),)
        if name.startswith(ACT):
            return (Run(self._act(name.removeprefix(ACT))),)
        if name in self.roles and self.tongue == "en":
            the = "" if before.endswith(("each ", "the ")) else "the "
            return (Run(the), *self.linked(name))
        if name in self.parameters:
            return self._parameter(name)
        return self.linked(name)

    def _act(self, name: str) -> str:
        """What must be done. English names of events are verbs, their labels nouns."""
        return _apart(name) if self.tongue == "en" and name.isascii() else self.label(name)

    def _parameter(self, name: str) -> Text:
        """A parameter with its value beside its name."""
        value = self.names.text("report.semicolon").join(self.values(name))
        before, _, after = self.words.word("parameter.shown").partition("{label}")
        shown = (Run(before), *self.linked(name), Run(after))
        return tuple(attrs.evolve(run, text=run.text.replace("{value}", value)) for run in shown)

    def values(self, name: str) -> list[str]:
        """The values of a parameter, each with the mark of a house default and the days of its version."""
        found = []
        for each in self.parameters[name]:
            text = "".join(run.text for run in self.runs(expression_text(each.value, self.words)))
            text += HOUSE_DEFAULT if each.house_default else ""
            days = "" if each.in_force is None else in_force_text(each.in_force, self.words)
            found.append(self.text("value_in_force", value=text, days=days) if days else text)
        return found

    # ---- headings ----------------------------------------------------------------------------

    def citation(self, number: str) -> str:
        """What an article of that number is cited as inside a text; the key of `cited`."""
        return Words.fill(self.words, "expression.article", **article_parts(number, self.words))

    def chapter_citation(self, number: int) -> str:
        """What a chapter is cited as inside a text."""
        return Words.fill(self.words, "expression.chapter", number=heading_number(number, self.words))

    # ---- spaces ------------------------------------------------------------------------------

    def _spaced(self, text: Text, before: str) -> Text:
        """Where Chinese meets Latin letters a space stands between them."""
        if text and before and _cjk(before[-1]) and _latin(text[0].text[:1]):
            return (Run(" "), *text)
        return text

    def _spaced_after(self, runs: list[Run]) -> list[Run]:
        found: list[Run] = []
        for run in runs:
            if found and _latin(_tail(found)[-1:]) and _cjk(run.text[:1]):
                found.append(Run(" "))
            found.append(run)
        return found


def _is_name(part: str | int | None) -> bool:
    """Whether a part is one name and nothing else."""
    return isinstance(part, str) and part.startswith(OPEN) and part.find(CLOSE) == len(part) - 1


def _apart(name: str) -> str:
    """A name without its underscores."""
    return name.replace("_", " ") if name.isascii() else name


def _tail(runs: list[Run]) -> str:
    """The end of what is said so far."""
    return next((run.text[-5:] for run in reversed(runs) if run.text), "")


def _merged(runs: list[Run]) -> Text:
    """Neighbours that lead to the same place as one."""
    found: list[Run] = []
    for run in runs:
        if not run.text:
            continue
        if found and found[-1].to == run.to:
            found[-1] = Run(found[-1].text + run.text, run.to)
        else:
            found.append(run)
    return tuple(found)


def _cjk(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def _latin(character: str) -> bool:
    return character.isascii() and character.isalpha()

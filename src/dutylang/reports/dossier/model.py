"""What a dossier is made of: parts with words, lists, facts, tables and pictures. Both formats write the same parts."""

from __future__ import annotations

import attrs

from dutylang.assessment.model import Verdict
from dutylang.assessment.persons import Result
from dutylang.reports.html.signs import sign_of, tint_of
from dutylang.reports.html.timeline import Timeline
from dutylang.reports.html.window import Strip
from dutylang.reports.names import Names
from dutylang.values import Truth


@attrs.frozen
class Sign:
    """Words with a sign of their own, so that no meaning hangs on colour; `tint` is the class that colours them."""

    sign: str
    tint: str
    words: str

    def __str__(self) -> str:
        return f"{self.sign} {self.words}"


@attrs.frozen
class Lines:
    """A cell of several lines."""

    texts: tuple[str, ...]


Cell = str | Sign | Lines


@attrs.frozen
class Words:
    """A paragraph; `lead` stands before it in bold, `quiet` is small print."""

    text: str
    lead: str = ""
    quiet: bool = False


@attrs.frozen
class Items:
    """A list."""

    texts: tuple[str, ...]


@attrs.frozen
class Facts:
    """What something is, line by line: a name and a value."""

    pairs: tuple[tuple[str, Cell], ...]


@attrs.frozen
class Rows:
    """A table. `widths` are the shares of its columns."""

    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[float, ...]


@attrs.frozen
class Picture:
    """The case over time, or how a period was counted. A text-only format leaves it out: the tables tell the same."""

    timeline: Timeline | None = None
    strips: tuple[Strip, ...] = ()


Block = Words | Items | Facts | Rows | Picture


@attrs.frozen
class Part:
    """A numbered part: `level` 1 is the highest. `sign` is the verdict or the result that it tells of."""

    title: str
    level: int
    blocks: tuple[Block, ...]
    sign: Sign | None = None


@attrs.frozen
class Dossier:
    """The whole file, in the reader's tongue."""

    title: str
    subtitle: str
    footer: str
    head: Facts
    parts: tuple[Part, ...]


def verdict_sign(kind: Verdict | Result, names: Names, words: str = "") -> Sign:
    """A verdict or a result with its sign; `words` in place of its own."""
    section = "verdict" if isinstance(kind, Verdict) else "result"
    return Sign(sign_of(kind), tint_of(kind), words or names.text(f"{section}.{kind.value}"))


TRUTH_SIGNS = {
    Truth.YES: ("✓", "v-satisfied"),
    Truth.NO: ("✕", "v-violated"),
    Truth.UNKNOWN: ("?", "v-unknown"),
}


def truth_sign(truth: Truth, key: str, names: Names) -> Sign:
    """Whether something holds; `key` is `met` of a condition, `barred` of a bar, which is good where it is not so."""
    shown = truth
    if key == "barred" and truth is not Truth.UNKNOWN:
        shown = Truth.NO if truth is Truth.YES else Truth.YES
    sign, tint = TRUTH_SIGNS[shown]
    return Sign(sign, tint, names.text(f"dossier.{key}.{truth.value}"))

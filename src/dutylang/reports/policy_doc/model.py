"""What a policy's document holds: words, tables and links, in one tongue. Data only."""

from __future__ import annotations

import attrs

# ---- words -------------------------------------------------------------------------------------


@attrs.frozen
class Run:
    """Words of a text; `to` is the anchor that they lead to, empty for plain words."""

    text: str
    to: str = ""


Text = tuple[Run, ...]
"""A text as its runs, in order."""


def plain(text: Text) -> str:
    """The words of a text without their links."""
    return "".join(run.text for run in text)


@attrs.frozen
class Note:
    """A remark that stands in the policy's text, and the tongue that it is written in."""

    text: str
    tongue: str


@attrs.frozen
class Fact:
    """A term and what is said under it, one text a line."""

    term: str
    texts: tuple[Text, ...]


# ---- tables ------------------------------------------------------------------------------------


@attrs.frozen
class GridRow:
    """A row of a table; `anchor` where something leads to it. A cell holds one text a line."""

    cells: tuple[tuple[Text, ...], ...]
    anchor: str = ""


@attrs.frozen
class Grid:
    """A table with its caption, which may be empty; `shares` are the widths of its columns."""

    title: str
    head: tuple[str, ...]
    rows: tuple[GridRow, ...]
    shares: tuple[float, ...] = ()


# ---- rules and articles ------------------------------------------------------------------------


@attrs.frozen
class RuleBlock:
    """A rule under its article.

    `name` is what cases and reports call it, `kind` one of duty, prohibition, permission, checklist, table,
    define, exception, handover, liability, exemption, scale and portfolio.
    """

    name: str
    label: str
    kind: str
    kind_words: str
    anchor: str
    notes: tuple[Note, ...] = ()
    sentences: tuple[Text, ...] = ()
    facts: tuple[Fact, ...] = ()
    grids: tuple[Grid, ...] = ()


@attrs.frozen
class ArticleBlock:
    """An article: its number in words, its title, when it is in force if it says so, and its rules."""

    anchor: str
    number: str
    title: str
    in_force: str
    notes: tuple[Note, ...]
    parameters: Grid | None
    rules: tuple[RuleBlock, ...]


@attrs.frozen
class ChapterBlock:
    """A chapter with its articles; articles outside any chapter stand under an empty number."""

    anchor: str
    number: str
    title: str
    notes: tuple[Note, ...]
    articles: tuple[ArticleBlock, ...]


# ---- who must do what by when ------------------------------------------------------------------


@attrs.frozen
class Task:
    """One thing that somebody must do, or must not: a row of the responsibility table.

    `rule` and `part` name it: the part is 1 for the main obligation, then one for each step and level.
    `roles` are the roles that bear it, nobody for what binds everyone. `counting` says how the deadline is
    counted, empty where nothing is counted.
    """

    rule: str
    part: int
    roles: tuple[str, ...]
    duty: Text
    bearer: Text
    act: Text
    trigger: Text
    deadline: Text
    counting: str
    escalates: Text
    article: Text


@attrs.frozen
class RoleTasks:
    """The tasks of one role."""

    role: str
    title: str
    anchor: str
    tasks: tuple[Task, ...]


@attrs.frozen
class Annex:
    """A part behind the articles: parameters, roles, judgements, definitions, versions."""

    anchor: str
    title: str
    lead: str
    grids: tuple[Grid, ...]


# ---- the whole ---------------------------------------------------------------------------------


@attrs.frozen
class PolicyDoc:
    """The whole document in one tongue.

    `facts` are pairs of what and value: name, version, hash, calendar, program. `reading` says how to read
    the document. `words` are the headings and column heads that the renderers need, by key.
    """

    tongue: str
    title: str
    facts: tuple[tuple[str, str], ...]
    notes: tuple[Note, ...]
    reading: tuple[Text, ...]
    chapters: tuple[ChapterBlock, ...]
    tasks: tuple[Task, ...]
    by_role: tuple[RoleTasks, ...]
    annexes: tuple[Annex, ...]

    @property
    def articles(self) -> tuple[ArticleBlock, ...]:
        """Every article in order."""
        return tuple(article for chapter in self.chapters for article in chapter.articles)

    @property
    def rules(self) -> tuple[RuleBlock, ...]:
        """Every rule in order."""
        return tuple(rule for article in self.articles for rule in article.rules)

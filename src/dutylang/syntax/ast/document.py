"""A whole text: its items in order, and its comments beside them."""

from __future__ import annotations

import attrs

from dutylang.source import Span
from dutylang.syntax.ast.base import Comment, Title, node, place
from dutylang.syntax.ast.book import PointScale, Portfolio
from dutylang.syntax.ast.declarations import (
    Case,
    Chapter,
    Definition,
    Event,
    Grades,
    InForce,
    Judgement,
    Parameter,
    PolicyHead,
    Record,
    Role,
    Term,
    Use,
)
from dutylang.syntax.ast.duties import Duty
from dutylang.syntax.ast.exceptions import ExceptionRule, Handover
from dutylang.syntax.ast.liability import Exemption, Liability
from dutylang.syntax.ast.scenarios import Scenario
from dutylang.syntax.ast.tables import Checklist, Table

Rule = (
    Duty | Checklist | Table | Definition | ExceptionRule | Handover | Liability | Exemption | PointScale | Portfolio
)  # fmt: skip


@node
class Article:
    """`article 14 paragraph 2 item 3 "…"` with the rules that stand under it."""

    number: str
    title: Title
    rules: tuple[Rule, ...]
    paragraph: int | None = None
    item: int | None = None
    in_force: InForce | None = None
    span: Span = place()


Item = (
    PolicyHead | Use | Role | Case | Record | Event | Term | Parameter | Grades | Judgement | Chapter | Article
    | Definition | Scenario
)  # fmt: skip


@node
class Document:
    """A parsed text. Comments carry no meaning: they do not count in comparisons."""

    items: tuple[Item, ...]
    comments: tuple[Comment, ...] = attrs.field(default=(), eq=False)
    span: Span = place()

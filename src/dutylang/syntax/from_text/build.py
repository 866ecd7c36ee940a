"""All builders together, and the document: rules go under the article that they follow."""

from __future__ import annotations

from typing import Any

from dutylang.source import Span
from dutylang.syntax import ast
from dutylang.syntax.from_text.build_base import changed
from dutylang.syntax.from_text.build_book import BookBuilder
from dutylang.syntax.from_text.build_declarations import ArticleHead, DeclarationBuilder
from dutylang.syntax.from_text.build_exceptions import ExceptionBuilder
from dutylang.syntax.from_text.build_expressions import ExpressionBuilder
from dutylang.syntax.from_text.build_liability import LiabilityBuilder
from dutylang.syntax.from_text.build_rules import RuleBuilder
from dutylang.syntax.from_text.build_scenarios import ScenarioBuilder

_RULES = (
    ast.Duty, ast.Checklist, ast.Table, ast.ExceptionRule, ast.Handover, ast.Liability, ast.Exemption,
    ast.PointScale, ast.Portfolio,
)  # fmt: skip


class Builder(
    DeclarationBuilder,
    RuleBuilder,
    ExceptionBuilder,
    ExpressionBuilder,
    LiabilityBuilder,
    BookBuilder,
    ScenarioBuilder,
):
    """A method for every rule of the grammar that makes a node."""

    def start(self, _span: Span, *lines: Any) -> tuple[ast.Item, ...]:
        """The items of a document in order."""
        items: list[ast.Item] = []
        open_article: ArticleHead | None = None
        rules: list[ast.Rule] = []
        outside = False
        for line in lines:
            if line is None:
                continue
            is_rule = isinstance(line, _RULES)
            if open_article is not None and (is_rule or isinstance(line, ast.Definition)):
                rules.append(line)
                continue
            if is_rule:
                if not outside:
                    self.report("S053", line.span, name=line.declared.name)
                outside = True
                continue
            items.extend(_closed(open_article, rules))
            open_article, rules = None, []
            if isinstance(line, ArticleHead):
                open_article, outside = line, False
            else:
                items.append(line)
        items.extend(_closed(open_article, rules))
        return tuple(items)


def _closed(head: ArticleHead | None, rules: list[ast.Rule]) -> list[ast.Item]:
    """The article with its rules; nothing where there is none, or its line could not be read."""
    if head is None or head.article is None:
        return []
    span = head.span.to(rules[-1].span) if rules else head.span
    return [changed(head.article, rules=tuple(rules), span=span)]

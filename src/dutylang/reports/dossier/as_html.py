"""A dossier as one HTML file: no network, no script, every text escaped, made to be printed on A4."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from dutylang.reports.dossier.model import Dossier, Facts, Items, Lines, Picture, Rows, Sign, Words
from dutylang.reports.html.rendering import content_policy, environment, style_of_page
from dutylang.reports.names import Names

FOLDER = Path(__file__).resolve().parent / "templates"

KINDS = {Words: "words", Items: "items", Facts: "facts", Rows: "rows", Picture: "picture"}


def html_from_dossier(dossier: Dossier, names: Names) -> str:
    """The page as text."""
    from markupsafe import Markup

    style = _style()
    values = {
        "dossier": dossier,
        "lang": "zh-Hans" if names.tongue == "zh" else names.tongue,
        "t": names.text,
        "kind_of": lambda block: KINDS[type(block)],
        "is_sign": lambda cell: isinstance(cell, Sign),
        "is_lines": lambda cell: isinstance(cell, Lines),
        "style": Markup(style),
        "policy": content_policy(style),
    }
    return environment(FOLDER).get_template("dossier.html.j2").render(values)


@cache
def _style() -> str:
    """The style of the audit's page, and what a dossier has besides."""
    return style_of_page() + "\n" + (FOLDER / "dossier.css").read_text(encoding="utf-8").strip()

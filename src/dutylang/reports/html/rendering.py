"""Templates → text. Whatever a case says is shown as text: made visible first, then escaped."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from dutylang.reports.as_csv import harmless
from dutylang.reports.cells import safe_text

if TYPE_CHECKING:
    from jinja2 import Environment

FOLDER = Path(__file__).resolve().parent / "templates"
"""The templates, the style and the script of the page."""

PAGE = "page.html.j2"


def environment(*folders: Path) -> Environment:
    """The template engine: everything is escaped, a name that is not there is an error, nothing is fetched.

    Templates of the folders go before those of the page of an audit.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader([*folders, FOLDER]),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalized,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["cell"] = _cell
    return made


def pieces_of_page(values: dict[str, object]) -> Iterator[str]:
    """The page piece by piece, so that it need not stand in memory as a whole."""
    from markupsafe import Markup

    style, script = _asset("page.css"), _asset("page.js")
    made = environment()
    own = {
        "style": Markup(style),
        "script": Markup(script),
        "policy": content_policy(style, script),
    }
    yield from made.get_template(PAGE).generate({**values, **own})


def content_policy(style: str, script: str = "") -> str:
    """The Content-Security-Policy: nothing but this very style and, if any, this very script (CSP level 3, §8)."""
    allowed = f"script-src '{_digest(script)}'; " if script else ""
    return f"default-src 'none'; style-src '{_digest(style)}'; {allowed}base-uri 'none'; form-action 'none'"


def style_of_page() -> str:
    """The style of an audit's page."""
    return _asset("page.css")


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _asset(name: str) -> str:
    return (FOLDER / name).read_text(encoding="utf-8").strip()


def _finalized(value: object) -> object:
    """Control characters and marks that turn text around are shown as stand-ins, never passed on."""
    if type(value) is str:
        return safe_text(value)
    return "" if value is None else value


def _cell(value: str) -> str:
    """A text that opens a cell: a spreadsheet into which the page is loaded takes it for no formula."""
    return harmless(safe_text(value))

"""The document as one HTML file: no network, no script, one style that the page's policy names by its hash."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from dutylang.reports.cells import safe_text
from dutylang.reports.policy_doc.headings import Headings, headings_of
from dutylang.reports.policy_doc.model import PolicyDoc

if TYPE_CHECKING:
    from jinja2 import Environment

FOLDER = Path(__file__).resolve().parent / "templates"
PAGE, STYLE = "policy.html.j2", "policy.css"


def html_pieces(doc: PolicyDoc) -> Iterator[str]:
    """The page piece by piece."""
    from markupsafe import Markup

    style = (FOLDER / STYLE).read_text(encoding="utf-8").strip()
    heads: Headings = headings_of(doc.tongue)
    values = {
        "doc": doc,
        "heads": heads,
        "lang": _language(doc.tongue),
        "language": _language,
        "style": Markup(style),
        "policy": content_policy(style),
    }
    yield from _environment().get_template(PAGE).generate(values)


def html_text(doc: PolicyDoc) -> str:
    """The whole page."""
    return "".join(html_pieces(doc))


def content_policy(style: str) -> str:
    """The Content-Security-Policy: nothing but this very style (CSP level 3, §8)."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _environment() -> Environment:
    """The template engine: everything is escaped, a name that is not there is an error, nothing is fetched."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalized,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _finalized(value: object) -> object:
    """Control characters and marks that turn text around are shown as stand-ins, never passed on."""
    if type(value) is str:
        return safe_text(value)
    return "" if value is None else value


def _language(tongue: str) -> str:
    """The tag of a tongue (BCP 47)."""
    return "zh-Hans" if tongue == "zh" else tongue

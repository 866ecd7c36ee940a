"""Finds what ships beside the code: the package's own copy first, then the checkout."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parent.parent


def grammar_dir() -> Path:
    """The folder of `duty.lark` and `lexicon/`."""
    return _folder("grammar")


def policies_dir() -> Path:
    """The folder of the policy packs."""
    return _folder("policies")


def guarantee_dir() -> Path:
    """The folder of the book of cases that `duty demo` audits with the pack of the same name."""
    return _folder("examples/guarantee")


@cache
def _folder(name: str) -> Path:
    """The first place that holds `name`; FileNotFoundError tells of a broken installation."""
    places = (_PACKAGE / "_shipped" / name, _CHECKOUT / name)
    for place in places:
        if place.is_dir():
            return place
    raise FileNotFoundError(f"`{name}` is neither in {places[0].parent} nor in {places[1].parent}")

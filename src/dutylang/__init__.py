"""Duties and liability as text in English and Chinese, checked and audited over case records.

A program loads a policy once and assesses one case at a time (`docs/embedding.md`):

    policy = dutylang.load("policy.duty")
    assessment = policy.assess(case, datetime.date(2024, 6, 30))
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dutylang.assessment.model import Finding, Flag, Horizon, Verdict
    from dutylang.assessment.rows import Row
    from dutylang.embedding import Assessment, CaseError, Policy, PolicyError, PreparedCase, load, loads
    from dutylang.values import Moment, Money, Period, Unit

__all__ = [
    "Assessment",
    "CaseError",
    "Finding",
    "Flag",
    "Horizon",
    "Moment",
    "Money",
    "Period",
    "Policy",
    "PolicyError",
    "PreparedCase",
    "Row",
    "Unit",
    "Verdict",
    "load",
    "loads",
]

__version__: str

_PLACES = {
    "dutylang.assessment.model": ("Finding", "Flag", "Horizon", "Verdict"),
    "dutylang.assessment.rows": ("Row",),
    "dutylang.embedding": (
        "Assessment",
        "CaseError",
        "Policy",
        "PolicyError",
        "PreparedCase",
        "load",
        "loads",
    ),
    "dutylang.values": ("Money", "Moment", "Period", "Unit"),
}


def __getattr__(name: str) -> object:
    """What is asked for is imported then: the command line starts without the evaluators."""
    from importlib import import_module

    if name == "__version__":
        return import_module("dutylang.version").VERSION
    for module, names in _PLACES.items():
        if name in names:
            return getattr(import_module(module), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """The names of the module, those that are not imported yet among them."""
    return sorted([*globals(), *__all__])

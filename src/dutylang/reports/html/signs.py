"""The signs of verdicts and results: every meaning has a shape of its own, so that none hangs on colour."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from dutylang.assessment.model import Verdict
from dutylang.assessment.persons import Result

VERDICT_SIGNS: Mapping[Verdict, str] = MappingProxyType(
    {
        Verdict.CONFLICT: "≠",
        Verdict.VIOLATED: "✕",
        Verdict.LATE: "◐",
        Verdict.UNKNOWN: "?",
        Verdict.PENDING: "○",
        Verdict.EXEMPT: "◇",
        Verdict.SATISFIED: "✓",
        Verdict.NOT_APPLICABLE: "–",
    }
)
RESULT_SIGNS: Mapping[Result, str] = MappingProxyType(
    {
        Result.LIABLE: "■",
        Result.MITIGATED: "◧",
        Result.AWAITING_DECISION: "…",
        Result.UNKNOWN: "?",
        Result.EXEMPT: "◇",
        Result.NONE: "–",
    }
)


def sign_of(kind: Verdict | Result) -> str:
    """The sign of a verdict or a result."""
    return VERDICT_SIGNS[kind] if isinstance(kind, Verdict) else RESULT_SIGNS[kind]


def tint_of(kind: Verdict | Result) -> str:
    """The class that colours it: `v-late`, `r-liable`."""
    return f"{'v' if isinstance(kind, Verdict) else 'r'}-{kind.value}"

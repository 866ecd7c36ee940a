"""Problems told in words: where one names what the policy declares, with the label that the reader knows."""

from __future__ import annotations

from types import MappingProxyType

import attrs

from dutylang.diagnostics import Diagnostic, render
from dutylang.reports.names import Names

DECLARED = MappingProxyType(
    {
        "A001": ("name",),
        "A002": ("event",),
        "A004": ("name", "roles"),
        "A005": ("name",),
        "A006": ("name", "roles"),
        "A009": ("name",),
    }
)
"""By the code of a problem met while judging: the arguments that are names of the policy, one or several."""


def spoken(problem: Diagnostic, names: Names) -> Diagnostic:
    """The problem with labels in the place of the policy's names; others as they are.

    What a case brings in (its id, its persons) is never taken for a name of the policy.
    """
    told = {
        key: names.names(f"{problem.args[key]}".split(", "))
        for key in DECLARED.get(problem.code, ())
        if key in problem.args
    }
    return attrs.evolve(problem, args={**problem.args, **told}) if told else problem


def message_of(problem: Diagnostic, names: Names) -> str:
    """The message in the reader's tongue."""
    return render.message(spoken(problem, names), names.tongue)


def help_of(problem: Diagnostic, names: Names) -> str:
    """The help in the reader's tongue; empty when there is none."""
    return render.help_text(spoken(problem, names), names.tongue)

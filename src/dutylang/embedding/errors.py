"""What is raised where a policy does not check or a case document does not fit it."""

from __future__ import annotations

from collections.abc import Mapping

from dutylang.diagnostics import Diagnostic, Severity
from dutylang.diagnostics.render import render
from dutylang.source import Source


class PolicyError(ValueError):
    """A policy that does not check. `diagnostics` say what is wrong; as text they are shown in English."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...], sources: Mapping[str, Source]) -> None:
        super().__init__(diagnostics, sources)
        self.diagnostics = diagnostics
        self.sources = dict(sources)

    def __str__(self) -> str:
        """Every error with its place in the text."""
        return shown(self.diagnostics, self.sources)


class CaseError(ValueError):
    """A case document that cannot be read. `diagnostics` say what is wrong, each with its JSON pointer."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__(diagnostics)
        self.diagnostics = diagnostics

    def __str__(self) -> str:
        """Every error with its place in the document."""
        return shown(self.diagnostics, {})


def shown(diagnostics: tuple[Diagnostic, ...], sources: Mapping[str, Source], tongue: str = "en") -> str:
    """The errors among some diagnostics as text in a tongue (`en` or `zh`), one below the other."""
    errors = [each for each in diagnostics if each.severity is Severity.ERROR]
    return "\n\n".join(render(each, sources, tongue) for each in errors)

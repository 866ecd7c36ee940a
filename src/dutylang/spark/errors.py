"""What is raised where a mapping and DataFrames do not make a book that can be audited."""

from __future__ import annotations

from dutylang.diagnostics import Diagnostic
from dutylang.embedding.errors import shown


class TablesError(ValueError):
    """A mapping with a fault, or DataFrames that do not fit it. `diagnostics` say what is wrong."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__(diagnostics)
        self.diagnostics = diagnostics

    def __str__(self) -> str:
        """Every error, one below the other, in English."""
        return shown(self.diagnostics, {})

"""Every problem is one frozen Diagnostic; its words live in the message catalogue of each tongue."""

from dutylang.diagnostics.model import Diagnostic, Fix, Label, Severity

__all__ = ["Diagnostic", "Fix", "Label", "Severity"]

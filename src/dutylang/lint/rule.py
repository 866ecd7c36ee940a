"""A rule of lint: a code and a function that looks at a policy. Its words are in the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType

import attrs

from dutylang.diagnostics.model import Diagnostic, Fix, Label, Severity
from dutylang.lint.ground import Ground
from dutylang.source import Span

Check = Callable[[Ground], Iterator[Diagnostic]]


@attrs.frozen
class Rule:
    """One rule. `check` gives its findings in any order, each with this code.

    `mends`: whether it offers fixes, for its page: "safe" and "unsafe" as their fixes are, else empty.
    """

    code: str
    check: Check
    mends: str = ""


def finding(
    code: str,
    span: Span,
    *,
    labels: Sequence[Label] = (),
    help: str | None = None,  # noqa: A002  (the word of the diagnostic itself)
    fix: Fix | None = None,
    severity: Severity = Severity.WARNING,
    args: Mapping[str, object] = MappingProxyType({}),
    **more: object,
) -> Diagnostic:
    """A finding of lint: a warning, or a note where it is a matter of style."""
    return Diagnostic(code, span, {**args, **more}, severity, tuple(labels), help, fix)

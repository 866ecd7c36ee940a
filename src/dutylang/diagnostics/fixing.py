"""Fixes → the mended text. Fixes that would touch one another wait for the next round."""

from __future__ import annotations

from collections.abc import Iterable

from dutylang.diagnostics.model import Diagnostic, Fix


def fixes_of(
    problems: Iterable[Diagnostic], source: str, *, unsafe: bool = False
) -> tuple[tuple[Fix, Diagnostic], ...]:
    """The fixes of one source that can be made together, in the order of the text, with what they mend.

    `unsafe`: also those that change what the policy means. Of two that overlap the earlier is kept.
    """
    offered = [
        (each.fix, each)
        for each in problems
        if each.fix is not None and each.fix.span.source == source and (unsafe or each.fix.safe)
    ]
    offered.sort(key=lambda pair: (pair[0].span.start, pair[0].span.end))
    kept: list[tuple[Fix, Diagnostic]] = []
    for fix, problem in offered:
        if kept and _touch(kept[-1][0], fix):
            continue
        kept.append((fix, problem))
    return tuple(kept)


def fixed(text: str, fixes: Iterable[Fix]) -> str:
    """A text with the fixes of it carried out; of two that overlap only the earlier is."""
    parts: list[str] = []
    done = 0
    last: Fix | None = None
    for fix in sorted(fixes, key=lambda each: (each.span.start, each.span.end)):
        if last is not None and _touch(last, fix):
            continue
        parts += [text[done : fix.span.start], fix.text]
        done, last = fix.span.end, fix
    return "".join([*parts, text[done:]])


def _touch(earlier: Fix, later: Fix) -> bool:
    """Whether two fixes change the same characters, or both put something in at the same place."""
    return later.span.start < earlier.span.end or later.span.start == earlier.span.start

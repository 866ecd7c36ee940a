"""L512: words that say the text is not finished, in a label, a heading or a scenario's title."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dutylang.diagnostics.model import Diagnostic
from dutylang.lint.ground import Ground
from dutylang.lint.rule import Rule, finding

QUOTED = re.compile(r'"[^"\n]*"|“[^”\n]*”')
UNFINISHED = re.compile(
    r"\b(?:to[- ]?do|tbd|tba|fixme|xxx+|lorem ipsum|copy of|placeholder|untitled)\b"
    r"|\?\?\?|待定|待补充?|待完善|占位|未命名|副本",
    re.IGNORECASE,
)


def check(ground: Ground) -> Iterator[Diagnostic]:
    """Each such word within quotation marks; comments are where an author may say it."""
    for source, document in ground.texts:
        remarks = [(comment.span.start, comment.span.end) for comment in document.comments]
        for quoted in QUOTED.finditer(source.text):
            found = UNFINISHED.search(quoted[0])
            if found is None or any(start <= quoted.start() < end for start, end in remarks):
                continue
            at = quoted.start() + found.start()
            yield finding("L512", ground.span_in(source.name, at, at + len(found[0])), text=found[0])


RULE = Rule("L512", check)

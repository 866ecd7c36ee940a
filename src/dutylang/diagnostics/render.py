"""Diagnostic → what a person reads in a terminal, or a JSON object. The only place that lays one out."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from dutylang.diagnostics import catalogue, shown
from dutylang.diagnostics.model import Diagnostic, Fix, Label, Severity
from dutylang.source import NOWHERE, Source, Span

TAB_COLUMNS = 4
WIDEST_LINE = 140
"""Columns of a source line that are shown; of a longer line, the part around the caret."""

_LEAD = 30
_LONGEST_FIX = 60
_RESET = "\x1b[0m"
_BOLD = "\x1b[1m"
_BLUE = "\x1b[1;34m"
_GREEN = "\x1b[1;32m"
_SEVERITY_COLOURS = {
    Severity.ERROR: "\x1b[1;31m",
    Severity.WARNING: "\x1b[1;33m",
    Severity.NOTE: "\x1b[1;36m",
}


@attrs.frozen
class _Paint:
    """Wraps text in a colour, or leaves it plain."""

    color: bool

    def __call__(self, style: str, text: str) -> str:
        return f"{style}{text}{_RESET}" if self.color and text else text


@attrs.frozen
class _Mark:
    """Columns of a shown line to underline, from 0, and how."""

    start: int
    width: int
    continues: bool


def message(diagnostic: Diagnostic, tongue: str) -> str:
    """The one-line message of a diagnostic."""
    return catalogue.fill(catalogue.raw(f"{diagnostic.code}.message", tongue), diagnostic.args, tongue)


def help_text(diagnostic: Diagnostic, tongue: str) -> str:
    """The help that the diagnostic names, else the help of its code; empty when there is none."""
    key = f"{diagnostic.code}.helps.{diagnostic.help}" if diagnostic.help else f"{diagnostic.code}.help"
    return catalogue.fill(catalogue.find(key, tongue) or "", diagnostic.args, tongue)


def label_text(label: Label, diagnostic: Diagnostic, tongue: str) -> str:
    """The words of a label: a key of the diagnostic's own code (`labels.here`) or a general key."""
    own = catalogue.find(f"{diagnostic.code}.{label.message}", tongue)
    template = catalogue.raw(label.message, tongue) if own is None else own
    return catalogue.fill(template, {**diagnostic.args, **label.args}, tongue)


def fix_text(fix: Fix, sources: Mapping[str, Source], tongue: str) -> str:
    """One line that says what the fix does."""
    new = _clipped(fix.text.strip() or fix.text)
    source = sources.get(fix.span.source)
    if source is None:
        return catalogue.text("render.fix_write", tongue, new=new)
    old = source.text[fix.span.start : fix.span.end]
    if "\n" in fix.text and not fix.text.strip():
        return catalogue.text("render.fix_break", tongue)
    if "\n" in old and not old.strip() and not fix.text.strip():
        return catalogue.text("render.fix_join", tongue)
    if not old.strip():
        return catalogue.text("render.fix_insert", tongue, new=new)
    if not fix.text:
        return catalogue.text("render.fix_remove", tongue, old=_clipped(old.strip()))
    return catalogue.text("render.fix_replace", tongue, old=_clipped(old.strip()), new=new)


def render(
    diagnostic: Diagnostic, sources: Mapping[str, Source], tongue: str = "en", color: bool = False
) -> str:
    """Several lines, without a last line end: message, place, source line with caret, labels, help, fix.

    `sources` holds the texts by the name that spans carry; a place in a text that is not there is named
    but not shown. Carets stand under the characters they mean, wide characters and tabs included.
    """
    paint = _Paint(color)
    tint = _SEVERITY_COLOURS[diagnostic.severity]
    shown_labels = [label for label in diagnostic.labels if label.span != NOWHERE]
    margin = _margin([diagnostic.span, *(label.span for label in shown_labels)], sources)
    lines = [_head(diagnostic, tongue, paint)]
    if diagnostic.span != NOWHERE:
        lines += _place(diagnostic.span, None, margin, paint)
        lines += _excerpt(diagnostic.span, sources, margin, "^", tint, paint)
    for label in diagnostic.labels:
        words = label_text(label, diagnostic, tongue)
        lines.append(f"{margin} {paint(_BLUE, '=')} {_wrapped('render.label', words, tongue)}")
        if label.span == NOWHERE:
            continue
        same_text = label.span.source == diagnostic.span.source
        if not (same_text and label.span.line == diagnostic.span.line):
            lines += _place(label.span, diagnostic.span, margin, paint)
        lines += _excerpt(label.span, sources, margin, "-", _BLUE, paint)
    lines += _advice(diagnostic, sources, tongue, margin, paint)
    return "\n".join(lines)


def to_json(diagnostic: Diagnostic, tongue: str = "en") -> dict[str, object]:
    """The diagnostic as plain JSON values; `start` and `end` are character offsets, lines count from 1."""
    return {
        "code": diagnostic.code,
        "severity": diagnostic.severity.value,
        "message": message(diagnostic, tongue),
        "help": help_text(diagnostic, tongue) or None,
        "span": _span_json(diagnostic.span),
        "labels": [
            {"message": label_text(label, diagnostic, tongue), "span": _span_json(label.span)}
            for label in diagnostic.labels
        ],
        "fix": diagnostic.fix
        and {
            "text": diagnostic.fix.text,
            "span": _span_json(diagnostic.fix.span),
            "safe": diagnostic.fix.safe,
        },
    }


def _span_json(span: Span) -> dict[str, object] | None:
    return None if span == NOWHERE else attrs.asdict(span)


def _head(diagnostic: Diagnostic, tongue: str, paint: _Paint) -> str:
    severity = catalogue.text(f"severity.{diagnostic.severity.value}", tongue)
    template = catalogue.raw("render.head", tongue)
    before, _, after = template.partition("{message}")
    head = catalogue.fill(before, {"severity": severity, "code": diagnostic.code}, tongue)
    tint = _SEVERITY_COLOURS[diagnostic.severity]
    return f"{paint(tint, head)}{paint(_BOLD, message(diagnostic, tongue))}{after}"


def _place(span: Span, primary: Span | None, margin: str, paint: _Paint) -> list[str]:
    """` --> file:line:column`; a second place in the same text is marked `:::`, as further down or up."""
    arrow = ":::" if primary is not None and span.source == primary.source else "-->"
    return [f"{margin}{paint(_BLUE, arrow)} {shown.visible(span.source)}:{span.line}:{span.column}"]


def _margin(spans: list[Span], sources: Mapping[str, Source]) -> str:
    """Spaces as wide as the longest line number that will be shown."""
    numbers = [span.line for span in spans if span.source in sources]
    return " " * len(str(max(numbers, default=1)))


def _excerpt(
    span: Span, sources: Mapping[str, Source], margin: str, sign: str, style: str, paint: _Paint
) -> list[str]:
    """The first line of the span and the signs under it; nothing when the text is not at hand."""
    source = sources.get(span.source)
    if source is None:
        return []
    line, mark = _shown_line(source, span)
    bar = paint(_BLUE, "|")
    number = paint(_BLUE, str(span.line).rjust(len(margin)))
    signs = sign * mark.width + ("…" if mark.continues else "")
    return [
        f"{margin} {bar}",
        f"{number} {bar} {line}".rstrip(),
        f"{margin} {bar} {' ' * mark.start}{paint(style, signs)}",
    ]


def _shown_line(source: Source, span: Span) -> tuple[str, _Mark]:
    """The line as a terminal may print it, and the columns of the span in it."""
    line = source.line(span.line)
    first = min(span.column - 1, len(line))
    length = max(span.end - span.start, 1)
    cells = _cells(line)
    widths = [width for _, width in cells]
    begin = _first_shown(widths, first)
    prefix = "…" if begin else ""
    texts, used, stop = [prefix], len(prefix), begin
    while stop < len(cells) and used + widths[stop] < WIDEST_LINE:
        texts.append(cells[stop][0])
        used += widths[stop]
        stop += 1
    suffix = "…" if stop < len(cells) else ""
    start = len(prefix) + sum(widths[begin:first])
    marked = sum(widths[first : min(first + length, stop)])
    # An end at the line end itself is an insertion point after the last character, not a second line.
    continues = first + length > len(line) + 1
    return "".join(texts) + suffix, _Mark(start, max(marked, 1), continues)


def _first_shown(widths: list[int], first: int) -> int:
    """The first cell to show, so that the marked one is in view; 0 when the line fits."""
    if sum(widths) < WIDEST_LINE:
        return 0
    begin, lead = first, 0
    while begin > 0 and lead < _LEAD:
        begin -= 1
        lead += widths[begin]
    return begin


def _cells(line: str) -> list[tuple[str, int]]:
    """Each character of a line as the text that shows it and its columns."""
    from wcwidth import wcwidth  # loads more than a command needs that has nothing to tell

    cells: list[tuple[str, int]] = []
    column = 0
    for character in line:
        if character == "\t":
            width = TAB_COLUMNS - column % TAB_COLUMNS
            text = " " * width
        else:
            text = shown.visible_character(character)
            width = sum(max(wcwidth(part), 0) for part in text)
        cells.append((text, width))
        column += width
    return cells


def _advice(
    diagnostic: Diagnostic, sources: Mapping[str, Source], tongue: str, margin: str, paint: _Paint
) -> list[str]:
    texts = []
    if words := help_text(diagnostic, tongue):
        texts.append(_wrapped("render.help", words, tongue))
    if diagnostic.fix is not None:
        words = fix_text(diagnostic.fix, sources, tongue)
        texts.append(words if diagnostic.fix.safe else _wrapped("render.fix_unsafe", words, tongue))
    return [f"{margin} {paint(_GREEN, '=')} {text}" for text in texts]


def _wrapped(key: str, words: str, tongue: str) -> str:
    """Words that are already filled in, behind their heading; their own line ends stay."""
    return catalogue.raw(key, tongue).replace("{text}", words)


def _clipped(text: str) -> str:
    return text if len(text) <= _LONGEST_FIX else f"{text[:_LONGEST_FIX]}…"

"""Puts comments back beside the lines that they were written at."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from dutylang.source import NOWHERE
from dutylang.syntax.ast import Comment
from dutylang.syntax.to_text.lines import INDENT, Line


def text_from_lines(lines: Sequence[Line], comments: Sequence[Comment], mark: str) -> str:
    """The text of laid-out lines: own-line comments before what followed them, others at line ends."""
    own_lines = {comment.span.line for comment in comments if comment.own_line}
    before, behind = _placed(comments, line_places(lines, own_lines), len(lines))
    out: list[str] = []
    for index, line in enumerate(lines):
        if line.blank and out:
            out.append("")
        out.extend(_remark(text, INDENT * line.depth, mark) for text in before[index])
        tail = behind[index]
        out.append(INDENT * line.depth + line.text + ("" if tail is None else f"  {_remark(tail, '', mark)}"))
    out.extend(_remark(text, "", mark) for text in before[-1])
    return "".join(f"{text}\n" for text in out)


def _remark(text: str, indent: str, mark: str) -> str:
    """A comment with its mark."""
    return f"{indent}{mark}{text}".rstrip()


def _placed(
    comments: Sequence[Comment], places: Sequence[int], count: int
) -> tuple[list[list[str]], list[str | None]]:
    """The comments before each line and after the last, and behind each line; none overtakes another."""
    before: list[list[str]] = [[] for _ in range(count + 1)]
    behind: list[str | None] = [None] * count
    least = 0
    for comment in comments:
        if not places or comment.span == NOWHERE:
            before[0].append(comment.text)
            continue
        tail = max(bisect_right(places, comment.span.line) - 1, 0)
        if comment.own_line or tail < least:
            least = max(least, bisect_left(places, comment.span.line)) if comment.own_line else least
            before[least].append(comment.text)
            continue
        earlier = behind[tail]
        if earlier is not None:
            before[tail].append(earlier)
        behind[tail], least = comment.text, tail
    return before, behind


def line_places(lines: Sequence[Line], own_lines: set[int]) -> list[int]:
    """The source line of each line, never falling; empty when the tree does not say where it comes from.

    A line without a place of its own comes after the one above it, past the comments in between, and not
    after the next line whose place is known.
    """
    known = [None if line.at is None or line.at == NOWHERE else line.at.line for line in lines]
    if not any(known):
        return []
    places: list[int] = []
    for index, place in enumerate(known):
        last = places[-1] if places else 0
        places.append(max(last, _guessed(known[index:], last, own_lines) if place is None else place))
    return places


def _guessed(known: Sequence[int | None], last: int, own_lines: set[int]) -> int:
    """The source line of a line that does not know it, from the line above and those below."""
    place = last + 1
    while place in own_lines:
        place += 1
    return min(place, next((later for later in known if later is not None), place))

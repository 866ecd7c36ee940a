"""An audit grouped by person, article, duty or field, as tables in text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum

from dutylang.assessment.model import Verdict
from dutylang.assessment.persons import Result
from dutylang.reports.cells import safe_text
from dutylang.reports.grouping import GROUPINGS, Group, Groups
from dutylang.reports.layout import BOLD, DIM, Paint, table
from dutylang.reports.names import Names

NOTHING = "·"
INDENT = "  "
MOST_GROUPS = 40


def groups_lines(groups: Groups, names: Names, paint: Paint) -> list[str]:
    """Cases by group and verdict, then results on persons by group where there are any."""
    rows = [(group, counts) for group, counts in groups.counts.items() if counts.cases]
    results = [(group, counts) for group, counts in groups.counts.items() if counts.results]
    by, ground = _by(groups, names, "duty"), _by(groups, names, "ground")
    lines = counts_table(
        names.text("audit.groups", by=by),
        by,
        [(_group(group, groups, names), [counts.cases[each] for each in Verdict]) for group, counts in rows],
        list(Verdict),
        [names.text(f"verdict.{each.value}") for each in Verdict],
        (paint, paint.verdict),
        names,
        MOST_GROUPS,
    )
    if not results:
        return lines
    return [
        *lines,
        "",
        *counts_table(
            names.text("audit.group_results", by=ground),
            ground,
            [(_group(group, groups, names), [c.results[each] for each in Result]) for group, c in results],
            list(Result),
            [names.text(f"result.{each.value}") for each in Result],
            (paint, paint.result),
            names,
            MOST_GROUPS,
        ),
    ]


def counts_table(
    title: str,
    head: str,
    rows: Sequence[tuple[str, list[int]]],
    kinds: Sequence[Enum],
    words: Sequence[str],
    paints: tuple[Paint, Callable[[Enum, str], str]],
    names: Names,
    most: int | None = None,
) -> list[str]:
    """A titled table of counts: one row a group, one column for each kind that occurs; at most so many rows."""
    paint, coloured = paints
    shown = rows if most is None else rows[:most]
    used = [place for place in range(len(kinds)) if any(counts[place] for _, counts in rows)]
    plain = [[head, *(words[place] for place in used)]]
    plain += [[name, *(str(counts[place] or NOTHING) for place in used)] for name, counts in shown]
    laid = table(plain)
    lines = [paint(BOLD, title), INDENT + paint(DIM, INDENT.join(laid[0]))]
    for row, bare in zip(laid[1:], plain[1:], strict=True):
        cells = [
            paint(DIM, cell) if text == NOTHING else coloured(kinds[place], cell)
            for place, cell, text in zip(used, row[1:], bare[1:], strict=True)
        ]
        lines.append(INDENT + INDENT.join([row[0], *cells]))
    if len(rows) > len(shown):
        lines.append(INDENT + names.text("audit.more_groups", count=len(rows) - len(shown)))
    return lines


def _by(groups: Groups, names: Names, duty: str) -> str:
    """What the groups are of; results stand under grounds where verdicts stand under duties."""
    if groups.is_field or groups.by not in GROUPINGS:
        return names.name(groups.by)
    return names.text(f"audit.by_{duty if groups.by == 'duty' else groups.by}")


def _group(group: Group, groups: Groups, names: Names) -> str:
    if group is None:
        return names.text("audit.group_unknown")
    if groups.is_field and group in ("yes", "no"):
        return names.text(f"value.{group}")
    if groups.by == "article" and not groups.is_field:
        return names.article(group)
    return safe_text(names.name(group))

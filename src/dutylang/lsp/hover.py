"""What stands at a place, said in words: a duty with its deadline, who holds a role, what a parameter is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from dutylang.diagnostics import catalogue
from dutylang.lsp.analysis import Analysis, Place
from dutylang.lsp.checking import Told
from dutylang.lsp.index import Symbol
from dutylang.lsp.telling import Speaker, escaped, words_of_task
from dutylang.lsp.workspace import View
from dutylang.policy.declarations import Entry, Sort
from dutylang.source import Span
from dutylang.syntax import ast

MOST_LINES = 30
"""Lines of a declaration that are shown as they stand."""
MOST_HOLDERS = 12
"""Holders of a role that are named."""

Words = tuple[str, Place]


def hover(view: View, offset: int, tongue: str, problems: Sequence[Told] = ()) -> Words | None:
    """What is told at a character, in Markdown, and of which characters. `problems` are those known of the text."""
    pages = [_page(each, tongue) for each in problems if each.start <= offset < max(each.end, each.start + 1)]
    found = view.analysis.occurrence_at(view.parsed, offset)
    speaker = Speaker(view.analysis, tongue)
    told: Words | None = None
    if found is not None:
        occurrence, place = found
        told = _of_symbol(occurrence.symbol, speaker, view, offset), place
    else:
        told = _of_clause(view, offset, speaker)
    if told is None and not pages:
        return None
    words, place = told if told is not None else ("", Place(view.parsed.name, offset, offset))
    return "\n\n---\n\n".join(each for each in (words, *dict.fromkeys(pages)) if each), place


def _page(problem: Told, tongue: str) -> str:
    """What `duty rule` says of a code."""
    entry = catalogue.entry(problem.code, tongue)
    if entry is None or not entry.explain:
        return ""
    parts = [f"**{problem.code}** {' '.join(entry.explain.split())}"]
    for key in ("why", "instead"):
        words = catalogue.find(f"{problem.code}.{key}", tongue)
        if words:
            parts.append(" ".join(words.split()))
    if entry.example:
        parts.append(f"```duty\n{entry.example}\n```")
    return "\n\n".join(parts)


# ---- symbols -----------------------------------------------------------------------------------


def _of_symbol(symbol: Symbol, speaker: Speaker, view: View, offset: int) -> str:
    entries = speaker.analysis.index.by_symbol.get(symbol, ())
    if not entries:
        return ""
    entry = entries[0]
    head = speaker.text(
        "hover.head",
        sort=speaker.text(f"sort.{_sort_key(entry)}"),
        name=symbol.name,
        label=escaped(speaker.label(symbol.name)),
    )
    tell = _TELL.get(symbol.sort, _declared)
    parts = [head, *_article(entry, speaker), *tell(entry, speaker, view, offset)]
    return "\n\n".join(part for part in parts if part)


def _sort_key(entry: Entry) -> str:
    return entry.node.kind.value if isinstance(entry.node, ast.Duty) else entry.sort.value


def _article(entry: Entry, speaker: Speaker) -> Iterator[str]:
    """Under which article a rule stands."""
    for parsed in speaker.analysis.texts.values():
        for reading, _ in speaker.analysis.readings(parsed):
            if reading.piece.key != entry.declared.span.source:
                continue
            for item in reading.document.items:
                if isinstance(item, ast.Article) and entry.node in item.rules:
                    words = dict(item.title.words)
                    title = words.get(speaker.tongue) or next(iter(words.values()), "")
                    number = speaker.teller.citation(item.number)
                    yield escaped(f"{number} {title}".strip())
                    return


def _duty(entry: Entry, speaker: Speaker, _view: View, _offset: int) -> Iterator[str]:
    if isinstance(entry.node, ast.Duty) and (tasks := speaker.tasks(entry.node)):
        yield "\n\n---\n\n".join(words_of_task(task, speaker) for task in tasks)
    else:
        yield from _declared(entry, speaker, _view, _offset)


def _role(entry: Entry, speaker: Speaker, view: View, offset: int) -> Iterator[str]:
    role = entry.node
    if not isinstance(role, ast.Role):
        return
    index = speaker.analysis.index
    lines = [speaker.text(f"hover.kind_{role.kind.value}")]
    chain = _chain(role.declared.name, speaker)
    if chain:
        arrow = " → "
        names = arrow.join(escaped(speaker.label(name)) for name in chain)
        lines.append(speaker.text("hover.reports_to", roles=names))
    below = [
        escaped(speaker.label(name))
        for name, each in index.roles.items()
        if each.reports_to is not None and each.reports_to.text == role.declared.name
    ]
    comma = catalogue.text("list.comma", speaker.tongue)
    if below:
        lines.append(speaker.text("hover.below", roles=comma.join(below)))
    readings = (
        each for parsed in speaker.analysis.texts.values() for each in speaker.analysis.readings(parsed)
    )
    borne = sum(reading.borne.get(role.declared.name, 0) for reading, _ in readings)
    lines.append(speaker.text("hover.bears", count=borne))
    yield "\n".join(f"- {line}" for line in lines)
    yield from _holders(role.declared.name, speaker, view, offset)


def _chain(name: str, speaker: Speaker) -> list[str]:
    found: list[str] = []
    above = speaker.above
    current = above.get(name)
    while current is not None and current not in found:
        found.append(current)
        current = above.get(current)
    return found


def _holders(role: str, speaker: Speaker, view: View, offset: int) -> Iterator[str]:
    """Who holds a role: in the scenario around the place, else in the scenarios of the policy."""
    scenarios = list(_scenarios(view.analysis))
    here = [
        each for each, place in scenarios
        if place.text == view.parsed.name and place.start <= offset <= place.end
    ]  # fmt: skip
    found: dict[str, None] = {}
    for scenario in here or [each for each, _ in scenarios]:
        for given in scenario.givens:
            if isinstance(given, ast.GivenHolder) and given.role.text == role:
                key = "held_until" if given.until is not None else "held_from"
                words = speaker.text(
                    f"hover.{key}",
                    person=escaped(given.person),
                    since=given.since.isoformat(),
                    until="" if given.until is None else given.until.isoformat(),
                )
                found[words] = None
    if not found:
        yield speaker.text("hover.no_holders")
        return
    lines = [f"- {words}" for words in list(found)[:MOST_HOLDERS]]
    if len(found) > MOST_HOLDERS:
        lines.append(f"- … {len(found) - MOST_HOLDERS}")
    yield speaker.text("hover.holders_here" if here else "hover.holders")
    yield "\n".join(lines)


def _scenarios(analysis: Analysis) -> Iterator[tuple[ast.Scenario, Place]]:
    for parsed in analysis.texts.values():
        for reading, _ in analysis.readings(parsed):
            for item in reading.document.items:
                if isinstance(item, ast.Scenario) and (place := analysis.place(item.span)) is not None:
                    yield item, place


def _parameter(entry: Entry, speaker: Speaker, _view: View, _offset: int) -> Iterator[str]:
    values = speaker.values(entry.declared.name)
    yield "\n".join(f"- **{escaped(value)}**" for value in values)
    if any(each.house_default for each in speaker.analysis.index.parameters.get(entry.declared.name, ())):
        yield speaker.text("hover.house_default")


def _field(entry: Entry, speaker: Speaker, _view: View, _offset: int) -> Iterator[str]:
    symbol = Symbol(Sort.FIELD, entry.declared.name)
    lines = []
    for each in speaker.analysis.index.by_symbol.get(symbol, ()):
        node: Any = each.node
        field = next(field for field in node.fields if field.declared is each.declared)
        words = " ".join(speaker.analysis.words(field.type.span).split())
        lines.append(
            speaker.text(
                "hover.field_of", owner=escaped(speaker.label(node.declared.name)), type=f"`{words}`"
            )
        )
    yield "\n".join(f"- {line}" for line in lines[:MOST_HOLDERS])


def _value(entry: Entry, speaker: Speaker, _view: View, _offset: int) -> Iterator[str]:
    symbol = Symbol(Sort.VALUE, entry.declared.name)
    owners = [
        escaped(speaker.label(each.node.declared.name))
        for each in speaker.analysis.index.by_symbol.get(symbol, ())
        if isinstance(each.node, ast.Field)
    ]
    if owners:
        comma = catalogue.text("list.comma", speaker.tongue)
        yield speaker.text("hover.value_of", fields=comma.join(dict.fromkeys(owners)))


def _declared(entry: Entry, speaker: Speaker, _view: View, _offset: int) -> Iterator[str]:
    """The declaration as it stands."""
    span = getattr(entry.node, "span", entry.declared.span)
    lines = speaker.analysis.words(span).rstrip().split("\n")
    shown = [*lines[:MOST_LINES], *(["…"] if len(lines) > MOST_LINES else [])]
    yield "```duty\n" + "\n".join(shown) + "\n```"


_TELL: dict[Sort, Callable[[Entry, Speaker, View, int], Iterator[str]]] = {
    Sort.RULE: _duty,
    Sort.ROLE: _role,
    Sort.PARAMETER: _parameter,
    Sort.FIELD: _field,
    Sort.VALUE: _value,
}


# ---- clauses -----------------------------------------------------------------------------------


def _of_clause(view: View, offset: int, speaker: Speaker) -> Words | None:
    """Between the names of a duty: what it asks of whom and until when."""
    piece, start = view.parsed.at(offset)
    mark = next(
        (m for m in view.analysis.reading(piece, view.parsed).marks if m.start <= offset - start < m.end),
        None,
    )
    if mark is None:
        return None
    for item in view.analysis.reading(piece, view.parsed).document.items:
        for rule in item.rules if isinstance(item, ast.Article) else ():
            if isinstance(rule, ast.Duty) and _holds(rule.span, offset - start):
                tasks = speaker.tasks(rule)
                if not tasks:
                    return None
                head = speaker.text(
                    "hover.head",
                    sort=speaker.text(f"sort.{rule.kind.value}"),
                    name=rule.declared.name,
                    label=escaped(speaker.label(rule.declared.name)),
                )
                told = [words_of_task(task, speaker) for task in tasks]
                place = Place(view.parsed.name, start + mark.start, start + mark.end)
                return "\n\n---\n\n".join([f"{head}\n\n{told[0]}", *told[1:]]), place
    return None


def _holds(span: Span, offset: int) -> bool:
    return span.start <= offset < span.end

"""What stands behind the articles: parameters, roles, judgements, definitions, sanctions, versions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence

from dutylang.reports.policy_doc.blocks import definition_sentence
from dutylang.reports.policy_doc.edition import Edition, PlacedArticle, VersionInfo, versions_of
from dutylang.reports.policy_doc.model import Annex, Grid, GridRow, Run, Text
from dutylang.reports.policy_doc.notes import Notes, named_key, rule_key
from dutylang.reports.policy_doc.periods import no_text
from dutylang.reports.policy_doc.prose import Teller

Cited = Mapping[str, Text]
"""Each article by its reference, as it is cited, leading to its place."""


def annexes_of(edition: Edition, teller: Teller, cited: Cited, notes: Notes) -> tuple[Annex, ...]:
    """The annexes that have something to say."""
    makers: dict[str, Callable[[], Grid | None]] = {
        "parameters": lambda: _parameters(edition, teller, cited, notes),
        "roles": lambda: _roles(edition, teller),
        "judgements": lambda: _judgements(edition, teller, notes),
        "definitions": lambda: _definitions(edition, teller, notes),
        "grades": lambda: _grades(edition, teller),
        "versions": lambda: _versions(edition, teller, cited),
    }
    found = []
    for key, make in makers.items():
        grid = make()
        if grid is not None:
            found.append(Annex(key, teller.text(f"annex.{key}"), teller.text(f"annex.{key}_lead"), (grid,)))
    return tuple(found)


def _grid(teller: Teller, columns: Sequence[str], rows: Sequence[GridRow], *shares: float) -> Grid | None:
    head = tuple(teller.text(f"column.{key}") for key in columns)
    return Grid("", head, tuple(rows), shares) if rows else None


def _words(text: str) -> tuple[Text, ...]:
    return ((Run(text),),) if text else (no_text(),)


# ---- parameters --------------------------------------------------------------------------------


def parameters_of_article(placed: PlacedArticle, edition: Edition, teller: Teller) -> Grid | None:
    """The parameters that the rules of an article speak of, with their values."""
    names = [name for name, users in edition.used_by.items() if placed in users]
    rows = [
        GridRow(((teller.opened(teller.linked(name)),), tuple(_values(name, teller)), _origin(name, teller)))
        for name in names
    ]
    return _grid(teller, ("parameter", "value", "origin"), rows, 3, 2, 2)


def _parameters(edition: Edition, teller: Teller, cited: Cited, notes: Notes) -> Grid | None:
    rows = []
    for name in edition.parameters:
        users = dict.fromkeys(placed.reference for placed in edition.used_by[name])
        used = teller.list_of(cited[reference] for reference in users) if users else no_text()
        remarks = [(Run(note.text),) for note in notes.get(named_key(name), ())]
        label = (teller.opened((Run(teller.label(name)),)), (Run(name),))
        rows.append(
            GridRow(
                ((*label, *remarks), tuple(_values(name, teller)), _origin(name, teller), (used,)),
                teller.anchors[name],
            )
        )
    return _grid(teller, ("parameter", "value", "origin", "used_in"), rows, 4, 3, 2, 4)


def _values(name: str, teller: Teller) -> Iterator[Text]:
    for value in teller.values(name):
        yield (Run(value),)


def _origin(name: str, teller: Teller) -> tuple[Text, ...]:
    """Whether each version of a value is the house's own guess."""
    found = ["origin.house" if each.house_default else "origin.policy" for each in teller.parameters[name]]
    kinds = dict.fromkeys(found) if len(set(found)) == 1 else found
    return tuple(teller.text_of(key) for key in kinds)


# ---- who, what and when ------------------------------------------------------------------------


def _roles(edition: Edition, teller: Teller) -> Grid | None:
    rows = []
    for name, role in edition.policy.vocabulary.roles.items():
        above = teller.linked(role.reports_to) if role.reports_to is not None else no_text()
        kind = teller.text(f"bearer.{role.kind.value}")
        label = (teller.opened((Run(teller.label(name)),)), (Run(name),))
        rows.append(GridRow((label, _words(kind), (above,)), teller.anchors[name]))
    return _grid(teller, ("role", "kind", "reports_to"), rows, 3, 2, 3)


def _judgements(edition: Edition, teller: Teller, notes: Notes) -> Grid | None:
    rows = []
    for each in edition.judgements:
        name = each.declared.name
        within = teller.limit(each.within) if each.within is not None else no_text()
        basis = teller.linked_all(item.text for item in each.on) if each.on else no_text()
        remarks = [(Run(note.text),) for note in notes.get(named_key(name), ())]
        label = (teller.opened((Run(teller.label(name)),)), (Run(name),), *remarks)
        by = teller.linked_all(role.text for role in each.by)
        rows.append(GridRow((label, (by,), (teller.opened(within),), (basis,)), teller.anchors[name]))
    return _grid(teller, ("judgement", "decided_by", "by_when", "basis"), rows, 3, 3, 3, 2)


def _definitions(edition: Edition, teller: Teller, notes: Notes) -> Grid | None:
    rows = []
    for each in edition.definitions:
        name = each.declared.name
        remarks = [(Run(note.text),) for note in notes.get(rule_key(each, None), ())]
        label = (teller.opened((Run(teller.label(name)),)), (Run(name),), *remarks)
        rows.append(GridRow((label, (definition_sentence(each, teller),)), teller.anchors[name]))
    return _grid(teller, ("term", "meaning"), rows, 2, 5)


def _grades(edition: Edition, teller: Teller) -> Grid | None:
    grades = edition.policy.vocabulary.grades
    rows = [
        GridRow((_words(str(number)), (teller.opened(teller.linked(grade)),)))
        for number, grade in enumerate(grades, 1)
    ]
    return _grid(teller, ("number", "grade"), rows, 1, 9)


# ---- versions ----------------------------------------------------------------------------------


def _versions(edition: Edition, teller: Teller, cited: Cited) -> Grid | None:
    rows = [_version_row(each, teller, cited) for each in versions_of(edition)]
    return _grid(teller, ("version", "in_force", "published", "remark"), rows, 2, 4, 2, 5)


def _version_row(version: VersionInfo, teller: Teller, cited: Cited) -> GridRow:
    days = days_of(version.since, version.until, teller)
    remarks = [teller.text_of("version.shown")] if version.is_shown else []
    if version.reaches_open:
        remarks.append(teller.text_of("version.reaches_open"))
    if version.differs:
        different = teller.list_of(_cited(name, teller, cited) for name in version.differs)
        remarks.append(teller.text_around("version.differs", different))
    published = teller.names.day(version.published) if version.published is not None else ""
    cells = (_words(version.version), _words(days), _words(published), tuple(remarks) or (no_text(),))
    return GridRow(cells)


def _cited(reference: str, teller: Teller, cited: Cited) -> Text:
    return cited.get(reference) or (Run(teller.names.article(reference)),)


def days_of(since: dt.date, until: dt.date | None, teller: Teller) -> str:
    """From when, and until when where it ends."""
    if until is None:
        return teller.text("from", since=teller.names.day(since))
    return teller.text("until", since=teller.names.day(since), until=teller.names.day(until))

"""Until when something is owed, and how that is counted, in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from dutylang.calendars.conventions import CONVENTIONS
from dutylang.policy.head import COUNTING
from dutylang.policy.walk import nodes
from dutylang.reports.policy_doc.model import Run, Text
from dutylang.reports.policy_doc.prose import Teller
from dutylang.syntax.ast import (
    AsNextEvent,
    Before,
    BeforeEvent,
    Between,
    ByDate,
    ByDay,
    ByDifferentPersons,
    ByOtherThan,
    Clause,
    Duration,
    DurationLiteral,
    EndOf,
    Every,
    EverySince,
    ForTheSame,
    FromUntil,
    Limit,
    Obligation,
    OnDayOf,
    Roll,
    SameDay,
    Settings,
    Times,
)
from dutylang.syntax.to_text.clauses import clause_pieces
from dutylang.syntax.to_text.words import duration_text, setting_text
from dutylang.values import Unit

NO_LIMIT = (Times, ForTheSame, ByDifferentPersons, ByOtherThan, AsNextEvent)

ENDS = (Unit.DAY, Unit.WEEK, Unit.MONTH, Unit.QUARTER, Unit.YEAR)
"""Periods whose end has words of its own."""


def limits_of(obligation: Obligation) -> list[Limit]:
    """The limits among the bounds of an obligation."""
    return [bound for bound in obligation.bounds if not isinstance(bound, NO_LIMIT)]


def deadline_of(obligation: Obligation, scope: Sequence[Clause], teller: Teller, *, runs_on: bool) -> Text:
    """The deadline of an obligation with its other limits and extensions.

    Without a limit it is that of the window; `runs_on`: what holds all along has none.
    """
    texts = [teller.limit(limit) for limit in limits_of(obligation)]
    if not texts:
        texts = [teller.text_of("deadline.always") if runs_on else implied_deadline(scope, teller)]
    for piece in clause_pieces(
        Obligation(
            (), obligation.modal, obligation.act, instead=obligation.instead, extended=obligation.extended
        ),
        teller.words,
    )[1:]:
        texts.append(teller.runs(piece.text))
    return teller.list_of(texts, teller.names.text("report.semicolon"))


def implied_deadline(scope: Sequence[Clause], teller: Teller) -> Text:
    """Until when a duty without a deadline is owed: as long as its window is open, else until closing."""
    for clause in scope:
        match clause:
            case Between(end=end):
                return teller.limit(BeforeEvent(end))
            case Before(event=event):
                return teller.limit(BeforeEvent(event))
            case OnDayOf(event=event):
                return teller.limit(SameDay(event))
            case Every(unit=unit) if unit in ENDS:
                return teller.limit(EndOf(unit))
            case Every():
                return teller.limit(EndOf(Unit.DAY))
            case EverySince(duration=duration):
                return teller.runs(clause_pieces(EverySince(duration), teller.words)[0].text)
            case _:
                continue
    for clause in scope:
        if isinstance(clause, FromUntil) and clause.end is not None:
            return teller.limit(BeforeEvent(clause.end))
    return teller.text_of("deadline.closing")


# ---- counting ----------------------------------------------------------------------------------


def counting_of(clauses: Iterable[object], teller: Teller, head: Settings) -> str:
    """How the periods in some clauses are counted, each way once; `head`: the settings of the policy."""
    found = dict.fromkeys(
        words for settings, unit in _counted(clauses, teller) if (words := _way(settings, unit, teller, head))
    )
    return teller.names.text("report.semicolon").join(found)


def _counted(clauses: Iterable[object], teller: Teller) -> Iterator[tuple[Settings, Unit | None]]:
    """Each period with its settings and its unit; a day that is named has no unit."""
    for node in nodes(*clauses):
        settings = getattr(node, "settings", None)
        if isinstance(settings, Settings):
            duration = getattr(node, "duration", None)
            if isinstance(duration, Duration):
                yield from ((settings, unit) for unit in _units(duration, teller))
            elif isinstance(node, (ByDay, ByDate, EndOf)):
                yield settings, Unit.DAY
        elif isinstance(node, EverySince):
            yield from ((Settings(), unit) for unit in _units(node.duration, teller))


def _units(duration: Duration, teller: Teller) -> Iterator[Unit]:
    """The unit of a period, or those of the parameter that holds it."""
    if duration.unit is not None:
        yield duration.unit
    elif duration.parameter is not None:
        for each in teller.parameters.get(duration.parameter.text, ()):
            if isinstance(each.value, DurationLiteral) and each.value.duration.unit is not None:
                yield each.value.duration.unit


def _way(settings: Settings, unit: Unit | None, teller: Teller, head: Settings) -> str:
    convention = CONVENTIONS[settings.counting or head.counting or COUNTING]
    calendar = setting_words(settings.calendar or head.calendar or "", teller)
    if unit is Unit.WORKING_DAY:
        return teller.text("counting.working", calendar=calendar)
    if unit is None or unit.is_elapsed or convention.clock_days:
        return teller.text("counting.clock")
    rolls = convention.rolls if settings.roll is Roll.BY_CONVENTION else settings.roll is Roll.ROLLING
    return teller.text("counting.rolls" if rolls else "counting.stays", calendar=calendar)


def setting_words(name: str, teller: Teller) -> str:
    """A calendar or convention by the tongue's word for it."""
    return "".join(run.text for run in teller.runs(setting_text(name, teller.words))) if name else ""


def period_words(duration: Duration, teller: Teller) -> Text:
    """A period."""
    return teller.runs(duration_text(duration, teller.words))


def no_text() -> Text:
    """What stands in an empty cell."""
    return (Run("—"),)

"""A case for a vocabulary: a plain one, of which all is told, or one with every gap that a record may have."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from zoneinfo import ZoneInfo

import attrs

from dutylang.cases.moments import order_key
from dutylang.cases.record import (
    BEGINNING,
    CaseRecord,
    DocumentRecord,
    Entry,
    EventRecord,
    Holding,
    JudgementRecord,
    NoValue,
    Participant,
    RecordValue,
    Series,
    SuppliedFigure,
)
from dutylang.ops.types import Kind, Type
from dutylang.policy.model import FieldInfo, ShapeInfo, Vocabulary
from dutylang.values import Moment, Money, Period, Unit
from tests.differential.dice import Dice

PEOPLE = ("An", "Bo", "Cy", "Di")
SPAN = 16
"""The days over which most events lie."""
HOURS = (9, 9, 9, 17, 0, 12, 23)


def _plain_values(type_: Type) -> Sequence[object]:
    """Some values of a type without parts."""
    match type_.kind:
        case Kind.NUMBER:
            return [Decimal(each) for each in ("0", "1", "2", "3", "2.5")]
        case Kind.PERCENT:
            return [Decimal(each) for each in ("0", "2.5", "50", "100", "120")]
        case Kind.MONEY:
            sums = ("50", "100", "100.50", "300", "1000", "0")
            return [Money(Decimal(each), type_.currency or "CNY") for each in sums]
        case Kind.TEXT:
            return ["x", "y", "z"]
        case Kind.YES_NO:
            return [True, False]
        case _:
            return [
                Period(3, Unit.MONTH),
                Period(1, Unit.YEAR),
                Period(2, Unit.MONTH),
                Period(1, Unit.QUARTER),
            ]


@attrs.frozen
class Maker:
    """What the cases of one book share.

    `plain`: everything is told; `times`: moments have a time of day. `scripts` are events in an order in which
    a rule has something to say of them.
    """

    dice: Dice
    words: Vocabulary
    tz: ZoneInfo
    base: dt.date
    plain: bool
    times: bool
    scripts: tuple[tuple[str, ...], ...] = ()

    # ---- moments ------------------------------------------------------------------------------

    def day(self, least: int = 0, most: int = SPAN) -> dt.date:
        """A day near the base."""
        return self.base + dt.timedelta(days=self.dice.number(least, most))

    def moment(self, least: int = 0, most: int = SPAN) -> Moment:
        """A day, or a time on it; plain cases of one book have all one or all the other."""
        day = self.day(least, most)
        timed = self.times if self.plain else self.dice.chance(55)
        return self.at(day, self.dice.one(*HOURS)) if timed else Moment(day)

    def at(self, day: dt.date, hour: int) -> Moment:
        """A time of a day, as a reader gives it: in the policy's zone."""
        minute = 30 if hour == 12 else 0
        return Moment(day, dt.datetime(day.year, day.month, day.day, hour, minute, tzinfo=self.tz))

    def gap(self, percent: int) -> bool:
        """Whether something is left out or unsaid here; never in a plain case."""
        return not self.plain and self.dice.chance(percent)

    # ---- values -------------------------------------------------------------------------------

    def value(self, type_: Type, depth: int = 0) -> object:
        """A value of a type, near those that the conditions compare with."""
        match type_.kind:
            case Kind.DATE:
                return self.day(-20, SPAN)
            case Kind.DATE_TIME:
                return self.at(self.day(-3, SPAN), self.dice.one(*HOURS)).instant
            case Kind.ONE_OF:
                return self.dice.one(*type_.values)
            case Kind.SET_OF:
                return frozenset(self.dice.some(type_.values, 0))
            case Kind.LIST_OF:
                shape = self.words.records[type_.record or ""]
                return tuple(
                    RecordValue(self.attributes(shape, depth + 1)) for _ in range(self.dice.number(0, 3))
                )
            case Kind.RECORD:
                return self._record(type_.record or "", depth)
            case _:
                return self.dice.one(*_plain_values(type_))

    def _record(self, name: str, depth: int) -> object:
        """A record, or a case that is linked to."""
        if name in self.words.records:
            return RecordValue(self.attributes(self.words.records[name], depth + 1))
        if depth > 1:
            return NoValue.ABSENT if self.dice.chance(50) else NoValue.STATED_UNKNOWN
        return RecordValue(
            self.attributes(self.words.cases[name], depth + 1), id=f"K-{self.dice.number(1, 2)}"
        )

    def series(self, type_: Type) -> Series:
        """The values of a tracked field over time."""
        entries = []
        if self.plain or self.dice.chance(60):
            start = BEGINNING if self.dice.chance(50) else Moment(self.base - dt.timedelta(days=10))
            entries.append(Entry(start, self.value(type_)))
        for _ in range(self.dice.one(0, 1, 1, 2, 3)):
            effective = self.moment(-2)
            recorded = self.moment(0, SPAN + 4) if self.gap(25) else None
            unsaid = self.gap(12)
            entries.append(
                Entry(effective, NoValue.STATED_UNKNOWN if unsaid else self.value(type_), recorded)
            )
        # Two values of one moment are a fault of a record.
        by_moment = {order_key(entry.effective_at, self.tz): entry for entry in entries}
        return Series(tuple(by_moment[moment] for moment in sorted(by_moment)))

    def field(self, info: FieldInfo, depth: int = 0) -> object:
        """A field's value; None where it is not supplied."""
        if self.gap(12):
            return self.dice.one(None, NoValue.STATED_UNKNOWN)
        if info.optional and self.dice.chance(35):
            return NoValue.ABSENT
        return self.series(info.type) if info.tracked else self.value(info.type, depth)

    def attributes(self, shape: ShapeInfo, depth: int = 0) -> dict[str, object]:
        """The fields of a case or record, or the attributes of an event."""
        found = {name: self.field(info, depth) for name, info in shape.fields.items()}
        return {name: value for name, value in found.items() if value is not None}

    # ---- what happened --------------------------------------------------------------------------

    def actors(self, day: dt.date, holders: tuple[Holding, ...]) -> tuple[Participant, ...]:
        """Who acted: mostly one, and mostly one who held a role; in plain cases somebody always did."""
        count = self.dice.one(1, 1, 1, 1, 2) if self.plain else self.dice.one(1, 1, 1, 2, 0)
        roles = tuple(self.words.roles)
        held = [
            each.person for each in holders if each.since <= day and (each.until is None or day <= each.until)
        ]
        people = tuple(dict.fromkeys(held)) if held and self.dice.chance(70) else PEOPLE
        chosen = [people[0]] if self.dice.chance(40) else self.dice.some(people, count, count)
        return tuple(Participant(person, self.dice.one(None, None, *roles)) for person in chosen[:count])

    def script(self, holders: tuple[Holding, ...], found: list[EventRecord]) -> None:
        """Adds the events of a script, one after the other, some days apart."""
        day = self.day(0, SPAN - 6)
        for what in self.dice.one(*self.scripts):
            if self.dice.chance(12):
                continue
            day += dt.timedelta(days=self.dice.one(0, 0, 1, 1, 2, 3, 4, 5, 8))
            timed = self.times if self.plain else self.dice.chance(55)
            at = self.at(day, self.dice.one(*HOURS)) if timed else Moment(day)
            found.append(self.event(len(found), found, holders, what, at))

    def event(
        self,
        place: int,
        earlier: list[EventRecord],
        holders: tuple[Holding, ...],
        what: str | None = None,
        at: Moment | None = None,
    ) -> EventRecord:
        """One event; often at the very moment of another, as in real logs."""
        what = what or self.dice.one(*self.words.events)
        if earlier and self.dice.chance(20):
            at = self.dice.one(*earlier).at
        elif self.gap(3):
            at = Moment(self.day(SPAN, 60))
        at = at or self.moment()
        recorded = None
        if self.dice.chance(10) if self.plain else self.dice.chance(20):
            recorded = Moment(at.day + dt.timedelta(days=self.dice.number(0, 9)))
        identity = f"e{place}" if self.dice.chance(40) or self.gap(20) else None
        known = [each.id for each in earlier if each.id is not None]
        target = self.dice.one(*known) if known and self.gap(12) else None
        voids = self.dice.chance(60)
        return EventRecord(
            what,
            at,
            place,
            self.actors(at.day, holders),
            self.attributes(self.words.events[what]),
            recorded,
            seq=self.dice.number(0, 2) if self.gap(15) else None,
            id=identity,
            voids=target if voids else None,
            replaces=None if voids else target,
        )

    def events(self, holders: tuple[Holding, ...]) -> tuple[EventRecord, ...]:
        """The events of a case in the order in which a reader puts them; their places are those of the file."""
        found: list[EventRecord] = []
        for _ in range(self.dice.one(0, 1, 1, 2, 3) if self.scripts else 0):
            self.script(holders, found)
        for _ in range(self.dice.one(0, 1, 2, 3, 4, 6, 9)):
            found.append(self.event(len(found), found, holders))
        if self.dice.chance(30):  # the file is in no order
            found = [
                attrs.evolve(each, position=place) for place, each in enumerate(self.dice.shuffled(found))
            ]
        return in_order(found, self.tz)

    def holders(self) -> tuple[Holding, ...]:
        """Who held which role: handovers, deputies, vacancies; in plain cases somebody all the time."""
        found: list[Holding] = []
        before = self.base - dt.timedelta(days=40)
        for role in self.words.roles:
            first = self.dice.one(*PEOPLE)
            kind = self.dice.one(
                "one", "one", "one", "handover", "two", *(() if self.plain else ("none", "late"))
            )
            if kind == "handover":
                last = self.day(1)
                found.append(Holding(role, first, before, last))
                found.append(Holding(role, self.dice.one(*PEOPLE), last + dt.timedelta(days=1)))
            elif kind == "late":
                since = self.day()
                last = since + dt.timedelta(days=self.dice.number(0, 9))
                found.append(Holding(role, first, since, self.dice.one(None, last)))
            elif kind != "none":
                found.append(Holding(role, first, before))
            if kind == "two":
                deputy = self.dice.chance(50)
                since = self.day(-5)
                length = dt.timedelta(days=self.dice.number(0, 12))
                until = since + length if self.dice.chance(50) else None
                found.append(Holding(role, self.dice.one(*PEOPLE), since, until, deputy))
        return tuple(found)

    def documents(self) -> tuple[DocumentRecord, ...]:
        """What is on file."""
        found: list[DocumentRecord] = []
        for kind in self.words.documents:
            for period in self.dice.one(
                (None,), (str(self.base.year - 1), str(self.base.year - 2)), (), (None,)
            ):
                found.append(
                    DocumentRecord(
                        kind,
                        period,
                        None if self.gap(15) else self.dice.chance(60),
                        None if self.gap(15) else self.day(-5),
                        self.day(-4) if self.dice.chance(70) else None,
                        self.dice.one(*PEOPLE) if self.dice.chance(70) else None,
                        self.day(-3, 60) if self.dice.chance(60) else None,
                        len(found),
                    )
                )
        return tuple(found)

    def judgements(self) -> tuple[JudgementRecord, ...]:
        """Decisions on judgements and exemptions, by somebody who may have the power or not."""
        by = {name: each.by for name, each in self.words.judgements.items()}
        by |= {name: (role,) for name, role in self.words.decisions.items()}
        found = []
        for name, roles in by.items():
            for _ in range(self.dice.one(1, 1, 2) if self.plain else self.dice.one(0, 1, 1, 2)):
                role = self.dice.one(*roles * 4, *self.words.roles)
                decided = None if self.gap(15) else self.dice.chance(70)
                about = self.dice.one(*[None] * 4, *PEOPLE)
                author = Participant(self.dice.one(*PEOPLE), role)
                found.append(JudgementRecord(name, decided, self.moment(0, SPAN + 10), author, about=about))
        return tuple(found)

    def figures(self) -> tuple[SuppliedFigure, ...]:
        """Portfolio figures that a case brings along, now and then."""
        found = []
        for name, info in self.words.figures.items():
            if self.dice.chance(25):
                value = NoValue.STATED_UNKNOWN if self.gap(20) else self.value(info.type)
                person = self.dice.one(None, *PEOPLE) if info.role else None
                found.append(SuppliedFigure(name, None if value is NoValue.STATED_UNKNOWN else value, person))
        return tuple(found)

    def registers(self) -> Mapping[str, Moment | None]:
        """Up to when each type of event is fully known."""
        every: dict[str, Moment | None] = dict.fromkeys(self.words.events)
        if not self.gap(45):
            return every
        for name in list(every):
            kind = self.dice.one("all", "all", "all", "until", "none")
            if kind == "until":
                every[name] = self.moment(0, SPAN + 4)
            elif kind == "none":
                del every[name]
        return every

    def case(self, name: str) -> CaseRecord:
        """A whole case."""
        kinds = list(self.words.cases)
        kind = self.dice.one(*kinds[:1] * 9, *kinds) if kinds else None  # mostly the first
        roles = frozenset(self.words.roles)
        holders = () if self.gap(8) else self.holders()
        return CaseRecord(
            name,
            kind=kind,
            fields=self.attributes(self.words.cases[kind]) if kind is not None else {},
            events=self.events(holders),
            holders=holders,
            documents=self.documents(),
            judgements=self.judgements(),
            figures=self.figures(),
            registers=self.registers(),
            documents_complete=not self.gap(25),
            closed_at=self.moment(4, SPAN + 14) if self.dice.chance(40) else None,
            shared_roles=roles if self.gap(5) else frozenset(),
            untold_roles=frozenset(self.dice.some(sorted(roles), 1, 2))
            if roles and self.gap(5)
            else frozenset(),
        )


def in_order(events: list[EventRecord], tz: ZoneInfo) -> tuple[EventRecord, ...]:
    """By time, then `seq` where there is one, then place in the file."""

    def key(event: EventRecord) -> tuple[object, ...]:
        return order_key(event.at, tz), event.seq is None, event.seq or 0, event.position

    return tuple(sorted(events, key=key))

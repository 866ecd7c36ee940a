"""A case as a picture over time: events, the windows of its duties, their limits, and what met what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator

import attrs

from dutylang.assessment.model import Finding, Verdict
from dutylang.cases.record import BEGINNING, CaseRecord
from dutylang.reports.articles import Order, order_of_articles
from dutylang.reports.html.scale import LEFT, RIGHT, Scale, Tick, stretches
from dutylang.reports.layout import width
from dutylang.reports.names import Names
from dutylang.reports.story import level_words, verdict_words
from dutylang.values import Moment

MOST_LANES = 14
MOST_EVENTS = 200
"""At most so many are drawn, of duties those first that are not simply met; the tables beneath hold them all."""

SIMPLE = (Verdict.SATISFIED, Verdict.EXEMPT)
"""The verdicts of which a picture has little to tell."""

EVENT_ROW, LABEL_ROW, BAR_ROW, GAP = 22, 15, 32, 6
MOST_EVENT_ROWS = 8
TOP = 26
LABEL_COLUMNS = 70
COLUMN = 6.2
"""About how wide a column of a label is."""


@attrs.frozen
class Dot:
    """A numbered mark: `kind` is event, trigger, met, late, near_miss or missed; `words` tell it."""

    kind: str
    x: float
    y: float
    number: str
    words: str


@attrs.frozen
class Bar:
    """The window of one instance, or of several that run alike: `count` of them, the gravest verdict."""

    x: float
    y: float
    width: float
    verdict: str
    count: int
    due_x: float | None
    rests: tuple[tuple[float, float], ...]
    suspended: tuple[tuple[float, float], ...]
    broken: tuple[tuple[float, float], ...]
    words: str


@attrs.frozen
class Lane:
    """A duty or one step of it, with its bars and marks; its label ends at `x` where it has no room after it."""

    label: str
    x: float
    y: float
    at_end: bool
    bars: tuple[Bar, ...]
    dots: tuple[Dot, ...]


@attrs.frozen
class Timeline:
    """The whole picture, in the units of its own coordinates."""

    height: float
    ticks: tuple[Tick, ...]
    as_of_x: float
    as_of: str
    events: tuple[Dot, ...]
    events_height: float
    lanes: tuple[Lane, ...]
    more_lanes: int
    title: str
    description: str


def timeline_of(
    case: CaseRecord, findings: Iterable[Finding], as_of: Moment, names: Names
) -> Timeline | None:
    """The picture of a case; None where nothing in it has a date. `findings` are told in their order."""
    told = [each for each in findings if each.verdict is not Verdict.NOT_APPLICABLE and _has_dates(each)]
    days = [event.at.day for event in case.events]
    days += [each.opened.day for each in told if each.opened is not None and each.opened != BEGINNING]
    if not days:
        return None
    ends = [moment.day for each in told for moment in (each.due, each.done) if moment is not None]
    latest = as_of.day + dt.timedelta(days=200) if as_of.day < dt.date(9990, 1, 1) else as_of.day
    last = max([as_of.day, *(min(day, latest) for day in (*ends, *days))])
    return _Drawer(case, Scale(min(*days, as_of.day), last), as_of, names).drawn(told)


def _drawn(kinds: list[list[Finding]], order: Callable[[str], Order]) -> list[list[Finding]]:
    """The duties that have a lane, in the order of their articles: those that are simply met give way."""
    told = sorted(kinds, key=lambda alike: order(alike[0].article))
    by_weight = sorted(told, key=lambda alike: all(each.verdict in SIMPLE for each in alike))
    kept = [id(alike) for alike in by_weight[:MOST_LANES]]
    return [alike for alike in told if id(alike) in kept]


def _has_dates(finding: Finding) -> bool:
    return finding.opened is not None or finding.due is not None


@attrs.frozen
class _Drawer:
    case: CaseRecord
    scale: Scale
    as_of: Moment
    names: Names

    def drawn(self, findings: list[Finding]) -> Timeline:
        names = self.names
        events = self._events()
        events_height = TOP + EVENT_ROW * (1 + max((dot.y for dot in events), default=0))
        dots = tuple(attrs.evolve(dot, y=TOP + EVENT_ROW * (dot.y + 0.5)) for dot in events)
        kinds: dict[tuple[str, str], list[Finding]] = {}
        for finding in findings:
            kinds.setdefault((finding.rule, finding.level), []).append(finding)
        lanes, y = [], events_height + GAP
        for alike in _drawn(list(kinds.values()), order_of_articles(names)):
            lane, y = self._lane(alike, y)
            lanes.append(lane)
        return Timeline(
            height=y + GAP,
            ticks=tuple(self.scale.ticks(names)),
            as_of_x=self.scale.end(self.as_of.day),
            as_of=names.text("html.as_of_line", day=names.day(self.as_of.day)),
            events=dots,
            events_height=events_height,
            lanes=tuple(lanes),
            more_lanes=max(len(kinds) - MOST_LANES, 0),
            title=names.text("html.timeline_title", case=self.case.id),
            description=names.text(
                "html.timeline_desc",
                first=names.day(self.scale.first),
                last=names.day(self.scale.last),
                events=len(self.case.events),
                duties=len(kinds),
            ),
        )

    def _events(self) -> list[Dot]:
        """The numbered events; `y` is the row, so that none covers another where there is room."""
        ends: list[float] = []
        dots: list[Dot] = []
        others: dict[int, list[str]] = {}
        listed = {event.position: event for event in self.case.events}
        for event in self.case.events[:MOST_EVENTS]:
            x = self.scale.middle(event.at.day)
            words = self.names.event(event.position, listed)
            row = next((place for place, end in enumerate(ends) if x - end >= 20), len(ends))
            if row >= MOST_EVENT_ROWS:  # no room: the last mark in sight stands for this event too
                others.setdefault(len(dots) - 1, []).append(words)
                continue
            ends[row : row + 1] = [x]
            dots.append(Dot("event", x, row, str(event.position + 1), words))
        return [
            self._joined(dot, others[place]) if place in others else dot for place, dot in enumerate(dots)
        ]

    def _joined(self, dot: Dot, others: list[str]) -> Dot:
        """A mark that stands for more events than its own: `10+`."""
        more = self.names.text(
            "html.more_events", count=len(others), events=self.names.text("report.semicolon").join(others)
        )
        words = self.names.text("report.semicolon").join((dot.words, more))
        return attrs.evolve(dot, number=f"{dot.number}+", words=words)

    def _lane(self, alike: list[Finding], y: float) -> tuple[Lane, float]:
        """Bars of one duty, those that overlap beneath one another; instances that run alike are one bar."""
        spans: dict[tuple[dt.date, dt.date], list[Finding]] = {}
        for finding in sorted(alike, key=self._span):
            spans.setdefault(self._span(finding), []).append(finding)
        ends: list[float] = []
        bars: list[Bar] = []
        dots: list[Dot] = []
        for (first, last), together in spans.items():
            left = self.scale.start(first)
            row = next((place for place, end in enumerate(ends) if left >= end - 0.5), len(ends))
            right = max(self.scale.end(last), left + 3)
            ends[row : row + 1] = [right]
            bar_y = y + LABEL_ROW + row * BAR_ROW + 4
            bars.append(self._bar(together, left, right, bar_y))
            dots += self._marks(together, bar_y)
        label = self._label(alike[0])
        at_end = bars[0].x + COLUMN * width(label) > RIGHT
        x = RIGHT - 2 if at_end else bars[0].x + 2
        lane = Lane(label, x, y + 11, at_end, tuple(bars), tuple(_apart(dots)))
        return lane, y + LABEL_ROW + BAR_ROW * len(ends) + GAP

    def _span(self, finding: Finding) -> tuple[dt.date, dt.date]:
        """The days of a window; without a limit it is open to the as-of day or to what met it."""
        known = [moment.day for moment in (finding.opened, finding.due) if moment is not None]
        first = max(min(known), self.scale.first)
        if finding.due is not None:
            return first, max(finding.due.day, first)
        return first, max(finding.done.day if finding.done is not None else self.as_of.day, first)

    def _bar(self, together: list[Finding], left: float, right: float, y: float) -> Bar:
        finding = min(together, key=lambda each: each.verdict.rank)
        skipped = sorted({day for count in finding.counts for day, _ in count.skipped})
        rests = (stretch for stretch in stretches(skipped))
        suspended = (
            (first, resumed - dt.timedelta(days=1))
            for count in finding.counts
            for first, resumed in count.suspended
        )
        broken = (
            (breach.since.day, breach.until.day if breach.until is not None else self.as_of.day)
            for breach in finding.breaches
        )
        shown = finding.due is not None and self.scale.holds(finding.due.day)
        return Bar(
            x=left,
            y=y,
            width=round(right - left, 1),
            verdict=finding.verdict.value,
            count=len(together),
            due_x=right if shown else None,
            rests=tuple(self._parts(rests, left, right)),
            suspended=tuple(self._parts(suspended, left, right)),
            broken=tuple(self._parts(broken, left, right)),
            words=self._words(finding),
        )

    def _parts(
        self, days: Iterable[tuple[dt.date, dt.date]], left: float, right: float
    ) -> Iterator[tuple[float, float]]:
        """Stretches of days as places and widths within a bar."""
        for first, last in days:
            start, end = max(self.scale.start(first), left), min(self.scale.end(last), right)
            if end > start:
                yield start, round(end - start, 1)

    def _marks(self, together: list[Finding], y: float) -> Iterator[Dot]:
        """What opened and met it, by the numbers of the events beneath its bar; on the bar, the breach."""
        names, events = self.names, {event.position: event for event in self.case.events}
        shown: set[tuple[str, int]] = set()
        for finding in together:
            met = "late" if finding.verdict is Verdict.LATE else "met"
            numbered = [("near_miss", miss.event) for miss in finding.near_misses]
            trigger = events.get(finding.trigger) if finding.trigger is not None else None
            if trigger is not None and finding.opened is not None and finding.opened.day == trigger.at.day:
                numbered.append(("trigger", trigger.position))
            numbered += [(met, position) for position in finding.evidence]
            for kind, position in numbered:
                event = events.get(position)
                if event is None or (kind, position) in shown or not self.scale.holds(event.at.day):
                    continue
                shown.add((kind, position))
                words = names.text(f"html.mark.{kind}", event=names.event(position, events))
                yield Dot(kind, self.scale.middle(event.at.day), y + 18, str(position + 1), words)
            missed = finding.breached_at or finding.due
            if finding.verdict is not Verdict.VIOLATED or missed is None or ("missed", 0) in shown:
                continue
            if self.scale.holds(missed.day):
                shown.add(("missed", 0))
                words = names.text("html.mark.missed", at=names.moment(missed))
                yield Dot("missed", self.scale.end(missed.day), y + 5, "", words)

    def _label(self, finding: Finding) -> str:
        names = self.names
        words = names.name(finding.rule)
        if finding.level:
            words = names.text("story.part", duty=words, part=level_words(finding.level, names))
        if finding.article:
            words = f"{names.article(finding.article)} · {words}"
        return words if len(words) <= LABEL_COLUMNS else f"{words[:LABEL_COLUMNS]}…"

    def _words(self, finding: Finding) -> str:
        names = self.names
        told = [f"{self._label(finding)}: {verdict_words(finding, names)}"]
        for key, moment in (("opened", finding.opened), ("due", finding.due), ("done", finding.done)):
            if moment is not None and moment != BEGINNING:
                told.append(names.text(f"html.bar.{key}", at=names.moment(moment)))
        return names.joined(told)


def _apart(dots: list[Dot]) -> Iterator[Dot]:
    """Marks of one row moved to the right until none covers another."""
    ends: dict[float, float] = {}
    for dot in sorted(dots, key=lambda each: (each.y, each.x)):
        x = max(dot.x, ends.get(dot.y, LEFT - 17) + 17)
        ends[dot.y] = x
        yield attrs.evolve(dot, x=round(min(x, RIGHT), 1))

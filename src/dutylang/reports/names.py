"""How a policy's names, its articles, days and moments are said in the reader's tongue."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from types import MappingProxyType
from zoneinfo import ZoneInfo

import attrs

from dutylang.assessment.leaves import Leaf, LeafKind
from dutylang.cases.record import CaseRecord, EventRecord
from dutylang.diagnostics import catalogue, shown
from dutylang.ops.types import Kind
from dutylang.plan.accountability import ExemptionPlan, HandoverPlan
from dutylang.plan.model import Plan, RulePlan
from dutylang.policy.model import Policy
from dutylang.policy.typed import Typed
from dutylang.values import Moment, Money, Period

Labels = Mapping[str, Mapping[str, str]]
Events = Mapping[int, EventRecord]
"""The events of one case by their position in the record."""
Conditions = Mapping[tuple[str, str], str]
"""By rule and kind (`keep`, `unless`, `when`, `with`; `free` of an exemption): a condition as written."""

_SPAN = re.compile(
    r"(?P<year>\d{4})(?:-W(?P<week>\d{2})|-Q(?P<quarter>\d)|-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?"
)
_ARGUMENT = re.compile(r"\{([A-Za-z_]\w*)\}")
_DIGITS = "零一二三四五六七八九"


@attrs.frozen(eq=False)
class Names:
    """A policy's words in one tongue.

    `labels` and `titles` (of the article that a rule stands under) go from a canonical name to a tongue to
    words. `rules` are the rules in normal form, from which stories tell what would have complied;
    `conditions` are told where a verdict hangs on them. `grades` are in the policy's order; `percents` are
    the portfolio figures that are shares. `exemptions` are those of the policy in normal form, `kinds` the
    kinds of each ground, `above` the role that a role reports to. `decided_on` is what each judgement is decided
    on; `requirements` are the conditions of exemptions, one by one, as written.
    """

    tongue: str
    tz: ZoneInfo
    labels: Labels = attrs.field(factory=dict)
    titles: Labels = attrs.field(factory=dict)
    rules: Mapping[str, RulePlan] = attrs.field(factory=dict)
    conditions: Conditions = attrs.field(factory=dict)
    grades: tuple[str, ...] = ()
    percents: frozenset[str] = frozenset()
    exemptions: Mapping[str, ExemptionPlan] = attrs.field(factory=dict)
    kinds: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)
    above: Mapping[str, str | None] = attrs.field(factory=dict)
    decided_on: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict)
    handovers: tuple[HandoverPlan, ...] = ()
    requirements: Mapping[Typed, str] = attrs.field(factory=dict)

    # ---- words -------------------------------------------------------------------------------

    def text(self, key: str, /, **args: object) -> str:
        """A text of the catalogue in the reader's tongue."""
        pieces = _pieces(key, self.tongue)
        if pieces is None:
            return catalogue.text(key, self.tongue, **args)
        # Most texts hold plain words in plain braces. Findings come by the ten thousand: these are joined.
        words = [
            _plain(args.get(piece, f"{{{piece}}}"), self.tongue) if place % 2 else piece
            for place, piece in enumerate(pieces)
        ]
        return "".join(words)

    def name(self, name: str) -> str:
        """The label of a name, else the name; of a path such as `customer.net_assets` that of each part."""
        found = self._label(name)
        if found is not None or "." not in name:
            return found or name
        return ".".join(self._label(part) or part for part in name.split("."))

    def _label(self, name: str) -> str | None:
        return self.labels.get(name, {}).get(self.tongue)

    def joined(self, words: Iterable[str]) -> str:
        """Words with the tongue's commas between them."""
        return self.text("list.comma").join(words)

    def alternatives(self, words: Iterable[str]) -> str:
        """Words with the tongue's commas, and `or` before the last."""
        *others, last = words
        return self.text("report.or", first=self.joined(others), last=last) if others else last

    def names(self, names: Iterable[str]) -> str:
        """The labels of names with commas between them."""
        return self.joined(self.name(each) for each in names)

    def quoted(self, names: Iterable[str]) -> str:
        """The labels of names as they stand inside a sentence, each set apart by quotation marks."""
        return self.joined(self.text("report.quoted", name=self.name(each)) for each in names)

    def rule(self, rule: str) -> str:
        """The label of a rule with its name behind it, where they differ."""
        label = self.name(rule)
        return label if label == rule else self.text("report.named", label=label, name=rule)

    def rest_day(self, reason: str) -> str:
        """Why a day is a rest day: the words of a known reason, else the name that a calendar gives."""
        return catalogue.find(f"rest.{reason}", self.tongue) or reason

    def clause(self, convention: str, clause: str) -> str | None:
        """What a clause of a convention's source says, where the catalogue knows it."""
        return catalogue.find(f"clause.{convention}.{clause}", self.tongue)

    # ---- articles ----------------------------------------------------------------------------

    def article(self, reference: str) -> str:
        """`27.1.3` as a reader cites it: article, paragraph, item; empty for no article."""
        if not reference:
            return ""
        number, *rest = reference.split(".")
        words = self.text("article.number", number=self._article_number(number))
        for key, part in zip(("article.paragraph", "article.item"), rest, strict=False):
            if part:
                words += self.text(key, number=self._ordinal(part))
        return words

    def article_of(self, rule: str, reference: str) -> str:
        """The article with the title that the policy gives it."""
        title = self.titles.get(rule, {}).get(self.tongue)
        words = self.article(reference)
        return self.text("article.titled", article=words, title=title) if title and words else words

    def _article_number(self, number: str) -> str:
        """In Chinese 第十四条之一 is written in the policy as `14-1`; other numbers stay as they are."""
        if self.tongue != "zh":
            return number
        main, _, inserted = number.partition("-")
        if not main.isdecimal() or (inserted and not inserted.isdecimal()):
            return self.text("article.plain", number=number)
        words = self.text("article.plain", number=self._ordinal(main))
        return words + (self.text("article.inserted", number=self._ordinal(inserted)) if inserted else "")

    def _ordinal(self, number: str) -> str:
        return chinese_numeral(int(number)) if self.tongue == "zh" and number.isdecimal() else number

    # ---- days and moments --------------------------------------------------------------------

    def day(self, day: dt.date) -> str:
        """A date as the tongue writes it."""
        return _day_words(day, self.tongue)

    def moment(self, moment: Moment) -> str:
        """A local date, with its time of day in the policy's timezone where it has one."""
        if moment.instant is None:
            return self.day(moment.day)
        local = moment.instant.astimezone(self.tz)
        seconds = f":{local.second:02}" if local.second else ""
        time = f"{local.hour:02}:{local.minute:02}{seconds}"
        return self.text("date.moment", day=self.day(local.date()), time=time)

    def days(self, first: dt.date, last: dt.date) -> str:
        """One day, or the first and the last of several."""
        if first == last:
            return self.day(first)
        return self.text("date.range", first=self.day(first), last=self.day(last))

    def figure(self, value: object) -> str:
        """A value as the tongue writes it: money in 元 for a Chinese reader, dates in words."""
        match value:
            case Moment():
                return self.moment(value)
            case dt.datetime():
                return self.moment(Moment(value.astimezone(self.tz).date(), value))
            case dt.date():
                return self.day(value)
            case Money() if self.tongue == "zh" and value.currency == "CNY":
                return f"{value.amount:,f}元"
            case str():
                return self.name(value)
            case list() | tuple() | set() | frozenset():
                items = value if isinstance(value, (list, tuple)) else sorted(value, key=str)
                return self.joined(self.figure(item) for item in items)
            case _:
                return self.text("report.value", value=value)

    def period(self, period: Period) -> str:
        """A period with its unit."""
        return self.text("report.value", value=period)

    def span(self, label: str) -> str:
        """The label of a calendar period, such as `2024-Q2`, in words; a label of another form as it is."""
        found = _SPAN.fullmatch(label)
        if found is None:
            return label
        year, week, quarter, month, day = found.group("year", "week", "quarter", "month", "day")
        if day is not None:
            return self.day(dt.date.fromisoformat(label))
        if month is not None:
            return self.text("span.month", year=year, month=self.text(f"month.{int(month)}"))
        if quarter is not None:
            return self.text("span.quarter", year=year, number=quarter)
        if week is not None:
            return self.text("span.week", year=year, number=str(int(week)))
        return self.text("span.year", year=year)

    # ---- events ------------------------------------------------------------------------------

    def event(self, position: int, events: Events) -> str:
        """What happened, when and by whom, with its id or place in the record; the place alone if unknown."""
        found = events.get(position)
        if found is None:
            return self.text("event.unlisted", number=position + 1)
        persons = self.joined(actor.person for actor in found.actors)
        number = found.id if found.id is not None else str(position + 1)
        args = {"event": self.name(found.type), "at": self.moment(found.at), "number": number}
        return self.text("event.by", **args, persons=persons) if persons else self.text("event.plain", **args)

    # ---- unknown facts -----------------------------------------------------------------------

    def leaf(self, leaf: Leaf, events: Events) -> str:
        """The fact that is not known, and why."""
        event = self.event(leaf.event, events) if leaf.event is not None else self.name(leaf.subject)
        subject = self.name(leaf.subject)
        kind, reason = leaf.kind.value, leaf.why
        if leaf.kind is LeafKind.JUDGEMENT and leaf.subject in self.exemptions:
            kind, reason = "exemption", "undecided" if reason == "open" else reason
        what = self.text(f"leaf.{kind}", subject=subject, event=event)
        why = self.text(f"why.{reason}", roles=self._roles(leaf))
        return self.text("report.leaf", what=what, why=why)

    def _roles(self, leaf: Leaf) -> str:
        return self.names(leaf.detail.split(", ")) if leaf.detail else self.text("report.someone")


def names_from_policy(
    policy: Policy,
    plan: Plan,
    tongue: str,
    conditions: Conditions = MappingProxyType({}),
    requirements: Mapping[Typed, str] = MappingProxyType({}),
) -> Names:
    """The words of a checked policy in a tongue."""
    titles = {
        placed.rule.declared.name: dict(placed.article.title.words)
        for placed in policy.rules
        if placed.article is not None
    }
    rules = {rule.name: rule for rule in plan.rules}
    tz = ZoneInfo(policy.timezone)
    known = policy.vocabulary
    percents = frozenset(name for name, info in known.figures.items() if info.type.kind is Kind.PERCENT)
    plans = (*plan.earlier, plan)  # a later version's meaning of a name counts
    return Names(
        tongue,
        tz,
        {**known.labels, **_readable_documents(policy, tongue)},
        titles,
        rules,
        conditions,
        known.grades,
        percents,
        exemptions={each.name: each for version in plans for each in version.exemptions},
        kinds={each.name: each.kinds for version in plans for each in version.liabilities},
        above=plan.role_above,
        decided_on={name: info.on for name, info in known.judgements.items() if info.on},
        handovers=plan.handovers,
        requirements=requirements,
    )


def _readable_documents(policy: Policy, tongue: str) -> Labels:
    """The labels of documents that have none in the tongue: a name of Latin letters without its underscores."""
    labels = policy.vocabulary.labels
    names = {name for version in (policy, *policy.earlier) for name in version.vocabulary.documents}
    return {
        name: {**labels.get(name, {}), tongue: name.replace("_", " ")}
        for name in names
        if name.isascii() and tongue not in labels.get(name, {})
    }


class EventsOfCase(dict[int, EventRecord]):
    """The events of a case by their position; they know who held which role in it, for who was to act in them."""

    def __init__(self, case: CaseRecord) -> None:
        """All events of the case."""
        super().__init__((event.position, event) for event in case.events)
        self._holders = case.holders
        self._untold = case.untold_roles

    def is_vacant(self, role: str, day: dt.date) -> bool:
        """Whether the record names holders of a role, and none of that day."""
        held = [each for each in self._holders if each.role == role]
        on_day = (each.since <= day and (each.until is None or day <= each.until) for each in held)
        return bool(held) and role not in self._untold and not any(on_day)


def events_by_position(case: CaseRecord) -> EventsOfCase:
    """The events of a case by their position."""
    return EventsOfCase(case)


@cache
def _pieces(key: str, tongue: str) -> tuple[str, ...] | None:
    """A text cut at its arguments, every second piece the name of one; None for plurals and plain braces."""
    pieces = tuple(_ARGUMENT.split(catalogue.raw(key, tongue)))
    return None if any(sign in text for text in pieces[::2] for sign in "{}") else pieces


def _plain(value: object, tongue: str) -> str:
    """An argument as it is shown: plain words as they are, all else by the catalogue."""
    if type(value) is str and len(value) < shown.LONGEST_ARGUMENT and value.isprintable():
        return value
    return catalogue.fill("{value}", {"value": value}, tongue)


@lru_cache(maxsize=4096)
def _day_words(day: dt.date, tongue: str) -> str:
    month = catalogue.text(f"month.{day.month}", tongue)
    return catalogue.text("date.day", tongue, year=str(day.year), month=month, day=str(day.day))


def chinese_numeral(number: int) -> str:
    """A whole number from 0 to 9999 in Chinese numerals, as articles are numbered: 14 is 十四."""
    if not 0 <= number <= 9999:
        return str(number)
    if number < 10:
        return _DIGITS[number]
    words, gap = "", False
    for size, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // size % 10
        if digit:
            words += ("零" if gap and words else "") + _DIGITS[digit] + unit
        gap = not digit
    return words.removeprefix("一") if 10 <= number < 20 else words

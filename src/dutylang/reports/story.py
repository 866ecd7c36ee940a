"""Finding → its story: article, bearer, trigger, how the period ran, what was done, what was missing."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import attrs

from dutylang.assessment.model import Breach, Finding, Flag, Verdict
from dutylang.reports.counted import rules_from_count, sentences_from_count
from dutylang.reports.names import Events, EventsOfCase, Names
from dutylang.reports.remedy import (
    DECISION,
    by_when,
    event_that_ends,
    remedy_from_finding,
    sentence_from_remedy,
)

MOST_NEAR_MISSES = 8
MOST_BREACHES = 12
"""At most so many are told one by one; the finding holds them all."""

TOLD_WITH: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "keep": ("kept", "not_kept", "not_kept_restored"),
        "unless": ("exception", "excuse_may_come", "forbidden_act"),
        "when": ("when_false",),
    }
)
"""The reasons with which a condition of the rule is told."""


@attrs.frozen
class Story:
    """What a person reads of one finding: a heading, then paragraphs of sentences in order."""

    heading: str
    paragraphs: tuple[str, ...]


def story_from_finding(finding: Finding, events: Events, names: Names) -> Story:
    """The story of a finding; `events` are those of its case by position."""
    teller = _Teller(finding, events, names)
    told = [
        teller.bearer(),
        teller.vacancy(),
        teller.concerns(),
        teller.opening(),
        *teller.counting(),
        teller.due(),
        teller.other_deadline(),
        teller.performance(),
        *teller.breaches(),
        *teller.near_misses(),
        teller.reason(),
        *teller.conditions(),
        *teller.flags(),
        teller.possible(),
        teller.moments(),
        teller.remedy(),
    ]
    return Story(heading_of(finding, names), tuple(text for text in told if text))


def remarks_from_finding(finding: Finding, events: Events, names: Names) -> tuple[str, ...]:
    """What there is to say besides verdict, bearer, dates, counting, evidence, near misses and reason."""
    teller = _Teller(finding, events, names)
    told = [
        teller.vacancy(),
        teller.concerns(),
        teller.other_deadline(),
        *teller.breaches(),
        *teller.conditions(),
        *teller.flags(),
        teller.possible(),
        teller.moments(),
        teller.remedy(),
    ]
    return tuple(text for text in told if text)


def explanation_of(finding: Finding, events: Events, names: Names) -> str:
    """The story as one text, without its heading."""
    return names.text("report.gap").join(story_from_finding(finding, events, names).paragraphs)


def heading_of(finding: Finding, names: Names) -> str:
    """The verdict, the duty and the article: `violated: Visit after a sudden event (…), article 14`."""
    duty = names.rule(finding.rule)
    if finding.part:
        duty = names.text("story.part", duty=duty, part=names.name(finding.part))
    if finding.level:
        duty = names.text("story.part", duty=duty, part=level_words(finding.level, names))
    article = names.article_of(finding.rule, finding.article)
    key = "story.heading" if article else "story.heading_plain"
    return names.text(key, verdict=verdict_words(finding, names), duty=duty, article=article)


def verdict_words(finding: Finding, names: Names) -> str:
    """The verdict, with how late and whether it is only advice."""
    words = names.text(f"verdict.{finding.verdict.value}")
    if finding.verdict is Verdict.LATE and finding.lateness is not None:
        words = names.text("story.late_by", lateness=names.period(finding.lateness))
    return names.text("story.advisory", verdict=words) if finding.advisory else words


def level_words(level: str, names: Names) -> str:
    """`then-1` in words: the first step that follows; of a level without a number, such as `decision`, its name."""
    kind, _, number = level.rpartition("-")
    return names.text(f"level.{kind or number}", number=number)


def reason_of(finding: Finding, events: Events, names: Names) -> str:
    """The sentence that gives the ground of the verdict."""
    return _Teller(finding, events, names).reason()


def finding_says_nothing(finding: Finding) -> bool:
    """Whether no verdict is ruled out; a conflict takes a table, and most duties have none."""
    return finding.possible >= frozenset(Verdict) - {Verdict.UNKNOWN, Verdict.CONFLICT}


@attrs.frozen
class _Teller:
    finding: Finding
    events: Events
    names: Names

    def bearer(self) -> str:
        """Who had to act."""
        finding, names = self.finding, self.names
        roles = names.joined(names.name(role) for role in finding.roles)
        persons = names.joined(finding.persons)
        if roles and persons:
            return names.text("story.borne_by_persons", roles=roles, persons=persons)
        if roles or persons:
            return names.text("story.borne_by", roles=roles or persons)
        return ""

    def vacancy(self) -> str:
        """That nobody held the role when the duty was missed, where that is why nobody is named."""
        finding, names, events = self.finding, self.names, self.events
        if finding.persons or finding.breached_at is None or not isinstance(events, EventsOfCase):
            return ""
        day = finding.breached_at.day
        if not finding.roles or not all(events.is_vacant(role, day) for role in finding.roles):
            return ""
        return names.text("story.vacant", roles=names.names(finding.roles), day=names.day(day))

    def concerns(self) -> str:
        """Of whom a body has to decide, where it decides of one person."""
        person = str(self.finding.reason_args.get("person", "")) if self.finding.level == DECISION else ""
        return self.names.text("story.concerns", persons=person) if person else ""

    def opening(self) -> str:
        """What opened the instance: an event, a calendar period or the case itself."""
        finding, names = self.finding, self.names
        if finding.trigger is not None:
            return names.text("story.opened_by", event=names.event(finding.trigger, self.events))
        if finding.period is not None:
            return names.text("story.opened_for", period=names.span(finding.period))
        if finding.opened is not None:
            return names.text("story.opened_at", at=names.moment(finding.opened))
        return ""

    def counting(self) -> list[str]:
        """How each period was counted, and by which rules."""
        names = self.names
        gap = names.text("report.gap")
        return [
            gap.join([*sentences_from_count(count, names), rules_from_count(count, names)])
            for count in self.finding.counts
        ]

    def due(self) -> str:
        """The last moment in time."""
        if self.finding.due is None:
            return ""
        ends = event_that_ends(self.finding, self.names.rules.get(self.finding.rule))
        if ends is not None:
            due = self.names.moment(self.finding.due)
            return self.names.text("story.due_before", event=self.names.name(ends), due=due)
        return self.names.text("story.due", by=by_when(self.finding.due, self.names))

    def performance(self) -> str:
        """The events that the verdict rests on."""
        names = self.names
        shown = [names.event(position, self.events) for position in self.finding.evidence]
        events = names.text("report.semicolon").join(shown)
        return names.text("story.evidence", events=events) if shown else ""

    def breaches(self) -> list[str]:
        """The stretches in which a kept condition did not hold."""
        names, breaches = self.names, self.finding.breaches
        told = [self._breach(breach) for breach in breaches[:MOST_BREACHES]]
        if len(breaches) > MOST_BREACHES:
            told.append(names.text("story.more_breaches", count=len(breaches) - MOST_BREACHES))
        return told

    def _breach(self, breach: Breach) -> str:
        names, since = self.names, self.names.moment(breach.since)
        if breach.until is None:
            return names.text("story.breach_open", since=since)
        return names.text("story.breach", since=since, until=names.moment(breach.until))

    def other_deadline(self) -> str:
        """The exceptions from which the deadline comes, where they change it and do not excuse."""
        finding, names = self.finding, self.names
        if not finding.exceptions or finding.reason in ("exception", "exceptions_clash"):
            return ""
        exceptions = names.quoted(finding.exceptions)
        return names.text("story.other_deadline", exceptions=exceptions)

    def near_misses(self) -> list[str]:
        """Acts that look like performance and do not count, each with its reason."""
        names, misses = self.names, self.finding.near_misses
        told = [
            names.text(
                "story.near_miss",
                event=names.event(miss.event, self.events),
                why=names.text(f"near_miss.{miss.reason}"),
            )
            for miss in misses[:MOST_NEAR_MISSES]
        ]
        if len(misses) > MOST_NEAR_MISSES:
            told.append(names.text("story.more_near_misses", count=len(misses) - MOST_NEAR_MISSES))
        return told

    def reason(self) -> str:
        """The ground of the verdict."""
        finding, names = self.finding, self.names
        args = {key: self._argument(key, value) for key, value in finding.reason_args.items()}
        lateness = finding.lateness
        args["lateness"] = names.period(lateness) if lateness is not None else ""
        args["exceptions"] = names.quoted(finding.exceptions)
        key = f"reason.{finding.reason}"
        if finding.reason == "done_late" and lateness is None:
            key = "reason.done_late_somehow"
        if finding.reason == "exception" and finding.exceptions:
            key = "story.excepted"
        if finding.reason == "waits_for_event" and not finding.level:
            # A document is asked for all along: only the verdict waits for the event.
            key = "story.judged_at_event"
        return names.text(key, **args)

    def conditions(self) -> list[str]:
        """The conditions that the verdict hangs on, as the policy writes them."""
        finding, names = self.finding, self.names
        kinds = {kind for kind, reasons in TOLD_WITH.items() if finding.reason in reasons}
        if finding.exceptions:
            kinds.discard("unless")  # it was not what excused
        if any(miss.reason == "condition_not_met" for miss in finding.near_misses):
            kinds.add("with")
        found = (
            [] if finding.level else [(kind, names.conditions.get((finding.rule, kind))) for kind in kinds]
        )
        return [
            names.text(f"story.condition_{kind}", condition=words) for kind, words in sorted(found) if words
        ]

    def _argument(self, key: str, value: object) -> object:
        """Events are told by what they are; names by their labels; plain counts stay numbers for plurals."""
        if key == "event" and isinstance(value, int):
            return self.names.event(value, self.events)
        if key == "article":
            return self.names.article(str(value))
        if key == "lacking" and isinstance(value, list):
            return self.names.joined(self._lacking(str(each)) for each in value)
        if isinstance(value, int):
            return value
        return self.names.figure(value)

    def _lacking(self, fault: str) -> str:
        """`not_verified`, `2023`, or `2023: not_verified` in words."""
        names = self.names
        period, _, key = fault.rpartition(": ")
        if period:
            words = names.text(f"lacking.{key}")
            return names.text("lacking.period", period=names.span(period), fault=words)
        if key[:1].isdigit():
            return names.text("lacking.period_missing", period=names.span(key))
        return names.text(f"lacking.{key}")

    def flags(self) -> list[str]:
        """What else is true of it, in the order of the flags."""
        return [self.names.text(f"flagged.{flag.value}") for flag in Flag if flag in self.finding.flags]

    def possible(self) -> str:
        """The verdicts that an unknown leaves open, gravest first."""
        names = self.names
        open_ones = sorted(self.finding.possible, key=lambda verdict: verdict.rank)
        if not open_ones:
            return ""
        if finding_says_nothing(self.finding):
            return names.text("story.anything_possible")
        words = names.alternatives(names.text(f"verdict.{verdict.value}") for verdict in open_ones)
        return names.text("story.possible", verdicts=words)

    def moments(self) -> str:
        """When it was breached, where that hangs on facts that are not known, and on which."""
        finding, names = self.finding, self.names
        if not finding.moments or not finding.moment_deciders:
            return ""
        moments = names.alternatives(names.moment(each) for each in finding.moments)
        facts = names.joined(names.leaf(each, self.events) for each in finding.moment_deciders)
        return names.text("story.moments", moments=moments, facts=facts)

    def remedy(self) -> str:
        """What would have complied, what remains to be done or what would decide it."""
        remedy = remedy_from_finding(self.finding, self.names)
        if remedy is None:
            return ""
        return sentence_from_remedy(remedy, self.finding, self.names, self.events)

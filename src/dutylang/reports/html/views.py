"""A kept case → what the page shows of it: its findings with their stories, persons, events and picture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import attrs

from dutylang.assessment.model import Finding, Verdict
from dutylang.assessment.persons import PersonResult, Result
from dutylang.cases.record import BEGINNING, EventRecord
from dutylang.reports.account import Account
from dutylang.reports.html.met import MetView, met_views
from dutylang.reports.html.tally import Kept
from dutylang.reports.html.timeline import Timeline, timeline_of
from dutylang.reports.html.window import Strip, strips_of
from dutylang.reports.names import Events, Names, events_by_position
from dutylang.reports.person_story import story_from_result
from dutylang.reports.person_words import person_words, terms_of, titled, until_words
from dutylang.reports.story import level_words, reason_of, story_from_finding, verdict_words
from dutylang.values import Moment

FOLDED = (Verdict.SATISFIED, Verdict.NOT_APPLICABLE)
"""Findings without a story in the page: most are of these verdicts, and they ask for nothing."""


@attrs.frozen
class Counted:
    """How many of one verdict or result."""

    kind: Verdict | Result
    count: int


@attrs.frozen
class FindingView:
    """A finding: one line, and its story beneath. `persons` and `article` are keys for the filters."""

    anchor: str
    case_id: str
    verdict: Verdict
    verdict_words: str
    duty: str
    article: str
    article_key: str
    rule: str
    advisory: bool
    bearers: str
    persons: tuple[str, ...]
    opened: str
    due: str
    done: str
    reason: str
    paragraphs: tuple[str, ...]
    strips: tuple[Strip, ...]
    evidence: tuple[EventView, ...]


@attrs.frozen
class EventView:
    """An event of a case by its number, and its id where it has one."""

    number: str
    at: str
    what: str
    who: str
    recorded: str


@attrs.frozen
class ResultView:
    """Whether a person answers on a ground in a case, with the story of it."""

    anchor: str
    case_id: str
    case_anchor: str
    person: str
    person_words: str
    result: Result
    ground: str
    article: str
    liability: str
    terms: tuple[str, ...]
    paragraphs: tuple[str, ...]


@attrs.frozen
class CaseView:
    """A case: its counts, picture, findings, persons and events.

    Of duties that were `met` only when and by what is told, and what does not apply is only named.
    """

    anchor: str
    id: str
    status: Verdict
    counts: tuple[Counted, ...]
    findings: tuple[FindingView, ...]
    met: tuple[MetView, ...]
    inapplicable: tuple[str, ...]
    inapplicable_count: int
    results: tuple[ResultView, ...]
    timeline: Timeline | None
    events: tuple[EventView, ...]
    holders: tuple[str, ...]


def counted(counter: Counter[Verdict] | Counter[Result], kinds: Iterable[Verdict | Result]) -> list[Counted]:
    """The kinds that occur, in their order."""
    numbers: Counter[object] = Counter(dict(counter))
    return [Counted(kind, numbers[kind]) for kind in kinds if numbers[kind]]


def case_view(kept: Kept, as_of: Moment, names: Names) -> CaseView:
    """What the page shows of a case."""
    case, assessed = kept.case, kept.assessed
    events = events_by_position(case)
    told = [each for each in assessed.findings if each.verdict not in FOLDED]
    ordered = sorted(told, key=lambda each: (each.advisory, each.verdict.rank))
    anchor = f"case-{kept.place + 1}"
    apart = [each for each in assessed.findings if each.verdict is Verdict.NOT_APPLICABLE]
    views = {event.position: event_view(event, names) for event in case.events}
    return CaseView(
        anchor=anchor,
        id=assessed.case_id,
        status=assessed.status,
        counts=tuple(counted(Counter(each.verdict for each in assessed.findings), Verdict)),
        findings=tuple(
            finding_view(each, f"{anchor}-f{place + 1}", events, views, names)
            for place, each in enumerate(ordered)
        ),
        met=met_views((each for each in assessed.findings if each.verdict is Verdict.SATISFIED), names),
        inapplicable=tuple(_inapplicable(apart, names)),
        inapplicable_count=len(apart),
        results=tuple(
            result_view(each, kept, f"{anchor}-r{place + 1}", events, names)
            for place, each in enumerate(sorted(assessed.persons, key=lambda each: each.result.rank))
        ),
        timeline=timeline_of(case, assessed.findings, as_of, names),
        events=tuple(views.values()),
        holders=tuple(
            names.text(
                "html.holds", person=each.person, held=until_words(each.since, each.until, role, names)
            )
            for each in case.holders
            for role in [
                names.text("person.deputy", role=names.name(each.role))
                if each.deputy
                else names.name(each.role)
            ]
        ),
    )


def _inapplicable(findings: Iterable[Finding], names: Names) -> Iterator[str]:
    """The duties, with how many parts or steps of one."""
    for rule, count in Counter(each.rule for each in findings).items():
        key = "html.duty_times" if count > 1 else "html.duty_once"
        yield names.text(key, duty=names.name(rule), count=count)


def duty_words(finding: Finding, names: Names) -> str:
    """The duty, with the part or the step that the finding judges."""
    words = names.name(finding.rule)
    if finding.part:
        words = names.text("story.part", duty=words, part=names.name(finding.part))
    if finding.level:
        words = names.text("story.part", duty=words, part=level_words(finding.level, names))
    return words


def finding_view(
    finding: Finding, anchor: str, events: Events, views: dict[int, EventView], names: Names
) -> FindingView:
    """What the page shows of a finding."""
    bearers = [names.names(finding.roles), names.joined(finding.persons)]
    return FindingView(
        anchor=anchor,
        case_id=finding.case_id,
        verdict=finding.verdict,
        verdict_words=verdict_words(finding, names),
        duty=duty_words(finding, names),
        article=names.article_of(finding.rule, finding.article),
        article_key=finding.article,
        rule=finding.rule,
        advisory=finding.advisory,
        bearers=" · ".join(words for words in bearers if words),
        persons=finding.persons,
        opened=_moment(finding.opened, names),
        due=_moment(finding.due, names),
        done=_moment(finding.done, names),
        reason=reason_of(finding, events, names),
        paragraphs=story_from_finding(finding, events, names).paragraphs,
        strips=tuple(strips_of(finding, names)),
        evidence=tuple(views[position] for position in finding.evidence if position in views),
    )


def event_view(event: EventRecord, names: Names) -> EventView:
    """What the page shows of an event."""
    actors = [
        names.text("report.named", label=each.person, name=names.name(each.role))
        if each.role
        else each.person
        for each in event.actors
    ]
    return EventView(
        number=f"{event.position + 1} · {event.id}" if event.id is not None else str(event.position + 1),
        at=names.moment(event.at),
        what=names.name(event.type),
        who=names.joined(actors),
        recorded=_moment(event.recorded_at, names),
    )


def result_view(found: PersonResult, kept: Kept, anchor: str, events: Events, names: Names) -> ResultView:
    """What the page shows of a result on a person."""
    return ResultView(
        anchor=anchor,
        case_id=found.case_id,
        case_anchor=f"case-{kept.place + 1}",
        person=found.person,
        person_words=person_words(found.person, names),
        result=found.result,
        ground=titled(found.liability, found.article, names),
        article=found.article,
        liability=found.liability,
        terms=tuple(terms_of(found, names)) if found.result not in (Result.NONE, Result.EXEMPT) else (),
        paragraphs=story_from_result(found, Account(kept.case, kept.assessed, events, names)).paragraphs,
    )


def _moment(moment: Moment | None, names: Names) -> str:
    return names.moment(moment) if moment is not None and moment != BEGINNING else ""

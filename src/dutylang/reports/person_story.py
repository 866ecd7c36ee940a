"""A person in a case → their story: roles, duties, what the record shows, why they answer, what is open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import attrs

from dutylang.assessment.model import CaseAssessment, Finding, Flag, Verdict
from dutylang.assessment.persons import (
    Escalation,
    EscalationState,
    ExemptionState,
    OpenQuestion,
    PersonResult,
    Result,
)
from dutylang.cases.record import CaseRecord
from dutylang.reports.account import Account
from dutylang.reports.decisions import decided_on_words, decision_words, decisions_about
from dutylang.reports.exemption_words import exemption_words
from dutylang.reports.names import Events, Names, events_by_position
from dutylang.reports.person_words import (
    counterfactual_words,
    facts_words,
    ground_reason,
    heading_of_result,
    person_words,
    result_words,
    sanction_words,
    terms_of,
    until_words,
    waiting_words,
)
from dutylang.reports.remedy import DECISION, by_when, errand, remedy_from_finding, what_remains
from dutylang.reports.story import Story, heading_of, reason_of
from dutylang.reports.tenure import covers, findings_of, handover_words, has_passed, passed_words

MOST_FINDINGS = 12
"""At most so many findings behind one ground are told; the result holds the keys of all."""


@attrs.frozen
class Section:
    """A part of a person's story. `blocks` have the verdict or the result that colours their heading."""

    title: str
    blocks: tuple[tuple[Verdict | Result | None, Story], ...]


@attrs.frozen
class PersonStory:
    """What a person reads of themselves in one case."""

    heading: str
    sections: tuple[Section, ...]


def persons_in(case: CaseRecord, assessed: CaseAssessment) -> list[str]:
    """Everyone whom the case knows: holders of roles, actors, and whom a finding or a result speaks of."""
    named = [holding.person for holding in case.holders]
    named += [actor.person for event in case.events for actor in event.actors]
    named += [decided.by.person for decided in case.judgements]
    named += [person for finding in assessed.findings for person in finding.persons]
    named += [found.person for found in assessed.persons]
    named += [found.person for found in assessed.sanctions]
    return [person for person in dict.fromkeys(named) if person]


def results_of(person: str, assessed: CaseAssessment) -> list[PersonResult]:
    """The results on a person, gravest first."""
    found = [each for each in assessed.persons if each.person == person]
    return sorted(found, key=lambda each: each.result.rank)


def story_of_person(
    person: str, case: CaseRecord, assessed: CaseAssessment, names: Names, today: dt.date | None = None
) -> PersonStory:
    """The story of a person in a case. `today` is the as-of day: of what is open, only roles held then count."""
    teller = _Teller(person, case, assessed, names, today, events_by_position(case))
    who = person_words(person, names)
    heading = names.text("person.heading", person=who, case=case.id)
    parts = (
        ("roles", teller.roles()),
        ("duties", teller.duties()),
        ("answers", teller.answers()),
        ("points", teller.points()),
        ("decisions", teller.decisions()),
        ("open", teller.open()),
    )
    sections = [
        Section(names.text(f"person.{key}"), tuple(blocks)) for key, found in parts if (blocks := list(found))
    ]
    return PersonStory(heading, tuple(sections))


Block = tuple[Verdict | Result | None, Story]


@attrs.frozen
class _Teller:
    person: str
    case: CaseRecord
    assessed: CaseAssessment
    names: Names
    today: dt.date | None
    events: Events

    def roles(self) -> Iterator[Block]:
        """The roles that they held, and how long."""
        names = self.names
        found = [each for each in self.case.holders if each.person == self.person]
        for holding in found:
            role = names.name(holding.role)
            if holding.deputy:
                role = names.text("person.deputy", role=role)
            yield _line(until_words(holding.since, holding.until, role, names))
        if not found and self.person:
            yield _line(names.text("person.no_roles", person=self.person))

    def duties(self) -> Iterator[Block]:
        """What they were to do, until when, and what the record shows of it."""
        names = self.names
        found = findings_of(self.person, self.case, self.assessed) if self.person else []
        for finding in found:
            yield finding.verdict, Story(heading_of(finding, names), self._record(finding))
        if not found and self.person:
            yield _line(names.text("person.no_duties", person=self.person))

    def _record(self, finding: Finding) -> tuple[str, ...]:
        names, told = self.names, []
        if finding.period is not None:
            told.append(names.text("story.opened_for", period=names.span(finding.period)))
        elif finding.trigger is not None and finding.verdict is not Verdict.SATISFIED:
            told.append(names.text("story.opened_by", event=names.event(finding.trigger, self.events)))
        if finding.due is not None:
            told.append(names.text("story.due", by=by_when(finding.due, names)))
        shown = [names.event(position, self.events) for position in finding.evidence]
        if shown:
            told.append(names.text("story.evidence", events=names.text("report.semicolon").join(shown)))
        told.append(reason_of(finding, self.events, names))
        if has_passed(self.person, finding, self.case, self.assessed):
            told.append(passed_words(finding, self.case, names))
        return (names.text("report.gap").join(told),)

    def answers(self) -> Iterator[Block]:
        """Each ground: why it holds, with what they answer, how the exemptions went, what would have helped."""
        found = results_of(self.person, self.assessed)
        for each in found:
            account = Account(self.case, self.assessed, self.events, self.names)
            yield each.result, story_from_result(each, account)
        if not found:
            yield _line(self.names.text("person.no_answers", person=person_words(self.person, self.names)))

    def points(self) -> Iterator[Block]:
        """Points, and the entries that they add up from."""
        names = self.names
        for sanction in self.assessed.sanctions:
            if sanction.person != self.person:
                continue
            entries = [
                names.text(
                    "points.entry",
                    points=entry.points.normalize(),
                    at=names.moment(entry.at),
                    source=names.name(entry.liability),
                    case=entry.case_id,
                )
                for entry in sanction.entries
            ]
            told = (names.text("report.semicolon").join(entries),) if entries else ()
            yield None, Story(sanction_words(sanction, names), told)

    def decisions(self) -> Iterator[Block]:
        """What was decided about them or about the case, by whom and on what grounds."""
        for decision in decisions_about(self.person, self.case):
            yield _line(decision_words(decision, self.names))

    def open(self) -> Iterator[Block]:
        """What they can still do, what they must still be told, and which decisions about them are out."""
        told = [*self._to_do(), *self._escalations(), *self._decisions(), *self._questions()]
        lines = dict.fromkeys(told)
        for words in lines:
            yield _line(words)
        if not lines:
            yield _line(self.names.text("person.no_open"))

    def _to_do(self) -> Iterator[str]:
        names = self.names
        for finding in findings_of(self.person, self.case, self.assessed):
            if finding.verdict is not Verdict.PENDING and Flag.STILL_OWED not in finding.flags:
                continue
            remedy = remedy_from_finding(finding, names)
            if remedy is not None and finding.level != DECISION and self._is_mine(finding):
                duty = names.name(finding.rule)
                yield names.text("person.still_to_do", duty=duty, what=what_remains(remedy, names))

    def _is_mine(self, finding: Finding) -> bool:
        """Who holds the role now must act; without a register, whom the finding names."""
        if finding.roles and self.case.holders:
            return bool(self._roles_now() & set(finding.roles))
        return self.person in finding.persons

    def _escalations(self) -> Iterator[str]:
        names = self.names
        pending = {
            each.key for each in findings_of(self.person, self.case, self.assessed) if self._is_mine(each)
        }
        for level in self.assessed.escalations:
            told = level.key in pending and level.state is EscalationState.OPEN
            if level.state is EscalationState.OPEN and not told and self._must_act(level):
                what = errand(level.acts, level.roles, level.due, names)
                yield names.text("person.still_to_do", duty=names.name(level.rule), what=what)

    def _must_act(self, level: Escalation) -> bool:
        return self.person in level.persons or bool(self._roles_now() & set(level.roles))

    def _decisions(self) -> Iterator[str]:
        for found in results_of(self.person, self.assessed):
            for exemption in found.exemptions:
                if exemption.state is ExemptionState.AWAITING and exemption.waits_for is not None:
                    roles = (exemption.waits_for,)
                    yield waiting_words(exemption.exemption, roles, exemption.due, self.names)

    def _questions(self) -> Iterator[str]:
        """Questions that they must answer, and those on which a result of theirs hangs."""
        names = self.names
        mine = {leaf for found in results_of(self.person, self.assessed) for leaf in found.deciders}
        for question in self.assessed.open_questions:
            if question.leaf in mine or self._roles_now() & set(question.waits_for):
                yield question_words(question, names)

    def _roles_now(self) -> set[str]:
        mine = [each for each in self.case.holders if each.person == self.person]
        if self.today is None:
            return {each.role for each in mine}
        return {each.role for each in mine if covers(each, self.today, self.today)}


def story_from_result(found: PersonResult, account: Account) -> Story:
    """Why a person answers on a ground, or not."""
    assessed, events, names = account.assessed, account.events, account.names
    told = [ground_reason(found, names)]
    if found.opened is not None:
        told.append(names.text("answer.opened", at=names.moment(found.opened)))
    told += _behind(found, assessed, events, names)
    if found.facts and found.reason != "facts":
        told.append(names.text("answer.facts", facts=names.names(found.facts)))
    told += _held_as(found, account.case, names)
    terms = terms_of(found, names)
    if terms and found.result not in (Result.NONE, Result.EXEMPT):
        open_ones = (Result.UNKNOWN, Result.AWAITING_DECISION)
        key = "answer.terms_if" if found.result in open_ones else "answer.terms"
        told.append(names.text(key, terms=names.text("report.semicolon").join(terms)))
    told += [exemption_words(each, found, account) for each in found.exemptions]
    told += _unknown(found, events, names)
    told += [counterfactual_words(each, events, names) for each in found.counterfactuals if each.changes]
    return Story(heading_of_result(found, names), tuple(text for text in told if text))


def _behind(found: PersonResult, assessed: CaseAssessment, events: Events, names: Names) -> Iterator[str]:
    by_key = {finding.key: finding for finding in assessed.findings}
    known = [by_key[key] for key in found.findings if key in by_key]
    for finding in known[:MOST_FINDINGS]:
        yield names.text(
            "answer.finding",
            finding=heading_of(finding, names),
            due=names.text("story.due", by=by_when(finding.due, names)) if finding.due is not None else "",
            reason=reason_of(finding, events, names),
        ).replace("  ", " ")
    if len(known) > MOST_FINDINGS:
        yield names.text("answer.more_findings", count=len(known) - MOST_FINDINGS)


def _held_as(found: PersonResult, case: CaseRecord, names: Names) -> list[str]:
    told = []
    if found.roles and found.person:
        key = "answer.deputy" if found.deputy else "answer.held"
        told.append(names.text(key, roles=names.quoted(found.roles)))
        told.append(handover_words(found, case, names))
    if found.climbed:
        told.append(names.text("answer.climbed", roles=names.names(found.climbed)))
    return told


def _unknown(found: PersonResult, events: Events, names: Names) -> Iterator[str]:
    if found.possible:
        open_ones = sorted(found.possible, key=lambda result: result.rank)
        words = names.alternatives(result_words(result, names) for result in open_ones)
        yield names.text("answer.possible", results=words)
    if found.deciders:
        key = "remedy.supply" if found.result is Result.UNKNOWN else "answer.hangs"
        yield names.text(key, facts=facts_words(found, events, names))


def question_words(question: OpenQuestion, names: Names) -> str:
    """An open question: whom it waits for, until when, and whether that has passed."""
    subject = question.leaf.subject
    words = waiting_words(subject, question.waits_for, question.due, names, "question")
    words = decided_on_words(words, subject, names)
    if not question.overdue:
        return words
    return names.text("person.overdue", what=words)


def _line(words: str) -> Block:
    return None, Story(words, ())

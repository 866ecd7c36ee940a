"""Assessments → what is still to be done or decided, by deadline: duties, escalations, decisions."""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Iterable, Iterator, Mapping

import attrs

from dutylang.assessment.model import CaseAssessment, Finding, Flag, Verdict
from dutylang.assessment.persons import Escalation, EscalationState, ExemptionState, OpenQuestion
from dutylang.cases.record import CaseRecord
from dutylang.reports.names import Names
from dutylang.reports.remedy import DECISION, by_when, errand, remedy_from_finding, what_remains
from dutylang.values import Moment


class ItemKind(enum.Enum):
    """What an item of the agenda asks for."""

    DUTY = "duty"
    ESCALATION = "escalation"
    DECISION = "decision"


@attrs.frozen
class Item:
    """One thing that is open in a case.

    `subject` is the rule, exemption or judgement, `what` the act in words. `roles` and `persons` must act;
    `about` are the persons whose result waits for it. `key` is stable across runs. `due` is inclusive; None
    of a question without a deadline: then `needed` is when a decision that hangs on it is due. `is_stand_in`
    of an escalation: whoever is named makes good what was missed, without being the superior. `unsure`: the
    record does not tell whether it is still to be done. `decided_on` is what the body decides a judgement on.
    """

    kind: ItemKind
    case_id: str
    key: str
    subject: str
    article: str
    what: str
    roles: tuple[str, ...]
    persons: tuple[str, ...]
    due: Moment | None
    overdue: bool
    opened: Moment | None = None
    about: tuple[str, ...] = ()
    needed: Moment | None = None
    is_stand_in: bool = False
    unsure: bool = False
    decided_on: tuple[str, ...] = ()


@attrs.frozen
class Agenda:
    """What is open, the earliest deadline first; how many open duties have no deadline yet; and the questions
    and decisions that have none.
    """

    items: tuple[Item, ...]
    undated: int = 0
    questions: tuple[Item, ...] = ()


def agenda_of_case(case: CaseRecord, assessed: CaseAssessment, as_of: Moment, names: Names) -> Agenda:
    """What is open in one case at the as-of moment."""
    reader = _Reader(case, assessed, as_of, names)
    undated = sum(each.due is None and _is_open(each) for each in assessed.findings)
    found = _each_once([*reader.duties(), *reader.decisions(), *reader.questions()])
    dated = tuple(item for item in found if item.due is not None)
    return Agenda(dated, undated, tuple(item for item in found if item.due is None))


def _each_once(items: Iterable[Item]) -> list[Item]:
    """Each item once; what a body decides at the same time of several persons is one item."""
    found: dict[object, Item] = {}
    for item in items:
        is_decision = item.kind is ItemKind.DECISION
        key = (item.subject, item.due) if is_decision else (item.key, item.subject)
        known = found.get(key)
        if known is None:
            found[key] = item
        elif is_decision:
            about = tuple(dict.fromkeys((*known.about, *item.about)))
            found[key] = attrs.evolve(known, about=about)
    return list(found.values())


def agenda_of(cases: Iterable[Agenda], until: Moment | None = None, person: str | None = None) -> Agenda:
    """The agenda of many cases by deadline; up to a moment, and of a person, where they are given."""
    listed = list(cases)
    kept = [
        item
        for each in listed
        for item in (*each.items, *each.questions)
        if (person is None or person in (*item.persons, *item.about))
        and (until is None or _by(item) <= end_of(until))
    ]
    kept.sort(key=lambda item: (_by(item), item.case_id, item.key))
    dated = tuple(item for item in kept if item.due is not None)
    questions = tuple(item for item in kept if item.due is None)
    return Agenda(dated, sum(each.undated for each in listed), questions)


def _by(item: Item) -> tuple[dt.date, float]:
    """The deadline of an item, or of what hangs on it; what has neither comes last."""
    moment = item.due or item.needed
    return end_of(moment) if moment is not None else (dt.date.max, float("inf"))


def end_of(moment: Moment) -> tuple[dt.date, float]:
    """A moment for comparison: its day, and the instant in it; a whole day ends after every instant of it."""
    return (moment.day, moment.instant.timestamp() if moment.instant is not None else float("inf"))


@attrs.frozen
class _Reader:
    case: CaseRecord
    assessed: CaseAssessment
    as_of: Moment
    names: Names

    def duties(self) -> Iterator[Item]:
        """Duties that can still be done in time, and those that are overdue and still owed."""
        levels = {level.key: level for level in self.assessed.escalations}
        for finding in self.assessed.findings:
            if not _is_open(finding) or finding.due is None:
                continue
            if finding.level == DECISION:
                yield self._decision(finding, finding.due)
                continue
            level = levels.pop(finding.key, None)
            yield self._duty(finding, finding.due, level)
        for level in levels.values():
            if level.state in (EscalationState.OPEN, EscalationState.UNKNOWN) and level.due is not None:
                yield Item(
                    kind=ItemKind.ESCALATION,
                    case_id=self.case.id,
                    key=level.key,
                    subject=level.rule,
                    article=level.article,
                    what=errand(level.acts, level.roles, None, self.names),
                    roles=level.roles,
                    persons=level.persons or self._holders(level.roles),
                    due=level.due,
                    overdue=self._passed(level.due),
                    opened=level.opened,
                    is_stand_in=self._is_stand_in(level),
                    unsure=level.state is EscalationState.UNKNOWN,
                )

    def _is_stand_in(self, level: Escalation) -> bool:
        """Whether a level falls to somebody who is not the superior of who missed the duty."""
        missed = next((each.roles for each in self.assessed.findings if each.key == level.primary), ())
        if not level.level.startswith("otherwise"):
            return True
        return not any(
            role in _superiors(below, self.names.above) for role in level.roles for below in missed
        )

    def _duty(self, finding: Finding, due: Moment, level: Escalation | None) -> Item:
        # As if it were pending: what is overdue and owed is to be done just so.
        remedy = remedy_from_finding(attrs.evolve(finding, verdict=Verdict.PENDING), self.names)
        what = what_remains(attrs.evolve(remedy, by=None), self.names) if remedy is not None else ""
        return Item(
            kind=ItemKind.DUTY if level is None else ItemKind.ESCALATION,
            case_id=self.case.id,
            key=finding.key,
            subject=finding.rule,
            article=finding.article,
            what=what,
            roles=finding.roles,
            persons=self._holders(finding.roles) or finding.persons,
            due=due,
            overdue=self._passed(due),
            opened=finding.opened,
            is_stand_in=level is not None and self._is_stand_in(level),
            unsure=finding.verdict is Verdict.UNKNOWN,
        )

    def _decision(self, finding: Finding, due: Moment) -> Item:
        item = self._waiting(finding.key, finding.rule, finding.roles, due, finding.article)
        return attrs.evolve(item, opened=finding.opened, persons=item.persons or finding.persons)

    def _decided_by_findings(self) -> set[str]:
        """Exemptions and judgements of whose deadline a finding speaks."""
        found = self.assessed.findings
        return {each.rule for each in found if each.level == DECISION and each.due is not None}

    def decisions(self) -> Iterator[Item]:
        """Exemptions that wait for a decision and are no finding already."""
        told = self._decided_by_findings()
        for result in self.assessed.persons:
            for each in result.exemptions:
                waits = each.state is ExemptionState.AWAITING and each.waits_for is not None
                if waits and each.exemption not in told:
                    key = f"{self.case.id}/{each.exemption}/{result.person}"
                    roles = (each.waits_for,) if each.waits_for else ()
                    item = self._waiting(key, each.exemption, roles, each.due, each.article)
                    about = (result.person,) if result.person else ()
                    yield attrs.evolve(item, opened=result.opened, about=about)

    def questions(self) -> Iterator[Item]:
        """Judgements that wait for somebody and are no finding already, with the decision that hangs on them."""
        told = self._decided_by_findings()
        for question in self.assessed.open_questions:
            name = question.leaf.subject
            if name not in told and name not in self.names.exemptions and not self._about(name):
                key = f"{self.case.id}/{name}/question"
                item = self._waiting(key, name, question.waits_for, question.due)
                yield self._with_what_hangs(item, question)

    def _with_what_hangs(self, item: Item, question: OpenQuestion) -> Item:
        """A question with the persons whose result hangs on it, and the earliest decision that does."""
        about, hanging = [], []
        for result in self.assessed.persons:
            found = [each for each in result.exemptions if question.leaf in each.deciders]
            if result.person and (found or question.leaf in result.deciders):
                about.append(result.person)
            hanging += [(each.due, each.exemption) for each in found if each.waits_for and each.due]
        item = attrs.evolve(item, about=tuple(dict.fromkeys(about)))
        if not hanging:
            return item
        due, exemption = min(hanging, key=lambda pair: end_of(pair[0]))
        names = self.names
        words = names.text(
            "agenda.hangs", what=item.what, exemption=names.name(exemption), by=by_when(due, names)
        )
        return attrs.evolve(item, what=words, needed=due)

    def _waiting(
        self, key: str, subject: str, roles: tuple[str, ...], due: Moment | None, article: str = ""
    ) -> Item:
        who = self.names.names(roles) or self.names.text("report.someone")
        return Item(
            kind=ItemKind.DECISION,
            case_id=self.case.id,
            key=key,
            subject=subject,
            article=article,
            what=self.names.text("remedy.by.decide", act=self.names.name(subject), who=who),
            roles=roles,
            persons=self._holders(roles),
            due=due,
            overdue=due is not None and self._passed(due),
            about=self._about(subject),
            decided_on=self.names.decided_on.get(subject, ()),
        )

    def _about(self, exemption: str) -> tuple[str, ...]:
        """The persons whose result waits for an exemption to be decided."""
        found = (
            result.person
            for result in self.assessed.persons
            for each in result.exemptions
            if each.exemption == exemption and each.state is ExemptionState.AWAITING and result.person
        )
        return tuple(dict.fromkeys(found))

    def _holders(self, roles: Iterable[str]) -> tuple[str, ...]:
        """Who holds one of the roles on the as-of day: they must act now, whoever held it before."""
        day, wanted = self.as_of.day, set(roles)
        found = (
            each.person
            for each in self.case.holders
            if each.role in wanted and each.since <= day and (each.until is None or each.until >= day)
        )
        return tuple(dict.fromkeys(found))

    def _passed(self, due: Moment) -> bool:
        return end_of(due) < end_of(self.as_of)


def _is_open(finding: Finding) -> bool:
    """Pending, or missed and still owed; a body that is overdue with its decision still owes it.

    What is unknown is open as long as it may still be to be done: silence would pass for done.
    """
    if finding.advisory:
        return False
    if finding.verdict is Verdict.UNKNOWN:
        return bool(finding.possible & {Verdict.PENDING, Verdict.VIOLATED})
    if finding.verdict is Verdict.PENDING or Flag.STILL_OWED in finding.flags:
        return True
    return finding.level == DECISION and finding.verdict is Verdict.VIOLATED


def _superiors(role: str, above: Mapping[str, str | None]) -> set[str]:
    """The role above a role, the one above that, and so on."""
    found: set[str] = set()
    current = above.get(role)
    while current is not None and current not in found:
        found.add(current)
        current = above.get(current)
    return found

"""What bodies decide on, and what they decided: by whom, when, about whom and on what grounds."""

from __future__ import annotations

from dutylang.cases.record import CaseRecord, JudgementRecord
from dutylang.reports.names import Names
from dutylang.reports.plain import Json, moment_json


def decided_on_words(words: str, subject: str, names: Names) -> str:
    """The words on an open judgement, with what the body decides it on, where the policy says so."""
    grounds = names.decided_on.get(subject, ())
    return names.text("decision.on", what=words, grounds=names.quoted(grounds)) if grounds else words


def decision_words(decision: JudgementRecord, names: Names) -> str:
    """What was decided, when, by whom in which role, about whom, on what grounds."""
    state = {True: "yes", False: "no", None: "open"}[decision.decided]
    told = names.text(
        f"decision.{state}",
        subject=names.name(decision.name),
        at=names.moment(decision.at),
        who=decider_words(decision, names),
    )
    if decision.about is not None:
        told = names.text("decision.about", what=told, person=decision.about)
    if decision.grounds:
        told = names.text("decision.grounds", what=told, grounds=decision.grounds)
    return told


def decider_words(decision: JudgementRecord, names: Names) -> str:
    """Who decided, with the role in which they did."""
    by = decision.by
    if by.role is None:
        return by.person
    return names.text("report.named", label=by.person, name=names.name(by.role))


def decisions_about(person: str, case: CaseRecord) -> list[JudgementRecord]:
    """The decisions about a person, and those about the case as a whole, in the order of the record."""
    return [each for each in case.judgements if each.about in (None, person)]


def decision_json(decision: JudgementRecord, names: Names) -> Json:
    """A decision of the record as it stands there, and how a reader is told."""
    return {
        "subject": decision.name,
        "decided": decision.decided,
        "at": moment_json(decision.at, names),
        "by": decision.by.person,
        "role": decision.by.role,
        "about": decision.about,
        "grounds": decision.grounds,
        "decided_on": list(names.decided_on.get(decision.name, ())),
        "text": decision_words(decision, names),
    }

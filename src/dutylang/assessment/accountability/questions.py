"""What waits for somebody's decision: judgements and exemptions that could change a result, or are due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from dutylang.assessment.accountability.periods import is_overdue, judgement_term
from dutylang.assessment.leaves import Leaf, LeafKind
from dutylang.assessment.model import Finding
from dutylang.assessment.persons import ExemptionState, OpenQuestion, PersonResult
from dutylang.assessment.single.context import Setting
from dutylang.assessment.single.decided import first_decided
from dutylang.calendars.moments import latest_instant


def open_questions(
    findings: Iterable[Finding], persons: Iterable[PersonResult], setting: Setting
) -> list[OpenQuestion]:
    """The judgements that decide something unknown or have a deadline that runs, then the exemptions awaited."""
    results = list(persons)
    deciding = [leaf for finding in findings for leaf in finding.deciders]
    deciding += [leaf for result in results for leaf in result.deciders]
    leaves = dict.fromkeys(leaf for leaf in deciding if leaf.kind is LeafKind.JUDGEMENT)
    found = [_judgement(leaf, setting) for leaf in leaves]
    asked = {leaf.subject for leaf in leaves}
    found += [each for each in _running(setting) if each.leaf.subject not in asked]
    return found + _awaited(results, setting)


def _judgement(leaf: Leaf, setting: Setting) -> OpenQuestion:
    info = setting.plan.vocabulary.judgements.get(leaf.subject)
    term = judgement_term(info, setting) if info is not None else None
    due = term.due if term is not None else None
    return OpenQuestion(leaf, tuple(leaf.detail.split(", ")), due, is_overdue(term, setting))


def _running(setting: Setting) -> Iterator[OpenQuestion]:
    """The judgements that must be made by a moment and are not."""
    for name, info in setting.plan.vocabulary.judgements.items():
        if judgement_term(info, setting) is None:
            continue
        if first_decided(name, info.by, None, setting) is None:
            yield _judgement(Leaf(LeafKind.JUDGEMENT, name, ", ".join(info.by), "open"), setting)


def _awaited(results: list[PersonResult], setting: Setting) -> list[OpenQuestion]:
    """The exemptions on which a body has to decide, each once, by the earliest of its moments."""
    found: dict[str, OpenQuestion] = {}
    for result in results:
        for each in result.exemptions:
            if each.state is not ExemptionState.AWAITING or each.waits_for is None:
                continue
            leaf = Leaf(LeafKind.JUDGEMENT, each.exemption, each.waits_for, "open")
            question = OpenQuestion(leaf, (each.waits_for,), each.due, each.overdue)
            known = found.setdefault(each.exemption, question)
            found[each.exemption] = min(known, question, key=lambda one: _order(one, setting))
    return list(found.values())


def _order(question: OpenQuestion, setting: Setting) -> tuple[bool, dt.datetime]:
    """By the last moment; what has none comes last."""
    due = question.due or setting.timeline.horizon.as_of
    return question.due is None, latest_instant(due, setting.tz)

"""What a reader must be told of decisions and attribution: void decisions, breaches that fall to nobody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dutylang.assessment.persons import ExemptionState, PersonResult, fails_only_perhaps
from dutylang.assessment.single.context import Setting
from dutylang.assessment.single.decided import void_decisions
from dutylang.diagnostics import Diagnostic, Severity
from dutylang.source import Span


def problems_of(persons: Iterable[PersonResult], setting: Setting) -> Iterator[Diagnostic]:
    """A004 a decision without the power, A005 granted while the conditions fail, A006 nobody answers.

    A009: granted while it is not known whether the conditions hold, and void where they do not.
    """
    case = setting.timeline.case
    place = Span(case.source or case.id, 0, 0, 1, 1)
    plan = setting.plan
    powers = {name: info.by for name, info in plan.vocabulary.judgements.items()}
    powers |= {each.name: (each.decided_by,) for each in plan.exemptions if each.decided_by is not None}
    for name, roles in powers.items():
        for decision in void_decisions(name, roles, setting):
            args = {
                "case": case.id,
                "name": name,
                "person": decision.by.person,
                "day": decision.at.day,
                "roles": ", ".join(roles),
            }
            yield Diagnostic("A004", place, args, Severity.WARNING)
    for result in persons:
        if not result.person and result.reason == "unattributed":
            args = {"case": case.id, "name": result.liability, "roles": result.reason_args["roles"]}
            yield Diagnostic("A006", place, args, Severity.WARNING)
        for each in result.exemptions:
            if each.state is ExemptionState.VOID:
                args = {"case": case.id, "name": each.exemption, "person": result.person}
                code = "A009" if fails_only_perhaps(each, result) else "A005"
                yield Diagnostic(code, place, args, Severity.WARNING)

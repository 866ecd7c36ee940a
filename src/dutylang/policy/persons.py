"""Who answers for it: liability, exemption, handover, scale and decisions, every line of them checked."""

from __future__ import annotations

import attrs

from dutylang.policy.decisions import check_judgements
from dutylang.policy.draft import Draft
from dutylang.policy.exemptions import check_exemption
from dutylang.policy.handovers import check_handover
from dutylang.policy.liabilities import check_liability
from dutylang.policy.scales import check_scale
from dutylang.policy.scope import case_scope
from dutylang.syntax.ast import Exemption, Handover, Liability, PointScale


def check_persons(draft: Draft) -> None:
    """Names, conditions and sums; fills the vocabulary's decisions."""
    scope = attrs.evolve(case_scope(draft), breaches=True, person=True)
    check_judgements(draft)
    for placed in draft.names.placed:
        match placed.rule:
            case Liability():
                check_liability(placed.rule, scope)
            case Exemption():
                check_exemption(placed.rule, scope)
            case Handover():
                check_handover(placed.rule, draft)
            case PointScale():
                check_scale(placed.rule, draft)
            case _:
                continue

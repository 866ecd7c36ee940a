"""Judgements: until when they are made, and what they are decided on."""

from __future__ import annotations

from dutylang.policy.declarations import Sort
from dutylang.policy.draft import Draft
from dutylang.policy.limits import check_limit
from dutylang.syntax.ast import Judgement

DECIDED_ON = (Sort.FIELD, Sort.EVENT, Sort.DOCUMENT, Sort.DEFINITION, Sort.TABLE, Sort.JUDGEMENT, Sort.FIGURE)


def check_judgements(draft: Draft) -> None:
    """The period and the grounds of every judgement; its roles are found with the vocabulary."""
    for entry in draft.names.entries:
        if entry.sort is Sort.JUDGEMENT and isinstance(entry.node, Judgement):
            if entry.node.within is not None:
                check_limit(entry.node.within, draft)
            for ground in entry.node.on:
                draft.find(ground, *DECIDED_ON)

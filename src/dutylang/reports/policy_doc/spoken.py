"""The clauses of a duty made ready for a document: acts by their verbs, steps with whoever bears them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar, cast

import attrs

from dutylang.policy.superiors import bearers_of, levels_above, superiors
from dutylang.reports.policy_doc.model import Text
from dutylang.reports.policy_doc.prose import ACT, ProseWords, Teller
from dutylang.syntax.ast import (
    Act,
    After,
    AppliesTo,
    Before,
    Between,
    CaseEdge,
    Clause,
    Duty,
    Every,
    EverySince,
    FourEyes,
    FromUntil,
    Keep,
    Modal,
    Name,
    NeverBoth,
    Obligation,
    OnDayOf,
    OnlyAfter,
    Step,
    StepKind,
    Upward,
    When,
)
from dutylang.syntax.to_text.clauses import clause_pieces
from dutylang.syntax.to_text.lines import Piece

Main = Obligation | OnlyAfter | Keep | FourEyes | NeverBoth | CaseEdge
MAIN = (Obligation, OnlyAfter, Keep, FourEyes, NeverBoth, CaseEdge)
SCOPE = (After, Between, FromUntil, Every, EverySince, Before, OnDayOf, AppliesTo, When)
LEVELS = (StepKind.OTHERWISE, StepKind.IF_ANY_MISSED)
AFTERMATH = (*LEVELS, StepKind.IF_LATE)
NEGATIVE = (Modal.MUST_NOT, Modal.SHOULD_NOT)

Roles = tuple[str, ...]
Node = TypeVar("Node")


def changed(node: Node, **parts: object) -> Node:
    """A node of the tree with other parts."""
    return cast("Node", attrs.evolve(cast("Any", node), **parts))


# ---- who bears a step --------------------------------------------------------------------------


@attrs.frozen
class Link:
    """A main obligation (`kind` None), a step or a level, with the roles that bear it."""

    kind: StepKind | None
    clause: Main
    roles: Roles
    event: Name | None = None

    @property
    def is_level(self) -> bool:
        """Whether it arises only when another was missed."""
        return self.kind in LEVELS


def links_of(duty: Duty, above: Mapping[str, str | None]) -> tuple[Link, ...]:
    """The obligations of a duty in order; a level that goes up to the top is one for each role above."""
    found: list[Link] = []
    chain: Roles = ()  # all that the chain named
    latest: Roles = ()  # of its latest step
    for clause in duty.clauses:
        if isinstance(clause, MAIN):
            latest = bearers_of(clause)
            chain = tuple(dict.fromkeys((*chain, *latest)))
            found.append(Link(None, clause, latest))
        elif isinstance(clause, Step):
            for roles in _roles_of(clause, found, chain, latest, above):
                found.append(Link(clause.kind, clause.obligation, roles, clause.event))
                if clause.kind not in AFTERMATH:
                    latest = roles
                    chain = tuple(dict.fromkeys((*chain, *latest)))
    return tuple(found)


def _roles_of(
    step: Step, found: Sequence[Link], chain: Roles, latest: Roles, above: Mapping[str, str | None]
) -> tuple[Roles, ...]:
    obligation = step.obligation
    if obligation.upward is None:
        return (tuple(name.text for name in obligation.bearers) or latest,)
    below = chain if step.kind is StepKind.IF_ANY_MISSED or not found else found[-1].roles
    if obligation.upward is Upward.EACH_SUPERIOR:
        return levels_above(below, above) or ((),)
    return (superiors(below, above),)


# ---- acts by their verbs -----------------------------------------------------------------------


def with_verbs(clause: Clause, bearers: Roles = ()) -> Clause:
    """The clause with its acts marked as acts, and with bearers where a step names none."""
    match clause:
        case Obligation():
            return _obligation(clause, bearers)
        case OnlyAfter(act=act):
            return changed(clause, act=_acts(act))
        case Step(obligation=obligation):
            return changed(clause, obligation=_obligation(obligation, bearers))
        case _:
            return clause


def _obligation(obligation: Obligation, bearers: Roles) -> Obligation:
    names = obligation.bearers
    if not names and obligation.upward is None:
        names = tuple(Name(bearer) for bearer in bearers)
    return changed(obligation, act=_acts(obligation.act), bearers=names)


def _acts(act: Act) -> Act:
    return changed(act, events=tuple(Name(ACT + event.text) for event in act.events))


# ---- sentences ---------------------------------------------------------------------------------


def sentences_of(duty: Duty, teller: Teller) -> tuple[Text, ...]:
    """A duty in sentences: one for the main obligation, one for each step, one for each further line."""
    leading: list[Piece] = []
    owed: list[Piece] = []
    further: list[Piece] = []
    latest: Roles = ()
    for place, clause in enumerate(duty.clauses):
        before = duty.clauses[place - 1] if place else None
        told = with_verbs(clause, latest if isinstance(clause, Step) else ())
        pieces = clause_pieces(told, words_for(clause, before, teller.words))
        kept = (
            leading if isinstance(clause, SCOPE) else owed if isinstance(clause, (*MAIN, Step)) else further
        )
        kept += pieces
        latest = _chained(clause, latest)
    pause = teller.words.word("layout.pause")
    units = _units((*leading, *owed, *further))
    return tuple(teller.sentence(pause.join(piece.text for piece in unit)) for unit in units)


def words_for(clause: Clause, before: Clause | None, words: ProseWords) -> ProseWords:
    """The words for a clause: a ban is broken where a duty is not done, and its conditions narrow it."""
    if is_ban(clause):
        return words.varied("obligation.with", "obligation.with_banned")
    if before is not None and is_ban(before):
        return words.varied("step.otherwise", "step.otherwise_broken")
    return words


def is_ban(clause: object) -> bool:
    """Whether a clause says what must not be done."""
    return isinstance(clause, Obligation) and clause.modal in NEGATIVE


def _chained(clause: Clause, latest: Roles) -> Roles:
    """Who bears the next step that names nobody."""
    if isinstance(clause, MAIN):
        return bearers_of(clause)
    if isinstance(clause, Step) and clause.kind not in AFTERMATH and clause.obligation.bearers:
        return tuple(name.text for name in clause.obligation.bearers)
    return latest


def _units(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Pieces that make one sentence: what leads joins what comes next, what follows what was before."""
    unit: list[Piece] = []
    for piece in pieces:
        if unit and not unit[-1].leads and not piece.follows:
            yield unit
            unit = []
        unit.append(piece)
    if unit:
        yield unit

"""A rule under its article → what the document says of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import assert_never

import attrs

from dutylang.reports.policy_doc.model import Fact, Grid, GridRow, Note, RuleBlock, Run, Text
from dutylang.reports.policy_doc.periods import counting_of, no_text
from dutylang.reports.policy_doc.prose import Teller
from dutylang.reports.policy_doc.spoken import changed, sentences_of
from dutylang.syntax.ast import (
    Attributed,
    BarredBy,
    Blocks,
    Checklist,
    ChecklistItem,
    Definition,
    Duty,
    Effect,
    ExceptionFrom,
    ExceptionLimit,
    ExceptionRule,
    ExceptionWhen,
    Exemption,
    ExemptionWhen,
    FigureMeans,
    ForEachBreach,
    ForFact,
    ForRole,
    FromEveryLiability,
    FromLiabilities,
    GradeRow,
    GroupedBy,
    Handover,
    HandoverOf,
    HandoverOn,
    Holds,
    Kinds,
    Liability,
    LiabilityClause,
    LiabilityWhen,
    OpensOn,
    PersonsMode,
    PlacedIn,
    Points,
    PointScale,
    Portfolio,
    PrevailsOver,
    Rule,
    Settings,
    SignedBy,
    Table,
    Threshold,
)
from dutylang.syntax.ast.base import Declared
from dutylang.syntax.to_text.exceptions import exception_piece, figure_text, handover_text, scale_text
from dutylang.syntax.to_text.expressions import ATOM, expression_text
from dutylang.syntax.to_text.liability import exemption_texts, ground_text
from dutylang.syntax.to_text.rules import cell_text
from dutylang.syntax.to_text.words import spelled_duration

LIABILITY_TERMS: Mapping[type, str] = {
    ForEachBreach: "grounds", ForFact: "grounds", LiabilityWhen: "only_when", OpensOn: "opens_on", Holds: "holds",
    GradeRow: "grades", Kinds: "kinds", Points: "points", Attributed: "attributed", PersonsMode: "attributed",
}  # fmt: skip
EXEMPTION_TERMS: Mapping[type, str] = {
    FromEveryLiability: "frees_from", FromLiabilities: "frees_from", ForRole: "frees", ExemptionWhen: "if_all",
    Effect: "effect", BarredBy: "barred_by",
}  # fmt: skip
EXCEPTION_TERMS: Mapping[type, str] = {
    ExceptionFrom: "excepts_from", ExceptionWhen: "when", ExceptionLimit: "instead", Blocks: "blocks",
    PrevailsOver: "prevails_over",
}  # fmt: skip
HANDOVER_TERMS: Mapping[type, str] = {HandoverOf: "post", HandoverOn: "shown_by", SignedBy: "signed_by"}
FIGURE_TERMS: Mapping[type, str] = {GroupedBy: "grouped_by", PlacedIn: "period", FigureMeans: "means"}


@attrs.frozen(eq=False)
class Surroundings:
    """What a rule's block says besides the rule: by its name, what excepts from it and who answers for it."""

    excepted_by: Mapping[str, Sequence[str]]
    answered_by: Mapping[str, Sequence[str]]
    head: Settings
    exceptions: frozenset[str]


def block_of(
    rule: Rule, anchor: str, notes: Sequence[Note], around: Surroundings, teller: Teller
) -> RuleBlock:
    """The block of a rule."""
    kind, sentences, facts, grids = _parts(rule, around, teller)
    name = rule.declared.name
    return RuleBlock(
        name=name,
        label=_upper(_own_label(rule.declared, teller), teller),
        kind=kind,
        kind_words=teller.text(f"kind.{kind}"),
        anchor=anchor,
        notes=tuple(notes),
        sentences=sentences,
        facts=(*facts, *_links(name, around, teller)),
        grids=grids,
    )


def _own_label(declared: Declared, teller: Teller) -> str:
    """The label that stands at the declaration; else the one that the policy gives the name elsewhere."""
    return declared.label(teller.tongue) or teller.label(declared.name)


Parts = tuple[str, tuple[Text, ...], tuple[Fact, ...], tuple[Grid, ...]]


def _parts(rule: Rule, around: Surroundings, teller: Teller) -> Parts:
    words = teller.words
    match rule:
        case Duty(kind=kind):
            counting = counting_of((rule.clauses,), teller, around.head)
            facts = (Fact(teller.text("term.counting"), ((Run(counting),),)),) if counting else ()
            return kind.value, sentences_of(rule, teller), facts, ()
        case Checklist():
            return "checklist", (_checklist_opening(rule, teller),), (), (_checklist_grid(rule, teller),)
        case Table():
            return "table", (teller.text_of(f"hit.{rule.hit.value}"),), (), (_table_grid(rule, teller),)
        case Definition():
            return "define", (definition_sentence(rule, teller),), (), ()
        case ExceptionRule(clauses=clauses):
            said = [exception_piece(clause, words).text for clause in clauses]
            return (
                "exception",
                _excuses(rule, around, teller),
                _facts(clauses, said, EXCEPTION_TERMS, teller),
                (),
            )
        case Handover(clauses=clauses):
            said = [handover_text(clause, words) for clause in clauses]
            return (
                "handover",
                (teller.text_of("handover"),),
                _facts(clauses, said, HANDOVER_TERMS, teller),
                (),
            )
        case Liability(clauses=clauses):
            said = [ground_text(_bare(clause), words) for clause in clauses]
            return "liability", (), _facts(clauses, said, LIABILITY_TERMS, teller), ()
        case Exemption(clauses=clauses):
            said = exemption_texts(clauses, words)
            return "exemption", (), _facts(clauses, said, EXEMPTION_TERMS, teller), ()
        case PointScale(clauses=clauses):
            said = [scale_text(clause, words) for clause in clauses]
            terms = {type(clause): "counted" for clause in clauses} | {Threshold: "thresholds"}
            return "scale", (), _facts(clauses, said, terms, teller), ()
        case Portfolio(clauses=clauses):
            said = [figure_text(clause, words) for clause in clauses]
            return "portfolio", (), _facts(clauses, said, FIGURE_TERMS, teller), ()
        case _:
            assert_never(rule)


def _facts(
    clauses: Iterable[object], said: Iterable[str], terms: Mapping[type, str], teller: Teller
) -> tuple[Fact, ...]:
    """What the clauses say, those of one term together, in the order in which the terms first come."""
    found: dict[str, list[Text]] = {}
    for clause, text in zip(clauses, said, strict=True):
        found.setdefault(terms[type(clause)], []).append(teller.opened(teller.runs(text)))
    return tuple(Fact(teller.text(f"term.{term}"), tuple(texts)) for term, texts in found.items())


def _links(name: str, around: Surroundings, teller: Teller) -> tuple[Fact, ...]:
    """The exceptions from a rule, and the grounds on which somebody answers for it."""
    found = (("exceptions", around.excepted_by), ("answered_by", around.answered_by))
    return tuple(
        Fact(teller.text(f"term.{term}"), (teller.linked_all(names[name]),))
        for term, names in found
        if names.get(name)
    )


def _bare(clause: LiabilityClause) -> LiabilityClause:
    """Degrees and kinds by their names alone: their labels stand in the words of the document."""
    if isinstance(clause, Holds):
        parts = (changed(part, degree=Declared(part.degree.name)) for part in clause.parts)
        return changed(clause, parts=tuple(parts))
    if isinstance(clause, Kinds):
        return changed(clause, kinds=tuple(Declared(kind.name) for kind in clause.kinds))
    return clause


def _excuses(rule: ExceptionRule, around: Surroundings, teller: Teller) -> tuple[Text, ...]:
    """That the duty is excused, or the exception lifted, where no other deadline takes its place."""
    names = {
        name.text for clause in rule.clauses if isinstance(clause, ExceptionFrom) for name in clause.rules
    }
    if not names or any(isinstance(clause, ExceptionLimit) for clause in rule.clauses):
        return ()
    return (teller.text_of("excused_exception" if names <= around.exceptions else "excused"),)


def definition_sentence(definition: Definition, teller: Teller) -> Text:
    """What a definition means."""
    means = teller.expression(definition.means)
    if definition.of is None:
        return teller.text_around("means", means)
    of = teller.linked(definition.of.text)
    return (*teller.text_around("means_of", of), *teller.text_around("means", means))


# ---- checklists --------------------------------------------------------------------------------


def _checklist_opening(rule: Checklist, teller: Teller) -> Text:
    words = teller.words
    text = words.fill(
        "paper.opening",
        who=words.names(rule.bearers),
        modal=words.keyword("MODAL", rule.modal.value),
        on_file=words.keyword("HAVE_ON_FILE", "verified" if rule.verified else "on_file"),
        before=words.name(rule.before),
    )
    return teller.opened(teller.runs(text))


def _checklist_grid(rule: Checklist, teller: Teller) -> Grid:
    head = tuple(teller.text(f"column.{key}") for key in ("number", "document", "asked", "when"))
    rows = (
        GridRow(
            (
                ((Run(str(number)),),),
                (teller.opened(teller.linked(item.document.name)),),
                (_asked(item, teller),),
                (_wanted_when(item, teller),),
            )
        )
        for number, item in enumerate(rule.items, 1)
    )
    return Grid("", head, tuple(rows), (1, 6, 4, 5))


def _asked(item: ChecklistItem, teller: Teller) -> Text:
    """What the document must be like."""
    words = teller.words
    found = [words.word("checklist.original")] if item.original else []
    if item.valid:
        found.append(words.word("checklist.valid"))
    if item.for_the_last is not None:
        last = spelled_duration(item.for_the_last, words)
        found.append(words.fill("checklist.for_the_last", duration=last, since=words.name(item.or_since)))
    return teller.opened(teller.runs(words.listed(found))) if found else no_text()


def _wanted_when(item: ChecklistItem, teller: Teller) -> Text:
    """Under which condition the document is wanted."""
    words = teller.words
    found = [
        words.fill(f"checklist.{key}", condition=expression_text(condition, words))
        for key, condition in (("when", item.when), ("unless", item.unless))
        if condition is not None
    ]
    pause = words.word("layout.pause")
    return teller.opened(teller.runs(pause.join(found))) if found else teller.text_of("in_every_case")


# ---- tables ------------------------------------------------------------------------------------


def _table_grid(table: Table, teller: Teller) -> Grid:
    words = teller.words
    head = tuple(_upper(teller.label(column.text), teller) for column in table.columns)
    outcome = _upper(_own_label(table.outcome, teller), teller)
    rows = []
    for row in table.rows:
        cells = [cell_text(cell, words) for cell in row.cells]
        cells.append(expression_text(row.outcome, words, ATOM))
        rows.append(GridRow(tuple((teller.opened(teller.runs(cell)),) for cell in cells)))
    return Grid("", (*head, outcome), tuple(rows))


def _upper(text: str, teller: Teller) -> str:
    return "".join(run.text for run in teller.opened((Run(text),)))

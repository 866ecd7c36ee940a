"""The clauses of a policy that scenarios can try, and how each can turn out: conditions, and what is judged."""

from __future__ import annotations

import enum
from collections.abc import Iterator

import attrs

from dutylang.assessment.single.reading import parts_of
from dutylang.ops.table import OPERATORS
from dutylang.ops.types import Kind
from dutylang.plan.model import Plan, RulePlan, steps_of
from dutylang.policy import typed as t
from dutylang.policy.model import PlacedRule, Policy, TableInfo, Vocabulary
from dutylang.policy.places import article_reference, can_be_breached
from dutylang.policy.walk import nodes
from dutylang.source import Span
from dutylang.syntax import ast
from dutylang.values import Truth


class ClauseKind(enum.Enum):
    """What a clause is: a condition by the word that it stands behind, or what is judged of its own.

    `PART`: what `and` and `or` connect; `STEP` and `ITEM`: of a duty's chain, of a checklist.
    """

    WHEN = "when"
    UNLESS = "unless"
    WITH = "with"
    TOGETHER = "together"
    INSTEAD = "instead"
    KEEP = "keep"
    GROUND = "ground"
    GRADE = "grade"
    BAR = "bar"
    CELL = "cell"
    DEFINITION = "definition"
    PART = "part"
    DUTY = "duty"
    STEP = "step"
    ITEM = "item"
    LIABILITY = "liability"
    EXEMPTION = "exemption"


class Seen(enum.Enum):
    """How a clause turned out: a condition by its truth, a duty, a ground and an exemption by their results."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"
    SATISFIED = "satisfied"
    BREACHED = "breached"
    LIABLE = "liable"
    NOT_LIABLE = "not_liable"
    GRANTED = "granted"
    NOT_GRANTED = "not_granted"


OF_TRUTH = {Truth.YES: Seen.TRUE, Truth.NO: Seen.FALSE, Truth.UNKNOWN: Seen.UNKNOWN}


@attrs.frozen
class Clause:
    """One clause where it stands, and the ways in which it can turn out.

    `article` is empty outside articles; `version` is that of the policy whose text it is. `parts` tell the
    findings of a step (its levels) or an item (its document) from those of the rule itself.
    """

    kind: ClauseKind
    rule: str
    article: str
    version: str
    span: Span
    wanted: tuple[Seen, ...]
    parts: tuple[str, ...] = ("",)


Tested = tuple[Clause, t.Typed | None]
"""A clause with the condition that it is; None for what is judged."""
Written = ast.Expr | ast.Name


def clauses_of(policy: Policy, plan: Plan) -> Iterator[Tested]:
    """The clauses in the order of the text, version by version; a text that two versions share comes twice."""
    for version, planned in zip((*policy.earlier, policy), (*plan.earlier, plan), strict=True):
        rules = {rule.name: rule for rule in planned.rules}
        for placed in version.rules:
            name, article = placed.rule.declared.name, article_reference(placed.article)
            for kind, span, wanted, parts in _judged(placed, rules.get(name)):
                yield Clause(kind, name, article, planned.version, span, wanted, parts), None
            for kind, span, condition in _conditions(placed.rule, version):
                truths = truths_of(condition, version.vocabulary)
                wanted = tuple(OF_TRUTH[truth] for truth in OF_TRUTH if truth in truths)
                yield Clause(kind, name, article, planned.version, span, wanted), condition


# ---- what is judged ----------------------------------------------------------------------------

Judged = tuple[ClauseKind, Span, tuple[Seen, ...], tuple[str, ...]]

_OF_DUTY = (Seen.SATISFIED, Seen.BREACHED)


def _judged(placed: PlacedRule, plan: RulePlan | None) -> Iterator[Judged]:
    """What can become of a rule, of its steps and items; nothing where nothing is found of it."""
    rule, span = placed.rule, placed.rule.declared.span
    match rule:
        case ast.Checklist():
            for item in rule.items:
                yield ClauseKind.ITEM, item.span, _OF_DUTY, (item.document.name,)
        case ast.Duty() if can_be_breached(placed):
            yield ClauseKind.DUTY, span, _OF_DUTY, ("",)
            for step, levels in _steps(rule, plan):
                yield ClauseKind.STEP, step.span, _OF_DUTY, levels
        case ast.Liability():
            yield ClauseKind.LIABILITY, span, (Seen.LIABLE, Seen.NOT_LIABLE), ("",)
        case ast.Exemption():
            decided = any(isinstance(each, ast.Effect) and each.decided_by for each in rule.clauses)
            asks = decided or any(isinstance(each, ast.ExemptionWhen | ast.BarredBy) for each in rule.clauses)
            wanted = (Seen.GRANTED, Seen.NOT_GRANTED) if asks else (Seen.GRANTED,)
            yield ClauseKind.EXEMPTION, span, wanted, ("",)
        case _:
            pass


def _steps(rule: ast.Duty, plan: RulePlan | None) -> Iterator[tuple[ast.Step, tuple[str, ...]]]:
    """The steps as written with the levels that each makes: one, or those of a whole ladder of superiors."""
    levels = [step.level for step in steps_of(plan)] if plan is not None else []
    written = [clause for clause in rule.clauses if isinstance(clause, ast.Step)]
    more = len(levels) - len(written)
    for step in written:
        ladder = step.obligation.upward is ast.Upward.EACH_SUPERIOR
        count = 1 + more if ladder else 1
        more = 0 if ladder else more
        yield step, tuple(levels[:count])
        levels = levels[count:]


# ---- the conditions of a rule ------------------------------------------------------------------


def _conditions(rule: ast.Rule, policy: Policy) -> Iterator[tuple[ClauseKind, Span, t.Typed]]:
    if isinstance(rule, ast.Table):
        yield from _cells(rule, policy.vocabulary.tables[rule.declared.name])
        return
    for node in nodes(rule):
        for kind, written in _written(node):
            condition = policy.typed[written.span]
            if condition.type.kind is Kind.YES_NO:
                yield kind, written.span, condition
                yield from _parts(written, condition)


def _parts(written: Written, condition: t.Typed) -> Iterator[tuple[ClauseKind, Span, t.Typed]]:
    """What the connectives of a condition connect, at any depth."""
    match written, condition:
        case ((ast.And(items=items) | ast.Or(items=items)), t.Apply(args=args)):
            for item, part in zip(items, args, strict=True):
                yield ClauseKind.PART, item.span, part
                yield from _parts(item, part)
        case ast.Not(item=item), t.Apply(args=(part,)):
            yield from _parts(item, part)
        case _:
            pass


def _written(node: object) -> Iterator[tuple[ClauseKind, Written]]:
    """The conditions that a node of a rule holds itself."""
    found: tuple[tuple[ClauseKind, Written | None], ...] = ()
    match node:
        case ast.When() | ast.LiabilityWhen() | ast.ExemptionWhen() | ast.ExceptionWhen():
            found = ((ClauseKind.WHEN, node.condition),)
        case ast.After():
            found = ((ClauseKind.WITH, node.where),)
        case ast.Obligation():
            found = ((ClauseKind.WITH, node.where), (ClauseKind.TOGETHER, node.together))
            found += ((ClauseKind.UNLESS, node.unless), (ClauseKind.WHEN, node.when))
        case ast.OnlyAfter():
            found = ((ClauseKind.WITH, node.prior_where),)
            found += ((ClauseKind.UNLESS, node.unless), (ClauseKind.WHEN, node.when))
        case ast.ChecklistItem():
            found = ((ClauseKind.WHEN, node.when), (ClauseKind.UNLESS, node.unless))
        case ast.Instead():
            found = ((ClauseKind.INSTEAD, node.when),)
        case ast.Keep():
            found = ((ClauseKind.KEEP, node.condition),)
        case ast.ForFact():
            found = ((ClauseKind.GROUND, node.condition),)
        case ast.GradeRow():
            found = ((ClauseKind.GRADE, node.when),)
        case ast.BarredBy():
            found = tuple((ClauseKind.BAR, fact) for fact in node.facts)
        case ast.Definition():
            found = ((ClauseKind.DEFINITION, node.means),)
        case _:
            pass
    yield from ((kind, part) for kind, part in found if part is not None)


def _cells(table: ast.Table, info: TableInfo) -> Iterator[tuple[ClauseKind, Span, t.Typed]]:
    for written, row in zip(table.rows, info.rows, strict=True):
        for cell, test in zip(written.cells, row.tests, strict=True):
            if test is not None:
                yield ClauseKind.CELL, cell.span, test


# ---- how a condition can turn out --------------------------------------------------------------


def truths_of(condition: t.Typed, words: Vocabulary) -> frozenset[Truth]:
    """The truths that a case can give a condition, its parts taken one by one.

    Unknown is out of reach where nothing is read that could be missing; of a constant only its value is not.
    """
    match condition:
        case t.Const():
            return frozenset([Truth.of(condition.value)])
        case t.Missing():
            return frozenset([Truth.YES, Truth.NO])
        case t.ReadDefinition():
            return truths_of(words.definitions[condition.name].body, words)
        case t.Apply(op="and" | "or" | "not"):
            return _of_parts(condition, words)
        case _:
            return _of_what_is_read(condition, words)


def _of_parts(condition: t.Apply, words: Vocabulary) -> frozenset[Truth]:
    first, *others = (truths_of(each, words) for each in condition.args)
    if condition.op == "not":
        return frozenset(~each for each in first)
    found = first
    for other in others:
        pairs = [(one, two) for one in found for two in other]
        found = frozenset(one & two if condition.op == "and" else one | two for one, two in pairs)
    return found


def _of_what_is_read(condition: t.Typed, words: Vocabulary) -> frozenset[Truth]:
    if isinstance(condition, t.Apply):
        constants = [each.value for each in condition.args if isinstance(each, t.Const)]
        if len(constants) == len(condition.args):
            return frozenset([Truth.of(OPERATORS[condition.op].apply(constants))])
    # A parameter has a value; a scenario may give it another.
    known = (t.Const, t.ReadParameter, t.AgoDate, t.Missing, t.Apply, t.ElapsedUnits, t.ReadDefinition)
    if all(isinstance(each, known) for each in _inside(condition, words)):
        return frozenset([Truth.YES, Truth.NO])
    return frozenset(Truth)


def _inside(expression: t.Typed, words: Vocabulary) -> Iterator[t.Typed]:
    """An expression and all that it reads, through definitions; not what `is missing` asks of."""
    yield expression
    parts = parts_of(expression)
    if isinstance(expression, t.ReadDefinition):
        parts = (words.definitions[expression.name].body,)
    for part in () if isinstance(expression, t.Missing) else parts:
        yield from _inside(part, words)

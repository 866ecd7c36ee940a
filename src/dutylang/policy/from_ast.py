"""Documents → a checked policy. Every fault is reported at once; with an error there is no policy."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from types import MappingProxyType

from dutylang.diagnostics.model import Diagnostic, Severity
from dutylang.policy.conflicts import check_conflicts
from dutylang.policy.deadlines import check_deadlines
from dutylang.policy.declarations import Placed, Sort
from dutylang.policy.derived import check_derived
from dutylang.policy.draft import Draft, draft_from
from dutylang.policy.duties import check_duties
from dutylang.policy.effects import check_effects
from dutylang.policy.exceptions import check_exceptions
from dutylang.policy.expressions import typed_from_expression
from dutylang.policy.head import CALENDAR, COUNTING, TIMEZONE, check_head
from dutylang.policy.model import PlacedRule, Policy, Vocabulary
from dutylang.policy.naming import check_names
from dutylang.policy.persons import check_persons
from dutylang.policy.reach import check_reach
from dutylang.policy.rules import check_rules
from dutylang.policy.scenarios import check_scenarios
from dutylang.policy.shapes import check_shapes
from dutylang.policy.strata import check_strata
from dutylang.policy.superiors import check_superiors
from dutylang.policy.unused import check_unused
from dutylang.source import Source
from dutylang.syntax.ast import Declared, Document, InForce

__all__ = ["CHECKS", "policy_from_ast", "typed_from_expression"]

Check = Callable[[Draft], None]

CHECKS: tuple[Check, ...] = (
    check_head,
    check_names,
    check_shapes,
    check_derived,
    check_rules,
    check_persons,
    check_duties,
    check_effects,
    check_superiors,
    check_exceptions,
    check_strata,
    check_deadlines,
    check_reach,
    check_conflicts,
    check_scenarios,
    check_unused,
)
"""The checks in their order: each reads what those before it have found."""


def policy_from_ast(
    documents: Sequence[tuple[Source, Document]], *, sha256: str | None = None
) -> tuple[Policy | None, tuple[Diagnostic, ...]]:
    """The checked policy of the main document, which is the first, and of those that it uses.

    `sha256` is of the texts; without it, it is worked out here. Diagnostics come in the order of the text.
    The policy is None when one of them is an error.
    """
    draft = draft_from(documents)
    for check in CHECKS:
        check(draft)
    order = {source.name: at for at, (source, _) in enumerate(documents)}
    problems = sorted(draft.problems, key=lambda each: (order.get(each.span.source, 0), each.span.start))
    if any(each.severity is Severity.ERROR for each in problems):
        return None, tuple(problems)
    return _policy_from(draft, documents, sha256 or _sha256(documents)), tuple(problems)


def _policy_from(draft: Draft, documents: Sequence[tuple[Source, Document]], sha256: str) -> Policy:
    head = draft.head
    if head is None or head.in_force is None:
        raise AssertionError("a draft without errors has a head with a start date")
    in_force = head.in_force
    return Policy(
        declared=head.declared,
        version=head.version or "",
        since=in_force.since,
        until=in_force.until,
        calendar=head.calendar or CALENDAR,
        timezone=head.timezone or TIMEZONE,
        counting=head.counting or COUNTING,
        vocabulary=_vocabulary_from(draft),
        rules=tuple(_placed_rule(placed, in_force) for placed in draft.names.placed),
        scenarios=draft.names.scenarios,
        typed=MappingProxyType(draft.typed),
        documents=tuple(document for _, document in documents),
        sources=tuple(source for source, _ in documents),
        sha256=sha256,
        published=head.published,
        reaches_open=head.reaches_open,
    )


def _placed_rule(placed: Placed, policy: InForce) -> PlacedRule:
    """A rule is in force while its article and the policy both are."""
    since, until = policy.since, policy.until
    article = placed.article.in_force if placed.article is not None else None
    if article is not None:
        since = max(since, article.since)
        ends = [end for end in (until, article.until) if end is not None]
        until = min(ends, default=None)
    return PlacedRule(placed.rule, placed.article, placed.chapter, since, until)


def _vocabulary_from(draft: Draft) -> Vocabulary:
    documents = {
        declared.name: _with_all_labels(declared, draft) for declared in draft.names.names(Sort.DOCUMENT)
    }
    return Vocabulary(
        roles=MappingProxyType(draft.roles),
        cases=MappingProxyType(draft.cases),
        records=MappingProxyType(draft.records),
        events=MappingProxyType(draft.events),
        parameters=MappingProxyType(draft.parameters),
        definitions=MappingProxyType(draft.definitions),
        tables=MappingProxyType(draft.tables),
        judgements=MappingProxyType(draft.judgements),
        documents=MappingProxyType(documents),
        figures=MappingProxyType(draft.figures),
        decisions=MappingProxyType(draft.decisions),
        grades=tuple(declared.name for declared in draft.names.grades),
        labels=_labels_from(draft),
        steps=draft.steps,
    )


def _with_all_labels(document: Declared, draft: Draft) -> Declared:
    """A document may stand in several checklists, and carry its labels in one of them or in a term."""
    labels = dict(document.labels)
    for entry in draft.names.entries:
        if entry.declared.name == document.name and entry.sort in (Sort.DOCUMENT, Sort.TERM):
            for tongue, label in entry.declared.labels:
                labels.setdefault(tongue, label)
    return Declared(document.name, tuple(sorted(labels.items())), span=document.span)


def _labels_from(draft: Draft) -> MappingProxyType[str, MappingProxyType[str, str]]:
    """The first label of each name in each tongue, whatever it is the name of."""
    found: dict[str, dict[str, str]] = {}
    heads = [head.declared for head in draft.names.main_heads]
    outcomes = [placed.rule.outcome for placed in draft.names.placed if hasattr(placed.rule, "outcome")]
    for declared in (*heads, *(entry.declared for entry in draft.names.entries), *outcomes):
        for tongue, label in declared.labels:
            found.setdefault(declared.name, {}).setdefault(tongue, label)
    return MappingProxyType({name: MappingProxyType(labels) for name, labels in found.items()})


def _sha256(documents: Sequence[tuple[Source, Document]]) -> str:
    """Of the texts in order of their names."""
    digest = hashlib.sha256()
    for source in sorted((source for source, _ in documents), key=lambda source: source.name):
        digest.update(source.text.encode("utf-8"))
    return digest.hexdigest()

"""Versions of one policy: each is checked with the texts it stands on, and together they leave no day out."""

from __future__ import annotations

import datetime as dt
import posixpath
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import TypeVar

import attrs

from dutylang.diagnostics.model import Diagnostic, Label, Severity
from dutylang.policy.article_versions import cut_by_articles, with_items
from dutylang.policy.from_ast import policy_from_ast
from dutylang.policy.model import Policy, ShapeInfo, Vocabulary
from dutylang.source import Source, Span
from dutylang.syntax.ast import Document, InForce, PolicyHead, Scenario, Use

Texts = tuple[tuple[Source, Document], ...]
Value = TypeVar("Value")

ONE_DAY = dt.timedelta(days=1)


def policy_from_texts(
    documents: Sequence[tuple[Source, Document]],
) -> tuple[Policy | None, tuple[Diagnostic, ...]]:
    """The checked policy of some texts; of several versions the latest, with the others as its `earlier`.

    Texts whose heads carry one name are versions. A text without a head belongs to the versions that use
    it, else to those whose head stands nearest above it in the folders, else to all. A version in which an
    article stands in versions is cut in parts. Diagnostics come in the order of the texts; a fault of a text
    that several versions share is told once.
    """
    strangers = _strangers([head for _, document in documents for head in _heads(document)])
    if strangers:
        return None, tuple(strangers)
    groups = _groups(tuple(documents))
    cuts = [cut_by_articles(group) for group in groups]
    parts = [part for cut, _ in cuts for part in cut]
    gaps = [problem for _, found in cuts for problem in found]
    if len(parts) == 1 and not gaps:
        return policy_from_ast(documents)
    checked = [_checked(part, is_cut=len(cut) > 1) for cut, _ in cuts for part in cut]
    problems = _told([(part, found) for part, (_, found) in zip(parts, checked, strict=True)])
    problems += gaps
    problems += _interval_problems([_head(group) for group in groups])
    policies = [
        policy if policy is not None else _checked(_without(part, found), is_cut=True)[0]
        for part, (policy, found) in zip(parts, checked, strict=True)
        if not any(each.severity is Severity.ERROR for each in problems)
    ]
    sound = [policy for policy in policies if policy is not None]
    problems += _shape_problems(sound)
    order = {source.name: at for at, (source, _) in enumerate(documents)}
    told = tuple(sorted(problems, key=lambda each: (order.get(each.span.source, 0), each.span.start)))
    if any(each.severity is Severity.ERROR for each in told):
        return None, told
    return _joined(sound), told


def _checked(part: Texts, *, is_cut: bool) -> tuple[Policy | None, tuple[Diagnostic, ...]]:
    policy, problems = policy_from_ast(part)
    return attrs.evolve(policy, is_cut=is_cut) if policy is not None else None, problems


def _without(part: Texts, problems: Sequence[Diagnostic]) -> Texts:
    """The texts without the scenarios in which something is wrong: they speak of another version."""
    wrong = [(each.span.source, each.span.start) for each in problems if each.severity is Severity.ERROR]

    def kept(item: object, name: str) -> bool:
        if not isinstance(item, Scenario):
            return True
        return not any(name == at[0] and item.span.start <= at[1] < item.span.end for at in wrong)

    return tuple(
        (source, with_items(document, [item for item in document.items if kept(item, source.name)]))
        for source, document in part
    )


def _told(checked: Sequence[tuple[Texts, tuple[Diagnostic, ...]]]) -> list[Diagnostic]:
    """The problems of all versions, each once.

    What is no error, or stands in a scenario, is told of a text only if every version that holds it finds it:
    a name may be used, and a rule expected, in one of them alone.
    """
    found = dict.fromkeys(problem for _, problems in checked for problem in problems)
    told: list[Diagnostic] = []
    for problem in found:
        sharing = [problems for part, problems in checked if _holds_text(part, problem.span.source)]
        if all(problem in problems for problems in sharing) or (
            problem.severity is Severity.ERROR and not _in_scenario(problem, checked)
        ):
            told.append(problem)
    return told


def _holds_text(part: Texts, name: str) -> bool:
    return any(source.name == name for source, _ in part)


def _in_scenario(problem: Diagnostic, checked: Sequence[tuple[Texts, tuple[Diagnostic, ...]]]) -> bool:
    return any(
        isinstance(item, Scenario) and item.span.start <= problem.span.start < item.span.end
        for part, _ in checked
        for source, document in part
        if source.name == problem.span.source
        for item in document.items
    )


# ---- which texts make a version ----------------------------------------------------------------


def _groups(documents: Texts) -> list[Texts]:
    """The texts of each version, its head first, earliest first; all texts where there is only one."""
    headed = [each for each in documents if _heads(each[1])]
    if len(headed) < 2:
        return [documents]
    used = {source.name: _used_by(source.name, documents) for source, _ in headed}
    claimed = {name for names in used.values() for name in names}
    groups = [
        (each, *(other for other in documents if _belongs(other, each, headed, used, claimed)))
        for each in headed
    ]
    return sorted(groups, key=lambda group: _since(_head(group)))


def _strangers(heads: Sequence[PolicyHead]) -> list[Diagnostic]:
    """N005: heads of other policies than the first."""
    return [
        _problem("N005", head, heads[0], name=head.declared.name)
        for head in heads[1:]
        if head.declared.name != heads[0].declared.name
    ]


def _heads(document: Document) -> list[PolicyHead]:
    return [item for item in document.items if isinstance(item, PolicyHead)]


def _head(group: Texts) -> PolicyHead:
    return _heads(group[0][1])[0]


def _since(head: PolicyHead) -> dt.date:
    return head.in_force.since if head.in_force is not None else dt.date.min


def _used_by(name: str, documents: Texts) -> set[str]:
    """The texts that a text uses, and those that they use."""
    trees = {source.name: document for source, document in documents}
    found: set[str] = set()
    waiting = [name]
    while waiting:
        here = waiting.pop()
        for item in trees[here].items if here in trees else ():
            if isinstance(item, Use):
                target = posixpath.normpath(posixpath.join(posixpath.dirname(here), item.path))
                if target in trees and target not in found:
                    found.add(target)
                    waiting.append(target)
    return found


def _belongs(
    other: tuple[Source, Document],
    version: tuple[Source, Document],
    headed: Sequence[tuple[Source, Document]],
    used: Mapping[str, set[str]],
    claimed: set[str],
) -> bool:
    name, mine = other[0].name, version[0].name
    if _heads(other[1]):
        return False
    if name in claimed:
        return name in used[mine]
    folder = posixpath.dirname(name)
    above = {each.name: len(posixpath.dirname(each.name)) for each, _ in headed if _holds(each.name, folder)}
    return not above or above.get(mine) == max(above.values())


def _holds(head: str, folder: str) -> bool:
    """Whether a head stands in the folder or in one above it."""
    own = posixpath.dirname(head)
    return own in ("", folder) or folder.startswith(own + "/")


# ---- what the versions leave out ---------------------------------------------------------------


def _interval_problems(heads: Sequence[PolicyHead]) -> list[Diagnostic]:
    """V001 a gap, V002 an overlap, V003 the same version twice."""
    found: list[Diagnostic] = []
    versions: dict[str, PolicyHead] = {}
    for head in heads:
        first = versions.setdefault(head.version or "", head)
        if first is not head:
            found.append(_problem("V003", head, first, version=head.version or ""))
    for before, after in pairwise(heads):
        if before.in_force is None or after.in_force is None:
            continue  # N006 has told it
        found += _between(before, before.in_force, after, after.in_force)
    return found


def _between(before: PolicyHead, ends: InForce, after: PolicyHead, starts: InForce) -> list[Diagnostic]:
    wanted = starts.since - ONE_DAY
    args = {
        "version": after.version or "",
        "since": starts.since,
        "wanted": wanted,
        "before": before.version or "",
    }
    if ends.until is None or ends.until > wanted:
        code = "V002"
        args["until"] = ends.until or ""
        help_name = "open" if ends.until is None else "ends"
        return [Diagnostic(code, starts.span, args, Severity.ERROR, _label(ends.span), help_name)]
    if ends.until < wanted:
        gap = {**args, "first": ends.until + ONE_DAY, "last": wanted}
        return [Diagnostic("V001", starts.span, gap, Severity.ERROR, _label(ends.span))]
    return []


def _label(span: Span) -> tuple[Label, ...]:
    return (Label(span, "policy.version_before"),)


def _problem(code: str, head: PolicyHead, other: PolicyHead, **args: object) -> Diagnostic:
    return Diagnostic(
        code, head.declared.span, args, Severity.ERROR, (Label(other.declared.span, "policy.first"),)
    )


def _shape_problems(policies: Sequence[Policy]) -> list[Diagnostic]:
    """V004: one case record is read for all versions, so a field has one type in all of them."""
    found: list[Diagnostic] = []
    parts: tuple[Callable[[Vocabulary], Mapping[str, ShapeInfo]], ...] = (
        lambda words: words.cases,
        lambda words: words.records,
        lambda words: words.events,
    )
    for part in parts:
        seen: dict[tuple[str, str], object] = {}
        for policy in policies:
            for shape in part(policy.vocabulary).values():
                for name, field in shape.fields.items():
                    key = (shape.declared.name, name)
                    told = (field.type, field.optional, field.tracked)
                    if seen.setdefault(key, told) != told:
                        args = {"field": name, "of": shape.declared.name, "version": policy.version}
                        found.append(Diagnostic("V004", field.declared.span, args))
    return found


# ---- one policy out of several -----------------------------------------------------------------


def _joined(policies: Sequence[Policy]) -> Policy:
    """The latest version with the others as `earlier`; all read one record."""
    words = [policy.vocabulary for policy in policies]
    read = [
        attrs.evolve(
            policy,
            vocabulary=_vocabulary(policy.vocabulary, words),
            scenarios=(),
        )
        for policy in policies
    ]
    scenarios = {
        (each.span.source, each.span.start): each for policy in policies for each in policy.scenarios
    }
    sources = {source.name: source for policy in policies for source in policy.sources}
    return attrs.evolve(
        read[-1],
        earlier=tuple(read[:-1]),
        scenarios=tuple(scenarios.values()),
        sources=tuple(sources.values()),
        sha256=_digest(policies),
    )


def _digest(policies: Sequence[Policy]) -> str:
    import hashlib

    return hashlib.sha256("".join(policy.sha256 for policy in policies).encode("ascii")).hexdigest()


def _vocabulary(own: Vocabulary, words: Sequence[Vocabulary]) -> Vocabulary:
    """The names of a version with what the others let a record hold; its own meaning wins."""
    return attrs.evolve(
        own,
        roles=_union([each.roles for each in words], own.roles),
        cases=_shapes([each.cases for each in words]),
        records=_shapes([each.records for each in words]),
        events=_shapes([each.events for each in words]),
        judgements=_union([each.judgements for each in words], own.judgements),
        documents=_union([each.documents for each in words], own.documents),
        figures=_union([each.figures for each in words], own.figures),
        decisions=_union([each.decisions for each in words], own.decisions),
        labels=_union([each.labels for each in words], own.labels),
        steps=max(each.steps for each in words),
    )


def _union(parts: Sequence[Mapping[str, Value]], own: Mapping[str, Value]) -> Mapping[str, Value]:
    found: dict[str, Value] = {}
    for part in (*parts, own):
        found.update(part)
    return MappingProxyType(found)


def _shapes(parts: Sequence[Mapping[str, ShapeInfo]]) -> Mapping[str, ShapeInfo]:
    found: dict[str, ShapeInfo] = {}
    for part in parts:
        for name, shape in part.items():
            fields = dict(found[name].fields) if name in found else {}
            found[name] = attrs.evolve(shape, fields=MappingProxyType(fields | dict(shape.fields)))
    return MappingProxyType(found)

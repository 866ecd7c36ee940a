"""Who must do what by when: the rows of the responsibility table, and the same by role."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import attrs

from dutylang.reports.policy_doc.annexes import days_of
from dutylang.reports.policy_doc.edition import Edition, PlacedArticle
from dutylang.reports.policy_doc.model import RoleTasks, Run, Task, Text
from dutylang.reports.policy_doc.periods import (
    NO_LIMIT,
    counting_of,
    deadline_of,
    no_text,
    period_words,
)
from dutylang.reports.policy_doc.prose import Teller
from dutylang.reports.policy_doc.spoken import (
    NEGATIVE,
    SCOPE,
    Link,
    changed,
    is_ban,
    links_of,
    with_verbs,
    words_for,
)
from dutylang.syntax.ast import (
    BeforeEvent,
    CaseEdge,
    Checklist,
    Clause,
    Duty,
    Effect,
    Exemption,
    FourEyes,
    Judgement,
    Keep,
    Limit,
    Modal,
    NeverBoth,
    Obligation,
    OnlyAfter,
    RuleKind,
    Settings,
    StepKind,
    Times,
    TimesKind,
    When,
)
from dutylang.syntax.to_text.clauses import act_text, clause_pieces, modal_word
from dutylang.syntax.to_text.expressions import expression_text
from dutylang.syntax.to_text.limits import bound_text


@attrs.frozen(eq=False)
class _Row:
    """What the rows of one rule share."""

    duty: Duty
    links: Sequence[Link]
    scope: tuple[Clause, ...]
    article: Text
    teller: Teller
    head: Settings


def tasks_of(edition: Edition, teller: Teller, cited: Mapping[str, Text], head: Settings) -> tuple[Task, ...]:
    """Every row, article by article, then the judgements that must be made by a time.

    `cited` holds each article by its reference as it is cited.
    """
    above = {name: role.reports_to for name, role in edition.policy.vocabulary.roles.items()}
    found: list[Task] = []
    for placed in edition.articles:
        for rule in placed.article.rules:
            article = _cited(placed, cited, teller)
            match rule:
                case Duty(kind=kind) if kind is not RuleKind.PERMISSION:
                    found += tasks_of_duty(rule, above, article, teller, head)
                case Checklist():
                    found.append(_checklist_task(rule, article, teller))
                case Exemption():
                    found += _decisions(rule, article, teller, head)
                case _:
                    continue
    return (*found, *_judgement_tasks(edition.judgements, teller, head))


def tasks_of_duty(
    duty: Duty, above: Mapping[str, str | None], article: Text, teller: Teller, head: Settings
) -> list[Task]:
    """A row for each obligation of a duty; `above`: by role the one it reports to."""
    scope = tuple(clause for clause in duty.clauses if isinstance(clause, SCOPE))
    row = _Row(duty, links_of(duty, above), scope, article, teller, head)
    return [_task(row, place) for place in range(len(row.links))]


def _cited(placed: PlacedArticle, cited: Mapping[str, Text], teller: Teller) -> Text:
    """The article, with the days of its version where it has versions."""
    in_force = placed.article.in_force
    if in_force is None:
        return cited[placed.reference]
    days = teller.text("in_brackets", text=days_of(in_force.since, in_force.until, teller))
    return (*cited[placed.reference], Run(days))


def by_role(tasks: Sequence[Task], edition: Edition, teller: Teller) -> tuple[RoleTasks, ...]:
    """The rows of each role in the order in which roles are declared, then those that bind everyone."""
    groups = [
        RoleTasks(
            role,
            _title(teller.linked(role), teller),
            f"tasks-of-role-{role}",
            tuple(t for t in tasks if role in t.roles),
        )
        for role in edition.policy.vocabulary.roles
    ]
    everyone = RoleTasks(
        "",
        _title(teller.text_of("everyone"), teller),
        "tasks-of-everyone",
        tuple(t for t in tasks if not t.roles),
    )
    return tuple(group for group in (*groups, everyone) if group.tasks)


def _title(text: Text, teller: Teller) -> str:
    return "".join(run.text for run in teller.opened(text))


# ---- duties ------------------------------------------------------------------------------------


def _task(row: _Row, place: int) -> Task:
    link, teller = row.links[place], row.teller
    duty = teller.opened(teller.linked(row.duty.declared.name))
    if len(row.links) > 1:
        duty = (*duty, Run(teller.text("part", number=place + 1)))
    deadline, counted = _deadline(row, link)
    return Task(
        rule=row.duty.declared.name,
        part=place + 1,
        roles=link.roles,
        duty=duty,
        bearer=_bearer(link, teller),
        act=_act(link, teller),
        trigger=_trigger(row, place),
        deadline=teller.opened(deadline),
        counting=counting_of(counted, teller, row.head),
        escalates=_escalates(row, place),
        article=row.article,
    )


def _bearer_of(roles: tuple[str, ...], teller: Teller) -> Text:
    """The roles, or everyone."""
    return teller.opened(teller.linked_all(roles) if roles else teller.text_of("everyone"))


def _bearer(link: Link, teller: Teller) -> Text:
    who = _bearer_of(link.roles, teller)
    if isinstance(link.clause, Obligation) and link.clause.each:
        return (Run(teller.text("each_before")), *teller.linked_all(link.roles))
    return who


def _act(link: Link, teller: Teller) -> Text:
    """What must be done, or must not, without who and until when."""
    words = teller.words
    match with_verbs(link.clause):
        case Obligation() as told:
            return teller.opened(_obligation_act(told, teller))
        case OnlyAfter() as told:
            return teller.opened(_ordered_act(told, teller))
        case Keep(condition=condition):
            text = words.fill("task.keep", condition=expression_text(condition, words))
            return teller.opened(teller.runs(text))
        case (FourEyes() | NeverBoth() | CaseEdge()) as told:
            return teller.opened(teller.runs(clause_pieces(told, words)[0].text))
        case _:
            return no_text()


def _ordered_act(told: OnlyAfter, teller: Teller) -> Text:
    """An act and what must come before it."""
    words = teller.words
    pieces = clause_pieces(changed(told, bearers=(), when=None), words)
    text = words.word("layout.pause").join(piece.text for piece in pieces)
    return teller.runs(text.removeprefix(words.word("clause.anyone")).strip())


def _obligation_act(told: Obligation, teller: Teller) -> Text:
    words = words_for(told, None, teller.words)
    bare = changed(
        told,
        bearers=(),
        upward=None,
        each=False,
        bounds=tuple(bound for bound in told.bounds if isinstance(bound, NO_LIMIT)),
        when=None,
        instead=(),
        extended=(),
    )
    head = act_text(bare.act, words)
    bounds = words.word("obligation.bound_gap").join(bound_text(bound, words) for bound in bare.bounds)
    key = "task.act" if told.modal not in NEGATIVE else "task.act_not"
    text = words.fill(key, modal=modal_word(told.modal, words), act=head, bounds=bounds)
    tail = [piece.text for piece in clause_pieces(bare, words)[1:]]
    advisory = [words.word("task.advisory")] if told.modal in (Modal.SHOULD, Modal.SHOULD_NOT) else []
    return teller.runs(words.word("layout.pause").join([text, *tail]) + "".join(advisory))


# ---- when it arises ----------------------------------------------------------------------------


def _trigger(row: _Row, place: int) -> Text:
    link, teller = row.links[place], row.teller
    words = teller.words
    texts: list[Text] = []
    match link.kind:
        case None | StepKind.AND:
            texts = [teller.runs(clause_pieces(clause, words)[0].text) for clause in row.scope]
        case StepKind.ONCE:
            texts = [teller.runs(words.fill("task.once", event=words.name(link.event)))]
        case StepKind.OTHERWISE if is_ban(row.links[place - 1].clause):
            texts = [teller.text_of("trigger.broken")]
        case kind:
            texts = [teller.text_of(f"trigger.{kind.value}")]
    condition = getattr(link.clause, "when", None)
    if condition is not None:
        when = clause_pieces(When(condition), words)[0].text
        texts.append(teller.runs(when))
    if not texts:
        return teller.text_of("trigger.always")
    return teller.opened(teller.list_of(texts, words.word("layout.pause")))


# ---- until when --------------------------------------------------------------------------------


def _deadline(row: _Row, link: Link) -> tuple[Text, tuple[object, ...]]:
    """The deadline, and the clauses in which its periods are counted."""
    teller = row.teller
    scope = row.scope if link.kind in (None, StepKind.AND) else ()
    match link.clause:
        case Obligation() as told:
            counted = (told.bounds, told.instead, tuple(scope))
            return deadline_of(told, scope, teller, runs_on=_runs_on(told)), counted
        case OnlyAfter():
            return teller.text_of("deadline.before_act"), ()
        case Keep(restored_within=restored):
            if restored is None:
                return teller.text_of("deadline.always"), ()
            cure = teller.text_around("deadline.restored", period_words(restored.duration, teller))
            return cure, (restored,)
        case CaseEdge(last=last):
            return teller.text_of("deadline.last" if last else "deadline.first"), ()
        case _:
            return teller.text_of("deadline.always"), ()


def _runs_on(told: Obligation) -> bool:
    """Whether it is a ban or a ceiling: nothing falls due, it holds all along."""
    ceiling = any(isinstance(bound, Times) and bound.kind is TimesKind.AT_MOST for bound in told.bounds)
    return ceiling or told.modal in NEGATIVE


def _escalates(row: _Row, place: int) -> Text:
    """Who must act when it is missed."""
    links, teller = row.links, row.teller
    found: list[str] = []
    after = links[place + 1 : place + 2]
    found += [role for link in after if link.kind is StepKind.OTHERWISE for role in link.roles]
    if not links[place].is_level and links[place].kind is not StepKind.IF_LATE:
        found += [role for link in links if link.kind is StepKind.IF_ANY_MISSED for role in link.roles]
    return teller.opened(teller.linked_all(dict.fromkeys(found))) if found else no_text()


# ---- checklists and decisions ------------------------------------------------------------------


def _checklist_task(rule: Checklist, article: Text, teller: Teller) -> Task:
    words = teller.words
    verified = "verified" if rule.verified else "on_file"
    act = teller.runs(words.fill("task.on_file", on_file=words.keyword("HAVE_ON_FILE", verified)))
    roles = tuple(name.text for name in rule.bearers)
    return Task(
        rule=rule.declared.name,
        part=1,
        roles=roles,
        duty=teller.opened(teller.linked(rule.declared.name)),
        bearer=_bearer_of(roles, teller),
        act=(*teller.opened(act), Run(teller.text("papers", count=len(rule.items)))),
        trigger=teller.text_of("trigger.always"),
        deadline=teller.opened(teller.limit(BeforeEvent(rule.before))),
        counting="",
        escalates=no_text(),
        article=article,
    )


def _decisions(rule: Exemption, article: Text, teller: Teller, head: Settings) -> Iterator[Task]:
    """What a body must decide of an exemption."""
    for clause in rule.clauses:
        if isinstance(clause, Effect) and clause.decided_by is not None:
            yield _decision(
                rule.declared.name,
                (clause.decided_by.text,),
                clause.within,
                "exemption",
                article,
                teller,
                head,
            )


def _judgement_tasks(judgements: Sequence[Judgement], teller: Teller, head: Settings) -> Iterator[Task]:
    for each in judgements:
        if each.within is not None:
            roles = tuple(name.text for name in each.by)
            yield _decision(each.declared.name, roles, each.within, "judgement", no_text(), teller, head)


def _decision(
    name: str,
    roles: tuple[str, ...],
    within: Limit | None,
    what: str,
    article: Text,
    teller: Teller,
    head: Settings,
) -> Task:
    deadline = teller.text_of("deadline.none") if within is None else teller.opened(teller.limit(within))
    return Task(
        rule=name,
        part=1,
        roles=roles,
        duty=teller.opened(teller.linked(name)),
        bearer=_bearer_of(roles, teller),
        act=teller.text_of(f"decide.{what}"),
        trigger=teller.text_of(f"decide.{what}_when"),
        deadline=deadline,
        counting="" if within is None else counting_of((within,), teller, head),
        escalates=no_text(),
        article=article,
    )

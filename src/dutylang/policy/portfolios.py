"""Portfolios: what they mean, how their cases are grouped, and which of them read verdicts."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from dutylang.diagnostics.model import Label
from dutylang.ops.types import NUMBER, PERCENT, Kind, Type
from dutylang.policy.declarations import Sort
from dutylang.policy.draft import Draft
from dutylang.policy.expressions import infer
from dutylang.policy.lines import check_single
from dutylang.policy.model import FigureInfo, TableInfo
from dutylang.policy.scope import case_scope, fields_of, known_name
from dutylang.policy.typed import (
    Apply,
    BreachTest,
    FoldCases,
    FoldEvents,
    FoldRecords,
    HappensTest,
    ReadDefinition,
    ReadField,
    ReadFigure,
    ReadJudgement,
    ReadPicked,
    ReadTable,
    Typed,
)
from dutylang.policy.walk import nodes
from dutylang.syntax.ast import (
    Expr,
    FigureMeans,
    GroupedBy,
    Name,
    PlacedIn,
    Portfolio,
    Ref,
)

OF_ONE_CASE = (ReadField, FoldRecords, FoldEvents, ReadPicked, HappensTest, ReadJudgement, ReadTable)
OVER_CASES = (FoldCases, ReadFigure)
NO_GROUP = (Kind.LIST_OF, Kind.SET_OF)


def figure_info(rule: Portfolio, draft: Draft) -> FigureInfo | None:
    """The typed figure, or None with diagnostics of every fault in it."""
    shown = draft.shown(rule.declared, rule.declared.span)
    means = [clause for clause in rule.clauses if isinstance(clause, FigureMeans)]
    for kind in (FigureMeans, GroupedBy, PlacedIn):
        check_single(rule.clauses, kind, shown, draft)
    if not means:
        draft.report("D042", rule.declared.span, name=shown)
        return None
    body = infer(means[0].body, attrs.evolve(case_scope(draft), cases=True), None)
    if body is None or not _is_over_many(means[0].body, body, draft):
        return None
    info = FigureInfo(rule.declared, body, _type_of(body), over_verdicts=reads_verdicts(body, draft))
    kinds = tuple(dict.fromkeys(each.case for each in nodes(body) if isinstance(each, FoldCases)))
    for clause in rule.clauses:
        grouped = _grouped(clause, info, kinds, draft) if isinstance(clause, (GroupedBy, PlacedIn)) else info
        if grouped is None:
            return None
        info = grouped
    return info


def reads_verdicts(typed: Typed, draft: Draft) -> bool:
    """Whether findings are read, by the expression itself or by what it names."""
    return any(
        isinstance(each, BreachTest)
        or (isinstance(each, (ReadDefinition, ReadTable, ReadFigure)) and each.name in draft.raised)
        for each in nodes(typed)
    )


def table_reads_verdicts(table: TableInfo, draft: Draft) -> bool:
    """The same of a table: of the conditions of its rows."""
    tests = (test for row in table.rows for test in row.tests if test is not None)
    return any(reads_verdicts(test, draft) for test in tests)


def _type_of(body: Typed) -> Type:
    """A quotient of two figures over cases is a share, and written in percent: `bad_share > 3%`."""
    if not isinstance(body, Apply) or body.op != "/" or body.type != NUMBER:
        return body.type
    shares = all(any(isinstance(each, OVER_CASES) for each in nodes(side)) for side in body.args)
    return PERCENT if shares else NUMBER


def _is_over_many(written: Expr, body: Typed, draft: Draft) -> bool:
    """A figure is over cases, and reads nothing of one case beside them."""
    single = next(_of_one_case(body, draft), None)
    if single is not None:
        place = next((each for each in nodes(written) if _names(each, single)), written)
        span = place.span if isinstance(place, Ref) else written.span
        draft.report("D046", span, text=draft.quote(span))
        return False
    if not any(isinstance(each, OVER_CASES) for each in nodes(body)):
        draft.report("D046", written.span, help="none", text=draft.quote(written.span))
        return False
    return True


def _names(written: object, typed: Typed) -> bool:
    name = typed.path[0] if isinstance(typed, ReadField) else getattr(typed, "name", "")
    return isinstance(written, Ref) and written.name.text == name


def _of_one_case(body: Typed, draft: Draft) -> Iterator[Typed]:
    """What is read of a single case, beside the figures over many."""
    waiting: list[object] = [body]
    while waiting:
        each = waiting.pop()
        if isinstance(each, OF_ONE_CASE):
            yield each
        elif isinstance(each, ReadDefinition):
            inner = draft.definitions[each.name].body
            if next(_of_one_case(inner, draft), None) is not None:
                yield each
        elif isinstance(each, tuple):
            waiting.extend(each)
        elif hasattr(each, "__attrs_attrs__") and not isinstance(each, FoldCases):
            waiting.extend(getattr(each, field.name) for field in each.__attrs_attrs__)


def _grouped(
    clause: GroupedBy | PlacedIn, info: FigureInfo, kinds: tuple[str, ...], draft: Draft
) -> FigureInfo | None:
    """The figure with its grouping or its period; None with a diagnostic."""
    if isinstance(clause, GroupedBy):
        if draft.names.find(Sort.ROLE, clause.name.text) is not None:
            draft.used.add((Sort.ROLE, clause.name.text))
            return attrs.evolve(info, role=clause.name.text)
        field = _read_of_each(clause.name, kinds, draft)
        if field is not None and field.type.kind in NO_GROUP:
            args: dict[str, object] = {"name": draft.shown_name(clause.name), "kind": field.type.kind}
            draft.report("D048", clause.name.span, args=args)
            return None
        return None if field is None else attrs.evolve(info, field=field)
    date = _read_of_each(clause.date, kinds, draft)
    if date is not None and date.type.kind not in (Kind.DATE, Kind.DATE_TIME):
        text = draft.shown_name(clause.date)
        draft.report("T027", clause.date.span, help="date", text=text, kind=date.type.kind)
        return None
    return None if date is None else attrs.evolve(info, unit=clause.unit, date=date)


def _read_of_each(name: Name, kinds: tuple[str, ...], draft: Draft) -> Typed | None:
    """A field or definition that every kind of case has which the figure is over."""
    found: list[Typed] = []
    for kind in kinds or tuple(draft.cases):
        shape, scope = draft.cases[kind], case_scope(draft, kind)
        typed = known_name(name, scope)
        if typed is None:
            fields_of(shape, name, draft, Sort.FIELD)
            return None
        found.append(typed)
    differing = next((each for each in found if each.type != found[0].type), None)
    if differing is not None:
        draft.report("N013", name.span, labels=_kind_labels(name, kinds, draft), name=draft.shown_name(name))
        return None
    return found[0] if found else None


def _kind_labels(name: Name, kinds: tuple[str, ...], draft: Draft) -> list[Label]:
    fields = [draft.cases[kind].fields[name.text] for kind in kinds if name.text in draft.cases[kind].fields]
    shown = draft.shown_name(name)
    return [
        Label(each.declared.span, "policy.kind", {"text": shown, "kind": each.type.kind}) for each in fields
    ]

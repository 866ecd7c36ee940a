"""The bodies of portfolio figures: what they fold, which other figures they read, and in which order."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import attrs

from dutylang.assessment.figures import WHOLE, FigureValue
from dutylang.assessment.single.context import Context
from dutylang.ops.types import NUMBER, PERCENT, Kind
from dutylang.policy import typed as t
from dutylang.policy.model import FigureInfo, Vocabulary
from dutylang.policy.walk import nodes
from dutylang.values import UNKNOWN

HUNDRED = t.Const(Decimal(100), NUMBER)


def plain_body(info: FigureInfo, words: Vocabulary) -> t.Typed:
    """The body with definitions, and figures that are grouped alike, written out: only folds remain to be
    filled, and figures of other groups to be looked up."""
    return _plain(info.body, info, words)


def _plain(body: t.Typed, info: FigureInfo, words: Vocabulary) -> t.Typed:
    match body:
        case t.Apply():
            return attrs.evolve(body, args=tuple(_plain(part, info, words) for part in body.args))
        case t.Missing():
            return attrs.evolve(body, of=_plain(body.of, info, words))
        case t.ElapsedUnits():
            start, end = _plain(body.start, info, words), _plain(body.end, info, words)
            return attrs.evolve(body, start=start, end=end)
        case t.ReadDefinition():
            return _plain(words.definitions[body.name].body, info, words)
        case t.ReadFigure():
            other = words.figures[body.name]
            if not _alike(info, other):
                return body
            inner = _plain(other.body, info, words)
            return t.Apply("*", (inner, HUNDRED), PERCENT) if _is_share(other) else inner
        case _:
            return body


def _alike(one: FigureInfo, other: FigureInfo) -> bool:
    """Whether the same cases stand in the same groups and periods of both."""
    return all(getattr(one, key) == getattr(other, key) for key in ("role", "field", "unit", "date"))


def _is_share(info: FigureInfo) -> bool:
    """A quotient that is read as a percentage: 0.029 is 2.9%."""
    return info.type.kind is Kind.PERCENT and info.body.type.kind is Kind.NUMBER


def in_type(value: object, info: FigureInfo) -> object:
    """The value of a body as a value of the figure's type."""
    return value * 100 if _is_share(info) and isinstance(value, Decimal) else value


def folds_of(body: t.Typed) -> tuple[t.FoldCases, ...]:
    """The folds over cases in a plain body, each once."""
    return tuple(dict.fromkeys(each for each in nodes(body) if isinstance(each, t.FoldCases)))


def filled(
    body: t.Typed,
    info: FigureInfo,
    folded: Mapping[t.FoldCases, object],
    place: tuple[str, str],
    context: Context,
) -> tuple[t.Typed, FigureValue | None]:
    """A plain body with values for its folds and figures; and the first figure in it that is unknown."""
    match body:
        case t.FoldCases():
            return t.Const(folded[body], body.type), None
        case t.ReadFigure():
            found = _at_place(context.setting.plan.vocabulary.figures[body.name], info, place, context)
            return t.Const(found.value, body.type), None if found.is_known else found
        case t.Apply():
            parts = [filled(part, info, folded, place, context) for part in body.args]
            unknown = next((below for _, below in parts if below is not None), None)
            return attrs.evolve(body, args=tuple(part for part, _ in parts)), unknown
        case t.Missing():
            inner, unknown = filled(body.of, info, folded, place, context)
            return attrs.evolve(body, of=inner), unknown
        case t.ElapsedUnits():
            start, early = filled(body.start, info, folded, place, context)
            end, late = filled(body.end, info, folded, place, context)
            return attrs.evolve(body, start=start, end=end), early or late
        case _:
            return body, None


def _at_place(other: FigureInfo, info: FigureInfo, place: tuple[str, str], context: Context) -> FigureValue:
    """A figure of the same group and period, or of all groups or periods where it has none itself."""
    name = other.declared.name
    group, period = place
    if other.role is None and other.field is None:
        group = WHOLE
    elif (other.role, other.field) != (info.role, info.field):
        return FigureValue(name, group, period, UNKNOWN, "unknown_group")
    if other.unit is None:
        period = WHOLE
    elif other.unit is not info.unit:
        return FigureValue(name, group, period, UNKNOWN, "unknown_group")
    found = context.setting.figures.of(name, group, period)
    return FigureValue(name, group, period, UNKNOWN, "no_value") if found is None else found


def strata_of(words: Vocabulary) -> list[tuple[tuple[str, ...], bool]]:
    """The figures in the order in which they can be worked out, and whether those of a stratum are over
    verdicts. A figure comes after those that it looks up, and over verdicts after all over facts."""
    ranks: dict[str, int] = {}
    for name in words.figures:
        _rank(name, words, ranks)
    strata = sorted({(info.over_verdicts, ranks[name]) for name, info in words.figures.items()})
    return [
        (
            tuple(
                name
                for name, info in words.figures.items()
                if (info.over_verdicts, ranks[name]) == (over_verdicts, rank)
            ),
            over_verdicts,
        )
        for over_verdicts, rank in strata
    ]


def _rank(name: str, words: Vocabulary, ranks: dict[str, int]) -> int:
    if name not in ranks:
        body = plain_body(words.figures[name], words)
        ranks[name] = max((_rank(other, words, ranks) + 1 for other in _figures_in(body, words)), default=0)
    return ranks[name]


def _figures_in(typed: t.Typed, words: Vocabulary) -> set[str]:
    """The figures that an expression looks up, through what it names."""
    found: set[str] = set()
    for each in nodes(typed):
        if isinstance(each, t.ReadFigure):
            found.add(each.name)
        elif isinstance(each, t.ReadDefinition):
            found |= _figures_in(words.definitions[each.name].body, words)
        elif isinstance(each, t.ReadTable):
            tests = [test for row in words.tables[each.name].rows for test in row.tests]
            found |= {name for test in tests if test is not None for name in _figures_in(test, words)}
    return found

"""Plain values and expressions for generated trees."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from dutylang.syntax import ast
from dutylang.values import Unit
from tests.strategies import lazy as st
from tests.strategies.vocabulary import Vocabulary, one_of_lazily, texts

DATES = st.dates(dt.date(1990, 1, 1), dt.date(2039, 12, 31))
TIMES = st.sampled_from((dt.time(9), dt.time(17, 30), dt.time(0), dt.time(23, 59, 59)))
NUMBERS = st.one_of(
    st.integers(0, 200).map(Decimal),
    st.sampled_from([Decimal(text) for text in ("0.5", "2024", "10000", "3000000", "1234567.89", "0.001")]),
)
SUMS = st.one_of(
    NUMBERS,
    st.sampled_from([Decimal(text) for text in ("250000000", "10000", "12345", "123450000", "100000001")]),
)
UNITS = st.sampled_from(list(Unit))
COUNTS = st.integers(1, 120)
MOMENTS = st.builds(ast.WrittenMoment, DATES, st.one_of(st.none(), TIMES))


def durations(names: Vocabulary) -> st.SearchStrategy[ast.Duration]:
    """A period, or a parameter that holds one."""
    named = st.builds(ast.Duration, st.none(), st.none(), names.name("parameters"))
    return st.one_of(plain_durations(), plain_durations(), named)


def plain_durations() -> st.SearchStrategy[ast.Duration]:
    """A period."""
    return st.builds(ast.Duration, COUNTS, UNITS)


def plain_withins(names: Vocabulary) -> st.SearchStrategy[ast.Within]:
    """`within 3 days after X`, counted as the policy's head says."""
    return st.builds(ast.Within, durations(names), st.one_of(st.none(), names.name("events")))


def plain_values(names: Vocabulary) -> st.SearchStrategy[ast.Expr]:
    """A literal or a bare name."""
    moments = st.builds(dt.datetime.combine, DATES, TIMES)
    return one_of_lazily(
        lambda: st.builds(ast.Number, NUMBERS),
        lambda: st.builds(ast.Percent, NUMBERS),
        lambda: st.builds(ast.MoneyAmount, SUMS, st.sampled_from(("CNY", "CNY", "EUR", "USD"))),
        lambda: st.builds(ast.DateLiteral, DATES),
        lambda: st.builds(ast.DateTimeLiteral, moments),
        lambda: st.builds(ast.DurationLiteral, plain_durations()),
        lambda: st.builds(ast.TextLiteral, texts()),
        lambda: st.builds(ast.YesNo, st.booleans()),
        lambda: refs(names, "fields", "values"),
    )


def refs(names: Vocabulary, *kinds: str) -> st.SearchStrategy[ast.Ref]:
    """A bare name as an expression."""
    return st.builds(ast.Ref, names.name(*kinds))


def values(names: Vocabulary, depth: int = 1) -> st.SearchStrategy[ast.Expr]:
    """Anything that is compared or computed with."""
    if depth <= 0:
        return plain_values(names)
    inner = st.deferred(lambda: values(names, depth - 1))
    where = st.one_of(st.none(), st.deferred(lambda: conditions(names, depth - 1)))
    field, pick = names.name("fields"), st.deferred(lambda: picks(names, depth))
    sums = (ast.AggregateKind.TOTAL, ast.AggregateKind.LARGEST, ast.AggregateKind.SMALLEST)
    count = st.just(ast.AggregateKind.COUNT)
    return one_of_lazily(
        lambda: plain_values(names),
        lambda: st.builds(ast.FieldOf, field, st.one_of(refs(names, "records", "fields"), pick)),
        lambda: pick,
        lambda: st.builds(ast.DateOf, pick, st.booleans()),
        lambda: st.builds(ast.Aggregate, count, st.none(), names.name("events", "lists"), where),
        lambda: st.builds(ast.Aggregate, st.sampled_from(sums), field, names.name("lists"), where),
        lambda: st.builds(ast.PercentOf, st.builds(ast.Percent, NUMBERS), inner),
        lambda: st.builds(ast.Arith, st.sampled_from(ast.ArithOp), inner, inner),
        lambda: st.builds(ast.Ago, durations(names)),
        lambda: st.builds(ast.Elapsed, UNITS, inner, inner),
    )


def picks(names: Vocabulary, depth: int) -> st.SearchStrategy[ast.EventPick]:
    """The first or last event of a type."""
    which = st.sampled_from((ast.Which.FIRST, ast.Which.LAST))
    where = (
        st.none() if depth <= 0 else st.one_of(st.none(), st.deferred(lambda: conditions(names, depth - 1)))
    )
    return st.builds(ast.EventPick, which, names.name("events"), where)


def conditions(names: Vocabulary, depth: int = 1) -> st.SearchStrategy[ast.Expr]:
    """Anything that is true, false or unknown."""
    item = st.deferred(lambda: values(names, depth - 1))
    several = st.lists(plain_values(names), min_size=1, max_size=3).map(tuple)
    leaves = (
        lambda: refs(names, "fields", "events", "definitions", "judgements"),
        lambda: st.builds(ast.Compare, st.sampled_from(ast.CompareOp), item, item),
        lambda: st.builds(ast.In, item, several),
        lambda: st.builds(ast.Includes, refs(names, "fields"), several),
        lambda: st.builds(ast.IsMissing, item),
        lambda: no_breaches(names),
    )
    if depth <= 0:
        return one_of_lazily(*leaves)
    inner = st.deferred(lambda: conditions(names, depth - 1))
    some = st.lists(inner, min_size=2, max_size=3).map(tuple)
    kinds = st.sampled_from((ast.AggregateKind.ANY, ast.AggregateKind.EVERY))
    return one_of_lazily(
        *leaves,
        lambda: happenings(names, depth),
        lambda: st.builds(ast.PersonDid, names.name("events"), st.one_of(st.none(), inner)),
        lambda: st.builds(ast.Aggregate, kinds, st.none(), names.name("lists"), inner),
        lambda: st.builds(ast.And, some),
        lambda: st.builds(ast.Or, some),
        lambda: st.builds(ast.Not, inner),
    )


def happenings(names: Vocabulary, depth: int) -> st.SearchStrategy[ast.Happens]:
    """An event as a condition; that it ever happened needs a condition, else it is a bare name."""
    where, event = st.deferred(lambda: conditions(names, depth - 1)), names.name("events")
    maybe = st.one_of(st.none(), where)
    spans = st.sampled_from((ast.Relation.WITHIN_AFTER, ast.Relation.WITHIN_BEFORE))
    return one_of_lazily(
        lambda: st.builds(ast.Happens, event, st.just(ast.Relation.EVER_BEFORE), st.none(), where),
        lambda: st.builds(ast.Happens, event, st.just(ast.Relation.SAME_DAY), st.none(), maybe),
        lambda: st.builds(ast.Happens, event, spans, durations(names), maybe),
    )


def article_numbers() -> st.SearchStrategy[str]:
    """14, 14a, A1, 14-1."""
    return st.one_of(st.integers(1, 130).map(str), st.sampled_from(("14a", "A1", "14-1", "103-12")))


def ranges() -> st.SearchStrategy[ast.ChapterRange]:
    """Some chapters, or an article."""
    chapters = st.tuples(st.integers(1, 12), st.integers(1, 12)).map(sorted)
    return st.one_of(
        chapters.map(lambda ends: ast.ChapterRange(ends[0], ends[1])),
        article_numbers().map(lambda number: ast.ChapterRange(None, None, number)),
    )


def no_breaches(names: Vocabulary) -> st.SearchStrategy[ast.NoBreach]:
    """That duties were not breached."""
    rules = st.lists(names.name("rules"), min_size=1, max_size=2).map(
        lambda found: ast.ChapterRange(None, None, None, tuple(found))
    )
    return st.builds(ast.NoBreach, st.one_of(ranges(), rules), st.booleans(), st.booleans())

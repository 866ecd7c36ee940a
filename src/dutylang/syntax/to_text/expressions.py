"""Expression → text: words for comparisons, parentheses only where the tree needs them."""

from __future__ import annotations

from typing import assert_never

from dutylang.syntax.ast import (
    Aggregate,
    AggregateKind,
    Ago,
    And,
    Arith,
    ArithOp,
    ChapterRange,
    Compare,
    DateLiteral,
    DateOf,
    DateTimeLiteral,
    DurationLiteral,
    Elapsed,
    EventPick,
    Expr,
    FieldOf,
    Happens,
    In,
    Includes,
    IsMissing,
    MoneyAmount,
    NoBreach,
    Not,
    Number,
    Or,
    Percent,
    PercentOf,
    PersonDid,
    Ref,
    TextLiteral,
    Which,
    WrittenMoment,
    YesNo,
)
from dutylang.syntax.to_text.words import (
    Words,
    article_parts,
    date_text,
    duration_text,
    grouped_number,
    heading_number,
    moment_text,
    money_text,
    number_text,
)

# How tightly an expression holds together; a part that holds less than its place asks for is enclosed.
OR, AND, NOT, COMPARISON, SUM, PRODUCT, ATOM, PRIMARY = range(8)


def expression_text(expr: Expr, words: Words, needed: int = OR) -> str:
    """An expression, enclosed in parentheses if it binds less tightly than `needed`."""
    text = _text(expr, words)
    return words.enclosed(text) if binding(expr) < needed else text


def condition_part(where: Expr | None, words: Words) -> str:
    """A condition on one event or record inside a larger phrase: a name, or anything else enclosed."""
    if where is None:
        return ""
    return _text(where, words) if isinstance(where, Ref) else words.enclosed(_text(where, words))


def such_text(where: Expr | None, words: Words) -> str:
    """A condition as what an event or record has or meets: ` with report`, 附有报告; empty for None."""
    if where is None:
        return ""
    key = "expression.having" if isinstance(where, Ref) else "expression.meeting"
    return words.fill(key, where=condition_part(where, words))


def binding(expr: Expr) -> int:
    """How tightly an expression holds together."""
    match expr:
        case Or():
            return OR
        case And():
            return AND
        case Not(item=IsMissing() | In()):
            return COMPARISON
        case Not():
            return NOT
        case Compare() | In() | Includes() | IsMissing() | Happens() | NoBreach() | PersonDid():
            return COMPARISON
        case Aggregate(kind=AggregateKind.ANY | AggregateKind.EVERY):
            return COMPARISON
        case Arith(op=ArithOp.PLUS | ArithOp.MINUS):
            return SUM
        case Arith():
            return PRODUCT
        case Ago() | Elapsed():
            return ATOM
        case Number(value=value) | Percent(value=value) | MoneyAmount(amount=value) if value < 0:
            return ATOM
        case _:
            return PRIMARY


def _text(expr: Expr, words: Words) -> str:
    """An expression without parentheses around it."""
    match expr:
        case Number() | Percent() | MoneyAmount() | DateLiteral() | DateTimeLiteral() | DurationLiteral():
            return _literal(expr, words)
        case TextLiteral(value=value):
            return words.quoted(value)
        case YesNo(value=value):
            return words.word("literal.yes" if value else "literal.no")
        case Ref(name=name):
            return words.name(name)
        case And(items=items):
            return words.word("expression.and").join(expression_text(item, words, NOT) for item in items)
        case Or(items=items):
            return words.word("expression.or").join(expression_text(item, words, AND) for item in items)
        case Not():
            return _not(expr, words)
        case Compare() | In() | Includes() | IsMissing():
            return _comparison(expr, words)
        case Happens():
            return _happens(expr, words)
        case NoBreach() | PersonDid():
            return _of_person(expr, words)
        case FieldOf() | EventPick() | DateOf() | Aggregate() | PercentOf() | Arith() | Ago() | Elapsed():
            return _figure(expr, words)
        case _:
            assert_never(expr)


def _literal(
    expr: Number | Percent | MoneyAmount | DateLiteral | DateTimeLiteral | DurationLiteral, words: Words
) -> str:
    """A plain value."""
    match expr:
        case Number(value=value):
            return grouped_number(value, words)
        case Percent(value=value):
            return words.fill("literal.percent", number=number_text(value))
        case MoneyAmount():
            return money_text(expr, words)
        case DateLiteral(value=value):
            return date_text(value, words)
        case DateTimeLiteral(value=value):
            return moment_text(WrittenMoment(value.date(), value.time()), words)
        case DurationLiteral(duration=duration):
            return duration_text(duration, words)
        case _:
            assert_never(expr)


def _not(expr: Not, words: Words) -> str:
    """A contrary; two of them have a form of their own."""
    match expr.item:
        case IsMissing(of=of):
            return words.fill("expression.is_not_missing", of=expression_text(of, words, SUM))
        case In(item=item, choices=choices):
            listed = words.listed(expression_text(each, words, ATOM) for each in choices)
            return words.fill("expression.not_in", item=expression_text(item, words, SUM), choices=listed)
        case item:
            return words.fill("expression.not", item=expression_text(item, words, NOT))


def _comparison(expr: Compare | In | Includes | IsMissing, words: Words) -> str:
    """A comparison, a membership or a test for a value."""
    match expr:
        case Compare(op=op, left=left, right=right):
            parts = {"left": expression_text(left, words, SUM), "right": expression_text(right, words, SUM)}
            of_dates = f"date_comparison.{op.name}"
            dated = words.phrases.has(of_dates) and (_is_date(left) or _is_date(right))
            return words.fill(of_dates if dated else f"expression.{op.name}", **parts)
        case In(item=item, choices=choices):
            listed = words.listed(expression_text(each, words, ATOM) for each in choices)
            return words.fill("expression.in", item=expression_text(item, words, SUM), choices=listed)
        case Includes(collection=collection, items=items):
            listed = words.listed(expression_text(each, words, ATOM) for each in items)
            held = expression_text(collection, words, SUM)
            return words.fill("expression.includes", collection=held, items=listed)
        case IsMissing(of=of):
            return words.fill("expression.is_missing", of=expression_text(of, words, SUM))
        case _:
            assert_never(expr)


def _is_date(expr: Expr) -> bool:
    """Whether an expression shows by itself that it is a date or a moment; the name of a field does not."""
    match expr:
        case DateLiteral() | DateTimeLiteral() | Ago() | DateOf():
            return True
        case Arith(op=ArithOp.PLUS, left=left, right=right):
            return _is_date(left) or _is_date(right)
        case Arith(op=ArithOp.MINUS, left=left, right=right):
            return _is_date(left) and not _is_date(right)
        case _:
            return False


def _happens(expr: Happens, words: Words) -> str:
    """An event as a condition."""
    duration = "" if expr.duration is None else duration_text(expr.duration, words)
    key = f"expression.{expr.relation.value}"
    such = such_text(expr.where, words)
    return words.fill(key, event=words.name(expr.event), duration=duration, such=such)


def _of_person(expr: NoBreach | PersonDid, words: Words) -> str:
    """What the person did, or that no duty of some articles, or none of some rules, was breached."""
    if isinstance(expr, PersonDid):
        return _person_did(expr, words)
    person_bore = words.word("expression.person_bore") if expr.person_bore else ""
    key = "expression.no_unrepaired_breach" if expr.unrepaired else "expression.no_breach"
    if expr.range.rules:
        rules = words.names(expr.range.rules)
        return words.fill(f"{key}_of_rules", person_bore=person_bore, rules=rules)
    return words.fill(key, person_bore=person_bore, range=range_text(expr.range, words))


def _person_did(expr: PersonDid, words: Words) -> str:
    """An act of the person; a name as its condition reads otherwise than a longer one."""
    event = words.name(expr.event)
    if expr.where is None:
        return words.fill("expression.person_did", event=event)
    key = "person_did_having" if isinstance(expr.where, Ref) else "person_did_meeting"
    return words.fill(f"expression.{key}", event=event, where=condition_part(expr.where, words))


def range_text(chapters: ChapterRange, words: Words) -> str:
    """`chapters 2 to 5`, or `article 27`."""
    if chapters.article is not None:
        return words.fill("expression.article", **article_parts(chapters.article, words))
    first, last = chapters.first_chapter or 0, chapters.last_chapter or 0
    if first == last:
        return words.fill("expression.chapter", number=heading_number(first, words))
    bounds = {"first": heading_number(first, words), "last": heading_number(last, words)}
    return words.fill("expression.chapters", **bounds)


def _figure(
    expr: FieldOf | EventPick | DateOf | Aggregate | PercentOf | Arith | Ago | Elapsed, words: Words
) -> str:
    """Something that is computed or looked up."""
    match expr:
        case FieldOf(field=field, of=of):
            return words.fill(
                "expression.field_of", field=words.name(field), of=expression_text(of, words, PRIMARY)
            )
        case EventPick():
            return _event_pick(expr, words)
        case DateOf(of=of, with_time=with_time):
            key = "expression.time_of" if with_time else "expression.date_of"
            return words.fill(key, of=_event_pick(of, words))
        case Aggregate():
            return _aggregate(expr, words)
        case PercentOf(percent=percent, of=of):
            whole = expression_text(of, words, PRIMARY)
            return words.fill("expression.percent_of", percent=_text(percent, words), of=whole)
        case Arith():
            return _arith(expr, words)
        case Ago(duration=duration):
            return words.fill("expression.ago", duration=duration_text(duration, words))
        case Elapsed(unit=unit, start=start, end=end):
            ends = {
                "start": expression_text(start, words, PRIMARY),
                "end": expression_text(end, words, PRIMARY),
            }
            return words.fill("expression.elapsed", unit=words.word(f"elapsed_unit.{unit.value}"), **ends)
        case _:
            assert_never(expr)


def _event_pick(expr: EventPick, words: Words) -> str:
    """`first visit_site`, `last visit_site with report`."""
    key = "expression.first" if expr.which is Which.FIRST else "expression.last"
    return words.fill(key, event=words.name(expr.event), such=such_text(expr.where, words))


def _aggregate(expr: Aggregate, words: Words) -> str:
    """A figure over records or events; a bare condition reads `total value of verified pledges`."""
    named = expr.field is not None and isinstance(expr.where, Ref)
    counted = expr.kind is AggregateKind.COUNT and expr.source.text in words.cases
    key = f"expression.{expr.kind.value}{'_named' if named else '_of_cases' if counted else ''}"
    parts = {"field": words.name(expr.field), "source": words.name(expr.source)}
    where, such = condition_part(expr.where, words), such_text(expr.where, words)
    return words.fill(key, where=where, such=such, **parts)


def _arith(expr: Arith, words: Words) -> str:
    """Arithmetic: equals associate to the left."""
    level = binding(expr)
    left, right = expression_text(expr.left, words, level), expression_text(expr.right, words, level + 1)
    return words.fill(f"expression.{expr.op.name}", left=left, right=right)

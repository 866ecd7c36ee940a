"""FEEL (DMN 1.5, chapter 10), as far as the date cases write it → the same question in terms of our language.

A question is a tree of `Ask` over written values. What the language cannot say raises `NoCounterpart`.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping

from dutylang.values import Period
from tests.conformance.feel_values import (
    Ask,
    Clock,
    NoCounterpart,
    Null,
    Question,
    Stamp,
    Steps,
    Words,
    duration_from_text,
    stamp_from_text,
    value_from_text,
)

NAMES = (
    "date and time", "years and months duration", "day of year", "day of week", "month of year",
    "week of year", "time offset", "date", "time", "duration", "string", "null", "between", "and", "in",
)  # fmt: skip
TOKEN = re.compile(
    r"\s*(?:(?P<at>@\"[^\"]*\")|(?P<text>\"[^\"]*\")|(?P<number>[0-9]+(?:\.[0-9]+)?(?!\.[0-9]))|"
    rf"(?P<name>{'|'.join(NAMES)}|[A-Za-z][A-Za-z0-9-]*)\b|(?P<sign>\.\.|<=|>=|!=|[-+*/=<>()\[\],:.]))"
)


def question_from_feel(text: str, given: Mapping[str, str]) -> Question:
    """The question that an expression asks. `given` holds the values of names, as FEEL writes them."""
    reader = Reader(" ".join(text.split()), given)
    question = reader.comparison()
    assert reader.peek() == "", text
    if isinstance(question, Stamp) and question.finer:
        raise NoCounterpart("fractions")
    if isinstance(question, Steps):
        raise NoCounterpart("mixed_units")
    return as_value(question)


def as_value(question: Question) -> Question:
    """No time of day is a value by itself."""
    if isinstance(question, Clock):
        raise NoCounterpart("time_of_day")
    return question


class Reader:
    """Recursive descent over the tokens of one expression."""

    def __init__(self, text: str, given: Mapping[str, str]) -> None:
        self.text = text
        self.given = given
        self.place = 0

    def peek(self) -> str:
        """The next token, or nothing at the end."""
        found = TOKEN.match(self.text, self.place)
        return "" if found is None else found.group().strip()

    def take(self, *wanted: str) -> str:
        """The next token if it is one of those wanted (any, when none are), else nothing."""
        token = self.peek()
        if not token or (wanted and token not in wanted):
            return ""
        found = TOKEN.match(self.text, self.place)
        assert found is not None
        self.place = found.end()
        return token

    def expect(self, token: str) -> None:
        """The next token must be this one."""
        assert self.take(token), f"{token} in {self.text} at {self.place}"

    def comparison(self) -> Question:
        """`a = b`, `a between b and c`, `a in tests`, or a sum."""
        left = self.sum()
        if not self.peek():
            return left
        as_value(left)
        if self.take("="):
            return compared("==", left, self.sum())
        if self.take("between"):
            low = self.sum()
            self.expect("and")
            return Ask("and", (compared(">=", left, low), compared("<=", left, self.sum())))
        return self.tests(left) if self.take("in") else left

    def tests(self, item: Question) -> Question:
        """One test or several in brackets: any of them may hold."""
        before = self.place
        opening = self.take("(", "[")
        if not opening:
            return self.test(item)
        first = self.sum() if self.peek() not in ("[", "(", "<", "<=", ">", ">=", "=", "!=") else None
        is_range = first is not None and self.peek() == ".."
        self.place = before
        if is_range:
            return self.test(item)
        self.take(opening)
        found = [self.test(item)]
        while self.take(","):
            found.append(self.test(item))
        self.expect(")" if opening == "(" else "]")
        return Ask("or", tuple(found)) if len(found) > 1 else found[0]

    def test(self, item: Question) -> Question:
        """A range, a comparison with the item, or a value to be equal to."""
        opening = self.take("(", "[")
        if opening:
            low = self.sum()
            self.expect("..")
            high = self.sum()
            closing = self.take(")", "]")
            return Ask(
                "and",
                (
                    compared(">=" if opening == "[" else ">", item, low),
                    compared("<=" if closing == "]" else "<", item, high),
                ),
            )
        op = self.take("<", "<=", ">", ">=", "=", "!=")
        return compared({"": "==", "=": "=="}.get(op, op), item, self.sum())

    def sum(self) -> Question:
        """Sums and differences, from the left."""
        left = self.product()
        while op := self.take("+", "-"):
            left = summed(op, as_value(left), as_value(self.product()))
        return left

    def product(self) -> Question:
        """The suite multiplies and divides periods only."""
        left = self.signed()
        if self.take("*", "/"):
            raise NoCounterpart("scaled_periods")
        return left

    def signed(self) -> Question:
        """A minus before a period or a number."""
        if not self.take("-"):
            return self.part()
        value = self.part()
        return -value if isinstance(value, int | float) else Ask("-", (no_time(value), value))

    def part(self) -> Question:
        """A value, and what is taken out of it."""
        value = self.value()
        if self.take("["):
            as_value(value)
            raise NoCounterpart("lists")
        if self.take("."):
            raise NoCounterpart("parts")
        return value

    def value(self) -> Question:
        """A literal, a function call, a given name."""
        token = self.take()
        if token.startswith("@"):
            return value_from_text(token[2:-1])
        if token.startswith('"'):
            return Words(token[1:-1])
        if token[0].isdigit():
            return float(token) if "." in token else int(token)
        if token == "null":
            return Null()
        if self.take("("):
            return FUNCTIONS[token](*self.arguments())
        # The one name with a dot is a component of a context: `Date.fromString`.
        if token == "Date" and self.take("."):
            token = f"Date.{self.take()}"
        found = Reader(self.given[token], {}).value()
        return found if isinstance(found, Words) else as_value(found)

    def arguments(self) -> tuple[Question, ...]:
        """The arguments of a call; their names only repeat their order."""
        found: list[Question] = []
        while not self.take(")"):
            before = self.place
            self.take()
            if not self.take(":"):
                self.place = before
            found.append(self.sum())
            self.take(",")
        return tuple(found)


def compared(op: str, left: Question, right: Question) -> Question:
    """A comparison; one with null asks whether the value is missing."""
    if isinstance(right, Null):
        return Ask("missing", (left,))
    if isinstance(left, Steps) or isinstance(right, Steps):
        raise NoCounterpart("mixed_units")
    if isinstance(left, Period) and isinstance(right, Period) and left.unit.family is not right.unit.family:
        raise NoCounterpart("mixed_units")
    fractions = [each.clock.microsecond for each in (left, right) if isinstance(each, Stamp)]
    if len(set(fractions)) > 1:
        raise NoCounterpart("rounded_fractions")
    return Ask(op, (left, right))


def summed(op: str, left: Question, right: Question) -> Question:
    """A sum or difference; two date-times give the minutes from one to the other."""
    if isinstance(left, Period | Steps) and not isinstance(right, Period | Steps):
        left, right = right, left
    if isinstance(left, Stamp) and isinstance(right, Stamp):
        if left.clock.second != right.clock.second:
            raise NoCounterpart("seconds")
        return Ask("elapsed:minute", (right, left))
    if isinstance(left, Stamp) and isinstance(right, Steps):
        moved: Question = left
        for period in right.periods:
            moved = Ask(op, (moved, period))
        return moved
    kinds = {type(left), type(right)}
    if kinds == {Stamp, dt.date}:
        raise NoCounterpart("midnight")
    if isinstance(left, Steps) or isinstance(right, Steps):
        raise NoCounterpart("mixed_units")
    if isinstance(right, Period):
        if isinstance(left, Period) and left.unit.family is not right.unit.family:
            raise NoCounterpart("mixed_units")
        if isinstance(left, dt.date) and right.unit.is_elapsed:
            raise NoCounterpart("hours_on_date")
    return Ask(op, (left, right))


def no_time(value: Question) -> Period:
    """Nothing, in the unit of a period: a period is negated as `0 days - 3 days`."""
    while isinstance(value, Ask):
        value = value.args[0]
    assert isinstance(value, Period), value
    return Period(0, value.unit)


def _date(*args: Question) -> Question:
    match args:
        case (Words(text),):
            return stamp_from_text(text)
        case (dt.date() as day,):
            return day
        case (Stamp() as stamp,):
            return Ask("date_of", (stamp,))
        case (int(year), int(month), int(day)):
            if not 1 <= year <= 9999:
                raise NoCounterpart("years")
            return dt.date(year, month, day)
    raise AssertionError(args)


def _date_time(*args: Question) -> Question:
    match args:
        case (Words(text),):
            found = stamp_from_text(text)
            if not isinstance(found, Stamp):
                raise NoCounterpart("midnight")
            return found
        case (dt.date() as day, Clock(clock=clock, zone=zone)):
            return stamp_from_text(f"{day.isoformat()}T{clock}{zone or ''}")
    raise NoCounterpart("joined")


def _time(*args: Question) -> Question:
    match args:
        case (Words(text),):
            found = value_from_text(text)
            assert isinstance(found, Clock)
            return found
    raise NoCounterpart("time_of_day")


def _no_parts(*args: Question) -> Question:
    raise NoCounterpart("parts")


def _months(*args: Question) -> Question:
    return Ask("elapsed:month", args)


def _duration(*args: Question) -> Question:
    assert isinstance(args[0], Words)
    return duration_from_text(args[0].text)


def _string(*args: Question) -> Question:
    # The suite writes `string` around values whose zone or year no XML type can hold.
    return args[0]


FUNCTIONS: Mapping[str, Callable[..., Question]] = {
    "date": _date,
    "date and time": _date_time,
    "time": _time,
    "duration": _duration,
    "string": _string,
    "years and months duration": _months,
    "day of year": _no_parts,
    "day of week": _no_parts,
    "month of year": _no_parts,
    "week of year": _no_parts,
}

"""A question → a policy with one definition, and the case record that it is put to."""

import datetime as dt
from collections.abc import Mapping

import attrs

from dutylang.values import Period
from tests.conformance.answers import written
from tests.conformance.feel_values import Ask, Question, Stamp

COMPARISONS = {
    "==": "is", "!=": "is not", "<": "is less than", "<=": "is at most",
    ">": "is more than", ">=": "is at least",
}  # fmt: skip
UNITS = {"minute": "minutes", "month": "months"}


@attrs.frozen
class Said:
    """The text of the definition, the fields and the event that it reads, with their values in a record."""

    text: str
    fields: Mapping[str, tuple[str, str]]
    happened: str | None = None


def said(question: Question, timezone: str) -> Said:
    """How a question is put. Values that have no literal, or whose absence is asked for, are fields."""
    speaker = Speaker(timezone)
    return Said(speaker.phrase(question), speaker.fields, speaker.happened)


class Speaker:
    """Collects the fields while it puts a question into words."""

    def __init__(self, timezone: str) -> None:
        self.timezone = timezone
        self.fields: dict[str, tuple[str, str]] = {}
        self.happened: str | None = None

    def phrase(self, question: Question) -> str:
        """The words of a question; in brackets where it has parts."""
        if not isinstance(question, Ask):
            return self.literal(question)
        if question.op == "missing":
            return f"{self.field(question.args[0])} is missing"
        if question.op == "date_of":
            (stamp,) = question.args
            assert isinstance(stamp, Stamp)
            self.happened = written(stamp, self.timezone)
            return "date of last happening"
        parts = [self.phrase(arg) for arg in question.args]
        if question.op.startswith("elapsed:"):
            return f"{UNITS[question.op.partition(':')[2]]} from {parts[0]} to {parts[1]}"
        word = COMPARISONS.get(question.op, question.op)
        return f"({f' {word} '.join(parts)})"

    def literal(self, value: Question) -> str:
        """A date, a local date-time in whole seconds or a period is written; the rest is a field."""
        match value:
            case Period(count=count, unit=unit):
                return (
                    f"{count} {unit.value}s" if count >= 0 else f"(0 {unit.value}s - {-count} {unit.value}s)"
                )
            case Stamp(clock=clock, zone=None) if clock.microsecond == 0:
                return f"{clock:%Y-%m-%d %H:%M:%S}"
            case dt.date():
                return value.isoformat()
        return self.field(value)

    def field(self, value: Question) -> str:
        """The name of a field that has the value in the record."""
        name = f"given_{len(self.fields) + 1}"
        match value:
            case Stamp():
                self.fields[name] = ("date and time", written(value, self.timezone))
            case dt.date():
                self.fields[name] = ("date", value.isoformat())
            case Period(count=count, unit=unit):
                self.fields[name] = ("period", f"{count} {unit.value}s")
            case _:
                raise AssertionError(value)
        return name

"""`--run NAME`: which scenarios are meant, by title, file or the rules of which they expect something."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePath

import attrs

from dutylang.syntax.ast import ExpectPerson, ExpectPoints, Scenario

Labels = Mapping[str, Mapping[str, str]]
Test = Callable[[str], bool]
"""Whether a phrase fits the scenario at hand."""

_TOKENS = re.compile(r"[()（）]|[^\s()（）]+")
_SIGNS = {"（": "(", "）": ")"}
_WORDS = ("and", "or", "not", "(", ")")


def chosen(scenarios: Sequence[Scenario], wanted: Sequence[str], labels: Labels) -> tuple[Scenario, ...]:
    """The scenarios that fit one of the names; all of them where none is given."""
    choices = [_Choice(name, _parsed(name)) for name in wanted]
    return tuple(each for each in scenarios if not choices or any(one.fits(each, labels) for one in choices))


@attrs.frozen
class _Choice:
    """A name as it was given, and what it says where it combines phrases; a title may hold it as it stands."""

    text: str
    says: Callable[[Test], bool]

    def fits(self, scenario: Scenario, labels: Labels) -> bool:
        title = scenario.title.casefold()
        file = PurePath(scenario.span.source).name.casefold()
        rules = {word.casefold() for word in _rules(scenario, labels)}

        def holds(phrase: str) -> bool:
            sought = phrase.casefold()
            return sought in title or sought in file or sought in rules

        return self.text.casefold() in title or self.says(holds)


def _rules(scenario: Scenario, labels: Labels) -> set[str]:
    """The names and labels of the rules, grounds and scales that a scenario expects something of."""
    names = set()
    for expect in scenario.expects:
        match expect:
            case ExpectPerson(liability=name) | ExpectPoints(scale=name):
                names.add(name.text)
            case _:
                names.add(expect.rule.text)
    return names | {label for name in names for label in labels.get(name, {}).values()}


# ---- and, or, not ------------------------------------------------------------------------------


def _parsed(text: str) -> Callable[[Test], bool]:
    """What a name says; one that is no sound combination is a phrase as a whole."""
    tokens = [_SIGNS.get(token, token) for token in _TOKENS.findall(text)]
    reader = _Reader(tokens)
    try:
        found = reader.either()
    except IndexError:
        return lambda test: test(text)
    return found if not reader.rest else lambda test: test(text)


@attrs.define
class _Reader:
    """Reads `or` over `and` over `not`; words beside one another are one phrase."""

    rest: list[str]

    def either(self) -> Callable[[Test], bool]:
        found = [self.both()]
        while self.rest[:1] == ["or"]:
            self.rest.pop(0)
            found.append(self.both())
        return lambda test: any(each(test) for each in found)

    def both(self) -> Callable[[Test], bool]:
        found = [self.one()]
        while self.rest[:1] == ["and"]:
            self.rest.pop(0)
            found.append(self.one())
        return lambda test: all(each(test) for each in found)

    def one(self) -> Callable[[Test], bool]:
        """One phrase, its negation, or what stands in brackets; IndexError where there is none."""
        if self.rest[0] == "not":
            self.rest.pop(0)
            inner = self.one()
            return lambda test: not inner(test)
        if self.rest[0] == "(":
            self.rest.pop(0)
            within = self.either()
            if self.rest.pop(0) != ")":
                raise IndexError
            return within
        words: list[str] = []
        while self.rest and self.rest[0] not in _WORDS:
            words.append(self.rest.pop(0))
        if not words:
            raise IndexError
        phrase = " ".join(words)
        return lambda test: test(phrase)

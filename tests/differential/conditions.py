"""Conditions of every kind, as text: what they may read depends on where they stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

import attrs

from tests.differential.dice import Dice
from tests.differential.words import ATTRIBUTES, EVENTS

PLAIN = (
    "urgent",
    "amount {cmp} {money}",
    "amount is at least big_sum",
    "big",
    "score {cmp} {n}",
    "rate {cmp} {percent}",
    "rating is {rating}",
    "frozen",
    "balance {cmp} {money}",
    "city is {word}",
    "product {in} {product}",
)
FIGURING = (
    "amount + {money} {cmp} 2 * balance",
    "{percent} of amount {cmp} balance",
    "balance / amount {cmp} 0.5",
    "score / parts {cmp} {n}",
    "score * parts - 1 {cmp} many",
    "double {cmp} {money}",
    "opened_on {cmp} {ago} ago",
    "opened_on + {span} {cmp} {date}",
    "opened_on {cmp} {date}",
    "date of last {event} {cmp} opened_on",
    "signed_at {cmp} {date} {time}",
    "signed_at + {hours} {cmp} time of last {event}",
    "{unit} from opened_on to {date} {cmp} {n}",
    "{unit} from date of first {event} to date of last {event} {cmp} {n}",
    "{clock} from time of first {event} to time of last {event} {cmp} {n}",
    "term_left {cmp} {months}",
    "city is not {word}",
    "tags including {tags}",
    "not (tags including red)",
    "score in 1, 2, 3",
    "score not in 0, 1",
    "product is not {product}",
    "amount is missing",
    "group is missing",
    "group is not missing",
    "group is {word}",
    "frozen is missing",
    "last {event} is missing",
    "cover {cmp} {percent}",
    "covered",
)
FOLDING = (
    "total worth of pledges {cmp} {money}",
    "total worth of checked pledges {cmp} {percent} of balance",
    "largest worth of pledges with (checked) {cmp} {money}",
    "smallest worth of pledges with (made {cmp} opened_on) {cmp} {money}",
    "every one of pledges meets sound",
    "any one of pledges meets (worth {cmp} {money})",
    "count of pledges with (sound) {cmp} {n}",
    "worth of main {cmp} {money}",
    "net of customer {cmp} {money}",
    "weak of customer",
    "net of parent of customer {cmp} amount",
    "count of {event} {cmp} {n}",
    "count of alarm with severe {cmp} {n}",
    "count of alarm with (heavy) {cmp} {n}",
    "total level of alarm {cmp} {n}",
    "largest level of visit with (written) {cmp} {n}",
    "smallest sum of issue {cmp} {money}",
    "total sum of alarm with (site is {word}) {cmp} {money}",
    "any one of visit meets (level {cmp} {n})",
    "every one of alarm meets (severe)",
    "written of last visit",
    "site of last report is {word}",
    "level of first alarm {cmp} {n}",
    "covers of last visit including funds",
    "site of last visit with (written) is {word}",
    "date of first alarm with (severe) {cmp} {date}",
    "{event}",
    "visit with (written)",
    "alarm with (severe or level {cmp} {n})",
    "{event} within {dur} before",
    "{event} within {dur}",
    "{event} on the same day",
    "report with (written) on the same day",
    "visit with (site is {word}) within {dur} before",
)
JUDGED = ("negligent", "fair")
TABLES = ("risk is {outcome}", "risk in high, grave", "labels including {outcome}", "risk is not low")
PORTFOLIO = ("bad_share {cmp} {percent}", "deals {cmp} {n}")
VERDICTS = ("good_share {cmp} {percent}",)
KEPT = (
    "rating is good",
    "not frozen",
    "cover {cmp} {percent}",
    "balance {cmp} {money}",
    "balance <= amount",
    "frozen or rating is good",
    "total worth of checked pledges >= {percent} of balance",
    "weak of customer or not frozen",
    "covered",
)
OF_EVENTS = {
    "site": ("site is {word}", "site is not {word}", "site is city"),
    "severe": ("severe", "not severe"),
    "written": ("written", "written"),
    "level": ("level {cmp} {n}", "level is many"),
    "sum": ("sum {cmp} {money}", "sum <= amount"),
    "covers": ("covers including {covers}", "covers including funds, progress"),
}


@attrs.frozen
class Place:
    """Where a condition stands.

    `openers` open the instance; `tables` and `figures` tell what the policy has besides the fixed
    vocabulary, and `base` the day about which the cases lie. `verdicts`: figures over verdicts can be read.
    """

    base: dt.date
    openers: tuple[str, ...] = ()
    tables: bool = False
    figures: bool = False
    verdicts: bool = False


def condition(dice: Dice, place: Place, atoms: Sequence[str] = ()) -> str:
    """A condition of one to three atoms; `atoms` are more of them than the place itself offers."""
    first = _negated(dice, _atom(dice, place, atoms))
    joined = dice.one("", "", "", " and ", " or ")
    if not joined:
        return first
    second = _negated(dice, _atom(dice, place, atoms))
    if dice.chance(15):
        second = f"({second} {dice.one('and', 'or')} {_atom(dice, place, atoms)})"
    return f"{first}{joined}{second}"


def kept(dice: Dice, place: Place) -> str:
    """A condition that is to be kept, mostly of tracked fields."""
    if dice.chance(15):
        return f"({condition(dice, place)})"
    first = dice.fill(dice.one(*KEPT), _fillers(place))
    return f"({first} and {dice.fill(dice.one(*KEPT), _fillers(place))})" if dice.chance(20) else first


def of_events(dice: Dice, events: Sequence[str], place: Place) -> str:
    """A condition on one event of some types, or nothing where these share no attribute."""
    shared = [name for name in ATTRIBUTES[events[0]] if all(name in ATTRIBUTES[each] for each in events)]
    atoms = [atom for name in shared for atom in OF_EVENTS[name]]
    if events == ["alarm"]:
        atoms.append("heavy")
    for opener in place.openers[:1]:
        atoms += [f"{name} is {name} of {opener}" for name in shared if name in _compared(opener)]
    if not atoms:
        return ""
    text = _negated(dice, dice.one(*atoms))
    if dice.chance(30):
        text += f" {dice.one('and', 'or')} {dice.one(*atoms, 'urgent')}"
    return dice.fill(text, _fillers(place))


def _compared(opener: str) -> tuple[str, ...]:
    return tuple(name for name in ATTRIBUTES[opener] if name in ("site", "level"))


def _atom(dice: Dice, place: Place, atoms: Sequence[str]) -> str:
    known = [PLAIN, PLAIN, FIGURING, FOLDING, FOLDING, JUDGED]
    if place.tables:
        known.append(TABLES)
    if place.figures:
        known.append(PORTFOLIO)
    if place.figures and place.verdicts:
        known += [VERDICTS] * 2
    if atoms:
        known += [tuple(atoms)] * 4
    opened = [
        f"{name} of {opener} {test}"
        for opener in place.openers
        for name, test in (("site", "is {word}"), ("level", "{cmp} {n}"), ("sum", "{cmp} {money}"))
        if name in ATTRIBUTES[opener]
    ] + [f"severe of {opener}" for opener in place.openers if opener == "alarm"]
    if opened:
        known.append(tuple(opened))
    return dice.fill(dice.one(*dice.one(*known)), _fillers(place))


def _negated(dice: Dice, text: str) -> str:
    return f"not ({text})" if dice.chance(15) else text


def _fillers(place: Place) -> Mapping[str, Callable[[Dice], str]]:
    """What stands for each name in braces."""

    def day(dice: Dice) -> str:
        return (place.base + dt.timedelta(days=dice.number(-3, 12))).isoformat()

    return {
        "cmp": lambda dice: dice.one(">=", "<", ">", "<=", "is", "is not"),
        "money": lambda dice: dice.one("100 CNY", "300 CNY", "50 CNY", "100.50 CNY"),
        "percent": lambda dice: dice.one("50%", "100%", "2.5%", "120%"),
        "n": lambda dice: dice.one("1", "2", "3", "0", "2.5"),
        "rating": lambda dice: dice.one("good", "poor"),
        "word": lambda dice: dice.one('"x"', '"y"'),
        "product": lambda dice: dice.one("loan", "bill"),
        "in": lambda dice: dice.one("in", "not in", "is"),
        "tags": lambda dice: dice.one("red", "red, green", "blue"),
        "covers": lambda dice: dice.one("funds", "progress"),
        "outcome": lambda dice: dice.one("high", "low", "grave"),
        "event": lambda dice: dice.one(*EVENTS),
        "date": day,
        "time": lambda dice: dice.one("09:00", "17:00"),
        "dur": lambda dice: dice.one(
            "3 days", "1 day", "2 weeks", "3 working days", "1 month", "12 hours", "soon"
        ),
        "ago": lambda dice: dice.one("3 days", "1 month", "2 weeks", "1 year"),
        "span": lambda dice: dice.one("3 days", "1 month", "1 week"),
        "hours": lambda dice: dice.one("12 hours", "90 minutes", "2 days"),
        "months": lambda dice: dice.one("3 months", "1 year"),
        "unit": lambda dice: dice.one("days", "working days", "weeks", "months"),
        "clock": lambda dice: dice.one("hours", "minutes"),
    }

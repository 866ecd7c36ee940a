"""Rules of every kind, as text: duties with their steps, prohibitions, patterns, checklists, permissions."""

from __future__ import annotations

import re
from collections.abc import Sequence

import attrs

from tests.differential.conditions import Place, condition, kept, of_events
from tests.differential.deadlines import changes, days, duration, limit, others
from tests.differential.dice import Dice
from tests.differential.words import ATTRIBUTES, EVENTS, PAPERS, ROLES

UNITS = ("month", "week", "quarter", "month", "week", "year", "month", "week", "working day", "day")


def item(first: str, *lines: str) -> str:
    """A rule with its lines; empty ones are left out."""
    return f"  {first}\n" + "".join(f"    {line}\n" for line in lines if line)


# ---- when a rule applies --------------------------------------------------------------------------


@attrs.frozen
class Opening:
    """The lines that say when a rule applies, the events that open it, and whether an event ends it."""

    lines: tuple[str, ...]
    openers: tuple[str, ...]
    ends: bool
    recurs: bool = False


def stretch(dice: Dice, but: Sequence[str] = ()) -> tuple[str, tuple[str, ...], bool]:
    """`from A until B` in one of its forms, with what opens it and whether an event ends it."""
    first, last = dice.some(others(but), 2, 2)
    return dice.one(
        (f"from {first} until {last}", (first,), True),
        (f"from {first}", (first,), False),
        (f"until {last}", (), True),
    )


def opening(dice: Dice, place: Place, kind: str) -> Opening:
    """When a rule of a kind applies."""
    what = dice.one("each", "each", "each", "first", "latest", "scope", "scope", "none", *_KINDS[kind])
    event = dice.one("alarm", *EVENTS)
    such = f" with {of_events(dice, [event], place)}" if dice.chance(25) and ATTRIBUTES[event] else ""
    inside = stretch(dice, (event,)) if dice.chance(25) else ("", (), False)
    opened = (event, *inside[1])
    found: dict[str, Opening] = {
        "each": Opening((inside[0], f"after each {event}{such}"), opened, inside[2]),
        "first": Opening((inside[0], f"after {event}{such}"), opened, inside[2]),
        "latest": Opening((inside[0], f"after the latest {event}{such}"), opened, inside[2]),
        "day": Opening((inside[0], f"on the day of {event}"), opened, inside[2]),
        "none": Opening((), (), False),
    }
    if what == "scope":
        return _scope(dice)
    if what == "every":
        where, openers, ends = stretch(dice) if dice.chance(85) else ("", (), False)
        return Opening((f"every {dice.one(*UNITS)} {where}",), openers, ends, recurs=True)
    if what == "since":
        where, openers, ends = stretch(dice) if dice.chance(85) else ("", (), False)
        return Opening((f"every {days(dice)} since the last {where}",), openers, ends, recurs=True)
    return found[what]


_KINDS: dict[str, tuple[str, ...]] = {
    "demand": ("every", "since", "day"),
    "ban": ("every", "day"),
    "ceiling": ("scope", "scope", "every", "day"),
    "scope": ("scope", "scope", "scope"),
}


def _scope(dice: Dice) -> Opening:
    """A stretch between events, or before one."""
    first, last = dice.some(EVENTS, 2, 2)
    where, openers, ends = stretch(dice)
    return dice.one(
        Opening((f"between {first} and {last}",), (first,), True),
        Opening((where,), openers, ends),
        Opening((where,), openers, ends),
        Opening((f"before {last}",), (), True),
    )


def lines_of_rule(dice: Dice, place: Place) -> list[str]:
    """Conditions of the whole rule."""
    lines = []
    if dice.chance(12):
        lines.append(f"when {condition(dice, place)}")
    if dice.chance(6):
        lines.append("applies to deal")
    return lines


def suspended(dice: Dice) -> str:
    """Days that are not counted, now and then."""
    first, last = dice.some(EVENTS, 2, 2)
    return dice.maybe(12, f"suspended from {first} until {last}")


def consequences(dice: Dice) -> list[str]:
    """What stops or ends a duty."""
    lines = []
    if stops := suspended(dice):
        lines.append(stops)
    if dice.chance(12):
        lines.append(f"discharged on {dice.one('release', *EVENTS)}")
    if dice.chance(12):
        by = dice.maybe(60, f" by {dice.one(*ROLES, 'board')}")
        lines.append(f"waived on {dice.one('grant', *EVENTS)}{by}")
    if dice.chance(8):
        lines.append(f"counts only if recorded within {days(dice)}")
    return lines


# ---- demands --------------------------------------------------------------------------------------


def act(dice: Dice) -> tuple[str, list[str], bool]:
    """What is to be done: its words, its events, and whether all of them must be."""
    if dice.chance(25):
        events = dice.some(EVENTS, 2, dice.one(2, 2, 3))
        joint = dice.chance(50)
        return (" and " if joint else " or ").join(events), events, joint
    event = dice.one("visit", "report", *EVENTS)
    return event, [event], False


def bearer(dice: Dice) -> str:
    """Who must."""
    return dice.one(
        "clerk must",
        "clerk must ensure",
        "clerk must ensure",
        "head must",
        "clerk, head must",
        "each clerk must",
        "each clerk, head must",
        "clerk should",
    )


def obligation(dice: Dice, place: Place, who: str, least: int = 0, *, is_step: bool = False) -> list[str]:
    """The line of a demand and those that belong to it. `least` percent of demands have a deadline more.

    A step asks for one act, or for one of several.
    """
    words, events, joint = act(dice)
    if is_step:
        words, joint = words.replace(" and ", " or "), False
    # Those before the deadline: `on the same day as the next event` would say something else.
    bounds = _bounds(dice, place, events, joint=joint)
    together = 0 if "as the next event" in bounds else 10
    for _ in range(dice.one(*[1] * 8, 2) if dice.chance(max(least, 75)) else 0):
        bounds.append(limit(dice, place, events))
    line = f"{who} {words} {' '.join(bounds)}".rstrip() + tails(dice, place, events, together)
    more = changes(dice, place)
    if not re.search(MOMENT, "\n".join((line, *(each for each in more if "instead" in each)))):
        more = [each for each in more if "extended" not in each]
    return [line, *more]


MOMENT = re.compile(r"\bwithin\b|\bby (the |\d)|on the same day")
"""A deadline that is a day or an hour, and not an event to come."""


def _bounds(dice: Dice, place: Place, events: Sequence[str], *, joint: bool) -> list[str]:
    bounds = []
    same = [n for n in ATTRIBUTES[events[0]] if all(n in ATTRIBUTES[e] for e in (*events, *place.openers))]
    following = dice.chance(8)
    if not following and dice.chance(18):
        counts = "at least 2 times", "exactly 2 times", "at least 3 times", "exactly 1 time"
        bounds.append(
            dice.one(*counts, "at least 1 time at most 2 times", "at most 3 times at least 2 times")
        )
        if not joint and dice.chance(40):
            bounds.append("by different persons")
    elif not following and not joint and dice.chance(5):
        bounds.append("by different persons")
    if place.openers and same and dice.chance(18):
        bounds.append(f"for the same {dice.one(*same)}")
    if dice.chance(8):
        bounds.append(f"by someone other than who {dice.one(*EVENTS)}")
    if following:
        bounds.append("as the next event")
    return bounds


def tails(dice: Dice, place: Place, events: Sequence[str], together: int = 10) -> str:
    """What an act must be like, and when the obligation holds."""
    text = ""
    if dice.chance(18) and (where := of_events(dice, list(events), place)):
        text += f" with {where}"
    if dice.chance(together) and (union := of_events(dice, list(events), place)):
        text += f" together with {union}"
    if dice.chance(12):
        text += f" unless {condition(dice, place)}"
    if dice.chance(12):
        text += f" when {condition(dice, place)}"
    return text


def steps(dice: Dice, place: Place, most: int = 3, *, late: bool = True) -> list[str]:
    """What follows the main demand. `late` tells whether that can be late."""
    lines: list[str] = []
    top = False  # whether somebody is named above whom nobody stands
    for _ in range(dice.number(0, most)):
        kind = dice.one(
            "then",
            "otherwise",
            "otherwise",
            "and",
            f"once {dice.one(*EVENTS)}",
            "if any step is missed",
            "if late,",
        )
        if kind == "if late," and not late:
            kind = "then"
        who = dice.one(
            "must", "must ensure", "head must", "clerk must ensure", "chief must ensure", "clerk should"
        )
        if kind in ("otherwise", "if any step is missed"):
            above = ("the superior must", "each superior in turn must ensure")
            who = dice.one(who, "head must ensure", *(() if top else above))
        elif kind == "if late," or kind.startswith("once"):
            who = dice.one("clerk must", "head must ensure")
        top = top or who.startswith(("chief", "each superior"))
        opened = attrs.evolve(place, openers=() if kind != "and" else place.openers)
        first, *more = obligation(dice, opened, who, is_step=True)
        lines += [f"{kind} {first}", *more]
        late = MOMENT.search("\n".join((first, *(each for each in more if "instead" in each)))) is not None
    return lines


def demand(dice: Dice, place: Place, name: str) -> str:
    """A duty to act."""
    when = opening(dice, place, "demand")
    place = attrs.evolve(place, openers=when.openers)
    who = bearer(dice)
    main = obligation(dice, place, who)
    recurring = dice.chance(10) and not when.recurs and not any("after" in line for line in when.lines)
    if recurring and when.lines[:1] and when.lines[0].startswith(("from", "until")):
        main = [f"{who} {dice.one('visit', 'report')} by the 10th of each {dice.one('month', 'quarter')}"]
    modes = [
        dice.maybe(10, "already counts"),
        dice.maybe(18, "each its own"),
        dice.one("", "", "", "", "", "lapses", "stays owed"),
    ]
    lines = [*when.lines, *lines_of_rule(dice, place), *main, *modes]
    lapses = "lapses" in modes or any(line.startswith(("every", "on the day")) for line in when.lines)
    since = any("since the last" in line for line in when.lines)
    late = "stays owed" in modes or since or (not lapses and MOMENT.search("\n".join(main)) is not None)
    lines += steps(dice, place, late=late) if dice.chance(45) else []
    ends = consequences(dice)
    if "as the next event" in main[0]:
        ends = [line for line in ends if not line.startswith(("discharged", "waived"))]
    if not since and not any("within" in line for line in lines):
        ends = [line for line in ends if not line.startswith("suspended")]
    return item(f"duty {name}", *lines, *ends)


# ---- what must not be, or must be so ----------------------------------------------------------------


def ban(dice: Dice, place: Place, name: str) -> str:
    """A prohibition of acts."""
    when = opening(dice, place, dice.one("ban", "scope"))
    words, events, _ = dice.one(act(dice), (e := dice.one("report", "issue", "grant"), [e], False))
    words = words.replace(" and ", " or ")
    inner = attrs.evolve(place, openers=(*when.openers, *events) if len(events) == 1 else when.openers)
    who = dice.one("nobody may", "nobody may", "clerk must not", "clerk, head must not", "clerk should not")
    bound = dice.maybe(25, f" within {duration(dice)}") + dice.maybe(6, " as the next event")
    if not when.lines:
        bound += dice.maybe(30, f" by the {dice.one('5th', '20th')} of each {dice.one('month', 'quarter')}")
    tail = ""
    if dice.chance(15) and (where := of_events(dice, events, attrs.evolve(place, openers=when.openers))):
        tail += f" with {where}"
    if dice.chance(30):
        excuse = dice.one("on the same day", f"within {days(dice)} before", f"within {days(dice)}")
        tail += f" unless {dice.one(f'{dice.one(*EVENTS)} {excuse}', condition(dice, inner))}"
    if dice.chance(15):
        tail += f" when {condition(dice, inner)}"
    level = []
    if dice.chance(25):
        mender = dice.one("head must ensure", "chief must")
        if who.startswith("clerk"):
            mender = dice.one(mender, "the superior must", "each superior in turn must")
        level.append(f"otherwise {mender} {dice.one(*EVENTS)} within {days(dice)}")
    waits = dice.maybe(20, "judged when the window closes") if when.ends else ""
    lines = [*when.lines, *lines_of_rule(dice, attrs.evolve(place, openers=when.openers)), waits]
    stops = suspended(dice) if "within" in bound else ""
    return item(f"prohibition {name}", *lines, f"{who} {words}{bound}{tail}", *level, stops)


def ceiling(dice: Dice, place: Place, name: str) -> str:
    """A duty to do something at most so often."""
    when = opening(dice, place, "ceiling")
    words, events, _ = act(dice)
    words = words.replace(" and ", " or ")
    inner = attrs.evolve(place, openers=when.openers)
    bound = f" within {duration(dice)}" if dice.chance(30) else ""
    waits = dice.maybe(20, "judged when the window closes") if when.ends else ""
    line = f"{dice.one('clerk must ensure', 'clerk must', 'clerk should')} {words} at most {dice.number(1, 2)} times"
    tail = tails(dice, inner, events, together=0)
    stops = suspended(dice) if bound else ""
    return item(
        f"duty {name}", *when.lines, waits, f"{line.replace('1 times', '1 time')}{bound}{tail}", stops
    )


def precedence(dice: Dice, place: Place, name: str) -> str:
    """Something that may be done only after something else."""
    when = opening(dice, place, dice.one("ban", "scope")) if dice.chance(40) else Opening((), (), False)
    event, prior = dice.some(("issue", "report", "visit", "grant", "alarm"), 2, 2)
    inner = attrs.evolve(place, openers=(event,))
    directly = dice.chance(20)
    same = [n for n in ATTRIBUTES[event] if n in ATTRIBUTES[prior]]
    bound = f" within {duration(dice)}" if not directly and dice.chance(35) else ""
    bound += f" for the same {dice.one(*same)}" if same and dice.chance(25) else ""
    tail = ""
    if dice.chance(20) and (where := of_events(dice, [prior], inner)):
        tail += f" with {where}"
    tail += f" unless {condition(dice, inner)}" if dice.chance(15) else ""
    tail += f" when {condition(dice, inner)}" if dice.chance(15) else ""
    word = "only directly after" if directly else "only after"
    line = f"{dice.one('anyone', 'clerk', 'clerk, head')} may {event} {word} {prior}{bound}{tail}"
    waits = dice.maybe(20, "judged when the window closes") if when.ends else ""
    own = dice.maybe(20, "each its own")
    return item(f"{dice.one('prohibition', 'duty')} {name}", *when.lines, waits, own, line)


def upkeep(dice: Dice, place: Place, name: str) -> str:
    """A condition that must be kept."""
    when = opening(dice, place, "scope")
    place = attrs.evolve(place, openers=when.openers)
    who = dice.one("", "clerk must ", "clerk, head must ")
    line = f"{who}keep {kept(dice, place)}"
    valid = f"values valid for {days(dice)}" if dice.chance(25) else ""
    cure = f"restored within {days(dice)}" if dice.chance(30) else ""
    waits = dice.maybe(20, "judged when the window closes") if when.ends else ""
    return item(f"duty {name}", *when.lines, waits, *lines_of_rule(dice, place), line, valid, cure)


def pair(dice: Dice, place: Place, name: str) -> str:
    """Rules that speak of two acts or of the ends of a case."""
    several = dice.some(EVENTS, 2, 3)
    if dice.chance(40):
        line = f"the {dice.one('first', 'last')} event must be {several[0]}"
        return item(f"duty {name}", *lines_of_rule(dice, place)[:1], line)
    line = dice.one(
        f"{' and '.join(several)} by different persons",
        f"{' and '.join(several)} by different persons",
        f"never both {several[0]} and {several[1]}",
    )
    when = opening(dice, place, "ceiling") if dice.chance(50) else Opening((), (), False)
    inner = attrs.evolve(place, openers=when.openers)
    return item(f"duty {name}", *when.lines, *lines_of_rule(dice, inner)[:1], line)


def checklist(dice: Dice, place: Place, name: str) -> str:
    """Documents that must be there before an event."""
    before = dice.one("issue", "release", "report")
    inner = attrs.evolve(place, openers=(before,))
    lines = []
    for paper in dice.some(PAPERS, 1, 3):
        years = dice.one("", "", "", " for the last 2 years", " for the last 2 years, or since opened_on")
        tail = dice.one("", "", "", f" when {condition(dice, inner)}", f" unless {condition(dice, inner)}")
        lines.append(f"- {paper}{dice.maybe(30, ' original')}{dice.maybe(30, ' valid')}{years}{tail}")
    who = dice.one("clerk must", "clerk, head must", "clerk should")
    held = dice.one("have on file", "have on file and verified")
    return item(f"checklist {name}", f"{who} {held}", *lines, f"before {before}")


def permission(dice: Dice, place: Place, name: str, rule: str, event: str) -> str:
    """What a prohibition does not forbid."""
    when = dice.one("", f" when {dice.one(*EVENTS)} on the same day", f" when {condition(dice, place)}")
    return item(
        f"permission {name}",
        f"exception to {rule}",
        f"{dice.one('clerk', 'head', 'chief')} may {event}{when}",
    )

"""Exceptions, and who answers: liabilities, exemptions, handovers, scales, portfolio figures, as text."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from tests.differential.conditions import Place, condition
from tests.differential.deadlines import days, within
from tests.differential.dice import Dice
from tests.differential.duties import item
from tests.differential.words import BODIES, DEGREES, EVENTS, GRADES, KINDS, ROLES

APART = (
    "urgent",
    "rating is poor",
    "frozen",
    "score > 2",
    "amount > 100 CNY",
    "product is bill",
    'city is "x"',
)
"""Conditions of which none plainly holds whenever another does, so that the check can prove no clash."""

OUTCOMES = ("high", "low", "grave")
CELLS = (
    "50 CNY | yes",
    "50 CNY, 100 CNY | no",
    "> big_sum | no",
    "50 CNY to 300 CNY | yes",
    "> big_sum | any",
    "> 100 CNY | yes",
    "<= 100 CNY | any",
    "any | no",
)


def exceptions(dice: Dice, place: Place, rules: Sequence[str], dated: Sequence[str]) -> list[str]:
    """A few exceptions; `dated` are the rules whose deadline an exception can change."""
    found: list[str] = []
    atoms = dice.some(APART, 3, 3)
    for number in range(dice.one(1, 1, 2, 2, 3)):
        before = [f"x{n}" for n in range(number)]
        instead = bool(dated) and dice.chance(45)
        to = [dated[0]] if dated and dice.chance(50) else dice.some(dated if instead else rules, 1, 2)
        if before and dice.chance(25):
            to = [dice.one(*before)]
        rank = ""
        if before and to[0] not in before:
            rank = dice.one(
                "", "", f"blocks exception {dice.one(*before)}", f"prevails over {dice.one(*before)}"
            )
        more = f" and {condition(dice, place)}" if dice.chance(25) else ""
        changed = f"instead {within(dice)}" if instead else ""
        found.append(
            item(f"exception x{number}", f"to {', '.join(to)}", rank, f"when {atoms[number]}{more}", changed)
        )
    return found


def table(dice: Dice, name: str) -> str:
    """A decision table over an amount and a truth; `labels` tells all that holds."""
    collects = name == "labels"
    hit = "collect all matches" if collects else dice.one("first match", "unique match", "highest match")
    outcomes = [*dice.some(OUTCOMES, 3, 3), dice.one(*OUTCOMES)]
    cells = sorted(dice.some(range(len(CELLS)), 3, 4))  # the narrower before the wider: none is covered
    rows = [f"| {CELLS[cell]} | {outcome} |" for cell, outcome in zip(cells, outcomes, strict=False)]
    if not collects and dice.chance(50):
        rows.append("| otherwise | any | low |")
    return item(f"table {name} {hit}", "| amount | urgent | outcome |", *rows)


def figure(dice: Dice, name: str, rules: Sequence[str] = ()) -> str:
    """A portfolio figure: a share of cases, or their number, or the share without a breach of one of the rules."""
    if rules:
        good = f"count of deal with (no{dice.one('', ' unrepaired')} breach of {dice.one(*rules)})"
        return item(f"portfolio {name}", dice.one("", "by clerk"), f"means {good} / count of deal")
    grouped = dice.one("", "by clerk", "by product")
    placed = dice.one("", "every year by the date opened_on", "every month by the date opened_on")
    share = dice.one(
        "count of deal with (bad) / count of deal",
        "total amount of deal with (bad) / total amount of deal",
    )
    number = dice.one("count of deal with (urgent)", "count of deal")
    return item(f"portfolio {name}", grouped, placed, f"means {share if name == 'bad_share' else number}")


def handover(dice: Dice) -> str:
    """When a change of holder counts."""
    signed = dice.one(
        "the outgoing holder, the incoming holder",
        "the incoming holder, head",
        "the outgoing holder, the incoming holder, chief",
    )
    of, on = dice.one("clerk", "clerk, head"), dice.one("grant", "report", "visit")
    return item("handover handing", f"of {of}", f"on {on}", f"signed by {signed}")


def _held(dice: Dice) -> str:
    roles = dice.some(ROLES, 0, 3)
    if not roles:
        return "holds every handler of the case"
    whole = {1: [" 100%"], 2: [" 70%", " 30%"], 3: [" 70%", " 20%", " 10%"]}[len(roles)]
    shares = whole if dice.chance(40) else [""] * len(roles)
    degrees = [dice.one(*DEGREES) for _ in roles]
    held = [f"{role} as {degree}{share}" for role, degree, share in zip(roles, degrees, shares, strict=True)]
    return f"holds {', '.join(held)}"


def liability(dice: Dice, place: Place, name: str, rules: Sequence[str]) -> str:
    """A ground: breaches, facts or a mere opening, with everything that may follow."""
    kind = dice.one("breach", "breach", "breach", "failure", "lateness")
    counted = ""
    opens = dice.maybe(25, f"opens on {dice.one('release', 'issue', 'alarm')}")
    if dice.chance(70):
        source = dice.one(*rules, *rules, "article 1", "chapter 2", "chapters 2 to 3")
        ground = f"for each{dice.maybe(25, ' unrepaired')} {kind} of {source}"
        counted = dice.maybe(30, "grade demerit when more than 1 in the case")
    else:
        ground = f"for {dice.one('bad', 'negligent', 'grant', condition(dice, place))}"
        if opens and dice.chance(40):
            ground = ""
    if dice.chance(15) and ground.startswith("for each"):
        ground += f"\n    for each breach of {dice.one(*rules)}"
    return item(
        f"liability {name}",
        opens,
        f"when {condition(dice, place)}" if dice.chance(20) else "",
        ground,
        _held(dice),
        f"kinds {', '.join(KINDS if name == 'l0' else KINDS[:2])}",
        dice.one(f"grade {dice.one(*GRADES)}", f"grade warning when {condition(dice, place)}", ""),
        counted,
        dice.maybe(50, f"points {dice.number(1, 6)}"),
        dice.one("", "", "attributed at the trigger", "attributed at the deadline",
                 "attributed 40% at the trigger, 60% at the deadline"),
        dice.one("", "", "moving post does not release", "milder applies"),
    )  # fmt: skip


def exemption(dice: Dice, place: Place, name: str, grounds: Sequence[str], rules: Sequence[str]) -> str:
    """An exemption: full, partial or mitigated, decided by a body or not, barred or not."""
    atoms = (
        f"the person did {dice.one(*EVENTS)}",
        "the person did visit with (written)",
        f"no breach of {', '.join(dice.some(rules, 1, 2))}",
        f"no unrepaired breach of {dice.one(*rules)} that the person bore",
        "no unrepaired breach of the duties of chapter 2 that the person bore",
        "no breach of the duties of article 1",
    )
    effect = dice.one(
        "full",
        "full",
        f"partial for {', '.join(dice.some(KINDS[:2]))}",
        f"mitigated to {dice.one(*GRADES)}",
    )
    decision = dice.one("", f", on decision of {dice.one(*BODIES)}", ", on decision of board within 5 days",
                        ", on decision of board within 10 working days after release")  # fmt: skip
    bars = dice.one(
        "", "", "", "", "barred by grant", "barred by grant, fair", "barred by negligent", "barred by bad"
    )
    source = dice.one(f"from {', '.join(dice.some(grounds))}", "from every liability of article 9")
    return item(
        f"exemption {name}",
        source,
        f"for {', '.join(dice.some(ROLES, 1, 2))}" if dice.chance(40) else "",
        f"when {condition(dice, place, atoms)}" if dice.chance(70) else "",
        f"effect {effect}{decision}",
        bars,
    )


def scales(dice: Dice) -> list[str]:
    """Points that turn into sanctions."""
    window = dice.one("within 12 months", "within 10 days")
    several = (
        item(
            "scale in_case",
            "counted per case",
            "reaching 3 points grade note",
            "reaching 6 points grade demerit",
        ),
        item(
            "scale in_year",
            f"counted per person every {dice.one('year', 'month')}",
            "reaching 4 points grade warning",
        ),
        item("scale in_window", f"counted per person {window}", "reaching 6 points grade demerit"),
    )
    return dice.some(several, 0, 3)


def persons(dice: Dice, place: Place, rules: Sequence[str]) -> list[str]:
    """Everything about who answers."""
    place = attrs.evolve(place, verdicts=True)
    grounds = [f"l{number}" for number in range(dice.number(1, 2))]
    freed = [f"f{number}" for number in range(dice.one(0, 1, 1, 2))]
    return [
        *([handover(dice)] if dice.chance(35) else []),
        *(liability(dice, place, name, rules) for name in grounds),
        *(exemption(dice, place, name, grounds, rules) for name in freed),
        *(scales(dice) if dice.chance(50) else []),
    ]


__all__ = ["days", "exceptions", "figure", "persons", "table"]

"""Well-typed policies about persons: duties, exceptions, handovers, grounds, exemptions and scales, as text."""

from __future__ import annotations

import attrs
from hypothesis import strategies as st

HEAD = """policy house "Guarantees"
  version "{version}"
  in force from {since}
  calendar weekdays
  timezone "Asia/Shanghai"
  counting civil_code
role lead reports to head
role second reports to head
role head reports to chief
role chief
role board body reports to council
role council body
case guarantee
  loss money CNY
  urgent yes/no
  bad yes/no
  rating one of normal, doubtful
event alarm
  severe yes/no
event visit
event report
event amend
event pay
event conceal
  grave yes/no
event object
event apply
event hand
event noise
judgement negligent by board, council
judgement fair by board, council
term principal
term joint
term supervisor
grades note, warning, demerit
"""

FIGURE = """  portfolio bad_share
    by lead
    means count of guarantee with (bad) / count of guarantee
"""

DEGREES = ("principal", "joint", "supervisor")
KINDS = ("assessment", "economic", "disciplinary")
ROLES = ("lead", "second", "head", "chief")
GRADES = ("note", "warning", "demerit")
ATOMS = ("urgent", "bad", "rating is normal", "loss > 100 CNY", "fair")

# What a test can count on: nothing asks for `noise`; visits and reports only ever perform what is owed.
PERFORMING = ("visit", "report")


@attrs.frozen
class Draft:
    """The parts of a policy, each the text of one item; an item's name is the second word of its text."""

    duties: tuple[str, ...]
    exceptions: tuple[str, ...] = ()
    handovers: tuple[str, ...] = ()
    liabilities: tuple[str, ...] = ()
    exemptions: tuple[str, ...] = ()
    scales: tuple[str, ...] = ()

    def text(self, version: str = "1", since: str = "2024-01-01") -> str:
        """The whole policy, in force over `since`, which may say `until`."""
        persons = (*self.handovers, *self.liabilities, *self.exemptions, *self.scales)
        return (
            HEAD.format(version=version, since=since)
            + 'chapter 2 "Duties"\narticle 2 "Acts"\n'
            + "".join(self.duties)
            + "".join(self.exceptions)
            + 'chapter 3 "Persons"\narticle 9 "Who answers"\n'
            + FIGURE
            + "".join(persons)
        )


def names(items: tuple[str, ...]) -> tuple[str, ...]:
    """The names of items."""
    return tuple(item.split()[1] for item in items)


def item(first: str, *clauses: str) -> str:
    """An item of an article; clauses that are empty are left out."""
    return f"  {first}\n" + "".join(f"    {clause}\n" for clause in clauses if clause)


def listed(draw: st.DrawFn, options: tuple[str, ...], least: int = 1, most: int | None = None) -> str:
    """Some of the options, each once, with commas."""
    return ", ".join(draw(st.lists(st.sampled_from(options), min_size=least, max_size=most, unique=True)))


def some(draw: st.DrawFn, *options: str) -> str:
    """One of the options."""
    return draw(st.sampled_from(options))


def condition(draw: st.DrawFn, atoms: tuple[str, ...] = ATOMS) -> str:
    """A condition of one or two atoms."""
    first = some(draw, "{}", "{}", "not ({})").format(some(draw, *atoms))
    joined = some(draw, "", "", "and", "or")
    return f"{first} {joined} {some(draw, *atoms)}" if joined else first


# ---- duties and exceptions ------------------------------------------------------------------------


@st.composite
def demands(draw: st.DrawFn, name: str) -> str:
    """A duty to act by a deadline, with or without levels of escalation."""
    act = some(draw, "visit", "report")
    who = some(draw, "lead must", "second must", "each lead must", "lead must ensure")
    level = some(
        draw,
        "",
        "",
        f"otherwise head must report within {draw(st.integers(1, 9))} days",
        f"otherwise the superior must report within {draw(st.integers(1, 9))} days",
        f"otherwise each superior in turn must report within {draw(st.integers(1, 5))} days",
    )
    return item(
        f"duty {name}",
        some(draw, "after each alarm", "after each alarm with severe", "after the latest alarm"),
        some(draw, "", "", "", f"when {condition(draw)}"),
        f"{who} {act} within {draw(st.integers(1, 12))} {some(draw, 'days', 'working days')}",
        level,
    )


@st.composite
def bans(draw: st.DrawFn, name: str) -> str:
    """A prohibition."""
    when = some(draw, "", "", f" when {condition(draw)}")
    text = some(
        draw,
        "lead must not amend",
        "second must not amend",
        "nobody may amend",
        "anyone may pay only after report",
    )
    return item(f"prohibition {name}", text + ("" if "only after" in text else when))


@st.composite
def exceptions(draw: st.DrawFn, duties: tuple[str, ...]) -> tuple[str, ...]:
    """A few exceptions; each has a condition of its own, so that the checker can prove no clash."""
    atoms = draw(st.permutations(ATOMS))
    dated = tuple(duty.split()[1] for duty in duties if duty.split()[0] == "duty")
    found: list[str] = []
    for place in range(draw(st.integers(0, 3))):
        before = tuple(f"x{n}" for n in range(place))
        instead = bool(dated) and draw(st.booleans())
        blocks = f"blocks exception {some(draw, *before)}" if draw(st.booleans()) and before else ""
        prevails = (
            f"prevails over {some(draw, *before)}" if draw(st.booleans()) and before and not blocks else ""
        )
        found.append(
            item(
                f"exception x{place}",
                f"to {listed(draw, dated if instead else names(duties), most=2)}",
                blocks,
                prevails,
                f"when {atoms[place]}",
                f"instead within {draw(st.integers(1, 20))} days" if instead else "",
            )
        )
    return tuple(found)


# ---- persons --------------------------------------------------------------------------------------


def _held(draw: st.DrawFn) -> str:
    roles = draw(st.lists(st.sampled_from(ROLES), max_size=3, unique=True))
    if not roles:
        return "holds every handler of the case"
    divided = {1: (" 100%",), 2: (" 70%", " 30%"), 3: (" 70%", " 20%", " 10%")}[len(roles)]
    shares = draw(st.sampled_from([("", "", ""), divided]))
    held = [f"{role} as {some(draw, *DEGREES)}{share}" for role, share in zip(roles, shares, strict=False)]
    return f"holds {', '.join(held)}"


@st.composite
def liabilities(draw: st.DrawFn, name: str, duties: tuple[str, ...]) -> str:
    """A ground: breaches, facts or a mere opening, with everything that may follow."""
    kind = some(draw, "breach", "breach", "breach", "failure", "lateness")
    flag = some(draw, "", "", " unrepaired")
    breach = f"for each{flag} {kind} of {some(draw, *duties, 'article 2', 'chapter 2')}"
    ground = some(draw, breach, breach, breach, f"for {some(draw, 'bad', 'conceal', 'negligent')}", "")
    opens = some(draw, "", "", "opens on pay")
    if not ground:
        opens = "opens on pay"
    counted = "grade demerit when more than 1 in the case" if ground is breach and draw(st.booleans()) else ""
    return item(
        f"liability {name}",
        opens,
        some(draw, "", "", "", f"when {condition(draw)}"),
        ground,
        _held(draw),
        f"kinds {', '.join(KINDS if name == 'l0' else KINDS[:2])}",
        some(draw, f"grade {some(draw, *GRADES)}", f"grade warning when {condition(draw)}"),
        counted,
        some(draw, "", f"points {draw(st.integers(1, 6))}"),
        some(
            draw,
            "",
            "",
            "attributed at the trigger",
            "attributed at the deadline",
            "attributed 40% at the trigger, 60% at the deadline",
        ),
        some(draw, "", "", "moving post does not release"),
    )


@st.composite
def exemptions(
    draw: st.DrawFn, name: str, grounds: tuple[str, ...], duties: tuple[str, ...], bars: bool = True
) -> str:
    """An exemption: full, partial or mitigated, decided by a body or not, barred or not."""
    atoms = (
        *ATOMS,
        "the person did object",
        f"no breach of {listed(draw, duties)}",
        "no unrepaired breach of chapter 2 that the person bore",
        "bad_share < 50%",
    )
    effect = some(
        draw,
        "full",
        "full",
        f"partial for {listed(draw, KINDS[:2])}",
        f"mitigated to {some(draw, *GRADES)}",
    )
    decision = some(
        draw,
        "",
        "",
        ", on decision of board",
        ", on decision of board within 30 days",
        ", on decision of board within 10 days after apply",
    )
    barred = ("barred by conceal", "barred by conceal, fair", "barred by negligent", "barred by bad")
    return item(
        f"exemption {name}",
        f"from {listed(draw, grounds)}",
        some(draw, "", "", f"for {listed(draw, ROLES, most=2)}"),
        some(draw, "", f"when {condition(draw, atoms)}", f"when {condition(draw, atoms)}"),
        f"effect {effect}{decision}",
        some(draw, "", "", *barred) if bars else "",
    )


HANDOVERS = (
    item("handover handing", "of lead", "on hand", "signed by the outgoing holder, the incoming holder"),
    item("handover handing", "of lead, second", "on hand", "signed by the incoming holder, head"),
)
SCALES = (
    item(
        "scale in_case", "counted per case", "reaching 3 points grade note", "reaching 6 points grade demerit"
    ),
    item("scale in_year", "counted per person every year", "reaching 4 points grade warning"),
    item("scale in_window", "counted per person within 12 months", "reaching 6 points grade demerit"),
)


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    """A whole policy of one to three duties, one or two grounds and up to three exemptions."""
    duties = tuple(draw(demands(f"d{n}")) for n in range(draw(st.integers(1, 2))))
    duties += tuple(draw(bans(f"b{n}")) for n in range(draw(st.integers(0, 1))))
    named = names(duties)
    grounds = tuple(draw(liabilities(f"l{n}", named)) for n in range(draw(st.integers(1, 2))))
    freed = tuple(draw(exemptions(f"f{n}", names(grounds), named)) for n in range(draw(st.integers(0, 3))))
    return Draft(
        duties,
        draw(exceptions(duties)),
        tuple(draw(st.lists(st.sampled_from(HANDOVERS), max_size=1))),
        grounds,
        freed,
        SCALES if draw(st.booleans()) else (),
    )

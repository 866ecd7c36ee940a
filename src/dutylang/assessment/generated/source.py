"""A checked plan → the text of one Python function and its constants. No text of a policy is printed in it."""

from __future__ import annotations

import textwrap

import attrs

from dutylang.assessment.generated.acts import ban_lines, ceiling_lines, precedence_lines
from dutylang.assessment.generated.codes import LEAVE, NUMBER
from dutylang.assessment.generated.demands import demand_lines
from dutylang.assessment.generated.patterns import pattern_lines
from dutylang.assessment.generated.prepared import Reach
from dutylang.assessment.generated.unformed import NoFormError
from dutylang.assessment.generated.writing import Writer
from dutylang.assessment.single.context import Setting
from dutylang.plan import model as p

ARGUMENTS = "G, F, C, P, U, D, N, B, O, S, E"
"""Events by type, plain fields, the close of the case; the last day that is past, the as-of instant (of a day its
24:00), its day, the instant again (of a day None); the first day of the case; the rules of other kinds of case,
the rules to leave; all events."""


@attrs.frozen
class Form:
    """Whether a rule has a generated form; if not, `reason` is the key of what it says that has none."""

    rule: str
    reason: str = ""

    @property
    def is_generated(self) -> bool:
        """Whether the rule has one."""
        return not self.reason


@attrs.frozen
class Generated:
    """The text of a function in two shapes, its constants, and what it speaks of.

    `plain` judges every rule that has a form; `guarded` leaves those whose bit is set in `S`. Both define
    `make(k0, k1, …)`, which gives the function. It takes `ARGUMENTS` and returns a list of tuples: the place
    of the rule, the number of its code, and what the code asks for (see `rows`).
    """

    plain: str
    guarded: str
    constants: tuple[object, ...]
    reach: Reach
    forms: tuple[Form, ...]


def generated_from_plan(plan: p.Plan, setting: Setting) -> Generated:
    """The function of a plan. `setting` has the plan's calendars; its case is not looked at."""
    writer = Writer(plan, setting)
    forms: list[Form] = []
    blocks: list[list[str]] = []
    needs: dict[int, frozenset[str]] = {}
    strict: set[int] = set()
    for place, rule in enumerate(plan.rules):
        writer.lines, writer.needs, writer.strict, writer.depth = [], set(), False, 0
        try:
            _rule_lines(writer, rule, place)
        except NoFormError as none:
            forms.append(Form(rule.name, none.reason))
            blocks.append([])
            continue
        forms.append(Form(rule.name))
        blocks.append(writer.lines)
        needs[place] = frozenset(writer.needs)
        if writer.strict:
            strict.add(place)
    reach = Reach(
        types=dict(writer.groups),
        roles=dict(writer.roles),
        roles_of={event: tuple(sorted(roles)) for event, roles in writer.roles_of.items()},
        rules=needs,
        strict=frozenset(strict),
        kinds={n: plan.rules[n].applies_to or "" for n in needs if plan.rules[n].applies_to is not None},
        cases=plan.vocabulary.cases,
        events=plan.vocabulary.events,
    )
    kinds = frozenset(reach.kinds)
    key_error, hand_over = writer.helper("KeyError"), writer.helper("hand_over")
    parts = [
        _Part(place, lines, place in kinds, f"except {key_error}:", f"{hand_over}(out, {place})")
        for place, lines in enumerate(blocks)
    ]
    return Generated(
        plain=_text(parts, writer, guarded=False),
        guarded=_text(parts, writer, guarded=True),
        constants=tuple(writer.names.values),
        reach=reach,
        forms=tuple(forms),
    )


def _rule_lines(writer: Writer, rule: p.RulePlan, place: int) -> None:
    match rule.body:
        case p.DemandBody() as body:
            demand_lines(writer, rule, body, place)
        case p.Ban() as body:
            ban_lines(writer, rule, body, place)
        case p.Precedence() as body:
            precedence_lines(writer, rule, body, place)
        case p.Ceiling() as body:
            ceiling_lines(writer, rule, body, place)
        case p.FourEyesBody() | p.NeverBothBody() | p.EdgeBody() as body:
            pattern_lines(writer, rule, body, place)
        case p.Upkeep():
            raise NoFormError("keep")
        case p.ChecklistBody():
            raise NoFormError("checklist")


@attrs.frozen
class _Part:
    """The lines of one rule, and what is said of it where it leaves what they cover."""

    place: int
    lines: list[str]
    has_kind: bool
    caught: str
    left: str


def _text(parts: list[_Part], writer: Writer, *, guarded: bool) -> str:
    names = ", ".join(f"k{place}" for place in range(len(writer.names.values)))
    unpacked = ", ".join(f"e{place}" for place in range(len(writer.groups)))
    lines = [f"def make({names}):", f" def run({ARGUMENTS}):", "  out = []", "  add = out.append"]
    if unpacked:
        lines.append(f"  ({unpacked},) = G")
    for part in parts:
        lines += _part_lines(part, guarded)
    lines += ["  return out", " return run", ""]
    return "\n".join(lines)


def _part_lines(part: _Part, guarded: bool) -> list[str]:
    leave = f"add(({part.place}, {LEAVE}))"
    if not part.lines:
        return [f"  {leave}"]
    tried = ["try:", *(f" {line}" for line in part.lines), part.caught, f" {part.left}"]
    heads = []
    if part.has_kind:
        heads.append((f"O & {1 << part.place}", f"add(({part.place}, {NUMBER['OTHER_KIND']}))"))
    if guarded:
        heads.append((f"S & {1 << part.place}", leave))
    if not heads:
        return [f"  {line}" for line in tried]
    found = []
    for n, (test, said) in enumerate(heads):
        found += [f"  {'elif' if n else 'if'} {test}:", f"   {said}"]
    return [*found, "  else:", *textwrap.indent("\n".join(tried), "   ").split("\n")]

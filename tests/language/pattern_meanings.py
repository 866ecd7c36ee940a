"""What each row of docs/patterns.md means on a finished trace, written from the catalogues alone.

A trace is a sequence of steps `(letter, x)`, one an hour. A meaning takes a trace and says whether it holds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

Step = tuple[str, int]
Trace = Sequence[Step]
Meaning = Callable[[Trace], bool]


def at(trace: Trace, letter: str) -> list[int]:
    """The places of a letter."""
    return [place for place, (name, _) in enumerate(trace) if name == letter]


def after(trace: Trace, letter: str, place: int) -> list[int]:
    """The places of a letter after a place."""
    return [each for each in at(trace, letter) if each > place]


def first(trace: Trace, letter: str) -> int | None:
    """The first place of a letter."""
    return next(iter(at(trace, letter)), None)


def windows(trace: Trace, *, closed: bool) -> list[tuple[int, int]]:
    """For each q the half-open stretch up to the next r (`closed`: only where r comes), q itself left out."""
    found = []
    for q in at(trace, "q"):
        ends = after(trace, "r", q)
        if ends or not closed:
            found.append((q + 1, ends[0] if ends else len(trace)))
    return found


def part(trace: Trace, low: int, high: int) -> Trace:
    """A stretch of the trace."""
    return trace[low:high]


def in_windows(holds: Meaning, *, closed: bool) -> Meaning:
    """The pattern in every window from a q to the next r."""
    return lambda trace: all(holds(part(trace, *window)) for window in windows(trace, closed=closed))


def after_first_q(holds: Meaning) -> Meaning:
    """The pattern after the first q."""

    def scoped(trace: Trace) -> bool:
        q = first(trace, "q")
        return q is None or holds(trace[q + 1 :])

    return scoped


def before_first_r(holds: Meaning, *, waits: bool = True) -> Meaning:
    """The pattern before the first r; without an r it holds if `waits`, else it is asked of the whole trace."""

    def scoped(trace: Trace) -> bool:
        r = first(trace, "r")
        if r is None:
            return waits or holds(trace)
        return holds(trace[:r])

    return scoped


def absent(trace: Trace) -> bool:
    return not at(trace, "p")


def exists(trace: Trace) -> bool:
    return bool(at(trace, "p"))


def bounded(trace: Trace) -> bool:
    return len(at(trace, "p")) <= 2


def preceded(trace: Trace) -> bool:
    """Every p has an s before it."""
    p, s = first(trace, "p"), first(trace, "s")
    return p is None or (s is not None and s < p)


def responded(trace: Trace) -> bool:
    """Every p has an s after it."""
    return all(after(trace, "s", p) for p in at(trace, "p"))


def universal(trace: Trace) -> bool:
    """The state is good at every step."""
    return all(x == 1 for _, x in trace)


def universal_in_windows(*, closed: bool) -> Meaning:
    """The state is good from every q, its own step included, up to the next r."""
    return lambda trace: all(universal(trace[low - 1 : high]) for low, high in windows(trace, closed=closed))


def universal_after_q(trace: Trace) -> bool:
    """The state is good from the first q on."""
    q = first(trace, "q")
    return q is None or universal(trace[q:])


def two_causes(trace: Trace) -> bool:
    """Before the first p there is an s followed by a t."""
    p = first(trace, "p")
    return p is None or any(s < t < p for s in at(trace, "s") for t in at(trace, "t"))


def two_effects(trace: Trace) -> bool:
    """If some s is followed by a t, then p came before the first s."""
    s, p = first(trace, "s"), first(trace, "p")
    if s is None or not after(trace, "t", s):
        return True
    # the breach is the t that comes while no p preceded the first s
    return p is not None and p < s


def two_responses(trace: Trace) -> bool:
    """After every p there is an s, and a t after it."""
    return all(any(after(trace, "t", s) for s in after(trace, "s", p)) for p in at(trace, "p"))


def two_stimuli(trace: Trace) -> bool:
    """After every s, the first t that follows it, if any does, has a p after it."""
    firsts = [after(trace, "t", s)[:1] for s in at(trace, "s")]
    return all(after(trace, "p", t) for found in firsts for t in found)


def alternate_response(trace: Trace) -> bool:
    """Between every p and the next one there is an s."""
    places = at(trace, "p")
    ends = [*places, len(trace)][1:]
    return all(any(p < s < end for s in at(trace, "s")) for p, end in zip(places, ends, strict=False))


def alternate_precedence(trace: Trace, cause: str = "s", effect: str = "p") -> bool:
    """Between every effect and the one before there is a cause."""
    places = at(trace, effect)
    starts = [-1, *places]
    return all(any(start < s < p for s in at(trace, cause)) for start, p in zip(starts, places, strict=False))


def next_is(trace: Trace, one: str, other: str) -> bool:
    """Every `one` is followed at once by `other`."""
    return all(place + 1 < len(trace) and trace[place + 1][0] == other for place in at(trace, one))


def just_before(trace: Trace, effect: str, cause: str) -> bool:
    """Every effect directly follows a cause."""
    return all(place > 0 and trace[place - 1][0] == cause for place in at(trace, effect))


def responded_existence(trace: Trace, one: str = "p", other: str = "s") -> bool:
    return not at(trace, one) or bool(at(trace, other))


def succession(trace: Trace) -> bool:
    """Every p has an s after it and every s a p before it."""
    s, p = first(trace, "s"), first(trace, "p")
    return responded(trace) and (s is None or (p is not None and p < s))


def timed(trace: Trace, hours: int, *, alternate: bool = False) -> bool:
    """Every p has an s after it within so many hours, and before the next p if `alternate`."""
    for p in at(trace, "p"):
        following = after(trace, "p", p)
        end = following[0] if alternate and following else len(trace)
        if not any(s - p <= hours and s < end for s in after(trace, "s", p)):
            return False
    return True


def x(trace: Trace, place: int) -> int:
    """The attribute of a step."""
    return trace[place][1]


MEANINGS: dict[str, Meaning] = {
    "absence.globally": absent,
    "absence.until": before_first_r(absent, waits=False),
    "absence.before": before_first_r(absent),
    "absence.after": after_first_q(absent),
    "absence.between": in_windows(absent, closed=True),
    "absence.after_until": in_windows(absent, closed=False),
    "existence.globally": exists,
    "existence.before": before_first_r(exists),
    "existence.after": after_first_q(exists),
    "existence.between": in_windows(exists, closed=True),
    "existence.after_until": in_windows(exists, closed=False),
    "universality.globally": universal,
    "universality.until": before_first_r(universal, waits=False),
    "universality.before": before_first_r(universal),
    "universality.after": universal_after_q,
    "universality.between": universal_in_windows(closed=True),
    "universality.after_until": universal_in_windows(closed=False),
    "bounded.globally": bounded,
    "bounded.until": before_first_r(bounded, waits=False),
    "bounded.before": before_first_r(bounded),
    "bounded.after": after_first_q(bounded),
    "bounded.between": in_windows(bounded, closed=True),
    "bounded.after_until": in_windows(bounded, closed=False),
    "precedence.globally": preceded,
    "precedence.until": before_first_r(preceded, waits=False),
    "precedence.before": before_first_r(preceded),
    "precedence.after": after_first_q(preceded),
    "precedence.between": in_windows(preceded, closed=True),
    "precedence.after_until": in_windows(preceded, closed=False),
    "response.globally": responded,
    "response.before": before_first_r(responded),
    "response.after": after_first_q(responded),
    "response.between": in_windows(responded, closed=True),
    "response.after_until": in_windows(responded, closed=False),
    "chain.two_causes": two_causes,
    "chain.two_effects": two_effects,
    "chain.two_responses": two_responses,
    "chain.two_stimuli": two_stimuli,
    "chain.two_causes_after": after_first_q(two_causes),
    "chain.two_causes_until": before_first_r(two_causes, waits=False),
    "chain.two_causes_before": before_first_r(two_causes),
    "chain.two_causes_between": in_windows(two_causes, closed=True),
    "chain.two_causes_after_until": in_windows(two_causes, closed=False),
    "chain.two_responses_before": before_first_r(two_responses),
    "chain.two_responses_between": in_windows(two_responses, closed=True),
    "chain.two_stimuli_before": before_first_r(two_stimuli),
    "chain.two_stimuli_after": after_first_q(two_stimuli),
    "chain.two_stimuli_between": in_windows(two_stimuli, closed=True),
    "chain.two_stimuli_after_until": in_windows(two_stimuli, closed=False),
    "chain.two_effects_until": before_first_r(two_effects, waits=False),
    "chain.two_effects_before": before_first_r(two_effects),
    "chain.two_effects_after": after_first_q(two_effects),
    "chain.two_effects_between": in_windows(two_effects, closed=True),
    "chain.two_effects_after_until": in_windows(two_effects, closed=False),
    "chain.two_responses_after": after_first_q(two_responses),
    "chain.two_responses_after_until": in_windows(two_responses, closed=False),
    "declare.existence2": lambda trace: len(at(trace, "p")) >= 2,
    "declare.exactly2": lambda trace: len(at(trace, "p")) == 2,
    "declare.init": lambda trace: trace[0][0] == "p",
    "declare.end": lambda trace: trace[-1][0] == "p",
    "declare.choice": lambda trace: bool(at(trace, "p") or at(trace, "s")),
    "declare.exclusive_choice": lambda trace: bool(at(trace, "p")) != bool(at(trace, "s")),
    "declare.responded_existence": responded_existence,
    "declare.co_existence": lambda trace: bool(at(trace, "p")) == bool(at(trace, "s")),
    "declare.alternate_response": alternate_response,
    "declare.chain_response": lambda trace: next_is(trace, "p", "s"),
    "declare.alternate_precedence": alternate_precedence,
    "declare.chain_precedence": lambda trace: just_before(trace, "p", "s"),
    "declare.succession": succession,
    "declare.alternate_succession": lambda trace: (
        alternate_response(trace) and alternate_precedence(trace, "p", "s")
    ),
    "declare.chain_succession": lambda trace: next_is(trace, "p", "s") and just_before(trace, "s", "p"),
    "declare.not_co_existence": lambda trace: not (at(trace, "p") and at(trace, "s")),
    "declare.not_response": lambda trace: not any(after(trace, "s", p) for p in at(trace, "p")),
    "declare.not_chain_response": lambda trace: all(
        p + 1 == len(trace) or trace[p + 1][0] != "s" for p in at(trace, "p")
    ),
    "timed.response": lambda trace: timed(trace, 2),
    "timed.alternate_response": lambda trace: timed(trace, 2, alternate=True),
    "timed.precedence": lambda trace: all(
        any(0 < p - s <= 2 for s in at(trace, "s")) for p in at(trace, "p")
    ),
    "timed.not_response": lambda trace: (
        not any(s - p <= 2 for p in at(trace, "p") for s in after(trace, "s", p))
    ),
    "data.activation": lambda trace: all(after(trace, "s", p) for p in at(trace, "p") if x(trace, p) == 1),
    "data.target": lambda trace: all(
        any(x(trace, s) == 1 for s in after(trace, "s", p)) for p in at(trace, "p")
    ),
    "data.correlation": lambda trace: all(
        any(x(trace, s) == x(trace, p) for s in after(trace, "s", p)) for p in at(trace, "p")
    ),
    "data.precedence_correlation": lambda trace: all(
        any(s < p and x(trace, s) == x(trace, p) for s in at(trace, "s")) for p in at(trace, "p")
    ),
    "data.not_response_correlation": lambda trace: (
        not any(x(trace, s) == x(trace, p) for p in at(trace, "p") for s in after(trace, "s", p))
    ),
}

"""What a generated function can say of one instance: each code stands for a verdict with its reason and flags."""

from __future__ import annotations

import enum

import attrs

from dutylang.assessment.model import Flag, Verdict


class Missed(enum.Enum):
    """Where the moment of a breach is found."""

    NOWHERE = "nowhere"
    DUE = "due"  # at the due, else at the close of the case
    ACT = "act"  # at the last act of the evidence


class Opened(enum.Enum):
    """Where the moment of opening, the trigger and the label of an instance are found."""

    OPENING = "opening"  # in the opening: an event, a period, or the case as a whole
    CLEAN = "clean"  # in the opening, under the label of a prohibition that was kept
    ACT = "act"  # opened by the opening, labelled by the forbidden act
    EVENT = "event"  # labelled by the case as a whole, opened and triggered by an event
    MOMENT = "moment"  # labelled by the case as a whole, opened at an event that is no trigger
    CASE = "case"  # labelled by the case as a whole, and opened at no moment
    PLAIN = "plain"  # in the opening, of which only label and, where given, its due are told
    NONE = "none"  # there is no instance


class Done(enum.Enum):
    """Which act did it."""

    NOTHING = "nothing"
    ACT = "act"  # the last act of the evidence
    OPENING = "opening"  # the event that the instance opened at


@attrs.frozen
class Code:
    """One way an instance can turn out. `is_bare`: nothing is said of who bears it."""

    verdict: Verdict
    reason: str
    flags: frozenset[Flag] = frozenset()
    missed: Missed = Missed.NOWHERE
    done: Done = Done.NOTHING
    opened: Opened = Opened.OPENING
    is_bare: bool = False


_OWED = frozenset({Flag.STILL_OWED})
_ONGOING = frozenset({Flag.ONGOING})
_V, _S, _N = Verdict.VIOLATED, Verdict.SATISFIED, Verdict.NOT_APPLICABLE
_E = Verdict.EXEMPT
_BY = Done.ACT


def _code(
    verdict: Verdict,
    reason: str,
    flags: frozenset[Flag] = frozenset(),
    missed: Missed = Missed.NOWHERE,
    *,
    done: Done = Done.NOTHING,
    opened: Opened = Opened.OPENING,
    bare: bool = False,
) -> Code:
    return Code(verdict, reason, flags, missed, done, opened, bare)


LEAVE = 0
"""The place of the code that hands a rule over to the reference."""

TABLE: tuple[tuple[str, Code], ...] = (
    ("LEAVE", _code(Verdict.UNKNOWN, "", opened=Opened.NONE)),
    # What an instance that does not exist says.
    ("NEVER_OPENED", _code(_N, "never_opened", opened=Opened.NONE)),
    ("NOT_IN_FORCE", _code(_N, "not_in_force", opened=Opened.NONE)),
    ("WHEN_FALSE", _code(_N, "when_false", opened=Opened.NONE)),
    ("TRIGGER_FALSE", _code(_N, "trigger_condition_false", opened=Opened.NONE)),
    ("NOT_FORBIDDEN", _code(_N, "not_forbidden", opened=Opened.NONE)),
    ("NOT_ACTIVATED", _code(_N, "not_activated", opened=Opened.NONE)),
    ("OTHER_KIND", _code(_N, "other_kind", opened=Opened.NONE)),
    # Demands.
    ("DONE_IN_TIME", _code(_S, "done_in_time", done=_BY)),
    ("DONE_IN_TIME_SO_FAR", _code(_S, "done_in_time", _ONGOING, done=_BY)),
    ("DONE", _code(_S, "done", done=_BY)),
    ("DONE_SO_FAR", _code(_S, "done", _ONGOING, done=_BY)),
    ("LATE", _code(Verdict.LATE, "done_late", frozenset(), Missed.DUE, done=_BY)),
    ("NOT_DONE", _code(_V, "not_done", frozenset(), Missed.DUE)),
    ("NOT_DONE_OWED", _code(_V, "not_done", _OWED, Missed.DUE)),
    ("AFTER_WINDOW", _code(_V, "done_after_window", frozenset(), Missed.DUE)),
    ("AFTER_WINDOW_OWED", _code(_V, "done_after_window", _OWED, Missed.DUE)),
    ("CLOSED_UNDONE", _code(_V, "closed_undone", frozenset(), Missed.DUE)),
    ("TOO_MANY", _code(_V, "too_many", frozenset(), Missed.ACT, done=_BY)),
    ("NOT_YET_DUE", _code(Verdict.PENDING, "not_yet_due")),
    ("WAITING", _code(Verdict.PENDING, "waiting")),
    ("ANCHOR_NEVER_CAME", _code(_N, "anchor_never_came")),
    ("WINDOW_NEVER_CLOSED", _code(_N, "window_never_closed")),
    ("DUE_BEFORE_SCOPE", _code(_N, "due_before_scope")),
    ("SCOPE_ENDED", _code(_E, "scope_ended")),
    ("EXCEPTION", _code(_E, "exception")),
    # Prohibitions: one instance for each forbidden act, or one that says that there was none.
    ("FORBIDDEN", _code(_V, "forbidden_act", frozenset(), Missed.ACT, done=_BY, opened=Opened.ACT)),
    ("FORBIDDEN_EXEMPT", _code(_E, "exception", done=_BY, opened=Opened.ACT)),
    ("NOTHING_FORBIDDEN", _code(_S, "nothing_forbidden", opened=Opened.CLEAN)),
    ("NOTHING_FORBIDDEN_SO_FAR", _code(_S, "nothing_forbidden", _ONGOING, opened=Opened.CLEAN)),
    # Precedence.
    ("NO_PRIOR", _code(_V, "no_prior", frozenset(), Missed.ACT, done=_BY)),
    ("NO_PRIOR_EXEMPT", _code(_E, "exception", done=_BY)),
    ("PRIOR_FOUND", _code(_S, "prior_found", done=_BY)),
    # Ceilings.
    ("WITHIN_CEILING", _code(_S, "within_ceiling")),
    ("WITHIN_CEILING_SO_FAR", _code(_S, "within_ceiling", _ONGOING)),
    ("CEILING_EXCEPTION", _code(_E, "exception", opened=Opened.PLAIN, bare=True)),
    # Patterns over the whole case.
    ("SAME_PERSON", _code(_V, "same_person_acted", frozenset(), Missed.ACT, done=_BY, opened=Opened.MOMENT,
                          bare=True)),
    ("DIFFERENT_PERSONS", _code(_S, "different_persons_acted", done=Done.OPENING, opened=Opened.MOMENT, bare=True)),
    ("BOTH", _code(_V, "both_happened", frozenset(), Missed.ACT, done=_BY, opened=Opened.EVENT, bare=True)),
    ("ONLY_ONE", _code(_S, "only_one_happened", opened=Opened.EVENT, bare=True)),
    ("ONLY_ONE_SO_FAR", _code(_S, "only_one_happened", _ONGOING, opened=Opened.EVENT, bare=True)),
    ("EDGE_MET", _code(_S, "edge_met", done=_BY, opened=Opened.MOMENT, bare=True)),
    ("EDGE_BROKEN", _code(_V, "edge_broken", frozenset(), Missed.ACT, done=_BY, opened=Opened.MOMENT,
                          bare=True)),
    ("EDGE_OPEN", _code(Verdict.PENDING, "case_open", opened=Opened.CASE, bare=True)),
)  # fmt: skip

CODES: tuple[Code, ...] = tuple(code for _, code in TABLE)
"""The codes by their number."""

NUMBER: dict[str, int] = {name: place for place, (name, _) in enumerate(TABLE)}
"""The number of each code, by its name."""

VERDICTS: tuple[Verdict, ...] = tuple(code.verdict for code in CODES)
"""The verdict of each code, by its number."""

RANKS: tuple[int, ...] = tuple(verdict.rank for verdict in VERDICTS)
"""The rank of each code's verdict: 0 is the gravest."""

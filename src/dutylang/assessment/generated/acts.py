"""Prohibitions, precedence and ceilings, as generated text: what is judged act by act."""

from __future__ import annotations

import attrs

from dutylang.assessment.generated.codes import NUMBER
from dutylang.assessment.generated.conditions import Place
from dutylang.assessment.generated.openings import Here, drop_block, force_block, open_loops
from dutylang.assessment.generated.tables import DueTable, counts_in_days, periods_of, rests_on_default
from dutylang.assessment.generated.unformed import NoFormError
from dutylang.assessment.generated.writing import Writer, candidate_block, check_match, exceptions_block
from dutylang.plan.deadlines import AfterLimit, LimitPlan
from dutylang.plan.model import Ban, Ceiling, Match, Precedence, RulePlan, Scope, TriggerKind
from dutylang.policy.typed import Typed

AT_ACT = Place(event="a", day="a[2]", us="a[3]", act=True)


def _is_whole(rule: RulePlan) -> bool:
    """Whether a rule speaks of the case as a whole: it has one opening, without an event."""
    return rule.trigger.kind is TriggerKind.SCOPE and rule.scope == Scope()


def _openings(writer: Writer, rule: RulePlan) -> None:
    """Sets `Q` to the openings of a rule: the event that opened each, and the one that ends its stretch."""
    trigger = rule.trigger
    if (
        trigger.kind not in (TriggerKind.SCOPE, TriggerKind.EACH, TriggerKind.FIRST)
        or trigger.where is not None
    ):
        raise NoFormError(f"trigger_{trigger.kind.value}")
    writer.strict = True
    writer.line("Q = []")

    def opened(here: Here) -> None:
        writer.line(f"Q.append(({here.event}, {here.end}))")

    open_loops(writer, rule, opened)


def _check(rule: RulePlan, match: Match) -> None:
    if rule.waits:
        raise NoFormError("judged_at_window_close")
    if rule.recorded_within is not None:
        raise NoFormError("recorded_within")
    if match.together is not None:
        raise NoFormError("together_with")
    check_match(match)


def _reach(writer: Writer, rule: RulePlan, why: str) -> None:
    """Skips an act on a day on which the rule is not in force."""
    tests = [f"a[2] < {rule.since.toordinal()}"]
    if rule.until is not None:
        tests.append(f"a[2] > {rule.until.toordinal()}")
    with writer.block(f"if {' or '.join(tests)}:"):
        writer.line(why)


def _excuses(writer: Writer, rule: RulePlan, match: Match) -> None:
    """Leaves where a permission may cover the act."""
    if any(set(each.match.events) & set(match.events) for each in rule.excuses):
        writer.line(writer.leave())


def _between(writer: Writer, rule: RulePlan, end: str) -> None:
    """Leaves a breach in a window between two events that has not closed."""
    if rule.scope.closed_only and rule.scope.start is not None:
        with writer.block(f"if {end} is None:"):
            writer.line(writer.leave())


def _days_table(writer: Writer, rule: RulePlan, limits: tuple[LimitPlan, ...]) -> str | None:
    """The table of the one deadline that counts whole days from the opening; None where there is none."""
    if not limits:
        return None
    limit = limits[0]
    if rule.suspensions or len(limits) > 1 or not isinstance(limit, AfterLimit) or limit.anchor is not None:
        raise NoFormError("limit")
    if not counts_in_days(limit, writer.setting) or rests_on_default(limit.period, writer.setting):
        raise NoFormError("limit")
    return writer.names.of(DueTable(limit, writer.setting))


# ---- prohibitions -------------------------------------------------------------------------------


def ban_lines(writer: Writer, rule: RulePlan, body: Ban, place: int) -> None:
    """The lines of a prohibition: a finding for each forbidden act, or one that says that there was none."""
    _check(rule, body.match)
    if body.match.same:
        raise NoFormError("same_without_trigger")
    table = _days_table(writer, rule, body.limits)
    writer.strict = True
    acts = writer.acts(body.match.events)
    if not _is_whole(rule):
        _openings(writer, rule)
    steady = _steady(writer, rule, body) if _is_whole(rule) else ""
    if not steady:
        _each_forbidden(writer, rule, body, place, acts, table)
        return
    # What the act does not change is asked once: where it is false, no act is looked at.
    with writer.block(f"if not ({steady}):"):
        writer.add(place, "WHEN_FALSE")
    with writer.block("else:"):
        bare = attrs.evolve(rule, when=None), attrs.evolve(body, when=None)
        _each_forbidden(writer, *bare, place, acts, table)


def _steady(writer: Writer, rule: RulePlan, body: Ban) -> str:
    """The conditions as one test, where none of them reads the act or its day; else empty."""
    tests = []
    for condition in (rule.when, body.when):
        if condition is not None:
            at_act = writer.condition(condition, AT_ACT)
            try:
                if writer.condition(condition, Place(day="D", us="N")) != at_act:
                    return ""
            except NoFormError:
                return ""
            tests.append(at_act)
    return " and ".join(tests)


def _each_forbidden(
    writer: Writer, rule: RulePlan, body: Ban, place: int, acts: str, table: str | None
) -> None:
    writer.line("f = 0")
    with writer.block(f"for a in {acts}:"):
        _reach(writer, rule, "continue")
        if _is_whole(rule):
            _within(writer, table, "B")
            _forbidden(writer, rule, body, place, "continue")
        else:
            with writer.block("for t, x in Q:"):
                with writer.block("if t is not None and a[0] <= t[0] or x is not None and a[0] >= x[0]:"):
                    writer.line("continue")
                _within(writer, table, "(B if t is None else t[2])")
                _forbidden(writer, rule, body, place, "break")
    with writer.block("if not f:"):
        _clean(writer, rule, body, place)


def _within(writer: Writer, table: str | None, day: str) -> None:
    """Skips an act after the end of a prohibition that has a deadline."""
    if table is not None:
        with writer.block(f"if a[2] > {table}[{day}]:"):
            writer.line("continue")


def _forbidden(writer: Writer, rule: RulePlan, body: Ban, place: int, done: str) -> None:
    """Judges one act under one opening; the first opening that forbids it counts."""
    opening = "None" if _is_whole(rule) else "t"
    for condition in (rule.when, body.when):
        if condition is not None:
            with writer.block(f"if not {writer.condition(condition, AT_ACT)}:"):
                writer.line("continue")
    candidate_block(writer, body.match, "a", None, None)
    writer.line("f = 1")
    _excuses(writer, rule, body.match)
    exceptions_block(writer, rule, AT_ACT)
    if body.unless is not None:
        with writer.block(f"if {writer.condition(body.unless, AT_ACT)}:"):
            writer.add(place, "FORBIDDEN_EXEMPT", opening, "None", "a")
            writer.line(done)
    if body.levels:
        writer.line(writer.leave())  # what hangs on a breach is left to the reference
        return
    _between(writer, rule, "x")
    writer.add(place, "FORBIDDEN", opening, "None", "a")
    writer.line(done)


def _clean(writer: Writer, rule: RulePlan, body: Ban, place: int) -> None:
    """Nothing forbidden was done so far. Conditions are read at the as-of moment, where there is no act."""
    tests = []
    for condition in (rule.when, body.when):
        try:
            tests += [] if condition is None else [writer.condition(condition, Place(day="D", us="N"))]
        except NoFormError:
            writer.line(writer.leave())
            return
    in_force = f"{rule.since.toordinal()} <= D"
    in_force += "" if rule.until is None else f" and B <= {rule.until.toordinal()}"
    if tests:
        with writer.block(f"if not ({' and '.join(tests)}):"):
            writer.add(place, "WHEN_FALSE")
    nothing = f"not ({in_force})" if _is_whole(rule) else f"not Q or not ({in_force})"
    with writer.block(f"{'elif' if tests else 'if'} {nothing}:"):
        writer.add(place, "NOT_FORBIDDEN")
    with writer.block("else:"):
        over = "C is not None" + ("" if rule.until is None else f" or D > {rule.until.toordinal()}")
        if not _is_whole(rule):
            with writer.block("for t, x in Q:"), writer.block("if x is None and C is None:"):
                writer.line("break")
            over += " or x is not None"
        so_far, whole = NUMBER["NOTHING_FORBIDDEN_SO_FAR"], NUMBER["NOTHING_FORBIDDEN"]
        opening = "None" if _is_whole(rule) else "t"
        writer.add(place, f"({whole} if {over} else {so_far})", opening, "None", "None")


# ---- precedence ---------------------------------------------------------------------------------


def precedence_lines(writer: Writer, rule: RulePlan, body: Precedence, place: int) -> None:
    """The lines of a rule by which an act needs another one before it."""
    _check(rule, body.match)
    if body.directly:
        raise NoFormError("next_event")
    if body.match.same:
        raise NoFormError("same_without_trigger")
    writer.strict = True
    acts, priors = writer.acts(body.match.events), writer.events(body.prior)
    if not _is_whole(rule):
        _openings(writer, rule)
    dropped = f"z = z and {NUMBER['NOT_FORBIDDEN']}; continue"
    writer.line(f"z = {NUMBER['NEVER_OPENED']}; m = None")
    with writer.block(f"for a in {acts}:"):
        if body.own_prior:
            writer.line("j = m; m = a")
        _reach(writer, rule, "continue")
        if not _is_whole(rule):
            writer.line("u = 0")
            inside = "if (t is None or a[0] > t[0]) and (x is None or a[0] < x[0]):"
            with writer.block("for t, x in Q:"), writer.block(inside):
                writer.line("i = t; n = x; u = 1")  # of several openings the latest counts
            with writer.block("if not u:"):
                writer.line(dropped)
        _preceded(writer, rule, body, place, priors, dropped)
    with writer.block("if z:"):
        writer.add(place, "z")


def _preceded(
    writer: Writer, rule: RulePlan, body: Precedence, place: int, priors: str, dropped: str
) -> None:
    candidate_block(writer, body.match, "a", None, None, dropped)
    for condition in (rule.when, body.when):
        if condition is not None:
            with writer.block(f"if not {writer.condition(condition, AT_ACT)}:"):
                writer.line(dropped)
    with writer.block(f"for e in {priors}:"):
        tests = ["e[0] >= a[0]"]
        if not rule.already_counts and not _is_whole(rule):
            tests.append("i is not None and e[0] <= i[0]")
        tests += ["j is not None and e[0] < j[0]"] if body.own_prior else []
        if body.within is not None:
            if len(periods_of(body.within.period, writer.setting)) > 1:
                raise NoFormError("limit")
            table = _days_table(writer, rule, (attrs.evolve(body.within, anchor=None),))
            tests.append(f"a[2] > {table}[e[2]]")
        tests += _unlike(writer, body)
        with writer.block(f"if {' or '.join(tests)}:"):
            writer.line("continue")
        if body.prior_where is not None:
            one = len(body.match.events) == 1
            at_prior = Place("e", "a", body.match.events[0] if one else None, "e[2]", "e[3]")
            with writer.block(f"if not {writer.condition(body.prior_where, at_prior)}:"):
                writer.line("continue")
        writer.line("z = 0")
        writer.add(place, "PRIOR_FOUND", "a", "None", "(e, a)")
        writer.line("break")
    with writer.block("else:"):
        _excuses(writer, rule, body.match)
        exceptions_block(writer, rule, AT_ACT)
        writer.line("z = 0")
        if body.unless is not None:
            with writer.block(f"if {writer.condition(body.unless, AT_ACT)}:"):
                writer.add(place, "NO_PRIOR_EXEMPT", "a", "None", "a")
                writer.line("continue")
        _between(writer, rule, "n")
        writer.add(place, "NO_PRIOR", "a", "None", "a")


def _unlike(writer: Writer, body: Precedence) -> list[str]:
    """That an attribute of the earlier event is another than that of the act."""
    found = []
    for attribute in body.same:
        shapes = [writer.plan.vocabulary.events[name] for name in (*body.match.events, body.prior)]
        types = {shape.fields[attribute].type for shape in shapes if attribute in shape.fields}
        if len(types) != 1:
            raise NoFormError("same_attribute")
        key = writer.names.of(attribute)
        found.append(f"e[6][{key}] != a[6][{key}]")
    return found


# ---- ceilings -----------------------------------------------------------------------------------


def ceiling_lines(writer: Writer, rule: RulePlan, body: Ceiling, place: int) -> None:
    """The lines of a rule that allows so many acts at most."""
    _check(rule, body.match)
    if rule.trigger.kind is TriggerKind.PERIODS:
        raise NoFormError("trigger_periods")
    if body.advisory and body.unless is not None:
        raise NoFormError("advisory_exception")
    table = _days_table(writer, rule, body.limits)
    writer.line(f"z = {NUMBER['NEVER_OPENED']}")
    open_loops(writer, rule, lambda here: _counted(writer, rule, body, here, table, place))
    with writer.block("if z:"):
        writer.add(place, "z")


def _dropped(writer: Writer, rule: RulePlan, conditions: tuple[Typed | None, ...], here: Here) -> None:
    force_block(writer, rule, here.day)
    if rule.trigger.kind is TriggerKind.EACH and rule.trigger.where is not None:
        drop_block(writer, writer.condition(rule.trigger.where, here.place), NUMBER["TRIGGER_FALSE"])
    for condition in conditions:
        if condition is not None:
            drop_block(writer, writer.condition(condition, here.place), NUMBER["WHEN_FALSE"])
    exceptions_block(writer, rule, here.place)
    writer.line("z = 0")


def _counted(
    writer: Writer, rule: RulePlan, body: Ceiling, here: Here, table: str | None, place: int
) -> None:
    maximum = body.match.maximum or 0
    _dropped(writer, rule, (rule.when, body.when), here)
    if body.unless is not None:
        at_opening = attrs.evolve(here.place, until_day="D")
        with writer.block(f"if {writer.condition(body.unless, at_opening)}:"):
            writer.add(place, "CEILING_EXCEPTION", here.told, "None", "None")
            writer.line("continue")
    writer.line("w = []")
    with writer.block(f"for a in {writer.acts(body.match.events)}:"):
        tests = [] if here.event is None else [f"a[1] < {here.event}[0]"]
        if here.end is not None:
            tests.append(f"{here.end} is not None and a[0] >= {here.end}[0]")
        if table is not None:
            tests.append(f"a[2] > {table}[{here.day}]")
        if tests:
            with writer.block(f"if {' or '.join(tests)}:"):
                writer.line("continue")
        candidate_block(writer, body.match, "a", here.event, here.event_type)
        writer.line("w.append(a)")
    with writer.block(f"if len(w) > {maximum}:"):
        _between(writer, rule, here.end or "None")
        writer.add(place, "TOO_MANY", here.told, "None", f"tuple(w[:{maximum + 1}])")
    with writer.block("else:"):
        over = "C is not None" + ("" if here.end is None else f" or {here.end} is not None")
        codes = NUMBER["WITHIN_CEILING"], NUMBER["WITHIN_CEILING_SO_FAR"]
        writer.add(
            place, f"({codes[0]} if {over} else {codes[1]})", here.told, "None", f"tuple(w[:{maximum}])"
        )

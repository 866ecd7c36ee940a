"""Whether an act meets a demand, as generated text: which acts count, and which of them are in time."""

from __future__ import annotations

from contextlib import nullcontext

import attrs

from dutylang.assessment.generated.codes import NUMBER
from dutylang.assessment.generated.conditions import Place
from dutylang.assessment.generated.instances import Due
from dutylang.assessment.generated.unformed import NoFormError
from dutylang.assessment.generated.unmet import Unmet
from dutylang.assessment.generated.writing import candidate_block, tests_events


@attrs.frozen
class Performing(Unmet):
    """Lines for an instance whose due is known."""

    def _judged(self, due: Due) -> None:
        writer, demand = self.writer, self.demand
        if demand.unless is not None:
            self._unless(due)
        match = demand.match
        single = self._is_single
        writer.line("w = None" if single else "v = []; w = []")
        with writer.block(f"for a in {writer.acts(match.events)}:"):
            self._candidate(due)
            in_time = self._in_time(due)
            if single:
                self._single(due, in_time)
            else:
                writer.line("w.append(a)")
                if in_time:
                    with writer.block(f"if {in_time}:"):
                        writer.line("v.append(a)")
        if single:
            with writer.block("else:"):
                self._missed(due)
        else:
            self._several(due)

    def _unless(self, due: Due) -> None:
        """Exempt by its exception, for which events count until the due."""
        writer, here, unless = self.writer, self.here, self.demand.unless
        if unless is None:
            return
        until, until_us = "D", "None"
        if due.us is not None:
            if tests_events(unless, writer.plan):
                raise NoFormError("unless_on_clock")
        elif due.day is not None:
            until = due.day
        elif due.before is not None:
            until, until_us = f"{due.before}[2]", f"{due.before}[3]"
        place = attrs.evolve(here.place, until_day=until, until_us=until_us)
        with writer.block(f"if {writer.condition(unless, place)}:"):
            writer.add(self.place, "EXCEPTION", here.told, due.told, "None", *self._more(due))
            writer.line("continue")

    def _candidate(self, due: Due) -> None:
        writer, here, match = self.writer, self.here, self.demand.match
        event = here.event
        if event is not None:
            tests = [] if self.rule.already_counts else [f"a[1] < {event}[0]"]
            tests += [f"a is {event}"] if here.event_type in match.events else []
            if here.maybe:
                inclusive = f"a[2] < {here.day}"
                known = " or ".join(tests) or "False"
                tests = [f"({known}) if {event} is not None else {inclusive}"]
            self._skip_if(tests)
        elif here.period is not None:
            self._skip_if([f"a[2] < {here.day}"])
        if here.period is not None:
            first, last, _ = here.period
            bound = last if due.day is None else f"({last} if {last} > d else d)"
            self._skip_if([f"not {first} <= a[2] <= {bound}"])
        if self._window_end is not None and self._window_end != due.before:
            end = self._window_end
            self._skip_if([f"{end} is not None and (a is {end} or a[0] > {end}[1])"])
        elif self._window_end is not None:
            self._skip_if([f"a is {self._window_end} or a[0] > {self._window_end}[1]"])
        subject = None if here.maybe else event
        candidate_block(writer, match, "a", subject, here.event_type)
        if due.us is not None:
            with writer.block("if a[3] is None:"):
                writer.line(writer.leave())

    def _skip_if(self, tests: list[str]) -> None:
        if tests:
            with self.writer.block(f"if {' or '.join(tests)}:"):
                self.writer.line("continue")

    def _in_time(self, due: Due) -> str:
        tests = []
        if due.before is not None:
            tests.append(f"a is not {due.before} and a[0] <= {due.before}[1]")
        if due.day is not None:
            tests.append(f"a[2] <= {due.day}")
        if due.us is not None:
            tests.append(f"a[3] {'<' if due.strict else '<='} {due.us}")
        return " and ".join(tests)

    def _single(self, due: Due, in_time: str) -> None:
        """One act is enough: the first in time, else the first."""
        writer = self.writer
        done = "DONE" if due.is_open else "DONE_IN_TIME"
        if not in_time:
            writer.add(self.place, done, self.here.told, due.told, "a", *self._more(due))
            writer.line("break")
            return
        with writer.block(f"if {in_time}:"):
            writer.add(self.place, done, self.here.told, due.told, "a", *self._more(due))
            writer.line("break")
        with writer.block("if w is None:"):
            writer.line("w = a")

    def _several(self, due: Due) -> None:
        writer, match, told = self.writer, self.demand.match, self.here.told
        head = "if"
        if not self._in_time(due):
            writer.line("v = w")
        if match.maximum is not None:
            with writer.block(f"if len(v) > {match.maximum}:"):
                acts = f"tuple(v[:{match.maximum + 1}])"
                if not self._leaves_breach():
                    writer.add(self.place, "TOO_MANY", told, due.told, acts, *self._more(due))
            head = "elif"
        with writer.block("else:") if head == "elif" else nullcontext():
            self._enough(due)

    def _enough(self, due: Due) -> None:
        """Whether the acts in time, `v`, are enough; if not, whether all acts, `w`, are."""
        writer, match, told = self.writer, self.demand.match, self.here.told
        self._chosen("v")
        with writer.block("if c is not None:"):
            done = "DONE" if due.is_open else "DONE_IN_TIME"
            if match.maximum is not None:
                so_far, whole = NUMBER[f"{done}_SO_FAR"], NUMBER[done]
                done = str(whole)
                if due.before is None:
                    done = f"({whole} if {self._is_missed(due)} else {so_far})"
            writer.add(self.place, done, told, due.told, "c", *self._more(due))
        with writer.block("else:"):
            self._chosen("w")
            writer.line("w = c")
            self._missed(due)

    def _chosen(self, acts: str) -> None:
        """Sets `c` to the earliest of some acts that together perform the demand, or to None."""
        writer, match, here = self.writer, self.demand.match, self.here
        if match.together is None:
            enough = f"len({acts}) >= {match.minimum}"
            writer.line(f"c = tuple({acts}[:{match.minimum}]) if {enough} else None")
            return
        writer.line("c = None; n = 0; m = None")
        with writer.block(f"for a in {acts}:"):
            writer.line(f"n += 1; m = {writer.helper('joined')}(m, a)")
            subject = None if here.maybe else here.event
            place = Place("m", subject, here.event_type, "a[2]", "a[3]")
            with writer.block(f"if {writer.condition(match.together, place)}:"):
                writer.line(f"c = tuple({acts}[:n])")
                writer.line("break")

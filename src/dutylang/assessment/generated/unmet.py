"""What becomes of a demand that was not met in time, as generated text: pending, late or broken."""

from __future__ import annotations

import attrs

from dutylang.assessment.generated.codes import NUMBER
from dutylang.assessment.generated.instances import Due, Instance


@attrs.frozen
class Unmet(Instance):
    """Lines for an instance that no act met in time: `w` are the acts, or the act, that met it late."""

    def _missed(self, due: Due) -> None:
        writer, told, more = self.writer, self.here.told, self._more(due)
        if self.here.period is not None:
            ended = f"{self.here.end} is not None" if self.here.end is not None else "False"
            self._part_last(due, ended)
            return
        if due.before is not None:
            self._broken(due)
            return
        if due.waiting:
            self._pending(due, told, more)
            return
        with writer.block(f"if {self._is_missed(due)}:"):
            self._broken(due)
        with writer.block("else:"):
            self._pending(due, told, more)

    def _pending(self, due: Due, told: str, more: tuple[str, ...]) -> None:
        writer = self.writer
        pending = "WAITING" if due.waiting else "NOT_YET_DUE"
        closed = "ANCHOR_NEVER_CAME" if due.waiting else ""
        if not closed and self.rule.scope.closed_only:
            closed = "WINDOW_NEVER_CLOSED"
        if not closed:
            writer.add(self.place, pending, told, due.told, "None", *more)
            return
        never = "C is not None"
        if not due.waiting and self.here.end is not None:
            never += f" and {self.here.end} is None"
        with writer.block(f"if {never}:"):
            writer.add(self.place, closed, told, due.told, "None", *more)
        with writer.block("else:"):
            writer.add(self.place, pending, told, due.told, "None", *more)

    def _broken(self, due: Due) -> None:
        if self._leaves_breach():
            return
        writer, told, more = self.writer, self.here.told, self._more(due)
        if due.is_open:
            code = "CLOSED_UNDONE"
            if self.rule.scope.closed_only and self.here.end is not None:
                # No due can be open in a stretch that has ended, unless an event opened the instance in it.
                never, undone = NUMBER["WINDOW_NEVER_CLOSED"], NUMBER[code]
                code = f"({never} if {self.here.end} is None else {undone})"
            writer.add(self.place, code, told, due.told, "None", *more)
            return
        if self._is_over(due):
            code = f"({NUMBER['NOT_DONE']} if w is None else {NUMBER['AFTER_WINDOW']})"
            writer.add(self.place, code, told, due.told, "None", *more)
            return
        late = f"w is not None and (C is None or {writer.helper('not_after')}({self._last}, C))"
        with writer.block(f"if {late}:"):
            writer.add(self.place, "LATE", told, due.told, "w", *more)
        with writer.block("else:"):
            owed = "C is None"
            if self._window_end is not None:
                owed += f" and {self._window_end} is None"
            codes = [
                NUMBER[name] for name in ("NOT_DONE_OWED", "NOT_DONE", "AFTER_WINDOW_OWED", "AFTER_WINDOW")
            ]
            code = (
                f"(({codes[0]} if {owed} else {codes[1]}) if w is None "
                f"else ({codes[2]} if {owed} else {codes[3]}))"
            )
            writer.add(self.place, code, told, due.told, "None", *more)

    def _part_last(self, due: Due, ended: str) -> None:
        """Of a period cut short by the end of its scope, exempt; else violated once it is over."""
        writer, told, more = self.writer, self.here.told, self._more(due)
        _, _, cut = self.here.period or ("", "", "")
        if due.before is not None:
            writer.add(self.place, "SCOPE_ENDED", told, due.told, "None", *more)
            return
        bound = "(C if C is not None else (d, None))"
        if self.here.end is not None:
            bound = f"(({self.here.end}[2], None) if {ended} else {bound})"
        with writer.block(f"if {cut} and {bound}[0] <= d:"):
            writer.add(self.place, "SCOPE_ENDED", told, due.told, "None", *more)
        with writer.block("elif d <= P:"):
            if not self._leaves_breach():
                code = f"({NUMBER['NOT_DONE']} if w is None else {NUMBER['AFTER_WINDOW']})"
                writer.add(self.place, code, told, due.told, "None", *more)
        with writer.block("else:"):
            writer.add(self.place, "NOT_YET_DUE", told, due.told, "None", *more)

"""A rule or a parameter in words, out of texts that may not check: what `duty doc` would say of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

import attrs

from dutylang.calendars import CONVENTIONS
from dutylang.diagnostics import catalogue
from dutylang.lsp.analysis import Analysis
from dutylang.policy.walk import nodes
from dutylang.reports.names import Names
from dutylang.reports.policy_doc.model import Task, plain
from dutylang.reports.policy_doc.prose import Teller, prose_words
from dutylang.reports.policy_doc.tasks import tasks_of_duty
from dutylang.syntax import ast


@attrs.frozen(eq=False)
class Speaker:
    """Says the parts of one policy in one tongue."""

    analysis: Analysis
    tongue: str

    def text(self, key: str, /, **args: object) -> str:
        """A text of the language server's words."""
        return catalogue.text(f"lsp.{key}", self.tongue, **args)

    def label(self, name: str) -> str:
        """The label of a name, else the name with its words apart."""
        return self.teller.label(name)

    @property
    def teller(self) -> Teller:
        """The words of the document of this policy."""
        index = self.analysis.index
        cases = frozenset(name for name, shape in index.shapes.items() if isinstance(shape, ast.Case))
        names = Names(self.tongue, ZoneInfo("UTC"), index.labels)
        return Teller(
            names, prose_words(self.tongue, cases), {}, {}, frozenset(index.roles), index.parameters
        )

    def tasks(self, duty: ast.Duty) -> list[Task]:
        """What a duty asks of whom and until when, one task for each obligation."""
        written = [each.counting for each in nodes(duty) if isinstance(each, ast.Settings)]
        unknown = any(each is not None and each not in CONVENTIONS for each in written)
        if duty.kind is ast.RuleKind.PERMISSION or unknown:
            return []
        return tasks_of_duty(duty, self.above, (), self.teller, self.settings)

    @property
    def above(self) -> Mapping[str, str | None]:
        """By role the one that it reports to; roles that report in a circle report to nobody."""
        found = {
            name: role.reports_to.text if role.reports_to is not None else None
            for name, role in self.analysis.index.roles.items()
        }
        return {name: above if _ends(name, found) else None for name, above in found.items()}

    @property
    def settings(self) -> ast.Settings:
        """How periods are counted where a rule does not say it."""
        head = self.head
        if head is None:
            return ast.Settings()
        return ast.Settings(head.counting if head.counting in CONVENTIONS else None, head.calendar)

    @property
    def head(self) -> ast.PolicyHead | None:
        """The head of the policy."""
        for parsed in self.analysis.texts.values():
            for reading, _ in self.analysis.readings(parsed):
                for item in reading.document.items:
                    if isinstance(item, ast.PolicyHead):
                        return item
            return None
        return None

    def values(self, name: str) -> Sequence[str]:
        """The values of a parameter, each with the days of its version."""
        teller = self.teller
        return teller.values(name) if name in teller.parameters else ()


def words_of_task(task: Task, speaker: Speaker) -> str:
    """A task as a list of who, what, when and until when, in Markdown."""
    told = [
        ("bearer", plain(task.bearer)),
        ("act", plain(task.act)),
        ("trigger", plain(task.trigger)),
        ("deadline", plain(task.deadline)),
        ("counting", task.counting),
        ("escalates", plain(task.escalates)),
    ]
    return "\n".join(
        speaker.text(f"hover.{key}", text=escaped(words)) for key, words in told if words not in ("", "—")
    )


def escaped(words: str) -> str:
    """Words of a policy as Markdown shows them unchanged, on one line."""
    return "".join(f"\\{sign}" if sign in "\\`*_{}[]<>#|~" else sign for sign in " ".join(words.split()))


def _ends(name: str, above: Mapping[str, str | None]) -> bool:
    seen: set[str] = set()
    current: str | None = name
    while current is not None and current not in seen:
        seen.add(current)
        current = above.get(current)
    return current is None

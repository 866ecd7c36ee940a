"""The headings and column heads that both forms of the document share."""

from __future__ import annotations

import attrs

from dutylang.diagnostics import catalogue
from dutylang.reports.policy_doc.model import Task, Text

COLUMNS = ("duty", "bearer", "act", "trigger", "deadline", "escalates", "article")
"""The columns of the responsibility table; by role it stands without the one who bears the duty."""
COLUMNS_BY_ROLE = tuple(column for column in COLUMNS if column != "bearer")


@attrs.frozen(eq=False)
class Headings:
    """The catalogue's words of a document in one tongue."""

    tongue: str

    def text(self, key: str) -> str:
        """A text of the document, without arguments."""
        return catalogue.text(f"doc.{key}", self.tongue)

    def counted(self, task: Task) -> str:
        """How the deadline of a task is counted, or nothing."""
        return catalogue.text("doc.counted", self.tongue, counting=task.counting) if task.counting else ""

    def columns(self, names: tuple[str, ...] = COLUMNS) -> list[tuple[str, str]]:
        """Each column of the responsibility table with its head."""
        return [(name, self.text(f"column.{name}")) for name in names]

    @property
    def by_role(self) -> list[tuple[str, str]]:
        """The columns of the tables by role."""
        return self.columns(COLUMNS_BY_ROLE)

    @staticmethod
    def cell(task: Task, column: str) -> Text:
        """What stands in a column."""
        found: Text = getattr(task, column)
        return found

    @property
    def colon(self) -> str:
        """What stands between a term and its text."""
        return catalogue.text("doc.colon", self.tongue)


def headings_of(tongue: str) -> Headings:
    """The headings in a tongue."""
    return Headings(tongue)

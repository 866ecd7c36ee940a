"""Diagnostics of policies in the forms that terminals and pipelines read: one text for all that was looked at."""

from __future__ import annotations

from collections.abc import Sequence

from dutylang.diagnostics.formats.model import Checked, in_text_order

FORMATS = ("human", "json", "sarif", "github", "junit")
"""Source lines with carets; JSON values; SARIF 2.1.0; workflow commands of GitHub; JUnit XML."""

__all__ = ["FORMATS", "Checked", "in_text_order", "written"]


def written(
    checked: Sequence[Checked], form: str, tongue: str, *, command: str = "duty check", color: bool = False
) -> str:
    """What was found, in one of `FORMATS`, without a last line end; `command` names the run where a form does.

    Every form holds every problem, in the order of the policies and of their texts. KeyError for another form.
    """
    match form:
        case "human":
            from dutylang.diagnostics.formats.human import human

            return human(checked, tongue, color=color)
        case "json":
            from dutylang.diagnostics.formats.as_json import as_json

            return as_json(checked, tongue)
        case "sarif":
            from dutylang.diagnostics.formats.as_sarif import as_sarif

            return as_sarif(checked, tongue)
        case "github":
            from dutylang.diagnostics.formats.github import github

            return github(checked, tongue)
        case "junit":
            from dutylang.diagnostics.formats.junit import junit

            return junit(checked, tongue, command)
        case _:
            raise KeyError(form)

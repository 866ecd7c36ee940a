"""`duty test --suggest`: the scenarios that are missing, as policy text on standard output, all else beside it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from dutylang.cli.people import names_of_policy
from dutylang.cli.spoken import Session

if TYPE_CHECKING:
    from dutylang.assessment.coverage import Watch, Way
    from dutylang.assessment.suggestions import Suggested
    from dutylang.pipeline import Loaded
    from dutylang.reports.scenarios.as_policy import Page, Written


@attrs.frozen(eq=False)
class Suggestions:
    """What was found, and how it is written."""

    found: Suggested
    written: tuple[Written, ...]
    page: Page
    uses: tuple[str, ...]


def suggestions_of(
    loaded: Loaded, root: Path, watch: Watch, ways: Sequence[frozenset[Way]], session: Session
) -> Suggestions:
    """Scenarios for what the watch has not seen; `ways` are what each scenario of the policy shows.

    `root` is the path of the policy: of one in several texts the suggestions say from there which they use.
    """
    from dutylang.assessment.suggestions import suggested
    from dutylang.reports.scenarios.as_policy import Page, use_lines, written_suggestions
    from dutylang.syntax.written_names import known_names

    policy = loaded.policy
    missing = sum(len(each.missing) for each in watch.coverage().uncovered)
    if missing and session.paints(sys.stderr):
        session.tell(session.text("testing.suggest.searching", count=missing))
    found = suggested(policy, loaded.plan, policy.scenarios, watch, loaded.calendars, ways)
    clauses = {(each.clause.span, each.clause.kind): each.clause for each in watch.coverage().clauses}
    known = known_names(document for _, document in loaded.texts.documents)
    page = Page(names_of_policy(loaded, session.tongue), known, clauses)
    texts = [(_path(source.name, root), document) for source, document in loaded.texts.documents]
    uses = use_lines(found, texts, page) if len(texts) > 1 else ()
    titles = [scenario.title for scenario in policy.scenarios]
    return Suggestions(found, written_suggestions(found, titles, page), page, uses)


def _path(name: str, root: Path) -> str:
    """The path of a text from the folder of the policy."""
    folder = root if root.is_dir() else root.parent
    return Path(name).resolve().relative_to(folder.resolve()).as_posix()


def tell_suggestions(told: Suggestions, session: Session) -> None:
    """The text on standard output; how much of what is missing it shows on standard error."""
    from dutylang.reports.scenarios.as_policy import comment_mark, unsolved_words

    found = told.found
    if not found.wanted:
        session.tell(session.text("testing.suggest.complete"))
        return
    mark = comment_mark(session.tongue)
    if told.written:
        session.say(mark + session.text("testing.suggest.head"))
        session.say(mark + session.text("testing.suggest.head_more"))
        for line in told.uses:
            session.say(line)
    for each in told.written:
        session.say("\n" + each.text.rstrip("\n"))
    if found.unsolved:
        session.say("\n" + mark + session.text("testing.suggest.unsolved"))
        for covered in found.unsolved:
            session.say(f"{mark}  {unsolved_words(covered, told.page)}")
    counts = {"solved": found.solved, "wanted": found.wanted, "count": len(told.written)}
    session.tell(session.text("testing.suggest.summary", **counts))


def suggestions_json(told: Suggestions) -> dict[str, object]:
    """The suggestions as plain JSON values: the text of each, what it shows, what was found."""
    from dutylang.reports.scenarios.as_policy import unsolved_words

    return {
        "use": list(told.uses),
        "wanted": told.found.wanted,
        "solved": told.found.solved,
        "scenarios": [
            {"title": each.title, "text": each.text, "shows": list(each.shows), "found": list(each.found)}
            for each in told.written
        ],
        "unsolved": [unsolved_words(each, told.page) for each in told.found.unsolved],
    }

"""The duties of a case that were met, a line each: they are many, and nobody has to act on them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import attrs

from dutylang.assessment.model import Finding, Verdict
from dutylang.cases.record import BEGINNING
from dutylang.reports.names import Names
from dutylang.reports.story import level_words, verdict_words

GAP = " · "


@attrs.frozen
class MetView:
    """The findings of a duty that were satisfied, in a line: who met it, and when and by which events.

    `persons` and `article_key` are keys for the filters.
    """

    duty: str
    told: str
    article_title: str
    article_key: str
    verdict: Verdict
    persons: tuple[str, ...]
    count: int


def met_views(findings: Iterable[Finding], names: Names) -> tuple[MetView, ...]:
    """The satisfied findings of a case by duty, in the order in which they come."""
    groups: dict[tuple[str, str, bool], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.rule, finding.article, finding.advisory), []).append(finding)
    return tuple(_view(group, names) for group in groups.values())


def _view(group: Sequence[Finding], names: Names) -> MetView:
    first = group[0]
    shared = len({each.persons for each in group}) == 1
    told = [
        names.article(first.article),
        verdict_words(first, names) if first.advisory else "",
        names.joined(first.persons) if shared else "",
        names.text("report.semicolon").join(_instances(group, names, with_persons=not shared)),
    ]
    return MetView(
        duty=names.name(first.rule),
        told=GAP.join(words for words in told if words),
        article_title=names.article_of(first.rule, first.article),
        article_key=first.article,
        verdict=first.verdict,
        persons=tuple(dict.fromkeys(person for each in group for person in each.persons)),
        count=len(group),
    )


def _instances(group: Sequence[Finding], names: Names, *, with_persons: bool) -> Iterable[str]:
    """When each was due and done, and by which events; parts of which that is the same stand together."""
    parts: dict[str, dict[str, None]] = {}
    for finding in group:
        when = _when(finding, names, with_persons=with_persons)
        parts.setdefault(when, {})[_part(finding, names)] = None
    for when, found in parts.items():
        what = names.joined(each for each in found if each)
        if what and when:
            yield names.text("story.part", duty=what, part=when)
        elif what or when:
            yield what or when


def _part(finding: Finding, names: Names) -> str:
    """The document, the step or the period that a finding judges."""
    told = [names.name(finding.part) if finding.part else ""]
    told.append(level_words(finding.level, names) if finding.level else "")
    told.append(names.span(finding.period) if finding.period is not None else "")
    return names.joined(each for each in told if each)


def _when(finding: Finding, names: Names, *, with_persons: bool) -> str:
    told = [names.joined(finding.persons) if with_persons else ""]
    for key, moment in (("due", finding.due), ("done", finding.done)):
        if moment is not None and moment != BEGINNING:
            told.append(names.text(f"html.bar.{key}", at=names.moment(moment)))
    if finding.evidence:
        numbers = names.joined(str(position + 1) for position in finding.evidence)
        told.append(names.text("html.met_by", count=len(finding.evidence), numbers=numbers))
    return GAP.join(words for words in told if words)

"""The tables of the page: counts by article, duty and person, and the heat table of persons and articles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

import attrs

from dutylang.assessment.model import Verdict
from dutylang.assessment.persons import Result
from dutylang.reports.articles import order_of_articles, short_reference
from dutylang.reports.audit import AuditSummary
from dutylang.reports.grouping import Group, Groups
from dutylang.reports.html.tally import MATTERS, HtmlTally
from dutylang.reports.html.views import CaseView, Counted, FindingView, ResultView, counted
from dutylang.reports.names import Names

MOST_PERSONS = 80
"""At most so many persons stand in the heat table and in the section of persons, the gravest first."""

MOST_LISTED = 40
"""At most so many findings are listed under an article or a duty, the gravest first."""

MANY_ARTICLES = 12
"""With more articles than fit beside one another, the heat table shows those that ask for attention."""

KeysOf = Callable[[FindingView], Iterable[str]]
"""Under which keys a finding is listed."""

LEVELS = ((8, 4), (4, 3), (2, 2), (1, 1))
"""From so many breaches on, a cell of the heat table has this depth of tint."""


@attrs.frozen
class GroupView:
    """An article, a duty or a person: cases by the gravest verdict in it, results on persons, what is grave."""

    anchor: str
    title: str
    cases: tuple[Counted, ...]
    results: tuple[Counted, ...]
    findings: tuple[tuple[CaseView, FindingView], ...] = ()
    more: int = 0
    answers: tuple[ResultView, ...] = ()


@attrs.frozen
class HeatCell:
    """Findings of a person under an article: `level` 0 to 4 by the number of breaches."""

    level: int
    counts: tuple[Counted, ...]
    words: str


@attrs.frozen
class HeatRow:
    """A person, a cell for each article, and the results on them."""

    person: str
    anchor: str
    cells: tuple[HeatCell, ...]
    results: tuple[Counted, ...]


@attrs.frozen
class Heat:
    """The table of persons and articles; a column has its short form and its words.

    `quiet` are the articles that have no column, for nobody has a finding there that asks for attention.
    """

    columns: tuple[tuple[str, str], ...]
    rows: tuple[HeatRow, ...]
    more: int
    quiet: tuple[str, ...] = ()


def articles_view(groups: Groups, cases: list[CaseView], names: Names) -> list[GroupView]:
    """By article, in their order."""
    graves = _graves(cases, lambda finding: [finding.article_key])
    order = order_of_articles(names)
    titles = {
        found.article: names.article_of(found.liability, found.article)
        for case in cases
        for found in case.results
    }
    titles |= {each.article_key: each.article_title for case in cases for each in case.met}
    titles |= {finding.article_key: finding.article for case in cases for finding in case.findings}
    return [
        _group(
            f"article-{place + 1}",
            titles.get(key or "") or names.article(key or "") or names.text("html.no_article"),
            groups,
            key,
            graves.get(key or "", []),
        )
        for place, key in enumerate(sorted(groups.counts, key=lambda key: order(key or "")))
    ]


def duties_view(summary: AuditSummary, cases: list[CaseView], names: Names) -> list[GroupView]:
    """By duty, in the policy's order: the same counts as in the other formats."""
    graves = _graves(cases, lambda finding: [finding.rule])
    return [
        GroupView(
            anchor=f"duty-{place + 1}",
            title=names.rule(rule),
            cases=tuple(counted(counts.cases, Verdict)),
            results=(),
            findings=tuple(graves.get(rule, [])[:MOST_LISTED]),
            more=max(len(graves.get(rule, [])) - MOST_LISTED, 0),
        )
        for place, (rule, counts) in enumerate(summary.duties.items())
    ]


def persons_view(groups: Groups, cases: list[CaseView], names: Names) -> tuple[list[GroupView], int]:
    """By person, the gravest first, with their stories; and how many more there are."""
    graves = _graves(cases, lambda finding: finding.persons)
    answers: dict[str, list[ResultView]] = {}
    for case in cases:
        for found in case.results:
            answers.setdefault(found.person, []).append(found)
    ordered = sorted(groups.counts, key=lambda key: _weight(groups, key))
    views = [
        _group(
            f"person-{place + 1}",
            key if key is not None else names.text("person.nobody"),
            groups,
            key,
            graves.get(key or "", []),
            sorted(answers.get(key or "", []), key=lambda each: each.result.rank),
        )
        for place, key in enumerate(ordered[:MOST_PERSONS])
    ]
    return views, max(len(ordered) - MOST_PERSONS, 0)


def field_view(groups: Groups, names: Names) -> list[GroupView]:
    """By what was asked for on the command line."""
    return [
        _group(
            f"group-{place + 1}",
            names.name(key) if key is not None else names.text("audit.group_unknown"),
            groups,
            key,
            [],
        )
        for place, key in enumerate(groups.counts)
    ]


def heat_view(tally: HtmlTally, names: Names) -> Heat:
    """Persons against articles, the gravest persons first, articles in their order.

    Of many articles only those have a column under which something asks for attention.
    """
    persons = sorted(tally.persons.counts, key=lambda key: _weight(tally.persons, key))
    named = [person for person in persons if person is not None]
    found = sorted({article for _, article in tally.heat}, key=order_of_articles(names))
    grave = {article for (_, article), counts in tally.heat.items() if any(counts[each] for each in MATTERS)}
    articles = [each for each in found if each in grave] if len(found) > MANY_ARTICLES else found
    anchors = {person: f"person-{place + 1}" for place, person in enumerate(persons)}
    rows = [
        HeatRow(
            person=person,
            anchor=anchors[person],
            cells=tuple(_cell(tally.heat.get((person, article), Counter()), names) for article in articles),
            results=tuple(counted(tally.persons.counts[person].results, Result)),
        )
        for person in named[:MOST_PERSONS]
    ]
    columns = tuple(
        (short_reference(article), names.article(article) or names.text("html.no_article"))
        for article in articles
    )
    quiet = tuple(short_reference(each) for each in found if each not in articles)
    return Heat(columns, tuple(rows), max(len(named) - MOST_PERSONS, 0), quiet)


def _cell(counts: Counter[Verdict], names: Names) -> HeatCell:
    breaches = sum(counts[verdict] for verdict in MATTERS if verdict is not Verdict.UNKNOWN)
    level = next((level for least, level in LEVELS if breaches >= least), 0)
    shown = counted(counts, MATTERS) or counted(counts, Verdict)[:1]
    words = names.joined(
        names.text("audit.count", count=each.count, verdict=names.text(f"verdict.{each.kind.value}"))
        for each in counted(counts, Verdict)
    )
    return HeatCell(level, tuple(shown), words)


def _graves(cases: list[CaseView], keys_of: KeysOf) -> dict[str, list[tuple[CaseView, FindingView]]]:
    """What asks for attention, by key, the gravest first."""
    found: dict[str, list[tuple[CaseView, FindingView]]] = {}
    for case in cases:
        for finding in case.findings:
            if finding.verdict in MATTERS and not finding.advisory:
                for key in keys_of(finding):
                    found.setdefault(key, []).append((case, finding))
    for listed in found.values():
        listed.sort(key=lambda pair: pair[1].verdict.rank)
    return found


def _group(
    anchor: str,
    title: str,
    groups: Groups,
    key: Group,
    findings: list[tuple[CaseView, FindingView]],
    answers: Iterable[ResultView] = (),
) -> GroupView:
    counts = groups.counts[key]
    return GroupView(
        anchor=anchor,
        title=title,
        cases=tuple(counted(counts.cases, Verdict)),
        results=tuple(counted(counts.results, Result)),
        findings=tuple(findings[:MOST_LISTED]),
        more=max(len(findings) - MOST_LISTED, 0),
        answers=tuple(answers),
    )


def _weight(groups: Groups, key: Group) -> tuple[int, ...]:
    counts = groups.counts[key]
    results = [-counts.results[result] for result in Result if result is not Result.NONE]
    return (*results, *(-counts.cases[verdict] for verdict in MATTERS))

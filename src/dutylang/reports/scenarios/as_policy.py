"""Suggested scenarios as policy text: what is given, and beside each expectation a gap that a person must fill.

No verdict is ever written as expected. What the policy finds as it stands is told in a comment, to be judged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import attrs

from dutylang.assessment.clauses import Clause, ClauseKind
from dutylang.assessment.coverage import Covered, Way
from dutylang.assessment.model import CaseAssessment, Verdict
from dutylang.assessment.suggestions import Suggested, Suggestion
from dutylang.diagnostics import Severity
from dutylang.plan.model import steps_of
from dutylang.reports.names import Names
from dutylang.source import Source, Span
from dutylang.syntax.ast import Document, Item, Name, Scenario, Use
from dutylang.syntax.from_text import document_from_text
from dutylang.syntax.lexicon import ENGLISH
from dutylang.syntax.to_text import text_from_document, written_names
from dutylang.syntax.to_text.names import mentioned
from dutylang.syntax.to_text.phrases import phrases_of
from dutylang.syntax.to_text.words import Words, words_of
from dutylang.syntax.written_names import KnownNames, declared_names

GAP = "______"
MOST_EXPECTATIONS = 6
PARTS = (ClauseKind.STEP, ClauseKind.ITEM)


@attrs.frozen(eq=False)
class Page:
    """In which words suggestions are written: the reader's names, the policy's names, and its clauses by place."""

    names: Names
    known: KnownNames
    clauses: dict[tuple[Span, ClauseKind], Clause]

    @property
    def tongue(self) -> str:
        """The reader's tongue."""
        return self.names.tongue

    def clause(self, way: Way) -> Clause:
        """The clause that a way is of."""
        return self.clauses[way[0], way[1]]


@attrs.frozen
class Written:
    """A suggestion as text: its scenario under a title, what it shows in words, and what was found in words."""

    title: str
    text: str
    shows: tuple[str, ...]
    found: tuple[str, ...]


def written_suggestions(suggested: Suggested, taken: Iterable[str], page: Page) -> tuple[Written, ...]:
    """Every suggestion as text, under titles that no scenario of the policy has; `taken` are those it has."""
    titles = Counter(taken)
    found = []
    for suggestion in suggested.suggestions:
        title = _title(suggestion, page)
        titles[title] += 1
        if titles[title] > 1:
            title = f"{title} ({titles[title]})"
        found.append(_written(suggestion, title, page))
    return tuple(found)


def use_lines(suggested: Suggested, documents: Iterable[tuple[str, Document]], page: Page) -> tuple[str, ...]:
    """The lines that name the texts (by paths) which declare what the suggestions speak of."""
    spoken = set(mentioned(tuple(each.scenario for each in suggested.suggestions)))
    uses = tuple(
        Use(path)
        for path, document in documents
        if any(declared.name in spoken for declared in declared_names(document))
    )
    return tuple(text_from_document(Document(uses), page.tongue, page.known).split("\n")[: len(uses)])


def unsolved_words(covered: Covered, page: Page) -> str:
    """A clause for which nothing was found, where it stands."""
    clause = covered.clause
    told = _clause_words(clause, covered.missing, page)
    return f"{clause.span.source}:{clause.span.line}: {told}"


# ---- text --------------------------------------------------------------------------------------


def _written(suggestion: Suggestion, title: str, page: Page) -> Written:
    scenario = _titled(suggestion.scenario, title)
    tongue, text = _printed(scenario, page)
    words = words_of(tongue, written_names(Document(()), tongue, page.known), page.known.cases)
    mark = words.word("layout.comment")
    shows = tuple(dict.fromkeys(_shown_words(suggestion.shows, page)))
    expectations = list(_expectations(suggestion, words, page))
    found = tuple(told for _, told in expectations)
    head = [f"{mark}{page.names.text('testing.suggest.shows', clause=each)}" for each in shows]
    gaps = [
        f"  {mark}{gap}{page.names.text('testing.suggest.found', found=told)}" for gap, told in expectations
    ]
    return Written(title, "\n".join([*head, text.rstrip("\n"), *gaps]) + "\n", shows, found)


def _titled(scenario: Scenario, title: str) -> Scenario:
    """The scenario under another title."""
    return Scenario(title, scenario.as_of, scenario.givens, scenario.expects, span=scenario.span)


def _printed(scenario: Scenario, page: Page) -> tuple[str, str]:
    """The scenario in the reader's tongue; where that does not read as it was meant, by ids in English."""
    document = Document((scenario,))
    text = text_from_document(document, page.tongue, page.known)
    again, problems = document_from_text(Source("suggested", text), tongue=page.tongue, known=page.known)
    sound = all(each.severity is not Severity.ERROR for each in problems)
    # A reader of Chinese texts takes wide brackets for narrow ones, also in a title: what is given decides.
    if sound and [_given(each) for each in again.items] == [_given(scenario)]:
        return page.tongue, text
    return ENGLISH, text_from_document(document, ENGLISH, page.known)


def _given(item: Item) -> object:
    """What a scenario is given, and as of when."""
    return (item.as_of, item.givens) if isinstance(item, Scenario) else None


def _title(suggestion: Suggestion, page: Page) -> str:
    """What the scenario shows first, as a title that says that it is to be filled in."""
    way = suggestion.shows[0]
    told = _clause_words(page.clause(way), (way[2],), page)
    plain = told.translate({ord(sign): None for sign in "`“”"})
    return page.names.text("testing.suggest.title", clause=plain)


def _shown_words(shows: Sequence[Way], page: Page) -> Iterator[str]:
    for way in shows:
        clause = page.clause(way)
        told = _clause_words(clause, (way[2],), page)
        yield f"{told} ({clause.span.source}:{clause.span.line})"


def _clause_words(clause: Clause, seen: Sequence[object], page: Page) -> str:
    names = page.names
    ways = names.joined(names.text("testing.suggest.way", seen=each) for each in seen)
    rule = names.name(clause.rule)
    return names.text("testing.suggest.clause", rule=rule, kind=clause.kind, ways=ways)


# ---- what is to be expected --------------------------------------------------------------------


def _expectations(suggestion: Suggestion, words: Words, page: Page) -> Iterator[tuple[str, str]]:
    """A line with a gap for each duty and person that the clauses speak of, and what was found of it."""
    shown = [page.clause(way) for way in suggestion.shows]
    places = dict.fromkeys((each.rule, each.parts if each.kind in PARTS else ("",)) for each in shown)
    assessed = suggestion.assessment
    lines = [line for rule, parts in places for line in _of_duty(rule, parts, assessed, words, page)]
    lines += _of_persons([each.rule for each in shown], suggestion, words, page)
    if not lines:
        live = dict.fromkeys(
            each.rule
            for each in assessed.findings
            if each.verdict not in (Verdict.NOT_APPLICABLE, Verdict.PENDING)
        )
        lines = [line for rule in live for line in _of_duty(rule, ("",), assessed, words, page)]
    yield from list(dict.fromkeys(lines))[:MOST_EXPECTATIONS]


def _of_duty(
    rule: str, parts: tuple[str, ...], assessment: CaseAssessment, words: Words, page: Page
) -> Iterator[tuple[str, str]]:
    """The duty, or the step or item of it; nothing where nothing was found of it."""
    mine = [each for each in assessment.findings if each.rule == rule]
    whole = parts == ("",)
    verdicts = [
        each.verdict
        for each in mine
        if (not each.level if whole else each.level in parts or (not each.level and each.part in parts))
    ]
    if not verdicts:
        return
    levels = [step.level for step in steps_of(page.names.rules[rule])] if rule in page.names.rules else []
    step = levels.index(parts[0]) + 2 if parts[0] in levels else None
    item = "" if whole or step is not None else words.name(Name(parts[0]))
    line = words.fill(
        "scenario.duty",
        rule=words.name(Name(rule)),
        verdicts=GAP,
        step=step,
        item=item,
        **dict.fromkeys(("late_by", "due", "because", "depends_on", "flags"), ""),
    )
    told = page.names.joined(dict.fromkeys(page.names.text(f"verdict.{each.value}") for each in verdicts))
    yield _unfenced(line), told


def _of_persons(
    rules: Iterable[str], suggestion: Suggestion, words: Words, page: Page
) -> Iterator[tuple[str, str]]:
    """The results on grounds that the clauses are of, or whose exemptions they are of."""
    wanted = set(rules)
    empty = dict.fromkeys(("degree", "share", "grade", "kinds", "points", "because", "details"), "")
    for each in suggestion.assessment.persons:
        if each.liability in wanted or any(one.exemption in wanted for one in each.exemptions):
            person = words.quoted(each.person) if each.person else words.keyword("NOBODY")
            ground = words.name(Name(each.liability))
            line = words.fill("scenario.person", person=person, result=GAP, liability=ground, **empty)
            yield _unfenced(line), page.names.text(f"result.{each.result.value}")


def _unfenced(line: str) -> str:
    return line.replace("\ufdd0", "").replace("\ufdd1", "")


def comment_mark(tongue: str) -> str:
    """What opens a remark in texts of a tongue."""
    return phrases_of(tongue).word("layout.comment")

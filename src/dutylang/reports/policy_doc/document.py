"""A checked policy → its document in one tongue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from zoneinfo import ZoneInfo

import attrs

from dutylang.calendars.conventions import CONVENTIONS
from dutylang.policy.head import CALENDAR, COUNTING
from dutylang.policy.model import Policy
from dutylang.reports.names import Names
from dutylang.reports.policy_doc.annexes import annexes_of, days_of, parameters_of_article
from dutylang.reports.policy_doc.blocks import Surroundings, block_of
from dutylang.reports.policy_doc.edition import (
    FIRST,
    Edition,
    PlacedArticle,
    Texts,
    edition_of,
)
from dutylang.reports.policy_doc.model import ArticleBlock, ChapterBlock, PolicyDoc, Run, Text
from dutylang.reports.policy_doc.notes import POLICY, Notes, article_key, chapter_key, notes_of, rule_key
from dutylang.reports.policy_doc.periods import period_words, setting_words
from dutylang.reports.policy_doc.prose import HOUSE_DEFAULT, Teller, prose_words
from dutylang.reports.policy_doc.tasks import by_role, tasks_of
from dutylang.syntax.ast import (
    Duty,
    ExceptionFrom,
    ExceptionRule,
    ExceptionTo,
    ForEachBreach,
    Liability,
    Rule,
    Settings,
    Title,
)
from dutylang.syntax.to_text.words import article_parts, heading_number


@attrs.frozen
class Imprint:
    """What the document was made from and with: the label of the calendar, and the program's version."""

    calendar: str
    program_version: str


@attrs.frozen(eq=False)
class _Book:
    """What every part of the document is built from."""

    edition: Edition
    teller: Teller
    notes: Notes
    around: Surroundings
    anchors: Mapping[int, str]
    """By the identity of an article or rule: its anchor."""
    cited: Mapping[str, Text]


def policy_doc(
    policy: Policy, texts: Texts, tongue: str, imprint: Imprint, remarks: Texts | None = None
) -> PolicyDoc:
    """The document of a policy in a tongue, whatever tongue its texts are written in.

    `texts` are the texts that it was read from with their trees; `remarks` those that its remarks are taken
    from, the same policy written in the document's tongue (None: `texts`).
    """
    book = _book_of(policy, texts, tongue, remarks)
    edition, teller = book.edition, book.teller
    tasks = tasks_of(edition, teller, book.cited, book.around.head)
    return PolicyDoc(
        tongue=tongue,
        title=teller.opened((Run(policy.declared.label(tongue) or teller.label(policy.declared.name)),))[
            0
        ].text,
        facts=tuple(_facts(policy, imprint, book)),
        notes=book.notes.get(POLICY, ()),
        reading=tuple(_reading(policy, book)),
        chapters=tuple(_chapters(book)),
        tasks=tasks,
        by_role=by_role(tasks, edition, teller),
        annexes=annexes_of(edition, teller, book.cited, book.notes),
    )


def _book_of(policy: Policy, texts: Texts, tongue: str, remarks: Texts | None) -> _Book:
    edition = edition_of(policy, texts)
    vocabulary = policy.vocabulary
    places, by_name, by_reference = _anchors(edition)
    words = prose_words(tongue, frozenset(vocabulary.cases))
    names = Names(tongue, ZoneInfo(policy.timezone), vocabulary.labels)
    teller = Teller(names, words, by_name, {}, frozenset(vocabulary.roles), edition.parameters)
    teller = attrs.evolve(teller, cited=_citations(edition, teller, by_reference))
    cited = {
        placed.reference: (Run(_number(placed, teller), by_reference[placed.reference]),)
        for placed in edition.articles
    }
    head = Settings(policy.counting, policy.calendar)
    exceptions = frozenset(rule.declared.name for rule in _rules(edition) if isinstance(rule, ExceptionRule))
    around = Surroundings(_excepted_by(edition), _answered_by(edition), head, exceptions)
    own = edition.texts if remarks is None else remarks
    return _Book(edition, teller, notes_of(own), around, places, cited)


# ---- anchors -----------------------------------------------------------------------------------


def _anchors(edition: Edition) -> tuple[dict[int, str], dict[str, str], dict[str, str]]:
    """By identity, by name and by reference; of versions the latest is meant by the name."""
    places: dict[int, str] = {}
    names: dict[str, str] = {}
    references: dict[str, str] = {}
    taken: set[str] = set()

    def fresh(anchor: str) -> str:
        number, found = 2, anchor
        while found in taken:
            found, number = f"{anchor}-v{number}", number + 1
        taken.add(found)
        return found

    for placed in edition.articles:
        anchor = fresh(f"article-{placed.reference}")
        places[id(placed.article)] = references[placed.reference] = anchor
        for rule in placed.article.rules:
            own = fresh(f"rule-{rule.declared.name}")
            places[id(rule)] = names[rule.declared.name] = own
    vocabulary = edition.policy.vocabulary
    others = (
        ("define", (each.declared.name for each in edition.definitions)),
        ("parameter", edition.parameters),
        ("role", vocabulary.roles),
        ("judgement", (each.declared.name for each in edition.judgements)),
    )
    for sort, found in others:
        for name in found:
            names.setdefault(name, fresh(f"{sort}-{name}"))
    return places, names, references


def _citations(edition: Edition, teller: Teller, references: Mapping[str, str]) -> dict[str, str]:
    """By what it is cited as inside a text: the anchor of an article's first part, or of a chapter."""
    found = {teller.chapter_citation(number): f"chapter-{number}" for number in edition.chapters}
    for placed in edition.articles:
        number = placed.article.number
        found.setdefault(teller.citation(number), references[placed.reference])
    return found


# ---- head --------------------------------------------------------------------------------------


def _facts(policy: Policy, imprint: Imprint, book: _Book) -> Iterator[tuple[str, str]]:
    teller = book.teller
    head = book.edition.head
    since = head.in_force if head is not None else None
    values = (
        ("name", policy.declared.name),
        ("version", policy.version),
        ("in_force", days_of(since.since, since.until, teller) if since is not None else ""),
        ("published", teller.names.day(policy.published) if policy.published is not None else ""),
        ("sha256", policy.sha256),
        ("calendar", imprint.calendar),
        ("counting", setting_words(policy.counting, teller)),
        ("timezone", policy.timezone),
        ("program", f"dutylang {imprint.program_version}"),
    )
    yield from ((teller.text(f"fact.{key}"), value) for key, value in values if value)


def _reading(policy: Policy, book: _Book) -> Iterator[Text]:
    """How the document is to be read: force of words, marks, counting."""
    teller = book.teller
    yield teller.text_of("reading.force")
    if any(each.house_default for found in book.edition.parameters.values() for each in found):
        yield (Run(teller.text("reading.house", mark=HOUSE_DEFAULT)),)
    yield teller.text_of("reading.inclusive")
    convention = CONVENTIONS.get(policy.counting, CONVENTIONS[COUNTING])
    calendar = setting_words(policy.calendar or CALENDAR, teller)
    kind = "clock" if convention.clock_days else "rolls" if convention.rolls else "stays"
    said = {"convention": setting_words(convention.name, teller), "calendar": calendar}
    yield (Run(teller.text(f"reading.{kind}", **said)),)
    head = book.edition.head
    if head is not None and head.recorded_within is not None:
        yield teller.text_around("reading.recorded", period_words(head.recorded_within, teller))


# ---- chapters and articles ---------------------------------------------------------------------


def _chapters(book: _Book) -> Iterator[ChapterBlock]:
    teller, chapters = book.teller, book.edition.chapters
    shown: set[int] = set()
    for (part, number), found in groupby(book.edition.articles, lambda each: (each.part, each.chapter)):
        articles = tuple(_article(placed, book) for placed in found)
        if number is not None:
            chapter = chapters[number]
            heading = teller.words.fill(
                "declaration.chapter", number=heading_number(number, teller.words), title=""
            )
            notes = book.notes.get(chapter_key(number), ())
            shown.add(number)
            yield ChapterBlock(f"chapter-{number}", heading, _title(chapter.title, teller), notes, articles)
        else:
            others = teller.text("outside_chapters") if chapters and part != FIRST else ""
            yield ChapterBlock(f"part-{part}", "", others, (), articles)
    for number in sorted(set(chapters) - shown):
        heading = teller.chapter_citation(number)
        yield ChapterBlock(
            f"chapter-{number}",
            heading,
            _title(chapters[number].title, teller),
            book.notes.get(chapter_key(number), ()),
            (),
        )


def _article(placed: PlacedArticle, book: _Book) -> ArticleBlock:
    article, teller = placed.article, book.teller
    in_force = article.in_force
    return ArticleBlock(
        anchor=book.anchors[id(article)],
        number=_number(placed, teller),
        title=_title(article.title, teller),
        in_force="" if in_force is None else days_of(in_force.since, in_force.until, teller),
        notes=book.notes.get(article_key(article), ()),
        parameters=parameters_of_article(placed, book.edition, teller),
        rules=tuple(
            block_of(
                rule,
                book.anchors[id(rule)],
                book.notes.get(rule_key(rule, article), ()),
                book.around,
                teller,
            )
            for rule in article.rules
        ),
    )


def _number(placed: PlacedArticle, teller: Teller) -> str:
    """The number of an article with its paragraph and item, in words."""
    article, words = placed.article, teller.words
    parts = article_parts(article.number, words)
    for key, number in (("paragraph", article.paragraph), ("item", article.item)):
        heading = "" if number is None else heading_number(number, words)
        parts[key] = heading and words.fill(f"declaration.{key}", number=heading)
    return words.fill("declaration.article", title="", **parts)


def _title(title: Title, teller: Teller) -> str:
    """The title in the document's tongue, else in whatever tongue it has one."""
    words = dict(title.words)
    return words.get(teller.tongue) or next(iter(words.values()), "")


# ---- what hangs on a rule ----------------------------------------------------------------------


def _rules(edition: Edition) -> Iterator[Rule]:
    for placed in edition.articles:
        yield from placed.article.rules


def _excepted_by(edition: Edition) -> dict[str, list[str]]:
    """By the name of a rule: the exceptions and permissions that take something out of it."""
    found: dict[str, list[str]] = {}
    for rule in _rules(edition):
        for clause in getattr(rule, "clauses", ()):
            if isinstance(rule, ExceptionRule) and isinstance(clause, ExceptionFrom):
                excepted: Sequence[str] = [name.text for name in clause.rules]
            elif isinstance(rule, Duty) and isinstance(clause, ExceptionTo):
                excepted = [clause.rule.text]
            else:
                continue
            for name in excepted:
                found.setdefault(name, []).append(rule.declared.name)
    return {name: list(dict.fromkeys(rules)) for name, rules in found.items()}


def _answered_by(edition: Edition) -> dict[str, list[str]]:
    """By the name of a rule: the grounds of liability that its breach is."""
    from dutylang.policy.places import duties_within

    found: dict[str, list[str]] = {}
    for rule in _rules(edition):
        if isinstance(rule, Liability):
            for clause in rule.clauses:
                if isinstance(clause, ForEachBreach):
                    names = [clause.rule.text] if clause.rule is not None else []
                    if clause.range is not None:
                        names = list(duties_within(clause.range, edition.policy.rules))
                    for name in names:
                        found.setdefault(name, []).append(rule.declared.name)
    return {name: list(dict.fromkeys(rules)) for name, rules in found.items()}

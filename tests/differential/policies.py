"""Whole policies as text, made to check; a draft keeps its parts, so that a difference can be made smaller."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import attrs

from dutylang.diagnostics import Diagnostic
from dutylang.pipeline import Loaded, has_errors
from dutylang.plan.from_policy import plan_from_policy
from dutylang.policy.versions import policy_from_texts
from dutylang.source import Source
from dutylang.syntax.from_text import document_from_text
from dutylang.texts import Texts
from tests.differential import accountability, duties
from tests.differential.conditions import Place
from tests.differential.dice import Dice
from tests.differential.words import declarations

BASES = tuple(
    dt.date.fromisoformat(day)
    for day in (
        "2024-05-06",  # a Monday after the Labour Day holidays; the Saturday that follows is worked
        "2024-04-24",  # into those holidays
        "2024-02-05",  # into the Spring Festival
        "2024-09-24",  # into National Day
        "2024-03-27",  # clocks go forward on the 31st in Europe
        "2024-10-23",  # and back on the 27th
        "2024-12-20",  # across the end of a year
        "2026-12-18",  # into a year whose days off are not published
    )
)
"""The first of the days on which a case's events lie."""

RULES: tuple[Callable[[Dice, Place, str], str], ...] = (
    *[duties.demand] * 7,
    *[duties.ban] * 3,
    *[duties.precedence] * 2,
    *[duties.upkeep] * 2,
    duties.ceiling,
    duties.pair,
    duties.pair,
    duties.checklist,
    duties.checklist,
)


@attrs.frozen
class Article:
    """One article: its chapter, number and days in force, and its items."""

    chapter: int
    number: int
    in_force: str
    items: tuple[str, ...]

    def text(self) -> str:
        """The article; nothing where it holds nothing."""
        days = f"  {self.in_force}\n" if self.in_force else ""
        return f'article {self.number} "A"\n{days}{"".join(self.items)}' if self.items else ""


@attrs.frozen
class Version:
    """One version of the policy: the lines of its head, and its articles."""

    head: tuple[str, ...]
    articles: tuple[Article, ...]
    base: dt.date

    def text(self) -> str:
        """The whole text, with the declarations that it needs."""
        parts: list[str] = []
        chapter = 0
        for article in self.articles:
            if article.items and article.chapter != chapter:
                chapter = article.chapter
                parts.append(f'chapter {chapter} "C"\n')
            parts.append(article.text())
        body = "".join(parts)
        head = "".join(f"  {line}\n" for line in self.head)
        return f'policy house "House"\n{head}{declarations(body, self.base)}{body}'


@attrs.frozen
class Draft:
    """A policy in one version or two."""

    versions: tuple[Version, ...]

    def texts(self) -> tuple[str, ...]:
        """The text of each version."""
        return tuple(version.text() for version in self.versions)


def loaded_from_draft(draft: Draft) -> tuple[Loaded | None, tuple[Diagnostic, ...]]:
    """The checked and planned policy, or None with its faults."""
    sources = [Source(f"v{number}.duty", text) for number, text in enumerate(draft.texts())]
    documents = []
    problems: tuple[Diagnostic, ...] = ()
    for source in sources:
        document, found = document_from_text(source)
        documents.append((source, document))
        problems += found
    if has_errors(problems):
        return None, problems
    policy, found = policy_from_texts(documents)
    if policy is None or has_errors(found):
        return None, found
    texts = Texts({source.name: source for source in sources}, tuple(documents))
    return Loaded(policy, plan_from_policy(policy), texts), found


# ---- drafts ---------------------------------------------------------------------------------------


def drafts(dice: Dice, base: dt.date) -> Draft:
    """A policy of one to six rules; some have exceptions, some speak of persons, some come in versions."""
    settings = (
        f"calendar {dice.one('china', 'china', 'weekdays')}",
        f'timezone "{dice.one("Asia/Shanghai", "Asia/Shanghai", "Europe/Berlin", "UTC")}"',
        f"counting {dice.one('civil_code', 'civil_code', 'civil_code', 'exact', 'eu_1182_71', 'calendar_days')}",
    )
    recorded = (f"events recorded within {dice.one('5 days', '2 working days')}",) if dice.chance(20) else ()
    head = ('version "1"', "in force from 2024-01-01", *settings, *recorded)
    place = Place(base, (), tables=dice.chance(20), figures=dice.chance(15))
    first = Version(head, _articles(dice, place), base)
    change = base + dt.timedelta(days=dice.number(3, 12))
    kind = dice.number(0, 99)
    if kind >= 90:
        return Draft((_ended(first, change), _amended(dice, first, place, change)))
    if kind >= 80:
        return Draft((attrs.evolve(first, articles=_split(dice, first.articles, place, change)),))
    if kind >= 74:
        until = change + dt.timedelta(days=10)
        dated = dice.one(f"in force from {change}", f"in force from {change} until {until}")
        return Draft((attrs.evolve(first, articles=_dated(first.articles, dated)),))
    return Draft((first,))


def _articles(dice: Dice, place: Place) -> tuple[Article, ...]:
    """Tables and figures, duties in one or two articles with their exceptions, and who answers."""
    tables = [accountability.table(dice, name) for name in ("risk", "labels")] if place.tables else []
    figures = [accountability.figure(dice, name) for name in ("bad_share", "deals")] if place.figures else []
    count = dice.one(1, 1, 2, 2, 3, 4, 5, 6)
    rules = [dice.one(*RULES)(dice, place, f"d{number}") for number in range(count)]
    rules += _permissions(dice, place, rules)
    binding = names([rule for rule in rules if not rule.startswith("  permission")])
    excepted = accountability.exceptions(dice, place, binding, names(dated(rules))) if dice.chance(45) else []
    if place.figures:
        figures.append(accountability.figure(dice, "good_share", binding))
    split = dice.number(1, len(rules))
    articles = [
        Article(1, 30, "", (*tables, *figures)),
        Article(2, 1, "", (*rules[:split], *([] if rules[split:] else excepted))),
        Article(2, 2, "", (*rules[split:], *(excepted if rules[split:] else []))),
    ]
    if dice.chance(50):
        articles.append(Article(3, 9, "", tuple(accountability.persons(dice, place, binding))))
    return tuple(articles)


def _permissions(dice: Dice, place: Place, rules: list[str]) -> list[str]:
    """A permission now and then for a prohibition."""
    found = []
    for number, rule in enumerate(rules):
        forbidden = re.search(r"(?:nobody may|must not|should not) (\w+)", rule)
        if forbidden and dice.chance(25):
            found.append(duties.permission(dice, place, f"p{number}", names([rule])[0], forbidden[1]))
    return found


def names(items: list[str]) -> list[str]:
    """The names of items: the second word of each."""
    return [item.split()[1] for item in items]


def dated(rules: list[str]) -> list[str]:
    """The duties whose deadline an exception can change: theirs is written in the line of the obligation."""
    limit = re.compile(
        r"^    [\w, ]*(?:must|should)\b.*\b(?:within|before|by the|by \d|on the same day)\b", re.MULTILINE
    )
    return [rule for rule in rules if rule.startswith("  duty") and limit.search(_main(rule))]


def _main(rule: str) -> str:
    """A rule without its conditions and steps."""
    kept = [
        line
        for line in rule.splitlines()
        if not re.match(r" +(?:then|and|once|otherwise|if|unless|when) ", line)
    ]
    return "\n".join(re.sub(r" (?:with|unless|when|together with) .*", "", line) for line in kept)


# ---- versions -------------------------------------------------------------------------------------


def _ended(version: Version, change: dt.date) -> Version:
    """The version until the day before the change."""
    until = f"in force from 2024-01-01 until {change - dt.timedelta(days=1)}"
    return attrs.evolve(version, head=(version.head[0], until, *version.head[2:]))


def _amended(dice: Dice, first: Version, place: Place, change: dt.date) -> Version:
    """The next version: other rules of the same names, the same persons' rules."""
    published = change + dt.timedelta(days=dice.number(-5, 5))
    extra = (
        *((f"published {published}",) if dice.chance(40) else ()),
        *(("open deadlines follow this version",) if dice.chance(40) else ()),
    )
    head = ('version "2"', f"in force from {change}", *first.head[2:], *extra)
    articles = tuple(
        attrs.evolve(article, items=_regraded(dice, _reworded(dice, article.items, place), first, place))
        for article in first.articles
    )
    return attrs.evolve(first, head=head, articles=articles)


def _regraded(dice: Dice, items: tuple[str, ...], first: Version, place: Place) -> tuple[str, ...]:
    """The items, some grounds said anew under the same name."""
    rules = [item for article in first.articles if article.chapter == 2 for item in article.items]
    bound = names([rule for rule in rules if rule.startswith(("  duty", "  prohibition", "  checklist"))])
    return tuple(
        accountability.liability(dice, place, names([item])[0], bound)
        if item.startswith("  liability") and dice.chance(60)
        else item
        for item in items
    )


def _reworded(dice: Dice, items: tuple[str, ...], place: Place) -> tuple[str, ...]:
    """The items, some duties said anew under the same name."""
    return tuple(
        duties.demand(dice, place, names([item])[0])
        if item.startswith("  duty") and dice.chance(50)
        else item
        for item in items
    )


def _split(dice: Dice, articles: tuple[Article, ...], place: Place, change: dt.date) -> tuple[Article, ...]:
    """The first article of duties in two versions that follow each other."""
    found = []
    for article in articles:
        if article.number != 1:
            found.append(article)
            continue
        until = f"in force from 2024-01-01 until {change - dt.timedelta(days=1)}"
        found.append(attrs.evolve(article, in_force=until))
        again = _reworded(dice, article.items, place)
        found.append(attrs.evolve(article, in_force=f"in force from {change}", items=again))
    return tuple(found)


def _dated(articles: tuple[Article, ...], in_force: str) -> tuple[Article, ...]:
    return tuple(
        attrs.evolve(each, in_force=in_force) if each.number in (1, 9) else each for each in articles
    )

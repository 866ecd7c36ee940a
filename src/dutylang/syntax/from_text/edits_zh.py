"""A Chinese clause that cannot be read → what its writer may have done, each with the edit that would mend it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from dutylang.syntax.from_text import literals
from dutylang.syntax.from_text.edits import Suggestion
from dutylang.syntax.from_text.forms import forms
from dutylang.syntax.from_text.pieces_zh import SPACES, Piece
from dutylang.syntax.from_text.tokens import Edit
from dutylang.syntax.habits import CONFUSED, CURRENCIES, HABITS, SIMPLIFIED
from dutylang.syntax.lexicon import CHINESE, ENGLISH, OPENERS, lexicon

MOST_FOREIGN_WORDS = 4
"""Words of the longest English keyword that is looked for in a Chinese clause."""

LONGEST_PART = 4
"""Characters of the longest word that is taken for a further part of the name before it."""

_GAP = rf"[{SPACES}]*"
_QUOTED_OR_FIGURE = re.compile(rf"{literals.STRING}|{literals.OPEN_STRING}|(?P<FIGURE>{literals.DIGITS})")
_COMMENT = re.compile(r"//+|/\*+|<!--|%%")
_NUMBERING = re.compile(
    rf"{_GAP}([(\[]?(?:[一二三四五六七八九十]{{1,3}}|\d{{1,2}})[)\]、.]|[①-⑳]|[(](?:[a-zA-Z]|[ivx]+)[)])(?=.)"
)
_BULLET = re.compile(rf"{_GAP}((?:\d{{1,2}}[.)、])|[•·●▪◦‣*+–—－])[ \t]*(?=\S)")
_IF = re.compile(rf"{_GAP}(如果|假如|倘若|若是|若|凡|如)(.+?)(时|的话|的情况下|的)?{_GAP}$")
_EXCEPT = re.compile(rf"{_GAP}(除了|除非是|除)(.+?)(之外|以外|外)?(?:的)?{_GAP}$")
_SIGN = re.compile(r"[^\w\s\"“”|()\-]")
_BLANK = re.compile(
    r"\[[^\]\n]*\]|【[^】\n]*】|<[^>\n]*>|\.\.\.+|…+|\?\?+|[xX×]{2,}|_{2,}|TODO|TBD|待定|待补充"
)
_TITLED = re.compile(rf"{_GAP}(?:第[^\s]{{1,12}}?[条章]|版本|时区|日历|情形|制度|引用)")
_LATIN_WORDS = re.compile(r"[A-Za-z_]\w*(?:[ ][A-Za-z_]\w*)*", re.ASCII)
_APART = re.compile(rf"{_GAP}(\w+)[{SPACES}]+(\w+(?:[{SPACES}\-]+\w+){{1,3}}|\w+(?:-\w+)+)(?={_GAP}$)")


def suggestions(text: str, original: str, piece: Piece, reached: int) -> Iterator[Suggestion]:
    """What may be wrong with a clause that could be read up to `reached`, the likeliest first.

    `original` is the text with the signs as they are written.
    """
    yield from _beginnings(text, original, piece)
    yield from _names(text, piece)
    yield from _phrases(text, piece)
    yield from forms(text, piece.start, piece.stop, CHINESE)
    yield from _other_words(text, piece)
    yield from _traditional(text, piece)
    yield from _foreign(text, piece)
    for match in _SIGN.finditer(text, max(reached - 1, piece.start), piece.stop):
        edit = Edit(match.start(), match.end(), "")
        character = original[match.start() : match.end()]
        yield Suggestion("S002", edit, {"character": character}, help="remove", leads=True)
    rest = text[reached : piece.stop].rstrip()
    if (
        rest[:1].isalnum()
        and _TITLED.match(text, piece.start, piece.stop)
        and not any(sign in rest for sign in '“”"')
    ):
        edit = Edit(reached, reached + len(rest), f"“{rest}”")
        yield Suggestion("S130", edit, {"found": rest, "before": ""})


def placeholder(text: str, piece: Piece, reached: int) -> Suggestion | None:
    """What a template or a draft leaves to be filled in, where the clause stops."""
    blank = _BLANK.match(text, reached, piece.stop)
    return (
        Suggestion("S144", Edit(*blank.span(), ""), {"found": blank.group()}, offered=False)
        if blank
        else None
    )


def wide_figures(original: str, text: str, piece: Piece) -> Iterator[Suggestion]:
    """The figures of a clause whose thousands are separated by the comma that ends clauses: `5，000`."""
    if "，" not in original[piece.start : piece.stop]:
        return
    for found in _QUOTED_OR_FIGURE.finditer(text, piece.start, piece.stop):
        written = original[found.start() : found.end()]
        if found.lastgroup == "FIGURE" and "，" in written:
            edit = Edit(found.start(), found.end(), found.group())
            yield Suggestion("S064", edit, {"found": written, "figure": found.group()})


def comment_in(text: str, piece: Piece) -> Suggestion | None:
    """The sign of another language's comment in a clause, outside quotation marks."""
    comment = _COMMENT.search(text, piece.start, piece.stop)
    if comment is None or any(sign in text[piece.start : comment.start()] for sign in '“"'):
        return None
    return Suggestion("S019", Edit(*comment.span(), "--"), {"found": comment.group()})


def _beginnings(text: str, original: str, piece: Piece) -> Iterator[Suggestion]:
    """Signs of items and of paragraphs as other texts write them."""
    if numbering := _NUMBERING.match(text, piece.start, piece.stop):
        edit = Edit(*numbering.span(1), "")
        found = original[numbering.start(1) : numbering.end(1)]
        yield Suggestion("S023", edit, {"found": found}, leads=True)
    if bullet := _BULLET.match(text, piece.start, piece.stop):
        edit = Edit(bullet.start(1), bullet.end(), "- ")
        yield Suggestion("S025", edit, {"found": bullet[1]}, *bullet.span(1))


def _names(text: str, piece: Piece) -> Iterator[Suggestion]:
    """A declared name written as several words."""
    apart = _APART.match(text, piece.start, piece.stop)
    if apart is None or not any(m.terminal in OPENERS for m in lexicon(CHINESE).meanings.get(apart[1], ())):
        return
    first, *rest = re.split(rf"[{SPACES}\-]+", apart[2])
    keywords = [word for word in lexicon(CHINESE).meanings if len(word) > 1]
    if any(len(part) > LONGEST_PART or any(word in part for word in keywords) for part in rest):
        return
    joined = "".join((first, *rest))
    yield Suggestion("S143", Edit(*apart.span(2), joined), {"name": apart[2], "joined": joined})


def _phrases(text: str, piece: Piece) -> Iterator[Suggestion]:
    """Conditions and exceptions as everyday language puts them."""
    for pattern, parts, shown in ((_IF, ("当", "时"), "{}……"), (_EXCEPT, ("但", "的除外"), "{}……{}")):
        match = pattern.match(text, piece.start, piece.stop)
        if match is None:
            continue
        new = f"{parts[0]}{match[2].strip()}{parts[1]}"
        end = match.end(3) if match[3] else match.end(2)
        args = {"found": shown.format(match[1], match[3] or ""), "new": new}
        yield Suggestion("S147", Edit(match.start(1), end, new), args, leads=True)


def _other_words(text: str, piece: Piece) -> Iterator[Suggestion]:
    """Words that other texts use for a keyword; long ones first, for short ones may be parts of them."""
    for habit in _habits():
        at = text.find(habit, piece.start, piece.stop)
        while at >= 0:
            for keyword in HABITS[CHINESE][habit]:
                args = {"written": habit, "keyword": keyword}
                yield Suggestion("S012", Edit(at, at + len(habit), keyword), args, leads=True)
            at = text.find(habit, at + 1, piece.stop)
    for word, code in CURRENCIES.items():
        at = text.find(word, piece.start, piece.stop)
        if at >= 0:
            args = {"currency": word, "code": code}
            yield Suggestion("S032", Edit(at, at + len(word), code), args, help="code", leads=True)
    for word, keywords in CONFUSED[CHINESE].items():
        at = text.find(word, piece.start, piece.stop)
        if at >= 0:
            for keyword in keywords:
                args = {"written": word, "keyword": keyword}
                yield Suggestion("S146", Edit(at, at + len(word), keyword), args)


@cache
def _habits() -> tuple[str, ...]:
    return tuple(sorted(HABITS[CHINESE], key=lambda word: (-len(word), word)))


def in_keyword(text: str, habit: str, at: int) -> bool:
    """Whether the characters are a part of a longer keyword that stands there: 须 in 必须."""
    return any(text.startswith(word, at - word.index(habit)) for word in _keywords_with(habit))


@cache
def _keywords_with(habit: str) -> tuple[str, ...]:
    return tuple(word for word in lexicon(CHINESE).meanings if habit in word and habit != word)


def _traditional(text: str, piece: Piece) -> Iterator[Suggestion]:
    """Keywords in traditional characters, all of a clause together: names may well be written in them."""
    clause = text[piece.start : piece.stop]
    for keyword in _traditional_keywords():
        at = clause.find(keyword)
        if at >= 0:
            simple = keyword.translate(SIMPLIFIED)
            start = piece.start + at
            args = {"written": keyword, "keyword": simple}
            yield Suggestion("S012", Edit(start, start + len(keyword), simple), args, leads=True)


@cache
def _traditional_keywords() -> tuple[str, ...]:
    """Every keyword that looks otherwise in traditional characters, in these, the longest first."""
    back: dict[int, str] = {}
    for traditional, simple in SIMPLIFIED.items():
        back.setdefault(ord(simple), chr(traditional))
    written = {word.translate(back) for word in lexicon(CHINESE).meanings}
    found = [word for word in written if word != word.translate(SIMPLIFIED)]
    return tuple(sorted(found, key=lambda word: (-len(word), word)))


def _foreign(text: str, piece: Piece) -> Iterator[Suggestion]:
    """English keywords in a Chinese clause."""
    own, english = lexicon(CHINESE).spellings, lexicon(ENGLISH).meanings
    for run in _LATIN_WORDS.finditer(text, piece.start, piece.stop):
        words = list(re.finditer(r"\S+", run.group()))
        for first in range(len(words)):
            for last in range(min(len(words), first + MOST_FOREIGN_WORDS) - 1, first - 1, -1):
                start, end = run.start() + words[first].start(), run.start() + words[last].end()
                for meaning in english.get(text[start:end].lower(), ()):
                    if meaning in own:
                        args = {"written": text[start:end], "keyword": own[meaning][0]}
                        yield Suggestion("S017", Edit(start, end, own[meaning][0]), args, leads=True)

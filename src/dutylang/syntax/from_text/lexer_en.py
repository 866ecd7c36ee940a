"""English text → lines of tokens. The longest keyword wins; a word of a keyword is never a name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, partial

from dutylang.source import Source
from dutylang.syntax import ast
from dutylang.syntax.from_text import literals
from dutylang.syntax.from_text.edits import edited, token_before
from dutylang.syntax.from_text.literals import Reading
from dutylang.syntax.from_text.tokens import END_OF_LINE, NAME, Edit, Line, Token
from dutylang.syntax.lexicon import ENGLISH, SOFT, Lexicon, lexicon

_SCAN = re.compile(
    "|".join((
        r"(?P<SPACE>[ \t\r\f\v\u00a0\u3000\ufeff]+)",
        literals.COMMENT,
        r"(?P<YES_NO>yes/no\b)",
        r"(?P<WORD>[^\W\d]\w*)",
        literals.STRING,
        literals.OPEN_STRING,
        literals.DATE,
        literals.DATE_LIKE,
        literals.TIME,
        literals.PERCENT,
        r"(?P<ORD>\d+(?:st|nd|rd|th)\b)",
        rf"(?P<MONEY>(?P<amount>{literals.DIGITS})[ \t]*(?P<currency>[A-Z]{{3}})\b)",
        rf"(?P<NUMBER>{literals.DIGITS})",
        literals.OPERATOR,
        literals.SIGN,
        r"(?P<LIST_COMMA>[，、])",
        r"(?P<OTHER>.)",
    ))
)  # fmt: skip
_ARTICLE_NUMBER = re.compile(r"[ \t]+([A-Za-z0-9][A-Za-z0-9.\-]*)")
_WORDS = re.compile(r"[^\W\d][\w/]*")

Trie = dict[str, "Trie | tuple[Reading, ...]"]
_ENDS = ""


class EnglishLexer:
    """Reads one text; the comments of the lines read so far are in `comments`."""

    def __init__(self, source: Source) -> None:
        """Starts at the first line."""
        self.source = source
        self.comments: list[ast.Comment] = []
        self._text = literals.narrowed(source.text)

    def lines(self) -> Iterator[Line]:
        """The lines that have tokens, each closed by a line end."""
        starts = (*self.source.line_starts, len(self._text) + 1)
        for number in range(1, len(starts)):
            tokens = self._line(number, starts[number - 1], starts[number] - 1)
            if tokens:
                last = tokens[-1]
                column = last.column + last.end - last.start
                end = Token("", ((END_OF_LINE, None),), last.end, last.end, number, column)
                yield Line((*tokens, end), partial(self.again, number))

    def again(self, number: int, edits: tuple[Edit, ...]) -> tuple[Line, ...]:
        """What a line becomes with the edits carried out; its tokens keep the places of the text as it is."""
        start = self.source.line_starts[number - 1]
        stop = start + len(self.source.line(number))
        lexer = EnglishLexer(Source(self.source.name, edited(self.source.text, edits, start, stop)))
        return tuple(
            Line(tuple(token_before(token, edits, start, self.source) for token in line.tokens))
            for line in lexer.lines()
        )

    def _line(self, number: int, start: int, stop: int) -> list[Token]:
        found: list[tuple[str, re.Match[str]]] = []
        position = start
        while position < stop:
            match = _SCAN.match(self._text, position, stop)
            if match is None:
                break
            kind = match.lastgroup or ""
            kind = "MONEY" if kind in ("amount", "currency") else kind
            position = match.end()
            if kind == "COMMENT":
                self._comment(match, number, start, not found)
            elif kind != "SPACE":
                found.append((kind, match))
        return self._tokens(found, number, start, stop)

    def _comment(self, match: re.Match[str], number: int, line_start: int, own_line: bool) -> None:
        start, end = match.span()
        text = self.source.text[start:end].rstrip()
        place = Token(text, (), start, start + len(text), number, start - line_start + 1)
        words = text[2:] if text.startswith("--") else text[1:]
        self.comments.append(ast.Comment(words.strip(), own_line, span=place.span(self.source)))

    def _tokens(
        self, found: list[tuple[str, re.Match[str]]], number: int, line_start: int, stop: int
    ) -> list[Token]:
        tokens: list[Token] = []
        index, resume = 0, line_start
        while index < len(found):
            kind, match = found[index]
            start, end = match.span()
            if start < resume:
                index += 1
                continue
            count = 1
            if kind in ("WORD", "YES_NO"):
                readings, count = _keyword(found, index)
                end = found[index + count - 1][1].end()
            else:
                readings = (_literal(kind, match, self.source.text[start:end]),)
            tokens.append(
                Token(self.source.text[start:end], readings, start, end, number, start - line_start + 1)
            )
            index += count
            if readings[0][0] == "ARTICLE" and (after := _ARTICLE_NUMBER.match(self._text, end, stop)):
                begin, resume = after.span(1)
                text = after[1].rstrip(".-")
                resume = begin + len(text)
                tokens.append(Token(text, (("ARTNO", text),), begin, resume, number, begin - line_start + 1))
        return tokens


def _literal(kind: str, match: re.Match[str], written: str) -> Reading:
    # What stands in quotation marks is taken as it stands.
    text = written if kind == "STRING" else match.group()
    if kind == "MONEY":
        return literals.money(match["amount"], match["currency"])
    reader = literals.READERS.get(kind)
    return literals.faulty("S002", character=text) if reader is None else reader(text)


def _keyword(found: list[tuple[str, re.Match[str]]], index: int) -> tuple[tuple[Reading, ...], int]:
    """The readings of the longest keyword that begins here, or of a name, and how many words it takes."""
    node = _trie()
    best: tuple[tuple[Reading, ...], int] | None = None
    for place in range(index, len(found)):
        kind, match = found[place]
        deeper = node.get(match.group()) if kind in ("WORD", "YES_NO") else None
        if not isinstance(deeper, dict):
            break
        node = deeper
        ending = node.get(_ENDS)
        if isinstance(ending, tuple):
            best = ending, place - index + 1
    if best is not None:
        return best
    return ((NAME, found[index][1].group()),), 1


@cache
def _trie() -> Trie:
    """The keywords word by word; under `_ENDS` the readings of the words so far."""
    english = lexicon(ENGLISH)
    root: Trie = {}
    for spelling in english.meanings:
        if _WORDS.match(spelling):
            node = root
            for word in spelling.split(" "):
                following = node.setdefault(word, {})
                assert isinstance(following, dict)
                node = following
            node[_ENDS] = _readings(english, spelling)
    for word in english.reserved:
        following = root.setdefault(word, {})
        assert isinstance(following, dict)
        following.setdefault(_ENDS, (literals.faulty("S021", word=word),))
    return root


def _readings(english: Lexicon, spelling: str) -> tuple[Reading, ...]:
    meanings = english.meanings[spelling]
    readings: list[Reading] = [(meaning.terminal, meaning.value or spelling) for meaning in meanings]
    if " " not in spelling and all(meaning.terminal in SOFT for meaning in meanings):
        readings.append((NAME, spelling))
    return tuple(readings)
